"""``chairtime plan`` and ``chairtime capacity``: the best design, and the largest load, that meet the targets."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from sim.cli.loading import load_families, member, run_settings, shown
from sim.cli.options import ALLOW, FILE, SET, STRICT, VARIANT, Where, reported, searching


def _clinic(
    scenario: Path, settings: tuple[str, ...], variant: str | None, strict: bool, allow_code: bool
) -> tuple[Any, Any]:
    """The scenario or its variant, with its warnings told, and the same as what designs are made of."""
    from sim.cli.deciding import refuse_pairs
    from sim.scenario.designs import origin

    family = load_families((scenario,), settings, allow_code)[0]
    (loaded,) = shown([member(family, scenario, variant)], strict)
    refuse_pairs(loaded)
    return loaded, origin(scenario, settings, variant, allow_code)


@click.command()
@FILE
@SET
@STRICT
@ALLOW
@VARIANT
@searching
@reported
def plan(
    scenario: Path, settings: tuple[str, ...], strict: bool, allow_code: bool, variant: str | None, seed: int | None,
    where: Where, out: Path | None, overwrite: bool, as_json: bool, confidence: str, first: int, most: int,
) -> None:  # fmt: skip
    """Find the best design that meets the scenario's targets.

    The file says what may be chosen (choices:), what must be achieved (targets:), and what is to be highest or
    lowest (objective:, the margin if left out). Designs that cannot be the best are dropped early.
    """
    from sim.cli.deciding import asked, spanned, sure
    from sim.cli.planning import plan_all
    from sim.cli.running import Request

    settings = run_settings(settings, None, seed)
    loaded, found = _clinic(scenario, settings, variant, strict, allow_code)
    aims, level = asked(loaded), sure(confidence, first, most)
    designs = spanned(found)
    request = Request(out, overwrite, False, as_json, where, settings)
    plan_all(loaded, designs, aims, request, (level, first, most))


@click.command()
@FILE
@SET
@STRICT
@ALLOW
@click.option("--raise", "up", metavar="PATH", default=None, help="What to raise, e.g. patients.referrals.")
@click.option("--lower", "down", metavar="PATH", default=None, help="Instead: what to lower, e.g. spaces.recliner.")
@click.option(
    "--until",
    multiple=True,
    metavar="TARGETS",
    default=("targets",),
    show_default=True,
    help="'targets' for the scenario's own, or such as 'day.direct_wait.p90 at most 20 min'. Repeatable.",
)
@click.option("--between", metavar="A..B", default=None, help="Range to search, e.g. '2..12 per week'.")
@click.option("--to", "step", metavar="STEP", default=None, help="To which step the answer is wanted, e.g. 0.25.")
@VARIANT
@searching
@reported
def capacity(
    scenario: Path, settings: tuple[str, ...], strict: bool, allow_code: bool, up: str | None, down: str | None,
    until: tuple[str, ...], between: str | None, step: str | None, variant: str | None, seed: int | None, where: Where,
    out: Path | None, overwrite: bool, as_json: bool, confidence: str, first: int, most: int,
) -> None:  # fmt: skip
    """Find the largest load (or the least staff) that meets the targets.

    The number at PATH is searched by bisection; its targets must get harder as it goes on.
    """
    from sim.cli.deciding import asked, sure
    from sim.cli.levels import levels
    from sim.cli.raising import raise_all
    from sim.cli.running import Request
    from sim.errors import Problem, ScenarioError
    from sim.scenario.designs import designs

    settings = run_settings(settings, None, seed)
    loaded, found = _clinic(scenario, settings, variant, strict, allow_code)
    aims, level = asked(loaded, until), sure(confidence, first, most)
    if not aims.targets:
        what = (
            "the scenario has no targets; write targets: in the file, or --until 'day.direct_wait.p90 at most 20 min'"
        )
        raise ScenarioError([Problem(what, file=str(scenario))])
    loads = levels(loaded, up, down, between, step)

    def design(load: Any) -> Any:
        (one,) = designs(found, {load.text: (f"{up or down}={load.text}",)}, "--raise" if up else "--lower")
        return one

    for end in {0: loads[0], len(loads) - 1: loads[-1]}.values():
        design(end)
    request = Request(out, overwrite, False, as_json, where, settings)
    raise_all(loaded, up or down or "", loads, design, aims.targets, request, (level, first, most))
