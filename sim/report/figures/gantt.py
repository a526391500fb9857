"""One typical day as a chart: every treatment space, and what goes on in it."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Patch

from sim.experiment import Experiment
from sim.profiles import STATES
from sim.report import data, text
from sim.report.figure import Figure, Table
from sim.report.style import INK, LIMIT, PARTS, legend_above, short, styled
from sim.units import HOUR

WORDS = {
    "waiting": "Waiting for somebody",
    "preparation": "Preparing",
    "infusion": "Infusing",
    "recovery": "Recovering",
    "other": "Leaving and other",
    "turnover": "Turnover",
}
LOOK_OF = {"waiting": "wait"}
MOST_ROWS = 24
"""Larger places show so many spaces."""


def bars(experiment: Experiment) -> np.ndarray:
    """Bars of the first replication's typical day: space, unit, state, start and end [h]; shape (n, 5)."""
    found = experiment.outcomes[0].profiles.get("typical_day") if experiment.outcomes else None
    if found is None or len(found) == 0:
        return np.empty((0, 5))
    table = found.astype(float)
    table[:, 3:] = np.clip(table[:, 3:] / HOUR, 0, _end(experiment, table))
    return np.asarray(table[table[:, 4] > table[:, 3]])


def _end(experiment: Experiment, table: np.ndarray) -> float:
    """Around the clock the chart ends at midnight."""
    return 24.0 if data.hours(experiment)[1] >= 24 else float(np.max(table[:, 4], initial=0.0)) / HOUR


def sessions(experiment: Experiment) -> np.ndarray:
    """Opening and closing of that day [h], shape (n, 2)."""
    return np.asarray(experiment.outcomes[0].profiles.get("typical_day_hours", np.empty((0, 2))), float) / HOUR


def lanes(experiment: Experiment) -> list[tuple[int, int, str]]:
    """Every treatment space: code, number, name."""
    found = []
    header, spaces = experiment.header, experiment.scenario.spaces
    for code in header.treatment_spaces:
        name = header.spaces[code]
        count = spaces[name].count
        found += [(code, unit, f"{name} {unit + 1}" if count > 1 else name) for unit in range(int(count))]
    return found[:MOST_ROWS]


@styled(height=lambda experiment: max(1.1 + 0.34 * len(lanes(experiment)), 2.0))
def plot_typical_day(experiment: Experiment, ax: Axes) -> Axes:
    """One day: treatment spaces downwards, hours to the right."""
    rows, table = lanes(experiment), bars(experiment)
    place = {(code, unit): -number for number, (code, unit, _) in enumerate(rows)}
    for space, unit, state, start, end in table:
        lane = place.get((int(space), int(unit)))
        if lane is not None:
            look = PARTS[LOOK_OF.get(STATES[int(state)], STATES[int(state)])]
            ax.barh(lane, end - start, 0.72, left=start, color=look.color, hatch=look.hatch, edgecolor=INK, lw=0.5)
    hours = sessions(experiment)
    for opens, closes in hours:
        ax.axvline(opens, color=LIMIT.color, ls=LIMIT.line, lw=1.4)
        ax.axvline(closes, color=LIMIT.color, ls=LIMIT.line, lw=1.4)
    edges = np.concatenate((table[:, 3:].ravel(), hours.ravel()))
    first, last = max(np.floor(2 * edges.min()) / 2 - 0.25, 0), edges.max() + 0.25
    ax.set_xlim(first, min(last, 24) if last < 24.3 else last)
    step = 1 if last - first <= 14 else 3
    ticks = np.arange(np.ceil(first / step) * step, last + 0.01, step)
    ax.set_xticks(ticks, [f"{int(hour) % 24 if hour != 24 else 24:02d}:00" for hour in ticks])
    ax.set_yticks([-number for number in range(len(rows))], [short(name) for *_, name in rows])
    ax.set_ylim(-len(rows) + 0.4, 0.6)
    ax.set_xlabel("Time of day; dashed: opening and closing")
    ax.grid(visible=True, axis="x")
    ax.grid(visible=False, axis="y")
    _legend(ax, table)
    return ax


def _legend(ax: Axes, table: np.ndarray) -> None:
    present = [state for code, state in enumerate(STATES) if (table[:, 2] == code).any()]
    looks = [PARTS[LOOK_OF.get(state, state)] for state in present]
    handles = [
        Patch(facecolor=look.color, hatch=look.hatch, edgecolor=INK, label=WORDS[state])
        for state, look in zip(present, looks, strict=True)
    ]
    legend_above(ax, handles)


def hours_by_state(experiment: Experiment) -> dict[str, float]:
    """Chair-hours of the day by state; waiting is what its bar shows beside the steps drawn over it."""
    table = bars(experiment)
    found = {
        state: float(np.sum((table[:, 4] - table[:, 3])[table[:, 2] == code])) for code, state in enumerate(STATES)
    }
    covered = sum(hours for state, hours in found.items() if state not in ("waiting", "turnover"))
    return {**found, "waiting": max(found["waiting"] - covered, 0.0)}


def stays(experiment: Experiment) -> np.ndarray:
    """Bars of whole stays."""
    table = bars(experiment)
    return np.asarray(table[table[:, 2] == STATES.index("waiting")])


def caption_day(experiment: Experiment) -> str:
    """How many stays, and how the hours were spent."""
    found, held = stays(experiment), hours_by_state(experiment)
    used = len({(space, unit) for space, unit, *_ in found})
    spent = [f"{WORDS[state].lower()} {text.plain(hours)} h" for state, hours in held.items() if hours >= 0.05]
    lanes_ = len(lanes(experiment))
    return (
        f"A day of the first replication whose number of visits is the median, and of those the one that ends nearest "
        f"to the median: {text.plural(len(found), 'stay')} in "
        f"{used} of {text.plural(lanes_, 'space')}, the last leaving its space at {_clock(found[:, 4].max())}. "
        f"Together: {text.listed(spent)}."
    )


def _clock(hour: float) -> str:
    minutes = round(60 * hour)
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def alt_day(experiment: Experiment) -> str:
    """Chart in words."""
    found = stays(experiment)
    return (
        f"Chart of one day with a row for each of {text.plural(len(lanes(experiment)), 'treatment space')} and time to "
        f"the right; {text.plural(len(found), 'stay')}, each divided into its steps by colour and hatching, dashed "
        f"lines at opening and closing."
    )


def table_day(experiment: Experiment) -> Table:
    """Every bar."""
    names = {(code, unit): name for code, unit, name in lanes(experiment)}
    ordered = sorted(bars(experiment).tolist(), key=lambda row: (row[0], row[1], row[3], row[2]))
    rows = [
        (names.get((int(space), int(unit)), text.DASH), "Whole stay" if state == 0 else WORDS[STATES[int(state)]],
         _clock(start), _clock(end))
        for space, unit, state, start, end in ordered
    ]  # fmt: skip
    return Table(("Space", "What", "From", "To"), tuple(rows))


def missing_day(experiment: Experiment) -> str:
    """No stay on that day."""
    return "" if len(bars(experiment)) else "nobody was treated in a space on the chosen day"


GANTT = (Figure("typical_day", "One typical day", caption_day, alt_day, plot_typical_day, table_day, missing_day),)
