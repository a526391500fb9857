"""The other commands: validate, describe, init, schema, metrics, and wrong use."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

SUBURBAN = Path(__file__).parents[2] / "scenarios" / "suburban_clinic.yaml"


def test_init_writes_a_scenario_that_runs(chairtime, tmp_path):
    """The starter is valid as it is, and is never overwritten by accident."""
    assert chairtime("init").returncode == 0
    assert chairtime("validate", "my_clinic.yaml").returncode == 0
    assert chairtime("init").returncode == 1
    assert chairtime("run", "my_clinic.yaml", "--replications", 2, "--set", "run.length=4 weeks").returncode == 0


def test_describe_says_the_clinic_back(chairtime, small):
    """Spaces, opening and load, in words, without simulating."""
    done = chairtime("describe", small)
    assert done.returncode == 0
    assert "2 x recliner" in done.stdout


@pytest.mark.parametrize("command", [("validate", SUBURBAN), ("describe", SUBURBAN), ("--help",), ("metrics",)])
def test_what_only_speaks_does_not_load_what_draws(command):
    """Loading it would take longer than all the rest."""
    words = f"import sys; sys.argv = {['chairtime', *map(str, command)]}\nfrom sim.cli import main\ntry: main()\n"
    words += "finally: print(sorted({'matplotlib', 'jinja2', 'distributed'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", words], capture_output=True, text=True, check=False)
    assert done.stdout.splitlines()[-1] == "[]", done.stdout + done.stderr


def test_schema_is_json_with_meanings(chairtime):
    """Every field of the scenario carries its description."""
    schema = json.loads(chairtime("schema").stdout)
    assert all("description" in entry or "$ref" in entry for entry in schema["properties"].values())
    assert all("description" in schema["$defs"][name] for name in ("Calendar", "Diary", "Run", "Step"))


def test_metrics_lists_units(chairtime):
    """A metric's line has its unit."""
    assert "day.direct_wait.{mean, median, p90}" in chairtime("metrics").stdout


@pytest.mark.parametrize(
    ("words", "code"),
    [((), 2), (("--help",), 0), (("--version",), 0), (("rum",), 2), (("run",), 2), (("run", "nowhere.yaml"), 2)],
)
def test_exit_codes_of_plain_use(chairtime, words, code):
    """Help and version are fine; wrong use is 2 and never a traceback."""
    done = chairtime(*words)
    assert done.returncode == code
    assert "Traceback" not in done.stderr
