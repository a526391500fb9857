"""M/M/8 in salabim, in its faster way of writing: processes that yield, no monitors, no trace."""

from __future__ import annotations

import random
from collections.abc import Iterator

import salabim

from benchmarks.mmc_simpy import RATE, SERVERS, SERVICE


class Customer(salabim.Component):
    """Queues, is served, leaves."""

    def setup(self, servers: salabim.Resource, waits: list[float]) -> None:
        """Know the servers and where to note the wait."""
        self.servers, self.waits = servers, waits

    def process(self) -> Iterator[object]:
        """One visit."""
        arrived = self.env.now()
        yield self.request(self.servers)
        self.waits.append(self.env.now() - arrived)
        yield self.hold(random.expovariate(1 / SERVICE))
        self.release()


class Source(salabim.Component):
    """Sends so many customers, one after the other."""

    def setup(self, customers: int, servers: salabim.Resource, waits: list[float]) -> None:
        """Know how many and to whom."""
        self.customers, self.servers, self.waits = customers, servers, waits

    def process(self) -> Iterator[object]:
        """Send them."""
        for _ in range(self.customers):
            yield self.hold(random.expovariate(RATE))
            Customer(servers=self.servers, waits=self.waits)


def run(customers: float, seed: int) -> dict[str, float]:
    """Let so many customers come and be served."""
    salabim.yieldless(False)
    random.seed(seed)
    environment = salabim.Environment(trace=False)
    waits: list[float] = []
    servers = salabim.Resource("servers", capacity=SERVERS, monitor=False)
    Source(customers=round(customers), servers=servers, waits=waits)
    environment.run()
    return {"visits": len(waits), "mean_wait": sum(waits) / len(waits)}
