"""``chairtime validate``, ``describe``, ``init``, ``schema``, ``metrics`` and ``policies``: words, no simulation."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from sim.cli.loading import load_checked, load_families, shown
from sim.cli.options import ALLOW, FILE, FILES, SET, STRICT, VARIANT, reported
from sim.scenario.problems import harmless


@click.command()
@FILES
@SET
@STRICT
@ALLOW
@reported
def validate(scenarios: tuple[Path, ...], settings: tuple[str, ...], strict: bool, allow_code: bool) -> None:
    """Check scenarios: every field that cannot be read, then the names and rules across fields."""
    families = load_families(scenarios, settings, allow_code)
    shown([loaded for family in families for loaded in family], strict)
    for path, family in zip(dict.fromkeys(scenarios), families, strict=True):
        variants = f", with {len(family) - 1} variant{'s' * (len(family) > 2)}" if len(family) > 1 else ""
        designs = _designs(family, path, settings, allow_code)
        click.echo(f"{harmless(str(path))}: valid{variants}{designs}")


def _designs(family: list[Any], path: Path, settings: tuple[str, ...], allow_code: bool) -> str:
    """How many designs the choices of the scenario and of each of its variants span, all of them checked.

    Raises ScenarioError with the mistakes of all; what only a variant's designs suffer from goes by its name.
    """
    choosing = [loaded for loaded in family if loaded.scenario.choices]
    if not choosing:
        return ""
    from sim.cli.deciding import spanned
    from sim.errors import Problem, ScenarioError
    from sim.scenario.designs import origin
    from sim.scenario.load import named

    counts: list[int] = []
    problems: list[Problem] = []
    for loaded in choosing:
        try:
            counts.append(len(spanned(origin(path, settings, loaded.variant or None, allow_code))))
        except ScenarioError as error:
            problems += named(error.problems, loaded.variant, problems)
    if problems:
        raise ScenarioError(problems)
    each = len(counts) > 1 and len(set(counts)) == 1
    return (
        f", with {counts[0]} designs{' each' * each}" if each or len(counts) == 1 else f", with {sum(counts)} designs"
    )


@click.command()
@FILE
@SET
@ALLOW
@VARIANT
@reported
def describe(scenario: Path, settings: tuple[str, ...], variant: str | None, allow_code: bool) -> None:
    """Say a clinic back in words and arithmetic, before any simulation."""
    from sim.scenario.words import describe as in_words

    click.echo(in_words(load_checked(scenario, settings, variant, allow_code).scenario))


@click.command()
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
    name = harmless(str(path))
    click.echo(f"Wrote {name}. Change it, then: chairtime run {name}")


@click.command()
@click.option("--markdown", is_flag=True, default=False, help="As the page docs/scenarios.md.")
@reported
def schema(markdown: bool) -> None:
    """Print the JSON Schema of scenario files, for editors."""
    import json

    from sim.scenario.editor import json_schema
    from sim.scenario.reference import markdown as page
    from sim.scenario.schema import Scenario

    click.echo(page() if markdown else json.dumps(json_schema(Scenario), indent=1, ensure_ascii=False))


@click.command()
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


@click.command()
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
