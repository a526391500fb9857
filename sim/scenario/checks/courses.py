"""Courses and patients: everybody has a protocol, and every course can come to an end in time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import cycle, islice
from math import fsum

import numpy as np

from sim.errors import Problem
from sim.policies.dispatch import Urgency
from sim.policies.late import SendHome
from sim.policies.maintenance import AsNeeded
from sim.scenario.facts import (
    booked_visits,
    infuses,
    laws_of_boosters,
    number,
    open_weekdays,
    protocols_in_use,
    used_visits,
)
from sim.scenario.people import Attendance, Induction
from sim.scenario.problems import visible
from sim.scenario.schema import Scenario
from sim.units import DAY, show_days, show_duration

SUM_TOLERANCE = 1e-6
"""How far the shares of conditions may miss 1."""
_LONGEST_SERIES = 1000
"""Infusions of a series that are placed in the calendar one by one."""


def _expects_patients(scenario: Scenario) -> str:
    """Path of the first thing that brings patients of a course, or nothing."""
    people = scenario.patients
    if people.referrals is not None:
        return "patients.referrals"
    return "patients.start_from" if people.start_from.induction or people.start_from.maintenance else ""


def patients_without_protocol(scenario: Scenario) -> Iterator[Problem]:
    """Whoever is referred or in care follows a protocol."""
    path = _expects_patients(scenario)
    if path and not scenario.protocols:
        yield Problem("patients come, but the scenario has no protocol for them", path)


def protocols_without_conditions(scenario: Scenario) -> Iterator[Problem]:
    """With several protocols the conditions say who follows which."""
    path = _expects_patients(scenario)
    if path and len(scenario.protocols) > 1 and not scenario.patients.conditions:
        what = f"{number(len(scenario.protocols), 'protocol')}, but no patients.conditions say who follows which"
        yield Problem(what, path)


def shares_of_conditions(scenario: Scenario) -> Iterator[Problem]:
    """Shares add up to 1."""
    shares = [condition.share for condition in scenario.patients.conditions.values()]
    total = fsum(shares)
    if shares and abs(total - 1) > SUM_TOLERANCE:
        yield Problem(f"the shares of the conditions add up to {total:.6g}; expected 1", "patients.conditions")


def panel_without_maintenance(scenario: Scenario) -> Iterator[Problem]:
    """Patients who are in maintenance at the start need a maintenance plan."""
    if scenario.patients.start_from.maintenance:
        for name, protocol in protocols_in_use(scenario).items():
            if protocol.maintenance is None:
                what = f"patients of protocol '{visible(name)}' begin in maintenance, but it has no maintenance plan"
                yield Problem(what, "patients.start_from.maintenance")


def protocol_without_infusion(scenario: Scenario) -> Iterator[Problem]:
    """The visit of a protocol gives an infusion."""
    for name, protocol in scenario.protocols.items():
        visit = scenario.visits.get(protocol.visit)
        if visit is not None and not infuses(visit):
            what = f"visit '{visible(protocol.visit)}' has no step of part infusion, so nothing is given"
            yield Problem(what, f"protocols.{name}.visit")


def series_of_nothing(scenario: Scenario) -> Iterator[Problem]:
    """An induction has at least one infusion."""
    for name, protocol in scenario.protocols.items():
        if protocol.induction.infusions.chances[0][0] == 0:
            yield Problem("an induction has at least 1 infusion; got 0", f"protocols.{name}.induction.infusions")


# fitting the series into the calendar


def shortest_series(weekdays: Sequence[int], gaps: Sequence[int]) -> int:
    """Days from first infusion to last, each on the first open day after its gap, from the best weekday."""
    if not weekdays:
        return 0
    return min(_days_from(start, set(weekdays), gaps) for start in weekdays)


def _days_from(start: int, weekdays: set[int], gaps: Sequence[int]) -> int:
    day = start
    for gap in gaps:
        day += gap
        while day % 7 not in weekdays:
            day += 1
    return day - start


def _least_gaps(induction: Induction) -> list[int]:
    fewest = max(1, induction.infusions.chances[0][0])
    return [induction.spacing.least] * (min(fewest, _LONGEST_SERIES) - 1)


def _wanted_gaps(induction: Induction) -> list[int]:
    most = max(induction.infusions.chances[-1][0], induction.extension.to if induction.extension else 1)
    return list(islice(cycle(induction.spacing.target), min(most, _LONGEST_SERIES) - 1))


def series_longer_than_window(scenario: Scenario) -> Iterator[Problem]:
    """Even the shortest plan at the least spacing must fit the window."""
    weekdays = open_weekdays(scenario)
    for name, protocol in scenario.protocols.items():
        plan = protocol.induction
        gaps = _least_gaps(plan)
        least = shortest_series(weekdays, gaps)
        if least > plan.window:
            closed = f" on the clinic's days ({show_days(weekdays)})" if least > sum(gaps) else ""
            what = (
                f"{number(len(gaps) + 1, 'infusion')} at least {number(plan.spacing.least, 'day')} "
                "apart do not fit into "
                f"{number(plan.window, 'day')}: needs at least {number(least, 'day')}{closed}"
            )
            yield Problem(what, f"protocols.{name}.induction.window")


def series_beyond_the_horizon(scenario: Scenario) -> Iterator[Problem]:
    """The diary reaches as far ahead as the series is booked."""
    horizon = int(-(-scenario.diary.horizon // DAY))
    for name, protocol in protocols_in_use(scenario).items():
        gaps = _least_gaps(protocol.induction)
        ahead = max(1, scenario.policies.series(len(gaps) + 1) - 1)
        least = shortest_series(open_weekdays(scenario), gaps[:ahead])
        if least > horizon:
            what = (
                f"the diary reaches {show_duration(scenario.diary.horizon)} ahead, but an induction "
                "of protocol "
                f"'{visible(name)}' is booked {number(least, 'day')} ahead"
            )
            yield Problem(what, "diary.horizon")


def boosters_beyond_the_horizon(scenario: Scenario) -> Iterator[Problem]:
    """Boosters that are booked ahead lie within the diary."""
    for name, protocol in protocols_in_use(scenario).items():
        plan = protocol.maintenance.plan if protocol.maintenance else None
        booked = () if isinstance(plan, AsNeeded) else laws_of_boosters(protocol)
        for key, mean in ((key, law.mean()) for key, law in booked):
            if mean > scenario.diary.horizon:
                what = (
                    f"boosters are booked {show_duration(round(mean))} ahead on average, beyond the "
                    "diary's horizon of "
                    f"{show_duration(scenario.diary.horizon)}"
                )
                yield Problem(what, f"protocols.{name}.maintenance.plan.{key}")


def notice_beyond_the_horizon(scenario: Scenario) -> Iterator[Problem]:
    """There is something to book between the notice and the horizon."""
    if booked_visits(scenario) and scenario.diary.notice >= scenario.diary.horizon:
        yield Problem("the notice reaches beyond the horizon, so nothing can ever be booked", "diary.notice")


# keeping appointments


def never_kept(scenario: Scenario) -> Iterator[Problem]:
    """Who never keeps an appointment and always books again never ends."""
    for name, habits in scenario.attendance.items():
        if habits.rebooks.probability >= 1 and (why := _never_comes(scenario, habits)):
            what = f"would never end: {why} and everybody books again; set rebooks.probability below 1"
            yield Problem(what, f"attendance.{name}")


def _never_comes(scenario: Scenario, habits: Attendance) -> str:
    notice, late = habits.cancels_with_notice, scenario.policies.late
    if habits.no_show.floor >= 1:
        return "nobody ever comes (no_show is 1)"
    if habits.cancels_same_day >= 1 or (notice and notice.probability >= 1):
        return "every appointment is cancelled"
    if isinstance(late, SendHome) and habits.punctuality is not None:
        earliest = float(habits.punctuality.values(np.array([1e-9]))[0])
        if earliest > late.after:
            return "everybody comes too late and is sent home"
    return ""


# warnings


def series_wanted_longer_than_window(scenario: Scenario) -> Iterator[Problem]:
    """The longest plan at the wanted spacing does not fit the window."""
    weekdays = open_weekdays(scenario)
    for name, protocol in scenario.protocols.items():
        plan = protocol.induction
        gaps = _wanted_gaps(plan)
        wanted = shortest_series(weekdays, gaps)
        if wanted > plan.window >= shortest_series(weekdays, _least_gaps(plan)):
            what = (
                f"{number(len(gaps) + 1, 'infusion')} at the target spacing take "
                f"{number(wanted, 'day')} on the clinic's "
                f"days, longer than the window of {number(plan.window, 'day')}"
            )
            yield Problem(what, f"protocols.{name}.induction.window")


def gaps_the_calendar_forbids(scenario: Scenario) -> Iterator[Problem]:
    """The clinic is closed so long that every series has a gap beyond the most."""
    weekdays = open_weekdays(scenario)
    for name, protocol in scenario.protocols.items():
        spacing = protocol.induction.spacing
        if weekdays and shortest_series(weekdays, [spacing.least]) > spacing.most:
            what = (
                f"open only {show_days(weekdays)}: infusions are always more than {number(spacing.most, 'day')} apart"
            )
            yield Problem(what, f"protocols.{name}.induction.spacing.most")


def useless_extension(scenario: Scenario) -> Iterator[Problem]:
    """An extension adds infusions."""
    for name, protocol in scenario.protocols.items():
        plan = protocol.induction
        fewest = plan.infusions.chances[0][0]
        if plan.extension and plan.extension.to <= fewest:
            what = f"the series has at least {fewest} infusions already, so it is never extended"
            yield Problem(what, f"protocols.{name}.induction.extension.to")


def first_visit_not_a_consult(scenario: Scenario) -> Iterator[Problem]:
    """Reports know a consult by the kind of its visit."""
    for name, protocol in scenario.protocols.items():
        visit = scenario.visits.get(protocol.consult or "")
        if visit is not None and visit.kind != "consult":
            what = (
                f"visit '{visible(protocol.consult or '')}' is of kind {visit.kind}; only kind "
                "consult is reported as one"
            )
            yield Problem(what, f"protocols.{name}.consult")


def never_used(scenario: Scenario) -> Iterator[Problem]:
    """Protocols, conditions and visits that nobody meets."""
    protocols, visits = protocols_in_use(scenario), used_visits(scenario)
    for name in scenario.visits:
        if name not in visits:
            yield Problem(
                "nobody makes this visit: no protocol in use, walk-ins or timetable names it",
                f"visits.{name}",
            )
    for name in scenario.protocols:
        if name not in protocols:
            yield Problem("nobody follows this protocol", f"protocols.{name}")
    for name, condition in scenario.patients.conditions.items():
        if condition.share == 0:
            yield Problem("nobody has this condition; its share is 0", f"patients.conditions.{name}")


def conditions_without_referrals(scenario: Scenario) -> Iterator[Problem]:
    """Conditions matter only if somebody comes."""
    if scenario.patients.conditions and not _expects_patients(scenario):
        yield Problem("nobody is referred, so the conditions have no effect", "patients.conditions")


def attendance_without_bookings(scenario: Scenario) -> Iterator[Problem]:
    """Attendance is about appointments that courses book."""
    booked = booked_visits(scenario)
    for name in scenario.attendance:
        if name in scenario.visits and name not in booked:
            what = "no course books this visit, so this has no effect (a timetable has shows and lateness of its own)"
            yield Problem(what, f"attendance.{name}")


def urgency_without_urgent(scenario: Scenario) -> Iterator[Problem]:
    """A policy looks at urgency, but nobody is urgent."""
    urgent = any(condition.urgent and condition.share > 0 for condition in scenario.patients.conditions.values())
    if urgent or any(source.urgency for source in scenario.walk_ins.values()):
        return
    if isinstance(scenario.policies.dispatch, Urgency):
        yield Problem("the urgent go first, but nobody is urgent", "policies.dispatch")
    if getattr(scenario.policies.admission, "urgent_exempt", False):
        yield Problem("the urgent are exempt, but nobody is urgent", "policies.admission")


ERRORS = (
    patients_without_protocol,
    protocols_without_conditions,
    shares_of_conditions,
    panel_without_maintenance,
    protocol_without_infusion,
    series_of_nothing,
    series_longer_than_window,
    series_beyond_the_horizon,
    boosters_beyond_the_horizon,
    notice_beyond_the_horizon,
    never_kept,
)
WARNINGS = (
    series_wanted_longer_than_window,
    gaps_the_calendar_forbids,
    useless_extension,
    first_visit_not_a_consult,
    never_used,
    conditions_without_referrals,
    attendance_without_bookings,
    urgency_without_urgent,
)
