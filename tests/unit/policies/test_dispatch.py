"""Dispatch: the smallest key is served first."""

from __future__ import annotations

import pytest

from sim.entities import Waiting
from sim.policies.dispatch import AppointmentTime, FirstCome, LateArrivalsLast, Shortest, Urgency

EARLY = Waiting(due=540.0, arrived=560.0, since=565.0, urgency=0, planned=90.0)
PUNCTUAL = Waiting(due=550.0, arrived=550.0, since=552.0, urgency=0, planned=60.0)
URGENT = Waiting(due=600.0, arrived=600.0, since=600.0, urgency=2, planned=30.0)


@pytest.mark.parametrize(
    ("policy", "first"),
    [
        (AppointmentTime(), EARLY),
        (FirstCome(), PUNCTUAL),
        (Urgency(), URGENT),
        (Shortest(), URGENT),
        (LateArrivalsLast(), PUNCTUAL),
        (LateArrivalsLast(grace="20 min"), EARLY),
    ],
)
def test_dispatch_serves_the_one_it_should(policy, first):
    """By appointment 540, joining 552, urgency 2, planned time 30; the first was 20 min late."""
    assert min((EARLY, PUNCTUAL, URGENT), key=policy) == first


def test_equally_urgent_have_equal_keys():
    """Joining decides among them, outside the policy."""
    assert Urgency()(EARLY) == Urgency()(PUNCTUAL)


def test_turnover_is_shorter_than_any_visit():
    """Turnover is asked about with no planned time."""
    assert Shortest()(Waiting(due=700.0, arrived=700.0, since=700.0, urgency=0)) == 0.0


def test_late_arrivals_go_in_order_of_arrival_behind_the_last_appointment():
    """Due 9:00 but here at 9:20, due 8:00 but here at 9:30, due 17:00 and here at 16:50."""
    first, second, punctual = (
        Waiting(due=due, arrived=arrived, since=arrived, urgency=0)
        for due, arrived in ((540.0, 560.0), (480.0, 570.0), (1020.0, 1010.0))
    )
    assert sorted((first, second, punctual), key=LateArrivalsLast()) == [punctual, first, second]
