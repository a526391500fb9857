"""A scenario file to a checked, frozen scenario (and its named variants), or all its mistakes at once."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path as FilePath
from typing import Any

from pydantic import BaseModel, ValidationError

from sim.errors import PolicyError, Problem, ScenarioError
from sim.policies.own import Code
from sim.scenario.address import Path, locate
from sim.scenario.explain import explain, in_order, place
from sim.scenario.files import STANDARD_INPUT
from sim.scenario.named import VARIANTS, laid_over, taken_apart
from sim.scenario.own import own_policies
from sim.scenario.parse import Tree
from sim.scenario.problems import visible
from sim.scenario.ranges import Range, below_zero, replaced, taken_out, wrong_ends
from sim.scenario.settings import apply
from sim.scenario.variants import read, read_file


@dataclass(frozen=True)
class Loaded:
    """A scenario together with where each of its values came from."""

    scenario: Any
    """The checked scenario, a frozen model."""
    tree: Tree
    """Plain data after ``extends`` and settings, with the origin of every key and value."""
    file: str
    """The file as the user named it; ``-`` is standard input."""
    warnings: tuple[Problem, ...] = ()
    """What is allowed but probably not meant."""
    code: tuple[Code, ...] = ()
    """Python code of the user's own that the scenario runs."""
    variant: str = ""
    """Its name among the file's ``variants:``; empty for the file itself."""
    ranges: tuple[Range, ...] = ()
    """Inputs that have a range beside their value, in the order of the file."""

    @property
    def label(self) -> str:
        """What a comparison calls it: the variant's name, else the scenario's."""
        return self.variant or str(self.scenario.scenario)

    @property
    def name(self) -> str:
        """The file's name without folder and ending."""
        return "stdin" if self.file == STANDARD_INPUT else FilePath(self.file).stem

    @property
    def resolved(self) -> dict[str, Any]:
        """Plain data of the whole scenario, defaults included."""
        return dump(self.scenario)

    @property
    def digest(self) -> str:
        """SHA-256 of the resolved scenario; the same for any order of the language's own keys and any comments.

        The order of the user's own names counts: that of roles and the like is an order of numbers too.
        """
        text = json.dumps(self.resolved, ensure_ascii=True)
        return hashlib.sha256(text.encode()).hexdigest()


def load(
    path: str | FilePath,
    overrides: Sequence[str] = (),
    model: type[BaseModel] | None = None,
    allow_code: bool = False,
) -> Loaded:
    """Read, merge and check a scenario file.

    Parameters
    ----------
    path
        File name, or ``-`` for standard input.
    overrides
        Settings ``path=value``, applied in order after the file.
    model
        What to check against; the clinic scenario and its cross-field rules if left out.
    allow_code
        Whether policies that the scenario names in Python files or packages may be imported, which runs them.

    Raises
    ------
    ScenarioError
        With every problem found, not only the first.
    """
    file = str(path)
    if model is not None:
        return _validated(read(file, overrides, model), model, file, allow_code)
    from sim.scenario.schema import Scenario

    return checked(read(file, overrides, Scenario), file, allow_code)


def load_family(path: str | FilePath, overrides: Sequence[str] = (), allow_code: bool = False) -> list[Loaded]:
    """The scenario of a file and, after it, its variants; *overrides* apply to all and come last.

    Raises ScenarioError with every problem of all of them, each told once; what only a variant
    suffers from goes by the variant's name.
    """
    from sim.scenario.schema import Scenario

    file = str(path)
    base, variants = taken_apart(read_file(file, Scenario))
    found: list[Loaded] = []
    problems: list[Problem] = []
    for variant in (None, *variants):
        name = variant.name if variant else ""
        try:
            tree = laid_over(base, variant, Scenario) if variant else base
            loaded = checked(apply(tree, overrides, Scenario), file, allow_code)
        except ScenarioError as error:
            problems += named(error.problems, name, problems)
        else:
            known = found[0].warnings if found else ()
            found.append(replace(loaded, variant=name, warnings=tuple(named(loaded.warnings, name, known))))
    if problems:
        raise ScenarioError(in_order(problems))
    return found


def named(problems: Sequence[Problem], variant: str, known: Sequence[Problem]) -> list[Problem]:
    """Problems that are not known yet; those of a variant under its name."""
    new = [one for one in problems if one not in known]
    if not variant:
        return new
    where = f"{VARIANTS}.{visible(variant)}"
    return [replace(one, path=f"{where}.{one.path}" if one.path else where) for one in new]


def checked(tree: Tree, file: str, allow_code: bool) -> Loaded:
    """A clinic that also keeps the rules across fields, with its warnings; raises ScenarioError."""
    from sim.scenario import checks
    from sim.scenario.schema import Scenario

    loaded = _validated(tree, Scenario, file, allow_code)
    try:
        if errors := checks.errors(loaded.scenario):
            raise ScenarioError(placed(errors, loaded))
        return replace(loaded, warnings=tuple(placed(checks.warnings(loaded.scenario), loaded)))
    except PolicyError as error:
        raise ScenarioError(placed([Problem(str(error), "policies")], loaded)) from None


def placed(problems: Sequence[Problem], loaded: Loaded) -> list[Problem]:
    """Problems that know only a dotted path, with the file, line and column of that path."""
    return in_order([one if one.file else _placed(one, loaded) for one in problems])


def _placed(problem: Problem, loaded: Loaded) -> Problem:
    path = locate(loaded.tree.data, problem.path)
    return replace(place(loaded.tree, path, problem.what, loaded.file), path=visible(problem.path))


def dump(scenario: BaseModel) -> dict[str, Any]:
    """Plain data that loads again to the same scenario."""
    return scenario.model_dump(mode="json", by_alias=True, exclude_none=True)


def _validated(tree: Tree, model: type[BaseModel], file: str, allow_code: bool) -> Loaded:
    tree, ranges = taken_out(tree, model)
    own = own_policies(tree, file, allow_code)
    known = (*tree.problems, *own.problems)

    def mistakes(other: Mapping[Path, Any]) -> list[Problem]:
        try:
            model.model_validate_json(json.dumps(replaced(own.data, other)), context=own.built)
        except ValidationError as error:
            return explain(error, replace(tree, data=replaced(tree.data, other)), model, file)
        return []

    try:
        scenario = model.model_validate_json(json.dumps(own.data), context=own.built)
    except ValidationError as error:
        found = [replace(one, hides_rules=True) for one in explain(error, tree, model, file)]
        raise ScenarioError(_without_echoes(found, known)) from None
    ends = list(wrong_ends(ranges, mistakes))
    below = below_zero(ranges, ends, mistakes)
    ends += [replace(place(tree, one.path, what, file), path=one.name) for one, what in below]
    if known or ends:
        raise ScenarioError(in_order([*known, *ends]))
    return Loaded(scenario, tree, file, code=own.code, ranges=ranges)


def _without_echoes(found: Sequence[Problem], known: Sequence[Problem]) -> list[Problem]:
    """All problems, but one only for each place where the text itself was already wrong."""
    places = {(one.file, one.line, one.column) for one in known}
    return in_order([*known, *(one for one in found if (one.file, one.line, one.column) not in places)])
