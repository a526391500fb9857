"""Booked starts around the clock, chairs with nurses, single days, and pathways of many stages."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from sim import theory
from sim.verification.case import Case, Check, Equality
from sim.verification.cases.run import later, nth, settled, weeks
from sim.verification.cases.stations import BUSY, TIME, WAITING
from sim.verification.exact import nurses, pathways
from sim.verification.exact import slots as booked
from sim.verification.exact.days import Stretch, ample_day, day
from sim.verification.quantities import (
    OVERTIME,
    PER_DAY,
    WAIT,
    WAITED,
    arrivals_in_hour,
    full_share,
    late,
    metric,
    per_visit,
    stays,
)

STAY = per_visit("queue.time_in_system.mean")
ROUND_THE_CLOCK = "{days: mon-sun, hours: 00:00-24:00, count: %d}"


def slots() -> Iterator[Case]:
    """Endless appointment slots with no-shows."""
    for every, together, shows, chairs, mean, quick in (
        (60, 1, 1.0, 1, 50, False), (50, 1, 0.8, 1, 50, False), (15, 1, 0.9, 4, 50, True), (60, 5, 0.9, 5, 50, True),
        (20, 1, 0.9, 3, 45, False),
    ):  # fmt: skip
        rate = together * shows / every

        known = (float(every), together, shows, chairs, float(mean))
        yield Case(
            f"slots-{chairs}-{every}",
            "Appointment slots",
            f"{together} booked every {every} min, {shows:.0%} come, {chairs} chairs, mean service {mean} min",
            "Gross et al. 2008, section 5.3 (GI/M/c), with no-shows",
            "endless_slots",
            (Check(WAIT, later(booked.slots, "wait", *known)), Check(WAITED, later(booked.slots, "p_wait", *known))),
            (
                f"timetables.slots.every={every} min",
                f"timetables.slots.together={together}",
                f"timetables.slots.shows={shows}",
                f"spaces.chair={chairs}",
                f"{TIME}.exponential.mean={mean} min",
                *settled(6_000, rate, mean, chairs, rate * mean / chairs),
            ),
            quick,
        )


_START, _SEATED = metric("queue.step_wait.mean.stay/start"), WAIT
_REMOVE = metric("queue.step_wait.mean.stay/remove")
_HANDS = metric("queue.busy.mean.nurse")


def chairs_and_nurses() -> Iterator[Case]:
    """The nurse starts the infusion; the chair is held meanwhile."""
    for hourly, chairs, staff, start, infusion, length, warm_up, quick in (
        (4, 6, 2, 10, 45, 6, 1, True), (6, 8, 1, 8, 50, 40, 4, False), (9, 12, 2, 10, 50, 24, 4, False),
    ):  # fmt: skip
        ward = nurses.ward(hourly / 60, chairs, staff, float(start), float(infusion))
        yield Case(
            f"chairs-{chairs}-nurses-{staff}",
            "Chairs and nurses",
            f"{hourly} an hour, {chairs} chairs, {staff} nurses who start the infusion ({start} min, then {infusion})",
            "Markov chain of chairs and nurses; the method of Neuts 1981",
            "chairs_and_nurses",
            (
                Check(_SEATED, ward.chair_wait),
                Check(_START, ward.chair_wait + ward.start_wait),
                Check(WAITED, ward.all_full),
                Check(BUSY, ward.chairs),
                Check(_HANDS, ward.nurses),
                Check(STAY, ward.stay),
            ),
            (
                f"spaces.chair={chairs}",
                f"staff.nurse.shifts=[{ROUND_THE_CLOCK % staff}]",
                f"walk_ins.patients.arrivals={hourly} per hour",
                f"visits.stay.steps.start.time.exponential.mean={start} min",
                f"{TIME}.exponential.mean={infusion} min",
                *weeks(length, warm_up),
            ),
            quick,
        )
    orders: tuple[tuple[nurses.First, int, int], ...] = (("remove", 0, 1), ("start", 1, 0), ("neither", 0, 0))
    for first, starts, removes in orders:
        ward = nurses.ward(2.8 / 60, 5, 1, 10.0, 40.0, 5.0, first, 300)
        yield Case(
            f"removal-{first}",
            "Chairs and nurses",
            {
                "remove": "A nurse who removes a line before starting the next",
                "start": "A nurse who starts the next before removing",
                "neither": "A nurse who starts and removes as they come",
            }[first],
            "Markov chain of the order in which patients wait for the nurse",
            "start_and_removal",
            (
                Check(_SEATED, ward.chair_wait),
                Check(_START, ward.chair_wait + ward.start_wait),
                Check(_REMOVE, ward.removal_wait),
                Check(BUSY, ward.chairs),
                Check(_HANDS, ward.nurses),
                Check(STAY, ward.stay),
            ),
            (
                f"visits.stay.steps.start.priority={starts}",
                f"visits.stay.steps.remove.priority={removes}",
                *weeks(10, 2),
            ),
            first == "remove",
        )


def ratios() -> Iterator[Case]:
    """A nurse who watches so many throughout: as many servers as chairs or as the nurses may watch."""
    for chairs, watches, hourly, quick in ((10, 3, 6, True), (5, 4, 5.1, False)):
        servers = min(chairs, 2 * watches)
        queue = theory.mmc(hourly / 60, 50, servers)
        seated = (Check(WAIT, queue.wait), Check(WAITED, queue.p_wait)) if chairs < 2 * watches else ()
        yield Case(
            f"watching-{chairs}-{watches}",
            "Chairs and nurses",
            f"{chairs} chairs, two nurses who watch {watches} each: M/M/{servers}",
            "Erlang 1917",
            "nurse_ratio",
            (Check(metric("queue.step_wait.mean.stay/infuse"), queue.wait), Check(WAITING, queue.waiting), *seated),
            (
                f"spaces.chair={chairs}",
                f"staff.nurse.watches={watches}",
                f"walk_ins.patients.arrivals={hourly} per hour",
                *settled(8_000, hourly / 60, 50, servers, queue.intensity),
            ),
            quick,
        )


DAYS = (
    # name, title, stretches, mean service, quick
    ("steady", "4.8 an hour for eight hours, 5 chairs", ((480, 4.8, 5),), 50, False),
    ("overloaded", "9 an hour for eight hours, 5 chairs: load 1.5", ((480, 9, 5),), 50, False),
    ("morning", "8 an hour, from noon 4, 6 chairs", ((240, 8, 6), (240, 4, 6)), 50, True),
    ("large", "12 an hour for nine hours, 10 chairs", ((540, 12, 10),), 45, False),
    (
        "chairs-go",
        "5 chairs, from noon 3: who is in a chair that goes finishes first",
        ((240, 6, 5), (240, 6, 3)),
        40,
        True,
    ),
)


def shifts() -> Iterator[Case]:
    """Servers who come in the course of a day: members of staff."""
    parts = (Stretch(120.0, 0.1, 3), Stretch(240.0, 0.1, 5))
    three, two = "{days: mon-sun, hours: 08:00-14:00, count: 3}", "{days: mon-sun, hours: 10:00-14:00, count: 2}"
    yield Case(
        "day-nurses-come",
        "Single days",
        "6 an hour for six hours, three nurses, from ten o'clock five",
        "Transient Markov chain; Stewart 1994, section 8.1",
        "one_day",
        (
            Check(WAIT, later(day, "wait", parts, 40)),
            Check(OVERTIME, later(day, "overtime", parts, 40)),
            Check(late(60), later(day, "late", parts, 40, at=60)),
        ),
        (
            "walk_ins.patients.arrivals.daily.rates={08:00-14:00: 6 per hour}",
            f"staff={{nurse: {{shifts: [{three}, {two}]}}}}",
            "visits.stay.steps=[{step: treat, time: {exponential: {mean: 40 min}}, hands: nurse}]",
            "calendar.hours={mon-sun: 08:00-14:00}",
            "run.length=120 days",
        ),
    )


def days() -> Iterator[Case]:
    """Single days."""
    for name, title, stretches, mean, quick in DAYS:
        minutes = sum(stretch[0] for stretch in stretches)
        closes = f"{8 + minutes // 60:02d}:00"
        first, last = stretches[0], stretches[-1]
        chairs: object = first[2]
        if last[2] < first[2]:
            chairs = f"{{count: {first[2]}, out_of_service: [{{count: {first[2] - last[2]}, hours: 12:00-24:00}}]}}"
        rates = f"08:00-{closes}: {first[1]} per hour" if len(stretches) == 1 else _halves(first[1], last[1])
        parts = tuple(Stretch(float(m), rate / 60, servers) for m, rate, servers in stretches)
        yield Case(
            f"day-{name}",
            "Single days",
            title,
            "Transient Markov chain; Stewart 1994, section 8.1",
            "one_day",
            (
                Check(WAIT, later(day, "wait", parts, mean)),
                Check(OVERTIME, later(day, "overtime", parts, mean)),
                Check(late(60), later(day, "late", parts, mean, at=60)),
                Check(PER_DAY, sum(m * rate / 60 for m, rate, _ in stretches)),
            ),
            (
                f"walk_ins.patients.arrivals.daily.rates={{{rates}}}",
                f"spaces.chair={chairs}",
                f"{TIME}.exponential.mean={mean} min",
                f"calendar.hours={{mon-sun: 08:00-{closes}}}",
                "run.length=120 days",
            ),
            quick,
        )
    for hourly, minutes, law, written, quick in (
        (6, 480, ("uniform", (40, 60)), "{uniform: {low: 40 min, high: 60 min}}", True),
        (9, 540, ("triangular", (40, 45, 60)), "{triangular: {low: 40 min, mode: 45 min, high: 60 min}}", False),
    ):
        known, closes = (hourly / 60, float(minutes), law), f"{8 + minutes // 60:02d}:00"
        yield Case(
            f"day-ample-{law[0]}",
            "Single days",
            f"{hourly} an hour for {minutes} min, a chair for everybody, {law[0]} service",
            "Eick, Massey, Whitt 1993 (M/G/infinity)",
            "one_day",
            (
                Check(OVERTIME, later(ample_day, "overtime", *known)),
                *(Check(late(t), later(ample_day, "late", *known, at=t)) for t in (15, 30, 45)),
                Check(PER_DAY, hourly * minutes / 60),
            ),
            (
                f"walk_ins.patients.arrivals.daily.rates={{08:00-{closes}: {hourly} per hour}}",
                "spaces.chair=60",
                f"{TIME}={written}",
                f"calendar.hours={{mon-sun: 08:00-{closes}}}",
                "run.length=90 days",
            ),
            quick,
        )


def _halves(first: float, last: float) -> str:
    return f"08:00-12:00: {first} per hour, 12:00-16:00: {last} per hour"


BEDS = {"acute bed": (9, 10, 12, 14), "rehab bed": (10, 12, 14)}
NEURO = ("walk_ins.neuro.arrivals={listed: {times: []}}", "walk_ins.neuro from outside.arrivals={listed: {times: []}}")


def stroke() -> Iterator[Case]:
    """A published stroke pathway: occupancy is Poisson, and Erlang's loss formula gives the chance of a delay."""
    for name, settings, title in (
        ("stroke", (), "Monks et al. 2016, current admissions"),
        ("stroke-without-neuro", NEURO, "Monks et al. 2016, without complex neurological patients"),
    ):
        loads = pathways.stroke(neuro=not settings)
        checks = [Check(metric(f"queue.busy.mean.{bed.replace(' ', '_')}"), load) for bed, load in loads.items()]
        checks += [
            Check(full_share(bed, count), theory.erlang_b(count, loads[bed]))
            for bed, counts in BEDS.items()
            for count in counts
        ]
        yield Case(
            name,
            "Pathways",
            title,
            "Monks et al. 2016, BMC Health Serv. Res. 16:530; M/G/infinity network",
            "stroke_pathway",
            tuple(checks),
            (*settings, "run.warm_up=104 weeks", "run.length=260 weeks"),
            not settings,
        )


ROOMS = ("triage bay", "desk", "exam room", "trauma room", "cubicle", "trauma cubicle")
AMPLE = tuple(f"spaces.{name}=80" for name in ROOMS)
FIXED = {"triage": 3, "register": 5, "examine": 16, "treat": 13.3, "stabilise": 90, "treat trauma": 30}


def walk_in_centre() -> Iterator[Case]:
    """The urgent-care model with room for everybody."""
    hours = {12: 31.4, 13: 18.06666667, 23: 2.1}
    yield Case(
        "walk-in-centre",
        "Pathways",
        "Urgent care with ample rooms: hourly arrivals, and the sum of the steps",
        "Nelson 2013, exercise 13; treat-sim",
        "walk_in_centre",
        (
            Check(metric("volume.visits_per_week.stay"), 227.1333333 * 7),
            Check(STAY, 42.9024),
            *(Check(arrivals_in_hour(hour), mean) for hour, mean in hours.items()),
        ),
        (*AMPLE, "run.length=2 weeks"),
        True,
    )
    for share, stay in ((0, 37.3), (1, 123.0)):
        constant = tuple(f"visits.stay.steps.{step}.time={time} min" for step, time in FIXED.items())
        yield Case(
            f"constant-steps-{share}",
            "Pathways",
            f"Constant steps and ample rooms: {stay} min for every patient",
            "treat-sim, tests",
            "walk_in_centre",
            (Equality("shortest and longest stay", lambda one: _ends(stays("stay")(one)), (stay, stay)),),
            (
                *AMPLE,
                *constant,
                f"visits.stay.chances={{trauma: {share}}}",
                "visits.stay.steps.treat.probability=1",
                "run.length=1 week",
            ),
            True,
        )


def _ends(values: object) -> tuple[float, float]:
    return float(min(values)), float(max(values))  # type: ignore[call-overload]


STAGES = ("triage", "register", "examine", "treat", "stabilise", "treat trauma")
PUBLISHED = (35.243019, 105.572644, 25.552525, 136.660635, 151.680557, 14.305044)
"""Mean waits of treat-sim 2.2.0, 50 replications, those reached within 19 h of opening."""


def urgent_care() -> Iterator[Case]:
    """The urgent-care model as published, under both rules of counting."""
    for name, title, settings, everybody in (
        ("urgent-care-by-closing", "those reached by one o'clock at night", (), False),
        ("urgent-care-everybody", "everybody, to the last departure", ("run.length=3 days",), True),
    ):
        slugs = [f"queue.step_wait.mean.stay/{stage.replace(' ', '_')}" for stage in STAGES]
        yield Case(
            name,
            "Pathways",
            f"Urgent care as published: mean waits of {title}",
            "Nelson 2013, exercise 13; recursion of the six queues simulated at length, not exact",
            "urgent_care",
            tuple(Check(metric(slug), nth(pathways.urgent_care, n, everybody)) for n, slug in enumerate(slugs)),
            settings,
            True,
        )
    yield Case(
        "urgent-care-published",
        "Pathways",
        "Urgent care: the published mean waits of 50 days",
        "treat-sim 2.2.0 (Monks, Harper), its own error taken from our recursion",
        "urgent_care",
        tuple(
            Check(
                metric(f"queue.step_wait.mean.stay/{stage.replace(' ', '_')}"),
                partial(pathways.published, n, mean),
            )
            for n, (stage, mean) in enumerate(zip(STAGES, PUBLISHED, strict=True))
        ),
        (),
        True,
    )


def cases() -> Iterator[Case]:
    """All of them."""
    yield from slots()
    yield from chairs_and_nurses()
    yield from ratios()
    yield from days()
    yield from shifts()
    yield from stroke()
    yield from walk_in_centre()
    yield from urgent_care()
