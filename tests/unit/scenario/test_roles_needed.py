"""Which roles a clinic needs, whatever it needs them for."""

from __future__ import annotations

import pytest
from small import CLINIC, clinic

from sim.scenario import checks

PORTER = {"staff.porter": {"shifts": [{"days": "mon-fri", "hours": "09:00-17:00"}]}}
EFFECT = {"probability": 0.1, "hands": "porter", "time": "5 min"}
SLOT = {"stagger": {"each": "porter"}}


def told(changes) -> list[str]:
    found = clinic({**PORTER, **changes})
    assert not checks.errors(found)
    return [one.what for one in checks.warnings(found) if one.path == "staff.porter"]


def test_role_that_nothing_names_is_told():
    """A porter beside nurse and prescriber, who do all the work, where no rule counts people."""
    (what,) = told({"safety": []})
    assert what.endswith("so its shifts only cost wages")


@pytest.mark.parametrize(
    "changes",
    [
        {"visits.infusion.steps.0.hands": ["nurse", "porter"]},
        {"visits.infusion.side_effects.faint": EFFECT},
        {"safety": [*CLINIC.get("safety", []), {"on_site": "porter", "while": "infusing"}]},
        {"policies": {**CLINIC.get("policies", {}), "slot": SLOT}},
        {"staff.porter": {**PORTER["staff.porter"], "helps": ["nurse"]}},
    ],
    ids=["step", "side effect", "rule", "policy", "helps"],
)
def test_role_with_any_work_is_not(changes):
    """Hands, side effects, rules, policies, and helping a role that works."""
    assert told(changes) == []


def test_role_that_is_only_there_is_told_what_it_counts_for():
    """Two people must be in the building, and the porter is one."""
    (what,) = told({"safety": [{"people_in_building": 2}]})
    assert what.endswith("so it only counts among the people in the building")
