"""Effects of many factors, on a plane that is known and a surface that is none."""

from __future__ import annotations

import numpy as np
import pytest
from swept import MARGIN, noise, sweep

from sim.hypercube import latin_hypercube
from sim.scenario.quantities import quantity
from sim.sweep.fit import fitted

VARIED = ["a=0..10", "b=20 min..60 min", "policies.slot=earliest,latest"]


def plane(design):
    """Seven for the whole of a, minus four for the whole of b, two for the word."""
    a, b = (quantity(level).number for level in design.levels[:2])
    word = 2.0 * (design.levels[2] == "latest")
    return {MARGIN: 7 * a / 10 - 4 * (b - 20) / 40 + word + noise(1) + noise(int(100 * a + b), sd=0.01)}


def test_effects_of_a_known_plane():
    """Found over the ends that the designs have, close to 0 to 10 and 20 to 60 min; nothing else is needed."""
    found = fitted(sweep(VARIED, plane, latin_hypercube(24, 3, 1)), MARGIN)
    a, b, word = found.effects
    assert a.change.mean == pytest.approx(7, abs=0.7)
    assert b.change.mean == pytest.approx(-4, abs=0.4)
    assert word.change.mean == pytest.approx(2, abs=0.05)
    assert (word.label, word.low, word.high) == ("slot: latest", "earliest", "latest")
    assert all(one.change.half_width < 0.1 for one in found.effects)
    assert found.explained > 0.999


def test_a_bent_surface_is_called_one():
    """A parabola with its top in the middle: no plane explains it."""

    def bent(design):
        a = quantity(design.levels[0]).number
        return {MARGIN: -((a - 5) ** 2) + noise(1)}

    assert fitted(sweep(["a=0..10", "b=0..10"], bent, latin_hypercube(30, 2, 1)), MARGIN).explained < 0.3


def test_too_few_designs_have_no_plane():
    """Four designs for three factors, or a missing value."""
    assert fitted(sweep(VARIED, plane, latin_hypercube(4, 3, 1)), MARGIN) is None
    gone = sweep(["a=0..10"], lambda design: {MARGIN: noise(1) * np.nan}, latin_hypercube(9, 1, 1))
    assert fitted(gone, MARGIN) is None
