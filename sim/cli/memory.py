"""Whether there is memory to begin with."""

from __future__ import annotations

import sys

from sim.errors import PlaceError

LEAST = 350
"""Address space for a small clinic with one worker, rounded up [MB]."""


def refuse_too_little() -> None:
    """Raise PlaceError where the system grants this process less than ``LEAST``.

    Numerical libraries that meet the limit while they are loaded may wait for ever or end the process, and nothing
    can be said any more. Whoever meets it later gets a MemoryError.
    """
    if sys.platform == "win32":
        return
    import resource

    granted, _ = resource.getrlimit(resource.RLIMIT_AS)
    if granted != resource.RLIM_INFINITY and granted < LEAST * 2**20:
        raise PlaceError(
            f"not enough memory: this process may use {granted // 2**20} MB (ulimit -v), and needs {LEAST} MB"
        )
