"""What every described thing shares: frozen fields with units, and named choices with parameters.

A scenario, a distribution and a policy are all *described* in YAML. Each is a frozen
``Spec``: unknown keys are refused, numbers are never guessed from text, and the docstring
under a field is its documentation in the JSON Schema, in ``chairtime policies`` and in the
reference pages. It is read from the source when somebody asks for it: reading it for every
class would be half of the time that the program takes to start.
"""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from itertools import pairwise
from textwrap import dedent
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    PlainSerializer,
    TypeAdapter,
    ValidationInfo,
    ValidatorFunctionWrapHandler,
    WrapValidator,
    create_model,
)
from pydantic.fields import FieldInfo
from pydantic.json_schema import WithJsonSchema

from sim import units


class Spec(BaseModel):
    """Base of everything that a scenario file describes."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        strict=True,
        allow_inf_nan=False,
        arbitrary_types_allowed=True,
    )

    @classmethod
    def __get_pydantic_json_schema__(cls, core: Any, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """JSON Schema with the meaning of every field."""
        schema = handler(core)
        written = handler.resolve_ref_schema(schema).get("properties", {})
        for name, info in documented(cls).items():
            if info.description and (key := info.alias or name) in written:
                written[key].setdefault("description", info.description)
        return schema


def documented(spec: type[BaseModel]) -> Mapping[str, FieldInfo]:
    """The fields of a spec by name, the docstring under each as its description."""
    told = {name: text for one in reversed(spec.__mro__) for name, text in _told(one).items()}
    for name, info in spec.model_fields.items():
        info.description = info.description or told.get(name)
    return spec.model_fields


@cache
def _told(spec: type) -> Mapping[str, str]:
    """The docstrings under the fields of one class, without those that it inherits."""
    if not issubclass(spec, Spec) or spec is Spec:
        return {}
    try:
        definition = ast.parse(dedent(inspect.getsource(spec))).body[0]
    except (OSError, TypeError):  # made while the program runs, without a source
        return {}
    assert isinstance(definition, ast.ClassDef)
    return {
        field.target.id: inspect.cleandoc(text.value.value)
        for field, text in pairwise(definition.body)
        if isinstance(field, ast.AnnAssign)
        and isinstance(field.target, ast.Name)
        and isinstance(text, ast.Expr)
        and isinstance(text.value, ast.Constant)
        and isinstance(text.value.value, str)
    }


def _text(
    parse: Callable[[Any], Any], show: Callable[[Any], Any], pattern: str, examples: list[str]
) -> tuple[Any, ...]:
    schema: dict[str, Any] = {"type": "string", "pattern": pattern, "examples": examples}
    return (
        BeforeValidator(parse),
        PlainSerializer(show, when_used="json"),
        WithJsonSchema(schema),
    )


def _positive(value: float) -> float:
    if value <= 0:
        raise ValueError("must be longer than zero")
    return value


def _not_negative(value: float) -> float:
    if value < 0:
        raise ValueError("must not be negative")
    return value


def _whole_minutes(value: float) -> float:
    if value != int(value):
        raise ValueError("must be a whole number of minutes, because it stands in the calendar")
    return value


_DURATION = _text(units.duration, units.show_duration, r"^\s*-?\+?[\d.]", ["40 min", "1 h 30 min", "3 days"])

Time = Annotated[float, *_DURATION]
"""A signed span of time [min]; written 40 min, -5 min, 2 h."""
Duration = Annotated[float, *_DURATION[:1], AfterValidator(_not_negative), *_DURATION[1:]]
"""A span of time, zero or longer [min]."""
Span = Annotated[float, *_DURATION[:1], AfterValidator(_positive), *_DURATION[1:]]
"""A span of time longer than zero [min]."""
Grid = Annotated[float, *_DURATION[:1], AfterValidator(_positive), AfterValidator(_whole_minutes), *_DURATION[1:]]
"""A positive whole number of minutes."""
Clock = Annotated[float, *_text(units.clock, units.show_clock, r"^\d{1,2}:\d{2}$", ["08:30", "17:00"])]
"""A time of day [min since 00:00]."""
Hours = Annotated[
    tuple[float, float],
    *_text(
        units.hours,
        lambda pair: f"{units.show_clock(pair[0])}-{units.show_clock(pair[1])}",
        r"^\s*\d{1,2}:\d{2}\s*(-|–|to)\s*\d{1,2}:\d{2}\s*$",
        ["08:00-17:00"],
    ),
]
"""A stretch of one day, from and to [min since 00:00]."""
Weekdays = Annotated[
    tuple[int, ...], *_text(units.days, units.show_days, r"^\s*[a-zA-Z]{3}", ["mon-fri", "sat", "mon, wed, fri"])
]
"""A set of weekdays, Monday is 0."""
_RATE = _text(units.rate, units.show_rate, r"(per|/|\ban?\s)", ["3 per week", "12 per hour"])

Rate = Annotated[float, *_RATE[:1], AfterValidator(_not_negative), *_RATE[1:]]
"""A number of events per time [per min]."""
Date = Annotated[date, *_text(units.calendar_date, date.isoformat, r"^\d{4}-\d{2}-\d{2}$", ["2026-01-05"])]
"""A date of the calendar."""
Probability = Annotated[
    float,
    BeforeValidator(units.probability),
    WithJsonSchema(
        {"anyOf": [{"type": "number", "minimum": 0, "maximum": 1}, {"type": "string", "pattern": r"^\d+(\.\d+)?\s*%$"}]}
    ),
]
"""A probability: 0.12 or 12 %."""
Money = Annotated[float, Field(ge=0, le=1e12)]
"""An amount in the scenario's currency."""
Count = Annotated[
    int, Field(ge=0, le=1_000_000), BeforeValidator(lambda v: int(v) if isinstance(v, float) and v == int(v) else v)
]
"""A whole number, zero or more."""
Positive = Annotated[
    int, Field(ge=1, le=1_000_000), BeforeValidator(lambda v: int(v) if isinstance(v, float) and v == int(v) else v)
]
"""A whole number, one or more."""


_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]")
"""Line breaks, and what changes the order of writing or cannot be seen; emoji and some scripts need the joiners."""


def _seen(text: str) -> str:
    if unseen := _UNSEEN.search(text):
        code = unseen[0].encode("unicode_escape").decode()
        raise ValueError(f"the text holds the invisible character {code}; expected characters that can be seen")
    return text


def _not_blank(text: str) -> str:
    if not text.strip():
        raise ValueError("the name is blank; expected a name that can be seen")
    return text


Prose = Annotated[str, AfterValidator(lambda text: _seen(" ".join(text.split("\n"))))]
"""A sentence or two; a line break is a space."""
Name = Annotated[str, Field(min_length=1, max_length=120), AfterValidator(_seen), AfterValidator(_not_blank)]
"""A name that the scenario gives to something."""
DaySet = Annotated[str, AfterValidator(lambda text: text if units.days(text) else text)]
"""Weekdays as written, such as mon-fri or mon, wed, fri."""


def choice(
    table: Mapping[str, type[Spec]],
    shorthand: Callable[[Any], Any] | None = None,
    noun: str = "choice",
    own: bool = False,
) -> Any:
    """Field type for *one of* the entries of *table*, written ``name`` or ``{name: {parameters}}``.

    The validated value is the built object itself. *shorthand* may turn another spelling
    (``40 min`` for a constant) into the one-key mapping. JSON output restores the mapping.
    With *own* something that was built outside the table may stand here too: the validation
    context holds it under the name that is written in its place, and it says how it is ``written``.
    """
    names = {spec: name for name, spec in table.items()}

    def normalise(value: Any) -> Any:
        value = with_tuples(value)
        if isinstance(value, Spec) and type(value) in names:
            return {names[type(value)]: value}
        if isinstance(value, str) and value in table:
            return {value: {}}
        return shorthand(value) if shorthand and not isinstance(value, Mapping) else value

    def unwrap(chosen: BaseModel) -> Spec:
        fields = (getattr(chosen, field) for field in chosen.model_fields_set)
        given: list[Spec] = [value for value in fields if value is not None]
        if len(given) != 1:
            raise ValueError(f"expected exactly one {noun}: {', '.join(table)}")
        return given[0]

    def dump(built: Any) -> Any:
        if type(built) not in names:
            return built.written
        inner = built.model_dump(mode="json", by_alias=True, exclude_none=True)
        return {names[type(built)]: inner} if inner else names[type(built)]

    fields: dict[str, Any] = {
        _identifier(name): (spec | None, Field(default=None, alias=name, description=_headline(spec)))
        for name, spec in table.items()
    }
    wrapper = create_model(f"One{noun.title().replace(' ', '')}", __base__=Spec, **fields)
    if own:
        wrapper.model_config["json_schema_extra"] = {OWN: True}
    validators = (BeforeValidator(normalise), AfterValidator(unwrap), *([WrapValidator(_built_outside)] if own else []))
    return Annotated[(wrapper, *validators, PlainSerializer(dump, when_used="json"))]


OWN = "own"
"""Marks the schema of a choice in which something of the user's own may stand."""


def _built_outside(value: Any, validate: ValidatorFunctionWrapHandler, info: ValidationInfo) -> Any:
    """What the context holds under this name, if anything; else one of the table."""
    known: Mapping[str, Any] = info.context or {}
    return known[value] if isinstance(value, str) and value in known else validate(value)


def with_tuples(value: Any) -> Any:
    """The same data with tuples for lists: strict validation after one of our own validators wants them."""
    if isinstance(value, list | tuple):
        return tuple(with_tuples(entry) for entry in value)
    return {key: with_tuples(entry) for key, entry in value.items()} if isinstance(value, dict) else value


def _identifier(name: str) -> str:
    return re.sub(r"\W", "_", name)


def _headline(spec: type[Spec]) -> str:
    return (spec.__doc__ or "").strip().split("\n")[0]


def default_written(info: FieldInfo, hint: Any) -> str:
    """What a field is if left out, as a scenario would say it; ``required`` or ``none`` where there is no value."""
    if info.is_required():
        return "required"
    default = info.get_default(call_default_factory=True)
    return _flow(TypeAdapter(hint).dump_python(default, mode="json", by_alias=True, exclude_none=True))


def _flow(value: Any) -> str:
    """Plain data on one line of YAML."""
    if value in (None, [], {}, ""):
        return "none"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_flow(entry)}" for key, entry in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_flow, value)) + "]"
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:g}" if isinstance(value, float) else str(value)
