"""What became of every open minute of every treatment space.

Occupied time adds up span by span. Empty time must be shared out at each instant, because two
reasons may compete for one empty chair: they are asked in a fixed order, and each takes as
many of the empty chairs as it can explain.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.events import GIVEN_BACK, Rows
from sim.intervals import Level, Stretches, common, latest_before, stretches, weighted
from sim.metrics.patients import day_of
from sim.metrics.places import Occupancy
from sim.naming import slug

if TYPE_CHECKING:
    from sim.metrics.facts import Facts

PRODUCTIVE = "productive"
BREAK = "break_cover"
CAUSES = (
    "waiting_for_watcher", "waiting_for_rule", "waiting_for_space", "occupied_idle", "turnover",
    "out_of_service", "before_seating", "late_arrival", "no_show", "unfilled_cancellation",
    "closed_early", "nobody_booked",
)  # fmt: skip
"""Causes that do not depend on the scenario's roles."""


@dataclass(frozen=True)
class Seated:
    """Steps or waits of patients in a space, one entry each, cut where they leave it."""

    stay: np.ndarray
    """Place in the table of stays."""
    space: np.ndarray
    what: np.ndarray
    """Code of the step or of the cause."""
    starts: np.ndarray
    ends: np.ndarray


def seated(stays: Occupancy, rows: Rows, at: np.ndarray, ends: np.ndarray, chosen: np.ndarray) -> Seated:
    """Those of the *chosen* rows that begin while their visit holds a space."""
    picked = np.flatnonzero(chosen)
    stay = latest_before(stays.visit, stays.at, rows.visit[picked], at[picked])
    picked, stay = picked[stay >= 0], stay[stay >= 0]
    held = stays.left[stay] > rows.time[picked]
    picked, stay = picked[held], stay[held]
    return Seated(
        stay,
        stays.space[stay],
        rows.what[picked],
        rows.time[picked],
        np.minimum(ends[picked], stays.left[stay]),
    )


class Grid:
    """Pieces of open time between all changes, and counts of spans on them."""

    def __init__(self, hours: Stretches, *times: np.ndarray) -> None:
        edges = np.unique(np.concatenate((hours.starts, hours.ends, *times)))
        self.edges = edges[np.isfinite(edges)]
        self.lengths = np.diff(hours.before(self.edges), append=hours.total)

    def steps(self, times: np.ndarray, steps: np.ndarray) -> np.ndarray:
        """Level on each piece of a function that takes *steps* at *times*, shape (n_pieces,)."""
        known = np.isfinite(times)
        places = np.searchsorted(self.edges, times[known])
        return np.cumsum(np.bincount(places, steps[known], len(self.edges)))

    def spans(self, starts: np.ndarray, ends: np.ndarray, weight: float = 1.0) -> np.ndarray:
        """How many spans cover each piece, shape (n_pieces,)."""
        signs = np.full(len(starts), weight)
        return self.steps(np.concatenate((starts, ends)), np.concatenate((signs, -signs)))

    def level(self, one: Level) -> np.ndarray:
        """A level on each piece, shape (n_pieces,)."""
        return self.steps(one.times, np.diff(one.values, prepend=0.0))


def nominal_stock(facts: Facts) -> float:
    """Treatment spaces when none is out of service."""
    return float(sum(facts.stock[space].values.max(initial=0.0) for space in facts.header.treatment_spaces))


def chair_time(facts: Facts) -> dict[str, float]:
    """Minutes per use and cause; they sum to the nominal stock times the open time."""
    found = dict.fromkeys(names(facts), 0.0)
    for name, minutes in (*occupied(facts), *empty(facts)):
        found[name] += minutes
    return found


def names(facts: Facts) -> list[str]:
    """Every use and cause."""
    roles = [f"waiting_for_{slug(role.name)}" for role in facts.header.roles]
    return [PRODUCTIVE, BREAK, *roles, *CAUSES]


def cause_name(sort: str, name: str) -> str:
    """Under which name a cause of waiting goes, empty if under none."""
    return {
        "hands": f"waiting_for_{slug(name)}",
        "watch": "waiting_for_watcher",
        "rule": "waiting_for_rule",
        "space": "waiting_for_space",
    }.get(sort, "")


def role_of(facts: Facts, sort: str, name: str) -> int:
    """Code of the role whose break may be to blame for a cause, -1 if none."""
    roles = [role.name for role in facts.header.roles]
    return roles.index(name) if sort in ("hands", "watch") and name in roles else -1


def pauses(facts: Facts, role: int) -> Stretches:
    """When somebody of a role is on a break."""
    chosen = facts.breaks.role == role
    return stretches(facts.breaks.began[chosen], np.minimum(facts.breaks.ended[chosen], facts.horizon))


def occupied(facts: Facts) -> list[tuple[str, float]]:
    """Minutes of the treatment spaces taken or being turned over."""
    stays, hours, treatment = facts.stays, facts.hours, facts.header.treatment_spaces
    steps, held = facts.seated_steps, facts.seated_waits
    treating = np.isin(steps.space, treatment)
    found = [(PRODUCTIVE, float(np.sum(hours.between(steps.starts[treating], steps.ends[treating]))))]
    for code, (sort, name) in enumerate(facts.causes):
        key = cause_name(sort, name)
        if key:
            chosen = np.isin(held.space, treatment) & (held.what == code)
            span = held.starts[chosen], held.ends[chosen]
            minutes = float(np.sum(hours.between(*span)))
            role = role_of(facts, sort, name)
            pause = float(np.sum(common(hours, pauses(facts, role)).between(*span))) if role >= 0 and minutes else 0.0
            found += [(BREAK, pause), (key, minutes - pause)]
    taken = float(np.sum(hours.between(stays.seated[stays.treats], stays.left[stays.treats])))
    turnover = float(np.sum(hours.between(stays.left[stays.treats], stays.ready[stays.treats])))
    return [*found, ("occupied_idle", taken - sum(minutes for _, minutes in found)), ("turnover", turnover)]


def empty(facts: Facts) -> list[tuple[str, float]]:
    """Minutes of the treatment spaces that stand empty, shared out among the causes."""
    treatment, hours = facts.header.treatment_spaces, facts.hours
    waits, spans = waits_before(facts), planned_spans(facts)
    breaks = {role: pauses(facts, role) for *_, role in waits if role >= 0}
    levels = [facts.held[space] for space in treatment], [facts.stock[space] for space in treatment]
    grid = Grid(
        hours,
        *(one.times for some in levels for one in some),
        *(times for _, starts, ends, _ in waits for times in (starts, ends)),
        *(times for _, starts, ends, _ in spans for times in (starts, ends)),
        *(times for one in breaks.values() for times in (one.starts, one.ends)),
    )
    none, stock = np.zeros(len(grid.edges)), nominal_stock(facts)
    used = sum((grid.level(one) for one in levels[0]), none)
    served = sum((grid.level(one) for one in levels[1]), none)
    broken, delayed = [], []
    for name, starts, ends, role in waits:
        number = grid.spans(starts, ends)
        paused = grid.spans(breaks[role].starts, breaks[role].ends) > 0 if role >= 0 else none > 0
        broken.append((BREAK, np.where(paused, number, 0.0)))
        delayed.append((name, np.where(paused, 0.0, number)))
    claims = [("out_of_service", stock - served), *broken, *delayed]
    claims += [(name, grid.spans(starts, ends, weight)) for name, starts, ends, weight in spans]
    return waterfall(grid, stock - used, claims)


def waterfall(grid: Grid, left: np.ndarray, claims: list[tuple[str, np.ndarray]]) -> list[tuple[str, float]]:
    """Minutes of the *left* chairs that each claim takes in its turn; nobody booked what then remains."""
    found = []
    for name, wanted in claims:
        part = np.clip(wanted, 0.0, np.maximum(left, 0.0))
        left = left - part
        found.append((name, weighted(part, grid.lengths)))
    return [*found, ("nobody_booked", weighted(left, grid.lengths))]


def waits_before(facts: Facts) -> list[tuple[str, np.ndarray, np.ndarray, int]]:
    """Name, spans and role of what keeps patients from an empty treatment space: waits for anything else."""
    waits = facts.waits
    before = not_yet_seated(facts, waits.rows.visit, waits.at) & ~waits.in_step
    found = []
    for code, (sort, name) in enumerate(facts.causes):
        key = cause_name(sort, name)
        chosen = before & (waits.rows.what == code)
        if key and sort != "space" and chosen.any():
            found.append((key, waits.rows.time[chosen], waits.ends[chosen], role_of(facts, sort, name)))
    return found


def not_yet_seated(facts: Facts, visit: np.ndarray, at: np.ndarray) -> np.ndarray:
    """Which rows of visits that want a treatment space come before their first one; shape (n,)."""
    first = np.full(facts.n_visits + 1, len(facts.all))
    places = facts.stays.at[facts.stays.treats][::-1]
    first[facts.stays.visit[facts.stays.treats][::-1]] = places
    answer: np.ndarray = facts.is_treatment_type[facts.visits.type[visit]] & (at < first[visit])
    return answer


def planned_spans(facts: Facts) -> list[tuple[str, np.ndarray, np.ndarray, float]]:
    """Name, spans and weight of the other reasons for an empty space, in the order of asking."""
    found, steps = facts.visits, facts.steps
    before = steps.present & not_yet_seated(facts, steps.rows.visit, steps.at)
    planned = facts.is_treatment_type[found.type] & found.has_appointment
    until = found.due + np.array([*facts.header.booked, 0.0])[found.type]
    late = planned & (found.checked_in > found.due)
    given_back = facts.is_reason(found.cancel_reason, GIVEN_BACK)
    missed, cancelled = planned & ~np.isnan(found.missed), planned & ~np.isnan(found.cancelled) & ~given_back
    return [
        ("before_seating", steps.rows.time[before], steps.ends[before], 1.0),
        ("late_arrival", found.due[late], found.checked_in[late], 1.0),
        ("no_show", found.due[missed], until[missed], 1.0),
        ("unfilled_cancellation", found.due[cancelled], until[cancelled], 1.0),
        (
            "closed_early",
            *idle_ends(facts, planned & ~np.isnan(found.checked_in), until),
            nominal_stock(facts),
        ),
    ]


def idle_ends(facts: Facts, kept: np.ndarray, until: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Per open day with visits: from the last departure and the last planned end until closing."""
    days = facts.days
    last = np.array(days.last_departure)
    day = np.searchsorted(day_of(days.opens), day_of(facts.visits.due[kept]))
    inside = day < len(last)
    np.fmax.at(last, day[inside], until[kept][inside])
    starts = np.minimum(last, days.closes)
    known = ~np.isnan(starts) & days.shuts
    return starts[known], days.closes[known]
