"""Calendar weeks: starts, infusions, the panel, and access."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes

from sim.experiment import Experiment
from sim.metrics.access import TARGET_DAYS
from sim.report import data, text
from sim.report.figure import Figure, Table
from sim.report.figures.axes import draw_weeks, limit_line, week_axis, weekly
from sim.report.style import INDUCTION, LOOKS, MAINTENANCE, TOGETHER, Look, Plot, legend_above, styled
from sim.stats import bonferroni, trend
from sim.units import HOUR, WEEK

NEAR = 1.6
"""A limit is drawn if it lies within so many times the greatest value; otherwise it is only named."""
SEASON = 13
"""Weeks compared at the beginning and the end of the counted part."""
LEVEL = 0.1
"""Changes by a smaller part are called level."""
LINES = 10
"""About so many weekly lines stand on a page; called rising or falling is what trends beyond chance among so many."""


class Series(NamedTuple):
    """One line of a weekly figure."""

    label: str
    values: np.ndarray
    """Shape (replications, weeks)."""
    look: Look
    banded: bool = True
    """Whether its bands are drawn; what merely explains another line has none."""


def series(experiment: Experiment, *wanted: tuple[str, str, Look]) -> list[Series]:
    """Those of the wanted (profile, label, look) in which something happens."""
    found = [(label, weekly(experiment, name), look) for name, label, look in wanted]
    return [Series(name, values, look) for name, values, look in found if values is not None and np.nanmax(values) > 0]


def starts(experiment: Experiment) -> list[Series]:
    """New patients asked for and begun."""
    begun = series(experiment, ("weekly_starts", "New starts", LOOKS[0]))
    asked = series(experiment, ("weekly_referrals", "Referrals", LOOKS[2]._replace(marker="")))
    return [*begun, *(one._replace(banded=False) for one in asked)] if begun else []


def infusions(experiment: Experiment) -> list[Series]:
    """Infusions given, by phase and together."""
    found = series(
        experiment,
        ("weekly_infusions_induction", "Induction", INDUCTION),
        ("weekly_infusions_maintenance", "Maintenance", MAINTENANCE),
    )
    both = [Series("Together", found[0].values + found[1].values, TOGETHER, False)] if len(found) == 2 else []
    return [*found, *both]


def panel(experiment: Experiment) -> list[Series]:
    """Patients in care, by phase."""
    return series(
        experiment,
        ("weekly_panel_induction", "In induction", INDUCTION),
        ("weekly_panel_maintenance", "In maintenance", MAINTENANCE),
    )


def access(experiment: Experiment) -> list[Series]:
    """Waits in days."""
    found = series(experiment, ("weekly_wait_to_first", "Referral to first infusion", LOOKS[0]))
    third = weekly(experiment, "weekly_third_next")
    if found and third is not None:
        kinds = [code for code, visit in enumerate(experiment.header.visits) if visit.kind in ("infusion", "consult")]
        for look, code in zip(LOOKS[1:], kinds, strict=False):
            label = f"Third next free: {experiment.header.visits[code].name}"
            found += [Series(label, third[:, code], look)] if np.isfinite(third[:, code]).any() else []
    return found


def waiting(experiment: Experiment) -> list[Series]:
    """People waiting for their first infusion."""
    return series(experiment, ("weekly_waiting_list", "Waiting for a first infusion", LOOKS[0]))


def capacity_per_week(experiment: Experiment) -> float:
    """Infusions that fit into the staffed hours of the treatment spaces at their planned time; NaN if unknown."""
    header = experiment.header
    hours = sum(
        data.stat(experiment, f"use.chair_hours_per_week.{header.spaces[code].replace(' ', '_')}").mean
        for code in header.treatment_spaces
    )
    planned = [minutes for visit, minutes in zip(header.visits, header.booked, strict=True) if visit.kind == "infusion"]
    return hours * HOUR / min(planned) if planned and min(planned) > 0 else np.nan


def cap(experiment: Experiment, name: str) -> float:
    """A limit set by the admission policy, NaN if it sets none."""
    return float(getattr(experiment.scenario.policies.admission, name, np.nan))


def draw(ax: Axes, experiment: Experiment, found: list[Series], label: str, limit: float, words: str) -> Axes:
    """The lines of a weekly figure, with a limit where it is near."""
    for one in found:
        draw_weeks(ax, one.values, one.look, one.label, one.banded, experiment.together)
    ax.set_ylim(0, 1.12 * ax.get_ylim()[1])
    if limit <= NEAR * ax.get_ylim()[1]:
        limit_line(ax, limit, words, in_legend=True)  # beside the line it would lie on others
    ax.set_ylabel(label)
    week_axis(ax, experiment)
    legend_above(ax)
    return ax


@styled()
def plot_starts(experiment: Experiment, ax: Axes) -> Axes:
    """Referrals and new starts by week, with the admission cap."""
    limit = cap(experiment, "per_week")
    return draw(ax, experiment, starts(experiment), "New patients per week", limit, f"Cap: {limit:g} a week")


@styled()
def plot_infusions(experiment: Experiment, ax: Axes) -> Axes:
    """Infusions by week and phase, with what the spaces could hold."""
    limit = capacity_per_week(experiment)
    words = f"Room for {limit:.0f} by open hours, at planned times"
    return draw(ax, experiment, infusions(experiment), "Infusions per week", limit, words)


@styled()
def plot_panel(experiment: Experiment, ax: Axes) -> Axes:
    """Patients in care by week and phase, with the cap on the panel."""
    limit = cap(experiment, "at_most")
    return draw(ax, experiment, panel(experiment), "Patients in care", limit, f"Cap of the panel: {limit:g}")


@styled()
def plot_access(experiment: Experiment, ax: Axes) -> Axes:
    """Waits by week, with the target."""
    return draw(ax, experiment, access(experiment), "Wait [days]", TARGET_DAYS, f"Target: {TARGET_DAYS} days")


@styled(height=2.7)
def plot_waiting_list(experiment: Experiment, ax: Axes) -> Axes:
    """Patients waiting for a first infusion by week."""
    return draw(ax, experiment, waiting(experiment), "Patients waiting", np.nan, "")


def counted(experiment: Experiment, values: np.ndarray) -> np.ndarray:
    """The weeks after the warm-up, shape (n, weeks)."""
    return values[:, int(np.ceil(experiment.window.start / WEEK)) :]


def ends(experiment: Experiment, values: np.ndarray) -> tuple[float, float, int]:
    """Mean of the first and of the last weeks that count, and how many weeks that is."""
    part = counted(experiment, values)
    size = max(min(SEASON, part.shape[1] // 4), 1)
    return float(np.nanmean(part[:, :size])), float(np.nanmean(part[:, -size:])), size


def course(experiment: Experiment, one: Series, unit: str) -> str:
    """From what to what a series goes."""
    first, last, size = ends(experiment, one.values)
    if not np.isfinite(first + last):
        return f"{one.label}: too few to tell"
    if unit == "days" and max(first, last) < SOON:
        return f"{one.label}: under half a day throughout"
    mean = float(np.nanmean(counted(experiment, one.values)))
    change = abs(last - first) / max(abs(first), abs(last), 1e-9)
    if change < LEVEL:
        return f"{one.label}: level at about {text.plain(mean)} {unit}"
    numbers = f"from {text.plain(first)} to {text.plain(last)} {unit}{_span(size)}"
    slope = trend(counted(experiment, one.values), bonferroni(0.95, LINES), experiment.together)
    if slope.n < 2:
        return f"{one.label}: {numbers}, in one run of luck"
    if not abs(slope.mean) > slope.half_width:
        return f"{one.label}: about {text.plain(mean)} {unit}, no trend beyond chance"
    return f"{one.label}: {'rising' if last > first else 'falling'} {numbers}"


def _span(size: int) -> str:
    return " between the first and the last week" if size == 1 else f" between the first and the last {size} weeks"


BANDS = " Dark band: 95 % interval of the mean; light band: the middle nine tenths of {n} replications."
SOON = 0.5
"""Waits below this are not compared [days]."""


def bands(experiment: Experiment) -> str:
    """How to read the bands."""
    n = data.replications(experiment)
    return BANDS.format(n=n) if n > 1 else " One replication: no interval."


def in_words(experiment: Experiment, found: list[Series], unit: str) -> str:
    """The course of each line, as sentences."""
    return text.sentence(". ".join(course(experiment, one, unit) for one in found))


def alt_of(experiment: Experiment, found: list[Series], unit: str) -> str:
    """Lines in words."""
    names = text.listed([one.label.lower() for one in found])
    return f"Lines over the weeks of the run of {names}. {in_words(experiment, found, unit)}"


def table_of(found: list[Series], together: int) -> Table:
    """Mean, interval and percentiles by week."""
    curves = [data.band(one.values, together) for one in found]
    head = ("Week", *(f"{one.label}: mean (95 % interval); 5th–95th percentile" for one in found))
    weeks = found[0].values.shape[1] if found else 0
    return Table(head, tuple((f"{week + 1}", *(_cell(curve, week) for curve in curves)) for week in range(weeks)))


def _cell(curve: data.Band, week: int) -> str:
    mean, half, low, high = (float(part[week]) for part in curve)
    if not np.isfinite(mean):
        return text.DASH
    inner = f" ({mean - half:.1f} to {mean + half:.1f})" if np.isfinite(half) else ""
    return f"{mean:.1f}{inner}; {low:.1f}–{high:.1f}"


def room(experiment: Experiment) -> str:
    """What the spaces could hold."""
    limit = capacity_per_week(experiment)
    words = (
        f" The open hours of the treatment spaces are those of about {limit:.0f} infusions a week as planned;"
        " as a visit should end by closing, somewhat fewer can be booked."
    )
    return words if np.isfinite(limit) else ""


def figure(
    name: str,
    title: str,
    plot: Plot,
    find: Callable[[Experiment], list[Series]],
    unit: str,
    none: str = "there are no courses of treatment, or fewer than two weeks",
    more: Callable[[Experiment], str] = lambda experiment: "",
) -> Figure[Experiment]:
    """A weekly figure; caption, description and table all follow from its lines."""
    return Figure(
        name,
        title,
        caption=lambda experiment: in_words(experiment, find(experiment), unit) + more(experiment) + bands(experiment),
        alt=lambda experiment: alt_of(experiment, find(experiment), unit),
        plot=plot,
        table=lambda experiment: table_of(find(experiment), experiment.together),
        missing=lambda experiment: "" if find(experiment) else none,
    )


WEEKS = (
    figure("starts", "New starts", plot_starts, starts, "a week"),
    figure("waiting_list", "The waiting list", plot_waiting_list, waiting, "patients",
           "nobody waited for a first infusion"),
    figure("access", "How long new patients wait", plot_access, access, "days", "nobody was referred and treated"),
    figure("infusions", "Infusions by phase", plot_infusions, infusions, "a week", more=room),
    figure("panel", "Patients in care", plot_panel, panel, "patients"),
)  # fmt: skip
