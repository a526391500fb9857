"""What ``chairtime run`` writes and prints when the replications of a scenario are done."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sim import metrics
from sim.cli import stress
from sim.cli.running import changed, code_of, keep_code
from sim.cli.screen import console, in_percent, places, show, table, units
from sim.cli.targets import print_targets, write_targets
from sim.experiment import Experiment
from sim.precision import Precise
from sim.report.certainty import Grounds, gains_of, kept, tables, warnings
from sim.report.figures import Beside, begin_figures
from sim.report.pages import render
from sim.results import provenance, summary_json, write_json, write_tables
from sim.scenario.echo import resolved_yaml
from sim.scenario.problems import harmless
from sim.scenario.words import describe
from sim.settling import Settling
from sim.targets import Target, aims


@dataclass(frozen=True)
class Ran:
    """One scenario with its replications."""

    loaded: Any
    done: Experiment
    chosen: Settling | None
    """How the warm-up was chosen, if it was."""
    reached: Precise | None
    """What the replications were added for, if they were."""
    started: str
    """The time, as a record keeps it."""
    settings: tuple[str, ...]
    """From the command line."""

    @property
    def grounds(self) -> Grounds:
        """What was decided on the way to the numbers."""
        return Grounds(self.chosen, self.reached)

    @property
    def targets(self) -> Sequence[Target]:
        """What the scenario wants to achieve."""
        return aims(self.loaded).targets

    @property
    def as_it_was_run(self) -> Experiment:
        """With settings from the command line the page says so, in place of what the file claims to show."""
        shows = changed(self.settings)
        if not shows:
            return self.done
        return replace(self.done, scenario=self.done.scenario.model_copy(update={"shows": shows}))


@dataclass(frozen=True)
class Written:
    """What a script and a reader of the screen are told of it."""

    summary: dict[str, dict[str, Any]]
    warnings: Sequence[str]


def write(ran: Ran, folder: Path, beside: Beside) -> Written:
    """Everything that stands in the folder of a study; figures are drawn *beside* while tables are written here."""
    loaded, done, grounds = ran.loaded, ran.done, ran.grounds
    drawings = begin_figures(done, folder / "figures", beside)
    found_out = warnings(done, grounds)
    write_tables(done, folder, units(done.scenario), gains_of(done))
    told = [*(str(problem) for problem in loaded.warnings), *found_out]
    record = provenance(done, loaded.digest, sys.argv, told, ran.started, code_of(loaded.code))
    write_json(folder / "run.json", {**record, **kept(done, grounds)})
    (folder / "scenario.yaml").write_text(resolved_yaml(loaded), encoding="utf-8")
    keep_code(loaded.code, folder)
    write_targets(folder, {done.scenario.scenario: done}, ran.targets)
    stress.write_run(done, loaded, record, changed(ran.settings), folder, grounds)
    summary = summary_json(done, units(done.scenario))
    page = render(
        ran.as_it_was_run,
        warnings=[*(f"{problem.path}: {problem.what}" for problem in loaded.warnings), *found_out],
        sections=[("The clinic in words", describe(done.scenario))],
        provenance=record,
        drawings=drawings,
        grounds=grounds,
        targets=ran.targets,
    )
    (folder / "report.html").write_text(page, encoding="utf-8")
    return Written(summary, found_out)


# the summary on the screen

SHORT = ("±", "± used", "pairs", "controls")
"""Headings of the columns of gains, where there is little room."""


def tell(ran: Ran, written: Written, target: Path) -> None:
    """Print the summary, and what became of everything that was asked for."""
    _print_summary(ran.done, written.summary, target, ran.targets)
    _print_grounds(ran.done, ran.grounds)


def _print_summary(done: Experiment, found: dict[str, dict[str, Any]], target: Path, targets: Sequence[Target]) -> None:
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
        f"\n{harmless(done.scenario.scenario)}: {n} replication{'s' * (n > 1)} of {weeks:g} weeks, seed {done.seed}\n"
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
