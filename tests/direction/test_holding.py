"""Starts held for inductions in a nearly full clinic, as in docs/studies/holding.md."""

from __future__ import annotations

import pytest
from studies import Study

FINISHED = "fidelity.finished_in_window.share_of_started"
GAP = "fidelity.gap.mean"
BOOSTERS = "benefit.days_symptomatic.mean"
MANY = "sixteen held"
SOFTENED = "sixteen until three days before"
SHORT = ("run.warm_up=4 weeks", "run.length=8 weeks", "run.cool_down=4 weeks")


@pytest.fixture(scope="module")
def study() -> Study:
    """Ten replications of eight weeks."""
    return Study("holding", 10, *SHORT)


@pytest.mark.slow
@pytest.mark.parametrize("variant", ["eight held", MANY, SOFTENED])
def test_held_starts_shorten_the_gaps_of_inductions(study, variant):
    """Less time between two infusions of an induction, at 99.9 %."""
    assert study.falls(GAP, variant)


@pytest.mark.slow
@pytest.mark.parametrize("variant", [MANY, SOFTENED])
def test_holding_many_finishes_more_inductions_in_the_window(study, variant):
    """Of those begun, a larger share, at 99.9 %."""
    assert study.rises(FINISHED, variant)


@pytest.mark.slow
def test_holding_many_is_paid_for_by_boosters(study):
    """Sixteen held instead of eight: inductions keep closer, and boosters wait longer with symptoms."""
    assert study.falls(GAP, MANY, since="eight held")
    assert study.rises(BOOSTERS, MANY, since="eight held")


@pytest.mark.slow
def test_an_earlier_release_softens_the_price(study):
    """Given back three days before and not one: boosters wait less."""
    assert study.falls(BOOSTERS, SOFTENED, since=MANY)
