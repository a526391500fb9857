"""The pattern of a series: weekdays and times of day."""

from __future__ import annotations

import pytest

from sim.policies.pattern import AnyDay, FixedWeekdays, SameTime

MON, TUE, WED, THU, FRI = range(5)


def test_any_day_leaves_everything_open_but_the_spacing():
    """No weekday, no time; when full, the spacing gives way."""
    assert (AnyDay().weekdays(None), AnyDay().weekdays(TUE), AnyDay().same_time) == (None, None, None)
    assert AnyDay().if_full == ("wider spacing",)


def test_same_time_leaves_the_weekday_open():
    """Within half an hour unless said otherwise."""
    policy = SameTime.model_validate({"within": "45 min"})
    assert (policy.weekdays(MON), policy.same_time, SameTime().same_time) == (None, 45.0, 30.0)


@pytest.mark.parametrize(
    ("first", "found"),
    [(None, {MON, TUE, WED, FRI}), (MON, {MON, WED, FRI}), (TUE, {TUE, FRI}), (FRI, {MON, WED, FRI})],
)
def test_patient_follows_the_first_pattern_that_holds_their_first_day(first, found):
    """Mon/Wed/Fri or Tue/Fri: before the first infusion all of them; Friday belongs to the first pattern."""
    policy = FixedWeekdays(patterns=("mon, wed, fri", "tue, fri"))
    assert policy.weekdays(first) == found


def test_a_first_infusion_outside_every_pattern_may_be_followed_on_any_of_them():
    """The first infusion had to lie on a Thursday: the others lie on days of either pattern."""
    assert FixedWeekdays(patterns=("mon, wed", "tue, fri")).weekdays(THU) == {MON, TUE, WED, FRI}
