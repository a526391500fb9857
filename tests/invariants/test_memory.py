"""What a run keeps does not grow with its length, apart from the log itself."""

from __future__ import annotations

import tracemalloc

import pytest
from clinics import SMALL, clinic

from sim.model.clinic import Clinic


def _kept(weeks: int) -> float:
    """Memory in use after so many weeks, without the packed log [bytes]."""
    scenario = clinic(SMALL, f"run.length={weeks} weeks")
    tracemalloc.start()
    try:
        there = Clinic(scenario, 0, 1)
        there.engine.run_until(there.end)
        rows = there.log.all()
        packed = sum(getattr(rows, name).nbytes for name in rows.__dataclass_fields__)
        return tracemalloc.get_traced_memory()[0] - packed
    finally:
        tracemalloc.stop()


def test_diary_forgets_days_gone_by():
    """After ten weeks no page of a day gone by is kept."""
    there = Clinic(clinic(SMALL, "run.length=10 weeks"), 0, 1)
    there.engine.run_until(there.end)
    assert min(there.diary._pages) >= there.end // 1440 - 1


@pytest.mark.slow
def test_memory_is_flat_over_years():
    """Three years keep at most a tenth more than one year, the log left aside."""
    assert _kept(156) < 1.10 * _kept(52)
