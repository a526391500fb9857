"""YAML text to a plain tree in which every key and every value knows its line.

A small loader over PyYAML's event stream. Compared with the usual loaders: keys are always
text, duplicate keys are mistakes, tags and merge keys are refused, aliases are expanded within
a bound, and all mistakes of a file are reported at once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from sim.errors import Problem, ScenarioError
from sim.scenario.address import Path, dotted
from sim.scenario.problems import show, visible
from sim.scenario.scalars import scalar
from sim.scenario.syntax import explain

DEEPEST = 30
"""Nesting allowed in a scenario [levels]."""
MOST_NODES = 100_000
"""Keys and values allowed in a scenario, with aliases written out."""
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a key or a value was written."""

    file: str
    line: int | None = None
    column: int | None = None
    plain: bool = False
    """Whether it was written without quotes."""
    note: str = field(default="", compare=False)
    """The comment at the end of its line."""

    def __str__(self) -> str:
        return self.file if self.line is None else f"{self.file}:{self.line}"


@dataclass(frozen=True)
class Tree:
    """Plain data with the origin of each key and value."""

    data: Any
    values: dict[Path, Mark] = field(default_factory=dict)
    keys: dict[Path, Mark] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    """Mistakes after which the rest could still be read."""

    def mark(self, path: Path, of_key: bool = False) -> Mark | None:
        """Origin of the value (or key) at *path*, else of its nearest ancestor that has one."""
        for length in range(len(path), -1, -1):
            found = (of_key and self.keys.get(path[:length])) or self.values.get(path[:length])
            if found:
                return found
        return None


@dataclass(slots=True)
class _Node:
    """A piece of the document as written, before aliases are expanded."""

    mark: Mark
    content: Any
    """A plain value, a list of nodes, or a dict from key text to (key mark, node)."""


class _StopReading(Exception):  # noqa: N818 - not an error of its own; the noted problems are
    """Nothing sensible can be read after this point."""


def parse(text: str, file: str = "scenario.yaml", any_value: bool = False) -> Tree:
    """Tree of a YAML document, with the mistakes that do not keep the rest from being read.

    The top level must be a mapping unless *any_value*, which command-line values need. Raises
    ScenarioError with every mistake found where the text has no readable structure.
    """
    composer = _Composer(text, visible(file))
    tree = composer.read()
    if not any_value:
        _require_mapping(tree, visible(file))
    return tree


def _require_mapping(tree: Tree, file: str) -> None:
    if isinstance(tree.data, dict):
        return
    if tree.data is None:
        raise ScenarioError(tree.problems or [Problem("the scenario is empty", file=file)])
    hint = " (a space is missing after ':')" if missing_space(tree.data) else ""
    what = f"got {show(tree.data)}; expected a mapping, 'key: value' lines, at the top level{hint}"
    mark = tree.values[()]
    raise ScenarioError([*tree.problems, Problem(what, "", mark.file, mark.line, mark.column)])


class _Composer:
    """One pass over the events to nodes, a second over the nodes to the tree."""

    def __init__(self, text: str, file: str) -> None:
        self.text, self.file = text, file
        self.comments = {number: comment(line) for number, line in enumerate(text.split("\n")) if "#" in line}
        self.notes: list[tuple[str, Mark, Path]] = []
        self.anchors: dict[str, _Node | None] = {}
        self.count = 0
        self.tree = Tree(None)

    def read(self) -> Tree:
        """Tree of the only document; raises ScenarioError where its structure cannot be read."""
        try:
            root = self._document(yaml.parse(self.text, Loader=_LOADER))
            self.count = 0
            data = self._build(root, ()) if root else None
        except yaml.YAMLError as error:
            raise ScenarioError([*self._problems(None), explain(error, self.text, self.file)]) from None
        except _StopReading:
            raise ScenarioError(self._problems(None)) from None
        return Tree(data, self.tree.values, self.tree.keys, tuple(self._problems(data)))

    def _problems(self, data: Any) -> list[Problem]:
        """The notes as problems; entries of lists go by their name where *data* is known."""
        return [Problem(what, dotted(data, path), mark.file, mark.line, mark.column) for what, mark, path in self.notes]

    def _note(self, what: str, mark: Mark, path: Path) -> None:
        self.notes.append((what, mark, path))

    def _stop(self, what: str, mark: Mark, path: Path) -> _StopReading:
        self._note(what, mark, path)
        return _StopReading()

    def _mark(self, event: yaml.Event, plain: bool = False) -> Mark:
        start: Any = event.start_mark
        return Mark(self.file, start.line + 1, start.column + 1, plain, self.comments.get(start.line, ""))

    def _document(self, events: Iterator[yaml.Event]) -> _Node | None:
        root, documents = None, 0
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise self._stop("a second document begins here; expected one", self._mark(event), ())
                root = self._node(next(events), events, ())
        return root

    def _node(self, event: Any, events: Iterator[yaml.Event], path: Path) -> _Node:
        mark = self._mark(event, plain=not getattr(event, "style", None))
        self._bound(mark, path)
        if isinstance(event, yaml.AliasEvent):
            return self._alias(event.anchor, mark, path)
        if event.tag is not None:
            self._note("tags are not allowed here; write the plain value", mark, path)
        if event.anchor is None:
            return _Node(mark, self._content(event, events, mark, path))
        self.anchors[event.anchor] = None  # open: an alias to it from inside would be endless
        node = _Node(mark, self._content(event, events, mark, path))
        self.anchors[event.anchor] = node
        return node

    def _bound(self, mark: Mark, path: Path) -> None:
        self.count += 1
        if len(path) > DEEPEST:
            raise self._stop(f"nested too deeply; expected at most {DEEPEST} levels", mark, path[:3])
        if self.count > MOST_NODES:
            what = f"more than {MOST_NODES} keys and values, aliases written out; expected fewer"
            raise self._stop(what, mark, path[:3])

    def _alias(self, name: Any, mark: Mark, path: Path) -> _Node:
        if name not in self.anchors:
            self._note(f"*{visible(name)} refers to nothing: there is no &{visible(name)} above", mark, path)
        elif self.anchors[name] is None:
            raise self._stop(f"*{visible(name)} is a self-reference: it stands inside its anchor", mark, path)
        return self.anchors.get(name) or _Node(mark, None)

    def _content(self, event: yaml.Event, events: Iterator[yaml.Event], mark: Mark, path: Path) -> Any:
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event, mark, path)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(events, path)
        return self._mapping(events, path)

    def _scalar(self, event: yaml.ScalarEvent, mark: Mark, path: Path) -> Any:
        control = _CONTROL.search(event.value)
        if control:
            self._note(f"contains the control character {visible(control[0])}; expected text", mark, path)
            return None
        try:
            return scalar(event.value) if mark.plain else event.value
        except ValueError as error:
            self._note(str(error), mark, path)
            return None

    def _sequence(self, events: Iterator[yaml.Event], path: Path) -> list[_Node]:
        nodes: list[_Node] = []
        while not isinstance(event := next(events), yaml.SequenceEndEvent):
            nodes.append(self._node(event, events, (*path, len(nodes))))
        return nodes

    def _mapping(self, events: Iterator[yaml.Event], path: Path) -> dict[str, tuple[Mark, _Node]]:
        entries: dict[str, tuple[Mark, _Node]] = {}
        while not isinstance(event := next(events), yaml.MappingEndEvent):
            mark = self._mark(event)
            key = self._key(event, events, path)
            node = self._node(next(events), events, (*path, key or "?"))
            if key is None:
                continue
            if key in entries:
                what = f"this key is written twice: in line {entries[key][0].line} and in line {mark.line}"
                self._note(what, mark, (*path, key))
            entries.setdefault(key, (mark, node))
        return entries

    def _key(self, event: yaml.Event, events: Iterator[yaml.Event], path: Path) -> str | None:
        mark = self._mark(event)
        if not isinstance(event, yaml.ScalarEvent):
            self._node(event, events, (*path, "?"))
            self._note("a list, mapping or alias stands where a key belongs; expected a name", mark, path)
            return None
        if event.tag is not None or event.anchor is not None:
            self._note("tags and anchors are not allowed on a key", mark, path)
        if event.value == "<<":
            self._note("merge keys (<<) are not supported; write the keys out, or use extends", mark, path)
        if event.value.strip() and not _CONTROL.search(event.value):
            return str(event.value)
        self._note(f"got {show(event.value)} before ':'; expected the name of a key", mark, path)
        return None

    def _build(self, node: _Node, path: Path) -> Any:
        self._bound(node.mark, path)
        self.tree.values[path] = node.mark
        if isinstance(node.content, list):
            return [self._build(entry, (*path, index)) for index, entry in enumerate(node.content)]
        if isinstance(node.content, dict):
            for key, (mark, _) in node.content.items():
                self.tree.keys[*path, key] = mark
            return {key: self._build(entry, (*path, key)) for key, (_, entry) in node.content.items()}
        return node.content


def comment(line: str) -> str:
    """The comment at the end of a line, without its mark; a mark inside quotes or inside a word begins none."""
    quote, before = "", " "
    for at, char in enumerate(line):
        if quote:
            quote = "" if char == quote and before != "\\" else quote
        elif char == "#" and before in " \t":
            return visible(line[at + 1 :].strip())
        elif char in "'\"" and before in " \t[{,:":
            quote = char
        before = char
    return ""


def missing_space(value: Any) -> bool:
    """Whether a text looks like ``chairs:5``, a key and value without the space between."""
    return isinstance(value, str) and bool(re.match(r"[A-Za-z_][\w -]*:[^\s:/]", value))
