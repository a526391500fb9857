"""Chairs and nurses together: a chair is held while its patient waits for a nurse."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Literal, NamedTuple

from sim.verification.exact import chains

First = Literal["start", "remove", "neither"]
State = tuple[int, tuple[str, ...], int, int, int]


class Ward(NamedTuple):
    """Means in steady state."""

    chair_wait: float
    """Arrival to seated [min]."""
    start_wait: float
    """Seated to the nurse's coming [min]."""
    removal_wait: float
    """End of the infusion to the nurse's coming [min]; 0 without removal."""
    all_full: float
    """Share of the time in which all chairs are taken."""
    chairs: float
    """Chairs taken."""
    nurses: float
    """Nurses at work."""
    stay: float
    """Time in the clinic [min]."""


@cache
def ward(
    arrival_rate: float,
    chairs_count: int,
    nurses: int,
    start: float,
    infusion: float,
    removal: float = 0.0,
    first: First = "neither",
    room: int = 500,
) -> Ward:
    """Exponential times; the nurse starts the line and, where *removal* is positive, removes it.

    *first*: what a nurse who becomes free takes first; neither is first come, first served. A continuous-time
    Markov chain on (waiting for a chair, in order waiting for a nurse, being started, infusing, being removed).
    """

    def called(state: State) -> State:
        waiting, line, starting, infusing, removing = state
        while line and starting + removing < nurses:
            wanted = {"start": "s", "remove": "r", "neither": line[0]}[first]
            at = line.index(wanted) if wanted in line else 0
            starting, removing = (starting + 1, removing) if line[at] == "s" else (starting, removing + 1)
            line = line[:at] + line[at + 1 :]
        return waiting, line, starting, infusing, removing

    def freed(state: State) -> State:
        waiting, line, starting, infusing, removing = state
        return called((waiting - 1, (*line, "s"), starting, infusing, removing) if waiting else state)

    def moves(state: State) -> Iterator[tuple[State, float]]:
        waiting, line, starting, infusing, removing = state
        if len(line) + starting + infusing + removing < chairs_count:
            yield called((0, (*line, "s"), starting, infusing, removing)), arrival_rate
        elif waiting < room:
            yield (waiting + 1, *state[1:]), arrival_rate
        if starting:
            yield called((waiting, line, starting - 1, infusing + 1, removing)), starting / start
        if infusing and removal:
            yield called((waiting, (*line, "r"), starting, infusing - 1, removing)), infusing / infusion
        elif infusing:
            yield freed((waiting, line, starting, infusing - 1, removing)), infusing / infusion
        if removing:
            yield freed((waiting, line, starting, infusing, removing - 1)), removing / removal

    empty: State = (0, (), 0, 0, 0)
    shares = chains.stationary(empty, moves)
    taken = {state: len(state[1]) + state[2] + state[3] + state[4] for state in shares}
    waits = (
        chains.mean(shares, lambda state: state[0]) / arrival_rate,
        chains.mean(shares, lambda state: state[1].count("s")) / arrival_rate,
        chains.mean(shares, lambda state: state[1].count("r")) / arrival_rate,
    )
    return Ward(
        *waits,
        chains.mean(shares, lambda state: taken[state] == chairs_count),
        chains.mean(shares, lambda state: taken[state]),
        chains.mean(shares, lambda state: state[2] + state[4]),
        sum(waits) + start + infusion + removal,
    )
