"""``chairtime verify``: table, page, exit codes."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from click.testing import CliRunner

from sim.cli.verify import verify
from sim.report.verification.tables import agreement
from sim.verification import cases


def test_a_case_prints_a_table_and_writes_a_page(chairtime, tmp_path):
    """Two cases without chance: exit 0, both in the table; a page as HTML and Markdown, JSON, the record of the run."""
    done = chairtime("verify", "--case", "peer-two-at-once", "--case", "course-three-a-week", "--workers", 1)
    assert done.returncode == 0, done.stderr
    assert "10, 20, 20" in done.stdout
    assert "All 4 numbers of 2 cases agree" in done.stdout
    folder = tmp_path / "results" / "verification"
    found = json.loads((folder / "verification.json").read_text(encoding="utf-8"))
    assert [case["case"] for case in found["cases"]] == ["course-three-a-week", "peer-two-at-once"]
    assert "peers/two_at_once.yaml" in (folder / "verification.html").read_text(encoding="utf-8")
    assert "| `peer-two-at-once` | departures | 10, 20, 20 |" in (folder / "verification.md").read_text(
        encoding="utf-8"
    )
    assert json.loads((folder / "run.json").read_text(encoding="utf-8"))["versions"]["simpy"]


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ((299, 0, 70), "All 299 numbers of 70 cases agree"),
        ((7, 0, 1), "All 7 numbers of 1 case agree"),
        ((7, 2, 3), "5 of 7 numbers of 3 cases agree"),
        ((2, 1, 1), "1 of 2 numbers of 1 case agrees"),
        ((1, 0, 1), "The only number of 1 case agrees"),
        ((1, 1, 1), "The only number of 1 case disagrees"),
    ],
)
def test_one_and_many_agree_in_grammar_too(counts, said):
    """Numbers, wrong ones among them, and cases, as a sentence."""
    assert agreement(*counts) == f"{said} with what is known."


def test_numbers_with_chance_have_intervals_and_scores(tmp_path):
    """Sessions of two patients: mean, half-width and score for every number; the same on one worker and on two."""
    runner, printed = CliRunner(), []
    for workers in (1, 2):
        out = str(tmp_path / str(workers))
        done = runner.invoke(verify, ["--case", "session-two", "--json", "--workers", str(workers), "--out", out])
        assert done.exit_code == 0, done.output
        printed.append(json.loads(done.output))
    assert printed[0]["cases"] == printed[1]["cases"]
    (case,) = printed[0]["cases"]
    assert case["replications"] == 20
    assert all(abs(check["z"]) < 4 and check["half_width"] > 0 for check in case["checks"] if check["exact"])
    assert (tmp_path / "1" / "figures" / "scores.png").is_file()
    assert printed[0]["farthest_score_allowed"] < 3.9  # for four scores, not for a battery
    assert "of 10,000 samples. One number alone" in (tmp_path / "1" / "verification.md").read_text(encoding="utf-8")


def test_a_disagreement_ends_with_one(tmp_path, monkeypatch):
    """A wrong exact value is found: the verdict says so, the page warns, the exit code is 1."""
    good = cases.CASES["session-two"]
    wrong = replace(good, checks=(replace(good.checks[0], exact=10.5),))
    monkeypatch.setitem(cases.CASES, "session-two", wrong)
    done = CliRunner().invoke(verify, ["--case", "session-two", "--workers", "1", "--out", str(tmp_path / "out")])
    assert done.exit_code == 1
    assert "DISAGREES" in done.output
    assert "must not be trusted" in (tmp_path / "out" / "verification.html").read_text(encoding="utf-8")


def test_list_names_the_cases_and_runs_nothing(chairtime, tmp_path):
    """The quick ones, or all of them; no folder appears."""
    quick, full = (chairtime("verify", "--list", *more).stdout.splitlines() for more in ((), ("--full",)))
    assert 60 <= len(quick) < len(full) == len(cases.CASES)
    assert any(line.startswith("mmc-3-2.88-50 ") for line in quick)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("name", "hint"), [("mmc-3-2.88-5", "mmc-3-2.88-50"), ("Course", "Courses")])
def test_an_unknown_case_is_refused_with_what_was_meant(name, hint):
    """Exit 2, the near name, and nothing written."""
    done = CliRunner().invoke(verify, ["--case", name])
    assert done.exit_code == 2
    assert hint in done.output


def test_a_folder_with_something_else_in_it_is_left_alone(tmp_path):
    """Results need a folder of their own; nothing runs."""
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    done = CliRunner().invoke(verify, ["--case", "peer-roster", "--out", str(tmp_path)])
    assert done.exit_code == 1
    assert "not empty" in done.output
