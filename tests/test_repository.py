"""The repository itself: citable, and free of any one machine's paths."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[1]
PUBLISHED = ("sim", "docs", "scenarios", "README.md", "uv.lock")
TEXT = {".py", ".md", ".yaml", ".json", ".csv", ".lock", ".html", ".css", ".j2", ".svg", ".txt"}
MACHINE_PATH = re.compile(r"(?<![\w.~-])/(?:work|root|tmp)/")


def published_texts() -> list[Path]:
    """Text files that a reader of the repository meets."""
    roots = [ROOT / name for name in PUBLISHED]
    found = [path for root in roots for path in (root.rglob("*") if root.is_dir() else [root])]
    return [path for path in found if path.suffix in TEXT]


def test_citation_has_the_four_required_keys():
    """CFF 1.2.0 demands these four; with them anyone can cite the program."""
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert {"cff-version", "message", "title", "authors"} <= citation.keys()
    assert citation["cff-version"] == "1.2.0"
    assert citation["authors"]


def test_published_files_name_no_machine_path():
    """No file tells where somebody's checkout or scratch folder lay."""
    texts = published_texts()
    assert ROOT / "README.md" in texts
    found = [path for path in texts if MACHINE_PATH.search(path.read_text(encoding="utf-8"))]
    assert found == []
