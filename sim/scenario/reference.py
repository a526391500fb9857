"""The scenario language as a page: every field with its meaning and default, made from the schema."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, get_args, get_type_hints

from pydantic import BeforeValidator

from sim.scenario.editor import without_ranges
from sim.scenario.schema import Scenario
from sim.spec import Spec, default_written

HEAD = """\
# The scenario language

Written by `chairtime schema --markdown` from the models in `sim/scenario/`; change the docstrings there.

A scenario is one YAML file. Numbers carry their unit: durations `40 min`, `1 h 30 min`, `3 days`, `2 weeks`; rates
`3 per week`; times of day `08:30`, stretches `08:00-17:00`, weekdays `mon-fri` or `mon, wed, fri`; probabilities
`0.12` or `12 %`; dates `2026-01-05`. A bare number is never a duration. Plain words mean what they say: `no` is the
word no, and `1e3` is 1000. Anchors may be used; tags, merge keys and second documents may not. Files are UTF-8 and
at most 1 MB.

`extends: other.yaml` (relative to the file) starts from another scenario: mappings are merged, lists are replaced.
On the command line `--set path=value` changes one value; entries of a list are addressed by name, as in
`--set "visits.infusion.steps.prepare.time=20 min"`. It may also give a new name, as in `--set spaces.lounge=2`; one
that is nearly an old one (`spaces.reclner`) is taken for a slip of the pen and refused, and can be given in a file.

`variants:` hold named changes of the same clinic, for `chairtime compare` and `chairtime run --variant NAME`. What
differs is addressed as with `--set`, or written as mappings inside mappings, which are merged; lists are replaced. They
belong to their file: a file that extends it has none but its own.

```yaml
variants:
  eight chairs: {spaces.recliner: 8}
  level days and a third nurse:
    policies: {slot: level_the_day}
    staff.nurse.shifts.0.count: 2
```

A number that nobody knows exactly may have a range beside it: `no_show: 0.05 (0.03..0.10)`,
`40 min (35 min..55 min)`, `12 per week (9..15 per week)`; an end without a unit has that of the next. Every command
simulates the value. The range says where the truth may lie, and is kept in the resolved scenario;
[`chairtime tornado` and `chairtime uncertainty`](sweep.md) say what it matters.

Where a field takes a *choice*, write one name, or one name with its parameters: `slot: earliest`,
`admission: {cap_new_starts: {per_week: 3}}`. A distribution of time may also be a plain duration.

The column *if left out* says what a field is then: a value as it would be written, *required*, *none*, or *its own*
where the fields of what stands there are as if each were left out.
"""


def markdown() -> str:
    """The whole page."""
    schema = without_ranges(Scenario)
    definitions, classes = schema["$defs"], dict(_classes(Scenario, {}))
    parts = [HEAD, *_table("A scenario", schema, definitions, _left_out(Scenario))]
    for name, definition in definitions.items():
        if "anyOf" in definition:
            parts += _choice(name, definition)
        else:
            parts += _table(_title(name), definition, definitions, _left_out(classes[name]))
    return "\n".join(parts).rstrip()


def _classes(described: Any, seen: dict[int, Any]) -> Iterator[tuple[str, type[Spec]]]:
    """Every described class in a type, by either name that its definition in the schema may have."""
    if id(described) in seen:
        return
    seen[id(described)] = described
    inside = [*get_args(described)]
    if isinstance(described, BeforeValidator):
        inside.append(described.json_schema_input_type)
    if isinstance(described, type) and issubclass(described, Spec):
        yield described.__name__, described
        yield f"{described.__module__}.{described.__name__}".replace(".", "__"), described
        inside += get_type_hints(described, include_extras=True).values()
    for inner in inside:
        yield from _classes(inner, seen)


def _left_out(described: type[Spec]) -> dict[str, str]:
    """Field as it is written -> what it is if left out."""
    hints = get_type_hints(described, include_extras=True)
    found = {}
    for name, info in described.model_fields.items():
        default = info.get_default()
        is_plain = isinstance(default, Spec) and type(default) is hints[name] and not default.model_fields_set
        found[info.alias or name] = "its own" if is_plain else default_written(info, hints[name])
    return found


def _title(name: str) -> str:
    words = "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in name.strip("_")).strip()
    return words.capitalize()


def _table(title: str, schema: dict[str, Any], definitions: dict[str, Any], left_out: dict[str, str]) -> Iterator[str]:
    """A model: what it is, and its fields."""
    fields = schema.get("properties", {})
    yield f"\n## {title}\n"
    if schema.get("description"):
        yield _one_line(schema["description"]) + "\n"
    if fields:
        yield "| field | written | if left out | meaning |\n|---|---|---|---|"
        for name, field in fields.items():
            meant = definitions.get(field.get("$ref", "").rpartition("/")[2], {})
            meaning = field.get("description") or meant.get("description", "")
            default = left_out.get(name, "none")
            shown = default if default in ("required", "none", "its own") else f"`{_one_line(default)}`"
            yield f"| `{name}` | {_written(field)} | {shown} | {_one_line(meaning)} |"


def _choice(name: str, schema: dict[str, Any]) -> Iterator[str]:
    """A choice: its entries with a line each."""
    entries = schema["anyOf"][0].get("properties", {})
    yield f"\n## {_title(name.removeprefix('One'))} (choose one)\n"
    yield from (f"- `{entry}`: {_one_line(field.get('description', ''))}" for entry, field in entries.items())
    if any("patternProperties" in one for one in schema["anyOf"]):
        yield "- `my_rules.py:Name` or `package.module:Name`: [a policy of your own](own_policies.md)"


def _written(field: dict[str, Any]) -> str:
    """How a value is written, in a few words."""
    if "$ref" in field:
        name = field["$ref"].rpartition("/")[2]
        return f"see *{_title(name.removeprefix('One'))}*"
    if "enum" in field:
        return ", ".join(f"`{word}`" for word in field["enum"])
    if alternatives := field.get("anyOf") or field.get("oneOf"):
        return " or ".join(dict.fromkeys(_written(one) for one in alternatives if one.get("type") != "null"))
    if field.get("type") == "array":
        return f"list of {_written(field.get('items', {}))}"
    if field.get("type") == "object":
        inner = field.get("additionalProperties")
        return f"name: {_written(inner)}" if isinstance(inner, dict) else "mapping"
    return {"integer": "whole number", "boolean": "true or false", "string": "text"}.get(
        field.get("type", ""), "number"
    )


def _one_line(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
