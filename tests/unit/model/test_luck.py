"""Durations drawn for people: never below zero, and otherwise what the law says."""

from __future__ import annotations

import pytest

from sim.distributions.bounded import Constant, Uniform
from sim.model.luck import Luck


@pytest.mark.parametrize(("value", "taken"), [("15 s", 0.25), ("0 min", 0.0), ("-5 min", 0.0)])
def test_a_constant_time_is_itself_and_none_if_negative(value, taken):
    """A quarter of a minute is kept; less than nothing is nothing."""
    assert Luck(1, 0).span("time", Constant.model_validate({"value": value}))(7) == taken


def test_a_number_may_be_negative_and_a_time_may_not():
    """Five minutes early is a lateness; as a duration it is 0."""
    assert Luck(1, 0).number("late", Constant.model_validate({"value": "-5 min"}))(7) == -5
    times = [
        Luck(1, 0).span("time", Uniform.model_validate({"low": "-1 min", "high": "1 min"}))(person)
        for person in range(40)
    ]
    assert min(times) == 0
    assert 0 < max(times) < 1
