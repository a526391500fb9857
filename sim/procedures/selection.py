"""The best design among those that meet all targets, with a stated probability, from few replications.

Two kinds of sequential test (``boundary.py``) run side by side on the same replications. *Feasibility*: each target
of each design. *Comparison*: each pair of designs, on the differences within replications (common random
numbers). A design that misses a target is out; so is one that is beaten by a design known to meet all targets.
A design beaten by one whose targets are still open sleeps until these are known, and costs nothing meanwhile.

Sources: Andradóttir and Kim (2010), *Naval Research Logistics* 57, 403-421, procedure AK (feasibility and
comparison simultaneously); Batur and Kim (2010), *ACM TOMACS* 20(3), 13 (several constraints); Healey,
Andradóttir and Kim (2013), *European Journal of Operational Research* 224, 340-352 (dormancy) and (2014), *ACM
TOMACS* 24(3) (several constraints, correlated sampling); Kim and Nelson (2001), *ACM TOMACS* 11, 251-273 (KN,
the comparison).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import combinations

import numpy as np

from sim.procedures.boundary import FIRST, Floats, decide

Draw = Callable[[Mapping[int, int]], Mapping[int, Floats]]
"""Design -> how many replications are wanted; gives design -> the first so many, shape (n, 1 + targets).

The first column is the objective, larger is better; the others are targets, met where the mean is zero or below.
Replication r of all designs shares its random numbers.
"""
SHARE = 8
"""Replications asked for at a time are at least so many, all designs together, so that workers have work."""


class State(StrEnum):
    """What is known of a design."""

    SELECTED = "selected"
    BEATEN = "beaten"
    """A design that meets all targets is better."""
    MISSES = "misses a target"
    ASLEEP = "asleep"
    """Beaten by a design whose targets are not known yet."""
    OPEN = "not settled"


@dataclass
class Candidate:
    """One design in the race."""

    values: Floats
    """Replications so far, shape (n, 1 + targets)."""
    met: list[bool | None]
    """For each target: met, missed, or not known."""
    state: State = State.OPEN
    by: int | None = None
    """Who beats it."""

    @property
    def n(self) -> int:
        """Replications used."""
        return len(self.values)

    @property
    def feasible(self) -> bool:
        """Known to meet all targets."""
        return all(self.met)

    @property
    def alive(self) -> bool:
        """Neither beaten nor missing a target."""
        return self.state in (State.OPEN, State.ASLEEP, State.SELECTED)

    @property
    def measurable(self) -> bool:
        """Whether every replication has every number."""
        return bool(np.isfinite(self.values).all())


@dataclass(frozen=True)
class Rules:
    """How sure, and what does not matter."""

    zones: Sequence[float]
    """Of the objective (indifference), then of each target (tolerance); each > 0."""
    confidence: float = 0.95
    first: int = FIRST
    most: int = 1000
    """Replications of one design at which the search gives up unsettled."""

    def error(self, designs: int) -> float:
        """Of every single test.

        The best design must pass its targets and beat, or see thrown out, each of the others: so many tests, and
        their errors add up to 1 - confidence at most. Where no design meets the targets each must miss one.
        Source: the allotment of error of Andradóttir and Kim (2010) and Healey et al. (2014), with equal parts.
        """
        targets = len(self.zones) - 1
        return (1 - self.confidence) / max(designs - 1 + targets, designs if targets else 1, 1)


@dataclass
class Selection:
    """A race and how it ended."""

    candidates: list[Candidate]
    rules: Rules
    best: int | None = None
    """The design selected; None where none meets the targets, or nothing is settled."""
    settled: bool = False
    beats: dict[tuple[int, int], int] = field(default_factory=dict)
    """Pair of designs -> the better one, where that is known."""

    @property
    def replications(self) -> int:
        """All that were used."""
        return sum(one.n for one in self.candidates)

    @property
    def alive(self) -> list[int]:
        """Designs that may still be the best."""
        return [nth for nth, one in enumerate(self.candidates) if one.alive]


def select(designs: int, draw: Draw, rules: Rules, seen: Callable[[Selection], None] = lambda race: None) -> Selection:
    """Run the race; *seen* is shown the state after every look.

    If means differ from the best by the indifference zone at least, and from targets by their tolerance at least,
    the best design that meets all targets is selected (or it is found that there is none) with probability
    *confidence* or more. A target within its tolerance may be taken as met or as missed; among designs within the
    indifference zone any may be selected.
    """
    start = draw(dict.fromkeys(range(designs), rules.first))
    targets = len(rules.zones) - 1
    race = Selection([Candidate(start[nth], [None] * targets) for nth in range(designs)], rules)
    while True:
        _look(race)
        seen(race)
        wanted = _wanted(race)
        if race.settled or not wanted:
            return race
        for nth, values in draw(wanted).items():
            race.candidates[nth].values = values


def _look(race: Selection) -> None:
    """Every test that can say more, then what follows from them."""
    error = race.rules.error(len(race.candidates))
    for one in race.candidates:
        if one.alive:
            _check_targets(one, race.rules, error)
    _compare(race, error)
    _draw_conclusions(race)


def _check_targets(one: Candidate, rules: Rules, error: float) -> None:
    if not one.measurable:
        one.state = State.MISSES
        return
    unknown = [nth for nth, met in enumerate(one.met) if met is None]
    if unknown:
        zones = np.array(rules.zones)[1:][unknown]
        signs = decide(one.values[:, 1:][:, unknown], zones, error, rules.first)
        for nth, sign in zip(unknown, signs, strict=True):
            one.met[nth] = {1: False, -1: True}.get(int(sign))
    if False in one.met:
        one.state = State.MISSES


def _compare(race: Selection, error: float) -> None:
    """Pairs that are alive and not decided, together where they have equally many replications."""
    groups: dict[int, list[tuple[int, int]]] = {}
    for a, b in combinations(race.alive, 2):
        if (a, b) not in race.beats:
            groups.setdefault(min(race.candidates[a].n, race.candidates[b].n), []).append((a, b))
    for n, pairs in groups.items():
        scores = {nth: race.candidates[nth].values[:n, 0] for pair in pairs for nth in pair}
        differences = np.stack([scores[b] - scores[a] for a, b in pairs], axis=1)
        zone = np.full(len(pairs), race.rules.zones[0])
        for pair, sign in zip(pairs, decide(differences, zone, error, race.rules.first), strict=True):
            if sign:
                race.beats[pair] = pair[1] if sign > 0 else pair[0]


def _draw_conclusions(race: Selection) -> None:
    """Who is beaten by whom, who sleeps, and whether that is the end."""
    for nth in race.alive:
        better = [other for other in race.alive if other != nth and beater(race, nth, other)]
        sure = [other for other in better if race.candidates[other].feasible]
        one = race.candidates[nth]
        one.state, one.by = (State.BEATEN, sure[0]) if sure else (State.OPEN, None)
    for nth in race.alive:
        better = [other for other in race.alive if other != nth and beater(race, nth, other)]
        if better:
            race.candidates[nth].state, race.candidates[nth].by = State.ASLEEP, better[0]
    alive = race.alive
    race.settled = not alive or (len(alive) == 1 and race.candidates[alive[0]].feasible)
    if race.settled and alive:
        race.best = alive[0]
        race.candidates[alive[0]].state = State.SELECTED


def beater(race: Selection, nth: int, other: int) -> bool:
    """Whether *other* is known to be better than *nth*."""
    return race.beats.get((min(nth, other), max(nth, other))) == other


def _wanted(race: Selection) -> dict[int, int]:
    """Whose replications can tell something new, and how many; nothing where the limit forbids more."""
    awake = [nth for nth in race.alive if race.candidates[nth].state is State.OPEN]
    for group in (awake, race.alive):  # those that beat one another in a circle would sleep for ever
        useful = [nth for nth in group if _is_useful(race, nth, group)]
        if useful:
            left = [nth for nth in useful if race.candidates[nth].n < race.rules.most]
            step = max(SHARE // max(len(left), 1), 1)
            return {nth: min(race.candidates[nth].n + step, race.rules.most) for nth in left}
    return {}


def _is_useful(race: Selection, nth: int, awake: Sequence[int]) -> bool:
    """Whether its own targets are open, or a rival waits for it to catch up."""
    one = race.candidates[nth]
    rivals = [other for other in awake if other != nth and (min(nth, other), max(nth, other)) not in race.beats]
    return not one.feasible or any(race.candidates[other].n >= one.n for other in rivals)
