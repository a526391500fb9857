"""Lost chair-hours: what became of every open hour of every treatment space."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Patch

from sim.experiment import Experiment
from sim.report import data, text
from sim.report.figure import Figure, Table
from sim.report.style import BLUE, GREY, INK, SAND, legend_above, short, styled
from sim.stats import Summary, summary

PRODUCTIVE = "productive"
SMALL = 0.0005
"""Shares below this are named in the caption, not drawn."""
NAMES = {
    PRODUCTIVE: "In use for patients",
    "break_cover": "Waiting while staff are on a break",
    "waiting_for_watcher": "Waiting for somebody to watch",
    "waiting_for_rule": "Waiting for a safety rule",
    "waiting_for_space": "Waiting for another space",
    "occupied_idle": "Taken, nothing happens",
    "turnover": "Turnover",
    "out_of_service": "Out of service",
    "before_seating": "Patient busy elsewhere (check-in)",
    "late_arrival": "Late arrival",
    "no_show": "No-show",
    "unfilled_cancellation": "Cancellation not filled",
    "closed_early": "Day over before closing",
    "nobody_booked": "Nobody booked",
}
EMPTY = {"nobody_booked", "closed_early", "unfilled_cancellation", "no_show", "late_arrival", "out_of_service"}
"""Causes for which the space stands empty without a patient in the building."""
KINDS = (("In use", BLUE, ""), ("Empty, nobody there", SAND, ""), ("Held up", GREY, "////"))
"""Legend, colour and hatch of the bars."""


def label(cause: str) -> str:
    """A cause in words."""
    return NAMES.get(cause) or f"Waiting for {cause.removeprefix('waiting_for_').replace('_', ' ')}"


def kind(cause: str) -> int:
    """Place in KINDS."""
    return 0 if cause == PRODUCTIVE else 1 if cause in EMPTY else 2


def causes(experiment: Experiment) -> list[tuple[str, Summary]]:
    """Use and causes by size, the largest first; empty if there are no treatment spaces."""
    found = {name: one for name, one in data.family(experiment, "lost").items() if name != "total" and data.known(one)}
    return sorted(found.items(), key=lambda item: -item[1].mean)


def shown(experiment: Experiment) -> list[tuple[str, Summary]]:
    """Those that can be seen."""
    return [(name, one) for name, one in causes(experiment) if one.mean >= SMALL]


def worst(experiment: Experiment) -> tuple[str, Summary] | None:
    """The largest loss, if there is any."""
    return next(((name, one) for name, one in shown(experiment) if name != PRODUCTIVE), None)


@styled(height=lambda experiment: 0.95 + 0.225 * len(shown(experiment)))
def plot_lost_hours(experiment: Experiment, ax: Axes) -> Axes:
    """Share of the open chair time by what became of it, the largest on top, with 95 % intervals."""
    rows = shown(experiment)[::-1]
    for place, (name, one) in enumerate(rows):
        _, color, hatch = KINDS[kind(name)]
        ax.barh(place, 100 * one.mean, color=color, hatch=hatch, edgecolor=INK, height=0.68)
        ax.errorbar(100 * one.mean, place, xerr=100 * one.half_width, color=INK, capsize=2.5, lw=1.1)
        end = 100 * (one.mean + max(one.half_width, 0.0) if one.n > 1 else one.mean)
        ax.text(end + 1, place, text.percent(one.mean), va="center")
    kinds = [KINDS[code] for code in sorted({kind(name) for name, _ in rows})]
    legend_above(ax, [Patch(facecolor=color, hatch=hatch, edgecolor=INK, label=words) for words, color, hatch in kinds])
    ax.set_yticks(range(len(rows)), [short(label(name), 36) for name, _ in rows])
    ax.set_xlabel("Share of open chair time [%]")
    ax.set_xlim(0, min(112, 14 + max(100 * (one.mean + (one.half_width if one.n > 1 else 0)) for _, one in rows)))
    ax.grid(visible=True, axis="x")
    ax.grid(visible=False, axis="y")
    return ax


def caption(experiment: Experiment) -> str:
    """The part in use and the largest losses."""
    rows = shown(experiment)
    lost = [(name, one) for name, one in rows if name != PRODUCTIVE]
    used = dict(causes(experiment)).get(PRODUCTIVE)
    first = f"Patients use {text.percent(used.mean)} of the open chair time. " if used else ""
    hours = data.family(experiment, "lost_hours")
    most = [f"{label(name).lower()} {text.percent(one.mean)}{_hours(hours.get(name))}" for name, one in lost[:3]]
    rest = [label(name).lower() for name, one in causes(experiment) if 0 < one.mean < SMALL]
    last = f" Too small to draw: {text.listed(rest)}." if rest else ""
    whole = "All bars together make 100 %, apart from rounding."
    return f"{first}Most is lost to: {text.listed(most)}. {whole}{last}" if most else first


def _hours(found: Summary | None) -> str:
    return f" ({text.plain(found.mean)} chair-hours a week)" if found and data.known(found) else ""


def hours_in_use(experiment: Experiment) -> Summary:
    """Hours of the treatment spaces that patients use, without a number where nothing is lost [h/week]."""
    names = [name.removeprefix("lost_hours.") for name in experiment.names if name.startswith("lost_hours.")]
    lost = sum((experiment.values(f"lost.{name}") for name in names), np.zeros(len(experiment.outcomes)))
    hours = sum((experiment.values(f"lost_hours.{name}") for name in names), np.zeros(len(experiment.outcomes)))
    known = lost > 0
    used = experiment.values(f"lost.{PRODUCTIVE}")[known] * hours[known] / lost[known]
    return summary(used, together=experiment.together if known.all() else 1)


def alt(experiment: Experiment) -> str:
    """The bars."""
    bars = [f"{label(name).lower()} {text.percent(one.mean)}" for name, one in shown(experiment)]
    return f"Horizontal bars of the share of open chair time: {text.listed(bars)}."


def table(experiment: Experiment) -> Table:
    """Every cause with its share and hours per week."""
    hours = {PRODUCTIVE: hours_in_use(experiment), **data.family(experiment, "lost_hours")}
    rows = [
        (label(name), text.span(one, 100), text.span(hours[name]) if data.known(hours[name]) else text.DASH)
        for name, one in causes(experiment)
    ]
    head = "What became of the time", "Share [%] (95 % interval)", "Chair-hours per week (95 % interval)"
    return Table(head, tuple(rows))


def missing(experiment: Experiment) -> str:
    """A place without treatment spaces, or a run without a result."""
    return "" if shown(experiment) else "there are no treatment spaces whose hours could be lost"


LOST = (Figure("lost_hours", "Where the chair-hours go", caption, alt, plot_lost_hours, table, missing),)
