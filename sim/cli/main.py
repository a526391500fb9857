"""``chairtime``: the group, the table of its commands, and how it ends.

Heavy imports happen inside the commands, so that ``--help`` is there at once.
"""

from __future__ import annotations

import atexit
import gc
import os
import sys
from contextlib import suppress
from io import TextIOWrapper
from typing import NoReturn

import click

from sim.cli import decide, simulate, tell, vary
from sim.cli.options import leave_interrupted
from sim.cli.verify import verify
from sim.scenario.problems import harmless


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="chairtime", prog_name="chairtime")
def cli() -> None:
    """Simulate a ketamine-infusion clinic from one YAML file.

    Start with `chairtime init my_clinic.yaml`, then `chairtime run my_clinic.yaml`.
    """


COMMANDS = (
    simulate.run,
    simulate.compare,
    simulate.diff,
    vary.sweep,
    vary.tornado,
    vary.uncertainty,
    decide.plan,
    decide.capacity,
    tell.validate,
    tell.describe,
    tell.init,
    tell.schema,
    tell.metrics,
    tell.policies,
    verify,
)
for command in COMMANDS:
    cli.add_command(command)


def main() -> None:
    """Entry point: like the group, but quiet when the reader of our output goes away."""
    _replace_closed_streams()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # an old terminal shows what it can
    _refuse_other_encodings()
    atexit.register(gc.freeze)  # the system takes our memory back at once; to look for rubbish before takes longer
    try:
        cli.main(prog_name="chairtime", standalone_mode=False)
    except click.exceptions.Abort:
        leave_interrupted()
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except BrokenPipeError:
        _leave_unheard()
    except OSError as error:  # a full disk behind the output, for instance
        _leave_unheard(f"ERROR cannot write: {error.strerror}")
    except MemoryError:
        _leave_unheard("ERROR not enough memory; fewer --workers, or a shorter or smaller scenario, need less")


def _refuse_other_encodings() -> None:
    """Exit with 2 where the command line holds bytes that are no text here, which no file of ours could repeat."""
    for word in sys.argv[1:]:
        try:
            word.encode()
        except UnicodeEncodeError:
            with suppress(OSError):
                click.echo(f"ERROR '{harmless(word)}' is not UTF-8 text; expected names and values in UTF-8", err=True)
            sys.exit(2)


def _replace_closed_streams() -> None:
    """Lead streams that our caller has closed nowhere, lest a file of ours take their number and their messages."""
    for number, (name, mode) in enumerate((("stdin", "r"), ("stdout", "w"), ("stderr", "w"))):
        if getattr(sys, name) is None:
            nowhere = os.open(os.devnull, os.O_RDWR)
            os.dup2(nowhere, number)  # which workers inherit
            if nowhere != number:
                os.close(nowhere)
            setattr(sys, name, os.fdopen(number, mode, encoding="utf-8", closefd=False))


def _leave_unheard(message: str = "") -> NoReturn:
    """Exit with 1 although what was to be printed cannot be, or should not be any more."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    with suppress(OSError):
        if message:
            click.echo(message, err=True)
    sys.exit(1)
