"""The question answered in words: what a manager wants to know first, and what must not be overlooked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from sim import stats
from sim.experiment import Experiment
from sim.metrics.access import TARGET_DAYS
from sim.report import data, text
from sim.report.figures.axes import weekly
from sim.report.figures.course import windows
from sim.report.figures.day import in_use, space_name
from sim.report.figures.weeks import cap, counted
from sim.stats import bonferroni, summary

GROWTH = 0.1
"""What grows by less than this part in the second half of the run is called steady (assumption)."""
ALONE = 0.5
"""With one replication nothing short of this part counts as growth."""
FEW = 2.0
"""So is what grows by fewer patients than this."""
GROWING = ("weekly_waiting_list", "weekly_panel_induction")
"""What must not grow without end, in a clinic that fills up neither."""
LOST = {"no_slot": "found no free appointment", "waited_too_long": "had waited too long",
        "dropped_out_after_a_long_wait": "gave up after a long wait"}  # fmt: skip
"""Reasons for leaving that more room would remove."""
LOST_SHARE = 0.01
"""Fewer losses than this part of the referrals are not worth a warning."""
SENT_HOME = 0.02
"""A larger part of the visits sent home is worth a warning (assumption)."""
FULL_DAYS = 21.0
"""A diary whose third free appointment is further away is worth a warning [days] (assumption: the usual window)."""


class Answer(NamedTuple):
    """One thing to know: a number, its unit, and a sentence that says what it means and how sure it is."""

    number: str
    unit: str
    sentence: str


def answers(experiment: Experiment) -> list[Answer]:
    """What there is to say, in the order in which a manager asks."""
    asked = COURSES if data.has_courses(experiment) else SINGLE_VISITS
    return [answer for ask in asked for answer in ask(experiment)]


def new_starts(experiment: Experiment) -> Iterator[Answer]:
    """How many new patients start."""
    found = data.stat(experiment, "volume.starts_per_week")
    referred = data.stat(experiment, "access.referrals_per_week")
    limit = cap(experiment, "per_week")
    allowed = f" Admission allows {limit:g} a week." if np.isfinite(limit) else ""
    if data.known(found):
        yield Answer(
            text.measured(found),
            "a week",
            f"new patients start treatment ({text.interval(found)}); {text.plain(referred.mean)} a week are referred."
            + allowed,
        )


def first_wait(experiment: Experiment) -> Iterator[Answer]:
    """How long a new patient waits."""
    name = "access.wait_to_first_infusion"
    found, p90 = data.stat(experiment, f"{name}.mean"), data.stat(experiment, f"{name}.p90")
    within = data.stat(experiment, f"{name}.share_within_{TARGET_DAYS}_days")
    if data.known(found):
        yield Answer(
            text.measured(found),
            "days",
            f"pass from referral to the first infusion on average ({text.interval(found)}). One patient in ten waits "
            f"longer than {text.plain(p90.mean)} days; {text.percent(within.mean)} wait at most {TARGET_DAYS} days.",
        )


def kept_window(experiment: Experiment) -> Iterator[Answer]:
    """Whether inductions are finished in their window."""
    found = data.stat(experiment, "fidelity.finished_in_window.share_of_finished")
    begun = data.stat(experiment, "fidelity.inductions_finished.share")
    if data.known(found):
        yield Answer(
            text.share(found),
            "in the window",
            f"of the inductions that are finished take at most {windows(experiment)} ({text.shares(found)}). Finished "
            f"at all: {text.share(begun)} of those begun ({text.shares(begun)}).",
        )


def infusions(experiment: Experiment) -> Iterator[Answer]:
    """How many infusions are given."""
    found = data.stat(experiment, "volume.infusions_per_week")
    parts = [data.stat(experiment, f"volume.infusions_per_week.{phase}").mean for phase in ("induction", "maintenance")]
    panel = data.stat(experiment, "volume.active_panel.total")
    if data.known(found):
        yield Answer(
            text.measured(found),
            "infusions a week",
            f"are given ({text.interval(found)}): {text.plain(parts[0])} in induction, {text.plain(parts[1])} in "
            f"maintenance. {text.plain(panel.mean)} patients are in care on average.",
        )


def spaces(experiment: Experiment) -> Iterator[Answer]:
    """How full the place is."""
    share, busy = data.stat(experiment, "lost.productive"), in_use(experiment)
    if not data.known(share) or busy is None:
        return
    yield Answer(
        text.share(share),
        "in use",
        f"of the open time of {busy.stock} {space_name(experiment, busy.stock)} goes to the steps of a visit, without "
        f"waiting and turnover ({text.shares(share)}). Busiest: {text.WEEKDAYS[busy.busiest_day]}s at "
        f"{text.clock(busy.top)}, {text.plain(float(busy.busiest[busy.top]))} in use on average.",
    )


def day_wait(experiment: Experiment) -> Iterator[Answer]:
    """How long patients wait on the day."""
    found, p90 = data.stat(experiment, "day.direct_wait.mean"), data.stat(experiment, "day.direct_wait.p90")
    if data.known(found):
        yield Answer(
            text.measured(found),
            "min",
            f"pass between being due and there and being seated, on average ({text.interval(found)}); "
            f"{text.longest_waits(p90.mean)}.",
        )


def overtime(experiment: Experiment) -> Iterator[Answer]:
    """How much overtime, and when the last patient leaves."""
    each = [experiment.values(name) for name in experiment.names if name.startswith("day.overtime.per_day.")]
    over = data.stat(experiment, "day.days_overrun.share")
    found = summary(np.sum(each, axis=0) if each else [], together=experiment.together)
    if data.known(found) and data.known(over):
        yield Answer(
            text.measured(found),
            "min of overtime a day",
            f"fall to the staff together ({text.interval(found)}). "
            f"{text.share(over)} of the days run past closing ({text.shares(over)}).",
        )


def margin(experiment: Experiment) -> Iterator[Answer]:
    """What is left."""
    found, unit = data.stat(experiment, "money.margin.per_week"), data.currency(experiment)
    revenue, each = data.stat(experiment, "money.revenue.per_week"), data.stat(experiment, "money.margin.per_infusion")
    if data.known(found) and (found.mean or revenue.mean):
        short = found.mean < 0
        leaves = f" leaves {text.money(found.mean, unit)}" if short else ""
        yield Answer(
            text.money(abs(found.mean), unit),
            "a week short" if short else "margin a week",
            f"{'of covering the cost' if short else 'remain'}: {text.money(revenue.mean, unit)} revenue less wages, "
            f"overtime, supplies and fixed cost{leaves} ({text.money_interval(found, unit)}). Per infusion: "
            f"{text.money(each.mean, unit)}.",
        )


def queue_wait(experiment: Experiment) -> Iterator[Answer]:
    """Waiting in queue."""
    found, share = data.stat(experiment, "queue.wait.mean"), data.stat(experiment, "queue.wait.share_positive")
    if data.known(found):
        yield Answer(
            text.measured(found),
            "min",
            f"is the mean wait ({text.interval(found)}); {text.percent(share.mean)} of the visits wait at all.",
        )


def queue_length(experiment: Experiment) -> Iterator[Answer]:
    """Number present."""
    found, waiting = data.stat(experiment, "queue.present.mean"), data.stat(experiment, "queue.waiting.mean")
    stay = data.stat(experiment, "queue.time_in_system.mean")
    if data.known(found) and data.known(stay):
        yield Answer(
            text.measured(found),
            "visits",
            f"are in the building on average ({text.interval(found)}), {text.plain(waiting.mean)} of them waiting; a "
            f"visit lasts {text.span(stay, unit='min')}.",
        )


def turned_away(experiment: Experiment) -> Iterator[Answer]:
    """Visits lost."""
    found = data.stat(experiment, "queue.turned_away.share")
    if data.known(found):
        words = f"of those who come leave without being served ({text.shares(found)})."
        yield Answer(text.share(found), "turned away", words)


def busy(experiment: Experiment) -> Iterator[Answer]:
    """How busy each resource is."""
    for name, found in data.family(experiment, "queue.busy.mean").items():
        if data.known(found):
            words = f"in use on average, nights included ({text.interval(found)})."
            yield Answer(text.measured(found), name.replace("_", " "), words)


COURSES = (new_starts, first_wait, kept_window, infusions, spaces, day_wait, overtime, margin)
SINGLE_VISITS = (queue_wait, queue_length, turned_away, busy, overtime, margin)


def warnings(experiment: Experiment) -> list[str]:
    """What the numbers themselves warn of, the gravest first."""
    return [warning for look in (sent_home, growing, crowded_out, full_diary, few) for warning in look(experiment)]


def sent_home(experiment: Experiment) -> Iterator[str]:
    """Patients who come for nothing."""
    share = data.stat(experiment, "queue.turned_away.share")
    if data.has_courses(experiment) and data.known(share) and share.mean > SENT_HOME:
        yield (
            f"{text.percent(share.mean)} of those who come are sent home without the visit: too late, at closing, or "
            "because staff they needed were not there. Look at the rota beside the opening hours."
        )


def growing(experiment: Experiment) -> Iterator[str]:
    """What still grows at the end: the clinic takes less than it is sent, or the warm-up was too short."""
    waiting = trend(experiment, GROWING[0])
    if waiting:
        yield (
            f"The waiting list is still growing at the end of the run, by {text.plain(waiting[0])} patients a week to "
            f"{text.plain(waiting[1])}: the clinic is sent more than it starts. Waits, and everything that depends "
            f"on them, would be worse the longer the run."
        )
    panel = trend(experiment, GROWING[1])
    if panel:
        yield (
            f"The number of patients in induction is still growing at the end of the run, to {text.plain(panel[1])}: "
            f"inductions are begun faster than they can be finished."
        )


def trend(experiment: Experiment, name: str) -> tuple[float, float] | None:
    """Growth per week over the second half of the counted weeks and level in the last four; None if it is steady.

    It grows if its slopes do so beyond chance over the replications, all of GROWING together.
    """
    values = weekly(experiment, name)
    weeks = 0 if values is None else counted(experiment, values).shape[1] // 2
    if values is None or weeks < 4:
        return None
    half = values[:, -weeks:]
    slope = stats.trend(half, bonferroni(0.95, len(GROWING)), experiment.together)
    doubt = weeks * slope.half_width if slope.n > 1 else ALONE * float(half.mean())
    grows = weeks * slope.mean > max(FEW, GROWTH * float(half.mean()), doubt)
    return (slope.mean, float(half[:, -4:].mean())) if grows else None


def crowded_out(experiment: Experiment) -> Iterator[str]:
    """Patients lost for want of room."""
    found = {words: data.stat(experiment, f"volume.exits_per_week.{name}") for name, words in LOST.items()}
    lost = sum(one.mean for one in found.values() if data.known(one))
    referred = data.stat(experiment, "access.referrals_per_week").mean
    if lost > LOST_SHARE * referred:
        parts = [f"{text.plain(one.mean)} {words}" for words, one in found.items() if data.known(one) and one.mean > 0]
        yield (
            f"{text.plain(lost)} patients a week are lost for want of room ({text.listed(parts)}); "
            f"{text.plain(referred)} a week are referred. The clinic is sent more than it can treat."
        )


def full_diary(experiment: Experiment) -> Iterator[str]:
    """Nothing to be booked for weeks, or not at all."""
    for name, found in data.family(experiment, "access.third_next_available.mean").items():
        if data.known(found) and found.mean > FULL_DAYS:
            away, kind = text.span(found, unit="days"), name.replace("_", " ")
            yield f"The diary is full: the third free appointment for {kind} is {away} away."
    for name, found in data.family(experiment, "access.third_next_available.share_none").items():
        if data.known(found) and found.mean > 0.01:
            yield (
                f"On {text.percent(found.mean)} of the days the diary had no third free appointment for "
                f"{name.replace('_', ' ')} at all inside the booking horizon."
            )


def few(experiment: Experiment) -> Iterator[str]:
    """One replication says nothing about chance."""
    if data.replications(experiment) == 1:
        yield "There is only one replication: no interval is available, and another run of luck may look different."
