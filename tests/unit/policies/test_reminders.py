"""Reminders: for which appointments, when, and with what effect."""

from __future__ import annotations

import pytest

from sim.entities import Booking, Reminder
from sim.policies.reminders import NoReminders, Remind
from sim.units import DAY

IN_A_WEEK = Booking("consult", made=1000.0, due=1000.0 + 7 * DAY, urgency=0)


def test_nobody_is_reminded_unless_the_clinic_reminds():
    """However far ahead."""
    assert NoReminders()(IN_A_WEEK) is None


def test_reminder_is_sent_two_days_ahead_with_the_published_factor():
    """Five days after the booking; no-shows times 0.77, nothing else changed, free of charge."""
    assert Remind()(IN_A_WEEK) == Reminder(1000.0 + 5 * DAY, no_show=0.77)


def test_every_factor_and_the_cost_are_handed_on():
    """0.5, 0.8 and 1.2 at 0.50 each."""
    policy = Remind(
        no_show_factor=0.5, same_day_cancellation_factor=0.8, cancels_with_notice_factor=1.2, cost=0.5, ahead="1 day"
    )
    assert policy(IN_A_WEEK) == Reminder(1000.0 + 6 * DAY, 0.5, 0.8, 1.2, 0.5)


@pytest.mark.parametrize(("ahead", "reminded"), [("6 days", True), ("7 days", False), ("8 days", False)])
def test_who_books_later_than_the_reminder_is_not_reminded(ahead, reminded):
    """Booked seven days ahead."""
    assert (Remind(ahead=ahead)(IN_A_WEEK) is not None) is reminded


@pytest.mark.parametrize(
    ("visits", "reminded"), [((), True), ("consult", True), (("infusion", "consult"), True), ("infusion", False)]
)
def test_reminders_may_be_for_some_visits_only(visits, reminded):
    """Of a consult; one name or a list, all if left out."""
    assert (Remind(visits=visits)(IN_A_WEEK) is not None) is reminded
