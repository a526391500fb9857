"""Sets of inputs drawn from ranges, and the parts of the spread that they make."""

from __future__ import annotations

import numpy as np
import pytest
from swept import MARGIN, noise, sweep

from sim.hypercube import latin_hypercube
from sim.scenario.factors import of_range
from sim.scenario.quantities import Quantity, quantity
from sim.scenario.ranges import Range
from sim.sweep.designs import spread
from sim.sweep.tables import PARTS, part_sheet
from sim.sweep.uncertainty import Uncertainty, sets

NO_SHOW = Range(("a",), "a", Quantity(0.05), Quantity(0.03), Quantity(0.10))


@pytest.mark.parametrize(("shape", "mean"), [("triangular", 0.06), ("uniform", 0.065)])
def test_values_of_a_range_have_their_shape(shape, mean):
    """Triangular: (0.03 + 0.05 + 0.10) / 3; uniform: the middle; all within the range."""
    found = of_range(NO_SHOW, is_whole=False)
    shares = sets([NO_SHOW], [found], latin_hypercube(500, 1, 1), shape)
    values = [float(one.levels[0]) for one in spread([found], shares)]
    assert np.mean(values) == pytest.approx(mean, abs=2e-4)
    assert 0.03 <= min(values) <= max(values) <= 0.10


def test_whole_numbers_reach_both_ends():
    """A count of 5 to 8 takes all four values, each in a quarter of the sets."""
    count = Range(("a",), "a", Quantity(6), Quantity(5), Quantity(8))
    found = of_range(count, is_whole=True)
    shares = sets([count], [found], latin_hypercube(60, 1, 1), "uniform")
    drawn = [one.levels[0] for one in spread([found], shares)]
    assert {value: drawn.count(value) for value in drawn} == dict.fromkeys("5678", 15)


def test_parts_of_a_sweep():
    """Margin is a thousand times the input (sd 10 over the uniform range) plus luck of 3 that all sets share."""

    def numbers(design):
        a = quantity(design.levels[0]).number
        return {MARGIN: 1000 * a + noise(1, n=20, sd=3.0)}

    low, high = 0.05 - 0.01 * 3**0.5, 0.05 + 0.01 * 3**0.5
    drawn = sweep([f"a={low}..{high}"], numbers, latin_hypercube(100, 1, 1), [MARGIN])
    found = Uncertainty(drawn, "uniform")
    parts = found.parts(MARGIN)
    assert parts.inputs.sd == pytest.approx(10, rel=0.02)
    assert parts.chance.sd == pytest.approx(float(noise(1, n=20, sd=3.0).std(ddof=1)))
    head, (row,) = part_sheet(found, lambda name: "USD")
    assert head == PARTS
    assert dict(zip(head, row, strict=True))["sets"] == 100
