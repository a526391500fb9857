"""The contenders on the reference clinic.

Each run is a process of its own. The contenders take turns, round after round, so that a machine which
slows down slows all of them; ratios are taken inside a round.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from benchmarks.contenders import CLINIC, Measurement, available, measure
from benchmarks.layout import table

BASE = "textbook"
WARM_UP_YEARS = 0.02
HEADER = (
    "contender",
    "visits a year",
    "s per clinic-year",
    "without imports",
    "clinic-years per s",
    "x textbook (range)",
    "peak MB",
    "peak ÷ textbook",
)
TEXT = """## The reference clinic, contender by contender

CPU time of whole processes, start and imports included, {years:g} clinic-years each (Chairtime runs them as
replications of a year); medians over {rounds} interleaved rounds.

{table}
{parts}
`textbook` keeps running counters only. `ciw` models queues without diary, patients, or a
chair and a nurse held together; what it leaves out is in `reference_ciw.py`. `chairtime` writes its
event log and computes all metrics.
"""


def race(names: Sequence[str], years: float, rounds: int) -> dict[str, list[Measurement]]:
    """Measure every contender once per round; round *n* has seed *n*."""
    results: dict[str, list[Measurement]] = {name: [] for name in names}
    for number in range(1, rounds + 1):
        for name in names:
            measured = measure(name, years, seed=number)
            results[name].append(measured)
            print(f"round {number}  {name:<10} {measured.seconds_per_year:.3f} s per clinic-year", flush=True)
    return results


def row(name: str, results: dict[str, list[Measurement]]) -> tuple[str, ...]:
    """Summarise a contender beside the textbook model."""
    mine, base = results[name], results[BASE]
    seconds = median(m.seconds_per_year for m in mine)
    call = median(m.counts["call_seconds"] / m.size for m in mine)
    speed = [b.cpu_seconds / m.cpu_seconds for b, m in zip(base, mine, strict=True)]
    memory = median(m.peak_mb / b.peak_mb for b, m in zip(base, mine, strict=True))
    return (
        name,
        f"{median(m.visits_per_year for m in mine):,.0f}",
        f"{seconds:.3f}",
        f"{call:.3f}",
        f"{1 / seconds:.2f}",
        f"{median(speed):.2f} ({min(speed):.2f}-{max(speed):.2f})",
        f"{median(m.peak_mb for m in mine):.0f}",
        f"{memory:.2f}",
    )


def parts(results: dict[str, list[Measurement]]) -> str:
    """Say where the time of a contender goes that reports ``seconds``, by part."""
    lines = []
    for name, measured in results.items():
        shares = [m.counts["seconds"] for m in measured if "seconds" in m.counts]
        if shares:
            split = ", ".join(f"{part} {median(s[part] for s in shares):.3f}" for part in shares[0])
            lines.append(f"\nParts of a run of `{name}` [s]: {split}.\n")
    return "".join(lines)


def section(years: float, rounds: int) -> str:
    """Run the comparison and tell it."""
    results = race(available(CLINIC, WARM_UP_YEARS), years, rounds)
    lines = table(HEADER, [row(name, results) for name in results])
    return TEXT.format(years=years, rounds=rounds, table=lines, parts=parts(results))
