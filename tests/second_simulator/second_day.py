"""One day of the reference clinic by the three-phase method: no processes, no event log, no random numbers.

The clock jumps to the next *bound* event (somebody comes, an activity ends, the doors open or close);
then every *conditional* activity that can start is started, until none can.
Source of the method: Tocher (1963), *The Art of Simulation*; Pidd (2004), *Computer Simulation in
Management Science*, chapter 5. Rules of the clinic: ``docs/architecture.md``, "The rules of the day".
"""

from __future__ import annotations

from dataclasses import dataclass, field
from heapq import heappop, heappush
from typing import NamedTuple


@dataclass(frozen=True)
class Clinic:
    """The reference clinic in numbers, written out a second time; minutes, and minutes of the day."""

    opens: float = 8 * 60
    closes: float = 17 * 60
    chairs: int = 10
    seats: int = 8
    nurses: int = 3
    prescribers: int = 1
    watches: int = 4
    """Patients whom one nurse may watch."""
    approve: float = 5
    set_up: float = 10
    finish: float = 5
    turn_over: float = 8
    booked: float = 60
    """Planned time of a visit in its chair."""


class Stretch(NamedTuple):
    """Something that went on from one instant to another."""

    what: str
    begin: float
    end: float


@dataclass(eq=False)
class Stay:
    """One patient's day: what is known when they set out, and what became of it."""

    due: float
    arrives: float
    approved: bool
    """Whether the prescriber sees this patient first."""
    infusion: float
    recovery: float
    who: object = None
    """Whoever this is to the caller."""
    wants: str = ""
    """The activity that this patient waits for, if any."""
    since: float = 0.0
    """Since when."""
    infusing_at: float = 0.0
    seated_at: float = 0.0
    left_chair_at: float = 0.0
    out_at: float = 0.0
    running: list[Stretch] = field(default_factory=list)
    """Activities with the patient."""
    waiting: list[Stretch] = field(default_factory=list)
    """Waits, by the activity waited for."""
    served_by: list[int] = field(default_factory=list)
    """Which nurse did each piece of work."""


@dataclass
class Day:
    """What a day was: its stays, its no-shows and its staff."""

    stays: list[Stay]
    absent: list[float]
    """Appointments to which nobody came."""
    shift_ends: dict[str, list[float]] = field(default_factory=dict)
    """When each member of a role went home."""
    turnovers: list[Stretch] = field(default_factory=list)
    limits: list[tuple[float, int]] = field(default_factory=list)
    """Most patients that may be watched, from each instant on."""


class Member:
    """A nurse or a prescriber."""

    def __init__(self, number: int) -> None:
        self.number, self.busy, self.gone, self.free_since = number, False, False, 0.0


class ThreePhases:
    """The executive of one day."""

    def __init__(self, clinic: Clinic, stays: list[Stay], absent: list[float]) -> None:
        self.clinic, self.now, self.count = clinic, 0.0, 0
        self.day = Day(stays, absent)
        self.bound: list[tuple[float, int, str, Stay | None, Member | None]] = []
        self.free = {"chair": clinic.chairs, "seat": clinic.seats}
        self.watched = 0
        self.staff = {
            "nurse": [Member(n) for n in range(clinic.nurses)],
            "prescriber": [Member(n) for n in range(clinic.prescribers)],
        }
        self.waiting: dict[str, list[Stay]] = {
            what: [] for what in ("approve", "chair", "set up", "infuse", "finish", "recover")
        }
        self.to_come_for_nurse = 0
        self.over = False

    def run(self) -> Day:
        """Play the day through and say what it was; who comes before the doors open checks in when they do."""
        self.at(self.clinic.opens, "open")
        self.at(self.clinic.closes, "close")
        for stay in self.day.stays:
            stay.arrives = max(stay.arrives, self.clinic.opens)
            self.at(stay.arrives, "come", stay)
        self.day.limits.append((self.clinic.opens, self.clinic.watches * self.clinic.nurses))
        while self.bound:
            self.now = self.bound[0][0]
            while self.bound and self.bound[0][0] == self.now:
                _, _, what, stay, member = heappop(self.bound)
                self.happen(what, stay, member)
            if self.now >= self.clinic.opens:
                while self.start_something():
                    pass
        self.day.shift_ends = {role: [m.free_since for m in members] for role, members in self.staff.items()}
        return self.day

    def at(self, when: float, what: str, stay: Stay | None = None, member: Member | None = None) -> None:
        """Bind an event to an instant; at equal instants the first bound is the first to happen."""
        self.count += 1
        heappush(self.bound, (when, self.count, what, stay, member))

    # Phase B: what was bound to happen.

    def happen(self, what: str, stay: Stay | None, member: Member | None) -> None:
        """Change the state at a bound event."""
        if member is not None:
            member.busy, member.free_since = False, self.now
        if what == "close":
            self.over = True
        elif what == "chair ready":
            self.free["chair"] += 1
        elif stay is not None:
            self.go_on(what, stay)

    def go_on(self, what: str, stay: Stay) -> None:
        """Say what a patient wants next."""
        if what == "come":
            self.to_come_for_nurse += 1
            self.want("approve" if stay.approved else "chair", stay)
        elif what == "approve":
            self.want("chair", stay)
        elif what == "set up":
            self.want("infuse", stay)
        elif what == "infuse":
            self.watched -= 1
            self.want("finish", stay)
        elif what == "finish":
            self.to_come_for_nurse -= 1
            self.want("recover", stay)
        elif what == "recover":
            self.free["seat"] += 1
            stay.out_at = self.now

    def want(self, what: str, stay: Stay) -> None:
        """Join the queue for an activity."""
        stay.wants, stay.since = what, self.now
        self.waiting[what].append(stay)

    # Phase C: what can start now.

    def start_something(self) -> bool:
        """Start one activity if any can start."""
        return (
            self.with_hands("prescriber", ("approve",))
            or self.take_chair()
            or self.infuse()
            or self.with_hands("nurse", ("set up", "finish"))
            or self.go_home("nurse")
            or self.recover()
            or self.go_home("prescriber")
        )

    def next_of(self, *queues: str) -> Stay | None:
        """Whoever has the earliest appointment; of equals, who joined first."""
        return min((s for q in queues for s in self.waiting[q]), key=lambda s: (s.due, s.since), default=None)

    def leave_queue(self, stay: Stay, cause: str) -> None:
        """Stop waiting, and remember how long it was for what."""
        self.waiting[stay.wants].remove(stay)
        if self.now > stay.since:
            stay.waiting.append(Stretch(cause, stay.since, self.now))

    def begin(self, stay: Stay, minutes: float, member: Member | None = None) -> None:
        """Run what the patient wanted."""
        stay.running.append(Stretch(stay.wants, self.now, self.now + minutes))
        self.at(self.now + minutes, stay.wants, stay, member)

    def with_hands(self, role: str, activities: tuple[str, ...]) -> bool:
        """The member who has been free longest serves the first in line."""
        if not any(self.waiting[a] for a in activities):
            return False
        free = [m for m in self.staff[role] if not m.busy and not m.gone]
        if not free:
            return False
        stay = self.next_of(*activities)
        member = min(free, key=lambda m: (m.free_since, m.number))
        member.busy = True
        minutes = {"approve": self.clinic.approve, "set up": self.clinic.set_up, "finish": self.clinic.finish}
        self.leave_queue(stay, role)
        if role == "nurse":
            stay.served_by.append(member.number)
        self.begin(stay, minutes[stay.wants], member)
        return True

    def take_chair(self) -> bool:
        """A chair is held from here, and the nurse waited for in it."""
        if not self.waiting["chair"] or self.free["chair"] == 0:
            return False
        stay = self.next_of("chair")
        self.leave_queue(stay, "chair")
        self.free["chair"] -= 1
        stay.seated_at = self.now
        self.want("set up", stay)
        return True

    def infuse(self) -> bool:
        """An infusion begins only within what the nurses on duty may watch."""
        if not self.waiting["infuse"] or self.watched >= self.clinic.watches * self.on_duty("nurse"):
            return False
        stay = self.next_of("infuse")
        self.leave_queue(stay, "watcher")
        self.watched += 1
        stay.infusing_at = self.now
        self.begin(stay, stay.infusion)
        return True

    def recover(self) -> bool:
        """The chair is left when there is a recovery seat, and made ready at once."""
        if not self.waiting["recover"] or self.free["seat"] == 0:
            return False
        stay = self.next_of("recover")
        self.leave_queue(stay, "seat")
        self.free["seat"] -= 1
        stay.left_chair_at = self.now
        ready = self.now + self.clinic.turn_over
        self.day.turnovers.append(Stretch("turn over", self.now, ready))
        self.at(ready, "chair ready")
        self.begin(stay, stay.recovery)
        return True

    def on_duty(self, role: str) -> int:
        """Members who have not gone home."""
        return sum(not m.gone for m in self.staff[role])

    def go_home(self, role: str) -> bool:
        """After closing an idle member goes if the others suffice; the last only if nobody needs the role."""
        if not self.over:
            return False
        for member in self.staff[role]:
            others = self.on_duty(role) - 1
            if member.busy or member.gone or (role == "nurse" and self.watched > self.clinic.watches * others):
                continue
            if others == 0 and self.somebody_needs(role):
                continue
            member.gone, member.free_since = True, self.now
            if role == "nurse":
                self.day.limits.append((self.now, self.clinic.watches * others))
            return True
        return False

    def somebody_needs(self, role: str) -> bool:
        """Whether anybody in the building still has work for a role ahead."""
        if role == "nurse":
            return self.to_come_for_nurse > 0
        return bool(self.waiting["approve"])
