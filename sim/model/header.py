"""What the codes of a log mean, from the scenario."""

from __future__ import annotations

from sim.events import Header, RoleFact, RuleFact, StepName, VisitFact
from sim.model.safety import rule_name
from sim.scenario.arithmetic import planned_length, treatment_spaces, users
from sim.scenario.schema import OnSite, PeopleInBuilding, Scenario
from sim.scenario.staff import Role
from sim.units import DAY


def build_header(scenario: Scenario) -> Header:
    """The header of every log of this scenario."""
    names, listed = tuple(scenario.spaces), {one.visit for one in scenario.timetables.values()}
    prices, supplies = scenario.money.prices, scenario.money.supplies
    steps = tuple(
        StepName(visit, step.step, step.part, step.patient == "present")
        for visit, spec in scenario.visits.items()
        for step in spec.steps
    )
    effects = [kind for visit in scenario.visits.values() for kind in visit.side_effects]
    return Header(
        starts=scenario.calendar.starts,
        spaces=names,
        treatment_spaces=tuple(names.index(name) for name in treatment_spaces(scenario)),
        roles=tuple(_role(name, role) for name, role in scenario.staff.items()),
        steps=steps,
        visits=tuple(
            VisitFact(name, visit.kind, prices.get(name, 0.0), supplies.get(name, 0.0), name in listed)
            for name, visit in scenario.visits.items()
        ),
        conditions=tuple(scenario.patients.conditions),
        protocols=tuple(scenario.protocols),
        windows=tuple(protocol.induction.window * DAY for protocol in scenario.protocols.values()),
        planned=tuple(
            (protocol.induction.spacing.least * DAY, protocol.induction.spacing.most * DAY)
            for protocol in scenario.protocols.values()
        ),
        side_effects=tuple(dict.fromkeys(effects)),
        causes=causes(scenario),
        booked=tuple(
            planned_length(visit, users(scenario, name), scenario.diary.every)
            for name, visit in scenario.visits.items()
        ),
        currency=scenario.money.currency,
        fixed_per_day=_fixed_per_day(scenario),
        rules=tuple(_rule(rule, list(scenario.staff)) for rule in scenario.safety),
    )


def _fixed_per_day(scenario: Scenario) -> float:
    """Rent and the like, with what every place costs."""
    places = scenario.money.spaces_per_day.items()
    return scenario.money.fixed_per_day + sum(scenario.spaces[name].count * cost for name, cost in places)


def _role(name: str, role: Role) -> RoleFact:
    return RoleFact(
        name,
        role.watches,
        not role.watches_while_hands_on,
        role.wage,
        role.overtime_premium,
        sum(shift.count for shift in role.shifts),
        role.absent.agency.wage if role.absent.agency else 0.0,
    )


def causes(scenario: Scenario) -> tuple[str, ...]:
    """Everything somebody may have to wait for."""
    return (
        *(f"space:{name}" for name in scenario.spaces),
        *(f"hands:{name}" for name in scenario.staff),
        *(f"watch:{name}" for name in scenario.staff),
        *(f"rule:{rule_name(rule)}" for rule in scenario.safety),
    )


def _rule(rule: OnSite | PeopleInBuilding, roles: list[str]) -> RuleFact:
    infusing = rule.while_ == "infusing"
    if isinstance(rule, OnSite):
        return RuleFact(rule_name(rule), (roles.index(rule.on_site),), rule.count, infusing)
    return RuleFact(rule_name(rule), tuple(range(len(roles))), rule.people_in_building, infusing)


def step_codes(header: Header) -> dict[tuple[str, str], int]:
    """Code of each step by visit type and name."""
    return {(step.visit, step.step): code for code, step in enumerate(header.steps)}
