"""The validator's findings as problems with a place, in the words of the person who wrote the file."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from pydantic import ValidationError

from sim.errors import Problem
from sim.scenario import shape
from sim.scenario.address import Path, dotted, inside
from sim.scenario.parse import Mark, Tree
from sim.scenario.problems import did_you_mean, listed, nearest, show, visible
from sim.scenario.wording import comment_hint, hint, wanted

_UNKNOWN, _MISSING = "extra_forbidden", "missing"
_RULE_IN_MESSAGE = re.compile(r"expected (.*?)(?: \(did you mean [^()]*\))?$", re.DOTALL)
_RULE_OF_KIND = re.compile(r"is not ((?:a|an) .*?)(?:;|$)", re.DOTALL)
_EXPLAINED = 500
"""Unknown keys for which a near miss is sought; nobody reads further, and the search takes time."""
Found = dict[str, Any]


def explain(error: ValidationError, tree: Tree, model: shape.Model, file: str) -> list[Problem]:
    """Every finding of *error* as a problem, in the order of the file."""
    found = [dict(each) for each in error.errors(include_url=False)]
    reader = _Explainer(tree, model, file)
    return in_order(reader.problems(found))


def in_order(problems: Sequence[Problem]) -> list[Problem]:
    """Problems by file and line, those of one line in the order found; repeated ones once."""
    return sorted(dict.fromkeys(problems), key=lambda one: (one.file, one.line or 0, one.column or 0))


def place(tree: Tree, path: Path, what: str, file: str, of_key: bool = False, name: str = "") -> Problem:
    """A problem at the nearest written part of *path*; *name* is added to the path that is shown."""
    mark = tree.mark(path, of_key) or Mark(visible(file))
    shown = ".".join(part for part in (dotted(tree.data, path), visible(name)) if part)
    return Problem(what, shown, mark.file, mark.line, mark.column)


class _Explainer:
    """Findings of one validation, read against the tree as written and the model."""

    def __init__(self, tree: Tree, model: shape.Model, file: str) -> None:
        self.tree, self.model, self.file = tree, model, file
        self.unknown: dict[Path, None] = {}
        self.near: dict[Path, str | None] = {}

    def problems(self, found: list[Found]) -> list[Problem]:
        """Problems of all findings; alternatives that failed at one place are told as one."""
        self.unknown = dict.fromkeys(one["loc"] for one in found if one["type"] == _UNKNOWN)
        unknown = [path for path, _ in map(self._split, self.unknown) if path]
        self.near = {path: self._nearest(path) for path in unknown[:_EXPLAINED]}
        near = {(path[:-1], name) for path, name in self.near.items()}
        problems = [self._unknown(path) for path in unknown]
        values: dict[Path, list[Found]] = {}
        for one in found:
            is_missing = one["type"] == _MISSING
            path, rest = self._split(one["loc"][:-1] if is_missing else one["loc"])
            if is_missing and (path, one["loc"][-1]) not in near:
                problems.append(self._missing(path, (*rest, one["loc"][-1])))
            elif not is_missing and one["type"] != _UNKNOWN and not _only_follows(one):
                values.setdefault(path, []).append(one)
        return problems + [self._wrong_value(path, alternatives) for path, alternatives in values.items()]

    def _split(self, loc: tuple[str | int, ...]) -> tuple[Path, Path]:
        """The part of a validator's location that stands in the file, and what the model adds to it."""
        path: Path = ()
        rest: Path = ()
        data = self.tree.data
        for position, step in enumerate(loc):
            name = _sole_key_around(data, step) if not rest else ""
            if name and (*loc[:position], name) not in self.unknown:
                path, data = (*path, name), inside(data, name)
            if not rest and _holds(data, step):
                path, data = (*path, step), inside(data, step)
            elif shape.at(self.model, (*path, *rest, step)):
                rest = (*rest, step)
        return path, rest

    def _value(self, path: Path) -> Any:
        value = self.tree.data
        for step in path:
            value = inside(value, step)
        return value

    def _nearest(self, path: Path) -> str | None:
        return nearest(str(path[-1]), shape.fields(self.model, path[:-1]))

    def _unknown(self, path: Path) -> Problem:
        key, known = str(path[-1]), shape.fields(self.model, path[:-1])
        noun = f"unknown {shape.noun(self.model, path[:-1])}"
        rule = f"expected one of {listed(known, 8)}" if known else "expected no key here"
        near = self.near.get(path)
        advice = self._belongs(key) or (f" (did you mean '{visible(near)}'?)" if near else "")
        what = f"{noun}; got '{visible(key[:60])}'; {rule}{advice}"
        return place(self.tree, path, what, self.file, of_key=True)

    def _belongs(self, key: str) -> str:
        homes = list(dict.fromkeys(home or "the top level" for home in shape.homes(self.model, key)))
        return f" ('{visible(key)}' belongs to {' or '.join(homes[:3])})" if homes else ""

    def _missing(self, path: Path, rest: Path) -> Problem:
        name = str(rest[-1])
        home = (*path, *rest[:-1])
        info, meaning = shape.fields(self.model, home).get(name), shape.meaning(self.model, home, name)
        sample = shape.example(info) if info else ""
        example = f" (for example {name}: {sample})" if sample else ""
        wanted_key = f"'{visible(name)}'{': ' if meaning else ''}{meaning[:1].lower()}{meaning[1:].rstrip('.')}"
        what = f"required key missing; expected {wanted_key}{example}"
        return place(self.tree, path, what, self.file, of_key=True, name=".".join(map(str, rest)))

    def _wrong_value(self, path: Path, alternatives: list[Found]) -> Problem:
        value = self._value(path)
        ours = [one for one in alternatives if one["type"] == "value_error"]
        if ours and isinstance(value, str | int | float) and not isinstance(value, bool):
            what = self._own_message(path, ours[0]["msg"], value)
        else:
            what = self._kind_message(path, alternatives, value)
        return place(self.tree, path, what, self.file)

    def _own_message(self, path: Path, message: str, value: Any) -> str:
        text = visible(message.removeprefix("Value error, "))
        mark = self.tree.values.get(path)
        got = "" if repr(value) in message or str(value) in message else f"; got {show(value)}"
        advice = comment_hint(value, mark is not None and mark.plain)
        return f"{text}{got}{advice or self._choice_hint(path, value)}"

    def _unknown_choice(self, path: Path, value: str) -> str:
        names = shape.fields(self.model, path)
        noun, advice = shape.noun(self.model, path), did_you_mean(value, names)
        return f"unknown {noun}; got {show(value)}; expected one of {listed(names)}{advice}"

    def _choice_hint(self, path: Path, value: Any) -> str:
        names = shape.fields(self.model, path) if isinstance(value, str) and shape.is_choice(self.model, path) else {}
        return did_you_mean(value, names) if names and value not in names else ""

    def _kind_message(self, path: Path, alternatives: list[Found], value: Any) -> str:
        mark = self.tree.values.get(path)
        if isinstance(value, str) and shape.is_choice(self.model, path):
            return self._unknown_choice(path, value)
        told = [_own_sentence(one) for one in alternatives]
        if told and all(told):
            return f"{told[0]}; got {show(value)}"
        rules = dict.fromkeys(_rule(one) for one in alternatives)
        advice = next(filter(None, (_advice(one, value, mark) for one in alternatives)), "")
        wrong = "no value is written" if value is None else "this value cannot stand here"
        return f"{wrong}; got {show(value)}; expected {' or '.join(rules)}{advice}"


def _holds(data: Any, step: str | int) -> bool:
    if isinstance(data, list):
        return isinstance(step, int) and 0 <= step < len(data)
    return isinstance(data, dict) and step in data


def _only_follows(found: Found) -> bool:
    """Whether a list counts as too short only because its wrong entries were left out."""
    least = found.get("ctx", {}).get("min_length", 0)
    return found["type"] == "too_short" and bool(len(found["input"]) >= least)


def _sole_key_around(data: Any, step: str | int) -> str:
    """The only key of a mapping, where a validator took it off before it looked inside for *step*."""
    if not isinstance(data, dict) or len(data) != 1 or step in data:
        return ""
    name, inner = next(iter(data.items()))
    return str(name) if isinstance(inner, dict) and step in inner else ""


def _own_sentence(found: Found) -> str:
    """What one of our validators says, where it is a sentence by itself and not a form that was expected."""
    message = found["msg"].removeprefix("Value error, ")
    is_form = _RULE_IN_MESSAGE.search(message) or _RULE_OF_KIND.search(message)
    return "" if found["type"] != "value_error" or is_form else message


def _rule(found: Found) -> str:
    message = found["msg"].removeprefix("Value error, ")
    if found["type"] != "value_error":
        return wanted(found["type"], message, found.get("ctx", {}))
    match = _RULE_IN_MESSAGE.search(message) or _RULE_OF_KIND.search(message)
    return match[1] if match else message


def _advice(found: Found, value: Any, mark: Mark | None) -> str:
    return hint(found["type"], value, mark, found.get("ctx", {}))
