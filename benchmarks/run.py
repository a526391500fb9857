"""All benchmarks in one go, as ratios, into ``benchmarks/results.md``: ``python -m benchmarks.run``.

``--quick`` runs everything once and small, to see that it runs; its figures are not worth keeping.
"""

from __future__ import annotations

import argparse
import platform
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from benchmarks import apart, clinic, scaling, start, station
from benchmarks.contenders import ContenderError

TEXT = """# Speed

{versions}. Trust the ratios, not the seconds.

{sections}
Made by `python -m benchmarks.run`.
"""


def versions() -> str:
    """Name the interpreter and the libraries that carry the contenders."""
    found = [f"{platform.python_implementation()} {platform.python_version()}"]
    for name in ("simpy", "numpy", "ciw", "salabim"):
        with suppress(PackageNotFoundError):
            found.append(f"{name} {version(name)}")
    return ", ".join(found)


def sections(quick: bool) -> list[str]:
    """Every section, measured now."""
    if quick:
        return [
            clinic.section(years=0.1, rounds=1),
            station.section(sizes=(2_000, 5_000), rounds=1),
            scaling.section("chairtime", lengths=(0.1, 0.2), rounds=1),
            apart.section(days=25, rounds=1),
            start.section(rounds=1),
        ]
    return [
        clinic.section(years=6, rounds=3),
        station.section(sizes=(20_000, 200_000, 2_000_000), rounds=3),
        scaling.section("chairtime", lengths=(1, 2, 5), rounds=3),
        apart.section(days=250, rounds=5),
        start.section(rounds=7),
    ]


def main() -> None:
    """Run everything, print it and write it down."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--quick", action="store_true", help="once and small, to see that everything runs")
    parser.add_argument("--output", type=Path, default=Path(__file__).with_name("results.md"))
    options = parser.parse_args()
    try:
        text = TEXT.format(versions=versions(), sections="\n".join(sections(options.quick)))
    except ContenderError as error:
        parser.exit(1, f"a contender did not run: {error}\n")
    print(text)
    options.output.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
