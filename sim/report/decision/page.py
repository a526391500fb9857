"""The page of a decision: the answer first, then why, the figures, the table, what binds and how it was found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sim.capacity import Capacity
from sim.experiment import Experiment
from sim.planning import Plan
from sim.report import binding, text
from sim.report.decision import capacity_figures, capacity_words, plan_figures, plan_words
from sim.report.figure import Figure, Subject, Table, draw
from sim.report.pages import absent, fill, shown, the_run


class Content(NamedTuple):
    """What differs between the two pages; the names are those of the template."""

    kind: str
    title: str
    answer: str
    told: Sequence[str]
    guarantee: str
    binding: Sequence[str]
    where: str
    """Of which clinic *binding* speaks."""
    table_title: str
    reading: str
    table: Table
    front: Sequence[str] = ()
    settings: Sequence[str] = ()


def plan_page(
    plan: Plan,
    *,
    note: str = "",
    warnings: Sequence[str] = (),
    provenance: Mapping[str, object] | None = None,
    drawings: Mapping[str, str] | None = None,
) -> str:
    """The report of the best plan as HTML text; *note* stands below the question."""
    one = plan.experiment(plan.shown)
    content = Content(
        kind="Chairtime plan",
        title=f"The best of {text.plural(len(plan.designs), 'design')}",
        answer=plan_words.answer(plan),
        told=plan_words.sentences(plan),
        guarantee=plan_words.guarantee(plan),
        binding=binding.sentences(one),
        where=f"In {plan.designs[plan.shown].label}",
        table_title="All designs",
        reading=plan_words.reading(plan),
        table=plan_words.table(plan),
        front=plan_words.front(plan),
        settings=plan.designs[plan.best].settings if plan.best is not None else (),
    )
    return _page(content, one, plan, plan_figures.FIGURES, (note, warnings, provenance, drawings))


def capacity_page(
    found: Capacity,
    *,
    note: str = "",
    warnings: Sequence[str] = (),
    provenance: Mapping[str, object] | None = None,
    drawings: Mapping[str, str] | None = None,
) -> str:
    """The report of the largest load as HTML text; *note* stands below the question."""
    content = Content(
        kind="Chairtime capacity",
        title=f"How far {found.path} can go",
        answer=capacity_words.answer(found),
        told=capacity_words.sentences(found),
        guarantee=capacity_words.guarantee(found),
        binding=capacity_words.binds(found),
        where=capacity_words.where_binds(found),
        table_title="Loads tried",
        reading="Means with their 95 % intervals, load by load.",
        table=capacity_words.table(found),
    )
    one = found.experiment(found.tested[-1].level)
    return _page(content, one, found, capacity_figures.FIGURES, (note, warnings, provenance, drawings))


def _page(
    content: Content,
    one: Experiment,
    subject: Subject,
    figures: Sequence[Figure[Subject]],
    around: tuple[str, Sequence[str], Mapping[str, object] | None, Mapping[str, str] | None],
) -> str:
    note, warnings, provenance, drawings = around
    drawn = draw(figures, subject) if drawings is None else drawings
    return fill(
        "decision.html",
        **content._asdict(),
        question=one.scenario.question,
        shows=note,
        warnings=list(warnings),
        figures=shown(figures, subject, drawn),
        absent=absent(figures, subject, drawn),
        run=the_run(one, provenance or {}),
    )
