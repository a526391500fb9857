"""An auditor who has only the log and the rules on the wall, and reads row by row.

It keeps its own books (who is where, who is on duty, whose hands are full, who is watched) and
shares no code with the metrics. What it finds wrong comes back as sentences; none is good.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from sim.events import REASONS, EventLog, Kind
from sim.policies.end_of_day import LastStart
from sim.policies.missed import Restart
from sim.scenario.schema import OnSite, Scenario

DAY = 1440.0
MUST_BE_OPEN = (Kind.BOOKED, Kind.CANCELLED, Kind.NO_SHOW, Kind.CHECKED_IN)


@dataclass
class Inside:
    """A visit in progress."""

    patient: int
    arrived: float
    came_while_open: bool
    at_door: bool = True
    spaces: set[tuple[int, int]] = field(default_factory=set)
    watched: set[int] = field(default_factory=set)
    hands: Counter = field(default_factory=Counter)
    step: int | None = None
    last_step: int = -1
    waits: int | None = None
    seated: bool = False
    infused: bool = False


class Auditor:
    """Reads a log once; ``findings`` says what is wrong."""

    def __init__(self, scenario: Scenario, log: EventLog) -> None:
        self.scenario, self.log, self.header = scenario, log, log.header
        self.findings: list[str] = []
        self.now, self.open = 0.0, False
        self.seats: dict[tuple[int, int], int] = {}
        self.in_service = {code: spec.count for code, spec in enumerate(scenario.spaces.values())}
        self.duty: dict[int, set[int]] = {code: set() for code in range(len(self.header.roles))}
        self.resting: set[tuple[int, int]] = set()
        self.busy: dict[tuple[int, int], int] = {}
        self.beside: set[tuple[int, int]] = set()  # hands-on for a side effect or a check, watching all the while
        self.cleaning: set[tuple[int, int]] = set()
        self.inside: dict[int, Inside] = {}
        self.infusing = 0
        self.outcome: dict[int, str] = {}
        self.booked: dict[int, float] = {}
        self.left: set[int] = set()
        self.known: Counter = Counter()
        self.series: dict[int, int] = {}
        steps = [step for visit in scenario.visits.values() for step in visit.steps]
        names = list(scenario.staff)
        self.has_last_start = isinstance(scenario.policies.end_of_day, LastStart)
        self.watchers = [names.index(step.watch) if step.watch else -1 for step in steps]
        self.n_hands = [sum(step.hands.values()) for step in steps]
        self.is_infusion = [step.part == "infusion" for step in steps]
        self.present = [step.patient == "present" for step in steps]

    def read(self) -> list[str]:
        """Every row, and a look around after each instant."""
        rows = self.log.all()
        columns = [
            getattr(rows, name).tolist() for name in ("time", "kind", "patient", "visit", "what", "unit", "value")
        ]
        acts = {kind: getattr(self, f"_{kind.name.lower()}", None) for kind in Kind}
        for time, kind, *rest in zip(*columns, strict=True):
            if time < self.now:
                self._wrong(f"the log goes back from {self.now} to {time}")
            if time > self.now:
                self._look_around()
                self.now = time
            if rest[0] in self.left and kind in MUST_BE_OPEN:
                self._wrong(f"patient {rest[0]} has left, then {Kind(kind).name}")
            act = acts[Kind(kind)]
            if act is not None:
                act(*rest)
        self._close_the_books()
        return self.findings

    def _wrong(self, what: str) -> None:
        if len(self.findings) < 20:
            self.findings.append(f"{self.now:.3f}: {what}")

    # after each instant

    def _look_around(self) -> None:
        for role, fact in enumerate(self.header.roles):
            idle = len(self.duty[role]) - sum(1 for who in self.resting if who[0] == role)
            if fact.strict:
                idle -= sum(1 for who in self.busy if who[0] == role and who not in self.beside)
            watched = sum(role in visit.watched for visit in self.inside.values())
            if watched > fact.watches * idle:
                self._wrong(f"{watched} watched by {idle} x {fact.watches} of {fact.name}")
        people = sum(not visit.at_door for visit in self.inside.values())
        for rule in self.scenario.safety:
            running = self.infusing if rule.while_ == "infusing" else people
            if running and self._there(rule) < self._least(rule):
                self._wrong(f"rule broken: {rule}")

    def _there(self, rule) -> int:
        if isinstance(rule, OnSite):
            return len(self.duty[list(self.scenario.staff).index(rule.on_site)])
        return sum(len(members) for members in self.duty.values())

    @staticmethod
    def _least(rule) -> int:
        return rule.count if isinstance(rule, OnSite) else rule.people_in_building

    # people and bookings

    def _referred(self, patient, visit, what, unit, value):
        self.known[patient] += 1

    def _left(self, patient, visit, what, unit, value):
        if patient in self.left or not self.known[patient]:
            self._wrong(f"patient {patient} leaves twice or was never known")
        self.left.add(patient)

    def _booked(self, patient, visit, what, unit, value):
        if visit in self.booked or value < self.now:
            self._wrong(f"visit {visit} booked twice or into the past")
        self.booked[visit] = value

    def _ends_booking(self, visit: int, how: str) -> None:
        if visit in self.outcome:
            self._wrong(f"booking {visit}: {self.outcome[visit]}, then {how}")
        self.outcome[visit] = how

    def _cancelled(self, patient, visit, what, unit, value):
        self._ends_booking(visit, "cancelled")

    def _no_show(self, patient, visit, what, unit, value):
        self._ends_booking(visit, "no-show")

    def _induction_opened(self, patient, visit, what, unit, value):
        self.series[patient] = -1

    # the visit

    def _checked_in(self, patient, visit, what, unit, value):
        self._ends_booking(visit, "came")
        if any(other.patient == patient for other in self.inside.values()):
            self._wrong(f"patient {patient} is inside twice")
        self.inside[visit] = Inside(patient, self.now, self.open)

    def _turned_away(self, patient, visit, what, unit, value):
        gone = self.inside.pop(visit)
        stranded = REASONS[what] == "closing" and not self.open  # the staff it waited for had gone for the day
        if (gone.seated and not stranded) or gone.spaces or gone.watched or +gone.hands:
            self._wrong(f"visit {visit} was begun and is sent home")

    def _departed(self, patient, visit, what, unit, value):
        gone = self.inside.pop(visit)
        if gone.spaces or gone.watched or +gone.hands or gone.step is not None:
            self._wrong(f"visit {visit} departs with something in hand")
        if self.now - gone.arrived > 12 * 60:
            self._wrong(f"visit {visit} lasted {self.now - gone.arrived:.0f} min")

    def _seated(self, patient, visit, what, unit, value):
        guest = self._come_in(visit)
        if not guest.seated and not self.open and (self.has_last_start or not guest.came_while_open):
            self._wrong(f"visit {visit} is seated while closed")
        guest.seated = True
        if (what, unit) in self.seats:
            self._wrong(f"visit {visit} takes {what}/{unit}, which is taken or not ready")
        self.seats[what, unit] = visit
        guest.spaces.add((what, unit))
        if sum(space == what for space, _ in self.seats) > self.in_service[what]:
            self._wrong(f"more of space {what} taken than in service")

    def _left_space(self, patient, visit, what, unit, value):
        self.inside[visit].spaces.discard((what, unit))

    def _space_ready(self, patient, visit, what, unit, value):
        if self.seats.pop((what, unit), None) != visit:
            self._wrong(f"{what}/{unit} is made ready by another visit")

    def _come_in(self, visit: int) -> Inside:
        guest = self.inside[visit]
        guest.at_door = False
        return guest

    def _step_began(self, patient, visit, what, unit, value):
        if not self.present[what]:
            self._turnover_began(visit, self.n_hands[what])
            return
        guest = self._come_in(visit)
        if guest.step is not None or what < guest.last_step or guest.waits is not None:
            self._wrong(f"visit {visit}: step {what} out of turn")
        guest.step = guest.last_step = what
        if self.watchers[what] >= 0 and self.watchers[what] not in guest.watched:
            self._wrong(f"visit {visit}: step {what} begins unwatched")
        if sum(guest.hands.values()) < self.n_hands[what]:
            self._wrong(f"visit {visit}: step {what} begins without hands")
        if self.is_infusion[what]:
            self._infusion(patient, visit, unit)

    def _turnover_began(self, visit: int, n_hands: int) -> None:
        """Turnover of a place left earlier: those who joined last are not with the patient."""
        guest = self.inside.get(visit)
        for who in reversed([who for who, of in self.busy.items() if of == visit][-n_hands:] if n_hands else []):
            if guest:
                guest.hands[who] -= 1
            self.cleaning.add(who)

    def _infusion(self, patient, visit, number):
        self.infusing += 1
        if self.inside[visit].infused:
            self._wrong(f"visit {visit} has two infusions")
        self.inside[visit].infused = True
        before = self.series.get(patient)
        if number > 0 and before is not None:
            anew = number == 1 and isinstance(self.scenario.policies.missed, Restart)
            if before not in (-1, number - 1) and not anew:
                self._wrong(f"patient {patient}: infusion {number} after {before}")
            self.series[patient] = number

    def _step_ended(self, patient, visit, what, unit, value):
        if not self.present[what]:
            return
        guest = self.inside[visit]
        if guest.step != what:
            self._wrong(f"visit {visit}: step {what} ends without having begun")
        if self.watchers[what] >= 0 and self.watchers[what] not in guest.watched:
            self._wrong(f"visit {visit}: step {what} ends unwatched")
        guest.step = None
        self.infusing -= self.is_infusion[what]

    def _wait_began(self, patient, visit, what, unit, value):
        guest = self.inside[visit]
        if guest.waits is not None:
            self._wrong(f"visit {visit} waits for two things")
        guest.waits = what

    def _wait_ended(self, patient, visit, what, unit, value):
        if self.inside[visit].waits != what:
            self._wrong(f"visit {visit} has waited for something else")
        self.inside[visit].waits = None

    # staff

    def _hands_began(self, patient, visit, what, unit, value):
        who = (what, unit)
        if who in self.busy or unit not in self.duty[what] or who in self.resting:
            self._wrong(f"hands of {who} are full, or they are not on duty")
        self.busy[who] = visit
        if value == 1:
            self.beside.add(who)
        if visit in self.inside:
            self._come_in(visit).hands[who] += 1

    def _hands_ended(self, patient, visit, what, unit, value):
        self.beside.discard((what, unit))
        if self.busy.pop((what, unit), None) != visit:
            self._wrong(f"hands of {what}/{unit} were with somebody else")
        if (what, unit) in self.cleaning:
            self.cleaning.remove((what, unit))
        elif visit in self.inside:
            self.inside[visit].hands[what, unit] -= 1

    def _watch_began(self, patient, visit, what, unit, value):
        self._come_in(visit).watched.add(what)

    def _watch_ended(self, patient, visit, what, unit, value):
        if what not in self.inside[visit].watched:
            self._wrong(f"visit {visit} was not watched")
        self.inside[visit].watched.discard(what)

    def _shift_began(self, patient, visit, what, unit, value):
        if unit in self.duty[what]:
            self._wrong(f"{what}/{unit} is on duty already")
        self.duty[what].add(unit)

    def _shift_ended(self, patient, visit, what, unit, value):
        if (what, unit) in self.busy or (what, unit) in self.resting or self.now < value:
            self._wrong(f"{what}/{unit} leaves early, busy or resting")
        self.duty[what].remove(unit)

    def _break_began(self, patient, visit, what, unit, value):
        if (what, unit) in self.busy or unit not in self.duty[what] or self.now < value:
            self._wrong(f"{what}/{unit} rests early, busy or off duty")
        self.resting.add((what, unit))

    def _break_ended(self, patient, visit, what, unit, value):
        self.resting.remove((what, unit))

    # doors

    def _opened(self, patient, visit, what, unit, value):
        self.open = True

    def _closed(self, patient, visit, what, unit, value):
        self.open = False

    def _spaces(self, patient, visit, what, unit, value):
        self.in_service[what] = int(value)

    # at the end

    def _close_the_books(self) -> None:
        self._look_around()
        ends = self.scenario.run.warm_up + self.scenario.run.length + self.scenario.run.cool_down
        for visit, due in self.booked.items():
            if visit not in self.outcome and due < ends - DAY:
                self._wrong(f"booking {visit} for {due} came to nothing")
        if [patient for patient, times in self.known.items() if times > 1]:
            self._wrong("somebody was referred twice")
        for visit, guest in self.inside.items():
            if self.now - guest.arrived > 12 * 60:
                self._wrong(f"visit {visit} is still inside after {self.now - guest.arrived:.0f} min")


def audit(scenario: Scenario, log: EventLog) -> list[str]:
    """Everything that is wrong with a log."""
    return Auditor(scenario, log).read()
