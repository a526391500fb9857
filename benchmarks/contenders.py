"""The contenders, and one run of one of them in a process of its own.

``python -m benchmarks.contenders NAME SIZE SEED`` runs a contender and prints its counts as JSON.
"""

from __future__ import annotations

import importlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CLINIC = {
    "textbook": "benchmarks.reference_textbook",
    "ciw": "benchmarks.reference_ciw",
    "chairtime": "benchmarks.reference_chairtime",
}
"""The reference clinic; the size of a run is in clinic-years."""
STATION = {
    "simpy": "benchmarks.mmc_simpy",
    "ciw, one node": "benchmarks.mmc_ciw",
    "salabim": "benchmarks.mmc_salabim",
    "chairtime, one station": "benchmarks.mmc_chairtime",
}
"""M/M/8; the size of a run is in customers."""
CONTENDERS = CLINIC | STATION

ROOT = Path(__file__).parents[1]


class ContenderError(Exception):
    """A contender did not finish; the text is the last line of its complaint."""


@dataclass(frozen=True)
class Measurement:
    """Cost and counts of one run, start and imports of the process included."""

    size: float
    """Clinic-years, or customers."""
    cpu_seconds: float
    """User and system time of the whole process [s]."""
    peak_mb: float
    """Largest resident set [MB]."""
    counts: dict[str, Any]
    """What the contender returned, and ``call_seconds``, its CPU time without start and imports [s]."""

    @property
    def seconds_per_year(self) -> float:
        """CPU time of a clinic-year [s]."""
        return self.cpu_seconds / self.size

    @property
    def visits_per_year(self) -> float:
        """Volume of the clinic."""
        return self.counts["visits"] / self.size


def environment() -> dict[str, str]:
    """The environment of a measured process: byte code is kept, as it is for a user.

    No threads for linear algebra, which nobody here does; the command ``chairtime`` sees to that itself.
    """
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return kept | {"OPENBLAS_NUM_THREADS": "1"}


def measure(name: str, size: float, seed: int) -> Measurement:
    """Run contender *name* in a fresh interpreter; raise ContenderError if it fails."""
    command = [sys.executable, "-m", "benchmarks.contenders", name, str(size), str(seed)]
    child = subprocess.Popen(
        command, cwd=ROOT, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    output = child.stdout.read()
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    last_line = (output.strip().splitlines() or [""])[-1]
    if child.returncode != 0:
        raise ContenderError(last_line)
    peak_bytes = usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    return Measurement(size, usage.ru_utime + usage.ru_stime, peak_bytes / 1e6, json.loads(last_line))


def available(names: Iterable[str], size: float) -> list[str]:
    """Return the contenders that run, after a short run of each, which also compiles its byte code."""
    running = []
    for name in names:
        try:
            measure(name, size, seed=0)
            running.append(name)
        except ContenderError as error:
            print(f"{name} left out: {error}")
    return running


def main(name: str, size: str, seed: str) -> None:
    """Run one contender here and print its counts."""
    run = importlib.import_module(CONTENDERS[name]).run
    begin = time.process_time()
    counts = run(float(size), int(seed))
    seconds = time.process_time() - begin - counts.get("seconds", {}).get("import", 0.0)
    print(json.dumps({**counts, "call_seconds": seconds}))


if __name__ == "__main__":
    main(*sys.argv[1:])
