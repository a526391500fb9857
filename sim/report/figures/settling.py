"""Welch's plot: how the panel and the diary settle, and where counting begins."""

from __future__ import annotations

from math import ceil

import numpy as np
from matplotlib.axes import Axes

from sim import settling
from sim.experiment import Experiment
from sim.report import data, text
from sim.report.figure import Figure, Table
from sim.report.figures.axes import mark, week_axis, weekly
from sim.report.figures.weeks import Series, table_of
from sim.report.style import BAND, LOOKS, SLATE, legend_above, styled
from sim.stats import welch
from sim.units import WEEK

LABELS = {
    "weekly_panel_induction": "In induction",
    "weekly_panel_maintenance": "In maintenance",
    "weekly_waiting_list": "Waiting for a first infusion",
    "weekly_booked_ahead": "Appointments ahead",
    "weekly_present": "In the building",
}
"""Of the series looked at, as the drawing names them."""
REACH = 4
"""Weeks on either side over which the average moves."""
LEAST = 0.5
"""Series with a smaller mean in the window are left out: of next to nothing every part is large."""


def lines(experiment: Experiment) -> list[Series]:
    """Moving averages of the series looked at, in percent of their mean in the window; shape (n, weeks - REACH)."""
    found = []
    for name, look in zip(settling.series_of(experiment.scenario), LOOKS, strict=False):
        values = weekly(experiment, name)
        if values is None or np.isnan(values).any() or values.shape[1] <= 2 * REACH:
            continue
        mean = float(settling.in_window(experiment, values).mean())
        if mean >= LEAST:
            smooth = np.array([welch(one, REACH) for one in values])
            found.append(Series(LABELS[name], 100 * smooth / mean, look))
    return found


@styled(height=2.9)
def plot_settling(experiment: Experiment, ax: Axes) -> Axes:
    """Moving averages by week with 95 % intervals, against the mean of the weeks that count; the warm-up's end."""
    for one in lines(experiment):
        found, x = data.band(one.values, experiment.together), np.arange(one.values.shape[1]) + 1
        low, high = found.mean - found.half_width, found.mean + found.half_width
        ax.fill_between(x, low, high, color=one.look.color, alpha=BAND, lw=0)
        ax.plot(x, found.mean, color=one.look.color, ls=one.look.line, label=one.label)
    ax.set_ylim(0, min(1.12 * ax.get_ylim()[1], 250.0))
    ax.axhline(100.0, color=SLATE, lw=0.8)
    week_axis(ax, experiment)
    mark(ax, experiment.window.start / WEEK + 0.5, "Counting begins")
    ax.set_ylabel("Moving average [% of mean]")
    legend_above(ax)
    return ax


def caption_settling(experiment: Experiment) -> str:
    """How to read it, and what MSER-5 says."""
    back = settling.looked_back(experiment)
    cuts = text.listed([f"{what} {text.plural(cut, 'week')}" for what, cut in back.by_series.items()])
    begins = text.plural(experiment.window.start / WEEK, "week")
    words = (
        f"Welch's plot: averages over {2 * REACH + 1} weeks and all replications; a series has settled where it stays "
        f"near 100 %. Counting begins after {begins}. From this run one would leave out: {cuts}."
    )
    short = " The longest of them is the most that may be left out, so the run is short for the rule."
    return words + ("" if back.is_settled else short)


def alt_settling(experiment: Experiment) -> str:
    """Where each line is in the first week and when counting begins."""
    start = ceil(experiment.window.start / WEEK)
    found = [
        f"{one.label.lower()} at {one.values[:, 0].mean():.0f} % in the first week and "
        f"{one.values[:, min(start, one.values.shape[1] - 1)].mean():.0f} % where counting begins"
        for one in lines(experiment)
    ]
    return f"Lines over the weeks of the run, in percent of their mean later on: {text.listed(found)}."


def table_settling(experiment: Experiment) -> Table:
    """The lines by week."""
    return table_of(lines(experiment), experiment.together)


def missing_settling(experiment: Experiment) -> str:
    """A fill-up study, or nothing to settle."""
    if experiment.scenario.run.is_fill_up:
        return "results count from the first day, so there is no warm-up; the figures by calendar week show the course"
    if data.replications(experiment) < 1 or not lines(experiment):
        return "the run is too short, or nobody is in care, waits or is booked"
    return ""


SETTLING = (
    Figure("settling", "Whether the clinic has settled", caption_settling, alt_settling, plot_settling,
           table_settling, missing_settling),
)  # fmt: skip
