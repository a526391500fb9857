"""Overbooking: how many more than fit."""

from __future__ import annotations

import pytest

from sim.entities import FullDay
from sim.policies.overbooking import ByExpectedNoShows, ByShare, Never


@pytest.mark.parametrize(
    ("policy", "extra"),
    [
        (Never(), [0, 0, 0]),
        (ByShare(share=0.1), [0, 1, 3]),
        (ByShare(share=0.1, at_most=2), [0, 1, 2]),
        (ByExpectedNoShows(), [0, 1, 3]),
        (ByExpectedNoShows(share=0.5), [0, 0, 2]),
    ],
)
def test_extra_bookings_are_rounded_down_and_bounded(policy, extra):
    """Nine booked with 0.9 expected no-shows, nineteen with 1.9, forty with 4."""
    assert [policy(FullDay(booked, risk)) for booked, risk in ((9, 0.9), (19, 1.9), (40, 4.0))] == extra
