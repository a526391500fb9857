"""Maintenance by arithmetic: boosters a week from those who enter, by a renewal argument.

Somebody in maintenance falls due at the rate 1 / (mean gap) and is lost at each booster with a
fixed probability, so the panel follows one linear equation: dP/dt = entries - loss P / gap. That
is exact for exponential gaps and right in the long run for all (Little's law).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, inf

from sim.scenario.people import Boosters
from sim.units import WEEK

_LONGEST = 2000
"""Boosters of a plan that are followed one by one."""
_SURE = 1 - 1e-12


@dataclass(frozen=True)
class Window:
    """Observed weeks of a run; the long run if *end* is infinite."""

    begin: float
    end: float

    def share_after(self, lag: float) -> float:
        """Share of the window that lies after a lag [weeks]."""
        if self.end == inf:
            return 1.0
        return max(0.0, self.end - max(self.begin, lag)) / (self.end - self.begin)


LONG_RUN = Window(0.0, inf)
"""Averages after so long that the start no longer matters."""


@dataclass(frozen=True)
class Upkeep:
    """Maintenance of one protocol: gaps that differ, then one that stays, and the odds at each booster."""

    gaps: tuple[float, ...]
    """Mean gaps of the first boosters [weeks]."""
    then: float | None
    """Mean gap of all later ones [weeks]; None: the plan ends."""
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

    def _head(self) -> tuple[list[tuple[float, float]], float, float]:
        """Time [weeks] and probability of each of the first boosters; then those of going on."""
        at, left, found = 0.0, 1.0, []
        for gap in self.gaps:
            at, left = at + gap, left * self.seen
            found.append((at, left))
            left *= self.stays
        return found, at, left

    def per_week(self, window: Window) -> float:
        """Boosters per week for each weekly entry into maintenance since the start of the run."""
        head, at, left = self._head()
        steady = sum(chance * window.share_after(time) for time, chance in head)
        if self.then is None or left == 0:
            return steady
        return steady + left * self.seen * _mean_growth(window, at, self.then, 1 - self.seen * self.stays)

    def from_panel(self, window: Window) -> float:
        """Boosters per week for each patient in maintenance at the start, in the middle of the first gap."""
        if window.end == inf:
            return 0.0
        head, at, left = self._head()
        first = self.gaps[0] if self.gaps else self.then or 0.0
        early = [(time - first / 2, chance) for time, chance in head]
        total = sum(chance for time, chance in early if window.begin <= time < window.end)
        length = window.end - window.begin
        if self.then is None:
            return total / length
        return total / length + left * self.seen * _mean_decay(window, at, self.then, 1 - self.seen * self.stays)

    def weeks(self) -> float:
        """Mean time in maintenance [weeks]."""
        before, total = 1.0, 0.0
        for gap in self.gaps:
            total += before * gap
            before *= self.seen * self.stays
        if self.then is None or before == 0:
            return total
        return inf if self.endless else total + before * self.then / (1 - self.seen * self.stays)


def _mean_growth(window: Window, lag: float, gap: float, loss: float) -> float:
    """Mean over the window of P(t) / gap for a panel with dP/dt = 1 - loss P / gap from *lag* on."""
    if window.end == inf:
        return 1 / loss if loss > 1 - _SURE else inf
    begin, end = max(window.begin - lag, 0.0), max(window.end - lag, 0.0)
    length = window.end - window.begin
    if loss <= 1 - _SURE or gap == 0:
        return (end**2 - begin**2) / 2 / length / gap if gap else inf
    pace = loss / gap
    return ((end - begin) - (exp(-pace * begin) - exp(-pace * end)) / pace) / loss / length


def _mean_decay(window: Window, lag: float, gap: float, loss: float) -> float:
    """Mean over the window of P(t) / gap for a panel of 1 with dP/dt = - loss P / gap from *lag* on."""
    begin, end = max(window.begin - lag, 0.0), max(window.end - lag, 0.0)
    length = window.end - window.begin
    if gap == 0:
        return inf
    if loss <= 1 - _SURE:
        return (end - begin) / gap / length
    return (exp(-loss / gap * begin) - exp(-loss / gap * end)) / loss / length


def gaps_of(spec: Boosters) -> tuple[tuple[float, ...], float | None]:
    """Mean gaps of the first boosters, and of all later ones; None if the plan ends [weeks]."""
    last = spec.plan.gap(10**9)
    found: list[float] = []
    for nth in range(_LONGEST):
        law = spec.plan.gap(nth)
        if law is None or law is last:
            return tuple(found), None if law is None else max(0.0, law.mean()) / WEEK
        found.append(max(0.0, law.mean()) / WEEK)
    return tuple(found), None
