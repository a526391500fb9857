"""The late rule."""

from __future__ import annotations

import pytest

from sim.policies.late import SeatAnyway, SendHome


@pytest.mark.parametrize("late", [-30.0, 0.0, 15.0, 600.0])
def test_late_patients_are_seen_anyway(late):
    """However late."""
    assert SeatAnyway()(late)


@pytest.mark.parametrize(("late", "seen"), [(-30.0, True), (15.0, True), (15.001, False)])
def test_patients_beyond_the_limit_are_sent_home(late, seen):
    """A limit of 15 min includes 15 and anybody early."""
    assert SendHome(after="15 min")(late) is seen
