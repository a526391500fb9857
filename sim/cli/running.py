"""``chairtime run``: several scenarios, progress, results, and the summary on the screen."""

from __future__ import annotations

import json
import secrets
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType
from typing import Any

import click

from sim import metrics
from sim.errors import Problem, ScenarioError
from sim.experiment import Experiment, Outcome, experiment
from sim.report.figures import write_figures
from sim.report.pages import render
from sim.results import (
    check_target,
    folder_name,
    provenance,
    study_folder,
    summary_json,
    write_json,
    write_tables,
)
from sim.scenario.echo import resolved_yaml
from sim.scenario.problems import visible
from sim.scenario.words import describe


@dataclass(frozen=True)
class Request:
    """What the command line asked for."""

    out: Path | None
    overwrite: bool
    events: bool
    as_json: bool
    workers: int
    settings: tuple[str, ...] = ()


def run_all(scenarios: Sequence[Any], request: Request) -> None:
    """Run every scenario; nothing runs when two of them would write to one folder."""
    targets = _targets(scenarios, request)
    printed = {}
    with _terminated_is_interrupted():
        for loaded, target in zip(scenarios, targets, strict=True):
            done = _run_one(loaded, target, request)
            printed[loaded.scenario.scenario] = done
    if request.as_json:
        only = next(iter(printed.values())) if len(printed) == 1 else printed
        click.echo(json.dumps(only, indent=1, ensure_ascii=False))


def _targets(scenarios: Sequence[Any], request: Request) -> list[Path]:
    names = [folder_name(loaded.scenario.scenario) for loaded in scenarios]
    twice = [
        Problem(
            f"the name {visible(loaded.scenario.scenario)!r} is used by another of these scenarios",
            "scenario",
            loaded.file,
        )
        for nth, loaded in enumerate(scenarios)
        if names[nth] in names[:nth]
    ]
    if twice:
        raise ScenarioError(twice)
    base = request.out or Path("results")
    targets = [request.out] if request.out and len(names) == 1 else [base / name for name in names]
    for target in targets:
        check_target(target, request.overwrite)
    return targets


def _run_one(loaded: Any, target: Path, request: Request) -> dict[str, Any]:
    scenario = loaded.scenario
    started = datetime.now(UTC).isoformat(timespec="seconds")
    seed = scenario.run.seed if scenario.run.seed is not None else secrets.randbits(32)
    warnings = [str(problem) for problem in loaded.warnings]
    with study_folder(target, request.overwrite) as folder:
        events = folder / "events" if request.events else None
        if events:
            events.mkdir()
        with _progress(scenario.scenario, scenario.run.replications) as step:
            done = experiment(scenario, seed, request.workers, events, step)
        write_tables(done, folder, _units(scenario))
        code = [{"policy": one.reference, "file": one.file, "sha256": one.sha256} for one in loaded.code]
        record = provenance(done, loaded.digest, sys.argv, warnings, started, code)
        write_json(folder / "run.json", record)
        (folder / "scenario.yaml").write_text(resolved_yaml(loaded), encoding="utf-8")
        _keep_code(loaded.code, folder)
        drawings = write_figures(done, folder / "figures")
        words = [("The clinic in words", describe(scenario))]
        said = [f"{problem.path}: {problem.what}" for problem in loaded.warnings]
        page = render(
            _as_it_was_run(done, request.settings), warnings=said, sections=words, provenance=record, drawings=drawings
        )
        (folder / "report.html").write_text(page, encoding="utf-8")
    found = summary_json(done, _units(scenario))
    if not request.as_json:
        _print_summary(done, found, target, seed)
    return found


def _keep_code(code: Sequence[Any], folder: Path) -> None:
    """Files with policies of the user's own, beside the scenario that names them, so that it runs again."""
    for one in code:
        if one.text is not None:
            (folder / one.where).parent.mkdir(parents=True, exist_ok=True)
            (folder / one.where).write_text(one.text, encoding="utf-8")


def _as_it_was_run(done: Experiment, settings: Sequence[str]) -> Experiment:
    """With settings from the command line the page says so, in place of what the file claims to show."""
    changed = [setting for setting in settings if not setting.startswith(("run.replications", "run.seed"))]
    if not changed:
        return done
    shows = f"Changed for this run: {'; '.join(changed)}."
    return replace(done, scenario=done.scenario.model_copy(update={"shows": shows}))


def _units(scenario: Any) -> Callable[[str], str]:
    """Unit of each metric, with the scenario's own currency."""
    return lambda name: metrics.unit_of(name).replace("currency", scenario.money.currency)


@contextmanager
def _progress(name: str, total: int) -> Iterator[Any]:
    """A bar on stderr while replications finish; silent when stderr is not a terminal."""
    if not sys.stderr.isatty():
        yield lambda outcome: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(visible(name), total=total)

        def step(outcome: Outcome) -> None:
            bar.advance(task)

        yield step


@contextmanager
def _terminated_is_interrupted() -> Iterator[None]:
    """SIGTERM, or a terminal that is closed, stops a run as cleanly as Ctrl-C does."""

    def stop(number: int, frame: FrameType | None) -> None:
        raise SystemExit(128 + number)

    wanted = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    before = [signal.signal(number, stop) for number in wanted]
    try:
        yield
    finally:
        for number, handler in zip(wanted, before, strict=True):
            signal.signal(number, handler)


# the summary on the screen


def _print_summary(done: Experiment, found: dict[str, dict[str, Any]], target: Path, seed: int) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(title=None, box=None, pad_edge=False)
    for heading, side in (
        ("", "left"),
        ("mean", "right"),
        ("± 95 %", "right"),
        ("5-95 % of runs", "right"),
        ("", "left"),
    ):
        table.add_column(heading, justify=side)  # type: ignore[arg-type]
    for label, name in metrics.highlights(found):
        entry = found[name]
        spread = f"{_show(entry['p5'])} to {_show(entry['p95'])}"
        half = _show(entry["half_width"]) if entry["n"] > 1 else "n/a"
        table.add_row(label, _show(entry["mean"]), half, spread, "share" if entry["unit"] == "1" else entry["unit"])
    console = Console(highlight=False, markup=False)
    n = len(done.outcomes)
    weeks = (done.window.end - done.window.start) / 10080
    console.print(
        f"\n{visible(done.scenario.scenario)}: {n} replication{'s' * (n > 1)} of {weeks:g} weeks, seed {seed}\n"
    )
    console.print(table)
    if n == 1:
        console.print("\nOne replication: intervals are not available.")
    console.print(f"\nReport: {target / 'report.html'}", soft_wrap=True)


def _show(value: float | None) -> str:
    if value is None:
        return "-"
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"
