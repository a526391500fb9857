"""``chairtime``: the group, its options and its exit codes.

0 done; 1 failed while running; 2 wrong use or wrong scenario; 130 interrupted.
Heavy imports happen inside the commands, so that ``--help`` is there at once.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from functools import wraps
from io import TextIOWrapper
from pathlib import Path
from typing import Any, NoReturn

import click

from sim.cli.loading import load_checked, load_families, member, run_settings, show_problems, shown
from sim.errors import Problem, ScenarioError, SimError

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
    click.option("--out", type=click.Path(path_type=Path), default=None,
                 help="Folder for results; below results/ if left out."),
    click.option("--overwrite", is_flag=True, default=False, help="Replace results that are already there."),
    click.option("--json", "as_json", is_flag=True, default=False, help="Print the summary as JSON."),
)  # fmt: skip


def simulating(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options of every command that simulates and writes results."""
    for option in reversed(_SIMULATING):
        command = option(command)
    return command


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="chairtime", prog_name="chairtime")
def cli() -> None:
    """Simulate a ketamine-infusion clinic from one YAML file.

    Start with `chairtime init my_clinic.yaml`, then `chairtime run my_clinic.yaml`.
    """


def reported(command: Callable[..., Any]) -> Callable[..., Any]:
    """Turn what a user can mend into messages and exit codes; programmers' mistakes keep their traceback."""

    @wraps(command)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        try:
            return command(*args, **kwargs)
        except ScenarioError as error:
            show_problems(error.problems, "ERROR")
            sys.exit(2)
        except SimError as error:
            click.echo(f"ERROR {error}", err=True)
            sys.exit(1)
        except KeyboardInterrupt:
            click.echo("Interrupted; nothing half-written was left behind.", err=True)
            _leave_interrupted()

    return guarded


def _leave_interrupted() -> NoReturn:
    """Exit with 130, also when the interrupt came in the middle of an import.

    An interrupt that has passed through ``exec`` of a text (dataclasses are made so) makes CPython end itself by
    the signal whatever the exit code; to run any other text takes that back.
    """
    exec("")
    sys.exit(130)


@cli.command()
@FILES
@SET
@STRICT
@ALLOW
@simulating
@VARIANT
@click.option("--events", is_flag=True, default=False, help="Also write the event log of every replication.")
@reported
def run(
    scenarios: tuple[Path, ...], settings: tuple[str, ...], strict: bool, allow_code: bool, replications: int | None,
    seed: int | None, workers: int | None, out: Path | None, overwrite: bool, as_json: bool, variant: str | None,
    events: bool,
) -> None:  # fmt: skip
    """Simulate scenarios and write their reports."""
    from sim.cli.running import Request, run_all

    settings = run_settings(settings, replications, seed)
    families = load_families(scenarios, settings, allow_code)
    members = [member(family, path, variant) for family, path in zip(families, dict.fromkeys(scenarios), strict=True)]
    loaded = shown(members, strict)
    run_all(loaded, Request(out, overwrite, events, as_json, workers or os.cpu_count() or 1, settings))


@cli.command()
@FILES
@SET
@STRICT
@ALLOW
@simulating
@click.option(
    "--indifference",
    "zones",
    multiple=True,
    metavar="METRIC=SIZE",
    help="A difference that does not matter, e.g. 'day.direct_wait.mean=2 min'. Repeatable.",
)
@click.option("--confidence", default="95 %", show_default=True, help="Confidence of all verdicts together.")
@click.option(
    "--metric",
    "chosen",
    multiple=True,
    metavar="METRIC",
    help="Give verdicts on this metric (or family) in place of the headline metrics. Repeatable.",
)
@reported
def compare(
    scenarios: tuple[Path, ...], settings: tuple[str, ...], strict: bool, allow_code: bool, replications: int | None,
    seed: int | None, workers: int | None, out: Path | None, overwrite: bool, as_json: bool, zones: tuple[str, ...],
    confidence: str, chosen: tuple[str, ...],
) -> None:  # fmt: skip
    """Compare scenarios with the first one, or a scenario with its own variants.

    All meet the same people with the same luck, and differences are paired, replication by replication.
    """
    from sim.cli.comparing import compare_all
    from sim.cli.running import Request

    settings = run_settings(settings, replications, seed)
    families = load_families(scenarios, settings, allow_code)
    loaded = shown(families[0] if len(families) == 1 else [family[0] for family in families], strict)
    if len(loaded) == 1:
        what = "nothing to compare with; name a second scenario, or write variants: in the file"
        raise ScenarioError([Problem(what, file=str(scenarios[0]))])
    request = Request(out, overwrite, False, as_json, workers or os.cpu_count() or 1, settings)
    compare_all(loaded, request, chosen, zones, confidence)


@cli.command()
@click.argument("first", type=click.Path(path_type=Path))
@click.argument("second", type=click.Path(path_type=Path))
@SET
@click.option("--json", "as_json", is_flag=True, default=False, help="As a list of section, path, first, second.")
@ALLOW
@reported
def diff(first: Path, second: Path, settings: tuple[str, ...], as_json: bool, allow_code: bool) -> None:
    """Say what differs between two scenarios, defaults included."""
    from sim.cli.comparing import diff as tell

    families = load_families((first, second), settings, allow_code)
    tell(families[0][0], families[-1][0], as_json)


@cli.command()
@FILES
@SET
@STRICT
@ALLOW
@reported
def validate(scenarios: tuple[Path, ...], settings: tuple[str, ...], strict: bool, allow_code: bool) -> None:
    """Check scenarios and say every mistake at once."""
    families = load_families(scenarios, settings, allow_code)
    shown([loaded for family in families for loaded in family], strict)
    for path, family in zip(dict.fromkeys(scenarios), families, strict=True):
        variants = f", with {len(family) - 1} variant{'s' * (len(family) > 2)}" if len(family) > 1 else ""
        click.echo(f"{path}: valid{variants}")


@cli.command()
@FILE
@SET
@ALLOW
@VARIANT
@reported
def describe(scenario: Path, settings: tuple[str, ...], variant: str | None, allow_code: bool) -> None:
    """Say a clinic back in words and arithmetic, before any simulation."""
    from sim.scenario.words import describe as in_words

    click.echo(in_words(load_checked(scenario, settings, variant, allow_code).scenario))


@cli.command()
@click.argument("path", type=click.Path(path_type=Path), default=Path("my_clinic.yaml"))
@click.option("--overwrite", is_flag=True, default=False, help="Replace the file if it exists.")
@reported
def init(path: Path, overwrite: bool) -> None:
    """Write a commented scenario to start from."""
    from sim.errors import ResultsError
    from sim.scenario.starter import text

    if path.exists() and not overwrite:
        raise ResultsError(f"{path} exists; use --overwrite to replace it, or give another name")
    try:
        path.write_text(text(), encoding="utf-8")
    except OSError as error:
        raise ResultsError(f"cannot write {path}: {error.strerror}") from error
    click.echo(f"Wrote {path}. Change it, then: chairtime run {path}")


@cli.command()
@click.option("--markdown", is_flag=True, default=False, help="As the page docs/scenarios.md.")
@reported
def schema(markdown: bool) -> None:
    """Print the JSON Schema of scenario files, for editors."""
    import json

    from sim.scenario.editor import json_schema
    from sim.scenario.reference import markdown as page
    from sim.scenario.schema import Scenario

    click.echo(page() if markdown else json.dumps(json_schema(Scenario), indent=1, ensure_ascii=False))


@cli.command()
@click.option("--markdown", is_flag=True, default=False, help="As the page docs/metrics.md.")
@reported
def metrics(markdown: bool) -> None:
    """List every metric with its unit and definition."""
    from sim import metrics as table

    if markdown:
        click.echo(table.markdown().rstrip())
        return
    for name, unit, _, definition, _ in table.describe():
        click.echo(f"{name}  [{unit}]\n    {definition}")


@cli.command()
@click.option("--markdown", is_flag=True, default=False, help="As the page docs/policies.md.")
@click.option("--own", is_flag=True, default=False, help="How to write your own, as the page docs/own_policies.md.")
@reported
def policies(markdown: bool, own: bool) -> None:
    """List what a clinic can decide: every policy with its parameters."""
    from sim.policies import pages
    from sim.policies.catalogue import lines

    if markdown or own:
        click.echo(pages.own() if own else pages.catalogue())
        return
    for line in lines():
        click.echo(line)


def main() -> None:
    """Entry point: like the group, but quiet when the reader of our output goes away."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # an old terminal shows what it can
    try:
        cli.main(prog_name="chairtime", standalone_mode=False)
    except click.exceptions.Abort:
        _leave_interrupted()
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
