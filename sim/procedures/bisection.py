"""The largest level at which all targets are met, by bisection with a sequential test at every level visited.

Targets get harder from level to level. Each level is tested until every target is known to be met, or one to be
missed (``boundary.py``); there are at most ``visits(levels)`` of them, and they share the error among
themselves. This is bisection with error spending rather than the probabilistic bisection of Waeber, Frazier and
Henderson (2013, *SIAM Journal on Control and Optimization* 51, 2261-2279): the loads that a clinic can offer form a
grid, on which a finite number of tests gives a finite guarantee, and a test with a tolerance ends also where the
target is just met, at which theirs would run for ever.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from math import ceil, log2

import numpy as np

from sim.procedures.boundary import FIRST, Floats, decide

Draw = Callable[[int, int], Floats]
"""Level, replications wanted -> the first so many, shape (n, targets); a target is met where its mean is <= 0."""
BATCH = 8
"""Replications added at a time."""


class Standing(StrEnum):
    """What is known of the targets at a level."""

    MET = "met"
    MISSED = "missed"
    OPEN = "not settled"


@dataclass(frozen=True)
class Level:
    """One level that was tested."""

    level: int
    standing: Standing
    targets: tuple[Standing, ...]
    values: Floats
    """Shape (n, targets)."""


@dataclass(frozen=True)
class Rules:
    """How sure, and what does not matter."""

    zones: Sequence[float]
    """Tolerance of each target, > 0."""
    confidence: float = 0.95
    first: int = FIRST
    most: int = 1000
    """Replications of one level at which its test gives up."""

    def error(self, levels: int) -> float:
        """Of every single test: each level visited tests every target, and all errors add up to 1 - confidence."""
        return (1 - self.confidence) / (visits(levels) * max(len(self.zones), 1))


@dataclass
class Bracket:
    """Between which levels the answer lies."""

    levels: int
    tested: list[Level] = field(default_factory=list)
    """In the order in which they were tested."""

    @property
    def met(self) -> int | None:
        """The largest level known to meet all targets; None if there is none."""
        return max((one.level for one in self.tested if one.standing is Standing.MET), default=None)

    @property
    def missed(self) -> int | None:
        """The smallest level known to miss one; None if there is none."""
        return min((one.level for one in self.tested if one.standing is Standing.MISSED), default=None)

    @property
    def settled(self) -> bool:
        """Whether the two are neighbours (or lie at an end)."""
        low = -1 if self.met is None else self.met
        high = self.levels if self.missed is None else self.missed
        return high - low == 1

    @property
    def replications(self) -> int:
        """All that were used."""
        return sum(len(one.values) for one in self.tested)


def visits(levels: int) -> int:
    """Most levels that are tested: a bisection, and a second one where a level in between stays open."""
    return 2 * ceil(log2(levels + 1))


def largest(levels: int, draw: Draw, rules: Rules, seen: Callable[[Bracket], None] = lambda bracket: None) -> Bracket:
    """Bracket the largest of the levels 0 .. *levels* - 1 that meets all targets.

    If every target's mean grows with the level, then with probability *confidence* or more: no level called
    met misses a target by its tolerance or more, and no level called missed meets all of them by their
    tolerance or more. So the answer is the largest level, but for differences within the tolerances.
    """
    bracket = Bracket(levels)
    _narrow(bracket, draw, rules, seen, Standing.MET)
    _narrow(bracket, draw, rules, seen, Standing.MISSED)
    return bracket


def _narrow(bracket: Bracket, draw: Draw, rules: Rules, seen: Callable[[Bracket], None], sought: Standing) -> None:
    """Bisect until the last level *sought* (met, or missed) and its neighbour are known."""
    known = {one.level: one.standing for one in bracket.tested}
    low = max((level for level, found in known.items() if _is_below(found, sought)), default=-1)
    high = min((level for level, found in known.items() if not _is_below(found, sought)), default=bracket.levels)
    while high - low > 1:
        middle = (low + high) // 2
        found = _test(middle, draw, rules, rules.error(bracket.levels))
        bracket.tested.append(found)
        seen(bracket)
        low, high = (middle, high) if _is_below(found.standing, sought) else (low, middle)


def _is_below(found: Standing, sought: Standing) -> bool:
    """Whether the border that is *sought* lies above a level that was found so."""
    return found is Standing.MET or (found is Standing.OPEN and sought is Standing.MISSED)


def _test(level: int, draw: Draw, rules: Rules, error: float) -> Level:
    """Replications until every target is known to be met, or one to be missed."""
    n = min(rules.first, rules.most)
    while True:
        values = draw(level, n)
        whole = [bool(np.isfinite(column).all()) for column in values.T]
        if not all(whole):
            gone = tuple(Standing.OPEN if good else Standing.MISSED for good in whole)
            return Level(level, Standing.MISSED, gone, values)
        signs = decide(values, np.array(rules.zones), error, rules.first)
        found = tuple({1: Standing.MISSED, -1: Standing.MET}.get(int(sign), Standing.OPEN) for sign in signs)
        if Standing.MISSED in found:
            return Level(level, Standing.MISSED, found, values)
        if Standing.OPEN not in found:
            return Level(level, Standing.MET, found, values)
        if n >= rules.most:
            return Level(level, Standing.OPEN, found, values)
        n = min(n + BATCH, rules.most)
