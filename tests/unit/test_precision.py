"""Enough replications, on samplers with known answers: normal numbers and the waits of M/M/1."""

from __future__ import annotations

from math import isnan, nan

import numpy as np
import pytest

from sim.experiment import Outcome
from sim.precision import AHEAD, LEAST, Goal, Precise, Rule, look_ahead, narrow_since, until_precise
from sim.stats import Summary, summary

WAIT = "queue.wait.mean"


def estimate(outcomes, metric, together=1):
    """The plain estimate."""
    return summary([outcome.metrics[metric] for outcome in outcomes], together=together)


class Fake:
    """Replications that are there already; remembers how many were asked for."""

    def __init__(self, **values) -> None:
        rows = zip(*values.values(), strict=True)
        names = [name.replace("__", ".") for name in values]
        self.outcomes = [Outcome(r, dict(zip(names, row, strict=True)), {}) for r, row in enumerate(rows)]
        self.asked: list[int] = []

    def __call__(self, number: int) -> list[Outcome]:
        """The first so many."""
        self.asked.append(number)
        return self.outcomes[:number]


def run(values, goal=None, **rule) -> tuple[Precise, Fake]:
    """The rule on the values of one metric; within 5 % if nothing else is asked."""
    fake = Fake(a__x=values)
    return until_precise([goal or Goal("a.x", 0.05, True)], fake, estimate, Rule(**rule)), fake


def test_look_ahead_grows_with_the_number():
    """Ten up to a hundred, then ten of each hundred: twice that of Hoad, Robinson and Davies (2010, section 3.4)."""
    assert [look_ahead(n) for n in (3, 100, 101, 110, 120, 1000)] == [10, 10, 10, 11, 12, 100]


def test_law_example_of_a_relative_and_an_absolute_precision():
    """Law (2015), example 9.15: mean 2.03, variance 0.31, 90 %: 16 replications for 0.25, 27 for a tenth."""
    half = 1.8331129 * (0.31 / 10) ** 0.5
    found = Summary(2.03, half, nan, nan, nan, 10)
    assert Goal("x", 0.25, False).units_needed(found, 0.90, 1000) == 16
    assert Goal("x", 0.10, True).units_needed(found, 0.90, 1000) == 27


def test_first_narrow_number_is_the_one_by_hand():
    """1..5 over and over: sd of n = 5k values is sqrt(2 n / (n - 1)); 20 % of 3 over 1.2 is 0.5, reached at 33."""
    fake = Fake(a__x=[1.0, 5.0, 3.0, 2.0, 4.0] * 20)
    goal = Goal("a.x", 0.2, True)
    halves = {n: estimate(fake.outcomes[:n], "a.x") for n in range(LEAST, 60)}
    narrow = [n for n, found in halves.items() if found.half_width <= found.mean / 6]
    since = min(n for n in narrow if set(range(n, n + look_ahead(n) + 1)) <= set(narrow))
    found = until_precise([goal], fake, estimate, Rule(first=10))
    assert len(found.outcomes) >= since + AHEAD
    assert narrow_since([goal], fake.outcomes[: since + AHEAD], estimate) == since
    assert narrow_since([goal], fake.outcomes[: since - 1], estimate) is None


def test_a_narrow_interval_by_luck_does_not_stop_the_run():
    """Ten equal values and then a wide spread: the look-ahead sees the spread, and the run goes on."""
    rng = np.random.default_rng(1)
    found, fake = run([10.0] * 10 + list(rng.normal(10, 5, 1990)), first=10)
    assert fake.asked[:2] == [10, 20]
    assert len(found.outcomes) > 300
    assert found.reached[0].is_met


def test_batches_do_not_change_what_is_estimated():
    """The replications used are the first so many, all that were asked for."""
    found, fake = run(list(np.random.default_rng(2).normal(10, 3, 2000)))
    assert len(found.outcomes) == max(fake.asked) == fake.asked[-1]
    assert [one.replication for one in found.outcomes] == list(range(len(found.outcomes)))
    assert len(fake.asked) <= 6


def test_cap_stops_and_says_what_is_missing():
    """A tenth of a percent of a mean with sd as large: about four million replications; the cap of 50 stops it."""
    found, _ = run(list(np.random.default_rng(3).exponential(1, 50)), Goal("a.x", 0.001, True), most=50)
    assert found.was_capped
    assert len(found.outcomes) == 50
    assert not found.reached[0].is_met
    assert found.reached[0].note == "more than 5,000 replications would be needed"


def test_missing_replications_count_for_what_they_bring():
    """A metric that every other replication has needs twice the replications of one that all have."""
    values = np.random.default_rng(4).normal(10, 3, 4000)
    every = len(run(list(values))[0].outcomes)
    gaps = len(run([value if n % 2 else nan for n, value in enumerate(values)])[0].outcomes)
    assert gaps == pytest.approx(2 * every, rel=0.3)


def test_metric_without_a_value_is_given_up():
    """Only NaN: the first look is the last, and it is told."""
    found, fake = run([nan] * 100)
    assert fake.asked == [LEAST]
    assert not found.reached[0].is_met
    assert "no replication has a value" in found.reached[0].note
    assert not found.was_capped


def test_equal_values_are_told():
    """All equal, zero too: no width, the goal is met, and the reader is warned of what is rare."""
    for value in (0.0, 7.0):
        found, _ = run([value] * 100)
        assert found.reached[0].is_met
        assert "every replication gave the same value" in found.reached[0].note


def test_relative_precision_of_a_mean_of_zero_is_refused_at_the_cap():
    """Mean zero: no part of it is ever narrow; the note asks for an absolute precision."""
    found, _ = run(list(np.random.default_rng(5).normal(0, 1, 200)), most=200)
    assert found.was_capped
    assert "absolute precision" in found.reached[0].note


def test_one_replication_has_no_interval():
    """With a cap of one nothing can be said, and that is said."""
    found, _ = run([3.0], most=1)
    assert isnan(found.reached[0].found.half_width)
    assert "no interval" in found.reached[0].note


def test_several_goals_all_hold():
    """The run goes on until the hardest goal is met, and every goal is."""
    rng = np.random.default_rng(6)
    fake = Fake(a__x=rng.normal(10, 1, 3000), a__y=rng.normal(10, 4, 3000))
    goals = [Goal("a.x", 0.05, True), Goal("a.y", 0.4, False)]
    found = until_precise(goals, fake, estimate, Rule())
    assert all(one.is_met for one in found.reached)
    alone = until_precise(goals[1:], fake, estimate, Rule())
    assert len(found.outcomes) == len(alone.outcomes)


def test_pairs_are_added_whole():
    """With two replications to a unit every number asked for is even, and n counts pairs."""
    fake = Fake(a__x=np.random.default_rng(7).normal(10, 3, 3000))
    found = until_precise(
        [Goal("a.x", 0.05, True)], fake, lambda outcomes, name: estimate(outcomes, name, 2), Rule(together=2)
    )
    assert all(number % 2 == 0 for number in fake.asked)
    assert found.reached[0].found.n == len(found.outcomes) // 2


def coverage(samples, truth: float, goal: Goal, **rule) -> tuple[float, float]:
    """Share of experiments whose interval holds the truth, and the mean number of replications."""
    held, used = [], []
    for sample in samples:
        found, _ = run(list(sample), goal, **rule)
        stat = found.reached[0].found
        assert found.reached[0].is_met
        held.append(abs(stat.mean - truth) <= stat.half_width)
        used.append(len(found.outcomes))
    return float(np.mean(held)), float(np.mean(used))


@pytest.mark.parametrize(("goal", "needed"), [(Goal("a.x", 0.10, True), 42 + 10), (Goal("a.x", 1.5, False), 18 + 10)])
def test_intervals_of_normal_values_cover_as_often_as_they_say(goal, needed):
    """400 experiments, mean 10, sd 3: 95 % intervals cover in 95 % +- 2.5 % though the data chose their number."""
    samples = np.random.default_rng(8).normal(10, 3, (400, 400))
    covered, used = coverage(samples, 10.0, goal)
    assert covered == pytest.approx(0.95, abs=0.025)
    assert used == pytest.approx(needed, rel=0.2)


def mm1_waits(rng, experiments: int, replications: int, customers: int, load: float) -> np.ndarray:
    """Mean wait of the customers of M/M/1 with service mean 1, begun in steady state, by Lindley's recursion."""
    shape = (experiments, replications)
    busy = rng.random(shape) < load
    wait = np.where(busy, rng.exponential(1 / (1 - load), shape), 0.0)
    total = np.zeros(shape)
    for _ in range(customers):
        total += wait
        wait = np.maximum(wait + rng.standard_exponential(shape) - rng.exponential(1 / load, shape), 0.0)
    return total / customers


def test_intervals_of_the_wait_in_mm1_cover_nearly_as_often_as_they_say():
    """400 experiments on M/M/1 at load 0.6, wait 1.5, 300 customers each: 95 % intervals cover in 92 % at least."""
    samples = mm1_waits(np.random.default_rng(9), 400, 250, 300, 0.6)
    assert samples.mean() == pytest.approx(1.5, rel=0.01)
    covered, used = coverage(samples, 1.5, Goal("a.x", 0.10, True), first=20)
    assert 0.92 <= covered <= 0.975
    assert 60 <= used <= 200
