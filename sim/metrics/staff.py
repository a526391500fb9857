"""Shifts, breaks, hands and watching of each role."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.events import Kind, RoleFact, Rows
from sim.intervals import Level, covering, latest_before, level, spans, taken
from sim.metrics.source import Source


@dataclass(frozen=True)
class Duty:
    """Shifts or breaks or hands of every role: one entry per span, in order."""

    role: np.ndarray
    member: np.ndarray
    at: np.ndarray
    """Places in the log of the beginnings."""
    began: np.ndarray
    ended: np.ndarray
    """Infinite for spans without an end [min]."""
    planned: np.ndarray
    """Planned end of a shift; for another span that of the shift in which it lies, or of the last of those planned
    after it without a pause, infinite if there is none [min]."""
    shift_ended: np.ndarray
    """Actual end of that shift, or of the shifts that followed it without a pause; infinite while it lasts, minus
    infinity if there is none [min]."""


def shifts(source: Source) -> Duty:
    """Every shift."""
    rows = source.rows(Kind.SHIFT_BEGAN)
    began, ended = spans(rows, source.rows(Kind.SHIFT_ENDED), ("what", "unit"))
    off_duty = _through(rows.what, rows.unit, began, ended)
    return _duty(rows, source.at(Kind.SHIFT_BEGAN), began, ended, (rows.value, off_duty))


def _through(roles: np.ndarray, members: np.ndarray, began: np.ndarray, ends: np.ndarray) -> np.ndarray:
    """The end of each shift, or of the last of those of the same member that follow it without a pause."""
    order = np.lexsort((began, members, roles))
    found, begins = ends[order].copy(), began[order]
    roles, members = roles[order], members[order]
    goes_on = (roles[1:] == roles[:-1]) & (members[1:] == members[:-1]) & (begins[1:] == found[:-1])
    for nth in np.flatnonzero(goes_on)[::-1]:
        found[nth] = found[nth + 1]
    answer = np.empty_like(found)
    answer[order] = found
    return answer


def within_shifts(source: Source, all_shifts: Duty, began: Kind, ended: Kind) -> Duty:
    """Breaks or hands, each with the planned end of its member's shift."""
    rows, at = source.rows(began), source.at(began)
    starts, ends = spans(rows, source.rows(ended), ("what", "unit"))
    members = max(int(rows.unit.max(initial=0)), int(all_shifts.member.max(initial=0))) + 2
    own = rows.what.astype(np.int64) * members + rows.unit
    shift = latest_before(all_shifts.role * members + all_shifts.member, all_shifts.at, own, at)
    planned = _through(all_shifts.role, all_shifts.member, all_shifts.began, all_shifts.planned)
    bounds = taken(planned, shift, np.inf), taken(all_shifts.shift_ended, shift, -np.inf)
    return _duty(rows, at, starts, ends, bounds)


def _duty(
    rows: Rows, at: np.ndarray, began: np.ndarray, ended: np.ndarray, shift: tuple[np.ndarray, np.ndarray]
) -> Duty:
    return Duty(rows.what.astype(np.int64), rows.unit.astype(np.int64), at, began, ended, *shift)


def from_agency(all_shifts: Duty, roles: Sequence[RoleFact]) -> np.ndarray:
    """Which shifts somebody from the agency works; shape (n_shifts,)."""
    rostered = np.array([role.rostered for role in roles])
    answer: np.ndarray = all_shifts.member >= rostered[all_shifts.role]
    return answer


def on_duty(all_shifts: Duty, breaks: Duty, role: int, rostered: bool) -> Level:
    """Members of a role present and not on a break; with *rostered* nobody beyond the planned end."""
    duty, pause = all_shifts.role == role, breaks.role == role
    ends = [np.minimum(one.ended, one.planned) if rostered else one.ended for one in (all_shifts, breaks)]
    times = (all_shifts.began[duty], ends[0][duty], breaks.began[pause], ends[1][pause])
    steps = [np.full(len(part), sign) for part, sign in zip(times, (1.0, -1.0, -1.0, 1.0), strict=True)]
    return level(np.concatenate(times), np.concatenate(steps))


def hands_on(hands: Duty, role: int, but: np.ndarray | bool = False) -> Level:
    """Members of a role busy with somebody, *but* some hands."""
    chosen = (hands.role == role) & ~np.asarray(but)
    return covering(hands.began[chosen], hands.ended[chosen])


def watching(source: Source, role: int) -> Level:
    """Patients watched by a role."""
    began, ended = source.rows(Kind.WATCH_BEGAN), source.rows(Kind.WATCH_ENDED)
    starts, ends = began.time[began.what == role], ended.time[ended.what == role]
    steps = (np.ones(len(starts)), np.full(len(ends), -1.0))
    return level(np.concatenate((starts, ends)), np.concatenate(steps))
