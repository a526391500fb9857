"""Whether results may go where they are to go, before anything runs."""

from __future__ import annotations

from pathlib import Path

import click

from sim import results
from sim.placing import finish_replacing
from sim.scenario.problems import harmless


def check_target(target: Path, overwrite: bool) -> None:
    """Raise ResultsError if results may not be written to *target*; say so if a killed run had left something to do."""
    if finish_replacing(target):
        what = "holds the results of a run that was killed while it replaced older ones; they are whole"
        click.echo(f"{harmless(str(target))} {what}", err=True)
    results.check_target(target, overwrite)
