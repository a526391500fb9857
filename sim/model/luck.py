"""Luck that belongs to people: every draw of a replication, bound to its purpose once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.distributions.bounded import Constant
from sim.streams import Draws, Streams

Draw = Callable[..., float]


@dataclass(frozen=True)
class NotNegative:
    """A law of durations: what falls below zero is zero."""

    law: Any

    def values(self, u: NDArray[np.float64]) -> NDArray[np.float64]:
        """Values at the uniforms, none below zero."""
        return np.asarray(np.maximum(self.law.values(u), 0.0))


class Luck:
    """Makes the draws of one replication."""

    def __init__(self, seed: int, replication: int, antithetic: bool = False) -> None:
        self.streams = Streams(seed, replication, antithetic)
        self._draws: dict[str, Draw] = {}

    def chance(self, purpose: str) -> Draw:
        """Uniform in (0, 1); compare it with a probability."""
        if purpose not in self._draws:
            self._draws[purpose] = self.streams.draw(purpose)
        return self._draws[purpose]

    def span(self, purpose: str, law: Any) -> Draw:
        """A duration [min]; a constant costs no random numbers."""
        if isinstance(law, Constant):
            value = max(0.0, law.value)
            return lambda patient, occasion=0: value
        return self.number(purpose, NotNegative(law))

    def several(self, *purposes: tuple[str, Any] | float) -> Draws:
        """Some of these asked at once: purposes with their laws, None for a chance; a number stands for itself."""
        return self.streams.draws(*purposes)

    def number(self, purpose: str, law: Any) -> Draw:
        """A value that may be negative, such as lateness [min], or a count."""
        key = f"{purpose}|{hash(law)}" if purpose in self._draws else purpose
        if key not in self._draws:
            self._draws[key] = self.streams.draw(purpose, law)
        return self._draws[key]
