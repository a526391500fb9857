"""Protocols and patients in words and arithmetic."""

from __future__ import annotations

from collections.abc import Iterator
from math import isfinite

from sim.distributions import CountDistribution
from sim.scenario import flows, sources
from sim.scenario.facts import number, protocols_in_use
from sim.scenario.people import Attendance, Boosters, Induction, Protocol
from sim.scenario.problems import listed, visible
from sim.scenario.schema import Scenario
from sim.units import WEEK, show_duration


def the_protocols(scenario: Scenario) -> Iterator[str]:
    """Each protocol in a paragraph."""
    for name, protocol in scenario.protocols.items():
        sentences = [_pump(protocol), *_before(protocol), _series(protocol.induction), _odds(protocol)]
        sentences += [_upkeep(protocol.maintenance)] if protocol.maintenance else ["The course ends there."]
        yield f"{visible(name)}: {' '.join(sentences)} {_expected(scenario, protocol)}"


def _pump(protocol: Protocol) -> str:
    return f"{_minutes(protocol.infusion.mean())} on the pump, as visit '{visible(protocol.visit)}'."


def _before(protocol: Protocol) -> Iterator[str]:
    if protocol.consult:
        yield f"First a '{visible(protocol.consult)}'; {_percent(protocol.eligible)} are eligible after it."


def _series(plan: Induction) -> str:
    target = listed(str(gap) for gap in plan.spacing.target)
    days = f"{target} days apart (at least {plan.spacing.least}, at most {plan.spacing.most})"
    more = ""
    if plan.extension:
        more = f"; {_percent(plan.extension.probability)} are extended to {plan.extension.to}"
    return f"Induction of {_counts(plan.infusions)}, {days}, within {number(plan.window, 'day')}{more}."


def _counts(law: CountDistribution) -> str:
    if len(law.chances) == 1:
        return number(law.chances[0][0], "infusion")
    return listed(f"{count} ({_percent(chance)})" for count, chance in law.chances) + " infusions"


def _odds(protocol: Protocol) -> str:
    dropout, response = protocol.dropout, protocol.response
    lost = [f"{_percent(dropout.after_first)} leave after the first infusion"] if dropout.after_first else []
    lost += [f"{_percent(dropout.after_each)} after each later one"] if dropout.after_each else []
    lost += [f"{_percent(response.probability)} of those who finish respond"]
    fall = response.loses_per_day_over
    return f"{', '.join(lost)}{f', {_percent(fall)} fewer for each day over' if fall else ''}."


def _upkeep(spec: Boosters) -> str:
    law = spec.plan.gap(0)
    gap = f"the first {_span(law.mean())} after the last infusion on average" if law else "none"
    asked = "when symptoms return and the patient asks" if spec.plan.on_request else "booked ahead"
    losses = [f"{_percent(spec.leaves_after_each)} leave after each"] if spec.leaves_after_each else []
    losses += [f"{_percent(spec.relapses_after_each)} relapse after each"] if spec.relapses_after_each else []
    limit = spec.relapse_if_not_seen_within
    losses += [f"a wait of more than {show_duration(limit)} is a relapse"] if limit else []
    again = spec.reinduction.probability
    losses += [f"{_percent(again)} of relapses are followed by a new induction"] if again else []
    told = f"; {', '.join(losses)}" if losses else ""
    return f"{_percent(spec.enters)} of responders go on to boosters, {asked}, {gap}{told}."


def _expected(scenario: Scenario, protocol: Protocol) -> str:
    first = flows.induction_of(scenario, protocol)
    every = flows.infusions_per_start(scenario, protocol)
    whole = f"{every:.1f} in the whole course" if isfinite(every) else "without limit in the whole course"
    induction = f"{sum(first.reached):.1f} induction infusions a starter, {_percent(first.finished)} finish"
    return f"On paper {induction}; {whole}."


def the_patients(scenario: Scenario) -> Iterator[str]:
    """Who comes, how many, and how they keep appointments."""
    if scenario.patients.referrals is not None:
        starts = sum(flows.starts_per_week(scenario).values())
        told = f"{flows.referrals_per_week(scenario):.3g} referrals a week on average"
        yield f"{told}, {starts:.3g} starts a week after consult, eligibility and admission."
    for name, condition in scenario.patients.conditions.items():
        protocol = condition.protocol or next(iter(scenario.protocols), "")
        follows = f", {visible(protocol)}" if len(scenario.protocols) > 1 else ""
        urgent = ", urgent" if condition.urgent else ""
        yield f"  {visible(name)} {_percent(condition.share)}{follows}{urgent}"
    panel = scenario.patients.start_from
    if panel.induction or panel.maintenance:
        yield f"At the start {panel.induction} in induction and {panel.maintenance} in maintenance."
    settled = flows.settled_panel(scenario)
    if any(settled) and all(map(isfinite, settled)):
        yield "In the long run {:.0f} in induction and {:.0f} in maintenance, if nobody had to wait.".format(*settled)
    yield from _others(scenario)
    yield from (f"{visible(name)}: {_kept(habits)}." for name, habits in scenario.attendance.items())
    yield from _weekly(scenario)


def _others(scenario: Scenario) -> Iterator[str]:
    for name, source in scenario.walk_ins.items():
        yield f"{visible(name)}: come without appointment for '{visible(source.visit)}'."
    for name, table in scenario.timetables.items():
        held = sources.appointments_per_week(scenario, table)
        yield f"{visible(name)}: {held:.4g} fixed appointments a week for '{visible(table.visit)}'."


def _kept(habits: Attendance) -> str:
    law = habits.no_show
    grows = law.ceiling != law.floor
    parts = [
        f"no-show {_percent(law.floor)}" + (f" growing to {_percent(law.ceiling)} with the lead time" if grows else "")
    ]
    if habits.cancels_with_notice:
        parts.append(f"{_percent(habits.cancels_with_notice.probability)} cancel ahead")
    if habits.cancels_same_day:
        parts.append(f"{_percent(habits.cancels_same_day)} cancel on the day")
    if habits.punctuality:
        mean = habits.punctuality.mean()
        parts.append(f"on average {_minutes(abs(mean))} {'early' if mean < 0 else 'late'}")
    return ", ".join([*parts, f"{_percent(habits.rebooks.probability)} book again after a miss"])


def _weekly(scenario: Scenario) -> Iterator[str]:
    """Visits in an average observed week."""
    found: dict[str, float] = {}
    for flow in flows.flows(scenario):
        phase = f" in {flow.phase}" if flow.phase in ("induction", "maintenance") else ""
        name = f"{visible(flow.visit)}{phase}"
        found[name] = found.get(name, 0.0) + flow.per_week
    if found:
        told = ", ".join(f"{name} {visits:,.1f}" for name, visits in found.items())
        yield f"Visits a week, if nobody had to wait: {told}."
    unused = [name for name in scenario.protocols if name not in protocols_in_use(scenario)]
    if unused:
        yield f"Nobody follows {listed(unused)}."


def _span(minutes: float) -> str:
    weeks = minutes / WEEK
    return f"{weeks:.1f} weeks" if weeks >= 2 else f"{minutes / 1440:.1f} days"


def _minutes(value: float) -> str:
    return f"{value:,.1f}".removesuffix(".0") + " min"


def _percent(probability: float) -> str:
    return f"{100 * probability:.3g} %"
