"""A clinic said back in words and arithmetic, before any simulation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from math import isfinite
from textwrap import fill

from sim.scenario import course_words, loads
from sim.scenario.arithmetic import planned_length, timeline, users
from sim.scenario.desk import decisions
from sim.scenario.facts import booked_visits, calendar, number, spoken, used_visits, watching_roles, week
from sim.scenario.problems import listed, visible
from sim.scenario.schema import OfTheProtocol, OnSite, Scenario, Step, Visit
from sim.scenario.staff import Role
from sim.units import days, show_duration

WIDTH = 100
"""Columns of the text."""
_NAME = 34
"""Columns for the name of a resource in a table."""


def describe(scenario: Scenario) -> str:
    """The whole clinic as plain text of at most 100 columns."""
    sections = [_head(scenario), *(_section(title, tell(scenario)) for title, tell in SECTIONS.items())]
    return "\n\n".join(section for section in sections if section)


def _head(scenario: Scenario) -> str:
    said = [
        visible(scenario.scenario),
        *(visible(text) for text in (scenario.question, scenario.shows) if text),
    ]
    return "\n".join(fill(line, WIDTH) for line in said)


def _section(title: str, lines: Iterable[str]) -> str:
    """A title and its lines, wrapped with a hanging indent; nothing if there is no line."""
    told = [_wrapped(line) for line in lines]
    return "\n".join([title, *told]) if told else ""


def _wrapped(line: str) -> str:
    indent = " " * (2 + len(line) - len(line.lstrip()))
    return fill(line.strip(), WIDTH, initial_indent=indent, subsequent_indent=indent + "  ", break_on_hyphens=False)


# the clinic


def the_week(scenario: Scenario) -> Iterator[str]:
    """Opening hours, and who is on duty."""
    open_time = [(day, *session) for day, sessions in enumerate(week(scenario)) for session in sessions]
    minutes = sum(closes - opens for _, opens, closes in open_time)
    yield f"Open {spoken(open_time, 7)}: {_hours(minutes)} a week."
    closed = scenario.calendar.closed
    yield f"From {scenario.calendar.starts}" + (f"; closed on {number(len(set(closed)), 'date')}." if closed else ".")
    for name, role in scenario.staff.items():
        yield _on_roster(scenario, name, role)


def _on_roster(scenario: Scenario, name: str, role: Role) -> str:
    own, agency = _paid_minutes(scenario, role)
    staffed = loads.staffed_minutes(week(scenario), role)
    wages = own / 60 * role.wage + (agency / 60 * role.absent.agency.wage if role.absent.agency else 0.0)
    cost = f", {_money(scenario, wages)} in wages" if wages else ""
    paused = loads.break_minutes(week(scenario), role)
    outside = own + agency - staffed - paused
    early = f", {_hours(outside)} before opening or after closing" if outside > 1 else ""
    each = listed(show_duration(one.length) for one in role.breaks)
    rest = f", {_hours(paused)} of breaks ({each} each)" if paused else ""
    helps = f"; helps {listed(role.helps)} when nobody waits for {visible(name)}" if role.helps else ""
    present = f"{_hours(staffed)} on duty in opening hours{early}{rest}{helps}"
    cover = f", {_hours(agency)} of it from the agency" if agency else ""
    return f"{visible(name)}: {_hours(own + agency)} paid a week{cover}{cost}; {present}."


def _paid_minutes(scenario: Scenario, role: Role) -> tuple[float, float]:
    """Expected shift time a week, on the days the clinic is open, of the members and of the agency."""
    table = week(scenario)
    worked = [
        shift.count * (shift.hours[1] - shift.hours[0]) for shift in role.shifts for d in days(shift.days) if table[d]
    ]
    missed = sum(worked) * role.absent.probability
    return sum(worked) - missed, missed - sum(worked) * role.absent.uncovered


def the_spaces(scenario: Scenario) -> Iterator[str]:
    """Kinds of place and how many."""
    for name, space in scenario.spaces.items():
        out = f"; {number(len(space.out_of_service), 'time')} out of service" if space.out_of_service else ""
        yield f"{space.count} x {visible(name)}{out}"


def the_rules(scenario: Scenario) -> Iterator[str]:
    """Safety rules and watching limits."""
    for rule in scenario.safety:
        if isinstance(rule, OnSite):
            while_ = "an infusion runs" if rule.while_ == "infusing" else "a patient is in the building"
            yield f"At least {rule.count} {visible(rule.on_site)} in the building while {while_}."
        else:
            yield f"At least {rule.people_in_building} staff in the building while a patient is."
    watching = watching_roles(scenario)
    for name, role in scenario.staff.items():
        if name in watching:
            still = "still" if role.watches_while_hands_on else "no longer"
            yield (
                f"One {visible(name)} watches at most {number(role.watches, 'patient')}, and {still} "
                "counts as watching "
                "while hands-on with one."
            )


# visits


def the_visits(scenario: Scenario) -> Iterator[str]:
    """Every visit step by step, with expected minutes."""
    used = used_visits(scenario)
    for name, visit in scenario.visits.items():
        yield f"{visible(name)}{'' if name in used else ' (nobody makes this visit)'}"
        yield from (f"  {line}" for line in _sheet(scenario, name, visit))


def _sheet(scenario: Scenario, name: str, visit: Visit) -> Iterator[str]:
    infusion = max((protocol.infusion.mean() for protocol in users(scenario, name)), default=0.0)
    for step in visit.steps:
        yield f"{visible(step.step)}: {_minutes(_mean(step, infusion))}{_who(step)}"
    for effect, spec in visit.side_effects.items():
        odds = listed(f"{_percent(p)}{_at(key)}" for key, p in spec.probability.items())
        yield f"side effect {visible(effect)}: {odds}; {visible(spec.hands)} for {_minutes(spec.time.mean())}"
    stay = max((end for _, end, _ in timeline(visit, infusion)), default=0.0)
    gone = sum(_mean(step, 0.0) * step.probability for step in visit.steps if step.patient == "gone")
    after = f", then {_minutes(gone)} without the patient" if gone else ""
    planned = show_duration(planned_length(visit, users(scenario, name), scenario.diary.every))
    booked = f"; booked as {planned}" if name in booked_visits(scenario) else ""
    yield f"in all {_minutes(stay)} with the patient{after}{booked}"


def _at(key: str) -> str:
    return {"any": "", "later": " later"}.get(key, f" at infusion {key}")


def _mean(step: Step, infusion: float) -> float:
    return infusion if isinstance(step.time, OfTheProtocol) else max(0.0, step.time.mean())


def _who(step: Step) -> str:
    parts = [f"hands-on {visible(role)}{f' x {n}' if n > 1 else ''}" for role, n in step.hands.items()]
    parts += [f"watched by {visible(step.watch)}"] if step.watch else []
    parts += [f"in {' or '.join(map(visible, step.in_))}"] if step.in_ else []
    parts += ["patient gone"] if step.patient == "gone" else []
    parts += [f"in {_percent(step.probability)} of visits"] if step.probability < 1 else []
    parts += [f"only {listed(step.only)}"] if step.only else []
    parts += [f"done again with {_percent(step.repeat)}"] if step.repeat else []
    parts += [f"{visible(step.checks.hands)} checks every {show_duration(step.checks.every)}"] if step.checks else []
    return f" ({', '.join(parts)})" if parts else ""


# policies


def the_policies(scenario: Scenario) -> Iterator[str]:
    """Each decision by name, in words, with its parameters."""
    for one in decisions(scenario):
        yield f"{one.family.replace('_', ' ')}: {visible(one.name)}. {one.meaning}{one.detail}."


# arithmetic


def the_load(scenario: Scenario) -> Iterator[str]:
    """Offered load and capacity of each resource."""
    now, later = loads.loads(scenario), loads.loads(scenario, long_run=True)
    yield _row("", "hours wanted", "hours there", "load", "in the long run")
    for load, end in zip(now, later, strict=True):
        if load.capacity_minutes_per_week or load.offered_minutes_per_week:
            hours = (load.offered_minutes_per_week / 60, load.capacity_minutes_per_week / 60)
            yield _row(
                visible(load.name),
                *(f"{value:,.1f}" for value in hours),
                *map(_ratio, (load.ratio, end.ratio)),
            )
    yield "Average week without holidays; nobody is taken to wait. Above 100 % the waiting grows."
    for name in loads.without_end(scenario):
        yield f"{visible(name)}: nobody ever leaves maintenance, so the panel grows without limit."


def _row(name: str, *cells: str) -> str:
    short = name if len(name) <= _NAME else f"{name[: _NAME - 3]}..."
    return f"{short:<{_NAME}}" + "".join(f"{cell:>14}" for cell in cells[:3]) + f"{cells[3]:>18}"


def _ratio(value: float) -> str:
    return f"{value:.0%}".replace("%", " %") if isfinite(value) else "no limit"


def what_binds(scenario: Scenario) -> Iterator[str]:
    """Infusions a day that each resource allows."""
    paper = loads.most_infusions_per_day(scenario)
    for name, most in sorted(paper.items(), key=lambda entry: entry[1]):
        yield f"{visible(name)}: {most:.1f} a day"
    yield f"{visible(loads.binding(scenario))}."


def the_run(scenario: Scenario) -> Iterator[str]:
    """How it is simulated."""
    run, dates = scenario.run, calendar(scenario)
    warm = "from the first day, without a warm-up"
    if run.begins:
        warm = f"after a warm-up of {show_duration(run.begins)}"
    elif not run.is_chosen:
        warm = "after a warm-up that is chosen before the run"
    until = f", until {dates.date(int(run.end // 1440) - 1)}" if run.is_chosen else ""
    yield (
        f"{number(run.replications, 'replication')} of {show_duration(run.length)} observed, {warm}{until}; "
        f"seed {run.seed if run.seed is not None else 'drawn at the start'}."
    )


def _hours(minutes: float) -> str:
    return f"{minutes / 60:,.1f}".removesuffix(".0") + " h"


def _minutes(value: float) -> str:
    return f"{value:,.1f}".removesuffix(".0") + " min"


def _percent(probability: float) -> str:
    return f"{100 * probability:.3g} %"


def _money(scenario: Scenario, amount: float) -> str:
    return f"{amount:,.0f} {visible(scenario.money.currency)}"


SECTIONS = {
    "The week": the_week,
    "Spaces": the_spaces,
    "Never broken": the_rules,
    "Visits": the_visits,
    "Protocols": course_words.the_protocols,
    "Patients": course_words.the_patients,
    "Policies": the_policies,
    "Offered load a week": the_load,
    "Infusions a day that each resource allows on paper": what_binds,
    "The run": the_run,
}
"""Title -> what tells it, in order."""

__all__: Sequence[str] = ["SECTIONS", "WIDTH", "describe"]
