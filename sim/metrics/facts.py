"""Everything that metrics ask of a replication, each joined once and only when asked."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from sim.events import Kind, Phase
from sim.intervals import SLOTS, Level, Stretches, half_hours, together, weighted
from sim.metrics import chairs, limits, places, staff
from sim.metrics import patients as people
from sim.metrics import visits as attendance
from sim.metrics.numbers import tally
from sim.metrics.source import Source
from sim.units import DAY

INDUCTION, MAINTENANCE, BETWEEN, AWAY = 1, 2, 3, 0
"""States of the panel: in an induction, in maintenance, in neither but not gone, not (or no longer) in it."""
WELL, UNWELL, HELPED, GONE = 1, 2, 3, 0
"""States of health: in response; symptoms returned; given an infusion; no response, relapsed or left."""


class Facts(Source):
    """A log and a window, with the tables that metrics share."""

    @cached_property
    def steps(self) -> attendance.Steps:
        """Steps begun."""
        return attendance.steps(self)

    @cached_property
    def visits(self) -> attendance.Visits:
        """Visits by number."""
        return attendance.visits(self, self.steps)

    @cached_property
    def infusions(self) -> attendance.Infusions:
        """Infusions in order."""
        return attendance.infusions(self, self.steps, self.visits)

    @cached_property
    def infused_here(self) -> attendance.Infusions:
        """Infusions that began in the window."""
        mask = self.inside(self.infusions.time)
        given = self.infusions
        return attendance.Infusions(
            given.time[mask], given.at[mask], given.patient[mask], given.visit[mask], given.phase[mask]
        )

    @cached_property
    def waits(self) -> attendance.Waits:
        """Waits in order."""
        return attendance.waits(self, self.steps)

    @cached_property
    def step_waits(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Code, beginning and length of the wait before each step."""
        return attendance.step_waits(self.steps, self.visits)

    @cached_property
    def patients(self) -> people.Patients:
        """Patients by number."""
        return people.patients(self, self.infusions, self.visits)

    @cached_property
    def inductions(self) -> people.Inductions:
        """Inductions in order of opening."""
        return people.inductions(self, self.infusions, self.visits, self.patients)

    @cached_property
    def gaps(self) -> people.Gaps:
        """Spacings inside inductions."""
        return people.gaps(self, self.infusions)

    @cached_property
    def panel(self) -> people.States:
        """Who is in induction, in maintenance, or in between."""
        given, opened, closed = (
            self.infusions,
            self.rows(Kind.INDUCTION_OPENED),
            self.rows(Kind.INDUCTION_CLOSED),
        )
        series = given.phase == Phase.INDUCTION
        here = self.inductions.was_running
        done = closed.value > 0
        return people.assertions(
            (given.patient[series], given.at[series], given.time[series], INDUCTION),
            (opened.patient[here], self.at(Kind.INDUCTION_OPENED)[here], opened.time[here], INDUCTION),
            (closed.patient[done], self.at(Kind.INDUCTION_CLOSED)[done], closed.time[done], BETWEEN),
            self.said(Kind.MAINTENANCE_ENTERED, MAINTENANCE),
            self.said(Kind.RELAPSED, BETWEEN),
            self.said(Kind.LEFT, AWAY),
        )

    @cached_property
    def response(self) -> people.States:
        """Who is in response (well) from when to when."""
        rows, at = self.rows(Kind.RESPONSE), self.at(Kind.RESPONSE)
        yes = rows.value > 0
        return people.assertions(
            (rows.patient[yes], at[yes], rows.time[yes], WELL),
            (rows.patient[~yes], at[~yes], rows.time[~yes], GONE),
            self.said(Kind.MAINTENANCE_ENTERED, WELL),
            self.said(Kind.RELAPSED, GONE),
            self.said(Kind.LEFT, GONE),
        )

    @cached_property
    def symptoms(self) -> people.States:
        """Who waits with returned symptoms (unwell), until helped by an infusion or gone."""
        given = self.infusions
        return people.assertions(
            self.said(Kind.SYMPTOMS_RETURNED, UNWELL),
            (given.patient, given.at, given.time, HELPED),
            self.said(Kind.LEFT, GONE),
        )

    def said(self, kind: Kind, state: int) -> tuple[np.ndarray, np.ndarray, np.ndarray, int]:
        """That every row of a kind puts its patient into a state."""
        rows = self.rows(kind)
        return rows.patient, self.at(kind), rows.time, state

    @cached_property
    def waiting_list(self) -> Level:
        """Patients referred, without a first infusion, not gone."""
        found = self.patients
        waiting = ~np.isnan(found.referred) & ~found.known
        until = np.fmin(np.fmin(found.first_infusion, found.left), np.inf)[waiting]
        return people.States(
            np.flatnonzero(waiting), np.ones(len(until)), found.referred[waiting], until, np.zeros(len(until))
        ).count(1)

    @cached_property
    def stays(self) -> places.Occupancy:
        """Times in spaces."""
        return places.occupancy(self)

    @cached_property
    def sessions(self) -> Stretches:
        """Opening hours over the whole log."""
        return places.sessions(self)

    @cached_property
    def hours(self) -> Stretches:
        """Opening hours inside the window."""
        return places.open_hours(self, self.sessions)

    @cached_property
    def days(self) -> places.OpenDays:
        """Days with a session."""
        return places.open_days(self.sessions, self.visits)

    @cached_property
    def n_days(self) -> int:
        """Open days that begin in the window."""
        return int(tally(self.inside(self.days.opens)))

    @cached_property
    def home_space(self) -> np.ndarray:
        """Kind of space that each visit type is planned in, -1 if none."""
        return places.home_space(self.stays, self.visits, len(self.header.visits), len(self.header.spaces))

    @cached_property
    def is_treatment_type(self) -> np.ndarray:
        """Which visit types take a treatment space; one more for unknown types, shape (n_types + 1,)."""
        found = np.zeros(len(self.header.visits) + 1, bool)
        found[self.visits.type[self.stays.visit[self.stays.treats]]] = True
        found[-1] = False
        return found

    @cached_property
    def stock(self) -> tuple[Level, ...]:
        """Spaces in service, per kind."""
        return tuple(places.stock(self, space) for space in range(len(self.header.spaces)))

    @cached_property
    def in_use(self) -> tuple[Level, ...]:
        """Spaces taken by patients, per kind."""
        return tuple(places.in_use(self.stays, space) for space in range(len(self.header.spaces)))

    @cached_property
    def held(self) -> tuple[Level, ...]:
        """Spaces taken or being turned over, per kind."""
        return tuple(places.in_use(self.stays, space, turnover=True) for space in range(len(self.header.spaces)))

    @cached_property
    def chair_minutes(self) -> np.ndarray:
        """Staffed minutes per kind of space: in service (or still taken), while open; shape (n_spaces,)."""
        return np.array([self.open_integral(*pair) for pair in zip(self.stock, self.held, strict=True)])

    def open_integral(self, *levels: Level) -> float:
        """Area under the greater of some levels inside opening hours and window."""
        times, values = together(*levels)
        if len(times) == 0:
            return 0.0
        lengths = self.hours.between(times, np.append(times[1:], np.inf))
        return weighted(np.max(values, axis=0), lengths)

    @cached_property
    def seated_steps(self) -> chairs.Seated:
        """Steps of patients in a space, with that space."""
        return chairs.seated(self.stays, self.steps.rows, self.steps.at, self.steps.ends, self.steps.present)

    @cached_property
    def seated_waits(self) -> chairs.Seated:
        """Waits of patients in a space during which no step runs, with that space."""
        return chairs.seated(self.stays, self.waits.rows, self.waits.at, self.waits.ends, ~self.waits.in_step)

    @cached_property
    def chair_time(self) -> dict[str, float]:
        """Open minutes of the treatment spaces in the window, by what became of them."""
        return chairs.chair_time(self)

    @cached_property
    def shifts(self) -> staff.Duty:
        """Shifts of every role."""
        return staff.shifts(self)

    @cached_property
    def from_agency(self) -> np.ndarray:
        """Which shifts somebody from the agency works; shape (n_shifts,)."""
        return staff.from_agency(self.shifts, self.header.roles)

    @cached_property
    def breaks(self) -> staff.Duty:
        """Breaks of every role."""
        return staff.within_shifts(self, self.shifts, Kind.BREAK_BEGAN, Kind.BREAK_ENDED)

    @cached_property
    def hands(self) -> staff.Duty:
        """Hands-on work of every role."""
        return staff.within_shifts(self, self.shifts, Kind.HANDS_BEGAN, Kind.HANDS_ENDED)

    @cached_property
    def rostered(self) -> tuple[Level, ...]:
        """Members on duty per role, breaks and overtime left out."""
        return tuple(self._on_duty(role, True) for role in range(len(self.header.roles)))

    @cached_property
    def on_duty(self) -> tuple[Level, ...]:
        """Members on duty per role, breaks left out, overtime included."""
        return tuple(self._on_duty(role, False) for role in range(len(self.header.roles)))

    def _on_duty(self, role: int, rostered: bool) -> Level:
        return staff.on_duty(self.shifts, self.breaks, role, rostered)

    @cached_property
    def busy(self) -> tuple[Level, ...]:
        """Members with hands on somebody per role, overtime included."""
        return tuple(staff.hands_on(self.hands, role) for role in range(len(self.header.roles)))

    @cached_property
    def watching(self) -> tuple[Level, ...]:
        """Patients watched per role."""
        return tuple(staff.watching(self, role) for role in range(len(self.header.roles)))

    @cached_property
    def watch_limits(self) -> tuple[Level, ...]:
        """Most patients who may be watched per role; in a strict place whoever is hands-on does not watch.

        Side effects and checks are the exception: they do not make a member stop watching.
        """
        limits = []
        beside = self.rows(Kind.HANDS_BEGAN).value == 1
        for role, fact in enumerate(self.header.roles):
            times, free = self.on_duty[role].times, self.on_duty[role].values
            if fact.strict:
                times, (duty, busy) = together(self.on_duty[role], staff.hands_on(self.hands, role, beside))
                free = duty - busy
            limits.append(Level(times, np.maximum(free, 0.0) * fact.watches))
        return tuple(limits)

    def staff_lines(self, role: int) -> tuple[Level, ...]:
        """Of a role: members on duty, members hands-on, patients watched, most who may be watched."""
        return self.on_duty[role], self.busy[role], self.watching[role], self.watch_limits[role]

    @cached_property
    def staff_by_day(self) -> np.ndarray:
        """Means of those in each half-hour of each open day, shape (n_roles, 4, n_days, 48)."""
        opens = self.days.opens
        days, roles = people.day_of(opens[self.inside(opens)]) * DAY, range(len(self.header.roles))
        lines = [[half_hours(one, days) for one in self.staff_lines(role)] for role in roles]
        return np.array(lines).reshape(len(roles), 4, len(days), SLOTS)

    @cached_property
    def watch_pieces(self) -> tuple[tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray], ...]:
        """Per role pieces of time: beginnings, lengths inside the window, patients watched, the limit."""
        found = []
        for levels in zip(self.watching, self.watch_limits, strict=True):
            times, values = together(*levels)
            lengths = self.calendar.between(times, np.append(times[1:], np.inf)[: len(times)])
            found.append((times, lengths, values[0], values[1]))
        return tuple(found)

    @cached_property
    def causes(self) -> tuple[tuple[str, str], ...]:
        """Causes of waiting as (sort, name): ``("hands", "nurse")``."""
        return tuple((cause.partition(":")[0], cause.partition(":")[2]) for cause in self.header.causes)

    @cached_property
    def exceeded(self) -> dict[str, np.ndarray]:
        """Places in the log at which each limit would be exceeded."""
        return limits.exceeded(self)
