"""``chairtime run``: several scenarios, progress, results, and the summary on the screen."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from threading import Thread
from typing import Any

import click

from sim.cli.options import Where
from sim.cli.precise import NOTHING_ASKED, Asked, precise, settled
from sim.cli.sampling import refuse_study_in, report_time, sampler, seed_of
from sim.cli.screen import terminated_is_interrupted
from sim.cli.target import check_target
from sim.errors import Problem, ScenarioError
from sim.results import folder_name, study_folder
from sim.scenario.problems import visible


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
            with _libraries_of_the_report():
                done, reached = precise(scenario, seed, sample, request.asked, report_time(0))  # workers draw
            from sim.cli import reporting

            ran = reporting.Ran(loaded, done, chosen, reached, started, request.settings)
            written = reporting.write(ran, folder, sample.beside)
    if not request.as_json:
        reporting.tell(ran, written, target)
    for warning in written.warnings:
        click.echo(f"WARNING {warning}", err=True)
    return written.summary


@contextmanager
def _libraries_of_the_report() -> Iterator[None]:
    """Load what the report needs in a thread, while this one waits for its workers."""
    loading = Thread(target=import_module, args=("sim.cli.reporting",))
    loading.start()
    try:
        yield
    finally:
        loading.join()


def code_of(code: Sequence[Any]) -> list[dict[str, str]]:
    """The record of policies of the user's own."""
    return [{"policy": one.reference, "file": one.file, "sha256": one.sha256} for one in code]


def keep_code(code: Sequence[Any], folder: Path) -> None:
    """Files with policies of the user's own, beside the scenario that names them, so that it runs again."""
    for one in code:
        if one.text is not None:
            (folder / one.where).parent.mkdir(parents=True, exist_ok=True)
            (folder / one.where).write_text(one.text, encoding="utf-8")


def changed(settings: Sequence[str]) -> str:
    """What the command line changed in the clinic, in a sentence; empty if nothing."""
    found = [setting for setting in settings if not setting.startswith(("run.replications", "run.seed"))]
    return f"Changed for this run: {'; '.join(found)}." if found else ""
