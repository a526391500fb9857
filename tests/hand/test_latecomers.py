"""Days on paper on which somebody is late, or short visits meet long ones."""

from __future__ import annotations

from paper import lines, simulated

ONE_CHAIR = """
spaces: {chair: 1}
visits:
  long: {steps: [{step: treat, time: 60 min, in: chair}]}
  short: {steps: [{step: treat, time: 20 min, in: chair}]}
"""
THREE = """
timetables:
  first: {visit: long, at: [08:00]}
  second: {visit: long, at: [08:10]}
  third: {visit: short, at: [08:20]}
"""


def test_shortest_visit_is_seated_before_an_earlier_appointment():
    """A until 9:00; B (60 min) and C (20 min) wait: C at 9:00, B at 9:20; by appointment B at 9:00, C at 10:00."""
    by_length = simulated(ONE_CHAIR + THREE + "policies: {dispatch: shortest}\n")
    by_appointment = simulated(ONE_CHAIR + THREE)
    assert [(time, who) for time, _, who in lines(by_length, "seated")] == [
        ("08:00", "A"),
        ("09:00", "C"),
        ("09:20", "B"),
    ]
    assert [(time, who) for time, _, who in lines(by_appointment, "seated")] == [
        ("08:00", "A"),
        ("09:00", "B"),
        ("10:00", "C"),
    ]


LATE_SECOND = """
timetables:
  first: {visit: long, at: [08:00]}
  late: {visit: long, at: [08:10], lateness: 15 min}
  third: {visit: long, at: [08:30]}
"""


def test_late_arrival_is_seated_after_those_who_were_on_time():
    """B is due 8:10 and comes at 8:25, C is due and there at 8:30: C is seated at 9:00 and B at 10:00."""
    log = simulated(ONE_CHAIR + LATE_SECOND + "policies: {dispatch: late_arrivals_last}\n")
    assert [(time, who) for time, _, who in lines(log, "seated")] == [("08:00", "A"), ("09:00", "C"), ("10:00", "B")]


def test_grace_counts_as_on_time():
    """With 15 min of grace B keeps the place of the appointment."""
    log = simulated(ONE_CHAIR + LATE_SECOND + "policies: {dispatch: {late_arrivals_last: {grace: 15 min}}}\n")
    assert [who for _, _, who in lines(log, "seated")] == ["A", "B", "C"]


def test_latecomer_is_fitted_in_only_when_the_chair_is_free():
    """B, due 8:10, comes at 8:25 while A has the chair: sent home; C, 15 min late for 9:10, finds it free at 9:25."""
    text = """
timetables:
  first: {visit: long, at: [08:00]}
  late: {visit: long, at: [08:10, 09:10], lateness: 15 min}
policies: {late: {fit_in: {after: 10 min}}}
"""
    assert lines(simulated(ONE_CHAIR + text), "sent home", "seated") == [
        ("08:00", "seated in chair 0", "A"),
        ("08:25", "sent home: late", "B"),
        ("09:25", "seated in chair 0", "C"),
    ]


def test_latecomer_does_not_overtake_whoever_waits():
    """At 8:07 B waits for the nurse, so C, 3 min late, is sent home; at 8:13 nobody waits, and D is let in."""
    text = """
spaces: {chair: 2}
staff: {nurse: {shifts: [{days: mon, hours: 08:00-17:00}]}}
visits:
  drip:
    steps:
      - {step: check in, time: 10 min, hands: nurse}
      - {step: treat, time: 60 min, in: chair}
timetables:
  pair: {visit: drip, at: [08:00, 08:05]}
  late: {visit: drip, at: [08:04, 08:10], lateness: 3 min}
policies: {late: fit_in}
"""
    assert lines(simulated(text), "sent home", "waits for hands", "has waited for hands") == [
        ("08:05", "waits for hands:nurse", "B"),
        ("08:07", "sent home: late", "C"),
        ("08:10", "has waited for hands:nurse", "B"),
        ("08:13", "waits for hands:nurse", "D"),
        ("08:20", "has waited for hands:nurse", "D"),
    ]
