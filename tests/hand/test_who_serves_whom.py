"""Who serves whom on paper: one day under each nurse assignment, and hand-over when somebody goes."""

from __future__ import annotations

import pytest
from paper import lines, simulated

DAY = """
spaces: {chair: 4}
staff: {nurse: {shifts: [{days: mon, hours: 08:00-17:00, count: 2}], watches: 4}}
visits:
  short:
    steps:
      - {step: prepare, part: preparation, time: 10 min, in: chair, hands: nurse}
      - {step: infuse, part: infusion, time: 30 min, watch: nurse}
      - {step: remove, part: departure, time: 5 min, hands: nurse}
  long:
    steps:
      - {step: prepare, part: preparation, time: 10 min, in: chair, hands: nurse}
      - {step: infuse, part: infusion, time: 60 min, watch: nurse}
      - {step: remove, part: departure, time: 5 min, hands: nurse}
timetables:
  shorts: {visit: short, at: [09:00, 09:35]}
  longs: {visit: long, at: [09:00]}
"""
KEPT, REASSIGNED, ZONES = (
    f"policies.nurse_assignment={name}" for name in ("kept_for_the_visit", "reassigned_when_free", "zones")
)


def test_pooled_nurses_help_whoever_is_next():
    """A and C at 9:00 by both; B at 9:35 by nurse 0, free as long as the other; A's removal at 9:40 by nurse 1."""
    assert lines(simulated(DAY), "hands on", "waits") == [
        ("09:00", "hands on nurse 0", "A"),
        ("09:00", "hands on nurse 1", "C"),
        ("09:35", "hands on nurse 0", "B"),
        ("09:40", "hands on nurse 1", "A"),
        ("10:10", "hands on nurse 0", "C"),
        ("10:15", "hands on nurse 1", "B"),
    ]


def test_patient_kept_for_the_visit_waits_for_the_own_nurse():
    """A is nurse 0's, who has B from 9:35 to 9:45: A waits from 9:40 to 9:45 although nurse 1 is free."""
    assert lines(simulated(DAY, KEPT), "hands on", "waits") == [
        ("09:00", "hands on nurse 0", "A"),
        ("09:00", "hands on nurse 1", "C"),
        ("09:35", "hands on nurse 0", "B"),
        ("09:40", "waits for hands:nurse", "A"),
        ("09:45", "hands on nurse 0", "A"),
        ("10:10", "hands on nurse 1", "C"),
        ("10:15", "hands on nurse 0", "B"),
    ]


def test_reassigned_patient_is_taken_over_by_a_colleague_who_is_free():
    """A's nurse 0 is busy with B at 9:40: nurse 1 takes A over at once; B and C stay with their own."""
    assert lines(simulated(DAY, REASSIGNED), "hands on", "waits") == [
        ("09:00", "hands on nurse 0", "A"),
        ("09:00", "hands on nurse 1", "C"),
        ("09:35", "hands on nurse 0", "B"),
        ("09:40", "hands on nurse 1", "A"),
        ("10:10", "hands on nurse 1", "C"),
        ("10:15", "hands on nurse 0", "B"),
    ]


def test_zone_is_served_by_its_nurse_alone():
    """Chairs 0 and 2 are nurse 0's, who has A until 9:20: B, in chair 2, waits, although nurse 1 is free at 9:10."""
    log = simulated(DAY, ZONES, "visits.short.steps.prepare.time=20 min", "timetables.shorts.at=[09:00, 09:12]")
    assert lines(log, "seated", "hands on", "waits") == [
        ("09:00", "seated in chair 0", "A"),
        ("09:00", "hands on nurse 0", "A"),
        ("09:00", "seated in chair 1", "C"),
        ("09:00", "hands on nurse 1", "C"),
        ("09:12", "seated in chair 2", "B"),
        ("09:12", "waits for hands:nurse", "B"),
        ("09:20", "hands on nurse 0", "B"),
        ("09:50", "hands on nurse 0", "A"),
        ("10:10", "hands on nurse 1", "C"),
        ("10:10", "hands on nurse 0", "B"),
    ]


def test_zones_are_dealt_anew_when_a_nurse_comes():
    """Alone until 9:30 nurse 0 has every chair, C's too; from then on chair 1, with C in it, is nurse 1's."""
    log = simulated(
        DAY, ZONES, "staff.nurse.shifts=[{days: mon, hours: '08:00-17:00'}, {days: mon, hours: '09:30-17:00'}]"
    )
    assert [(time, what) for time, what, who in lines(log, "hands on") if who == "C"] == [
        ("09:10", "hands on nurse 0"),
        ("10:20", "hands on nurse 1"),
    ]


def test_next_patient_goes_to_the_nurse_with_fewest_in_hand():
    """Nurse 0 has A and B from 9:00 and 9:10 (nurse 1 is late, from 9:15): C and D at 9:30 and 9:45 are nurse 1's."""
    log = simulated(
        DAY,
        KEPT,
        "staff.nurse.shifts=[{days: mon, hours: '08:00-17:00'}, {days: mon, hours: '09:15-17:00'}]",
        "timetables={longs: {visit: long, at: ['09:00', '09:00', '09:30', '09:45']}}",
    )
    assert lines(log, "hands on")[:4] == [
        ("09:00", "hands on nurse 0", "A"),
        ("09:10", "hands on nurse 0", "B"),
        ("09:30", "hands on nurse 1", "C"),
        ("09:45", "hands on nurse 1", "D"),
    ]


def test_those_behind_are_served_while_somebody_waits_for_the_own_nurse():
    """Nurse 0 has A and, 10:30-11:10, C; nurse 1 has B and, from 10:42 at once although A waits since 10:40, D.

    A and then C have nurse 0 from 11:10; B, ready at 10:45, and then D have nurse 1 from 11:22.
    """
    log = simulated(
        DAY,
        KEPT,
        "visits.short.steps.prepare.time=40 min",
        "visits.short.steps.infuse.time=1 min",
        "visits.long.steps.infuse.time=90 min",
        "timetables={longs: {visit: long, at: ['09:00', '09:05']}, shorts: {visit: short, at: ['10:30', '10:42']}}",
    )
    assert lines(log, "hands on") == [
        ("09:00", "hands on nurse 0", "A"),
        ("09:05", "hands on nurse 1", "B"),
        ("10:30", "hands on nurse 0", "C"),
        ("10:42", "hands on nurse 1", "D"),
        ("11:10", "hands on nurse 0", "A"),
        ("11:15", "hands on nurse 0", "C"),
        ("11:22", "hands on nurse 1", "B"),
        ("11:27", "hands on nurse 1", "D"),
    ]


@pytest.mark.parametrize("assignment", [KEPT, REASSIGNED, ZONES])
def test_patients_of_a_nurse_who_goes_home_are_handed_over(assignment):
    """Nurse 0 prepares A and goes home at 9:30: nurse 1 removes the line at 9:40, without a wait."""
    log = simulated(
        DAY,
        assignment,
        "staff.nurse.shifts=[{days: mon, hours: '08:00-09:30'}, {days: mon, hours: '08:00-17:00'}]",
        "timetables={shorts: {visit: short, at: ['09:00']}}",
    )
    assert lines(log, "hands on", "waits", "shift ends")[:3] == [
        ("09:00", "hands on nurse 0", "A"),
        ("09:30", "shift ends", "nurse 0"),
        ("09:40", "hands on nurse 1", "A"),
    ]


@pytest.mark.parametrize("assignment", [KEPT, REASSIGNED, ZONES])
def test_patients_of_a_nurse_on_a_break_are_handed_over(assignment):
    """Nurse 0 is on a break 9:30-10:00: nurse 1 removes A's line at 9:40."""
    log = simulated(
        DAY,
        assignment,
        "staff.nurse.break={length: 30 min, between: '09:30-10:30'}",
        "timetables={shorts: {visit: short, at: ['09:00']}}",
    )
    assert lines(log, "hands on", "break begins", "waits")[:3] == [
        ("09:00", "hands on nurse 0", "A"),
        ("09:30", "break begins", "nurse 0"),
        ("09:40", "hands on nurse 1", "A"),
    ]


def test_side_effect_never_waits_for_the_own_nurse():
    """Nurse 0 prepared A and is busy with C for hours: nurse 1, with B prepared, comes to A; A stays nurse 0's."""
    log = simulated(
        DAY,
        KEPT,
        "visits.long.side_effects={nausea: {probability: 1, hands: nurse, time: 1 min}}",
        "visits.short.steps.prepare.time=100 min",
        "timetables={longs: {visit: long, at: ['09:00', '09:00']}, shorts: {visit: short, at: ['09:10']}}",
    )
    told = lines(log, "side effect", "hands on nurse 1")
    onset = next(time for time, what, who in told if what.startswith("side effect") and who == "A")
    assert (onset, "hands on nurse 1", "A") in told
    assert ("10:50", "hands on nurse 0", "A") in lines(log, "hands on")


def test_assignment_may_name_its_roles():
    """The doctor does not watch, but is named: A waits for doctor 0 from 9:22, doctor 1 being free."""
    log = simulated(
        """
spaces: {chair: 4}
staff: {doctor: {shifts: [{days: mon, hours: 08:00-17:00, count: 2}]}}
visits:
  talk:
    steps:
      - {step: greet, time: 10 min, in: chair, hands: doctor}
      - {step: test, time: 12 min}
      - {step: explain, time: 10 min, hands: doctor}
timetables: {list: {visit: talk, at: [09:00, 09:05, 09:15]}}
policies: {nurse_assignment: {kept_for_the_visit: {roles: [doctor]}}}
"""
    )
    assert lines(log, "hands on", "waits") == [
        ("09:00", "hands on doctor 0", "A"),
        ("09:05", "hands on doctor 1", "B"),
        ("09:15", "hands on doctor 0", "C"),
        ("09:22", "waits for hands:doctor", "A"),
        ("09:25", "hands on doctor 0", "A"),
        ("09:27", "hands on doctor 1", "B"),
        ("09:37", "hands on doctor 0", "C"),
    ]
