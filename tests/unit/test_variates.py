"""Control variates and antithetic units, on normal values and M/M/1 with known answers."""

from __future__ import annotations

from math import isnan, nan

import numpy as np
import pytest

from sim import stats
from sim.variates import SPARE, corrected

RNG = np.random.default_rng


def pairs(correlation: float, shape: tuple[int, ...], seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Normal values of mean 5 and their controls of mean 0, with a known correlation."""
    control, own = RNG(seed).standard_normal((2, *shape))
    return 5 + correlation * control + (1 - correlation**2) ** 0.5 * own, control


def test_a_control_that_explains_all_leaves_no_width():
    """Values 3 + 2 c: the corrected mean is 3 to the last digits, whatever chance gave."""
    control = RNG(1).standard_normal((30, 1)) + 1
    found = corrected(3 + 2 * control[:, 0], control)
    assert found.used.mean == pytest.approx(3, abs=1e-9)
    assert found.used.half_width == pytest.approx(0, abs=1e-9)


def test_interval_is_that_of_the_intercept():
    """Mean and 95 % interval are those of the intercept of SciPy's linear regression for twenty values."""
    from scipy.special import stdtrit
    from scipy.stats import linregress

    values, control = pairs(0.9, (20,), 2)
    theirs = linregress(control, values)
    found = corrected(values, control[:, None])
    assert found.used.mean == pytest.approx(theirs.intercept)
    assert found.used.half_width == pytest.approx(stdtrit(18, 0.975) * theirs.intercept_stderr)


def test_percentiles_and_number_stay_those_of_the_replications():
    """Only mean and interval are corrected."""
    values, control = pairs(0.9, (40,), 3)
    found = corrected(values, control[:, None])
    assert found.is_corrected
    assert found.used[2:] == stats.summary(values)[2:]
    assert found.plain == stats.summary(values)


def test_two_controls_that_say_the_same_count_once():
    """A control and its double give what one of them gives."""
    values, control = pairs(0.8, (30,), 4)
    one = corrected(values, control[:, None])
    two = corrected(values, np.column_stack([control, 2 * control]))
    assert two.used == pytest.approx(one.used)


def test_replications_without_a_value_are_left_out():
    """Two NaN among thirty: the estimate is that of the other twenty-eight."""
    values, control = pairs(0.9, (30,), 5)
    values[[3, 17]] = nan
    there = ~np.isnan(values)
    assert corrected(values, control[:, None]).used == pytest.approx(
        corrected(values[there], control[there, None]).used
    )


@pytest.mark.parametrize("values", [[], [nan] * 20, [4.0] * 30, list(range(SPARE + 1))])
def test_plain_where_nothing_can_be_corrected(values):
    """No value, no variance, or too few replications: the plain estimate, and no gain to tell."""
    found = corrected(values, RNG(6).standard_normal((len(values), 1)))
    assert found.used is found.plain
    assert isnan(found.gain)


@pytest.mark.parametrize(("correlation", "gain"), [(0.9, 5.3), (0.7, 1.9)])
def test_corrected_means_are_unbiased_and_cover_with_the_gain_of_theory(correlation, gain):
    """1,000 experiments of 30: covers in 95 % +- 2 %, gain near 1 / (1 - r^2) (Lavenberg, Moeller, Welch 1982)."""
    values, control = pairs(correlation, (1000, 30), 7)
    found = [corrected(one, other[:, None]) for one, other in zip(values, control, strict=True)]
    errors = np.array([one.used.mean - 5 for one in found])
    assert abs(errors.mean()) < 3.3 * errors.std() / 1000**0.5
    covered = np.mean([abs(one.used.mean - 5) <= one.used.half_width for one in found])
    assert covered == pytest.approx(0.95, abs=0.02)
    plain = np.array([one.plain.mean for one in found])
    assert plain.var() / errors.var() == pytest.approx(gain, rel=0.15)


def test_useless_controls_are_hardly_used_and_do_no_harm():
    """1,000 experiments of 30, controls that explain nothing: used in about 1 %, and 95 % +- 2 % cover."""
    values, controls = RNG(8).standard_normal((1000, 30)), RNG(9).standard_normal((1000, 30, 3))
    found = [corrected(one, other) for one, other in zip(values, controls, strict=True)]
    assert np.mean([one.is_corrected for one in found]) == pytest.approx(0.01, abs=0.008)
    assert np.mean([abs(one.used.mean) <= one.used.half_width for one in found]) == pytest.approx(0.95, abs=0.02)


def lindley(uniforms: np.ndarray, load: float = 0.5) -> tuple[np.ndarray, np.ndarray]:
    """Mean waits of M/M/1 begun in steady state, and controls; uniforms, shape (..., 2, customers).

    Gaps have mean 1 and services mean *load*, both by inversion; the wait is load**2 / (1 - load). The controls,
    shape (..., 2), are the mean service and the mean gap less their expectations.
    """
    services, gaps = -load * np.log1p(-uniforms[..., 0, :]), -np.log1p(-uniforms[..., 1, :])
    start = uniforms[..., 0, -1]  # its service comes after all waits
    wait = np.maximum(-np.log((1 - start) / load), 0.0) * load / (1 - load)
    total = np.zeros_like(wait)
    for nth in range(uniforms.shape[-1]):
        total += wait
        wait = np.maximum(wait + services[..., nth] - gaps[..., nth], 0.0)
    controls = np.stack([services[..., :-1].mean(axis=-1) - load, gaps[..., :-1].mean(axis=-1) - 1.0], axis=-1)
    return total / uniforms.shape[-1], controls


@pytest.fixture(scope="module")
def plain_variance() -> float:
    """Variance of the mean of forty independent queues of 150 customers."""
    return float(lindley(RNG(11).random((400, 40, 2, 150)))[0].mean(axis=1).var())


def test_controls_of_mm1_narrow_the_interval_and_cover(plain_variance):
    """400 experiments of 40 queues, wait 0.5: unbiased, gain above 1.3, covers in 92.5 % at least."""
    waits, controls = lindley(RNG(10).random((400, 40, 2, 150)))
    found = [corrected(one, other) for one, other in zip(waits, controls, strict=True)]
    means = np.array([one.used.mean for one in found])
    assert np.mean([abs(one.used.mean - 0.5) <= one.used.half_width for one in found]) >= 0.925
    assert np.median([one.gain for one in found if one.is_corrected]) > 1.3
    assert plain_variance / means.var() > 1.3
    assert means.mean() == pytest.approx(0.5, abs=0.006)


def test_antithetic_pairs_of_mm1_narrow_the_interval_and_cover(plain_variance):
    """400 experiments of 20 pairs, u and 1 - u throughout: unbiased, gain above 1.15, covers in 92.5 % at least."""
    u = RNG(14).random((400, 20, 1, 2, 150))
    waits = lindley(np.concatenate([u, 1 - u], axis=2).reshape(400, 40, 2, 150))[0]
    found = [stats.summary(one, together=2) for one in waits]
    means = np.array([one.mean for one in found])
    assert np.mean([abs(one.mean - 0.5) <= one.half_width for one in found]) >= 0.925
    assert np.median([stats.gain_of_units(one, 2) for one in waits]) > 1.15
    assert plain_variance / means.var() > 1.15
    assert means.mean() == pytest.approx(0.5, abs=0.006)
