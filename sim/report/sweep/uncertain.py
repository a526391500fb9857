"""The answer to uncertain inputs: which of them matter, and how much of the spread they make."""

from __future__ import annotations

from collections.abc import Iterator
from math import nan

from sim import metrics
from sim.comparison import Difference, Verdict
from sim.components import Components
from sim.report import data, text
from sim.report.comparison.amounts import scale
from sim.report.comparison.sentences import Answer, move
from sim.report.sweep.figures.spread import parts, span
from sim.report.sweep.figures.tornado import moved
from sim.report.sweep.sentences import WELL, largest, trust
from sim.report.sweep.words import currency, few, value, without_percentiles
from sim.stats import Summary
from sim.sweep.fit import fitted
from sim.sweep.tornado import Swing, Tornado
from sim.sweep.uncertainty import Uncertainty
from sim.units import show_duration

TOLD = 3
"""Inputs told of each metric."""
KNOWN = {Verdict.BETTER, Verdict.WORSE, Verdict.DIFFERS}


# tornado


def of_tornado(tornado: Tornado) -> list[Answer]:
    """An answer for each metric shown that some input moves."""
    names = without_percentiles(moved(tornado))
    return [Answer(metrics.label(name), tuple(_told(tornado, name)), ()) for name in names]


def _told(tornado: Tornado, name: str) -> Iterator[str]:
    label = data.currency(tornado.base)
    yield f"As it stands: {value(name, tornado.stat(name), label)}."
    swings = tornado.swings(name)
    known = [one for one in swings if _known(one)]
    for one in known[:TOLD]:
        yield f"{text.sentence(_swing(one, label))}"
    if others := [one.label for one in known[TOLD:]]:
        yield f"Less, but surely: {few(others, 8)}."
    if unknown := [one.label for one in swings if not _known(one)]:
        yield f"Not known to matter: {few(unknown, 8)}."


def _known(one: Swing) -> bool:
    return one.low.verdict in KNOWN or one.high.verdict in KNOWN


def _swing(one: Swing, label: str) -> str:
    """``With no show at 0.1 instead of 0.03, the margin falls by ...; at 0.02 it is not known to change``."""
    second, first = sorted(((one.low, one.low_at), (one.high, one.high_at)), key=lambda end: _size(end[0]))
    told = f"with {one.label} at {first[1]} instead of {one.value}, {move(first[0], label)}"
    if second[1] == one.value:
        return f"{told}; the value is the other end of the range"
    return f"{told}; at {second[1]} {_other(second[0], label)}"


def _size(one: Difference) -> float:
    """By which the end with the larger effect is told first; one that is not settled comes last."""
    return abs(one.together.mean) if one.verdict in KNOWN else 0.0


def _other(one: Difference, label: str) -> str:
    if one.verdict not in KNOWN:
        return "it is not known to change"
    _, _, after = move(one, label).rpartition(" falls by " if one.together.mean < 0 else " rises by ")
    return f"it {'falls' if one.together.mean < 0 else 'rises'} by {after}"


def tornado_held(tornado: Tornado) -> str:
    """How sure it is."""
    runs = text.plural(len(tornado.base.outcomes), "replication")
    level = f"{100 * tornado.confidence:g} %"
    return (
        f"All runs met the same people with the same luck, in {runs} each. The intervals of the differences of a "
        f"metric hold together with {level} confidence ({tornado.comparisons} differences, Bonferroni). One input "
        f"moves at a time: what two do together is not seen here; chairtime uncertainty draws them together."
    )


# uncertainty


def of_uncertainty(found: Uncertainty) -> list[Answer]:
    """An answer for each metric shown that varies."""
    return [Answer(metrics.label(name), tuple(_split(found, name, one)), ()) for name, one in parts(found)]


def _split(found: Uncertainty, name: str, one: Components) -> Iterator[str]:
    label = currency(found.sweep)
    unit = scale(name, label).unit
    window = found.sweep.base.window
    period = show_duration(window.end - window.start)
    mean = value(name, Summary(one.mean, nan, nan, nan, nan, 0), label)
    inputs, chance = (f"{span(name, part, label)} {unit}" for part in (one.inputs, one.chance))
    yield (
        f"{mean} on average. Because we do not know the inputs it may be {inputs}; because patients differ, "
        f"{period} with the inputs known come out at {chance}."
    )
    yield _share(one)
    if one.inputs.sd_low > 0 and (plane := fitted(found.sweep, name)):
        yield from largest(plane.effects, name, label)
        if plane.explained < WELL:
            yield trust(plane.explained, advice="")


def _share(one: Components) -> str:
    if one.inputs.sd_low == 0:
        return "That the inputs make any of the difference is not settled: more replications or sets would tell."
    share = text.percent(one.share)
    if one.share > 0.5:
        return f"The inputs make {share} of the variance: better figures would narrow it more than anything else."
    return f"The inputs make {share} of the variance: most of the spread would stay with perfect figures."


def uncertainty_held(found: Uncertainty) -> str:
    """How sure it is."""
    sweep = found.sweep
    shape = "peaked at the value given (triangular)" if found.shape == "triangular" else "all alike (uniform)"
    drawn = f"{len(sweep.designs)} sets of {text.plural(len(sweep.factors), 'input')} were drawn together"
    runs = text.plural(sweep.replications, "replication")
    return (
        f"{drawn}, by a Latin hypercube, values of a range {shape}; each set was simulated in {runs} with the same "
        f"people and luck. Spreads are told so that nine outcomes in ten lie inside. What chance leaves in the mean of "
        f"a set is taken off (crossed random-effects analysis of variance; Searle, Casella, McCulloch 1992). Inputs "
        f"without a range count as known."
    )
