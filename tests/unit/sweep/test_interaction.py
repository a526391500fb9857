"""Factors that depend on each other, on numbers that are known."""

from __future__ import annotations

import numpy as np
import pytest
from swept import MARGIN, WAIT, noise, sweep

from sim.sweep.interaction import cells, strongest

VARIED = ["spaces.recliner=4..6", "patients.referrals=8,12,16 per week", "policies.slot=earliest,latest"]


def queue(design):
    """Days of waiting: recliners help only where many come; the slot rule adds two days everywhere."""
    chairs, referrals = float(design.levels[0]), float(design.levels[1].split()[0])
    wait = max(0, referrals - 2 * chairs) * 3 + 2 * (design.levels[2] == "latest")
    return {
        WAIT: wait + noise(1) + noise(int(chairs + referrals), sd=0.1),
        MARGIN: 100 * chairs + 10 * referrals + noise(1),
    }


def test_pair_whose_effects_differ_most_is_found():
    """From 4 to 6 recliners the wait falls by 12 days with 16 a week, from 24 to 12, and not at all with 8."""
    found = strongest(sweep(VARIED, queue, shown=(WAIT, MARGIN)), WAIT)
    assert (found.along, found.beside) == (0, 1)
    assert (found.low, found.high, found.weak, found.strong) == ("4", "6", "8 per week", "16 per week")
    assert found.at_weak.mean == pytest.approx(0, abs=0.2)
    assert found.at_strong.mean == pytest.approx(-12, abs=0.2)
    assert found.apart.mean == pytest.approx(-12, abs=0.2)
    assert found.apart.half_width < 0.5


def test_effects_that_add_up_are_no_dependence():
    """Each recliner earns 100 whatever else, each referral 10: nothing is told, with noise or without."""
    assert strongest(sweep(VARIED, queue, shown=(WAIT, MARGIN)), MARGIN) is None
    noisy = sweep(
        VARIED, lambda design: {MARGIN: int(design.levels[0]) + noise(len(design.name) + int(design.levels[0]), sd=5.0)}
    )
    assert strongest(noisy, MARGIN) is None


def test_settled_but_small_dependence_is_not_told():
    """One day of forty is known, and does not matter."""

    def numbers(design):
        chairs, late = int(design.levels[0]), design.levels[1] == "latest"
        return {WAIT: 20.0 * (6 - chairs) - 1.0 * (late and chairs == 6) + noise(1)}

    assert strongest(sweep(["spaces.recliner=4..6", "policies.slot=earliest,latest"], numbers), WAIT) is None


def test_one_factor_or_points_without_a_grid_have_none():
    """There is no second factor, or no two designs that differ in one only."""
    assert strongest(sweep(VARIED[:1], lambda design: {WAIT: noise(int(design.levels[0]))}), WAIT) is None
    shares = np.array([[0.1, 0.2, 0.3], [0.5, 0.6, 0.7], [0.9, 0.1, 0.9]])
    assert strongest(sweep(VARIED, queue, shares), WAIT) is None


def test_cells_are_averages_over_the_other_factors():
    """Waits of 6 recliners and 16 a week: 12 days, and 14 with the late slot."""
    found = cells(sweep(VARIED, queue), 0, 1, WAIT)
    assert found.shape == (3, 3, 10)
    assert found[2, 2] == pytest.approx(13 + noise(1), abs=0.5)


def test_replications_with_a_missing_value_are_left_out():
    """One replication without a wait somewhere: nine are left and say the same; with one left nothing is said."""

    def gap(design, missing=1):
        found = queue(design)
        if design.levels[0] == "5":
            found[WAIT] = np.concatenate((np.full(missing, np.nan), found[WAIT][missing:]))
        return found

    assert strongest(sweep(VARIED, gap), WAIT).apart.n == 9
    assert strongest(sweep(VARIED, lambda design: gap(design, 9)), WAIT) is None
