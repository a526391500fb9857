"""The reference clinic in Chairtime, with everything on: scenario, event log, metrics and the arrays for figures."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

SCENARIO = Path(__file__).with_name("reference.yaml")
DAYS_PER_YEAR = 250


def run(years: float, seed: int) -> dict[str, Any]:
    """Simulate *years* as replication *seed* and return counts, with the seconds of each part.

    The imports stand inside, because their time is one of the parts.
    """
    begin = time.process_time()
    from sim.experiment import measured, simulate
    from sim.scenario.load import load

    imported = time.process_time()
    scenario = load(SCENARIO, [f"run.length={round(years * DAYS_PER_YEAR)} days"]).scenario
    loaded = time.process_time()
    log = simulate(scenario, 1, seed)
    simulated = time.process_time()
    outcome = measured(scenario, seed, log)
    computed = time.process_time()
    return {
        "visits": round(outcome.metrics["volume.throughput"] * years * DAYS_PER_YEAR / 7),
        "seconds": {
            "import": imported - begin,
            "load": loaded - imported,
            "run": simulated - loaded,
            "metrics": computed - simulated,
        },
    }
