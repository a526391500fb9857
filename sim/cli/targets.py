"""What became of the targets of scenarios: as a table in the results, and on the screen."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sim.cli.screen import console, table
from sim.experiment import Experiment
from sim.report.targets import table as achieved
from sim.results import write_csv
from sim.scenario.problems import visible
from sim.targets import Target


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
