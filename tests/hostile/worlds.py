"""Scenarios that nobody would write: shipped and small ones, changed at random.

A *plausible* change puts a value where one may stand, drawn from the schema of the language: the result is often a
clinic, and a strange one. A *slip* is what hands and programs do to files: keys lost or misspelt, units forgotten,
numbers out of all measure, one kind of value where another belongs.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from sim.errors import ScenarioError
from sim.scenario.load import load_family
from sim.scenario.parse import parse
from sim.scenario.schema import Scenario

FOLDER = Path(__file__).parents[2] / "scenarios"
SHORT = {"warm_up": "0 min", "length": "2 weeks", "cool_down": "2 days", "replications": 2, "seed": 1}
MISSING = object()

_TEXTS: dict[str, tuple[list[str], list[str]]] = {
    "40 min": (
        [
            "0 min",
            "1 min",
            "5 min",
            "7.25 min",
            "20 min",
            "40 min",
            "90 min",
            "3 h",
            "1 day",
            "2 days",
            "7 days",
            "3 weeks",
        ],
        [
            "-5 min",
            "1e-9 min",
            "1 s",
            "1 h 20",
            "50",
            "50m",
            "1000 weeks",
            "1e7 weeks",
            "1e300 min",
            "1e400 min",
            "8 h",
        ],
    ),
    "08:30": (["00:00", "08:30", "09:00", "12:00", "17:00", "24:00"], ["25:00", "8", "8am", "-1:00", "23:59:60"]),
    "08:00-17:00": (
        ["08:00-17:00", "00:00-24:00", "09:00-12:00", "13:00-17:00", "11:00-14:00", "23:00-24:00", "08:00-08:01"],
        ["17:00-08:00", "08:00-08:00", "8-17", "08:00"],
    ),
    "mon-fri": (["mon-fri", "mon", "tue, thu", "sat-sun", "mon-sun", "fri-mon"], ["Mo", "0-4", "lun", "-", ""]),
    "3 per week": (
        ["1 per week", "5 per week", "3 per day", "1 per 40 min", "4 per hour"],
        ["0 per week", "-1 per week", "1e-9 per week", "1e6 per week", "1e12 per min", "5", "1 per 0 min"],
    ),
    "2026-01-05": (
        ["2026-01-05", "2026-01-10", "2024-02-29", "2026-12-28"],
        ["2023-02-29", "1900-01-01", "2500-12-31", "9999-12-31", "05/01/2026", "2026-01-05T08:00:00Z"],
    ),
    "2 days": (
        ["0 days", "1 day", "2 days", "3 days", "7 days", "3 weeks"],
        ["1.5 days", "-1 day", "1e9 weeks", "60 min"],
    ),
}
"""By the first example that the schema gives: texts that may stand there, and others that should not."""
_NAMES = ["recliner", "lounge seat", "consult room", "nurse", "prescriber", "front desk", "infusion", "consult", "mood",
          "every visit", "induction", "maintenance", "first infusion", "not induction", "urgent"]  # fmt: skip
_KEYS = [*_NAMES, "mon-fri", "sat", "mon", "08:00-12:00", "12:00-17:00", "1-3", "later", "any", "6", "1"]
_ODD_TEXTS = [
    "",
    " ",
    "no",
    "~",
    "../../x",
    "<b>&amp;",
    "=1+1",
    "a\nb",
    "\u202eabc",
    "門診",
    "x" * 130,
    "${HOME}",
    "'",
    '"',
]
_EXTREMES = [-1, 0, 1, 2.5, 1e-300, 1e6, 1e18, 1e300, 10**25, 0.1, 1 / 3, True, False]
_STRANGERS: list[Any] = [None, True, 5, -1, 0.5, "text", "", [], {}, [1], {"a": 1}, [[]], "40 min", {"constant": {}}]
_DEEPEST = 5


@cache
def _schema() -> dict[str, Any]:
    return Scenario.model_json_schema(by_alias=True)


@cache
def bases() -> tuple[str, ...]:
    """Every shipped scenario whose weeks are cheap, and the small clinic, as JSON."""
    paths = [*sorted(FOLDER.glob("*.yaml")), *sorted(FOLDER.glob("theory/*.yaml"))]
    small = Path(__file__).with_name("clinic.yaml")
    return tuple(json.dumps(parse(path.read_text(encoding="utf-8")).data) for path in [small] * 6 + paths)


# values as the schema wants them


def _resolve(schema: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in schema:
        schema = _schema()["$defs"][schema["$ref"].rpartition("/")[2]]
    return schema


def _value(draw: DrawFn, schema: dict[str, Any], depth: int = 0) -> Any:
    """A value that may stand where *schema* rules; now and then one that is out of measure."""
    schema = _resolve(schema)
    if "anyOf" in schema:
        alternatives = [one for one in schema["anyOf"] if one != {"type": "null"}]
        return _value(draw, draw(st.sampled_from(alternatives)), depth)
    if "enum" in schema or "const" in schema:
        return draw(st.sampled_from(schema.get("enum") or [schema["const"]]))
    kinds = {"string": _text, "integer": _whole, "number": _number, "array": _list, "object": _mapping}
    make = kinds.get(str(schema.get("type")))
    return make(draw, schema, depth) if make else draw(st.booleans())


def _text(draw: DrawFn, schema: dict[str, Any], depth: int) -> Any:
    if "examples" not in schema:
        return "20 %" if "%" in schema.get("pattern", "") else draw(st.sampled_from(_NAMES))
    good, bad = _TEXTS.get(schema["examples"][0], (schema["examples"], ["?"]))
    return draw(st.sampled_from(good if draw(st.integers(0, 11)) else bad))


def _whole(draw: DrawFn, schema: dict[str, Any], depth: int) -> Any:
    return draw(st.sampled_from([1, 2, 3, 6] if draw(st.integers(0, 5)) else [0, 40, 1000, 10**6, 10**9, -1]))


def _number(draw: DrawFn, schema: dict[str, Any], depth: int) -> Any:
    return draw(st.sampled_from([0.1, 0.5, 1.5] if draw(st.integers(0, 5)) else [0, 1, 1e-12, 1e12, 1e300, -0.5]))


def _list(draw: DrawFn, schema: dict[str, Any], depth: int) -> Any:
    length = draw(st.integers(min(schema.get("minItems", 0), 3), 3))
    inner = schema.get("items", {"type": "string"})
    return [_value(draw, inner, depth + 1) for _ in range(length)]


def _mapping(draw: DrawFn, schema: dict[str, Any], depth: int) -> Any:
    fields = schema.get("properties", {})
    if not fields:
        inner = schema.get("additionalProperties")
        keys = draw(st.lists(st.sampled_from(_KEYS), max_size=2, unique=True)) if isinstance(inner, dict) else []
        return {key: _value(draw, inner, depth + 1) for key in keys}
    if _is_choice(schema):
        key = draw(st.sampled_from(sorted(fields)))
        return {key: _value(draw, fields[key], depth + 1)}
    chosen = set(schema.get("required", ()))
    if depth < _DEEPEST:
        chosen |= {key for key in fields if draw(st.integers(0, 2)) == 0}
    return {key: _value(draw, fields[key], depth + 1) for key in fields if key in chosen}


def _is_choice(schema: dict[str, Any]) -> bool:
    fields = schema.get("properties", {}).values()
    return schema.get("title", "").startswith("One") and all({"type": "null"} in one.get("anyOf", ()) for one in fields)


# places


Path_ = tuple[Any, ...]


def _paths(data: Any, path: Path_ = ()) -> Iterator[Path_]:
    yield path
    entries = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, inner in entries:
        yield from _paths(inner, (*path, key))


def _at(data: Any, path: Path_) -> Any:
    for step in path:
        data = data[step]
    return data


def _schemas_at(path: Path_) -> list[dict[str, Any]]:
    """The schemas that may rule at a path of a scenario."""
    found = [_schema()]
    for step in path:
        found = [inner for one in found for whole in _alternatives(one) for inner in _inside(whole, step)]
    return [whole for one in found for whole in _alternatives(one)]


def _alternatives(schema: dict[str, Any]) -> list[dict[str, Any]]:
    schema = _resolve(schema)
    return [one for inner in schema["anyOf"] for one in _alternatives(inner)] if "anyOf" in schema else [schema]


def _inside(schema: dict[str, Any], step: Any) -> list[dict[str, Any]]:
    inner = schema.get("items") if isinstance(step, int) else schema.get("properties", {}).get(step)
    more = schema.get("additionalProperties")
    return [one for one in (inner or (None if isinstance(step, int) else more),) if isinstance(one, dict)]


# changes


def _plausibly_changed(draw: DrawFn, data: Any) -> Any:
    """Another value where one stands, or one more key where one may stand."""
    path = draw(st.sampled_from([path for path in _paths(data) if path[:1] not in {(), ("run",), ("scenario",)}]))
    schemas = _schemas_at(path)
    adding = [one for one in schemas if one.get("properties") and not _is_choice(one)]
    if adding and draw(st.booleans()):
        fields = draw(st.sampled_from(adding))["properties"]
        key = draw(st.sampled_from(sorted(fields)))
        here = _at(data, path)
        return _put(data, (*path, key), _value(draw, fields[key])) if isinstance(here, dict) else data
    return _put(data, path, _value(draw, draw(st.sampled_from(schemas)))) if schemas else data


def _policy_chosen(draw: DrawFn, data: Any) -> Any:
    """Another policy of one family."""
    fields = _resolve(_schema()["properties"]["policies"])["properties"]
    family = draw(st.sampled_from(sorted(fields)))
    chosen = {**data.get("policies", {}), family: _value(draw, fields[family])}
    return {**data, "policies": chosen}


def _slipped(draw: DrawFn, data: Any) -> Any:
    """A key lost or misspelt, a value of the wrong kind, size or form."""
    path = draw(st.sampled_from([path for path in _paths(data) if path]))
    kind = draw(st.integers(0, 7))
    if kind == 0:
        return _put(data, path, MISSING)
    if kind == 1 and isinstance(path[-1], str):
        slipped = path[-1][1:] or draw(st.sampled_from(_ODD_TEXTS))
        return _put(_put(data, (*path[:-1], slipped), _at(data, path)), path, MISSING)
    pools: dict[int, list[Any]] = {2: _EXTREMES, 3: _ODD_TEXTS, 4: [{}, [], ""], 5: _STRANGERS}
    if kind in pools:
        return _put(data, path, draw(st.sampled_from(pools[kind])))
    if kind == 6:
        return _put(data, path, [_at(data, path)] * 2)
    return _put(data, path, deepcopy(_at(data, draw(st.sampled_from(list(_paths(data)))))))


def _put(data: Any, path: Path_, value: Any) -> Any:
    if not path:
        return value
    copy = dict(data) if isinstance(data, dict) else list(data)
    if len(path) == 1 and value is MISSING:
        del copy[path[0]]
    elif isinstance(copy, dict) and path[0] not in copy:
        copy[path[0]] = value
    else:
        copy[path[0]] = _put(copy[path[0]], path[1:], value)
    return copy


@st.composite
def changed(draw: DrawFn, slips: bool) -> dict[str, Any]:
    """A scenario after some changes, in plain data."""
    data = json.loads(draw(st.sampled_from(bases())))
    for _ in range(draw(st.integers(0, 1) if slips else st.integers(1, 5))):
        change = draw(st.sampled_from([_plausibly_changed, _plausibly_changed, _policy_chosen]))
        data = change(draw, data)
    if slips:
        for _ in range(draw(st.integers(1, 2))):
            data = _slipped(draw, data)
            if not isinstance(data, dict):
                return {"scenario": data}
    else:
        data["run"] = SHORT
    return data


def odd_worlds() -> SearchStrategy[dict[str, Any]]:
    """Scenarios that are often valid, and strange."""
    return changed(slips=False)


def broken_worlds() -> SearchStrategy[dict[str, Any]]:
    """Scenarios that are mostly wrong."""
    return changed(slips=True)


def family(data: Any, folder: Path) -> list[Any] | None:
    """The scenario and its variants as the command line loads them; None if it is refused, in words."""
    path = folder / "world.yaml"
    path.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8", errors="surrogatepass")
    try:
        return load_family(path)
    except ScenarioError as error:
        words = [problem.what for problem in error.problems]
    assert words
    assert all(words)
    return None
