"""``chairtime``: the group, the table of its commands, and how it ends.

Heavy imports happen inside the commands, so that ``--help`` is there at once.
"""

from __future__ import annotations

import os
import sys
from io import TextIOWrapper

import click

from sim.cli import decide, simulate, tell, vary
from sim.cli.options import leave_interrupted


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
)
for command in COMMANDS:
    cli.add_command(command)


def main() -> None:
    """Entry point: like the group, but quiet when the reader of our output goes away."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # an old terminal shows what it can
    try:
        cli.main(prog_name="chairtime", standalone_mode=False)
    except click.exceptions.Abort:
        leave_interrupted()
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except OSError as error:  # a full disk behind the output, for instance
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        click.echo(f"ERROR cannot write: {error.strerror}", err=True)
        sys.exit(1)
