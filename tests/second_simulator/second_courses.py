"""Courses and diary of the reference clinic, one whole day after the other.

No booking is ever for the day on which it is made, so a day's appointments are complete in the morning: the
day is played, and afterwards what happened on it is taken up in order of time, each with its booking.
Randomness is Python's own generator (Mersenne Twister), one for a run, drawn in order of need.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import exp, log, sqrt
from random import Random

from second_day import Clinic, Day, Stay, ThreePhases

DAY = 24 * 60


@dataclass(frozen=True)
class Care:
    """Who comes, how they keep appointments, and what a course is; days unless said otherwise."""

    referrals_a_day: int = 6
    on_maintenance: int = 500
    no_show: float = 0.08
    lateness_sd: float = 10.0
    """[min]."""
    infusion: tuple[float, float] = (25.0, 45.0)
    """[min]."""
    recovery: tuple[float, float] = (35.0, 0.4)
    """Mean [min] and coefficient of variation."""
    planned: tuple[int, ...] = (6, 7, 8, 9, 10)
    spacing: tuple[int, ...] = (2, 3)
    least: int = 2
    responds: float = 0.5
    booster_gap: tuple[float, float] = (18.0, 22.0)
    leaves: float = 0.125
    grid: float = 15.0
    """[min]."""


@dataclass(eq=False)
class Person:
    """A patient and the instants of the course, in minutes since the run began."""

    referred: float | None
    planned: int = 0
    given: list[float] = field(default_factory=list)
    """Beginnings of the induction's infusions."""
    boosters: list[float] = field(default_factory=list)
    """Beginnings of the boosters."""
    missed: int = 0
    """Appointments of the induction that this patient missed."""
    closed: float | None = None
    """End of the induction."""
    responds: bool = False
    maintained: float | None = None
    """Entry to maintenance."""
    left: float | None = None
    last_day: int = 0
    """The day of the last infusion."""


@dataclass(frozen=True)
class Appointment:
    """A booking: when it was made and for when, in minutes since the run began."""

    made: float
    due: float
    person: Person


def luck_of_a_stay(random: Random, care: Care, due: float, approved: bool, who: object = None) -> Stay:
    """Draw what a patient who comes brings along: lateness, pump time, recovery."""
    mean, cv = care.recovery
    sigma = sqrt(log(1 + cv**2))
    return Stay(
        due=due,
        arrives=due + random.gauss(0, care.lateness_sd),
        approved=approved,
        infusion=random.uniform(*care.infusion),
        recovery=mean * exp(sigma * random.gauss(0, 1) - sigma**2 / 2),
        who=who,
    )


class Diary:
    """Planned chairs by day and cell of the grid; a day opens when somebody first looks at it."""

    def __init__(self, clinic: Clinic, grid: float) -> None:
        self.clinic, self.grid = clinic, grid
        self.cells = round((clinic.closes - clinic.opens) / grid)
        self.span = round(clinic.booked / grid)
        self.days: dict[int, list[int]] = {}
        self.begun: dict[int, list[int]] = {}

    def page(self, day: int) -> list[int]:
        """Planned chairs in each cell of a day."""
        return self.days.setdefault(day, [0] * self.cells)

    def begins(self, day: int) -> list[int]:
        """How many visits begin in each cell of a day."""
        return self.begun.setdefault(day, [0] * self.cells)

    def free_starts(self, day: int) -> list[tuple[int, int, int]]:
        """Every start that still fits, as (most chairs planned meanwhile, visits that begin then, cell)."""
        page, begins = self.page(day), self.begins(day)
        cells = range(self.cells - self.span + 1)
        loads = [(max(page[cell : cell + self.span]), begins[cell], cell) for cell in cells]
        return [one for one in loads if one[0] < self.clinic.chairs]

    def book(self, wanted: int, earliest: int) -> float:
        """Take the least loaded start of the nearest day with room; the instant [min]."""
        for distance in range(10_000):
            for day in (wanted - distance, wanted + distance):
                if day >= earliest and (starts := self.free_starts(day)):
                    cell = min(starts)[-1]
                    self.begins(day)[cell] += 1
                    for taken in range(cell, cell + self.span):
                        self.page(day)[taken] += 1
                    return day * DAY + self.clinic.opens + cell * self.grid
        raise AssertionError("no room for years")

    def third_next(self, today: int) -> float:
        """From this morning's opening to the third free start from tomorrow on [days]."""
        found: list[float] = []
        day = today
        while len(found) < 3:
            day += 1
            found += [day + cell * self.grid / DAY for *_, cell in self.free_starts(day)]
        return found[2] - today


class Practice:
    """The clinic through its days: people, appointments, and each day as it went."""

    def __init__(self, clinic: Clinic, care: Care, seed: int) -> None:
        self.clinic, self.care, self.random = clinic, care, Random(seed)
        self.diary = Diary(clinic, care.grid)
        self.people: list[Person] = []
        self.bookings: list[Appointment] = []
        self.by_day: dict[int, list[Appointment]] = {}
        self.days: list[Day] = []
        self.third_next: list[float] = []

    def run(self, days: int) -> Practice:
        """Live through so many days."""
        for _ in range(self.care.on_maintenance):
            person = Person(referred=None, maintained=0.0)
            self.people.append(person)
            gap = self.random.uniform(*self.care.booster_gap) * self.random.random()
            self.book(person, 0.0, round(gap))
        for today in range(days):
            self.third_next.append(self.diary.third_next(today))
            self.live(today)
        return self

    def live(self, today: int) -> None:
        """Play one day, and take up what happened on it in order of time."""
        midnight = today * DAY
        news: list[tuple[float, int, object]] = [(self.clinic.opens, n, None) for n in range(self.care.referrals_a_day)]
        stays, absent = [], []
        for number, appointment in enumerate(self.by_day.get(today, ())):
            due, person = appointment.due - midnight, appointment.person
            if self.random.random() < self.care.no_show:
                absent.append(due)
                news.append((due, number, person))
            else:
                approved = not person.given and person.referred is not None
                stays.append(luck_of_a_stay(self.random, self.care, due, approved, person))
        self.days.append(ThreePhases(self.clinic, stays, absent).run())
        news += [(stay.out_at, number, stay) for number, stay in enumerate(stays)]
        for when, _, what in sorted(news, key=lambda one: one[:2]):
            self.take_up(midnight + when, what)

    def take_up(self, now: float, news: object) -> None:
        """A referral (None), a patient who stayed away, or a stay that is over."""
        today = int(now // DAY)
        if news is None:
            person = Person(referred=now, planned=self.random.choice(self.care.planned))
            self.people.append(person)
            self.book(person, now, today + 1)
        elif isinstance(news, Person):
            news.missed += news.closed is None
            self.book(news, now, today + 1)
        elif isinstance(news, Stay) and isinstance(news.who, Person):
            news.who.last_day = today
            self.after(news.who, now, today * DAY + news.infusing_at)

    def after(self, person: Person, now: float, infused: float) -> None:
        """An infusion has been given: close, decide, leave or book on."""
        if person.maintained is not None:
            person.boosters.append(infused)
            if self.random.random() < self.care.leaves:
                person.left = now
            else:
                self.book_booster(person, now)
            return
        person.given.append(infused)
        if len(person.given) < person.planned:
            spacing = self.care.spacing[(len(person.given) - 1) % len(self.care.spacing)]
            self.book(person, now, person.last_day + spacing)
            return
        person.closed = now
        person.responds = self.random.random() < self.care.responds
        if person.responds:
            person.maintained = now
            self.book_booster(person, now)
        else:
            person.left = now

    def book_booster(self, person: Person, now: float) -> None:
        """So many days after the last infusion as the plan's gap has, rounded."""
        self.book(person, now, person.last_day + round(self.random.uniform(*self.care.booster_gap)))

    def book(self, person: Person, now: float, wanted: int) -> None:
        """Make an appointment for a day from tomorrow on, never closer to the last infusion than allowed."""
        earliest = max(int(now // DAY) + 1, person.last_day + self.care.least if person.given else 0)
        appointment = Appointment(now, self.diary.book(max(wanted, earliest), earliest), person)
        self.bookings.append(appointment)
        self.by_day.setdefault(int(appointment.due // DAY), []).append(appointment)
