"""Maintenance by arithmetic: who enters, who comes back for boosters, and who begins anew.

In the long run boosters per entry are a geometric sum. Over time they follow the renewal equation,
solved on a grid: boosters(t) = seen x sum over s of P(gap = s) x (entries + stays x boosters)(t - s).
A relapse starts a new induction, which leads to new entries after the length of an induction.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import inf

import numpy as np
from numpy.typing import NDArray

from sim.distributions import Distribution
from sim.scenario.people import Boosters
from sim.units import WEEK

Array = NDArray[np.float64]
_LONGEST = 200
"""Boosters of a plan that are followed one by one."""
_QUANTILES = (np.arange(1000) + 0.5) / 1000
"""Equally likely levels that stand for a law."""
_SURE = 1 - 1e-12


@dataclass(frozen=True)
class Upkeep:
    """Maintenance of one protocol: gaps that differ, then one that stays, and the odds at each booster."""

    gaps: tuple[Distribution, ...]
    """Gaps before the first boosters."""
    then: Distribution | None
    """Gap before all later ones; None: the plan ends."""
    seen: float
    """Probability that a booster that falls due is given in the end."""
    stays: float
    """Probability of staying in maintenance after a booster."""
    returns: float
    """New inductions per booster given."""

    @property
    def endless(self) -> bool:
        """Whether nobody ever leaves."""
        return self.then is not None and self.seen * self.stays >= _SURE

    def per_entry(self) -> float:
        """Boosters in the long run for each entry into maintenance: a geometric sum."""
        left = self.seen * self.stays
        head = sum(self.seen * left**nth for nth in range(len(self.gaps)))
        if self.then is None or left == 0:
            return head + (self.seen if self.then is not None and not self.gaps else 0.0)
        return inf if self.endless else head + self.seen * left ** len(self.gaps) / (1 - left)

    def weeks(self) -> float:
        """Mean time in maintenance [weeks]."""
        left = self.seen * self.stays
        head = sum(left**nth * _mean_weeks(law) for nth, law in enumerate(self.gaps))
        if self.then is None:
            return head
        return inf if self.endless else head + left ** len(self.gaps) * _mean_weeks(self.then) / (1 - left)


def _mean_weeks(law: Distribution) -> float:
    return max(0.0, law.mean()) / WEEK


def gaps_of(spec: Boosters) -> tuple[tuple[Distribution, ...], Distribution | None]:
    """Laws of the first gaps, and of all later ones; None if the plan ends."""
    last = spec.plan.gap(10**9)
    found: list[Distribution] = []
    for nth in range(_LONGEST):
        law = spec.plan.gap(nth)
        if law is None or law is last:
            return tuple(found), law
        found.append(law)
    return tuple(found), None


@dataclass(frozen=True)
class Cohorts:
    """What flows into one protocol, on a grid of equal steps."""

    starts: Array
    """New starters in each step."""
    step: float
    """Length of a step [weeks]."""
    entered: float
    """Probability that an induction leads to maintenance."""
    lag: float
    """Length of an induction [weeks]."""
    panel: float = 0.0
    """Patients in maintenance at the start, each somewhere in the first gap."""


def over_time(upkeep: Upkeep, flow: Cohorts) -> tuple[Array, Array]:
    """Inductions begun and boosters given in each step."""
    n, delay = len(flow.starts), max(1, round(flow.lag / flow.step))
    laws = [*upkeep.gaps, *([upkeep.then] if upkeep.then is not None else [])]
    odds = [_by_step(law, flow.step, n) for law in laws]
    waiting = np.zeros((len(laws) + 1, n))
    early = flow.panel * _remaining(laws[0], flow.step, n) if laws and flow.panel else np.zeros(n)
    inductions, boosters = flow.starts.copy(), np.zeros(n)
    for t in range(n):
        waiting[0, t] += flow.entered * inductions[t - delay] if t >= delay else 0.0
        for stage, odd in enumerate(odds):
            given = upkeep.seen * (odd[: t + 1] @ waiting[stage, t::-1] + (early[t] if stage == 0 else 0.0))
            again = upkeep.then is not None and stage == len(laws) - 1
            if again:  # whose gap rounds to no step at all is back within the same step
                given /= 1 - upkeep.seen * upkeep.stays * odd[0] if odd[0] < 1 else 1.0
            waiting[stage if again else stage + 1, t] += upkeep.stays * given
            boosters[t] += given
        inductions[t] += upkeep.returns * boosters[t]
    return inductions, boosters


def _by_step(law: Distribution, step: float, n: int) -> Array:
    """Probability that a gap rounds to each number of steps."""
    return _histogram(np.maximum(law.values(_QUANTILES), 0.0) / WEEK / step, n)


def _remaining(law: Distribution, step: float, n: int) -> Array:
    """The same for what is left of a gap of which a uniform share has gone by."""
    gaps = np.maximum(law.values(_QUANTILES), 0.0) / WEEK / step
    return _histogram(np.outer(gaps, _QUANTILES[::10]).ravel(), n)


def _histogram(steps: Array, n: int) -> Array:
    cells = np.minimum(np.rint(steps), n).astype(np.int64)
    return np.bincount(cells, minlength=n + 1)[:n] / len(steps)
