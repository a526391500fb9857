"""The diary as a queue: requests, starts, lead times."""

from __future__ import annotations

import numpy as np
import pytest
from exact import Facts, assert_brackets, facts, shipped

from sim.units import DAY


def leads(one: Facts) -> np.ndarray:
    """Whole days from booking to appointment, bookings made in the window."""
    made = one.inside(one.visits.booked)
    return (one.visits.due[made] // DAY - one.visits.booked[made] // DAY).astype(int)


def lead(one: Facts) -> float:
    """Mean lead in days."""
    return float(np.mean(leads(one)))


def lead_share(days: int):
    """Share of bookings with a lead of so many days."""
    return lambda one: float(np.mean(leads(one) == days))


def backlog(one: Facts) -> float:
    """Mean number booked ahead at midnight."""
    made = np.sort(one.visits.booked[~np.isnan(one.visits.booked)])
    due = np.sort(one.visits.due[~np.isnan(one.visits.booked)])
    nights = np.arange(one.window.start // DAY + 1, one.window.end // DAY) * DAY
    return float(np.mean(np.searchsorted(made, nights) - np.searchsorted(due, nights)))


@pytest.mark.parametrize(
    ("rate", "hours", "wait", "ahead", "first"),
    [
        ("8 per day", "08:00-18:00", 1.10982779, 8.878622318, 0.891796406),
        ("4.5 per day", "08:00-13:00", 1.776695158, 7.995128212, 0.5015377999),
    ],
)
def test_requests_wait_as_the_backlog_chain_says(rate, hours, wait, ahead, first):
    """8 requests for 10 starts a day: 1.110 days, 0.8918 the next day; 4.5 for 5: 1.777 days, 0.5015 the next day."""
    settings = (f"patients.referrals={rate}", f"calendar.hours={{mon-sun: {hours}}}", "run.length=13 weeks")
    expected = [(lead, wait), (backlog, ahead), (lead_share(1), first)]
    assert_brackets(shipped("booking_queue", *settings), expected)


@pytest.mark.slow
def test_a_diary_nearly_full_waits_as_the_backlog_chain_says():
    """9.5 requests for 10 starts a day: 1.837 days, 17.45 booked ahead, 0.4670 the next day (embedded chain)."""
    settings = ("patients.referrals=9.5 per day", "run.warm_up=26 weeks", "run.length=208 weeks")
    expected = [(lead, 1.837082992), (backlog, 17.45228842), (lead_share(1), 0.4669798693)]
    assert_brackets(shipped("booking_queue", *settings), expected)


def test_missed_appointments_join_the_back_of_the_queue():
    """8 requests for 10 starts a day, one in ten missed: 8.889 bookings a day, 1.323 days, 11.76 ahead."""
    settings = ("attendance={infusion: {no_show: 0.1}}", "run.length=13 weeks")
    expected = [(lead, 1.323427604), (backlog, 11.76380092), ("volume.bookings_per_week", 8.888888889 * 7)]
    assert_brackets(shipped("booking_queue", *settings), expected)


def test_an_overload_grows_by_four_a_day():
    """24 requests a day for 20 starts: 4t + 20 booked ahead after day t, whose last waits 1 + ceil(1.2 t) - t days."""
    settings = (
        "patients.referrals={on_days: {counts: {mon-sun: 24}}}",
        "spaces.chair=2",
        "run.warm_up=0 days",
        "run.length=100 days",
    )
    one = facts(shipped("booking_queue", *settings))
    made, due = one.visits.booked, one.visits.due
    for day in range(1, 101):
        of_day = made // DAY == day - 1
        assert np.max(due[of_day] // DAY) - (day - 1) == 1 + np.ceil(1.2 * day) - day
        assert np.sum((made < day * DAY) & (due >= day * DAY)) == 4 * day + 20
