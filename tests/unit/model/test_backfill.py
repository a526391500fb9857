"""Who on the waiting list would take a start that has become free."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from sim.model.backfill import _Listed
from sim.model.diary import Hope, Slot
from sim.units import DAY


def _listed(day: int, hope: Hope) -> _Listed:
    """Somebody with an appointment at 10:00 of a day."""
    patient: Any = SimpleNamespace(urgency=0)
    appointment: Any = SimpleNamespace(day=day, due=day * DAY + 600, made=0.0)
    return _Listed(patient, appointment, hope, task=None)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("day", "takes"), [(3, False), (4, True), (5, True), (6, True), (7, True), (8, True), (9, False), (10, False)]
)
def test_a_freed_start_is_taken_if_it_is_nearer_to_the_day_wanted(day, takes):
    """Booked on day 9, wanted on day 6, possible from day 4 on: three days off now, so 4 to 8, never a later one."""
    assert _listed(9, Hope(4, 6)).would_take(Slot(day, 8, day * DAY + 480)) is takes


@pytest.mark.parametrize(("day", "takes"), [(3, False), (4, True)])
def test_a_freed_start_that_is_as_far_away_is_not_taken(day, takes):
    """Booked on day 7, wanted on day 5: day 3 is two days off as well, day 4 is one."""
    assert _listed(7, Hope(0, 5)).would_take(Slot(day, 8, day * DAY + 480)) is takes


@pytest.mark.parametrize(("day", "takes"), [(6, False), (7, True)])
def test_a_first_infusion_is_moved_within_its_week_only(day, takes):
    """Booked on day 10, in the second week of seven days: day 7 is in it, day 6 is not."""
    hope = Hope(0, 0, moved=lambda due: None)
    assert _listed(10, hope).would_take(Slot(day, 8, day * DAY + 480)) is takes
