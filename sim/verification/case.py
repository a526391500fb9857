"""A case: a scenario of the folder ``scenarios/theory``, with what must come out of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from sim.scenario.load import Loaded, load
from sim.verification.exact.recursion import Reference
from sim.verification.quantities import Quantity, Values

Exact = float | Reference | Callable[[], float | Reference]
"""A number, or what computes it (only when a case is judged)."""


@dataclass(frozen=True)
class Check:
    """A number that replications estimate."""

    quantity: Quantity
    exact: Exact

    @property
    def name(self) -> str:
        """What is checked."""
        return self.quantity.name


@dataclass(frozen=True)
class Equality:
    """Numbers in which there is no chance: they must be equal to 12 digits."""

    name: str
    values: Values
    exact: Sequence[float]


@dataclass(frozen=True)
class Case:
    """One scenario and its checks."""

    name: str
    """Short and unique, for ``--case``."""
    family: str
    title: str
    """What is simulated, in words."""
    source: str
    """Where the exact value comes from: author, year."""
    scenario: str
    """File of ``scenarios/theory``, without its ending."""
    checks: tuple[Check | Equality, ...]
    settings: tuple[str, ...] = ()
    """Changes of the file, as by ``--set``."""
    quick: bool = False
    """Whether it belongs to the quick battery."""

    @property
    def by_chance(self) -> bool:
        """Whether replications differ."""
        return any(isinstance(check, Check) for check in self.checks)

    @cached_property
    def loaded(self) -> Loaded:
        """The checked scenario."""
        return load(folder() / f"{self.scenario}.yaml", self.settings)


def folder() -> Path:
    """Where the scenarios lie: with the installed package, else in the checkout."""
    installed = Path(__file__).with_name("scenarios")
    return installed if installed.is_dir() else Path(__file__).parents[2] / "scenarios" / "theory"
