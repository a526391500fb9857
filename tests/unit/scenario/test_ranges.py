"""Ranges beside values: read, checked, kept, and ignored by everything else."""

from __future__ import annotations

from pathlib import Path

import pytest
from toy import loaded, mistakes

from sim.errors import ScenarioError
from sim.scenario.echo import resolved_yaml
from sim.scenario.load import load

RANGED = """\
chairs: 4 (3..6)
no_show: 0.05 (0.03..0.10)
country: 5 (3..10)
spaces: {front: {count: 2 (1..3)}}
steps: [{step: infuse, time: 40 min (35..55 min)}]
"""
PLAIN = """\
chairs: 4
no_show: 0.05
country: 5 (3..10)
spaces: {front: {count: 2}}
steps: [{step: infuse, time: 40 min}]
"""


def test_value_is_simulated_and_range_is_kept(tmp_path):
    """The scenario is the one without ranges, to the hash; free text that looks like a range stays text."""
    found, plain = loaded(tmp_path, RANGED), loaded(tmp_path, PLAIN)
    assert found.scenario == plain.scenario
    assert found.digest == plain.digest
    assert found.scenario.country == "5 (3..10)"
    assert [(one.name, str(one.low), str(one.high)) for one in found.ranges] == [
        ("chairs", "3", "6"),
        ("no_show", "0.03", "0.1"),
        ("spaces.front.count", "1", "3"),
        ("steps.infuse.time", "35 min", "55 min"),
    ]


def test_resolved_scenario_keeps_the_ranges(tmp_path):
    """Written out and read again: the same values and the same ranges, also where a short form was written."""
    first = loaded(tmp_path, RANGED)
    text = resolved_yaml(first)
    again = loaded(tmp_path, text)
    assert "value: 40 min (35 min..55 min)  # " in text
    assert again.scenario == first.scenario
    assert [(one.low, one.high) for one in again.ranges] == [(one.low, one.high) for one in first.ranges]


def test_setting_replaces_value_and_range(tmp_path):
    """``--set`` of a value leaves no range behind, and may bring one."""
    assert loaded(tmp_path, "chairs: 4 (3..6)", "chairs=5").ranges == ()
    assert loaded(tmp_path, "chairs: 4", "chairs=5 (4..6)").ranges[0].beside == "(4..6)"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("chairs: 4 (6..3)", "clinic.yaml:1:9 chairs: the range 6..3 runs backwards; expected the low end first"),
        ("chairs: 4 (5..6)", "clinic.yaml:1:9 chairs: the value 4 lies outside its range 5..6"),
        ("chairs: 4 (4..4)", "the range 4..4 has no width; expected two different ends, or no range"),
        ("chairs: 4 (3..)", "got '4 (3..)'; expected both ends of the range, such as 0.05 (0.03..0.10)"),
        ("chairs: 4 (3-6)", "got '4 (3-6)'; expected two dots between the ends: 4 (3..6)"),
        ("chairs: 4 (3.5..6)", "its range (3.5..6): this value cannot stand here; got 3.5; expected a whole number"),
        ("chairs: 4 (3 min..6)", "are not in units of one kind"),
        ("chairs: 4\nno_show: 0.5 (0.2..1.5)", "its range (0.2..1.5): 1.5 is not a probability between 0 and 1"),
    ],
)
def test_wrong_range_is_told_once_with_its_line(tmp_path, text, message):
    """What is wrong, what was found, what was expected."""
    found = mistakes(tmp_path, text)
    assert len(found) == 1
    assert message in found[0]


SUBURBAN = Path(__file__).parents[3] / "scenarios" / "suburban_clinic.yaml"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("visits.infusion.steps.discharge.time", "5 min (-1 min..9 min)"),
        ("visits.infusion.steps.turn over.time.triangular.low", "5 min (-1 min..6 min)"),
        ("attendance.infusion.cancels_with_notice.ahead.uniform.low", "1 day (-1 day..2 days)"),
        ("protocols.mood.induction.infusions.6", "0.8 (-0.1..0.9)"),
    ],
)
def test_range_that_reaches_below_zero_is_refused(field, value):
    """A duration, its least value, a notice and a share: told beside the range, before anything is drawn from it."""
    with pytest.raises(ScenarioError) as failed:
        load(SUBURBAN, (f"{field}={value}",))
    (problem,) = failed.value.problems
    assert problem.path == field
    assert problem.what.endswith("reaches below zero, which this cannot be; expected a low end of 0 or more")


def test_only_who_comes_early_may_be_below_zero():
    """Arrival minus appointment: ten minutes early to five late."""
    punctual = "attendance.infusion.punctuality=2 min (-10 min..5 min)"
    assert [str(one.low) for one in load(SUBURBAN, (punctual,)).ranges] == ["-10 min"]


def test_all_wrong_ranges_are_told_together(tmp_path):
    """A wrong range, a wrong end and an ordinary mistake: three lines."""
    assert len(mistakes(tmp_path, "chairs: 4 (6..3)\nno_show: 0.5 (0.2..0.3)\nwalk_in: maybe")) == 3
