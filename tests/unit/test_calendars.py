"""Calendars: weekdays, sessions, closures."""

from __future__ import annotations

from datetime import date

import pytest

from sim.calendars import Calendar, joined

WEDNESDAY = date(2026, 1, 7)
CLINIC = Calendar.of(
    WEDNESDAY, {"mon-fri": [(780.0, 1020.0), (480.0, 720.0)], "sat": [(540.0, 720.0)]}, [date(2026, 1, 9)]
)


def test_days_are_numbered_from_the_start_date():
    """Day 0 is Wednesday 7, day 5 Monday 12."""
    assert [CLINIC.weekday(day) for day in (0, 3, 4, 5)] == [2, 5, 6, 0]
    assert CLINIC.date(5) == date(2026, 1, 12)


def test_sessions_come_in_order():
    """Morning before afternoon, although written the other way round."""
    assert CLINIC.sessions(0) == ((480.0, 720.0), (780.0, 1020.0))


@pytest.mark.parametrize(("day", "is_open"), [(0, True), (2, False), (3, True), (4, False), (5, True)])
def test_closures_and_free_weekdays_have_no_sessions(day, is_open):
    """Friday 9 (day 2) is closed, Sunday (day 4) has no hours."""
    assert CLINIC.is_open_day(day) is is_open
    assert bool(CLINIC.sessions(day)) is is_open


def test_asking_again_gives_the_same_answer():
    """Sessions are kept once known; the second answer equals the first."""
    assert [CLINIC.sessions(day) for day in range(9)] == [CLINIC.sessions(day) for day in range(9)]


def test_touching_sessions_are_one():
    """8-12 and 12-17 are 8-17."""
    assert joined([(720.0, 1020.0), (480.0, 720.0)]) == ((480.0, 1020.0),)


def test_overlapping_sessions_are_refused_with_their_times():
    """8-12 and 11-17 overlap."""
    with pytest.raises(ValueError, match="11:00-17:00 overlaps 08:00-12:00"):
        joined([(480.0, 720.0), (660.0, 1020.0)])


def test_opening_minutes_of_a_week_leave_closures_out_of_account():
    """Five days of 8 h and a Saturday of 3 h: 43 h, whatever is closed."""
    assert CLINIC.open_minutes_per_week() == 43 * 60


@pytest.mark.parametrize(
    ("due", "unclipped", "at"),
    [
        (1440 + 600, 1440 + 590, 1440 + 590),
        (1440 + 600, 600, 1440 + 480),
        (1440 + 600, -30000, 1440 + 480),
        (1440 + 900, 1440 + 600, 1440 + 600),
        (600, 1440 + 600, 1440 - 1e-6),
    ],
)
def test_nobody_comes_on_another_day_than_that_of_the_appointment(due, unclipped, at):
    """A day or three weeks early is at the door when it opens; a day late is there at the end of the own day."""
    assert CLINIC.arrival(due // 1440, due, unclipped) == at


def test_a_clinic_that_never_closes_lets_people_in_before_midnight():
    """Half an hour early for 00:10 is 23:40 of the day before."""
    always = Calendar.of(WEDNESDAY, {"mon-sun": [(0.0, 1440.0)]})
    assert always.arrival(1, 1450, 1420) == 1420
