"""The commented scenario that ``chairtime init`` writes."""

from __future__ import annotations

from importlib.resources import files


def text() -> str:
    """The starter scenario as it is written to a new file."""
    return files("sim.scenario").joinpath("starter.yaml").read_text(encoding="utf-8")
