"""The engine: tasks and ordinary SimPy processes on one clock."""

from __future__ import annotations

import pytest
import simpy

from sim.errors import ModelError
from sim.model import engine
from sim.model.engine import FIRST, LAST, ORDINARY, Engine


def _notes(found, text, *times):
    for time in times:
        yield time
        found.append(text)


def test_task_goes_on_at_the_instants_it_yields():
    """Begun at 5, then 7 and 7: notes at 5, 7 and 7."""
    env, seen = Engine(), []

    def task():
        seen.append(env.now)
        yield 7.0
        seen.append(env.now)
        yield 7.0
        seen.append(env.now)

    env.start(task(), 5.0)
    env.run_until(10.0)
    assert seen == [5.0, 7.0, 7.0]


def test_equal_instants_go_by_priority_then_in_order_of_starting():
    """At 3: openings, then ordinary ones as they were started, then closings."""
    env, found = Engine(), []
    env.start(_notes(found, "closing", 3.0), priority=LAST)
    env.start(_notes(found, "first", 3.0), priority=ORDINARY)
    env.start(_notes(found, "second", 3.0), priority=ORDINARY)
    env.start(_notes(found, "opening", 3.0), priority=FIRST)
    env.run_until(4.0)
    assert found == ["opening", "first", "second", "closing"]


def test_days_ahead_come_in_order_of_time_then_priority_then_starting():
    """Midnight of day 2 is 2,880: put off from days 0 and 1, everything comes as if there were one queue."""
    env, found = Engine(), []
    env.start(_notes(found, "day 9", 9 * 1440 + 1.0))
    env.start(_notes(found, "closing", 2880.0), priority=LAST)
    env.start(_notes(found, "from day 0", 2880.0))
    env.start(_notes(found, "from day 1", 1500.0, 2880.0))
    env.start(_notes(found, "before midnight", 2879.5))
    env.start(_notes(found, "opening", 2880.0), priority=FIRST)
    env.run_until(2000.0)
    env.start(_notes(found, "begun on day 1", 2880.0))
    env.run_until(2880.0)
    assert found == ["from day 1", "before midnight"]
    env.run_until(20 * 1440.0)
    after = ["opening", "from day 0", "from day 1", "begun on day 1", "closing", "day 9"]
    assert found == ["from day 1", "before midnight", *after]


def test_stock_event_of_another_day_comes_among_tasks_of_that_day():
    """A SimPy timeout of 3,000 min stands between tasks at 2,999 and 3,001."""
    env, found = Engine(), []

    def process():
        yield env.timeout(3000)
        found.append("process")

    env.process(process())
    env.start(_notes(found, "task", 2999.0, 3001.0))
    env.run_until(4000.0)
    assert found == ["task", "process", "task"]


def test_task_of_another_day_is_rescheduled_to_today():
    """Due on day 5 and moved up to minute 100: it comes once, then."""
    env, found = Engine(), []
    task = env.start(_notes(found, "moved", 7200.0))
    env.run_until(50.0)
    env.reschedule(task, 100.0)
    env.run_until(100.5)
    assert found == ["moved"]
    env.run_until(8000.0)
    assert found == ["moved"]


def test_woken_task_goes_before_others_at_the_same_instant():
    """Woken at 2 by a task that runs then: it goes on before another one due at 2."""
    env, found = Engine(), []

    def sleeper():
        yield None
        found.append("woken")

    task = env.start(sleeper())

    def waker():
        yield 2.0
        env.wake(task)
        found.append("waker")

    env.start(waker())
    env.start(_notes(found, "other", 2.0))
    env.run_until(3.0)
    assert found == ["waker", "woken", "other"]


def test_run_stops_before_its_end():
    """Until 3: what happens at 3 does not happen any more."""
    env, found = Engine(), []
    env.start(_notes(found, "x", 2.0, 3.0))
    env.run_until(3.0)
    assert found == ["x"]


def test_stock_processes_run_beside_tasks_on_one_clock():
    """A SimPy process with timeouts of 2 and a task every 3 minutes: their notes come in order of time."""
    env, found = Engine(), []

    def process():
        for _ in range(3):
            yield env.timeout(2)
            found.append(("process", env.now))

    def task():
        for at in (3.0, 6.0):
            yield at
            found.append(("task", env.now))

    env.process(process())
    env.start(task())
    env.run_until(10.0)
    assert found == [("process", 2), ("task", 3.0), ("process", 4), ("process", 6), ("task", 6.0)]


def test_stock_resource_serves_processes_while_tasks_run():
    """One unit, five minutes each, asked at 0 and 1: served at 0 and 5; a task at 4 sees one waiting."""
    env = Engine()
    desk, found = simpy.Resource(env, 1), []

    def customer(at):
        yield env.timeout(at)
        with desk.request() as turn:
            yield turn
            found.append(env.now)
            yield env.timeout(5)

    def look():
        yield 4.0
        found.append(("waiting", len(desk.queue)))

    env.process(customer(0))
    env.process(customer(1))
    env.start(look())
    env.run_until(20.0)
    assert found == [0, ("waiting", 1), 5]


def test_task_can_trigger_an_event_that_a_process_waits_for():
    """The event succeeds at 4; the process goes on at 4."""
    env, found = Engine(), []
    bell = env.event()

    def process():
        found.append(((yield bell), env.now))

    def task():
        yield 4.0
        bell.succeed("ding")

    env.process(process())
    env.start(task())
    env.run_until(5.0)
    assert found == [("ding", 4.0)]


def test_failure_inside_a_process_is_not_swallowed():
    """A process that raises stops the run with its own exception."""
    env = Engine()

    def process():
        yield env.timeout(1)
        raise ZeroDivisionError("in the process")

    env.process(process())
    with pytest.raises(ZeroDivisionError, match="in the process"):
        env.run_until(5.0)


def test_clock_that_stops_is_noticed(monkeypatch):
    """A task that repeats at minute 1 for ever is given up with the minute in the message."""
    monkeypatch.setattr(engine, "STUCK", 1000)
    env = Engine()

    def task():
        while True:
            yield 1.0

    env.start(task())
    with pytest.raises(ModelError, match="no progress of the clock at minute 1:"):
        env.run_until(5.0)


def test_clock_that_stops_in_a_stock_process_is_noticed(monkeypatch):
    """The same for a SimPy process with timeouts of zero."""
    monkeypatch.setattr(engine, "STUCK", 1000)
    env = Engine()

    def process():
        while True:
            yield env.timeout(0)

    env.process(process())
    with pytest.raises(ModelError, match="no progress of the clock at minute 0:"):
        env.run_until(5.0)


def test_clock_never_goes_back():
    """A task that yields minute 2 at minute 5 is refused."""
    env = Engine()

    def task():
        yield 5.0
        yield 2.0

    env.start(task())
    with pytest.raises(ModelError, match="back from minute 5 to 2"):
        env.run_until(10.0)


def test_rescheduled_task_goes_on_at_the_new_instant_and_only_then():
    """Waits for 50, is put to 20 at instant 10: goes on at 20 and at 25, and nothing happens at 50."""
    engine, seen = Engine(), []

    def patient():
        yield 50.0
        seen.append(engine.now)
        yield engine.now + 5.0
        seen.append(engine.now)

    def scheduler(task):
        yield 10.0
        engine.reschedule(task, 20.0)

    engine.start(scheduler(engine.start(patient())))
    engine.run_until(100.0)
    assert seen == [20.0, 25.0]


def test_process_that_is_begun_runs_within_the_one_that_begins_it():
    """Begun at 2 by a task: its first words come before the task's own next ones, the rest at 5."""
    env, found = Engine(), []

    def turnover():
        found.append(("begins", env.now))
        yield 5.0
        found.append(("ends", env.now))

    def nothing():
        found.append(("nothing", env.now))
        yield from ()

    def visit():
        yield 2.0
        env.begin(turnover())
        env.begin(nothing())
        found.append(("leaves", env.now))

    env.start(visit())
    env.run_until(9.0)
    assert found == [("begins", 2.0), ("nothing", 2.0), ("leaves", 2.0), ("ends", 5.0)]
