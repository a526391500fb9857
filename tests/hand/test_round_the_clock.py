"""Staff round the clock on paper: a duty that goes on past midnight is a shift a day, and nobody goes home."""

from __future__ import annotations

import numpy as np
import pytest
from paper import lines, simulated

from sim.events import Kind, Window
from sim.metrics import Facts, measure
from sim.units import DAY, HOUR

ALWAYS = """
calendar: {starts: 2026-01-05, hours: {mon-sun: 00:00-24:00}}
staff: {nurse: {shifts: [{days: mon-sun, hours: 00:00-24:00}], watches: 2, wage: 30%s}}
visits: {look: {steps: [{step: look after, time: 1 h, %s: nurse}]}}
walk_ins: {people: {visit: look, arrivals: {listed: {times: [23 h 30 min, 40 h]}}}}
run: {length: 3 days, cool_down: 0 min, seed: 1}
"""


def test_every_midnight_ends_one_shift_and_begins_the_next():
    """Three days: a shift each, of the same member, without a gap."""
    log = simulated(ALWAYS % ("", "hands"))
    assert lines(log, "shift", dated=True) == [
        ("mon 5 jan 00:00", "shift begins", "nurse 0"),
        ("tue 6 jan 00:00", "shift ends", "nurse 0"),
        ("tue 6 jan 00:00", "shift begins", "nurse 0"),
        ("wed 7 jan 00:00", "shift ends", "nurse 0"),
        ("wed 7 jan 00:00", "shift begins", "nurse 0"),
    ]


@pytest.mark.parametrize(("how", "hands", "watched"), [("hands", 1 / 24, np.nan), ("watch", 0.0, 1 / 48)])
def test_work_past_midnight_is_no_overtime(how, hands, watched):
    """On Tuesday and Wednesday an hour and a half of work, half an hour begun on Monday; 168 h, USD 5,040 a week."""
    log = simulated(ALWAYS % ("", how))
    found = measure(Facts(log, Window(DAY, 3 * DAY)))
    assert found["use.staff_hours_per_week.nurse"] == 168
    assert found["use.on_duty.mean.nurse"] == 1
    assert found["use.hands_on.nurse"] == pytest.approx(hands * 1.5 / 2)
    assert found["use.watching.nurse"] == pytest.approx(watched * 1.5 / 2, nan_ok=True)
    assert found["day.overtime.per_day.nurse"] == 0
    assert found["money.wages.per_week"] == pytest.approx(168 * 30)
    assert found["money.overtime.per_week"] == 0


def test_each_day_round_the_clock_may_be_missed():
    """Of 200 days each is missed with probability one half: about a hundred, the others are worked in full."""
    log = simulated(
        ALWAYS % (", absent: 0.5", "hands"), "run.length=200 days", "walk_ins.people.arrivals={listed: {times: []}}"
    )
    missed, came = log.rows(Kind.SHIFT_MISSED), log.rows(Kind.SHIFT_BEGAN)
    assert len(missed) + len(came) == 200
    assert 70 < len(missed) < 130
    assert not np.intersect1d(missed.time, came.time).size
    assert measure(Facts(log, Window(0, 200 * DAY)))["use.staff_hours_per_week.nurse"] == pytest.approx(
        len(came) * 24 * 7 / 200
    )


def test_who_is_relieved_at_midnight_finishes_first():
    """The agency's member stands in whenever the nurse is missing, and takes over at midnight from who was there."""
    log = simulated(
        ALWAYS % (", absent: {probability: 0.5, agency: {wage: 75, probability: 1}}", "hands"),
        "run.length=50 days",
        "walk_ins.people.arrivals={regular: {every: 24 h, first: 23 h 30 min}}",
    )
    ended = log.rows(Kind.SHIFT_ENDED)
    assert set((ended.time - ended.value).tolist()) == {0.0, HOUR / 2}
    assert measure(Facts(log, Window(0, 50 * DAY)))["safety.violations"] == 0
