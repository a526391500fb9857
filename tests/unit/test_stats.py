"""Statements from replications."""

from math import isnan, nan

import numpy as np
import pytest

from sim import stats


def test_summary_of_five_replications():
    """1..5: mean 3, sd sqrt(2.5), t(0.975, 4) = 2.776445105, half-width 1.963243161 (Student's table)."""
    found = stats.summary([1, 2, 3, 4, 5])
    assert found == pytest.approx((3, 1.963243161, 1.2, 3, 4.8, 5), rel=1e-9)


def test_higher_confidence_is_wider():
    """At 99 % the quantile is 4.604094871: half-width 3.255586706."""
    assert stats.summary([1, 2, 3, 4, 5], confidence=0.99).half_width == pytest.approx(3.255586705, rel=1e-8)


def test_missing_replications_are_left_out_and_counted():
    """Two NaN among seven leave five, and the numbers are those of the five."""
    assert stats.summary([1, nan, 2, 3, nan, 4, 5]) == stats.summary([1, 2, 3, 4, 5])


def test_one_replication_has_no_interval():
    """A single value is its own mean; the half-width is not available."""
    found = stats.summary([7.0])
    assert (found.mean, found.p5, found.p95, found.n) == (7, 7, 7, 1)
    assert isnan(found.half_width)


def test_no_replication_says_nothing():
    """Nothing, or only NaN, gives NaN throughout and n = 0."""
    for values in ([], [nan, nan]):
        found = stats.summary(values)
        assert found.n == 0
        assert all(isnan(value) for value in found[:-1])


@pytest.mark.parametrize("together", [1, 2])
@pytest.mark.parametrize("replications", [0, 1, 2, 30, 31, 200])
def test_columns_at_once_are_the_columns_one_by_one(replications, together):
    """To the last digit, with and without missing values, however many to a unit of analysis."""
    values = np.random.default_rng(7).lognormal(3, 2, (replications, 5))
    values[1::4, 2] = nan
    one_by_one = [stats.summary(column, together=together) for column in values.T]
    assert repr(stats.summaries(values, together=together)) == repr(one_by_one)


def test_interval_covers_the_mean_as_often_as_it_says():
    """Of 2,000 normal samples of ten, 95 % intervals cover the mean in 95 % +- 2 %."""
    samples = np.random.default_rng(1).normal(3, 2, (2000, 10))
    covered = [abs(found.mean - 3) <= found.half_width for found in map(stats.summary, samples)]
    assert np.mean(covered) == pytest.approx(0.95, abs=0.02)


def test_pairing_removes_what_both_share():
    """With b = a + 1 in every replication: the difference is exactly 1, with no width at all."""
    a = np.array([10.0, 90.0, 40.0, 70.0])
    assert stats.paired_difference(a, a + 1)[:2] == (1, 0)
    assert stats.paired_difference([1, nan, 3], [2, 5, nan]).n == 1
    with pytest.raises(ValueError, match="cannot be paired"):
        stats.paired_difference([1, 2], [1, 2, 3])


def test_mser_finds_the_end_of_a_start_up():
    """Fifty observations at 10, then 450 whose batches swing between -1 and 1: the rule cuts at 50."""
    series = np.concatenate([np.full(50, 10.0), np.tile(np.repeat([1.0, -1.0], 5), 45)])
    assert stats.mser5(series) == 50


def test_mser_leaves_a_settled_series_whole():
    """A series that repeats from its first batch on needs no cut; a very short one gets none."""
    assert stats.mser5(np.tile([1.0, 2.0, 3.0, 4.0, 5.0, 5.0, 4.0, 3.0, 2.0, 2.0], 50)) == 0
    assert stats.mser5([9, 1, 1, 1, 1, 1, 1]) == 0
    with pytest.raises(ValueError, match="missing"):
        stats.mser5([1, nan] * 10)


def test_welch_average_by_hand():
    """Periods 1, 5, 3, 7, 9 with w = 1: 1, then (1+5+3)/3, (5+3+7)/3, (3+7+9)/3."""
    assert stats.welch([[0, 4, 2, 6, 8], [2, 6, 4, 8, 10]], 1) == pytest.approx([1, 3, 5, 19 / 3])


def test_welch_without_a_window_is_the_mean_over_replications():
    """Window 0 smooths nothing; a window as long as the series is an error."""
    assert stats.welch([[0, 4], [2, 6]], 0).tolist() == [1, 5]
    with pytest.raises(ValueError, match="does not fit"):
        stats.welch([1, 2, 3], 3)


def test_paired_difference_is_the_paired_t_test():
    """Mean and 95 % interval are those of SciPy's ``ttest_rel`` for eight pairs."""
    from scipy.stats import ttest_rel

    a, b = np.random.default_rng(3).normal(10, 2, (2, 8))
    theirs = ttest_rel(b, a).confidence_interval(0.95)
    found = stats.paired_difference(a, b)
    assert (found.mean - found.half_width, found.mean + found.half_width) == pytest.approx(tuple(theirs))


def test_bonferroni_divides_the_error():
    """Ten comparisons at 95 % together: each at 99.5 % (Law 2015, example 10.4 divides alike); none is as one."""
    assert stats.bonferroni(0.95, 10) == pytest.approx(0.995)
    assert stats.bonferroni(0.95, 0) == pytest.approx(0.95)


def test_bonferroni_keeps_the_error_of_a_family():
    """Five true zeros in 2,000 families of ten pairs: all five intervals hold 0 in at least 95 % - 1 % of them."""
    values = np.random.default_rng(5).normal(0, 1, (2000, 5, 10))
    level = stats.bonferroni(0.95, 5)
    found = [[stats.summary(sample, level) for sample in family] for family in values]
    held = [all(abs(one.mean) <= one.half_width for one in family) for family in found]
    assert np.mean(held) >= 0.94


def test_replications_for_a_half_width_by_hand():
    """Sd 1, half-width 0.5 at 95 %: t(0.975, 17) / sqrt(18) = 0.4973, t(0.975, 16) / sqrt(17) = 0.5142."""
    assert stats.replications_for(1.0, 0.5) == 18
    assert stats.replications_for(0.0, 0.5) == 2
    assert stats.replications_for(1.0, 0.001) is None
    assert stats.replications_for(1.0, 0.0) is None


def test_variance_reduction_by_hand():
    """A = 0, 2, 4 and b = 1, 3, 6: variances 4 and 19/3, of the difference 1, 1, 2: 1/3; hence (31/3) / (1/3) = 31."""
    assert stats.variance_reduction([0, 2, 4, nan], [1, 3, 6, 9]) == pytest.approx(31)


def test_variance_reduction_without_variance():
    """A constant difference of what varies is infinite gain; where nothing varies there is none to tell."""
    assert stats.variance_reduction([1, 2, 3], [2, 3, 4]) == float("inf")
    assert isnan(stats.variance_reduction([1, 1], [2, 2]))
    assert isnan(stats.variance_reduction([1], [2]))


def test_units_are_means_of_pairs():
    """1, 3, 2, 6, 5, 7: pair means 2, 4, 6 with sd 2, so t(0.975, 2) 2 / sqrt(3) = 4.9683; percentiles of all six."""
    found = stats.summary([1, 3, 2, 6, 5, 7], together=2)
    assert found.mean == 4
    assert found.half_width == pytest.approx(4.968275, rel=1e-6)
    assert found.p50 == 4
    assert found.n == 3


def test_a_pair_without_both_values_is_left_out():
    """Of (1, 3), (nan, 6), (5, 7) and a last 9 without a partner, two pairs remain."""
    assert stats.summary([1, 3, nan, 6, 5, 7, 9], together=2) == stats.summary([1, 3, 5, 7], together=2)


def test_gain_of_units_by_hand():
    """(0, 2), (4, 0), (1, 2): member variances 13/3 and 4/3, halved 17/12; pair means 1, 2, 1.5, variance 1/4: 17/3."""
    assert stats.gain_of_units([0, 2, 4, 0, 1, 2], 2) == pytest.approx(17 / 3)
    assert stats.gain_of_units([0, 2, 2, 0], 2) == float("inf")
    assert isnan(stats.gain_of_units([1, 1, 1, 1], 2))
    assert isnan(stats.gain_of_units([1, 2], 2))


def test_slopes_by_hand():
    """1, 3, 5, 7 climbs by 2 a period; a gap changes nothing; two values are too few."""
    found = stats.slopes([[1, 3, 5, 7], [1, nan, 5, 7], [nan, nan, 5, 7], [4, 4, 4, 4]])
    assert found[[0, 1, 3]] == pytest.approx([2, 2, 0])
    assert isnan(found[2])


def swings(rng, shape, memory=0.95):
    """Series with long memory and no trend."""
    values = np.zeros(shape)
    values[..., 0] = rng.standard_normal(shape[:-1]) / (1 - memory**2) ** 0.5
    for period in range(1, shape[-1]):
        values[..., period] = memory * values[..., period - 1] + rng.standard_normal(shape[:-1])
    return values


def test_noise_is_called_a_trend_as_seldom_as_it_says():
    """1,000 families of four series that swing for long, ten replications of 52 weeks: 5 % +- 2 % find a trend."""
    series = swings(np.random.default_rng(21), (1000, 4, 10, 52))
    level = stats.bonferroni(0.95, 4)
    found = [[stats.trend(one, level) for one in family] for family in series]
    wrong = np.mean([any(abs(one.mean) > one.half_width for one in family) for family in found])
    assert wrong == pytest.approx(0.05, abs=0.02)


def test_a_real_trend_is_found():
    """The same swings on a slope of 0.2 a week: 90 % of the families at least find it."""
    series = swings(np.random.default_rng(22), (300, 10, 52)) + 0.2 * np.arange(52)
    found = [stats.trend(one, 0.9875) for one in series]
    assert np.mean([one.mean - one.half_width > 0 for one in found]) > 0.9
