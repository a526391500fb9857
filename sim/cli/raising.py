"""``chairtime capacity``: the search for the largest load, its folder, and the answer on the screen."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from time import perf_counter
from typing import Any

import click

from sim.capacity import Capacity, Load, search
from sim.cli import stress
from sim.cli.deciding import interval, print_decision, warmed
from sim.cli.progress import teller
from sim.cli.running import Request, changed, code_of, keep_code, now
from sim.cli.sampling import announce, refuse_study_in, sampler, seed_of
from sim.cli.screen import terminated_is_interrupted
from sim.cli.target import check_target
from sim.procedures.bisection import Bracket, Rules, visits
from sim.report.decision import capacity_words
from sim.report.decision.capacity_figures import FIGURES
from sim.report.decision.capacity_words import table
from sim.report.decision.page import capacity_page
from sim.report.figure import write
from sim.results import folder_name, provenance, study_folder, write_json, write_sheets
from sim.sampling import Demand
from sim.scenario.echo import resolved_yaml
from sim.targets import Target


def raise_all(
    loaded: Any,
    path: str,
    loads: Sequence[Load],
    design: Callable[[Load], Any],
    targets: Sequence[Target],
    request: Request,
    how: tuple[float, int, int],
) -> None:
    """Search the loads and write what was found; *how*: confidence, first and most replications of a load."""
    name = loaded.scenario.scenario
    target = request.out or Path("results") / f"{folder_name(name)}-capacity"
    refuse_study_in(target, request.where)
    check_target(target, request.overwrite)
    started, seed = now(), seed_of(loaded.scenario, request.where)
    confidence, first, most = how
    rules = Rules([one.tolerance for one in targets], confidence, first, most)
    with terminated_is_interrupted(), study_folder(target, request.overwrite) as folder:
        give = warmed(loaded, seed, request.where)

        def warm(load: Load) -> Any:
            return give(design(load))

        begun, tell = perf_counter(), teller(request.where.quiet)
        tell(_beginning(name, path, loads, first))
        with sampler(name, request.where, leading=targets[0].metric, is_open=True) as sample:
            middle, few = (len(loads) - 1) // 2, visits(len(loads)) // 2
            likely = [warm(load).scenario for load in loads[middle : middle + few]]
            then = f"up to {most:,} for a load that is too close to call, and the report"
            announce(sample, [Demand(one, first, seed) for one in likely], then)
            found = search(path, loads, warm, targets, sample, seed, rules, _stages(path, loads, tell))
        _write(found, loaded, request, folder, (started, perf_counter() - begun))
    if request.as_json:
        click.echo(json.dumps(capacity_json(found), indent=1, ensure_ascii=False))
    else:
        _print(found, target)


def _beginning(name: str, path: str, loads: Sequence[Load], first: int) -> str:
    """What is about to be searched, said before it is known how long that takes."""
    few = visits(len(loads)) // 2
    which = f"{len(loads)} values from {loads[0].text} to {loads[-1].text}" if len(loads) > 1 else loads[0].text
    what = f"{name}: {path}, {which}; about {few} of them are tried, with {first} replications or more each"
    return f"{what}; the first show how long they take"


def _stages(path: str, loads: Sequence[Load], tell: Callable[[str], None]) -> Callable[[Bracket], None]:
    """What says of every load that was tested what came of it, and what is still possible."""

    def seen(bracket: Bracket) -> None:
        one = bracket.tested[-1]
        n = len(one.values)
        tell(f"{path}={loads[one.level].text}: targets {one.standing.value} after {n} replications")

    return seen


def _write(found: Capacity, loaded: Any, request: Request, folder: Path, took: tuple[str, float]) -> None:
    """*took*: when it began, and how long it simulated [s]."""
    warnings = [str(problem) for problem in loaded.warnings]
    like = found.experiment(found.tested[-1].level)
    record = provenance(like, loaded.digest, sys.argv, warnings, took[0], code_of(loaded.code))
    record |= {"raised": found.path, "replications": found.replications, "confidence": found.rules.confidence}
    record |= {"seconds_simulating": round(took[1], 3)}
    write_json(folder / "run.json", record)
    write_json(folder / "capacity.json", capacity_json(found))
    metrics = list(dict.fromkeys(one.metric for one in found.targets))
    rows = [
        (found.loads[level].text, one.replication, *(one.metrics.get(metric) for metric in metrics))
        for level in sorted(found.outcomes)
        for one in found.outcomes[level]
    ]
    shown = table(found)
    head = ("load", "replication", *metrics)
    write_sheets(folder, {"loads": (shown.head, shown.rows), "replications": (head, rows)})
    (folder / "scenario.yaml").write_text(resolved_yaml(loaded), encoding="utf-8")
    keep_code(loaded.code, folder)
    drawings = write(FIGURES, found, folder / "figures")
    page = capacity_page(found, note=changed(request.settings), warnings=warnings, provenance=record, drawings=drawings)
    (folder / "report.html").write_text(page, encoding="utf-8")
    told = [capacity_words.guarantee(found)]
    tried = [f"{found.path}={found.loads[level].text}" for level in sorted(found.outcomes)]
    stress.write_designs(like, loaded, tried, metrics, told, record, changed(request.settings), folder)


def capacity_json(found: Capacity) -> dict[str, Any]:
    """The stable, machine-readable answer, as docs/decide.md describes it; absent is null."""
    return {
        "path": found.path,
        "met": None if found.met is None else found.met.text,
        "missed": None if found.missed is None else found.missed.text,
        "settled": found.bracket.settled,
        "confidence": found.rules.confidence,
        "binding": [one.metric for one in found.binding()],
        "replications": found.replications,
        "targets": [
            {"metric": one.metric, "at_most": one.at_most, "bound": one.bound, "tolerance": one.tolerance}
            for one in found.targets
        ],
        "loads": [
            {
                "load": found.loads[one.level].text,
                "standing": one.standing.value,
                "targets": [
                    {**interval(found.stat(one.level, target.metric)), "standing": standing.value}
                    for target, standing in zip(found.targets, one.targets, strict=True)
                ],
                "replications": len(one.values),
            }
            for one in found.tested
        ],
    }


def _print(found: Capacity, target: Path) -> None:

    words = [*capacity_words.sentences(found), *capacity_words.binds(found)]
    answer, table = capacity_words.answer(found), capacity_words.table(found)
    print_decision(answer, words, table, target, capacity_words.guarantee(found))
