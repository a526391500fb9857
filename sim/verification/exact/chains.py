"""Markov chains in continuous time, written as the moves out of each state."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

State = TypeVar("State", bound=Hashable)
Moves = Callable[[State], Iterable[tuple[State, float]]]
"""State -> the states that may follow it, each with its rate."""


def reachable(start: State, moves: Moves[State]) -> list[State]:
    """Every state that can follow *start*, that one first; *moves* must make them finite in number."""
    found, ahead = {start: None}, [start]
    while ahead:
        for state, _ in moves(ahead.pop()):
            if state not in found:
                found[state] = None
                ahead.append(state)
    return list(found)


def generator(states: Sequence[State], moves: Moves[State]) -> Any:
    """Sparse matrix of the rates out of state i into state j, rows adding up to zero; shape (n, n)."""
    from scipy.sparse import csc_array

    number = {state: i for i, state in enumerate(states)}
    moved = [(i, number[after], rate) for i, state in enumerate(states) for after, rate in moves(state)]
    rows, columns, rates = (np.array(part) for part in zip(*moved, strict=True)) if moved else (np.zeros(0, int),) * 3
    out = np.bincount(rows, rates, len(states))
    every = np.arange(len(states))
    entries = (np.concatenate([rates, -out]), (np.concatenate([rows, every]), np.concatenate([columns, every])))
    return csc_array(entries, shape=(len(states), len(states)))


def stationary(start: State, moves: Moves[State]) -> dict[State, float]:
    """Long-run share of time in each state of a chain that returns to *start*.

    Source: Gross, Shortle, Thompson, Harris (2008), *Fundamentals of Queueing Theory*, section 1.9 (balance
    equations); solved directly, with the weight of the first state set to one.
    """
    from scipy.sparse.linalg import splu

    states = reachable(start, moves)
    balance = generator(states, moves).T.tocsc()
    others = splu(balance[1:, 1:].tocsc()).solve(-balance[1:, [0]].toarray().ravel())
    weights = np.concatenate([[1.0], others])
    return dict(zip(states, (weights / weights.sum()).tolist(), strict=True))


def fixed_point(moves: NDArray[np.float64]) -> NDArray[np.float64]:
    """Probabilities that a stochastic matrix leaves as they are."""
    size = len(moves)
    equations = np.vstack([(moves.T - np.eye(size))[:-1], np.ones(size)])
    answer: NDArray[np.float64] = np.linalg.solve(equations, np.eye(size)[-1])
    return answer


def mean(shares: Mapping[State, float], value: Callable[[State], float]) -> float:
    """Long-run mean of a function of the state."""
    return float(sum(share * value(state) for state, share in shares.items()))


def evolve(
    rates: Any, begin: NDArray[np.float64], duration: float, reward: NDArray[np.float64] | None = None
) -> tuple[NDArray[np.float64], float]:
    """Probabilities after *duration*, and the expected reward per time gathered meanwhile.

    rates, shape (n, n): a generator; begin, shape (n,): probabilities; reward, shape (n,): per minute in each state.
    """
    from scipy.sparse import block_array, csc_array
    from scipy.sparse.linalg import expm_multiply

    gathered = np.zeros(len(begin)) if reward is None else reward
    corner: Any = [[rates.T, None], [csc_array(gathered[None, :]), csc_array((1, 1))]]
    whole: Any = block_array(corner, format="csc") * duration
    after = expm_multiply(whole, np.append(begin, 0.0), traceA=float(whole.trace()))
    return after[:-1], float(after[-1])
