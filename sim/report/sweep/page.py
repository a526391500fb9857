"""The pages of sweeps and uncertain inputs: the answer first, then figures and tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sim.experiment import Experiment
from sim.report import text
from sim.report.comparison.amounts import row_label
from sim.report.comparison.sentences import Answer
from sim.report.figure import Figure, Subject, Table
from sim.report.pages import absent, fill, shown, the_run
from sim.report.sweep import figures, sentences, uncertain
from sim.report.sweep.words import currency, plus_minus
from sim.report.sweep.words import shown as one_value
from sim.sweep.designs import Sweep
from sim.sweep.tornado import Tornado
from sim.sweep.uncertainty import Uncertainty

FIRST = 5
"""Answers that everybody reads; the others are folded up."""


class Section(NamedTuple):
    """A table with what it says over it."""

    title: str
    intro: str
    table: Table


class Content(NamedTuple):
    """What differs between the three pages."""

    kind: str
    title: str
    answers: Sequence[Answer]
    held: str
    """How sure the answers are."""
    tables: Sequence[Section]


def of_sweep(
    sweep: Sweep, note: str, warnings: Sequence[str], provenance: Mapping[str, object], drawings: Mapping[str, str]
) -> str:
    """The report of a sweep as HTML text."""
    varied = text.listed(sweep.labels)
    content = Content(
        "Chairtime sweep",
        f"{sweep.base.scenario.scenario}: {varied} in {text.plural(len(sweep.designs), 'design')}",
        sentences.said(sweep),
        sentences.held(sweep),
        [Section("Every design", "Mean ± half-width of the interval of each.", _designs(sweep))],
    )
    every = [*warnings, *sentences.warnings(sweep)]
    return _page(content, sweep, sweep.base, figures.of_sweep(sweep), note, every, provenance, drawings)


def _designs(sweep: Sweep) -> Table:
    names = [name for name in sweep.shown if sweep.has(name)]
    heads = [row_label(name, currency(sweep)) for name in names]
    rows = [
        (str(place + 1), *design.levels, *(plus_minus(one_value(sweep, place, name)) for name in names))
        for place, design in enumerate(sweep.designs)
    ]
    return Table(("Design", *sweep.labels, *heads), tuple(rows))


def of_tornado(
    tornado: Tornado, note: str, warnings: Sequence[str], provenance: Mapping[str, object], drawings: Mapping[str, str]
) -> str:
    """The report of a tornado as HTML text."""
    rows = tuple((one.name, str(one.value), str(one.low), str(one.high)) for one in tornado.ranges)
    inputs = Table(("Input", "Value", "Lower end", "Upper end"), rows)
    content = Content(
        "Chairtime tornado",
        f"{tornado.base.scenario.scenario}: which inputs matter",
        uncertain.of_tornado(tornado),
        uncertain.tornado_held(tornado),
        [Section("The inputs", "Ranges as the scenario gives them; see there where they come from.", inputs)],
    )
    few = len(tornado.base.outcomes)
    more = [f"There {'is' if few == 1 else 'are'} only {text.plural(few, 'replication')}: little can be settled."]
    every = [*warnings, *(more if few < 5 else [])]
    return _page(content, tornado, tornado.base, figures.of_tornado(tornado), note, every, provenance, drawings)


def of_uncertainty(
    found: Uncertainty, note: str, warnings: Sequence[str], provenance: Mapping[str, object],
    drawings: Mapping[str, str],
) -> str:  # fmt: skip
    """The report of uncertain inputs as HTML text."""
    sweep = found.sweep
    content = Content(
        "Chairtime uncertainty",
        f"{sweep.base.scenario.scenario}: what is not known, and what is chance",
        uncertain.of_uncertainty(found),
        uncertain.uncertainty_held(found),
        [Section("Every set of inputs", "Mean ± half-width of the interval of each.", _designs(sweep))],
    )
    return _page(content, found, sweep.base, figures.of_uncertainty(found), note, warnings, provenance, drawings)


def _page(
    content: Content, subject: Subject, base: Experiment, drawn: Sequence[Figure[Subject]], note: str,
    warnings: Sequence[str], provenance: Mapping[str, object], drawings: Mapping[str, str],
) -> str:  # fmt: skip
    run = [(name, value) for name, value in the_run(base, provenance) if name != "Computing time"]
    return fill(
        "sweep.html",
        kind=content.kind,
        title=content.title,
        question=base.scenario.question,
        shows=note,
        warnings=list(dict.fromkeys(warnings)),
        answers=content.answers[:FIRST],
        others=content.answers[FIRST:],
        held=content.held,
        figures=shown(drawn, subject, drawings),
        absent=absent(drawn, subject, drawings),
        tables=content.tables,
        run=run,
    )
