"""What a clinic is asked to achieve, as it is written: targets, objectives, and the choices that are open.

The texts are taken apart here; which metrics there are, and in what units, is known to ``sim.targets`` alone.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from math import prod
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic.json_schema import WithJsonSchema

from sim.scenario.problems import show
from sim.spec import with_tuples

MOST_DESIGNS = 2000
"""Designs that the choices of one scenario may span."""
_SIZE = r"[-−]?(?:\d|\.\d)[^±]*?"
_TARGET = re.compile(rf"at (most|least)\s+({_SIZE})(?:\s*(?:±|\+-|\+/-)\s*({_SIZE}))?")
_OBJECTIVE = re.compile(rf"(highest|lowest)(?:\s*(?:±|\+-|\+/-)\s*({_SIZE}))?")
TARGET_WANTED = "'at most 10 days', 'at least 90 %' or, with a tolerance, 'at most 10 days ± 0.5 days'"
OBJECTIVE_WANTED = "'highest', 'lowest' or, with a difference that does not matter, 'lowest ± 200'"


@dataclass(frozen=True)
class Bound:
    """``at most 10 days ± 0.5 days`` taken apart."""

    at_most: bool
    size: str
    tolerance: str = ""
    """Empty if left out."""


@dataclass(frozen=True)
class Wish:
    """``lowest ± 200`` taken apart."""

    highest: bool
    zone: str = ""
    """Empty if left out."""


@dataclass(frozen=True)
class Alternative:
    """One way to decide a choice."""

    label: str
    settings: tuple[str, ...]
    """``path=value`` as for ``--set``."""


@dataclass(frozen=True)
class Choice:
    """Something that is still to be decided."""

    name: str
    alternatives: tuple[Alternative, ...]


def bound(text: str) -> Bound:
    """What the text of a target says; raises ValueError."""
    match = _TARGET.fullmatch(text.strip())
    if not match:
        raise ValueError(f"got {show(text)}; expected {TARGET_WANTED}")
    return Bound(match[1] == "most", match[2].strip(), (match[3] or "").strip())


def wish(text: str) -> Wish:
    """What the text of an objective says; raises ValueError."""
    match = _OBJECTIVE.fullmatch(text.strip())
    if not match:
        raise ValueError(f"got {show(text)}; expected {OBJECTIVE_WANTED}")
    return Wish(match[1] == "highest", (match[2] or "").strip())


def _is_target(text: str) -> str:
    return text if bound(text) else text


def _is_objective(text: str) -> str:
    return text if wish(text) else text


def _alternatives(value: Any) -> Any:
    """A list of values, or names with changes below; both with two entries or more."""
    if isinstance(value, dict):
        wrong = [name for name, changes in value.items() if not isinstance(changes, dict)]
        if wrong:
            raise ValueError(f"{show(wrong[0])} needs its changes below it, or {{}} for none")
    elif not isinstance(value, list | tuple):
        raise ValueError(f"got {show(value)}; expected a list of values, or names with changes below them")
    if len(value) < 2:
        raise ValueError("a choice needs two alternatives or more")
    if not isinstance(value, dict) and len({_written(one) for one in value}) < len(value):
        raise ValueError("a value is written twice")
    return with_tuples(value)


Target = Annotated[
    str,
    AfterValidator(_is_target),
    WithJsonSchema(
        {"type": "string", "pattern": r"^at (most|least) ", "examples": ["at most 10 days", "at least 90 %"]}
    ),
]
Objective = Annotated[
    str,
    AfterValidator(_is_objective),
    WithJsonSchema({"type": "string", "pattern": "^(highest|lowest)", "examples": ["highest", "lowest ± 200"]}),
]
Alternatives = Annotated[
    Any,
    BeforeValidator(_alternatives),
    WithJsonSchema({"anyOf": [{"type": "array", "minItems": 2}, {"type": "object", "minProperties": 2}]}),
]
Targets = Annotated[dict[str, Target], Field(max_length=20)]
Objectives = Annotated[dict[str, Objective], Field(max_length=3)]
Choices = dict[str, Alternatives]


def choices(written: Mapping[str, Any]) -> list[Choice]:
    """The choices of a scenario, with the settings that each alternative stands for."""
    return [Choice(name, tuple(_each(name, value))) for name, value in written.items()]


def _each(name: str, value: Any) -> Iterator[Alternative]:
    if isinstance(value, Mapping):
        for label, changes in value.items():
            yield Alternative(f"{name} {label}", tuple(f"{path}={_written(one)}" for path, one in changes.items()))
    else:
        for one in value:
            yield Alternative(f"{_short(name)} {_told(one)}", (f"{name}={_written(one)}",))


def _written(value: Any) -> str:
    """A value as one line of YAML."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _short(name: str) -> str:
    """The last part of a dotted path that says something: of ``staff.nurse.shifts.0.count`` nurse count."""
    parts = [part.replace("_", " ") for part in name.split(".") if not part.isdecimal() and part != "shifts"]
    return " ".join(parts[-2:] if parts[-1] in ("count", "per week", "every", "hours") else parts[-1:])


def _told(value: Any) -> str:
    if isinstance(value, Mapping) and len(value) == 1:
        (name, inner), *_ = value.items()
        return f"{name} {_told(inner)}".replace("_", " ").strip()
    return _written(value).replace("_", " ") if not isinstance(value, Mapping) or value else ""


def designs(found: list[Choice]) -> dict[str, tuple[str, ...]]:
    """Every combination of alternatives: label -> settings, in the order in which they are written."""
    return {
        ", ".join(one.label for one in combination): tuple(text for one in combination for text in one.settings)
        for combination in product(*(choice.alternatives for choice in found))
    }


def count(found: list[Choice]) -> int:
    """How many designs there are."""
    return prod(len(choice.alternatives) for choice in found)
