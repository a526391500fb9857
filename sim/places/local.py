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
from contextlib import contextmanager
from multiprocessing import resource_tracker
from multiprocessing.context import BaseContext
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

    def begin(self, tasks: int) -> int:
        """As many as were asked for, if there is work for more than one."""
        self._here = Here() if (tasks <= 1 and self._pool is None) or self._workers <= 1 else None
        return 1 if self._here else self._workers

    def submit(self, function: Callable[..., Any], *arguments: Any) -> Future[Any]:
        """Have the task run by a worker, which is born when it is first needed."""
        if self._here:
            return self._here.submit(function, *arguments)
        with _deaf_to_interrupts():  # workers are born with it, and so are silent while they still import
            if self._pool is None:
                self._pool = ProcessPoolExecutor(self._workers, _birth(), _begin_work)
            return self._pool.submit(function, *arguments)

    def renew(self) -> None:
        """New workers for those of a pool of which one died, which can no longer be used."""
        self.stop()

    def close(self) -> None:
        """Let the workers end, without waiting for it."""
        if self._pool is not None:
            self._pool.shutdown(wait=False)
            self._pool = None

    def stop(self) -> None:
        """End the workers at once."""
        if self._pool is not None:
            workers = list((self._pool._processes or {}).values())
            self._pool.shutdown(wait=False, cancel_futures=True)
            for worker in workers:
                worker.terminate()
            self._pool = None


def prepare() -> None:
    """Have the libraries of workers loaded beside this process, where somebody is about to need workers."""
    with _deaf_to_interrupts():
        _birth()


def _birth() -> BaseContext:
    """How workers come into being: out of a server that has loaded their libraries, which starts if it does not run.

    On Linux, as Python itself has it from 3.14 on; elsewhere every worker loads its own.
    """
    apart = multiprocessing.get_context("spawn")
    if sys.platform != "linux":
        return apart
    from multiprocessing import forkserver

    forkserver.set_forkserver_preload(list(LIBRARIES))
    try:
        with _without_this_folder():
            forkserver.ensure_running()
    except OSError:  # nowhere to put its socket: the name of the temporary folder is too long, for instance
        return apart
    return multiprocessing.get_context("forkserver")


@contextmanager
def _without_this_folder() -> Iterator[None]:
    """No process that begins meanwhile takes files of the folder we were called in for libraries."""
    before = os.environ.get("PYTHONSAFEPATH")
    os.environ["PYTHONSAFEPATH"] = "1"
    try:
        yield
    finally:
        if before is None:
            del os.environ["PYTHONSAFEPATH"]
        else:
            os.environ["PYTHONSAFEPATH"] = before


@contextmanager
def _deaf_to_interrupts() -> Iterator[None]:
    """Put Ctrl-C off for a moment; processes born meanwhile never hear it, where the system can do that."""
    if current_thread() is not main_thread():  # interrupts go to the main thread
        yield
        return
    heard: list[int] = []
    handler = signal.signal(signal.SIGINT, lambda number, frame: heard.append(number))
    if hasattr(signal, "pthread_sigmask"):  # children inherit what is masked
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


def _begin_work() -> None:
    """A worker ignores Ctrl-C, because its parent ends it; and it ends by itself when the parent has gone.

    Its libraries stay to the end: looking through them for garbage would only take time, and copies of shared memory.
    """
    gc.freeze()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_the_parent, daemon=True).start()


def _end_with_the_parent() -> None:
    parent = multiprocessing.parent_process()
    assert parent is not None
    parent.join()
    os._exit(1)
