"""The designs as points: the objective against the target with the least room, and the Pareto front."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from sim import metrics
from sim.planning import Plan
from sim.procedures.pareto import Place
from sim.procedures.selection import State
from sim.report import targets as told
from sim.report import text
from sim.report.comparison.amounts import scale
from sim.report.decision.plan_words import currency, front, standing
from sim.report.figure import Figure, Table
from sim.report.style import BLUE, FAINT, GREY, INK, LIMIT, ORANGE, RED, Look, legend_above, styled
from sim.report.sweep.panels import thousands
from sim.targets import Target

MARKS = {
    State.SELECTED: Look(BLUE, marker="*"),
    State.BEATEN: Look(GREY, marker="o"),
    State.MISSES: Look(RED, marker="x"),
    State.ASLEEP: Look(ORANGE, marker="^"),
    State.OPEN: Look(INK, marker="D"),
}
PLACES = {
    Place.FRONT: Look(BLUE, marker="o"),
    Place.DOMINATED: Look(GREY, marker="x"),
    Place.OPEN: Look(ORANGE, marker="D"),
}
STRENGTH = 0.55
"""Of the band of the tolerance, so that the grid is seen through it."""
FAR = 3.0
"""Points further from the bound than so many times the spread of the nearer half are drawn at the edge."""


def target_of(plan: Plan) -> Target | None:
    """The target on the axis: the one with the least room in the design selected, else in the nearest."""
    if not plan.aims.targets:
        return None
    return plan.binding(plan.shown)


def _mean(plan: Plan, nth: int, metric: str) -> float:
    return scale(metric, currency(plan)).factor * plan.estimate(nth, metric)


def _apart(plan: Plan, nth: int, metric: str) -> float:
    """Half-width of the difference from the reference; none for itself."""
    if nth == plan.reference:
        return 0.0
    half = scale(metric, currency(plan)).factor * plan.gap(nth, plan.reference, metric).half_width
    return float(np.nan_to_num(half))


def _axis(metric: str, money: str) -> str:
    return f"{metrics.label(metric)} [{scale(metric, money).unit}]"


@styled(height=3.7)
def plot_designs(plan: Plan, ax: Axes) -> Axes:
    """Objective against the target with the least room; what became of each design is its shape."""
    target, objective, money = target_of(plan), plan.aims.objectives[0], currency(plan)
    if target is None:
        return ax
    factor = scale(target.metric, money).factor
    points = {nth: _mean(plan, nth, target.metric) for nth in range(len(plan.designs))}
    edge = _edge(list(points.values()), factor * target.bound, target.at_most)
    for nth, x in points.items():
        mark = MARKS[plan.candidate(nth).state]
        survivor = mark.marker in "*D^"
        reach = {
            "xerr": np.nan_to_num(factor * plan.stat(nth, target.metric).half_width),
            "yerr": _apart(plan, nth, objective.metric),
        }
        across = min(x, edge) if target.at_most else max(x, edge)
        ax.errorbar(across, _mean(plan, nth, objective.metric), **(reach if survivor else {}), elinewidth=1, capsize=2,
                    ls="", marker=mark.marker, color=mark.color, ms=11 if mark.marker == "*" else 5.5,
                    zorder=4 if survivor else 3)  # fmt: skip
    bound, tolerance = factor * target.bound, factor * target.tolerance
    ax.axvspan(bound - tolerance, bound + tolerance, color=FAINT, alpha=STRENGTH, lw=0, zorder=0)
    ax.axvline(bound, color=LIMIT.color, ls=LIMIT.line, lw=1.3, zorder=2)
    ax.set_xlabel(_axis(target.metric, money))
    ax.set_ylabel(_axis(objective.metric, money))
    ax.xaxis.set_major_locator(MaxNLocator(7))
    ax.grid(visible=True, axis="both")
    states = [state for state in MARKS if any(one.state is state for one in plan.race.candidates)]
    band = Patch(color=FAINT, alpha=STRENGTH, lw=0, label="its tolerance")
    legend_above(ax, [*(_key(MARKS[state], state.value) for state in states), _line(target, money), band])
    thousands(ax.yaxis, ax.get_ylim())
    return ax


def _edge(values: list[float], bound: float, at_most: bool) -> float:
    """Where points that lie too far off are drawn."""
    known = np.array([one for one in values if np.isfinite(one)])
    if not known.size:
        return bound
    near = np.median(np.abs(known - bound))
    reach = FAR * max(float(near), abs(bound) / 2)
    return bound + reach if at_most else bound - reach


def _key(mark: Look, words: str) -> Line2D:
    return Line2D([], [], ls="", marker=mark.marker, color=mark.color, ms=9 if mark.marker == "*" else 5.5, label=words)


def _line(target: Target, money: str) -> Line2D:
    return Line2D([], [], color=LIMIT.color, ls=LIMIT.line, lw=1.3, label=told.wanted(target, money))


def caption_designs(plan: Plan) -> str:
    """How to read it."""
    target, money = target_of(plan), currency(plan)
    if target is None:
        return ""
    means = [_mean(plan, nth, target.metric) for nth in range(len(plan.designs))]
    edge = _edge(means, scale(target.metric, money).factor * target.bound, target.at_most)
    far = sum((one - edge) * (1 if target.at_most else -1) > 0 for one in means)
    beyond = f" {text.plural(far, 'design')} beyond the edge stand{'s' if far == 1 else ''} at it." if far else ""
    return (
        "A point for each design; its shape says what became of it. The line is the target, "
        f"{told.said(target, money)}; the grey band its tolerance. Crosses may miss another target than this one. "
        "Bars, drawn for designs that are left, are 95 % intervals: across of the mean, upwards of the difference "
        f"from {plan.designs[plan.reference].label}.{beyond}"
    )


def alt_designs(plan: Plan) -> str:
    """Who stands where."""
    counts = [f"{sum(one.state is state for one in plan.race.candidates)} {state.value}" for state in MARKS]
    return f"Points of {len(plan.designs)} designs: {', '.join(one for one in counts if not one.startswith('0 '))}."


def table_designs(plan: Plan) -> Table:
    """The points."""
    target, objective, money = target_of(plan), plan.aims.objectives[0], currency(plan)
    metric = target.metric if target else objective.metric
    ranks = {nth: place for place, nth in enumerate(plan.ranked(), start=1)}
    rows = tuple(
        (f"{rank}. {plan.designs[nth].label}", text.number(_mean(plan, nth, metric)),
         text.number(_mean(plan, nth, objective.metric)), standing(plan, nth, ranks))
        for nth, rank in ranks.items()
    )  # fmt: skip
    return Table(("Design", _axis(metric, money), _axis(objective.metric, money), "Standing"), rows)


def missing_designs(plan: Plan) -> str:
    """Nothing to set the objective against."""
    return "" if plan.aims.targets else "the scenario has no targets"


@styled(height=3.7)
def plot_front(plan: Plan, ax: Axes) -> Axes:
    """The first objective against the second, a point for each design that is not known to miss a target."""
    first, second, money = *plan.aims.objectives[:2], currency(plan)
    places = plan.front.places if plan.front else {}
    for nth, place in places.items():
        mark, (x, y) = PLACES[place], (_mean(plan, nth, one.metric) for one in (first, second))
        ax.errorbar(x, y, xerr=_apart(plan, nth, first.metric), yerr=_apart(plan, nth, second.metric), elinewidth=0.9,
                    capsize=2, ls="", marker=mark.marker, color=mark.color, ms=6, zorder=3)  # fmt: skip
    ax.set_xlabel(f"{_axis(first.metric, money)}, {'highest' if first.highest else 'lowest'} wanted")
    ax.set_ylabel(f"{_axis(second.metric, money)}, {'highest' if second.highest else 'lowest'} wanted")
    ax.grid(visible=True, axis="both")
    ax.xaxis.set_major_locator(MaxNLocator(7))
    legend_above(ax, [_key(PLACES[place], place.value) for place in PLACES if place in places.values()])
    return ax


def caption_front(plan: Plan) -> str:
    """What is on it."""
    more = " The third objective counts too, though it is not drawn." if len(plan.aims.objectives) > 2 else ""
    bars = f"Bars are 95 % intervals of the difference from {plan.designs[plan.reference].label}."
    return " ".join([*front(plan), f"{bars}{more}"])


def alt_front(plan: Plan) -> str:
    """How many where."""
    places = list(plan.front.places.values()) if plan.front else []
    return f"Points: {', '.join(f'{places.count(place)} {place.value}' for place in Place)}."


def table_front(plan: Plan) -> Table:
    """Every design that is not known to miss a target, with its place."""
    money, places = currency(plan), plan.front.places if plan.front else {}
    rows = tuple(
        (plan.designs[nth].label,
         *(told.spread(one.metric, plan.stat(nth, one.metric), money) for one in plan.aims.objectives), place.value)
        for nth, place in places.items()
    )  # fmt: skip
    return Table(("Design", *(metrics.label(one.metric) for one in plan.aims.objectives), "Place"), rows)


def missing_front(plan: Plan) -> str:
    """It takes two objectives."""
    found = plan.front is not None and plan.front.places
    return "" if found else "a front needs two objectives and a design that may meet the targets"


FIGURES: tuple[Figure[Plan], ...] = (
    Figure("designs", "Designs against the target with the least room", caption_designs, alt_designs, plot_designs,
           table_designs, missing_designs),
    Figure("front", "The Pareto front", caption_front, alt_front, plot_front, table_front, missing_front),
)  # fmt: skip
