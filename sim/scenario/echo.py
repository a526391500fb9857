"""The fully resolved scenario as text: every value, and beside it where it came from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from sim.scenario.address import Path
from sim.scenario.load import Loaded
from sim.scenario.parse import Tree
from sim.scenario.ranges import beside
from sim.scenario.scalars import scalar

DEFAULT = "default"
_SAFE = re.compile(r"[^\W_](?:[\w ./%+:-]*[\w.%/+-])?")


def resolved_yaml(loaded: Loaded) -> str:
    """YAML text that loads again to the same scenario, each value with its range and, as a comment, its origin."""
    return "".join(f"{line}\n" for line in _lines(loaded.resolved, (), loaded))


def _lines(value: Any, path: Path, loaded: Loaded) -> Iterator[str]:
    if isinstance(value, dict) and value:
        for key, inner in value.items():
            yield from _entry(f"{quoted(key, is_key=True)}:", inner, (*path, key), loaded)
    elif isinstance(value, list) and value:
        for index, inner in enumerate(value):
            yield from _item(inner, (*path, index), loaded)
    else:
        yield f"{_leaf(value)}{beside(loaded.ranges, path, value)}  # {origin(loaded.tree, path)}"


def _entry(key: str, value: Any, path: Path, loaded: Loaded) -> Iterator[str]:
    lines = _lines(value, path, loaded)
    if isinstance(value, dict | list) and value:
        yield key
        yield from (f"  {line}" for line in lines)
    else:
        yield f"{key} {next(lines)}"


def _item(value: Any, path: Path, loaded: Loaded) -> Iterator[str]:
    lines = _lines(value, path, loaded)
    yield f"- {next(lines)}"
    yield from (f"  {line}" for line in lines)


def origin(tree: Tree, path: Path) -> str:
    """``file:line``, ``--set`` or ``default`` for a value of the resolved scenario.

    A value may have been written in a shorter form (``time: 50 min`` for a constant), so the
    nearest written single value counts, unless it only names the choice that holds the default.
    """
    data = tree.data
    for length, step in enumerate(path):
        if not isinstance(data, dict | list):
            return DEFAULT if data is None or data == step else str(tree.values[path[:length]])
        data = _inside(data, step)
        if data is _ABSENT:
            return DEFAULT
    return str(tree.values[path]) if data is not None else DEFAULT


_ABSENT: Any = object()


def _inside(data: dict[str, Any] | list[Any], step: str | int) -> Any:
    if isinstance(data, dict):
        return data.get(str(step), _ABSENT)
    return data[step] if isinstance(step, int) and step < len(data) else _ABSENT


def _leaf(value: Any) -> str:
    if isinstance(value, str):
        return quoted(value)
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    return "{}" if isinstance(value, dict) else "[]" if isinstance(value, list) else repr(value)


def quoted(text: str, is_key: bool = False) -> str:
    """*text* as YAML, in quotes only where it would otherwise mean something else."""
    plain = _SAFE.fullmatch(text) and text.isprintable() and ": " not in text
    if plain and (is_key or scalar_or_none(text) == text):
        return text
    return '"' + "".join(_escaped(char) for char in text) + '"'


def scalar_or_none(text: str) -> Any:
    """Meaning of an unquoted word, None where it has none."""
    try:
        return scalar(text)
    except ValueError:
        return None


def _escaped(char: str) -> str:
    if char in '"\\':
        return f"\\{char}"
    return char if char.isprintable() else f"\\U{ord(char):08x}"
