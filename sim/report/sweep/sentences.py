"""The answer of a sweep: which design is best by what, how sure that is, and where more stops paying."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

import numpy as np

from sim import metrics
from sim.report import text
from sim.report.comparison.amounts import amount
from sim.report.comparison.sentences import Answer
from sim.report.sweep.words import currency, few, value, varying
from sim.stats import Summary
from sim.sweep.designs import Sweep
from sim.sweep.fit import Effect, fitted
from sim.sweep.interaction import Interaction, strongest

FEWEST = 3
"""Levels from which on it can be said where something stops paying."""
WELL = 0.8
"""Share of the variance that a plane must explain to be trusted (assumption)."""
TOLD = 3
"""Effects told of each metric."""


class Stretch(NamedTuple):
    """Steps of a factor one after the other that all do the same to a metric."""

    first: str
    last: str
    sign: int
    """1 raises, -1 lowers, 0 is not known to change it."""
    change: Summary
    """What the last of these steps does."""
    steps: int


def said(sweep: Sweep) -> list[Answer]:
    """An answer for each metric shown that the designs differ in."""
    return [_answer(sweep, name) for name in varying(sweep, len(sweep.shown))]


def _answer(sweep: Sweep, name: str) -> Answer:
    told = [*_best(sweep, name), *(_steps(sweep, name) if sweep.is_grid else _effects(sweep, name))]
    found = strongest(sweep, name)
    if found is not None:
        told.append(f"{dependence(sweep, found)} An average over either of the two hides this.")
    return Answer(metrics.label(name), tuple(told), ())


def _best(sweep: Sweep, name: str) -> Iterator[str]:
    found = sweep.best(name)
    if found is None:
        return
    amount_ = value(name, sweep.stat(found.first, name), currency(sweep))
    way = "Highest" if metrics.better(name) == metrics.HIGHER else "Lowest"
    first = f"{way} with {sweep.designs[found.first].name}: {amount_}"
    others = [sweep.designs[place].name for place in found.may_be if place != found.first]
    count = len(sweep.designs)
    if not others:
        rest = f"all the other {count - 1} designs" if count > 2 else "the other design"
        yield f"{first}; it beats {rest}." if count > 1 else f"{first}."
    elif len(others) == count - 1:
        yield f"{first}, but no design is known to be better than any other."
    else:
        yield f"{first}. It cannot be told apart from {few(others)} (of {count} designs)."


def _steps(sweep: Sweep, name: str) -> Iterator[str]:
    for place, factor in enumerate(sweep.factors):
        if not factor.numbers or len(sweep.levels(place)) < FEWEST:
            continue
        stretches = list(_stretches(sweep, place, name))
        told = [_stretch(one, name, currency(sweep)) for one in stretches]
        average = ", averaged over the other factors" if len(sweep.factors) > 1 else ""
        yield f"Along {sweep.labels[place]}{average}: {'; '.join(told)}.{_end(stretches, name)}"


def _stretches(sweep: Sweep, place: int, name: str) -> Iterator[Stretch]:
    levels, changes = sweep.levels(place), sweep.steps(place, name)
    signed = [(_sign(change), number) for number, change in enumerate(changes)]
    for sign, members in groupby(signed, key=lambda one: one[0]):
        numbers = [number for _, number in members]
        yield Stretch(levels[numbers[0]], levels[numbers[-1] + 1], sign, changes[numbers[-1]], len(numbers))


def _sign(change: Summary) -> int:
    """Which way a step is known to move a metric."""
    if not np.isfinite(change.half_width):
        return 0
    return int(np.sign(change.mean)) if abs(change.mean) > change.half_width else 0


def _stretch(one: Stretch, name: str, label: str) -> str:
    where = f"from {one.first} to {one.last}"
    if not one.sign:
        steps = "it is not known to change" if one.steps == 1 else "no step is known to change it"
        return f"{where} {steps}"
    low, high = sorted((abs(one.change.mean - one.change.half_width), abs(one.change.mean + one.change.half_width)))
    size = amount(name, abs(one.change.mean), low, high, label)
    verb = "rises" if one.sign > 0 else "falls"
    if one.steps == 1:
        return f"{where} it {verb} by {size}"
    return f"{where} it {verb} with every step, by {size} in the last"


def _end(stretches: Sequence[Stretch], name: str) -> str:
    """Where more of a factor stops paying, if the sweep saw that."""
    good = {metrics.HIGHER: 1, metrics.LOWER: -1}.get(metrics.better(name), 0)
    signs = [one.sign * good for one in stretches]
    if 1 not in signs:
        return ""
    last = max(number for number, sign in enumerate(signs) if sign == 1)
    if last == len(signs) - 1:
        return f" It still gets better at {stretches[last].last}, the end of the range."
    after = " and then gets worse" if -1 in signs[last:] else ""
    return f" Beyond {stretches[last].last} nothing more is known to be gained{after}."


def dependence(sweep: Sweep, found: Interaction) -> str:
    """What one factor does at two levels of the other."""
    first, second, name = sweep.labels[found.along], sweep.labels[found.beside], found.metric
    label = currency(sweep)
    strong, weak = (_does(one, name, label) for one in (found.at_strong, found.at_weak))
    return (
        f"What {first} does depends on {second}: from {found.low} to {found.high} it {strong} with {second} "
        f"{found.strong}; with {found.weak} it {weak}."
    )


def _does(change: Summary, name: str, label: str) -> str:
    """``rises by 3.2 (3.0 to 3.4)``."""
    if not _sign(change):
        return "is not known to change"
    mean, half = abs(change.mean), change.half_width
    return f"{'rises' if change.mean > 0 else 'falls'} by {amount(name, mean, mean - half, mean + half, label)}"


def _effects(sweep: Sweep, name: str) -> Iterator[str]:
    found = fitted(sweep, name)
    if found is None:
        yield "Too few designs, or values missing in some, to say what each factor does."
        return
    yield from largest(found.effects, name, currency(sweep))
    yield trust(found.explained)


def largest(effects: Sequence[Effect], name: str, label: str) -> Iterator[str]:
    """The largest effects that are settled."""
    known = sorted((one for one in effects if _sign(one.change)), key=lambda one: -abs(one.change.mean))
    if known:
        yield f"What moves it most: {'; '.join(moved(one, name, label) for one in known[:TOLD])}."
    if others := [one.label for one in effects if not _sign(one.change)]:
        yield f"Not known to move it: {few(others, 8)}."


def moved(one: Effect, name: str, label: str) -> str:
    """``recliner from 4 to 10 raises it by 3.2 (3.0 to 3.4)``."""
    mean, half = abs(one.change.mean), one.change.half_width
    verb = "raises" if one.change.mean > 0 else "lowers"
    subject = f"{one.label} instead of {one.low}" if ":" in one.label else f"{one.label} from {one.low} to {one.high}"
    return f"{subject} {verb} it by {amount(name, mean, mean - half, mean + half, label)}"


def trust(explained: float, advice: str = "; look at the points") -> str:
    """How far the plane can be believed; *advice* follows where it cannot."""
    if not np.isfinite(explained):
        return ""
    share = f"A plane through all designs explains {text.percent(max(explained, 0.0))} of their differences"
    return f"{share}." if explained >= WELL else f"{share}: the effects bend or depend on each other{advice}."


def held(sweep: Sweep) -> str:
    """How sure all this is, in a sentence or two."""
    level = f"{100 * sweep.confidence:g} %"
    first = (
        f"All designs met the same people with the same luck, in {text.plural(sweep.replications, 'replication')} "
        f"each. Intervals behind a value are its own {level} interval. "
    )
    best = (
        f"The truly best design is with {level} confidence, for each metric, among the best and those that cannot be "
        f"told apart from it (paired screening; Nelson and others 2001)."
    )
    steps = (
        " Along a factor the steps hold together (Bonferroni)."
        if sweep.is_grid
        else " What a factor does is the slope of the plane that fits best; its interval holds chance, "
        "not how badly the plane fits."
    )
    return first + best + steps


def warnings(sweep: Sweep) -> list[str]:
    """What the numbers themselves warn of."""
    found = []
    if sweep.replications < 5:
        are = "is" if sweep.replications == 1 else "are"
        count = text.plural(sweep.replications, "replication")
        found.append(f"There {are} only {count} of each design: little can be settled.")
    return found
