"""Targets, objectives and choices as they are written."""

from __future__ import annotations

import json

import pytest
from small import CLINIC
from toy import written

from sim.errors import ScenarioError
from sim.scenario.aims import Bound, Wish, bound, choices, count, designs, wish
from sim.scenario.load import load

BASE = json.dumps(CLINIC)[:-1]
"""The small clinic on one line, left open at its end."""


def loaded(folder, text):
    """The small clinic and what is written below it."""
    return load(written(folder, f"{BASE},\n{text}\n}}"))


def mistakes(folder, text):
    """Every problem, one text each, without the folder."""
    with pytest.raises(ScenarioError) as caught:
        loaded(folder, text)
    return [str(problem).replace(f"{folder}/", "") for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("at most 10 days", Bound(True, "10 days")),
        ("at least 90 %", Bound(False, "90 %")),
        ("at most 10 days ± 0.5 days", Bound(True, "10 days", "0.5 days")),
        (" at least -300 USD+-50 ", Bound(False, "-300 USD", "50")),
    ],
)
def test_target_is_taken_apart(text, found):
    """Direction, size, tolerance."""
    assert bound(text) == found


@pytest.mark.parametrize("text", ["10 days", "at most", "under 10 days", "at most ten days", "at most 10 ± "])
def test_other_targets_are_refused(text):
    """With what was expected."""
    with pytest.raises(ValueError, match="expected 'at most 10 days'"):
        bound(text)


def test_objective_is_taken_apart():
    """Direction and the difference that does not matter."""
    assert wish("highest") == Wish(True)
    assert wish("lowest ± 200 USD") == Wish(False, "200 USD")
    with pytest.raises(ValueError, match="expected 'highest'"):
        wish("best")


def test_values_and_names_span_designs(tmp_path):
    """Lists of values by path, and names with changes below; the last choice turns fastest."""
    text = """
    "choices": {
      "spaces.recliner": [4, 5],
      "policies.admission": ["open", {"cap_new_starts": {"per_week": 3}}],
      "nurses": {"as now": {}, "third": {"staff.nurse.shifts.0.count": 3, "staff.nurse.watches": 5}}
    }"""
    found = choices(loaded(tmp_path, text).scenario.choices)
    assert count(found) == 8
    assert list(designs(found).items())[:2] == [
        ("recliner 4, admission open, nurses as now", ("spaces.recliner=4", "policies.admission=open")),
        (
            "recliner 4, admission open, nurses third",
            ("spaces.recliner=4", "policies.admission=open", "staff.nurse.shifts.0.count=3", "staff.nurse.watches=5"),
        ),
    ]
    label, settings = list(designs(found).items())[-1]
    assert label == "recliner 5, admission cap new starts per week 3, nurses third"
    assert settings[1] == 'policies.admission={"cap_new_starts": {"per_week": 3}}'


def test_settings_of_a_design_load(tmp_path):
    """What a design stands for is what --set takes."""
    text = '"choices": {"policies.admission": ["open", {"cap_new_starts": {"per_week": 3}}]}'
    file = written(tmp_path, f"{BASE},\n{text}\n}}")
    _, capped = designs(choices(load(file).scenario.choices)).values()
    assert load(file, capped).scenario.policies.admission.per_week == 3


def test_all_mistakes_are_told_at_once(tmp_path):
    """One message each, with its line."""
    text = """
    "targets": {"day.overrun.mean": "below 5 min"},
    "objective": {"money.cost.per_week": "least"},
    "choices": {"spaces.recliner": [4], "policies.slot": "earliest", "nurses": {"two": {}, "three": 3},
      "staff.nurse.watches": [3, 3]}"""
    found = mistakes(tmp_path, text)
    assert len(found) == 6
    for words in (
        "targets.day.overrun.mean: got 'below 5 min'; expected 'at most 10 days'",
        "objective.money.cost.per_week: got 'least'; expected 'highest'",
        "choices.spaces.recliner: a choice needs two alternatives or more; got a list of 1",
        "choices.policies.slot: got 'earliest'; expected a list of values, or names with changes below them",
        "choices.nurses: 'three' needs its changes below it, or {} for none; got a mapping with two, three",
        "choices.staff.nurse.watches: a value is written twice; got a list of 2",
    ):
        assert any(words in one for one in found), words
