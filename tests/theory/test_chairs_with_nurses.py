"""Chairs and nurses together: the cases that tell plausible models apart."""

from __future__ import annotations

import pytest
from exact import assert_brackets, shipped, weeks, written

WAIT, SHARE = "queue.wait.mean", "queue.wait.share_positive"
CHAIRS, NURSES = "queue.busy.mean.chair", "queue.busy.mean.nurse"
START = "queue.step_wait.mean.stay/start"
MEANS = "visits.stay.steps.{}.time.exponential.mean={} min"


def test_a_chair_is_held_while_its_patient_waits_for_a_nurse():
    """6 chairs, 2 nurses, 4 per hour: 4.837 min for a chair, 5.646 until begun, 3.721 chairs in use (Markov chain)."""
    expected = [
        (WAIT, 4.836670126),
        (START, 5.646234341),
        (SHARE, 0.2229057367),
        (CHAIRS, 3.720637614),
        (NURSES, 0.3333333333 * 2),
        ("queue.time_in_system.mean", 60.64623434),
    ]
    assert_brackets(shipped("chairs_and_nurses", *weeks(3)), expected)


@pytest.mark.slow
def test_a_lone_nurse_blocks_eight_chairs():
    """8 chairs, 1 nurse, 6 per hour: 72.72 min for a chair, 86.94 until begun, 7.222 chairs in use (Markov chain)."""
    times = (MEANS.format("start", 8), MEANS.format("infuse", 50))
    nurse = "staff.nurse.shifts=[{days: mon-sun, hours: 00:00-24:00, count: 1}]"
    load = ("spaces.chair=8", "walk_ins.patients.arrivals=6 per hour")
    scenario = shipped("chairs_and_nurses", *times, nurse, *load, *weeks(16))
    expected = [(WAIT, 72.72298712), (START, 86.93985067), (CHAIRS, 7.221686355), (NURSES, 0.8)]
    assert_brackets(scenario, expected, 20)


def test_removing_a_line_comes_before_starting_the_next(tmp_path):
    """5 chairs, 1 nurse who removes first: waits of 20.41 (chair), 12.40 (start), 6.586 min (removal); Markov chain."""
    text = """
scenario: start and removal
calendar: {starts: 2026-01-05, hours: {mon-sun: 00:00-24:00}}
spaces: {chair: 5}
staff: {nurse: {shifts: [{days: mon-sun, hours: 00:00-24:00}]}}
visits:
  stay:
    steps:
      - {step: start, time: {exponential: {mean: 10 min}}, hands: nurse, in: chair}
      - {step: infuse, time: {exponential: {mean: 40 min}}}
      - {step: remove, time: {exponential: {mean: 5 min}}, hands: nurse, priority: 1}
walk_ins: {people: {visit: stay, arrivals: 2.8 per hour}}
policies: {dispatch: first_come}
run: {warm_up: 2 weeks, length: 5 weeks, seed: 7}
"""
    expected = [
        (WAIT, 20.40805293),
        (START, 20.40805293 + 12.39855136),
        ("queue.step_wait.mean.stay/remove", 6.586251153),
        (CHAIRS, 3.452624117),
        (NURSES, 0.7),
    ]
    assert_brackets(written(tmp_path, text), expected)


def test_a_watching_limit_is_a_queue_with_fewer_servers():
    """10 chairs, 2 nurses watching 3 each: M/M/6 at load 0.833, 29.38 min until begun (Erlang C)."""
    expected = [("queue.step_wait.mean.stay/infuse", 29.37582252), ("queue.waiting.mean", 2.937582252)]
    assert_brackets(shipped("nurse_ratio", *weeks(3)), expected)


def test_chairs_bind_where_the_nurses_could_watch_more():
    """5 chairs, 2 nurses watching 4 each, 5.1 per hour: M/M/5, 43.63 min, 0.6545 wait for a chair (Erlang C)."""
    settings = ("spaces.chair=5", "staff.nurse.watches=4", "walk_ins.patients.arrivals=5.1 per hour")
    expected = [("queue.step_wait.mean.stay/infuse", 43.63133463), (SHARE, 0.6544700195), (WAIT, 43.63133463)]
    assert_brackets(shipped("nurse_ratio", *settings, *weeks(3)), expected)
