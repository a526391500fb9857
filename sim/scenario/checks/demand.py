"""How many people come, and whether the clinic can serve them at all."""

from __future__ import annotations

from collections.abc import Iterator

from sim.errors import Problem
from sim.scenario import loads, sources
from sim.scenario.facts import calendar, length_of_run
from sim.scenario.problems import visible
from sim.scenario.schema import Scenario
from sim.units import WEEK

MOST_ARRIVALS = 5_000_000
"""More people than this in one replication are refused: their events would not fit in most computers' memory."""
MANY_ARRIVALS = 1_000_000
"""More people than this in one replication take minutes and gigabytes."""
KILOBYTES = 1.5
"""Memory that the events of a short visit take at most, measured with a single queue."""


def too_many_people(scenario: Scenario) -> Iterator[Problem]:
    """A run is of a size that can be simulated."""
    for path, expected in arrivals(scenario):
        if expected > MOST_ARRIVALS:
            what = f"{expected:.2g} people expected in one replication; at most {MOST_ARRIVALS:.2g} can be simulated"
            yield Problem(what, path)


def arrivals(scenario: Scenario) -> Iterator[tuple[str, float]]:
    """Expected number of people (or visits) of each source in one replication, with its path."""
    end, dates = length_of_run(scenario), calendar(scenario)
    if scenario.patients.referrals is not None:
        yield "patients.referrals", scenario.patients.referrals.per_minute(0.0, end, dates) * end
    panel = scenario.patients.start_from
    if panel.induction + panel.maintenance:
        yield "patients.start_from", float(panel.induction + panel.maintenance)
    for name, walk_in in scenario.walk_ins.items():
        if walk_in.arrivals is not None:
            yield f"walk_ins.{name}.arrivals", walk_in.arrivals.per_minute(0.0, end, dates) * end
        elif walk_in.away is not None:
            yield (
                f"walk_ins.{name}.population",
                walk_in.population * max(1.0, end / max(walk_in.away.mean(), 1e-3)),
            )
    for name, table in scenario.timetables.items():
        yield f"timetables.{name}", sources.appointments_per_week(scenario, table) * end / WEEK


def very_many_people(scenario: Scenario) -> Iterator[Problem]:
    """A run whose events take a good part of the memory."""
    for path, expected in arrivals(scenario):
        if expected > MANY_ARRIVALS:
            size = f"{expected * KILOBYTES / 1e6:.0f} GB of memory or more"
            yield Problem(f"{expected:.2g} people expected in one replication: allow {size} for every worker", path)


def nobody_comes(scenario: Scenario) -> Iterator[Problem]:
    """There is a source of patients."""
    if not any(expected > 0 for _, expected in arrivals(scenario)):
        yield Problem("nobody comes: no referrals, walk-ins, timetable or patients at the start", "patients")


def more_work_than_capacity(scenario: Scenario) -> Iterator[Problem]:
    """Offered load above capacity: the queue grows as long as it lasts."""
    result = "waiting grows as long as this lasts"
    if some_give_up(scenario):
        result = "some have to leave or come less often"
    elif not scenario.run.is_fill_up:
        result = "there is no steady state, and waiting grows as long as this lasts"
    for load in loads.loads(scenario):
        if load.ratio > 1 and load.capacity_minutes_per_week > 0:
            wanted, there = load.offered_minutes_per_week / 60, load.capacity_minutes_per_week / 60
            what = (
                f"offered load {_amount(load.ratio, '.2f')} of capacity ({visible(load.name)}): "
                f"{_amount(wanted)} h a week wanted, {_amount(there)} h there; {result}"
            )
            yield Problem(what, f"{'spaces' if load.kind in ('space', 'diary') else 'staff'}.{load.resource}")


def _amount(value: float, form: str = ",.0f") -> str:
    """A number in full as long as anybody can read it."""
    return f"{value:{form}}" if value < 1e9 else f"{value:.2g}"


def some_give_up(scenario: Scenario) -> bool:
    """Whether somebody leaves or stays away when it is crowded, so that a queue does not grow for ever."""
    people = scenario.walk_ins.values()
    limited = any(one.patience or one.waiting_room is not None or one.population for one in people)
    return limited or scenario.patients.patience is not None


ERRORS = (too_many_people,)
WARNINGS = (very_many_people, nobody_comes, more_work_than_capacity)
