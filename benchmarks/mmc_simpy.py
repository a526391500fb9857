"""M/M/8 in plain SimPy, as its documentation writes it: a process for each customer, one Resource."""

from __future__ import annotations

import random
from collections.abc import Iterator

import simpy

SERVERS = 8
SERVICE = 50.0  # mean [min]
RATE = 8.16 / 60  # arrivals per minute


def customer(env: simpy.Environment, servers: simpy.Resource, waits: list[float]) -> Iterator[simpy.Event]:
    """Queue, be served, leave."""
    arrived = env.now
    with servers.request() as request:
        yield request
        waits.append(env.now - arrived)
        yield env.timeout(random.expovariate(1 / SERVICE))


def source(
    env: simpy.Environment, servers: simpy.Resource, customers: int, waits: list[float]
) -> Iterator[simpy.Event]:
    """So many customers, one after the other."""
    for _ in range(customers):
        yield env.timeout(random.expovariate(RATE))
        env.process(customer(env, servers, waits))


def run(customers: float, seed: int) -> dict[str, float]:
    """Let so many customers come and be served."""
    random.seed(seed)
    env, waits = simpy.Environment(), []
    env.process(source(env, simpy.Resource(env, SERVERS), round(customers), waits))
    env.run()
    return {"visits": len(waits), "mean_wait": sum(waits) / len(waits)}
