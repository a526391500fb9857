"""On one machine: in this process, or in processes beside it."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from threading import Thread, current_thread, main_thread
from time import sleep
from typing import Any


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
    """In spawned processes, which live until the place is closed; a task that is alone runs in this process."""

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
                spawn = multiprocessing.get_context("spawn")
                self._pool = ProcessPoolExecutor(self._workers, spawn, _leave_interrupts_to_the_parent)
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


@contextmanager
def _deaf_to_interrupts() -> Iterator[None]:
    """Put Ctrl-C off for a moment; processes born meanwhile never hear it, where the system can do that."""
    if current_thread() is not main_thread():  # interrupts go to the main thread
        yield
        return
    heard: list[int] = []
    handler = signal.signal(signal.SIGINT, lambda number, frame: heard.append(number))
    if hasattr(signal, "pthread_sigmask"):  # children inherit what is masked
        signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    try:
        yield
    finally:
        if hasattr(signal, "pthread_sigmask"):
            signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGINT])
        signal.signal(signal.SIGINT, handler)
    if heard:
        signal.raise_signal(signal.SIGINT)  # for whoever answers interrupts here


def _leave_interrupts_to_the_parent() -> None:
    """A worker ignores Ctrl-C, because its parent ends it; and it ends by itself when the parent has gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_the_parent, args=(os.getppid(),), daemon=True).start()


def _end_with_the_parent(parent: int) -> None:
    while os.getppid() == parent:
        sleep(1)
    os._exit(1)
