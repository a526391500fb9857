"""What a booking plans to use, and how much of it there is on a day: the diary's capacity rule."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import ceil

from sim.calendars import Calendar
from sim.model.page import Need, Plan
from sim.scenario.arithmetic import (
    on_break,
    on_duty,
    planned_hands,
    planned_length,
    planned_space,
    timeline,
    treatment_spaces,
    users,
)
from sim.scenario.facts import infuses
from sim.scenario.schema import OnSite, Scenario, Visit
from sim.units import DAY

Resource = tuple[str, str]
"""("space" | "hands" | "watch" | "on site" | "pace" | "template", name)."""


def resources(scenario: Scenario) -> list[Resource]:
    """What the capacity rule looks at."""
    rule = scenario.policies.capacity
    found = [("space", name) for name in scenario.spaces]
    if rule.hands:
        found += [("hands", name) for name in scenario.staff]
    if rule.watching:
        found += [("watch", name) for name in scenario.staff]
    found += [("on site", rule.on_site) for rule in kept_while_infusing(scenario)]
    slot = scenario.policies.slot
    if slot.paced_by is not None:
        found.append(("pace", slot.paced_by))
    return found + [("template", name) for name in scenario.visits if slot.template(name, 0) is not None]


def kept_while_infusing(scenario: Scenario) -> list[OnSite]:
    """Rules that want somebody on site while an infusion runs: no start is offered when the roster has nobody."""
    return [rule for rule in scenario.safety if isinstance(rule, OnSite) and rule.while_ == "infusing"]


def build_plans(scenario: Scenario) -> list[Plan]:
    """One plan for each visit type, in the scenario's order."""
    codes = {resource: code for code, resource in enumerate(resources(scenario))}
    return [_plan(scenario, codes, code, name, visit) for code, (name, visit) in enumerate(scenario.visits.items())]


def _plan(scenario: Scenario, codes: dict[Resource, int], code: int, name: str, visit: Visit) -> Plan:
    grid = scenario.diary.every
    protocols = users(scenario, name)
    length = planned_length(visit, protocols, grid)
    needs, presence = [], []
    space = planned_space(visit, treatment_spaces(scenario))
    if space is not None:
        needs.append(Need(codes["space", space], 0, max(1, int(-(-length // grid)))))
    infusion = max((protocol.infusion.mean() for protocol in protocols), default=0.0)
    for start, end, step in timeline(visit, infusion):
        wanted = [("hands", role) for role in planned_hands(step)] + ([("watch", step.watch)] if step.watch else [])
        for resource in wanted:
            if resource in codes and end > start:
                needs.append(Need(codes[resource], int(start // grid), int(-(-end // grid))))
        if step.part == "infusion":
            sites = [codes["on site", rule.on_site] for rule in kept_while_infusing(scenario)]
            presence += [Need(site, int(start // grid), int(-(-end // grid))) for site in sites]
    needs = _merged(needs)
    if infuses(visit) and scenario.policies.slot.paced_by is not None:
        _, interval = scenario.policies.slot.pace
        needs.append(Need(codes["pace", scenario.policies.slot.paced_by], 0, max(1, ceil(interval / grid))))
    if ("template", name) in codes:
        needs.append(Need(codes["template", name], 0, 1))
    return Plan(code, length, tuple(needs), tuple(presence))


def _merged(needs: Sequence[Need]) -> list[Need]:
    """Overlapping needs of one resource made one: a visit needs a nurse once in a cell, not twice."""
    result: list[Need] = []
    for need in sorted(needs, key=lambda need: (need.resource, need.first)):
        last = result[-1] if result else None
        if last and last.resource == need.resource and need.first <= last.last:
            result[-1] = Need(need.resource, last.first, max(last.last, need.last))
        else:
            result.append(need)
    return result


def capacity_of_days(scenario: Scenario, calendar: Calendar) -> Callable[[int], Sequence[Sequence[int]]]:
    """How much of each resource there is in each cell of a day; equal days share one object."""
    kept: dict[object, tuple[tuple[int, ...], ...]] = {}
    dated = [entry for space in scenario.spaces.values() for entry in space.out_of_service if entry.from_ or entry.to]
    wanted = resources(scenario)

    def capacity(day: int) -> Sequence[Sequence[int]]:
        key = calendar.weekday(day), tuple(entry.holds_on(calendar.date(day)) for entry in dated)
        if key not in kept:
            cells = tuple(_cells(scenario, calendar, day, resource) for resource in wanted)
            kept[key] = next((known for known in kept.values() if known == cells), cells)
        return kept[key]

    return capacity


def _cells(scenario: Scenario, calendar: Calendar, day: int, resource: Resource) -> tuple[int, ...]:
    kind, name = resource
    grid = scenario.diary.every
    edges = [cell * grid for cell in range(int(-(-DAY // grid)))]
    if kind == "space":
        return tuple(_spaces_at(scenario, calendar, day, name, at) for at in edges)
    if kind == "template":
        starts = scenario.policies.slot.template(name, calendar.weekday(day)) or {}
        return tuple(sum(n for at, n in starts.items() if edge <= at < edge + grid) for edge in edges)
    role = scenario.staff[name]
    if kind == "pace":
        each, _ = scenario.policies.slot.pace
        return tuple(each * on_duty(role, calendar.weekday(day), at) for at in edges)
    if kind == "on site":
        least = min(rule.count for rule in kept_while_infusing(scenario) if rule.on_site == name)
        return tuple(int(on_duty(role, calendar.weekday(day), at) >= least) for at in edges)
    each, weekday = 1 if kind == "hands" else role.watches, calendar.weekday(day)
    resting = [on_break(role, weekday, at, at + grid) if scenario.policies.capacity.breaks else 0 for at in edges]
    return tuple(each * (on_duty(role, weekday, at) - away) for at, away in zip(edges, resting, strict=True))


def _spaces_at(scenario: Scenario, calendar: Calendar, day: int, name: str, at: float) -> int:
    space = scenario.spaces[name]
    date = calendar.date(day)
    out = sum(
        entry.count for entry in space.out_of_service if entry.holds_on(date) and entry.hours[0] <= at < entry.hours[1]
    )
    return max(0, space.count - out)
