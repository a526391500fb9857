"""The cases of ``chairtime verify``: those without chance all, of the others one of each family."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from sim.report.verification.scope import FAULTS
from sim.verification.battery import FULL, QUICK, processors, run_battery
from sim.verification.case import Check
from sim.verification.cases import CASES

SEED = 7
WITHOUT_CHANCE = [case for case in CASES.values() if not case.by_chance]
CHOSEN = {case.family: case for case in reversed(CASES.values()) if case.quick and case.by_chance}
CHOSEN |= {name: CASES[name] for name in ("removal-remove", "urgent-care-everybody", "course-dropout")}


@pytest.mark.parametrize("case", WITHOUT_CHANCE, ids=lambda case: case.name)
def test_numbers_without_chance_are_equal(case):
    """Counted, or worked out by hand: every number must be the exact one."""
    (judged,) = run_battery([case], SEED, 1).judged
    assert [row for row in judged.rows if not row.passed] == []
    assert judged.broken == ()


@pytest.mark.parametrize("case", CHOSEN.values(), ids=CHOSEN)
def test_a_case_of_each_family_agrees(case):
    """Eight replications lie as near to every exact value as chance has it, and no identity breaks."""
    (judged,) = run_battery([case], SEED, 8).judged
    assert [row for row in judged.rows if not row.passed] == []
    assert judged.broken == ()


WRONG_MODELS = {
    "infusions 4 % too long": ("mmc-3-2.88-50", "visits.stay.steps.infuse.time.exponential.mean=52 min"),
    "one patient in 40 too many": ("mmc-3-2.88-50", "walk_ins.patients.arrivals=2.95 per hour"),
    "one no-show in 20 that is not known": ("session-two", "timetables.session.shows=0.95"),
}
"""Models that are slightly wrong: case, and what makes it so."""


@pytest.mark.parametrize(("name", "fault"), WRONG_MODELS.values(), ids=WRONG_MODELS)
def test_a_model_that_is_slightly_wrong_is_noticed(monkeypatch, name, fault):
    """As many replications as `chairtime verify` runs: the case does not agree."""
    wrong = replace(CASES[name], settings=(*CASES[name].settings, fault))
    monkeypatch.setitem(CASES, name, wrong)
    battery = run_battery([wrong], SEED, QUICK)
    assert not battery.judged[0].passed
    assert not battery.passed


def test_families_with_chance_are_all_represented():
    """Each family of cases has one that belongs to the quick battery."""
    assert {case.family for case in CASES.values() if case.by_chance} <= {case.family for case in CHOSEN.values()}


def test_every_theory_scenario_has_a_case():
    """No file of scenarios/theory is there without a case that simulates it."""
    folder = Path(__file__).parents[2] / "scenarios" / "theory"
    files = {path.relative_to(folder).with_suffix("").as_posix() for path in folder.rglob("*.yaml")}
    assert files == {case.scenario for case in CASES.values()}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_a_case_loads_and_says_where_its_values_come_from(case):
    """Its file and settings are a valid scenario; it has a source, and at least one number to check."""
    assert case.loaded.scenario.run.length > 0
    assert case.source
    assert case.checks
    assert all(check.name for check in case.checks)


def test_exact_values_are_numbers():
    """Every exact value that is cheap to compute is finite."""
    cheap = [check for case in CASES.values() for check in case.checks if isinstance(check, Check)]
    assert all(abs(check.exact) < 1e9 for check in cheap if isinstance(check.exact, float))


@pytest.mark.slow
@pytest.mark.parametrize("replications", [QUICK])
def test_the_quick_battery_agrees(replications):
    """All quick cases together: every number, and the chi-square over all scores."""
    battery = run_battery([case for case in CASES.values() if case.quick], SEED, replications, processors())
    assert battery.passed
    assert FULL > QUICK


def test_the_pages_state_the_score_of_planted_faults_alike():
    """What every page of a verification says is the last row of the table in docs/mutation.md."""
    docs = Path(__file__).parents[2] / "docs"
    row = next(line for line in (docs / "mutation.md").read_text(encoding="utf-8").splitlines() if "| all |" in line)
    _, tried, noticed, survived, score, *_ = (cell.strip() for cell in row.strip("|").split("|"))
    share, low, high = re.findall(r"\d+", score)
    assert int(noticed) + int(survived) == int(tried)
    assert round(100 * int(noticed) / int(tried)) == int(share)
    assert f"{noticed} of the {tried} were noticed: {share} % (95 % interval: {low} to {high})" in FAULTS[0]
    assert f"Of the {survived} that were not" in FAULTS[1]
    page = (docs / "verification.md").read_text(encoding="utf-8")
    assert [sentence for sentence in FAULTS if sentence not in page] == []


def test_the_committed_page_knows_the_cases():
    """docs/verification.md was written by the command: every quick case is in it, in the words of today."""
    page = (Path(__file__).parents[2] / "docs" / "verification.md").read_text(encoding="utf-8")
    assert [case.name for case in CASES.values() if case.quick and f"`{case.name}`: {case.title} (" not in page] == []
    assert "DISAGREES" not in page
