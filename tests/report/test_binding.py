"""What binds: said first, or that nothing does, and what is nearest to its limit."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sim.report import binding
from sim.report.figures import lost

STARTS = "volume.starts_per_week"


def with_starts(clinic, a_week: float):
    """The clinic with a cap of 12 a week and so many new starts, its other limits far off."""
    admission = type("Cap", (), {"per_week": 12, "urgent_exempt": False})()
    policies = clinic.scenario.policies.model_copy(update={"admission": admission})
    quiet = [
        replace(
            one,
            metrics={**one.metrics, STARTS: a_week, "access.third_next_available.mean.infusion": 1.0,
                     "access.third_next_available.mean.consult": 1.0},
            profiles={**one.profiles, "staff_load": _half(one.profiles["staff_load"]),
                      "chairs_in_use": _empty(one.profiles["chairs_in_use"])},
        )
        for one in clinic.outcomes
    ]  # fmt: skip
    return replace(clinic, outcomes=tuple(quiet), scenario=clinic.scenario.model_copy(update={"policies": policies}))


def _half(load: np.ndarray) -> np.ndarray:
    """Of two on duty, one is hands-on and nobody watches."""
    found = np.zeros_like(load)
    found[:, 0], found[:, 1], found[:, 3] = 2.0, 1.0, 8.0
    return found


def _empty(shares: np.ndarray) -> np.ndarray:
    """One space in use all the time."""
    found = np.zeros_like(shares)
    found[..., 1] = 1.0
    return found


def test_a_cap_that_is_used_up_binds_and_is_said_first(clinic):
    """11.7 of 12 starts a week are 97.5 %."""
    first = binding.sentences(with_starts(clinic, 11.7))[0]
    assert first == "Binding: the cap of 12 new starts a week, 97.5 % used."


def test_where_nothing_binds_the_nearest_limit_is_named(clinic):
    """11 of 12 starts a week are 91.7 %, which leaves room in one week of several; staff are half busy."""
    first = binding.sentences(with_starts(clinic, 11.0))[0]
    assert first == "Nothing binds for long. Nearest to its limit: the cap of 12 new starts a week, 91.7 % used."


def test_a_full_diary_binds_before_a_cap(clinic):
    """A third free infusion 30 days away is more than a cap used up."""
    full = [
        replace(one, metrics={**one.metrics, "access.third_next_available.mean.infusion": 30.0})
        for one in with_starts(clinic, 12.0).outcomes
    ]
    first = binding.sentences(replace(with_starts(clinic, 12.0), outcomes=tuple(full)))[0]
    assert first == (
        "Binding, the tightest first: the diary, whose third free appointment for infusion is 30.0 days (30.0 to 30.0) "
        "away; the cap of 12 new starts a week, 100 % used."
    )


def test_staff_busy_after_closing_only_do_not_bind(clinic):
    """Whoever stays late is busy all the time then; open from 08:00 to 17:00, slots 16 to 33."""
    assert np.flatnonzero(binding.open_slots(clinic)).tolist() == list(range(16, 34))


def test_the_rest_follows_with_what_nobody_booked_last(clinic):
    """Lost chair time is no limit."""
    assert binding.sentences(clinic)[-1].startswith("Most chair time that is not used is lost to: ")


def test_hours_in_use_and_lost_make_the_open_hours(clinic):
    """Six recliners, 45 h a week, without the closed days of the observed weeks."""
    hours = {name: clinic.stat(f"lost_hours.{name}").mean for name, _ in lost.causes(clinic) if name != lost.PRODUCTIVE}
    used = lost.hours_in_use(clinic).mean
    assert used + sum(hours.values()) == pytest.approx(clinic.stat("use.chair_hours_per_week.recliner").mean)
    assert used == pytest.approx(270 * clinic.stat("lost.productive").mean, rel=0.05)
