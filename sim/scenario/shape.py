"""What the model expects at a path of the scenario: keys, choices, entries of lists and mappings."""

from __future__ import annotations

import re
import types
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import cache
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic.json_schema import WithJsonSchema

import sim.spec

Path = tuple[str | int, ...]
Model = type[BaseModel]
SHORTENED = ("constant", "steady")
"""Names of choices that may be left out, so that their first value stands alone: ``time: 40 min``."""


def at(model: Model, path: Path) -> list[Any]:
    """Annotations that may hold at *path*; empty where the model knows no such place."""
    found: list[Any] = [model]
    for step in path:
        found = [inner for annotation in found for inner in _inside(annotation, step)]
    return found


def is_choice(model: Model, path: Path) -> bool:
    """Whether exactly one of several named keys may stand at *path*."""
    return any(is_wrapper(found) for found in models(model, path))


def noun(model: Model, path: Path) -> str:
    """What one of the names at *path* is called: ``distribution`` inside a choice, else ``key``."""
    wrappers = (one.__name__ for one in models(model, path) if is_wrapper(one))
    words = re.findall("[A-Z][a-z]*(?:-[A-Z][a-z]*)*", next(wrappers, "OneKey"))
    return " ".join(words[1:]).lower()


def is_wrapper(found: Model) -> bool:
    """Whether a model was made by ``sim.spec.choice`` and not written by hand."""
    return found.__module__ == sim.spec.__name__ and found is not sim.spec.Spec


def models(model: Model, path: Path) -> list[Model]:
    """Models that may stand at *path*."""
    return [one for annotation in at(model, path) for one in _alternatives(annotation) if _is_model(one)]


def fields(model: Model, path: Path) -> dict[str, FieldInfo]:
    """Keys that the model names at *path*, as the user writes them."""
    return {key: info for one in models(model, path) for key, info in own_fields(one).items()}


def meaning(model: Model, path: Path, name: str) -> str:
    """What the model says of a key at *path*, on one line; empty where it says nothing."""
    known = [pair for one in models(model, path) for pair in sim.spec.documented(one).items()]
    told = next((info.description for key, info in known if (info.alias or key) == name), None)
    return " ".join((told or "").split())


def own_fields(model: Model) -> dict[str, FieldInfo]:
    """Fields of one model by the key that the user writes."""
    return {info.alias or name: info for name, info in model.model_fields.items()}


def is_open(model: Model, path: Path) -> bool:
    """Whether the user may invent keys at *path*, as in a mapping from resource names."""
    mapping = any(_is_mapping(one) for annotation in at(model, path) for one in _alternatives(annotation))
    return mapping or _holds_own_parameters(model, path)


def is_text(model: Model, path: Path) -> bool:
    """Whether only free text may stand at *path*."""
    found = [one for annotation in at(model, path) for one in _alternatives(annotation)]
    return bool(found) and all(one is str for one in found)


def _holds_own_parameters(model: Model, path: Path) -> bool:
    """Whether *path* is a policy of the user's own, whose parameters only its code knows."""
    return bool(path) and ":" in str(path[-1]) and is_choice(model, path[:-1])


def homes(model: Model, key: str) -> list[str]:
    """Every place, as a dotted path with ``*`` for free names, where *key* is a known key."""
    return _homes(model).get(key, [])


@cache
def _homes(model: Model) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for path, name in _walk(model, (), frozenset()):
        found.setdefault(name, []).append(path)
    return found


def example(info: FieldInfo) -> str:
    """A value that could be written for a field, or nothing if none is obvious."""
    for note in info.metadata:
        if isinstance(note, WithJsonSchema) and note.json_schema:
            return str(next(iter(note.json_schema.get("examples", ["0.12"]))))
    simple = {int: "5", float: "1.5", bool: "true", str: "name"}
    return next((_example_of(one, simple) for one in _alternatives(info.annotation)), "")


def _example_of(annotation: Any, simple: Mapping[type, str]) -> str:
    if _is_model(annotation) and is_wrapper(annotation):
        return _example_of_choice(own_fields(annotation))
    return simple.get(annotation, "") if isinstance(annotation, type) else ""


def _example_of_choice(options: Mapping[str, FieldInfo]) -> str:
    """The value of a constant, else a name that can stand alone."""
    for name, info in options.items():
        parameters = [
            field for one in _alternatives(info.annotation) if _is_model(one) for field in own_fields(one).values()
        ]
        if name in SHORTENED:
            return example(parameters[0])
        if not any(field.is_required() for field in parameters):
            return name
    return ""


def _walk(annotation: Any, path: tuple[str, ...], seen: frozenset[Model]) -> Iterator[tuple[str, str]]:
    for one in _alternatives(annotation):
        if _is_model(one) and one not in seen:
            for key, info in own_fields(one).items():
                yield ".".join(path), key
                yield from _walk(info.annotation, (*path, key), seen | {one})
        elif not _is_model(one):
            for inner in _entries(one):
                yield from _walk(inner, (*path, "*"), seen)


def _inside(annotation: Any, step: str | int) -> Iterator[Any]:
    for one in _alternatives(annotation):
        if _is_model(one):
            info = own_fields(one).get(str(step))
            if info is not None:
                yield info.annotation
        elif _is_mapping(one) != isinstance(step, int):
            yield from _entries(one)


def _entries(annotation: Any) -> list[Any]:
    """Annotations of the entries of a container."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if _is_mapping(annotation):
        return list(arguments[1:])
    if isinstance(origin, type) and issubclass(origin, Sequence | AbstractSet):
        return [argument for argument in arguments if argument is not Ellipsis]
    return []


def _is_mapping(annotation: Any) -> bool:
    origin = get_origin(annotation) or annotation
    return isinstance(origin, type) and issubclass(origin, Mapping)


def _is_model(annotation: Any) -> bool:
    is_class = isinstance(annotation, type) and get_origin(annotation) is None
    return is_class and issubclass(annotation, BaseModel)


def _alternatives(annotation: Any) -> Iterator[Any]:
    origin = get_origin(annotation)
    if origin is Annotated:
        yield from _alternatives(get_args(annotation)[0])
    elif origin in (Union, types.UnionType):
        for argument in get_args(annotation):
            yield from _alternatives(argument)
    else:
        yield annotation
