"""``chairtime run``, ``compare`` and ``diff``: scenarios simulated, and set beside each other."""

from __future__ import annotations

from pathlib import Path

import click

from sim.cli.loading import load_families, member, run_settings, shown
from sim.cli.options import ALLOW, FILES, SET, STRICT, VARIANT, Where, reported, simulating
from sim.errors import Problem, ScenarioError


@click.command()
@FILES
@SET
@STRICT
@ALLOW
@simulating
@VARIANT
@click.option("--events", is_flag=True, default=False, help="Also write the event log of every replication.")
@click.option(
    "--precision",
    "wanted",
    multiple=True,
    metavar="'METRIC within SIZE'",
    help="Add replications until this interval is so narrow, e.g. 'day.direct_wait.mean within 5 %'. Repeatable.",
)
@click.option(
    "--max-replications",
    "most",
    type=click.IntRange(2),
    default=1000,
    show_default=True,
    help="With --precision: stop there at the latest.",
)
@click.option("--antithetic", is_flag=True, default=False, help="Run in pairs with opposite luck.")
@click.option("--control-variate", is_flag=True, default=False, help="Correct means by the demand that chance brought.")
@reported
def run(
    scenarios: tuple[Path, ...], settings: tuple[str, ...], strict: bool, allow_code: bool, replications: int | None,
    seed: int | None, where: Where, out: Path | None, overwrite: bool, as_json: bool, variant: str | None,
    events: bool, wanted: tuple[str, ...], most: int, antithetic: bool, control_variate: bool,
) -> None:  # fmt: skip
    """Simulate scenarios and write their reports."""
    from sim.cli.precise import Asked
    from sim.cli.running import Request, run_all

    settings = run_settings(settings, replications, seed)
    settings += ("run.antithetic=true",) * antithetic + ("run.control_variate=true",) * control_variate
    families = load_families(scenarios, settings, allow_code)
    members = [member(family, path, variant) for family, path in zip(families, dict.fromkeys(scenarios), strict=True)]
    loaded = shown(members, strict)
    run_all(loaded, Request(out, overwrite, events, as_json, where, settings, Asked(wanted, most)))


@click.command()
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
    seed: int | None, where: Where, out: Path | None, overwrite: bool, as_json: bool, zones: tuple[str, ...],
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
    request = Request(out, overwrite, False, as_json, where, settings)
    compare_all(loaded, request, chosen, zones, confidence)


@click.command()
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
