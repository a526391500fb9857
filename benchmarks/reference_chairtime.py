"""The reference clinic in Chairtime, with everything on: scenario, event log, metrics and the arrays for figures."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

SCENARIO = Path(__file__).with_name("reference.yaml")
DAYS_PER_YEAR = 250


def run(years: float, seed: int) -> dict[str, Any]:
    """Simulate *years* as replications of at most a year each, and return counts with the seconds of each part.

    The imports stand inside, because their time is one of the parts.
    """
    begin = time.process_time()
    from sim.experiment import measured, simulate
    from sim.scenario.load import load

    seconds = {"import": time.process_time() - begin, "load": 0.0, "run": 0.0, "metrics": 0.0}
    visits = 0.0
    for replication in range(max(1, round(years))):
        length = min(1.0, years - replication)
        begin = time.process_time()
        if replication == 0:
            scenario = load(SCENARIO, [f"run.length={max(1, round(length * DAYS_PER_YEAR))} days"]).scenario
        loaded = time.process_time()
        log = simulate(scenario, seed, replication)
        simulated = time.process_time()
        outcome = measured(scenario, replication, log)
        computed = time.process_time()
        visits += outcome.metrics["volume.throughput"] * length * DAYS_PER_YEAR / 7
        seconds["load"] += loaded - begin
        seconds["run"] += simulated - loaded
        seconds["metrics"] += computed - simulated
    return {"visits": round(visits), "seconds": seconds}
