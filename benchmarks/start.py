"""What it costs to start: the command line before it does anything."""

from __future__ import annotations

import os
import subprocess
import sys
from statistics import median

from benchmarks.contenders import ROOT, environment
from benchmarks.layout import table

COMMANDS = {
    "python, nothing imported": ["-c", "pass"],
    "import sim": ["-c", "import sim"],
    "chairtime --help": ["-m", "sim", "--help"],
    "chairtime validate": ["-m", "sim", "validate", "scenarios/suburban_clinic.yaml"],
    "chairtime describe": ["-m", "sim", "describe", "scenarios/suburban_clinic.yaml"],
}
HEADER = ("command", "s", "above a bare interpreter")
TEXT = """## Start-up

CPU time of whole processes with byte code in place; medians over {rounds} rounds.

{table}"""


def seconds(arguments: list[str]) -> float:
    """CPU time of one process of its own [s]."""
    child = subprocess.Popen([sys.executable, *arguments], cwd=ROOT, env=environment(), stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode != 0:
        raise RuntimeError(f"{' '.join(arguments)} ended with {child.returncode}")
    return usage.ru_utime + usage.ru_stime


def section(rounds: int) -> str:
    """Run every command in turn, round after round, after one that makes byte code."""
    spent: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for number in range(rounds + 1):
        for name, arguments in COMMANDS.items():
            took = seconds(arguments)
            if number:
                spent[name].append(took)
    middles = {name: median(found) for name, found in spent.items()}
    bare = next(iter(middles.values()))
    rows = [(name, f"{took:.3f}", f"{took - bare:.3f}") for name, took in middles.items()]
    return TEXT.format(rounds=rounds, table=table(HEADER, rows))
