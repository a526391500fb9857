"""The contenders, and one run of one of them in a process of its own.

``python -m benchmarks.contenders NAME YEARS SEED`` runs a contender and prints its counts as JSON.
"""

from __future__ import annotations

import importlib
import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CONTENDERS = {
    "textbook": ("benchmarks.reference_textbook", "run"),
    "ciw": ("benchmarks.reference_ciw", "run"),
    "chairtime": ("benchmarks.reference_chairtime", "run"),
}

ROOT = Path(__file__).parents[1]


class ContenderError(Exception):
    """A contender did not finish; the text is the last line of its complaint."""


@dataclass(frozen=True)
class Measurement:
    """Cost and counts of one run, start and imports of the process included."""

    years: float
    cpu_seconds: float
    """User and system time of the whole process [s]."""
    peak_mb: float
    """Largest resident set [MB]."""
    counts: dict[str, Any]
    """What the contender returned, and ``call_seconds``, its CPU time without start and imports [s]."""

    @property
    def seconds_per_year(self) -> float:
        """CPU time of a clinic-year [s]."""
        return self.cpu_seconds / self.years

    @property
    def visits_per_year(self) -> float:
        """Volume of the clinic."""
        return self.counts["visits"] / self.years


def measure(name: str, years: float, seed: int) -> Measurement:
    """Run contender *name* in a fresh interpreter; raise ContenderError if it fails."""
    command = [sys.executable, "-m", "benchmarks.contenders", name, str(years), str(seed)]
    child = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    output = child.stdout.read()
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    last_line = (output.strip().splitlines() or [""])[-1]
    if child.returncode != 0:
        raise ContenderError(last_line)
    peak_bytes = usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    return Measurement(years, usage.ru_utime + usage.ru_stime, peak_bytes / 1e6, json.loads(last_line))


def main(name: str, years: str, seed: str) -> None:
    """Run one contender here and print its counts."""
    module, function = CONTENDERS[name]
    run = getattr(importlib.import_module(module), function)
    begin = time.process_time()
    counts = run(float(years), int(seed))
    seconds = time.process_time() - begin - counts.get("seconds", {}).get("import", 0.0)
    print(json.dumps({**counts, "call_seconds": seconds}))


if __name__ == "__main__":
    main(*sys.argv[1:])
