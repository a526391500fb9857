"""A log taken apart by kind, with the codes of its header made easy to ask for."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

import numpy as np

from sim.events import EventLog, Kind, Rows, Window
from sim.intervals import Stretches, stretches
from sim.metrics.numbers import among


class Source:
    """Rows by kind, each with its place in the log, and the window."""

    def __init__(self, log: EventLog, window: Window) -> None:
        self.header, self.window, self.all = log.header, window, log.all()
        self._order = np.argsort(self.all.kind, kind="stable")
        self._bounds = np.searchsorted(self.all.kind[self._order], np.arange(len(Kind) + 1))
        self._rows: dict[Kind, Rows] = {}

    def at(self, kind: Kind) -> np.ndarray:
        """Places in the log of the rows of a kind, ascending: they order events of one instant."""
        return self._order[self._bounds[kind] : self._bounds[kind + 1]]

    def rows(self, kind: Kind) -> Rows:
        """Rows of a kind, in order."""
        if kind not in self._rows:
            self._rows[kind] = self.all.where(self.at(kind))
        return self._rows[kind]

    def first_of_visit(self, kind: Kind) -> np.ndarray:
        """Place in the log of each visit's first row of a kind, -1 where there is none; shape (n_visits,)."""
        found = np.full(self.n_visits, -1, np.int64)
        visit, places = self.rows(kind).visit[::-1], self.at(kind)[::-1]
        found[visit[visit >= 0]] = places[visit >= 0]
        return found

    def rows_at(self, instants: np.ndarray, kinds: Iterable[Kind]) -> np.ndarray:
        """Place of the first row of some kinds at, or else after, each instant; else of the last row; shape (n,)."""
        chosen = np.sort(np.concatenate([self.at(kind) for kind in kinds]))
        found = np.full(len(instants), len(self.all) - 1, np.int64)
        after = np.searchsorted(self.all.time[chosen], instants)
        found[after < len(chosen)] = chosen[after[after < len(chosen)]]
        return found

    @cached_property
    def is_empty(self) -> bool:
        """Whether there is nothing to measure: no row, or a window of no length."""
        return len(self.all) == 0 or not self.window.start < self.window.end

    @cached_property
    def n_visits(self) -> int:
        """One more than the highest visit number."""
        return int(self.all.visit.max()) + 1 if len(self.all) else 0

    @cached_property
    def n_patients(self) -> int:
        """One more than the highest patient number."""
        return int(self.all.patient.max()) + 1 if len(self.all) else 0

    @cached_property
    def horizon(self) -> float:
        """End of what is known: the last row, or the end of the window if later [min]."""
        return max(float(self.all.time[-1]), self.window.end) if len(self.all) else self.window.end

    @cached_property
    def first_instant(self) -> float:
        """When the run began: the first row [min]."""
        return float(self.all.time[0]) if len(self.all) else 0.0

    @cached_property
    def calendar(self) -> Stretches:
        """The window as one stretch."""
        return stretches(np.array([self.window.start]), np.array([self.window.end]))

    def inside(self, times: np.ndarray) -> np.ndarray:
        """Which instants lie in the window (unknown ones do not); shape of *times*."""
        return (times >= self.window.start) & (times < self.window.end)

    def per_week(self, count: float) -> float:
        """A number of events as a rate per week of the window."""
        return float(count / self.window.weeks) if self.window.weeks > 0 else np.nan

    def is_reason(self, codes: np.ndarray, names: Iterable[str]) -> np.ndarray:
        """Which codes mean one of the named reasons; shape of *codes*."""
        wanted = set(names)
        return among(codes, [name in wanted for name in self.header.reasons])

    def is_part(self, codes: np.ndarray, *parts: str) -> np.ndarray:
        """Which step codes belong to one of the parts of a visit; shape of *codes*."""
        return among(codes, [step.part in parts for step in self.header.steps])
