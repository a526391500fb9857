"""Runs cases through the ordinary pipeline and judges them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import isclose
from time import perf_counter
from typing import NamedTuple
from zlib import crc32

import numpy as np

from sim.experiment import simulate, window_of
from sim.metrics import Facts
from sim.metrics.identities import IDENTITIES
from sim.places import results
from sim.places.local import Processes
from sim.verification.case import Case, Check, Equality
from sim.verification.cases import CASES
from sim.verification.exact.recursion import Reference
from sim.verification.judging import Estimate, Fit, agreement, estimate, farthest, noticeable

QUICK, FULL = 20, 40
"""Replications of a case with chance."""
PORTION = 5
"""Replications that a worker runs at a time."""


class Row(NamedTuple):
    """One check, judged."""

    check: str
    exact: float | Sequence[float]
    simulated: float | Sequence[float]
    half_width: float
    """Of the 95 % interval; nan where there is no chance."""
    z: float
    """Normal score; nan where there is no chance."""
    passed: bool


@dataclass(frozen=True)
class Judged:
    """A case with its verdicts."""

    case: Case
    replications: int
    rows: tuple[Row, ...]
    estimates: tuple[Estimate, ...]
    broken: tuple[str, ...]
    """Identities that did not hold in some replication."""

    @property
    def passed(self) -> bool:
        """Whether every check agrees and every identity holds."""
        return all(row.passed for row in self.rows) and not self.broken


@dataclass(frozen=True)
class Battery:
    """All cases judged, and all of them together."""

    judged: tuple[Judged, ...]
    fit: Fit
    seed: int
    seconds: float
    far: float
    """The farthest out that a score may lie among so many."""

    @property
    def passed(self) -> bool:
        """Whether every case agrees, and the scores together are neither too far out nor too good."""
        return self.fit.is_good and all(one.passed for one in self.judged)

    @property
    def noticeable(self) -> list[float]:
        """For each number with chance, the least error that is noticed nine times in ten, as a share of the number."""
        found = [one for judged in self.judged for one in judged.estimates if one.half_width > 0 and one.mean]
        return [noticeable(one, self.far) / abs(one.mean) for one in found]


Found = tuple[list[tuple[tuple[float, ...], ...]], tuple[str, ...]]
"""Numbers of each check by replication, and the identities that were broken."""


def run_battery(
    cases: Sequence[Case],
    seed: int,
    replications: int,
    workers: int = 1,
    step: Callable[[str], None] = lambda name: None,
) -> Battery:
    """Run every case with so many replications; those without chance run once.

    Each case has a seed of its own, made of *seed* and its name, so that the scores of different cases are independent
    and a case gives the same numbers alone as among others. *step* is called when a portion of a case is done.
    """
    started = perf_counter()
    found: dict[str, dict[int, Found]] = {case.name: {} for case in cases}
    for name, first, part in _measured(_portions(cases, seed, replications), workers):
        found[name][first] = part
        step(name)
    far = farthest(sum(isinstance(check, Check) for case in cases for check in case.checks))
    judged = tuple(judge(case, [part for _, part in sorted(found[case.name].items())], far) for case in cases)
    fit = agreement([one.estimates for one in judged])
    return Battery(judged, fit, seed, perf_counter() - started, far)


def portions_of(cases: Sequence[Case], replications: int) -> int:
    """How often *step* will be called."""
    return len(_portions(cases, 0, replications))


class Portion(NamedTuple):
    """Some replications of a case; small to send to another process."""

    case: str
    seed: int
    first: int
    number: int


def _portions(cases: Sequence[Case], seed: int, replications: int) -> list[Portion]:
    return [
        Portion(case.name, seed, first, min(PORTION, number - first))
        for case in cases
        for number in [replications if case.by_chance else 1]
        for first in range(0, number, PORTION)
    ]


def _measured(portions: Sequence[Portion], workers: int) -> Iterator[tuple[str, int, Found]]:
    place = Processes(workers)
    try:
        for (portion,), found in results(place, measure, [(portion,) for portion in portions]):
            yield portion.case, portion.first, found
    except BaseException:
        place.stop()
        raise
    place.close()


def seed_of(case: str, seed: int) -> int:
    """Seed of a case."""
    return ((seed << 32) + crc32(case.encode())) % 2**63


def measure(portion: Portion) -> Found:
    """What the checks of a case ask, replication by replication."""
    case = CASES[portion.case]
    numbers, broken = [], []
    for replication in range(portion.first, portion.first + portion.number):
        one = facts(case, seed_of(case.name, portion.seed), replication)
        numbers.append(tuple(_asked(check, one) for check in case.checks))
        broken += broken_identities(one)
    return numbers, tuple(dict.fromkeys(broken))


def facts(case: Case, seed: int, replication: int = 0) -> Facts:
    """One replication of a case, ready for questions."""
    scenario = case.loaded.scenario
    return Facts(simulate(scenario, seed, replication), window_of(scenario))


def _asked(check: Check | Equality, one: Facts) -> tuple[float, ...]:
    if isinstance(check, Check):
        return check.quantity.of(one)
    return tuple(float(value) for value in check.values(one))


def broken_identities(one: Facts) -> list[str]:
    """Names of the identities that the log of a replication breaks."""
    found = ((identity, identity.found(one)) for identity in IDENTITIES)
    return [name for identity, all_of in found for name, broken in all_of.items() if broken.amount > identity.tolerance]


def judge(case: Case, parts: Sequence[Found], far: float) -> Judged:
    """The verdicts on a case out of what its replications gave; a score may lie as *far* out."""
    numbers = [row for part, _ in parts for row in part]
    rows, estimates = [], []
    for place, check in enumerate(case.checks):
        column = [row[place] for row in numbers]
        if isinstance(check, Equality):
            rows.append(_equal(check, column[0]))
            continue
        value = check.exact() if callable(check.exact) else check.exact
        exact, error = value if isinstance(value, Reference) else (value, 0.0)
        totals, weights = np.array(column).T
        one = estimate(totals, weights, exact, error)
        estimates.append(one)
        rows.append(Row(check.name, exact, one.mean, one.half_width, one.z, bool(abs(one.z) <= far)))
    broken = tuple(dict.fromkeys(name for _, names in parts for name in names))
    return Judged(case, len(numbers), tuple(rows), tuple(estimates), broken)


def _equal(check: Equality, found: tuple[float, ...]) -> Row:
    exact = tuple(float(value) for value in check.exact)
    same = len(exact) == len(found) and all(
        isclose(a, b, rel_tol=1e-12, abs_tol=1e-9) for a, b in zip(exact, found, strict=True)
    )
    return Row(check.name, exact, found, np.nan, np.nan, same)


def processors() -> int:
    """Cores of this machine."""
    return os.cpu_count() or 1
