"""Every shipped scenario loads, says what it shows, and owes nobody a source."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from sim.scenario.editor import json_schema
from sim.scenario.load import load
from sim.scenario.schema import Scenario

FOLDER = Path(__file__).parents[1] / "scenarios"
CLINICS = sorted([*FOLDER.glob("*.yaml"), *FOLDER.glob("studies/*/*.yaml")])
SOURCED = re.compile(r"#.*\b(source|assumption|as above|fitted)", re.IGNORECASE)
EXEMPT = ("scenario", "question", "shows", "calendar", "policies", "diary", "run", "money.currency")
"""Names, dates and decisions are nobody's measurement."""


@pytest.mark.parametrize("path", sorted(FOLDER.rglob("*.yaml")), ids=lambda path: path.stem)
def test_shipped_scenario_has_no_mistakes(path):
    """It loads, and the same name is used by no other."""
    assert load(path, allow_code=True).scenario.scenario


def test_names_are_unique():
    """Two scenarios of one name would write to one folder."""
    names = [load(path, allow_code=True).scenario.scenario for path in FOLDER.rglob("*.yaml")]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("path", CLINICS, ids=lambda path: path.stem)
def test_clinic_asks_and_says_something(path):
    """A question for the manager and a sentence on what the scenario shows."""
    scenario = load(path).scenario
    assert scenario.question.endswith("?")
    assert scenario.shows.endswith(".")


@pytest.mark.parametrize("path", CLINICS, ids=lambda path: path.stem)
def test_every_number_is_sourced_or_called_an_assumption(path):
    """The line, or the key it stands under, says where a number comes from."""
    assert unsourced(path.read_text(encoding="utf-8")) == []


def unsourced(text: str) -> list[str]:
    """Lines with a number for which neither they nor a key above them give a source."""
    found: list[str] = []
    above: list[tuple[int, bool]] = []
    section = ""
    for line in text.splitlines():
        code = line.split(" #")[0].rstrip()
        if not code or code.lstrip().startswith("#"):
            continue
        indent = len(code) - len(code.lstrip())
        above = [entry for entry in above if entry[0] < indent]
        section = code.split(":")[0] if indent == 0 else section
        sourced = bool(SOURCED.search(line)) or any(known for _, known in above)
        above.append((indent, sourced))
        if re.search(r"(?<![\w-])\d", code) and not sourced and section not in EXEMPT:
            found.append(line)
    return found


def test_a_number_without_a_source_is_found():
    """The check itself: the second line owes its source, the first has one."""
    assert unsourced("spaces:\n  recliner: 6  # assumption\n  room: 2") == ["  room: 2"]


def test_published_schema_is_the_present_one():
    """scenarios/chairtime.schema.json is what `chairtime schema` prints."""
    published = json.loads((FOLDER / "chairtime.schema.json").read_text(encoding="utf-8"))
    assert published == json_schema(Scenario)
