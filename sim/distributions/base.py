"""What every family of distributions shares: its parameters' types, moments, inversion and checks."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable
from math import fsum
from typing import Annotated, Any, ClassVar, Self

import numpy as np
from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, model_validator

from sim import units
from sim.distributions.inversion import Array
from sim.spec import Rate, Spec

SUM_TOLERANCE = 1e-9
"""How far probabilities may miss 1 before they count as a mistake."""


def _above_zero(value: float) -> float:
    if value <= 0:
        raise ValueError("must be more than zero")
    return value


def _as_tuple(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


Factor = Annotated[float, Field(gt=0)]
"""A number above zero, without unit."""
Ratio = Annotated[float, Field(ge=0)]
"""A number, zero or more, without unit."""
Frequency = Annotated[Rate, AfterValidator(_above_zero)]
"""A rate above zero [per min]."""
AsTuple = BeforeValidator(_as_tuple)
"""Lets a list of a scenario file fill a tuple."""


def sums_to_one(shares: Iterable[float], what: str) -> None:
    """Raise ValueError, with the sum, unless *shares* sum to 1 within SUM_TOLERANCE."""
    total = fsum(shares)
    if abs(total - 1) > SUM_TOLERANCE:
        raise ValueError(f"{what} must sum to 1; they sum to {total:.10g}")


def _written(names: Iterable[str]) -> str:
    return " and ".join(name.rstrip("_") for name in names)


class Distribution(Spec):
    """Base of the families: moments, inversion and the checks that several families share.

    A parameter whose name is taken in Python carries an underscore: ``mean_`` is written ``mean``.
    """

    model_config = ConfigDict(alias_generator=lambda name: name.rstrip("_"), serialize_by_alias=True)
    ways: ClassVar[tuple[tuple[str, ...], ...]] = ()
    """Sets of parameters of which exactly one must be given."""
    ascending: ClassVar[tuple[str, ...]] = ()
    """Parameters that must not fall from one to the next."""

    @abstractmethod
    def mean(self) -> float:
        """Expected value [min]."""

    @abstractmethod
    def variance(self) -> float:
        """Variance [min^2]."""

    @abstractmethod
    def values(self, u: Array) -> Array:
        """Values at uniforms *u* in (0, 1), same shape [min]."""

    def negative_share(self) -> float:
        """Probability of a value below zero, by bisection of the inversion."""
        low, high = 0.0, 1.0
        for _ in range(50):
            middle = (low + high) / 2
            low, high = (middle, high) if self.values(np.array([middle]))[0] < 0 else (low, middle)
        return low

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        given = {name for way in self.ways for name in way if getattr(self, name) is not None}
        if self.ways and given not in map(set, self.ways):
            wanted = ", or ".join(_written(way) for way in self.ways)
            raise ValueError(f"needs either {wanted}; found {_written(sorted(given)) or 'none of them'}")
        return self

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        known = [(name, getattr(self, name)) for name in self.ascending if getattr(self, name) is not None]
        for (low, least), (high, most) in zip(known, known[1:], strict=False):
            if least > most:
                shown = [units.show_duration(value) for value in (least, most)]
                raise ValueError(f"{low} ({shown[0]}) must not exceed {high} ({shown[1]})")
        return self
