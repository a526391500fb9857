"""The sheet on the wall: a visit type bound to the clinic's pools and draws, ready to be followed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sim.distributions.bounded import Constant
from sim.events import Phase
from sim.model.luck import Draw, Luck
from sim.model.needs import HandsNeed, Need, PlaceNeed, RuleNeed, WatchNeed
from sim.model.spaces import Spaces
from sim.model.staff import Staff
from sim.policies.recovery import InTheRecliner
from sim.scenario import schema
from sim.scenario.facts import chance_of

if TYPE_CHECKING:
    from sim.model.visit import Visit

Condition = Callable[["Visit"], bool]
LATER = 10**9
"""Number of a booster where probabilities go by the number of the infusion: later than any of a series."""
REPEATED = 4096
"""Occasions of a repeated step lie this far apart, so that each turn has luck of its own."""


@dataclass(slots=True, eq=False)
class Effect:
    """A side effect as a visit meets it."""

    code: int
    probability: Callable[[int], float]
    """By the number of the infusion, LATER for a booster."""
    staff: Staff
    happens: Draw
    onset: Draw
    time: Draw
    infusion: float
    recovery: Draw | None
    stops: float
    stop: Draw


@dataclass(slots=True, eq=False)
class Line:
    """One step, bound."""

    code: float
    part: str
    time: Draw | None
    """None: the protocol's infusion time."""
    needs: tuple[Need, ...]
    """What it needs before it can begin, in this order."""
    length: float | None
    """How long it takes where it takes always as long [min]."""
    hands: tuple[tuple[Staff, int], ...]
    watch: Staff | None
    places: tuple[Spaces, ...]
    leaves: bool
    only: tuple[Condition, ...]
    probability: float
    needed: Draw
    repeat: float
    again: Draw
    priority: int
    checks: tuple[float, Staff, Draw] | None
    keeps_watch: bool = False
    """Whether the next step watches with the same role, so that watching does not stop between."""
    done_with: tuple[Staff, ...] = ()
    """Roles that no later step of the visit needs."""
    infusing: bool = False
    sometimes: bool = False
    """Whether the step is not for everybody."""
    ruled: bool = False
    """Whether an on-site rule holds while it runs."""
    frees_place: bool = False
    """Whether it is certain, before it has ended, that the visit gives up its place then."""
    eventful: bool = False
    """Whether checks or side effects may come while it runs."""


@dataclass(slots=True, eq=False)
class Turnover:
    """What makes a space ready again."""

    lines: tuple[Line, ...]
    cleaners: tuple[Staff, ...]
    """The roles that it needs; the last of a role stays until it is done."""

    @classmethod
    def of(cls, lines: tuple[Line, ...]) -> Turnover:
        """From the steps done after the patient has gone."""
        return cls(lines, tuple(dict.fromkeys(staff for line in lines for staff, _ in line.hands)))


@dataclass(slots=True, eq=False)
class Sheet:
    """A visit type, bound."""

    code: int
    name: str
    kind: str
    phase: Phase
    lines: tuple[Line, ...]
    turnover: dict[Spaces, Turnover]
    effects: tuple[Effect, ...]
    roles: tuple[Staff, ...]
    has_space: bool
    chances: dict[str, tuple[float, Draw]] = field(default_factory=dict)


PHASES = {"consult": Phase.CONSULT, "evaluation": Phase.EVALUATION}


def build_sheet(
    name: str,
    code: int,
    visit: schema.Visit,
    scenario: schema.Scenario,
    spaces: dict[str, Spaces],
    staff: dict[str, Staff],
    luck: Luck,
    step_codes: dict[tuple[str, str], int],
    effect_codes: dict[str, int],
) -> Sheet:
    """Bind one visit type of the scenario."""
    lines = [
        _line(name, step, scenario, spaces, staff, luck, step_codes[name, step.step], visit.chances)
        for step in visit.steps
    ]
    effects = tuple(
        _effect(effect_codes[kind], f"{name}/{kind}", effect, staff, luck)
        for kind, effect in visit.side_effects.items()
    )
    here = [line for line, step in zip(lines, visit.steps, strict=True) if step.patient == "present"]
    gone = [line for line, step in zip(lines, visit.steps, strict=True) if step.patient == "gone"]
    kept = [
        staff[rule.on_site] for rule in scenario.safety if isinstance(rule, schema.OnSite) and rule.while_ == "infusing"
    ]
    _link(here, effects, kept)
    for role, need in [(role, need) for line in lines for role, need in line.hands]:
        role.least = max(role.least, need)
    return Sheet(
        code,
        name,
        visit.kind,
        PHASES.get(visit.kind, Phase.NONE),
        tuple(here),
        {
            space: Turnover.of(tuple(line for line in gone if not line.places or space in line.places))
            for space in spaces.values()
        },
        effects,
        tuple(dict.fromkeys(role for line in here for role in _roles(line, effects, kept))),
        any(line.places for line in here),
        {chance: (p, luck.chance(f"{name}:{chance}")) for chance, p in visit.chances.items()},
    )


def _link(lines: Sequence[Line], effects: Sequence[Effect], kept: Sequence[Staff]) -> None:
    """Note which watching goes on into the next step, and after which step a role is needed no more."""
    for line, following in zip(lines, lines[1:], strict=False):
        line.keeps_watch = line.watch is not None and line.watch is following.watch and not following.only
    last_use = {role: line for line in lines for role in _roles(line, effects, kept)}
    for line in lines:
        line.frees_place = not line.repeat and (line.leaves or line is lines[-1])
        line.eventful = line.checks is not None or (line.infusing and bool(effects))
        line.done_with = tuple(role for role, last in last_use.items() if last is line)


def _roles(line: Line, effects: Sequence[Effect], kept: Sequence[Staff]) -> list[Staff]:
    """Who may be needed for a step: hands, watching, checks, side effects, and who must be on site."""
    roles = [role for role, _ in line.hands]
    if line.watch:
        roles.append(line.watch)
    if line.checks:
        roles.append(line.checks[1])
    return roles + ([effect.staff for effect in effects] + list(kept) if line.infusing else [])


def _line(
    visit: str,
    step: schema.Step,
    scenario: schema.Scenario,
    spaces: dict[str, Spaces],
    staff: dict[str, Staff],
    luck: Luck,
    code: int,
    chances: dict[str, float],
) -> Line:
    name = f"{visit}/{step.step}"
    of_protocol = isinstance(step.time, schema.OfTheProtocol)
    order = list(scenario.staff)
    hands = tuple((staff[role], step.hands[role]) for role in sorted(step.hands, key=order.index))
    watch = staff[step.watch] if step.watch else None
    places = tuple(spaces[kind] for kind in dict.fromkeys(step.in_))
    recovers = step.part == "recovery" and not isinstance(scenario.policies.recovery, InTheRecliner)
    ruled = step.part == "infusion" and any(rule.while_ == "infusing" for rule in scenario.safety)
    return Line(
        code=float(code),
        part=step.part,
        time=None if of_protocol else luck.span(f"time:{name}", step.time),
        length=max(0.0, step.time.value) if isinstance(step.time, Constant) else None,
        needs=(
            *([PlaceNeed(places, recovers, step.priority)] if places or recovers else []),
            *(HandsNeed(role, number, step.priority) for role, number in hands),
            *([WatchNeed(watch, step.priority)] if watch else []),
            *([RuleNeed()] if ruled else []),
        ),
        hands=hands,
        watch=watch,
        places=places,
        leaves=step.leaves,
        only=tuple(_condition(text, chances) for text in step.only),
        probability=step.probability,
        needed=luck.chance(f"needed:{name}"),
        repeat=step.repeat,
        again=luck.chance(f"again:{name}"),
        priority=step.priority,
        checks=(step.checks.every, staff[step.checks.hands], luck.span(f"check:{name}", step.checks.time))
        if step.checks
        else None,
        infusing=step.part == "infusion",
        ruled=ruled,
        sometimes=step.probability < 1 or bool(step.only),
    )


def _condition(text: str, chances: dict[str, float]) -> Condition:
    if text.startswith("not "):
        inner = _condition(text[4:], chances)
        return lambda visit: not inner(visit)
    if text in chances:
        return lambda visit: visit.chance(text)
    known: dict[str, Condition] = {
        "first infusion": lambda visit: visit.number_in_series == 1 and visit.phase is Phase.INDUCTION,
        "induction": lambda visit: visit.phase is Phase.INDUCTION,
        "maintenance": lambda visit: visit.phase is Phase.MAINTENANCE,
        "urgent": lambda visit: visit.urgency > 0,
    }
    return known.get(text, lambda visit: visit.protocol_name == text)


def _effect(code: int, name: str, effect: schema.SideEffect, staff: dict[str, Staff], luck: Luck) -> Effect:
    return Effect(
        code=code,
        probability=by_number(effect.probability),
        staff=staff[effect.hands],
        happens=luck.chance(f"side effect:{name}"),
        onset=luck.chance(f"onset:{name}"),
        time=luck.span(f"treat:{name}", effect.time),
        infusion=effect.infusion,
        recovery=luck.span(f"recovery:{name}", effect.recovery) if effect.recovery else None,
        stops=effect.stops,
        stop=luck.chance(f"stop:{name}"),
    )


def by_number(table: dict[str, float]) -> Callable[[int], float]:
    """Probability by the number of the infusion, worked out once for each number."""
    known: dict[int, float] = {}

    def probability(number: int) -> float:
        if number not in known:
            known[number] = chance_of(table, number)
        return known[number]

    return probability
