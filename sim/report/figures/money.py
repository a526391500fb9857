"""Money: from revenue to margin, per week."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter

from sim.experiment import Experiment
from sim.report import data, text
from sim.report.figure import Figure, Table
from sim.report.style import BLUE, INK, RED, SAND, SLATE, styled
from sim.stats import Summary

COSTS = {
    "wages": "Wages", "overtime": "Overtime", "supplies": "Supplies", "fixed": "Fixed cost", "reminders": "Reminders",
}  # fmt: skip
RARE = {"reminders"}
"""Costs that most clinics do not have; left out where they are nothing."""


def items(experiment: Experiment) -> dict[str, Summary]:
    """Revenue, costs and margin per week, in the order of the drawing."""
    names = ["revenue", *COSTS, "margin"]
    found = {name: data.stat(experiment, f"money.{name}.per_week") for name in names}
    return {name: one for name, one in found.items() if name not in RARE or one.mean > 0}


def costs(found: dict[str, Summary]) -> dict[str, str]:
    """Name and words of each cost that is shown."""
    return {name: words for name, words in COSTS.items() if name in found}


def bars(found: dict[str, Summary]) -> list[tuple[str, float, float]]:
    """Label, beginning and length of each bar: costs hang where the one before ends."""
    level, placed = found["revenue"].mean, [("Revenue", 0.0, found["revenue"].mean)]
    for name, words in costs(found).items():
        placed.append((words, level, -found[name].mean))
        level -= found[name].mean
    return [*placed, ("Margin", 0.0, found["margin"].mean)]


@styled(height=2.9)
def plot_money(experiment: Experiment, ax: Axes) -> Axes:
    """Revenue less each cost gives the margin, per week, with 95 % intervals at the ends of the bars."""
    found, unit = items(experiment), data.currency(experiment)
    placed = bars(found)
    looks = [
        (BLUE, ""),
        *[(SAND, "//")] * len(costs(found)),
        (BLUE, "..") if found["margin"].mean >= 0 else (RED, ".."),
    ]
    ends = [start + length for _, start, length in placed]
    reach = max(max(ends), found["revenue"].mean) - min(0.0, *ends) or 1.0
    for place, ((_, start, length), (color, hatch), one) in enumerate(zip(placed, looks, found.values(), strict=True)):
        ax.barh(-place, length, left=start, color=color, hatch=hatch, edgecolor=INK, height=0.66)
        ax.errorbar(start + length, -place, xerr=one.half_width, color=INK, capsize=2.5, lw=1.1)
        right = max(start, start + length + (one.half_width if one.n > 1 else 0.0))
        ax.text(right + 0.015 * reach, -place, text.money(one.mean, unit), va="center")
    ax.axvline(0, color=SLATE, lw=0.8)
    ax.set_yticks([-place for place in range(len(placed))], [name for name, *_ in placed])
    ax.set_xlim(min(0.0, *ends) - 0.06 * reach, max(ends) + 0.22 * reach)
    ax.xaxis.set_major_formatter(FuncFormatter(lambda amount, _: f"{amount:,.0f}".replace("-", "−")))
    ax.set_xlabel(f"{unit} per week")
    ax.grid(visible=True, axis="x")
    ax.grid(visible=False, axis="y")
    return ax


def caption(experiment: Experiment) -> str:
    """What remains, and the largest cost."""
    found, unit = items(experiment), data.currency(experiment)
    margin = found["margin"]
    largest = max(costs(found), key=lambda name: found[name].mean)
    word = "A margin" if margin.mean >= 0 else "A loss"
    return (
        f"{word} of {text.money(abs(margin.mean), unit)} a week ({_interval(margin, unit)}). Of "
        f"{text.money(found['revenue'].mean, unit)} revenue a week, {COSTS[largest].lower()} take"
        f"{'' if largest == 'wages' or largest == 'supplies' else 's'} the most: "
        f"{text.money(found[largest].mean, unit)}."
    )


def _interval(margin: Summary, unit: str) -> str:
    return text.money_interval(margin if margin.mean >= 0 else margin._replace(mean=-margin.mean), unit)


def alt(experiment: Experiment) -> str:
    """The bars in order."""
    unit = data.currency(experiment)
    parts = [f"{name.lower()} {text.money(length, unit)}" for name, _, length in bars(items(experiment))]
    return f"Waterfall from revenue to margin per week: {text.listed(parts)}."


def table(experiment: Experiment) -> Table:
    """Amounts per week."""
    unit, found = data.currency(experiment), items(experiment)
    labels = ["Revenue", *costs(found).values(), "Margin"]
    rows = [
        (name, text.money(one.mean, unit), text.money_interval(one, unit).removeprefix("95 % interval "))
        for name, one in zip(labels, found.values(), strict=True)
    ]
    return Table(("Per week", "Mean", "95 % interval"), tuple(rows))


def missing(experiment: Experiment) -> str:
    """Nothing is priced, or nothing was counted."""
    found = items(experiment)
    if not all(data.known(one) for one in found.values()):
        return "no amounts were counted"
    return "" if any(one.mean for one in found.values()) else "the scenario names no prices, wages or costs"


MONEY = (Figure("money", "From revenue to margin", caption, alt, plot_money, table, missing),)
