"""Where replications run: in this process, in processes beside it, or on a cluster.

Every place takes a named function with small arguments, as ``concurrent.futures`` does, so that who asks for
replications never knows where they run. Numbers are the same to the last digit in all of them.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError, Future
from queue import SimpleQueue
from typing import Any, Protocol

from sim.errors import PlaceError

TRIES = 3
"""A task whose worker dies is run again, at most so often."""


class Place(Protocol):
    """Somewhere tasks run."""

    broken: tuple[type[BaseException], ...]
    """What a task raises when its worker died, and not the task failed."""

    near: bool
    """Whether its workers see the files of this machine."""

    def begin(self, tasks: int) -> int:
        """Get ready for so many tasks; how many workers there are for them."""

    def submit(self, function: Callable[..., Any], *arguments: Any) -> Future[Any]:
        """Have one task run."""

    def renew(self) -> None:
        """Go on with new workers after some died."""

    def close(self) -> None:
        """Let the workers go, when nothing is under way."""

    def stop(self) -> None:
        """End the workers at once; what they are at is given up."""


def results(
    place: Place, function: Callable[..., Any], tasks: Sequence[tuple[Any, ...]]
) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """Every task (the arguments of *function*) with its result, in order of completion.

    A task whose worker dies is run again; what is finished is not. Raises PlaceError after TRIES of one task, and
    whatever a task raises.
    """
    # Not futures.wait: an interrupt while it takes every future's lock leaves them locked, and the exit hangs.
    done: SimpleQueue[Future[Any]] = SimpleQueue()
    todo, died, under_way = deque(range(len(tasks))), Counter[int](), dict[Future[Any], int]()
    workers, broken = place.begin(len(tasks)), False
    most = workers if workers == 1 else 2 * workers  # so that none waits for the next
    while todo or under_way:
        if broken and not under_way:
            place.renew()
            broken = False
        while todo and len(under_way) < most and not broken:
            number = todo.popleft()
            try:
                future = place.submit(function, *tasks[number])
            except place.broken as error:
                broken = _again(number, todo, died, error)
                continue
            under_way[future] = number
            future.add_done_callback(done.put)
        if not under_way:
            continue
        future = done.get()
        number = under_way.pop(future)
        try:
            result = future.result()
        except CancelledError:
            raise PlaceError("the workers have gone in the middle of the work") from None
        except place.broken as error:
            broken = _again(number, todo, died, error)
        else:
            yield tasks[number], result


def _again(number: int, todo: deque[int], died: Counter[int], error: BaseException) -> bool:
    """Put a task whose worker died in front; raises PlaceError when that has happened too often."""
    died[number] += 1
    if died[number] >= TRIES:
        raise PlaceError(
            f"worker processes died {TRIES} times at the same replications, and so were given up"
        ) from error
    todo.appendleft(number)
    return True
