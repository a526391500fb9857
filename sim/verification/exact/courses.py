"""Courses with ample capacity: expected infusions day by day, from renewal theory."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache

import numpy as np


@dataclass(frozen=True)
class Course:
    """A protocol as renewal theory sees it; times in days."""

    induction: tuple[int, ...]
    """Days of its infusions, the first on day 0."""
    response: float = 1.0
    """Probability of boosters after the induction."""
    first: int = 28
    """From the last infusion of the induction to the first booster."""
    gaps: tuple[tuple[int, float], ...] = ()
    """Between boosters: (days, probability); none if empty."""
    taper: tuple[int, ...] = ()
    """Instead of *first* and *gaps*: days to the first booster, from it to the second, and so on to the last."""
    at_most: int | None = None
    """Most boosters."""
    relapse: float = 0.0
    """Probability after each booster, decided first."""
    again_after: int = 0
    """From a relapse to the new induction."""
    stop: float = 0.0
    """Probability after each booster that is not followed by a relapse."""
    dropout: float = 0.0
    """Probability after each infusion of the induction but the last."""


@dataclass(frozen=True)
class Demand:
    """Expectations over the run."""

    infusions: tuple[float, ...]
    """On each day."""
    active: tuple[float, ...]
    """Patients between their first and their last infusion, both days included."""

    def weekly(self) -> list[float]:
        """Infusions in each week."""
        return [sum(self.infusions[day : day + 7]) for day in range(0, len(self.infusions), 7)]

    def in_weeks(self, first: int, last: int) -> float:
        """Infusions from one week on and before another, weeks counted from 0."""
        return sum(self.infusions[7 * first : 7 * last])

    def caseload(self, week: int) -> float:
        """Active patients on the last day of a week, weeks counted from 0."""
        return self.active[7 * week + 6]


@cache
def demand(course: Course, starts: tuple[int, ...], weeks: int) -> Demand:
    """Expected demand when so many start on each weekday, *starts*, shape (7,), Monday first.

    Source: Cox (1962), *Renewal Theory*, chapter 4: the renewal equation, solved day by day.
    """
    days = 7 * weeks
    begun = np.array([starts[day % 7] for day in range(days)], float)
    again, infusions, over = np.zeros(days), np.zeros(days), np.zeros(days)
    if course.taper:
        course = replace(course, first=course.taper[0], gaps=((course.taper[-1], 1.0),), at_most=len(course.taper))
    numbers = course.at_most if course.at_most is not None else 1
    boosters = np.zeros((numbers, days))

    for day in range(days):
        _induction(course, day, begun[day] + again[day], infusions, boosters[0], over)
        for number in range(numbers):
            given = boosters[number, day]
            infusions[day] += given
            _add(again, day + course.again_after, given * course.relapse)
            goes_on = given * (1 - course.relapse) * (1 - course.stop)
            over[day] += given * (1 - course.relapse) * course.stop
            if course.at_most is not None and number + 1 == course.at_most:
                over[day] += goes_on
                continue
            following = boosters[min(number + 1, numbers - 1)]
            for gap, probability in ((course.taper[number + 1], 1.0),) if course.taper else course.gaps:
                _add(following, day + gap, goes_on * probability)
    gone = np.concatenate([[0.0], np.cumsum(over)[:-1]])
    return Demand(tuple(infusions.tolist()), tuple((np.cumsum(begun) - gone).tolist()))


def _add(row: np.ndarray, day: int, amount: float) -> None:
    if day < len(row):
        row[day] += amount


def _induction(
    course: Course, day: int, begun: float, infusions: np.ndarray, booster: np.ndarray, over: np.ndarray
) -> None:
    """What *begun* inductions of one day bring."""
    left = begun
    for offset in course.induction:
        _add(infusions, day + offset, left)
        if offset != course.induction[-1]:
            _add(over, day + offset, left * course.dropout)
            left *= 1 - course.dropout
    end = day + course.induction[-1]
    responds = course.response if course.gaps else 0.0
    _add(over, end, left * (1 - responds))
    _add(booster, end + course.first, left * responds)
