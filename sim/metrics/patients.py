"""Patients, their inductions, and the states in which they are from instant to instant."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.events import Kind, Phase
from sim.intervals import Level, latest_before, level, order_by, partners, taken
from sim.metrics.source import Source
from sim.metrics.visits import Infusions, Visits
from sim.units import DAY

BY_CONGESTION = ("dropped out after a long wait", "waited too long", "no slot", "closing")
"""Reasons that are the place's, not the patient's."""
BY_PATIENT = ("cancelled with notice", "cancelled same day", "late")
"""Reasons for which a patient does not get an appointment that was there."""


@dataclass(frozen=True)
class Patients:
    """One entry per patient number; instants that never came are NaN [min]."""

    referred: np.ndarray
    known: np.ndarray
    """Whether already a patient when the run began: nobody whose referral the log has."""
    first_infusion: np.ndarray
    first_consult: np.ndarray
    """Check-in of the first visit of kind consult."""
    left: np.ndarray
    reason: np.ndarray
    """Why left, -1 for those who stay."""


@dataclass(frozen=True)
class Inductions:
    """One entry per induction opened, in order."""

    patient: np.ndarray
    protocol: np.ndarray
    is_first: np.ndarray
    """Whether the patient's first; somebody in care when the run began had theirs before."""
    was_running: np.ndarray
    """Whether it was under way when the run began, so that its first infusions are not known."""
    began: np.ndarray
    """First infusion, NaN if none; also NaN if it began before the run did [min]."""
    last: np.ndarray
    """Last infusion, NaN if none [min]."""
    given: np.ndarray
    """Number of infusions."""
    closed: np.ndarray
    """NaN for those still open at the end of the log [min]."""
    reason: np.ndarray
    """Code of why closed, -1 for those still open."""
    days: np.ndarray
    """Calendar days from the first infusion to the last."""
    allowed: np.ndarray
    """The protocol's window [days]."""
    missed: np.ndarray
    """Induction appointments that the patient missed, cancelled or was too late for."""


@dataclass(frozen=True)
class Gaps:
    """One entry per pair of consecutive infusions of the same induction."""

    opened: np.ndarray
    """Instant of the earlier infusion [min]."""
    days: np.ndarray
    """Calendar days between them."""
    least: np.ndarray
    """Least spacing of the protocol [days]."""
    most: np.ndarray
    """Most spacing of the protocol [days]."""
    at: np.ndarray
    """Place in the log of the later infusion."""
    visit: np.ndarray
    """Visit of the later infusion."""
    visit_before: np.ndarray
    """Visit of the earlier infusion."""


@dataclass(frozen=True)
class States:
    """One entry per change of a patient's state; the state holds in [since, until)."""

    patient: np.ndarray
    state: np.ndarray
    since: np.ndarray
    until: np.ndarray
    """Infinite for the last state of a patient [min]."""
    ended_by: np.ndarray
    """State that follows, -1 if none."""

    def count(self, *states: int) -> Level:
        """How many patients are in one of the states."""
        chosen = np.isin(self.state, states)
        starts, ends = self.since[chosen], self.until[chosen]
        steps = np.ones(len(starts))
        return level(np.concatenate((starts, ends)), np.concatenate((steps, -steps)))


def patients(source: Source, given: Infusions, all_visits: Visits) -> Patients:
    """Everything known of each patient."""
    n = source.n_patients
    referred, left = source.rows(Kind.REFERRED), source.rows(Kind.LEFT)
    kinds = np.array([visit.kind == "consult" for visit in source.header.visits] + [False])
    consults = np.flatnonzero(kinds[all_visits.type] & ~np.isnan(all_visits.checked_in))
    return Patients(
        referred=_first(referred.patient, referred.time, n),
        known=_first(referred.patient, referred.value, n, 1.0) == 1,
        first_infusion=_first(given.patient, given.time, n),
        first_consult=_least(all_visits.patient[consults], all_visits.checked_in[consults], n),
        left=_first(left.patient, left.time, n),
        reason=_first(left.patient, left.what, n, -1).astype(np.int64),
    )


def inductions(source: Source, given: Infusions, all_visits: Visits, people: Patients) -> Inductions:
    """Every induction with what became of it."""
    opened, at = source.rows(Kind.INDUCTION_OPENED), source.at(Kind.INDUCTION_OPENED)
    closed, closed_at = source.rows(Kind.INDUCTION_CLOSED), source.at(Kind.INDUCTION_CLOSED)
    pairs = partners(opened, closed, ("patient", "unit"))
    ends_at = taken(closed_at, pairs, len(source.all)).astype(np.int64)
    series = given.phase == Phase.INDUCTION
    first, past = _ranges(opened.patient, at, ends_at, given.patient[series], given.at[series])
    order = _by_patient(given.patient[series], given.at[series])
    times = np.append(given.time[series][order], np.nan)
    number = past - first
    known = people.known[opened.patient]
    was_running = known & (opened.time == source.first_instant)
    began = np.where((number > 0) & ~was_running, times[first], np.nan)
    last = np.where(number > 0, times[past - 1], np.nan)
    windows = np.array([*source.header.windows, np.nan])
    return Inductions(
        patient=opened.patient,
        protocol=opened.what.astype(np.int64),
        is_first=(opened.unit == 0) & ~known,
        was_running=was_running,
        began=began,
        last=last,
        given=number,
        closed=taken(closed.time, pairs, np.nan),
        reason=taken(closed.what, pairs, -1).astype(np.int64),
        days=day_of(last) - day_of(began),
        allowed=windows[opened.what] / DAY,
        missed=_misses(source, all_visits, opened.patient, at, ends_at),
    )


def gaps(source: Source, given: Infusions) -> Gaps:
    """Spacings inside inductions."""
    opened, at = source.rows(Kind.INDUCTION_OPENED), source.at(Kind.INDUCTION_OPENED)
    series = np.flatnonzero(given.phase == Phase.INDUCTION)
    order = series[_by_patient(given.patient[series], given.at[series])]
    owner = latest_before(opened.patient, at, given.patient[order], given.at[order])
    same = (owner[1:] == owner[:-1]) & (owner[1:] >= 0)
    earlier, later = given.time[order][:-1][same], given.time[order][1:][same]
    protocol = taken(opened.what, owner[1:][same], -1).astype(np.int64)
    planned = np.array([*source.header.planned, (np.nan, np.nan)]) / DAY
    return Gaps(
        earlier,
        day_of(later) - day_of(earlier),
        planned[protocol, 0],
        planned[protocol, 1],
        given.at[order][1:][same],
        given.visit[order][1:][same],
        given.visit[order][:-1][same],
    )


def states(patient: np.ndarray, at: np.ndarray, time: np.ndarray, state: np.ndarray) -> States:
    """Changes of state out of assertions "from now on this patient is in that state", in any order."""
    order = _by_patient(patient, at)
    patient, time, state = patient[order], time[order], state[order]
    if len(patient):
        fresh = np.concatenate(([True], (patient[1:] != patient[:-1]) | (state[1:] != state[:-1])))
        patient, time, state = patient[fresh], time[fresh], state[fresh]
    same = np.append(patient[1:] == patient[:-1], False)[: len(patient)]
    until, after = np.full(len(patient), np.inf), np.full(len(patient), -1)
    until[same], after[same] = time[1:][same[:-1]], state[1:][same[:-1]]
    return States(patient, state, time, until, after)


def assertions(*groups: tuple[np.ndarray, np.ndarray, np.ndarray, int]) -> States:
    """States out of groups (patient, place in the log, instant, state), the same state for a whole group."""
    patient, at, time = (np.concatenate([group[i] for group in groups]) for i in range(3))
    return states(patient, at, time, np.concatenate([np.full(len(group[0]), group[3]) for group in groups]))


def day_of(instants: np.ndarray) -> np.ndarray:
    """Number of the calendar day, 0 for the start date; shape of *instants*."""
    return np.floor(instants / DAY)


def _by_patient(patient: np.ndarray, at: np.ndarray) -> np.ndarray:
    size = int(at.max()) + 1 if len(at) else 1
    return order_by(patient.astype(np.int64) * size + at)


def _ranges(
    patient: np.ndarray, start: np.ndarray, end: np.ndarray, owners: np.ndarray, at: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """First and one past the last entry of each patient with start < at < end."""
    size = int(max(end.max(initial=0), at.max(initial=0))) + 1
    entries = np.sort(owners.astype(np.int64) * size + at)
    base = patient.astype(np.int64) * size
    return np.searchsorted(entries, base + start), np.searchsorted(entries, base + end)


def _misses(source: Source, all_visits: Visits, patient: np.ndarray, start: np.ndarray, end: np.ndarray) -> np.ndarray:
    """Induction appointments lost by each patient's own doing between two places of the log."""
    owners, places = [], []
    for kind in (Kind.NO_SHOW, Kind.CANCELLED, Kind.TURNED_AWAY):
        rows = source.rows(kind)
        own = source.is_reason(rows.what, BY_PATIENT) | (kind is Kind.NO_SHOW)
        own &= all_visits.phase[rows.visit] == Phase.INDUCTION
        owners.append(rows.patient[own])
        places.append(source.at(kind)[own])
    first, past = _ranges(patient, start, end, np.concatenate(owners), np.concatenate(places))
    answer: np.ndarray = past - first
    return answer


def _first(codes: np.ndarray, values: np.ndarray, n: int, absent: float = np.nan) -> np.ndarray:
    """First value per code, shape (n,)."""
    found = np.full(n, absent)
    named = codes >= 0
    found[codes[named][::-1]] = values[named][::-1]
    return found


def _least(codes: np.ndarray, values: np.ndarray, n: int) -> np.ndarray:
    """Least value per code, NaN where there is none; shape (n,)."""
    found = np.full(n, np.nan)
    np.fmin.at(found, codes, values)
    return found
