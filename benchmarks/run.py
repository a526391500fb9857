"""Compare the contenders on the reference clinic: ``python -m benchmarks.run``.

Each run is a process of its own. The contenders take turns, round after round, so that a machine which
slows down slows all of them; ratios are taken inside a round.
"""

from __future__ import annotations

import argparse
import platform
from collections.abc import Iterable, Sequence
from importlib.metadata import version
from pathlib import Path
from statistics import median

from benchmarks.contenders import CONTENDERS, ContenderError, Measurement, measure

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
TEXT = """# The reference clinic, contender by contender

{versions}. CPU time of whole processes, start and imports included, {years:g} clinic-years each
(Chairtime runs them as replications of a year); medians over {rounds} interleaved rounds.
Trust the ratios, not the seconds.

{table}
{parts}
`textbook` keeps running counters only. `ciw` models queues without diary, patients, or a
chair and a nurse held together; what it leaves out is in `reference_ciw.py`. `chairtime` writes its
event log and computes all metrics.

Made by `python -m benchmarks.run`.
"""


def available(names: Iterable[str]) -> list[str]:
    """Return the contenders that run, after a short run of each, which also compiles its byte code."""
    running = []
    for name in names:
        try:
            measure(name, WARM_UP_YEARS, seed=0)
            running.append(name)
        except ContenderError as error:
            print(f"{name} left out: {error}")
    return running


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
    call = median(m.counts["call_seconds"] / m.years for m in mine)
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


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Lay out a Markdown table whose columns also line up as plain text."""
    lines = [header, *rows]
    widths = [max(len(line[column]) for line in lines) for column in range(len(header))]
    first, *rest = ([cell.rjust(width) for cell, width in zip(line, widths, strict=True)] for line in lines)
    rule = ["-" * (width - 1) + ":" for width in widths]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (first, rule, *rest)) + "\n"


def parts(results: dict[str, list[Measurement]]) -> str:
    """Say where the time of a contender goes that reports ``seconds``, by part."""
    lines = []
    for name, measured in results.items():
        shares = [m.counts["seconds"] for m in measured if "seconds" in m.counts]
        if shares:
            split = ", ".join(f"{part} {median(s[part] for s in shares):.3f}" for part in shares[0])
            lines.append(f"\nParts of a run of `{name}` [s]: {split}.\n")
    return "".join(lines)


def versions() -> str:
    """Name the interpreter and the libraries that carry the contenders."""
    libraries = ", ".join(f"{name} {version(name)}" for name in ("simpy", "numpy", "ciw"))
    return f"{platform.python_implementation()} {platform.python_version()}, {libraries}"


def main() -> None:
    """Run the comparison, print it and write it down."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--years", type=float, default=6, help="clinic-years per run (default 6)")
    parser.add_argument("--rounds", type=int, default=3, help="runs of each contender (default 3)")
    parser.add_argument("--output", type=Path, default=Path(__file__).with_name("results.md"))
    options = parser.parse_args()

    results = race(available(CONTENDERS), options.years, options.rounds)
    if BASE not in results:
        parser.exit(1, f"{BASE} did not run, so there is nothing to compare with\n")
    lines = table(HEADER, [row(name, results) for name in results])
    print("", lines, parts(results), sep="\n")
    text = TEXT.format(
        versions=versions(), years=options.years, rounds=options.rounds, table=lines, parts=parts(results)
    )
    options.output.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
