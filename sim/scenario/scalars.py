"""What an unquoted word in a scenario file means: the core meaning of YAML 1.2.

``no``, ``on``, ``08:30``, ``10:30`` and ``1:3`` are text; ``1e3`` is a number. Numbers with a
leading zero stay text, because nobody knows whether ``010`` was meant as ten or as eight.
"""

from __future__ import annotations

import re
from math import isfinite

Scalar = str | int | float | bool | None

_INT = re.compile(r"[-+]?(?:0|[1-9][0-9]*)")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|(?:0|[1-9][0-9]*)(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_WORDS: dict[str, Scalar] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_LONGEST_INTEGER = 30  # digits; the largest seed has 20


def scalar(text: str) -> Scalar:
    """Value meant by an unquoted word; raises ValueError for infinite and oversized numbers."""
    if text in _WORDS:
        return _WORDS[text]
    if _INT.fullmatch(text):
        return _integer(text)
    if _FLOAT.fullmatch(text):
        return _finite(text)
    if _NOT_FINITE.fullmatch(text):
        raise ValueError(f"{text} is not a finite number; expected an ordinary number")
    return text


def _integer(text: str) -> int:
    if len(text) > _LONGEST_INTEGER:
        raise ValueError(f"a number of {len(text)} digits; expected at most {_LONGEST_INTEGER}")
    return int(text)


def _finite(text: str) -> float:
    value = float(text)
    if not isfinite(value):
        raise ValueError("a number too large to compute with; expected an ordinary number")
    return value + 0.0  # turns -0.0 into 0.0
