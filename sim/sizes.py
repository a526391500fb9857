"""Sizes of metrics as people write them: ``2 min``, ``1 %``, ``0.5 per week``, in the unit of the metric."""

from __future__ import annotations

import re
from math import isfinite

from sim import units
from sim.scenario.problems import show

_AMOUNT = re.compile(r"(\d+(?:\.\d*)?|\.\d+)\s*(.*)")
_MINUTES = {"min": 1.0, "h": units.HOUR, "days": units.DAY}
"""Units of metrics that are times."""


def amount(text: str, unit: str) -> float:
    """A size in *unit* meant by ``2 min``, ``1 %``, ``0.5 per week``; the unit may be left out except for times."""
    number, rest = match.groups() if (match := _AMOUNT.fullmatch(text)) else ("", "")
    head, _, per = rest.replace(" per ", "/").replace(" a ", "/").partition("/")
    quantity, _, period = unit.partition("/")
    factor = _factor(head.strip(), quantity) if number and per.strip() in ("", period) else None
    if factor is None or not isfinite(float(number) * factor):
        raise ValueError(f"got {show(text)}; expected a size such as '{_example(unit)}'")
    return float(number) * factor


def _factor(head: str, quantity: str) -> float | None:
    """What a number in the unit *head* is multiplied with to be in *quantity*; None if it cannot be."""
    if quantity == "1":
        return {"": 1.0, "%": 0.01, "points": 0.01, "point": 0.01}.get(head)
    if quantity in _MINUTES:
        try:
            return units.duration(f"1 {head}") / _MINUTES[quantity] if head else None
        except ValueError:
            return None
    return 1.0 if head.rstrip("s") in ("", quantity.rstrip("s")) else None


def _example(unit: str) -> str:
    return "1 %" if unit == "1" else f"2 {unit.replace('/', ' per ')}"
