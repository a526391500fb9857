"""Values and differences of metrics as a reader wants them: shares in percent, their differences in points."""

from __future__ import annotations

from math import isfinite
from typing import NamedTuple

from sim import metrics
from sim.report import text

GLUE = "\u00a0"
"""A space at which no line breaks."""


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
        a_week = unit.endswith("/week") or name.endswith(".per_week")
        return Scale(1.0, f"{currency}/week" if a_week else currency, f"{currency} a week" if a_week else currency)
    return Scale(1.0, unit, _WORDS.get(unit, unit))


def value(name: str, number: float, currency: str) -> str:
    """A value without its unit."""
    return text.number(scale(name, currency).factor * number)


def amount(name: str, size: float, low: float, high: float, currency: str) -> str:
    """The size of a difference with its interval: ``4.1 points (3.2 to 5.0)``, ``USD 310 a week (120 to 500)``."""
    factor, unit, after = scale(name, currency)
    numbers = [factor * number for number in (size, low, high)]
    places = text.apart(text.decimals(*(number for number in numbers if isfinite(number))), *numbers[1:])
    shown, least, most = (text.number(number, places) for number in numbers)
    if unit.startswith(currency):
        after = after.removeprefix(currency).strip()
        shown = f"{currency} {shown}"
    interval = f"({least} to {most})" if isfinite(low) else ""
    return " ".join(part for part in (shown, after, interval) if part)


def signed(name: str, number: float, half: float, currency: str) -> str:
    """A difference with its sign and the half-width of its interval: ``−1.2 ± 0.3``.

    At most two decimals, unless an interval on one side of zero would seem to touch it.
    """
    difference, width = (scale(name, currency).factor * one for one in (number, half))
    places = min(text.decimals(difference, width if isfinite(width) else 0.0), 2)
    while abs(difference) > width and places < text.MOST_PLACES and _touches(difference, width, places):
        places += 1
    shown = text.number(difference, places)
    plus = "+" if round(difference, places) > 0 else ""
    return f"{plus}{shown}" + (f"{GLUE}±{GLUE}{text.number(width, places)}" if isfinite(width) else "")


def _touches(difference: float, width: float, places: int) -> bool:
    """Whether a difference and its half-width, so rounded, seem to reach zero."""
    return round(abs(difference), places) <= round(width, places)


def row_label(name: str, currency: str) -> str:
    """A metric in words with its unit."""
    return f"{metrics.label(name)} [{scale(name, currency).unit}]"
