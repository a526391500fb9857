"""M/M/8 in Chairtime: an ordinary scenario file, with event log and metrics."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

SCENARIO = Path(__file__).with_name("mmc.yaml")
PER_DAY = 8.16 * 24


def run(customers: float, seed: int) -> dict[str, Any]:
    """Let about so many customers come; the imports stand inside, because their time is one of the parts."""
    begin = time.process_time()
    from sim.experiment import measured, simulate
    from sim.scenario.load import load

    imported = time.process_time()
    scenario = load(SCENARIO, [f"run.length={max(1, round(customers / PER_DAY))} days"]).scenario
    loaded = time.process_time()
    log = simulate(scenario, seed, 0)
    simulated = time.process_time()
    metrics = measured(scenario, 0, log).metrics
    seconds = {
        "import": imported - begin,
        "load": loaded - imported,
        "run": simulated - loaded,
        "metrics": time.process_time() - simulated,
    }
    visits = round(metrics["volume.throughput"] * scenario.run.length / 10080)
    return {"visits": visits, "mean_wait": metrics["queue.wait.mean"], "seconds": seconds}
