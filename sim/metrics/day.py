"""The day: waits inside the building, the end of the day, overtime and breaks."""

from __future__ import annotations

import numpy as np

from sim.events import Kind
from sim.metrics.facts import Facts
from sim.metrics.metric import DAYS, EVENT, HIGHER, LOWER, OPENS, Metric
from sim.metrics.numbers import counts, mean, per_name, quantile, ratio, share, summary, tally

LONG_WAIT = 15.0
"""Waits beyond this are long [min] (assumption: a quarter of an hour)."""
LONG_OVERRUN = 15.0
"""Overruns beyond this are long [min] (assumption: a quarter of an hour)."""
MOVED_BREAK = 15.0
"""A break that begins later than this after its time counts as moved [min] (assumption)."""


def direct_waits(facts: Facts) -> np.ndarray:
    """Direct waits of the visits that became ready in the window, shape (n,) [min]."""
    seen = facts.inside(facts.visits.ready) & ~np.isnan(facts.visits.served)
    answer: np.ndarray = facts.visits.wait[seen]
    return answer


def last_out(facts: Facts) -> np.ndarray:
    """Last departure after planned closing per open day, negative before it; shape (n_days,) [min]."""
    days = facts.days
    known = days.shuts & ~np.isnan(days.last_departure) & facts.inside(days.opens)
    answer: np.ndarray = (days.last_departure - days.closes)[known]
    return answer


def direct_wait(facts: Facts) -> dict[str, float]:
    """Later of check-in and appointment to seated."""
    return summary(direct_waits(facts))


def long_waits(facts: Facts) -> float:
    """Share of long waits."""
    return share(direct_waits(facts) > LONG_WAIT)


def door_to_drip(facts: Facts) -> float:
    """Check-in to infusion."""
    here = facts.inside(facts.visits.checked_in) & ~np.isnan(facts.visits.infused)
    return mean((facts.visits.infused - facts.visits.checked_in)[here])


def length_of_stay(facts: Facts) -> float:
    """Check-in to departure."""
    here = facts.inside(facts.visits.checked_in) & ~np.isnan(facts.visits.departed)
    return mean((facts.visits.departed - facts.visits.checked_in)[here])


def last_patient_out(facts: Facts) -> dict[str, float]:
    """Last departure after closing."""
    late = last_out(facts)
    return {"mean": mean(late), "p95": quantile(late, 0.95)}


def overruns(facts: Facts) -> np.ndarray:
    """Last departure after planned closing per open day, 0 where nobody stayed or came; shape (n_days,) [min]."""
    days = facts.days
    known = days.shuts & facts.inside(days.opens)
    answer: np.ndarray = np.fmax((days.last_departure - days.closes)[known], 0.0)
    return answer


def overrun(facts: Facts) -> float:
    """Mean time by which the last departure overran closing."""
    return mean(overruns(facts))


def days_overrun(facts: Facts) -> float:
    """Share of days with somebody inside after closing."""
    return share(overruns(facts) > 0)


def days_overrun_long(facts: Facts) -> float:
    """Share of days with somebody inside long after closing."""
    return share(overruns(facts) > LONG_OVERRUN)


def overtime_minutes(facts: Facts) -> np.ndarray:
    """Minutes worked beyond the planned end per role, shifts that begin in the window; shape (n_roles,)."""
    shifts = facts.shifts
    here = facts.inside(shifts.began)
    extra = np.maximum(np.minimum(shifts.ended, facts.horizon) - shifts.planned, 0.0)
    return np.bincount(shifts.role[here], extra[here], len(facts.header.roles))


def overtime(facts: Facts) -> dict[str, float]:
    """Overtime per open day and role."""
    names = [role.name for role in facts.header.roles]
    return per_name(names, [ratio(minutes, facts.n_days) for minutes in overtime_minutes(facts)])


def _breaks(facts: Facts) -> tuple[np.ndarray, int]:
    """Delays of the breaks taken, and the number of those missed."""
    taken = facts.rows(Kind.BREAK_BEGAN)
    here = facts.inside(taken.time)
    missed = tally(facts.inside(facts.rows(Kind.BREAK_MISSED).time))
    return (taken.time - taken.value)[here], int(missed)


def breaks_missed(facts: Facts) -> float:
    """Share of breaks missed."""
    delays, missed = _breaks(facts)
    return ratio(missed, missed + len(delays))


def breaks_moved(facts: Facts) -> float:
    """Share of breaks moved."""
    delays, missed = _breaks(facts)
    return ratio(tally(delays > MOVED_BREAK), missed + len(delays))


def _shifts_short(facts: Facts) -> np.ndarray:
    """Shifts per role that nobody worked: missed by the member, and not covered by the agency; shape (n_roles,)."""
    missed, covered = facts.rows(Kind.SHIFT_MISSED), facts.inside(facts.shifts.began) & facts.from_agency
    n_roles = len(facts.header.roles)
    here = missed.what[facts.inside(missed.time)]
    answer: np.ndarray = counts(here, n_roles) - counts(facts.shifts.role[covered], n_roles)
    return answer


def shifts_missed(facts: Facts) -> float:
    """Share of shifts with nobody."""
    short = float(_shifts_short(facts).sum())
    return ratio(short, short + tally(facts.inside(facts.shifts.began)))


def shifts_short(facts: Facts) -> dict[str, float]:
    """Shifts a week that nobody worked, per role."""
    names = [role.name for role in facts.header.roles]
    return per_name(names, [facts.per_week(number) for number in _shifts_short(facts)])


def continuity(facts: Facts) -> dict[str, float]:
    """Share of visits with several pieces of hands-on work of a role that one member did them all."""
    rows, visits = facts.rows(Kind.HANDS_BEGAN), facts.visits
    chosen = (rows.value != 1) & (rows.visit >= 0)
    chosen &= facts.inside(visits.checked_in[rows.visit]) & ~(rows.time >= visits.left[rows.visit])
    found: dict[str, float] = {}
    for code, role in enumerate(facts.header.roles):
        mine = chosen & (rows.what == code)
        visit, member = rows.visit[mine], rows.unit[mine]
        first = np.full(facts.n_visits, -1)
        first[visit[::-1]] = member[::-1]
        changed = np.bincount(visit[member != first[visit]], minlength=facts.n_visits) > 0
        several = counts(visit, facts.n_visits) > 1
        found |= per_name([role.name], [share(~changed[several])])
    return found


def visits_unseen(facts: Facts) -> float:
    """Visits checked in, never seen and not sent away."""
    found = facts.visits
    return float(tally(facts.inside(found.ready) & np.isnan(found.served) & np.isinf(found.left)))


THE_DAY = (
    Metric(
        "day.direct_wait",
        "min",
        "Later of check-in and appointment to seated (for a visit that takes no space: to its first step); "
        "being early is not waiting. Visits never seen are left out and counted by day.visits_unseen.",
        OPENS, direct_wait, "mean, median, p90", better=LOWER,
    ),
    Metric(
        f"day.direct_wait.share_over_{LONG_WAIT:g}_min",
        "1",
        f"Share of those waits longer than {LONG_WAIT:g} minutes.",
        OPENS, long_waits, better=LOWER,
    ),
    Metric(
        "day.door_to_drip.mean",
        "min",
        "Check-in to the start of the infusion.",
        OPENS, door_to_drip, better=LOWER,
    ),
    Metric(
        "day.length_of_stay.mean",
        "min",
        "Check-in to departure, of visits that were not sent away.",
        OPENS, length_of_stay, better=LOWER,
    ),
    Metric(
        "day.last_patient_out",
        "min",
        "Last departure of an open day after the planned closing of its last session, negative when before "
        "it. Days on which nobody came and places that never close are left out.",
        DAYS, last_patient_out, "mean, p95", better=LOWER,
    ),
    Metric(
        "day.overrun.mean",
        "min",
        "Mean time by which the last departure overran the planned closing; a day that ended in time, or on which "
        "nobody came, counts 0. Places that never close are left out.",
        DAYS, overrun, better=LOWER,
    ),
    Metric(
        "day.days_overrun.share",
        "1",
        "Share of open days on which somebody left after closing.",
        DAYS, days_overrun, better=LOWER,
    ),
    Metric(
        f"day.days_overrun_{LONG_OVERRUN:g}.share",
        "1",
        f"Share of open days on which somebody left more than {LONG_OVERRUN:g} minutes after closing.",
        DAYS, days_overrun_long, better=LOWER,
    ),
    Metric(
        "day.overtime.per_day",
        "min/day",
        "Work beyond the planned end of shifts, all members of a role together, per open day.",
        OPENS, overtime, "<role>", better=LOWER,
    ),
    Metric(
        "day.breaks_missed.share",
        "1",
        "Share of planned breaks that were not taken.",
        EVENT, breaks_missed, better=LOWER,
    ),
    Metric(
        "day.breaks_moved.share",
        "1",
        f"Share of planned breaks that began more than {MOVED_BREAK:g} minutes after their time.",
        EVENT, breaks_moved, better=LOWER,
    ),
    Metric(
        "day.shifts_missed.share",
        "1",
        "Share of planned shifts to which nobody came, neither the member nor the agency.",
        EVENT, shifts_missed,
    ),
    Metric(
        "day.shifts_short_per_week",
        "shifts/week",
        "Planned shifts to which nobody came, neither the member nor the agency.",
        EVENT, shifts_short, "<role>", better=LOWER,
    ),
    Metric(
        "day.continuity.share",
        "1",
        "Of the visits with two or more pieces of hands-on work of a role, the share in which one member did them all; "
        "side effects, checks and what is done after the patient has left are not looked at.",
        OPENS, continuity, "<role>", better=HIGHER,
    ),
    Metric(
        "day.visits_unseen",
        "visits",
        "Visits checked in that by the end of the log were neither seen nor sent away.",
        OPENS, visits_unseen, better=LOWER,
    ),
)  # fmt: skip
