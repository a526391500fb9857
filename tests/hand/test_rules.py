"""On-site rules on paper: a prescriber while infusing, two people while a patient is in the building."""

from __future__ import annotations

from paper import lines, simulated

PRESCRIBER = """
spaces: {chair: 2}
staff:
  nurse: {shifts: [{days: mon, hours: 08:00-17:00}], watches: 4}
  prescriber: {shifts: [{days: mon, hours: 09:00-12:00}]}
safety: [{on_site: prescriber, while: infusing}]
visits:
  drip:
    steps:
      - {step: prepare, part: preparation, time: 10 min, in: chair, hands: nurse}
      - {step: infuse, part: infusion, time: 40 min, watch: nurse}
"""


def test_infusion_waits_for_the_prescriber_to_come():
    """Prepared at 8:40, the prescriber comes at 9:00: on the drip from 9:00."""
    log = simulated(PRESCRIBER + "timetables: {list: {visit: drip, at: [08:30]}}\n")
    assert lines(log, "prepare ends", "waits", "infuse") == [
        ("08:40", "prepare ends", "A"),
        ("08:40", "waits for rule:1 prescriber on site while infusing", "A"),
        ("09:00", "infuse begins", "A"),
        ("09:40", "infuse ends", "A"),
    ]


def test_prescriber_stays_for_whoever_is_being_prepared():
    """Due to leave at 12:00 with A in preparation until 12:05: A is infused and the prescriber leaves at 12:45."""
    log = simulated(PRESCRIBER + "timetables: {list: {visit: drip, at: [11:55]}}\n")
    assert lines(log, "prepare ends", "shift ends: prescriber", "infuse")[:3] == [
        ("12:05", "prepare ends", "A"),
        ("12:05", "infuse begins", "A"),
        ("12:45", "infuse ends", "A"),
    ]
    assert ("12:45", "shift ends", "prescriber 0") in lines(log, "shift ends")


def test_infusion_cannot_start_when_the_prescriber_has_left():
    """The prescriber leaves at 12:00 with nobody in the building; A, ready at 13:10, starts with the second shift."""
    log = simulated(
        PRESCRIBER + "timetables: {list: {visit: drip, at: [13:00]}}\n",
        "staff.prescriber.shifts=[{days: mon, hours: '09:00-12:00'}, {days: mon, hours: '14:00-17:00'}]",
    )
    assert lines(log, "prepare ends", "shift ends", "infuse")[:4] == [
        ("12:00", "shift ends", "prescriber 0"),
        ("13:10", "prepare ends", "A"),
        ("14:00", "infuse begins", "A"),
        ("14:40", "infuse ends", "A"),
    ]


def test_nobody_prepared_for_an_infusion_stays_overnight():
    """Prepared from 11:55 to 12:05, the prescriber gone at 12:00 for the day: treated or sent home by 18:00."""
    log = simulated(PRESCRIBER + "timetables: {list: {visit: drip, at: [11:55]}}\n")
    assert len(lines(log, "departs", "sent home")) == 1


def test_whoever_is_held_by_a_rule_that_nobody_keeps_any_more_goes_home_at_closing():
    """Prepared at 13:10 with the prescriber gone since 12:00: A waits until the doors close at 17:00, not overnight."""
    log = simulated(PRESCRIBER + "timetables: {list: {visit: drip, days: mon, at: [13:00]}}\n", "run.length=2 days")
    assert lines(log, "waits", "sent home", "left", "shift ends", dated=True) == [
        ("mon 5 jan 12:00", "shift ends", "prescriber 0"),
        ("mon 5 jan 13:10", "waits for rule:1 prescriber on site while infusing", "A"),
        ("mon 5 jan 17:00", "left chair 0", "A"),
        ("mon 5 jan 17:00", "sent home: closing", "A"),
        ("mon 5 jan 17:00", "shift ends", "nurse 0"),
    ]


def test_prescriber_stays_while_somebody_is_on_the_drip():
    """On the drip 11:40-12:20: the prescriber, due to leave at 12:00, leaves at 12:20."""
    log = simulated(PRESCRIBER + "timetables: {list: {visit: drip, at: [11:30]}}\n")
    assert lines(log, "infuse", "shift ends")[:3] == [
        ("11:40", "infuse begins", "A"),
        ("12:20", "infuse ends", "A"),
        ("12:20", "shift ends", "prescriber 0"),
    ]


def test_of_two_prescribers_one_goes_home():
    """Two on duty to 12:00 and a patient on the drip until 12:20: one leaves at 12:00, the other at 12:20."""
    log = simulated(
        PRESCRIBER + "timetables: {list: {visit: drip, at: [11:30]}}\n", "staff.prescriber.shifts.0.count=2"
    )
    assert lines(log, "shift ends")[:2] == [
        ("12:00", "shift ends", "prescriber 0"),
        ("12:20", "shift ends", "prescriber 1"),
    ]


def test_whoever_had_the_infusion_was_given_the_visit():
    """Nobody is at the desk on Monday: A, infused by 9:40, waits there until 17:00 and departs, not turned away."""
    log = simulated("""
spaces: {chair: 1}
staff: {desk: {shifts: [{days: tue, hours: 08:00-17:00}]}}
visits:
  drip:
    steps:
      - {step: infuse, part: infusion, time: 40 min, in: chair, leaves: true}
      - {step: pay, part: departure, time: 5 min, hands: desk}
timetables: {list: {visit: drip, at: [09:00]}}
""")
    assert lines(log, "infuse ends", "waits", "pay", "departs", "sent home") == [
        ("09:40", "infuse ends", "A"),
        ("09:40", "waits for hands:desk", "A"),
        ("17:00", "departs", "A"),
    ]


TWO_PEOPLE = """
spaces: {chair: 2}
staff:
  nurse: {shifts: [{days: mon, hours: 08:00-17:00}], watches: 4}
  desk: {shifts: [{days: mon, hours: 08:30-16:00}]}
safety: [{people_in_building: 2}]
visits: {drip: {steps: [{step: infuse, part: infusion, time: 40 min, in: chair, watch: nurse}]}}
"""


def test_patient_waits_at_the_door_until_two_people_are_there():
    """The nurse is alone until 8:30: the patient of 8:15 comes in at 8:30."""
    log = simulated(TWO_PEOPLE + "timetables: {list: {visit: drip, at: [08:15]}}\n")
    assert lines(log, "checks in", "waits", "has waited", "seated") == [
        ("08:15", "checks in", "A"),
        ("08:15", "waits for rule:2 people in building while patient present", "A"),
        ("08:30", "has waited for rule:2 people in building while patient present", "A"),
        ("08:30", "seated in chair 0", "A"),
    ]


def test_staff_stay_while_a_patient_is_in_the_building():
    """A patient from 15:40 to 16:20: the desk, due to leave at 16:00, leaves with the patient at 16:20."""
    log = simulated(TWO_PEOPLE + "timetables: {list: {visit: drip, at: [15:40]}}\n")
    assert lines(log, "departs", "shift ends") == [
        ("16:20", "departs", "A"),
        ("16:20", "shift ends", "desk 0"),
        ("17:00", "shift ends", "nurse 0"),
    ]


def test_somebody_else_coming_does_not_end_the_wait_for_the_prescriber():
    """A waits from 8:40; a second nurse at 8:50 changes nothing, the prescriber at 9:00 does: one wait, not two."""
    log = simulated(
        PRESCRIBER + "timetables: {list: {visit: drip, at: [08:30]}}\n",
        "staff.nurse.shifts=[{days: mon, hours: '08:00-17:00'}, {days: mon, hours: '08:50-17:00'}]",
    )
    assert [time for time, _, _ in lines(log, "waits for rule", "has waited for rule")] == ["08:40", "09:00"]


def test_patient_at_the_door_goes_home_at_the_last_start():
    """The desk has left at 16:00: the patient of 16:30 waits at the door and goes home at the last start, 17:00."""
    log = simulated(TWO_PEOPLE + "timetables: {list: {visit: drip, at: [16:30]}}\npolicies: {end_of_day: last_start}\n")
    assert lines(log, "checks in", "sent home", "seated") == [
        ("16:30", "checks in", "A"),
        ("17:00", "sent home: closing", "A"),
    ]
