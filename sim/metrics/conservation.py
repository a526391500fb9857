"""Conservation of people, bookings and visits: nothing begins twice, ends unbegun, or is in two places at once.

Each function reads the rows of the whole log, warm-up and cool-down included, and answers with the places of
those that break it.
"""

from __future__ import annotations

import numpy as np

from sim.events import Kind, Phase
from sim.intervals import latest_before, order_by
from sim.metrics.facts import Facts
from sim.metrics.identity import Broken, counted
from sim.metrics.limits import overlapping, taken_twice
from sim.metrics.patients import day_of
from sim.units import DAY

OUTCOMES = (Kind.CHECKED_IN, Kind.NO_SHOW, Kind.CANCELLED)
"""What may become of a booking."""
IN_CARE = (
    Kind.ADMITTED, Kind.DEFERRED, Kind.INDUCTION_OPENED, Kind.INDUCTION_CLOSED, Kind.RESPONSE, Kind.MAINTENANCE_ENTERED,
    Kind.SYMPTOMS_RETURNED, Kind.RELAPSED, Kind.BOOKED, *OUTCOMES,
)  # fmt: skip
"""What happens only to those who have been referred and have not left."""


def time_order(facts: Facts) -> Broken:
    """Rows earlier than the row before them."""
    return counted(np.flatnonzero(np.diff(facts.all.time) < 0) + 1)


def patients(facts: Facts) -> Broken:
    """Second beginnings, second or unbegun ends, and anything before the one or after the other."""
    begins, ends = (_place_of_patient(facts, kind) for kind in (Kind.REFERRED, Kind.LEFT))
    found = [_repeated(facts, Kind.REFERRED), _repeated(facts, Kind.LEFT)]
    gone = facts.rows(Kind.LEFT).patient
    found.append(facts.at(Kind.LEFT)[begins[gone] > facts.at(Kind.LEFT)])
    referred = begins < len(facts.all)  # whoever walks in was never referred
    for kind in IN_CARE:
        who, at = facts.rows(kind).patient, facts.at(kind)
        known = who >= 0
        who, at = who[known], at[known]
        found.append(at[(at > ends[who]) | (referred[who] & (at < begins[who]))])
    given = facts.infusions
    before = (given.at < begins[given.patient]) & referred[given.patient]
    return counted(*found, given.at[(given.patient >= 0) & (before | (given.at > ends[given.patient]))])


def _place_of_patient(facts: Facts, kind: Kind) -> np.ndarray:
    """Place of each patient's first row of a kind, beyond the log where there is none; shape (n_patients,)."""
    found = np.full(facts.n_patients, len(facts.all), np.int64)
    found[facts.rows(kind).patient[::-1]] = facts.at(kind)[::-1]
    return found


def _repeated(facts: Facts, kind: Kind) -> np.ndarray:
    """Places of a patient's further rows of a kind."""
    _, first = np.unique(facts.rows(kind).patient, return_index=True)
    return np.delete(facts.at(kind), first)


def inductions(facts: Facts) -> Broken:
    """Inductions opened or closed out of turn, and closed with another number of infusions than the last one had."""
    turns = out_of_turn(facts, Kind.INDUCTION_OPENED, Kind.INDUCTION_CLOSED, "patient", "unit")
    opened, closed = facts.rows(Kind.INDUCTION_OPENED), facts.rows(Kind.INDUCTION_CLOSED)
    at, given = facts.at(Kind.INDUCTION_CLOSED), facts.infusions
    own = latest_before(opened.patient, facts.at(Kind.INDUCTION_OPENED), closed.patient, at)
    last = latest_before(given.patient, given.at, closed.patient, at)
    known = (own >= 0) & ~np.append(facts.inductions.was_running, False)[own]
    since = np.append(facts.at(Kind.INDUCTION_OPENED), 0)[own]
    place = np.append(given.at, -1)[last]
    number = np.where(place > since, np.append(facts.all.unit, 0)[place], 0)
    return counted(turns, at[known & (closed.value != number)])


def bookings(facts: Facts) -> Broken:
    """Bookings made twice, with two outcomes, or a day past due without any though the patient is not inside."""
    found = facts.visits
    every = np.sort(np.concatenate([facts.at(kind) for kind in OUTCOMES]))
    outcome = facts.all.visit[every]
    outcomes = np.bincount(outcome[outcome >= 0], minlength=facts.n_visits)
    inside = found.patient[~np.isnan(found.checked_in) & np.isinf(found.left)]
    past = (found.due < _last(facts) - DAY) & ~np.isin(found.patient, inside[inside >= 0])
    open_ = ~np.isnan(found.booked) & (outcomes == 0) & past
    made = facts.rows(Kind.BOOKED).visit
    _, first = np.unique(made, return_index=True)
    _, first_outcome = np.unique(outcome, return_index=True)
    booked = facts.at(Kind.BOOKED)
    return counted(
        np.delete(booked, first),
        np.delete(every, first_outcome),
        facts.first_of_visit(Kind.BOOKED)[open_],
    )


def _last(facts: Facts) -> float:
    return float(facts.all.time[-1]) if len(facts.all) else 0.0


def visits(facts: Facts) -> Broken:
    """Departures and dismissals of visits that had not begun, or had ended already."""
    every = np.sort(np.concatenate([facts.at(kind) for kind in (Kind.DEPARTED, Kind.TURNED_AWAY)]))
    visit = facts.all.visit[every]
    began = np.append(facts.first_of_visit(Kind.CHECKED_IN), -1)[visit]
    _, first = np.unique(visit, return_index=True)
    again = np.ones(len(every), bool)
    again[first] = False
    return counted(every[again | (began < 0) | (began > every)])


def infusions(facts: Facts) -> Broken:
    """Infusions of a visit that had one already."""
    _, first = np.unique(facts.infusions.visit, return_index=True)
    return counted(np.delete(facts.infusions.at, first))


def steps(facts: Facts) -> Broken:
    """Steps of a visit that begin while another one runs, or end without having begun."""
    present = np.array([step.present for step in facts.header.steps] + [False])
    return counted(out_of_turn(facts, Kind.STEP_BEGAN, Kind.STEP_ENDED, "visit", "what", present))


def waits(facts: Facts) -> Broken:
    """Waits of a visit that begin while it waits already, or end without having begun."""
    return counted(out_of_turn(facts, Kind.WAIT_BEGAN, Kind.WAIT_ENDED, "visit", "what"))


def out_of_turn(
    facts: Facts, began: Kind, ended: Kind, owner: str, same: str, chosen: np.ndarray | None = None
) -> np.ndarray:
    """Places of the rows that begin what has begun already, or end what has not begun, for their owner.

    *same*: the column that beginning and end have in common. *chosen*, shape (n_codes + 1,): which codes count.
    """
    size = max(len(facts.all), 1)
    at = np.concatenate((facts.at(began), facts.at(ended)))
    if chosen is not None:
        at = at[chosen[facts.all.what[at]]]
    mixed = (getattr(facts.all, owner)[at].astype(np.int64) + 1) * size + at
    mixed.sort()
    who, at = mixed // size, mixed % size
    begins, what = facts.all.kind[at] == began, getattr(facts.all, same)[at]
    before = np.concatenate(([False], begins[:-1] & (who[1:] == who[:-1])))[: len(at)]
    matches = np.concatenate(([False], what[1:] == what[:-1]))[: len(at)]
    answer: np.ndarray = at[np.where(begins, before, ~(before & matches))]
    return answer


def sequence(facts: Facts) -> Broken:
    """Instants of a visit that come before those that they must follow."""
    found = facts.visits
    pairs = (
        (found.booked, found.due, Kind.BOOKED),
        (found.cancelled, found.due, Kind.CANCELLED),
        (found.checked_in, found.seated, Kind.SEATED),
        (found.checked_in, found.began, Kind.STEP_BEGAN),
        (found.seated, found.infused, Kind.STEP_BEGAN),
        (found.infused, found.departed, Kind.DEPARTED),
        (found.checked_in, found.turned_away, Kind.TURNED_AWAY),
    )
    wrong = np.full(facts.n_visits, -1, np.int64)
    for earlier, later, kind in reversed(pairs):
        wrong = np.where(earlier > later, facts.first_of_visit(kind), wrong)
    return counted(wrong[wrong >= 0])


def one_place(facts: Facts) -> Broken:
    """Check-ins of somebody who is inside for another visit."""
    rows, at = facts.rows(Kind.CHECKED_IN), facts.at(Kind.CHECKED_IN)
    known = rows.patient >= 0
    ends = facts.visits.left[rows.visit[known]]
    return counted(at[known][overlapping(rows.patient[known], rows.time[known], ends, at[known])])


def double_booking(facts: Facts) -> Broken:
    """Stays that begin in a space which somebody else still has."""
    return counted(facts.stays.at[taken_twice(facts, facts.stays.left)])


def closed_days(facts: Facts) -> Broken:
    """People seen though neither the day they come nor the day of the appointment has a session."""
    rows = facts.rows(Kind.CHECKED_IN)
    seen = ~np.isnan(facts.visits.seated) | ~np.isnan(facts.visits.began)
    open_ = _open_on(facts, day_of(rows.time)) | _open_on(facts, day_of(rows.value))
    return counted(facts.at(Kind.CHECKED_IN)[seen[rows.visit] & ~open_])


def _open_on(facts: Facts, day: np.ndarray) -> np.ndarray:
    """Whether some session touches each day; shape of *day*."""
    starts, ends = day_of(facts.sessions.starts), day_of(facts.sessions.ends)
    if len(starts) == 0:
        return np.zeros(len(day), bool)
    place = np.searchsorted(starts, day, side="right") - 1
    answer: np.ndarray = (place >= 0) & (ends[np.maximum(place, 0)] >= day)
    return answer


def gaps_below_least(facts: Facts) -> Broken:
    """Infusions of an induction given to appointments that are nearer than the protocol's least."""
    found, due = facts.gaps, day_of(facts.visits.due)
    return counted(found.at[due[found.visit] - due[found.visit_before] < np.floor(found.least)])


def order(facts: Facts) -> Broken:
    """Infusions of an induction whose numbers do not count up."""
    given = facts.infusions
    number = facts.all.unit[given.at]
    chosen = np.flatnonzero((given.phase == Phase.INDUCTION) & (number > 0))
    chosen = chosen[order_by(given.patient[chosen])]
    same = given.patient[chosen][1:] == given.patient[chosen][:-1]
    step = np.diff(number[chosen])
    return counted(given.at[chosen[1:][same & (step != 1) & (number[chosen][1:] != 1)]])
