"""One station around the clock: M/M/c, M/D/c, M/G/1, M/G/c."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from math import log
from typing import Any

from sim import theory
from sim.verification.case import Case, Check
from sim.verification.cases.run import later, nth, settled
from sim.verification.exact import laws, recursion, stations
from sim.verification.exact.stations import Branch
from sim.verification.quantities import WAIT, WAIT_SQUARED, WAITED, found, metric, per_visit, wait_beyond

BUSY, PRESENT = metric("queue.busy.mean.chair"), metric("queue.present.mean")
WAITING, STAY = metric("queue.waiting.mean"), per_visit("queue.time_in_system.mean")
TIME = "visits.stay.steps.infuse.time"
ERLANG = "Erlang 1917; Gross et al. 2008, section 2.3"


def _station(servers: int, hourly: float) -> tuple[str, str]:
    return f"spaces.chair={servers}", f"walk_ins.patients.arrivals={hourly:.12g} per hour"


MMC = (
    # patients per hour, mean service [min], servers, patients observed in a replication, whether quick
    (0.6, 50, 1, 4_000, True), (1.08, 50, 1, 30_000, False), (1.92, 50, 2, 20_000, False), (2.88, 50, 3, 6_000, True),
    (3.6, 60, 4, 30_000, False), (5.76, 50, 6, 12_000, False), (8.64, 50, 8, 30_000, False),
    (10.8, 50, 10, 30_000, False), (16.2, 50, 15, 30_000, False), (25.2, 40, 18, 40_000, False),
    (22.8, 50, 20, 50_000, False), (15, 10, 5, 6_000, True), (20, 10, 6, 12_000, False), (15, 10, 6, 12_000, False),
    (2, 20, 1, 12_000, False),
    (6, 3, 2, 12_000, False), (10, 4, 2, 6_000, True), (15, 3, 1, 12_000, False), (7.5, 4, 1, 12_000, False),
    (5, 7.5, 1, 12_000, False), (1, 10, 15, 3_000, False),
)  # fmt: skip
"""Small and large clinics; short services as in pydesrap_mms, rdesrap_mms, Ciw, Hillier and Lieberman."""


def mmc() -> Iterator[Case]:
    """M/M/c."""
    for hourly, mean, servers, patients, quick in MMC:
        rate, load = hourly / 60, hourly / 60 * mean / servers
        queue = theory.mmc(rate, mean, servers)
        time = f"{TIME}.exponential.mean={mean} min"
        checks = [Check(WAIT, queue.wait), Check(WAITED, queue.p_wait), Check(BUSY, queue.busy)]
        checks += [Check(WAITING, queue.waiting), Check(STAY, queue.wait + mean)]
        if queue.p_wait > 0.06:
            long = log(queue.p_wait / 0.05) * queue.wait / queue.p_wait
            checks += [Check(wait_beyond(long), 0.05)]
            checks += [Check(WAIT_SQUARED, stations.mmc_second_moment(rate, mean, servers))]
        yield Case(
            f"mmc-{servers}-{hourly:g}-{mean:g}",
            "M/M/c",
            f"M/M/{servers} at load {load:.3g}: {hourly:g} an hour, mean service {mean:g} min",
            ERLANG,
            "mmc",
            tuple(checks),
            (*_station(servers, hourly), time, *settled(patients, rate, mean, servers, load)),
            quick,
        )


def geometric() -> Iterator[Case]:
    """What arrivals find in M/M/1."""
    for hourly in (3, 4, 5):
        load = 1 / hourly
        checks = tuple(Check(found(n), (1 - load) * load**n) for n in range(4))
        mean = 60 / hourly
        settings = (*_station(1, 1), f"{TIME}.exponential.mean={mean:g} min", *settled(8_000, 1 / 60, mean, 1, load))
        title = f"M/M/1 at load 1/{hourly}: number present is geometric"
        source = "Gross et al. 2008, section 2.2; Ciw, tests"
        yield Case(f"geometric-{hourly}", "M/M/c", title, source, "mm1", checks, settings)


MDC = ((0.8, 1, 12_000), (1.7, 2, 12_000), (3.4, 4, 6_000), (5.4, 6, 20_000), (9, 10, 20_000), (13.5, 15, 30_000))


def mdc() -> Iterator[Case]:
    """M/D/c with services of an hour."""
    for hourly, servers, patients in MDC:
        rate, load = hourly / 60, hourly / servers
        yield Case(
            f"mdc-{servers}-{hourly:g}",
            "M/D/c",
            f"M/D/{servers} at load {load:.3g}: {hourly:g} an hour, 60 min each",
            "Crommelin 1932",
            "mdc",
            (
                Check(WAIT, later(stations.mdc, "wait", rate, 60.0, servers)),
                Check(WAITED, later(stations.mdc, "p_wait", rate, 60.0, servers)),
                Check(BUSY, rate * 60),
            ),
            (*_station(servers, hourly), *settled(patients, rate, 60, servers, load)),
            servers == 4,
        )


_MIXTURE = (
    "{mixture: {parts: [{share: 0.9, of: {triangular: {low: 40 min, mode: 50 min, high: 60 min}}}, "
    "{share: 0.1, of: {uniform: {low: 90 min, high: 150 min}}}]}}"
)


def _mixture() -> laws.Mixed:
    return laws.Mixed(((0.9, laws.triangular(40, 50, 60)), (0.1, laws.uniform(90, 150))))


MG1: tuple[tuple[str, str, Callable[[], Any], float, int, bool], ...] = (
    # name, law as written, as known to theory, load, patients observed in a replication, whether quick
    ("lognormal", "{lognormal: {mean: 50 min, sd: 10 min}}", lambda: laws.lognormal(50, 10), 0.8, 12_000, True),
    ("broad lognormal", "{lognormal: {mean: 45 min, sd: 90 min}}", lambda: laws.lognormal(45, 90), 0.6, 60_000, False),
    ("broad lognormal", "{lognormal: {mean: 45 min, sd: 90 min}}", lambda: laws.lognormal(45, 90), 0.9, 120_000, False),
    (
        "triangular",
        "{triangular: {low: 30 min, mode: 50 min, high: 100 min}}",
        lambda: laws.triangular(30, 50, 100),
        0.8,
        12_000,
        False,
    ),
    ("uniform", "{uniform: {low: 10 min, high: 90 min}}", lambda: laws.uniform(10, 90), 0.8, 12_000, False),
    ("weibull", "{weibull: {shape: 2, scale: 50 min}}", lambda: laws.weibull(2, 50), 0.6, 12_000, False),
    ("weibull", "{weibull: {shape: 2, scale: 50 min}}", lambda: laws.weibull(2, 50), 0.9, 50_000, False),
    ("constant", "50 min", lambda: laws.constant(50), 0.8, 12_000, False),
    ("mixture", _MIXTURE, _mixture, 0.8, 12_000, True),
)


def mg1() -> Iterator[Case]:
    """M/G/1."""
    for name, written, law, load, patients, quick in MG1:
        yield Case(
            f"mg1-{name.replace(' ', '-')}-{load:g}",
            "M/G/1",
            f"M/G/1, {name} service, at load {load:g}",
            "Pollaczek 1930, Khinchine 1932; Takacs 1962 for the second moment",
            "mg1",
            (
                Check(WAIT, later(stations.mg1_at, "wait", law, load)),
                Check(WAITED, load),
                Check(WAIT_SQUARED, later(stations.mg1_at, "wait_squared", law, load)),
            ),
            (f"{TIME}={written}", *_paced(law().moment(1), load), *settled(patients, load / 50, 60, 1, load)),
            quick,
        )


def _paced(mean: float, load: float) -> tuple[str, str]:
    return _station(1, 60 * load / mean)


E2, E4 = (Branch(1.0, 2, 50.0),), (Branch(1.0, 4, 50.0),)
_SHARE = 0.7886751345948129  # balanced means with a squared coefficient of variation of 2: (1 + sqrt(1/3)) / 2
H2 = (Branch(_SHARE, 1, 25 / _SHARE), Branch(1 - _SHARE, 1, 25 / (1 - _SHARE)))
_H2 = (
    f"{{mixture: {{parts: [{{share: {_SHARE}, of: {{exponential: {{mean: {25 / _SHARE} min}}}}}}, "
    f"{{share: {1 - _SHARE}, of: {{exponential: {{mean: {25 / (1 - _SHARE)} min}}}}}}]}}}}"
)
MPHC = (
    ("E2", "{erlang: {k: 2, mean: 50 min}}", E2, 2, 1.92, 12_000, True),
    ("E4", "{erlang: {k: 4, mean: 50 min}}", E4, 4, 4.08, 20_000, False),
    ("E2", "{erlang: {k: 2, mean: 50 min}}", E2, 10, 10.8, 40_000, False),
    ("H2", _H2, H2, 2, 1.92, 20_000, True),
    ("H2", _H2, H2, 10, 10.8, 60_000, False),
)


def mphc() -> Iterator[Case]:
    """M/G/c with services in stages."""
    for law, written, branches, servers, hourly, patients, quick in MPHC:
        rate, load = hourly / 60, hourly / 60 * 50 / servers
        yield Case(
            f"m{law.lower()}-{servers}-{hourly:g}",
            "M/G/c",
            f"M/{law}/{servers} at load {load:.3g}",
            "Neuts 1981, as a Markov chain of stages",
            "mg1",
            (
                Check(WAIT, later(stations.mphc, "wait", rate, branches, servers)),
                Check(WAITED, later(stations.mphc, "p_wait", rate, branches, servers)),
                Check(BUSY, rate * 50),
            ),
            (f"{TIME}={written}", *_station(servers, hourly), *settled(patients, rate, 75, servers, load)),
            quick,
        )


MGC: tuple[tuple[str, tuple[str, tuple[float, ...]], int, float], ...] = (
    ("{lognormal: {mean: 50 min, sd: 15 min}}", ("lognormal", (50, 15)), 5, 5.1),
    ("{uniform: {low: 40 min, high: 60 min}}", ("uniform", (40, 60)), 10, 10.8),
    ("{lognormal: {mean: 50 min, sd: 50 min}}", ("lognormal", (50, 50)), 4, 3.84),
    ("{triangular: {low: 30 min, mode: 50 min, high: 100 min}}", ("triangular", (30, 50, 100)), 3, 2.4),
)


def mgc() -> Iterator[Case]:
    """M/G/c of which no formula is known: against the recursion, with the error of both."""
    for written, law, servers, hourly in MGC:
        yield Case(
            f"mgc-{servers}-{law[0]}",
            "M/G/c",
            f"M/G/{servers}, {law[0]} service, {hourly:g} an hour",
            "Kiefer, Wolfowitz 1955: recursion simulated at length, not exact",
            "mg1",
            (
                Check(WAIT, nth(recursion.mgc, 0, hourly / 60, law, servers)),
                Check(WAITED, nth(recursion.mgc, 1, hourly / 60, law, servers)),
            ),
            (f"{TIME}={written}", *_station(servers, hourly), *settled(30_000, hourly / 60, 60, servers, 0.85)),
        )


def cases() -> Iterator[Case]:
    """All of them."""
    yield from mmc()
    yield from geometric()
    yield from mdc()
    yield from mg1()
    yield from mphc()
    yield from mgc()
