"""The day: spaces in use, load of the staff, waits, and when the last patient leaves."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from sim.experiment import Experiment
from sim.profiles import DIRECT_WAIT_EDGES, LAST_OUT_EDGES
from sim.report import data, text
from sim.report.figure import Figure, Table
from sim.report.figures.axes import clock_axis, histogram, hour_edges, limit_line, mark, shown_bins
from sim.report.style import BAND, BLUE, INNER, LOOKS, legend_above, styled

CLOSED = "the place was never open, or nobody came"


class InUse(NamedTuple):
    """Spaces in use by half-hour, over the weekdays with opening hours; arrays of shape (48,)."""

    band: data.Band
    low: np.ndarray
    """Nine tenths of the time lie between this level..."""
    high: np.ndarray
    """...and this."""
    busiest_day: int
    busiest: np.ndarray
    """Mean on the busiest weekday."""
    top: int
    """The busiest half-hour of that day."""
    top_high: int
    """Level reached then one day in twenty."""
    stock: int


def in_use(experiment: Experiment) -> InUse | None:
    """What the drawing, its caption and its table need; None without an open hour or a space."""
    shares = data.profile(experiment, "chairs_in_use")
    days = data.open_weekdays(experiment)
    _, inside = hour_edges(experiment)
    if shares is None or shares.shape[-1] < 2 or not np.isfinite(shares[:, days][:, :, inside]).any():
        return None
    levels = np.arange(shares.shape[-1])
    by_day = np.nan_to_num(mean_of_known(shares[:, days], axis=0) @ levels)
    day, top = np.unravel_index(np.argmax(by_day), by_day.shape)
    together = mean_of_known(shares[:, days], axis=1)
    mixed = mean_of_known(together, axis=0)
    return InUse(
        band=data.band(together @ levels),
        low=quantile(mixed, 0.05),
        high=quantile(mixed, 0.95),
        busiest_day=days[int(day)],
        busiest=by_day[day],
        top=int(top),
        top_high=int(quantile(mean_of_known(shares[:, days[int(day)], top], axis=0)[None], 0.95)[0]),
        stock=int(levels[-1]),
    )


def mean_of_known(values: np.ndarray, axis: int) -> np.ndarray:
    """Mean of what is not NaN along an axis; NaN where nothing is known, as at hours that a short run never reaches."""
    known = np.isfinite(values)
    number = known.sum(axis=axis)
    total = np.where(known, values, 0.0).sum(axis=axis)
    return np.asarray(np.divide(total, number, out=np.full(total.shape, np.nan), where=number > 0))


def quantile(shares: np.ndarray, q: float) -> np.ndarray:
    """Level below which at least a share *q* of the time lies; shares, shape (k, levels); shape (k,)."""
    return np.asarray(np.argmax(np.cumsum(np.nan_to_num(shares), axis=1) >= q - 1e-9, axis=1))


def space_name(experiment: Experiment, count: int) -> str:
    """``recliner``, ``recliners``, or ``treatment spaces`` where there are several kinds."""
    header = experiment.header
    names = [header.spaces[code] for code in header.treatment_spaces]
    one = names[0] if len(names) == 1 else "treatment space"
    return one if count == 1 or one.endswith("s") else f"{one}s"


@styled()
def plot_chairs_in_use(experiment: Experiment, ax: Axes) -> Axes:
    """Mean number of treatment spaces in use by half-hour, the middle nine tenths, and capacity."""
    found = in_use(experiment)
    if found is None:
        return ax
    edges, inside = hour_edges(experiment)
    ax.stairs(found.high[inside], edges, baseline=found.low[inside], fill=True, color=BLUE, alpha=BAND, lw=0,
              label="90 % of the time")  # fmt: skip
    ax.stairs(found.band.mean[inside], edges, color=BLUE, lw=2, label="Mean of open weekdays")
    busiest = text.WEEKDAYS[found.busiest_day]
    ax.stairs(found.busiest[inside], edges, color=LOOKS[1].color, ls=LOOKS[1].line, lw=1.5,
              label=f"Mean of {busiest}s")  # fmt: skip
    limit_line(ax, found.stock, f"Capacity: {found.stock}")
    ax.yaxis.set_major_locator(MaxNLocator(7, integer=True))
    ax.set_ylabel(f"{space_name(experiment, 2).capitalize()} in use")
    clock_axis(ax, experiment)
    legend_above(ax)
    return ax


def caption_chairs(experiment: Experiment) -> str:
    """The busiest half-hour."""
    found = in_use(experiment)
    assert found is not None
    mean, full = found.busiest[found.top], found.top_high >= found.stock
    spaces, most = space_name(experiment, found.stock), "both" if found.stock == 2 else f"all {found.stock}"
    after = (
        ""
        if found.stock == 1
        else f", {most if full else f'{found.top_high} or more'} one {text.WEEKDAYS[found.busiest_day]} in twenty"
    )
    verdict = "" if full else f" {_never(found)}"
    return (
        f"Busiest at {text.clock(found.top)} on {text.WEEKDAYS[found.busiest_day]}s: {text.plain(mean)} of "
        f"{found.stock} {spaces} in use on average{after}.{verdict} The shaded band holds the "
        f"number in use on nine days in ten; turnover is not counted as use."
    )


def _never(found: InUse) -> str:
    spare = found.stock - int(found.high.max())
    stay = f"{text.plural(spare, 'space')} {'stays' if spare == 1 else 'stay'} empty"
    return f"Whatever the time of day, {stay} nineteen days in twenty." if spare else ""


def alt_chairs(experiment: Experiment) -> str:
    """The course of the day."""
    found = in_use(experiment)
    assert found is not None
    top = int(np.nanargmax(found.band.mean))
    return (
        f"Step line of the mean number of {space_name(experiment, 2)} in use by half-hour, highest at "
        f"{text.clock(top)} with {text.plain(found.band.mean[top])}; a dashed line marks the capacity of {found.stock}."
    )


def table_chairs(experiment: Experiment) -> Table:
    """Half-hours within opening hours."""
    found = in_use(experiment)
    assert found is not None
    _, inside = hour_edges(experiment)
    busiest = text.WEEKDAYS[found.busiest_day]
    head = "From", "Mean in use", "± (95 %)", "5th percentile", "95th percentile", f"Mean of {busiest}s"
    rows = [
        (text.clock(slot), text.number(found.band.mean[slot], 2), text.number(found.band.half_width[slot], 2),
         f"{found.low[slot]}", f"{found.high[slot]}", text.number(found.busiest[slot], 2))
        for slot in np.arange(data.SLOTS)[inside]
    ]  # fmt: skip
    return Table(head, tuple(rows))


def missing_chairs(experiment: Experiment) -> str:
    """No space, or no open hour."""
    return "" if in_use(experiment) else CLOSED


class Load(NamedTuple):
    """One role in one mode: its load by half-hour against the limit."""

    label: str
    share: np.ndarray
    """Load / limit, shape (replications, 48); NaN where nobody is on duty."""
    load: np.ndarray
    limit: np.ndarray
    """Means over replications, shape (48,) [members or patients]."""

    @property
    def title(self) -> str:
        """The label where a line begins."""
        return self.label[:1].upper() + self.label[1:]

    @property
    def peak(self) -> int:
        """Half-hour of the greatest mean share."""
        return int(np.argmax(self.mean))

    @property
    def mean(self) -> np.ndarray:
        """Mean share by half-hour, 0 where nobody is on duty, shape (48,)."""
        known = np.isfinite(self.share)
        return np.asarray(np.nan_to_num(self.share).sum(axis=0) / np.maximum(known.sum(axis=0), 1))


def loads(experiment: Experiment) -> list[Load]:
    """Every role hands-on and watching, the most loaded first; what is never asked for is left out."""
    values = data.profile(experiment, "staff_load")
    if values is None:
        return []
    _, inside = hour_edges(experiment)
    found = []
    for code, role in enumerate(experiment.header.roles):
        for mode, line, limit in (("hands-on", 1, 0), ("watching", 2, 3)):
            load, most = values[:, code, line], values[:, code, limit]
            share = np.divide(load, most, out=np.full_like(load, np.nan), where=(most > 0.05) & inside)
            if np.nanmax(load, initial=0.0) > 0 and np.isfinite(share).any():
                found.append(Load(f"{role.name}, {mode}", share, load.mean(axis=0), most.mean(axis=0)))
    return sorted(found, key=lambda one: -float(one.mean[one.peak]))


@styled()
def plot_staff_load(experiment: Experiment, ax: Axes) -> Axes:
    """Load of each role as a share of its limit by half-hour, with 95 % intervals."""
    edges, inside = hour_edges(experiment)
    middles = (edges[:-1] + edges[1:]) / 2
    for look, one in zip(LOOKS, loads(experiment), strict=False):
        curve = data.band(100 * one.share[:, inside])
        low, high = curve.mean - curve.half_width, curve.mean + curve.half_width
        ax.fill_between(middles, low, high, color=look.color, alpha=INNER, lw=0)
        ax.plot(middles, curve.mean, color=look.color, ls=look.line, marker=look.marker, ms=3, label=one.title)
    limit_line(ax, 100, "Limit")
    ax.set_yticks(range(0, 101, 20))
    ax.set_ylabel("Load, share of the limit [%]")
    clock_axis(ax, experiment)
    legend_above(ax)
    return ax


def caption_staff(experiment: Experiment) -> str:
    """The most loaded role, and what the limits are."""
    first, *others = loads(experiment)
    share = float(first.mean[first.peak])
    tail = f" Next: {_at(others[0])}." if others else ""
    unseen = [one.label for one in others[len(LOOKS) - 1 :]]
    more = f" Less loaded and not drawn: {text.listed(unseen)}." if unseen else ""
    return (
        f"Most loaded: {first.label}, at {text.clock(first.peak)} {text.percent(share)} of its limit on an average day."
        f"{tail} The limit of hands-on work is the number on duty (those on a break left out); that of watching is the "
        f"number of patients they may watch together.{more}"
    )


def _at(one: Load) -> str:
    share = float(one.mean[one.peak])
    return f"{one.label}, {text.percent(share)} at {text.clock(one.peak)}"


def alt_staff(experiment: Experiment) -> str:
    """Peaks of the lines."""
    parts = [_at(one) for one in loads(experiment)[: len(LOOKS)]]
    return f"Lines of load as a share of the limit by half-hour; peaks: {text.listed(parts)}. Dashed: the limit."


def table_staff(experiment: Experiment) -> Table:
    """Load and limit of each role and mode by half-hour."""
    found = loads(experiment)
    _, inside = hour_edges(experiment)
    rows = [
        (text.clock(slot), *(f"{one.load[slot]:.2f} of {one.limit[slot]:.2f}" for one in found))
        for slot in np.arange(data.SLOTS)[inside]
    ]
    return Table(("From", *(f"{one.title}: load of limit" for one in found)), tuple(rows))


def missing_staff(experiment: Experiment) -> str:
    """No staff with anything to do."""
    return "" if loads(experiment) else "the scenario has no staff with anything to do"


WIDE = 5
"""Minutes to a bar where waits are long."""
LONG = 30
"""Waits are long where one visit in a hundred waits so much [min]."""


def wait_bins(experiment: Experiment) -> tuple[np.ndarray | None, np.ndarray]:
    """Shares of direct waits, shape (n, k), and the edges of their bars: of a minute, or of five for long waits."""
    values = data.profile(experiment, "direct_wait_histogram")
    if values is None or shown_bins(np.nanmean(values, axis=0), True)[1] <= LONG:
        return values, DIRECT_WAIT_EDGES
    return values.reshape(len(values), -1, WIDE).sum(axis=2), DIRECT_WAIT_EDGES[::WIDE]


@styled(height=2.7)
def plot_direct_waits(experiment: Experiment, ax: Axes) -> Axes:
    """Shares of visits by wait between the later of check-in and appointment and being seated."""
    histogram(ax, *wait_bins(experiment), from_zero=True)
    mean = data.stat(experiment, "day.direct_wait.mean").mean
    ax.axvline(mean, color=LOOKS[2].color, ls=LOOKS[2].line, label=f"Mean: {text.plain(mean)} min")
    ax.set(xlabel="Wait from check-in or appointment to being seated [min]", ylabel="Share of visits [%]")
    legend_above(ax)
    return ax


def caption_waits(experiment: Experiment) -> str:
    """Mean, P90 and the share that hardly waits."""
    values = data.profile(experiment, "direct_wait_histogram")
    assert values is not None
    short = float(np.nanmean(values, axis=0)[:WIDE].sum())
    mean, p90 = (data.stat(experiment, f"day.direct_wait.{name}") for name in ("mean", "p90"))
    return (
        f"{text.percent(short)} of the visits wait less than {WIDE} minutes once they are due and there; the mean is "
        f"{text.span(mean, unit='min')}, and {text.longest_waits(p90.mean)}. The last bar "
        f"also holds whatever is longer."
    )


def alt_waits(experiment: Experiment) -> str:
    """Shape in words."""
    mean = data.stat(experiment, "day.direct_wait.mean").mean
    width = text.plural(float(wait_bins(experiment)[1][1]), "minute")
    return f"Histogram of waits in bars of {width}, a dotted line at the mean of {text.plain(mean)} minutes."


def table_waits(experiment: Experiment) -> Table:
    """The bars."""
    return bins_table(*wait_bins(experiment), "Wait [min]", "Share of visits [%]")


def bins_table(values: np.ndarray | None, edges: np.ndarray, what: str, share: str) -> Table:
    """Bins that are not empty, with their shares."""
    assert values is not None
    found, last = data.band(100 * values), len(edges) - 2
    rows = [
        (f"{low:g} to {high:g}" if place < last else f"{low:g} and more",
         text.number(found.mean[place], 1), text.number(found.half_width[place], 1))
        for place, (low, high) in enumerate(zip(edges[:-1], edges[1:], strict=True)) if found.mean[place] > 0
    ]  # fmt: skip
    return Table((what, share, "± (95 %)"), tuple(rows))


def missing_waits(experiment: Experiment) -> str:
    """Nobody was seen."""
    return "nobody was seen" if data.profile(experiment, "direct_wait_histogram") is None else ""


@styled(height=2.7)
def plot_last_out(experiment: Experiment, ax: Axes) -> Axes:
    """Shares of open days by when the last patient left, before or after closing."""
    histogram(ax, data.profile(experiment, "last_out_histogram"), LAST_OUT_EDGES, after=0.0)
    ax.set_xlim(None, max(ax.get_xlim()[1], 15.0))
    mark(ax, 0.0, "Closing")
    ax.set(xlabel="Last patient out, after closing [min]", ylabel="Share of open days [%]")
    return ax


def caption_last_out(experiment: Experiment) -> str:
    """How often and by how much the day runs over."""
    over = data.stat(experiment, "day.days_overrun.share")
    mean = data.stat(experiment, "day.last_patient_out.mean").mean
    p95 = data.stat(experiment, "day.last_patient_out.p95").mean
    return (
        f"The last patient leaves {_around(mean)} on average, and one day in twenty later than {_around(p95)}. "
        f"{text.share(over)} of the days run past closing ({text.shares(over)}). The outer bars "
        f"also hold what lies beyond them."
    )


def _around(minutes: float) -> str:
    return f"{text.plain(round(abs(minutes)))} min {'after' if minutes >= 0 else 'before'} closing"


def alt_last_out(experiment: Experiment) -> str:
    """Shape in words."""
    over = data.stat(experiment, "day.days_overrun.share").mean
    return (
        "Histogram of open days by the minute at which the last patient left, in bars of 15 minutes around a dashed "
        f"closing line; {text.percent(over)} lie after it."
    )


def table_last_out(experiment: Experiment) -> Table:
    """The bars."""
    what = "Minutes after closing (negative: before)"
    return bins_table(data.profile(experiment, "last_out_histogram"), LAST_OUT_EDGES, what, "Share of open days [%]")


def missing_last_out(experiment: Experiment) -> str:
    """Open around the clock, or nobody came."""
    found = data.profile(experiment, "last_out_histogram")
    return "the place never closes, or nobody came" if found is None else ""


DAY = (
    Figure("chairs_in_use", "Treatment spaces in use through the day", caption_chairs, alt_chairs, plot_chairs_in_use,
           table_chairs, missing_chairs),
    Figure("staff_load", "Load of the staff against their limits", caption_staff, alt_staff, plot_staff_load,
           table_staff, missing_staff),
    Figure("direct_waits", "Waiting on the day", caption_waits, alt_waits, plot_direct_waits, table_waits,
           missing_waits),
    Figure("last_patient_out", "When the last patient leaves", caption_last_out, alt_last_out, plot_last_out,
           table_last_out, missing_last_out),
)  # fmt: skip
