"""The page of a decision: the answer first, then why, the figures, the table, what binds and how it was found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sim.capacity import Capacity
from sim.planning import Plan
from sim.report import binding, text
from sim.report.decision import capacity_figures, capacity_words, plan_figures, plan_words
from sim.report.figure import draw
from sim.report.pages import absent, fill, shown, the_run


def plan_page(
    plan: Plan,
    *,
    note: str = "",
    warnings: Sequence[str] = (),
    provenance: Mapping[str, object] | None = None,
    drawings: Mapping[str, str] | None = None,
) -> str:
    """The report of the best plan as HTML text; *note* stands below the question."""
    drawn = draw(plan_figures.FIGURES, plan) if drawings is None else drawings
    one = plan.experiment(plan.shown)
    return fill(
        "decision.html",
        kind="Chairtime plan",
        title=f"The best of {text.plural(len(plan.designs), 'design')}",
        question=one.scenario.question,
        shows=note,
        warnings=list(warnings),
        answer=plan_words.answer(plan),
        told=plan_words.sentences(plan),
        guarantee=plan_words.guarantee(plan),
        front=plan_words.front(plan),
        settings=plan.designs[plan.best].settings if plan.best is not None else (),
        figures=shown(plan_figures.FIGURES, plan, drawn),
        absent=absent(plan_figures.FIGURES, plan, drawn),
        binding=binding.sentences(one),
        where=f"In {plan.designs[plan.shown].label}",
        table_title="All designs",
        reading=plan_words.reading(plan),
        table=plan_words.table(plan),
        run=the_run(one, provenance or {}),
    )


def capacity_page(
    found: Capacity,
    *,
    note: str = "",
    warnings: Sequence[str] = (),
    provenance: Mapping[str, object] | None = None,
    drawings: Mapping[str, str] | None = None,
) -> str:
    """The report of the largest load as HTML text; *note* stands below the question."""
    drawn = draw(capacity_figures.FIGURES, found) if drawings is None else drawings
    one = found.experiment(found.tested[-1].level)
    return fill(
        "decision.html",
        kind="Chairtime capacity",
        title=f"How far {found.path} can go",
        question=one.scenario.question,
        shows=note,
        warnings=list(warnings),
        answer=capacity_words.answer(found),
        told=capacity_words.sentences(found),
        guarantee=capacity_words.guarantee(found),
        front=[],
        settings=(),
        figures=shown(capacity_figures.FIGURES, found, drawn),
        absent=absent(capacity_figures.FIGURES, found, drawn),
        binding=capacity_words.binds(found),
        where=capacity_words.where_binds(found),
        table_title="Loads tried",
        reading="Means with their 95 % intervals, load by load.",
        table=capacity_words.table(found),
        run=the_run(one, provenance or {}),
    )
