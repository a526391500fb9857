"""``chairtime sweep``, ``tornado`` and ``uncertainty``: one clinic with many values."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import click

from sim.cli.loading import run_settings
from sim.cli.options import ALLOW, FILE, SET, STRICT, VARIANT, Where, reported, simulating

_METRIC = click.option(
    "--metric",
    "chosen",
    multiple=True,
    metavar="METRIC",
    help="Report on this metric (or family) in place of the headline metrics; the first is throughput. Repeatable.",
)
_CONFIDENCE = click.option("--confidence", default="95 %", show_default=True, help="Confidence of the intervals.")


def _designing(command: Callable[..., None]) -> Callable[..., None]:
    """What the three share: the clinic that designs are made of, what was asked, and options named as their keywords.

    The command gets the clinic, the request, and ``chosen``, ``confidence`` and ``strict`` beside its own options.
    """

    @wraps(command)
    def given(
        scenario: Path, settings: tuple[str, ...], allow_code: bool, replications: int | None, seed: int | None,
        where: Where, out: Path | None, overwrite: bool, as_json: bool, variant: str | None, **options: Any,
    ) -> None:  # fmt: skip
        from sim.cli.running import Request
        from sim.scenario.designs import origin

        settings = run_settings(settings, replications, seed)
        request = Request(out, overwrite, False, as_json, where, settings)
        command(origin(scenario, settings, variant, allow_code), request, **options)

    found: Callable[..., None] = reported(given)
    for option in (_CONFIDENCE, _METRIC, VARIANT, simulating, ALLOW, STRICT, SET, FILE):
        found = option(found)
    return found


@click.command()
@_designing
@click.option(
    "--vary",
    "varied",
    multiple=True,
    required=True,
    metavar="PATH=VALUES",
    help="What to vary: spaces.recliner=4..10, 'x=20 min..60 min by 10 min', 'patients.referrals=2,3,4 per week'. "
    "Repeatable.",
)
@click.option(
    "--design",
    type=click.Choice(["grid", "lhs"]),
    default="grid",
    show_default=True,
    help="Every combination, or a Latin hypercube of --points designs, for many factors.",
)
@click.option("--points", type=click.IntRange(2, 100_000), default=None, help="Designs of a Latin hypercube.")
def sweep(
    found: Any, request: Any, varied: tuple[str, ...], design: str, points: int | None, chosen: tuple[str, ...],
    confidence: str, strict: bool,
) -> None:  # fmt: skip
    """Simulate a clinic with many values of some of its numbers or policies.

    All designs meet the same people with the same luck. The report says which is best by what, how sure that is, and
    where more of something stops paying.
    """
    from sim.cli.sweeping import sweep_all

    sweep_all(found, request, varied, points if design == "lhs" else None, design, chosen, confidence, strict)


@click.command()
@_designing
def tornado(found: Any, request: Any, chosen: tuple[str, ...], confidence: str, strict: bool) -> None:
    """Say which uncertain inputs matter, one at a time.

    Uncertain inputs have a range beside their value in the scenario: no_show: 0.05 (0.03..0.10). Each is set to either
    end of its range while all others keep their value.
    """
    from sim.cli.uncertain import tornado_all

    tornado_all(found, request, chosen, confidence, strict)


@click.command()
@_designing
@click.option("--sets", type=click.IntRange(2, 100_000), default=40, show_default=True,
              help="Sets of inputs drawn from their ranges.")  # fmt: skip
@click.option(
    "--shape",
    type=click.Choice(["triangular", "uniform"]),
    default="triangular",
    show_default=True,
    help="How likely the values of a range are: peaked at the value given, or all alike.",
)
def uncertainty(
    found: Any, request: Any, sets: int, shape: str, chosen: tuple[str, ...], confidence: str, strict: bool
) -> None:
    """Say how much is uncertain because inputs are not known, and how much because patients differ.

    Sets of inputs are drawn together from the ranges in the scenario; each is simulated with the same people and luck.
    """
    from sim.cli.uncertain import uncertainty_all

    uncertainty_all(found, request, sets, shape, chosen, confidence, strict)
