"""``--study``: what is finished stays finished, whatever happens to the command."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from sim.experiment import replicate
from sim.places.local import Here
from sim.sampling import Demand, Sampling
from sim.scenario.load import load
from sim.study.store import Store

MANY = """\
import sys
from pathlib import Path
from sim.places.local import Here
from sim.sampling import Demand, Sampling
from sim.scenario.load import load
from sim.study.store import Store

with Sampling(Here(), Store(Path("st"))) as sample:
    sample([Demand(load("small.yaml").scenario, 100_000, 1)])
"""
TABLES = ("summary.json", "summary.csv", "replications.csv")


def kept(folder: Path) -> int:
    """Finished replications in a study's folder."""
    if not folder.is_dir():
        return 0
    with Store(folder) as store:
        return len(list(store.news()))


def started(folder: Path, *words: object, until: int) -> subprocess.Popen[str]:
    """A command in a folder, after its study has so many replications."""
    process = subprocess.Popen(
        [sys.executable, *map(str, words)],
        cwd=folder,
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # tests in the background ignore it
    )
    for _ in range(6000):
        if process.poll() is not None or kept(folder / "st") >= until:
            return process
        time.sleep(0.01)
    return process


def test_killed_study_goes_on_to_the_same_numbers(small, tmp_path, monkeypatch):
    """Kill -9 in the middle: what was finished is not run again, and all numbers are those of a run without a pause."""
    process = started(tmp_path, "-c", MANY, until=3)
    process.kill()
    process.communicate()
    done = kept(tmp_path / "st")
    assert done >= 3
    scenario, ran = load(small).scenario, []
    monkeypatch.setattr("sim.sampling.replicate", lambda *given: ran.append(given[2]) or replicate(*given))
    with Sampling(Here(), Store(tmp_path / "st")) as sample:
        (outcomes,) = sample([Demand(scenario, done + 2, 1)])
    assert ran == [done, done + 1]
    for number in (0, done - 1, done + 1):
        alone = replicate(scenario, 1, number)
        np.testing.assert_array_equal(list(outcomes[number].metrics.values()), list(alone.metrics.values()))
        for name, profile in alone.profiles.items():
            np.testing.assert_array_equal(outcomes[number].profiles[name], profile)


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("workers", [1, 2])
def test_stopped_command_given_again_writes_the_same_bytes(chairtime, small, tmp_path, number, workers):
    """Killed, terminated or interrupted: the same command goes on, to the tables of one that was never stopped."""
    words = ("run", small, "--replications", 60, "--workers", workers)
    process = started(tmp_path, "-m", "sim", *words, "--study", "st", "--out", "out", until=5)
    os.killpg(process.pid, number)
    process.communicate()
    assert process.returncode in (130, 128 + number, -number)
    assert not (tmp_path / "out").exists()
    done = kept(tmp_path / "st")
    again = chairtime(*words, "--study", "st", "--out", "out")
    assert again.returncode == 0, again.stderr
    assert re.search(rf"60 replications, {done} of them finished before", again.stderr)
    chairtime(*words, "--out", "straight")
    for name in TABLES:
        assert (tmp_path / "out" / name).read_bytes() == (tmp_path / "straight" / name).read_bytes()
    assert kept(tmp_path / "st") == 60


@pytest.mark.slow
@pytest.mark.parametrize("workers", [1, 2])
def test_interrupt_says_what_is_kept_and_how_to_go_on(small, tmp_path, workers):
    """Exit 130 at once, one line: the number, the folder and the command; no worker stays behind."""
    words = ("run", small, "--replications", 5000, "--workers", workers, "--study", "st")
    process = started(tmp_path, "-m", "sim", *words, until=5)
    began = time.monotonic()
    os.killpg(process.pid, signal.SIGINT)
    _, errors = process.communicate(timeout=20)
    took = time.monotonic() - began
    command = f"chairtime run {small} --replications 5000 --workers {workers} --study st"
    assert process.returncode == 130
    told = re.search(r"Interrupted; (\d+) finished replications are kept in st; ", errors)
    assert told, errors
    assert int(told[1]) <= kept(tmp_path / "st") <= int(told[1]) + 1  # one may be on its way when the interrupt comes
    assert errors.endswith(f"to go on from there: {command}\n")
    assert took < 10  # a second on a machine that does nothing else
    assert gone(process.pid, within=15)


MANY_OF_EACH = ("--replications", "5000")
FIRST_OF_EACH = ("--first", "900")
OTHERS = [
    ("compare", *MANY_OF_EACH),
    ("sweep", "--vary", "spaces.recliner=1..3", *MANY_OF_EACH),
    ("tornado", *MANY_OF_EACH),
    ("uncertainty", *MANY_OF_EACH),
    ("plan", *FIRST_OF_EACH),
    ("capacity", "--raise", "patients.referrals", *FIRST_OF_EACH),
]


@pytest.mark.slow
@pytest.mark.parametrize("words", OTHERS, ids=lambda words: words[0])
def test_every_other_command_can_be_interrupted(asked, tmp_path, words):
    """Exit 130 at once and what is kept; no results half-written, and no worker stays behind."""
    text = asked.read_text(encoding="utf-8").replace("1 per week}", "1 per week (1..3 per week)}")
    asked.write_text(f"{text}variants: {{two: {{staff.nurse.shifts.0.count: 2}}}}\n", encoding="utf-8")
    command, *more = words
    process = started(
        tmp_path, "-m", "sim", command, asked, *more, "--workers", 2, "--study", "st", "--out", "out", until=5
    )
    began = time.monotonic()
    os.killpg(process.pid, signal.SIGINT)
    _, errors = process.communicate(timeout=20)
    assert process.returncode == 130, errors
    assert time.monotonic() - began < 10
    assert re.search(r"Interrupted; \d+ finished replications are kept in st; ", errors)
    assert not (tmp_path / "out").exists()
    assert gone(process.pid, within=15)


def gone(group: int, within: float) -> bool:
    """Whether every process of a group has ended within so many seconds; who adopts the last one may reap it late."""
    until = time.monotonic() + within
    while time.monotonic() < until:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.1)
    return False


@pytest.mark.slow
def test_two_commands_may_share_a_folder(chairtime, small, tmp_path):
    """Side by side, with different replications wanted: both finish, and what they kept is whole."""
    words = ("-m", "sim", "run", small, "--study", "st", "--workers", 1)
    first = started(tmp_path, *words, "--replications", 40, "--out", "one", until=1)
    second = started(tmp_path, *words, "--replications", 50, "--out", "two", until=1)
    assert (first.communicate()[1], second.communicate()[1], first.returncode, second.returncode)[2:] == (0, 0)
    chairtime("run", small, "--replications", 50, "--out", "straight")
    assert (tmp_path / "two" / "summary.json").read_bytes() == (tmp_path / "straight" / "summary.json").read_bytes()
    with Store(tmp_path / "st") as store:
        assert {key[2] for key, _ in store.news()} == set(range(50))


@pytest.mark.slow
def test_compare_uses_what_run_has_finished(chairtime, small, tmp_path):
    """The base under another name, three replications of it kept: only the variant's run."""
    small.write_text(small.read_text() + "variants:\n  more chairs: {spaces: {recliner: 3}}\n")
    chairtime("run", small, "--study", "st")
    done = chairtime("compare", small, "--study", "st", "--set", "scenario=Another name")
    assert done.returncode == 0, done.stderr
    assert "6 replications, 3 of them finished before" in done.stderr
    chairtime("compare", small, "--set", "scenario=Another name", "--out", "straight")
    tables = [
        (tmp_path / name / "comparison.json").read_bytes() for name in ("results/another-name-compared", "straight")
    ]
    assert tables[0] == tables[1]


@pytest.mark.slow
def test_scenario_without_a_seed_gets_the_study_s(chairtime, small, tmp_path):
    """Drawn once, so that the same command goes on with the same people."""
    small.write_text(small.read_text().replace(", seed: 1", ""))
    for name in ("one", "two"):
        assert chairtime("run", small, "--study", "st", "--out", name).returncode == 0
    seeds = [json.loads((tmp_path / name / "run.json").read_text())["seed"] for name in ("one", "two")]
    assert seeds[0] == seeds[1] == json.loads((tmp_path / "st" / "study.json").read_text())["seed"]
    assert kept(tmp_path / "st") == 3


def test_study_that_results_would_replace_is_refused(chairtime, small, tmp_path):
    """A folder in the results' folder: exit 2, and nothing is written."""
    done = chairtime("run", small, "--out", "out", "--study", "out/st")
    assert done.returncode == 2
    assert "ERROR --study out/st would be replaced by the results in out; name a folder elsewhere" in done.stderr
    assert not (tmp_path / "out").exists()


@pytest.fixture
def small_disk(tmp_path):
    """A folder on a disk of 100 kB; only the superuser can make one."""
    folder = tmp_path / "disk"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=100k", "tmpfs", str(folder)]
    if os.name != "posix" or os.geteuid() != 0 or not shutil.which("mount"):
        pytest.skip("making a small disk needs the superuser")
    if subprocess.run(command, capture_output=True).returncode:
        pytest.skip("no disk can be made here")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


@pytest.mark.slow
def test_full_disk_keeps_what_was_finished(chairtime, small, tmp_path, small_disk):
    """Exit 1 and the reason in one line; with room again the same command goes on, to the same bytes."""
    (small_disk / "st").mkdir()
    (tmp_path / "st").symlink_to(small_disk / "st")
    words = ("run", small, "--replications", 200, "--out", "out")
    full = chairtime(*words, "--study", "st")
    assert full.returncode == 1
    last = full.stderr.splitlines()[-1]
    assert "ERROR cannot write to st: No space left on device; the same command goes on from the " in last
    done = kept(tmp_path / "st")
    assert f"the {done} finished replications that are kept there" in last
    assert done > 10
    subprocess.run(["mount", "-o", "remount,size=20m", str(small_disk)], check=True)
    again = chairtime(*words, "--study", "st")
    assert again.returncode == 0, again.stderr
    assert f"200 replications, {done} of them finished before" in again.stderr
    chairtime(*words[:-1], "straight")
    assert (tmp_path / "out" / "summary.json").read_bytes() == (tmp_path / "straight" / "summary.json").read_bytes()
