"""Visits, their steps and waits, and the infusions among them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.events import Header, Kind, Rows
from sim.intervals import latest_before, order_by, partners, taken
from sim.metrics.source import Source


@dataclass(frozen=True)
class Visits:
    """One entry per visit number; instants that never came are NaN, unknown codes -1. All [min]."""

    patient: np.ndarray
    type: np.ndarray
    phase: np.ndarray
    booked: np.ndarray
    """When the booking was made; NaN for walk-ins."""
    due: np.ndarray
    """Appointment; arrival of walk-ins."""
    checked_in: np.ndarray
    seated: np.ndarray
    """First space taken."""
    began: np.ndarray
    """First step."""
    infused: np.ndarray
    """First infusion step."""
    departed: np.ndarray
    cancelled: np.ndarray
    cancel_reason: np.ndarray
    missed: np.ndarray
    has_appointment: np.ndarray
    """Whether there was an appointment: booked, or of a type that comes by a timetable."""
    turned_away: np.ndarray
    turn_reason: np.ndarray
    ready: np.ndarray
    """Later of check-in and appointment."""
    served: np.ndarray
    """Seated, or first step of a visit that takes no space."""
    left: np.ndarray
    """Out of the building: departed or turned away; infinite for those still inside at the end."""

    @property
    def wait(self) -> np.ndarray:
        """Direct wait, NaN where it has no end [min]."""
        answer: np.ndarray = np.maximum(self.served - self.ready, 0.0)
        return answer


@dataclass(frozen=True)
class Steps:
    """One entry per step begun, in order."""

    rows: Rows
    at: np.ndarray
    """Places in the log."""
    ends: np.ndarray
    """Infinite for steps still running at the end of the log [min]."""
    present: np.ndarray
    """Whether the patient is there."""


@dataclass(frozen=True)
class Infusions:
    """One entry per infusion, in order of time."""

    time: np.ndarray
    at: np.ndarray
    patient: np.ndarray
    visit: np.ndarray
    phase: np.ndarray


@dataclass(frozen=True)
class Waits:
    """One entry per wait of a visit, in order."""

    rows: Rows
    at: np.ndarray
    ends: np.ndarray
    """Infinite for waits without an end [min]."""
    in_step: np.ndarray
    """Whether a step of the visit was running when the wait began, so that nothing stood still."""


def visits(source: Source, steps: Steps) -> Visits:
    """Everything known of each visit."""
    n = source.n_visits
    booked, arrived, missed = (source.rows(kind) for kind in (Kind.BOOKED, Kind.CHECKED_IN, Kind.NO_SHOW))
    known = (booked, arrived)
    checked_in, seated = _instant(arrived, n), _instant(source.rows(Kind.SEATED), n)
    departed = _instant(source.rows(Kind.DEPARTED), n)
    began = _instant(steps.rows, n)
    turned = source.rows(Kind.TURNED_AWAY)
    cancelled = source.rows(Kind.CANCELLED)
    due = _column(known, "value", n, np.nan)
    due = np.where(np.isnan(due), _instant(missed, n), due)
    type_ = _column((*known, missed), "what", n, -1).astype(np.int64)
    ready = np.fmax(checked_in, due)
    ready[np.isnan(checked_in)] = np.nan
    turned_away = _instant(turned, n)
    takes_space = np.zeros(len(source.header.visits) + 1, bool)
    takes_space[type_[~np.isnan(seated)]] = True
    unseated = np.isnan(seated) & (~np.isnan(departed) | ~takes_space[type_])
    return Visits(
        patient=_column((*known, steps.rows), "patient", n, -1).astype(np.int64),
        type=type_,
        phase=_column(known, "unit", n, -1).astype(np.int64),
        booked=_instant(booked, n),
        due=due,
        checked_in=checked_in,
        seated=seated,
        began=began,
        infused=_instant(steps.rows.where(source.is_part(steps.rows.what, "infusion")), n),
        departed=departed,
        cancelled=_instant(cancelled, n),
        cancel_reason=_column((cancelled,), "what", n, -1).astype(np.int64),
        missed=_instant(missed, n),
        has_appointment=_has_appointment(source.header, type_, _instant(booked, n)),
        turned_away=turned_away,
        turn_reason=_column((turned,), "what", n, -1).astype(np.int64),
        ready=ready,
        served=np.where(unseated, began, seated),
        left=np.fmin(np.fmin(departed, turned_away), np.inf),
    )


def _has_appointment(header: Header, type_: np.ndarray, booked: np.ndarray) -> np.ndarray:
    """Booked visits, and all of a type that a timetable gives (walk-ins of the same type with them)."""
    listed = np.array([*(visit.on_timetable for visit in header.visits), False])
    answer: np.ndarray = ~np.isnan(booked) | listed[type_]
    return answer


def steps(source: Source) -> Steps:
    """Every step with its end."""
    rows = source.rows(Kind.STEP_BEGAN)
    present = np.array([step.present for step in source.header.steps], bool)
    return Steps(
        rows=rows,
        at=source.at(Kind.STEP_BEGAN),
        ends=_ends(rows, source.rows(Kind.STEP_ENDED)),
        present=present[rows.what] if len(present) else np.zeros(len(rows), bool),
    )


def infusions(source: Source, all_steps: Steps, all_visits: Visits) -> Infusions:
    """The steps that are infusions."""
    chosen = np.flatnonzero(source.is_part(all_steps.rows.what, "infusion"))
    visit = all_steps.rows.visit[chosen]
    return Infusions(
        time=all_steps.rows.time[chosen],
        at=all_steps.at[chosen],
        patient=all_visits.patient[visit],
        visit=visit,
        phase=all_visits.phase[visit],
    )


def waits(source: Source, all_steps: Steps) -> Waits:
    """Every wait of a visit with its end."""
    rows, at = source.rows(Kind.WAIT_BEGAN), source.at(Kind.WAIT_BEGAN)
    before = latest_before(all_steps.rows.visit, all_steps.at, rows.visit, at)
    return Waits(
        rows=rows,
        at=at,
        ends=_ends(rows, source.rows(Kind.WAIT_ENDED)),
        in_step=taken(all_steps.ends, before, -np.inf) > rows.time,
    )


def step_waits(all_steps: Steps, all_visits: Visits) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """For each step with the patient there: its code, since when it was waited for, how long; shapes (n,).

    The wait runs from the end of the step before, at first from the later of check-in and appointment.
    """
    chosen = np.flatnonzero(all_steps.present)
    order = chosen[order_by(all_steps.rows.visit[chosen])]
    visit, time = all_steps.rows.visit[order], all_steps.rows.time[order]
    since = all_visits.ready[visit]
    if len(order):
        again = np.concatenate(([False], visit[1:] == visit[:-1]))
        previous = np.concatenate(([np.nan], all_steps.ends[order][:-1]))
        since = np.where(again & ~np.isnan(previous), previous, since)
    return all_steps.rows.what[order].astype(np.int64), since, np.maximum(time - since, 0.0)


def _ends(began: Rows, ended: Rows) -> np.ndarray:
    return taken(ended.time, partners(began, ended), np.inf)


def _instant(rows: Rows, n: int) -> np.ndarray:
    """First instant per visit, shape (n,)."""
    return _column((rows,), "time", n, np.nan)


def _column(sources: tuple[Rows, ...], name: str, n: int, absent: float) -> np.ndarray:
    """First value per visit, of the first source that has one; shape (n,)."""
    found = np.full(n, absent)
    for rows in reversed(sources):
        visit = rows.visit[::-1]
        named = visit >= 0
        found[visit[named]] = getattr(rows, name)[::-1][named]
    return found
