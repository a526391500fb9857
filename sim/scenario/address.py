"""Dotted paths as users write them: ``visits.infusion.steps.infuse.time``.

Entries of a list are addressed by their ``step`` or ``name``, else by their position. Keys may
hold spaces and dots; the longest key that fits is taken.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sim.scenario.problems import did_you_mean, listed, show, visible

Path = tuple[str | int, ...]
NAMING_KEYS = ("step", "name")
"""Keys by which an entry of a list is known."""


def dotted(data: Any, path: Path) -> str:
    """*path* as the user would write it, list entries by their name."""
    parts = []
    for step in path:
        parts.append(visible(entry_name(data, step) if isinstance(step, int) else step))
        data = inside(data, step)
    return ".".join(parts)


def inside(data: Any, step: str | int) -> Any:
    """What stands under one key or position, or None."""
    if isinstance(data, dict):
        return data.get(step)
    if isinstance(data, list) and isinstance(step, int) and 0 <= step < len(data):
        return data[step]
    return None


def locate(data: Any, text: str) -> Path:
    """Path meant by a dotted text as far as it exists in *data*; never raises."""
    path: Path = ()
    while text and isinstance(data, dict | list):
        try:
            step, text = first_step(data, text, ())
        except LookupError:
            break
        if isinstance(data, dict) and step not in data:
            break
        path, data = (*path, step), inside(data, step)
    return path


def first_step(data: Any, text: str, known: Iterable[str]) -> tuple[str | int, str]:
    """First key or position of a dotted text, and the rest of the text.

    *known* are keys that may be written although *data* does not hold them. A key that is
    neither is returned as it stands. Raises LookupError for a wrong entry of a list.
    """
    if isinstance(data, list):
        return _list_step(data, text)
    keys = {*(data if isinstance(data, dict) else ()), *known}
    fitting = [key for key in keys if text == key or text.startswith(f"{key}.")]
    key = max(fitting, key=len, default=text.partition(".")[0])
    return key, text[len(key) + 1 :]


def _list_step(entries: list[Any], text: str) -> tuple[int, str]:
    names = {entry_name(entries, index): index for index in reversed(range(len(entries)))}
    fitting = [name for name in names if text == name or text.startswith(f"{name}.")]
    if fitting:
        name = max(fitting, key=len)
        return names[name], text[len(name) + 1 :]
    first, _, rest = text.partition(".")
    if first.isdecimal() and len(first) < 6 and int(first) < len(entries):
        return int(first), rest
    near = did_you_mean(first, names)
    raise LookupError(f"no entry {show(first)} in this list; expected one of {listed(names) or 'none'}{near}")


def entry_name(entries: Any, index: int) -> str:
    """What an entry of a list is called: its ``step`` or ``name``, else its position."""
    entry = inside(entries, index)
    if not isinstance(entry, dict):
        return str(index)
    names = (entry[key] for key in NAMING_KEYS if isinstance(entry.get(key), str))
    return next(names, str(index))
