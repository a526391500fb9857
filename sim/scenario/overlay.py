"""One tree laid over another: mapping by mapping, with the origin of every value kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sim.scenario.address import Path
from sim.scenario.parse import Tree

IsChoice = Callable[[Path], bool]
"""Whether exactly one of several named keys may stand at a path."""


def overlay(parent: Tree, child: Tree, is_choice: IsChoice) -> Tree:
    """*child* laid over *parent*; both stay as they are."""
    replaced: list[Path] = []
    data = _merge(parent.data, child.data, (), is_choice, replaced)
    gone = frozenset(replaced)
    values = {path: mark for path, mark in parent.values.items() if not is_under(path, gone)}
    keys = {path: mark for path, mark in parent.keys.items() if not is_under(path, gone)}
    return Tree(data, values | child.values, keys | child.keys, parent.problems + child.problems)


def _merge(parent: Any, child: Any, path: Path, is_choice: IsChoice, replaced: list[Path]) -> Any:
    both = isinstance(parent, dict) and isinstance(child, dict)
    if not both or (set(parent) != set(child) and is_choice(path)):
        replaced.append(path)
        return child
    merged = dict(parent)
    for key, value in child.items():
        inner = (*path, key)
        merged[key] = _merge(parent[key], value, inner, is_choice, replaced) if key in parent else value
    return merged


def is_under(path: Path, roots: frozenset[Path]) -> bool:
    """Whether *path* is one of *roots* or inside one."""
    return any(path[:length] in roots for length in range(len(path) + 1))
