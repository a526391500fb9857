"""One-session timetables: rules of Bailey and Welch, no-shows, several chairs, lateness, optima, fixed times."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from sim.metrics.day import last_out
from sim.verification.case import Case, Check, Equality
from sim.verification.cases.run import later
from sim.verification.cases.stations import TIME
from sim.verification.exact import sessions
from sim.verification.exact.sessions import Session
from sim.verification.quantities import OVERTIME, WAIT, late, seen, since_arrival, wait_of_place

KAANDORP = "Kaandorp, Koole 2007; Hassin, Mendel 2008"
RECURSION = "Lindley 1952; Kiefer, Wolfowitz 1955"


@dataclass(frozen=True)
class Plan:
    """A session: its timetable, in minutes from eight o'clock, and what theory knows of it."""

    name: str
    title: str
    at: tuple[int, ...]
    ends: int
    time: str
    """The law of service, as written."""
    exact: Callable[[], Session]
    shows: float | tuple[float, ...] = 1.0
    chairs: int = 1
    quick: bool = False
    source: str = KAANDORP
    knows_late: bool = True
    """Whether the probability of a late end is exact: on a lattice it is not."""


def clock(minutes: int) -> str:
    """A time of day, from minutes after eight."""
    return f"{8 + minutes // 60:02d}:{minutes % 60:02d}"


def timetable(at: Sequence[int]) -> str:
    """Appointment times as written."""
    return "[" + ", ".join(f'"{clock(minute)}"' for minute in at) + "]"


def settings(plan: Plan, days: int) -> tuple[str, ...]:
    """What changes in the file ``appointment_session``."""
    shows = list(plan.shows) if isinstance(plan.shows, tuple) else plan.shows
    return (
        f"timetables.session.at={timetable(plan.at)}",
        f"timetables.session.shows={shows}",
        f"calendar.hours={{mon-sun: 08:00-{clock(plan.ends)}}}",
        f"{TIME}={plan.time}",
        f"spaces.chair={plan.chairs}",
        f"run.length={days} days",
    )


def _markov(
    name: str, title: str, at: Sequence[int], ends: int, mean: float, *, stages: int = 1, chairs: int = 1,
    shows: float | tuple[float, ...] = 1.0, quick: bool = False, source: str = KAANDORP,
) -> Plan:  # fmt: skip
    law = (
        f"{{exponential: {{mean: {mean:g} min}}}}"
        if stages == 1
        else f"{{erlang: {{k: {stages}, mean: {mean:g} min}}}}"
    )
    points = tuple(float(minute) for minute in at)
    return Plan(
        name,
        title,
        tuple(at),
        ends,
        law,
        lambda: sessions.markov(points, float(ends), mean, stages, chairs, shows),
        shows,
        chairs,
        quick,
        source,
    )


def _listed(
    name: str,
    title: str,
    at: Sequence[int],
    ends: int,
    service: dict[int, float],
    *,
    chairs: int = 1,
    shows: float = 1.0,
) -> Plan:
    values, chances = ", ".join(f"{minutes} min" for minutes in service), list(service.values())
    law = f"{{discrete: {{values: [{values}], probabilities: {chances}}}}}"
    if len(service) == 1:
        law = values
    points, known = tuple(float(minute) for minute in at), tuple((float(m), p) for m, p in service.items())
    return Plan(
        name,
        title,
        tuple(at),
        ends,
        law,
        lambda: sessions.enumerated(points, float(ends), known, chairs, shows),
        shows,
        chairs,
        source=RECURSION,
    )


def _lattice(
    name: str,
    title: str,
    at: Sequence[int],
    ends: int,
    written: str,
    law: tuple[str, tuple[float, ...]],
    shows: float = 1.0,
) -> Plan:
    points = tuple(float(minute) for minute in at)
    return Plan(
        name,
        title,
        tuple(at),
        ends,
        written,
        lambda: sessions.lindley(points, ends, law, shows),
        shows,
        source=RECURSION,
        knows_late=False,
    )


def hourly(patients: int, hours: int, every: int = 60) -> list[int]:
    """So many at the same time, so many times."""
    return [hour * every for hour in range(hours) for _ in range(patients)]


_FALLING = (0.95,) * 4 + (0.85,) * 4 + (0.7,) * 4
PLANS = (
    _markov("two", "Two patients 50 min apart: the second waits 50/e min", (0, 50), 100, 50),
    _markov("ten", "Ten patients, one every 30 min", range(0, 300, 30), 300, 30),
    _markov("bailey", "Bailey and Welch: two at the start, then every 30 min", (0, *range(0, 270, 30)), 300, 30),
    _markov("block", "All ten at the start", (0,) * 10, 300, 30),
    _markov(
        "bailey-no-shows", "Bailey and Welch, 20 % stay away", (0, *range(0, 270, 30)), 300, 30, shows=0.8, quick=True
    ),
    _markov(
        "falling",
        "Chances of coming 0.95, 0.85 and 0.7 by thirds of the day",
        range(0, 300, 25),
        300,
        30,
        shows=_FALLING,
    ),
    _markov(
        "erlang-one", "25 patients, Erlang-2 service of 5 min, one at the start", range(0, 125, 5), 125, 5, stages=2
    ),
    _markov(
        "erlang-three",
        "25 patients, Erlang-2 service of 5 min, three at the start",
        (0, 0, *range(0, 115, 5)),
        125,
        5,
        stages=2,
    ),
    _markov(
        "erlang-eight",
        "25 patients, Erlang-8 service of 5 min, two at the start",
        (0, *range(0, 120, 5)),
        125,
        5,
        stages=8,
    ),
    _markov("individual", "24 patients, one every 10 min, mean service 9 min", range(0, 240, 10), 240, 9),
    _markov(
        "sixteen",
        "16 patients, two at the start, then every 10 min, 10 % stay away",
        (0, *range(0, 150, 10)),
        180,
        10,
        shows=0.9,
    ),
    _markov("four-chairs", "Four chairs, one patient every 15 min", range(0, 360, 15), 420, 50, chairs=4),
    _markov(
        "four-by-four",
        "Four chairs, four on the hour, 10 % stay away",
        hourly(4, 6),
        360,
        50,
        chairs=4,
        shows=0.9,
        quick=True,
    ),
    _markov(
        "overbooked",
        "Two chairs, five every two hours, 20 % stay away",
        hourly(5, 3, 120),
        420,
        50,
        chairs=2,
        shows=0.8,
    ),
    _listed(
        "fixed-no-shows",
        "An hour each, one extra at the start, one in five stays away",
        (0, *range(0, 480, 60)),
        480,
        {60: 1.0},
        shows=0.8,
    ),
    _listed("three-lengths", "40, 50 or 60 min, one every 45 min", range(0, 450, 45), 460, {40: 0.5, 50: 0.3, 60: 0.2}),
    _listed(
        "rare-long",
        "45, 60 or rarely 120 min, four chairs, four on the hour",
        hourly(4, 6),
        360,
        {45: 0.7, 60: 0.2, 120: 0.1},
        chairs=4,
    ),
    _lattice(
        "triangular",
        "Triangular service, one every 50 min",
        range(0, 450, 50),
        460,
        "{triangular: {low: 40 min, mode: 45 min, high: 60 min}}",
        ("triangular", (40, 45, 60)),
    ),
    _lattice(
        "lognormal",
        "Lognormal service, one every 55 min, 10 % stay away",
        range(0, 440, 55),
        440,
        "{lognormal: {mean: 50 min, sd: 15 min}}",
        ("lognormal", (50, 15)),
        0.9,
    ),
    _lattice(
        "gamma",
        "Gamma service, two at the start, then every 50 min",
        (0, *range(0, 400, 50)),
        460,
        "{gamma: {mean: 50 min, sd: 20 min}}",
        ("gamma", (6.25, 8)),
    ),
)
"""Sessions of the literature on appointments and of a clinic's size."""

OPTIMA = (
    # name, patients at each start, minutes between starts, mean service, chance of coming
    ("kk-5-8", (1, 1, 1, 0, 1, 1, 0, 0), 15, 20, 1.0), ("kk-6-6", (2, 1, 1, 1, 1, 0), 20, 20, 1.0),
    ("kk-6-6-no-shows", (2, 1, 1, 1, 1, 0), 20, 20, 0.8), ("kk-6-6-wait", (1, 1, 1, 1, 1, 1), 20, 20, 1.0),
    ("kk-6-6-idle", (3, 1, 1, 1, 0, 0), 20, 20, 1.0), ("kk-8-8", (2, 1, 1, 1, 1, 1, 1, 0), 10, 10, 1.0),
    ("kk-5-10", (1, 1, 0, 1, 0, 1, 0, 1, 0, 0), 10, 20, 0.9),
)  # fmt: skip
"""Timetables that minimise the objective of Kaandorp and Koole for some weights of wait, idleness and lateness."""
DOMES = (
    # gaps that minimise wait plus session length, rounded to minutes at a mean service of 100 min; chance of coming
    ("dome-2", (69,), 1.0), ("dome-2-no-shows", (36,), 0.8), ("dome-3", (89, 105), 1.0),
    ("dome-3-no-shows", (55, 74), 0.8),
    ("dome-5", (97, 142, 140, 111), 1.0), ("dome-5-no-shows", (47, 96, 97, 73), 0.9),
)  # fmt: skip
"""Gaps of Pegden and Rosenshine and of Hassin and Mendel: short, long in the middle, short."""


def _optima() -> Iterator[Plan]:
    for name, starts, every, mean, shows in OPTIMA:
        at = [place * every for place, patients in enumerate(starts) for _ in range(patients)]
        title = f"Optimal timetable {'-'.join(map(str, starts))} every {every} min, mean service {mean} min"
        yield _markov(name, title, at, every * len(starts), mean, shows=shows, quick=name == "kk-6-6-no-shows")
    for name, gaps, shows in DOMES:
        at = [sum(gaps[:place]) for place in range(len(gaps) + 1)]
        title = f"Optimal gaps {', '.join(map(str, gaps))} min, mean service 100 min"
        yield _markov(name, title, at, at[-1] + 100, 100, shows=shows, source="Pegden, Rosenshine 1990; " + KAANDORP)


def planned() -> Iterator[Case]:
    """Sessions with chance."""
    for plan in (*PLANS, *_optima()):
        size = len(plan.at)
        places = sorted({size // 2, size - 1})
        yield Case(
            f"session-{plan.name}",
            "Appointment sessions",
            plan.title,
            plan.source,
            "appointment_session",
            (
                Check(WAIT, later(plan.exact, "wait")),
                *(Check(wait_of_place(n, size), later(plan.exact, "by_position", at=n)) for n in places),
                Check(OVERTIME, later(plan.exact, "overtime")),
                *([Check(late(), later(plan.exact, "late"))] if plan.knows_late else []),
            ),
            settings(plan, max(120, 3000 // size)),
            plan.quick,
        )


def unpunctual() -> Iterator[Case]:
    """Early and late patients."""
    for name, every, ends, mean, chairs, lateness, quick in (
        ("a-little", 40, 200, 40, 1, ((-10.0, 0.25), (0.0, 0.5), (15.0, 0.25)), True),
        ("much", 30, 150, 30, 1, ((-30.0, 0.2), (0.0, 0.6), (30.0, 0.2)), False),
        ("two-chairs", 20, 120, 45, 2, ((-25.0, 0.3), (0.0, 0.3), (35.0, 0.4)), False),
    ):
        at = tuple(float(every * place) for place in range(5))
        known = (at, float(ends), float(mean), lateness, chairs)
        law = ", ".join(f"{minutes:g} min" for minutes, _ in lateness), [chance for _, chance in lateness]
        yield Case(
            f"lateness-{name}",
            "Appointment sessions",
            f"Five patients, lateness {', '.join(f'{m:g}' for m, _ in lateness)} min, served as they come"
            + (f", {chairs} chairs" if chairs > 1 else ""),
            "Every pattern of lateness gone through, with the chain of Kaandorp, Koole 2007",
            "lateness_session",
            (
                Check(since_arrival(), later(sessions.unpunctual, "wait", *known)),
                Check(since_arrival(0, 5), later(sessions.unpunctual, "by_position", *known, at=0)),
                Check(since_arrival(4, 5), later(sessions.unpunctual, "by_position", *known, at=4)),
                Check(OVERTIME, later(sessions.unpunctual, "overtime", *known)),
                Check(late(), later(sessions.unpunctual, "late", *known)),
            ),
            (
                f"timetables.session.at={timetable([int(minute) for minute in at])}",
                f"timetables.session.lateness={{discrete: {{values: [{law[0]}], probabilities: {law[1]}}}}}",
                f"calendar.hours={{mon-sun: 07:00-{clock(ends)}}}",
                f"{TIME}.exponential.mean={mean} min",
                f"spaces.chair.count={chairs}",
                f"spaces.chair.out_of_service.0.count={chairs}",
                "run.length=300 days",
            ),
            quick,
        )


def fixed() -> Iterator[Case]:
    """Sessions without chance."""
    for chairs, step, over in ((5, 10, 40), (6, 0, -10)):
        waits = [float(step * (n // 5)) for _ in range(7) for n in range(30)]
        yield Case(
            f"fixed-{chairs}-chairs",
            "Appointment sessions",
            f"Thirty patients ten minutes apart, an hour each, {chairs} chairs",
            "By hand",
            "fixed_session",
            (
                Equality("waits of a week", lambda one: one.visits.wait[seen(one)].tolist(), waits),
                Equality(
                    "minutes from closing to the last departure", lambda one: last_out(one).tolist(), [float(over)] * 7
                ),
            ),
            (f"spaces.chair={chairs}",),
            True,
        )
    yield Case(
        "zero-variability",
        "Appointment sessions",
        "Nothing varies and the timetable is feasible: nobody ever waits",
        "By hand",
        "appointment_session",
        (
            Equality("longest wait", lambda one: [float(one.visits.wait[seen(one)].max())], [0.0]),
            Equality("minutes from closing to the last departure", lambda one: last_out(one).tolist(), [0.0] * 7),
        ),
        (
            f"timetables.session.at={timetable(range(0, 300, 30))}",
            "timetables.session.shows=1",
            f"{TIME}=30 min",
            "run.length=1 week",
        ),
        True,
    )
    yield Case(
        "nobody-comes",
        "Appointment sessions",
        "Everybody stays away",
        "By hand",
        "appointment_session",
        (Equality("patients seen", lambda one: [float(seen(one).sum())], [0.0]),),
        ("timetables.session.shows=0", "run.length=1 week"),
        True,
    )


def cases() -> Iterator[Case]:
    """All of them."""
    yield from planned()
    yield from unpunctual()
    yield from fixed()
