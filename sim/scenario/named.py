"""``variants:`` in a scenario file: the same clinic with some values changed, each time under a name.

Values are addressed as on the command line (``policies.slot: earliest``), or as mappings inside
mappings. A mapping is laid over what stands there as a file is over the file it extends.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sim.errors import Problem, ScenarioError
from sim.scenario import shape
from sim.scenario.address import Path, dotted, inside
from sim.scenario.overlay import overlay
from sim.scenario.parse import Mark, Tree
from sim.scenario.problems import show, visible
from sim.scenario.settings import put, resolve

VARIANTS = "variants"


@dataclass(frozen=True)
class Variant:
    """One entry of ``variants:``."""

    name: str
    """Its key."""
    changes: Tree
    """What is written under it."""


def taken_apart(tree: Tree) -> tuple[Tree, list[Variant]]:
    """The scenario without its ``variants:``, and these; raises ScenarioError with all that are no mappings."""
    data = {key: value for key, value in tree.data.items() if key != VARIANTS}
    base = Tree(data, _outside(tree.values), _outside(tree.keys), tree.problems)
    if VARIANTS not in tree.data:
        return base, []
    written = part(tree, (VARIANTS,))
    _require_mappings(written)
    return base, [Variant(name, part(written, (name,))) for name in written.data]


def _outside(marks: dict[Path, Mark]) -> dict[Path, Mark]:
    return {path: mark for path, mark in marks.items() if path[:1] != (VARIANTS,)}


def _require_mappings(written: Tree) -> None:
    if not isinstance(written.data, dict) or not written.data:
        what = f"got {show(written.data)}; expected a name for each variant and its changes below it"
        raise ScenarioError([_problem(written, (), what)])
    wrong = [name for name, changes in written.data.items() if not isinstance(changes, dict)]
    wanted = "expected its changes, such as spaces.recliner: 8; {} for none"
    problems = [_problem(written, (name,), f"got {show(written.data[name])}; {wanted}") for name in wrong]
    if problems:
        raise ScenarioError(problems)


def _problem(written: Tree, path: Path, what: str) -> Problem:
    """A problem at a path below ``variants:``."""
    mark = written.mark(path, of_key=True) or written.values[()]
    return Problem(what, ".".join(filter(None, (VARIANTS, dotted(written.data, path)))), mark.file, mark.line,
                   mark.column)  # fmt: skip


def laid_over(tree: Tree, variant: Variant, model: shape.Model) -> Tree:
    """A new tree with the changes of *variant*; raises ScenarioError with every address that leads nowhere."""
    problems: list[Problem] = []
    for name in variant.changes.data:
        try:
            path = resolve(tree.data, name, model)
        except LookupError as error:
            mark = variant.changes.keys[name,]
            problems.append(Problem(str(error.args[0]), visible(name), mark.file, mark.line, mark.column))
        else:
            tree = _changed(tree, path, part(variant.changes, (name,)), model)
    if problems:
        raise ScenarioError(problems)
    return _renamed(tree, variant, model)


def _changed(tree: Tree, path: Path, change: Tree, model: shape.Model) -> Tree:
    merged = overlay(part(tree, path), change, lambda at: shape.is_choice(model, (*path, *at)))
    return put(tree, path, Tree(merged.data, merged.values | {(): change.values[()]}, merged.keys), model)


def _renamed(tree: Tree, variant: Variant, model: shape.Model) -> Tree:
    """The scenario's name followed by the variant's, unless the variant gives another name itself."""
    name = tree.data.get("scenario")
    if "scenario" in variant.changes.data or not isinstance(name, str):
        return tree
    mark = variant.changes.values[()]
    return put(tree, ("scenario",), Tree(f"{name}, {variant.name}", {(): mark}), model)


def part(tree: Tree, path: Path) -> Tree:
    """What stands at *path* as a tree of its own; nothing, without a mark, where the path does not exist."""
    data: Any = tree.data
    for step in path:
        data = inside(data, step)

    def below(marks: dict[Path, Mark]) -> dict[Path, Mark]:
        return {at[len(path) :]: mark for at, mark in marks.items() if at[: len(path)] == path}

    keys = {at: mark for at, mark in below(tree.keys).items() if at}
    return Tree(data, below(tree.values), keys)
