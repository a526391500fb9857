"""Courses with ample capacity, week by week; and the diary as a queue."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from math import ceil

import numpy as np

from sim.metrics import Facts
from sim.units import DAY, WEEK
from sim.verification.case import Case, Check, Equality
from sim.verification.cases.run import weeks
from sim.verification.exact.booking import Backlog, backlog
from sim.verification.exact.courses import Course, Demand, demand
from sim.verification.quantities import (
    AHEAD,
    LEAD,
    Quantity,
    active,
    caseload,
    in_weeks,
    lead_share,
    metric,
    weekly,
)

WEEKS = 60
BY_TWO = (0, 2, 4, 7, 9, 11)
MONDAYS = (1, 0, 0, 0, 0, 0, 0)
PLAN = "protocols.mood.maintenance"
STARTS = "patients.referrals.on_days.counts"
COX = "Cox 1962, chapter 4 (renewal theory)"


def _plan(every: str, **chances: float) -> str:
    more = "".join(f", {name}: {chance}" for name, chance in chances.items())
    return f"{PLAN}={{plan: {{fixed: {{{every}}}}}{more}}}"


def _times(starts: Sequence[int], number: int) -> tuple[int, ...]:
    return tuple(number * one for one in starts)


def fixed() -> Iterator[Case]:
    """Courses without chance: every week's infusions, every week's patients."""
    boosters = Course(BY_TWO, gaps=((28, 1.0),), at_most=6)
    again = "reinduction: {probability: 1, after: 7 days}"
    ten = Course((*BY_TWO, 14, 16, 18, 21), gaps=((28, 1.0),), relapse=1.0, again_after=7)
    everybody = ("three-a-week", "Three starters a week, six infusions, six boosters", boosters, _times(MONDAYS, 3), ())
    for name, title, course, starts, settings in (
        everybody,
        ("three-a-week-seven-days", f"{everybody[1]}, open every day", boosters, everybody[3],
         ("calendar.hours={mon-sun: 08:00-17:00}",)),
        ("nobody-responds", "Three starters a week, nobody responds", Course(BY_TWO), everybody[3],
         ("protocols.mood.response=0",)),
        ("weekly-visits", "Three enrolled a week, twelve weekly visits of 90 min", Course(tuple(range(0, 84, 7))),
         everybody[3],
         ("protocols.mood.induction={infusions: 12, spacing: {target: [7 days]}, window: 84 days}", f"{PLAN}.enters=0",
          "visits.infusion.steps.infuse.time=90 min")),
        ("certain-relapse", "A relapse after every booster, and the induction again", ten, _times(MONDAYS, 2),
         (f"{STARTS}={{mon: 2}}", "protocols.mood.induction.infusions=10",
          f"{PLAN}={{plan: {{fixed: {{every: 28 days}}}}, relapses_after_each: 1, {again}}}")),
        ("taper", "Five infusions on five days, then boosters after 7, 7, 14 and 28 days",
         Course((0, 1, 2, 3, 4), taper=(7, 7, 14, 28)), _times(MONDAYS, 4),
         (f"{STARTS}={{mon: 4}}", "protocols.mood.induction={infusions: 5, spacing: {target: [1 day]}}",
          f"{PLAN}={{plan: {{taper: {{gaps: [7 days, 7 days, 14 days, 28 days]}}}}}}")),
    ):  # fmt: skip
        known = demand(course, starts, WEEKS)
        yield Case(
            f"course-{name}",
            "Courses",
            title,
            "Counting",
            "course",
            (
                Equality("infusions in each of 60 weeks", lambda one: weekly(one).tolist(), known.weekly()),
                Equality(
                    "patients in care at the end of each week", _caseloads, [known.caseload(w) for w in range(WEEKS)]
                ),
                Equality(
                    "hours of treatment in each of 60 weeks",
                    _chair_hours,
                    [(1.5 if name == "weekly-visits" else 1.0) * number for number in known.weekly()],
                ),
            ),
            settings,
            True,
        )
    yield Case(
        "course-nobody",
        "Courses",
        "No referrals: a run without patients",
        "By hand",
        "course",
        (Equality("infusions", lambda one: [float(len(one.infusions.time))], [0.0]),),
        (f"{STARTS}={{mon: 0}}", "run.length=4 weeks"),
        True,
    )


def _caseloads(one: Facts) -> list[float]:
    return [active(one, week) for week in range(WEEKS)]


def _chair_hours(one: Facts) -> list[float]:
    minutes = np.diff(one.in_use[0].integral(np.arange(WEEKS + 1) * WEEK))
    return [float(value) / 60 for value in minutes]


RANDOM: tuple[tuple[str, str, Course, tuple[int, ...], tuple[str, ...], bool], ...] = (
    (
        "endless",
        "60 % respond, a booster every 28 days for ever: no steady state",
        Course(BY_TWO, 0.6, 28, ((28, 1.0),)),
        _times(MONDAYS, 2),
        (f"{STARTS}={{mon: 2}}", "protocols.mood.response=0.6", _plan("every: 28 days")),
        False,
    ),
    (
        "attrition",
        "Tuesdays and Fridays, 55 % respond, every 21 days, 20 % leave",
        Course((0, 3, 7, 10, 14, 17), 0.55, 21, ((21, 1.0),), stop=0.2),
        (0, 3, 0, 0, 0, 0, 0),
        (
            f"{STARTS}={{tue: 3}}",
            "protocols.mood.induction.spacing.target=[3 days, 4 days]",
            "protocols.mood.response=0.55",
            _plan("every: 21 days", leaves_after_each=0.2),
        ),
        True,
    ),
    (
        "relapse",
        "Ten infusions, 50 % respond, 12 % relapse and start again after 7 days, 8 % leave",
        Course((*BY_TWO, 14, 16, 18, 21), 0.5, 28, ((28, 1.0),), relapse=0.12, again_after=7, stop=0.08),
        _times(MONDAYS, 2),
        (
            f"{STARTS}={{mon: 2}}",
            "protocols.mood.induction.infusions=10",
            "protocols.mood.response=0.5",
            f"{PLAN}={{plan: {{fixed: {{every: 28 days}}}}, leaves_after_each: 0.08, relapses_after_each: 0.12, "
            "reinduction: {probability: 1, after: 7 days}}",
        ),
        False,
    ),
    (
        "random-gaps",
        "21, 28 or 42 days between boosters, 65 % respond, 10 % leave",
        Course(BY_TWO, 0.65, 28, ((21, 0.3), (28, 0.5), (42, 0.2)), stop=0.1),
        _times(MONDAYS, 2),
        (
            f"{STARTS}={{mon: 2}}",
            "protocols.mood.response=0.65",
            _plan(
                "first: 28 days, "
                "every: {discrete: {values: [21 days, 28 days, 42 days], probabilities: [0.3, 0.5, 0.2]}}",
                leaves_after_each=0.1,
            ),
        ),
        False,
    ),
    (
        "every-weekday",
        "A starter every weekday, open all week, 60 % respond, every 28 days, 25 % leave",
        Course(BY_TWO, 0.6, 28, ((28, 1.0),), stop=0.25),
        (1, 1, 1, 1, 1, 0, 0),
        (
            f"{STARTS}={{mon-fri: 1}}",
            "calendar.hours={mon-sun: 08:00-17:00}",
            "protocols.mood.response=0.6",
            _plan("every: 28 days", leaves_after_each=0.25),
        ),
        False,
    ),
    (
        "dropout",
        "5 % drop out after every infusion but the last, 60 % respond, every 28 days, 20 % leave",
        Course(BY_TWO, 0.6, 28, ((28, 1.0),), stop=0.2, dropout=0.05),
        _times(MONDAYS, 3),
        (
            "protocols.mood.dropout={after_first: 0.05, after_each: 0.05}",
            "protocols.mood.response=0.6",
            _plan("every: 28 days", leaves_after_each=0.2),
        ),
        True,
    ),
    (
        "geometric",
        "Everybody responds, 15 % leave after each booster: 6.667 boosters each in the long run",
        Course(BY_TWO, 1.0, 28, ((28, 1.0),), stop=0.15),
        _times(MONDAYS, 2),
        (f"{STARTS}={{mon: 2}}", _plan("every: 28 days", leaves_after_each=0.15)),
        False,
    ),
)


def random() -> Iterator[Case]:
    """Courses with chance."""
    for name, title, course, starts, settings, quick in RANDOM:

        def asked(
            question: Callable[[Demand], float], c: Course = course, s: tuple[int, ...] = starts
        ) -> Callable[[], float]:
            return lambda: question(demand(c, s, WEEKS))

        yield Case(
            f"course-{name}",
            "Courses",
            title,
            COX,
            "course",
            (
                Check(in_weeks(0, 26), asked(lambda known: known.in_weeks(0, 26))),
                Check(in_weeks(0, 52), asked(lambda known: known.in_weeks(0, 52))),
                Check(in_weeks(56, 60), asked(lambda known: known.in_weeks(56, 60))),
                Check(caseload(59), asked(lambda known: known.caseload(59))),
            ),
            settings,
            quick,
        )


def spread() -> Iterator[Case]:
    """Random starts pass on their spread: the variance too is known."""

    def moment(name: str, of: Callable[[np.ndarray], np.ndarray]) -> Quantity:
        def values(one: Facts) -> tuple[float, float]:
            found = of(weekly(one)[1:] - 24.0)
            return float(found.sum()), float(len(found))

        return Quantity(name, values)

    yield Case(
        "course-spread",
        "Courses",
        "Poisson starts, 4 a Monday, six infusions: 3 (N + N before) a week",
        "Variance of a sum of Poisson numbers",
        "course",
        (
            Check(moment("infusions a week, less 24", lambda series: series), 0.0),
            Check(moment("variance of infusions a week", lambda series: series**2), 72.0),
            Check(moment("covariance with the week after", lambda series: series[1:] * series[:-1]), 36.0),
        ),
        ("patients.referrals.on_days={counts: {mon: 4}, random: true}", f"{PLAN}.enters=0"),
        True,
    )


REQUESTS = (
    # requests a day, starts a day, missed, observed weeks, warm-up, whether quick
    (8, 10, 0.0, 26, 4, True), (9.5, 10, 0.0, 208, 26, False), (19, 20, 0.0, 104, 26, False), (8, 10, 0.1, 39, 8, True),
    (4.5, 5, 0.0, 104, 16, False),
)  # fmt: skip


def bookings() -> Iterator[Case]:
    """Requests for a diary."""
    for requests, starts, missed, length, warm_up, quick in REQUESTS:
        known = (float(requests), starts, missed)
        chairs, hours = (2, 10) if starts == 20 else (1, starts)

        def value(of: Callable[[Backlog], float], k: tuple[float, int, float] = known) -> Callable[[], float]:
            return lambda: of(backlog(*k))

        shares = (Check(lead_share(d), value(lambda one, d=d: one.shares[d - 1])) for d in (1, 2))  # type: ignore[misc]
        yield Case(
            f"booking-{requests:g}-{starts}" + ("-missed" if missed else ""),
            "Booking",
            f"{requests:g} requests a day for {starts} starts a day"
            + (f", {missed:.0%} missed and rebooked" if missed else ""),
            "Bailey 1954 (bulk service), by the chain of the backlog",
            "booking_queue",
            (
                Check(LEAD, value(lambda one: one.lead)),
                Check(AHEAD, value(lambda one: one.ahead)),
                Check(metric("volume.bookings_per_week"), value(lambda one: 7 * one.bookings)),
                *(() if missed else shares),
            ),
            (
                f"patients.referrals={requests:g} per day",
                f"calendar.hours={{mon-sun: 08:00-{8 + hours}:00}}",
                f"spaces.chair={chairs}",
                *([f"attendance={{infusion: {{no_show: {missed}}}}}"] if missed else []),
                *weeks(length, warm_up),
            ),
            quick,
        )
    days = range(1, 101)
    yield Case(
        "booking-overload",
        "Booking",
        "24 requests a day for 20 starts: the backlog grows by four a day",
        "Counting",
        "booking_queue",
        (
            Equality("lead of the last request of each day", _last_leads, [1 + ceil(1.2 * t - 1e-9) - t for t in days]),
            Equality("booked ahead at the end of each day", _ahead, [4 * t + 20 for t in days]),
        ),
        (
            "patients.referrals={on_days: {counts: {mon-sun: 24}}}",
            "spaces.chair=2",
            "run.warm_up=0 days",
            "run.length=100 days",
        ),
        True,
    )


def _last_leads(one: Facts) -> list[float]:
    made, due = one.visits.booked, one.visits.due
    return [float(np.max(due[made // DAY == day] // DAY)) - day for day in range(100)]


def _ahead(one: Facts) -> list[float]:
    made, due = one.visits.booked, one.visits.due
    return [float(np.sum((made < day * DAY) & (due >= day * DAY))) for day in range(1, 101)]


def cases() -> Iterator[Case]:
    """All of them."""
    yield from fixed()
    yield from random()
    yield from spread()
    yield from bookings()
