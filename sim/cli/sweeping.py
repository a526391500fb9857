"""``chairtime sweep``: designs, their runs, results and answer; and what it shares with uncertain inputs."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from sim import metrics
from sim.cli import stress
from sim.cli.precise import settled
from sim.cli.running import Request, changed, code_of, keep_code, now
from sim.cli.sampling import experiments, refuse_study_in, report_time, sampler, seed_of
from sim.cli.screen import console, terminated_is_interrupted, units
from sim.cli.target import check_target
from sim.cli.wanted import Wanted, wanted
from sim.errors import Problem, ScenarioError
from sim.experiment import Experiment, header_of
from sim.hypercube import latin_hypercube
from sim.report.comparison.sentences import Answer
from sim.report.figure import write
from sim.report.sweep import page, sentences
from sim.report.sweep.figures import of_sweep
from sim.results import folder_name, provenance, study_folder, write_json, write_sheets
from sim.scenario import factors as levels
from sim.scenario.designs import Origin, designs, refuse_unknown, takes
from sim.scenario.echo import resolved_yaml
from sim.scenario.factors import Factor, factors, refuse_without_step
from sim.scenario.load import Loaded
from sim.scenario.problems import visible
from sim.sweep.designs import Design, Sweep, grid, spread
from sim.sweep.shown import usual
from sim.sweep.tables import Sheet, design_sheet, replication_sheet, sweep_json

PLAIN = {
    "sweep": ("control_variate",),
    "tornado": ("control_variate",),
    "uncertainty": ("control_variate", "antithetic"),
}
"""What is left out of each: pairing leaves control variates little, and the spread of chance is that of single
replications."""
FIGURES = 10
"""Drawings that such a report has, about."""
TOLD = 5
"""Answers told on the screen."""
MOST_DESIGNS = 10_000
"""More would take days, and are a slip."""


def sweep_all(
    found: Origin, request: Request, varied: Sequence[str], points: int | None, design: str, chosen: Sequence[str],
    confidence: str, strict: bool,
) -> None:  # fmt: skip
    """Simulate every design and write what comes of it."""
    asked = asked_of(found, chosen, confidence)
    wanted_factors = _factors(found, varied, design, points)
    seed = seed_of(found.loaded.scenario, request.where)
    made = _designs(wanted_factors, points, seed)
    loaded = designs(found, {one.name: one.settings(wanted_factors) for one in made})
    study = Study(found, loaded, request, "sweep", seed, strict)
    with terminated_is_interrupted(), study.folder() as folder:
        done = study.run(asked.shown)
        shown = asked.shown or usual(done)
        result = Sweep(tuple(wanted_factors), tuple(made), tuple(done), shown, points is None, asked.confidence)
        sheets = {"sweep": design_sheet(result), "replications": replication_sheet(done, result.names)}
        data = sweep_json(result, study.units)
        record = study.write(folder, "sweep", data, sheets, {"vary": list(varied), "design": design})
        drawings = write(of_sweep(result), result, folder / "figures")
        text = page.of_sweep(result, study.note, study.warnings, record, drawings)
        study.reported(folder, record, text, shown, sentences.held(result))
    study.tell(data, sentences.said(result))


def asked_of(found: Origin, chosen: Sequence[str], confidence: str) -> Wanted:
    """Metrics and confidence as the command line gives them; raises ScenarioError."""
    scenario = found.loaded.scenario
    return wanted(chosen, (), confidence, metrics.names(header_of(scenario)), scenario.money.currency)


def _factors(found: Origin, varied: Sequence[str], design: str, points: int | None) -> list[Factor]:
    """What is varied, checked against the scenario; raises ScenarioError."""
    read = factors(varied)
    refuse_unknown(found, [one.name for one in read])
    if design == "grid":
        refuse_without_step(read)
        return read
    if points is None:
        raise ScenarioError(
            [Problem("a Latin hypercube needs a number of designs, such as --points 40", file="--design")]
        )
    return [in_whole_numbers(found, one) for one in read]


def in_whole_numbers(found: Origin, one: Factor) -> Factor:
    """The same factor; of a range in whole numbers if its field takes no others."""
    if not one.is_range:
        return one
    between = one.numbers[0] + 0.5 if one.numbers[0] == int(one.numbers[0]) else one.numbers[0]
    return one if takes(found, f"{one.name}={one.written(between)}") else levels.whole(one)


def _designs(read: Sequence[Factor], points: int | None, seed: int) -> list[Design]:
    if points is not None:
        return list(dict.fromkeys(spread(read, latin_hypercube(points, len(read), seed))))
    count = 1
    for one in read:
        count *= len(one.grid)
    if count > MOST_DESIGNS:
        what = f"{count:,} designs; expected at most {MOST_DESIGNS:,}. Use fewer levels, or --design lhs --points 40"
        raise ScenarioError([Problem(what, file="--vary")])
    return grid(read)


@dataclass
class Study:
    """Designs of a clinic on their way from the command line to a folder; the same for sweeps and uncertain inputs."""

    found: Origin
    designs: Sequence[Loaded]
    request: Request
    kind: str
    """``sweep``, ``tornado`` or ``uncertainty``."""
    seed: int
    strict: bool

    def __post_init__(self) -> None:
        self.started = now()
        self.done: list[Experiment] = []
        scenario = self.found.loaded.scenario
        self.target = self.request.out or Path("results") / f"{folder_name(scenario.scenario)}-{self.kind}"
        self.units = units(scenario)
        self.note = changed(self.request.settings)
        self.warnings = _warned(self.found.loaded, self.designs)
        if self.strict and self.warnings:
            raise ScenarioError([Problem(one) for one in self.warnings])
        for one in self.warnings[:3]:
            click.echo(f"WARNING {visible(one)}", err=True)
        if len(self.warnings) > 3:
            click.echo(f"... and {len(self.warnings) - 3} more warnings, which the report lists", err=True)
        check_target(self.target, self.request.overwrite)
        refuse_study_in(self.target, self.request.where)

    def folder(self) -> Any:
        """The folder of results, there when everything is written."""
        return study_folder(self.target, self.request.overwrite)

    def run(self, shown: Sequence[str]) -> list[Experiment]:
        """Every design, after saying how many runs that takes and how long; *shown* are the metrics asked for."""
        run = self.designs[0].scenario.run.model_copy(update=dict.fromkeys(PLAIN[self.kind], False))
        same = [one.scenario.model_copy(update={"run": run}) for one in self.designs]
        click.echo(f"{len(same)} designs x {run.replications} replications", err=True)
        alike, _ = settled(same, self.seed, self.request.where)
        with sampler(self.kind, self.request.where, leading=next(iter(shown), "")) as sample:
            self.done = experiments(alike, self.seed, sample, report_time(FIGURES, len(alike)))
        return self.done

    def write(self, folder: Path, name: str, data: Any, sheets: Mapping[str, Sheet], more: Mapping[str, Any]) -> Any:
        """Tables, scenarios and the record of the run, which is returned."""
        write_json(folder / f"{name}.json", data)
        write_sheets(folder, dict(sheets))
        (folder / "scenario.yaml").write_text(resolved_yaml(self.found.loaded), encoding="utf-8")
        keep_code(self.found.loaded.code, folder)
        (folder / "designs").mkdir()
        for place, one in enumerate(self.designs, start=1):
            keep_code(one.code, folder / "designs")
            (folder / "designs" / f"{place:04d}.yaml").write_text(resolved_yaml(one), encoding="utf-8")
        code = code_of(list({one.reference: one for design in self.designs for one in design.code}.values()))
        record = provenance(self.done[0], self.found.loaded.digest, sys.argv, self.warnings, self.started, code)
        seconds = round(sum(one.seconds for one in self.done), 3)
        record |= {"seconds_simulating": seconds, "designs": len(self.designs), **more}
        write_json(folder / "run.json", record)
        return record

    def reported(self, folder: Path, record: Mapping[str, Any], page: str, shown: Sequence[str], held: str) -> None:
        """The page, and the study by STRESS-DES."""
        (folder / "report.html").write_text(page, encoding="utf-8")
        names, like = [one.variant for one in self.designs], self.done[0]
        stress.write_designs(like, self.found.loaded, names, shown, [held], record, self.note, folder)

    def tell(self, data: Any, answers: Sequence[Answer]) -> None:
        """The answer on the screen, or the data as JSON."""
        if self.request.as_json:
            click.echo(json.dumps(data, indent=1, ensure_ascii=False))
            return
        screen = console()
        for answer in answers[:TOLD]:
            screen.print(f"\n{visible(answer.label)}")
            for sentence in answer.told:
                screen.print(f"  {visible(sentence)}")
        if more := [answer.label for answer in answers[TOLD:]]:
            screen.print(f"\nThe report also answers for: {', '.join(more)}.")
        screen.print(f"\nReport: {self.target / 'report.html'}", soft_wrap=True)


def _warned(base: Loaded, made: Sequence[Loaded]) -> list[str]:
    """Warnings of the clinic, then those that only designs have, each once with the designs that have it."""
    known = {one.path for one in base.warnings}
    found: dict[str, list[tuple[str, str]]] = {}
    for design in made:
        for one in design.warnings:
            if one.path not in known:
                found.setdefault(one.path, []).append((design.variant, one.what))
    told = [f"{one.path}: {one.what}" for one in base.warnings]
    for path, cases in found.items():
        others = f"; and in {len(cases) - 1} more" if len(cases) > 1 else ""
        told.append(f"{path}: {cases[0][1]} (in the design {cases[0][0]}{others})")
    return told
