"""What a sweep varies: ``spaces.recliner=4..10``, ``patients.referrals=2,3,4 per week``, ``policies.slot=a,b``.

A factor is one value of the scenario, addressed as with ``--set``, and the levels it is to take. Numbers share the
unit of the last one; a range may have a step (``20 min..60 min by 10 min``) and is otherwise counted in ones.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import floor, log10

from sim.errors import Problem, ScenarioError
from sim.scenario.problems import show, visible
from sim.scenario.quantities import Quantity, quantities
from sim.scenario.ranges import Range

ORIGIN = "--vary"
MOST_LEVELS = 1000
"""Levels of one factor."""
PLACES = 2
"""Digits of the width of a range with which a value sampled from it is written."""
FIXED = ("run", "scenario", "calendar.starts", "money.currency")
"""What must be the same in all designs, because replications are compared one with one."""
_RANGE = re.compile(r"(.+?)\s*\.\.\s*(.+?)(?:\s+by\s+(.+))?", re.DOTALL)
_WANTED = "expected path=values, such as spaces.recliner=4..10 or 'patients.referrals=2,3,4 per week'"


@dataclass(frozen=True)
class Factor:
    """One thing that is varied."""

    name: str
    """Dotted path, as the user writes it."""
    levels: tuple[str, ...]
    """Values as they are written into the scenario; of a range without a step only its ends."""
    numbers: tuple[float, ...] = ()
    """The same as numbers in one unit; none where they are words."""
    unit: str = ""
    """Of the numbers."""
    is_range: bool = False
    """Whether every value between the two levels is meant."""
    is_whole: bool = False
    """Of a range: whether only whole numbers are meant."""

    def at(self, share: float) -> str:
        """The value below which this share, in [0, 1), of its levels or of its range lies."""
        if not self.is_range:
            return self.levels[floor(share * len(self.levels))]
        low, high = self.numbers
        if self.is_whole:
            return str(Quantity(floor(low + share * (high - low + 1)), self.unit))
        return self.written(low + share * (high - low))

    def written(self, number: float) -> str:
        """A number of its range in a few digits, with its unit."""
        low, high = self.numbers[0], self.numbers[-1]
        return str(Quantity(round(number, PLACES - floor(log10(high - low))), self.unit))

    @property
    def grid(self) -> tuple[str, ...]:
        """Every level; a range in ones."""
        if not self.is_range:
            return self.levels
        low, high = map(int, self.numbers)
        return tuple(str(Quantity(number, self.unit)) for number in range(low, high + 1))


def factors(texts: Sequence[str]) -> list[Factor]:
    """What all ``--vary`` options say; raises ScenarioError with every mistake."""
    found: list[Factor] = []
    problems: list[Problem] = []
    for text in texts:
        name = text.partition("=")[0].strip()
        try:
            found.append(factor(text))
            _refuse_overlap(found)
        except ValueError as error:
            problems.append(Problem(str(error), visible(name), ORIGIN))
    if problems:
        raise ScenarioError(problems)
    return found


def factor(text: str) -> Factor:
    """What one option says; raises ValueError."""
    name, equals, levels = (part.strip() for part in text.partition("="))
    if not equals or not name or not levels:
        raise ValueError(f"got {show(text)}; {_WANTED}")
    if name.startswith(FIXED):
        raise ValueError("this must be the same in all designs, which are compared replication by replication")
    parts = list(_parts(levels))
    if len(parts) == 1 and (match := _RANGE.fullmatch(parts[0])):
        return _row(name, *match.groups())
    if len(parts) < 2:
        raise ValueError(f"got {show(levels)}, one value; expected several, such as 4..10 or 2,3,4 per week")
    return _list(name, parts)


def _parts(text: str) -> Iterator[str]:
    """Text between commas, those inside brackets and quotes left alone."""
    depth, quote, start = 0, "", 0
    for place, char in enumerate(text):
        if quote:
            quote = "" if char == quote else quote
        elif char in "\"'":
            quote = char
        elif char in "[{(":
            depth += 1
        elif char in ")}]":
            depth -= 1
        elif char == "," and depth == 0:
            yield text[start:place].strip()
            start = place + 1
    yield text[start:].strip()


def _list(name: str, parts: Sequence[str]) -> Factor:
    if not all(parts):
        raise ValueError("nothing stands between two commas; expected a value")
    try:
        found = quantities(parts)
    except ValueError:
        levels: tuple[str, ...] = tuple(parts)
        numbers: tuple[float, ...] = ()
        unit = ""
    else:
        levels, unit = tuple(map(str, found)), found[0].unit
        numbers = tuple(found[0].like(one.size).number for one in found)
    if len(set(numbers or levels)) < len(levels):
        raise ValueError("a value is written twice; expected different ones")
    return Factor(name, levels, numbers, unit)


def _row(name: str, low: str, high: str, step: str | None) -> Factor:
    ends = _with_step(low, high, step)
    first, last = ends[0], ends[0].like(ends[1].size)
    if first.number >= last.number:
        raise ValueError(f"the range {low}..{high} runs backwards; expected the low end first")
    if step is None:
        both = (first.number, last.number)
        return Factor(name, (str(first), str(last)), both, first.unit, is_range=True)
    width = first.like(ends[2].size).number
    if width <= 0:
        raise ValueError(f"got the step {show(step)}; expected one above zero")
    count = floor((last.number - first.number) / width + 1e-9) + 1
    if not 2 <= count <= MOST_LEVELS:
        raise ValueError(f"{low}..{high} by {step} has {count} levels; expected 2 to {MOST_LEVELS}")
    found = [first.like(first.size + place * ends[2].size) for place in range(count)]
    return Factor(name, tuple(map(str, found)), tuple(one.number for one in found), first.unit)


def _with_step(low: str, high: str, step: str | None) -> list[Quantity]:
    """Both ends and the step; a unit may stand at any of them."""
    if step is None:
        return quantities([low, high])
    try:
        return quantities([low, high, step])
    except ValueError:
        width, least, most = quantities([step, low, high])
        return [least, most, width]


def _refuse_overlap(found: Sequence[Factor]) -> None:
    """Raise ValueError if the last one changes what another changes."""
    *others, last = found
    for other in others:
        if last.name == other.name:
            raise ValueError("this is varied twice; write all its values in one --vary")
        if f"{last.name}.".startswith(f"{other.name}.") or f"{other.name}.".startswith(f"{last.name}."):
            raise ValueError(f"this and {visible(other.name)} change the same part of the scenario")


def refuse_without_step(found: Sequence[Factor]) -> None:
    """Raise ScenarioError for every range whose ends are no whole numbers or that has too many: a grid needs a step."""
    problems = []
    for one in found:
        if one.is_range and not all(number == int(number) for number in one.numbers):
            what = f"a grid needs a step: {one.levels[0]}..{one.levels[1]} by ...; or use --design lhs"
            problems.append(Problem(what, visible(one.name), ORIGIN))
        elif one.is_range and one.numbers[1] - one.numbers[0] >= MOST_LEVELS:
            what = f"{one.levels[0]}..{one.levels[1]} has more than {MOST_LEVELS} levels; expected a step"
            problems.append(Problem(what, visible(one.name), ORIGIN))
    if problems:
        raise ScenarioError(problems)


def of_range(one: Range, is_whole: bool) -> Factor:
    """An uncertain input of the scenario as something to vary."""
    ends = (one.low, one.low.like(one.high.size))
    numbers = tuple(end.number for end in ends)
    return Factor(one.name, tuple(map(str, ends)), numbers, one.low.unit, is_range=True, is_whole=is_whole)


def whole(one: Factor) -> Factor:
    """The same factor in whole numbers."""
    return replace(one, is_whole=True)


def labels(names: Sequence[str]) -> list[str]:
    """A few words for each dotted path, all different: ``recliner``, ``infusion no show``."""
    parts = [_telling(name) for name in names]
    found = [" ".join(one[-2:]) for one in parts]
    for length in range(3, max(map(len, parts), default=0) + 1):
        found = [" ".join(one[-length:]) if found.count(label) > 1 else label
                 for one, label in zip(parts, found, strict=True)]  # fmt: skip
    return [label if found.count(label) == 1 else name for label, name in zip(found, names, strict=True)]


def _telling(name: str) -> list[str]:
    """Parts of a path that say something to a reader: no section, no list and no position in one."""
    section, *rest = name.split(".")
    told = [part.replace("_", " ") for part in rest if not part.isdecimal() and part not in ("steps", "shifts")]
    return told or [section.replace("_", " ")]


__all__ = ["Factor", "factor", "factors", "labels", "of_range", "refuse_without_step", "whole"]
