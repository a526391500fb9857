"""The best plan in sentences and tables: what is recommended, the runner-up and its distance, what it cost to find."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import isfinite

from sim import metrics
from sim.planning import Plan
from sim.procedures.pareto import Place
from sim.procedures.selection import State
from sim.report import targets as told
from sim.report import text
from sim.report.comparison.amounts import amount, scale
from sim.report.figure import Table
from sim.stats import Summary


def currency(plan: Plan) -> str:
    """Label of every amount."""
    return str(plan.designs[0].loaded.scenario.money.currency)


def answer(plan: Plan) -> str:
    """The decision in one line."""
    if plan.best is not None:
        return f"{_capital(plan.designs[plan.best].label)}."
    if plan.race.settled:
        return "No design meets the targets."
    left = plan.race.alive
    if len(left) == 1:
        return f"Not settled: {plan.designs[left[0]].label} is left, but whether it meets the targets is not known."
    return f"Not settled: {len(left)} of {len(plan.designs)} designs may still be the best."


def sentences(plan: Plan) -> list[str]:
    """The decision, its reason, the runner-up, what tempts, what it cost."""
    return [text.sentence(one) for one in (*_about_best(plan), *_without_best(plan), *_about_cost(plan))]


def _about_best(plan: Plan) -> Iterator[str]:
    best = plan.best
    if best is None:
        return
    objective, money = plan.aims.objectives[0], currency(plan)
    mean = told.spread(objective.metric, plan.stat(best, objective.metric), money)
    way = "highest" if objective.highest else "lowest"
    n = len(plan.aims.targets)
    among = f" among those that meet {'the target' if n == 1 else f'all {n} targets'}" if n else ""
    yield f"of {len(plan.designs)} designs it has the {way} {told.name(objective.metric)}{among}: {mean}"
    binding = plan.binding(best)
    if binding:
        found = told.spread(binding.metric, plan.stat(best, binding.metric), money)
        yield f"the target with the least room is {told.said(binding, money)}; it comes to {found}"
    yield from _runner_up(plan)
    yield from _tempting(plan)


def _runner_up(plan: Plan) -> Iterator[str]:
    other, objective = plan.runner_up, plan.aims.objectives[0]
    if other is None or plan.best is None:
        yield "there is no runner-up: every other design misses a target"
        return
    gap = plan.gap(other, plan.best, objective.metric)
    one = plan.designs[other].label
    known = plan.candidate(other)
    unsure = "" if known.feasible else "; whether it meets the targets was not needed, and is not known"
    yield f"the runner-up is {one}, with {_changed(plan, objective.metric, gap)}{unsure}"


def _tempting(plan: Plan) -> Iterator[str]:
    other, objective = plan.tempting, plan.aims.objectives[0]
    if other is None or plan.best is None:
        return
    gap = _changed(plan, objective.metric, plan.gap(other, plan.best, objective.metric))
    yield f"{plan.designs[other].label} would have {gap}, but misses {missed(plan, other)}"


def _changed(plan: Plan, metric: str, gap: Summary) -> str:
    """``the margin lower by USD 310 a week (120 to 500)``."""
    low, high = gap.mean - gap.half_width, gap.mean + gap.half_width
    up = gap.mean > 0
    size = amount(metric, abs(gap.mean), *((low, high) if up else (-high, -low)), currency(plan))
    same = ", which does not matter here" if abs(gap.mean) <= plan.rules.zones[0] else ""
    return f"the {told.name(metric)} {'higher' if up else 'lower'} by {size}{same}"


def _without_best(plan: Plan) -> Iterator[str]:
    if plan.best is not None:
        return
    if plan.race.settled:
        near = plan.nearest
        yield f"the nearest is {plan.designs[near].label}: it misses {missed(plan, near)}"
    else:
        yield (
            f"after {plan.rules.most:,} replications of a design the search gave up; allow more with --most, widen the "
            "tolerances and the difference that does not matter, or choose between these by hand: "
            + text.listed([plan.designs[nth].label for nth in plan.race.alive[:6]])
        )


def _about_cost(plan: Plan) -> Iterator[str]:
    used, more = plan.race.replications, plan.replications - plan.race.replications
    front = f" (the Pareto front {more:,} more)" if more > 0 else ""
    yield (
        f"the choice took {used:,} replications{front}; equal numbers for every design on independent streams would "
        f"need {plan.naive.equal:,} for the same guarantee ({_times(plan.naive.equal, used)}), and as many as each "
        f"design needs by itself {plan.naive.each:,} ({_times(plan.naive.each, used)})"
    )


def _times(many: int, few: int) -> str:
    times = round(many / max(few, 1), 1)
    return "as many" if times == 1 else f"{text.plain(times)} times as many"


def guarantee(plan: Plan) -> str:
    """What the confidence means."""
    rules, objective, money = plan.rules, plan.aims.objectives[0], currency(plan)
    level = f"{100 * rules.confidence:g} %"
    zone = told.amount(objective.metric, rules.zones[0], money)
    usual = " (1 % of its mean over the designs, because none was given)" if plan.zone_is_default else ""
    tolerances = [
        f"{told.name(one.metric)} {told.amount(one.metric, one.tolerance, money)} ({one.source.value})"
        for one in plan.aims.targets
    ]
    within = f" and the targets within a tolerance of {text.listed(tolerances)}" if tolerances else ""
    return (
        f"With probability {level} or more this is the right answer, if differences in {told.name(objective.metric)} "
        f"up to {zone} do not matter{usual}{within}. Procedure: feasibility and comparison by sequential tests side by "
        "side (Andradóttir and Kim 2010; several targets: Batur and Kim 2010), with dormancy (Healey, Andradóttir and "
        f"Kim 2013), on common random numbers; {rules.first} replications of each design first. It takes replications "
        "as normal."
    )


def missed(plan: Plan, nth: int) -> str:
    """The targets that a design is known to miss, with what it comes to."""
    money = currency(plan)
    known = [one for one, met in zip(plan.aims.targets, plan.candidate(nth).met, strict=True) if met is False]
    found = [
        f"{told.said(one, money)} ({told.amount(one.metric, plan.estimate(nth, one.metric), money)})" for one in known
    ]
    return text.listed(found) or "a target: some replications have no number for it"


def difference(plan: Plan, metric: str, gap: Summary) -> str:
    """A paired difference with its sign and interval, in the unit of the column."""
    factor = scale(metric, currency(plan)).factor
    numbers = [factor * one for one in (gap.mean, gap.mean - gap.half_width, gap.mean + gap.half_width)]
    places = 0 if abs(numbers[0]) >= 100 else min(text.decimals(*(one for one in numbers if isfinite(one))), 2)
    mean, low, high = (text.number(one, places) for one in numbers)
    return f"{'+' if numbers[0] > 0 else ''}{mean}" + (f" ({low} to {high})" if isfinite(numbers[1]) else "")


def table(plan: Plan) -> Table:
    """Every design, the best first."""
    objectives, money = plan.aims.objectives, currency(plan)
    head = (
        "Design", *(_head(one.metric, money) for one in objectives), "Difference from the best",
        *(f"{_head(one.metric, money)}, {told.wanted(one, money)}" for one in plan.aims.targets),
        "Standing", "Replications",
    )  # fmt: skip
    ranks = {nth: place for place, nth in enumerate(plan.ranked(), start=1)}
    return Table(head, tuple(_row(plan, nth, ranks) for nth in ranks))


def _row(plan: Plan, nth: int, ranks: Mapping[int, int]) -> tuple[str, ...]:
    objective = plan.aims.objectives[0]
    gap = "–"
    if plan.best is not None and nth != plan.best:
        gap = difference(plan, objective.metric, plan.gap(nth, plan.best, objective.metric))
    means = [_cell(plan, nth, one.metric) for one in plan.aims.objectives]
    targets = [
        f"{_cell(plan, nth, one.metric)} {_verdict(met)}"
        for one, met in zip(plan.aims.targets, plan.candidate(nth).met, strict=True)
    ]
    label = f"{ranks[nth]}. {plan.designs[nth].label}"
    return label, *means, gap, *targets, standing(plan, nth, ranks), str(len(plan.outcomes[nth]))


def _cell(plan: Plan, nth: int, metric: str) -> str:
    return text.number(scale(metric, currency(plan)).factor * plan.estimate(nth, metric))


def _verdict(met: bool | None) -> str:
    return {True: "met", False: "missed"}.get(met, "open") if met is not None else "open"


def _head(metric: str, money: str) -> str:
    return f"{metrics.label(metric)} [{scale(metric, money).unit}]"


def standing(plan: Plan, nth: int, ranks: Mapping[int, int]) -> str:
    """What became of a design, and of its place on the front."""
    one = plan.candidate(nth)
    words = one.state.value
    if one.state in (State.BEATEN, State.ASLEEP) and one.by is not None:
        words = f"beaten by {ranks[one.by]}"
    place = plan.front.places.get(nth) if plan.front else None
    return f"{words}; {place.value}" if place else words


def reading(plan: Plan) -> str:
    """How the numbers of the table were made comparable."""
    return (
        f"Means are set to the replications of {plan.designs[plan.reference].label} by what each design shares with "
        "them; differences are paired, with their own 95 % intervals."
    )


def front(plan: Plan) -> list[str]:
    """The Pareto front in sentences; none with a single objective."""
    if plan.front is None:
        return []
    places = plan.front.places
    by = {place: [plan.designs[nth].label for nth, found in places.items() if found is place] for place in Place}
    wanted = text.listed(
        [f"{'highest' if one.highest else 'lowest'} {told.name(one.metric)}" for one in plan.aims.objectives]
    )
    found = [f"by {wanted}, {_many(by[Place.FRONT])} on the front: {'; '.join(by[Place.FRONT]) or 'none for certain'}"]
    if by[Place.OPEN]:
        found.append(f"not settled for {'; '.join(by[Place.OPEN])}")
    if by[Place.DOMINATED]:
        found.append(f"{_many(by[Place.DOMINATED])} dominated by another in everything")
    return [text.sentence(one) for one in found]


def _many(labels: list[str]) -> str:
    return f"{len(labels)} design{'s are' if len(labels) != 1 else ' is'}"


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
