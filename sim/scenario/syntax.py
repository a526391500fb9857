"""A parser's complaint in plain words, with the line and a caret under the place."""

from __future__ import annotations

import re
from typing import Any

import yaml

from sim.errors import Problem
from sim.scenario.problems import visible

_LONGEST_LINE = 100
_OPENED = r"',' or '[\]}]'"
"""Complaint about a bracket: the place where it was opened helps more than the end of the file."""
_WORDS = (
    (r"expected (the )?node content", "a value is missing, or the text breaks off"),
    (r"mapping values are not allowed", "a ':' too many; put text that contains ': ' in quotes"),
    (_OPENED, "a bracket is not closed, or a comma is missing"),
    (r"end of stream|quoted scalar|end of document", "a quotation mark is not closed"),
    (r"cannot start any token", "text that begins with this character needs quotes"),
    (r"expected ':'", "a key without ':' (or its ':' without a space after it)"),
    (r"expected key|block end|'-' indicator|block map", "wrong indentation, or a list and a mapping mixed"),
    (r"escape", "an unknown \\ sequence; use single quotes where \\ is meant as itself"),
)  # fmt: skip


def explain(error: yaml.YAMLError, text: str, file: str) -> Problem:
    """The problem that *error* reports, in plain words and with its line quoted."""
    complaint = getattr(error, "problem", None) or getattr(error, "reason", None) or "not readable as YAML"
    mark: Any = getattr(error, "problem_mark", None)
    if re.search(_OPENED, complaint):
        mark = getattr(error, "context_mark", None) or mark
    if mark is None:
        return Problem(visible(str(complaint)), file=file)
    lines = text.split("\n")
    number = min(mark.line, len(lines) - 1)
    what = _plain_words(complaint, lines, number)
    return Problem(f"{what}\n{_quote(lines[number], mark.column)}", "", file, number + 1, mark.column + 1)


def _plain_words(complaint: str, lines: list[str], number: int) -> str:
    if re.match(r" *\t", lines[number]):
        return f"tabs are not allowed for indentation (line {number + 1}); use spaces"
    words = next((words for pattern, words in _WORDS if re.search(pattern, complaint)), visible(complaint))
    if re.match(r"\s*:", lines[number]):
        words = "a ':' without the name of a key before it"
    above = lines[number - 1] if number else ""
    if re.match(r"\s*[\w -]+:[^\s:/]", above):
        return f"{words}; is a space missing after ':' in line {number}?"
    return words


def _quote(line: str, column: int) -> str:
    start = max(0, column - _LONGEST_LINE // 2)
    before = visible(line[start:column].replace("\t", " "))
    after = visible(line[column : column + _LONGEST_LINE // 2])
    return f"    {before}{after}\n    {' ' * len(before)}^"
