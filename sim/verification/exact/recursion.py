"""A reference where no formula is known: the recursion of the work left to each server, simulated at length."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np

from sim.verification.exact import laws


class Reference(NamedTuple):
    """A simulated value with its own standard error: not exact."""

    value: float
    se: float


@cache
def mgc(
    arrival_rate: float, law: tuple[str, tuple[float, ...]], servers: int, paths: int = 1000, patients: int = 16_000
) -> tuple[Reference, Reference]:
    """Mean wait and probability of a wait in M/G/c, over *paths* independent queues side by side.

    *law*: name of a function of ``laws`` and its arguments. The first eighth of each path is left out. Source:
    Kiefer, Wolfowitz (1955), *Trans. Amer. Math. Soc.* 78: 1-18. The generator has nothing to do with the program's.
    """
    rng = np.random.Generator(np.random.Philox(20_260_105))
    drawn = getattr(laws, law[0])(*law[1])
    work, first = np.zeros((paths, servers)), patients // 8
    waits, waited, block = np.zeros(paths), np.zeros(paths), 1000
    for begin in range(0, patients, block):
        gaps = rng.exponential(1 / arrival_rate, (block, paths))
        services = drawn.rvs((block, paths), random_state=rng)
        for n in range(block):
            work -= gaps[n][:, None]
            np.maximum(work, 0.0, out=work)
            work.sort(axis=1)
            if begin + n >= first:
                waits += work[:, 0]
                waited += work[:, 0] > 0
            work[:, 0] += services[n]
    return _reference(waits / (patients - first)), _reference(waited / (patients - first))


def _reference(means: np.ndarray) -> Reference:
    return Reference(float(means.mean()), float(means.std(ddof=1) / len(means) ** 0.5))
