"""Staff in the scenario language: what may be written in several ways, and what is said of mistakes in it."""

from __future__ import annotations

import pytest
from small import clinic

from sim.errors import ScenarioError
from sim.scenario.load import load
from sim.scenario.starter import text

SEVERAL = "[{length: 15 min, between: '10:00-10:30'}, {length: 30 min, between: '11:00-14:00'}]"


@pytest.fixture
def file(tmp_path):
    """The starter scenario, which has one break written as a mapping."""
    path = tmp_path / "clinic.yaml"
    path.write_text(text(), encoding="utf-8")
    return path


def breaks(file, *settings):
    """Length and cover of the nurses' breaks [min]."""
    return [(one.length, one.cover) for one in load(file, settings).scenario.staff["nurse"].breaks]


def test_absence_is_a_probability_or_that_with_an_agency():
    """Written either way, and written back as it was."""
    plain = clinic({"staff.nurse.absent": 0.04}).staff["nurse"]
    covered = clinic({"staff.nurse.absent": {"probability": "4 %", "agency": {"probability": 0.75, "wage": 75}}})
    assert plain.absent.uncovered == 0.04
    assert covered.staff["nurse"].absent.uncovered == pytest.approx(0.01)
    assert plain.model_dump(mode="json")["absent"] == 0.04
    assert covered.model_validate_json(covered.model_dump_json(by_alias=True)) == covered


def told(file, *settings):
    """What is said of mistakes."""
    with pytest.raises(ScenarioError) as found:
        load(file, settings)
    return [f"{one.path}: {one.what}" for one in found.value.problems]


def test_role_without_breaks_has_none():
    """Nothing written, an empty list."""
    assert clinic().staff["prescriber"].breaks == ()
    assert clinic({"staff.nurse.break": []}).staff["nurse"].breaks == ()


def test_one_break_may_stand_alone_and_be_set_by_its_keys(file):
    """A mapping, one value of it changed."""
    assert breaks(file, "staff.nurse.break={length: 20 min, between: '11:00-14:00'}") == [(20, 1)]
    assert breaks(file, "staff.nurse.break={length: 20 min, between: '11:00-14:00'}", "staff.nurse.break.cover=0") == [
        (20, 0)
    ]


def test_several_breaks_are_a_list_and_set_by_their_position(file):
    """A list, the cover of the second changed."""
    assert breaks(file, f"staff.nurse.break={SEVERAL}") == [(15, 1), (30, 1)]
    assert breaks(file, f"staff.nurse.break={SEVERAL}", "staff.nurse.break.1.cover=0") == [(15, 1), (30, 0)]


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("{length: 15, between: '10:00-10:30'}", "staff.nurse.break.length: 15 has no unit"),
        ("[{length: 15, between: '10:00-10:30'}]", "staff.nurse.break.0.length: 15 has no unit"),
        ("[{length: 15 min, betwen: '10:00-10:30'}]", "staff.nurse.break.0.betwen: unknown key; got 'betwen'"),
        ("soon", "staff.nurse.break: this value cannot stand here; got 'soon'; expected a mapping"),
    ],
)
def test_mistake_in_a_break_is_told_once(file, value, message):
    """The mistake itself, and nothing of the other way to write it."""
    (found,) = told(file, f"staff.nurse.break={value}")
    assert found.startswith(message)


def test_agency_without_a_probability_of_absence_is_refused(file):
    """The probability is what makes somebody call the agency."""
    (found,) = told(file, "staff.nurse.absent={agency: {wage: 75}}")
    assert found.startswith("staff.nurse.absent.probability: required key missing")
