"""Text with units to numbers and back: the only conversions in the code.

Inside the program time is minutes, rates are per minute, money is plain units of the
scenario's currency and probabilities lie in [0, 1]. A bare number is never a duration:
``50`` could be minutes or days, ``50 min`` cannot.
"""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from math import inf, isfinite

HOUR, DAY, WEEK = 60.0, 1440.0, 10080.0
_FULL_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

_MINUTES = {
    "s": 1 / 60, "sec": 1 / 60, "second": 1 / 60, "seconds": 1 / 60,
    "min": 1.0, "mins": 1.0, "minute": 1.0, "minutes": 1.0,
    "h": HOUR, "hr": HOUR, "hrs": HOUR, "hour": HOUR, "hours": HOUR,
    "day": DAY, "days": DAY,
    "week": WEEK, "weeks": WEEK,
}  # fmt: skip
LONGEST = 20_000 * WEEK
"""Longest span of time that may be written [min]."""
# [0-9] and not \d, which also matches the digits of other scripts.
_PLAIN = r"(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?"
_NUMBER = rf"[+-]?{_PLAIN}"
_PART = re.compile(rf"\s*({_PLAIN})\s*([A-Za-z]+)")
_CLOCK = re.compile(r"([01]?[0-9]|2[0-4]):([0-5][0-9])")
_RATE = re.compile(rf"\s*({_NUMBER})\s*(?:per\s*|/\s*|an?\s+)(.+)")
_HOURS = re.compile(r"\s*(\S+?)\s*(?:-|–|to)\s*(\S+)\s*")
PER = ("per ", "/", "a ", "an ")
"""What the unit of a rate begins with."""

DURATION_WANTED = "a duration with its unit, such as 40 min, 1 h 30 min, 3 days or 2 weeks"
RATE_WANTED = "a rate with its unit, such as 3 per week, 12 per hour or 1 per 50 min"


def duration(text: str | float) -> float:
    """Minutes meant by a text such as ``1 h 30 min``; ``0`` needs no unit.

    Raises ValueError with the accepted form. ``m`` (minutes? months?) and ``month``
    (28 to 31 days) are refused because they are ambiguous.
    """
    is_number = isinstance(text, int | float) and not isinstance(text, bool)
    source = f"{text:g}" if is_number else text.strip() if isinstance(text, str) else ""
    if re.fullmatch(_NUMBER, source):
        if float(source) == 0:
            return 0.0
        raise ValueError(f"{text!r} has no unit; expected {_with_units(source)}")
    sign = -1.0 if source.startswith("-") else 1.0
    total = _sum_of_parts(str(text), source.removeprefix("-").removeprefix("+"))
    if not isfinite(total):
        raise ValueError(f"{text!r} is not {DURATION_WANTED}")
    if total > LONGEST:
        raise ValueError(f"{text!r} is too long; expected at most {show_duration(LONGEST)}")
    return sign * total


def _with_units(number: str) -> str:
    """The form wanted, with the number as written and every usual unit: which was meant cannot be guessed."""
    many = "" if number == "1" else "s"
    return f"a duration with its unit, such as {number} min, {number} h, {number} day{many} or {number} week{many}"


def _sum_of_parts(text: str, source: str) -> float:
    position, total = 0, 0.0 if source else inf
    while position < len(source):
        match = _PART.match(source, position)
        if not match or match[2] not in _MINUTES:
            raise ValueError(f"{text!r} is not {DURATION_WANTED}{_ambiguous(match[2] if match else '')}")
        total += float(match[1]) * _MINUTES[match[2]]
        position = match.end()
    return total


def _ambiguous(unit: str) -> str:
    if unit == "m":
        return " (write 'min': 'm' may be minutes, months or metres)"
    if unit.startswith("month") or unit.startswith("year"):
        return f" (a {unit.rstrip('s')} has no fixed length: write it in days or weeks)"
    return ""


def show_duration(minutes: float) -> str:
    """The shortest exact text for a duration in minutes: ``40 min``, ``3 days``, ``26 weeks``."""
    for size, name in ((WEEK, "week"), (DAY, "day")):
        if minutes and minutes % size == 0:
            count = int(minutes // size)
            return f"{count} {name}{'' if abs(count) == 1 else 's'}"
    if minutes and abs(minutes) >= 3 * HOUR and minutes % HOUR == 0:
        return f"{int(minutes // HOUR)} h"
    return f"{_exact(minutes)} min"


def _exact(number: float) -> str:
    """The shortest text that reads back as the same number."""
    short = f"{number:.15g}"
    return short if float(short) == number else repr(number)


def rate(text: str | float) -> float:
    """Events per minute meant by ``3 per week``, ``3 a week``, ``12/hour`` or ``1 per 50 min``."""
    match = _RATE.fullmatch(text) if isinstance(text, str) else None
    if not match:
        raise ValueError(f"{text!r} is not {RATE_WANTED}")
    period = match[2].strip()
    minutes = _MINUTES.get(period) or duration(period)
    if minutes <= 0 or not isfinite(float(match[1])):
        raise ValueError(f"{text!r} is not {RATE_WANTED}")
    return float(match[1]) / minutes


def show_rate(per_minute: float) -> str:
    """A rate per week as text; per hour where that is the rounder number."""
    weekly, hourly = per_minute * WEEK, per_minute * HOUR
    if hourly >= 0.5 and float(f"{hourly:.6g}") / HOUR == per_minute:
        return f"{hourly:.6g} per hour"
    if float(f"{weekly:.6g}") / WEEK == per_minute:
        return f"{weekly:.6g} per week"
    return f"{_exact(per_minute)} per min"


def clock(text: str | float) -> float:
    """Minutes since 00:00 meant by ``08:30``; ``24:00`` is the end of the day."""
    match = _CLOCK.fullmatch(text.strip()) if isinstance(text, str) else None
    if not match or (int(match[1]) == 24 and match[2] != "00"):
        raise ValueError(f"{text!r} is not a time of day from 00:00 to 24:00, written 08:30 or 17:00")
    return float(int(match[1]) * 60 + int(match[2]))


def show_clock(minutes: float) -> str:
    """``510`` as ``08:30``; minutes beyond one day wrap, except 24:00 itself."""
    whole = round(minutes) if round(minutes) == 1440 else round(minutes) % 1440
    return f"{whole // 60:02d}:{whole % 60:02d}"


def hours(text: str) -> tuple[float, float]:
    """Opening and closing minute meant by ``08:00-17:00``; raises ValueError if it does not run forward."""
    match = _HOURS.fullmatch(text) if isinstance(text, str) else None
    if not match:
        raise ValueError(f"{text!r} is not a stretch of the day, written 08:00-17:00")
    opens, closes = clock(match[1]), clock(match[2])
    if closes <= opens:
        raise ValueError(f"{text!r} does not end after it begins (around the clock is 00:00-24:00)")
    return opens, closes


def days(text: str) -> tuple[int, ...]:
    """Weekdays (Monday is 0) meant by ``mon-fri``, ``sat`` or ``mon, wed, fri``."""
    if not isinstance(text, str):
        raise ValueError(f"{text!r} is not a set of weekdays, written mon-fri or mon, wed, fri")
    return _days(text)


@cache
def _days(text: str) -> tuple[int, ...]:
    found: set[int] = set()
    for part in text.split(","):
        first, dash, last = (name.strip().lower() for name in part.partition("-"))
        low, high = _weekday(first), _weekday(last if dash else first)
        found.update(range(low, high + 1) if low <= high else (*range(low, 7), *range(high + 1)))
    return tuple(sorted(found))


def _weekday(name: str) -> int:
    name = name[:3] if name in _FULL_NAMES else name
    if name not in WEEKDAYS:
        near = next((day for day in WEEKDAYS if name and day[:2] == name[:2]), None)
        hint = f"; did you mean '{near}'?" if near else ""
        raise ValueError(f"'{name}' is not a weekday; expected {', '.join(WEEKDAYS)}{hint}")
    return WEEKDAYS.index(name)


def show_days(numbers: tuple[int, ...]) -> str:
    """Weekday numbers as text: a run as ``mon-fri``, anything else as ``mon, wed, fri``."""
    if len(numbers) > 1 and numbers == tuple(range(numbers[0], numbers[-1] + 1)):
        return f"{WEEKDAYS[numbers[0]]}-{WEEKDAYS[numbers[-1]]}"
    return ", ".join(WEEKDAYS[number] for number in numbers)


def probability(value: str | float) -> float:
    """A number in [0, 1], or a percentage such as ``12 %``."""
    found: float
    if isinstance(value, str) and re.fullmatch(rf"{_NUMBER}\s*%", value.strip()):
        found = float(value.strip().rstrip("%")) / 100
    elif isinstance(value, int | float) and not isinstance(value, bool):
        found = float(value)
    else:
        raise ValueError(f"{value!r} is not a probability, written 0.12 or 12 %")
    if not 0 <= found <= 1:
        plain = not isinstance(value, str) and 1 < found <= 100
        hint = f"; did you mean {found / 100:g} or {found:g} %?" if plain else ""
        raise ValueError(f"{value!r} is not a probability between 0 and 1{hint}")
    return found


def calendar_date(text: str) -> date:
    """A date written 2026-01-05, without time or zone."""
    if not isinstance(text, str) or not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        raise ValueError(f"{text!r} is not a date, written 2026-01-05 (no time, no zone)")
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{text} is not in the calendar: no such date") from None
