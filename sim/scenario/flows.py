"""Who comes in an average week, by arithmetic: walk-ins, timetables, and the course from referral to booster.

The clinic is taken to be ample: nobody waits, so nobody is lost by waiting. An induction is a
chain of probabilities; maintenance is in ``upkeep.py``. The time between referral and the first
booster, and what is left of the inductions of a starting panel, are left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import singledispatch
from math import exp, inf, prod

from sim.arrivals import Daily, Listed, OnDays
from sim.calendars import Calendar
from sim.policies.admission import CapNewStarts, CapPanel
from sim.scenario.arithmetic import timeline
from sim.scenario.facts import calendar, chance_of, protocols_in_use
from sim.scenario.people import Attendance, Protocol, Timetable, WalkIn
from sim.scenario.schema import Scenario, Visit
from sim.scenario.upkeep import LONG_RUN, Upkeep, Window, gaps_of
from sim.spec import Spec
from sim.units import DAY, WEEK, days, hours

LEAD_TIME = WEEK
"""No-show probabilities that grow with the lead time are taken at this one [min]."""
_LONGEST = 2000
"""Infusions of a series that are followed one by one."""


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


def observed(scenario: Scenario) -> Window:
    """The weeks on which the run reports."""
    run = scenario.run
    return Window(run.warm_up / WEEK, (run.warm_up + run.length) / WEEK)


def flows(scenario: Scenario, window: Window | None = None) -> list[Flow]:
    """Every kind of visit with its weekly number, averaged over the observed weeks or another window."""
    window = window or observed(scenario)
    found = [*_walk_ins(scenario), *_timetables(scenario)]
    shares, referred = mix(scenario), referrals_per_week(scenario)
    for name, starters in starts_per_week(scenario).items():
        share, urgent = shares[name]
        plain = Flow(scenario.protocols[name].visit, 0.0, "maintenance", name, 0, urgent)
        found += _course(scenario, plain, (share, share * referred, starters), window)
    return [flow for flow in found if flow.per_week > 0]


# people without a course


def _walk_ins(scenario: Scenario) -> Iterator[Flow]:
    dates = calendar(scenario)
    for source in scenario.walk_ins.values():
        per_week = _returning(scenario, source)
        if source.arrivals is not None:
            per_week = _while_open(source.arrivals, dates, observed(scenario))
        yield Flow(source.visit, per_week, urgent=float(source.urgency > 0))


def _returning(scenario: Scenario, source: WalkIn) -> float:
    """A closed population: each comes once in its time away and its visit."""
    if source.away is None:
        return 0.0
    inside = sum(end - start for start, end, _ in timeline(scenario.visits[source.visit], 0.0))
    cycle = max(0.0, source.away.mean()) + inside
    return source.population * WEEK / cycle if cycle else 0.0


@singledispatch
def _while_open(arrivals: Spec, dates: Calendar, window: Window) -> float:
    """Arrivals per week during opening hours; those who find the doors closed do not come."""
    begin, end = window.begin * WEEK, window.end * WEEK
    rate: float = arrivals.per_minute(begin, end, dates)  # type: ignore[attr-defined]
    return rate * dates.open_minutes_per_week()


@_while_open.register
def _daily(arrivals: Daily, dates: Calendar, window: Window) -> float:
    pieces = [(*hours(text), rate) for text, rate in arrivals.rates.items()]
    sessions = [session for day in dates.hours for session in day]
    return sum(
        rate * max(0.0, min(end, closes) - max(start, opens))
        for opens, closes in sessions
        for start, end, rate in pieces
    )


@_while_open.register
def _on_days(arrivals: OnDays, dates: Calendar, window: Window) -> float:
    return float(
        sum(
            count
            for names, count in arrivals.counts.items()
            for day in days(names)
            if any(opens <= arrivals.at < closes for opens, closes in dates.hours[day])
        )
    )


@_while_open.register
def _listed(arrivals: Listed, dates: Calendar, window: Window) -> float:
    return arrivals.per_minute(window.begin * WEEK, window.end * WEEK, dates) * WEEK


def _timetables(scenario: Scenario) -> Iterator[Flow]:
    for table in scenario.timetables.values():
        shows = sum(table.shows) / len(table.shows) if isinstance(table.shows, tuple) and table.shows else table.shows
        yield Flow(table.visit, appointments_per_week(scenario, table) * float(shows))  # type: ignore[arg-type]


def appointments_per_week(scenario: Scenario, table: Timetable) -> float:
    """Appointments that a timetable holds in a week without closures."""
    week = calendar(scenario).hours
    open_days = [week[day] for day in days(table.days) if week[day]]
    if table.every is None:
        return float(len(table.at) * len(open_days))
    each = table.every
    return float(table.together * sum(-(-(closes - opens) // each) for day in open_days for opens, closes in day))


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
    """Attendance of a visit type at the usual lead time."""
    habits = scenario.attendance.get(visit, scenario.attendance.get("every visit", Attendance()))
    law, notice = (
        habits.no_show,
        habits.cancels_with_notice.probability if habits.cancels_with_notice else 0.0,
    )
    away = law.floor + (law.ceiling - law.floor) * (1 - exp(-LEAD_TIME / law.scale))
    return Keeping((1 - notice) * (1 - habits.cancels_same_day) * (1 - away), notice, habits.rebooks.probability)


def referrals_per_week(scenario: Scenario) -> float:
    """Referrals in an average observed week."""
    process, window = scenario.patients.referrals, observed(scenario)
    if process is None:
        return 0.0
    return float(process.per_minute(window.begin * WEEK, window.end * WEEK, calendar(scenario)) * WEEK)


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


def candidates_per_week(scenario: Scenario) -> dict[str, float]:
    """Eligible patients who want to start, by protocol."""
    referred = referrals_per_week(scenario)
    return {name: referred * share * _passes(scenario, name) for name, (share, _) in mix(scenario).items()}


def _passes(scenario: Scenario, name: str) -> float:
    protocol = scenario.protocols[name]
    if protocol.consult is None:
        return 1.0
    return keeping(scenario, protocol.consult).seen() * protocol.eligible


def starts_per_week(scenario: Scenario) -> dict[str, float]:
    """New starters by protocol after admission's cap; a cap is shared in proportion."""
    wanting, policy = candidates_per_week(scenario), scenario.policies.admission
    total = sum(wanting.values())
    if isinstance(policy, CapNewStarts):
        most = float(policy.per_week)
    elif isinstance(policy, CapPanel):
        stay = sum(rate * weeks_in_care(scenario, name) for name, rate in wanting.items()) / total if total else 0.0
        most = policy.at_most / stay if stay else inf
    else:
        return wanting
    urgent = {name: share for name, (_, share) in mix(scenario).items()} if policy.urgent_exempt else {}
    exempt = sum(rate * urgent.get(name, 0.0) for name, rate in wanting.items())
    factor = min(1.0, (exempt + min(total - exempt, most)) / total) if total else 1.0
    return {name: rate * factor for name, rate in wanting.items()}


# the course


def _course(scenario: Scenario, plain: Flow, numbers: tuple[float, float, float], window: Window) -> Iterator[Flow]:
    """Flows of one protocol from its share of patients, referrals a week and starters a week."""
    (share, referred, starters), protocol = numbers, scenario.protocols[plain.protocol]
    upkeep, first = upkeep_of(scenario, protocol), induction_of(scenario, protocol)
    entered = entries_per_round(scenario, protocol)
    rounds, boosters = starters, 0.0
    if upkeep:
        from_panel = scenario.patients.start_from.maintenance * share * upkeep.from_panel(window)
        per_round = entered * upkeep.per_week(window)
        rounds = _with_returns(starters, upkeep.returns, per_round, from_panel)
        boosters = rounds * per_round + from_panel
    infusion = replace(plain, bookings=keeping(scenario, protocol.visit).bookings())
    for number, reached in enumerate(first.reached, start=1):
        yield replace(infusion, per_week=rounds * reached, phase="induction", number=number)
    yield replace(infusion, per_week=boosters)
    for visit, phase, wanting in (
        (protocol.consult, "consult", referred),
        (protocol.evaluation, "evaluation", rounds * first.finished),
    ):
        if visit is not None:
            habits = keeping(scenario, visit)
            seen = wanting * habits.seen()
            yield replace(plain, visit=visit, per_week=seen, phase=phase, bookings=habits.bookings())


def _with_returns(starters: float, returns: float, boosters_per_round: float, from_panel: float) -> float:
    """Inductions per week, those after a relapse included: I = S + r (m I + b)."""
    again = returns * boosters_per_round
    if returns == 0:
        return starters
    return (starters + returns * from_panel) / (1 - again) if again < 1 else inf


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
    boosters = entries_per_round(scenario, protocol) * upkeep.per_week(LONG_RUN) if upkeep else 0.0
    again = boosters * upkeep.returns if upkeep and upkeep.returns else 0.0
    return (sum(first.reached) + boosters) / (1 - again) if again < 1 else inf


def entries_per_round(scenario: Scenario, protocol: Protocol) -> float:
    """Probability that an induction leads to maintenance."""
    evaluated = keeping(scenario, protocol.evaluation).seen() if protocol.evaluation else 1.0
    enters = protocol.maintenance.enters if protocol.maintenance else 0.0
    return induction_of(scenario, protocol).finished * evaluated * protocol.response.probability * enters


def weeks_in_care(scenario: Scenario, name: str) -> float:
    """Mean time in care of a starter [weeks], from the first infusion to the exit."""
    protocol = scenario.protocols[name]
    first, upkeep = induction_of(scenario, protocol), upkeep_of(scenario, protocol)
    target = protocol.induction.spacing.target
    induction = max(0.0, sum(first.reached) - 1) * sum(target) / len(target) * DAY / WEEK
    kept = entries_per_round(scenario, protocol) * upkeep.weeks() if upkeep else 0.0
    again = 0.0
    if upkeep and upkeep.returns:
        again = upkeep.returns * entries_per_round(scenario, protocol) * upkeep.per_week(LONG_RUN)
    return (induction + kept) / (1 - again) if again < 1 else inf


def upkeep_of(scenario: Scenario, protocol: Protocol) -> Upkeep | None:
    """The maintenance phase as arithmetic; None if the course ends with the induction."""
    spec = protocol.maintenance
    if spec is None:
        return None
    gaps, then = gaps_of(spec)
    stays = (1 - spec.relapses_after_each) * (1 - spec.leaves_after_each)
    returns = spec.relapses_after_each * spec.reinduction.probability
    return Upkeep(gaps, then, keeping(scenario, protocol.visit).seen(), stays, returns)
