"""What differs between two scenarios, in words."""

from __future__ import annotations

import pytest
from small import GONE, clinic

from sim.policies.catalogue import FAMILIES
from sim.scenario.desk import decisions, duties
from sim.scenario.diff import changes, lines


def told(change: dict[str, object], base: dict[str, object] | None = None) -> list[str]:
    """The differences after some values have been replaced, one text each."""
    return [str(one) for one in changes(clinic(base), clinic({**(base or {}), **change}))]


def test_equal_scenarios_have_no_difference():
    """A default that is written out is no difference either."""
    assert told({"diary": {"every": "15 min"}}) == []
    assert list(lines([])) == ["no difference"]


@pytest.mark.parametrize(
    ("change", "line"),
    [
        ({"spaces.recliner": 5}, "spaces.recliner: 4 -> 5"),
        ({"policies": {"slot": "level_the_day"}}, "policies.slot: earliest -> level_the_day"),
        (
            {"policies": {"admission": {"cap_new_starts": {"per_week": 3}}}},
            "policies.admission: open -> cap_new_starts (per week 3, urgent exempt no)",
        ),
        ({"visits.infusion.steps.0.time": "25 min"}, "visits.infusion.steps.prepare.time: 20 min -> 25 min"),
        (
            {"visits.infusion.steps.0.time": {"exponential": {"mean": "25 min"}}},
            "visits.infusion.steps.prepare.time: 20 min -> exponential (mean 25 min, shift 0 min)",
        ),
        ({"staff.nurse.shifts.0.count": 3}, "staff.nurse.shifts.0.count: 2 -> 3"),
        ({"staff.nurse.wage": 40}, "staff.nurse.wage: USD 0 an hour -> USD 40 an hour"),
        ({"money": {"prices": {"infusion": 525}}}, "money.prices.infusion: none -> USD 525"),
        ({"run.length": "52 weeks"}, "run.length: 26 weeks -> 52 weeks"),
        ({"spaces.consult room": GONE, "spaces.lounge": 2}, "spaces.consult room: count 1 -> none"),
    ],
)
def test_each_difference_has_its_address_and_both_values_with_units(change, line):
    """Addresses as ``--set`` takes them, values in the scenario's own spelling."""
    assert line in told(change)


def test_a_parameter_of_one_choice_is_one_difference():
    """The cap goes from three to two; nothing else of the policy is told."""
    base = {"policies": {"admission": {"cap_new_starts": {"per_week": 3}}}}
    change = {"policies": {"admission": {"cap_new_starts": {"per_week": 2}}}}
    assert told(change, base) == ["policies.admission.cap_new_starts.per_week: 3 -> 2"]


def test_lines_are_grouped_by_section_in_the_order_of_the_language():
    """Spaces before policies, whatever was changed first."""
    found = changes(clinic(), clinic({"policies": {"slot": "level_the_day"}, "spaces.recliner": 5}))
    assert [line for line in lines(found) if not line.startswith(" ")] == ["Spaces", "Policies"]


def test_decisions_are_told_with_their_parameters():
    """Every policy family once, in the words of its docstring, parameters with units."""
    found = {one.family: one for one in decisions(clinic({"policies": {"late": {"send_home": {"after": "15 min"}}}}))}
    assert set(found) == set(FAMILIES) - {"maintenance plan"}
    assert found["late"].detail == " (after: 15 min)"
    assert found["late"].question == "A patient arrives late: what then?"


def test_duties_say_what_happens_at_the_desk():
    """Policies, the plan for boosters, bookable starts, lengths and spacings."""
    found = dict(duties(clinic()))
    assert found["Which free start of a day does a visit get?"] == "The earliest free start of the day."
    assert found["How much time does infusion get in the diary?"] == "120 min."
    assert "6 weeks" in found["When does a responder of mood get the next booster?"]
    assert found["Which starts may be offered?"].startswith("Every 15 min")
