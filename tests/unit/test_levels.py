"""The loads that a search goes through."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.cli.levels import levels
from sim.errors import ScenarioError
from sim.scenario.load import load

CLINIC = load(Path(__file__).parents[1] / "report" / "clinic.yaml")


def texts(up=None, down=None, between=None, step=None):
    """As they are written into the scenario."""
    return [one.text for one in levels(CLINIC, up, down, between, step)]


def test_range_and_step_are_taken_as_given():
    """In the unit of the range, which may stand at its end only."""
    assert texts("patients.referrals", between="2..3 per week", step="0.25") == [
        "2 per week", "2.25 per week", "2.5 per week", "2.75 per week", "3 per week",
    ]  # fmt: skip


def test_unit_comes_from_the_file_where_none_is_given():
    """Four a week in the file: the range is meant per week too."""
    assert texts("patients.referrals", between="2..4", step="1 per week") == ["2 per week", "3 per week", "4 per week"]


def test_whole_numbers_go_by_ones_from_half_to_double():
    """Six recliners: three to twelve."""
    assert texts("spaces.recliner") == [str(n) for n in range(3, 13)]


def test_what_is_lowered_begins_with_the_most():
    """Targets get harder with fewer recliners."""
    assert texts(down="spaces.recliner", between="4..6") == ["6", "5", "4"]


def test_rates_get_a_round_step():
    """Two to eight a week in steps of 0.2: a fortieth is 0.15."""
    found = texts("patients.referrals")
    assert (found[0], found[1], found[-1], len(found)) == ("2 per week", "2.2 per week", "8 per week", 31)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({}, "expected one of the two"),
        ({"up": "spaces.recliner", "down": "spaces.recliner"}, "expected one of the two"),
        ({"up": "spaces.recliners"}, "did you mean 'recliner'"),
        ({"up": "spaces.hammock"}, "got nothing"),
        ({"up": "patient.referrals"}, "did you mean 'patients'"),
        ({"up": "policies.slot"}, "expected a number above zero"),
        ({"up": "spaces.recliner", "between": "6"}, "expected a range"),
        ({"up": "spaces.recliner", "between": "6..4"}, "runs backwards"),
        ({"up": "spaces.recliner", "step": "0"}, "expected a step above zero"),
        ({"up": "spaces.recliner", "step": "1 week"}, "expected a step above zero"),
        ({"up": "spaces.recliner", "between": "1..900000"}, "more than 10,000 loads"),
    ],
)
def test_what_makes_no_sense_is_refused(given, words):
    """In words that say what was expected."""
    with pytest.raises(ScenarioError, match=words):
        texts(**given)
