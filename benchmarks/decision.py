"""Time to a decision: ``python -m benchmarks.decision``, the best of 48 designs of the suburban clinic.

Prints how many clinic-years the race simulates beside what equal allocation on independent streams would need for the
same guarantee, which is reckoned (Rinott, Stein; see ``sim.procedures.allocation``) and not simulated.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from time import perf_counter

from sim.cli.deciding import asked, spanned
from sim.places.local import Processes
from sim.planning import Plan, choose
from sim.sampling import Sampling
from sim.scenario.designs import origin
from sim.units import WEEK

STUDY = Path(__file__).parents[1] / "scenarios" / "studies" / "cheapest_plan" / "cheapest_plan.yaml"
YEAR = 52 * WEEK
AIM = 50
TEXT = """# Time to a decision

The best of {designs} designs of the suburban clinic, with {confidence:g} % probability of correct selection
(`scenarios/studies/cheapest_plan`). A replication is {years:g} clinic-years, its warm-up included.

| way | replications | clinic-years | ratio |
|---|---|---|---|
| `chairtime plan`: common random numbers, early elimination | {race:,} | {race_years:,.0f} | 1 |
| independent streams, each design as often as it needs | {each:,} | {each_years:,.0f} | {each_ratio:,.0f} |
| independent streams, every design as often as the neediest | {equal:,} | {equal_years:,.0f} | {ratio:,.0f} |

The last two have the same guarantee and are reckoned from the variances of the first {first} replications:
Rinott's (1978) two-stage selection with half of the error, Stein's (1945) two-stage test of each target with the
other half. Aim: {aim}.

Made by `python -m benchmarks.decision`.
"""


def decide(workers: int) -> Plan:
    """Run the race."""
    found = origin(STUDY)
    with Sampling(Processes(workers)) as sample:
        return choose(spanned(found), asked(found.loaded), sample, seed=found.loaded.scenario.run.seed or 1)


def text(plan: Plan) -> str:
    """What it took, as a page."""
    run = plan.designs[0].loaded.scenario.run
    return page(plan.race.replications, plan.naive.equal, plan.naive.each, len(plan.designs),
                (run.warm_up + run.length) / YEAR, plan.rules.confidence, plan.rules.first)  # fmt: skip


def page(race: int, equal: int, each: int, designs: int, years: float, confidence: float, first: int) -> str:
    """The same from the numbers alone."""
    return TEXT.format(
        designs=designs, confidence=100 * confidence, years=years, race=race, each=each, equal=equal, first=first,
        race_years=race * years, each_years=each * years, equal_years=equal * years, each_ratio=each / race,
        ratio=equal / race, aim=AIM,
    )  # fmt: skip


def main() -> None:
    """Print the page, and on stderr how long it took."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--workers", type=int, default=2)
    started = perf_counter()
    plan = decide(options.parse_args().workers)
    print(text(plan), end="")
    print(f"{perf_counter() - started:.0f} s", file=sys.stderr)


if __name__ == "__main__":
    main()
