"""Holding: for whom starts are kept, and how many."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from sim.entities import Request
from sim.policies.holding import HoldStarts, Nobody

FIRST, THIRD, BOOSTER = Request(True, 1, False), Request(True, 3, False), Request(False, 0, False)
URGENT_BOOSTER = Request(False, 0, True)


def _hold(for_: str, **amount: float) -> HoldStarts:
    return HoldStarts.model_validate({"for": for_, **amount})


@pytest.mark.parametrize(
    ("for_", "favoured"),
    [
        ("inductions", [True, True, False, False]),
        ("first infusions", [True, False, False, False]),
        ("urgent", [False, False, False, True]),
    ],
)
def test_held_starts_are_for_those_named(for_, favoured):
    """A first infusion, a third one, a booster, an urgent patient's booster."""
    policy = _hold(for_, starts=2)
    assert [policy(booking) for booking in (FIRST, THIRD, BOOSTER, URGENT_BOOSTER)] == favoured


@pytest.mark.parametrize(
    ("amount", "held"),
    [({"starts": 2}, [0, 1, 2, 2]), ({"share": 0.2}, [0, 1, 1, 2]), ({"share": 1.0}, [0, 1, 5, 6])],
)
def test_a_day_holds_no_more_than_it_has(amount, held):
    """Days with 0, 1, 5 and 6 starts; a share is rounded up."""
    assert [_hold("inductions", **amount).held(starts) for starts in (0, 1, 5, 6)] == held


@pytest.mark.parametrize("amount", [{}, {"starts": 2, "share": 0.1}])
def test_the_amount_is_said_once(amount):
    """Neither starts nor share, or both, is a mistake."""
    with pytest.raises(ValidationError, match="starts or share"):
        _hold("inductions", **amount)


def test_nobody_is_kept_out_where_nothing_is_held():
    """Every booking may have every start."""
    assert all(Nobody()(booking) for booking in (FIRST, THIRD, BOOSTER, URGENT_BOOSTER))
    assert Nobody().held(9) == 0
