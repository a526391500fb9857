"""The JSON Schema helps an editor and never marks a good file as wrong."""

import json
import re

import pytest
from toy import Clinic

from sim.scenario.editor import json_schema
from sim.scenario.reference import markdown

SCHEMA = json_schema(Clinic)


def words(value, key=None):
    """Every (key, value) pair below a schema, without the names of properties."""
    if isinstance(value, dict):
        for name, inner in value.items():
            if key not in ("properties", "$defs"):
                yield name, inner
            yield from words(inner, name if key not in ("properties", "$defs") else None)
    elif isinstance(value, list):
        for inner in value:
            yield from words(inner)


def test_nothing_that_editors_misread_remains():
    """No titles to complete, no required keys for a child file, no formats, no nulls."""
    found = list(words(SCHEMA))
    assert not {"title", "required", "format", "default", "prefixItems"} & {name for name, _ in found}
    assert ("type", "null") not in found
    json.dumps(SCHEMA)


def test_docstrings_become_descriptions_with_examples():
    """What stands under a field in the model is shown while typing."""
    assert SCHEMA["properties"]["opens"]["description"] == "When the doors open. For example 08:30, 17:00."
    assert SCHEMA["properties"]["chairs"]["description"] == "Number of chairs."


def test_a_choice_may_be_a_name_a_mapping_or_a_bare_duration():
    """All spellings that the loader takes are taken by the editor."""
    mapping, names, duration = SCHEMA["$defs"]["OneDistribution"]["anyOf"]
    assert mapping["maxProperties"] == 1
    assert mapping["properties"]["triangular"]["$ref"] == "#/$defs/Triangular"
    assert names == {"enum": ["constant", "triangular", "lognormal"]}
    assert duration["type"] == "string"
    assert len(SCHEMA["$defs"]["OneBookingRule"]["anyOf"]) == 2


def test_a_probability_may_be_a_percentage():
    """``12 %`` is good in the editor too."""
    assert [one.get("type") for one in SCHEMA["properties"]["no_show"]["anyOf"]] == ["number", "string", None]


def test_a_number_may_have_its_range_beside_it():
    """Whole numbers, fractions and durations; the description stays where the editor looks for it."""
    aside = {"$ref": "#/$defs/NumberWithItsRange"}
    chairs = SCHEMA["properties"]["chairs"]
    assert chairs["anyOf"][1] == aside
    assert chairs["description"] == "Number of chairs."
    assert SCHEMA["properties"]["no_show"]["anyOf"][-1] == aside
    pattern = SCHEMA["$defs"]["NumberWithItsRange"]["pattern"]
    for text in ("0.05 (0.03..0.10)", "40 min (35 min..55 min)", "12 per week (9..15 per week)"):
        assert re.search(pattern, text)
    assert not re.search(pattern, "0.05 (0.03-0.10)")


def test_a_file_may_extend_another():
    """``extends`` is a key although no model has it; unknown keys stay wrong."""
    assert SCHEMA["properties"]["extends"]["type"] == "string"
    assert SCHEMA["additionalProperties"] is False


@pytest.mark.parametrize(
    "row",
    [
        "| `every` | text | `15 min` | Bookable starts lie on this grid.",
        "| `target` | list of text | `[2 days, 2 days, 3 days]` |",
        "| `calendar` | see *Calendar* | required |",
        "| `diary` | see *Diary* | its own |",
        "| `slot` | see *Slot policy* | `earliest` |",
        "| `seed` | whole number | none |",
    ],
)
def test_the_page_says_what_a_field_is_if_left_out(row):
    """Durations with their units, lists, choices by name; and fields that must be written."""
    assert row in markdown()
