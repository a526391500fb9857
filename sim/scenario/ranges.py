"""Ranges beside values: ``no_show: 0.05 (0.03..0.10)``, for inputs that nobody knows exactly.

The value is what every command simulates. The range says between which values the truth may lie, and is asked for by
``chairtime tornado`` and ``chairtime uncertainty`` alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import isclose
from typing import Any

from sim.errors import Problem
from sim.scenario import shape
from sim.scenario.address import Path, dotted, inside
from sim.scenario.parse import Tree
from sim.scenario.problems import show
from sim.scenario.quantities import Quantity, quantities, quantity
from sim.scenario.scalars import scalar

_NUMBER = r"[+-]?\.?\d[^()]*?"
_WRITTEN = re.compile(rf"\s*({_NUMBER})\s*\(([^()]*?)\.\.([^().]?[^()]*)\)\s*")
_ALMOST = re.compile(rf"\s*({_NUMBER})\s*\(\s*({_NUMBER})\s*(?:\.{{3,}}|…|-|–|,|\bto\b)\s*({_NUMBER})\s*\)\s*")
PATTERN = r"^\s*[+-]?\.?\d[^()]*\(\s*[+-]?\.?\d[^()]*\.\.\s*[+-]?\.?\d[^()]*\)\s*$"
"""A value with its range, for editors."""
LONGEST = 200
"""Letters of a value with its range."""
EARLY = {"punctuality", "lateness"}
"""Times that may be below zero: before an appointment."""
SETTLED = ("run", "calendar.starts")
"""What says how to simulate, and hence is never uncertain."""


@dataclass(frozen=True)
class Range:
    """One uncertain input."""

    path: Path
    name: str
    """The path as the user writes it."""
    value: Quantity
    """What is simulated."""
    low: Quantity
    """Lower end."""
    high: Quantity
    """Upper end."""

    @property
    def beside(self) -> str:
        """As it stands beside the value: ``(0.03..0.1)``."""
        return f"({self.low}..{self.high})"


def taken_out(tree: Tree, model: shape.Model) -> tuple[Tree, tuple[Range, ...]]:
    """The tree with plain values, and the ranges that stood beside them; mistakes join the tree's problems."""
    problems: list[Problem] = []
    ranges: list[Range] = []
    plain: dict[Path, Any] = {}
    for path, text in _texts(tree.data, ()):
        match = len(text) <= LONGEST and (_WRITTEN.fullmatch(text) or _ALMOST.fullmatch(text))
        if not match or shape.is_text(model, path):
            continue
        try:
            plain[path] = scalar(match[1])
            ranges.append(_range(tree, path, match))
        except ValueError as error:
            problems.append(_problem(tree, path, str(error)))
    if not plain:
        return tree, ()
    data = replaced(tree.data, plain)
    return Tree(data, tree.values, tree.keys, (*tree.problems, *problems)), tuple(ranges)


def _texts(data: Any, path: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(data, str):
        yield path, data
    elif isinstance(data, dict | list):
        for step in data if isinstance(data, dict) else range(len(data)):
            yield from _texts(inside(data, step), (*path, step))


def _range(tree: Tree, path: Path, match: re.Match[str]) -> Range:
    """What a text says; raises ValueError."""
    written, low, high = (part.strip() for part in match.groups())
    name = dotted(tree.data, path)
    if match.re is _ALMOST:
        raise ValueError(f"got {show(match[0])}; expected two dots between the ends: {written} ({low}..{high})")
    if not low or not high:
        raise ValueError(f"got {show(match[0])}; expected both ends of the range, such as 0.05 (0.03..0.10)")
    if name.startswith(SETTLED):
        raise ValueError(f"got {show(match[0])}; expected one value: how to simulate is not uncertain")
    least, most, value = quantities([low, high, written])
    if least.size > most.size:
        raise ValueError(f"the range {low}..{high} runs backwards; expected the low end first")
    if least.size == most.size:
        raise ValueError(f"the range {low}..{high} has no width; expected two different ends, or no range")
    if not least.size <= value.size <= most.size:
        raise ValueError(f"the value {written} lies outside its range {low}..{high}")
    return Range(path, name, value, least, most)


def _problem(tree: Tree, path: Path, what: str) -> Problem:
    mark = tree.values[path]
    return Problem(what, dotted(tree.data, path), mark.file, mark.line, mark.column)


def replaced(data: Any, new: Mapping[Path, Any], path: Path = ()) -> Any:
    """A copy of plain data with other values at some of its paths; paths that it has not are left aside."""
    if path in new:
        return new[path]
    if isinstance(data, dict):
        return {key: replaced(inner, new, (*path, key)) for key, inner in data.items()}
    if isinstance(data, list):
        return [replaced(inner, new, (*path, place)) for place, inner in enumerate(data)]
    return data


def wrong_ends(
    ranges: Sequence[Range], mistakes: Callable[[Mapping[Path, Any]], Sequence[Problem]]
) -> Iterator[Problem]:
    """Ends of ranges that their own field does not take, by what *mistakes* says of other values at their paths.

    All low ends are tried together, then all high ends. What only several fields together do not allow is no mistake of
    a range; it is told of the design in which it comes up.
    """
    names = {one.name: one for one in ranges}
    for side in ("low", "high"):
        ends = {one.path: scalar(str(getattr(one, side))) for one in ranges}
        for problem in mistakes(ends) if ends else ():
            if problem.path in names:
                beside = names[problem.path].beside
                yield replace(problem, what=f"its range {beside}: {problem.what}")


def below_zero(
    ranges: Sequence[Range], known: Sequence[Problem], mistakes: Callable[[Mapping[Path, Any]], Sequence[Problem]]
) -> Iterator[tuple[Range, str]]:
    """Ranges that reach below zero where nothing can, although the value does not: durations, shares and counts.

    Only how early or late somebody comes may be negative. A time below zero would count as zero, and the range would
    not be the one that is written. What is told already is *known*.
    """
    told = {one.path for one in known}
    for one in ranges:
        if one.name in told or not one.low.size < 0 <= one.value.size or one.path[0] == "policies":
            continue
        is_time = one.low.kind == "time" and not EARLY.intersection(map(str, one.path))
        if is_time or mistakes({one.path: scalar(str(one.low))}):
            yield (
                one,
                f"its range {one.beside} reaches below zero, which this cannot be; expected a low end of 0 or more",
            )


def beside(ranges: Sequence[Range], path: Path, value: Any) -> str:
    """The range to be written beside a value of the resolved scenario, with a space before it; empty if none.

    A value may have been written in a shorter form (``time: 50 min`` for a constant): then the range belongs to the
    number inside that is the one written.
    """
    for one in ranges:
        if path[: len(one.path)] == one.path and (path == one.path or _same(one.value, value)):
            return f" {one.beside}"
    return ""


def _same(written: Quantity, value: Any) -> bool:
    try:
        found = quantity(str(value))
    except ValueError:
        return False
    return found.kind == written.kind and isclose(found.size, written.size, rel_tol=1e-9)
