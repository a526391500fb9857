"""Designs of a clinic: checked all together, each mistake once."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.errors import ScenarioError
from sim.scenario.designs import designs, origin, refuse_unknown, takes

SUBURBAN = Path(__file__).parents[3] / "scenarios" / "suburban_clinic.yaml"


@pytest.fixture(scope="module")
def clinic():
    """The suburban clinic with seven recliners."""
    return origin(SUBURBAN, ["spaces.recliner=7"])


def test_designs_change_what_they_say_and_nothing_else(clinic):
    """Two designs over the settings of the command line; the names go along."""
    few, many = designs(clinic, {"few": ("spaces.recliner=3",), "busy": ("patients.referrals=20 per week",)})
    assert [few.variant, many.variant] == ["few", "busy"]
    assert [one.scenario.spaces["recliner"].count for one in (few, many)] == [3, 7]
    assert few.scenario.scenario == clinic.loaded.scenario.scenario
    assert few.scenario.model_copy(update={"spaces": clinic.loaded.scenario.spaces}) == clinic.loaded.scenario


def test_a_variant_can_be_the_origin():
    """``--variant`` first, ``--set`` after it."""
    found = origin(SUBURBAN, ["spaces.recliner=7"], "third nurse")
    assert found.loaded.variant == "third nurse"
    assert found.loaded.scenario.staff["nurse"].shifts[0].count == 2
    with pytest.raises(ScenarioError, match="did you mean 'third nurse'"):
        origin(SUBURBAN, [], "thrid nurse")


def test_mistakes_of_designs_are_told_once_with_a_name(clinic):
    """Two designs share a mistake, one has another; the good one does not matter."""
    wanted = {
        "none": ("spaces.recliner=-1",),
        "none, busy": ("spaces.recliner=-1", "patients.referrals=20 per week"),
        "good": (),
        "odd": ("patients.referrals=few per week",),
    }
    with pytest.raises(ScenarioError) as caught:
        designs(clinic, wanted)
    told = [str(problem) for problem in caught.value.problems]
    assert len(told) == 2
    assert told[0].startswith("--vary spaces.recliner: ")
    assert told[0].endswith("(in the design none; and in 1 more)")
    assert told[1].endswith("(in the design odd)")


def test_rules_across_fields_hold_for_designs(clinic):
    """No recliner at all: steps have no usable place, and the design is named."""
    with pytest.raises(ScenarioError, match=r"no usable place.*in the design empty"):
        designs(clinic, {"empty": ("spaces.recliner=0",)})


def test_unknown_paths_are_told_before_any_design(clinic):
    """All of them, with a near miss."""
    with pytest.raises(ScenarioError) as caught:
        refuse_unknown(clinic, ["spaces.recliner", "spaces.reclner.count", "patient.referrals"])
    told = [str(problem) for problem in caught.value.problems]
    assert len(told) == 2
    assert "did you mean 'recliner'?" in told[0]


def test_fields_say_whether_they_take_fractions(clinic):
    """Half a recliner is none, 4.5 referrals a week are; the list entry goes by its name."""
    assert not takes(clinic, "spaces.recliner=4.5")
    assert takes(clinic, "patients.referrals=4.5 per week")
    assert takes(clinic, "visits.infusion.steps.discharge.time=4.5 min")
    assert not takes(clinic, "protocols.mood.induction.window=20.5 days")
