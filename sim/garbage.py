"""How often Python looks for garbage: imports and runs make many objects that stay, and few cycles that do not."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

THRESHOLDS = 50_000, 20, 100
"""Python's own are 700, 10, 10; with them a tenth of the time that the program takes to start goes into looking."""


def collect_rarely() -> None:
    """From now on, for processes that are ours."""
    gc.set_threshold(*THRESHOLDS)


@contextmanager
def rare_collection() -> Iterator[None]:
    """For a while, and what was there before is left alone."""
    usual = gc.get_threshold()
    gc.freeze()
    collect_rarely()
    try:
        yield
    finally:
        gc.set_threshold(*usual)
        gc.unfreeze()
