"""The largest load in sentences and tables: how much, how sure, what stops it."""

from __future__ import annotations

from collections.abc import Iterator

from sim import metrics
from sim.capacity import Capacity
from sim.procedures.bisection import Standing
from sim.report import binding, text
from sim.report import targets as told
from sim.report.figure import Table


def currency(found: Capacity) -> str:
    """Label of every amount."""
    return str(next(iter(found.designs.values())).scenario.money.currency)


def answer(found: Capacity) -> str:
    """The load in one line."""
    if found.met is None:
        tail = "" if found.bracket.settled else ", as far as it is settled"
        return f"None from {found.loads[0].text} to {found.loads[-1].text} meets the targets{tail}."
    if found.missed is None:
        return f"{found.met.text} and perhaps more: even the hardest load tried meets the targets."
    if not found.bracket.settled:
        return f"Between {found.met.text} and {found.missed.text}; what lies between is not settled."
    return f"{found.met.text}."


def sentences(found: Capacity) -> list[str]:
    """What is known on both sides, and what binds."""
    return [text.sentence(one) for one in (*_sides(found), *_targets(found), *_cost(found))]


def _sides(found: Capacity) -> Iterator[str]:
    number = len(found.targets)
    every = "the target is met" if number == 1 else f"{'both' if number == 2 else f'all {number}'} targets are met"
    if found.met:
        yield f"at {found.met.text} ({found.path}) {every}"
    if found.missed:
        missed = "at least one is missed" if len(found.targets) > 1 else "it is missed"
        yield f"at {found.missed.text} {missed}"
    if not found.bracket.settled:
        most = f"{found.rules.most:,}"
        yield f"some loads stayed open after {most} replications; allow more with --most, or widen the tolerances"


def _targets(found: Capacity) -> Iterator[str]:
    level, money = found.bracket.missed, currency(found)
    for target in found.binding():
        where = level if level is not None else found.tested[-1].level
        mean = told.spread(target.metric, found.stat(where, target.metric), money)
        which = "missed first" if level is not None else "with the least room"
        yield f"the target {which} is {told.said(target, money)}; it comes to {mean} at {found.loads[where].text}"


def _cost(found: Capacity) -> Iterator[str]:
    n = len(found.tested)
    yield f"this took {found.replications:,} replications of {n} of {len(found.loads)} loads"


def binds(found: Capacity) -> list[str]:
    """What binds at the first load that misses a target, else at the hardest that was tried."""
    level = found.bracket.missed
    return binding.sentences(found.experiment(level if level is not None else found.tested[-1].level))


def where_binds(found: Capacity) -> str:
    """At which load that was seen."""
    level = found.bracket.missed
    return f"At {found.loads[level if level is not None else found.tested[-1].level].text}"


def guarantee(found: Capacity) -> str:
    """What the confidence means."""
    money, level = currency(found), f"{100 * found.rules.confidence:g} %"
    tolerances = [
        f"{told.name(one.metric)} {told.amount(one.metric, one.tolerance, money)} ({one.source.value})"
        for one in found.targets
    ]
    return (
        f"With probability {level} or more, if targets get harder as {found.path} goes on: no load called met misses a "
        f"target by its tolerance or more, and no load called missed meets all of them by their tolerance or more. "
        f"Tolerances: {text.listed(tolerances)}. Procedure: bisection, with a sequential test of every target at every "
        "load visited (Kim and Nelson 2001; Andradóttir and Kim 2010) that share the error among them; "
        f"{found.rules.first} replications of each load first. It takes replications as normal."
    )


def table(found: Capacity) -> Table:
    """Every load that was tested."""
    money = currency(found)
    head = ("Load", *(f"{metrics.label(one.metric)}, {told.wanted(one, money)}" for one in found.targets),
            "Standing", "Replications")  # fmt: skip
    rows = []
    for one in found.tested:
        cells = [
            f"{told.spread(target.metric, found.stat(one.level, target.metric), money)} {_word(standing)}"
            for target, standing in zip(found.targets, one.targets, strict=True)
        ]
        rows.append((found.loads[one.level].text, *cells, one.standing.value, str(len(one.values))))
    return Table(head, tuple(rows))


def _word(standing: Standing) -> str:
    return "open" if standing is Standing.OPEN else standing.value
