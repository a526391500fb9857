"""Lines: who is served, in which order, and who is passed over."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sim.model.engine import Engine
from sim.model.queues import Line, Waiter


class Woken:
    """An engine that only remembers whom it woke."""

    def __init__(self):
        self.woken = []

    def wake(self, task):
        """Remember."""
        self.woken.append(task)


def _line(*entries):
    line, waiters = Line(), []
    for name, rank, priority in entries:
        waiters.append(Waiter(name))
        line.join(waiters[-1], rank, priority)
    return line, waiters


def test_larger_priority_then_smaller_rank_then_joining():
    """D has priority 1; A and C rank 5 in order of joining; B ranks 9."""
    line, waiters = _line(("A", 5, 0), ("B", 9, 0), ("C", 5, 0), ("D", 99, 1))
    engine = Woken()
    line.serve(engine, lambda waiter: "go")
    assert engine.woken == ["D", "A", "C", "B"]
    assert [waiter.given for waiter in waiters] == ["go"] * 4


@given(st.lists(st.tuples(st.integers(-2, 2), st.integers(0, 5)), max_size=20))
def test_line_is_a_stable_sort(entries):
    """Any joiners: served as Python's stable sort by (-priority, rank) orders them."""
    line, _ = _line(*((n, rank, priority) for n, (priority, rank) in enumerate(entries)))
    engine = Woken()
    line.serve(engine, lambda waiter: True)
    wanted = sorted(range(len(entries)), key=lambda n: (-entries[n][0], entries[n][1]))
    assert engine.woken == wanted


def test_serving_stops_at_the_first_who_cannot_be_served():
    """Two units; the head needs one, the next needs two: nobody overtakes, and the third stays too."""
    line, left = Line(), [2]
    for name, need in (("A", 1), ("B", 2), ("C", 1)):
        line.join(Waiter(name, need=need), 0)

    def grant(waiter):
        if waiter.need > left[0]:
            return None
        left[0] -= waiter.need
        return waiter.need

    engine = Woken()
    line.serve(engine, grant)
    assert engine.woken == ["A"]
    assert bool(line)


def test_whoever_was_served_elsewhere_is_passed_over():
    """A stands in two lines and is served in the first; the second then holds nobody."""
    first, second, waiter = Line(), Line(), Waiter("A")
    first.join(waiter, 0)
    second.join(waiter, 0)
    engine = Woken()
    first.serve(engine, lambda one: "chair")
    second.serve(engine, lambda one: "room")
    assert (engine.woken, waiter.given) == (["A"], "chair")
    assert not second


def test_unseated_keep_their_place_while_nobody_may_be_seated():
    """A and C are not yet seated, B is: only B is served; later A comes before C."""
    line = Line()
    for name, unseated in (("A", True), ("B", False), ("C", True)):
        line.join(Waiter(name, unseated=unseated), 0)
    engine = Woken()
    line.serve(engine, lambda waiter: True, may_seat=False)
    assert engine.woken == ["B"]
    line.serve(engine, lambda waiter: True)
    assert engine.woken == ["B", "A", "C"]


def test_line_of_those_who_went_home_is_empty():
    """Whoever gave up does not count as waiting."""
    line, (waiter,) = _line(("A", 0, 0))
    waiter.done = True
    assert not line


def test_whoever_is_dismissed_is_told_why_and_those_served_before_are_not():
    """A was served; B and C go home for reason 7, and nobody is left."""
    line, (a, b, c) = _line(("A", 0, 0), ("B", 1, 0), ("C", 2, 0))
    engine, chairs = Woken(), ["chair"]
    line.serve(engine, lambda waiter: chairs.pop() if chairs else None)
    line.dismiss(engine, 7)
    assert engine.woken == ["A", "B", "C"]
    assert [waiter.refused for waiter in (a, b, c)] == [None, 7, 7]
    assert not line


def test_woken_task_goes_on_with_what_it_was_given():
    """Through the real engine: served at 1, the task goes on then and finds the grant with its waiter."""
    env, line, found = Engine(), Line(), []

    def task():
        yield None
        found.append((env.now, waiter.given))

    waiter = Waiter(env.start(task()))
    line.join(waiter, 0)

    def server():
        yield 1.0
        line.serve(env, lambda waiter: "chair 3")

    env.start(server())
    env.run_until(2.0)
    assert found == [(1.0, "chair 3")]
