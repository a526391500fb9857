"""Many designs of one clinic: the same file with other values in it, all checked before any of them is simulated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path as FilePath
from typing import Any

from sim.errors import Problem, ScenarioError
from sim.scenario import shape
from sim.scenario.address import Path, dotted, inside
from sim.scenario.explain import in_order
from sim.scenario.factors import ORIGIN
from sim.scenario.load import Loaded, checked, load_family
from sim.scenario.named import laid_over, taken_apart
from sim.scenario.parse import Tree
from sim.scenario.problems import did_you_mean, listed, show, visible
from sim.scenario.settings import apply, resolve
from sim.scenario.variants import read_file

Settings = tuple[str, ...]
"""What differs in a design: ``path=value`` for each."""


@dataclass(frozen=True)
class Origin:
    """A clinic of which designs are made."""

    file: str
    tree: Tree
    """Plain data after ``extends``, the variant and ``--set``."""
    loaded: Loaded
    """The clinic as it stands."""
    allow_code: bool = False


def origin(
    path: str | FilePath, overrides: Sequence[str] = (), variant: str | None = None, allow_code: bool = False
) -> Origin:
    """The clinic of a file, or one of its variants, with settings; raises ScenarioError with every mistake."""
    from sim.scenario.schema import Scenario

    file = str(path)
    load_family(path, overrides, allow_code)  # the mistakes of its variants are mistakes of the file
    base, variants = taken_apart(read_file(file, Scenario))
    tree = base
    if variant is not None:
        names = [one.name for one in variants]
        if variant not in names:
            known = f"expected one of {listed(names)}{did_you_mean(variant, names)}" if names else "the file has none"
            raise ScenarioError([Problem(f"{file} has no variant {show(variant)}; {known}", file="--variant")])
        tree = laid_over(base, variants[names.index(variant)], Scenario)
    tree = apply(tree, overrides, Scenario)
    return Origin(file, tree, replace(checked(tree, file, allow_code), variant=variant or ""), allow_code)


def refuse_unknown(found: Origin, names: Sequence[str], option: str = ORIGIN) -> None:
    """Raise ScenarioError with every dotted path that leads nowhere.

    Unlike ``--set`` a sweep cannot invent names: a new space or role that nothing uses would make all designs equal.
    """
    from sim.scenario.schema import Scenario

    problems = []
    for name in names:
        try:
            _refuse_new(found.tree.data, resolve(found.tree.data, name, Scenario), Scenario)
        except LookupError as error:
            problems.append(Problem(str(error.args[0]), visible(name), option))
    if problems:
        raise ScenarioError(problems)


def _refuse_new(data: Any, path: Path, model: shape.Model) -> None:
    """Raise LookupError where a path ends in a name of the user's own that is not written yet."""
    for length, step in enumerate(path):
        fields = shape.fields(model, path[:length])
        if isinstance(data, dict) and step not in data and step not in fields and shape.is_open(model, path[:length]):
            names = [*data, *fields]
            near = did_you_mean(str(step), names)
            raise LookupError(f"there is no {show(step)}; expected one of {listed(names) or 'none'}{near}")
        data = inside(data, step)


def takes(found: Origin, setting: str) -> bool:
    """Whether the field of a setting takes its value, whatever else that would upset."""
    from sim.scenario.schema import Scenario

    written = setting.partition("=")[0].strip()
    name = dotted(found.tree.data, resolve(found.tree.data, written, Scenario))
    try:
        _designed(found, (setting,), ORIGIN)
    except ScenarioError as error:
        return not any(problem.path == name for problem in error.problems)
    return True


def designs(found: Origin, wanted: Mapping[str, Settings], option: str = ORIGIN) -> list[Loaded]:
    """Every design, by its name and what differs in it, as a checked scenario.

    Raises ScenarioError with the mistakes of all designs. What several suffer from is told once, with the name of the
    first of them and the number of the others.
    """
    made: list[Loaded] = []
    problems: dict[Problem, list[str]] = {}
    for name, settings in wanted.items():
        try:
            made.append(replace(_designed(found, settings, option), variant=name))
        except ScenarioError as error:
            for problem in error.problems:
                problems.setdefault(problem, []).append(name)
    if problems:
        raise ScenarioError(in_order([_in_design(one, names, len(wanted)) for one, names in problems.items()]))
    return made


def _designed(found: Origin, settings: Settings, option: str) -> Loaded:
    from sim.scenario.schema import Scenario

    return checked(apply(found.tree, settings, Scenario, option), found.file, found.allow_code)


def _in_design(problem: Problem, names: Sequence[str], of_all: int) -> Problem:
    if len(names) == of_all > 1:
        return replace(problem, what=f"{problem.what} (in every design)")
    others = f"; and in {len(names) - 1} more" if len(names) > 1 else ""
    return replace(problem, what=f"{problem.what} (in the design {visible(names[0])}{others})")


__all__ = ["Origin", "Settings", "designs", "origin", "refuse_unknown", "takes"]
