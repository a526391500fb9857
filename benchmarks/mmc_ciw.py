"""M/M/8 in Ciw: one node."""

from __future__ import annotations

import ciw

from benchmarks.mmc_simpy import RATE, SERVERS, SERVICE


def run(customers: float, seed: int) -> dict[str, float]:
    """Let so many customers come and be served."""
    ciw.seed(seed)
    network = ciw.create_network(
        arrival_distributions=[ciw.dists.Exponential(RATE)],
        service_distributions=[ciw.dists.Exponential(1 / SERVICE)],
        number_of_servers=[SERVERS],
    )
    simulation = ciw.Simulation(network)
    simulation.simulate_until_max_customers(round(customers), method="Finish")
    waits = [record.waiting_time for record in simulation.get_all_records()]
    return {"visits": len(waits), "mean_wait": sum(waits) / len(waits)}
