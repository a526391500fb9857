"""What a run keeps does not grow with its length: apart from the log and a bounded store of random numbers."""

from __future__ import annotations

import gc
import tracemalloc

import pytest
from clinics import SMALL, clinic

from sim.experiment import simulate
from sim.model.clinic import Clinic

LEFT_ASIDE = [tracemalloc.Filter(False, f"*/sim/{name}.py") for name in ("events", "streams")]


def _kept(weeks: int) -> float:
    """Memory in use after so many weeks, the log and the random numbers left aside [bytes]."""
    scenario = clinic(SMALL, f"run.length={weeks} weeks", "policies.admission={cap_panel: {at_most: 60}}")
    tracemalloc.start()
    try:
        there = Clinic(scenario, 0, 1)
        there.engine.run_until(there.end)
        there.log.flush()
        gc.collect()
        taken = tracemalloc.take_snapshot().filter_traces(LEFT_ASIDE)
    finally:
        tracemalloc.stop()
    return sum(one.size for one in taken.statistics("filename"))


def test_diary_forgets_days_gone_by():
    """After ten weeks no page of a day gone by is kept, nor anybody who waited for a seat."""
    there = Clinic(clinic(SMALL, "run.length=10 weeks"), 0, 1)
    there.engine.run_until(there.end)
    assert min(there.diary._pages) >= there.end // 1440 - 1
    assert there.unseated == {}


def test_nothing_of_a_clinic_is_left_after_its_run():
    """A clinic is full of cycles; it goes at the end of its run, and does not wait until Python looks for garbage."""
    gc.collect()
    gc.disable()
    try:
        simulate(clinic(SMALL, "run.length=2 weeks"), 1, 0)
        assert [one for one in gc.get_objects() if isinstance(one, Clinic)] == []
    finally:
        gc.enable()


@pytest.mark.slow
def test_memory_is_flat_over_years():
    """Sixty in care at most: five years keep less than 1.5 times what two years keep (a few bytes for each day)."""
    assert _kept(260) < 1.5 * _kept(104)
