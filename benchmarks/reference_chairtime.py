"""The reference clinic in Chairtime, with everything on: scenario, event log and all metrics."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

SCENARIO = Path(__file__).with_name("reference.yaml")
WEEKS_PER_YEAR = 50  # 250 days of five-day weeks


def run(years: float, seed: int) -> dict[str, Any]:
    """Simulate *years* as replication *seed* and return counts, with the seconds of each part.

    The imports stand inside, because their time is one of the parts.
    """
    begin = time.process_time()
    from sim.metrics import compute
    from sim.model.clinic import run as run_clinic
    from sim.scenario.load import load

    imported = time.process_time()
    scenario = load(SCENARIO).model_copy(update={"weeks": round(years * WEEKS_PER_YEAR)})
    loaded = time.process_time()
    log = run_clinic(scenario, seed)
    simulated = time.process_time()
    metrics = compute(log)
    computed = time.process_time()
    return {
        "visits": metrics["visits"],
        "seconds": {
            "import": imported - begin,
            "load": loaded - imported,
            "run": simulated - loaded,
            "metrics": computed - simulated,
        },
    }
