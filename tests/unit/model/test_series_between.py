"""An induction between two infusions: how far the next may move up, and the number of one that is squeezed in."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from sim.model.clinic import Clinic
from sim.model.series import Series
from sim.scenario.load import load
from sim.units import DAY

CLINIC = """
scenario: Between two infusions
calendar: {starts: 2026-01-05, hours: {mon-sun: 08:00-17:00}}
spaces: {chair: 1}
visits:
  infusion: {kind: infusion, steps: [{step: infuse, part: infusion, time: of the protocol, in: chair}]}
protocols:
  mood: {infusion: 40 min, induction: {infusions: 4, spacing: {least: 2 days, target: [3 days], most: 7 days}}}
patients: {referrals: 1 per week}
run: {length: 6 weeks, seed: 1}
"""


@pytest.fixture
def series(tmp_path) -> Series:
    """Two given, the last on day 1; the others are booked for day 8 and day 14."""
    file = tmp_path / "clinic.yaml"
    file.write_text(CLINIC, encoding="utf-8")
    clinic = Clinic(load(file).scenario, 0, 1)
    found = Series(clinic, clinic.new_patient(1), 2)
    found.first_day = found.last_day = 1
    booked: Any = [SimpleNamespace(day=8), SimpleNamespace(day=14)]
    found.booked = booked
    return found


def test_next_infusion_moves_up_no_farther_than_the_one_after_it_allows(series):
    """From day 3 by the least spacing, from day 7 for day 14's sake; wanted on day 4, so on day 7; window 21 days."""
    hope = series._hope(series.booked[0])
    assert (hope.low, hope.wanted, hope.window_ends) == (7, 7, 23 * DAY)


def test_last_infusion_moves_up_as_far_as_the_least_spacing_allows(series):
    """Nothing is booked after it: from day 3 on, wanted on day 4."""
    del series.booked[1]
    hope = series._hope(series.booked[0])
    assert (hope.low, hope.wanted) == (3, 4)


def test_squeezed_in_infusion_has_the_number_that_comes_next(series):
    """Two were given, so it is the third, on the first day two days after day 1."""
    series._squeeze_in()
    assert (series.booked[0].number, series.booked[0].day, len(series.booked)) == (3, 3, 3)
