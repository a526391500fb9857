"""Offered load before any run: the minutes that an average week asks of each resource, and what is there.

Offered load is arrivals times mean time (Little's law). Each kind of space is asked in two ways:
minutes in use, and minutes booked in the diary. Each role is asked for its hands and for its
watching, and for what the diary plans of them if the capacity rule looks at staff. Capacity is
counted inside the opening hours of a week without holidays, breaks and expected absence taken
off. A side effect is taken to lengthen what it interrupts by its stated extension only; an early
stop halves the infusion.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, inf, prod

from sim.policies.recovery import InTheRecliner
from sim.scenario.arithmetic import planned_hands, planned_length, planned_space, spans, timeline, treatment_spaces
from sim.scenario.facts import Week, by_visit, chance_of, infuses, open_weekdays, usable, watching_roles, week
from sim.scenario.flows import flows, infusions_per_start, starts_per_week, upkeep_of
from sim.scenario.people import Protocol
from sim.scenario.schema import OfTheProtocol, Scenario, SideEffect, Step, Visit
from sim.scenario.sources import Flow
from sim.scenario.staff import Role
from sim.units import days

Resource = tuple[str, str]
"""Kind of load and name of the space or role."""
Plans = Mapping[str, Mapping[Resource, float]]
"""Visit type -> minutes of each resource that one booking plans."""
KINDS: Mapping[str, str] = {
    "space": "{} in use",
    "diary": "{} as booked",
    "hands": "{} hands-on",
    "watch": "{} watching",
    "booked hands": "{} hands-on as booked",
    "booked watch": "{} watching as booked",
}
"""Kind of load -> how a resource is called."""
LATER = 10**6
"""Number under which boosters count among infusions, for side effects that depend on it."""


@dataclass(frozen=True)
class Load:
    """What a week asks of one resource, and what it has."""

    resource: str
    """The kind of space or the role."""
    kind: str
    """One of ``KINDS``."""
    offered_minutes_per_week: float
    capacity_minutes_per_week: float

    @property
    def ratio(self) -> float:
        """Offered load over capacity; above 1 the waiting grows."""
        if self.offered_minutes_per_week <= 0:
            return 0.0
        return self.offered_minutes_per_week / self.capacity_minutes_per_week if self.capacity_minutes_per_week else inf

    @property
    def name(self) -> str:
        """The resource in words."""
        return KINDS[self.kind].format(self.resource)


def loads(scenario: Scenario, long_run: bool = False) -> list[Load]:
    """Offered load of every resource, averaged over the observed weeks, or in the long run.

    As long as the warm-up is to be chosen, nobody knows which weeks will be observed: then it is the long run.
    """
    plans = bookings(scenario)
    wanted = _total(scenario, flows(scenario, long_run or not scenario.run.is_chosen), plans)
    there = capacities(scenario, plans)
    return [Load(name, kind, wanted.get((kind, name), 0.0), there[kind, name]) for kind, name in there]


def _total(scenario: Scenario, parts: Iterable[Flow], plans: Plans) -> dict[Resource, float]:
    """Minutes a week of each resource."""
    found: defaultdict[Resource, float] = defaultdict(float)
    for flow in parts:
        used = minutes_per_visit(scenario, flow)
        for resource, minutes in plans.get(flow.visit, {}).items():
            used[resource] = minutes * flow.bookings
        for resource, minutes in used.items():
            if minutes > 0:
                found[resource] += minutes * flow.per_week
    return found


# what one visit takes


def bookings(scenario: Scenario) -> Plans:
    """What one booking of each visit type plans in the diary [min], for those that courses book."""
    treating, giving = treatment_spaces(scenario), by_visit(scenario)
    named = {v for p in scenario.protocols.values() for v in (p.visit, p.consult, p.evaluation) if v}
    return {
        name: _planned(scenario, visit, giving.get(name, []), treating)
        for name, visit in scenario.visits.items()
        if name in named
    }


def _planned(
    scenario: Scenario, visit: Visit, protocols: Sequence[Protocol], treating: Sequence[str]
) -> dict[Resource, float]:
    grid, rule = scenario.diary.every, scenario.policies.capacity
    infusion = max((protocol.infusion.mean() for protocol in protocols), default=0.0)
    cells: defaultdict[Resource, set[int]] = defaultdict(set)
    kind = planned_space(visit, treating)
    if kind is not None:
        cells["diary", kind].update(range(max(1, ceil(planned_length(visit, protocols, grid) / grid))))
    for start, end, step in timeline(visit, infusion):
        wanted = [("booked hands", role) for role in planned_hands(step)] if rule.hands else []
        wanted += [("booked watch", step.watch)] if rule.watching and step.watch else []
        for resource in wanted if end > start else ():
            cells[resource].update(range(int(start // grid), ceil(end / grid)))
    return {resource: len(taken) * grid for resource, taken in cells.items()}


def minutes_per_visit(scenario: Scenario, flow: Flow) -> dict[Resource, float]:
    """Expected minutes of spaces and staff for one visit that is kept."""
    visit = scenario.visits[flow.visit]
    tally = _Sheet(scenario, visit, flow)
    for step in visit.steps:
        if step.patient == "present":
            tally.follow(step)
    tally.leave()
    return tally.minutes


class _Sheet:
    """Follows the steps of a visit in expectation: where the patient is, how likely, and who is busy."""

    def __init__(self, scenario: Scenario, visit: Visit, flow: Flow) -> None:
        self.scenario, self.visit, self.flow = scenario, visit, flow
        self.minutes: defaultdict[Resource, float] = defaultdict(float)
        self.held: dict[str, float] = {}
        self.effects = [(self._happens(effect), effect) for effect in visit.side_effects.values()]

    def follow(self, step: Step) -> None:
        """One step with the patient."""
        chance = step.probability * prod(self._holds(text) for text in step.only)
        turns = chance / (1 - step.repeat)
        length = self._length(step)
        during = self._places(step)
        for kind, share in during.items():
            self.minutes["space", kind] += turns * length * share
        for role, count in step.hands.items():
            self.minutes["hands", role] += turns * length * count
        if step.watch:
            self.minutes["watch", step.watch] += turns * length
        self._short_work(step, turns, length)
        self._move(during, chance)
        if step.leaves:
            self.leave()

    def leave(self) -> None:
        """The space is given up, and turned over."""
        for kind, share in self.held.items():
            self._turn_over(kind, share)
        self.held = {}

    def _short_work(self, step: Step, turns: float, length: float) -> None:
        if step.checks:
            number = max(0, ceil(length / step.checks.every) - 1)
            self.minutes["hands", step.checks.hands] += turns * number * max(0.0, step.checks.time.mean())
        if step.part == "infusion":
            for probability, effect in self.effects:
                self.minutes["hands", effect.hands] += turns * probability * max(0.0, effect.time.mean())

    def _length(self, step: Step) -> float:
        protocol = self.scenario.protocols.get(self.flow.protocol)
        if isinstance(step.time, OfTheProtocol):
            mean = protocol.infusion.mean() if protocol else 0.0
        else:
            mean = max(0.0, step.time.mean())
        if step.part == "infusion":
            return mean + sum(p * ((1 - e.stops) * e.infusion - e.stops * mean / 2) for p, e in self.effects)
        if step.part == "recovery":
            return mean + sum(p * max(0.0, e.recovery.mean()) for p, e in self.effects if e.recovery)
        return mean

    def _places(self, step: Step) -> dict[str, float]:
        """Where the patient is while the step goes on: its first choice, or the space already held."""
        wanted = self._wanted(step)
        return {wanted[0]: 1.0} if wanted else self.held

    def _wanted(self, step: Step) -> tuple[str, ...]:
        policy, treated_in = (
            self.scenario.policies.recovery,
            next((s.in_[0] for s in self.visit.steps if s.in_), None),
        )
        moves = step.part == "recovery" and treated_in is not None and not isinstance(policy, InTheRecliner)
        return policy(treated_in) + step.in_ if moves and treated_in else step.in_

    def _move(self, during: Mapping[str, float], chance: float) -> None:
        after = {kind: (1 - chance) * share for kind, share in self.held.items()}
        for kind, share in during.items():
            after[kind] = after.get(kind, 0.0) + chance * share
        for kind, share in self.held.items():
            self._turn_over(kind, max(0.0, share - after.get(kind, 0.0)))
        self.held = {kind: share for kind, share in after.items() if share > 0}

    def _turn_over(self, kind: str, share: float) -> None:
        for step in self.visit.steps:
            if (
                step.patient == "gone"
                and (not step.in_ or kind in step.in_)
                and not isinstance(step.time, OfTheProtocol)
            ):
                length = share * step.probability * max(0.0, step.time.mean())
                self.minutes["space", kind] += length
                for role, count in step.hands.items():
                    self.minutes["hands", role] += length * count

    def _happens(self, effect: SideEffect) -> float:
        return chance_of(effect.probability, self.flow.number or (LATER if self.flow.phase == "maintenance" else 1))

    def _holds(self, text: str) -> float:
        """Probability of a condition of a step."""
        flow = self.flow
        if text in self.visit.chances:
            return self.visit.chances[text]
        if text.startswith("not "):
            return 1 - self._holds(text[4:])
        known = {
            "first infusion": float(flow.number == 1),
            "induction": float(flow.phase == "induction"),
            "maintenance": float(flow.phase == "maintenance"),
            "urgent": flow.urgent,
        }
        return known.get(text, float(text == flow.protocol))


# what a week has


def capacities(scenario: Scenario, plans: Plans | None = None) -> dict[Resource, float]:
    """Minutes a week of each resource that is there."""
    plans = bookings(scenario) if plans is None else plans
    table = week(scenario)
    shortest = _shortest(plans)
    watching = watching_roles(scenario)
    found: dict[Resource, float] = {}
    for name, space in scenario.spaces.items():
        found["space", name] = usable(space) * sum(closes - opens for day in table for opens, closes in day)
        if ("diary", name) in shortest:
            length = shortest["diary", name]
            found["diary", name] = usable(space) * length * starts_per_place(table, scenario.diary.every, length)
    for name, role in scenario.staff.items():
        mine = {resource for resource in shortest if resource[1] == name and resource[0] != "diary"}
        found.update(_of_role(table, name, role, mine | ({("watch", name)} if name in watching else set())))
    return found


def _shortest(plans: Plans) -> dict[Resource, float]:
    """Shortest time for which each resource is ever booked [min]."""
    found: dict[Resource, float] = {}
    for plan in plans.values():
        for resource, minutes in plan.items():
            found[resource] = min(minutes, found.get(resource, inf))
    return found


def _of_role(table: Week, name: str, role: Role, also: Collection[Resource]) -> dict[Resource, float]:
    """Minutes a week of a role; the diary plans with the roster, without breaks and absence."""
    staffed, roster = staffed_minutes(table, role), rostered_minutes(table, role)
    found = {
        ("hands", name): staffed,
        ("watch", name): staffed * role.watches,
        ("booked hands", name): roster,
        ("booked watch", name): roster * role.watches,
    }
    return {resource: minutes for resource, minutes in found.items() if resource[0] == "hands" or resource in also}


def staffed_minutes(table: Week, role: Role) -> float:
    """Minutes a week on duty while the clinic is open, breaks and expected absence without cover taken off."""
    return sum(max(0.0, inside - rest) for inside, rest in _turns(table, role)) * (1 - role.absent.uncovered)


def break_minutes(table: Week, role: Role) -> float:
    """Minutes a week on a break, of shifts that meet the opening hours, expected absence without cover taken off."""
    return sum(min(inside, rest) for inside, rest in _turns(table, role)) * (1 - role.absent.uncovered)


def rostered_minutes(table: Week, role: Role) -> float:
    """Minutes a week on the roster while the clinic is open."""
    return sum(inside for inside, _ in _turns(table, role))


def _turns(table: Week, role: Role) -> Iterator[tuple[float, float]]:
    """Of each line of the roster on each day: minutes inside opening hours and of break, times its members."""
    for shift in role.shifts:
        begins, ends = shift.hours
        rest = sum(pause.length for pause in role.breaks if spans(shift.hours, pause))
        for day in days(shift.days):
            inside = sum(max(0.0, min(ends, closes) - max(begins, opens)) for opens, closes in table[day])
            yield shift.count * inside, shift.count * rest if inside else 0.0


def starts_per_place(table: Week, grid: float, length: float) -> int:
    """Bookings of one length that fit one after the other into one place in a week."""
    sessions = [session for day in table for session in day]
    return sum(max(0, int((closes - ceil(opens / grid) * grid) // length)) for opens, closes in sessions)


# what binds


def most_infusions_per_day(scenario: Scenario) -> dict[str, float]:
    """Infusions an open day that each resource allows on paper, other visits served; the least binds."""
    giving, other = _by_infusion(scenario)
    number = sum(flow.per_week for flow in giving)
    plans = bookings(scenario)
    each, taken = _total(scenario, giving, plans), _total(scenario, other, plans)
    found = {}
    for (kind, name), there in capacities(scenario, plans).items():
        minutes = each.get((kind, name), 0.0) / number if number else 0.0
        if minutes > 0:
            left = max(0.0, there - taken.get((kind, name), 0.0))
            found[KINDS[kind].format(name)] = left / minutes / max(1, len(open_weekdays(scenario)))
    return found


def _by_infusion(scenario: Scenario) -> tuple[list[Flow], list[Flow]]:
    """Flows that give infusions, every booking kept; and all others."""
    every = flows(scenario)
    giving = [flow for flow in every if infuses(scenario.visits[flow.visit])] or _example(scenario)
    other = [flow for flow in every if not infuses(scenario.visits[flow.visit])]
    return [_kept(flow) for flow in giving], other


def _kept(flow: Flow) -> Flow:
    return Flow(
        flow.visit,
        flow.per_week,
        flow.phase,
        flow.protocol,
        flow.number,
        flow.urgent,
        float(flow.bookings > 0),
    )


def _example(scenario: Scenario) -> Sequence[Flow]:
    """One infusion of each protocol, where nobody comes."""
    return [Flow(spec.visit, 1.0, "induction", name, 2, 0.0, 1.0) for name, spec in scenario.protocols.items()]


def binding(scenario: Scenario) -> str:
    """What binds on paper, in a sentence."""
    paper = most_infusions_per_day(scenario)
    if not paper:
        busiest = max(loads(scenario), key=lambda load: load.ratio, default=None)
        return f"{busiest.name} is the busiest at {busiest.ratio:.0%} of capacity" if busiest else "Nothing can run out"
    name = min(paper, key=lambda key: paper[key])
    return f"{name} binds first: {paper[name]:.1f} infusions a day"


def without_end(scenario: Scenario) -> list[str]:
    """Protocols whose maintenance panel grows as long as somebody starts, because nobody ever leaves."""
    found = []
    for name, starts in starts_per_week(scenario).items():
        upkeep = upkeep_of(scenario, scenario.protocols[name])
        endless = (upkeep is not None and upkeep.endless) or infusions_per_start(
            scenario, scenario.protocols[name]
        ) == inf
        if endless and starts > 0:
            found.append(name)
    return found
