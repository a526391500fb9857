"""Dispatch: the smallest key is served first."""

from __future__ import annotations

import pytest

from sim.entities import Waiting
from sim.policies.dispatch import AppointmentTime, FirstCome, Urgency

EARLY = Waiting(due=540.0, arrived=560.0, since=565.0, urgency=0)
PUNCTUAL = Waiting(due=550.0, arrived=550.0, since=552.0, urgency=0)
URGENT = Waiting(due=600.0, arrived=600.0, since=600.0, urgency=2)


@pytest.mark.parametrize(
    ("policy", "first"), [(AppointmentTime(), EARLY), (FirstCome(), PUNCTUAL), (Urgency(), URGENT)]
)
def test_dispatch_serves_the_one_it_should(policy, first):
    """By appointment 540, by joining 552, by urgency 2."""
    assert min((EARLY, PUNCTUAL, URGENT), key=policy) == first


def test_equally_urgent_have_equal_keys():
    """Joining decides among them, outside the policy."""
    assert Urgency()(EARLY) == Urgency()(PUNCTUAL)
