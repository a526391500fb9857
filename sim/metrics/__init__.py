"""Metrics: what a log says about a clinic, one file per family.

To add one, write a function of ``Facts`` in its family's file and a line in the table at the
foot of that file.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from sim.events import EventLog, Window
from sim.metrics.access import ACCESS
from sim.metrics.benefit import BENEFIT
from sim.metrics.day import THE_DAY
from sim.metrics.facts import Facts
from sim.metrics.fidelity import FIDELITY
from sim.metrics.identities import IDENTITIES
from sim.metrics.lost import LOST
from sim.metrics.metric import Metric
from sim.metrics.money import MONEY
from sim.metrics.queue import QUEUE
from sim.metrics.safety import SAFETY
from sim.metrics.use import USE
from sim.metrics.volume import VOLUME

__all__ = ["METRICS", "Facts", "Metric", "compute", "describe", "find", "markdown", "measure"]

METRICS: tuple[Metric, ...] = (
    *ACCESS, *FIDELITY, *BENEFIT, *THE_DAY, *USE, *LOST, *VOLUME, *SAFETY, *MONEY, *QUEUE, *IDENTITIES,
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
brackets stand for the scenario's own names, in which blanks and colons become underscores.
"""


def compute(log: EventLog, window: Window) -> dict[str, float]:
    """Every metric of a log: full name -> number, NaN where there is nothing to measure."""
    return measure(Facts(log, window))


def measure(facts: Facts) -> dict[str, float]:
    """Every metric; the names depend on the log's header alone, so that replications line up."""
    numbers = {name: number for metric in METRICS for name, number in metric.numbers(facts).items()}
    return dict.fromkeys(numbers, np.nan) if facts.is_empty else numbers


def find(name: str) -> Metric:
    """The metric to which a full name belongs; raises KeyError if there is none."""
    parts = name.split(".")
    for length in range(len(parts), 0, -1):
        for metric in METRICS:
            if metric.name == ".".join(parts[:length]):
                return metric
    raise KeyError(name)


def describe() -> list[tuple[str, str, str, str]]:
    """Name with its endings, unit, definition and window rule of each metric."""
    return [(_full_name(metric), metric.unit, metric.definition, metric.window_rule) for metric in METRICS]


def markdown() -> str:
    """The catalogue as a page."""
    return "\n".join([_HEAD, *_sections()])


def _full_name(metric: Metric) -> str:
    return f"{metric.name}.{{{metric.entries}}}" if metric.entries else metric.name


def _sections() -> Iterator[str]:
    family = ""
    for metric, (name, unit, definition, rule) in zip(METRICS, describe(), strict=True):
        if metric.family.partition("_")[0] != family:
            family = metric.family.partition("_")[0]
            yield f"## {family}\n\n| metric | unit | definition | window |\n|---|---|---|---|"
        end = "" if _ends_section(metric) else None
        yield f"| `{name}` | {unit} | {definition} | {rule} |" + ("\n" if end == "" else "")


def _ends_section(metric: Metric) -> bool:
    place = METRICS.index(metric) + 1
    return place == len(METRICS) or METRICS[place].family.partition("_")[0] != metric.family.partition("_")[0]
