"""Scenario files as the commands need them: every mistake of all of them at once, warnings on stderr."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from sim.errors import Problem, ScenarioError


def show_problems(problems: Any, label: str) -> None:
    """Print problems on stderr, one line each."""
    from sim.scenario.problems import render

    for line in render(problems, label=label):
        click.echo(line, err=True)


def load_checked(path: Path, settings: tuple[str, ...], variant: str | None, allow_code: bool = False) -> Any:
    """Load one scenario, or a variant of it, and show its warnings."""
    return shown([member(load_families((path,), settings, allow_code)[0], path, variant)], strict=False)[0]


def load_families(paths: tuple[Path, ...], settings: tuple[str, ...], allow_code: bool = False) -> list[list[Any]]:
    """Load every file once, each with its variants; the mistakes of all of them are told together."""
    from sim.scenario.load import load_family

    families: list[list[Any]] = []
    problems: list[Problem] = []
    for path in dict.fromkeys(paths):
        try:
            families.append(load_family(path, settings, allow_code))
        except ScenarioError as error:
            problems += error.problems
    asking = [loaded for family in families for loaded in family if _asks(loaded.scenario)]
    if asking:
        from sim.cli.deciding import mistakes

        problems += mistakes(asking)
    if problems:
        raise ScenarioError(problems)
    return families


def _asks(scenario: Any) -> bool:
    """Whether it has targets, objectives or choices, which need the metrics to be checked."""
    return bool(scenario.targets or scenario.objective or scenario.choices)


def shown(scenarios: list[Any], strict: bool) -> list[Any]:
    """The same scenarios after their warnings have been told; with *strict* these are mistakes."""
    warnings = list(dict.fromkeys(warning for loaded in scenarios for warning in loaded.warnings))
    if warnings and strict:
        raise ScenarioError(warnings)
    show_problems(warnings, "WARNING")
    return scenarios


def member(family: list[Any], path: Path, variant: str | None) -> Any:
    """The scenario itself, or its variant of that name."""
    if variant is None:
        return family[0]
    from sim.scenario.problems import did_you_mean, listed, show

    names = [loaded.variant for loaded in family[1:]]
    if variant not in names:
        known = f"expected one of {listed(names)}{did_you_mean(variant, names)}" if names else "the file has none"
        raise ScenarioError([Problem(f"{path} has no variant {show(variant)}; {known}", file="--variant")])
    return family[1 + names.index(variant)]


def run_settings(settings: tuple[str, ...], replications: int | None, seed: int | None) -> tuple[str, ...]:
    """Settings with those that have an option of their own."""
    settings += tuple(f"run.replications={replications}" for _ in (1,) if replications is not None)
    return settings + tuple(f"run.seed={seed}" for _ in (1,) if seed is not None)
