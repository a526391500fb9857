"""Laws of time, and what the tests of other simulators hold to be true."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from sim.metrics import Facts, measure
from sim.units import HOUR
from sim.verification.case import Case, Check, Equality
from sim.verification.exact import laws
from sim.verification.quantities import Quantity, beyond, lateness, mean_of, spread_of, stays

LAWS: dict[str, Callable[[], object]] = {
    "exponential": lambda: laws.exponential(50),
    "shifted": lambda: laws.exponential(20, 30),
    "lognormal": lambda: laws.lognormal(50, 15),
    "gamma": lambda: laws.gamma(4, 12.5),
    "erlang": lambda: laws.gamma(3, 15),
    "weibull": lambda: laws.weibull(1.5, 30),
    "triangular": lambda: laws.triangular(40, 45, 60),
    "uniform": lambda: laws.uniform(40, 60),
    "pert": lambda: laws.pert(40, 50, 90),
    "beta": lambda: laws.beta(2, 5, 30, 90),
    "cut normal": lambda: laws.normal(10, 8, 0),
    "loglogistic": lambda: laws.loglogistic(45, 6),
    "inverse gaussian": lambda: laws.inverse_gaussian(50, 200),
    "discrete": lambda: laws.points((40, 60, 120), (0.5, 0.4, 0.1)),
    "empirical": lambda: laws.points((35, 40, 40, 42, 45, 50, 55, 60, 75, 90), (1,) * 10),
    "mixture": lambda: laws.Mixed(((0.9, laws.triangular(40, 50, 60)), (0.1, laws.uniform(90, 150)))),
}
"""Visit types of ``laws.yaml`` with the law of their stay."""


def _law_checks() -> Iterator[Check]:
    for name, law in LAWS.items():
        known, values = law(), stays(name)
        mean = known.moment(1)  # type: ignore[attr-defined]
        variance = known.moment(2) - mean**2  # type: ignore[attr-defined]
        limit = mean + 0.9 * variance**0.5
        yield Check(mean_of(name, values), mean)
        yield Check(spread_of(name, values, mean), variance)
        yield Check(beyond(name, values, limit), float(known.sf(limit)))  # type: ignore[attr-defined]
    for visit, known in (("early or late", laws.normal(-5, 12)), ("punctual by laplace", laws.laplace(0, 6))):
        values, name = lateness(visit), "lateness, normal" if visit == "early or late" else "lateness, laplace"
        yield Check(mean_of(name, values), float(known.mean()))
        yield Check(spread_of(name, values, float(known.mean())), float(known.var()))
        yield Check(beyond(name, values, 0.0), float(known.sf(0)))
    yield Check(_shows(), 0.88)


def _shows() -> Quantity:
    """Share of the appointments of one timetable that are kept."""

    def of(one: Facts) -> tuple[float, float]:
        code = [known.name for known in one.header.visits].index("early or late")
        mine = (one.visits.type == code) & one.inside(one.visits.due)
        return float(np.sum(mine & ~np.isnan(one.visits.checked_in))), float(mine.sum())

    return Quantity("share of appointments kept", of)


def laws_of_time() -> Iterator[Case]:
    """Means, variances and tails of every law, as patients live them."""
    yield Case(
        "laws",
        "Laws of time",
        "Stays and lateness of every law: mean, variance, tail",
        "Johnson, Kotz, Balakrishnan 1994; formulas of SciPy",
        "laws",
        (
            Equality("constant: shortest and longest stay", lambda one: _ends(stays("constant")(one)), (60.0, 60.0)),
            *_law_checks(),
        ),
        ("run.length=4 days",),
        True,
    )


def below_zero() -> Iterator[Case]:
    """A law of which a part lies below zero."""
    known, values = laws.clipped(10, 8), stays("cut normal")
    yield Case(
        "laws-below-zero",
        "Laws of time",
        "A normal stay that is not cut off: what is below zero counts as zero",
        "Johnson, Kotz, Balakrishnan 1994",
        "laws",
        (
            Check(mean_of("normal stay", values), known.mean()),
            Check(spread_of("normal stay", values, known.mean()), known.moment(2) - known.mean() ** 2),
            Check(beyond("normal stay", values, 0.0), known.sf(0.0)),
        ),
        ("visits.cut normal.steps.stay.time={normal: {mean: 10 min, sd: 8 min}}", "run.length=4 days"),
    )


def _ends(values: np.ndarray) -> tuple[float, float]:
    return float(np.round(values.min(), 9)), float(np.round(values.max(), 9))


def _departures(one: Facts) -> list[float]:
    found = one.visits.departed
    return sorted(found[~np.isnan(found)].tolist())


def _overtime(one: Facts) -> list[float]:
    shifts = one.shifts
    over = (shifts.ended - shifts.planned) / HOUR
    return [*sorted(over[shifts.planned == 7 * HOUR].tolist()), *sorted(over[shifts.planned == 11 * HOUR].tolist())]


def _full_room(one: Facts) -> list[float]:
    found = one.visits
    return [*found.turned_away[~np.isnan(found.turned_away)].tolist(), *found.wait[:2].tolist(), *_departures(one)]


def _every_other(one: Facts) -> list[float]:
    lost = float(np.sum(~np.isnan(one.visits.turned_away)))
    return [float(len(_departures(one))), lost, one.in_use[0].integral(np.array([1440.0]))[0], _departures(one)[-1]]


def _roster(one: Facts) -> list[float]:
    on_duty = one.on_duty[0]
    return [*on_duty.times[:12].tolist(), *on_duty.values[:12].tolist()]


def _off_grid(one: Facts) -> list[float]:
    served = one.visits.served
    after = (served[~np.isnan(served)] % 1440 - 240) / 4.8
    return [float(np.abs(after - np.round(after)).max() < 1e-9), *sorted(set(np.round(after).tolist()))]


def _overrun(one: Facts) -> list[float]:
    found = measure(one)
    waits = one.visits.wait
    return [
        found["queue.busy.mean.nurse"],
        found["day.visits_unseen"],
        float(np.isnan(waits[-1])),
        float(np.nanmin(waits)),
    ]


PEERS: tuple[tuple[str, str, str, str, Callable[[Facts], list[float]], list[float]], ...] = (
    (
        "staff_leave",
        "Staff who leave finish what they have begun",
        "Ciw",
        "overtime of those who leave, in hours",
        _overtime,
        [0, 1, 3, 2, 3],
    ),
    (
        "full_room",
        "Nobody joins a full room",
        "Ciw",
        "turned away at, waits, departures",
        _full_room,
        [20, 25, 35, 40, 45, 0, 16, 26, 47],
    ),
    (
        "slots",
        "Starts on a fixed pattern, so many at each",
        "Ciw",
        "starts",
        lambda one: sorted(one.infusions.time.tolist()),
        [150, 440, 440, 440, 590, 880, 880, 1760],
    ),
    (
        "no_drift",
        "Starts do not drift from their grid in a year",
        "Ciw",
        "whether all lie on the grid, and its places used",
        _off_grid,
        [1, 0, 1, 2, 3, 4, 5],
    ),
    ("short_shift", "A short shift serves all who wait", "simmer", "departures", _departures, [120, 180, 180]),
    ("two_at_once", "Two at once hold up those who need one", "simmer", "departures", _departures, [10, 20, 20]),
    (
        "every_other",
        "Every other arrival is lost",
        "simmer",
        "served, lost, busy minutes, last departure",
        _every_other,
        [50, 50, 75, 100.5],
    ),
    (
        "roster",
        "A daily roster repeats",
        "simmer",
        "times and members on duty",
        _roster,
        [*(480.0 * k for k in range(12)), *[3, 1, 2] * 4],
    ),
    (
        "overrun",
        "An overrun nurse is busy all the time",
        "pydesrap_mms",
        "utilisation, unseen, whether the last is unseen, shortest wait",
        _overrun,
        [1, 5940, 1, 0],
    ),
)


def peers() -> Iterator[Case]:
    """Conditions without chance of other simulators' tests."""
    for name, title, origin, asked, values, exact in PEERS:
        yield Case(
            f"peer-{name.replace('_', '-')}",
            "Other simulators",
            title,
            f"{origin}, tests",
            f"peers/{name}",
            (Equality(asked, values, tuple(map(float, exact))),),
            (),
            True,
        )
    yield Case(
        "peer-no-collection",
        "Other simulators",
        "A window in which nothing happens gives nothing, and no error",
        "pydesrap_mms, tests",
        "course",
        (Equality("infusions in the window", lambda one: [float(len(one.infused_here.time))], [0.0]),),
        ("run.warm_up=2 weeks", "run.length=1 min", "run.cool_down=0 min"),
        True,
    )


def cases() -> Iterator[Case]:
    """All of them."""
    yield from laws_of_time()
    yield from below_zero()
    yield from peers()
