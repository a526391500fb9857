"""As much of the reference clinic as Ciw can say: a network of queues with the same yearly volume.

In Ciw a customer is at one node and holds one server. A chair and a nurse cannot be held
together, so chair, nurse, prescriber and recovery are separate nodes: the patient leaves the nurse for
the chair, the chair for the nurse, and the limit on patients watched per nurse is lost. There is no
diary that could answer to how the clinic runs; arrivals are drawn beforehand, one per place
in the day's template, thinned to the bookings made and kept. The turnover is part of the
time in the chair. So this model does less than the others, and its waits are not theirs.
"""

from __future__ import annotations

from math import log, sqrt

import ciw
import numpy as np

DAY = 24 * 60
DAYS_PER_YEAR = 250
OPENS = 8 * 60
STARTS = np.repeat(np.arange(32) * 15, (3, 2) * 16)  # one entry per bookable place [min after opening]
ATTENDED = 72 / 80  # share of the places that a patient fills
FIRST = 6 / 72  # share of the visits that are a patient's first

RECOVERY_SIGMA = sqrt(log(1 + 0.4**2))
RECOVERY_MU = log(35) - RECOVERY_SIGMA**2 / 2

PRESCRIBER, NURSE, CHAIR, RECOVERY = 1, 2, 3, 4


def arrivals(n_days: int, rng: np.random.Generator) -> np.ndarray:
    """Draw the check-ins of all days, ascending [min]."""
    days = np.arange(n_days)[:, np.newaxis] * DAY + OPENS
    times = days + np.maximum(0, STARTS + rng.normal(0, 10, (n_days, len(STARTS))))
    return np.sort(times[rng.random(times.shape) < ATTENDED])


def sequence(times: np.ndarray) -> ciw.dists.Distribution:
    """Return the gaps between *times* as a distribution that ends after the last."""
    return ciw.dists.Sequential([*np.diff(times, prepend=0).tolist(), float("inf")])


def network(times: np.ndarray, rng: np.random.Generator) -> ciw.network.Network:
    """Wire the four nodes; a class tells on which leg of the visit the patient is."""
    is_first = rng.random(len(times)) < FIRST
    go, leave = ciw.routing.Direct, ciw.routing.Leave
    route = [go(NURSE), go(CHAIR), go(NURSE), leave()]
    chair = ciw.dists.Uniform(40 - 15 + 8, 60 - 15 + 8)  # without the nurse's 15 minutes, with the turnover
    recovery = ciw.dists.Lognormal(RECOVERY_MU, RECOVERY_SIGMA)

    def services(nurse: float) -> list[ciw.dists.Distribution]:
        return [ciw.dists.Deterministic(5), ciw.dists.Deterministic(nurse), chair, recovery]

    classes = ("first", "begin", "finish")
    same = {old: {new: float(old == new) for new in classes} for old in classes}
    return ciw.create_network(
        number_of_servers=[1, 3, 10, 8],
        arrival_distributions={
            "first": [sequence(times[is_first]), None, None, None],
            "begin": [None, sequence(times[~is_first]), None, None],
            "finish": [None, None, None, None],
        },
        service_distributions={"first": services(10), "begin": services(10), "finish": services(5)},
        routing={
            "first": ciw.routing.NetworkRouting(routers=route),
            "begin": ciw.routing.NetworkRouting(routers=route),
            "finish": ciw.routing.NetworkRouting(routers=[go(NURSE), go(RECOVERY), go(NURSE), leave()]),
        },
        class_change_matrices=[
            {**same, "first": {"first": 0.0, "begin": 1.0, "finish": 0.0}},
            same,
            {**same, "begin": {"first": 0.0, "begin": 0.0, "finish": 1.0}},
            same,
        ],
        priority_classes={"finish": 0, "first": 1, "begin": 1},
    )


def run(years: float, seed: int) -> dict[str, float]:
    """Simulate the network for *years* and return its counts; times in minutes."""
    n_days = round(years * DAYS_PER_YEAR)
    rng = np.random.default_rng(seed)
    times = arrivals(n_days, rng)
    ciw.seed(seed)
    simulation = ciw.Simulation(network(times, rng))
    simulation.simulate_until_max_time(n_days * DAY)
    waits = [record.waiting_time for record in simulation.get_all_records() if record.node == CHAIR]
    return {
        "visits": len(times),
        "infusions": len(waits),
        "mean_wait": sum(waits) / max(len(waits), 1),
    }
