"""Values and differences of metrics as a reader wants them: shares in percent, their differences in points."""

from __future__ import annotations

from math import isfinite
from typing import NamedTuple

from sim import metrics
from sim.report import text


class Scale(NamedTuple):
    """How numbers of one metric are shown."""

    factor: float
    """What a value is multiplied with."""
    unit: str
    """Of a value, for the head of a row."""
    after: str
    """Behind a difference, in running text."""


_WORDS = {
    "patients": "", "patients/week": "a week", "infusions/week": "a week", "inductions/week": "a week",
    "visits/week": "a week", "min/day": "min a day", "h/week": "h a week",
}  # fmt: skip
"""Units of differences in running text, where the sentence has named the thing."""


def scale(name: str, currency: str) -> Scale:
    """How a metric, by its full name, is shown."""
    unit = metrics.unit_of(name)
    if unit == "1":
        return Scale(100.0, "%", "points")
    if unit.startswith("currency"):
        per = unit.partition("/")[2]
        return Scale(1.0, unit.replace("currency", currency), f"{currency} a {per}" if per else currency)
    return Scale(1.0, unit, _WORDS.get(unit, unit))


def value(name: str, number: float, currency: str) -> str:
    """A value without its unit."""
    return text.number(scale(name, currency).factor * number)


def amount(name: str, size: float, low: float, high: float, currency: str) -> str:
    """The size of a difference with its interval: ``4.1 points (3.2 to 5.0)``, ``USD 310 a week (120 to 500)``."""
    factor, unit, after = scale(name, currency)
    numbers = [factor * number for number in (size, low, high)]
    places = text.decimals(*(number for number in numbers if isfinite(number)))
    shown, least, most = (text.number(number, places) for number in numbers)
    if unit.startswith(currency):
        after = after.removeprefix(currency).strip() or ("a week" if name.endswith("per_week") else "")
        shown = f"{currency} {shown}"
    interval = f"({least} to {most})" if isfinite(low) else ""
    return " ".join(part for part in (shown, after, interval) if part)


def signed(name: str, number: float, half: float, currency: str) -> str:
    """A difference with its sign and the half-width of its interval: ``−1.2 ± 0.3``."""
    factor = scale(name, currency).factor
    places = text.decimals(factor * number, factor * half if isfinite(half) else 0.0)
    shown = text.number(factor * number, places)
    plus = "+" if factor * number > 0 and float(shown.replace(",", "")) else ""
    return f"{plus}{shown}" + (f" ± {text.number(factor * half, places)}" if isfinite(half) else "")


def row_label(name: str, currency: str) -> str:
    """A metric in words with its unit."""
    return f"{metrics.label(name)} [{scale(name, currency).unit}]"
