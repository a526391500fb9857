"""docs/assumptions.md is complete in itself, and every number of an assumption leads to it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "assumptions.md"
ENTRIES = re.findall(
    r"^\*\*(A-\d\d) (.+?)\*\*(.+?)(?=\n\n|\Z)", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
)
NAMED = re.compile(r"(?<![\w-])A-\d\d(?!\w)")
TEXT = {".py", ".md", ".yaml", ".html", ".json"}


def named() -> dict[str, set[str]]:
    """Number -> files of the repository in which it is named."""
    found: dict[str, set[str]] = {}
    for folder in ("sim", "docs", "scenarios", "benchmarks", "README.md", "CHANGELOG.md", "CONTRIBUTING.md"):
        root = ROOT / folder
        for path in root.rglob("*") if root.is_dir() else [root]:
            if path.suffix in TEXT and path != PAGE:
                for number in NAMED.findall(path.read_text(encoding="utf-8")):
                    found.setdefault(number, set()).add(path.relative_to(ROOT).as_posix())
    return found


def test_numbers_follow_each_other():
    """A-01, A-02 and so on: a number once given is not given again."""
    assert [number for number, *_ in ENTRIES] == [f"A-{n:02d}" for n in range(1, len(ENTRIES) + 1)]


@pytest.mark.parametrize(("number", "title", "body"), ENTRIES, ids=[number for number, *_ in ENTRIES])
def test_entry_says_all_four_things(number, title, body):
    """What and why; the evidence; what it would take to relax it; what it moves."""
    assert title.endswith(".")
    parts = re.split(r"\*(Evidence|Relax|Moves):\*", body)
    assert parts[1::2] == ["Evidence", "Relax", "Moves"]
    assert all(part.strip() for part in parts)


def test_every_assumption_that_is_named_exists():
    """Wherever a number stands, the page has it."""
    known = {number for number, *_ in ENTRIES}
    assert {number: files for number, files in named().items() if number not in known} == {}
    assert named(), "decisions and the report's appendix name some"


def test_numbers_inside_the_page_exist_too():
    """What its introduction points at."""
    known = {number for number, *_ in ENTRIES}
    assert set(NAMED.findall(PAGE.read_text(encoding="utf-8"))) == known
