"""Which design may be best, and what each step of a factor does, on numbers that are known."""

from __future__ import annotations

import numpy as np
import pytest
from swept import GAP, MARGIN, WAIT, noise, sweep

from sim.scenario.factors import factors
from sim.stats import screened
from sim.sweep.designs import grid, spread


def chairs(design):
    """Margin rises with every chair up to six and falls beyond; the luck of a replication moves all designs alike."""
    count, luck = int(design.levels[0]), noise(1, sd=20.0)
    margin = 100 * min(count, 6) - 30 * max(count - 6, 0) + luck + noise(count, sd=0.5)
    return {MARGIN: margin, WAIT: 10 - count + noise(count, sd=0.5), GAP: luck}


def test_grid_has_every_combination_in_order():
    """Two by three; the last factor changes fastest; names say what differs."""
    found = grid(factors(["spaces.recliner=4,5", "patients.referrals=2,3,4 per week"]))
    assert [one.levels for one in found[:4]] == [
        ("4", "2 per week"), ("4", "3 per week"), ("4", "4 per week"), ("5", "2 per week"),
    ]  # fmt: skip
    assert found[0].name == "recliner 4, referrals 2 per week"
    assert len(found) == 6


def test_points_of_a_hypercube_take_levels():
    """Three points on two levels: two of them are equal."""
    shares = np.array([[0.1], [0.2], [0.9]])
    assert [one.levels for one in spread(factors(["x=2,5"]), shares)] == [("2",), ("2",), ("5",)]


def test_best_design_and_its_equals():
    """Six chairs earn most, far beyond paired noise, although the luck of a year moves margins by 20."""
    found = sweep(["spaces.recliner=4..8"], chairs)
    best = found.best(MARGIN)
    assert found.designs[best.first].levels == ("6",)
    assert best.may_be == (2,)
    assert found.designs[found.best(WAIT).first].levels == ("8",)
    assert found.best(GAP) is None


def test_designs_with_the_same_numbers_cannot_be_told_apart():
    """Nothing varies between them: all may be best."""
    found = sweep(["spaces.recliner=4..6"], lambda design: {MARGIN: noise(1)}, shown=(MARGIN,))
    assert found.best(MARGIN).may_be == (0, 1, 2)
    assert not found.varies(MARGIN)


def test_steps_are_paired_and_averaged_over_other_factors():
    """Up by 100 to six chairs, then down by 30, in both halves of the grid; unpaired the luck of 20 would hide it."""

    def numbers(design):
        own = chairs(design)
        return {**own, MARGIN: own[MARGIN] + (50 if design.levels[1] == "latest" else 0)}

    found = sweep(["spaces.recliner=4..8", "policies.slot=earliest,latest"], numbers)
    steps = found.steps(0, MARGIN)
    assert [round(one.mean, -1) for one in steps] == [100, 100, -30, -30]
    assert all(one.half_width < 3 for one in steps)
    assert found.steps(1, MARGIN)[0].mean == pytest.approx(50)


def test_levels_are_in_order_whatever_the_order_they_are_written_in():
    """Minutes and hours by size, words as written."""
    found = sweep(["x=2 h,30 min,1 h", "policies.slot=latest,earliest"], lambda design: {MARGIN: noise(1)})
    assert found.levels(0) == ["30 min", "1 h", "2 h"]
    assert found.levels(1) == ["latest", "earliest"]
    assert found.numbers(0)[:2].tolist() == [2.0, 2.0]


def test_design_without_values_is_never_best():
    """A metric that is missing in one design is best in another."""
    found = sweep(["x=1,2"], lambda design: {WAIT: noise(1) * (np.nan if design.levels == ("1",) else 1)})
    assert found.best(WAIT).may_be == (1,)


@pytest.mark.parametrize("ahead", [0.0, 0.3, 1.0])
def test_truly_best_system_survives_screening(ahead):
    """Eight systems, ten replications with common luck, 1,000 experiments: the best is kept in at least 95 %."""
    rng = np.random.default_rng(7)
    kept = 0
    for _ in range(1000):
        values = rng.normal(0, 3, (1, 10)) + rng.normal(0, 1, (8, 10))
        values[3] += ahead
        kept += 3 in screened(values)
    assert kept >= 940


def test_screening_throws_out_what_is_clearly_worse():
    """Three sd behind: out, nearly always; one replication: nothing can be said."""
    rng = np.random.default_rng(3)
    values = rng.normal(0, 10, (1, 10)) + rng.normal(0, 1, (5, 10))
    values[0] += 6
    assert screened(values) == [0]
    assert screened(values[:, :1]) == [0, 1, 2, 3, 4]
