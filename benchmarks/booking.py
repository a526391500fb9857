"""What a whole series costs to book as the diary fills, and its share of a run: ``python -m benchmarks.booking``.

The diary is that of the suburban clinic with a horizon of four years. So many days are filled to the last start,
then series of six are asked for from the first day on; each is given back before the next.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.layout import table

ROOT = Path(__file__).parents[1]
CLINIC = ROOT / "scenarios" / "suburban_clinic.yaml"
HORIZON = "diary.horizon=208 weeks"
SERIES = 200
"""Series booked for one figure."""
POLICIES = {
    "any day": (),
    "fixed weekdays": ("policies.pattern={fixed_weekdays: {patterns: ['mon, wed, fri']}}",),
    "starts held": ("policies.holding={hold_starts: {for: first infusions, starts: 2, release: 2 days}}",),
    "whole series or later": ("policies.pattern={same_time: {within: 1 h, if_full: [later start]}}",),
}


def clinic(*settings: str) -> Any:
    """A clinic at the beginning of its run."""
    from sim.model.clinic import Clinic
    from sim.scenario.load import load

    return Clinic(load(CLINIC, [HORIZON, "run.length=208 weeks", *settings]).scenario, 0, 1)


def fill(diary: Any, plan: Any, days: int) -> None:
    """Book every start of the first days."""
    from sim.model.diary import Wish

    wish = Wish(0, 0, 0, 0.0)
    while (day := diary.nearest(plan, wish)) is not None and day < days:
        diary.book(plan, day, wish)


def microseconds(days: int, settings: tuple[str, ...]) -> float:
    """Time to book a series of six with so many full days before it [µs]."""
    from sim.model.fitting import give_back, whole_series

    place = clinic(*settings)
    patient = place.new_patient(0)
    fill(place.diary, place.plans[place.sheets["infusion"].code], days)
    begin = time.process_time()
    for _ in range(SERIES):
        give_back(place, patient, whole_series(place, patient, 6, 0, days + 400) or [])
    return (time.process_time() - begin) / SERIES * 1e6


def share_of_a_run() -> float:
    """Share of the time of a run, two years of a clinic with more demand than room, that goes into the diary."""
    from sim.model.clinic import Clinic
    from sim.model.diary import Diary
    from sim.scenario.load import load

    spent = 0.0

    def timed(method: Callable[..., Any]) -> Callable[..., Any]:
        def call(*given: Any) -> Any:
            nonlocal spent
            begin = time.process_time()
            try:
                return method(*given)
            finally:
                spent += time.process_time() - begin

        return call

    settings = [HORIZON, "run.length=104 weeks", "run.warm_up=0 min", "patients.referrals=40 per week"]
    place = Clinic(load(CLINIC, [*settings, "policies.admission=open"]).scenario, 0, 1)
    methods = {name: getattr(Diary, name) for name in ("nearest", "book", "cancel")}
    for name, method in methods.items():
        setattr(Diary, name, timed(method))
    try:
        begin = time.process_time()
        place.engine.run_until(place.end)
        return spent / (time.process_time() - begin)
    finally:
        for name, method in methods.items():
            setattr(Diary, name, method)


def main() -> None:
    """Print both as a page."""
    argparse.ArgumentParser(description=main.__doc__).parse_args()
    print("# Booking as the diary fills\n")
    full = {"empty": 0, "half a year": 182, "one year": 364, "two years": 728, "three years": 1092}
    rows = [
        (name, *(f"{microseconds(days, settings):.0f}" for days in full.values()))
        for name, settings in POLICIES.items()
    ]
    print("Microseconds to find, book and give back a whole series of six, by how much of the diary is full:\n")
    print(table(("policy", *full), rows))
    print(f"Share of a run with a full diary and whole series that goes into the diary: {share_of_a_run():.0%}.\n")
    print("Made by `python -m benchmarks.booking`.")


if __name__ == "__main__":
    main()
