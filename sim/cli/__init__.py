"""The command line: parse, call, print. Nothing else in the package prints."""

import os

# Before NumPy is loaded: threads for algebra in every process take memory, and gain nothing beside the workers.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from sim.cli.main import main  # noqa: E402

__all__ = ["main"]
