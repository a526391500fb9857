"""Where every value was written, and the comment beside it."""

from __future__ import annotations

import pytest

from sim.scenario.load import load
from sim.scenario.origins import parameters
from sim.scenario.parse import comment

TEXT = """\
scenario: Origins
calendar: {starts: 2026-01-05, hours: {mon-fri: 08:00-17:00}}   # assumption: a working week
spaces:
  chair: 3            # source: counted
staff:
  nurse:
    shifts:           # assumption: everybody, all day
      - {days: mon-fri, hours: 08:00-17:00}
    wage: 41.38
visits:
  infusion:
    kind: infusion
    steps:
      - {step: infuse, part: infusion, time: of the protocol, in: chair}
protocols:
  mood:
    infusion: {triangular: {low: 30 min, mode: 40 min, high: 60 min}}   # source: it's said so, page 3 #2
    induction: {infusions: 6}
patients: {referrals: 3 per week}
"""


@pytest.fixture
def found(tmp_path):
    (tmp_path / "origins.yaml").write_text(TEXT, encoding="utf-8")
    given = parameters(load(tmp_path / "origins.yaml", ["spaces.chair=4", "run.length=3 weeks"]))
    return {one.path: one for one in given}


def test_written_value_has_its_line_and_its_comment(found):
    """A whole distribution is one value, in one line, with units."""
    one = found["protocols.mood.infusion"]
    assert one.value == "triangular (low 30 min, mode 40 min, high 60 min)"
    assert one.origin.endswith("origins.yaml:17")
    assert one.note == "source: it's said so, page 3 #2"


def test_comment_of_the_key_above_counts_for_what_stands_below(found):
    """Shifts have it from `shifts:`; the wage, whose key has none, has none."""
    assert found["staff.nurse.shifts.0.hours"].note == "assumption: everybody, all day"
    assert found["staff.nurse.wage"].note == ""
    assert found["staff.nurse.wage"].value == "USD 41.38 an hour"


def test_value_from_the_command_line_has_no_comment_of_the_file(found):
    """--set took the place of what the file says, and so of its source."""
    assert found["spaces.chair"][1:] == ("4", "--set", "")
    assert found["run.length"][1:] == ("3 weeks", "--set", "")


def test_default_is_called_one(found):
    """Nobody wrote it; names, and what is not there, are no values."""
    assert found["staff.nurse.overtime_premium"].origin == "default"
    assert not {"scenario", "visits.infusion.steps.infuse.step", "spaces.chair.out_of_service"} & found.keys()


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("a: 1  # one", "one"),
        ("# whole line", "whole line"),
        ("a: b#c", ""),
        ("a: 'b # c'  # d", "d"),
        ('a: "b \\" # c"  # d', "d"),
        ("a: patients' time # mine", "mine"),
        ("{a: 1, b: [2]}   #x", "x"),
        ("a: 1", ""),
    ],
)
def test_comment_begins_after_a_blank_and_outside_quotes(line, said):
    """The rules of YAML, for one line."""
    assert comment(line) == said
