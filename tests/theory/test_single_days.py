"""One day from empty to the last departure, many times over."""

from __future__ import annotations

import pytest
from exact import assert_brackets, late_share, overtime, shipped

WAIT = "queue.wait.mean"
DAILY = "walk_ins.patients.arrivals.daily.rates"


def test_a_busy_morning_follows_its_rates():
    """8 per hour, from noon 4, 6 chairs: waits of 20.40 min, 102.0 min after closing (matrix exponential)."""
    expected = [
        (WAIT, 20.39635244),
        (overtime, 101.9990865),
        (late_share(30), 0.87301659),
        (late_share(60), 0.6955656312),
        ("volume.throughput", 48.0 * 7),
    ]
    assert_brackets(shipped("one_day", "run.length=8 weeks"), expected)


def test_an_overloaded_day_is_served_to_the_end():
    """9 per hour on 5 chairs, load 1.5: waits of 113.7 min, 339.3 min after closing (matrix exponential)."""
    settings = (f"{DAILY}={{08:00-16:00: 9 per hour}}", "spaces.chair=5", "run.length=6 weeks")
    assert_brackets(shipped("one_day", *settings), [(WAIT, 113.7194907), (overtime, 339.3321534)])


def test_chairs_that_go_at_noon_finish_their_patients_first():
    """5 chairs, from noon 3, 6 per hour, mean 40 min: waits of 46.76 min, 188.1 min after closing (two-way chain)."""
    settings = (
        f"{DAILY}={{08:00-16:00: 6 per hour}}",
        "spaces.chair={count: 5, out_of_service: [{count: 2, hours: 12:00-24:00}]}",
        "visits.stay.steps.infuse.time.exponential.mean=40 min",
        "run.length=8 weeks",
    )
    assert_brackets(shipped("one_day", *settings), [(WAIT, 46.75976134), (overtime, 188.1379913)])


@pytest.mark.parametrize(
    ("time", "closes", "rate", "late", "half", "arrivals"),
    [
        ("{uniform: {low: 40 min, high: 60 min}}", "16:00", 6, 41.4521024, 0.1353352832, 48.0),
        ("{triangular: {low: 40 min, mode: 45 min, high: 60 min}}", "17:00", 9, 42.81197143, 0.06392786121, 81.0),
    ],
)
def test_ample_chairs_empty_as_poisson_thinning_says(time, closes, rate, late, half, arrivals):
    """M/G/infinity: 41.45 and 42.81 min after closing; all gone within 30 min with 0.1353 and 0.06393."""
    settings = (
        f"{DAILY}={{08:00-{closes}: {rate} per hour}}",
        "spaces.chair=60",
        f"visits.stay.steps.infuse.time={time}",
        f"calendar.hours={{mon-sun: 08:00-{closes}}}",
        "run.length=6 weeks",
    )
    expected = [(overtime, late), (late_share(30), 1 - half), ("volume.throughput", arrivals * 7)]
    assert_brackets(shipped("one_day", *settings), expected)
