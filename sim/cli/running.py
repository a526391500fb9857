"""``chairtime run``: several scenarios, progress, results, and the summary on the screen."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from sim import metrics
from sim.cli import stress
from sim.cli.options import Where
from sim.cli.precise import NOTHING_ASKED, Asked, precise, settled
from sim.cli.sampling import refuse_study_in, report_time, sampler, seed_of
from sim.cli.screen import console, in_percent, places, show, table, terminated_is_interrupted, units
from sim.cli.target import check_target
from sim.errors import Problem, ScenarioError
from sim.experiment import Experiment
from sim.report.certainty import Grounds, gains_of, kept, tables, warnings
from sim.report.figures import FIGURES, write_figures
from sim.report.pages import render
from sim.report.targets import table as achieved
from sim.results import (
    folder_name,
    provenance,
    study_folder,
    summary_json,
    write_csv,
    write_json,
    write_tables,
)
from sim.scenario.echo import resolved_yaml
from sim.scenario.problems import harmless, visible
from sim.scenario.words import describe
from sim.targets import Target, aims


@dataclass(frozen=True)
class Request:
    """What the command line asked for."""

    out: Path | None
    overwrite: bool
    events: bool
    as_json: bool
    where: Where
    settings: tuple[str, ...] = ()
    asked: Asked = NOTHING_ASKED


def run_all(scenarios: Sequence[Any], request: Request) -> None:
    """Run every scenario; nothing runs when two of them would write to one folder."""
    targets = _targets(scenarios, request)
    request.asked.check([loaded.scenario for loaded in scenarios])
    printed = {}
    with terminated_is_interrupted():
        for loaded, target in zip(scenarios, targets, strict=True):
            done = _run_one(loaded, target, request)
            printed[loaded.scenario.scenario] = done
    if request.as_json:
        only = next(iter(printed.values())) if len(printed) == 1 else printed
        click.echo(json.dumps(only, indent=1, ensure_ascii=False))


def refuse_equal_names(scenarios: Sequence[Any], names: Sequence[str]) -> None:
    """Raise ScenarioError where two scenarios would write under one of *names*."""
    what = "the name {!r} is used by another of these scenarios"
    twice = [
        Problem(what.format(visible(loaded.label)), "scenario", loaded.file)
        for nth, loaded in enumerate(scenarios)
        if names[nth] in names[:nth]
    ]
    if twice:
        raise ScenarioError(twice)


def _targets(scenarios: Sequence[Any], request: Request) -> list[Path]:
    names = [folder_name(loaded.scenario.scenario) for loaded in scenarios]
    refuse_equal_names(scenarios, names)
    base = request.out or Path("results")
    targets = [request.out] if request.out and len(names) == 1 else [base / name for name in names]
    for target in targets:
        refuse_study_in(target, request.where)
        check_target(target, request.overwrite)
    return targets


def now() -> str:
    """The time, to the second, for the record of a run."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def _run_one(loaded: Any, target: Path, request: Request) -> dict[str, Any]:
    started, seed = now(), seed_of(loaded.scenario, request.where)
    with study_folder(target, request.overwrite) as folder:
        events = folder / "events" if request.events else None
        if events:
            events.mkdir()
        (scenario,), (chosen,) = settled([loaded.scenario], seed, request.where)
        leading = next((goal.metric for goal in request.asked.goals(scenario)), "")
        with sampler(scenario.scenario, request.where, events, leading, bool(leading)) as sample:
            done, reached = precise(scenario, seed, sample, request.asked, report_time(len(FIGURES)))
            drawings = write_figures(done, folder / "figures", sample.beside)
        grounds = Grounds(chosen, reached)
        found_out = warnings(done, grounds)
        write_tables(done, folder, units(scenario), gains_of(done))
        told = [*(str(problem) for problem in loaded.warnings), *found_out]
        record = provenance(done, loaded.digest, sys.argv, told, started, code_of(loaded.code))
        write_json(folder / "run.json", {**record, **kept(done, grounds)})
        (folder / "scenario.yaml").write_text(resolved_yaml(loaded), encoding="utf-8")
        keep_code(loaded.code, folder)
        words = [("The clinic in words", describe(done.scenario))]
        said = [*(f"{problem.path}: {problem.what}" for problem in loaded.warnings), *found_out]
        targets = aims(loaded).targets
        write_targets(folder, {scenario.scenario: done}, targets)
        page = render(
            _as_it_was_run(done, request.settings),
            warnings=said,
            sections=words,
            provenance=record,
            drawings=drawings,
            grounds=grounds,
            targets=targets,
        )
        (folder / "report.html").write_text(page, encoding="utf-8")
        stress.write_run(done, loaded, record, changed(request.settings), folder, grounds)
    found = summary_json(done, units(scenario))
    if not request.as_json:
        _print_summary(done, found, target, seed, targets)
        _print_grounds(done, grounds)
    for warning in found_out:
        click.echo(f"WARNING {warning}", err=True)
    return found


def write_targets(folder: Path, experiments: dict[str, Experiment], targets: Sequence[Target]) -> None:
    """targets.csv, where there are any."""
    if targets:
        written = achieved(experiments, targets)
        write_csv(folder / "targets.csv", written.head, written.rows)


def print_targets(experiments: dict[str, Experiment], targets: Sequence[Target]) -> None:
    """Whether each was met, where there are any."""
    if targets:
        rows = achieved(experiments, targets)
        shown = table([(head, "left") for head in rows.head])
        for row in rows.rows:
            shown.add_row(*(visible(cell) for cell in row))
        console().print("\n", shown)


def code_of(code: Sequence[Any]) -> list[dict[str, str]]:
    """The record of policies of the user's own."""
    return [{"policy": one.reference, "file": one.file, "sha256": one.sha256} for one in code]


def keep_code(code: Sequence[Any], folder: Path) -> None:
    """Files with policies of the user's own, beside the scenario that names them, so that it runs again."""
    for one in code:
        if one.text is not None:
            (folder / one.where).parent.mkdir(parents=True, exist_ok=True)
            (folder / one.where).write_text(one.text, encoding="utf-8")


def _as_it_was_run(done: Experiment, settings: Sequence[str]) -> Experiment:
    """With settings from the command line the page says so, in place of what the file claims to show."""
    shows = changed(settings)
    return replace(done, scenario=done.scenario.model_copy(update={"shows": shows})) if shows else done


def changed(settings: Sequence[str]) -> str:
    """What the command line changed in the clinic, in a sentence; empty if nothing."""
    found = [setting for setting in settings if not setting.startswith(("run.replications", "run.seed"))]
    return f"Changed for this run: {'; '.join(found)}." if found else ""


# the summary on the screen

SHORT = ("±", "± used", "pairs", "controls")
"""Headings of the columns of gains, where there is little room."""


def _print_summary(
    done: Experiment, found: dict[str, dict[str, Any]], target: Path, seed: int, targets: Sequence[Target]
) -> None:
    headings = ("", "left"), ("mean", "right"), ("± 95 %", "right"), ("5-95 % of runs", "right"), ("", "left")
    shown = table(headings)
    for label, name in metrics.highlights(found):
        entry = found[name]
        factor, unit = in_percent(entry["unit"])
        shared = places(entry["half_width"], factor)
        mean, half, low, high = (show(entry[key], factor, shared) for key in ("mean", "half_width", "p5", "p95"))
        shown.add_row(label, mean, half if entry["n"] > 1 else "n/a", f"{low} to {high}", unit)
    screen = console()
    n = len(done.outcomes)
    weeks = (done.window.end - done.window.start) / 10080
    screen.print(
        f"\n{harmless(done.scenario.scenario)}: {n} replication{'s' * (n > 1)} of {weeks:g} weeks, seed {seed}\n"
    )
    screen.print(shown)
    print_targets({"": done}, targets)
    if n == 1:
        screen.print("\nOne replication: intervals are not available.")
    screen.print(f"\nReport: {harmless(str(target / 'report.html'))}", soft_wrap=True)


def _print_grounds(done: Experiment, grounds: Grounds) -> None:
    """What became of each precision asked for, and what variance reduction was worth."""
    screen, unit = console(), units(done.scenario)
    for one in grounds.precise.reached if grounds.precise else ():
        found = one.found
        factor, after = in_percent(unit(one.goal.metric))
        shared = places(found.half_width, factor)
        half = f"{show(found.mean, factor, shared)} ± {show(found.half_width, factor, shared)} {after}, n = {found.n}"
        parts = ["reached" if one.is_met else "not reached", *([half] if found.n > 1 else []), one.note]
        screen.print(f"{one.goal.text}: {'; '.join(part for part in parts if part)}", soft_wrap=True)
    for title, found_table in tables(done, grounds)[bool(grounds.precise) :]:
        screen.print(f"\n{title}")
        shown = table([(name, "right" if place else "left") for place, name in enumerate(found_table.head[:1] + SHORT)])
        for row in found_table.rows:
            shown.add_row(*row)
        screen.print(shown)
