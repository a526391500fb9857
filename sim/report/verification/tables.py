"""A verification in words and rows, for the screen, the page and the file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from math import isfinite
from shlex import quote
from typing import NamedTuple

import numpy as np

from sim import metrics
from sim.report import text
from sim.verification.battery import Battery, Judged, Row
from sim.verification.judging import CHANCE, RARE

HEAD = ("What", "Exact", "Simulated", "± 95 %", "z", "Verdict")
MOST = 6
"""A sequence longer than this is told by its length."""


class Told(NamedTuple):
    """One case as a reader sees it."""

    name: str
    title: str
    source: str
    command: str
    """Simulates the same scenario by hand."""
    rows: list[tuple[str, ...]]


def families(battery: Battery) -> Iterator[tuple[str, list[Told]]]:
    """Each family with its cases."""
    for family, judged in groupby(battery.judged, key=lambda one: one.case.family):
        yield family, [told(one) for one in judged]


def told(one: Judged) -> Told:
    """A case with its rows."""
    case = one.case
    settings = "".join(f" --set {quote(setting)}" for setting in case.settings)
    rows = [cells(row) for row in one.rows]
    rows += [(name, "0", "not 0", text.DASH, text.DASH, verdict(False)) for name in one.broken]
    return Told(
        case.name, case.title, case.source, f"chairtime run scenarios/theory/{case.scenario}.yaml{settings}", rows
    )


def cells(row: Row) -> tuple[str, ...]:
    """One check."""
    half = f"{row.half_width:{',.0f' if row.half_width >= 100 else '.2g'}}" if isfinite(row.half_width) else text.DASH
    z = signed(row.z) if isfinite(row.z) else text.DASH
    return what(row.check), amount(row.exact), amount(row.simulated), half, z, verdict(row.passed)


def what(check: str) -> str:
    """A check with the unit of its metric."""
    try:
        unit = metrics.unit_of(check)
    except KeyError:
        return check
    return check if unit == "1" else f"{check} [{unit}]"


def verdict(passed: bool) -> str:
    """In a word."""
    return "agrees" if passed else "DISAGREES"


def signed(score: float) -> str:
    """A score with its sign."""
    return f"{score:+.2f}".replace("-", "−")


def amount(value: float | Sequence[float]) -> str:
    """A number with four digits, or several; many by their number."""
    if isinstance(value, float | int):
        shown = f"{value:,.4g}" if abs(value) < 1e4 else f"{value:,.0f}"
        return shown.replace("-", "−")
    if len(value) > MOST:
        return f"{len(value)} numbers"
    return ", ".join(f"{one:.6g}" for one in value)


def agreement(numbers: int, wrong: int, cases: int) -> str:
    """How many numbers of so many cases agree, as a sentence."""
    right, of = numbers - wrong, f"of {text.plural(cases, 'case')}"
    if numbers == 1:
        return f"The only number {of} {'disagrees' if wrong else 'agrees'} with what is known."
    many = f"{right} of {numbers}" if wrong else f"All {numbers}"
    return f"{many} numbers {of} {'agrees' if right == 1 else 'agree'} with what is known."


def sentences(battery: Battery) -> list[str]:
    """The verdict: how many agree, and how the scores lie together."""
    rows = [row for one in battery.judged for row in one.rows]
    wrong = sum(not row.passed for row in rows)
    broken = sum(len(one.broken) for one in battery.judged)
    found = [agreement(len(rows), wrong, len(battery.judged))]
    if broken:
        found.append("1 identity does not hold." if broken == 1 else f"{broken} identities do not hold.")
    if battery.fit.scores:
        found.append(spread(battery))
    if battery.noticeable:
        found.append(power(battery))
    return found


def spread(battery: Battery) -> str:
    """How far out the scores lie, all together."""
    fit = battery.fit
    scores = [row.z for one in battery.judged for row in one.rows if isfinite(row.z)]
    root = (fit.statistic / fit.scores) ** 0.5
    words = "as chance has it" if fit.is_good else "NOT as chance has it"
    return (
        f"The {fit.scores} scores have a root mean square of {root:.2f} (1 expected) and reach from "
        f"{signed(min(scores))} to {signed(max(scores))} (within ±{battery.far:.2f} expected): chi-square "
        f"{fit.statistic:.1f}, of which a larger value has probability {fit.too_far:.3g} and a smaller one "
        f"{fit.too_near:.3g}; {words}."
    )


def power(battery: Battery) -> str:
    """How often a right program fails, and how wrong a number is that does not pass."""
    wrong = f"{10_000 * (CHANCE + 2 * RARE):.0f} of 10,000"
    half, most = np.quantile(battery.noticeable, (0.5, 0.9))
    return (
        f"A right program fails by chance in at most {wrong} samples. One number alone that is wrong is noticed nine "
        f"times in ten when it is off by {100 * half:.0f} % (for half of the numbers) or by {100 * most:.0f} % (for "
        "nine in ten); an error that many numbers share is noticed sooner."
    )


def as_json(battery: Battery) -> dict[str, object]:
    """The stable, machine-readable result; absent is null."""
    return {
        "passed": battery.passed,
        "seed": battery.seed,
        "seconds": round(battery.seconds, 1),
        "farthest_score_allowed": battery.far,
        "chi_square": {
            "statistic": battery.fit.statistic,
            "scores": battery.fit.scores,
            "scale": battery.fit.scale,
            "degrees_of_freedom": battery.fit.freedom,
            "probability_of_more": battery.fit.too_far,
            "probability_of_less": battery.fit.too_near,
        },
        "cases": [_case(one) for one in battery.judged],
    }


def _case(one: Judged) -> dict[str, object]:
    case = one.case
    return {
        "case": case.name,
        "family": case.family,
        "title": case.title,
        "source": case.source,
        "scenario": f"{case.scenario}.yaml",
        "settings": list(case.settings),
        "replications": one.replications,
        "passed": one.passed,
        "broken_identities": list(one.broken),
        "checks": [
            {
                "check": row.check,
                "exact": row.exact,
                "simulated": row.simulated,
                "half_width": row.half_width if isfinite(row.half_width) else None,
                "z": row.z if isfinite(row.z) else None,
                "passed": row.passed,
            }
            for row in one.rows
        ],
    }
