"""Patients already in care when the run begins, on paper: where in their course they are, and how it goes on."""

from __future__ import annotations

import pytest
from paper import lines, simulated

from sim.events import Kind
from sim.units import DAY

PANEL = """
calendar: {starts: 2026-01-05, hours: {mon-sun: 00:00-24:00}}
spaces: {chair: 9}
visits:
  infusion:
    kind: infusion
    booked: 60 min
    steps: [{step: infuse, part: infusion, time: of the protocol, in: chair}]
protocols:
  mood:
    infusion: 40 min
    induction: {infusions: 4, spacing: {least: 1 day, target: [2 days], most: 7 days}}
    maintenance: {plan: {as_needed: {symptoms_return: 10 days}}}
patients: {start_from: {maintenance: 1}}
diary: {every: 15 min}
run: {length: 8 weeks, cool_down: 0 min, seed: 1}
"""


def _plan(days: int, more: str = "") -> str:
    return f"protocols.mood.maintenance={{plan: {{as_needed: {{symptoms_return: {days} days}}}}{more}}}"


@pytest.mark.parametrize("replication", range(5))
def test_a_panel_begins_somewhere_in_its_gap(replication):
    """The same share of a gap is over whatever its length: of 20 days twice as much is left as of 10."""
    first = simulated(PANEL, _plan(10), replication=replication).rows(Kind.SYMPTOMS_RETURNED).time[0]
    assert 0 < first < 10 * DAY
    later = simulated(PANEL, _plan(20), replication=replication).rows(Kind.SYMPTOMS_RETURNED).time[0]
    assert later == pytest.approx(2 * first)


def test_only_the_present_gap_of_a_panel_has_begun():
    """Every later booster falls due ten whole days after the one before is over."""
    log = simulated(PANEL, _plan(10))
    due, over = log.rows(Kind.SYMPTOMS_RETURNED).time, log.rows(Kind.STEP_ENDED).time
    assert len(due) >= 5
    assert due[1:] == pytest.approx(over[: len(due) - 1] + 10 * DAY)


def test_who_leaves_the_panel_does_not_come_again():
    """Certain to leave after a booster: one infusion, and no induction afterwards."""
    log = simulated(PANEL, _plan(10, ", leaves_after_each: 1"))
    assert [what for _, what, _ in lines(log, "infuse begins", "leaves", "series begins")] == [
        "infuse begins",
        "leaves: attrition",
    ]


def test_a_relapse_in_the_panel_begins_a_whole_new_induction():
    """Certain to relapse after the first booster and to be induced again: four infusions two days apart."""
    log = simulated(
        PANEL, _plan(10, ", relapses_after_each: 1, reinduction: {probability: 1, after: 3 days}"), "run.length=3 weeks"
    )
    begun = log.rows(Kind.STEP_BEGAN)
    assert begun.unit.tolist()[:5] == [0, 1, 2, 3, 4]
    assert [int(b // DAY - a // DAY) for a, b in zip(begun.time[:4], begun.time[1:5], strict=True)] == [3, 2, 2, 2]


def _given(planned: int, replication: int) -> int:
    """How many infusions somebody had been given when the run began."""
    log = simulated(
        PANEL,
        "patients.start_from={induction: 1}",
        f"protocols.mood.induction.infusions={planned}",
        "run.length=3 weeks",
        replication=replication,
    )
    numbers = [n for n in log.rows(Kind.STEP_BEGAN).unit.tolist() if n > 0]
    assert numbers == list(range(planned + 1 - len(numbers), planned + 1))
    return planned - len(numbers)


def test_a_panel_in_induction_has_only_the_rest_to_come():
    """A share of the infusions is given, rounded down: of eight twice as many as of four, or one more than that."""
    of_four = [_given(4, replication) for replication in range(8)]
    assert set(of_four) == {0, 1, 2, 3}
    assert [_given(8, replication) // 2 for replication in range(8)] == of_four
