"""How mistakes are put into words: names and values made visible, near misses, the list itself."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from typing import Any

from sim.errors import Problem

SHOWN = 20
_LONGEST_VALUE = 60
_HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zs", "Zl", "Zp"}


def render(problems: Sequence[Problem], limit: int = SHOWN, label: str = "ERROR") -> list[str]:
    """One text per problem, at most *limit*, then a count of the rest."""
    shown = [f"{label} {problem}" for problem in problems[:limit]]
    rest = len(problems) - len(shown)
    return [*shown, f"... and {rest} more"] if rest else shown


def visible(text: str) -> str:
    """*text* with everything escaped that a reader could not see or would mistake for a Latin letter."""
    if text.isascii() and text.isprintable():
        return text
    mixed = bool(re.search("[A-Za-z]", text))
    return "".join(_escape(char) if _hidden(char) or (mixed and _look_alike(char)) else char for char in text)


def harmless(text: str) -> str:
    """*text* for a screen: lines, letters and spaces as they are, what steers a terminal or cannot be seen escaped."""
    return "".join(_escape(char) if _hidden(char) and char != "\n" else char for char in text)


def _hidden(char: str) -> bool:
    return char != " " and unicodedata.category(char) in _HIDDEN


def _look_alike(char: str) -> bool:
    return "\u0370" <= char <= "\u058f" or "\uff00" <= char <= "\uffef"


def _escape(char: str) -> str:
    return char.encode("unicode_escape", "surrogatepass").decode()


def show(value: Any) -> str:
    """A found value, short and harmless on a terminal."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        text = f"'{visible(value[: 4 * _LONGEST_VALUE])}'"
    elif isinstance(value, dict | list):
        return _show_container(value)
    else:
        text = str(value)
    return text if len(text) <= _LONGEST_VALUE else f"{text[:_LONGEST_VALUE]}...'"


def _show_container(value: dict[str, Any] | list[Any]) -> str:
    if not value:
        return "an empty mapping" if isinstance(value, dict) else "an empty list"
    if isinstance(value, list):
        return f"a list of {len(value)}"
    return f"a mapping with {listed(value, 4)}"


def listed(names: Iterable[str], limit: int = 12) -> str:
    """Names in a row, cut after *limit*."""
    every = [visible(name) for name in names]
    more = f" and {len(every) - limit} more" if len(every) > limit else ""
    return ", ".join(every[:limit]) + more


def nearest(word: str, options: Iterable[str]) -> str | None:
    """The option that *word* probably was meant to be, if one is near."""
    folded = {_fold(option): option for option in options}
    found = get_close_matches(_fold(word[:100]), folded, n=1, cutoff=0.65)
    return folded[found[0]] if found else None


def did_you_mean(word: str, options: Iterable[str]) -> str:
    """The near miss as a question in brackets, or nothing."""
    near = nearest(word, options)
    return f" (did you mean '{visible(near)}'?)" if near is not None else ""


def _fold(word: str) -> str:
    return re.sub(r"[-\s]", "_", word.casefold())
