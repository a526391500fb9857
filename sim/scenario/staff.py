"""The scenario language, part three: staff roles, their shifts, breaks and absence."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator, Discriminator, Field, PlainSerializer, Tag

from sim.spec import Count, DaySet, Hours, Money, Positive, Probability, Span, Spec


class Shift(Spec):
    """People of a role who are on duty together."""

    days: DaySet
    """Weekdays, when the clinic is open."""
    hours: Hours
    """Beginning and end of the shift."""
    count: Positive = 1
    """How many people."""


class Break(Spec):
    """A break for every member of a role on each shift that spans its window."""

    length: Span
    """How long."""
    between: Hours
    """The window in which it should begin and end."""
    cover: Count = 1
    """So many of the role must stay on duty meanwhile; 0 lets a lone member go when nobody needs watching."""


class Agency(Spec):
    """Somebody from outside who works a missed shift."""

    probability: Probability = 1.0
    """Probability that somebody comes."""
    wage: Money
    """Per hour; overtime at the role's multiple of it."""


class Absence(Spec):
    """Members who miss a shift, and who works it instead."""

    probability: Probability
    """Probability that a member misses a shift."""
    agency: Agency | None = None
    """Who works a missed shift; nobody if left out."""

    @property
    def uncovered(self) -> float:
        """Probability that a shift is worked by nobody."""
        return self.probability * (1 - self.agency.probability) if self.agency else self.probability


def _absence(value: Any) -> Any:
    return value if isinstance(value, dict | Absence) else {"probability": value}


def _show_absence(built: Absence) -> Any:
    return built.model_dump(mode="json") if built.agency else built.probability


def _how_many(value: Any) -> str:
    return "several" if isinstance(value, list | tuple) else "one"


Breaks = Annotated[
    Annotated[Break, Tag("one")] | Annotated[tuple[Break, ...], Tag("several")], Discriminator(_how_many)
]
"""A break, or a list of them."""


class Role(Spec):
    """A kind of staff: nurse, prescriber, assistant, front desk, therapist."""

    shifts: tuple[Shift, ...] = ()
    """Who is on duty when."""
    break_: Breaks | None = Field(default=None, alias="break")
    """A break, or several a day as a list; none if left out."""
    watches: Count = 1
    """Most patients one member watches at a time."""
    watches_while_hands_on: bool = True
    """Whether somebody who is hands-on with one patient still counts as watching others."""
    absent: Annotated[
        Absence,
        BeforeValidator(_absence, json_schema_input_type=Probability | Absence),
        PlainSerializer(_show_absence, when_used="json"),
    ] = Absence(probability=0.0)
    """Probability that a member misses a shift; or that with agency cover: {probability: 4 %, agency: {wage: 75}}."""
    helps: tuple[str, ...] = ()
    """Roles whose hands-on work its members also do, when nobody of that role is free and nobody waits for this one."""
    wage: Money = 0.0
    """Per hour."""
    overtime_premium: Money = 1.5
    """Overtime is paid at this multiple of the wage."""

    @property
    def breaks(self) -> tuple[Break, ...]:
        """Every break, in the order written."""
        return (self.break_,) if isinstance(self.break_, Break) else self.break_ or ()
