"""Lines: who is served, in which order, and who is passed over."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sim.model.engine import Engine
from sim.model.queues import Line, Waiter


class Told:
    """An engine that only remembers whom it woke."""

    def __init__(self):
        self.woken = []

    def wake(self, task, told=None):
        """Remember."""
        self.woken.append((task, told))


def _line(*entries):
    line, waiters = Line(), []
    for name, rank, priority in entries:
        waiters.append(Waiter(name))
        line.join(waiters[-1], rank, priority)
    return line, waiters


def test_larger_priority_then_smaller_rank_then_joining():
    """D has priority 1; A and C rank 5 in order of joining; B ranks 9."""
    line, _ = _line(("A", 5, 0), ("B", 9, 0), ("C", 5, 0), ("D", 99, 1))
    told = Told()
    line.serve(told, lambda waiter: "go")
    assert told.woken == [("D", "go"), ("A", "go"), ("C", "go"), ("B", "go")]


@given(st.lists(st.tuples(st.integers(-2, 2), st.integers(0, 5)), max_size=20))
def test_line_is_a_stable_sort(entries):
    """Any joiners: served as Python's stable sort by (-priority, rank) orders them."""
    line, _ = _line(*((n, rank, priority) for n, (priority, rank) in enumerate(entries)))
    told = Told()
    line.serve(told, lambda waiter: True)
    wanted = sorted(range(len(entries)), key=lambda n: (-entries[n][0], entries[n][1]))
    assert [task for task, _ in told.woken] == wanted


def test_serving_stops_at_the_first_who_cannot_be_served():
    """Two units; the head needs one, the next needs two: nobody overtakes, and the third stays too."""
    line, left = Line(), [2]
    for name, need in (("A", 1), ("B", 2), ("C", 1)):
        line.join(Waiter(name, need), 0)

    def grant(waiter):
        if waiter.need > left[0]:
            return None
        left[0] -= waiter.need
        return waiter.need

    told = Told()
    line.serve(told, grant)
    assert told.woken == [("A", 1)]
    assert bool(line)


def test_whoever_was_served_elsewhere_is_passed_over():
    """A stands in two lines and is served in the first; the second then holds nobody."""
    first, second, waiter = Line(), Line(), Waiter("A")
    first.join(waiter, 0)
    second.join(waiter, 0)
    told = Told()
    first.serve(told, lambda one: "chair")
    second.serve(told, lambda one: "room")
    assert told.woken == [("A", "chair")]
    assert not second


def test_unseated_keep_their_place_while_nobody_may_be_seated():
    """A and C are not yet seated, B is: only B is served; later A comes before C."""
    line = Line()
    for name, unseated in (("A", True), ("B", False), ("C", True)):
        line.join(Waiter(name, unseated=unseated), 0)
    told = Told()
    line.serve(told, lambda waiter: True, may_seat=False)
    assert [task for task, _ in told.woken] == ["B"]
    line.serve(told, lambda waiter: True)
    assert [task for task, _ in told.woken] == ["B", "A", "C"]


def test_line_of_those_who_went_home_is_empty():
    """Whoever gave up does not count as waiting."""
    line, (waiter,) = _line(("A", 0, 0))
    waiter.done = True
    assert not line


def test_woken_task_learns_what_it_was_given():
    """Through the real engine: the task's ``yield`` returns the grant."""
    env, line, found = Engine(), Line(), []

    def task():
        found.append((yield None))

    line.join(Waiter(env.start(task())), 0)

    def server():
        yield 1.0
        line.serve(env, lambda waiter: "chair 3")

    env.start(server())
    env.run_until(2.0)
    assert found == ["chair 3"]
