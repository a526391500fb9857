"""Calendar, spaces and diary: the clinic opens, and what is booked fits into its sessions."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from math import ceil

from sim.calendars import joined
from sim.errors import Problem
from sim.policies.recovery import Lounge
from sim.scenario.arithmetic import planned_hands, planned_length, timeline, users
from sim.scenario.facts import (
    at_work,
    booked_visits,
    calendar,
    hours_text,
    length_of_run,
    needed_steps,
    number,
    spoken,
    usable,
    week,
)
from sim.scenario.problems import listed, visible
from sim.scenario.schema import Scenario, Step, Visit
from sim.units import DAY, days, show_duration

_LARGE = 10_000
"""More places of a kind than this are probably a slip."""

_FOUR_WEEKS = 28
"""So many days of a year in the run may well be without a holiday [days]."""


def sessions_that_overlap(scenario: Scenario) -> Iterator[Problem]:
    """Sessions of one day follow each other."""
    told: set[str] = set()
    for day in range(7):
        hours = [pair for names, given in scenario.calendar.hours.items() if day in days(names) for pair in given]
        try:
            joined(hours)
        except ValueError as error:
            if str(error) not in told:
                yield Problem(f"sessions of one day overlap: {error}", "calendar.hours")
            told.add(str(error))


def never_open(scenario: Scenario) -> Iterator[Problem]:
    """The clinic opens at least once."""
    dates, last = calendar(scenario), int(-(-length_of_run(scenario) // DAY))
    if not any(dates.is_open_day(day) for day in range(last)):
        yield Problem(f"the clinic is closed on every day of the run ({number(last, 'day')})", "calendar")


def more_out_of_service_than_there_are(scenario: Scenario) -> Iterator[Problem]:
    """Places out of service exist."""
    for name, space in scenario.spaces.items():
        for position, entry in enumerate(space.out_of_service):
            path = f"spaces.{name}.out_of_service.{position}"
            if entry.count > space.count:
                what = f"{entry.count} of '{visible(name)}' are out of service, but there are only {space.count}"
                yield Problem(what, f"{path}.count")
            if entry.from_ and entry.to and entry.from_ > entry.to:
                yield Problem(f"from {entry.from_} is after to {entry.to}", path)


def places_that_do_not_exist(scenario: Scenario) -> Iterator[Problem]:
    """A step's kinds of space have at least one place between them."""
    for _, visit, path, step in needed_steps(scenario):
        kinds = [kind for kind in _kinds(scenario, visit, step) if kind in scenario.spaces]
        if kinds and not any(usable(scenario.spaces[kind]) for kind in kinds):
            yield Problem(f"there is no usable place: {listed(_state(scenario, kind) for kind in kinds)}", f"{path}.in")


def _kinds(scenario: Scenario, visit: Visit, step: Step) -> tuple[str, ...]:
    treated_in = next((one.in_[0] for one in visit.steps if one.in_), None)
    if step.part == "recovery" and treated_in is not None and isinstance(scenario.policies.recovery, Lounge):
        return scenario.policies.recovery(treated_in) + step.in_
    return step.in_


def _state(scenario: Scenario, kind: str) -> str:
    count = scenario.spaces[kind].count
    return f"{count} {kind}" + (", all out of service" if count else "")


# what is booked


def longer_than_any_session(scenario: Scenario) -> Iterator[Problem]:
    """What is booked fits into a session, and so does the infusion itself."""
    longest = max((closes - opens for sessions in week(scenario) for opens, closes in sessions), default=0.0)
    for name, visit in _booked(scenario):
        planned = planned_length(visit, users(scenario, name), scenario.diary.every)
        pump = [(key, spec.infusion.mean()) for key, spec in scenario.protocols.items() if spec.visit == name]
        for key, mean in pump:
            if mean > longest:
                yield Problem(_too_long("the infusion takes", mean, longest), f"protocols.{key}.infusion")
        if planned > longest and all(mean <= longest for _, mean in pump):
            yield Problem(_too_long("the planned time is", planned, longest), f"visits.{name}")


def _too_long(what: str, minutes: float, longest: float) -> str:
    return f"{what} {show_duration(round(minutes, 1))}, but the longest session is {show_duration(longest)}"


def _booked(scenario: Scenario) -> list[tuple[str, Visit]]:
    """Visits that courses book and that come to an end."""
    names = booked_visits(scenario)
    booked = [(name, visit) for name, visit in scenario.visits.items() if name in names]
    return [(name, visit) for name, visit in booked if all(step.repeat < 1 for step in visit.steps)]


def never_bookable(scenario: Scenario) -> Iterator[Problem]:
    """Some start leaves room for the planned time, and has its staff if the capacity rule asks."""
    longest = max((closes - opens for sessions in week(scenario) for opens, closes in sessions), default=0.0)
    for name, visit in _booked(scenario):
        planned = planned_length(visit, users(scenario, name), scenario.diary.every)
        starts = list(_starts(scenario, planned))
        if planned <= longest and not starts:
            what = (
                f"no start on the diary's grid of {show_duration(scenario.diary.every)} leaves "
                f"{show_duration(planned)} before closing"
            )
            yield Problem(what, f"visits.{name}")
        elif starts and not any(_staffed(scenario, name, visit, day, at) for day, at in starts):
            what = "no start of the week has all its staff on duty, so under this capacity rule it can never be booked"
            yield Problem(what, f"visits.{name}")


def _starts(scenario: Scenario, planned: float) -> Iterator[tuple[int, float]]:
    grid = scenario.diary.every
    for day, sessions in enumerate(week(scenario)):
        for opens, closes in sessions:
            first, last = int(-(-opens // grid)), int((closes - planned) // grid)
            yield from ((day, cell * grid) for cell in range(first, last + 1))


def _staffed(scenario: Scenario, name: str, visit: Visit, day: int, start: float) -> bool:
    rule, grid = scenario.policies.capacity, scenario.diary.every
    infusion = max((protocol.infusion.mean() for protocol in users(scenario, name)), default=0.0)
    for begins, ends, step in timeline(visit, infusion):
        wanted = [
            *(planned_hands(step) if rule.hands else ()),
            *([step.watch] if rule.watching and step.watch else []),
        ]
        cells = range(int(begins // grid), int(-(-ends // grid)) if ends > begins else 0)
        for role in wanted:
            spec = scenario.staff.get(role)
            if spec and not all(at_work(spec, day, start + cell * grid) for cell in cells):
                return False
    return True


# warnings


def holidays_named_twice(scenario: Scenario) -> Iterator[Problem]:
    """A closure is named once."""
    closed = scenario.calendar.closed
    twice = sorted({day for day in closed if closed.count(day) > 1}) if len(set(closed)) < len(closed) else []
    if twice:
        yield Problem(f"named twice: {listed(day.isoformat() for day in twice)}", "calendar.closed")


def holidays_of_some_years_only(scenario: Scenario) -> Iterator[Problem]:
    """A calendar that names closed days names some in each year, or in each of which four weeks are run."""
    named = {day.year for day in scenario.calendar.closed}
    first = scenario.calendar.starts
    last = date.fromordinal(min(first.toordinal() + ceil(scenario.run.end / DAY) - 1, date.max.toordinal()))
    run = {
        year: (min(last, date(year, 12, 31)) - max(first, date(year, 1, 1))).days + 1
        for year in range(first.year, last.year + 1)
    }
    bare = [str(year) for year, held in run.items() if held >= _FOUR_WEEKS and year not in named]
    if named and bare:
        when = f"the run lasts from {first:%B %Y} to {last:%B %Y}"
        yield Problem(f"{when}, and no closed day of {listed(bare)} is named; is this meant?", "calendar.closed")


def starts_closed(scenario: Scenario) -> Iterator[Problem]:
    """The run begins on a closed day."""
    dates = calendar(scenario)
    first = next((day for day in range(3660) if dates.is_open_day(day)), None)
    if first:
        what = (
            f"closed on {scenario.calendar.starts.isoformat()}; the first open day is {dates.date(first).isoformat()}"
        )
        yield Problem(what, "calendar.starts")


def grid_that_does_not_divide(scenario: Scenario) -> Iterator[Problem]:
    """Starts lie on a grid from midnight; a session that does not begin on it loses time."""
    every = scenario.diary.every
    if not booked_visits(scenario):
        return
    odd = [
        (day, opens, closes)
        for day, sessions in enumerate(week(scenario))
        for opens, closes in sessions
        if opens % every or closes % every
    ]
    if odd:
        first = f"the first start is {hours_text(-(-odd[0][1] // every) * every, 0)[:5]}"
        what = f"a grid of {show_duration(every)} (from midnight) does not divide {spoken(odd)}: {first}"
        yield Problem(what, "diary.every")


def very_many_places(scenario: Scenario) -> Iterator[Problem]:
    """A number of places that no clinic has."""
    for name, space in scenario.spaces.items():
        if space.count > _LARGE:
            yield Problem(f"{number(space.count, 'place')} of one kind; is this meant?", f"spaces.{name}.count")


ERRORS = (
    sessions_that_overlap,
    never_open,
    more_out_of_service_than_there_are,
    places_that_do_not_exist,
    longer_than_any_session,
    never_bookable,
)
WARNINGS = (
    holidays_named_twice,
    holidays_of_some_years_only,
    starts_closed,
    grid_that_does_not_divide,
    very_many_places,
)
