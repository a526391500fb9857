"""Spreads of known size: what the inputs make, what chance makes, and intervals that hold them."""

from __future__ import annotations

from math import hypot, isnan

import numpy as np
import pytest

from sim.components import components

SETS, N, REPEATS = 20, 8, 600


def outcomes(rng: np.random.Generator, inputs: float, luck: float, rest: float) -> np.ndarray:
    """Sets x replications: what the inputs do, what all sets share of a replication, and what is left."""
    return (
        5.0
        + rng.normal(0, inputs, (SETS, 1))
        + (rng.normal(0, luck, (1, N)) if luck else 0.0)
        + rng.normal(0, rest, (SETS, N))
    )


@pytest.mark.parametrize(
    ("inputs", "luck", "rest"), [(2.0, 0.0, 1.0), (1.0, 3.0, 0.5), (2.0, 0.0, 3.0), (1.0, 1.0, 2.0)]
)
def test_known_components_are_found(inputs, luck, rest):
    """Over 600 experiments: variances without bias, with and without common luck; 95 % intervals hold 91 to 99 %."""
    rng = np.random.default_rng(11)
    found = [components(outcomes(rng, inputs, luck, rest)) for _ in range(REPEATS)]
    chance = hypot(luck, rest)
    for part, true in (("inputs", inputs), ("chance", chance)):
        spreads = [getattr(one, part) for one in found]
        assert np.mean([one.sd**2 for one in spreads]) == pytest.approx(true**2, rel=0.07)
        held = np.mean([one.sd_low <= true <= one.sd_high for one in spreads])
        assert 0.90 <= held <= 0.99, part


def test_naive_between_variance_would_be_too_wide():
    """Means of eight replications with sd 3 spread by 3/sqrt(8) without any input: nearly all of it is taken off."""
    rng = np.random.default_rng(5)
    values = [outcomes(rng, 0.0, 0.0, 3.0) for _ in range(200)]
    naive = np.mean([one.mean(axis=1).var(ddof=1) for one in values])
    ours = [components(one) for one in values]
    assert naive == pytest.approx(9 / 8, rel=0.1)
    assert np.mean([one.inputs.sd**2 for one in ours]) < 0.25
    assert np.mean([one.inputs.sd_low == 0 for one in ours]) > 0.9


def test_intervals_of_outcomes_hold_nine_in_ten():
    """Normal parts of known size: ends lie 1.645 sd from the mean; both together 1.645 x sqrt(2^2 + 1^2)."""
    rng = np.random.default_rng(2)
    found = [components(outcomes(rng, 2.0, 0.0, 1.0)) for _ in range(REPEATS)]
    for part, true in (("inputs", 2.0), ("chance", 1.0), ("both", 5**0.5)):
        width = np.mean([getattr(one, part).high - getattr(one, part).low for one in found])
        assert width == pytest.approx(2 * 1.645 * true, rel=0.08), part
    assert np.mean([one.share for one in found]) == pytest.approx(0.8, abs=0.03)


def test_worked_example():
    """Rows 1, 3 and 5, 9: row means 2 and 7, column means 3 and 6; MSA 25, MSB 9, rest 1."""
    found = components([[1.0, 3.0], [5.0, 9.0]])
    assert found.mean == 4.5
    assert found.inputs.sd**2 == pytest.approx((25 - 1) / 2)
    assert found.chance.sd**2 == pytest.approx((2 + 8) / 2)


def test_what_cannot_be_split():
    """One set, one replication or a missing value: nothing is said; no variance at all: zeros and no share."""
    assert components(np.ones((1, 5))) is None
    assert components(np.ones((5, 1))) is None
    assert components([[1.0, np.nan], [2.0, 3.0]]) is None
    flat = components(np.ones((3, 4)))
    assert (flat.inputs.sd, flat.chance.sd, flat.inputs.low, flat.chance.high) == (0.0, 0.0, 1.0, 1.0)
    assert isnan(flat.share)


def test_inputs_alone():
    """No chance at all: everything comes from the inputs."""
    found = components(np.array([[1.0] * 4, [2.0] * 4, [6.0] * 4]))
    assert found.inputs.sd == pytest.approx(7**0.5)
    assert found.share == 1.0
    assert (found.chance.sd, found.chance.low, found.chance.high) == (0.0, 3.0, 3.0)
