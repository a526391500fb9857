"""Arrivals: exact ones on paper, random ones against their expected number."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.arrivals import Changing, Daily, Listed, OnDays, Regular, Renewal, Steady
from sim.calendars import Calendar
from sim.units import DAY, HOUR, WEEK

CLINIC = Calendar.of(date(2026, 1, 5), {"mon-fri": [(480.0, 1020.0)]}, [date(2026, 1, 7)])


def _rng(seed=1):
    return np.random.default_rng(seed)


def test_regular_arrivals_begin_at_the_first_and_stop_before_the_end():
    """Every 2 h from 1 h, two at once, before 5 h: 1 h, 1 h, 3 h, 3 h."""
    law = Regular(every="2 h", first="1 h", together=2)
    assert law.instants(5 * HOUR, CLINIC, _rng()).tolist() == [60, 60, 180, 180]
    assert Regular(every="2 h", at_most=2).instants(DAY, CLINIC, _rng()).tolist() == [0, 120]


def test_listed_arrivals_are_sorted_and_clipped():
    """None at the end of the run."""
    assert Listed(times=("3 h", "1 h", "5 h")).instants(5 * HOUR, CLINIC, _rng()).tolist() == [60, 180]


def test_arrivals_on_days_keep_to_open_days():
    """Three on Monday, one on Wednesday (closed in the first week), at 9:00."""
    law = OnDays(counts={"mon": 3, "wed": 1}, at="09:00")
    found = law.instants(2 * WEEK, CLINIC, _rng())
    assert found.tolist() == [540] * 3 + [WEEK + 540] * 3 + [WEEK + 2 * DAY + 540]
    assert law.per_minute(0, WEEK, CLINIC) == 4 / WEEK


@pytest.mark.parametrize(
    ("law", "expected"),
    [
        (Steady(rate="12 per hour"), 12 * 24 * 70),
        (
            Changing(rates=({"from": "0 min", "rate": "6 per hour"}, {"from": "5 weeks", "rate": "18 per hour"})),
            12 * 24 * 70,
        ),
        (Daily(rates={"08:00-12:00": "60 per hour", "13:00-17:00": "30 per hour"}), 360 * 49),
        (OnDays(counts={"mon-fri": 400}, random=True), 400 * 49),
    ],
)
def test_random_arrivals_have_their_expected_number(law, expected):
    """Over ten weeks (49 open days), within 4 standard deviations of a Poisson number; ascending."""
    found = law.instants(10 * WEEK, CLINIC, _rng())
    assert abs(len(found) - expected) < 4 * expected**0.5
    assert (np.diff(found) >= 0).all()


def test_daily_arrivals_come_in_their_stretches_on_open_days():
    """8-12 on open days only; none on Wednesday 7 nor at the weekend."""
    found = Daily(rates={"08:00-12:00": "60 per hour"}).instants(WEEK, CLINIC, _rng())
    assert set((found // DAY).astype(int)) == {0, 1, 3, 4}
    assert ((found % DAY >= 480) & (found % DAY < 720)).all()


def test_nobody_comes_before_the_first_rate():
    """A rate from the second week on."""
    law = Changing(rates=({"from": "1 week", "rate": "6 per hour"},))
    assert law.instants(2 * WEEK, CLINIC, _rng()).min() >= WEEK
    assert law.per_minute(0, 2 * WEEK, CLINIC) == pytest.approx(6 / HOUR / 2)


@given(st.floats(0.5, 4.0), st.integers(0, 1000))
def test_higher_rate_moves_the_same_people_earlier(factor, seed):
    """The n-th arrival at a rate times f comes at its old instant divided by f."""
    slow = Steady(rate="1 per hour").instants(WEEK, CLINIC, _rng(seed))
    fast = Steady(rate=f"{factor} per hour").instants(WEEK, CLINIC, _rng(seed))
    n = min(len(slow), len(fast))
    assert np.allclose(slow[:n], fast[:n] * factor)


def test_rate_of_zero_brings_nobody():
    """No arrivals, no error."""
    assert len(Steady(rate="0 per week").instants(WEEK, CLINIC, _rng())) == 0


def test_constant_gaps_of_a_renewal_process_are_regular_arrivals():
    """Every 2 h, the first after a gap, two at once, before 5 h: 2 h, 2 h, 4 h, 4 h."""
    law = Renewal(gap="2 h", together=2)
    assert law.instants(5 * HOUR, CLINIC, _rng()).tolist() == [120, 120, 240, 240]


def test_gaps_of_a_renewal_process_follow_their_law():
    """Ten thousand gaps of Erlang-4 and of mean 30 min: mean and sd within 4 standard errors; one in four a pair."""
    law = Renewal(gap={"erlang": {"k": 4, "mean": "30 min"}}, together={1: 0.75, 2: 0.25})
    found = law.instants(10_000 * 30.0, CLINIC, _rng())
    gaps = np.diff(np.unique(found))
    assert gaps.mean() == pytest.approx(30, abs=4 * 15 / 100)
    assert gaps.std() == pytest.approx(15, abs=4 * 15 * 0.9 / 100)
    assert len(found) / (len(gaps) + 1) == pytest.approx(1.25, abs=4 * 0.433 / 100)
    assert law.per_minute(0, WEEK, CLINIC) == pytest.approx(1.25 / 30)


@pytest.mark.parametrize("gap", ["0 min", "-5 min", {"normal": {"mean": "10 min", "sd": "8 min"}}])
def test_gaps_without_a_sense_are_refused(gap):
    """Nothing, below zero, and sometimes below zero."""
    with pytest.raises(ValueError, match="a gap must not be negative"):
        Renewal(gap=gap)


@pytest.mark.parametrize(
    "law",
    [
        Steady(rate="3 per week"),
        Changing(rates=({"from": "5 days", "rate": "1 per day"}, {"from": "12 days", "rate": "4 per day"})),
        Daily(rates={"08:00-12:00": "1 per hour", "15:00-16:00": "3 per hour"}),
        OnDays(counts={"mon": 3, "thu": 2}, at="10:00", random=True),
        OnDays(counts={"mon": 3, "thu": 2}),
        Regular(every="5 h", first="3 h", together=2, at_most=50),
        Renewal(gap={"exponential": {"mean": "9 h"}}, together={1: 0.5, 4: 0.5}),
        Listed(times=("3 h", "9 days", "9 days", "30 days")),
    ],
)
def test_expected_number_is_the_mean_number(law):
    """Arrivals from day 3.3 to day 17.6, a closure in between: mean of 2,000 runs within 3.3 standard errors."""
    start, end = 3.3 * DAY, 17.6 * DAY
    rng = _rng(5)
    found = [law.instants(20 * DAY, CLINIC, rng) for _ in range(2000)]
    numbers = np.array([((one >= start) & (one < end)).sum() for one in found])
    error = numbers.std() / 2000**0.5
    assert law.expected(start, end, CLINIC) == pytest.approx(numbers.mean(), abs=3.3 * error + 1e-9)
