"""The shape of ``sim``: who imports whom, how long things may be, who may print.

The tables are the rules. A new module needs a row in ``MAY_IMPORT``; a new library, one in ``OUTSIDE``.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from fnmatch import fnmatch
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FILES = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "sim").rglob("*.py"))

FILE_CEILING = 400
FUNCTION_CEILING = 60

_BASE = {"errors", "naming", "units"}
_FACTS = _BASE | {"entities", "events", "calendars", "distributions", "streams", "theory", "stats"}
_RUN = {"scenario", "model", "intervals", "metrics", "profiles", "stats", "events"} | _BASE

MAY_IMPORT: dict[str, set[str]] = {
    # layer 0
    "errors": set(),
    "naming": set(),
    "units": set(),
    "spec": {"units"},
    # layer 1
    "entities": _BASE,
    "events": _BASE,
    "calendars": _BASE,
    "distributions": _BASE | {"spec"},
    "arrivals": _BASE | {"spec", "calendars", "distributions"},
    "streams": _BASE,
    "theory": _BASE,
    "stats": _BASE,
    "procedures": _BASE | {"stats"},
    "components": _BASE,
    "hypercube": _BASE,
    "variates": _BASE | {"stats"},
    # layer 2
    "policies": _BASE | {"spec", "entities", "calendars", "distributions"},
    # layer 3
    "scenario": _BASE | {"spec", "entities", "calendars", "distributions", "arrivals", "policies", "theory"},
    # layer 4
    "model": _FACTS | {"spec", "policies", "scenario"},
    "intervals": _BASE | {"events"},
    "metrics": _BASE | {"events", "intervals"},
    "profiles": _BASE | {"events", "intervals", "metrics"},
    # layer 5
    "eventfile": _BASE | {"events"},
    "experiment": _RUN | {"eventfile", "variates"},
    "edition": _BASE,
    "places": _BASE | {"edition"},
    "study": _BASE | {"edition", "experiment"},
    "sampling": _BASE | {"edition", "experiment", "places", "scenario", "study"},
    "precision": _BASE | {"experiment", "stats"},
    "settling": _BASE | {"experiment", "sampling", "scenario", "stats"},
    "comparison": _BASE | {"experiment", "metrics", "stats"},
    "sweep": _BASE | {"scenario", "experiment", "comparison", "metrics", "stats", "components", "hypercube"},
    "sizes": _BASE | {"scenario"},
    "targets": _BASE | {"sizes", "scenario", "experiment", "metrics", "stats", "procedures"},
    "planning": _BASE | {"experiment", "procedures", "sampling", "stats", "targets"},
    "capacity": _BASE | {"experiment", "procedures", "sampling", "stats", "targets"},
    "placing": _BASE,
    "results": _BASE | {"experiment", "comparison", "placing", "stats"},
    "verification": _BASE | {"scenario", "experiment", "places", "metrics", "theory"},
    # layer 6
    "report": _BASE
    | {"experiment", "comparison", "sweep", "components", "profiles", "metrics", "stats", "precision", "settling"}
    | {"capacity", "planning", "procedures", "targets", "verification"},
    # layer 7
    "cli": _BASE
    | {"scenario", "experiment", "places", "sampling", "study", "comparison", "results", "report", "metrics"}
    | {"policies", "stats", "precision", "settling", "sweep", "hypercube", "verification"}
    | {"capacity", "placing", "planning", "procedures", "sizes", "targets"},
    "__main__": {"cli"},
}
"""Part of ``sim`` (a module or a folder) -> the parts it may import, besides itself."""

FACE = "__init__"
"""``sim/__init__.py`` may show anything but the command line; nothing in ``sim`` imports it."""

_DESCRIBED = ("sim/spec*", "sim/distributions*", "sim/arrivals*", "sim/policies*", "sim/scenario*")
OUTSIDE: dict[str, tuple[str, ...]] = {
    "numpy": ("sim/*",),
    "scipy": (
        "sim/edition*",
        "sim/stats*",
        "sim/variates*",
        "sim/theory*",
        "sim/distributions*",
        "sim/components*",
        "sim/hypercube*",
        "sim/procedures*",
        "sim/verification*",
    ),
    "pydantic": _DESCRIBED,
    "pydantic_core": _DESCRIBED,
    "yaml": ("sim/scenario*",),
    "simpy": ("sim/model*",),
    "matplotlib": ("sim/report*",),
    "jinja2": ("sim/report/pages*",),
    "markupsafe": ("sim/report/pages*",),
    "pyarrow": ("sim/eventfile*",),
    "xlsxwriter": ("sim/results*",),
    "distributed": ("sim/places/cluster*",),
    "click": ("sim/cli*",),
    "rich": ("sim/cli*",),
}
"""Library -> the files that may import it; the standard library is free."""

LATE = {"scipy", "distributed"}
"""Slow to import or not always there, hence only inside the functions that need them."""


def part_of(file: str) -> str:
    """Part of ``sim`` that a file belongs to: its module, or its folder right under ``sim``."""
    return Path(file).parts[1].removesuffix(".py")


def imported(tree: ast.AST) -> Iterator[tuple[ast.stmt, str]]:
    """Every import with its dotted target; ``from sim import units`` counts as ``sim.units``."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = "." * node.level + (node.module or "")
            if module == "sim":
                yield from ((node, f"sim.{alias.name}") for alias in node.names)
            else:
                yield node, module


def refusal(file: str, target: str) -> str | None:
    """Why *file* may not import *target*, or None."""
    top, _, rest = target.partition(".")
    if not top:
        return "imports are absolute"
    if top == "sim":
        part, wanted = part_of(file), rest.partition(".")[0]
        wanted = wanted if wanted in MAY_IMPORT else FACE
        allowed = MAY_IMPORT.keys() - {"cli", "__main__"} if part == FACE else MAY_IMPORT[part] | {part}
        return None if wanted in allowed else f"sim/{part} may import only {sorted(allowed)}"
    if top in sys.stdlib_module_names:
        return None
    homes = OUTSIDE.get(top, ())
    return None if any(fnmatch(file, home) for home in homes) else f"{top} may be imported only in {homes}"


def refused_imports(file: str, source: str) -> list[str]:
    """Every import of a file that the tables refuse, with its line and the reason."""
    tree = ast.parse(source)
    found = [
        f"{file}:{node.lineno}: {target}: {reason}"
        for node, target in imported(tree)
        if (reason := refusal(file, target))
    ]
    inside = {id(node) for function in functions(tree) for node in ast.walk(function)}
    return found + [
        f"{file}:{node.lineno}: {target}: imported inside functions only"
        for node, target in imported(tree)
        if target.partition(".")[0] in LATE and id(node) not in inside
    ]


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function and method, nested ones too."""
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def body_length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines from the first statement after the docstring to the last."""
    body = function.body[ast.get_docstring(function, clean=False) is not None :]
    return body[-1].end_lineno - body[0].lineno + 1 if body else 0


def read(file: str) -> str:
    """Text of a file of the repository."""
    return (ROOT / file).read_text(encoding="utf-8")


@pytest.mark.parametrize("file", FILES)
def test_every_module_has_a_row_in_the_import_table(file):
    """A module or folder right under ``sim`` says what it may import before it imports anything."""
    assert part_of(file) in {*MAY_IMPORT, FACE}


def test_import_table_has_no_cycle():
    """The layers can be put in an order in which each part needs only earlier ones."""
    order = list(TopologicalSorter(MAY_IMPORT).static_order())
    assert sorted(order) == sorted(MAY_IMPORT)


@pytest.mark.parametrize("file", FILES)
def test_modules_import_only_what_their_layer_may(file):
    """No file imports a part of ``sim`` or a library that the tables refuse it."""
    assert refused_imports(file, read(file)) == []


@pytest.mark.parametrize(
    ("file", "line"),
    [
        ("sim/metrics.py", "from sim.scenario.schema import Scenario"),
        ("sim/metrics.py", "from sim import model"),
        ("sim/units.py", "import sim.spec"),
        ("sim/results.py", "from sim import Scenario"),
        ("sim/__init__.py", "from sim.cli import main"),
        ("sim/model/visit.py", "from .diary import Diary"),
        ("sim/policies/booking.py", "import simpy"),
        ("sim/report/figures.py", "import jinja2"),
        ("sim/stats.py", "import pandas"),
        ("sim/stats.py", "from scipy import stats"),
    ],
)
def test_forbidden_import_is_found(file, line):
    """One line that each rule must refuse: a wrong layer, a library out of place, an early SciPy."""
    assert len(refused_imports(file, line)) == 1


@pytest.mark.parametrize(
    ("file", "line"),
    [
        ("sim/model/visit.py", "from sim.model.diary import Diary"),
        ("sim/report/pages.py", "import jinja2"),
        ("sim/theory.py", "def erlang():\n    from scipy import special"),
        ("sim/cli.py", "import os, click"),
    ],
)
def test_permitted_import_is_left_alone(file, line):
    """The same rules let the ordinary lines pass."""
    assert refused_imports(file, line) == []


@pytest.mark.parametrize("file", FILES)
def test_files_keep_below_the_ceiling(file):
    """A file of more than 400 lines holds a second thing."""
    assert len(read(file).splitlines()) <= FILE_CEILING


@pytest.mark.parametrize("file", FILES)
def test_functions_keep_below_the_ceiling(file):
    """No function body, its docstring left out, has more than 60 lines."""
    lengths = {f.name: body_length(f) for f in functions(ast.parse(read(file)))}
    assert {name: n for name, n in lengths.items() if n > FUNCTION_CEILING} == {}


def test_docstring_does_not_count_as_body():
    """Two statements and a comment between them are three lines, whatever the docstring's length."""
    source = 'def f():\n    """One.\n\n    Two.\n    """\n    a = 1\n    # why\n    return a\n'
    assert [body_length(f) for f in functions(ast.parse(source))] == [3]


@pytest.mark.parametrize("file", [file for file in FILES if part_of(file) != "cli"])
def test_only_the_command_line_prints(file):
    """``print`` appears nowhere but in ``sim/cli``."""
    names = [node for node in ast.walk(ast.parse(read(file))) if isinstance(node, ast.Name)]
    assert [f"{file}:{name.lineno}" for name in names if name.id == "print"] == []
