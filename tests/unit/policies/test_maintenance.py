"""Maintenance plans: when the next booster falls due."""

from __future__ import annotations

import pytest

from sim.policies.maintenance import AsNeeded, FixedInterval, Taper
from sim.units import DAY


def _days(plan, count):
    gaps = [plan.gap(n) for n in range(count)]
    return [None if gap is None else gap.mean() / DAY for gap in gaps]


def test_as_needed_never_ends_and_is_asked_for():
    """The same law after every infusion."""
    plan = AsNeeded(symptoms_return="30 days")
    assert plan.on_request
    assert _days(plan, 3) == [30, 30, 30]


@pytest.mark.parametrize(
    ("more", "gaps"),
    [({}, [28, 28, 28]), ({"first": "7 days"}, [7, 28, 28]), ({"first": "7 days", "at_most": 2}, [7, 28, None])],
)
def test_fixed_interval_may_begin_sooner_and_may_end(more, gaps):
    """Every 28 days, the first after 7 if so said, two in all if so said."""
    plan = FixedInterval(every="28 days", **more)
    assert not plan.on_request
    assert _days(plan, 3) == gaps


@pytest.mark.parametrize(("more", "last"), [({}, None), ({"then_every": "60 days"}, 60)])
def test_taper_follows_its_list_and_then_ends_or_goes_on(more, last):
    """7, 14, 28 days, then nothing or every 60 days."""
    plan = Taper(gaps=("7 days", "14 days", "28 days"), **more)
    assert not plan.on_request
    assert _days(plan, 5) == [7, 14, 28, last, last]
