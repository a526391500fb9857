"""The catalogue of policies and the pages made of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.policies import pages
from sim.policies.catalogue import FAMILIES, Parameter, lines, parameters
from sim.policies.late import FitIn
from sim.policies.maintenance import Taper
from sim.policies.questions import QUESTIONS
from sim.policies.reminders import Remind
from sim.scenario.schema import Policies

ROOT = Path(__file__).parents[3]


def test_policies_page_is_current():
    """docs/policies.md is what the classes say now."""
    assert (ROOT / "docs" / "policies.md").read_text(encoding="utf-8") == pages.catalogue() + "\n"


def test_own_policies_page_is_current():
    """docs/own_policies.md is what the code says now."""
    assert (ROOT / "docs" / "own_policies.md").read_text(encoding="utf-8") == pages.own() + "\n"


def test_page_shows_the_example_that_is_shipped():
    """The Python of the page is the file beside the scenario, its first docstring left out."""
    code = (ROOT / "scenarios" / "own_policy" / "my_rules.py").read_text(encoding="utf-8")
    assert code.partition("\n\n")[2] in pages.own()


def test_every_family_of_the_scenario_is_in_the_catalogue_and_has_a_question():
    """The fields of `policies:`, and the maintenance plan of a protocol."""
    assert set(FAMILIES) == {*Policies.model_fields, "maintenance plan"} == set(QUESTIONS)


@pytest.mark.parametrize("family", FAMILIES)
def test_every_choice_and_parameter_says_what_it_is(family):
    """A line for each choice; unit and meaning for each parameter."""
    for name, spec in FAMILIES[family][1].items():
        assert (spec.__doc__ or "").strip(), name
        assert all(one.meaning and one.unit != "see the scenario language" for one in parameters(spec)), name


def test_parameters_have_unit_and_default_as_they_would_be_written():
    """Durations, a missing value, a bare number, a list, and what must be given."""
    assert parameters(FitIn) == [
        Parameter("after", "duration", "0 min", "How late a patient may be and is seen in any case."),
        Parameter("at_most", "duration", "none", "Beyond this nobody is fitted in; no limit if left out."),
    ]
    units = {one.name: (one.unit, one.default) for one in (*parameters(Remind), *parameters(Taper))}
    assert units["no_show_factor"] == ("number", "0.77")
    assert units["cost"] == ("money", "0")
    assert units["visits"] == ("list of names", "none")
    assert units["ahead"] == ("duration", "2 days")
    assert units["gaps"] == ("list of durations or distributions", "required")


def test_catalogue_in_lines():
    """Family with question, choice with its line, parameter with unit, default and meaning."""
    told = list(lines())
    assert "late: A patient arrives late: what then?" in told
    assert "  seat_anyway: Late patients are seen all the same." in told
    assert "      after [duration, required]: How late a patient may be and still be seen." in told


def test_facts_are_read_with_their_docstrings():
    """Fields of a tuple, and methods with what they are asked."""
    facts = dict(pages.facts_of(pages.DayOffer))
    assert facts["load(start)"] == "The load of a start."
    assert dict(pages.facts_of(pages.Waiting))["arrived"] == "Check-in [min]."
