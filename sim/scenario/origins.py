"""Every value that a scenario says itself, with where it was written and what stands beside it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from sim.scenario import shape
from sim.scenario.address import NAMING_KEYS, Path, dotted
from sim.scenario.diff import TITLE, with_unit, written
from sim.scenario.echo import DEFAULT, origin
from sim.scenario.load import Loaded
from sim.scenario.parse import Tree
from sim.scenario.schema import Scenario


class Parameter(NamedTuple):
    """One value, or one choice with its parameters."""

    path: str
    """Its address, as ``--set`` takes it."""
    value: str
    """In one line, with units."""
    origin: str
    """``file:line``, ``--set`` or ``default``."""
    note: str
    """The comment beside it or beside the nearest key above it; empty if there is none."""


def parameters(loaded: Loaded) -> list[Parameter]:
    """Every value of a scenario, defaults included, names and what is not there left out, in the language's order."""
    resolved = loaded.resolved
    currency = str(resolved["money"]["currency"])
    return [
        Parameter(
            dotted(resolved, written(path)),
            with_unit(value, path, currency),
            where := origin(loaded.tree, path),
            "" if where == DEFAULT else note(loaded.tree, path),
        )
        for path, value in _values(resolved, (), ())
        if path[0] not in TITLE and path[-1] not in NAMING_KEYS and value not in (None, {}, [])
    ]


def _values(value: Any, path: Path, place: Path) -> Iterator[tuple[Path, Any]]:
    """Values that are told in one line; *place* is *path* with every position of a list as 0."""
    if isinstance(value, dict) and value and not shape.is_choice(Scenario, place):
        for key, inner in value.items():
            yield from _values(inner, (*path, key), (*place, key))
    elif isinstance(value, list) and any(isinstance(entry, dict) for entry in value):
        for index, inner in enumerate(value):
            yield from _values(inner, (*path, index), (*place, 0))
    else:
        yield path, value


def note(tree: Tree, path: Path) -> str:
    """The comment beside a value, else beside the nearest key above it in the same file."""
    own = tree.mark(path)
    if own is None or own.line is None:
        return ""
    if path in tree.values and own.note and not isinstance(_inside(tree.data, path), dict | list):
        return own.note
    above = [tree.keys[path[:length]] for length in range(len(path), 0, -1) if path[:length] in tree.keys]
    return next((mark.note for mark in above if mark.note and mark.file == own.file), own.note)


def _inside(data: Any, path: Path) -> Any:
    for step in path:
        if isinstance(data, dict):
            data = data.get(str(step))
        else:
            data = data[step] if isinstance(data, list) and isinstance(step, int) and step < len(data) else None
    return data
