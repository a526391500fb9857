"""On one machine: in this process, or in processes beside it."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from multiprocessing import resource_tracker
from multiprocessing.context import BaseContext
from pathlib import Path
from threading import Thread, current_thread, main_thread
from typing import Any

LIBRARIES = ("sim.cli", "sim.sampling", "sim.report.figures", "scipy.special")
"""What workers need for their tasks, loaded once for all of them."""


class Here:
    """In this process, one task after the other."""

    broken: tuple[type[BaseException], ...] = ()
    near = True

    def begin(self, tasks: int) -> int:
        """Nobody but this process."""
        return 1

    def submit(self, function: Callable[..., Any], *arguments: Any) -> Future[Any]:
        """Run the task now; what it raises is raised."""
        future: Future[Any] = Future()
        future.set_result(function(*arguments))
        return future

    def renew(self) -> None:
        """Nothing can have died."""

    def close(self) -> None:
        """Nothing to let go."""

    def stop(self) -> None:
        """Nothing to end."""


class Processes:
    """In processes of their own, which live until the place is closed; a task that is alone runs in this process."""

    broken: tuple[type[BaseException], ...] = (BrokenProcessPool,)
    near = True

    def __init__(self, workers: int) -> None:
        self._workers = workers
        self._pool: ProcessPoolExecutor | None = None
        self._here: Here | None = None
        self._alone = False  # whether workers are born without the server

    def begin(self, tasks: int) -> int:
        """As many as were asked for, if there is work for more than one."""
        self._here = Here() if (tasks <= 1 and self._pool is None) or self._workers <= 1 else None
        return 1 if self._here else self._workers

    def submit(self, function: Callable[..., Any], *arguments: Any) -> Future[Any]:
        """Have the task run by a worker, which is born when it is first needed."""
        if self._here:
            return self._here.submit(function, *arguments)
        with _deaf_to_interrupts():  # workers are born with it, and so are silent while they still import
            try:
                if self._pool is None:
                    birth = _apart() if self._alone else _birth()
                    self._pool = ProcessPoolExecutor(self._workers, birth, _begin_work, (_surroundings(),))
                return self._pool.submit(function, *arguments)
            except (EOFError, OSError) as error:
                self._alone = True  # the server has died, perhaps of a library: from now on every worker loads its own
                raise BrokenProcessPool("no worker could be born") from error

    def renew(self) -> None:
        """New workers for those of a pool of which one died, which can no longer be used."""
        self.stop()

    def close(self) -> None:
        """Let the workers end, now that there is nothing left for them."""
        if self._pool is not None:
            self._pool.shutdown()
            self._pool = None

    def stop(self) -> None:
        """End the workers at once."""
        if self._pool is not None:
            for worker in list((self._pool._processes or {}).values()):
                worker.terminate()
            # Waited for, because a thread of the pool that still closes its pipes when Python ends makes it complain.
            self._pool.shutdown(cancel_futures=True)
            self._pool = None


def prepare() -> None:
    """Have the libraries of workers loaded beside this process, where somebody is about to need workers."""
    with _deaf_to_interrupts():
        _birth()


def dismiss() -> None:
    """End the server at once, also while it loads: whoever reads our output would wait for its end."""
    server = getattr(sys.modules.get("multiprocessing.forkserver"), "_forkserver", None)
    number = getattr(server, "_forkserver_pid", None)
    if server is not None and number is not None:
        with suppress(OSError):
            os.kill(number, signal.SIGTERM)
            server._stop()


def _birth() -> BaseContext:
    """How workers come into being: out of a server that has loaded their libraries, which starts if it does not run.

    On Linux, as Python itself has it from 3.14 on; elsewhere every worker loads its own.
    """
    if sys.platform != "linux":
        return _apart()
    from multiprocessing import forkserver

    forkserver.set_forkserver_preload(list(LIBRARIES))
    try:
        with _as_we_are():
            forkserver.ensure_running()
    except OSError:  # nowhere to put its socket: the name of the temporary folder is too long, for instance
        return _apart()
    return multiprocessing.get_context("forkserver")


def _apart() -> BaseContext:
    """Workers that load their libraries each for itself."""
    return multiprocessing.get_context("spawn")


@contextmanager
def _as_we_are() -> Iterator[None]:
    """A process that begins meanwhile loads the code that we are, and nothing from the folder we were called in."""
    before = _surroundings()
    ours = str(Path(__file__).parents[2])
    os.environ |= {
        "PYTHONSAFEPATH": "1",
        "PYTHONPATH": os.pathsep.join(filter(None, (ours, before["PYTHONPATH"]))),
    }
    try:
        yield
    finally:
        _surround(before)


def _surroundings() -> dict[str, str | None]:
    """What the environment says of where libraries are looked for."""
    return {name: os.environ.get(name) for name in ("PYTHONSAFEPATH", "PYTHONPATH")}


def _surround(surroundings: dict[str, str | None]) -> None:
    for name, value in surroundings.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value


@contextmanager
def _deaf_to_interrupts() -> Iterator[None]:
    """Put Ctrl-C off for a moment; processes born meanwhile never hear it, where the system can do that."""
    if current_thread() is not main_thread():  # interrupts go to the main thread
        yield
        return
    heard: list[int] = []
    handler = signal.signal(signal.SIGINT, lambda number, frame: heard.append(number))
    if hasattr(signal, "pthread_sigmask"):  # children inherit what is masked
        with _as_we_are():
            resource_tracker.ensure_running()  # when it starts it lifts the mask
        signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    try:
        yield
    finally:
        if hasattr(signal, "pthread_sigmask"):
            signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGINT])
        signal.signal(signal.SIGINT, handler)
    if heard:
        signal.raise_signal(signal.SIGINT)  # for whoever answers interrupts here


def _begin_work(surroundings: dict[str, str | None]) -> None:
    """A worker ignores Ctrl-C, because its parent ends it; and it ends by itself when the parent has gone.

    Its libraries stay to the end: looking through them for garbage would only take time, and copies of shared memory.
    What it starts in its turn finds the *surroundings* of the command.
    """
    gc.freeze()
    _surround(surroundings)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_the_parent, daemon=True).start()


def _end_with_the_parent() -> None:
    parent = multiprocessing.parent_process()
    assert parent is not None
    parent.join()
    os._exit(1)
