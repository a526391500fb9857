"""Tasks at a place: every one once, and again only where its worker died."""

from __future__ import annotations

import os
import signal
import sys
from concurrent.futures import Future
from itertools import count
from multiprocessing import forkserver
from pathlib import Path

import pytest

from sim.errors import PlaceError, ScenarioError
from sim.places import TRIES, results
from sim.places.cluster import address_of
from sim.places.local import Here, Processes, _as_we_are, dismiss, prepare


class DiedError(Exception):
    """What a task of a worker that died raises."""


class Fragile:
    """Runs tasks backwards, and its workers die when a plan says so."""

    broken = (DiedError,)
    near = True

    def __init__(self, workers: int, dies) -> None:
        self.workers, self.dies, self.renewed, self.ran = workers, dies, 0, list[int]()

    def begin(self, tasks: int) -> int:
        """As many workers as it was made with."""
        return self.workers

    def submit(self, function, *arguments) -> Future:
        """Run the task now, unless its worker dies."""
        future: Future = Future()
        if self.dies(arguments[0]):
            future.set_exception(DiedError())
        else:
            self.ran.append(arguments[0])
            future.set_result(function(*arguments))
        return future

    def renew(self) -> None:
        """Count how often."""
        self.renewed += 1


def double(number: int) -> int:
    return 2 * number


def test_each_task_gives_its_own_result():
    """Ten tasks here: in order, with their arguments."""
    assert list(results(Here(), double, [(n,) for n in range(10)])) == [((n,), 2 * n) for n in range(10)]


def test_tasks_of_a_worker_that_died_are_run_again_and_no_others():
    """The third task dies once: it runs after the workers are renewed, and every task has run once in the end."""
    deaths = count()
    place = Fragile(2, lambda number: number == 3 and next(deaths) == 0)
    found = dict(results(place, double, [(n,) for n in range(9)]))
    assert found == {(n,): 2 * n for n in range(9)}
    assert (sorted(place.ran), place.renewed) == (list(range(9)), 1)


def test_task_that_kills_every_worker_is_given_up():
    """After so many deaths an error; what was finished had been handed over."""
    found = results(Fragile(1, lambda number: number == 3), double, [(n,) for n in range(9)])
    assert [next(found) for _ in range(3)] == [((n,), 2 * n) for n in range(3)]
    with pytest.raises(PlaceError, match=f"died {TRIES} times"):
        next(found)


def test_many_deaths_of_different_tasks_are_no_reason_to_give_up():
    """Each of twenty tasks loses its worker twice, one after the other."""
    deaths = dict.fromkeys(range(20), 0)

    def dies(number: int) -> bool:
        deaths[number] += 1
        return deaths[number] < TRIES

    assert len(list(results(Fragile(1, dies), double, [(n,) for n in range(20)]))) == 20


def test_what_a_task_raises_is_raised():
    """A failure of the task itself is not tried again."""
    place = Fragile(1, lambda number: False)
    with pytest.raises(ZeroDivisionError):
        list(results(place, lambda number: 1 // number, [(1,), (0,)]))
    assert place.renewed == 0


def dies_once(number: int, mark: Path) -> int:
    """Twice the number; the first time that 3 is asked for, the process that works on it is killed."""
    if number == 3 and not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return 2 * number


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system cannot kill a process so")
def test_killed_worker_of_this_machine_is_replaced(tmp_path):
    """Two real processes, one killed: every result is there."""
    place = Processes(2)
    found = dict(results(place, dies_once, [(n, tmp_path / "mark") for n in range(8)]))
    place.close()
    assert (tmp_path / "mark").exists()
    assert sorted(found.values()) == [2 * n for n in range(8)]


def test_one_task_alone_makes_no_process():
    """Neither does one worker."""
    for workers, tasks in ((4, 1), (1, 100)):
        place = Processes(workers)
        assert place.begin(tasks) == 1
        assert place.submit(double, 4).result() == 8
        assert place._pool is None


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("dask://localhost:8786", "tcp://localhost:8786"),
        ("tcp://10.0.0.1:8786/", "tcp://10.0.0.1:8786"),
        ("tls://scheduler.example.org:8786", "tls://scheduler.example.org:8786"),
        ("dask://[::1]:8786", "tcp://[::1]:8786"),
    ],
)
def test_address_of_a_scheduler(text, address):
    """Ours and Dask's own ways to write it."""
    assert address_of(text) == address


@pytest.mark.parametrize("text", ["localhost", "localhost:8786", "http://localhost:8786", "dask://localhost", ""])
def test_wrong_address_is_a_mistake_of_the_command(text):
    """The message shows a right one."""
    with pytest.raises(ScenarioError, match="--on got .*; expected the address of a Dask scheduler, such as dask://"):
        address_of(text)


@pytest.mark.skipif(sys.platform != "linux", reason="workers come out of a server only there")
def test_workers_come_without_the_server_when_it_has_died():
    """The server is killed before the first worker is born: all four tasks are done, by other processes."""
    place = Processes(2)
    place.begin(4)
    prepare()
    os.kill(forkserver._forkserver._forkserver_pid, signal.SIGKILL)
    try:
        done = list(results(place, process_of, [(n,) for n in range(4)]))
    finally:
        place.close()
    assert sorted(number for (number,), _ in done) == [0, 1, 2, 3]
    assert os.getpid() not in {process for _, process in done}


def process_of(number: int) -> int:
    return os.getpid()


@pytest.mark.skipif(sys.platform != "linux", reason="workers come out of a server only there")
def test_dismissed_server_has_gone_and_another_one_comes_when_it_is_needed():
    """Ended while it loads; then two tasks are done by workers all the same."""
    prepare()
    before = forkserver._forkserver._forkserver_pid
    dismiss()
    assert not Path(f"/proc/{before}").exists()
    dismiss()  # there is none: nothing happens
    place = Processes(2)
    place.begin(2)
    try:
        assert place.submit(process_of, 0).result() != os.getpid()
    finally:
        place.close()


@pytest.mark.parametrize("before", [None, "1"])
def test_surroundings_are_as_they_were_after_a_process_was_begun(monkeypatch, before):
    """Only meanwhile does the path begin with the code that runs, and the folder of the caller count for nothing."""
    for name in ("PYTHONSAFEPATH", "PYTHONPATH"):
        monkeypatch.delenv(name, raising=False)
        if before is not None:
            monkeypatch.setenv(name, before)
    with _as_we_are():
        assert os.environ["PYTHONSAFEPATH"] == "1"
        assert os.environ["PYTHONPATH"].split(os.pathsep)[0] == str(Path(__file__).parents[2])
    assert [os.environ.get(name) for name in ("PYTHONSAFEPATH", "PYTHONPATH")] == [before, before]
