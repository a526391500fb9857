"""JSON Schema for editors, so that a scenario file completes and is checked while it is typed.

It is more lenient than the loader: a file may leave required keys to the file that it extends.
"""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from sim.scenario.named import VARIANTS
from sim.scenario.ranges import PATTERN
from sim.scenario.shape import SHORTENED
from sim.scenario.variants import EXTENDS
from sim.spec import OWN

Schema = dict[str, Any]
_DIALECT = "http://json-schema.org/draft-07/schema#"
_REFERENCE = r"^[^:]+:[A-Za-z_]\w*$"
_OF_ONES_OWN: list[Schema] = [
    {"type": "string", "pattern": _REFERENCE, "description": "A policy of your own: my_rules.py:MostRoom."},
    {
        "type": "object",
        "patternProperties": {_REFERENCE: {"type": ["object", "null"], "description": "Its parameters."}},
        "additionalProperties": False,
        "maxProperties": 1,
        "description": "A policy of your own with its parameters.",
    },
]
"""How a policy may be written that the program does not know."""
RANGE = "NumberWithItsRange"
_ASIDE: Schema = {"$ref": f"#/$defs/{RANGE}"}
_RANGES = "A value, and between which values the truth may lie. For example 0.05 (0.03..0.10), 40 min (35 min..55 min)."
_DROPPED = (OWN, "title", "format", "required", "default", "discriminator", "examples")
_NAMED = ("properties", "$defs", "patternProperties")
_NESTED = ("items", "additionalProperties", "not")
_LISTED = ("anyOf", "oneOf", "allOf")


def json_schema(model: type[BaseModel]) -> Schema:
    """Schema of the scenario files that *model* describes; every number may have a range beside it."""
    schema: Schema = _with_ranges(without_ranges(model))
    schema["$defs"][RANGE] = {"type": "string", "pattern": PATTERN, "description": _RANGES}
    return schema


def _with_ranges(schema: Any) -> Any:
    """A copy in which a text that holds a value and its range may stand for every number."""
    if isinstance(schema, list):
        return [_with_ranges(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    out = {key: _with_ranges(one) if key not in _LISTED else schema[key] for key, one in schema.items()}
    for key in _LISTED:
        if key in out:
            numbers = [one for one in out[key] if _is_number(one)]
            out[key] = [one if one in numbers else _with_ranges(one) for one in out[key]] + [_ASIDE] * bool(numbers)
    if not _is_number(schema):
        return out
    words = {"description": out.pop("description")} if "description" in out else {}
    return {"anyOf": [out, _ASIDE], **words}


def _is_number(schema: Schema) -> bool:
    return schema.get("type") in ("number", "integer")


def without_ranges(model: type[BaseModel]) -> Schema:
    """The same with plain values only, which is easier to read."""
    raw = model.model_json_schema(by_alias=True)
    choices = {name: _spellings(one, raw) for name, one in raw.get("$defs", {}).items() if _is_choice(one)}
    schema = _cleaned(raw)
    for name, spellings in choices.items():
        schema["$defs"][name] = {"anyOf": [{**schema["$defs"][name], "maxProperties": 1}, *spellings]}
    fields = schema.get("properties", {})
    extends = {"type": "string", "description": "Scenario file that this one changes, relative to this file."}
    schema["properties"] = {EXTENDS: extends, **fields, VARIANTS: _variants(fields)}
    return {"$schema": _DIALECT, **schema}


def _variants(fields: Schema) -> Schema:
    """Named changes of the file: its own fields again, or dotted names of single values."""
    changes = {"type": "object", "properties": {name: {"$ref": f"#/properties/{name}"} for name in fields}}
    meaning = "What to compare this clinic with: a name for each variant, and below it what differs."
    sample = "eight chairs: {spaces.recliner: 8}"
    return {"type": "object", "description": f"{meaning} For example {sample}.", "additionalProperties": changes}


def _is_choice(schema: Schema) -> bool:
    """Whether a definition is *one of* several named mappings: all its keys may be null."""
    entries = schema.get("properties", {}).values()
    return bool(entries) and schema.get("title", "").startswith("One") and all(map(_is_nullable, entries))


def _is_nullable(schema: Schema) -> bool:
    return {"type": "null"} in schema.get("anyOf", ())


def _spellings(schema: Schema, root: Schema) -> list[Schema]:
    """Other ways to write a choice: its bare name, or the value of a constant by itself."""
    names: list[Schema] = [{"enum": list(schema["properties"])}]
    if schema.get(OWN):
        names += _OF_ONES_OWN
    for entry in (schema["properties"].get(name, {}) for name in SHORTENED):
        reference = next((one["$ref"] for one in entry.get("anyOf", ()) if "$ref" in one), "")
        fields = root["$defs"].get(reference.rpartition("/")[2], {}).get("properties", {})
        names.extend(_cleaned(value) for value in list(fields.values())[:1])
    return names


def _cleaned(schema: Schema) -> Schema:
    """A copy without what editors misread: titles, formats, required lists, nulls, tuple positions."""
    out: Schema = {key: value for key, value in schema.items() if key not in _DROPPED}
    for key in _NAMED:
        if key in out:
            out[key] = {name: _cleaned(one) for name, one in out[key].items()}
    for key in _NESTED:
        if isinstance(out.get(key), dict):
            out[key] = _cleaned(out[key])
    for key in _LISTED:
        if key in out:
            out[key] = [_cleaned(one) for one in out[key] if one != {"type": "null"}]
    out.pop("prefixItems", None)
    return _unwrapped(out) | _worded(schema)


def _unwrapped(schema: Schema) -> Schema:
    """One remaining alternative needs no list of alternatives."""
    alternatives = schema.get("anyOf", ())
    if len(alternatives) != 1:
        return schema
    rest = {key: value for key, value in schema.items() if key != "anyOf"}
    return {**alternatives[0], **rest}


def _worded(schema: Schema) -> Schema:
    """The description with the examples, which editors show only for the text of a description."""
    text = schema.get("description", "").strip()
    samples = ", ".join(map(str, schema.get("examples", ())))
    written = f"{text} For example {samples}.".strip() if samples else text
    return {"description": written} if written else {}
