"""Tables of a comparison: verdicts, what each scenario costs and buys, every number."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from sim import metrics
from sim.comparison import Comparison, Difference, Verdict
from sim.report import data, text
from sim.report.comparison import amounts
from sim.report.comparison.amounts import GLUE
from sim.report.comparison.sentences import more
from sim.report.figure import Table
from sim.report.pages import FAMILIES, Entry

TOPICS: dict[str, tuple[str, ...]] = {
    "Throughput": ("volume.starts_per_week", "volume.infusions_per_week", "volume.active_panel.total",
                   "volume.throughput", "queue.turned_away.share"),
    "Fidelity": ("fidelity.inductions_finished.share", "fidelity.finished_in_window.share_of_finished",
                 "fidelity.infusions_per_starter.mean"),
    "Waiting": ("access.wait_to_first_infusion.mean", "access.wait_to_first_infusion.p90",
                "benefit.days_symptomatic.mean", "day.direct_wait.mean", "day.direct_wait.p90", "queue.wait.mean"),
    "Overtime": ("day.overtime.per_day", "day.days_overrun_15.share"),
    "Money": ("money.revenue.per_week", "money.wages.per_week", "money.overtime.per_week", "money.margin.per_week",
              "money.margin.per_infusion"),
}  # fmt: skip
"""What a policy buys and what it costs; a name without its endings stands for all of them."""
ONLY_QUEUES = {"volume.throughput", "queue.turned_away.share", "queue.wait.mean"}
"""For places without courses."""


class Section(NamedTuple):
    """Rows under one heading."""

    title: str
    rows: tuple[tuple[str, ...], ...]


def costs(comparison: Comparison) -> list[Section]:
    """Values of the base and of each scenario, with the difference and its own interval, by topic."""
    found = [Section(topic, tuple(_cost_rows(comparison, names))) for topic, names in TOPICS.items()]
    return [section for section in found if section.rows]


def _cost_rows(comparison: Comparison, prefixes: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    courses = data.has_courses(comparison.base)
    for prefix in prefixes:
        for name in comparison.names:
            if name != prefix and not (name.startswith(f"{prefix}.") and prefix == "day.overtime.per_day"):
                continue
            if not (courses and prefix in ONLY_QUEUES) and comparison.stat(comparison.labels[0], name).n:
                yield _cost_row(comparison, name)


def _cost_row(comparison: Comparison, name: str) -> tuple[str, ...]:
    currency = data.currency(comparison.base)
    means = [comparison.stat(label, name).mean for label in comparison.labels]
    shown = [amounts.value(name, mean, currency) for mean in means]
    differences = [comparison.difference(label, name).alone for label in comparison.others]
    moved = [amounts.signed(name, one.mean, one.half_width, currency) for one in differences]
    cells = [f"{mean}\n{change}" for mean, change in zip(shown[1:], moved, strict=True)]
    return (amounts.row_label(name, currency), shown[0], *cells)


VERDICTS = ("Metric", "Base", "Here", "Difference", "All together", "Won", "Verdict")


def verdicts(comparison: Comparison, label: str) -> Table:
    """The metrics shown, one row each: values, difference with both intervals, replications won, verdict."""
    currency = data.currency(comparison.base)
    return Table(
        VERDICTS, tuple(_verdict_row(comparison, label, one, currency) for one in comparison.differences(label))
    )


def _verdict_row(comparison: Comparison, label: str, one: Difference, currency: str) -> tuple[str, ...]:
    name, factor = one.metric, amounts.scale(one.metric, currency).factor
    ends = [factor * end for end in (one.low, one.high)]
    places = text.apart(min(text.decimals(factor * one.alone.mean, *ends), 2), *ends)
    needed = more(one)
    return (
        amounts.row_label(name, currency),
        *(amounts.value(name, comparison.stat(each, name).mean, currency) for each in (comparison.labels[0], label)),
        amounts.signed(name, one.alone.mean, one.alone.half_width, currency),
        f"{GLUE}to{GLUE}".join(text.number(end, places) for end in ends),
        text.DASH if one.wins is None else f"{one.wins} of {one.compared}",
        one.verdict.value + (f"; {needed}{GLUE}more" if one.verdict is Verdict.NOT_SETTLED and needed else ""),
    )


def families(comparison: Comparison) -> list[tuple[str, list[Entry]]]:
    """Every metric by family: the base's mean, and each scenario's difference with its own interval."""
    found: dict[str, dict[str, Entry]] = {}
    currency = data.currency(comparison.base)
    for name in comparison.names:
        metric = metrics.find(name)
        entries = found.setdefault(metric.family.partition("_")[0], {})
        rows = entries.setdefault(metric.name, Entry(metric.definition, [])).rows
        rows.append(_plain_row(comparison, name, metric.unit.replace("currency", currency)))
    return [(FAMILIES.get(name, name.capitalize()), list(entries.values())) for name, entries in found.items()]


def _plain_row(comparison: Comparison, name: str, unit: str) -> tuple[str, ...]:
    moved = [comparison.difference(label, name).alone for label in comparison.others]
    cells = [f"{text.number(one.mean)} ± {text.number(one.half_width)}" for one in moved]
    base = text.number(comparison.stat(comparison.labels[0], name).mean)
    return (name, base, *cells, unit if unit != "1" else text.DASH)
