"""A walk-in centre with rates by the hour and two ways through it."""

from __future__ import annotations

import numpy as np
from exact import assert_brackets, facts, shipped

ROOMS = ("triage bay", "desk", "exam room", "trauma room", "cubicle", "trauma cubicle")
AMPLE = tuple(f"spaces.{name}=80" for name in ROOMS)
STEPS = {"triage": 3, "register": 5, "examine": 16, "treat": 13.3, "stabilise": 90, "treat trauma": 30}
FIXED = tuple(f"visits.stay.steps.{step}.time={time} min" for step, time in STEPS.items())


def test_arrivals_of_a_day_add_up_to_the_hourly_rates():
    """The 18 hourly rates of the urgent-care model sum to 227.13 a day, and each hour has its own."""

    def in_hour(hour):
        def a_day(one):
            came = one.visits.checked_in[one.inside(one.visits.checked_in)]
            return float(np.sum(came % 1440 // 60 == hour) / one.n_days)

        return a_day

    expected = [
        ("volume.visits_per_week.stay", 227.1333333 * 7),
        (in_hour(12), 31.4),
        (in_hour(13), 18.0666667),
        (in_hour(23), 2.1),
    ]
    assert_brackets(shipped("walk_in_centre", *AMPLE, "run.length=2 weeks"), expected)


def test_mean_stay_with_ample_rooms_is_the_sum_of_the_steps():
    """3 + 0.12 (90 + 30) + 0.88 (5 + 16 + 0.6 x 13.3) = 42.9024 min in the random centre with ample rooms."""
    assert_brackets(shipped("walk_in_centre", *AMPLE, "run.length=1 week"), [("queue.time_in_system.mean", 42.9024)])


def test_constant_steps_with_ample_rooms_give_every_patient_the_same_stay():
    """Constants as in treat-sim's test: 3 + 5 + 16 + 13.3 = 37.3 min, or 3 + 90 + 30 = 123 min, for every patient."""
    for share, stay in ((0, 37.3), (1, 123.0)):
        settings = (*AMPLE, *FIXED, f"visits.stay.chances={{trauma: {share}}}", "visits.stay.steps.treat.probability=1")
        found = facts(shipped("walk_in_centre", *settings, "run.length=1 week")).visits
        stays = (found.departed - found.checked_in)[found.checked_in < 7 * 1440]
        assert len(stays) > 1000
        assert np.allclose(stays, stay, rtol=0, atol=1e-6)
