"""What differences over replications allow to be said."""

from __future__ import annotations

from datetime import date
from math import inf, isnan, nan
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from sim.comparison import HEAD, Comparison, Difference, Verdict, gain_of_pairing, rows
from sim.events import Header, Window
from sim.experiment import Experiment, Outcome

WAIT, IN_WINDOW, GAP = "day.direct_wait.mean", "fidelity.finished_in_window.share_of_finished", "fidelity.gap.mean"
"""Better lower, better higher, neither."""
BASE = np.array([10.0, 20.0, 30.0, 40.0])
HEADER = Header(date(2026, 1, 5), *[()] * 12)
"""Of a place without anything in it."""
SPREAD = np.array([-1.0, 1.0, -1.0, 1.0])
"""Standard deviation 2/sqrt(3) = 1.1547; half-width of four at 95 %: 3.182446 x 1.1547 / 2 = 1.837386."""


def of(metric, difference, **more):
    """A difference with the given values over four replications."""
    return Difference(metric, BASE, BASE + difference, **more)


@pytest.mark.parametrize(
    ("metric", "difference", "zone", "verdict"),
    [
        (WAIT, -3 + SPREAD, 0, Verdict.BETTER),  # -4.84 to -1.16
        (WAIT, 3 + SPREAD, 0, Verdict.WORSE),
        (IN_WINDOW, 3 + SPREAD, 0, Verdict.BETTER),
        (IN_WINDOW, -3 + SPREAD, 0, Verdict.WORSE),
        (GAP, 3 + SPREAD, 0, Verdict.DIFFERS),
        (GAP, -3 + SPREAD, 0, Verdict.DIFFERS),
        (WAIT, 1 + SPREAD, 0, Verdict.NOT_SETTLED),  # -0.84 to 2.84
        (WAIT, 1 + SPREAD, 2.8, Verdict.NOT_SETTLED),
        (WAIT, 1 + SPREAD, 2.9, Verdict.NO_DIFFERENCE),
        (WAIT, -3 + SPREAD, 4, Verdict.BETTER),  # better, though perhaps by less than matters
        (WAIT, -3 + SPREAD, 5, Verdict.NO_DIFFERENCE),
        (WAIT, 0 * SPREAD, 0, Verdict.NO_DIFFERENCE),
        (WAIT, -1e-6 + 0 * SPREAD, 0, Verdict.BETTER),  # certain, however small
        (WAIT, -1e-12 * SPREAD, 0, Verdict.NO_DIFFERENCE),  # rounding
        (WAIT, nan * SPREAD, 0, Verdict.NOT_AVAILABLE),
        (WAIT, np.array([nan, nan, nan, -5.0]), 0, Verdict.NOT_SETTLED),
    ],
)
def test_verdicts(metric, difference, zone, verdict):
    """By where the interval of +-1.84 around the mean lies, by direction and zone."""
    assert of(metric, difference, indifference=zone).verdict is verdict


def test_interval_of_all_comparisons_is_wider():
    """At 95 % for one: 3.182446 x 0.57735; for ten together, at 99.5 %: 7.453319 x 0.57735 (t tables, 3 df)."""
    one = of(WAIT, -3 + SPREAD, comparisons=10)
    assert one.alone.half_width == pytest.approx(1.837386, rel=1e-6)
    assert one.together.half_width == pytest.approx(4.303176, rel=1e-6)
    assert one.verdict is Verdict.NOT_SETTLED


def test_missing_replications_by_hand():
    """Mean 1, sd 1.1547: t(0.975, 7) x 1.1547 / sqrt(8) = 0.9654 settles it at eight, seven (1.0679) do not: 4 more."""
    assert of(WAIT, 1 + SPREAD).missing == 4
    assert of(WAIT, -3 + SPREAD).missing == 0


def test_zone_can_need_fewer_replications_than_zero():
    """A mean of 0 is never told from 0, but a zone of 1.5 needs 1.5: t(0.975, 4) x 1.1547 / sqrt(5) is 1.434."""
    assert of(WAIT, SPREAD).missing == inf
    assert of(WAIT, SPREAD, indifference=1.5).missing == 1


def test_one_replication_settles_nothing():
    """There is no interval and no spread, so nobody knows how many more."""
    one = Difference(WAIT, BASE[:1], BASE[:1] - 5)
    assert one.verdict is Verdict.NOT_SETTLED
    assert isnan(one.missing)


def test_wins_are_counted_by_direction():
    """Lower in three of four, equal in one: three wins of a wait, none of a share, not asked of a gap."""
    moved = np.array([-1.0, -2.0, 0.0, -1.0])
    assert [of(name, moved).wins for name in (WAIT, IN_WINDOW, GAP)] == [3, 0, None]


EVERY_ONE_ALONE: Any = SimpleNamespace(run=SimpleNamespace(together=1))
"""A scenario as far as a comparison looks at it: a replication is a unit of analysis."""


def study(*waits, metric=WAIT, **more) -> Comparison:
    """A comparison of experiments that have one metric."""
    experiments = tuple(
        Experiment(EVERY_ONE_ALONE, HEADER, 1, Window(0, 1),
                   tuple(Outcome(r, {metric: value}, {}) for r, value in enumerate(values)))
        for values in waits
    )  # fmt: skip
    return Comparison(experiments, tuple("ABC"[: len(waits)]), (metric,), **more)


def test_two_alternatives_are_two_comparisons():
    """One metric shown for B and C against A: two intervals hold together."""
    found = study(BASE, BASE - 3 + SPREAD, BASE)
    assert found.comparisons == 2
    assert [one.comparisons for _, one in found.every()] == [2, 2]
    assert [(label, one.verdict) for label, one in found.every()] == [
        ("B", Verdict.BETTER),
        ("C", Verdict.NO_DIFFERENCE),
    ]


def test_indifference_reaches_its_metric():
    """A zone of five for the wait: three less does not matter."""
    found = study(BASE, BASE - 3 + SPREAD, indifference={WAIT: 5.0})
    assert found.difference("B", WAIT).verdict is Verdict.NO_DIFFERENCE


def test_gain_of_pairing_is_the_median_over_what_varies():
    """C equals the base, its difference does not vary and says nothing; B's factor is the sum of variances over 4/3."""
    b = BASE - 3 + SPREAD
    wanted = (BASE.var(ddof=1) + b.var(ddof=1)) / (b - BASE).var(ddof=1)
    assert gain_of_pairing(study(BASE, b, BASE)).p50 == pytest.approx(wanted)


def test_rows_have_every_column_and_no_nan():
    """One row for each metric and alternative; what is missing is None, what is beyond counting is said in words."""
    (row,) = rows(study(BASE, BASE + SPREAD), lambda name: "min")
    assert tuple(row) == HEAD
    assert (row["difference"], row["verdict"], row["more_replications"]) == (0, "not settled", "more than 100000")
    (empty,) = rows(study(BASE, nan * BASE), lambda name: "min")
    assert (empty["mean"], empty["low"], empty["n"], empty["verdict"]) == (None, None, 0, "not available")


def test_antithetic_pairs_are_the_unit_of_a_difference():
    """Differences 1, 3, 2, 6 in two pairs: 2 and 4, mean 3, sd sqrt(2), t(0.975, 1) = 12.7062: half-width 12.7062."""
    found = Difference("day.direct_wait.mean", np.zeros(4), np.array([1.0, 3.0, 2.0, 6.0]), members=2)
    assert found.alone.mean == 3
    assert found.alone.half_width == pytest.approx(12.7062047, rel=1e-6)
    assert (found.alone.n, found.compared, found.higher) == (2, 4, 4)
    assert found.missing % 2 == 0
