"""``--set path=value``: single values changed from the command line.

The path is dotted, and entries of a list go by their ``step`` or ``name``. The value is read as
in a file, so ``10:30`` and ``no`` are text and ``{triangular: {...}}`` is a mapping.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sim.errors import Problem, ScenarioError
from sim.scenario import shape
from sim.scenario.address import Path, first_step, inside
from sim.scenario.overlay import is_under
from sim.scenario.parse import DEEPEST, Mark, Tree, parse
from sim.scenario.problems import did_you_mean, listed, show, visible

ORIGIN = "--set"
NAMING = ("spaces", "staff", "visits", "protocols", "walk_ins", "timetables", "conditions", "side_effects")
"""Mappings in which a scenario gives names; in others, such as prices, names are used, and must be given somewhere."""


def apply(tree: Tree, settings: Sequence[str], model: shape.Model, origin: str = ORIGIN) -> Tree:
    """*tree* with every setting applied in order; raises ScenarioError with all wrong ones.

    *origin*: the option that they come from.
    """
    problems: list[Problem] = []
    for setting in settings:
        try:
            tree = _apply_one(tree, setting, model, origin)
        except LookupError as error:
            problems.append(Problem(str(error.args[0]), visible(setting.partition("=")[0].strip()), origin))
        except ScenarioError as error:
            problems.extend(error.problems)
    if problems:
        raise ScenarioError([*tree.problems, *problems])
    return tree


def _apply_one(tree: Tree, setting: str, model: shape.Model, origin: str) -> Tree:
    name, equals, text = (part.strip() for part in setting.partition("="))
    if not equals or not name:
        raise LookupError(f"got {show(setting)}; expected path=value, such as staff.nurse.count=3")
    value = _value(name, text, origin)
    return put(tree, resolve(tree.data, name, model), value, model)


def put(tree: Tree, path: Path, value: Tree, model: shape.Model) -> Tree:
    """*tree* with *value* at *path* in place of what stood there; every part keeps the mark of where it was written."""
    return _marked(tree, Tree(_put(tree.data, path, value.data, (), model)), path, value)


def _value(name: str, text: str, origin: str) -> Tree:
    try:
        value = parse(text, origin, any_value=True)
        wrong = value.problems
    except ScenarioError as error:
        wrong = error.problems
    if wrong:
        raise ScenarioError([Problem(one.what, visible(name), origin) for one in wrong])
    values = {at: Mark(origin, plain=mark.plain) for at, mark in value.values.items()}
    return Tree(value.data, values, dict.fromkeys(value.keys, Mark(origin)))


def resolve(data: Any, name: str, model: shape.Model) -> Path:
    """Path meant by a dotted name; every key must exist in the scenario or be known to the model, else LookupError."""
    path: Path = ()
    while name:
        known = shape.fields(model, path)
        step, name = first_step(data, name, known)
        if isinstance(step, str) and not (isinstance(data, dict) and step in data) and step not in known:
            _refuse_unknown(data, step, path, model, is_last=not name)
        path, data = (*path, step), inside(data, step)
        if len(path) > DEEPEST:
            raise LookupError(f"nested too deeply; expected at most {DEEPEST} levels")
    return path


def _refuse_unknown(data: Any, step: str, path: Path, model: shape.Model, is_last: bool) -> None:
    names = [*shape.fields(model, path), *(data if isinstance(data, dict) else ())]
    if shape.is_open(model, path) and is_last and step:
        _refuse_near_miss(step, names, path)
        return  # a new entry of a mapping whose keys the user invents
    if not names and isinstance(data, dict | None):
        raise LookupError(f"there is no {show(step)}: nothing is written here to be changed")
    if not names:
        raise LookupError(f"there is no {show(step)} inside the single value {show(data)}")
    near = did_you_mean(step, names)
    raise LookupError(f"there is no {show(step)}; expected one of {listed(dict.fromkeys(names))}{near}")


def _refuse_near_miss(step: str, names: Sequence[str], path: Path) -> None:
    """Raise LookupError if a new name is nearly an old one: a slip of the pen would be a place that nobody uses."""
    if path and path[-1] in NAMING and (near := did_you_mean(step, names)):
        raise LookupError(f"there is no {show(step)}{near}; a new name so near to it can only be given in a file")


def _put(data: Any, path: Path, value: Any, here: Path, model: shape.Model) -> Any:
    """A copy of *data* with *value* at *path*; another name of a choice replaces the choice."""
    if not path:
        return value
    step = path[0]
    inner = _put(inside(data, step), path[1:], value, (*here, step), model)
    if isinstance(data, list):
        return [inner if index == step else entry for index, entry in enumerate(data)]
    keep = isinstance(data, dict) and (step in data or not shape.is_choice(model, here))
    return {**(data if keep else {}), step: inner}


def _marked(old: Tree, new: Tree, path: Path, value: Tree) -> Tree:
    """Marks of the old tree where its values remain, and of the new value where they do not."""
    roots = frozenset({path})
    origin = value.values[()]

    def stays(at: Path) -> bool:
        return not is_under(at, roots) and _exists(new.data, at)

    values = {at: mark for at, mark in old.values.items() if stays(at)}
    keys = {at: mark for at, mark in old.keys.items() if at == path or stays(at)}
    for length in range(len(path) + 1):
        values.setdefault(path[:length], origin)
        if length and isinstance(path[length - 1], str):
            keys.setdefault(path[:length], origin)
    values |= {(*path, *at): mark for at, mark in value.values.items()}
    keys |= {(*path, *at): mark for at, mark in value.keys.items()}
    return Tree(new.data, values, keys, old.problems)


def _exists(data: Any, path: Path) -> bool:
    for step in path:
        if isinstance(data, dict) and step in data or isinstance(data, list) and isinstance(step, int):
            data = inside(data, step)
        else:
            return False
    return True
