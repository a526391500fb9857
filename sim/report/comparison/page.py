"""The page of a comparison: the answer first, then the differences, costs, days, and a card for each scenario."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sim.comparison import Comparison
from sim.report import data, text
from sim.report.comparison import sentences, tables
from sim.report.comparison.figures import FIGURES
from sim.report.figure import draw
from sim.report.pages import absent, fill, shown, the_run
from sim.report.targets import table as achieved
from sim.targets import Target


class Rule(NamedTuple):
    """One question that comes up at the desk."""

    question: str
    answer: str
    """What this clinic answers."""
    base: str = ""
    """What the base answers, where that is something else."""


class Card(NamedTuple):
    """What one scenario asks of the people who run the clinic, on one page."""

    label: str
    rules: Sequence[Rule]
    """What the scheduler must do."""
    changes: Sequence[str] = ()
    """What else differs from the base: ``spaces.recliner: 6 -> 7``."""


def render(
    comparison: Comparison,
    *,
    note: str = "",
    cards: Sequence[Card] = (),
    warnings: Sequence[str] = (),
    provenance: Mapping[str, object] | None = None,
    drawings: Mapping[str, str] | None = None,
    targets: Sequence[Target] = (),
) -> str:
    """The report of a comparison as HTML text.

    *note* stands below the question. *cards*: one for each scenario. *targets*: those of the
    first scenario. The rest as for the report of a run.
    """
    drawn = draw(FIGURES, comparison) if drawings is None else drawings
    return fill(
        "comparison.html",
        title=_title(comparison),
        question=comparison.base.scenario.question,
        shows=note,
        warnings=list(dict.fromkeys([*warnings, *sentences.warnings(comparison)])),
        base=comparison.labels[0],
        others=comparison.others,
        answers=sentences.said(comparison),
        targets=achieved(comparison.by_label, targets),
        level=f"{100 * comparison.confidence:g} %",
        confidence=sentences.family(comparison),
        pairing=sentences.pairing(comparison),
        verdicts=[(label, tables.verdicts(comparison, label)) for label in comparison.others],
        costs=tables.costs(comparison),
        cards=cards,
        figures=shown(FIGURES, comparison, drawn),
        absent=absent(FIGURES, comparison, drawn),
        families=tables.families(comparison),
        head=("Name", comparison.labels[0], *(f"{label}: difference" for label in comparison.others), "Unit"),
        run=the_run(comparison.base, provenance or {}),
        one=data.replications(comparison.base) == 1,
    )


def _title(comparison: Comparison) -> str:
    others = comparison.others
    named = text.listed(others) if len(others) <= 3 else f"{len(others)} alternatives"
    return f"{comparison.labels[0]} compared with {named}"
