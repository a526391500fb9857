"""What a value of the wrong kind is called: what was wanted, and a hint at the likely slip."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from sim.scenario.parse import Mark, missing_space
from sim.scenario.problems import did_you_mean
from sim.scenario.scalars import scalar

_WHOLE, _NUMBER, _MAPPING, _LIST = "a whole number", "a number", "a mapping ('key: value' lines)", "a list"
_WANTED = {
    "int_type": _WHOLE, "int_parsing": _WHOLE, "int_from_float": _WHOLE, "int_parsing_size": _WHOLE,
    "float_type": _NUMBER, "float_parsing": _NUMBER, "finite_number": "a finite number",
    "bool_type": "true or false", "bool_parsing": "true or false",
    "string_type": "text",
    "model_type": _MAPPING, "model_attributes_type": _MAPPING,
    "dict_type": _MAPPING, "mapping_type": _MAPPING,
    "tuple_type": _LIST, "list_type": _LIST, "set_type": _LIST, "frozen_set_type": _LIST,
    "none_required": "nothing",
    "greater_than": "more than {gt:g}", "greater_than_equal": "{ge:g} or more",
    "less_than": "less than {lt}", "less_than_equal": "{le:.15g} or less",
    "multiple_of": "a multiple of {multiple_of}",
    "literal_error": "{expected}", "enum": "{expected}",
    "too_short": "at least {min_length} entries", "too_long": "at most {max_length} entries",
    "string_too_short": "at least {min_length} characters",
    "string_too_long": "at most {max_length} characters",
    "string_pattern_mismatch": "text of the form {pattern}",
}  # fmt: skip
_YES_NO = {"yes": "true", "on": "true", "y": "true", "no": "false", "off": "false", "n": "false"}


def wanted(kind: str, message: str, context: Mapping[str, Any]) -> str:
    """The rule that a value broke, in a few words."""
    if context.get("min_length") == 1:
        return "at least one character" if kind.startswith("string") else "at least one entry"
    if kind in _WANTED:
        return _WANTED[kind].format_map(context)
    return message.removeprefix("Input should be ").removeprefix("Value should be ")


def hint(kind: str, value: Any, mark: Mark | None, context: Mapping[str, Any]) -> str:
    """The likely slip in brackets, or nothing."""
    plain = mark is not None and mark.plain
    if comment := comment_hint(value, plain):
        return comment
    text = _text_hint(kind, value, plain) if isinstance(value, str) else _other_hint(kind, value)
    if not text and isinstance(value, str) and "expected" in context:
        return did_you_mean(value, re.findall(r"'([^']*)'", str(context["expected"])))
    return f" ({text})" if text else ""


def comment_hint(value: Any, plain: bool) -> str:
    """A hint for ``0.1# ten percent``, which YAML reads as text."""
    return " (a comment needs a space before #)" if plain and isinstance(value, str) and "#" in value else ""


def _text_hint(kind: str, value: str, plain: bool) -> str:
    rule = _WANTED.get(kind)
    if rule == "true or false" and value.lower() in {*_YES_NO, "true", "false"}:
        return f"write {_YES_NO.get(value.lower(), value.lower())}, without quotes"
    if rule in (_WHOLE, _NUMBER):
        return _number_hint(value.strip(), plain)
    if rule == _MAPPING and missing_space(value):
        return "a space is missing after ':'"
    return f"write [{value}]" if rule == _LIST and len(value) < 40 else ""


def _number_hint(value: str, plain: bool) -> str:
    if not plain and _is_number(value):
        return f"remove the quotes: {value}"
    if re.fullmatch(r"[-+]?0\d+", value):
        return f"write {int(value)}, without a leading zero"
    if re.fullmatch(r"\d+,\d+", value):
        return f"write {value.replace(',', '.')}, with a decimal point"
    return ""


def _is_number(text: str) -> bool:
    try:
        return isinstance(scalar(text), int | float) and text.lower() not in {"true", "false"}
    except ValueError:
        return False


def _other_hint(kind: str, value: Any) -> str:
    rule = _WANTED.get(kind)
    if rule == "text" and isinstance(value, bool | int | float):
        return f"put it in quotes: '{str(value).lower()}'"
    if rule == _LIST and isinstance(value, bool | int | float):
        return f"write [{str(value).lower()}]"
    return ""
