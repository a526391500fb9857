"""People without a course in an average week: walk-ins and timetables; and what a flow of visits is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import singledispatch

from sim.arrivals import Daily, Listed, OnDays
from sim.calendars import Calendar
from sim.scenario.arithmetic import timeline
from sim.scenario.facts import calendar
from sim.scenario.people import Timetable, WalkIn
from sim.scenario.schema import Scenario
from sim.spec import Spec
from sim.units import WEEK, days, hours


@dataclass(frozen=True)
class Flow:
    """Visits of one kind made in an average week."""

    visit: str
    per_week: float
    """Visits that are kept."""
    phase: str = ""
    """consult, induction, evaluation or maintenance; empty for people without a course."""
    protocol: str = ""
    number: int = 0
    """Which infusion of the induction, from 1."""
    urgent: float = 0.0
    """Share of urgent patients."""
    bookings: float = 0.0
    """Starts of the diary that are used up for each visit kept; no-shows use one up."""


def window(scenario: Scenario) -> tuple[float, float]:
    """Begin and end of what the run reports on [min]."""
    return scenario.run.begins, scenario.run.end


def walk_ins(scenario: Scenario) -> Iterator[Flow]:
    """People who come without an appointment, before any is lost by waiting."""
    dates = calendar(scenario)
    for source in scenario.walk_ins.values():
        per_week = _returning(scenario, source)
        if source.arrivals is not None:
            per_week = _while_open(source.arrivals, dates, window(scenario))
        yield Flow(source.visit, per_week, urgent=float(source.urgency > 0))


def _returning(scenario: Scenario, source: WalkIn) -> float:
    """A closed population: each comes once in its time away and its visit."""
    if source.away is None:
        return 0.0
    inside = sum(end - start for start, end, _ in timeline(scenario.visits[source.visit], 0.0))
    cycle = max(0.0, source.away.mean()) + inside
    return source.population * WEEK / cycle if cycle else 0.0


@singledispatch
def _while_open(arrivals: Spec, dates: Calendar, observed: tuple[float, float]) -> float:
    """Arrivals per week during opening hours; those who find the doors closed do not come."""
    rate: float = arrivals.per_minute(*observed, dates)  # type: ignore[attr-defined]
    return rate * dates.open_minutes_per_week()


@_while_open.register
def _daily(arrivals: Daily, dates: Calendar, observed: tuple[float, float]) -> float:
    pieces = [(*hours(text), rate) for text, rate in arrivals.rates.items()]
    sessions = [session for day in dates.hours for session in day]
    return sum(
        rate * max(0.0, min(end, closes) - max(start, opens))
        for opens, closes in sessions
        for start, end, rate in pieces
    )


@_while_open.register
def _on_days(arrivals: OnDays, dates: Calendar, observed: tuple[float, float]) -> float:
    return float(
        sum(
            count
            for names, count in arrivals.counts.items()
            for day in days(names)
            if any(opens <= arrivals.at < closes for opens, closes in dates.hours[day])
        )
    )


@_while_open.register
def _listed(arrivals: Listed, dates: Calendar, observed: tuple[float, float]) -> float:
    return arrivals.per_minute(*observed, dates) * WEEK


def timetables(scenario: Scenario) -> Iterator[Flow]:
    """Appointments of fixed timetables that are kept."""
    for table in scenario.timetables.values():
        shows = table.shows if isinstance(table.shows, tuple) else (table.shows,)
        yield Flow(table.visit, appointments_per_week(scenario, table) * sum(shows) / len(shows))


def appointments_per_week(scenario: Scenario, table: Timetable) -> float:
    """Appointments that a timetable holds in a week without closures."""
    week = calendar(scenario).hours
    open_days = [week[day] for day in days(table.days) if week[day]]
    if table.every is None:
        return float(len(table.at) * len(open_days))
    each = table.every
    return float(table.together * sum(-(-(closes - opens) // each) for day in open_days for opens, closes in day))
