"""Numbers with units as they are written: ``0.05``, ``12 %``, ``40 min``, ``3 per week``.

What a file or the command line says about a number (its range, a list or a row of values) is read here, before anybody
knows which field it is for; the field's own rules come later.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import isfinite

from sim import units

_FORM = re.compile(r"\s*([+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)\s*(\D.*?)?\s*", re.DOTALL)
DIGITS = 12
"""Digits with which a number between two written ones is written; more would show how computers round."""


@dataclass(frozen=True)
class Quantity:
    """A number and its unit."""

    number: float
    unit: str = ""
    """As written: empty, ``%``, ``min``, ``per week``."""

    @property
    def kind(self) -> str:
        """What it measures: ``number``, ``time`` or ``rate``; quantities of one kind can be compared."""
        return _factor(self.unit)[0]

    @property
    def size(self) -> float:
        """In the program's unit of its kind [1, min or per min]."""
        return self.number * _factor(self.unit)[1]

    @property
    def is_whole(self) -> bool:
        """Whether the number is written without a fraction."""
        return self.number == int(self.number)

    def like(self, size: float) -> Quantity:
        """Another size in the same unit."""
        return replace(self, number=float(f"{size / _factor(self.unit)[1]:.{DIGITS}g}"))

    def __str__(self) -> str:
        return f"{self.number:.{DIGITS}g} {self.unit}".rstrip()


def _factor(unit: str) -> tuple[str, float]:
    """Kind of a unit, and how much one of it is; raises ValueError for a unit that nobody knows."""
    if unit in ("", "%"):
        return "number", 0.01 if unit else 1.0
    if unit.startswith(units.PER):
        return "rate", units.rate(f"1 {unit}")
    return "time", units.duration(f"1 {unit}")


def quantity(text: str) -> Quantity:
    """What a text says; times in several parts (``1 h 30 min``) are turned into minutes. Raises ValueError."""
    match = _FORM.fullmatch(text)
    if not match or not isfinite(float(match[1])):
        raise ValueError(f"{text!r} is not a number with its unit, such as 0.05, 12 %, 40 min or 3 per week")
    number, unit = float(match[1]), match[2] or ""
    if any(char.isdigit() for char in unit) and not unit.startswith(units.PER):
        return Quantity(units.duration(text), "min")
    _factor(unit)
    return Quantity(number, unit)


def quantities(texts: Sequence[str]) -> list[Quantity]:
    """Several of one kind; whoever has no unit takes that of the next one that has (``2, 3, 4 per week``).

    Raises ValueError if one cannot be read or their kinds differ.
    """
    found = [quantity(text) for text in texts]
    unit = ""
    for place in reversed(range(len(found))):
        if found[place].unit:
            unit = found[place].unit
        elif found[place].number or unit not in ("", "%"):
            found[place] = replace(found[place], unit=unit)
    if len({one.kind for one in found}) > 1:
        raise ValueError(f"{' and '.join(str(one) for one in found)} are not in units of one kind")
    return found
