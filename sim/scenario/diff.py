"""What differs between two scenarios, defaults included, in words and in the scenarios' own units."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby, zip_longest
from typing import Any, NamedTuple

from sim.scenario import shape
from sim.scenario.address import Path, dotted, entry_name
from sim.scenario.load import dump
from sim.scenario.problems import visible
from sim.scenario.schema import Scenario

TITLE = ("scenario", "question", "shows")
"""Fields that name a scenario and change nothing in it."""
NOTHING = "none"
LONGEST = 120
"""Letters of a value in a line of text."""


class Change(NamedTuple):
    """One value that is not the same in both."""

    section: str
    """Where it belongs, as a title."""
    path: str
    """Its address, as ``--set`` takes it."""
    first: str
    """Its value in the first scenario, with unit."""
    second: str
    """Its value in the second."""

    def __str__(self) -> str:
        return f"{self.path}: {short(self.first)} -> {short(self.second)}"


def changes(first: Scenario, second: Scenario) -> list[Change]:
    """Every value that differs, in the order of the scenario language."""
    pair = dump(first), dump(second)
    found = [_change(pair, path, *values) for path, *values in _walk(*pair, ())]
    order = [*map(_section, [(name,) for name in shape.own_fields(Scenario)])]
    return sorted(found, key=lambda one: order.index(one.section))


def lines(found: Sequence[Change]) -> Iterator[str]:
    """The changes as text, section by section."""
    if not found:
        yield "no difference"
    for section, members in groupby(found, key=lambda one: one.section):
        yield section
        yield from (f"  {one}" for one in members)


def _walk(a: Any, b: Any, path: Path, place: Path = ()) -> Iterator[tuple[Path, Any, Any]]:
    """Addresses at which two resolved scenarios differ, with both values; *place* is *path* with lists by position."""
    if a == b:
        return
    if isinstance(a, dict) and isinstance(b, dict) and not _other_choice(a, b, place):
        for key in dict.fromkeys((*a, *b)):
            yield from _walk(a.get(key), b.get(key), (*path, key), (*place, key))
    elif _entries(a) and _entries(b):
        for name, one, other in _aligned(a, b):
            yield from _walk(one, other, (*path, name), (*place, 0))
    else:
        yield path, a, b


def _other_choice(a: dict[str, Any], b: dict[str, Any], place: Path) -> bool:
    return set(a) != set(b) and shape.is_choice(Scenario, place)


def _entries(value: Any) -> bool:
    """Whether a value is a list of mappings, such as steps or shifts."""
    return isinstance(value, list) and all(isinstance(entry, dict) for entry in value)


def _aligned(a: list[Any], b: list[Any]) -> Iterator[tuple[int | str, Any, Any]]:
    """Entries that belong together: by their name where all have one, else by their position."""
    named = [{entry_name(entries, index): entry for index, entry in enumerate(entries)} for entries in (a, b)]
    if any(name.isdecimal() for names in named for name in names):
        yield from ((index, one, other) for index, (one, other) in enumerate(zip_longest(a, b)))
    else:
        for name in dict.fromkeys((*named[0], *named[1])):
            yield name, named[0].get(name), named[1].get(name)


def _change(pair: tuple[dict[str, Any], dict[str, Any]], path: Path, a: Any, b: Any) -> Change:
    currencies = [data["money"]["currency"] for data in pair]
    values = [with_unit(value, path, currency) for value, currency in zip((a, b), currencies, strict=True)]
    return Change(_section(path), dotted(pair[0], written(path)), *values)


def _section(path: Path) -> str:
    return "Title" if path[0] in TITLE else str(path[0]).replace("_", " ").capitalize()


def written(path: Path) -> Path:
    """The address in the short form in which it is usually written: ``time``, not ``time.constant.value``."""
    if path[-2:] == ("constant", "value"):
        return path[:-2]
    return path[:-1] if path[0] == "spaces" and path[-1] == "count" and len(path) == 3 else path


def with_unit(value: Any, path: Path, currency: str) -> str:
    """Text of a value; amounts name their currency."""
    if not isinstance(value, int | float) or isinstance(value, bool):
        return visible(plain(value))
    if path[-1] == "wage":
        return f"{visible(currency)} {value:g} an hour"
    return f"{visible(currency)} {value:,g}" if path[0] == "money" else f"{value:g}"


def plain(value: Any) -> str:
    """A resolved value in one line: ``cap_new_starts (per week 12)``, ``2 days, 3 days``."""
    if value is None or value in ({}, []):
        return NOTHING
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(map(plain, value))
    if isinstance(value, float):
        return f"{value:g}"
    if not isinstance(value, dict):
        return str(value)
    if set(value) == {"constant"}:
        return str(value["constant"]["value"])
    if len(value) == 1 and isinstance(inner := next(iter(value.values())), dict):
        return f"{next(iter(value))} ({plain(inner)})"
    return ", ".join(f"{spaced(key)} {plain(inner)}" for key, inner in value.items() if inner not in ({}, []))


def short(text: str) -> str:
    """A text cut to what fits into a line."""
    return text if len(text) <= LONGEST else text[: LONGEST - 3] + "..."


def spaced(key: str) -> str:
    """A key as words."""
    return key.replace("_", " ")
