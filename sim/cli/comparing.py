"""``chairtime compare`` and ``chairtime diff``: several scenarios side by side."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from math import isnan
from pathlib import Path
from typing import Any

import click

from sim import metrics
from sim.cli import stress
from sim.cli.precise import settled
from sim.cli.progress import teller
from sim.cli.running import Request, changed, code_of, keep_code, now, refuse_equal_names
from sim.cli.sampling import experiments, refuse_study_in, report_time, sampler, seed_of
from sim.cli.screen import console, show, table, terminated_is_interrupted, units
from sim.cli.target import check_target
from sim.cli.targets import print_targets, write_targets
from sim.cli.wanted import Wanted, wanted
from sim.comparison import Comparison
from sim.errors import Problem, ScenarioError
from sim.experiment import header_of
from sim.report.comparison.amounts import row_label, scale
from sim.report.comparison.figures import FIGURES
from sim.report.comparison.page import Card, Rule, render
from sim.report.comparison.sentences import more, said
from sim.report.figure import write
from sim.results import (
    comparison_json,
    folder_name,
    provenance,
    study_folder,
    write_comparison,
    write_json,
)
from sim.scenario.desk import duties
from sim.scenario.diff import TITLE, changes, lines
from sim.scenario.echo import resolved_yaml
from sim.scenario.load import placed
from sim.scenario.problems import harmless, visible
from sim.targets import Target, aims

SAME = {"calendar.starts": "the first day", "run.warm_up": "the warm-up", "run.length": "the observed time",
        "money.currency": "the currency"}  # fmt: skip
"""What must be the same in all scenarios, because replications are compared one with one."""


def compare_all(scenarios: Sequence[Any], request: Request, chosen: Sequence[str], zones: Sequence[str],
                confidence: str) -> None:  # fmt: skip
    """Run all scenarios with the luck of the first, and write what differs."""
    names = [folder_name(loaded.label) for loaded in scenarios]
    refuse_equal_names(scenarios, names)
    _refuse_other_windows(scenarios)
    base = scenarios[0].scenario
    asked = wanted(chosen, zones, confidence, _metric_names(scenarios), base.money.currency)
    target = request.out or Path("results") / f"{folder_name(base.scenario)}-compared"
    refuse_study_in(target, request.where)
    check_target(target, request.overwrite)
    started = now()
    with terminated_is_interrupted(), study_folder(target, request.overwrite) as folder:
        comparison = _run(scenarios, request, asked)
        _write_tables(comparison, scenarios, names, folder)
        _write_page(comparison, scenarios, changed(request.settings), folder, started)
    if request.as_json:
        click.echo(json.dumps(comparison_json(comparison, units(base)), indent=1, ensure_ascii=False))
    else:
        _print(comparison, target, aims(scenarios[0]).targets)


def _refuse_other_windows(scenarios: Sequence[Any]) -> None:
    """Raise ScenarioError unless all scenarios are observed on the same days and reckoned in the same currency."""
    base, problems = scenarios[0], []
    for loaded in scenarios[1:]:
        for one in changes(base.scenario, loaded.scenario):
            if one.path in SAME:
                what = f"{SAME[one.path]} is {one.second} here and {one.first} in {visible(base.label)}"
                problem = Problem(f"{what}; to be compared it must be the same in all scenarios", one.path)
                problems += placed([problem], loaded)
    if problems:
        raise ScenarioError(problems)


def _metric_names(scenarios: Sequence[Any]) -> list[str]:
    """Every metric that some scenario has, known before anything runs."""
    return list(dict.fromkeys(name for loaded in scenarios for name in metrics.names(header_of(loaded.scenario))))


def _run(scenarios: Sequence[Any], request: Request, asked: Wanted) -> Comparison:
    """Every scenario with the seed and the run of the first: the same people with the same luck."""
    run = scenarios[0].scenario.run.model_copy(update={"control_variate": False})  # pairing leaves them little
    seed = seed_of(scenarios[0].scenario, request.where)
    same = [loaded.scenario.model_copy(update={"run": run}) for loaded in scenarios]
    teller(request.where.quiet)(
        f"{len(same)} scenarios x {run.replications} replications; the first show how long they take"
    )
    alike, _ = settled(same, seed, request.where)
    with sampler("comparing", request.where) as sample:
        found = experiments(alike, seed, sample, report_time(len(FIGURES), len(alike)))
    labels = tuple(loaded.label for loaded in scenarios)
    comparison = Comparison(tuple(found), labels, asked.shown, asked.confidence, asked.indifference)
    return comparison if asked.shown else comparison.showing(_headlines(comparison, asked))


def _headlines(comparison: Comparison, asked: Wanted) -> list[str]:
    """The headline metrics that some scenario has, and those for which a zone was given."""
    found = {name: {"mean": 1.0 if comparison.has(name) else None} for name in comparison.names}
    courses = any(one.scenario.protocols for one in comparison.experiments)
    return list(dict.fromkeys([*(name for _, name in metrics.highlights(found, courses)), *asked.indifference]))


# results


def _write_tables(comparison: Comparison, scenarios: Sequence[Any], names: Sequence[str], folder: Path) -> None:
    write_comparison(comparison, folder, units(comparison.base.scenario))
    for loaded, name in zip(scenarios, names, strict=True):
        (folder / f"scenario-{name}.yaml").write_text(resolved_yaml(loaded), encoding="utf-8")
        keep_code(loaded.code, folder)


def _write_page(comparison: Comparison, scenarios: Sequence[Any], note: str, folder: Path, started: str) -> None:
    """The record of the run, the figures, and the page that holds both."""
    record, targets = _record(comparison, scenarios, started), aims(scenarios[0]).targets
    write_targets(folder, comparison.by_label, targets)
    write_json(folder / "run.json", record)
    page = render(
        comparison,
        note=note,
        cards=_cards(scenarios),
        warnings=_warned(scenarios),
        provenance=record,
        drawings=write(FIGURES, comparison, folder / "figures"),
        targets=targets,
    )
    (folder / "report.html").write_text(page, encoding="utf-8")
    stress.write_comparison(comparison, scenarios, record, note, folder)


def _record(comparison: Comparison, scenarios: Sequence[Any], started: str) -> dict[str, Any]:
    """The record of a run, for all scenarios together."""
    warnings = list(dict.fromkeys(str(problem) for loaded in scenarios for problem in loaded.warnings))
    code = {one.reference: one for loaded in scenarios for one in loaded.code}
    record = provenance(comparison.base, scenarios[0].digest, sys.argv, warnings, started, code_of(list(code.values())))
    return record | {
        "scenarios": {label: one.digest for label, one in zip(comparison.labels, scenarios, strict=True)},
        "seconds_simulating": round(sum(one.seconds for one in comparison.experiments), 3),
        "confidence": comparison.confidence,
        "indifference": dict(comparison.indifference),
    }


def _warned(scenarios: Sequence[Any]) -> list[str]:
    """Warnings of the files; the path of a variant's begins with its name, another file's with the scenario's."""
    return [
        f"{one.path}: {one.what}" if loaded.variant else f"{loaded.label}: {one.path}: {one.what}"
        for loaded in scenarios
        for one in loaded.warnings
    ]


def _cards(scenarios: Sequence[Any]) -> list[Card]:
    """A card for each scenario, with what differs from the first."""
    base = scenarios[0]
    usual = dict(duties(base.scenario))
    return [Card(one.label, list(_rules(one, usual)), _other_changes(base, one)) for one in scenarios]


def _rules(loaded: Any, usual: dict[str, str]) -> Iterator[Rule]:
    for question, answer in duties(loaded.scenario):
        before = usual.get(question, "not asked")
        yield Rule(question, answer, before if before != answer else "")


def _other_changes(base: Any, loaded: Any) -> list[str]:
    """What differs beside names and the settings of the run, which are the same for all."""
    found = changes(base.scenario, loaded.scenario)
    return [str(one) for one in found if one.path not in TITLE and not one.path.startswith("run.")]


# the screen


def _print(comparison: Comparison, target: Path, targets: Sequence[Target]) -> None:
    screen = console()
    n, seed = len(comparison.base.outcomes), comparison.base.seed
    screen.print(f"\n{n} replication{'s' * (n > 1)} of each scenario, seed {seed}, the same people in all")
    for answer in said(comparison):
        screen.print(f"\n{harmless(answer.label)} compared with {harmless(comparison.labels[0])}\n")
        screen.print(_table(comparison, answer.label))
        screen.print()
        for sentence in answer.told:
            screen.print(harmless(sentence))
    print_targets(comparison.by_label, targets)
    if n == 1:
        screen.print("\nOne replication: nothing can be settled.")
    screen.print(f"\nReport: {harmless(str(target / 'report.html'))}", soft_wrap=True)


def _table(comparison: Comparison, label: str) -> Any:
    headings = ("", "left"), ("base", "right"), ("difference", "right"), ("interval", "right"), ("verdict", "left")
    shown, currency = table(headings), comparison.base.scenario.money.currency
    for one in comparison.differences(label):
        factor = scale(one.metric, currency).factor
        base = comparison.stat(comparison.labels[0], one.metric).mean
        numbers = [_number(factor * value) for value in (base, one.together.mean, one.low, one.high)]
        interval = " to ".join(numbers[2:]) if one.alone.n > 1 else "n/a"
        verdict = one.verdict.value + (f" ({needed} more)" if (needed := more(one)) else "")
        shown.add_row(row_label(one.metric, currency), *numbers[:2], interval, verdict)
    return shown


def _number(value: float) -> str:
    return show(None if isnan(value) else value)


# what differs in the files


def diff(first: Any, second: Any, as_json: bool) -> None:
    """Print what differs between two scenarios."""
    found = changes(first.scenario, second.scenario)
    if as_json:
        click.echo(json.dumps([one._asdict() for one in found], indent=1, ensure_ascii=False))
        return
    for line in lines(found):
        click.echo(line)
