"""Made-up designs whose best, front and largest load are known, in place of simulations."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np


class Normal:
    """Normal replications of designs with known means, correlated over designs by common random numbers."""

    def __init__(self, means: np.ndarray, seed: int, correlation: float = 0.0, sd: float = 1.0) -> None:
        self.means, self.share, self.sd = np.asarray(means, dtype=float), correlation, sd
        self._rng = np.random.default_rng(seed)
        self._drawn = np.empty((0, *self.means.shape))
        self.asked = 0

    def __call__(self, wanted: Mapping[int, int]) -> dict[int, np.ndarray]:
        """Design -> its first so many replications, shape (n, columns)."""
        self.asked += 1
        while len(self._drawn) < max(wanted.values()):
            block = (64, *self.means.shape)
            common = self._rng.standard_normal((64, 1, self.means.shape[1]))
            own = self._rng.standard_normal(block)
            noise = np.sqrt(self.share) * common + np.sqrt(1 - self.share) * own
            self._drawn = np.concatenate([self._drawn, self.means + self.sd * noise])
        return {nth: self._drawn[:n, nth] for nth, n in wanted.items()}


def erlang_queue(servers: int, load: float) -> float:
    """Mean number waiting in M/M/c at offered load *load*, exactly (Erlang C)."""
    blocked = 1.0
    for server in range(1, servers + 1):
        blocked = load * blocked / (server + load * blocked)
    delayed = blocked / (1 - load / servers * (1 - blocked))
    return delayed * load / (servers - load)


class Queue:
    """M/M/c from its steady state: time averages of the number waiting, at the loads of a grid.

    The jumps of the uniformised chain are taken for many replications at once; every state along the way has the
    stationary distribution, so the mean of a replication is Erlang's number exactly, while what is seen within a
    replication hangs together as in any simulation. Searches draw theirs from that stock.
    """

    def __init__(self, servers: int, loads: np.ndarray, jumps: int = 1000, stock: int = 4000) -> None:
        self.servers, self.loads, self.jumps, self.size = servers, loads, jumps, stock
        self._stock: dict[int, np.ndarray] = {}

    def draw(self, limit: float, seed: int) -> Callable[[int, int], np.ndarray]:
        """For one search: level, n -> mean number waiting beyond the limit, shape (n, 1)."""

        def drawn(level: int, n: int) -> np.ndarray:
            luck = np.random.default_rng((seed, level)).integers(0, self.size, n)
            found: np.ndarray = self.waiting(level)[luck, None] - limit
            return found

        return drawn

    def waiting(self, level: int) -> np.ndarray:
        """Mean number waiting in every replication of the stock, shape (stock,)."""
        if level not in self._stock:
            self._stock[level] = self._simulated(float(self.loads[level]), np.random.default_rng((77, level)))
        return self._stock[level]

    def _simulated(self, load: float, rng: np.random.Generator) -> np.ndarray:
        states = np.arange(400)
        weights = np.cumsum(np.log(load / np.minimum(np.maximum(states, 1), self.servers)) * (states > 0))
        chances = np.exp(weights - weights.max())
        here, total = rng.choice(states, self.size, p=chances / chances.sum()), np.zeros(self.size)
        for _ in range(self.jumps):
            total += np.maximum(here - self.servers, 0)
            luck = rng.random(self.size) * (load + self.servers)
            here = here + (luck < load) - ((luck >= load) & (luck < load + np.minimum(here, self.servers)))
        answer: np.ndarray = total / self.jumps
        return answer
