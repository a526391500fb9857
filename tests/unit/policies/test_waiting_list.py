"""The waiting list: who is called first, and who comes."""

from __future__ import annotations

from math import exp, inf

import pytest

from sim.entities import Candidate
from sim.policies.waiting_list import ClosestToWindowEnd, FirstInList, NobodyIsCalled, UrgentFirst

EARLY_BOOSTER = Candidate(booked=10.0, window_ends=inf, urgent=False)
INDUCTION = Candidate(booked=30.0, window_ends=9000.0, urgent=False)
ENDING_INDUCTION = Candidate(booked=40.0, window_ends=5000.0, urgent=False)
URGENT = Candidate(booked=50.0, window_ends=inf, urgent=True)


@pytest.mark.parametrize(
    ("policy", "order"),
    [
        (FirstInList(), [EARLY_BOOSTER, INDUCTION, ENDING_INDUCTION, URGENT]),
        (ClosestToWindowEnd(), [ENDING_INDUCTION, INDUCTION, EARLY_BOOSTER, URGENT]),
        (UrgentFirst(), [URGENT, EARLY_BOOSTER, INDUCTION, ENDING_INDUCTION]),
    ],
)
def test_the_list_is_called_in_the_order_of_the_policy(policy, order):
    """By booking, by the end of the window, or the urgent first."""
    assert sorted([INDUCTION, URGENT, ENDING_INDUCTION, EARLY_BOOSTER], key=policy) == order


def test_acceptance_falls_with_short_notice():
    """0.8 at the most and a scale of a day: 0.8 (1 - 1/e) a day ahead, nothing at no notice, all of it weeks ahead."""
    policy = FirstInList.model_validate({"accepted": 0.8, "scale": "1 day"})
    assert policy.accepts(1440.0) == pytest.approx(0.8 * (1 - exp(-1)))
    assert policy.accepts(0.0) == 0.0
    assert policy.accepts(60 * 1440.0) == pytest.approx(0.8)


def test_nobody_is_ever_called_without_a_list():
    """No notice is long enough."""
    assert NobodyIsCalled().shortest_notice is None
