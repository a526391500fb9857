"""Fidelity: whether inductions keep their window, and the spacing of their infusions."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes

from sim.experiment import Experiment
from sim.profiles import GAP_EDGES
from sim.report import data, text
from sim.report.figure import Figure, Table
from sim.report.figures.axes import histogram, mark
from sim.report.style import BLUE, INK, ORANGE, SAND, styled
from sim.stats import Summary
from sim.units import DAY

FATES = (
    ("finished_in_window.share_of_started", "Finished inside the window", BLUE, ""),
    ("broken_by_patient.share", "Ended or late for the patient's reasons", SAND, "//"),
    ("broken_by_congestion.share", "Ended or late for want of room", ORANGE, "xx"),
)
"""What becomes of the inductions begun; the three shares make 1."""


def fates(experiment: Experiment) -> list[Summary]:
    """Shares of inductions begun."""
    return [data.stat(experiment, f"fidelity.{name}") for name, *_ in FATES]


def windows(experiment: Experiment) -> str:
    """The windows in words: ``21 days``."""
    found = sorted({window / DAY for window in experiment.header.windows})
    return text.listed([f"{window:g}" for window in found]) + " days"


@styled(height=2.0)
def plot_fates(experiment: Experiment, ax: Axes) -> Axes:
    """What became of the inductions begun, with 95 % intervals."""
    for place, ((_, _, color, hatch), one) in enumerate(zip(FATES, fates(experiment), strict=True)):
        ax.barh(-place, 100 * one.mean, color=color, hatch=hatch, edgecolor=INK, height=0.66)
        ax.errorbar(100 * one.mean, -place, xerr=100 * one.half_width, color=INK, capsize=2.5, lw=1.1)
        end = 100 * (one.mean + (one.half_width if one.n > 1 else 0.0))
        ax.text(end + 1.5, -place, text.percent(one.mean), va="center")
    ax.set_yticks([0, -1, -2], [name for _, name, *_ in FATES])
    ax.set_xlim(0, 112)
    ax.set_xticks(range(0, 101, 20))
    ax.set_xlabel("Share of inductions begun [%]")
    ax.grid(visible=True, axis="x")
    ax.grid(visible=False, axis="y")
    return ax


def caption_fates(experiment: Experiment) -> str:
    """The share that keeps its window."""
    kept, patient, congestion = fates(experiment)
    finished = data.stat(experiment, "fidelity.finished_in_window.share_of_finished")
    whose = "none for want of room" if not congestion.mean else f"{text.percent(congestion.mean)} for want of room"
    of_those = (
        f" Of those who do finish, {text.share(finished)} are inside the window ({text.shares(finished)})."
        if data.known(finished)
        else ""
    )
    return (
        f"Of the inductions begun, {text.share(kept)} are finished within {windows(experiment)} of the first "
        f"infusion ({text.shares(kept)}). {text.percent(patient.mean)} end early or late for reasons of the "
        f"patient (dropout, missed visits), {whose}.{text.rounding(kept, patient, congestion)}{of_those}"
    )


def alt_fates(experiment: Experiment) -> str:
    """The bars."""
    pairs = zip(FATES, fates(experiment), strict=True)
    parts = [f"{words.lower()} {text.percent(one.mean)}" for (_, words, *_), one in pairs]
    return f"Horizontal bars of the share of inductions begun: {text.listed(parts)}."


def table_fates(experiment: Experiment) -> Table:
    """Shares with intervals, and days over."""
    rows = [(words, text.span(one, 100)) for (_, words, *_), one in zip(FATES, fates(experiment), strict=True)]
    return Table(("Inductions begun", "Share [%] (95 % interval)"), tuple(rows))


def missing_fates(experiment: Experiment) -> str:
    """No inductions."""
    return "" if all(data.known(one) for one in fates(experiment)) else "no induction was begun and closed"


@styled(height=2.7)
def plot_gaps(experiment: Experiment, ax: Axes) -> Axes:
    """Shares of gaps between infusions of an induction by days, with least and most spacing."""
    least, most = limits(experiment)
    histogram(ax, data.profile(experiment, "gap_histogram"), GAP_EDGES - 0.5, after=most + 0.4)
    right = max(ax.get_xlim()[1], most + 2.5)
    ax.set_xlim(min(least - 1.0, -0.5), right)
    ax.set_xticks(np.arange(0, right, 1 if right < 18 else 2))
    mark(ax, least - 0.5, f"Least: {least:g} d")
    mark(ax, most + 0.5, f"Most: {most:g} d")
    ax.set(xlabel="Days between infusions of an induction [days]", ylabel="Share of gaps [%]")
    return ax


def limits(experiment: Experiment) -> tuple[float, float]:
    """Least and most spacing over the protocols [days]."""
    least, most = zip(*experiment.header.planned, strict=True)
    return min(least) / DAY, max(most) / DAY


def caption_gaps(experiment: Experiment) -> str:
    """Typical gap, and how many are too long."""
    mean, beyond = data.stat(experiment, "fidelity.gap.mean"), data.stat(experiment, "fidelity.gap.share_beyond_most")
    least, most = limits(experiment)
    allowed = f"{least:g} to {most:g} days"
    return (
        f"Infusions of an induction lie {text.span(mean, unit='days')} apart on average; {allowed} are allowed. "
        f"Longer than that, hatched in the drawing: {text.share(beyond)} of the gaps ({text.shares(beyond)})."
    )


def alt_gaps(experiment: Experiment) -> str:
    """Shape in words."""
    mean = data.stat(experiment, "fidelity.gap.mean").mean
    least, most = limits(experiment)
    return (
        f"Histogram of days between infusions around a mean of {text.plain(mean)}; dashed lines mark the least and "
        f"most spacing of {least:g} and {most:g} days."
    )


def table_gaps(experiment: Experiment) -> Table:
    """Shares by days."""
    return days_table(experiment, "gap_histogram", GAP_EDGES, "Days between infusions", "Share of gaps [%]")


def days_table(experiment: Experiment, name: str, edges: np.ndarray, what: str, share: str) -> Table:
    """Shares of whole days that occur."""
    values = data.profile(experiment, name)
    assert values is not None
    found, last = data.band(100 * values), len(edges) - 2
    rows = [
        (f"{edges[day]:g}{' and more' if day == last else ''}",
         text.number(found.mean[day], 1), text.number(found.half_width[day], 1))
        for day in range(last + 1) if found.mean[day] > 0
    ]  # fmt: skip
    return Table((what, share, "± (95 %)"), tuple(rows))


def missing_gaps(experiment: Experiment) -> str:
    """No two infusions of one induction."""
    none = data.profile(experiment, "gap_histogram") is None or not experiment.header.planned
    return "no induction had two infusions" if none else ""


COURSE = (
    Figure("inductions", "What becomes of inductions", caption_fates, alt_fates, plot_fates, table_fates,
           missing_fates),
    Figure("gaps", "Days between infusions", caption_gaps, alt_gaps, plot_gaps, table_gaps, missing_gaps),
)  # fmt: skip
