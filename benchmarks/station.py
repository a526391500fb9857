"""M/M/8 at 85 % load, beside other libraries, as the number of customers grows.

One place, a queue and nothing else: what a library costs when the model costs nothing. Chairtime reads an ordinary
scenario file, keeps its event log and computes its metrics; the others keep the waits.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from benchmarks.contenders import STATION, Measurement, available, measure
from benchmarks.layout import table

BASE = "simpy"
LONGEST_SECONDS = 120
"""A contender that would take longer than this, by its time for fewer customers, is left out at that size."""
HEADER = ("customers", "contender", "s", "µs per customer", "x simpy (range)", "peak MB", "mean wait [min]")
TEXT = """## M/M/8 at 85 % load, by number of customers

CPU time of whole processes, start and imports included; medians over {rounds} interleaved rounds (one above a million
customers). `x simpy`: how many times as fast as SimPy by hand in the same round. Where a row is missing, the contender
would have taken more than {longest} s. The exact mean wait is {exact:.2f} min; all find it within chance.

{table}"""


def exact_wait() -> float:
    """Mean wait of M/M/8 [min]. Source: Erlang (1917)."""
    from benchmarks.mmc_simpy import RATE, SERVERS, SERVICE
    from sim.theory import erlang_c

    load = RATE * SERVICE
    return float(erlang_c(SERVERS, load) * SERVICE / (SERVERS - load))


def race(size: int, names: Sequence[str], rounds: int) -> dict[str, list[Measurement]]:
    """Measure every contender once per round; round *n* has seed *n*."""
    results: dict[str, list[Measurement]] = {name: [] for name in names}
    for seed in range(1, rounds + 1):
        for name in names:
            results[name].append(measure(name, size, seed))
            print(f"{size:,} customers  {name:<12} {results[name][-1].cpu_seconds:.2f} s", flush=True)
    return results


def row(size: int, name: str, results: dict[str, list[Measurement]]) -> tuple[str, ...]:
    """One contender at one size, beside SimPy by hand."""
    mine = results[name]
    speed = [b.cpu_seconds / m.cpu_seconds for b, m in zip(results[BASE], mine, strict=True)]
    return (
        f"{size:,}",
        name,
        f"{median(m.cpu_seconds for m in mine):.2f}",
        f"{median(1e6 * m.counts['call_seconds'] / m.counts['visits'] for m in mine):.1f}",
        f"{median(speed):.2f} ({min(speed):.2f}-{max(speed):.2f})",
        f"{median(m.peak_mb for m in mine):.0f}",
        f"{median(m.counts['mean_wait'] for m in mine):.2f}",
    )


def section(sizes: Sequence[int], rounds: int) -> str:
    """Run the comparison at every size and tell it."""
    names, rows = available(STATION, 1000), []
    for size, following in zip(sizes, (*sizes[1:], 0), strict=True):
        results = race(size, names, 1 if size > 1_000_000 else rounds)
        rows += [row(size, name, results) for name in results]
        growth = following / size
        names = [n for n in names if n == BASE or results[n][-1].counts["call_seconds"] * growth < LONGEST_SECONDS]
    text = table(HEADER, rows)
    return TEXT.format(rounds=rounds, longest=LONGEST_SECONDS, exact=exact_wait(), table=text)
