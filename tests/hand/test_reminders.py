"""Reminders on paper and under common random numbers: what they change, and what they leave alone."""

from __future__ import annotations

import pytest
from paper import lines, simulated

from sim.events import Kind, Window
from sim.metrics import compute

SERIES = """
run: {length: 3 weeks, cool_down: 0 min, seed: 1}
spaces: {chair: 1}
visits: {drip: {kind: infusion, steps: [{step: infuse, part: infusion, time: of the protocol, in: chair}]}}
protocols: {mood: {visit: drip, infusion: 40 min, induction: {infusions: 3, spacing: {target: [7 days]}}}}
patients: {referrals: {listed: {times: [1 h]}}}
"""


REMIND = "policies: {reminders: {remind: {%s}}}\n"


def test_reminders_of_a_series_on_paper():
    """Booked on Monday for Tuesday and the Tuesdays after: the first is too near, the others are reminded on Sunday."""
    log = simulated(SERIES + REMIND % "cost: 0.5")
    assert [time for time, *_ in lines(log, "reminded", dated=True)] == ["sun 11 jan 08:00", "sun 18 jan 08:00"]
    found = compute(log, Window(0, 3 * 10080))
    assert found["volume.reminders_per_week"] == pytest.approx(2 / 3)
    assert found["money.reminders.per_week"] == pytest.approx(1 / 3)
    assert found["money.margin.per_week"] == pytest.approx(-1 / 3)


def test_those_reminded_come_and_the_first_who_is_not_misses():
    """Everybody would stay away; a factor of 0 undoes that for the appointments reminded of."""
    habits = "attendance: {drip: {no_show: 1, rebooks: {probability: 0.5}}}\n"
    assert len(lines(simulated(SERIES + habits), "no-show")) >= 1
    log = simulated(SERIES + habits + REMIND % "no_show_factor: 0")
    assert [time for time, *_ in lines(log, "no-show", "checks in", dated=True)][0] == "tue 6 jan 08:00"
    assert {what for _, what, _ in lines(log, "no-show", "checks in")[1:]} <= {"checks in"}


@pytest.mark.parametrize(("ahead", "sent", "cancelled"), [("1 day", 1, 0), ("3 days", 0, 1)])
def test_reminder_changes_only_what_comes_after_it(ahead, sent, cancelled):
    """All cancel; a factor of 0 undoes it a day ahead, after the reminder, but not three days ahead, before it."""
    cancels = f"cancels_with_notice: {{probability: 1, ahead: {ahead}}}, rebooks: {{probability: 0}}"
    one = SERIES.replace("infusions: 3", "infusions: 1") + "diary: {notice: 4 days}\n"
    log = simulated(one + f"attendance: {{drip: {{{cancels}}}}}\n" + REMIND % "cancels_with_notice_factor: 0")
    assert len(lines(log, "reminded")) == sent
    assert len(lines(log, "cancelled: cancelled with notice")) == cancelled


MANY = """
run: {length: 20 weeks, cool_down: 0 min, seed: 3}
spaces: {chair: 90}
visits: {drip: {kind: infusion, steps: [{step: infuse, part: infusion, time: of the protocol, in: chair}]}}
protocols: {mood: {visit: drip, infusion: {exponential: {mean: 40 min}}, induction: {infusions: 1}}}
patients: {referrals: 20 per week}
diary: {notice: 4 days}
attendance: {drip: {no_show: 0.4, cancels_same_day: 0.3, rebooks: {probability: 0}}}
"""


def _outcomes(*overrides):
    """Per patient: which of no-show, cancellation and check-in came of the only appointment, and when it ended."""
    log = simulated(MANY, *overrides)
    rows = log.rows(Kind.NO_SHOW, Kind.CANCELLED, Kind.CHECKED_IN, Kind.DEPARTED)
    return {
        (int(who), Kind(int(kind)).name, time)
        for who, kind, time in zip(rows.patient, rows.kind, rows.time, strict=True)
    }


def test_halving_by_reminders_is_the_same_as_half_the_probability():
    """0.4 x 0.5 and 0.3 x 0.5 with a reminder for everybody, against 0.2 and 0.15: equal to the last patient."""
    reminded = _outcomes("policies.reminders={remind: {no_show_factor: 0.5, same_day_cancellation_factor: 0.5}}")
    rarer = _outcomes("attendance.drip.no_show=0.2", "attendance.drip.cancels_same_day=0.15")
    assert reminded == rarer


def test_reminders_change_nobody_elses_luck():
    """Who came without reminders comes with them at the same minute for as long; nobody new stays away."""
    without, reminded = _outcomes(), _outcomes("policies.reminders={remind: {no_show_factor: 0.5}}")
    missed = {entry for entry in without if entry[1] == "NO_SHOW"}
    still = {entry for entry in reminded if entry[1] == "NO_SHOW"}
    assert 0 < len(still) < len(missed)
    assert still < missed
    assert without - missed <= reminded
