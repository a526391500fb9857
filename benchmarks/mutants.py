"""Small faults to plant in a source file, one at a time: what ``benchmarks.mutation`` samples from.

The operators are those of the usual tools (mutmut, cosmic-ray): another comparison, another sign, another
constant, a condition turned round, a statement lost. Two of theirs are left out, an argument and an assigned value
that become None: they crash at once, and would flatter the score. Only what runs inside functions is changed, not
tables, fields and defaults. Docstrings and text with blanks in it are left alone: no test of behaviour should
know them.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator
from dataclasses import dataclass

COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
ARITHMETIC: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Div,
    ast.Mod: ast.Div,
    ast.Pow: ast.Mult,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
    ast.LShift: ast.RShift,
    ast.RShift: ast.LShift,
}

Node = ast.expr | ast.stmt


@dataclass(frozen=True)
class Mutant:
    """A file with one fault."""

    file: str
    line: int
    reached: tuple[int, int]
    """First and last line of its statement, which tests must reach."""
    operator: str
    before: str
    after: str
    start: int
    end: int
    """The piece that is replaced, in bytes of the file."""

    def applied(self, source: bytes) -> bytes:
        """The source with the fault."""
        return source[: self.start] + self.after.encode() + source[self.end :]


def mutants(file: str, source: bytes) -> list[Mutant]:
    """Every mutant of one file, in order of place; a few may not compile (``compiles``)."""
    lines = [0]
    for line in source.splitlines(keepends=True):
        lines.append(lines[-1] + len(line))
    found = []
    for statement, node in _places(ast.parse(source)):
        for operator, old, new in _changes(node):
            start = lines[old.lineno - 1] + old.col_offset
            end = lines[old.end_lineno - 1] + old.end_col_offset
            after = ast.unparse(new)
            after = f"({after})" if isinstance(old, ast.expr) else after
            span = statement.lineno, _last_line(statement)
            found.append(Mutant(file, old.lineno, span, operator, source[start:end].decode(), after, start, end))
    return sorted(found, key=lambda m: (m.start, m.end, m.operator, m.after))


def _last_line(statement: ast.stmt) -> int:
    """Last line of a statement without the block below it."""
    body = getattr(statement, "body", None)
    if isinstance(body, list) and body:
        return max(statement.lineno, body[0].lineno - 1)
    return statement.end_lineno or statement.lineno


def _places(tree: ast.Module) -> Iterator[tuple[ast.stmt, Node]]:
    """Nodes inside functions that may be changed, each with its statement."""

    def walk(node: ast.AST, statement: ast.stmt | None, inside: bool) -> Iterator[tuple[ast.stmt, Node]]:
        if isinstance(node, ast.stmt):
            statement = node
            if _says_nothing(node):
                return
        if inside and statement is not None and isinstance(node, ast.expr | ast.stmt):
            yield statement, node
        for name, value in ast.iter_fields(node):
            if name in ("annotation", "returns", "decorator_list") or isinstance(node, ast.JoinedStr):
                continue
            within = inside or (isinstance(node, ast.FunctionDef) and name == "body")
            for child in value if isinstance(value, list) else [value]:
                if isinstance(child, ast.AST):
                    yield from walk(child, statement, within)

    return walk(tree, None, False)


def _says_nothing(node: ast.stmt) -> bool:
    """Docstrings, imports, and lists of names for the interpreter."""
    if isinstance(node, ast.Assign):
        return any(isinstance(name, ast.Name) and name.id in ("__slots__", "__all__") for name in node.targets)
    is_docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    return is_docstring or isinstance(node, ast.Import | ast.ImportFrom)


def _changes(node: ast.expr | ast.stmt) -> Iterator[tuple[str, Node, ast.AST]]:
    """The faults of one node: the operator's name, what is replaced, by what."""
    match node:
        case ast.Compare(ops=operators):
            for place, operator in enumerate(operators):
                changed = copy.deepcopy(node)
                changed.ops[place] = COMPARISONS[type(operator)]()
                yield "comparison", node, changed
        case ast.BinOp(op=operator) | ast.AugAssign(op=operator) if type(operator) in ARITHMETIC:
            changed = copy.deepcopy(node)
            changed.op = ARITHMETIC[type(operator)]()
            yield "arithmetic", node, changed
        case ast.BoolOp(op=operator):
            changed = copy.deepcopy(node)
            changed.op = ast.Or() if isinstance(operator, ast.And) else ast.And()
            yield "and, or", node, changed
        case ast.UnaryOp(op=ast.Not() | ast.USub(), operand=operand):
            yield "not, minus", node, operand
        case ast.Constant(value=value):
            yield from (("constant", node, ast.Constant(other)) for other in _other(value))
        case ast.IfExp(test=test) | ast.If(test=test) | ast.While(test=test):
            yield "condition", test, ast.UnaryOp(ast.Not(), test)
        case ast.Break():
            yield "break, continue", node, ast.Continue()
        case ast.Continue():
            yield "break, continue", node, ast.Break()
        case ast.Expr(value=ast.Call()):
            yield "statement lost", node, ast.Pass()
        case ast.ListComp() | ast.SetComp() | ast.GeneratorExp() | ast.DictComp():
            yield from (("filter lost", node, changed) for changed in _unfiltered(node))


def _other(value: object) -> Iterator[object]:
    """Another constant of the same type."""
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, int | float):
        yield value + 1
    elif isinstance(value, str) and value and " " not in value:
        yield f"XX{value}XX"


def _unfiltered(node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp) -> Iterator[ast.AST]:
    """The comprehension without one of its conditions."""
    for clause, generator in enumerate(node.generators):
        for place in range(len(generator.ifs)):
            changed = copy.deepcopy(node)
            del changed.generators[clause].ifs[place]
            yield changed


def compiles(source: bytes) -> bool:
    """Whether a source is Python at all."""
    try:
        compile(source, "mutant", "exec")
    except (SyntaxError, ValueError):
        return False
    return True
