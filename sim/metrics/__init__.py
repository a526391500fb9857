"""Metrics: what a log says about a clinic, one file per family.

To add one, write a function of ``Facts`` in its family's file and a line in the table at the
foot of that file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import numpy as np

from sim.events import EventLog, Header, Window
from sim.metrics.access import ACCESS
from sim.metrics.benefit import BENEFIT
from sim.metrics.day import THE_DAY
from sim.metrics.facts import Facts
from sim.metrics.fidelity import FIDELITY
from sim.metrics.headlines import highlights, label
from sim.metrics.identities import IDENTITIES
from sim.metrics.identity import check as check_identities
from sim.metrics.lost import LOST
from sim.metrics.metric import HIGHER, LOWER, NEITHER, Metric
from sim.metrics.money import MONEY
from sim.metrics.queue import QUEUE
from sim.metrics.safety import SAFETY
from sim.metrics.use import USE
from sim.metrics.volume import VOLUME

__all__ = [
    "HIGHER", "IDENTITIES", "LOWER", "METRICS", "NEITHER", "Facts", "Metric",
    "better", "check", "compute", "describe", "find", "highlights", "label", "markdown", "measure", "names", "unit_of",
]  # fmt: skip

METRICS: tuple[Metric, ...] = (
    *ACCESS, *FIDELITY, *BENEFIT, *THE_DAY, *USE, *LOST, *VOLUME, *SAFETY, *MONEY, *QUEUE,
    *(one.metric for one in IDENTITIES),
)  # fmt: skip

_HEAD = """\
# Metrics

Written by `chairtime metrics --markdown` from the table `METRICS`; change the definitions there.

Every number is computed from the event log of one replication and a window. A span (a wait, a visit, a gap)
belongs to the window in which it opens, however long it lasts; a level (patients waiting, chairs in use) is
clipped to the window. Nothing is corrected for warm-up: the window begins after it. Runs go on after the
window until its visits are resolved, and what is still open at the end is counted by a number of its own.
Where there is nothing to measure the number is *not available* (NaN), never zero. Shares lie between 0 and
1. Quantiles interpolate linearly between order statistics (type 7 of Hyndman and Fan). Names in angle
brackets stand for the scenario's own names, in which blanks and colons become underscores. *Better* says which way
a comparison calls a number better; *neither* leaves that to the reader.
"""


def compute(log: EventLog, window: Window) -> dict[str, float]:
    """Every metric of a log: full name -> number, NaN where there is nothing to measure."""
    return measure(Facts(log, window))


def measure(facts: Facts) -> dict[str, float]:
    """Every metric; the names depend on the log's header alone, so that replications line up."""
    numbers = {name: number for metric in METRICS for name, number in metric.numbers(facts).items()}
    return dict.fromkeys(numbers, np.nan) if facts.is_empty else numbers


def check(facts: Facts, numbers: Mapping[str, float], where: str) -> None:
    """Raise ModelError if a log breaks an identity; *numbers* as measured, *where* the run in a few words."""
    check_identities(facts, IDENTITIES, numbers, where)


def find(name: str) -> Metric:
    """The metric to which a full name belongs; raises KeyError if there is none."""
    parts = name.split(".")
    for length in range(len(parts), 0, -1):
        for metric in METRICS:
            if metric.name == ".".join(parts[:length]):
                return metric
    raise KeyError(name)


def unit_of(name: str) -> str:
    """Unit of a metric by its full name."""
    return find(name).unit


def better(name: str) -> str:
    """Which way a metric, by its full name, is better: LOWER, HIGHER or NEITHER."""
    return find(name).better_of(name)


def names(header: Header) -> list[str]:
    """Full names of every number that a run with this header gives."""
    return list(compute(EventLog(header), Window(0.0, 0.0)))


def describe() -> list[tuple[str, str, str, str, str]]:
    """Name with its endings, unit, which way is better, definition and window rule of each metric."""
    return [
        (_full_name(metric), metric.unit, _direction(metric), metric.definition, metric.window_rule)
        for metric in METRICS
    ]


def _direction(metric: Metric) -> str:
    if isinstance(metric.better, str):
        return metric.better
    return ", ".join(f"{ending}: {way}" for ending, way in metric.better.items())


def markdown() -> str:
    """The catalogue as a page."""
    return "\n".join([_HEAD, *_sections()]).rstrip("\n")


def _full_name(metric: Metric) -> str:
    several = "," in metric.entries
    return f"{metric.name}.{{{metric.entries}}}" if several else f"{metric.name}.{metric.entries}".rstrip(".")


def _sections() -> Iterator[str]:
    """One table per family; ``lost_hours`` stands under ``lost``."""
    for family in dict.fromkeys(metric.family.partition("_")[0] for metric in METRICS):
        yield f"## {family}\n\n| metric | unit | better | definition | window |\n|---|---|---|---|---|"
        for name, unit, way, definition, rule in describe():
            if re.split(r"[._]", name)[0] == family:
                yield f"| `{name}` | {unit} | {way} | {definition} | {rule} |"
        yield ""
