"""``chairtime plan``: the race of the designs, its folder, and the answer on the screen."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from time import perf_counter
from typing import Any

import click

from sim.cli import stress
from sim.cli.deciding import interval, known, print_decision, warmed
from sim.cli.progress import Pace, teller
from sim.cli.running import Request, changed, code_of, keep_code, now
from sim.cli.sampling import announce, refuse_study_in, sampler, seed_of
from sim.cli.screen import terminated_is_interrupted
from sim.cli.target import check_target
from sim.planning import Design, Plan, choose
from sim.procedures.selection import Selection
from sim.report.decision import plan_words
from sim.report.decision.page import plan_page
from sim.report.decision.plan_figures import FIGURES
from sim.report.decision.plan_words import table
from sim.report.figure import write
from sim.results import Sheets, folder_name, provenance, study_folder, write_json, write_sheets
from sim.sampling import Demand
from sim.scenario.echo import resolved_yaml
from sim.targets import Aims


def plan_all(loaded: Any, designs: Sequence[Design], aims: Aims, request: Request, how: tuple[float, int, int]) -> None:
    """Run the race and write what it found; *how*: confidence, first and most replications of a design."""
    confidence, first, most = how

    name = loaded.scenario.scenario
    target = request.out or Path("results") / f"{folder_name(name)}-plan"
    refuse_study_in(target, request.where)
    check_target(target, request.overwrite)
    started, seed = now(), seed_of(loaded.scenario, request.where)
    with terminated_is_interrupted(), study_folder(target, request.overwrite) as folder:
        give = warmed(loaded, seed, request.where)
        designs = [replace(one, loaded=give(one.loaded)) for one in designs]
        begun, tell = perf_counter(), teller(request.where.quiet)
        tell(f"{name}: {len(designs)} designs x {first} replications to begin with; the first show how long they take")
        with sampler(name, request.where, leading=aims.objectives[0].metric, is_open=True) as sample:
            demands = [Demand(one.loaded.scenario, first, seed) for one in designs]
            announce(sample, demands, "then more for the designs that are still open, and the report")
            seen = _stages(len(designs), tell)
            found = choose(designs, aims, sample, seed, confidence=confidence, first=first, most=most, seen=seen)
        _write(found, loaded, request, folder, (started, perf_counter() - begun))
    if request.as_json:
        click.echo(json.dumps(plan_json(found), indent=1, ensure_ascii=False))
    else:
        _print(found, target)


def _stages(designs: int, tell: Callable[[str], None]) -> Callable[[Selection], None]:
    """What says how many designs are still open whenever some were dropped, but not too often."""
    pace, last = Pace(0.0), designs

    def seen(race: Selection) -> None:
        nonlocal last
        left = len(race.alive)
        if left < last and not race.settled and pace.due():
            last = left
            tell(f"after {race.replications:,} replications: {left} of {designs} designs are still open")

    return seen


def _write(found: Plan, loaded: Any, request: Request, folder: Path, took: tuple[str, float]) -> None:
    """*took*: when it began, and how long it simulated [s]."""
    warnings = [str(problem) for problem in loaded.warnings]
    like = found.experiment(found.shown)
    record = provenance(like, loaded.digest, sys.argv, warnings, took[0], code_of(loaded.code))
    record |= {"designs": len(found.designs), "replications": found.replications, "confidence": found.rules.confidence}
    record |= {"seconds_simulating": round(took[1], 3)}
    write_json(folder / "run.json", record)
    write_json(folder / "plan.json", plan_json(found))
    aims = found.aims
    metrics = list(dict.fromkeys([*(one.metric for one in aims.objectives), *(one.metric for one in aims.targets)]))
    rows = [
        (design.label, one.replication, *(one.metrics.get(metric) for metric in metrics))
        for design, outcomes in zip(found.designs, found.outcomes, strict=True)
        for one in outcomes
    ]
    shown = table(found)
    sheets: Sheets = {"designs": (shown.head, shown.rows), "replications": (("design", "replication", *metrics), rows)}
    write_sheets(folder, sheets)
    (folder / "scenario.yaml").write_text(resolved_yaml(loaded), encoding="utf-8")
    if found.best is not None:
        best = found.designs[found.best].loaded
        (folder / "recommended.yaml").write_text(resolved_yaml(best), encoding="utf-8")
    keep_code(loaded.code, folder)
    drawings = write(FIGURES, found, folder / "figures")
    page = plan_page(found, note=changed(request.settings), warnings=warnings, provenance=record, drawings=drawings)
    (folder / "report.html").write_text(page, encoding="utf-8")
    told = [plan_words.guarantee(found)]
    labels = [design.label for design in found.designs]
    stress.write_designs(like, loaded, labels, metrics, told, record, changed(request.settings), folder)


def plan_json(found: Plan) -> dict[str, Any]:
    """The stable, machine-readable plan, as docs/decide.md describes it; absent is null."""
    aims, rules = found.aims, found.rules
    zones = [rules.zones[0], *(known(one.zone) for one in aims.objectives[1:])]
    return {
        "best": None if found.best is None else found.designs[found.best].label,
        "settled": found.race.settled,
        "runner_up": None if found.runner_up is None else found.designs[found.runner_up].label,
        "confidence": rules.confidence,
        "objectives": [
            {"metric": one.metric, "highest": one.highest, "indifference": zone}
            for one, zone in zip(aims.objectives, zones, strict=True)
        ],
        "targets": [
            {"metric": one.metric, "at_most": one.at_most, "bound": one.bound, "tolerance": one.tolerance}
            for one in aims.targets
        ],
        "replications": found.race.replications,
        "equal_allocation": {"equal": found.naive.equal, "each": found.naive.each},
        "designs": [_design_json(found, nth) for nth in range(len(found.designs))],
    }


def _design_json(found: Plan, nth: int) -> dict[str, Any]:

    one, aims = found.candidate(nth), found.aims
    place = found.front.places.get(nth) if found.front else None
    return {
        "design": found.designs[nth].label,
        "settings": list(found.designs[nth].settings),
        "state": one.state.value,
        "by": None if one.by is None else found.designs[one.by].label,
        "objectives": [interval(found.stat(nth, aim.metric)) for aim in aims.objectives],
        "targets": [
            {**interval(found.stat(nth, aim.metric)), "met": met}
            for aim, met in zip(aims.targets, one.met, strict=True)
        ],
        "front": place.value if place else None,
        "replications": len(found.outcomes[nth]),
    }


def _print(found: Plan, target: Path) -> None:

    words = [*plan_words.sentences(found), *plan_words.front(found)]
    print_decision(plan_words.answer(found), words, plan_words.table(found), target, plan_words.guarantee(found))
