"""Opening hours and closures as pure functions of the day number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from sim import units

Session = tuple[float, float]


@dataclass(frozen=True)
class Calendar:
    """When the clinic is open. Day 0 is the start date; sessions are minutes of the day."""

    starts: date
    hours: tuple[tuple[Session, ...], ...]
    """Per weekday, Monday first: the sessions, ascending, touching ones joined."""
    closed: frozenset[date] = field(default_factory=frozenset)
    _known: dict[int, tuple[Session, ...]] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def of(cls, starts: date, hours: Mapping[str, Sequence[Session]], closed: Sequence[date] = ()) -> Calendar:
        """Build from weekday sets such as ``mon-fri`` mapped to sessions."""
        week: list[list[Session]] = [[] for _ in range(7)]
        for names, sessions in hours.items():
            for day in units.days(names):
                week[day].extend(sessions)
        return cls(starts, tuple(joined(day) for day in week), frozenset(closed))

    def weekday(self, day: int) -> int:
        """Monday is 0."""
        return (self.starts.weekday() + day) % 7

    def date(self, day: int) -> date:
        """The date of a day number."""
        return self.starts + timedelta(days=day)

    def sessions(self, day: int) -> tuple[Session, ...]:
        """The sessions of a day [min since 00:00 of that day]; empty when closed."""
        known = self._known.get(day)
        if known is None:
            closed = bool(self.closed) and self.date(day) in self.closed
            known = self._known[day] = () if closed else self.hours[self.weekday(day)]
        return known

    def is_open_day(self, day: int) -> bool:
        """Whether any session is held."""
        return bool(self.sessions(day))

    def opens_on(self, number: int) -> float:
        """First opening of a day [min]; midnight if the clinic is closed."""
        sessions = self.sessions(number)
        return number * units.DAY + (sessions[0][0] if sessions else 0.0)

    def opens_at_midnight(self, number: int) -> bool:
        """Whether the first session of a day begins at 00:00."""
        sessions = self.sessions(number)
        return bool(sessions) and sessions[0][0] == 0.0

    def is_open_at(self, instant: float) -> bool:
        """Whether the clinic is open at an instant."""
        return self.is_open_on(int(instant // units.DAY), instant)

    def is_open_on(self, number: int, instant: float) -> bool:
        """Whether an instant lies in a session of a day."""
        time = instant - number * units.DAY
        for opens, closes in self._known.get(number) or self.sessions(number):  # noqa: SIM110 - a loop, for speed
            if opens <= time < closes:
                return True
        return False

    @property
    def never_closes(self) -> bool:
        """Whether the clinic is open around the clock, every day."""
        return not self.closed and all(sessions == ((0.0, units.DAY),) for sessions in self.hours)

    def arrival(self, number: int, due: float, unclipped: float) -> float:
        """When somebody due on a day can come in: not before the appointment's session nor between two, not after it.

        Only a clinic that never closes lets people in on another day than that of their appointment.
        """
        if self.is_open_on(number, unclipped) or self.never_closes:
            return unclipped
        sessions = [number * units.DAY + opens for opens, _ in self.sessions(number)]
        at = max(unclipped, max((opens for opens in sessions if opens <= due), default=due))
        if not self.is_open_at(at):
            at = min((opens for opens in sessions if opens > at), default=at)
        return min(at, (number + 1) * units.DAY - 1e-6)

    def open_minutes_per_week(self) -> float:
        """Opening minutes in a week without closures."""
        return sum(end - start for day in self.hours for start, end in day)


def joined(sessions: Sequence[Session]) -> tuple[Session, ...]:
    """Sessions in order, touching ones made one; raises ValueError if two overlap."""
    result: list[Session] = []
    for start, end in sorted(sessions):
        if result and start < result[-1][1]:
            raise ValueError(f"{_show((start, end))} overlaps {_show(result[-1])}")
        if result and start == result[-1][1]:
            result[-1] = (result[-1][0], end)
        else:
            result.append((start, end))
    return tuple(result)


def _show(session: Session) -> str:
    return f"{units.show_clock(session[0])}-{units.show_clock(session[1])}"
