"""A small clinic, described with the same parts as the real one."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

import pytest
from pydantic import Field

from sim.errors import ScenarioError
from sim.scenario.load import Loaded, load
from sim.spec import Clock, Count, Duration, Money, Positive, Probability, Span, Spec, Weekdays, choice


class Constant(Spec):
    """Always the same."""

    value: Duration
    """The value."""


class Triangular(Spec):
    """Least, most likely and greatest value."""

    low: Duration
    """The least value."""
    mode: Duration
    """The most likely value."""
    high: Duration
    """The greatest value."""


class Lognormal(Spec):
    """Skewed to the right."""

    mean: Span
    """Arithmetic mean."""
    sd: Duration
    """Standard deviation."""


TABLE = {"constant": Constant, "triangular": Triangular, "lognormal": Lognormal}
Distribution = choice(TABLE, lambda value: {"constant": {"value": value}}, noun="distribution")


class Nearest(Spec):
    """The first slot that fits."""

    within: Span = 20160.0
    """How far ahead to look."""


class Latest(Spec):
    """The last slot that fits."""


Booking = choice({"nearest": Nearest, "latest": Latest}, noun="booking rule")


class Step(Spec):
    """One activity of a visit."""

    step: str
    """What the activity is called."""
    time: Distribution
    """How long it takes."""
    needs: tuple[str, ...] = ()
    """Roles that it holds."""


class Space(Spec):
    """A group of chairs."""

    count: Positive
    """How many there are."""


class Clinic(Spec):
    """A toy clinic."""

    chairs: Count
    """Number of chairs."""
    opens: Clock = 480.0
    """When the doors open."""
    days: Weekdays = (0, 1, 2, 3, 4)
    """Days of the week on which it opens."""
    country: str = "none"
    """Where it stands."""
    no_show: Probability = 0.1
    """Probability of staying away."""
    walk_in: bool = False
    """Whether people may come without an appointment."""
    fee: Money | None = None
    """Price of a visit."""
    queue: Count | Literal["unlimited"] = "unlimited"
    """Longest queue."""
    spaces: dict[str, Space] = {}
    """Groups of chairs by name."""
    steps: tuple[Step, ...] = ()
    """The visit in order."""
    roles: Annotated[tuple[str, ...], Field(min_length=1)] = ("nurse",)
    """Who works there."""
    booking: Booking = Nearest()
    """How a slot is chosen."""


def written(folder: Path, text: str, name: str = "clinic.yaml") -> str:
    """Name of a new file that holds *text*."""
    (folder / name).write_text(text, encoding="utf-8")
    return str(folder / name)


def loaded(folder: Path, text: str, *settings: str) -> Loaded:
    """The toy clinic described by *text*."""
    return load(written(folder, text), settings, model=Clinic)


def mistakes(folder: Path, text: str, *settings: str) -> list[str]:
    """Problems of *text*, one text each, without the folder."""
    with pytest.raises(ScenarioError) as caught:
        loaded(folder, text, *settings)
    return [str(problem).replace(f"{folder}/", "") for problem in caught.value.problems]


def mistake(folder: Path, text: str, *settings: str) -> Any:
    """The only problem of *text*."""
    found = mistakes(folder, text, *settings)
    assert len(found) == 1, found
    return found[0]
