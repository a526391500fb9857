"""``chairtime sweep``, ``tornado`` and ``uncertainty`` as a user calls them."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from sim.cli.main import cli
from sim.experiment import replicate
from sim.scenario.load import load

RANGED = (
    "--set", "patients.referrals=1 per week (0.5..2 per week)",
    "--set", "protocols.mood.induction.infusions=6 (5..7)",
)  # fmt: skip


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def _numbers(path: Path) -> dict[str, object]:
    found: dict[str, object] = json.loads(path.read_text(encoding="utf-8"))
    return found


@pytest.fixture
def swept(chairtime, small, tmp_path) -> Path:
    """Two chairs or three, one referral a week or two."""
    done = chairtime("sweep", small, "--vary", "spaces.recliner=2..3", "--vary", "patients.referrals=1,2 per week",
                     "--out", tmp_path / "out", "--workers", 1)  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "4 designs x 3 replications\n" in done.stderr
    assert "12 replications; about" in done.stderr
    return tmp_path / "out"


def test_grid_leaves_a_row_and_a_scenario_for_each_design(small, swept):
    """Tables, figures, page, record; the design that is the clinic has the numbers of a plain run."""
    rows = _rows(swept / "sweep.csv")
    assert [(row["spaces.recliner"], row["patients.referrals"]) for row in rows] == [
        ("2", "1 per week"), ("2", "2 per week"), ("3", "1 per week"), ("3", "2 per week"),
    ]  # fmt: skip
    found = _numbers(swept / "sweep.json")
    assert len(found["designs"]) == 4
    assert found["factors"][1] == {
        "path": "patients.referrals", "label": "referrals", "unit": "per week", "levels": ["1 per week", "2 per week"],
    }  # fmt: skip
    names = {path.name for path in swept.iterdir()}
    assert {
        "report.html",
        "stress.md",
        "run.json",
        "results.xlsx",
        "replications.csv",
        "scenario.yaml",
        "designs",
    } <= names
    assert (swept / "figures" / "frontier.png").is_file()
    scenario = load(small).scenario
    plain = [replicate(scenario, 1, number).metrics["volume.infusions_per_week"] for number in range(3)]
    assert found["designs"][0]["metrics"]["volume.infusions_per_week"]["mean"] == pytest.approx(np.mean(plain))
    again = [load(path).scenario for path in sorted((swept / "designs").glob("*.yaml"))]
    assert [one.spaces["recliner"].count for one in again] == [2, 2, 3, 3]


@pytest.mark.slow
def test_workers_change_no_digit(chairtime, small, tmp_path):
    """One or two processes: byte-identical tables."""
    for workers in (1, 2):
        done = chairtime(
            "sweep", small, "--vary", "spaces.recliner=2,3", "--out", tmp_path / str(workers), "--workers", workers
        )
        assert done.returncode == 0, done.stderr
    for name in ("sweep.csv", "sweep.json", "replications.csv"):
        assert (tmp_path / "1" / name).read_bytes() == (tmp_path / "2" / name).read_bytes()


@pytest.mark.slow
def test_hypercube_takes_whole_numbers_where_it_must(chairtime, small, tmp_path):
    """Recliners are whole, referrals are not; words are drawn too; the effects are told."""
    done = chairtime("sweep", small, "--vary", "spaces.recliner=2..4", "--vary", "patients.referrals=1..2 per week",
                     "--vary", "policies.slot=earliest,level_the_day", "--design", "lhs", "--points", 8,
                     "--replications", 2, "--out", tmp_path / "out", "--workers", 1)  # fmt: skip
    assert done.returncode == 0, done.stderr
    rows = _rows(tmp_path / "out" / "sweep.csv")
    assert {row["spaces.recliner"] for row in rows} <= {"2", "3", "4"}
    assert len({row["patients.referrals"] for row in rows}) == 8
    assert {row["policies.slot"] for row in rows} == {"earliest", "level_the_day"}
    effects = _numbers(tmp_path / "out" / "sweep.json")["effects"]["volume.starts_per_week"]["effects"]
    assert [one["factor"] for one in effects] == ["recliner", "referrals", "slot: level_the_day"]


@pytest.mark.slow
def test_study_folder_keeps_designs(chairtime, small, tmp_path):
    """A sweep that grows runs its new designs only."""
    study = ("--study", tmp_path / "kept", "--workers", 1)
    chairtime("sweep", small, "--vary", "spaces.recliner=2,3", "--out", tmp_path / "1", *study)
    more = chairtime("sweep", small, "--vary", "spaces.recliner=2,3,4", "--out", tmp_path / "2", *study)
    assert "9 replications, 6 of them finished before" in more.stderr


def refused(monkeypatch, folder: Path, *words: object) -> str:
    """What is printed, in this process because it is soon over; exit 2 and nothing written."""
    monkeypatch.chdir(folder)
    done = CliRunner().invoke(cli, list(map(str, words)))
    assert done.exit_code == 2
    assert not (folder / "results").exists()
    return done.output


def test_mistakes_of_all_factors_are_told_together(monkeypatch, small, tmp_path):
    """Two unknown paths; then designs that are invalid, each by its name."""
    told = refused(monkeypatch, tmp_path, "sweep", small, "--vary", "spaces.reclner=2..3", "--vary", "nothing=1,2")
    assert "did you mean 'recliner'?" in told
    assert told.count("ERROR") == 2
    told = refused(monkeypatch, tmp_path, "sweep", small, "--vary", "spaces.recliner=-1,0,2")
    assert "(in the design recliner -1)" in told
    assert "(in the design recliner 0)" in told


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--vary", "spaces.recliner=2.5..3.5"), "a grid needs a step"),
        (("--vary", "spaces.recliner=2..3", "--design", "lhs"), "needs a number of designs"),
        (("--vary", "spaces.recliner=1..200", "--vary", "staff.nurse.watches=1..100"), "20,000 designs"),
        (("--vary", "spaces.recliner=2,3", "--metric", "day.direct_wiat"), "did you mean 'day.direct_wait'?"),
    ],
)
def test_wrong_use_is_told(monkeypatch, small, tmp_path, words, message):
    """A reason, never a traceback."""
    assert message in refused(monkeypatch, tmp_path, "sweep", small, *words)


def test_no_range_no_answer(monkeypatch, small, tmp_path):
    """The command says how a range is written; one replication cannot tell luck from inputs."""
    assert "no input has a range" in refused(monkeypatch, tmp_path, "tornado", small)
    told = refused(monkeypatch, tmp_path, "uncertainty", small, *RANGED, "--replications", 1)
    assert "expected at least 2" in told


def test_tornado_takes_the_ranges_of_the_scenario(chairtime, small, tmp_path):
    """Two inputs make five designs; the file keeps its ranges; JSON says every difference."""
    done = chairtime("tornado", small, *RANGED, "--out", tmp_path / "out", "--json", "--workers", 1)
    assert done.returncode == 0, done.stderr
    assert "5 designs x 3 replications" in done.stderr
    found = json.loads(done.stdout)
    assert [one["path"] for one in found["inputs"]] == ["protocols.mood.induction.infusions", "patients.referrals"]
    starts = [one for one in found["differences"] if one["metric"] == "volume.starts_per_week"]
    assert starts[0]["input"] == "referrals"
    assert starts[0]["difference"] < 0 < starts[1]["difference"]
    assert "rate: 1 per week (0.5 per week..2 per week)" in (tmp_path / "out" / "scenario.yaml").read_text()
    assert (tmp_path / "out" / "report.html").is_file()
    assert (tmp_path / "out" / "stress.md").is_file()


def test_uncertainty_splits_the_spread(chairtime, small, tmp_path):
    """Eight sets of two inputs, three replications: one row for each metric, with the figure of both spreads."""
    done = chairtime("uncertainty", small, *RANGED, "--sets", 8, "--out", tmp_path / "out", "--workers", 1)
    assert done.returncode == 0, done.stderr
    assert "Because we do not know the inputs it may be" in done.stdout.replace("\n", " ").replace("  ", " ")
    rows = {row["metric"]: row for row in _rows(tmp_path / "out" / "uncertainty.csv")}
    starts = rows["volume.starts_per_week"]
    assert float(starts["inputs_sd"]) > 0
    assert (starts["sets"], starts["replications"]) == ("8", "3")
    assert (tmp_path / "out" / "figures" / "spread.svg").is_file()
