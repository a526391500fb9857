"""What commands share: arguments, options, and how mistakes end them.

0 done; 1 failed while running; 2 wrong use or wrong scenario; 130 interrupted.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any, NoReturn

import click

from sim.cli.loading import show_problems
from sim.cli.memory import refuse_too_little
from sim.errors import ScenarioError, SimError
from sim.places.local import dismiss, prepare
from sim.scenario.problems import harmless

FILE = click.argument("scenario", type=click.Path(path_type=Path))
FILES = click.argument("scenarios", nargs=-1, required=True, type=click.Path(path_type=Path))
SET = click.option(
    "--set",
    "settings",
    multiple=True,
    metavar="PATH=VALUE",
    help="Change one value, e.g. spaces.recliner=8. Repeatable.",
)
VARIANT = click.option(
    "--variant", default=None, metavar="NAME", help="One of the file's own variants instead of the base."
)
STRICT = click.option("--strict", is_flag=True, default=False, help="Treat warnings as mistakes.")

ALLOW = click.option(
    "--allow-code",
    is_flag=True,
    default=False,
    help="Run Python code that the scenario names as its policies. Read that code first.",
)
_SIMULATING = (
    click.option("--replications", type=click.IntRange(1), default=None, help="Number of replications."),
    click.option("--seed", type=click.IntRange(0), default=None, help="Root of all random numbers."),
    click.option("--workers", type=click.IntRange(1), default=None, help="Processes; as many as cores if left out."),
    click.option("--on", default=None, metavar="ADDRESS",
                 help="Run on a Dask cluster instead, e.g. dask://host:8786 (extra 'cluster')."),
    click.option("--study", type=click.Path(path_type=Path), default=None, metavar="FOLDER",
                 help="Keep every finished replication there, and run none again."),
    click.option("--out", type=click.Path(path_type=Path), default=None,
                 help="Folder for results; below results/ if left out."),
    click.option("--overwrite", is_flag=True, default=False, help="Replace results that are already there."),
    click.option("--json", "as_json", is_flag=True, default=False, help="Print the summary as JSON."),
)  # fmt: skip


@dataclass(frozen=True)
class Where:
    """Where replications run, and where they are kept."""

    workers: int = 1
    """Processes on this machine."""
    on: str | None = None
    """Address of a cluster's scheduler, in place of this machine."""
    study: Path | None = None
    """Folder that keeps what is finished."""
    quiet: bool = False
    """Whether a script reads what is printed, so that nothing is said on the way."""


def simulating(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options of every command that simulates and writes results; workers, on and study come as one ``where``."""
    return _with(_SIMULATING, command)


def _with(options: Sequence[Callable[..., Any]], command: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(command)
    def placed(*args: Any, workers: int | None, on: str | None, study: Path | None, **kwargs: Any) -> Any:
        where = Where(workers or os.cpu_count() or 1, on, study, bool(kwargs["as_json"]))
        return command(*args, where=where, **kwargs)

    for option in reversed(options):
        placed = option(placed)
    return placed


CONFIDENCE = click.option("--confidence", default="95 %", show_default=True, help="Of the whole answer.")
_SEARCHING = (
    CONFIDENCE,
    click.option("--first", type=click.IntRange(3), default=10, show_default=True,
                 help="Replications before anything is decided."),
    click.option("--most", type=click.IntRange(3), default=1000, show_default=True,
                 help="Replications of one design at which the search gives up."),
)  # fmt: skip


def searching(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options of every command that decides for itself how often it simulates, and writes results."""
    return _with((*_SIMULATING[1:], *_SEARCHING), command)


UNCHECKED = "Names and rules across fields are checked once every field can be read."


def reported(command: Callable[..., Any]) -> Callable[..., Any]:
    """Turn what a user can mend into messages and exit codes; programmers' mistakes keep their traceback."""

    @wraps(command)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        try:
            refuse_too_little()
            with _workers_in_sight(kwargs.get("where")):
                return command(*args, **kwargs)
        except ScenarioError as error:
            with suppress(OSError):  # nobody may be there to read it; the exit code says it too
                show_problems(error.problems, "ERROR")
                if any(one.hides_rules for one in error.problems):
                    click.echo(UNCHECKED, err=True)
            sys.exit(2)
        except SimError as error:
            with suppress(OSError):
                click.echo(f"ERROR {harmless(str(error))}", err=True)
            sys.exit(1)
        except KeyboardInterrupt as interrupt:
            click.echo(f"Interrupted; {str(interrupt) or 'nothing half-written was left behind'}", err=True)
            leave_interrupted()

    return guarded


@contextmanager
def _workers_in_sight(where: Where | None) -> Iterator[None]:
    """Have what workers need loaded from the start; a command that fails does not let anybody wait for that."""
    if where is not None and where.workers > 1 and where.on is None:
        prepare()
    try:
        yield
    except BaseException:
        dismiss()
        raise


def leave_interrupted() -> NoReturn:
    """Exit with 130, also when the interrupt came in the middle of an import.

    An interrupt that has passed through ``exec`` of a text (dataclasses are made so) makes CPython end itself by
    the signal whatever the exit code; to run any other text takes that back.
    """
    exec("")
    sys.exit(130)
