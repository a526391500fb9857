"""Distributions of time, one frozen class each, and of whole numbers.

Every family turns uniforms in the open interval (0, 1) into values by inversion, so that one
address of a random stream gives one value and a change of parameters keeps patients paired.
Values are minutes. Except for ``mixture`` a value never falls as its uniform rises.
"""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Annotated, Any

import numpy as np
from pydantic import AfterValidator

from sim.distributions import mixed
from sim.distributions.base import Distribution
from sim.distributions.bounded import Beta, Constant, Pert, Triangular, Uniform
from sim.distributions.mixed import EarlyOrLate, Mixture, Part
from sim.distributions.points import CountDistribution, Discrete, Empirical
from sim.distributions.tailed import (
    Erlang,
    Exponential,
    Gamma,
    InverseGaussian,
    Laplace,
    Loglogistic,
    Lognormal,
    Normal,
    Weibull,
)
from sim.spec import choice

__all__ = ["DISTRIBUTIONS", "CountDistribution", "Distribution", "TimeDistribution"]

DISTRIBUTIONS: dict[str, type[Distribution]] = {
    "constant": Constant,
    "uniform": Uniform,
    "triangular": Triangular,
    "pert": Pert,
    "beta": Beta,
    "exponential": Exponential,
    "erlang": Erlang,
    "gamma": Gamma,
    "weibull": Weibull,
    "lognormal": Lognormal,
    "loglogistic": Loglogistic,
    "inverse_gaussian": InverseGaussian,
    "normal": Normal,
    "laplace": Laplace,
    "discrete": Discrete,
    "empirical": Empirical,
    "mixture": Mixture,
    "early_or_late": EarlyOrLate,
}


def _as_constant(value: Any) -> Any:
    """A bare duration as a constant; a bare name that no family has raises ValueError."""
    if isinstance(value, Distribution):
        return value
    if value is None or isinstance(value, bool | list):
        raise ValueError(f"{value!r} is no distribution: write 40 min or {{exponential: {{mean: 40 min}}}}")
    if isinstance(value, str) and value.strip()[:1].isalpha():
        near = get_close_matches(value, DISTRIBUTIONS, n=1)
        hint = f"; did you mean '{near[0]}'?" if near else ""
        raise ValueError(f"'{value}' is neither a duration such as 40 min nor a distribution{hint}")
    return {"constant": {"value": value}}


def computable(law: Any) -> Any:
    """The law itself, if its mean and its middle are numbers; raises ValueError if they are too large to be."""
    if not isinstance(law, Distribution):
        return law
    numbers: tuple[float, ...]
    try:
        with np.errstate(all="ignore"):
            numbers = (law.mean(), float(law.values(np.array([0.5]))[0]))
    except (ArithmeticError, ValueError, IndexError):
        numbers = (np.inf,)
    if not np.isfinite(numbers).all():
        raise ValueError("its values are too large or too scattered to be computed")
    return law


if TYPE_CHECKING:
    TimeDistribution = Distribution
else:
    _one = choice(DISTRIBUTIONS, shorthand=_as_constant, noun="distribution")
    TimeDistribution = Annotated[_one, AfterValidator(computable)]
    mixed.TimeDistribution = TimeDistribution
    for _recursive in (Part, Mixture):
        _recursive.model_rebuild(force=True)
