"""The best design among those that meet the targets: how often it is found, and at what price."""

from __future__ import annotations

import numpy as np
import pytest
from sources import Normal

from sim.procedures.selection import Rules, Selection, State, select

REPEATS = 200
ZONE = 0.7
"""Of the objective and of every target, for a standard deviation of 1."""


def slippage(designs: int) -> np.ndarray:
    """Hardest to tell apart: all others worse by exactly the zone, every target met by exactly its tolerance."""
    means = np.full((designs, 3), -ZONE)
    means[:, 0] = 0.0
    means[0, 0] = ZONE
    return means


def tempting(designs: int) -> np.ndarray:
    """As before, but half of the designs are better than the best and miss one target by exactly its tolerance."""
    means = slippage(designs)
    means[designs // 2 :, 0] = 2 * ZONE
    means[designs // 2 :, 2] = ZONE
    return means


def hopeless(designs: int) -> np.ndarray:
    """Every design misses one target by exactly its tolerance."""
    means = slippage(designs)
    means[:, 1] = ZONE
    return means


def race(means: np.ndarray, seed: int = 1, correlation: float = 0.0, **given: object) -> Selection:
    """One selection at 90 % unless told otherwise."""
    rules = Rules(**{"zones": [ZONE] * means.shape[1], "confidence": 0.9} | given)  # type: ignore[arg-type]
    return select(len(means), Normal(means, seed, correlation), rules)


@pytest.mark.parametrize("correlation", [0.0, 0.8], ids=["independent", "common"])
@pytest.mark.parametrize(("clinic", "best"), [(slippage, 0), (tempting, 0), (hopeless, None)])
def test_right_answer_is_found_as_often_as_stated(clinic, best, correlation):
    """In the hardest configurations the best (or that there is none) is found in 90 % of 200 selections or more."""
    found = [race(clinic(8), seed, correlation) for seed in range(REPEATS)]
    assert all(one.settled for one in found)
    assert np.mean([one.best == best for one in found]) >= 0.9


@pytest.mark.slow
@pytest.mark.parametrize("correlation", [0.0, 0.5, 0.9])
@pytest.mark.parametrize("clinic", [slippage, tempting])
def test_right_answer_among_many_designs(clinic, correlation):
    """Sixteen designs, 95 %, 200 selections."""
    found = [race(clinic(16), seed, correlation, confidence=0.95).best == 0 for seed in range(200)]
    assert np.mean(found) >= 0.95


def test_common_luck_saves_replications():
    """Designs that share their luck are told apart with fewer."""
    apart, together = race(slippage(8), 3, 0.0), race(slippage(8), 3, 0.9)
    assert together.replications < apart.replications / 1.5


def test_far_designs_cost_no_more_than_the_first_look():
    """Nine hopeless ones, one good: nobody is replicated again."""
    means = np.full((10, 2), 30.0)
    means[0, 1] = -30.0
    found = race(means)
    assert (found.best, found.replications) == (0, 100)
    assert {one.state for one in found.candidates[1:]} == {State.MISSES}


def test_design_beaten_by_one_of_unknown_feasibility_sleeps():
    """The second is far worse than the first, whose target hangs in the balance: it is not replicated meanwhile."""
    found = race(np.array([[50.0, 0.0], [0.0, 0.0]]), zones=[ZONE, 0.1], most=60)
    assert [one.state for one in found.candidates] == [State.OPEN, State.ASLEEP]
    assert [one.n for one in found.candidates] == [60, 10]
    assert not found.settled


def test_sleeper_wakes_when_its_better_misses_the_target():
    """The tempting one is thrown out later, and the worse one that meets the target is selected."""
    found = race(np.array([[50.0, 0.5], [0.0, -0.5]]), zones=[ZONE, 0.2])
    assert found.best == 1
    assert found.candidates[0].state is State.MISSES
    assert found.candidates[0].n > 10


def test_three_that_beat_one_another_in_a_circle_do_not_stop_the_race():
    """None of the three is known to meet the target; all are replicated until it is known."""
    targets = np.random.default_rng(1).normal(-0.3, 1, (200, 3))
    scores = np.tile([[0.0, 5.0, 10.0]], (200, 1))

    def draw(wanted):
        return {nth: np.column_stack([scores[:n, nth], targets[:n, nth]]) for nth, n in wanted.items()}

    rules = Rules([1.0, 0.3])
    found = select(3, draw, rules, seen=lambda race: race.beats.update({(0, 1): 1, (1, 2): 2, (0, 2): 0}))
    assert found.settled


def test_missing_number_puts_a_design_out():
    """A replication without a number for a target does not meet it."""

    def draw(wanted):
        found = Normal(np.array([[9.0, -5.0], [0.0, -5.0]]), 1)(wanted)
        found[0] = found[0].copy()
        found[0][4, 1] = np.nan
        return found

    found = select(2, draw, Rules([ZONE, ZONE]))
    assert (found.best, found.candidates[0].state) == (1, State.MISSES)


def test_one_design_needs_only_its_targets():
    """With nothing to compare the targets alone decide."""
    assert race(np.array([[0.0, -9.0]])).best == 0
    assert race(np.array([[0.0, 9.0]])).best is None


def test_without_targets_it_is_a_plain_comparison():
    """Three designs without targets: the largest mean."""
    assert race(np.array([[0.0], [9.0], [5.0]])).best == 1


def test_equal_designs_end():
    """Designs that never differ are settled at the first look in favour of the first."""
    same = np.random.default_rng(2).normal(0, 1, (500, 1))
    found = select(3, lambda wanted: {nth: same[:n] for nth, n in wanted.items()}, Rules([ZONE]))
    assert (found.best, found.replications) == (0, 30)


def test_limit_leaves_the_race_unsettled():
    """No design is replicated beyond the limit, and nothing is claimed."""
    found = race(slippage(4), most=12)
    assert not found.settled
    assert found.best is None
    assert max(one.n for one in found.candidates) == 12
