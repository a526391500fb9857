"""Doors on paper: early, late, closing, the gap between two sessions."""

from __future__ import annotations

import pytest
from paper import lines, simulated

ONE_CHAIR = """
spaces: {chair: 1}
visits: {drip: {steps: [{step: infuse, part: infusion, time: 40 min, in: chair}]}}
"""


def test_early_patient_waits_for_the_doors():
    """Due at 8:10 and half an hour early: in when the doors open at 8:00, not at 7:40."""
    log = simulated(ONE_CHAIR + "timetables: {list: {visit: drip, at: [08:10], lateness: -30 min}}\n")
    assert lines(log, "checks in", "seated") == [("08:00", "checks in", "A"), ("08:00", "seated in chair 0", "A")]


def test_early_patient_does_not_come_the_day_before():
    """Round the clock, due at 00:05 and ten minutes early on the first day: in at 00:00, when the run begins."""
    log = simulated(
        "calendar: {starts: 2026-01-05, hours: {mon-sun: 00:00-24:00}}\n"
        + ONE_CHAIR
        + "timetables: {list: {visit: drip, at: [00:05], lateness: -10 min}}\n"
    )
    assert lines(log, "checks in") == [("00:00", "checks in", "A")]


def test_doors_and_shifts_go_on_past_midnight_and_end_before_a_closed_day():
    """Monday and Tuesday around the clock: opened once, one shift of two days, closed at midnight of Wednesday."""
    log = simulated(
        "calendar: {starts: 2026-01-05, hours: {mon-tue: 00:00-24:00}}\n"
        + ONE_CHAIR
        + "staff: {nurse: {shifts: [{days: mon-tue, hours: 00:00-24:00}]}}\n"
        + "timetables: {list: {visit: drip, at: [23:50]}}\n",
        "run.length=4 days",
    )
    assert lines(log, "opens", "closes", "shift", "infuse", dated=True) == [
        ("mon 5 jan 00:00", "shift begins", "nurse 0"),
        ("mon 5 jan 00:00", "opens", ""),
        ("mon 5 jan 23:50", "infuse begins", "A"),
        ("tue 6 jan 00:30", "infuse ends", "A"),
        ("tue 6 jan 23:50", "infuse begins", "B"),
        ("wed 7 jan 00:00", "shift ends", "nurse 0"),
        ("wed 7 jan 00:00", "closes", ""),
        ("wed 7 jan 00:30", "infuse ends", "B"),
    ]


LATE = (
    ONE_CHAIR + "timetables: {list: {visit: drip, at: [09:00], lateness: 16 min}, more: {visit: drip, at: [09:15]}}\n"
)


def test_late_patient_is_seated_anyway():
    """Sixteen minutes late, one after B: seated at 9:55, when B's 40 minutes from 9:15 are over."""
    log = simulated(LATE)
    assert lines(log, "seated", "sent") == [("09:15", "seated in chair 0", "B"), ("09:55", "seated in chair 0", "A")]


@pytest.mark.parametrize(("limit", "told"), [("15 min", "sent home: late"), ("16 min", "checks in")])
def test_late_patient_is_sent_home_beyond_the_limit(limit, told):
    """Sixteen minutes late: sent home under a limit of 15, seen under a limit of 16."""
    log = simulated(LATE + f"policies: {{late: {{send_home: {{after: {limit}}}}}}}\n")
    assert [what for _, what, who in lines(log, "checks in", "sent") if who == "A"][-1] == told


BUSY = ONE_CHAIR + "timetables: {list: {visit: drip, at: [16:00, 16:10, 16:20]}}\n"


def test_serve_everyone_works_in_overtime():
    """Closing at 17:00; three who came before are served 16:00, 16:40 and 17:20, and the last leaves at 18:00."""
    log = simulated(BUSY)
    assert lines(log, "seated", "departs")[2:] == [
        ("16:40", "seated in chair 0", "B"),
        ("17:20", "departs", "B"),
        ("17:20", "seated in chair 0", "C"),
        ("18:00", "departs", "C"),
    ]


def test_nobody_is_seated_after_the_last_start():
    """Last start 16:45, a quarter of an hour before closing: B sits at 16:40, C goes home at 16:45."""
    log = simulated(BUSY + "policies: {end_of_day: {last_start: {before_closing: 15 min}}}\n")
    assert lines(log, "seated", "sent") == [
        ("16:00", "seated in chair 0", "A"),
        ("16:40", "seated in chair 0", "B"),
        ("16:45", "sent home: closing", "C"),
    ]


@pytest.mark.parametrize(("comes", "told"), [("16:45", "talk begins"), ("16:46", "sent home: closing")])
def test_after_the_last_start_nothing_begins_that_needs_no_place_either(comes, told):
    """A talk that takes no chair, with the last start at 16:45 and the doors open until 17:00."""
    log = simulated(f"""
spaces: {{chair: 1}}
visits: {{talk: {{steps: [{{step: talk, time: 10 min}}]}}}}
timetables: {{list: {{visit: talk, at: ["{comes}"]}}}}
policies: {{end_of_day: {{last_start: {{before_closing: 15 min}}}}}}
""")
    assert [what for _, what, _ in lines(log, "talk begins", "sent home")] == [told]


def test_somebody_exactly_at_the_last_start_is_seated():
    """A chair that becomes free at 16:40, with the last start at 16:40, is still given."""
    log = simulated(BUSY + "policies: {end_of_day: {last_start: {before_closing: 20 min}}}\n")
    assert lines(log, "seated", "sent")[1:] == [
        ("16:40", "seated in chair 0", "B"),
        ("16:40", "sent home: closing", "C"),
    ]


@pytest.mark.parametrize("rule", ["serve_everyone", "last_start"])
def test_whoever_comes_after_closing_is_sent_home(rule):
    """Due at 16:30 and 45 minutes late: at 17:15 the doors are shut, whatever the end-of-day rule."""
    log = simulated(
        ONE_CHAIR
        + "timetables: {list: {visit: drip, at: [16:30], lateness: 45 min}}\n"
        + f"policies: {{end_of_day: {rule}}}\n"
    )
    assert lines(log, "checks in", "sent", "seated") == [
        ("17:15", "checks in", "A"),
        ("17:15", "sent home: closing", "A"),
    ]


def test_turned_away_patient_books_again():
    """Booked Tuesday 15:00 and 15:40; the second waits behind 130 min, goes home at 17:00, is back on Wed."""
    log = simulated("""
calendar: {starts: 2026-01-05, hours: {mon-sun: 15:00-17:00}}
spaces: {chair: 1}
visits:
  infusion: {kind: infusion, booked: 40 min, steps: [{step: infuse, part: infusion, time: 130 min, in: chair}]}
protocols: {short: {infusion: 40 min, induction: {infusions: 1}}}
patients: {referrals: {listed: {times: [1 h, 1 h]}}}
diary: {every: 20 min}
policies: {end_of_day: last_start}
run: {length: 3 days, cool_down: 0 min, seed: 1}
""")
    assert lines(log, "booked", "sent home", "seated", "leaves", dated=True) == [
        ("mon 5 jan 01:00", "booked for tue 6 jan 15:00", "A"),
        ("mon 5 jan 01:00", "booked for tue 6 jan 15:40", "B"),
        ("tue 6 jan 15:00", "seated in chair 0", "A"),
        ("tue 6 jan 17:00", "sent home: closing", "B"),
        ("tue 6 jan 17:00", "booked for wed 7 jan 15:00", "B"),
        ("tue 6 jan 17:10", "leaves: complete", "A"),
        ("wed 7 jan 15:00", "seated in chair 0", "B"),
        ("wed 7 jan 17:10", "leaves: complete", "B"),
    ]


GAP = """
calendar: {starts: 2026-01-05, hours: {mon-sun: [08:00-12:00, 13:00-17:00]}}
spaces: {chair: 1}
visits: {drip: {steps: [{step: check in, time: 4 min}, {step: infuse, part: infusion, time: 40 min, in: chair}]}}
"""


def test_nothing_starts_between_two_sessions():
    """Chair free at 12:14; B (in at 11:40) and C (checked in at 12:02) wait until the doors open at 13:00."""
    log = simulated(
        GAP + "timetables: {list: {visit: drip, at: [11:30, 11:40, 11:58]}}\npolicies: {end_of_day: last_start}\n"
    )
    assert lines(log, "seated", "sent", "closes", "opens") == [
        ("08:00", "opens", ""),
        ("11:34", "seated in chair 0", "A"),
        ("12:00", "closes", ""),
        ("13:00", "opens", ""),
        ("13:00", "seated in chair 0", "B"),
        ("13:40", "seated in chair 0", "C"),
        ("17:00", "closes", ""),
    ]


def test_whoever_comes_between_two_sessions_waits_for_the_doors():
    """Due 11:50 and 20 min late: at 12:10 the doors are shut; in at 13:00. At 12:40 for 13:30: 13:00 too."""
    log = simulated(
        GAP
        + """
timetables:
  late: {visit: drip, at: [11:50], lateness: 20 min}
  early: {visit: drip, at: [13:30], lateness: -50 min}
policies: {end_of_day: last_start}
"""
    )
    assert lines(log, "checks in", "seated") == [
        ("13:00", "checks in", "A"),
        ("13:00", "checks in", "B"),
        ("13:04", "seated in chair 0", "A"),
        ("13:44", "seated in chair 0", "B"),
    ]


def test_serve_everyone_goes_on_into_the_gap():
    """Who came before noon is served in overtime: B from 12:14; who comes at 12:10 waits for 13:00."""
    log = simulated(
        GAP
        + """
timetables: {list: {visit: drip, at: [11:30, 11:40]}, late: {visit: drip, at: [11:50], lateness: 20 min}}
"""
    )
    assert lines(log, "seated") == [
        ("11:34", "seated in chair 0", "A"),
        ("12:14", "seated in chair 0", "B"),
        ("13:04", "seated in chair 0", "C"),
    ]


SHIFTS = """
spaces: {chair: 3}
staff: {nurse: {shifts: [{days: mon, hours: 08:00-12:00}, {days: mon, hours: 08:00-17:00}]}}
visits: {test: {steps: [{step: prepare, time: 30 min, in: chair, hands: nurse}]}}
timetables: {list: {visit: test, at: [11:40]}}
"""
HAND_OVER = "policies.end_of_day={serve_everyone: {hand_over: true}}"


def test_task_in_hand_at_the_end_of_a_shift_is_finished():
    """Prepared 11:40-12:10 by nurse 0, whose shift ends at 12:00: ten minutes of overtime."""
    log = simulated(SHIFTS)
    assert lines(log, "shift ends", "hands") == [
        ("11:40", "hands on nurse 0", "A"),
        ("12:10", "hands off nurse 0", "A"),
        ("12:10", "shift ends", "nurse 0"),
        ("17:00", "shift ends", "nurse 1"),
    ]


def test_task_in_hand_is_handed_over_to_a_colleague_who_is_free():
    """Nurse 1 goes on at 12:00 and is done at 12:10 all the same; nurse 0 leaves on time."""
    log = simulated(SHIFTS, HAND_OVER)
    assert lines(log, "shift ends", "hands", "departs") == [
        ("11:40", "hands on nurse 0", "A"),
        ("12:00", "hands off nurse 0", "A"),
        ("12:00", "hands on nurse 1", "A"),
        ("12:00", "shift ends", "nurse 0"),
        ("12:10", "hands off nurse 1", "A"),
        ("12:10", "departs", "A"),
        ("17:00", "shift ends", "nurse 1"),
    ]


def test_task_is_handed_over_as_soon_as_a_colleague_is_free_and_before_anybody_new_begins():
    """Nurse 0 stays: with B 11:35-12:05, then in place of nurse 1 with A until 12:10; C waits since 11:45."""
    log = simulated(
        SHIFTS,
        HAND_OVER,
        "staff.nurse.shifts=[{days: mon, hours: '08:00-17:00'}, {days: mon, hours: '08:00-12:00'}]",
        "timetables.list.at=['11:40', '11:35', '11:45']",
    )
    assert lines(log, "shift ends", "hands")[2:] == [
        ("12:05", "hands off nurse 0", "B"),
        ("12:05", "hands off nurse 1", "A"),
        ("12:05", "hands on nurse 0", "A"),
        ("12:05", "shift ends", "nurse 1"),
        ("12:10", "hands off nurse 0", "A"),
        ("12:10", "hands on nurse 0", "C"),
        ("12:40", "hands off nurse 0", "C"),
        ("17:00", "shift ends", "nurse 0"),
    ]


def test_last_of_a_role_has_nobody_to_hand_over_to():
    """Nurse 1 alone until 17:00: prepared 16:50-17:20, in overtime."""
    log = simulated(SHIFTS, HAND_OVER, "timetables.list.at=['16:50']")
    assert lines(log, "shift ends", "hands off")[-2:] == [
        ("17:20", "hands off nurse 1", "A"),
        ("17:20", "shift ends", "nurse 1"),
    ]
