"""Chairs on paper: turnover, preference, recovery elsewhere, the wait for the ride, a chair withdrawn."""

from __future__ import annotations

from paper import lines, simulated


def test_turnover_holds_the_chair():
    """One chair: A 9:00 + 40 + 10 min turnover, so B (due 9:30) sits at 9:50 and not at 9:40."""
    log = simulated("""
spaces: {chair: 1}
visits:
  drip:
    steps:
      - {step: infuse, part: infusion, time: 40 min, in: chair}
      - {step: turn over, part: turnover, time: 10 min, patient: gone}
timetables: {list: {visit: drip, at: [09:00, 09:30]}}
""")
    assert lines(log, "seated", "left", "ready", "departs") == [
        ("09:00", "seated in chair 0", "A"),
        ("09:40", "left chair 0", "A"),
        ("09:40", "departs", "A"),
        ("09:50", "ready chair 0", "A"),
        ("09:50", "seated in chair 0", "B"),
        ("10:30", "left chair 0", "B"),
        ("10:30", "departs", "B"),
        ("10:40", "ready chair 0", "B"),
    ]


def test_turnover_belongs_to_the_space_it_names():
    """The chair is turned over 9:40-9:50, while A recovers in the lounge, which is ready as soon as A leaves it."""
    log = simulated("""
spaces: {chair: 1, lounge: 1}
visits:
  drip:
    steps:
      - {step: infuse, part: infusion, time: 40 min, in: chair}
      - {step: recover, part: recovery, time: 30 min, in: lounge}
      - {step: turn over, part: turnover, time: 10 min, in: chair, patient: gone}
timetables: {list: {visit: drip, at: [09:00]}}
""")
    assert lines(log, "left", "ready", "departs") == [
        ("09:40", "left chair 0", "A"),
        ("09:50", "ready chair 0", "A"),
        ("10:10", "left lounge 0", "A"),
        ("10:10", "ready lounge 0", "A"),
        ("10:10", "departs", "A"),
    ]


def test_turnover_by_a_nurse_waits_for_the_nurse():
    """The nurse prepares B from 9:35 to 9:55; chair 0, left at 9:40, is cleaned from 9:55 to 10:05 for C."""
    log = simulated("""
spaces: {chair: 2}
staff: {nurse: {shifts: [{days: mon, hours: 08:00-17:00}]}}
visits:
  drip:
    steps:
      - {step: prepare, time: 20 min, in: chair, hands: nurse}
      - {step: infuse, part: infusion, time: 20 min}
      - {step: clean, part: turnover, time: 10 min, hands: nurse, patient: gone}
timetables: {list: {visit: drip, at: [09:00, 09:35, 09:50]}}
""")
    assert lines(log, "prepare", "clean", "seated") == [
        ("09:00", "seated in chair 0", "A"),
        ("09:00", "prepare begins", "A"),
        ("09:20", "prepare ends", "A"),
        ("09:35", "seated in chair 1", "B"),
        ("09:35", "prepare begins", "B"),
        ("09:55", "prepare ends", "B"),
        ("09:55", "clean begins", "A"),
        ("10:05", "clean ends", "A"),
        ("10:05", "seated in chair 0", "C"),
        ("10:05", "prepare begins", "C"),
        ("10:25", "prepare ends", "C"),
        ("10:25", "clean begins", "B"),
        ("10:35", "clean ends", "B"),
        ("10:45", "clean begins", "C"),
        ("10:55", "clean ends", "C"),
    ]


def test_nurse_stays_to_clean_and_goes_home_then():
    """The shift ends at 17:00, when A is off the drip, and B at 17:05: two chairs to clean, done at 17:20."""
    log = simulated("""
spaces: {chair: 2}
staff: {nurse: {shifts: [{days: mon, hours: 08:00-17:00}]}}
visits:
  drip:
    steps:
      - {step: infuse, part: infusion, time: 40 min, in: chair}
      - {step: clean, part: turnover, time: 10 min, hands: nurse, patient: gone}
timetables: {list: {visit: drip, at: [16:20, 16:25]}}
""")
    assert lines(log, "clean", "shift ends") == [
        ("17:00", "clean begins", "A"),
        ("17:10", "clean ends", "A"),
        ("17:10", "clean begins", "B"),
        ("17:20", "clean ends", "B"),
        ("17:20", "shift ends", "nurse 0"),
    ]


def test_spaces_are_taken_in_order_of_preference():
    """A has the room 9:00-9:40; B (9:10) takes the chair; C (9:20) waits for either and gets the room at 9:40."""
    log = simulated("""
spaces: {room: 1, chair: 1}
visits: {drip: {steps: [{step: infuse, part: infusion, time: 40 min, in: [room, chair]}]}}
timetables: {list: {visit: drip, at: [09:00, 09:10, 09:20]}}
""")
    assert lines(log, "seated", "waits", "has waited") == [
        ("09:00", "seated in room 0", "A"),
        ("09:10", "seated in chair 0", "B"),
        ("09:20", "waits for space:room", "C"),
        ("09:40", "has waited for space:room", "C"),
        ("09:40", "seated in room 0", "C"),
    ]


def test_second_choice_serves_whoever_waits_when_it_is_free_first():
    """A holds the room until 10:00 and B the chair until 9:30 (20 min): C, waiting for either, gets the chair."""
    log = simulated("""
spaces: {room: 1, chair: 1}
visits:
  long: {steps: [{step: infuse, part: infusion, time: 60 min, in: room}]}
  short: {steps: [{step: infuse, part: infusion, time: 20 min, in: [room, chair]}]}
timetables:
  first: {visit: long, at: [09:00]}
  then: {visit: short, at: [09:10, 09:20]}
""")
    assert lines(log, "seated") == [
        ("09:00", "seated in room 0", "A"),
        ("09:10", "seated in chair 0", "B"),
        ("09:30", "seated in chair 0", "C"),
    ]


LOUNGE = """
spaces: {chair: 1, lounge: 1}
visits:
  drip:
    steps:
      - {step: infuse, part: infusion, time: 30 min, in: chair}
      - {step: recover, part: recovery, time: 50 min}
timetables: {list: {visit: drip, at: [09:00, 09:30, 10:00]}}
"""


def test_recovery_in_the_lounge_frees_the_chair_and_falls_back_on_it():
    """A recovers in the lounge 9:30-10:20; B, done at 10:00, finds it full and stays until 10:50; C sits then."""
    log = simulated(LOUNGE + "policies: {recovery: {lounge: {space: lounge}}}\n")
    assert lines(log, "seated", "left", "recover begins") == [
        ("09:00", "seated in chair 0", "A"),
        ("09:30", "seated in lounge 0", "A"),
        ("09:30", "left chair 0", "A"),
        ("09:30", "recover begins", "A"),
        ("09:30", "seated in chair 0", "B"),
        ("10:00", "recover begins", "B"),
        ("10:20", "left lounge 0", "A"),
        ("10:50", "left chair 0", "B"),
        ("10:50", "seated in chair 0", "C"),
        ("11:20", "seated in lounge 0", "C"),
        ("11:20", "left chair 0", "C"),
        ("11:20", "recover begins", "C"),
        ("12:10", "left lounge 0", "C"),
    ]


def test_waiting_for_the_lounge_blocks_the_chair():
    """Told to wait, B holds the chair from 10:00 to 10:20, when A leaves the lounge; C sits at 10:20."""
    log = simulated(LOUNGE + "policies: {recovery: {lounge: {space: lounge, wait_for_it: true}}}\n")
    assert lines(log, "seated", "waits")[-6:] == [
        ("10:00", "waits for space:chair", "C"),
        ("10:00", "waits for space:lounge", "B"),
        ("10:20", "seated in lounge 0", "B"),
        ("10:20", "seated in chair 0", "C"),
        ("10:50", "waits for space:lounge", "C"),
        ("11:10", "seated in lounge 0", "C"),
    ]


def test_who_moves_between_two_sessions_passes_those_who_may_not_be_seated_yet():
    """Doors shut from 12:00 to 13:00: B waits for the free lounge until 13:00, A moves into it at 12:10."""
    log = simulated("""
calendar: {starts: 2026-01-05, hours: {mon-sun: [08:00-12:00, 13:00-17:00]}}
spaces: {chair: 1, lounge: 1}
visits:
  drip:
    steps:
      - {step: infuse, part: infusion, time: 40 min, in: chair}
      - {step: recover, part: recovery, time: 30 min, in: lounge}
  talk: {steps: [{step: check in, time: 10 min}, {step: talk, time: 20 min, in: lounge}]}
timetables: {drips: {visit: drip, at: [11:30]}, talks: {visit: talk, at: [11:55]}}
policies: {end_of_day: last_start}
""")
    assert lines(log, "seated", "waits", "recover", "talk") == [
        ("11:30", "seated in chair 0", "A"),
        ("12:05", "waits for space:lounge", "B"),
        ("12:10", "waits for space:lounge", "A"),
        ("12:10", "seated in lounge 0", "A"),
        ("12:10", "recover begins", "A"),
        ("12:40", "recover ends", "A"),
        ("13:00", "seated in lounge 0", "B"),
        ("13:00", "talk begins", "B"),
        ("13:20", "talk ends", "B"),
    ]


def test_recovery_in_the_recliner_keeps_the_chair():
    """Each holds the one chair for 80 min: 9:00, 10:20, 11:40."""
    log = simulated(LOUNGE)
    assert [time for time, _, _ in lines(log, "seated")] == ["09:00", "10:20", "11:40"]


def test_waiting_for_the_ride_moves_to_the_lounge():
    """The ride takes 30 min after 40 on the drip; in the lounge, so that B sits at 9:40 and not at 10:10."""
    log = simulated("""
spaces: {chair: 1, lounge: 1}
visits:
  drip:
    steps:
      - {step: infuse, part: infusion, time: 40 min, in: chair}
      - {step: wait for the ride, part: departure, time: 30 min, in: [lounge, chair]}
timetables: {list: {visit: drip, at: [09:00, 09:00]}}
""")
    assert lines(log, "seated", "departs") == [
        ("09:00", "seated in chair 0", "A"),
        ("09:40", "seated in lounge 0", "A"),
        ("09:40", "seated in chair 0", "B"),
        ("10:10", "departs", "A"),
        ("10:20", "seated in lounge 0", "B"),
        ("10:50", "departs", "B"),
    ]


def test_space_given_up_by_a_step_is_free_while_the_patient_stays():
    """'leaves' on the infusion frees the chair at 9:40 although the patient is there until 10:00."""
    log = simulated("""
spaces: {chair: 1}
visits:
  drip:
    steps:
      - {step: infuse, part: infusion, time: 40 min, in: chair, leaves: true}
      - {step: pay, time: 20 min}
timetables: {list: {visit: drip, at: [09:00, 09:00]}}
""")
    assert lines(log, "seated", "departs") == [
        ("09:00", "seated in chair 0", "A"),
        ("09:40", "seated in chair 0", "B"),
        ("10:00", "departs", "A"),
        ("10:40", "departs", "B"),
    ]


def test_chair_withdrawn_at_noon_finishes_its_patient():
    """Two chairs, one out from 12:00: A and B finish at 12:20; from then on one chair serves C, then D at 13:00."""
    log = simulated("""
spaces: {chair: {count: 2, out_of_service: [{count: 1, hours: 12:00-17:00}]}}
visits: {drip: {steps: [{step: infuse, part: infusion, time: 40 min, in: chair}]}}
timetables: {list: {visit: drip, at: [11:40, 11:40, 12:10, 12:10]}}
""")
    assert lines(log, "seated", "left", "chair:") == [
        ("00:00", "chair: 2 in service", ""),
        ("11:40", "seated in chair 0", "A"),
        ("11:40", "seated in chair 1", "B"),
        ("12:00", "chair: 1 in service", ""),
        ("12:20", "left chair 0", "A"),
        ("12:20", "left chair 1", "B"),
        ("12:20", "seated in chair 1", "C"),
        ("13:00", "left chair 1", "C"),
        ("13:00", "seated in chair 1", "D"),
        ("13:40", "left chair 1", "D"),
        ("17:00", "chair: 2 in service", ""),
    ]
