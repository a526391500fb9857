"""``variants:`` in a file: named changes, checked like the file itself."""

from __future__ import annotations

import json

import pytest
from small import CLINIC
from toy import written

from sim.errors import ScenarioError
from sim.scenario.load import load, load_family

BASE = json.dumps(CLINIC)[:-1]
"""The small clinic on one line, left open at its end."""


def family(folder, variants, *settings):
    """The small clinic and what is written below ``variants:``."""
    return load_family(written(folder, f"{BASE},\n{variants}\n}}"), settings)


def mistakes(folder, variants, *settings):
    """Every problem, one text each, without the folder."""
    with pytest.raises(ScenarioError) as caught:
        family(folder, variants, *settings)
    return [str(problem).replace(f"{folder}/", "") for problem in caught.value.problems]


def test_file_without_variants_is_a_family_of_one(tmp_path):
    """Only the scenario, called by its own name."""
    (only,) = load_family(written(tmp_path, BASE + "}"))
    assert (only.variant, only.label) == ("", "Small")


def test_dotted_names_and_mappings_change_single_values(tmp_path):
    """Both spellings; what is not mentioned stays as it is, lists are entered by name."""
    text = '"variants": {"five": {"spaces.recliner": 5, "visits.infusion.steps.prepare.time": "25 min",' \
           ' "staff": {"nurse": {"watches": 3}}}}'  # fmt: skip
    base, five = family(tmp_path, text)
    assert (base.scenario.spaces["recliner"].count, five.scenario.spaces["recliner"].count) == (4, 5)
    assert five.scenario.visits["infusion"].steps[0].time.value == 25
    assert (five.scenario.staff["nurse"].watches, five.scenario.staff["nurse"].shifts[0].count) == (3, 2)


def test_variant_is_called_by_its_key(tmp_path):
    """Its label is the key; its scenario's name is the file's with the key, so that results do not collide."""
    base, five = family(tmp_path, '"variants": {"five": {"spaces.recliner": 5}}')
    assert (base.scenario.scenario, five.scenario.scenario, five.label) == ("Small", "Small, five", "five")


def test_another_choice_replaces_the_whole_choice(tmp_path):
    """As with ``extends``: nothing of the other name's parameters remains."""
    cap, panel = '{"cap_new_starts": {"per_week": 2}}', '{"cap_panel": {"at_most": 9}}'
    variants = f'"variants": {{"a": {{"policies.admission": {panel}}}}}'
    _, a = family(tmp_path, f'"policies": {{"admission": {cap}}},\n{variants}')
    assert a.scenario.policies.admission.at_most == 9


def test_settings_come_last_for_all(tmp_path):
    """``--set`` changes the base and every variant, also what a variant had changed."""
    found = family(tmp_path, '"variants": {"five": {"spaces.recliner": 5}}', "spaces.recliner=7")
    assert [one.scenario.spaces["recliner"].count for one in found] == [7, 7]


def test_load_leaves_variants_aside(tmp_path):
    """The scenario alone has the digest that it has without them."""
    with_them = load(written(tmp_path, f'{BASE},\n"variants": {{"five": {{"spaces.recliner": 5}}}}}}'))
    assert with_them.digest == load(written(tmp_path, BASE + "}")).digest


def test_every_mistake_is_told_at_once_with_its_line_and_variant(tmp_path):
    """A wrong value, an address that leads nowhere and a rule across fields, in three variants."""
    found = mistakes(tmp_path, '"variants": {\n "a": {"spaces.recliner": "many"},\n "b": {"staf.nurse.watches": 3},'
                               '\n "c": {"visits.infusion.steps.prepare.hands": "nurze"}}')  # fmt: skip
    assert [one.split(":")[1] for one in found] == ["3", "4", "5"]
    assert "variants.a.spaces.recliner" in found[0]
    assert "variants.b.staf.nurse.watches" in found[1]
    assert "did you mean 'staff'?" in found[1]
    assert "variants.c." in found[2]


def test_mistakes_of_the_base_are_told_once(tmp_path):
    """Not again for each variant."""
    text = '"policies": {"slot": "never"},\n"variants": {"a": {"spaces.recliner": 5}, "b": {}}'
    (only,) = mistakes(tmp_path, text)
    assert "variants" not in only


@pytest.mark.parametrize(
    ("variants", "what"),
    [
        ('"variants": 3', "clinic.yaml:2:13 variants: got 3; expected a name for each variant"),
        ('"variants": {}', "clinic.yaml:2:13 variants: got an empty mapping; expected a name"),
        ('"variants": {"a": 3}', "clinic.yaml:2:14 variants.a: got 3; expected its changes"),
        ('"variants": {"a": null, "b": []}', "clinic.yaml:2:14 variants.a: got nothing; expected its changes"),
    ],
)
def test_shape_of_the_list_is_checked(tmp_path, variants, what):
    """A mapping of mappings, each with a name."""
    assert mistakes(tmp_path, variants)[0].startswith(what)
