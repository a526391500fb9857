"""The reference clinic in plain SimPy, written the way a textbook would.

One process per patient, visit, chair turnover and day; Resource, PriorityResource and
Container in ``with`` statements; scalar draws from one NumPy generator; running counters
instead of an event log. Nothing here is tuned, and nothing is slowed down.

The clinic: 250 days a year, 10 chairs, 3 nurses, 1 prescriber, 8 recovery seats and at most
80 bookings a day in 32 starts of 15 minutes from 08:00. A nurse is busy with one patient for the
first 10 and the last 5 minutes of an infusion; in between each nurse watches at most 4 patients.

Calibration: the number of referrals is fixed, so the volume hangs on the maintenance phase. A
course is 8 infusions on average; half of those who finish it stay, and leave after each monthly
infusion with probability 1/8, which adds 4. Hence 6 x (8 + 4) = 72 infusions a day. A missed infusion
is booked anew, so the diary holds 72 / 0.92 = 78 of its 80 bookings: 90 % of the places are used
by a patient who comes, and a booking is seldom more than a day late, in the twelfth year as in the first.
Maintenance then counts 6 x 4 x 20 days = 480 patients, which agrees with 500 at the start. No
course is under way at the start, so the first year falls short: about 17,200 visits, then 18,000 a year.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import count
from math import log, sqrt

import numpy as np
import simpy

Process = Iterator[simpy.Event]

DAY = 24 * 60  # all times in minutes; closed days are left out of the calendar
DAYS_PER_YEAR = 250
OPENS = 8 * 60
START_EVERY = 15
PLACES = (3, 2) * 16  # bookings per start

CHAIRS = 10
NURSES = 3
WATCHED_PER_NURSE = 4
PRESCRIBERS = 1
RECOVERY_SEATS = 8

CONSULTATION = 5
SETTING_UP = 10
TAKING_DOWN = 5
INFUSION = (40, 60)
TURNOVER = 8
RECOVERY_MEAN, RECOVERY_CV = 35, 0.4
RECOVERY_SIGMA = sqrt(log(1 + RECOVERY_CV**2))
RECOVERY_MU = log(RECOVERY_MEAN) - RECOVERY_SIGMA**2 / 2

PATIENTS_AT_START = 500
NEW_PER_DAY = 6
COURSE = (6, 10)  # infusions
COURSE_GAP = (2, 3)  # days, with a five-day week
MAINTENANCE_SHARE = 0.5
DROPOUT = 1 / 8  # after each maintenance infusion
MAINTENANCE_GAP = (18, 22)  # days
NO_SHOW = 0.08
LATENESS = (0, 10)

FINISH, BEGIN = 0, 1  # a nurse first frees a chair, then fills one


class Diary:
    """Bookings per day and start."""

    def __init__(self) -> None:
        self.booked = defaultdict(lambda: [0] * len(PLACES))

    def book(self, day: int) -> int:
        """Take the earliest free place on *day* or later and return its time."""
        while True:
            booked = self.booked[day]
            for start, places in enumerate(PLACES):
                if booked[start] < places:
                    booked[start] += 1
                    return day * DAY + OPENS + start * START_EVERY
            day += 1


class Clinic:
    """Resources, diary and counters of one run."""

    def __init__(self, env: simpy.Environment, rng: np.random.Generator) -> None:
        self.env = env
        self.rng = rng
        self.diary = Diary()
        self.chairs = simpy.Resource(env, CHAIRS)
        self.nurses = simpy.PriorityResource(env, NURSES)
        self.watch = simpy.Container(env, NURSES * WATCHED_PER_NURSE, init=NURSES * WATCHED_PER_NURSE)
        self.prescriber = simpy.Resource(env, PRESCRIBERS)
        self.recovery = simpy.Resource(env, RECOVERY_SEATS)
        self.bookings = self.visits = self.infusions = 0
        self.total_wait = 0.0

    def today(self) -> int:
        """Return the number of the current day."""
        return int(self.env.now // DAY)

    def days_between(self, gap: tuple[int, int]) -> int:
        """Draw a whole number of days from *gap*, ends included."""
        return int(self.rng.integers(*gap, endpoint=True))


def nursing(clinic: Clinic, priority: int, minutes: float) -> Process:
    """Have a nurse for one patient alone."""
    with clinic.nurses.request(priority) as nurse:
        yield nurse
        yield clinic.env.timeout(minutes)


def turn_over(clinic: Clinic, chair: simpy.resources.resource.Request) -> Process:
    """Clean a chair while its patient is already in recovery."""
    yield clinic.env.timeout(TURNOVER)
    yield clinic.chairs.release(chair)


def visit(clinic: Clinic, due: float, is_first: bool) -> Process:
    """One attendance, from check-in until the patient goes home."""
    env, rng = clinic.env, clinic.rng
    clinic.visits += 1
    ready = max(env.now, due)
    if is_first:
        with clinic.prescriber.request() as prescriber:
            yield prescriber
            yield env.timeout(CONSULTATION)

    chair = clinic.chairs.request()
    yield chair
    clinic.total_wait += max(0.0, env.now - ready)
    yield from nursing(clinic, BEGIN, SETTING_UP)
    yield clinic.watch.get(1)
    yield env.timeout(rng.uniform(*INFUSION) - SETTING_UP - TAKING_DOWN)
    yield clinic.watch.put(1)
    yield from nursing(clinic, FINISH, TAKING_DOWN)
    clinic.infusions += 1

    with clinic.recovery.request() as seat:
        yield seat
        env.process(turn_over(clinic, chair))
        yield env.timeout(rng.lognormal(RECOVERY_MU, RECOVERY_SIGMA))


def attend(clinic: Clinic, day: int, is_first: bool) -> Process:
    """Book for *day* or later until the patient comes, and come."""
    env, rng = clinic.env, clinic.rng
    while True:
        due = clinic.diary.book(day)
        clinic.bookings += 1
        arrival = max(due + rng.normal(*LATENESS), due // DAY * DAY + OPENS)
        yield env.timeout(arrival - env.now)
        if rng.random() >= NO_SHOW:
            yield env.process(visit(clinic, due, is_first))
            return
        day = clinic.today() + 1


def patient(clinic: Clinic, day: int, is_new: bool) -> Process:
    """A patient's way from the first infusion to the last."""
    rng = clinic.rng
    if is_new:
        for number in range(rng.integers(*COURSE, endpoint=True)):
            yield from attend(clinic, day, is_first=number == 0)
            day = clinic.today() + clinic.days_between(COURSE_GAP)
        if rng.random() >= MAINTENANCE_SHARE:
            return
        day = clinic.today() + clinic.days_between(MAINTENANCE_GAP)
    while True:
        yield from attend(clinic, day, is_first=False)
        if rng.random() < DROPOUT:
            return
        day = clinic.today() + clinic.days_between(MAINTENANCE_GAP)


def days(clinic: Clinic) -> Process:
    """Open day after day and take in the day's new patients, who come tomorrow at the earliest."""
    for _ in range(PATIENTS_AT_START):
        first_day = int(clinic.rng.integers(MAINTENANCE_GAP[1]))
        clinic.env.process(patient(clinic, first_day, is_new=False))
    for day in count():
        for _ in range(NEW_PER_DAY):
            clinic.env.process(patient(clinic, day + 1, is_new=True))
        yield clinic.env.timeout(DAY)


def run(years: float, seed: int) -> dict[str, float]:
    """Simulate the clinic for *years* and return its counts; times in minutes."""
    env = simpy.Environment()
    clinic = Clinic(env, np.random.default_rng(seed))
    env.process(days(clinic))
    env.run(until=years * DAYS_PER_YEAR * DAY)
    return {
        "visits": clinic.visits,
        "infusions": clinic.infusions,
        "bookings": clinic.bookings,
        "mean_wait": clinic.total_wait / max(clinic.infusions, 1),
        "events": next(env._eid) - len(env._queue),  # SimPy numbers its events, but shows no count
    }
