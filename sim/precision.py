"""Enough replications: more are asked for until every interval is as narrow as wanted, and stays so.

The rule is that of Hoad, Robinson and Davies (2010, J. Oper. Res. Soc. 61: 1632-1644): stop at the first number of
replications at which the interval is narrow enough and remains so while some more are looked at, because an
interval is sometimes narrow by luck, and a rule that stops at once stops there. Five things differ. The first look
is taken after LEAST units instead of three (Law 2015, section 9.4.1, advises at least ten), because with few the
estimated spread is a poor guide. A relative precision g is asked of the true mean: the half-width must come below
g / (1 + g) of the estimated one (Law 2015, the same section). The replications looked at in the look-ahead are
used, not dropped. And they come in batches whose size is reckoned from the spread so far, not one by one, so that
several workers have something to do; the answer depends on the numbers alone, never on how many workers there are.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import inf, isnan

from sim.experiment import Outcome
from sim.stats import Summary, replications_for, spread_of

LEAST = 10
"""Units of analysis (replications or antithetic pairs) before the first look."""
AHEAD = 10
"""Units that the look-ahead is long, up to a hundred units; beyond, so many of each hundred."""
MOST = 1000
"""Replications at which a run stops, precise or not, unless told otherwise."""
FASTER = 4
"""A batch makes the replications at most so many times as many: a spread known from few may mislead."""

Estimate = Callable[[Sequence[Outcome], str], Summary]
"""What some replications, in order, say about a metric."""
Ask = Callable[[int], Sequence[Outcome]]
"""The first so many replications, in order."""


@dataclass(frozen=True)
class Goal:
    """How narrow the interval of one metric shall be."""

    metric: str
    """Full name."""
    size: float
    """Half-width: a part of the mean if *relative*, else in the metric's unit."""
    relative: bool
    text: str = ""
    """As the user wrote it."""

    def allowed(self, mean: float) -> float:
        """Widest half-width at this mean, in the metric's unit."""
        return abs(mean) * self.size / (1 + self.size) if self.relative else self.size

    def is_met(self, found: Summary) -> bool:
        """Whether the interval is narrow enough; without an interval it is not."""
        return found.half_width <= self.allowed(found.mean)

    def units_needed(self, found: Summary, confidence: float, most: int) -> float:
        """Units of analysis in all that it will take if mean and spread stay; inf if more than *most*."""
        if found.n < 2 or isnan(found.half_width):
            return inf
        sd = spread_of(found.half_width, found.n, confidence)
        return replications_for(sd, self.allowed(found.mean), confidence, most) or inf


@dataclass(frozen=True)
class Reached:
    """What became of a goal."""

    goal: Goal
    found: Summary
    is_met: bool
    note: str = ""
    """What the reader must know beside the numbers, as a sentence; empty if nothing."""


@dataclass(frozen=True)
class Precise:
    """The replications that were run for the sake of precision, and what they reached."""

    outcomes: tuple[Outcome, ...]
    reached: tuple[Reached, ...]
    most: int
    """Replications at which it would have stopped anyway."""
    was_capped: bool
    """Whether it did, with a goal still open."""


@dataclass(frozen=True)
class Rule:
    """How replications are added."""

    first: int = LEAST
    """Replications before the first look; more if that is less than LEAST units."""
    most: int = MOST
    """Replications at which it stops."""
    together: int = 1
    """Replications in a unit of analysis."""
    confidence: float = 0.95
    """Of each interval by itself."""


def until_precise(goals: Sequence[Goal], ask: Ask, estimate: Estimate, rule: Rule) -> Precise:
    """Ask for replications until every goal is met and stays met, or their number reaches the rule's most.

    A goal whose metric no replication has is given up after the first look; it cannot be helped by more.
    """
    number = min(max(rule.first, LEAST * rule.together), rule.most)
    while True:
        outcomes = tuple(ask(number))
        open_ = [goal for goal in goals if estimate(outcomes, goal.metric).n]
        wanted = _next(open_, outcomes, estimate, rule) if open_ else number
        if wanted <= number or number >= rule.most:
            return _precise(goals, outcomes, estimate, rule)
        number = min(wanted, rule.most)


def look_ahead(units: int) -> int:
    """Units over which a narrow interval must stay narrow. Source: Hoad, Robinson, Davies (2010), section 3.4."""
    return AHEAD if units <= 100 else AHEAD * units // 100


def _next(goals: Sequence[Goal], outcomes: Sequence[Outcome], estimate: Estimate, rule: Rule) -> int:
    """Replications to have next: those there are, if nothing more is needed."""
    since = narrow_since(goals, outcomes, estimate, rule.together)
    if since is not None:
        return rule.together * (since + look_ahead(since))
    units, most = len(outcomes) // rule.together, rule.most // rule.together
    enough = 0.0
    for goal in goals:
        found = estimate(outcomes, goal.metric)
        enough = max(enough, goal.units_needed(found, rule.confidence, most) * units / found.n)
    wanted = min(max(enough + look_ahead(units), units + AHEAD), FASTER * units)
    return rule.together * int(wanted)


def narrow_since(
    goals: Sequence[Goal], outcomes: Sequence[Outcome], estimate: Estimate, together: int = 1
) -> int | None:
    """Fewest units from which on, to the last, every interval is narrow enough; None if the last is not.

    Looks back as far as it takes to say that the look-ahead is over, and no further.
    """
    last = len(outcomes) // together
    since = None
    for units in range(last, LEAST - 1, -1):
        part = outcomes[: units * together]
        if not all(goal.is_met(estimate(part, goal.metric)) for goal in goals):
            break
        since = units
        if since + look_ahead(since) <= last:
            break
    return since


def _precise(goals: Sequence[Goal], outcomes: tuple[Outcome, ...], estimate: Estimate, rule: Rule) -> Precise:
    reached = tuple(_reached(goal, estimate(outcomes, goal.metric), rule) for goal in goals)
    was_capped = len(outcomes) >= rule.most and not all(one.is_met for one in reached if one.found.n)
    return Precise(outcomes, reached, rule.most, was_capped)


def _reached(goal: Goal, found: Summary, rule: Rule) -> Reached:
    if not found.n:
        return Reached(goal, found, False, "no replication has a value, and more would not bring one")
    if found.n < 2:
        return Reached(goal, found, False, "one replication only has a value, so there is no interval")
    if not found.half_width and found.p5 == found.p95:
        what = "every replication gave the same value; what happens rarely may still be missing"
        return Reached(goal, found, goal.is_met(found), what)
    if goal.is_met(found):
        return Reached(goal, found, True)
    if goal.relative and abs(found.mean) <= found.half_width:
        what = "the mean cannot be told from zero, of which no part is narrow; ask for an absolute precision"
        return Reached(goal, found, False, what)
    more = goal.units_needed(found, rule.confidence, 100 * rule.most)
    needed = f"about {more * rule.together:,.0f}" if more < inf else f"more than {100 * rule.most:,}"
    return Reached(goal, found, False, f"{needed} replications would be needed")
