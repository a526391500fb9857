"""Arrivals that are not Poisson: independent gaps of any law, and several at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from sim.verification.case import Case, Check
from sim.verification.cases.run import later, settled
from sim.verification.cases.stations import BUSY, PRESENT, TIME
from sim.verification.exact import laws, renewals
from sim.verification.quantities import WAIT, WAIT_SQUARED, WAITED

FAMILY = "Other arrivals"
GAP = "walk_ins.patients.arrivals.renewal"
_HYPER = (
    "{mixture: {parts: [{share: 0.8, of: {exponential: {mean: 20 min}}}, "
    "{share: 0.2, of: {exponential: {mean: 220 min}}}]}}"
)
GM1: tuple[tuple[str, str, Callable[[], Any], float, float, int, bool], ...] = (
    # name, law of the gap as written, as known to theory, its mean, mean service, patients observed, whether quick
    ("erlang", "{erlang: {k: 3, mean: 60 min}}", lambda: laws.gamma(3, 20), 60, 45, 8_000, True),
    ("uniform", "{uniform: {low: 20 min, high: 80 min}}", lambda: laws.uniform(20, 80), 50, 42.5, 16_000, False),
    (
        "hyperexponential",
        _HYPER,
        lambda: laws.Mixed(((0.8, laws.exponential(20)), (0.2, laws.exponential(220)))),
        60,
        36,
        16_000,
        False,
    ),
)


def gm1() -> Iterator[Case]:
    """G/M/1."""
    for name, written, law, gap, mean, patients, quick in GM1:
        load = mean / gap
        yield Case(
            f"gm1-{name}",
            FAMILY,
            f"G/M/1 at load {load:.3g}: {name} gaps of mean {gap:g} min, mean service {mean:g} min",
            "Gross et al. 2008, section 5.3 (GI/M/1)",
            "renewal",
            (
                Check(WAIT, later(renewals.gm1_of, "wait", law, mean)),
                Check(WAITED, later(renewals.gm1_of, "p_wait", law, mean)),
                Check(WAIT_SQUARED, later(renewals.gm1_of, "wait_squared", law, mean)),
                Check(BUSY, load),
            ),
            (f"{GAP}.gap={written}", f"{TIME}.exponential.mean={mean} min", *settled(patients, 1 / gap, mean, 1, load)),
            quick,
        )


def batches() -> Iterator[Case]:
    """Poisson arrivals of one or three at a time."""
    groups, sizes, mean = 1 / 100, {1: 0.5, 3: 0.5}, 30.0
    queue = renewals.batches(groups, tuple(sizes.items()), mean)
    yield Case(
        "batches",
        FAMILY,
        "M^[X]/M/1 at load 0.6: one or three at a time, every 100 min on average",
        "Gross et al. 2008, section 3.1 (bulk input)",
        "renewal",
        (Check(WAIT, queue.wait), Check(PRESENT, queue.present), Check(BUSY, queue.busy)),
        (
            f"{GAP}={{gap: {{exponential: {{mean: 100 min}}}}, together: {sizes}}}",
            f"{TIME}.exponential.mean={mean} min",
            *settled(12_000, 2 * groups, mean, 1, queue.busy),
        ),
    )


def cases() -> Iterator[Case]:
    """All of them."""
    yield from gm1()
    yield from batches()
