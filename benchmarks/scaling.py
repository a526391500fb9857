"""Cost per visit and peak memory as a contender runs longer: ``python -m benchmarks.scaling chairtime``.

A cost that is linear in the visits shows as a constant number of microseconds per visit.
Start and imports are left out, because spread over more visits they would flatter the long runs.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from statistics import median

from benchmarks.contenders import CLINIC, ContenderError, measure
from benchmarks.layout import table

TEXT = """## Cost as work grows

`{name}` on the reference clinic; start and imports left out, the least disturbed of {rounds} rounds.

{table}"""
HEADER = ("years", "visits", "µs per visit", "÷ shortest", "peak MB", "KB per further visit")


def section(name: str, lengths: Sequence[float], rounds: int) -> str:
    """The table of one contender as a section."""
    return TEXT.format(name=name, rounds=rounds, table=table(HEADER, rows(name, lengths, rounds)))


def rows(name: str, lengths: Sequence[float], rounds: int) -> list[tuple[str, ...]]:
    """Measure *name* at each length, all lengths in each round, and keep the least disturbed cost."""
    turns = [[measure(name, years, seed) for years in lengths] for seed in range(1, rounds + 1)]
    summary = []
    for column in zip(*turns, strict=True):
        cost = min(1e6 * m.counts["call_seconds"] / m.counts["visits"] for m in column)
        visits = median(m.counts["visits"] for m in column)
        peak = median(m.peak_mb for m in column)
        summary.append((column[0].size, visits, cost, peak))
    _, visits_0, cost_0, peak_0 = summary[0]
    return [
        (
            f"{years:g}",
            f"{visits:,.0f}",
            f"{cost:.1f}",
            f"{cost / cost_0:.2f}",
            f"{peak:.0f}",
            f"{1e3 * (peak - peak_0) / (visits - visits_0):.2f}" if visits > visits_0 else "",
        )
        for years, visits, cost, peak in summary
    ]


def main() -> None:
    """Print the table of one contender."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("contender", choices=CLINIC)
    parser.add_argument("--years", type=float, nargs="+", default=[1, 2, 5], help="lengths (default 1 2 5)")
    parser.add_argument("--rounds", type=int, default=3, help="runs of each length (default 3)")
    options = parser.parse_args()
    try:
        print(table(HEADER, rows(options.contender, options.years, options.rounds)))
    except ContenderError as error:
        parser.exit(1, f"{options.contender} did not run: {error}\n")


if __name__ == "__main__":
    main()
