"""``--on``: a real scheduler with two workers, all on this machine."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import pytest

import sim
from sim.cli.screen import units
from sim.experiment import experiment
from sim.results import summary_json
from sim.scenario.load import load
from sim.study.store import Key, Store

pytestmark = pytest.mark.skipif(find_spec("distributed") is None, reason="the extra 'cluster' is not installed")
ROOT = Path(sim.__file__).parents[1]
PATIENCE = 120


class Workers:
    """A scheduler and its workers, each a process of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.processes = folder, dict[str, subprocess.Popen[bytes]]()

    def begin(self) -> None:
        """Start the scheduler, and wait until it has told its address."""
        self._start("scheduler", "--host", "127.0.0.1", "--port", "0", "--scheduler-file", "scheduler.json")
        self._until((self.folder / "scheduler.json").is_file, "scheduler")

    def add(self, name: str, code: Path = ROOT) -> None:
        """Start a worker with the package of a folder, and wait until the scheduler knows it."""
        words = ("--nthreads", "1", "--no-nanny", "--local-directory", name, "--scheduler-file", "scheduler.json")
        self._start("worker", *words, name=name, code=code)
        self._until(lambda: b"Registered to" in self._log(name), name)

    def _start(self, kind: str, *words: str, name: str = "scheduler", code: Path = ROOT) -> None:
        command = [sys.executable, "-m", f"distributed.cli.dask_{kind}", *words, "--no-dashboard"]
        with (self.folder / f"{name}.log").open("wb") as log:
            self.processes[name] = subprocess.Popen(
                command, cwd=self.folder, stdout=log, stderr=log, env={**os.environ, "PYTHONPATH": str(code)}
            )

    def _log(self, name: str) -> bytes:
        return (self.folder / f"{name}.log").read_bytes()

    def _until(self, ready, name: str) -> None:
        end = time.monotonic() + PATIENCE
        while not ready():
            assert time.monotonic() < end, self._log(name).decode()
            time.sleep(0.05)

    @property
    def address(self) -> str:
        """As ``--on`` wants it."""
        found = json.loads((self.folder / "scheduler.json").read_text())["address"]
        return str(found).replace("tcp://", "dask://")

    def end(self) -> None:
        """Kill whatever still runs."""
        for process in self.processes.values():
            process.kill()
            process.wait()


@contextmanager
def workers(folder: Path, *names: str) -> Iterator[Workers]:
    """A scheduler and so many workers, until the end of the statement."""
    folder.mkdir()
    found = Workers(folder)
    try:
        found.begin()
        for name in names:
            found.add(name)
        yield found
    finally:
        found.end()


def keys(folder: Path) -> list[Key]:
    """Scenario, seed and number of each finished replication in a study's folder."""
    if not folder.is_dir():
        return []
    with Store(folder) as store:
        return [key for key, _ in store.news()]


def kept(folder: Path) -> int:
    """How many they are."""
    return len(keys(folder))


def begun(folder: Path, cluster: Workers, *words: object, until: int) -> subprocess.Popen[str]:
    """A command on the cluster, after its study has so many replications."""
    command = [sys.executable, "-m", "sim", *map(str, words), "--on", cluster.address, "--study", "st"]
    process = subprocess.Popen(command, cwd=folder, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
    end = time.monotonic() + PATIENCE
    while kept(folder / "st") < until and process.poll() is None and time.monotonic() < end:
        time.sleep(0.02)
    return process


def test_cluster_gives_the_same_numbers_though_a_worker_is_killed(small, tmp_path):
    """Two workers, one killed midway: quietly the same table as in one process; nothing is lost and nothing doubled."""
    small.write_text(small.read_text().replace("replications: 3", "replications: 60"))
    with workers(tmp_path / "dask", "one", "two") as cluster:
        process = begun(tmp_path, cluster, "run", small, "--out", "there", until=5)
        cluster.processes["one"].send_signal(signal.SIGKILL)
        before = kept(tmp_path / "st")
        _, errors = process.communicate(timeout=PATIENCE)
    assert (process.returncode, 5 <= before < 60) == (0, True), errors
    assert [line.partition("; about")[0] for line in errors.splitlines()] == ["60 replications"]
    scenario = load(small).scenario
    here = json.dumps(summary_json(experiment(scenario, seed=1), units(scenario)))
    there = json.dumps(json.loads((tmp_path / "there" / "summary.json").read_text(encoding="utf-8")))
    assert there == here
    with Store(tmp_path / "st") as store:
        assert sorted(key[2] for key, _ in store.news()) == list(range(60))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("command", "more", "tables"),
    [
        ("plan", ("--set", "patients.referrals=30 per week"), ("plan.json", "replications.csv", "designs.csv")),
        (
            "capacity",
            ("--raise", "patients.referrals", "--between", "1..64 per week", "--to", "3",
             "--until", "access.unresolved at most 8 ± 0.5"),
            ("capacity.json", "replications.csv", "loads.csv"),
        ),
    ],
)  # fmt: skip
def test_search_goes_on_after_a_kill_to_the_same_answer(chairtime, asked, tmp_path, command, more, tables):
    """Two workers; one and then the command itself killed: what was finished is kept, none of it is run again.

    The same command ends with the very tables of one process that was never stopped.
    """
    close = ("--set", "run.length=4 weeks", "--set", "objective={money.margin.per_week: highest ± 1}")
    words = (command, asked, *more, *close, "--first", 10, "--most", 60)
    with workers(tmp_path / "dask", "one", "two") as cluster:
        process = begun(tmp_path, cluster, *words, "--out", "there", until=8)
        cluster.processes["one"].send_signal(signal.SIGKILL)
        process.kill()
        process.communicate(timeout=PATIENCE)
        before = keys(tmp_path / "st")
        assert process.returncode == -signal.SIGKILL
        assert not (tmp_path / "there").exists()
        again = chairtime(*words, "--out", "there", "--on", cluster.address, "--study", "st")
    assert again.returncode == 0, again.stderr
    after = keys(tmp_path / "st")
    assert set(before) < set(after)
    twice = [key for key, times in Counter(after).items() if times > 1]
    assert twice == []  # who runs a replication again keeps it again
    straight = chairtime(*words, "--workers", 1, "--out", "straight")
    assert straight.returncode == 0, straight.stderr
    for name in tables:
        assert (tmp_path / "there" / name).read_bytes() == (tmp_path / "straight" / name).read_bytes()


@pytest.mark.slow
def test_scheduler_that_goes_ends_the_command_in_words(chairtime, small, tmp_path):
    """Exit 1, the reason, what is kept and how to go on; what goes on elsewhere ends with the same bytes."""
    words = ("run", small, "--replications", 100, "--workers", 1, "--out", "out")
    with workers(tmp_path / "dask", "one") as cluster:
        process = begun(tmp_path, cluster, *words, until=10)
        cluster.processes["scheduler"].kill()
        _, errors = process.communicate(timeout=PATIENCE)
    done = kept(tmp_path / "st")
    last = errors.splitlines()[-1]
    assert process.returncode == 1
    assert last.startswith(
        f"ERROR the workers have gone in the middle of the work; {done} finished replications are kept"
    )
    assert f"100 replications, {done} of them finished before" in chairtime(*words, "--study", "st").stderr
    chairtime(*words[:-1], "straight")
    assert (tmp_path / "out" / "summary.json").read_bytes() == (tmp_path / "straight" / "summary.json").read_bytes()


@pytest.mark.slow
def test_worker_with_other_code_is_refused(chairtime, small, tmp_path):
    """One line changed in the model of a worker: exit 1 before anything runs, and what differs is said."""
    shutil.copytree(ROOT / "sim", tmp_path / "other" / "sim", ignore=shutil.ignore_patterns("__pycache__"))
    with (tmp_path / "other" / "sim" / "model" / "clinic.py").open("a") as stream:
        stream.write("# changed\n")
    with workers(tmp_path / "dask", "one") as cluster:
        cluster.add("two", code=tmp_path / "other")
        done = chairtime("run", small, "--on", cluster.address)
    assert done.returncode == 1
    assert done.stderr.startswith("ERROR the worker tcp://127.0.0.1:")
    assert "has code " in done.stderr
    assert "use the same everywhere" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert not any((tmp_path / "results").glob("*"))


@pytest.mark.slow
def test_nobody_at_the_address(chairtime, small, tmp_path):
    """Exit 1 and one line, where no scheduler answers."""
    done = chairtime("run", small, "--on", "dask://127.0.0.1:9")
    assert (done.returncode, len(done.stderr.splitlines())) == (1, 1)
    assert done.stderr.startswith("ERROR no Dask scheduler answers at dask://127.0.0.1:9; ")


def test_logs_cannot_be_asked_of_a_cluster(chairtime, small, tmp_path):
    """They are written on this machine: exit 2, one line, before anybody is asked for."""
    done = chairtime("run", small, "--on", "dask://127.0.0.1:9", "--events")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "ERROR --on event logs are written on this machine; leave out --on or --events\n"
    assert not any((tmp_path / "results").glob("*"))
