"""The report: one page that needs nothing but itself, in the order in which a manager asks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib.resources import files
from typing import Any, NamedTuple

from jinja2 import Environment, FunctionLoader, StrictUndefined

from sim import metrics
from sim.experiment import Experiment
from sim.report import answers, binding, certainty, data, text
from sim.report.certainty import NOTHING, Grounds
from sim.report.figure import Figure, Subject, Table
from sim.report.figures import FIGURES, draw_figures
from sim.report.targets import table
from sim.targets import Target
from sim.units import show_duration

FAMILIES = {
    "access": "Access",
    "fidelity": "Fidelity of courses",
    "benefit": "Benefit",
    "day": "The day",
    "use": "Use of spaces and staff",
    "lost": "Lost chair time",
    "volume": "Volume",
    "safety": "Safety",
    "money": "Money",
    "queue": "Queues",
    "identities": "Checks of the model",
}
HEAD = ("Name", "Mean", "± (95 %)", "5th percentile", "Median", "95th percentile", "n", "Unit")

NO_TIME = "0.0 s"
"""What is said of the computing time where nobody took it."""


class Shown(NamedTuple):
    """A figure as the page shows it."""

    name: str
    title: str
    alt: str
    caption: str
    svg: str
    """Our own drawing, hence not escaped by the page."""
    table: Table


class Entry(NamedTuple):
    """One metric of the catalogue and the numbers it stands for."""

    definition: str
    rows: list[tuple[str, ...]]


def render(
    experiment: Experiment,
    *,
    warnings: Sequence[str] = (),
    sections: Sequence[tuple[str, str]] = (),
    provenance: Mapping[str, object] | None = None,
    drawings: Mapping[str, str] | None = None,
    grounds: Grounds = NOTHING,
    targets: Sequence[Target] = (),
) -> str:
    """The report of an experiment as HTML text.

    *warnings* stand above those that the numbers give themselves. *sections* are titles and plain texts (what
    the scenario says, its offered loads). *provenance*: what a reader needs to run it again. *drawings*: SVG
    text by name of figure, where they have been drawn already. *grounds*: how the warm-up and the number of
    replications came about. *targets*: what is to be achieved.
    """
    drawn = draw_figures(experiment) if drawings is None else drawings
    scenario = experiment.scenario
    return fill(
        "report.html",
        title=scenario.scenario,
        question=scenario.question,
        shows=scenario.shows,
        warnings=list(dict.fromkeys([*warnings, *answers.warnings(experiment)])),
        answers=answers.answers(experiment),
        targets=table({scenario.scenario: experiment}, targets),
        binding=binding.sentences(experiment),
        resources=binding.table(experiment),
        how_to_read=binding.HOW_TO_READ,
        certainty=certainty.sentences(experiment, grounds),
        certain=certainty.tables(experiment, grounds),
        sections=[(title, body) for title, body in sections if body.strip()],
        absent=absent(FIGURES, experiment, drawn),
        families=list(families(experiment)),
        head=HEAD,
        run=the_run(experiment, provenance or {}),
        opened="" if data.has_courses(experiment) else FAMILIES["queue"],
        one=data.replications(experiment) == 1,
        figures=shown(FIGURES, experiment, drawn),  # the last, because somebody may still be drawing them
    )


def fill(template: str, **content: object) -> str:
    """One of the templates as a page, with everything that comes from outside escaped."""
    loader = FunctionLoader(lambda name: files("sim.report").joinpath("templates", name).read_text(encoding="utf-8"))
    surroundings = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, loader=loader
    )
    surroundings.filters["glue"] = text.glue
    return surroundings.get_template(template).render(**content)


def shown(figures: Iterable[Figure[Subject]], subject: Subject, drawn: Mapping[str, str]) -> list[Shown]:
    """The figures that have been drawn, with their words and tables; the drawings are looked at last."""
    told = [(one, one.alt(subject), one.caption(subject), one.table(subject)) for one in figures if one.name in drawn]
    return [Shown(one.name, one.title, alt, caption, drawn[one.name], table) for one, alt, caption, table in told]


def absent(figures: Iterable[Figure[Subject]], subject: Subject, drawn: Mapping[str, str]) -> list[tuple[str, str]]:
    """Title of each of the others, and why it is not there."""
    return [(one.title, one.missing(subject)) for one in figures if one.name not in drawn]


def families(experiment: Experiment) -> Iterator[tuple[str, list[Entry]]]:
    """Title of each family of metrics, with what it holds."""
    found: dict[str, dict[str, Entry]] = {}
    for name in experiment.names:
        metric = metrics.find(name)
        family = found.setdefault(metric.family.partition("_")[0], {})
        entry = family.setdefault(metric.name, Entry(metric.definition, []))
        entry.rows.append(_row(experiment, name, metric.unit))
    for name, entries in found.items():
        yield FAMILIES.get(name, name.capitalize()), list(entries.values())


def _row(experiment: Experiment, name: str, unit: str) -> tuple[str, ...]:
    one = data.stat(experiment, name)
    numbers = [text.number(value) for value in one[:5]]
    shown = unit.replace("currency", data.currency(experiment)) if unit != "1" else "–"
    return (name, *numbers, str(one.n), shown)


def how_it_was_run(experiment: Experiment) -> dict[str, str]:
    """Window, warm-up, replications and seed in words."""
    window, run = experiment.window, experiment.scenario.run
    warm_up = f"{show_duration(run.begins)}, left out" if run.begins else "none: results from the first day"
    return {
        "First day": f"{experiment.header.starts:%A, %-d %B %Y}",
        "Warm-up": warm_up,
        "Observed": f"{show_duration(window.end - window.start)}{' after the warm-up' * bool(run.begins)}",
        "Replications": text.plain(data.replications(experiment)),
        "Seed": str(experiment.seed),
        "Computing time": f"{experiment.seconds:.1f} s",
    }


_TOLD = ("warm_up_minutes", "window_minutes", "warnings")
"""Entries of the record that the page tells in words of its own."""


def the_run(experiment: Experiment, provenance: Mapping[str, object]) -> list[tuple[str, str]]:
    """How it was run, each thing once; of the whole study where its record counts more than one scenario."""
    found = how_it_was_run(experiment)
    found |= plainly({name: value for name, value in provenance.items() if name not in _TOLD})
    return [(name, value) for name, value in found.items() if value and value != NO_TIME]


def plainly(provenance: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """What a record holds, with names as words, and commands as they are typed; empty entries are left out."""
    for name, value in provenance.items():
        shown: Any = value
        if value is None or value in ([], (), {}):
            continue
        if name == "command":
            shown = text.typed(shown)
        elif name == "seconds_simulating":
            name, shown = "computing_time", f"{shown:,.1f} s"
        elif isinstance(shown, Mapping):
            shown = ", ".join(f"{key} {entry}" for key, entry in shown.items())
        elif isinstance(shown, list | tuple):
            shown = ", ".join(str(entry) for entry in shown)
        elif name == "replications":
            shown = text.plain(shown)
        yield str(name).replace("_", " ").capitalize().replace("Sha256", "SHA-256"), str(shown)
