"""From replications to scores, and from scores to a verdict on all of them."""

from __future__ import annotations

from math import erfc, inf, isnan, sqrt

import numpy as np
import pytest

from sim.verification.judging import Estimate, agreement, estimate, farthest, normal_score, noticeable


def normal_case(rng, checks, n=20, shared=0.0, scale=1.0):
    """Estimates of *checks* means of normal numbers, correlated by *shared*, their true mean being 0."""
    common = rng.normal(size=n)
    values = shared**0.5 * common + (1 - shared) ** 0.5 * rng.normal(size=(checks, n))
    return [estimate(scale * row, np.ones(n), 0.0) for row in values]


def test_equal_weights_give_the_t_score_of_the_mean():
    """Values 1..5 against 2: mean 3, standard error 0.7071, t = 1.414 with 4 degrees, tail 0.1151, score 1.2."""
    found = estimate(np.arange(1.0, 6.0), np.ones(5), 2.0)
    assert found.mean == pytest.approx(3)
    assert found.half_width == pytest.approx(2.776445 * 0.7071068, rel=1e-6)
    assert found.z == pytest.approx(1.19977, rel=1e-4)


def test_a_ratio_is_pooled():
    """Totals 2, 12 with weights 1, 3, ten times: the jackknife stays near 14 / 4; the mean of the ratios is 3."""
    found = estimate(np.array([2.0, 12.0] * 10), np.array([1.0, 3.0] * 10), 3.5)
    assert found.mean == pytest.approx(3.5, abs=0.05)


def test_jackknife_removes_the_bias_of_a_ratio():
    """Sum / count with a known mean of 1: over 4,000 samples of 5 the mean is within 4 standard errors of 1."""
    rng = np.random.default_rng(1)
    means = []
    for _ in range(4000):
        weights = rng.poisson(10, 5) + 1.0
        totals = weights + rng.normal(size=5) * weights**0.5
        means.append(estimate(totals, weights, 1.0).mean)
    assert abs(np.mean(means) - 1) < 4 * np.std(means) / 4000**0.5


def test_scores_of_small_samples_are_normal():
    """Five replications: the scores of normal values have variance 1, which t scores (variance 2) have not."""
    rng = np.random.default_rng(2)
    scores = [estimate(rng.normal(size=5), np.ones(5), 0.0).z for _ in range(20_000)]
    assert np.var(scores) == pytest.approx(1, abs=0.05)


def test_error_of_the_reference_counts():
    """The same difference is half as far when the reference's variance is three times that of the mean."""
    values = np.array([0.9, 1.1, 1.0, 1.2, 0.8])
    own = values.std(ddof=1) / 5**0.5
    alone, doubted = (estimate(values, np.ones(5), 0.5, error) for error in (0.0, own * 3**0.5))
    assert normal_score((1 - 0.5) / own / 2, 4) == pytest.approx(doubted.z)
    assert doubted.z < alone.z


def test_numbers_without_spread_agree_or_not_at_all():
    """All replications 0: equal to an exact 0, infinitely far from an exact 1. One replication says nothing."""
    assert estimate(np.zeros(5), np.ones(5), 0.0).z == 0
    assert abs(estimate(np.zeros(5), np.ones(5), 1.0).z) == inf
    assert isnan(estimate(np.ones(1), np.ones(1), 1.0).z)


def test_chi_square_of_independent_scores_is_uniform():
    """Forty cases of three independent numbers, 300 times: the upper tail is below 0.1 in a tenth of them."""
    rng = np.random.default_rng(3)
    tails = [agreement([normal_case(rng, 3) for _ in range(40)]).too_far for _ in range(300)]
    assert np.mean(np.array(tails) < 0.1) == pytest.approx(0.1, abs=0.06)
    assert np.mean(np.array(tails) > 0.9) == pytest.approx(0.1, abs=0.06)


def test_chi_square_knows_that_scores_of_a_case_are_correlated():
    """Six numbers of a case correlated by 0.9: without the correction far too many batteries were beyond 0.1."""
    rng = np.random.default_rng(4)
    found = [agreement([normal_case(rng, 6, shared=0.9) for _ in range(30)]) for _ in range(300)]
    assert np.mean([fit.too_far < 0.1 for fit in found]) == pytest.approx(0.1, abs=0.07)
    assert np.mean([fit.freedom for fit in found]) == pytest.approx(30 * 6 / (1 + 5 * 0.81), rel=0.1)


def test_scores_that_lie_too_far_out_or_too_near_are_refused():
    """Scores of spread 2 and of spread 0.3 are both no accident."""
    pseudo = np.random.default_rng(5).normal(size=(150, 20))
    drawn = np.random.default_rng(6).normal(size=150)
    for spread, good in ((1.0, True), (2.0, False), (0.3, False)):
        cases = [[Estimate(0.0, 1.0, spread * z, row)] for z, row in zip(drawn, pseudo, strict=True)]
        assert agreement(cases).is_good is good


def test_no_scores_are_no_disagreement():
    """A battery without chance has nothing to scatter."""
    assert agreement([]).is_good
    assert agreement([[]]).scores == 0


@pytest.mark.parametrize(("scores", "far"), [(1, 3.2905), (254, 4.6146), (755, 4.8359)])
def test_the_more_scores_the_farther_out_one_of_them_may_lie(scores, far):
    """All of n independent normal scores lie within the bound with probability 0.999: 2 Phi(-z) = 1 - 0.999^(1/n)."""
    assert farthest(scores) == pytest.approx(far, abs=1e-3)
    assert (1 - erfc(farthest(scores) / sqrt(2))) ** scores == pytest.approx(0.999, rel=1e-9)


def test_scores_that_are_correlated_stay_within_the_bound_as_often():
    """Ten thousand samples of 50 scores of correlation 0.6: beyond the bound at 0.1 % in at most 0.2 % (4 sd)."""
    rng = np.random.default_rng(5)
    shared = 0.6**0.5 * rng.normal(size=(10_000, 1)) + 0.4**0.5 * rng.normal(size=(10_000, 50))
    assert np.mean(np.abs(shared).max(axis=1) > farthest(50)) <= 0.001 + 4 * (0.001 / 10_000) ** 0.5


def test_an_error_said_to_be_noticeable_is_noticed_nine_times_in_ten():
    """Means of 40 normal values, off by what ``noticeable`` says: 90 % of 4,000 scores lie beyond the bound."""
    rng, far = np.random.default_rng(6), farthest(10)
    off = noticeable(estimate(np.tile((-1.0, 1.0), 20), np.ones(40), 0.0), far) * (39 / 40) ** 0.5
    scores = [estimate(off + rng.normal(size=40), np.ones(40), 0.0).z for _ in range(4000)]
    assert np.mean(np.array(scores) > far) == pytest.approx(0.9, abs=0.02)
