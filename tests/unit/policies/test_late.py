"""The late rule."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from sim.policies.late import FitIn, SeatAnyway, SendHome


class Late(NamedTuple):
    """A late arrival as data."""

    minutes: float
    others_waiting: int = 0
    place_free: bool = True


@pytest.mark.parametrize("minutes", [0.001, 15.0, 600.0])
def test_late_patients_are_seen_anyway(minutes):
    """However late, and however full."""
    assert SeatAnyway()(Late(minutes, others_waiting=3, place_free=False))


@pytest.mark.parametrize(("minutes", "seen"), [(0.001, True), (15.0, True), (15.001, False)])
def test_patients_beyond_the_limit_are_sent_home(minutes, seen):
    """A limit of 15 min includes 15."""
    assert SendHome(after="15 min")(Late(minutes)) is seen


@pytest.mark.parametrize(
    ("arrival", "seen"),
    [
        (Late(10, others_waiting=2, place_free=False), True),
        (Late(11), True),
        (Late(11, others_waiting=1), False),
        (Late(11, place_free=False), False),
        (Late(60), True),
        (Late(61), False),
    ],
)
def test_late_patients_are_fitted_in_where_they_are_in_nobodys_way(arrival, seen):
    """Up to 10 min always; from there to 60 min with a place free and nobody waiting; then never."""
    assert FitIn(after="10 min", at_most="60 min")(arrival) is seen


def test_fitting_in_knows_no_limit_unless_told():
    """Five hours late with a place free."""
    assert FitIn()(Late(300.0))
