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
    """Planned end of the shift in which the span lies, infinite if there is none [min]."""
    shift_ended: np.ndarray
    """Actual end of that shift, or of the shifts that followed it without a pause; infinite while it lasts, minus
    infinity if there is none [min]."""


def shifts(source: Source) -> Duty:
    """Every shift."""
    rows = source.rows(Kind.SHIFT_BEGAN)
    began, ended = spans(rows, source.rows(Kind.SHIFT_ENDED), ("what", "unit"))
    return _duty(rows, source.at(Kind.SHIFT_BEGAN), began, ended, (rows.value, _off_duty(rows, began, ended)))


def _off_duty(rows: Rows, began: np.ndarray, ended: np.ndarray) -> np.ndarray:
    """When the member of each shift really went; overtime may last until the next shift of the same member."""
    order = np.lexsort((began, rows.unit, rows.what))
    found = ended[order].copy()
    roles, members = rows.what[order], rows.unit[order]
    goes_on = (roles[1:] == roles[:-1]) & (members[1:] == members[:-1]) & (began[order][1:] == found[:-1])
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
    bounds = taken(all_shifts.planned, shift, np.inf), taken(all_shifts.shift_ended, shift, -np.inf)
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
