"""On a cluster: a Dask scheduler, reached by its address, hands tasks to its workers.

The scheduler reruns what a worker that died was at, and workers may come and go meanwhile.
"""

from __future__ import annotations

import logging
import re
import warnings
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from typing import Any

from sim.edition import edition, other_edition
from sim.errors import PlaceError, Problem, ScenarioError

SCHEMES = {"dask": "tcp", "tcp": "tcp", "tls": "tls"}
"""As written in an address -> how Dask calls it."""
PATIENCE = 10
"""Longest wait for the scheduler [s]."""
ARRIVAL = 30
"""Longest wait for a first worker [s]."""


def address_of(text: str) -> str:
    """Dask's address for ``dask://host:8786`` or ``tls://host:8786``; raises ScenarioError for anything else."""
    match = re.fullmatch(r"(\w+)://([^/\s]+:\d{1,5})/?", text.strip())
    if not match or match[1] not in SCHEMES:
        what = f"got {text!r}; expected the address of a Dask scheduler, such as dask://localhost:8786"
        raise ScenarioError([Problem(what, file="--on")])
    return f"{SCHEMES[match[1]]}://{match[2]}"


class Cluster:
    """The workers of a Dask scheduler."""

    near = False

    def __init__(self, text: str) -> None:
        """Connect, and see that every worker there is gives the same numbers as this process.

        Raises ScenarioError if *text* is no address, PlaceError if nobody is there or a worker does not fit.
        """
        address = address_of(text)
        distributed = _distributed()
        if address.startswith("tls"):
            _check_certificates(distributed, text)
        self.broken: tuple[type[BaseException], ...] = (distributed.KilledWorker,)
        self._text = text
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about versions; what matters is checked below
            try:
                self._client = distributed.Client(address, timeout=PATIENCE, set_as_default=False, name="chairtime")
            except (OSError, TimeoutError):
                what = f"no Dask scheduler answers at {text}; is it running, and may this machine reach it?"
                raise PlaceError(what) from None
        try:
            self._check_workers()
        except BaseException:
            self.stop()
            raise
        self._executor = self._client.get_executor(pure=False)

    def _check_workers(self) -> None:
        try:
            self._client.wait_for_workers(1, timeout=ARRIVAL)
        except TimeoutError:
            raise PlaceError(f"the scheduler at {self._text} has no workers; start some and try again") from None
        for worker, found in self._client.run(edition, on_error="return").items():
            if not isinstance(found, Mapping):
                what = f"the worker {worker} cannot run chairtime; install it there as here ({_cause(found)})"
                raise PlaceError(what)
            if found != edition():
                raise PlaceError(other_edition(f"the worker {worker}", found))

    def begin(self, tasks: int) -> int:
        """As many workers as there are now."""
        return max(1, len(self._client.nthreads()))

    def submit(self, function: Callable[..., Any], *arguments: Any) -> Future[Any]:
        """Send a task to the scheduler."""
        future: Future[Any] = self._executor.submit(function, *arguments)
        return future

    def renew(self) -> None:
        """Workers are renewed by whoever started them."""

    def close(self) -> None:
        """Leave the cluster as it is."""
        self._client.close(timeout=PATIENCE)

    def stop(self) -> None:
        """Leave at once; the scheduler drops what nobody waits for any more."""
        self._client.close(timeout=1)


def _distributed() -> Any:
    """Dask's library, kept quiet: what a user can mend is said by us."""
    try:
        import distributed
    except ImportError:
        raise PlaceError("--on needs Dask, which is not installed; install chairtime[cluster]") from None
    for name in ("tornado", "asyncio", *logging.root.manager.loggerDict):
        if name.partition(".")[0] in ("distributed", "tornado", "asyncio"):
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    return distributed


def _check_certificates(distributed: Any, text: str) -> None:
    """Raise PlaceError unless Dask's configuration has the certificates that an encrypted connection needs."""
    what = f"{text} wants certificates; name them in Dask's configuration, as docs/cluster.md shows"
    try:
        found = distributed.Security().get_connection_args("client").get("ssl_context")
    except OSError as error:
        raise PlaceError(f"{what} ({_cause(error)})") from None
    if found is None:
        raise PlaceError(what)


def _cause(error: Any) -> str:
    return " ".join(f"{type(error).__name__}: {error}".split())[:200]
