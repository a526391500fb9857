"""What becomes of a booking: probabilities as they are asked when it is made."""

from __future__ import annotations

from math import e

import pytest

from sim.model.clinic import Clinic
from sim.scenario.load import load
from sim.units import DAY

CLINIC = """
scenario: Patients who forget
calendar: {starts: 2026-01-05, hours: {mon-sun: 08:00-17:00}}
spaces: {chair: 1}
visits:
  infusion: {kind: infusion, steps: [{step: infuse, part: infusion, time: of the protocol, in: chair}]}
protocols: {mood: {infusion: 40 min, induction: {infusions: 1}}}
patients: {referrals: 1 per week}
attendance:
  infusion:
    no_show: {grows_with_lead_time: {floor: 0.1, ceiling: 0.5, scale: 20 days}}
    cancels_same_day: 0.2
run: {length: 1 week, seed: 1}
"""


@pytest.mark.parametrize(("lead_days", "no_show"), [(0, 0.1), (20, 0.1 + 0.4 * (1 - 1 / e)), (2000, 0.5)])
def test_no_shows_grow_with_the_lead_time(tmp_path, lead_days, no_show):
    """From the floor to the ceiling, 63 % of the way after the scale; who cancels on the day cannot stay away too."""
    file = tmp_path / "clinic.yaml"
    file.write_text(CLINIC, encoding="utf-8")
    habits = Clinic(load(file).scenario, 0, 1).habits[0]
    due = 3000 * DAY
    assert habits.risk(due - lead_days * DAY, due) == pytest.approx(0.2 + 0.8 * no_show)
