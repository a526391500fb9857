"""The clinic: everything wired together, and one replication run from beginning to end."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from math import ceil, inf

from sim.calendars import Calendar
from sim.entities import Request
from sim.errors import PolicyError
from sim.events import REASON, EventLog, Header
from sim.model import day, kinds, sources
from sim.model.admitting import Intake
from sim.model.backfill import BackFill, Freed, NothingIsOffered
from sim.model.booking import Habits
from sim.model.diary import Diary, Wish
from sim.model.door import Latecomer
from sim.model.engine import FIRST, LAST, Engine, Process
from sim.model.header import build_header, step_codes
from sim.model.luck import Draw, Luck
from sim.model.patient import Patient, case_mix, courses_of
from sim.model.plans import build_plans, capacity_of_days
from sim.model.queues import Waiter
from sim.model.roles import build_roles
from sim.model.safety import Rule, build_rules
from sim.model.sheet import Sheet, build_sheet
from sim.model.spaces import Spaces
from sim.model.staff import Member, Staff
from sim.model.visit import Visit, turn_over
from sim.model.waiting import CLOSING
from sim.policies.reminders import NoReminders, Reminders
from sim.scenario.facts import infuses
from sim.scenario.own import fresh
from sim.scenario.people import Attendance
from sim.scenario.schema import Scenario
from sim.units import DAY

LATE = REASON["late"]


def run(scenario: Scenario, replication: int = 0, seed: int | None = None) -> EventLog:
    """Simulate one replication; equal arguments give equal logs.

    Raises ModelError if the clock stops moving, or if a policy of the user's own fails.
    """
    clinic = Clinic(fresh(scenario), replication, seed)
    try:
        clinic.engine.run_until(clinic.end)
    except PolicyError as error:
        raise error.at(clinic.header.moment(clinic.engine.now)) from None
    clinic.log.flush()
    return clinic.log


class Clinic:
    """The state of one replication, and the verbs that courses and visits use."""

    __slots__ = (  # with more attributes than Python keeps in order, verbs would be looked up slowly
        "__weakref__", "_all_staff", "_conditions", "_infusion_rules", "_lets_in_late", "_next_day", "_patient_rules",
        "_patients", "back_fill", "booked_sheets", "calendar", "cause_of_hands", "cause_of_rule", "cause_of_space",
        "cause_of_watch", "courses", "diary", "dispatch", "duties", "end", "engine", "habits", "header", "in_service",
        "intake", "is_over", "last_start_gone", "liked_time", "log", "luck", "may_seat", "next_visit", "note",
        "notice", "open", "plans", "policies", "reminds", "rules", "scenario", "sheets", "spaces", "staff",
        "unseated",
    )  # fmt: skip

    def __init__(self, scenario: Scenario, replication: int, seed: int | None = None) -> None:
        self.scenario, self.policies = scenario, scenario.policies
        self.dispatch = scenario.policies.dispatch.__call__  # bound once: an object's own call is looked up each time
        self._lets_in_late = scenario.policies.late.__call__
        reminders = scenario.policies.reminders
        self.reminds: Reminders | None = None if isinstance(reminders, NoReminders) else reminders
        times = scenario.run
        self.end = times.end + times.cool_down
        self.calendar = Calendar.of(scenario.calendar.starts, scenario.calendar.hours, scenario.calendar.closed)
        self.engine = Engine()
        self.header: Header = build_header(scenario)
        self.log = EventLog(self.header)
        self.note = self.log.note
        self.luck = Luck(seed if seed is not None else times.seed or 0, replication, times.antithetic)
        self._patients = 0.0
        self.next_visit = count(0.0).__next__  # a fresh visit number
        self.open = self.may_seat = self.last_start_gone = False
        self.is_over = True
        self.unseated: dict[float, Waiter] = {}
        self.intake = Intake(self.engine)
        self.in_service: dict[str, int] = {}
        self._build_pools()
        self._build_sheets()
        self._build_diary()
        notice = scenario.policies.waiting_list.shortest_notice
        self.back_fill: Freed = NothingIsOffered() if notice is None else BackFill(self, notice)
        self._begin()

    # building

    def _build_pools(self) -> None:
        engine, scenario = self.engine, self.scenario
        self.spaces = {
            name: Spaces(engine, code, name, spec.count) for code, (name, spec) in enumerate(scenario.spaces.items())
        }
        self.staff = build_roles(engine, self.note, self.header, scenario)
        self._all_staff = tuple(self.staff.values())
        for staff in self._all_staff:
            staff.on_break = self._break_of(staff)
        self.rules = build_rules(engine, scenario.safety, self.staff)
        self._patient_rules = [rule for rule in self.rules if not rule.infusing]
        self._infusion_rules = [rule for rule in self.rules if rule.infusing]
        cause = {name: float(code) for code, name in enumerate(self.header.causes)}
        self.cause_of_space = {space: cause[f"space:{name}"] for name, space in self.spaces.items()}
        self.cause_of_hands = {staff: cause[f"hands:{name}"] for name, staff in self.staff.items()}
        self.cause_of_watch = {staff: cause[f"watch:{name}"] for name, staff in self.staff.items()}
        self.cause_of_rule = {rule.name: cause[f"rule:{rule.name}"] for rule in self.rules}

    def _break_of(self, staff: Staff) -> Callable[[Member, float], None]:
        def on_break(member: Member, length: float) -> None:
            self.engine.start(day.back_after(self, staff, member, length))

        return on_break

    def _build_sheets(self) -> None:
        scenario, codes = self.scenario, step_codes(self.header)
        effects = {name: code for code, name in enumerate(self.header.side_effects)}
        self.sheets: dict[str, Sheet] = {
            name: build_sheet(name, code, visit, scenario, self.spaces, self.staff, self.luck, codes, effects)
            for code, (name, visit) in enumerate(scenario.visits.items())
        }
        every = scenario.attendance.get("every visit", Attendance())
        self.habits = [Habits(name, scenario.attendance.get(name, every), self.luck) for name in scenario.visits]
        self.courses = courses_of(scenario, self.luck)
        likes = scenario.policies.slot.likes
        self.liked_time: Draw | None = None if likes is None else self.luck.span("liked time", likes)

    def _build_diary(self) -> None:
        scenario = self.scenario
        self.notice = scenario.diary.notice
        self._next_day = int(scenario.diary.from_next_day)
        self.plans = build_plans(scenario)
        bookable = {
            name for spec in scenario.protocols.values() for name in (spec.visit, spec.consult, spec.evaluation) if name
        }
        self.booked_sheets = [code for code, name in enumerate(scenario.visits) if name in bookable]
        self.diary = Diary(
            self.calendar,
            scenario.diary.every,
            ceil(scenario.diary.horizon / DAY),
            ceil(self.end / DAY),
            self.plans,
            capacity_of_days(scenario, self.calendar),
            scenario.policies,
            [code for code, visit in enumerate(scenario.visits.values()) if infuses(visit)],
        )

    def _begin(self) -> None:
        engine, scenario = self.engine, self.scenario
        self._conditions = case_mix(self.scenario, self.courses)
        self.duties = day.roster(self)
        engine.start(day.run_days(self, FIRST), priority=FIRST)
        engine.start(day.run_days(self, LAST), priority=LAST)
        sources.panel(self)
        engine.start(sources.referrals(self))
        for name, kind in scenario.walk_ins.items():
            if kind.arrivals is not None:
                engine.start(sources.walk_ins(self, f"walk-ins {name}", kind))
            else:
                sources.returning(self, f"walk-ins {name}", kind)
        for name, table in scenario.timetables.items():
            engine.start(sources.timetable(self, f"timetable {name}", table))

    # people

    def stranger(self, luck: int, urgency: int) -> Patient:
        """Somebody without a course."""
        number = self._patients
        self._patients = number + 1.0
        return Patient(number, luck, urgency=urgency)

    def new_patient(self, luck: int) -> Patient:
        """Somebody with a condition and its protocol."""
        patient = self.stranger(luck, 0)
        patient.falls_ill(self._conditions, self.luck)
        return patient

    def patience(self, patient: Patient) -> float:
        """Longest wait from being ready until the first infusion [min]."""
        law = self.scenario.patients.patience
        return self.luck.span("patience", law)(patient.luck) if law else inf

    # admission

    def first_possible_start(self, patient: Patient, not_before: float) -> float | None:
        """The beginning of the first day, from an instant on, on which the diary could start the patient [min]."""
        assert patient.protocol is not None
        plan = self.plans[self.sheets[patient.protocol.visit].code]
        low = max(int(not_before // DAY), self.first_bookable_day(self.engine.now))
        favoured = self.policies.holding(Request(True, 1, patient.urgency > 0))
        found = self.diary.nearest(plan, Wish(low, low, low, self.engine.now + self.notice, favoured))
        return None if found is None else max(found * DAY, not_before)

    # the diary's clock

    def first_bookable_day(self, now: float) -> int:
        """The first day that may be offered now."""
        return int((now + self.notice) // DAY) + self._next_day

    def earliest_bookable(self) -> float:
        """The first instant that may be offered now [min]."""
        now = self.engine.now
        return max(now + self.notice, self.first_bookable_day(now) * DAY)

    # doors

    def opens(self, closes: float, first: bool) -> None:
        """A session begins; the *first* one begins a day."""
        if self.open:
            return
        self.last_start_gone = self.last_start_gone and not first
        self.open, self.may_seat, self.is_over = True, not self.last_start_gone, False
        self.note((self.engine.now, kinds.OPENED, -1, -1, -1, -1, closes))
        for space in self.spaces.values():
            space.may_seat = self.may_seat
            space.serve()

    def closes(self, final: bool) -> None:
        """A session ends; who may still be seated is up to the end-of-day rule."""
        self.open, self.is_over = False, final
        self.note((self.engine.now, kinds.CLOSED, -1, -1.0, -1.0, -1.0, -1.0))
        if not final and self.policies.end_of_day(0.0) is not None:
            self._no_more_seating()
        if final:
            self.engine.start(self._send_home_the_stranded(), priority=LAST)

    def _send_home_the_stranded(self) -> Process:
        """Whoever waits for staff who are not there any more today goes home."""
        yield self.engine.now
        for staff in self._all_staff:
            staff.send_home(CLOSING)
        for rule in self.rules:
            if not rule.allows():
                rule.send_home(CLOSING)

    def last_start(self) -> None:
        """Nobody is seated any more today; who waits goes home."""
        self._no_more_seating()
        self.last_start_gone = True
        for number in list(self.unseated):
            self.give_up_waiting(number, CLOSING)

    def _no_more_seating(self) -> None:
        self.may_seat = False
        for space in self.spaces.values():
            space.may_seat = False

    def give_up_waiting(self, visit: float, reason: int) -> None:
        """Somebody not yet seated goes home."""
        waiter = self.unseated.get(visit)
        if waiter is not None:
            waiter.goes_home(self.engine, reason)

    # in and out of the building

    def refuses(self, visit: Visit) -> int | None:
        """Why somebody who comes in now is not seen, if so."""
        if self.is_over or (self.last_start_gone and not visit.sheet.has_space):
            return CLOSING
        late = self.engine.now - visit.due
        return None if late <= 0 or self._lets_in_late(Latecomer(self, visit, late)) else LATE

    def checks_in(self, visit: Visit) -> None:
        """Somebody is at the door."""
        visit.arrived = self.engine.now
        note = self.note
        note((visit.arrived, kinds.CHECKED_IN, visit.me, visit.number, visit.sheet.code, visit.phase, visit.due))

    def enters(self, visit: Visit) -> None:
        """One more patient in the building."""
        visit.entered = True
        for rule in self._patient_rules:
            rule.running += 1
        for staff in visit.sheet.roles:
            staff.needed += 1

    def leaves_building(self, visit: Visit, reason: int | None) -> None:
        """One patient fewer in the building."""
        if visit.space is not None:
            self.leaves_space(visit)
        if reason is None:
            note = self.note
            note((self.engine.now, kinds.DEPARTED, visit.me, visit.number, -1.0, -1.0, -1.0))
        else:
            self.turns_away(visit, reason)
        if visit.entered:
            for rule in self._patient_rules:
                rule.running -= 1
            self.spare()

    def turns_away(self, visit: Visit, reason: int) -> None:
        """Somebody goes home without having been seen."""
        self.note((self.engine.now, kinds.TURNED_AWAY, visit.me, visit.number, reason, -1.0, -1.0))

    def recovery_places(self, visit: Visit, places: tuple[Spaces, ...]) -> tuple[Spaces, ...]:
        """Where a visit may recover: as the recovery policy says for the space it is in, then as the step says."""
        if visit.space is None:
            return places
        wanted = self.policies.recovery(visit.space.name)
        return tuple(dict.fromkeys([*(self.spaces[name] for name in wanted), *places]))

    def leaves_space(self, visit: Visit) -> None:
        """The visit gives up its space."""
        space, unit = visit.space, visit.unit
        assert space is not None
        visit.space, visit.unit = None, -1.0
        self.vacate(visit, space, unit)

    def vacate(self, visit: Visit, space: Spaces, unit: float) -> None:
        """A space is left: turn it over if the sheet says so, then it is free."""
        now, me, number, code, note = self.engine.now, visit.me, visit.number, space.code, self.note
        note((now, kinds.LEFT_SPACE, me, number, code, unit, -1.0))
        turnover = visit.sheet.turnover[space]
        if turnover.lines:
            for staff in turnover.cleaners:
                staff.needed += 1
            process = turn_over(self, visit, space, unit, turnover)
            if turnover.cleaners:
                self.engine.start(process)
            else:
                self.engine.begin(process)
        else:
            note((now, kinds.SPACE_READY, me, number, code, unit, -1.0))
            space.give_back(unit)

    # rules

    def broken_by_patient(self) -> Rule | None:
        """A rule that one more patient in the building would break now."""
        for rule in self._patient_rules:
            if not rule.allows():
                return rule
        return None

    def broken_by_infusion(self) -> Rule | None:
        """A rule that one more running infusion would break now."""
        for rule in self._infusion_rules:
            if not rule.allows():
                return rule
        return None

    def infusion_begins(self) -> None:
        """One more infusion runs."""
        for rule in self._infusion_rules:
            rule.running += 1

    def infusion_ends(self) -> None:
        """One infusion fewer runs."""
        for rule in self._infusion_rules:
            rule.running -= 1
        self.spare()

    def spare(self) -> None:
        """Let staff go who were kept by a patient or a rule."""
        for staff in self._all_staff:
            if staff.restless:
                staff.settle()
