"""What a metric is: a name, a unit, a definition, a rule for the window, and a function."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sim.metrics.facts import Facts

OPENS = "spans that open in the window"
LEVEL = "clipped to the window"
EVENT = "events in the window"
DAYS = "open days that begin in the window"
LOG = "the whole log"

LOWER, HIGHER, NEITHER = "lower", "higher", "neither"
"""Which way a number is better; *neither* where that depends on what is wanted."""


@dataclass(frozen=True)
class Metric:
    """One line of the catalogue; it may stand for several numbers."""

    name: str
    """``<family>.<quantity>`` and, where it is always the same, ``.<statistic>``."""
    unit: str
    """Unit of every number, ``1`` for a share."""
    definition: str
    """What exactly is counted, in one or two sentences."""
    window_rule: str
    """How the window cuts."""
    function: Callable[[Facts], float | Mapping[str, float]]
    """A number, or one number per ending of the name; an empty ending adds nothing to the name."""
    entries: str = ""
    """The endings as a reader sees them: ``mean, median, p90`` or ``<role>``."""
    better: str | Mapping[str, str] = NEITHER
    """Which way its numbers are better; where their endings differ in that, by ending (those left out: neither)."""

    @property
    def family(self) -> str:
        """First part of the name."""
        return self.name.partition(".")[0]

    def better_of(self, name: str) -> str:
        """Which way one of its numbers, by full name, is better."""
        if isinstance(self.better, str):
            return self.better
        return self.better.get(name.removeprefix(f"{self.name}."), NEITHER)

    def numbers(self, facts: Facts) -> dict[str, float]:
        """Full name -> number."""
        found = self.function(facts)
        if not isinstance(found, Mapping):
            return {self.name: float(found)}
        return {f"{self.name}.{ending}" if ending else self.name: float(value) for ending, value in found.items()}
