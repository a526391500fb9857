"""The front of designs that nobody beats in everything."""

from __future__ import annotations

import numpy as np
from sources import Normal

from sim.procedures.pareto import Place, front


def test_clear_front_is_found():
    """Three on the front, one inside: dominated by the second."""
    means = np.array([[9.0, 0.0], [5.0, 5.0], [0.0, 9.0], [4.0, 4.0]])
    found = front(range(4), Normal(means, 1, sd=0.1), [0.0, 0.0])
    assert [found.places[nth] for nth in range(4)] == [Place.FRONT, Place.FRONT, Place.FRONT, Place.DOMINATED]
    assert found.by == {3: 1}


def test_places_called_certain_are_right_together():
    """Ten designs on a curve and ten near it, 100 times at 90 %: all certain places right in 90 % or more."""
    along = np.linspace(0, 3, 10)
    outer = np.column_stack([along, 3 - along])
    means = np.concatenate([outer, outer - 0.4])
    right = []
    for seed in range(100):
        found = front(range(20), Normal(means, seed, 0.5, sd=0.5), [0.0, 0.0], confidence=0.9)
        wrong = [
            nth for nth, place in found.places.items()
            if place is (Place.DOMINATED if nth < 10 else Place.FRONT)
        ]  # fmt: skip
        right.append(not wrong)
    assert np.mean(right) >= 0.9


def test_what_cannot_be_told_is_not_settled():
    """Two designs with equal means: neither dominates, neither is certainly ahead."""
    found = front(range(2), Normal(np.zeros((2, 2)), 1), [0.0, 0.0], most=20)
    assert set(found.places.values()) == {Place.OPEN}


def test_only_what_is_open_is_replicated_again():
    """The dominated one keeps its first ten replications."""
    asked = []

    def draw(wanted):
        asked.append(dict(wanted))
        return Normal(np.array([[0.0, 0.0], [0.0, 0.0], [-50.0, -50.0]]), 1)(wanted)

    front(range(3), draw, [0.0, 0.0], most=20)
    assert asked == [{0: 10, 1: 10, 2: 10}, {0: 20, 1: 20}]


def test_differences_in_the_zone_do_not_save_a_design():
    """Better in one objective by less than matters, worse in the other: dominated."""
    means = np.array([[1.0, 5.0], [1.1, 0.0]])
    found = front(range(2), Normal(means, 1, sd=0.01), [0.5, 0.5])
    assert found.places[1] is Place.DOMINATED
