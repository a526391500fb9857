"""Policies of the user's own from the command line: leave, exit codes, files, workers."""

from __future__ import annotations

import json
from hashlib import sha256

import pytest

RULES = """\
from sim import DayOffer, Spec


class Last(Spec):
    \"\"\"The last start.\"\"\"

    wrong_from: int = 10_000

    def __call__(self, day: DayOffer) -> float:
        return day.starts[-1] if day.starts[-1] < self.wrong_from else -1.0
"""


@pytest.fixture
def ruled(small):
    """The small clinic with a rule of its own beside it."""
    (small.parent / "my_rules.py").write_text(RULES, encoding="utf-8")
    small.write_text(small.read_text() + "policies: {slot: my_rules.py:Last}\n", encoding="utf-8")
    return small


@pytest.mark.parametrize("command", ["run", "validate", "describe"])
def test_code_wants_leave(chairtime, ruled, tmp_path, command):
    """Without --allow-code: exit 2, one line with file and line that says how to allow it, and nothing written."""
    done = chairtime(command, ruled)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        f"ERROR {ruled}:16:18 policies.slot: my_rules.py:Last would run the Python file {tmp_path / 'my_rules.py'}; "
        "nothing of it was run; allow it with --allow-code\n"
    )
    assert {path.name for path in tmp_path.iterdir()} == {"small.yaml", "my_rules.py"}


def test_results_keep_the_code_and_run_again(chairtime, ruled, tmp_path):
    """One or two workers and the resolved scenario give equal tables; run.json has path and SHA-256 of the file."""
    chairtime("run", ruled, "--allow-code", "--out", tmp_path / "one", "--workers", 1)
    chairtime("run", ruled, "--allow-code", "--out", tmp_path / "two", "--workers", 2)
    again = chairtime("run", tmp_path / "one" / "scenario.yaml", "--allow-code", "--out", tmp_path / "three")
    assert again.returncode == 0, again.stderr
    tables = [(tmp_path / name / "summary.json").read_bytes() for name in ("one", "two", "three")]
    assert tables[0] == tables[1] == tables[2]
    (code,) = json.loads((tmp_path / "two" / "run.json").read_text())["code"]
    file = tmp_path / "my_rules.py"
    assert code == {"policy": "my_rules.py:Last", "file": str(file), "sha256": sha256(file.read_bytes()).hexdigest()}


@pytest.mark.parametrize("workers", [1, 2])
def test_policy_that_fails_ends_the_run_in_words(chairtime, ruled, tmp_path, workers):
    """Exit 1, one line with policy, question, date and answer, no traceback, no results."""
    failing = "policies.slot={my_rules.py:Last: {wrong_from: 0}}"
    done = chairtime("run", ruled, "--allow-code", "--set", failing, "--workers", workers)
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert line.startswith("ERROR slot my_rules.py:Last, asked 'Which free start of a day does a visit get?' on ")
    assert line.endswith(": it answered -1.0; expected one of the offered starts, in minutes of the day")
    assert not any((tmp_path / "results").glob("*"))


def test_description_says_what_the_policy_says_of_itself(chairtime, ruled):
    """The docstring and the parameters with their defaults."""
    told = chairtime("describe", ruled, "--allow-code").stdout
    assert "slot: my_rules.py:Last. The last start (wrong from: 10000)." in told


def test_policies_are_listed_with_units(chairtime):
    """A parameter with its unit and default; pages on request."""
    assert "after [duration, default 0 min]" in chairtime("policies").stdout
    assert chairtime("policies", "--markdown").stdout.startswith("# Policies\n")
    assert chairtime("policies", "--own").stdout.startswith("# Policies of your own\n")
