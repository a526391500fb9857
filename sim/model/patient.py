"""A patient and a protocol as the model meets them: plain attributes, bound once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import inf
from typing import Any

from sim.model.luck import Draw, Luck
from sim.scenario.people import Boosters, Protocol
from sim.scenario.schema import Scenario
from sim.streams import Address


@dataclass(slots=True, eq=False)
class Pace:
    """How far apart the infusions of an induction should be [days]; see ``Spacing``."""

    least: int
    target: tuple[int, ...]
    most: int

    def wanted(self, number: int) -> int:
        """Distance of infusion *number*, from 2, to the one before it."""
        return self.target[(number - 2) % len(self.target)]


@dataclass(slots=True, eq=False)
class Upkeep:
    """A maintenance phase; see ``Boosters``."""

    plan: Any
    on_request: bool
    seen_within: float
    """A booster later than this after it fell due is a relapse [min]; endless if nothing is said."""
    relapses: float
    leaves: float


@dataclass(slots=True, eq=False)
class Course:
    """A protocol, bound to its draws."""

    code: int
    name: str
    spec: Protocol
    planned: Draw
    infusion: Draw
    visit: str
    """The visit type of its infusions."""
    pace: Pace
    upkeep: Upkeep | None
    chances: dict[str, Draw]
    gaps: dict[int, Draw]
    luck: Luck

    def chance(self, purpose: str, patient: Patient, occasion: int, probability: float) -> bool:
        """Whether something happens to a patient on an occasion; certain things cost no draw."""
        if probability <= 0 or probability >= 1:
            return probability >= 1
        draw = self.chances.get(purpose)
        if draw is None:
            draw = self.chances[purpose] = self.luck.chance(f"{purpose}:{self.name}")
        return draw(patient.luck, occasion) < probability

    def gap(self, patient: Patient, n: int, occasion: int) -> float | None:
        """Time until booster *n* falls due [min]; None when the plan is complete."""
        assert self.upkeep is not None
        law: Any = self.upkeep.plan.gap(n)
        if law is None:
            return None
        draw = self.gaps.get(id(law))
        if draw is None:
            draw = self.gaps[id(law)] = self.luck.span(f"gap:{self.name}", law)
        return draw(patient.luck, occasion)


def bind_course(code: int, name: str, spec: Protocol, luck: Luck) -> Course:
    """Bind a protocol to the draws of a replication."""
    spacing = spec.induction.spacing
    return Course(
        code,
        name,
        spec,
        planned=luck.number(f"planned:{name}", spec.induction.infusions),
        infusion=luck.span(f"infusion:{name}", spec.infusion),
        visit=spec.visit,
        pace=Pace(spacing.least, spacing.target, spacing.most),
        upkeep=None if spec.maintenance is None else _upkeep(spec.maintenance),
        chances={},
        gaps={},
        luck=luck,
    )


def _upkeep(spec: Boosters) -> Upkeep:
    within = spec.relapse_if_not_seen_within or inf
    return Upkeep(spec.plan, spec.plan.on_request, within, spec.relapses_after_each, spec.leaves_after_each)


Condition = tuple[float, int, Course, int]
"""Cumulative share of the referrals, code, protocol and urgency."""


class Patient:
    """One person: the number in the log, the address of their luck, and what they have been through."""

    __slots__ = ("bookings", "condition", "courses", "luck", "number", "offers", "protocol", "urgency", "visits")

    def __init__(
        self, number: float, luck: int, condition: int = -1, protocol: Course | None = None, urgency: int = 0
    ) -> None:
        self.number, self.luck = number, Address(luck)
        self.condition, self.protocol, self.urgency = condition, protocol, urgency
        self.bookings = 0
        self.offers = 0
        self.visits = 0
        self.courses = 0

    def infusion_time(self, occasion: int) -> float:
        """Pump time of an infusion [min]."""
        return self.protocol.infusion(self.luck, occasion) if self.protocol else 0.0

    def falls_ill(self, mix: Sequence[Condition], luck: Luck) -> None:
        """The condition that is this patient's by chance, with its protocol and urgency."""
        u = luck.chance("condition")(self.luck)
        mine = next((entry for entry in mix if u < entry[0]), mix[-1])
        _, self.condition, self.protocol, self.urgency = mine


def courses_of(scenario: Scenario, luck: Luck) -> dict[str, Course]:
    """Every protocol, bound to the draws of a replication."""
    return {name: bind_course(code, name, spec, luck) for code, (name, spec) in enumerate(scenario.protocols.items())}


def case_mix(scenario: Scenario, courses: Mapping[str, Course]) -> list[Condition]:
    """The conditions that patients have."""
    first = next(iter(courses.values()), None)
    mix: list[Condition] = []
    total = 0.0
    for code, spec in enumerate(scenario.patients.conditions.values()):
        total += spec.share
        course = courses[spec.protocol] if spec.protocol else first
        assert course is not None
        mix.append((total, code, course, int(spec.urgent)))
    return mix or ([(1.0, -1, first, 0)] if first else [])


def course_of(patient: Patient) -> Course:
    """The protocol that a patient follows."""
    assert patient.protocol is not None
    return patient.protocol


def planned_infusions(patient: Patient) -> int:
    """Infusions planned for the induction that comes next."""
    return int(course_of(patient).planned(patient.luck, patient.courses))
