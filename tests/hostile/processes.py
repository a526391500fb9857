"""The command as a process of its own, in circumstances that it did not choose."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

CLINIC = Path(__file__).with_name("clinic.yaml").read_text(encoding="utf-8")
ROOT = Path(__file__).parents[2]
TABLES = ("summary.json", "summary.csv", "replications.csv")
PATIENCE = 240
"""Longest wait for anything, on a computer that is busy with other things [s]."""


def command(*words: object) -> list[str]:
    """The command line."""
    return [sys.executable, "-m", "sim", *map(str, words)]


def environment(**changes: str | None) -> dict[str, str]:
    """The tests' own, with this tree in the path and some variables set, or taken away by None."""
    found = {**os.environ, "PYTHONPATH": str(ROOT), **changes}
    return {name: value for name, value in found.items() if value is not None}


def called(folder: Path, *words: object, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """Call the command in a folder and wait for it."""
    return subprocess.run(
        command(*words), cwd=folder, env=env or environment(), capture_output=True, text=True, timeout=PATIENCE,
        encoding="utf-8",
    )  # fmt: skip


def in_shell(folder: Path, text: str, **changes: str | None) -> subprocess.CompletedProcess[str]:
    """Call the command through a shell; ``chairtime`` stands for it."""
    script = text.replace("chairtime", " ".join(command()))
    return subprocess.run(["sh", "-c", script], cwd=folder, env=environment(**changes), capture_output=True, text=True,
                          timeout=PATIENCE)  # fmt: skip


def started(folder: Path, *words: object) -> subprocess.Popen[str]:
    """The command in a process group of its own that hears interrupts."""
    return subprocess.Popen(
        command(*words), cwd=folder, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        start_new_session=True, preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )  # fmt: skip


def wait_until(holds: Callable[[], Any]) -> Any:
    """What *holds* says as soon as it is true; AssertionError if it never is."""
    ends = time.monotonic() + PATIENCE
    while time.monotonic() < ends:
        if found := holds():
            return found
        time.sleep(0.05)
    raise AssertionError("waited in vain")


def members(group: int) -> list[int]:
    """Living processes of a process group, zombies left out."""
    found = subprocess.run(["ps", "-eo", "pid=,pgid=,stat="], capture_output=True, text=True, check=True).stdout
    rows = [line.split() for line in found.splitlines()]
    return [int(pid) for pid, pgid, stat in rows if int(pgid) == group and not stat.startswith("Z")]


def workers(group: int) -> list[int]:
    """Members of a group that simulate: born of the server of multiprocessing, or spawned where there is none."""
    servers = [pid for pid in members(group) if "multiprocessing.forkserver" in told(pid) and parent_of(pid) == group]
    born = [pid for pid in members(group) if parent_of(pid) in servers]
    return born or [pid for pid in members(group) if "spawn_main" in told(pid)]


def told(pid: int) -> str:
    """The command line of a process; empty if it has gone."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().decode()
    except OSError:
        return ""


def parent_of(pid: int) -> int | None:
    """Who began a process; None if it has gone."""
    try:
        return int(Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[1])
    except OSError:
        return None


def same_tables(one: Path, other: Path) -> bool:
    """Whether two studies have the same numbers to the last byte."""
    return all((one / name).read_bytes() == (other / name).read_bytes() for name in TABLES)
