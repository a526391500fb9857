"""The loads that ``chairtime capacity`` searches: numbers of one value of the scenario, from the easiest on."""

from __future__ import annotations

import re
from math import floor, log10
from typing import Any

from sim.capacity import Load
from sim.errors import Problem, ScenarioError
from sim.scenario.address import inside
from sim.scenario.problems import show, visible
from sim.scenario.schema import Scenario
from sim.scenario.settings import resolve

MOST = 10_000
"""Loads in a range; a search visits a few dozen of them."""
FINE = 40
"""Steps of a range whose step nobody has given, about."""
_NUMBER = r"-?(?:\d+(?:\.\d*)?|\.\d+)"
_VALUE = re.compile(rf"({_NUMBER})\s*(.*)", re.DOTALL)
_RANGE = re.compile(rf"({_NUMBER})\s*(.*?)\s*\.\.\s*({_NUMBER})\s*(.*)", re.DOTALL)


def levels(loaded: Any, up: str | None, down: str | None, between: str | None, step: str | None) -> list[Load]:
    """Loads in the order in which targets get harder; raises ScenarioError with every mistake.

    Without a range: from half to double what the file says. Without a step: whole numbers for a whole number,
    else a round part of the range.
    """
    path = _path(up, down)
    number, unit, whole = _now(loaded, path, "--raise" if up else "--lower")
    problems: list[Problem] = []
    low, high = (max(number // 2, 1) if whole else number / 2), 2 * number
    try:
        if between is not None:
            low, high, unit = _range(between, unit)
    except ValueError as error:
        problems.append(Problem(str(error), file="--between"))
    width = 1.0 if whole and low == int(low) else _round_part(high - low)
    try:
        if step is not None:
            width = _step(step, unit)
    except ValueError as error:
        problems.append(Problem(str(error), file="--to"))
    if not problems and (high - low) / width > MOST:
        problems.append(Problem(f"these are more than {MOST:,} loads; expected a wider step", file="--to"))
    if problems:
        raise ScenarioError(problems)
    count = floor((high - low) / width + 1e-9) + 1
    numbers = [round(low + nth * width, 9) for nth in range(count)]
    loads = [Load(one, f"{one:.9g} {unit}".strip()) for one in numbers]
    return loads if up else loads[::-1]


def _path(up: str | None, down: str | None) -> str:
    if bool(up) == bool(down):
        what = "expected one of the two, such as --raise patients.referrals or --lower spaces.recliner"
        raise ScenarioError([Problem(what, file="--raise, --lower")])
    return up or down or ""


def _now(loaded: Any, path: str, option: str) -> tuple[float, str, bool]:
    """The number that the scenario has at a path, its unit, and whether it is a whole number without one."""
    try:
        steps = resolve(loaded.tree.data, path, Scenario)
    except LookupError as error:
        raise ScenarioError([Problem(str(error.args[0]), visible(path), option)]) from None
    value: Any = loaded.resolved
    for one in steps:
        value = inside(value, one)
    if isinstance(value, dict) and len(value) == 1:
        value = next(iter(value.values()))  # a constant, or a count, that may be written as a mapping
    value = value.get("count", value) if isinstance(value, dict) else value
    if isinstance(value, dict) and len(value) == 1:
        value = next(iter(value.values()))
    match = _VALUE.fullmatch(str(value).strip()) if isinstance(value, str | int | float) else None
    if not match or isinstance(value, bool) or float(match[1]) <= 0:
        what = f"got {show(value)}; expected a number above zero to start from, or --between"
        raise ScenarioError([Problem(what, visible(path), option)])
    return float(match[1]), match[2].strip(), isinstance(value, int)


def _range(text: str, unit: str) -> tuple[float, float, str]:
    match = _RANGE.fullmatch(text.strip())
    if not match:
        raise ValueError(f"got {show(text)}; expected a range, such as '2..12 per week'")
    low, high, written = float(match[1]), float(match[3]), (match[4] or match[2]).strip()
    if low >= high:
        raise ValueError(f"the range {show(text)} runs backwards; expected the low end first")
    return low, high, written or unit


def _step(text: str, unit: str) -> float:
    match = _VALUE.fullmatch(text.strip())
    if not match or float(match[1]) <= 0 or match[2].strip() not in ("", unit):
        raise ValueError(f"got {show(text)}; expected a step above zero, such as '0.25{' ' + unit if unit else ''}'")
    return float(match[1])


def _round_part(width: float) -> float:
    """1, 2 or 5 times a power of ten, about a fortieth of a range."""
    part = width / FINE
    power = 10.0 ** floor(log10(part))
    return power * next((one for one in (1, 2, 5) if one * power >= part), 10)
