"""Queues on paper: who is next, a full waiting room, patience."""

from __future__ import annotations

import pytest
from paper import lines, simulated

QUEUE = """
spaces: {chair: 1}
visits: {drip: {steps: [{step: infuse, part: infusion, time: 40 min, in: chair}]}}
timetables:
  first: {visit: drip, at: [09:00]}
  late: {visit: drip, at: [09:10], lateness: 15 min}
  punctual: {visit: drip, at: [09:20]}
"""


@pytest.mark.parametrize(("rule", "order"), [("appointment_time", "ABC"), ("first_come", "ACB")])
def test_dispatch_decides_who_is_next(rule, order):
    """Chair free at 9:40; B, due 9:10, came at 9:25; C, due 9:20, came at 9:20."""
    log = simulated(QUEUE + f"policies: {{dispatch: {rule}}}\n")
    assert "".join(who for _, _, who in lines(log, "seated")) == order


def test_urgent_walk_in_goes_first():
    """Chair free at 9:40: C, urgent, came at 9:20 after B at 9:10, and is seated first."""
    log = simulated("""
spaces: {chair: 1}
visits: {drip: {steps: [{step: infuse, part: infusion, time: 40 min, in: chair}]}}
walk_ins:
  plain: {visit: drip, arrivals: {listed: {times: [9 h, 9 h 10 min]}}}
  urgent: {visit: drip, arrivals: {listed: {times: [9 h 20 min]}}, urgency: 1}
policies: {dispatch: urgency}
""")
    assert lines(log, "seated") == [
        ("09:00", "seated in chair 0", "A"),
        ("09:40", "seated in chair 0", "C"),
        ("10:20", "seated in chair 0", "B"),
    ]


WALK_INS = """
spaces: {chair: 1}
visits: {drip: {steps: [{step: infuse, part: infusion, time: 40 min, in: chair}]}}
"""


@pytest.mark.parametrize(("room", "away"), [(0, "BCD"), (1, "CD"), (2, "D"), (3, "")])
def test_full_waiting_room_turns_walk_ins_away(room, away):
    """One chair to 9:40; B, C, D come at 9:10, 9:20, 9:30: a room for n keeps the first n of them."""
    log = simulated(
        WALK_INS
        + "walk_ins: {people: {visit: drip, arrivals: {listed: {times: [9 h, 9 h 10 min, 9 h 20 min, 9 h 30 min]}}, "
        + f"waiting_room: {room}}}}}\n"
    )
    assert "".join(who for _, _, who in lines(log, "sent home: waiting room full")) == away


def test_walk_in_leaves_when_patience_is_over():
    """B, from 9:10, waits 20 minutes and leaves at 9:30; C, from 9:25, is seated at 9:40 after 15."""
    log = simulated(
        WALK_INS
        + "walk_ins: {people: {visit: drip, patience: 20 min, "
        + "arrivals: {listed: {times: [9 h, 9 h 10 min, 9 h 25 min]}}}}\n"
    )
    assert lines(log, "seated", "sent home") == [
        ("09:00", "seated in chair 0", "A"),
        ("09:30", "sent home: patience", "B"),
        ("09:40", "seated in chair 0", "C"),
    ]


def test_patience_ends_when_the_visit_begins():
    """Patience of 20 minutes, 40 on the drip: nobody who has begun goes home."""
    log = simulated(
        WALK_INS + "walk_ins: {people: {visit: drip, arrivals: {listed: {times: [9 h]}}, patience: 20 min}}\n"
    )
    assert lines(log, "departs", "sent") == [("09:40", "departs", "A")]


def test_patience_counts_while_waiting_to_be_watched():
    """Only watching is scarce (one at a time, 40 min): B gives up at 9:20; C, from 9:35, is watched from 9:40."""
    log = simulated("""
staff: {nurse: {shifts: [{days: mon, hours: 08:00-17:00}], watches: 1}}
visits: {look: {steps: [{step: look after, time: 40 min, watch: nurse}]}}
walk_ins: {people: {visit: look, arrivals: {listed: {times: [9 h, 9 h 10 min, 9 h 35 min]}}, patience: 10 min}}
""")
    assert lines(log, "look after begins", "sent") == [
        ("09:00", "look after begins", "A"),
        ("09:20", "sent home: patience", "B"),
        ("09:40", "look after begins", "C"),
    ]


def test_closed_population_comes_back_after_its_time_away():
    """One person, an hour away, 40 minutes' visit: in at 9:00, 10:40 and 12:20 (the clinic opens at 8:00)."""
    log = simulated(
        "calendar: {starts: 2026-01-05, hours: {mon-sun: 00:00-24:00}}\n"
        + WALK_INS
        + "walk_ins: {people: {visit: drip, population: 1, away: 1 h}}\n",
        "run.length=5 h",
    )
    assert [time for time, _, _ in lines(log, "seated")] == ["01:00", "02:40", "04:20"]


def test_a_step_for_the_urgent_is_for_them_only():
    """A is ordinary and goes straight to the drip; for B, who is pressing, the doctor is called first."""
    log = simulated("""
spaces: {chair: 1}
visits:
  stay:
    steps:
      - {step: call the doctor, time: 5 min, only: urgent}
      - {step: infuse, part: infusion, time: 40 min, in: chair}
walk_ins:
  ordinary: {visit: stay, arrivals: {listed: {times: [9 h]}}}
  pressing: {visit: stay, arrivals: {listed: {times: [11 h]}}, urgency: 1}
""")
    assert lines(log, "call the doctor begins", "infuse begins") == [
        ("09:00", "infuse begins", "A"),
        ("11:00", "call the doctor begins", "B"),
        ("11:05", "infuse begins", "B"),
    ]


def test_a_step_for_one_protocol_is_for_its_patients_only():
    """A is in the protocol mood: the mood scale is filled in, the pain scale is not."""
    log = simulated("""
spaces: {chair: 1}
visits:
  infusion:
    kind: infusion
    steps:
      - {step: mood scale, time: 5 min, only: mood}
      - {step: pain scale, time: 5 min, only: not mood}
      - {step: infuse, part: infusion, time: of the protocol, in: chair}
protocols: {mood: {infusion: 40 min, induction: {infusions: 1}}}
patients: {referrals: {listed: {times: [1 h]}}}
diary: {from_next_day: false}
""")
    assert [what for _, what, _ in lines(log, "mood scale", "pain scale", "infuse begins")] == [
        "mood scale begins",
        "mood scale ends",
        "infuse begins",
    ]


ONE_NURSE = """
spaces: {chair: 2}
staff: {nurse: {shifts: [{days: mon-sun, hours: 08:00-17:00}]}}
visits:
  drip:
    steps:
      - {step: start, time: 10 min, hands: nurse, in: chair}
      - {step: infuse, part: infusion, time: 10 min}
      - {step: remove, time: 15 min, hands: nurse}
walk_ins: {people: {visit: drip, arrivals: {listed: {times: [9 h, 9 h, 9 h 5 min]}}}}
policies: {dispatch: first_come}
"""


@pytest.mark.parametrize(("starts", "removes", "order"), [(1, 0, "CB"), (0, 1, "BC"), (0, 0, "BC")])
def test_who_is_seated_now_is_among_those_whom_the_nurse_chooses_from(starts, removes, order):
    """A leaves at 9:35; B waits for removal from 9:30, C gets A's chair: with starts first, C is started before B."""
    priorities = (f"visits.drip.steps.start.priority={starts}", f"visits.drip.steps.remove.priority={removes}")
    log = simulated(ONE_NURSE, *priorities)
    assert ("09:35", "seated in chair 0", "C") in lines(log, "seated")
    served = [who for when, _, who in lines(log, "hands on nurse") if when >= "09:35"]
    assert "".join(served[:2]) == order
