"""Which metrics a sweep is about, unless somebody chooses: the capacity frontier first, then the other headlines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from sim import metrics
from sim.experiment import Experiment

CLINIC = (
    "volume.starts_per_week", "access.wait_to_first_infusion.mean", "fidelity.finished_in_window.share_of_finished",
    "day.overtime.per_day", "money.margin.per_week",
)  # fmt: skip
"""Throughput, then what it is paid with: waiting, fidelity, overtime, margin. For a clinic with courses."""
QUEUE = ("volume.throughput", "queue.wait.mean", "queue.turned_away.share", "day.last_patient_out.mean")
"""The same for queues and sessions."""
FRONTIER = len(CLINIC)
"""So many of the metrics shown make the frontier; the first is throughput."""


def usual(experiments: Sequence[Experiment]) -> tuple[str, ...]:
    """The frontier's metrics that have a value somewhere, then the other headline metrics."""
    names = list(dict.fromkeys(name for one in experiments for name in one.names))
    found = {name: {"mean": 1.0 if _has(experiments, name) else None} for name in names}
    first = CLINIC if any(one.scenario.protocols for one in experiments) else QUEUE
    chosen = [name for one in first for name in _meant(experiments, names, one)]
    return tuple(dict.fromkeys([*chosen, *(name for _, name in metrics.highlights(found, first is CLINIC))]))


def _has(experiments: Sequence[Experiment], name: str) -> bool:
    return any(np.isfinite(one.values(name)).any() for one in experiments)


def _meant(experiments: Sequence[Experiment], names: Sequence[str], wanted: str) -> Iterator[str]:
    """The metric of that name; of those that differ in their ending only, the one with the largest mean."""
    several = [name for name in names if name == wanted or name.startswith(f"{wanted}.")]
    known = [name for name in several if _has(experiments, name)]
    if known:
        yield max(known, key=lambda name: float(np.nanmean([one.values(name) for one in experiments])))
