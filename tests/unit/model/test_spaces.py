"""Places of a kind: lowest first, line before newcomers, out of service when left."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sim.model.queues import Waiter
from sim.model.spaces import Spaces


class Woken:
    """An engine that only remembers whom it woke."""

    def __init__(self):
        self.woken = []

    def wake(self, task):
        """Remember."""
        self.woken.append(task)


def test_lowest_free_place_is_taken_first():
    """Of three: 0, 1, 2, then none; 1 given back is taken again."""
    spaces = Spaces(Woken(), 0, "chair", 3)
    assert [spaces.take() for _ in range(4)] == [0, 1, 2, None]
    spaces.give_back(1)
    assert spaces.take() == 1


def test_free_place_goes_to_the_line():
    """A waits; the place given back is A's, together with its kind."""
    engine = Woken()
    spaces = Spaces(engine, 0, "chair", 1)
    spaces.take()
    waiter = Waiter("A")
    spaces.line.join(waiter, 0)
    spaces.give_back(0)
    assert (engine.woken, waiter.given) == (["A"], (spaces, 0))
    assert not spaces.has_free()


def test_newcomer_does_not_overtake_those_who_may_not_be_seated_yet():
    """Nobody may be seated, so the free place stays free; a newcomer still does not get it."""
    engine = Woken()
    spaces = Spaces(engine, 0, "chair", 1)
    spaces.may_seat = False
    spaces.line.join(Waiter("A", unseated=True), 0)
    spaces.serve()
    assert engine.woken == []
    assert spaces.take() is None


def test_place_in_use_goes_out_of_service_when_it_is_left():
    """Two places, both taken, one withdrawn: the first given back stays out, the second is free again."""
    spaces = Spaces(Woken(), 0, "chair", 2)
    spaces.take(), spaces.take()
    spaces.out_of_service(1)
    spaces.give_back(0)
    assert not spaces.has_free()
    spaces.give_back(1)
    assert spaces.take() == 1


def test_place_back_in_service_serves_the_line():
    """One place, out of service; A waits and is seated when it is back."""
    engine = Woken()
    spaces = Spaces(engine, 0, "chair", 1)
    spaces.out_of_service(1)
    waiter = Waiter("A")
    spaces.line.join(waiter, 0)
    spaces.out_of_service(0)
    assert (engine.woken, waiter.given) == (["A"], (spaces, 0))


@given(st.lists(st.integers(0, 5), max_size=40))
def test_places_are_neither_lost_nor_doubled(moves):
    """Taking (0-2), giving back (3-4) and withdrawing (5) in any order: each place is taken by one at a time."""
    spaces, taken, out = Spaces(Woken(), 0, "chair", 4), [], 0
    for move in moves:
        if move < 3:
            unit = spaces.take()
            assert (unit is None) == (len(taken) + max(out, 0) >= 4 or len(taken) + out >= 4)
            if unit is not None:
                assert unit not in taken
                taken.append(unit)
        elif move < 5 and taken:
            spaces.give_back(taken.pop(move % len(taken)))
        elif move == 5:
            out = (out + 1) % 3
            spaces.out_of_service(out)
