"""What the test suites of other simulators hold to be true, as ordinary scenarios with exact answers."""

from __future__ import annotations

import numpy as np
import pytest
from exact import facts, written

from sim.events import Kind
from sim.metrics import measure

HEAD = """
scenario: a condition of another simulator's tests
calendar: {starts: 2026-01-05, hours: {mon-sun: 00:00-24:00}}
policies: {dispatch: first_come}
"""


def test_staff_who_leave_finish_what_they_have_begun(tmp_path):
    """Ciw: 3 servers to 7 h, 2 to 11 h, 1 to 20 h; services 5, 7, 9, 4, 5, 5 h: overtime 0, 1, 3 and 2, 3 h."""
    text = """
staff:
  server:
    shifts:
      - {days: mon-sun, hours: 00:00-07:00, count: 3}
      - {days: mon-sun, hours: 07:00-11:00, count: 2}
      - {days: mon-sun, hours: 11:00-20:00, count: 1}
visits:
  five: {steps: [{step: serve, time: 5 h, hands: server}]}
  seven: {steps: [{step: serve, time: 7 h, hands: server}]}
  nine: {steps: [{step: serve, time: 9 h, hands: server}]}
  four: {steps: [{step: serve, time: 4 h, hands: server}]}
walk_ins:
  five: {visit: five, arrivals: {listed: {times: [1 h, 9 h, 12 h]}}}
  seven: {visit: seven, arrivals: {listed: {times: [1 h]}}}
  nine: {visit: nine, arrivals: {listed: {times: [1 h]}}}
  four: {visit: four, arrivals: {listed: {times: [9 h]}}}
run: {length: 1 day, seed: 1}
"""
    shifts = facts(written(tmp_path, HEAD + text)).shifts
    hours = (shifts.ended - shifts.planned) / 60
    assert sorted(hours[shifts.planned == 7 * 60]) == [0, 1, 3]
    assert sorted(hours[shifts.planned == 11 * 60]) == [2, 3]


def test_nobody_joins_a_full_room(tmp_path):
    """Ciw: one every 5 min, service 21, at most 3 present: 20, 25, 35, 40, 45 turned away; waits 0, 16; ends 26, 47."""
    text = """
spaces: {chair: 1}
visits: {stay: {steps: [{step: serve, time: 21 min, in: chair}]}}
walk_ins: {people: {visit: stay, waiting_room: 2, arrivals: {regular: {every: 5 min, first: 5 min}}}}
run: {length: 51 min, cool_down: 0 min, seed: 1}
"""
    found = facts(written(tmp_path, HEAD + text)).visits
    assert found.turned_away[~np.isnan(found.turned_away)].tolist() == [20, 25, 35, 40, 45]
    assert found.wait[:2].tolist() == [0, 16]
    assert found.departed[~np.isnan(found.departed)].tolist() == [26, 47]


def test_a_short_shift_serves_all_who_wait(tmp_path):
    """Simmer: three arrivals at 0, service 2 h, capacity 3 from 1 h to 2 h and otherwise 1: ends 2, 3, 3 h."""
    text = """
staff:
  server: {shifts: [{days: mon-sun, hours: 00:00-24:00}, {days: mon-sun, hours: 01:00-02:00, count: 2}]}
visits: {stay: {steps: [{step: serve, time: 2 h, hands: server}]}}
walk_ins: {people: {visit: stay, arrivals: {listed: {times: [0 h, 0 h, 0 h]}}}}
run: {length: 1 day, seed: 1}
"""
    assert facts(written(tmp_path, HEAD + text)).visits.departed.tolist() == [120, 180, 180]


def test_two_at_once_hold_up_those_who_need_one(tmp_path):
    """Simmer: of two servers A needs both from 0 for 10 min, B and C one each at 1 and 2: ends 10, 20, 20."""
    text = """
staff: {server: {shifts: [{days: mon-sun, hours: 00:00-24:00, count: 2}]}}
visits:
  both: {steps: [{step: serve, time: 10 min, hands: {server: 2}}]}
  one: {steps: [{step: serve, time: 10 min, hands: server}]}
walk_ins:
  both: {visit: both, arrivals: {listed: {times: [0 min]}}}
  one: {visit: one, arrivals: {listed: {times: [1 min, 2 min]}}}
run: {length: 1 day, seed: 1}
"""
    assert facts(written(tmp_path, HEAD + text)).visits.departed.tolist() == [10, 20, 20]


@pytest.mark.parametrize("n", [2, 10, 100])
def test_every_other_arrival_is_lost(tmp_path, n):
    """Simmer: arrivals at 1..n, service 1.5, nowhere to wait: n/2 served, n/2 lost, busy 0.75 n, last end n + 0.5."""
    text = f"""
spaces: {{chair: 1}}
visits: {{stay: {{steps: [{{step: serve, time: 1.5 min, in: chair}}]}}}}
walk_ins:
  people: {{visit: stay, waiting_room: 0, arrivals: {{regular: {{every: 1 min, first: 1 min, at_most: {n}}}}}}}
run: {{length: 1 day, seed: 1}}
"""
    one = facts(written(tmp_path, HEAD + text))
    assert np.sum(~np.isnan(one.visits.turned_away)) == np.sum(~np.isnan(one.visits.departed)) == n // 2
    assert np.nanmax(one.visits.departed) == n + 0.5
    assert measure(one)["queue.busy.mean.chair"] * 1440 == pytest.approx(0.75 * n, rel=1e-12)


def test_a_daily_roster_repeats(tmp_path):
    """Simmer: capacities 1, 2, 3 from 8, 16, 24 h, repeated daily: 3, 1, 2 from 0, 8, 16 h on each of four days."""
    text = """
staff:
  server:
    shifts:
      - {days: mon-sun, hours: 00:00-08:00, count: 3}
      - {days: mon-sun, hours: 08:00-16:00, count: 1}
      - {days: mon-sun, hours: 16:00-24:00, count: 2}
visits: {stay: {steps: [{step: serve, time: 1 min, hands: server}]}}
run: {length: 4 days, cool_down: 0 min, seed: 1}
"""
    on_duty = facts(written(tmp_path, HEAD + text)).on_duty[0]
    assert on_duty.times[:12].tolist() == [8 * 60.0 * k for k in range(12)]
    assert on_duty.values[:12].tolist() == [3, 1, 2] * 4


def test_starts_do_not_drift_from_their_grid(tmp_path):
    """Ciw: a server open 24 of every 1440 min, service 4.8 min: every start at 0, 4.8, ... 24 min after it opens."""
    text = """
spaces:
  chair: {count: 1, out_of_service: [{count: 1, hours: 00:00-04:00}, {count: 1, hours: 04:24-24:00}]}
visits: {stay: {steps: [{step: serve, time: 4.8 min, in: chair}]}}
walk_ins: {people: {visit: stay, arrivals: {regular: {every: 3 h, together: 8}}}}
run: {length: 52 weeks, cool_down: 0 min, seed: 1}
"""
    starts = facts(written(tmp_path, HEAD + text)).visits.served
    after = (starts[~np.isnan(starts)] % 1440 - 240) / 4.8
    assert len(after) >= 5 * 364
    assert np.allclose(after, np.round(after), rtol=0, atol=1e-9)
    assert set(np.round(after)) <= {0, 1, 2, 3, 4, 5}


def test_an_overrun_nurse_is_busy_all_the_time(tmp_path):
    """pydesrap_mms: one nurse, one every 0.1 min, service 10: utilisation 1, the last unseen, no time below zero."""
    text = """
staff: {nurse: {shifts: [{days: mon-sun, hours: 00:00-24:00}]}}
visits: {stay: {steps: [{step: serve, time: 10 min, hands: nurse}]}}
walk_ins: {people: {visit: stay, arrivals: {regular: {every: 0.1 min}}}}
run: {length: 10 h, cool_down: 0 min, seed: 1}
"""
    one = facts(written(tmp_path, HEAD + text))
    metrics = measure(one)
    assert metrics["queue.busy.mean.nurse"] == pytest.approx(1.0, abs=1e-12)
    assert metrics["day.visits_unseen"] == 6000 - 60
    assert np.isnan(one.visits.served[-1])
    assert np.nanmin(one.visits.wait) == 0
    assert np.all(np.diff(one.rows(Kind.STEP_BEGAN).time) > 0)
