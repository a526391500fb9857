"""The rules for replications and warm-up on the series of ``other_programs.json``, beside what other programs answered.

sim-tools has the rule of Hoad, Robinson and Davies for replications; kim-convergence and pymser have MSER-5.
``write_references.py`` wrote the file.
"""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path
from statistics import fmean

import numpy as np
import pytest

from sim.experiment import Outcome
from sim.precision import Goal, Rule, look_ahead, narrow_since, until_precise
from sim.stats import BATCH, mser5, summary

KEPT = json.loads(Path(__file__).with_name("other_programs.json").read_text(encoding="utf-8"))
RUNS, WEEKS = KEPT["replications"], KEPT["weeks"]
PRECISIONS = ("0.05", "0.1", "0.2")


def estimate(outcomes, metric):
    """The plain estimate."""
    return summary([outcome.metrics[metric] for outcome in outcomes])


def outcomes(name: str) -> list[Outcome]:
    """A stored series as replications of one metric."""
    return [Outcome(number, {"x": value}, {}) for number, value in enumerate(RUNS[name]["values"])]


def within(precision: str) -> Goal:
    """A half-width of this part of the mean *found*: we ask g / (1 + g) of it, they ask the part itself."""
    part = float(precision)
    return Goal("x", part / (1 - part), True)


def one_by_one(name: str, precision: str) -> int | None:
    """Where our rule stops if replications come singly: the number from which on the interval is narrow enough."""
    every = outcomes(name)[:150]  # the stored answers were asked for with this limit and the look-ahead
    for n in range(10, len(every) + 1):
        since = narrow_since([within(precision)], every[:n], estimate)
        if since is not None and since + look_ahead(since) <= n:
            return since
    return None


@pytest.mark.parametrize("name", RUNS)
def test_means_and_intervals_are_those_of_sim_tools(name):
    """After 3, 5, 10, 20, 50 and 100 replications, mean and 95 % half-width agree to nine digits."""
    for n, answer in RUNS[name]["intervals"].items():
        found = summary(RUNS[name]["values"][: int(n)])
        assert (found.mean, found.half_width) == pytest.approx(answer, rel=1e-9)


@pytest.mark.parametrize("precision", PRECISIONS)
@pytest.mark.parametrize("name", RUNS)
def test_first_narrow_number_is_that_of_the_confidence_interval_method(name, precision):
    """The fewest replications, ten at least, whose interval is narrow enough; -1 if the series is too short."""
    goal, values = within(precision), RUNS[name]["values"]
    narrow = (n for n in range(10, len(values) + 1) if goal.is_met(summary(values[:n])))
    assert next(narrow, -1) == RUNS[name]["first_narrow"][precision]


@pytest.mark.parametrize("precision", PRECISIONS)
@pytest.mark.parametrize("name", ["normal", "skewed"])
def test_number_that_stays_narrow_is_that_of_the_replications_algorithm(name, precision):
    """With our first look and look-ahead, sim-tools' algorithm stops where our rule does, or neither stops."""
    assert one_by_one(name, precision) == RUNS[name]["stays_narrow"][precision]


def test_our_first_look_comes_later_than_sim_tools_allows():
    """Twelve values close by luck: its algorithm goes back to the 3rd, from which ten more are narrow.

    Ours begins at the 10th, and ten more from there see the spread: 10 % is reached at the 52nd, 20 % at once.
    """
    assert [one_by_one("lucky", precision) for precision in PRECISIONS] == [None, 52, 10]
    assert RUNS["lucky"]["stays_narrow"] == {"0.05": None, "0.1": 3, "0.2": 3}


def test_longer_look_ahead_sees_what_the_published_one_does_not():
    """A spread that shows from the 13th on: as published, 4 replications are enough for 5 %; here 150 are too few."""
    assert RUNS["lucky"]["as_published"]["0.05"] == 4
    assert one_by_one("lucky", "0.05") is None
    assert RUNS["skewed"]["as_published"]["0.2"] == 19
    assert one_by_one("skewed", "0.2") == 29


@pytest.mark.parametrize(("name", "precision"), [("normal", "0.1"), ("normal", "0.2"), ("skewed", "0.2")])
def test_batches_end_where_the_interval_stays_narrow(name, precision):
    """Asked for in batches, at least as many are used as one by one, and the precision holds at the end."""
    every = outcomes(name)
    found = until_precise([within(precision)], lambda n: every[:n], estimate, Rule(most=len(every)))
    assert len(found.outcomes) >= RUNS[name]["stays_narrow"][precision] + 10
    assert found.reached[0].is_met


@pytest.mark.parametrize("name", WEEKS)
def test_mser5_is_that_of_kim_convergence(name):
    """The same cut where it calls its own valid; where it does not, the middle, which is our way to say too short."""
    answer, middle = WEEKS[name], BATCH * (len(WEEKS[name]["values"]) // BATCH // 2)
    assert mser5(WEEKS[name]["values"]) == (answer["kim_convergence"] if answer["valid"] else middle)
    assert answer["valid"] == (answer["kim_convergence"] <= middle)


@pytest.mark.parametrize("name", WEEKS)
def test_mser5_is_that_of_pymser_in_the_first_half(name):
    """It looks at all places but the last, and says nothing of the second half: there too the answers are one."""
    middle = BATCH * (len(WEEKS[name]["values"]) // BATCH // 2)
    assert mser5(WEEKS[name]["values"]) == min(WEEKS[name]["pymser"], middle)


def test_step_in_the_second_half_is_not_taken_for_settled():
    """At 10 up to week 140 and at 20 from there: no cut in the first half is any good, and 0 would be the least bad."""
    assert WEEKS["late step"]["first_half"] == 0
    assert mser5(WEEKS["late step"]["values"]) == 100


def by_definition(series: list[float], batch: int) -> list[float]:
    """Squared deviations of the remaining batches from their mean, over their number squared, for every cut."""
    means = [fmean(series[at : at + batch]) for at in range(0, len(series) - batch + 1, batch)]
    rests = [means[cut:] for cut in range(len(means))]
    return [sum((value - fmean(rest)) ** 2 for value in rest) / len(rest) ** 2 for rest in rests]


@pytest.mark.parametrize("weeks", [10, 14, 15, 20, 26, 52, 104, 203])
def test_mser5_is_the_definition(weeks):
    """White, Cobb and Spratt's statistic in plain sums: the cut is its least value, beyond the middle the middle."""
    rng = np.random.default_rng(weeks)
    for start_up in (0.0, 5.0, 30.0):
        series = list(rng.normal(0, 1, weeks) - start_up * np.exp(-np.arange(weeks) / 8))
        statistic = by_definition(series, BATCH)
        looked_at = statistic[: -max(1, min(5, len(statistic) // 4))]
        cut = min(range(len(looked_at)), key=looked_at.__getitem__)
        assert mser5(series) == BATCH * min(cut, len(statistic) // 2)


LAW_DELAYS = [1.53, 1.66, 1.24, 2.34, 2.00, 1.69, 2.69, 2.86, 1.70, 2.60]
LAW_WITHIN_FIVE = [0.917, 0.916, 0.952, 0.822, 0.840, 0.866, 0.783, 0.782, 0.873, 0.779]
at_90 = partial(summary, confidence=0.90)


def test_bank_of_law_and_kelton():
    """Ten days of five tellers (Law 2015, table 9.1, example 9.14): delay 2.03 ± 0.32, in time 0.853 ± 0.036."""
    delay, share = at_90(LAW_DELAYS), at_90(LAW_WITHIN_FIVE)
    assert (round(delay.mean, 2), round(delay.half_width, 2), delay.n) == (2.03, 0.32, 10)
    assert (round(share.mean, 3), round(share.half_width, 3)) == (0.853, 0.036)
    assert round(float(np.var(LAW_DELAYS, ddof=1)), 2) == 0.31


def test_number_of_replications_of_the_bank():
    """The same ten days, 90 %: 16 for a half-width of 0.25 min and 27 for a tenth of the true mean (example 9.15)."""
    found = at_90(LAW_DELAYS)
    assert Goal("x", 0.25, False).units_needed(found, 0.90, 1000) == 16
    assert Goal("x", 0.10, True).units_needed(found, 0.90, 1000) == 27
