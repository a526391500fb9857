"""The best plan: designs spanned by choices, raced against each other on the same people with the same luck."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from math import isnan
from typing import Any

import numpy as np

from sim.experiment import Experiment, Outcome
from sim.procedures.allocation import Needed, needed
from sim.procedures.pareto import Front, front
from sim.procedures.selection import Candidate, Rules, Selection, State, select
from sim.sampling import Demand, Sampler
from sim.stats import Summary, paired_difference, summary
from sim.targets import Aims, Target, values

ZONE_PART = 0.01
"""Default indifference zone, as a part of the objective's mean over all designs after the first replications."""
FRONT_MOST = 40
"""Replications of one design at which the Pareto front is left as it is."""


@dataclass(frozen=True)
class Design:
    """One way to decide all choices."""

    label: str
    settings: tuple[str, ...]
    """``path=value`` of everything that is decided."""
    loaded: Any
    """The checked scenario with its origins."""


@dataclass(frozen=True)
class Plan:
    """A race of designs, and what it found."""

    aims: Aims
    designs: tuple[Design, ...]
    race: Selection
    outcomes: tuple[tuple[Outcome, ...], ...]
    """Of each design, in order of replication."""
    seed: int
    naive: Needed
    """What equal allocation on independent streams would have needed for the same guarantee."""
    zone_is_default: bool
    front: Front | None = None
    """With two or three objectives."""

    @property
    def best(self) -> int | None:
        """The design selected."""
        return self.race.best

    @property
    def rules(self) -> Rules:
        """How sure, and what does not matter."""
        return self.race.rules

    @property
    def replications(self) -> int:
        """All that were run."""
        return sum(map(len, self.outcomes))

    def candidate(self, nth: int) -> Candidate:
        """What is known of one design."""
        return self.race.candidates[nth]

    def stat(self, nth: int, metric: str) -> Summary:
        """One metric of one design, over all its replications."""
        return summary(values(self.outcomes[nth], metric))

    def gap(self, nth: int, other: int, metric: str) -> Summary:
        """A metric of *nth* less that of *other*, in pairs, over the replications that both have."""
        n = min(len(self.outcomes[nth]), len(self.outcomes[other]))
        return paired_difference(values(self.outcomes[other][:n], metric), values(self.outcomes[nth][:n], metric))

    @property
    def reference(self) -> int:
        """The design with which others are set side by side: the best, else the one that is known best."""
        return max(range(len(self.designs)), key=lambda nth: (nth == self.best, len(self.outcomes[nth]), -nth))

    def estimate(self, nth: int, metric: str) -> float:
        """The mean of a metric, as it would be over the replications of the reference.

        Designs that were dropped early have met fewer people; what they have in common with the reference tells how
        far they lie apart from it, and that is known more closely than either mean.
        """
        found = self.stat(self.reference, metric).mean
        return found if nth == self.reference else found + self.gap(nth, self.reference, metric).mean

    def slack(self, nth: int, target: Target) -> float:
        """By how many tolerances the mean keeps a target; negative where it misses it."""
        return -float(target.excess(self.estimate(nth, target.metric))) / target.tolerance

    def binding(self, nth: int) -> Target | None:
        """The target with the least slack."""
        return min(self.aims.targets, key=lambda target: self.slack(nth, target), default=None)

    def ranked(self) -> list[int]:
        """Designs by the mean of the first objective, the best first."""
        objective = self.aims.objectives[0]
        scores = [float(objective.score(self.estimate(nth, objective.metric))) for nth in range(len(self.designs))]
        return sorted(range(len(scores)), key=lambda nth: -np.nan_to_num(scores[nth], nan=-np.inf))

    @property
    def runner_up(self) -> int | None:
        """The best of the others that does not miss a target."""
        ranked = (nth for nth in self.ranked() if nth != self.best)
        return next((nth for nth in ranked if self.candidate(nth).state is not State.MISSES), None)

    @property
    def tempting(self) -> int | None:
        """The best design by its objective that misses a target, if it is better than the one selected."""
        if self.best is None:
            return None
        before = self.ranked()[: self.ranked().index(self.best)]
        return next((nth for nth in before if self.candidate(nth).state is State.MISSES), None)

    @property
    def nearest(self) -> int:
        """The design whose worst target is nearest to being met."""
        return max(
            range(len(self.designs)),
            key=lambda nth: min(
                (float(np.nan_to_num(self.slack(nth, one), nan=-np.inf)) for one in self.aims.targets), default=0.0
            ),
        )

    @property
    def shown(self) -> int:
        """The design to look at: the best; the nearest if none meets the targets; else what is known best."""
        if self.best is not None:
            return self.best
        return self.nearest if self.race.settled else self.reference

    def experiment(self, nth: int) -> Experiment:
        """One design as a report shows it."""
        return Experiment.of(self.designs[nth].loaded.scenario, self.seed, self.outcomes[nth])


@dataclass
class _Draws:
    """Replications of designs as columns of numbers."""

    designs: Sequence[Design]
    sampler: Sampler
    seed: int
    kept: dict[int, tuple[Outcome, ...]] = field(default_factory=dict)

    def __call__(self, wanted: Mapping[int, int]) -> dict[int, tuple[Outcome, ...]]:
        """Design -> its first so many replications."""
        demands = [Demand(self.designs[nth].loaded.scenario, n, self.seed) for nth, n in wanted.items()]
        found = dict(zip(wanted, self.sampler(demands), strict=True))
        self.kept |= {nth: one for nth, one in found.items() if len(one) >= len(self.kept.get(nth, ()))}
        return found


def choose(
    designs: Sequence[Design],
    aims: Aims,
    sampler: Sampler,
    seed: int,
    *,
    confidence: float = 0.95,
    first: int = 10,
    most: int = 1000,
    seen: Callable[[Selection], None] = lambda race: None,
) -> Plan:
    """Find the best design that meets all targets, as ``sim.procedures.selection`` does."""
    draws = _Draws(designs, sampler, seed)
    zone = aims.objectives[0].zone
    if isnan(zone):
        zone = _usual_zone(draws(dict.fromkeys(range(len(designs)), first)), aims)
    rules = Rules([zone, *(target.tolerance for target in aims.targets)], confidence, first, most)

    def columns(wanted: Mapping[int, int]) -> dict[int, np.ndarray]:
        return {nth: _columns(found, aims) for nth, found in draws(wanted).items()}

    race = select(len(designs), columns, rules, seen)
    variances = np.array([one.values[:first].var(axis=0, ddof=1) for one in race.candidates])
    naive = needed(np.nan_to_num(variances), rules)
    placed = _front(race, draws, aims, confidence, first) if len(aims.objectives) > 1 else None
    kept = tuple(draws.kept[nth] for nth in range(len(designs)))
    return Plan(aims, tuple(designs), race, kept, seed, naive, isnan(aims.objectives[0].zone), placed)


def _columns(outcomes: Sequence[Outcome], aims: Aims) -> np.ndarray:
    """Score of the first objective, then excess over each target; shape (n, 1 + targets)."""
    objective = aims.objectives[0]
    score = objective.score(values(outcomes, objective.metric))
    return np.column_stack([score, *(one.excess(values(outcomes, one.metric)) for one in aims.targets)])


def _usual_zone(found: Mapping[int, Sequence[Outcome]], aims: Aims) -> float:
    means = np.array([values(one, aims.objectives[0].metric).mean() for one in found.values()])
    size = float(np.nan_to_num(np.abs(means)).mean())
    return ZONE_PART * size or 1.0


def _front(race: Selection, draws: _Draws, aims: Aims, confidence: float, first: int) -> Front:
    """Of the designs that are not known to miss a target."""
    left = [nth for nth, one in enumerate(race.candidates) if one.state is not State.MISSES]

    def columns(wanted: Mapping[int, int]) -> dict[int, np.ndarray]:
        return {
            nth: np.column_stack([one.score(values(found, one.metric)) for one in aims.objectives])
            for nth, found in draws(wanted).items()
        }

    zones = [0.0 if isnan(one.zone) else one.zone for one in aims.objectives]
    return front(left, columns, zones, confidence, first, FRONT_MOST)
