"""Points that fill a space evenly, and triangular shares."""

from __future__ import annotations

import numpy as np
import pytest

from sim.hypercube import latin_hypercube, triangular


def test_every_stratum_of_every_input_has_one_point():
    """One in each fortieth of each column, columns hardly correlate, and a seed has its points."""
    found = latin_hypercube(40, 5, seed=3)
    strata = np.sort(np.floor(found * 40), axis=0)
    assert (strata == np.arange(40)[:, None]).all()
    correlation = np.corrcoef(found.T) - np.eye(5)
    assert np.abs(correlation).max() < 0.25
    assert (found == latin_hypercube(40, 5, seed=3)).all()
    assert (found != latin_hypercube(40, 5, seed=4)).any()


def test_triangular_distribution_by_its_moments():
    """Low 1, mode 2, high 6: mean 3, variance (1+4+36-2-6-12)/18 = 21/18; a mode at an end is a right triangle."""
    shares = (np.arange(20_000) + 0.5) / 20_000
    values = np.array([triangular(share, 1.0, 2.0, 6.0) for share in shares])
    assert values.mean() == pytest.approx(3.0, abs=1e-3)
    assert values.var() == pytest.approx(21 / 18, abs=1e-3)
    assert triangular(0.2, 1.0, 2.0, 6.0) == pytest.approx(2.0)
    assert triangular(0.25, 0.0, 0.0, 1.0) == pytest.approx(1 - 0.75**0.5)
    assert triangular(0.25, 0.0, 1.0, 1.0) == pytest.approx(0.5)
