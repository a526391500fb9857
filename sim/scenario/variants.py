"""One scenario out of several files and command-line settings, every value with its origin.

``extends: other.yaml`` lays a file over another one: mapping by mapping; lists are replaced
whole, and so is a choice when another of its names is chosen. ``variants:`` inside a file hold
named changes of it (``named.py``) and are not handed on to files that extend it. ``--set path=value`` comes last.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path as FilePath

from sim.errors import Problem, ScenarioError
from sim.scenario import shape
from sim.scenario.address import Path
from sim.scenario.files import STANDARD_INPUT, read_text, real
from sim.scenario.named import VARIANTS, taken_apart
from sim.scenario.overlay import IsChoice, is_under, overlay
from sim.scenario.parse import Mark, Tree, parse
from sim.scenario.problems import show, visible
from sim.scenario.settings import apply

EXTENDS = "extends"
LONGEST_CHAIN = 20
"""Files that may extend one another."""


def read(path: str, overrides: Sequence[str], model: shape.Model) -> Tree:
    """Tree of a file, the files it extends and the settings; its own ``variants:`` are left aside."""
    base, _ = taken_apart(read_file(path, model))
    return apply(base, overrides, model)


def read_file(path: str, model: shape.Model) -> Tree:
    """Tree of a file and the files it extends, as written; raises ScenarioError."""

    def chosen(where: Path) -> bool:
        return shape.is_choice(model, where)

    return _read_chain(path, model, chosen)


def _read_chain(path: str, model: shape.Model, is_choice: IsChoice) -> Tree:
    files, trees = [path], [parse(read_text(path), path)]
    while (link := _link(trees[-1], files[-1])) is not None:
        _refuse_loop(files, *link)
        files.append(link[0])
        trees.append(_parent(*link, model))
    merged = _without(trees.pop(), EXTENDS)
    while trees:
        merged = overlay(merged, _without(trees.pop(), EXTENDS), is_choice)
    return merged


def _link(tree: Tree, path: str) -> tuple[str, Mark] | None:
    """File that a tree extends, relative to its own file, and where it says so."""
    if EXTENDS not in tree.data:
        return None
    wanted, mark = tree.data[EXTENDS], tree.values[EXTENDS,]
    if not isinstance(wanted, str) or not wanted.strip():
        raise _refusal(mark, f"got {show(wanted)}; expected the name of one scenario file")
    if re.match(r"\w\w+:", wanted):
        raise _refusal(mark, f"got the address {show(wanted)}; expected a scenario file on this computer")
    if FilePath(wanted).suffix.lower() not in {".yaml", ".yml"}:
        raise _refusal(mark, f"got {show(wanted)}; expected a scenario file, named .yaml or .yml")
    folder = "" if path == STANDARD_INPUT else os.path.dirname(path)  # noqa: PTH120 - keeps the user's spelling
    return os.path.normpath(os.path.join(folder, wanted)), mark  # noqa: PTH118


def _refuse_loop(files: list[str], parent: str, mark: Mark) -> None:
    chain = " -> ".join(visible(name) for name in [*files, parent])
    if real(parent) in {real(name) for name in files if name != STANDARD_INPUT}:
        raise _refusal(mark, f"files extend one another in a circle: {chain}")
    if len(files) >= LONGEST_CHAIN:
        raise _refusal(mark, f"a chain of more than {LONGEST_CHAIN} files that extend one another")


def _parent(path: str, mark: Mark, model: shape.Model) -> Tree:
    """Tree of an extended file without its variants. No word of its content is shown: it may be no scenario at all."""
    try:
        text = read_text(path)
    except ScenarioError as error:
        raise _refusal(mark, f"{show(path)}: {error.problems[0].what}") from None
    try:
        tree = parse(text, path)
        if tree.problems:
            raise ScenarioError(tree.problems)
    except ScenarioError as error:
        line = error.problems[0].line
        where = f", first in line {line}" if line else ""
        raise _refusal(mark, f"{show(path)} has mistakes of its own{where}; check that file alone") from None
    if tree.data and not {EXTENDS, *shape.fields(model, ())} & set(tree.data):
        raise _refusal(mark, f"{show(path)} is not a scenario: it has none of a scenario's keys")
    return _without(tree, VARIANTS)


def _without(tree: Tree, *left_out: str) -> Tree:
    data = {key: value for key, value in tree.data.items() if key not in left_out}
    roots = frozenset((key,) for key in left_out)
    values = {path: mark for path, mark in tree.values.items() if not is_under(path, roots)}
    keys = {path: mark for path, mark in tree.keys.items() if not is_under(path, roots)}
    return Tree(data, values, keys, tree.problems)


def _refusal(mark: Mark, what: str) -> ScenarioError:
    return ScenarioError([Problem(what, EXTENDS, mark.file, mark.line, mark.column)])
