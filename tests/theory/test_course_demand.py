"""A course with ample capacity: renewal theory gives its demand exactly."""

from __future__ import annotations

import numpy as np
import pytest
from exact import Facts, assert_brackets, facts, shipped

from sim.units import DAY, WEEK

PLAN = "protocols.mood.maintenance"
ENDLESS = f"{PLAN}.plan={{fixed: {{every: 28 days}}}}"
TARGET = "protocols.mood.induction.spacing.target"


def weekly(one: Facts) -> np.ndarray:
    """Infusions in each week of the run."""
    return np.bincount((one.infusions.time // WEEK).astype(int), minlength=60)[:60]


def in_weeks(first: int, last: int):
    """Infusions from one week on and before another."""
    return lambda one: float(weekly(one)[first:last].sum())


def caseload(week: int):
    """Patients between first and last infusion on the last day of a week, on which nobody starts."""

    def number(one):
        level = one.panel.count(1, 2, 3)
        return float(level.values[np.searchsorted(level.times, week * WEEK + 6 * DAY, side="right") - 1])

    return number


@pytest.mark.parametrize("days", ["mon-fri", "mon-sun"])
def test_three_starters_a_week_need_every_integer(days):
    """9, 18 x 4, 21 x 4, ... 33 x 4, then 36 infusions a week (Mon 6, Wed 6, Fri 24); 3 more patients a week to 75."""
    one = facts(shipped("course", f"calendar.hours={{{days}: 08:00-17:00}}"))
    series = [9, *[18] * 4, *[21] * 4, *[24] * 4, *[27] * 4, *[30] * 4, *[33] * 4]
    assert weekly(one).tolist() == series + [36] * (60 - len(series))
    assert [caseload(week)(one) for week in range(60)] == [min(3 * (week + 1), 75) for week in range(60)]
    days = (one.infusions.time[one.infusions.time >= 59 * WEEK] - 59 * WEEK) // DAY
    assert np.bincount(days[days < 7].astype(int), minlength=7).tolist() == [6, 0, 6, 0, 24, 0, 0]


def test_a_weekly_course_needs_the_hours_of_the_published_example():
    """3 enrolled a week, 12 weekly visits of 90 min: 36 visits and 54 chair-hours a week, full in the 12th week."""
    settings = (
        "protocols.mood.induction={infusions: 12, spacing: {target: [7 days]}, window: 84 days}",
        f"{PLAN}={{plan: {{fixed: {{every: 28 days, at_most: 1}}}}, enters: 0}}",
        "visits.infusion.steps.infuse.time=90 min",
    )
    one = facts(shipped("course", *settings))
    assert weekly(one).tolist() == [min(3 * (week + 1), 36) for week in range(60)]
    assert np.diff(one.in_use[0].integral(np.arange(12, 60) * WEEK)).tolist() == [54 * 60.0] * 47


def test_endless_boosters_never_settle():
    """60 % respond, a booster every 28 days for ever: 12 a week, then 1.2 more every four weeks; 978 in 52 weeks."""
    settings = ("patients.referrals.on_days.counts={mon: 2}", "protocols.mood.response=0.6", ENDLESS)
    expected = [
        (in_weeks(5, 9), 4 * 13.2),
        (in_weeks(53, 57), 4 * 27.6),
        (in_weeks(0, 52), 978.0),
        (caseload(59), 72.8),
    ]
    assert_brackets(shipped("course", *settings), expected, 20)


def test_boosters_with_attrition_approach_their_level():
    """Tue and Fri, 55 % respond, every 21 days, 20 % leave: 1209.77 in 52 weeks, 26.13 in the 60th, limit 26.25."""
    settings = (
        "patients.referrals.on_days.counts={tue: 3}",
        f"{TARGET}=[3 days, 4 days]",
        "protocols.mood.response=0.55",
        f"{PLAN}={{plan: {{fixed: {{every: 21 days}}}}, leaves_after_each: 0.2}}",
    )
    expected = [(in_weeks(0, 52), 1209.768819), (in_weeks(59, 60), 26.13110497), (caseload(25), 26.59763904)]
    assert_brackets(shipped("course", *settings), expected, 20)


def test_relapses_bring_new_inductions():
    """Ten infusions, 50 % respond, 12 % relapse and start again after 7 days, 8 % leave: 1389.81 in 52 weeks."""
    settings = (
        "patients.referrals.on_days.counts={mon: 2}",
        "protocols.mood.induction.infusions=10",
        "protocols.mood.response=0.5",
        f"{PLAN}={{plan: {{fixed: {{every: 28 days}}}}, leaves_after_each: 0.08, relapses_after_each: 0.12, "
        "reinduction: {probability: 1, after: 7 days}}",
    )
    expected = [
        (in_weeks(0, 26), 585.4243016),
        (in_weeks(0, 52), 1389.806431),
        (in_weeks(59, 60), 33.96336913),
        (caseload(59), 34.94034657),
    ]
    assert_brackets(shipped("course", *settings), expected, 20)


def test_certain_relapses_repeat_the_course_every_eight_weeks():
    """Ten infusions in weeks 0 to 3, a booster in week 7, relapse, again from week 8: every weekly integer."""
    settings = (
        "patients.referrals.on_days.counts={mon: 2}",
        "protocols.mood.induction.infusions=10",
        f"{PLAN}={{plan: {{fixed: {{every: 28 days}}}}, relapses_after_each: 1, "
        "reinduction: {probability: 1, after: 7 days}}",
    )
    one = facts(shipped("course", *settings))
    assert weekly(one).tolist() == (2 * np.cumsum([3, 3, 3, 1, 0, 0, 0, 1] * 8)[:60]).tolist()


def test_booster_intervals_may_be_random():
    """21, 28 or 42 days w.p. 0.3, 0.5, 0.2, 65 % respond, 10 % leave: 893.38 in 52 weeks, 21.95 in the 60th."""
    every = "{discrete: {values: [21 days, 28 days, 42 days], probabilities: [0.3, 0.5, 0.2]}}"
    settings = (
        "patients.referrals.on_days.counts={mon: 2}",
        "protocols.mood.response=0.65",
        f"{PLAN}={{plan: {{fixed: {{first: 28 days, every: {every}}}}}, leaves_after_each: 0.1}}",
    )
    expected = [
        (in_weeks(0, 26), 379.6985429),
        (in_weeks(0, 52), 893.3779953),
        (in_weeks(59, 60), 21.95491895),
        (caseload(25), 27.13014571),
    ]
    assert_brackets(shipped("course", *settings), expected, 20)


def test_starters_on_every_weekday_keep_a_seven_day_clinic_busy():
    """One starter a weekday, 60 % respond, every 28 days, 25 % leave: 897.09 in 26 weeks, 1961.29 in 52."""
    settings = (
        "patients.referrals.on_days.counts={mon-fri: 1}",
        "calendar.hours={mon-sun: 08:00-17:00}",
        "protocols.mood.response=0.6",
        f"{PLAN}={{plan: {{fixed: {{every: 28 days}}}}, leaves_after_each: 0.25}}",
    )
    one = facts(shipped("course", *settings))
    assert weekly(one)[:4].tolist() == [13, 28, 30, 30]
    expected = [(in_weeks(0, 26), 897.0904297), (in_weeks(0, 52), 1961.293557), (caseload(59), 55.27302772)]
    assert_brackets(shipped("course", *settings), expected, 20)


def test_random_starts_pass_on_their_spread():
    """Poisson starts, 4 a Monday, six infusions: 3 (N + N before) a week, mean 24, variance 72, correlation 0.5."""
    settings = (
        "patients.referrals.on_days={counts: {mon: 4}, random: true}",
        f"{PLAN}.enters=0",
        "run.length=60 weeks",
    )

    def series(one):
        return np.bincount((one.infusions.time // WEEK).astype(int))[1:60] - 24.0

    expected = [
        (lambda one: np.mean(series(one)) + 24, 24.0),
        (lambda one: np.mean(series(one) ** 2), 72.0),
        (lambda one: np.mean(series(one)[1:] * series(one)[:-1]), 36.0),
    ]
    assert_brackets(shipped("course", *settings), expected, 20)


@pytest.mark.parametrize(("probability", "last"), [(0, 18), (1, 36)])
def test_response_of_none_or_all_is_exact(probability, last):
    """Three starters a week need 18 induction infusions a week; with nobody's response no booster is added to them."""
    one = facts(shipped("course", f"protocols.mood.response={probability}"))
    assert weekly(one)[25:].tolist() == [last] * 35
