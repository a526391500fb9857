"""Distributions on separate points: of time, of recorded data and of whole numbers."""
# ruff: noqa: D102  (mean, variance and values are documented once, in base.Distribution)

from __future__ import annotations

from math import fsum
from typing import Annotated, Any, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, GetJsonSchemaHandler, model_serializer, model_validator

from sim import units
from sim.distributions.base import AsTuple, Distribution, Ratio, sums_to_one
from sim.distributions.inversion import Array, steps
from sim.spec import Probability, Spec, Time

Times = Annotated[tuple[Time, ...], AsTuple, Field(min_length=1)]
MOST = 1_000_000
"""Largest whole number that a count may take."""


class Discrete(Distribution):
    """A few possible times, with probabilities that sum to 1 or with weights of any sum."""

    ways = (("probabilities",), ("weights",))
    values_: Times
    """The possible times; one named twice has both chances."""
    probabilities: Annotated[tuple[Probability, ...], AsTuple] | None = None
    """One for each value, summing to 1."""
    weights: Annotated[tuple[Ratio, ...], AsTuple] | None = None
    """One for each value; only their proportions count."""

    @model_validator(mode="after")
    def _fits(self) -> Self:
        name = "probabilities" if self.probabilities is not None else "weights"
        chances = self.probabilities if self.probabilities is not None else self.weights or ()
        if len(chances) != len(self.values_):
            raise ValueError(f"{len(self.values_)} values but {len(chances)} {name}")
        if self.probabilities is not None:
            sums_to_one(self.probabilities, "probabilities")
        elif not any(chances):
            raise ValueError("at least one weight must be more than zero")
        return self

    def _law(self) -> tuple[Array, Array]:
        """Values in ascending order [min] and their probabilities."""
        chances = np.array(self.probabilities or self.weights, dtype=float)
        order = np.argsort(self.values_, kind="stable")
        return np.array(self.values_, dtype=float)[order], chances[order] / chances.sum()

    def mean(self) -> float:
        values, chances = self._law()
        return fsum(values * chances)

    def variance(self) -> float:
        values, chances = self._law()
        return fsum((values - self.mean()) ** 2 * chances)

    def values(self, u: Array) -> Array:
        return steps(u, *self._law())


class Empirical(Distribution):
    """Recorded times, each drawn equally often; the variance divides by n, not by n - 1."""

    data: Times
    """The recorded times."""

    def mean(self) -> float:
        return fsum(self.data) / len(self.data)

    def variance(self) -> float:
        return fsum((value - self.mean()) ** 2 for value in self.data) / len(self.data)

    def values(self, u: Array) -> Array:
        return steps(u, np.sort(np.array(self.data, dtype=float)), np.ones(len(self.data)))


class CountDistribution(Spec):
    """A whole number: always the same (``6``) or by probability (``{6: 0.8, 8: 0.15, 10: 0.05}``)."""

    chances: tuple[tuple[int, float], ...]
    """Pairs of whole number and probability, ascending, without the impossible."""

    @model_validator(mode="before")
    @classmethod
    def _read(cls, given: Any) -> Any:
        if isinstance(given, dict) and set(given) == {"chances"}:
            return given
        pairs = given.items() if isinstance(given, dict) else [(given, 1.0)]
        found: dict[int, float] = {}
        for key, chance in pairs:
            number = _whole(key)
            found[number] = found.get(number, 0.0) + units.probability(chance)
        return {"chances": tuple(sorted((number, chance) for number, chance in found.items() if chance > 0))}

    @model_validator(mode="after")
    def _sums_to_one(self) -> Self:
        sums_to_one((chance for _, chance in self.chances), "probabilities")
        return self

    @model_serializer
    def _write(self) -> int | dict[int, float]:
        return self.chances[0][0] if len(self.chances) == 1 else dict(self.chances)

    @classmethod
    def __get_pydantic_json_schema__(cls, core: Any, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """JSON Schema of the two spellings."""
        number = {"type": "integer", "minimum": 0, "maximum": MOST}
        chance = {"type": ["number", "string"]}
        names = {"pattern": r"^\d+$"}
        table = {"type": "object", "propertyNames": names, "additionalProperties": chance, "minProperties": 1}
        return {"description": cls.__doc__, "anyOf": [number, table]}

    def mean(self) -> float:
        """Expected number."""
        return fsum(number * chance for number, chance in self.chances)

    def variance(self) -> float:
        """Variance of the number."""
        return fsum((number - self.mean()) ** 2 * chance for number, chance in self.chances)

    def values(self, u: Array) -> NDArray[np.int64]:
        """Whole numbers at uniforms *u* in (0, 1), same shape."""
        numbers, chances = zip(*self.chances, strict=True)
        return steps(u, np.array(numbers, dtype=float), np.array(chances)).astype(np.int64)


def _whole(value: Any) -> int:
    """*value* as a whole number; raises ValueError for anything that only resembles one."""
    text = isinstance(value, str) and value.strip().isascii() and value.strip().isdigit()
    plain = isinstance(value, int | float) and not isinstance(value, bool) and value == value // 1
    if not (text or plain) or not 0 <= int(value) <= MOST:
        raise ValueError(f"{value!r} is no whole number from 0 to {MOST} and no table like {{6: 1}}")
    return int(value)
