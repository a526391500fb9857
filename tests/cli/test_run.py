"""``chairtime run``: exit codes, messages, files."""

from __future__ import annotations

import csv
import gzip
import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

FILES = {
    "summary.csv",
    "summary.json",
    "replications.csv",
    "results.xlsx",
    "report.html",
    "scenario.yaml",
    "run.json",
    "stress.md",
}


def listing(folder: Path) -> set[str]:
    """Names of everything below a folder."""
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*")}


def test_run_writes_a_whole_study_and_says_where(chairtime, small, tmp_path):
    """Exit 0, every promised file, PNG and SVG figures, and the report's path on the screen."""
    done = chairtime("run", small)
    folder = tmp_path / "results" / "small-clinic"
    assert done.returncode == 0, done.stderr
    assert {path.name for path in folder.iterdir()} >= FILES
    assert {path.suffix for path in (folder / "figures").iterdir()} == {".png", ".svg"}
    assert str(Path("results") / "small-clinic" / "report.html") in done.stdout


def test_summary_json_has_the_promised_shape(chairtime, small, tmp_path):
    """Each metric: unit, mean, half_width, p5, p50, p95, n; and no NaN, which JSON does not know."""
    chairtime("run", small, "--out", tmp_path / "out")
    text = (tmp_path / "out" / "summary.json").read_text(encoding="utf-8")
    found = json.loads(text)
    assert all(set(entry) == {"unit", "mean", "half_width", "p5", "p50", "p95", "n"} for entry in found.values())
    assert found["safety.violations"]["mean"] == 0
    assert "NaN" not in text


FAULTY = """
import sys
from sim.model.spaces import Spaces
from sim.cli import main

Spaces.take = lambda self: 0
sys.argv = ["chairtime", "run", sys.argv[1], "--workers", "1"]
main()
"""
"""A model that seats everybody in the first recliner."""


def test_run_that_breaks_an_identity_is_an_error_and_leaves_nothing(small, tmp_path):
    """Exit 1; the identity, the replication, the instant and the row in one sentence; no folder."""
    done = subprocess.run(
        [sys.executable, "-c", FAULTY, small], cwd=tmp_path, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 1
    assert re.search(
        r"ERROR Small clinic, seed 1, replication \d: the log breaks the identity 'identities\.double_booking', "
        r"first on \w{3} \d\d \w{3} 2026 at \d\d:\d\d \(visit \d+ of patient \d+, seated recliner 0\)",
        " ".join(done.stderr.split()),
    )
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "results" / "small-clinic").exists()


def test_resolved_scenario_gives_the_same_numbers(chairtime, small, tmp_path):
    """scenario.yaml, defaults included, is a scenario that runs to the same summary."""
    chairtime("run", small, "--out", tmp_path / "one")
    again = chairtime("run", tmp_path / "one" / "scenario.yaml", "--out", tmp_path / "two")
    assert again.returncode == 0, again.stderr
    assert (tmp_path / "one" / "summary.json").read_bytes() == (tmp_path / "two" / "summary.json").read_bytes()


def test_workers_and_environment_change_no_digit(chairtime, small, tmp_path):
    """One or two workers, another time zone, hash seed and C locale: byte-identical tables."""
    odd = {**os.environ, "TZ": "Pacific/Kiritimati", "PYTHONHASHSEED": "7", "LC_ALL": "C"}
    chairtime("run", small, "--out", tmp_path / "one", "--workers", 1)
    chairtime("run", small, "--out", tmp_path / "two", "--workers", 2, env=odd)
    for name in ("summary.json", "summary.csv", "replications.csv"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_existing_results_are_kept_unless_told(chairtime, small, tmp_path):
    """A folder that is not empty is an error; --overwrite replaces results whole, and nothing else."""
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "old.txt").write_text("old")
    refused = chairtime("run", small, "--out", tmp_path / "out")
    assert (refused.returncode, listing(tmp_path / "out")) == (1, {"old.txt"})
    assert "--overwrite" in refused.stderr
    foreign = chairtime("run", small, "--out", tmp_path / "out", "--overwrite")
    assert (foreign.returncode, listing(tmp_path / "out")) == (1, {"old.txt"})
    (tmp_path / "out" / "run.json").write_text("{}")
    assert chairtime("run", small, "--out", tmp_path / "out", "--overwrite").returncode == 0
    assert "old.txt" not in listing(tmp_path / "out")


def test_wrong_scenario_is_two_and_writes_nothing(chairtime, small, tmp_path):
    """Two mistakes, two lines on stderr with file and line, and what is not checked yet; exit 2, no folder."""
    small.write_text(small.read_text().replace("recliner: 2", "recliner: -2").replace("watches: 2", "watchs: 2"))
    done = chairtime("run", small)
    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.splitlines()) == 3
    assert done.stderr.endswith("\nNames and rules across fields are checked once every field can be read.\n")
    assert "small.yaml:3:" in done.stderr
    assert "did you mean 'watches'?" in done.stderr
    assert not (tmp_path / "results").exists()


def test_wrong_name_hides_no_check(chairtime, small):
    """A role that does not exist is a mistake across fields: all of these are told, and nothing waits."""
    done = chairtime("validate", small, "--set", "staff.nurse.helps=[nobody]")
    assert (done.returncode, done.stderr.count("ERROR"), len(done.stderr.splitlines())) == (2, 1, 1)


def test_set_is_checked_like_the_file(chairtime, small):
    """--set names its own mistakes; a good one changes the clinic."""
    bad = chairtime("validate", small, "--set", "spaces.recliner=two")
    assert bad.returncode == 2
    assert "--set" in bad.stderr
    assert chairtime("validate", small, "--set", "visits.infusion.steps.prepare.time=20 min").returncode == 0


def test_two_scenarios_of_one_name_do_not_run(chairtime, small, tmp_path):
    """They would write to one folder; nothing runs."""
    other = tmp_path / "other.yaml"
    other.write_text(small.read_text())
    done = chairtime("run", small, other)
    assert done.returncode == 2
    assert not (tmp_path / "results").exists()


def test_one_replication_has_no_interval(chairtime, small):
    """The screen says so instead of printing a number."""
    done = chairtime("run", small, "--replications", 1)
    assert done.returncode == 0
    assert "intervals are not available" in done.stdout


def test_hostile_name_stays_inside_the_results(chairtime, small, tmp_path):
    """A name made of a path, HTML and a formula: one folder below results, escaped in the page."""
    small.write_text(small.read_text().replace("Small clinic", "'=../../<script>alert(1)</script>'"))
    done = chairtime("run", small)
    assert done.returncode == 0, done.stderr
    (folder,) = (tmp_path / "results").iterdir()
    assert "<script>alert" not in (folder / "report.html").read_text(encoding="utf-8")
    assert {path.name for path in tmp_path.iterdir()} == {"small.yaml", "results"}


def test_events_are_a_table_of_names(chairtime, small, tmp_path):
    """--events writes one compressed CSV for each replication, with names in place of codes."""
    chairtime("run", small, "--out", tmp_path / "out", "--events", "--replications", 2)
    paths = sorted((tmp_path / "out" / "events").glob("*.csv.gz"))
    with gzip.open(paths[0], "rt", encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    assert len(paths) == 2
    assert {"seated", "step_began", "booked"} <= {row["event"] for row in rows}
    assert {row["what"] for row in rows if row["event"] == "seated"} == {"recliner"}


def test_json_on_stdout_is_all_there_is(chairtime, small):
    """--json prints the summary and nothing else on stdout."""
    done = chairtime("run", small, "--json")
    assert "volume.starts_per_week" in json.loads(done.stdout)


@pytest.mark.parametrize("after", [1.0, 1.3, 1.6, 4.0])
def test_interrupt_leaves_nothing_behind(small, tmp_path, after):
    """SIGINT while workers start or run: exit 130 within seconds, no traceback, no folder, no temporary folder."""
    command = [sys.executable, "-m", "sim", "run", str(small), "--replications", "5000", "--workers", "2"]
    process = subprocess.Popen(
        command,
        cwd=tmp_path,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # tests in the background ignore it
    )
    time.sleep(after)
    os.killpg(process.pid, signal.SIGINT)
    _, errors = process.communicate(timeout=20)
    assert process.returncode == 130
    assert "Traceback" not in errors
    assert not any((tmp_path / "results").glob("*")) if (tmp_path / "results").exists() else True


def test_results_path_that_is_a_file_is_refused(chairtime, small, tmp_path):
    """Exit 1 before anything is simulated, and the file is untouched."""
    (tmp_path / "out").write_text("mine")
    done = chairtime("run", small, "--out", tmp_path / "out")
    assert done.returncode == 1
    assert (tmp_path / "out").read_text() == "mine"
