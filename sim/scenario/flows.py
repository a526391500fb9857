"""Who comes in an average week, by arithmetic: walk-ins, timetables, and the course from referral to booster.

The clinic is taken to be ample: nobody waits except for admission, so nobody is lost by waiting.
An induction is a chain of probabilities; maintenance is in ``upkeep.py``. The days from referral
to the first infusion, and what is left of a starting panel's inductions, are left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from math import exp, inf, prod

import numpy as np

from sim.entities import Booking, Reminder
from sim.policies.admission import CapNewStarts, CapPanel
from sim.scenario.facts import calendar, chance_of, protocols_in_use
from sim.scenario.people import Attendance, Protocol
from sim.scenario.schema import Scenario, Visit
from sim.scenario.sources import Flow, timetables, walk_ins, window
from sim.scenario.upkeep import Array, Cohorts, Upkeep, gaps_of, over_time
from sim.units import DAY, WEEK

LEAD_TIME = WEEK
"""No-show probabilities that grow with the lead time are taken at this one [min]."""
_LONGEST = 2000
"""Infusions of a series that are followed one by one."""
_STEPS = 728
"""Most steps in which a run is followed; two years of days."""


def flows(scenario: Scenario, long_run: bool = False) -> list[Flow]:
    """Every kind of visit with its weekly number: the average of the observed weeks, or the long run's."""
    found = [*walk_ins(scenario), *timetables(scenario)]
    shares, begun = mix(scenario), starts_over_time(scenario)
    for name, protocol in protocols_in_use(scenario).items():
        plain = Flow(protocol.visit, 0.0, "maintenance", name, 0, shares[name][1])
        numbers = _steady(scenario, name, begun[name]) if long_run else _observed(scenario, name, begun[name])
        found += _course(scenario, plain, shares[name][0], *numbers)
    return [flow for flow in found if flow.per_week > 0]


# starting


@dataclass(frozen=True)
class Keeping:
    """How appointments of a visit type are kept, as probabilities."""

    kept: float
    notice: float
    rebooks: float

    def seen(self, lost_after_miss: float = 0.0) -> float:
        """Probability that somebody who wants the visit gets it in the end."""
        return self.kept / (1 - (1 - self.kept) * self.rebooks * (1 - lost_after_miss)) if self.kept else 0.0

    def bookings(self) -> float:
        """Starts used up per visit kept."""
        return (1 - self.notice) / self.kept if self.kept else 0.0


def keeping(scenario: Scenario, visit: str) -> Keeping:
    """Attendance of a visit type at the usual lead time, with the reminder that is sent then."""
    habits = scenario.attendance.get(visit, scenario.attendance.get("every visit", Attendance()))
    law, ahead = habits.no_show, habits.cancels_with_notice
    reminder = scenario.policies.reminders(Booking(visit, made=0.0, due=LEAD_TIME, urgency=0)) or Reminder(0.0)
    notice = min(1.0, (ahead.probability if ahead else 0.0) * reminder.with_notice)
    same_day = min(1.0, habits.cancels_same_day * reminder.same_day)
    away = law.floor + (law.ceiling - law.floor) * (1 - exp(-LEAD_TIME / law.scale))
    comes = 1 - min(1.0, away * reminder.no_show)
    return Keeping((1 - notice) * (1 - same_day) * comes, notice, habits.rebooks.probability)


def referrals_per_week(scenario: Scenario) -> float:
    """Referrals in an average observed week."""
    process = scenario.patients.referrals
    return float(process.per_minute(*window(scenario), calendar(scenario)) * WEEK) if process else 0.0


def mix(scenario: Scenario) -> dict[str, tuple[float, float]]:
    """Share of referrals by protocol in use, and the share of urgent patients among them."""
    first, conditions = next(iter(scenario.protocols), ""), scenario.patients.conditions.values()
    shares = dict.fromkeys(protocols_in_use(scenario), 0.0 if conditions else 1.0)
    urgent = dict.fromkeys(shares, 0.0)
    for one in conditions:
        if (name := one.protocol or first) in shares:
            shares[name] += one.share
            urgent[name] += one.share if one.urgent else 0.0
    return {name: (share, urgent[name] / share if share else 0.0) for name, share in shares.items()}


def _passes(scenario: Scenario, name: str) -> float:
    protocol = scenario.protocols[name]
    if protocol.consult is None:
        return 1.0
    return keeping(scenario, protocol.consult).seen() * protocol.eligible


def grid(scenario: Scenario) -> tuple[int, float]:
    """Number and length [weeks] of the steps in which a run is followed: days, or longer for long runs."""
    end = window(scenario)[1] / WEEK
    step = max(DAY / WEEK, end / _STEPS)
    return max(1, round(end / step)), step


def starts_over_time(scenario: Scenario) -> dict[str, Array]:
    """New starters of each protocol in each step, after admission's cap; who is above it starts later."""
    process, dates = scenario.patients.referrals, calendar(scenario)
    n, step = grid(scenario)
    referred = np.zeros(n)
    if process is not None:
        edges = [nth * step * WEEK for nth in range(n + 1)]
        referred[:] = [process.per_minute(a, b, dates) * (b - a) for a, b in pairwise(edges)]
    wanting = {name: share * _passes(scenario, name) for name, (share, _) in mix(scenario).items()}
    total = sum(wanting.values())
    begun = _admitted(scenario, referred * total, wanting, step)
    return {name: begun * (one / total if total else 0.0) for name, one in wanting.items()}


def _admitted(scenario: Scenario, wanting: Array, by_name: Mapping[str, float], step: float) -> Array:
    """Starters of all protocols in each step: a line of those who wait, served at the pace of the cap."""
    policy, total = scenario.policies.admission, sum(by_name.values())
    if isinstance(policy, CapNewStarts):
        most = policy.per_week * step
    elif isinstance(policy, CapPanel) and total:
        stay = sum(one * weeks_in_care(scenario, name) for name, one in by_name.items()) / total
        most = policy.at_most / stay * step if stay else inf
    else:
        return wanting
    urgent = sum(by_name[name] * share for name, (_, share) in mix(scenario).items()) / total if total else 0.0
    exempt = wanting * (urgent if policy.urgent_exempt else 0.0)
    return exempt + _served(wanting - exempt, most)


def _served(arriving: Array, most: float) -> Array:
    """What leaves a line in each step when at most so much can."""
    if most == inf:
        return arriving
    ahead = np.cumsum(arriving)
    done = np.minimum.accumulate(np.concatenate([[0.0], ahead - most * np.arange(1, len(ahead) + 1)]))
    left = np.minimum(ahead, most * np.arange(1, len(ahead) + 1) + done[:-1])
    return np.diff(left, prepend=0.0)


def starts_per_week(scenario: Scenario) -> dict[str, float]:
    """New starters by protocol in an average observed week."""
    return {name: _average(scenario, begun) for name, begun in starts_over_time(scenario).items()}


def _average(scenario: Scenario, numbers: Array, lag: float = 0.0) -> float:
    """Weekly mean over the observed weeks of numbers by step, each counted *lag* weeks later."""
    n, step = grid(scenario)
    cumulated = np.concatenate([[0.0], np.cumsum(numbers)])
    begin, end = (np.interp(at / WEEK - lag, np.arange(n + 1) * step, cumulated) for at in window(scenario))
    return float((end - begin) / (scenario.run.length / WEEK))


# the course


def _observed(scenario: Scenario, name: str, begun: Array) -> tuple[float, float]:
    """Inductions and boosters in an average observed week."""
    protocol = scenario.protocols[name]
    upkeep, lag = upkeep_of(scenario, protocol), induction_weeks(scenario, protocol)
    boosters = np.zeros(len(begun))
    if upkeep:
        panel = scenario.patients.start_from.maintenance * mix(scenario)[name][0]
        entered = entries_per_round(scenario, protocol)
        begun, boosters = over_time(upkeep, Cohorts(begun, grid(scenario)[1], entered, lag, panel))
    return _average(scenario, begun, lag / 2), _average(scenario, boosters)


def _steady(scenario: Scenario, name: str, begun: Array) -> tuple[float, float]:
    """Inductions and boosters a week when today's starts have gone on for ever."""
    protocol, starters = scenario.protocols[name], _average(scenario, begun)
    upkeep = upkeep_of(scenario, protocol)
    if upkeep is None or starters == 0:
        return starters, 0.0
    per_round = entries_per_round(scenario, protocol) * upkeep.per_entry()
    rounds = starters * rounds_per_start(scenario, protocol)
    return rounds, rounds * per_round if per_round else 0.0


def rounds_per_start(scenario: Scenario, protocol: Protocol) -> float:
    """Inductions that one new starter goes through in the long run, those after relapses included."""
    upkeep = upkeep_of(scenario, protocol)
    if upkeep is None or not upkeep.returns or not entries_per_round(scenario, protocol):
        return 1.0
    again = entries_per_round(scenario, protocol) * upkeep.per_entry() * upkeep.returns
    return 1 / (1 - again) if again < 1 else inf


def settled_panel(scenario: Scenario) -> tuple[float, float]:
    """Patients in induction and in maintenance once today's starts have gone on for ever; inf if nobody ever leaves.

    By Little's law: those who enter a week, times the weeks they stay. Waiting for an infusion is left out.
    """
    induction = maintenance = 0.0
    for name, starters in starts_per_week(scenario).items():
        protocol = scenario.protocols[name]
        upkeep, entered = upkeep_of(scenario, protocol), entries_per_round(scenario, protocol)
        rounds = starters * rounds_per_start(scenario, protocol) if starters else 0.0
        induction += rounds * induction_weeks(scenario, protocol)
        maintenance += rounds * entered * upkeep.weeks() if upkeep and rounds and entered else 0.0
    return induction, maintenance


def _course(scenario: Scenario, plain: Flow, share: float, rounds: float, boosters: float) -> Iterator[Flow]:
    """Flows of one protocol from its share of patients, and inductions and boosters a week."""
    protocol, first = scenario.protocols[plain.protocol], induction_of(scenario, scenario.protocols[plain.protocol])
    infusion = replace(plain, bookings=keeping(scenario, protocol.visit).bookings())
    for number, reached in enumerate(first.reached, start=1):
        yield replace(infusion, per_week=rounds * reached if reached else 0.0, phase="induction", number=number)
    yield replace(infusion, per_week=boosters)
    for visit, phase, wanting in (
        (protocol.consult, "consult", referrals_per_week(scenario) * share),
        (protocol.evaluation, "evaluation", rounds * first.finished if first.finished else 0.0),
    ):
        if visit is not None:
            habits = keeping(scenario, visit)
            seen = wanting * habits.seen() if habits.kept else 0.0
            yield replace(plain, visit=visit, per_week=seen, phase=phase, bookings=habits.bookings())


@dataclass(frozen=True)
class Series:
    """One induction, as probabilities for somebody who begins it."""

    reached: tuple[float, ...]
    """That each infusion is given, the first, the second, ..."""
    finished: float
    """That the planned series is finished."""


def induction_of(scenario: Scenario, protocol: Protocol) -> Series:
    """Chain of kept appointments and dropout; nobody drops out between a series and its extension."""
    visit, plan = scenario.visits[protocol.visit], protocol.induction
    seen = keeping(scenario, protocol.visit).seen(protocol.dropout.after_miss)
    longest = max(plan.infusions.chances[-1][0], plan.extension.to if plan.extension else 1)
    reached, finished = [0.0] * min(max(1, longest), _LONGEST), 0.0
    stays = _stays(protocol, visit)
    for planned, chance in plan.infusions.chances:
        left = _walk(reached, chance, 0, max(1, planned), seen, stays)
        if plan.extension and plan.extension.to > planned:
            extended = left * plan.extension.probability
            left -= extended
            left += _walk(reached, extended, max(1, planned), plan.extension.to, seen, stays)
        finished += left
    return Series(tuple(reached), finished)


def _walk(
    reached: list[float], left: float, done: int, until: int, seen: float, stays: Callable[[int], float]
) -> float:
    """Follow a series from one infusion to another; returns the probability of finishing it."""
    for number in range(done + 1, min(until, _LONGEST) + 1):
        left *= seen
        reached[number - 1] += left
        left *= stays(number) if number < until else 1.0
    return left


def _stays(protocol: Protocol, visit: Visit) -> Callable[[int], float]:
    """Probability of going on after an infusion that is not the last."""
    dropout = protocol.dropout

    def stays(number: int) -> float:
        own = dropout.after_first if number == 1 else dropout.after_each
        if not dropout.after_side_effect:
            return 1 - own
        free = prod(1 - chance_of(effect.probability, number) for effect in visit.side_effects.values())
        return (1 - own) * (1 - (1 - free) * dropout.after_side_effect)

    return stays


def infusions_per_start(scenario: Scenario, protocol: Protocol) -> float:
    """Infusions that one new starter brings in the long run; infinite if nobody ever leaves."""
    first, upkeep = induction_of(scenario, protocol), upkeep_of(scenario, protocol)
    entered = entries_per_round(scenario, protocol)
    boosters = entered * upkeep.per_entry() if upkeep and entered else 0.0
    return (sum(first.reached) + boosters) * rounds_per_start(scenario, protocol)


def entries_per_round(scenario: Scenario, protocol: Protocol) -> float:
    """Probability that an induction leads to maintenance."""
    evaluated = keeping(scenario, protocol.evaluation).seen() if protocol.evaluation else 1.0
    enters = protocol.maintenance.enters if protocol.maintenance else 0.0
    return induction_of(scenario, protocol).finished * evaluated * protocol.response.probability * enters


def induction_weeks(scenario: Scenario, protocol: Protocol) -> float:
    """Mean time from the first infusion of an induction to the last [weeks]."""
    target = protocol.induction.spacing.target
    number = sum(induction_of(scenario, protocol).reached)
    return max(0.0, number - 1) * sum(target) / len(target) * DAY / WEEK


def weeks_in_care(scenario: Scenario, name: str) -> float:
    """Mean time in care of a starter [weeks], from the first infusion to the exit."""
    protocol = scenario.protocols[name]
    upkeep, entered = upkeep_of(scenario, protocol), entries_per_round(scenario, protocol)
    kept = entered * upkeep.weeks() if upkeep and entered else 0.0
    return (induction_weeks(scenario, protocol) + kept) * rounds_per_start(scenario, protocol)


def upkeep_of(scenario: Scenario, protocol: Protocol) -> Upkeep | None:
    """The maintenance phase as arithmetic; None if the course ends with the induction."""
    spec = protocol.maintenance
    if spec is None:
        return None
    gaps, then = gaps_of(spec)
    stays = (1 - spec.relapses_after_each) * (1 - spec.leaves_after_each)
    returns = spec.relapses_after_each * spec.reinduction.probability
    return Upkeep(gaps, then, keeping(scenario, protocol.visit).seen(), stays, returns)
