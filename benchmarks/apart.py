"""What the event log and the metrics cost, each for itself, on the reference clinic.

The same days are simulated with the log as it is and with its rows thrown away; the difference is the log. What follows
from the finished log is timed on its own.
"""

from __future__ import annotations

import time
from statistics import median
from typing import Any
from unittest.mock import patch

from benchmarks.layout import table

HEADER = ("part", "s", "share")
TEXT = """## Event log and metrics apart

The reference clinic over {days} days in one process, imports left out; medians over {rounds} rounds that alternate.
{rows:,} rows of log.

{table}"""


def _thrown_away(row: tuple[float, ...]) -> None:
    """Take a row and forget it."""


def simulated(scenario: Any, seed: int) -> tuple[float, Any]:
    """Seconds of one replication, and its log."""
    from sim.experiment import simulate

    begin = time.process_time()
    log = simulate(scenario, seed, 0)
    return time.process_time() - begin, log


def section(days: int, rounds: int) -> str:
    """Measure and tell."""
    from benchmarks.reference_chairtime import SCENARIO
    from sim import metrics, profiles
    from sim.events import EventLog
    from sim.experiment import window_of
    from sim.scenario.load import load

    scenario = load(SCENARIO, [f"run.length={days} days"]).scenario
    window, n_rows = window_of(scenario), 0
    seconds: dict[str, list[float]] = {"model": [], "event log": [], "metrics": [], "arrays for figures": []}
    for seed in range(1, rounds + 1):
        with patch.object(EventLog, "note", property(lambda log: _thrown_away)):
            bare, _ = simulated(scenario, seed)
        whole, log = simulated(scenario, seed)
        n_rows = len(log.all())
        begin = time.process_time()
        facts = metrics.Facts(log, window)
        metrics.measure(facts)
        middle = time.process_time()
        profiles.gather(facts, -(-days // 7))
        parts = (bare, whole - bare, middle - begin, time.process_time() - middle)
        for one, spent in zip(seconds.values(), parts, strict=True):
            one.append(spent)
    middles = {part: median(spent) for part, spent in seconds.items()}
    whole = sum(middles.values())
    rows = [(part, f"{spent:.3f}", f"{100 * spent / whole:.0f} %") for part, spent in middles.items()]
    text = table(HEADER, [*rows, ("together", f"{whole:.3f}", "100 %")])
    return TEXT.format(days=days, rounds=rounds, rows=n_rows, table=text)
