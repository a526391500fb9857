"""Numbers as a reader wants them: three digits, a unit, an interval, never 'nan'."""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence
from math import floor, isfinite, log10

from sim.stats import Summary

NONE = "not available"
DASH = "–"
DIGITS = 3
HUNDREDTHS = 0.05
"""From here on two decimals are enough."""
MOST_PLACES = 6
"""More decimals tell nobody anything."""
NARROW = 0.0005
"""Half of an interval of a share that one decimal of a percentage would not show."""
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def decimals(*values: float, digits: int = DIGITS) -> int:
    """Decimals with which the largest of some values shows so many digits, few enough to be read."""
    largest = max((abs(value) for value in values if isfinite(value)), default=0.0)
    return 2 if largest == 0 else min(max(digits - 1 - floor(log10(largest)), 0), 2 if largest >= HUNDREDTHS else 4)


def apart(places: int, low: float, high: float) -> int:
    """So many decimals that an interval on one side of zero does not seem to touch it."""
    while low * high > 0 and places < MOST_PLACES and round(min(abs(low), abs(high)), places) == 0:
        places += 1
    return places


def number(value: float, places: int | None = None) -> str:
    """A number with thousands separators; a dash where there is none."""
    if not isfinite(value):
        return DASH
    shown = f"{value:,.{decimals(value) if places is None else places}f}"
    return shown.replace("-", "−") if float(shown.replace(",", "")) else shown.replace("-", "")


def typed(command: Sequence[str]) -> str:
    """A command line as it can be typed again, whatever path the program was started by."""
    return shlex.join(["chairtime", *command[1:]])


def plain(value: float) -> str:
    """A number in running text: no zeros behind the point (3 rather than 3.00)."""
    shown = number(value)
    return shown.rstrip("0").rstrip(".") if "." in shown else shown


def percent(share: float) -> str:
    """0.395 as 39.5 %, 0.02 as 2 %, 0.0004 as under 0.1 %."""
    if not isfinite(share):
        return DASH
    if 0 < abs(share) < 0.0005:
        return "under 0.1 %"
    return f"{number(100 * share, 1).removesuffix('.0')} %"


def money(amount: float, currency: str) -> str:
    """An amount in whole units, or in cents where it is small."""
    places = 0 if abs(amount) >= 100 else 2
    sign = "−" if round(amount, places) < 0 else ""
    return f"{sign}{currency} {abs(amount):,.{places}f}" if isfinite(amount) else DASH


def clock(slot: float) -> str:
    """Half-hour of the day as a time: 21 is 10:30."""
    minutes = round(30 * slot)
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def span(found: Summary, scale: float = 1.0, unit: str = "") -> str:
    """Mean of what cannot be negative with its interval: ``2.87 (2.70 to 3.04)``; one replication has no interval."""
    mean, half = scale * found.mean, scale * found.half_width
    places = decimals(mean, half)
    after = f" {unit}" if unit else ""
    if not isfinite(mean):
        return NONE
    if not isfinite(half):
        return f"{number(mean, places)}{after}"
    return f"{number(mean, places)}{after} ({number(max(mean - half, 0.0), places)} to {number(mean + half, places)})"


def interval(found: Summary, scale: float = 1.0, unit: str = "") -> str:
    """The 95 % interval, of what cannot be negative, in words."""
    low, high = scale * (found.mean - found.half_width), scale * (found.mean + found.half_width)
    if not isfinite(low):
        return "interval not available"
    low = max(low, 0.0)
    places, after = decimals(low, high), f" {unit}" if unit else ""
    return f"95 % interval {number(low, places)} to {number(high, places)}{after}"


def measured(found: Summary) -> str:
    """A mean with as many decimals as its interval: 14.0 beside 13.1 to 14.9."""
    if not isfinite(found.half_width):
        return plain(found.mean)
    return number(found.mean, decimals(max(found.mean - found.half_width, 0.0), found.mean + found.half_width))


def shares(found: Summary) -> str:
    """The 95 % interval of a share in words, kept between 0 and 100 %."""
    if not isfinite(found.half_width):
        return "interval not available"
    low, high = max(found.mean - found.half_width, 0.0), min(found.mean + found.half_width, 1.0)
    places = _share_places(found)
    return f"95 % interval {number(100 * low, places)} to {number(100 * high, places)} %"


def share(found: Summary) -> str:
    """A mean share with as many decimals as its interval: 10.0 % beside 9.4 to 10.6 %."""
    shown = number(100 * found.mean, _share_places(found))
    if not isfinite(found.half_width) or (found.mean > 0 and float(shown) == 0):
        return percent(found.mean)
    return f"{shown} %"


def rounding(*parts: Summary) -> str:
    """A sentence where shares that make a whole do not seem to, each rounded by itself."""
    shown = sum(round(100 * one.mean, 1) for one in parts)
    return "" if abs(shown - 100) < 0.05 or not isfinite(shown) else f" Rounded, they make {number(shown, 1)} %."


def _share_places(found: Summary) -> int:
    """One decimal of a percentage; two where one would hide the interval."""
    return 2 if 0 < found.half_width < NARROW else 1


def money_interval(found: Summary, currency: str) -> str:
    """The same for amounts."""
    if not isfinite(found.half_width):
        return "interval not available"
    low, high = found.mean - found.half_width, found.mean + found.half_width
    return f"95 % interval {money(low, currency)} to {money(high, currency)}"


def listed(items: Sequence[str]) -> str:
    """``a, b and c``."""
    return " and ".join([", ".join(items[:-1]), items[-1]] if len(items) > 1 else list(items))


def plural(count: float, one: str, many: str = "") -> str:
    """``1 week``, ``3 weeks``."""
    return f"{plain(count)} {one if count == 1 else many or one + 's'}"


def longest_waits(p90: float) -> str:
    """What the longest tenth of the waits of the day comes to; p90 [min]."""
    if plain(p90) == "0":
        return "nine visits in ten do not wait at all"
    return f"one visit in ten waits longer than {plain(p90)} min"


def glue(text: str) -> str:
    """Numbers held together with what follows or precedes them, so that no line breaks between."""
    return re.sub(r"(?<=\d) (?=%|min\b|days?\b|h\b)|(?<=\b[A-Z]{3}) (?=\d)", "\u00a0", text)


def sentence(text: str) -> str:
    """With a capital letter and a full stop."""
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "!", "?")) else ".")
