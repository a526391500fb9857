"""Stations that lose patients, classes of urgency, and people who come again and again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any

from sim import theory
from sim.verification.case import Case, Check
from sim.verification.cases.run import weeks
from sim.verification.cases.stations import BUSY, PRESENT, TIME, WAITING, _station
from sim.verification.exact import laws, stations
from sim.verification.quantities import WAIT, WAITED, Quantity, metric, per_visit, turned_away, wait_of_repeats

FULL = metric("queue.turned_away.share.waiting_room_full")
LEFT = metric("queue.turned_away.share.patience")


def mmck() -> Iterator[Case]:
    """M/M/c/K."""
    for hourly, mean, servers, room, quick in ((4.8, 50, 4, 6, True), (9, 45, 6, 10, False), (14.4, 50, 10, 15, False)):
        queue = theory.mmck(hourly / 60, mean, servers, room)
        yield Case(
            f"mmck-{servers}-{room}",
            "M/M/c/K",
            f"M/M/{servers}/{room}: {hourly:g} an hour, mean service {mean} min",
            "Gross et al. 2008, section 2.5",
            "mmck",
            (
                Check(FULL, queue.blocked),
                Check(WAIT, queue.wait),
                Check(WAITED, queue.p_wait),
                Check(WAITING, queue.waiting),
                Check(PRESENT, queue.present),
                Check(BUSY, queue.busy),
            ),
            (
                *_station(servers, hourly),
                f"{TIME}.exponential.mean={mean} min",
                f"walk_ins.patients.waiting_room={room - servers}",
                *weeks(6),
            ),
            quick,
        )


LAWS = {
    "exponential": "{exponential: {mean: 60 min}}",
    "constant": "60 min",
    "uniform": "{uniform: {low: 30 min, high: 90 min}}",
    "lognormal": "{lognormal: {mean: 60 min, sd: 60 min}}",
}


def erlang_b() -> Iterator[Case]:
    """Nowhere to wait."""
    for name, written in LAWS.items():
        blocked = theory.erlang_b(2, 3)
        yield Case(
            f"erlang-b-{name}",
            "Erlang B",
            f"Load 3 on two chairs without waiting, {name} service",
            "Erlang 1917; Sevastyanov 1957 for any law",
            "erlang_b",
            (Check(FULL, blocked), Check(BUSY, 3 * (1 - blocked))),
            (f"{TIME}={written}", *weeks(8)),
            name in ("exponential", "lognormal"),
        )
    yield Case(
        "two-stations",
        "Erlang B",
        "Two queues M/M/1/3 in one clinic lose what one alone loses",
        "Gross et al. 2008, section 2.5",
        "two_stations",
        (
            Check(turned_away("left"), theory.mmck(1 / 60, 48, 1, 3).blocked),
            Check(turned_away("right"), theory.mmck(1 / 60, 120, 1, 3).blocked),
        ),
        weeks(16),
        True,
    )


def impatient() -> Iterator[Case]:
    """Erlang A."""
    for hourly, mean, servers, patience in ((4.8, 50, 4, 30), (10, 45, 8, 20)):
        queue, lost = theory.erlang_a(hourly / 60, mean, servers, patience)
        yield Case(
            f"erlang-a-{servers}",
            "Erlang A",
            f"{hourly:g} an hour, {servers} chairs, mean patience {patience} min",
            "Palm 1957",
            "patience",
            (Check(LEFT, lost), Check(WAITING, queue.waiting), Check(BUSY, queue.busy)),
            (
                *_station(servers, hourly),
                f"{TIME}.exponential.mean={mean} min",
                f"walk_ins.patients.patience.exponential.mean={patience} min",
                *weeks(4),
            ),
            servers == 4,
        )


def otherwise_impatient() -> Iterator[Case]:
    """The same patience for all, and a room that may be full."""
    same = stations.constant_patience(2.4 / 60, 30, 20)
    yield Case(
        "patience-constant",
        "Erlang A",
        "2.4 an hour, one chair of mean 30 min; who has waited for 20 min leaves",
        "Barrer 1957; Baccelli, Hebuterne 1981",
        "patience",
        (Check(LEFT, same.lost), Check(WAIT, same.wait), Check(WAITED, same.p_wait)),
        (*_station(1, 2.4), f"{TIME}.exponential.mean=30 min", "walk_ins.patients.patience=20 min", *weeks(16)),
    )
    queue = stations.impatient_room(6 / 60, 30, 2, 20, 5)
    yield Case(
        "patience-and-room",
        "Erlang A",
        "6 an hour, two chairs, three places to wait, mean patience 20 min",
        "Gross et al. 2008, section 2.10 (a birth-death chain)",
        "patience",
        (
            Check(LEFT, queue.waiting / 20 / (6 / 60)),
            Check(FULL, queue.blocked),
            Check(WAITING, queue.waiting),
            Check(BUSY, queue.busy),
        ),
        (
            *_station(2, 6),
            f"{TIME}.exponential.mean=30 min",
            "walk_ins.patients.patience.exponential.mean=20 min",
            "walk_ins.patients.waiting_room=3",
            *weeks(6),
        ),
    )


def _of(quantity: str, name: str) -> Quantity:
    return metric(f"queue.{quantity}.mean.{name}")


def priorities() -> Iterator[Case]:
    """Classes of urgency, nobody interrupted."""
    names = ("first", "second", "third")
    for hourly, mean, servers, length, warm_up, quick in (
        ((3, 3, 3), 40, 7, 8, 2, True), ((0.2, 0.6, 1.2), 20, 2, 60, 1, False), ((12, 36), 1, 1, 1, 0.1, True),
    ):  # fmt: skip
        waits = theory.priority_waits([rate / 60 for rate in hourly], mean, servers)
        pooled = sum(r * w for r, w in zip(hourly, waits, strict=True)) / sum(hourly)
        absent = () if len(hourly) == 3 else ("walk_ins.third.arrivals={listed: {times: []}}",)
        stays = [Check(_of("time_in_system", n), w + mean) for n, w in zip(names, waits, strict=False)]
        yield Case(
            f"priorities-{servers}",
            "Priorities",
            f"{len(hourly)} classes, M/M/{servers}, mean service {mean} min",
            "Cobham 1954; Kella, Yechiali 1985",
            "priorities",
            (*(Check(_of("wait", n), w) for n, w in zip(names, waits, strict=False)), Check(WAIT, pooled), *stays),
            (
                f"spaces.chair={servers}",
                *absent,
                *(f"walk_ins.{n}.arrivals={rate:g} per hour" for n, rate in zip(names, hourly, strict=False)),
                *(f"visits.{n}.steps.infuse.time.exponential.mean={mean} min" for n in names),
                *weeks(length, warm_up),
            ),
            quick,
        )


MIXED: tuple[tuple[str, str, str, tuple[float, ...], tuple[str, ...], tuple[Any, ...]], ...] = (
    (
        "laws",
        "three classes on one chair, each with a law of its own",
        "urgency",
        (0.5, 0.6, 0.4),
        ("{uniform: {low: 0 min, high: 40 min}}", "30 min", "{exponential: {mean: 45 min}}"),
        (laws.uniform, (0, 40), laws.constant, (30,), laws.exponential, (45,)),
    ),
    (
        "shortest",
        "10, 30 or 60 min on one chair, the shortest first",
        "shortest",
        (0.9, 0.5, 0.4),
        ("10 min", "30 min", "60 min"),
        (laws.constant, (10,), laws.constant, (30,), laws.constant, (60,)),
    ),
)
"""Name, title, dispatch, patients an hour and law of service of each class, as written and as theory knows it."""


def mixed_priorities() -> Iterator[Case]:
    """Classes that differ in their service, one chair."""
    names = ("first", "second", "third")
    for name, title, dispatch, hourly, written, known in MIXED:

        def waits(nth: int, hourly: tuple[float, ...] = hourly, known: tuple[Any, ...] = known) -> float:
            classes = [(rate / 60, known[2 * n](*known[2 * n + 1])) for n, rate in enumerate(hourly)]
            return stations.priority_waits(classes)[nth]

        yield Case(
            f"priorities-{name}",
            "Priorities",
            f"M/G/1: {title}",
            "Cobham 1954",
            "priorities",
            tuple(Check(_of("wait", one), partial(waits, n)) for n, one in enumerate(names)),
            (
                "spaces.chair=1",
                f"policies.dispatch={dispatch}",
                *(f"walk_ins.{one}.arrivals={rate:g} per hour" for one, rate in zip(names, hourly, strict=True)),
                *(f"visits.{one}.steps.infuse.time={law}" for one, law in zip(names, written, strict=True)),
                *weeks(30),
            ),
        )


AWAY = {
    "exponential": "{{exponential: {{mean: {0} min}}}}",
    "uniform": "{{uniform: {{low: 0 min, high: {1} min}}}}",
    "gamma": "{{gamma: {{shape: 4, scale: {2} min}}}}",
}


def finite() -> Iterator[Case]:
    """A finite source."""
    for people, away, mean, servers, law, length, warm_up in (
        (12, 120, 45, 3, "exponential", 4, 1), (12, 120, 45, 3, "uniform", 4, 1),
        (20, 10_080, 50, 1, "exponential", 104, 26), (20, 10_080, 50, 1, "gamma", 104, 26),
        (300, 10_080, 60, 2, "exponential", 52, 26),
    ):  # fmt: skip
        queue = stations.closed(people, float(away), ((float(mean), servers),))
        written = AWAY[law].format(away, 2 * away, away / 4)
        yield Case(
            f"finite-{people}-{law}",
            "Finite source",
            f"{people} people, {law} time away of mean {away:,} min, {servers} chairs of mean {mean} min",
            "Gross et al. 2008, section 2.7",
            "finite_source",
            (
                Check(WAIT, queue.waits[0]),
                Check(WAITED, queue.p_wait),
                Check(WAITING, queue.waiting[0]),
                Check(BUSY, queue.busy[0]),
                Check(metric("volume.throughput"), queue.throughput * 10_080),
            ),
            (
                f"spaces.chair={servers}",
                f"walk_ins.patients.population={people}",
                f"walk_ins.patients.away={written}",
                f"{TIME}.exponential.mean={mean} min",
                *weeks(length, warm_up),
            ),
            people == 12,
        )


def networks() -> Iterator[Case]:
    """Several stations."""
    line, stay = stations.in_line(4.8 / 60, ((5, 1, 1), (50, 5, 1), (8, 1, 1)))
    names = ("check in", "infuse", "discharge")
    yield Case(
        "in-line",
        "Networks",
        "Reception, chair, discharge",
        "Jackson 1957",
        "in_line",
        (*_step_waits(names, line), Check(per_visit("queue.time_in_system.mean"), stay), Check(PRESENT, stay * 0.08)),
        weeks(8),
        True,
    )
    branch, stay = stations.in_line(0.1, ((6, 1, 1), (20, 2, 0.6), (45, 6, 1), (30, 80, 1)))
    yield Case(
        "branch",
        "Networks",
        "Vitals, for 60 % the prescriber, chair, observation without limit",
        "Jackson 1957",
        "branch",
        (
            *_step_waits(("vitals", "prescriber", "infuse"), branch),
            Check(per_visit("queue.time_in_system.mean"), stay),
            Check(PRESENT, stay * 0.1),
        ),
        weeks(6),
        True,
    )
    turn = theory.mmc(3 / 60, 50, 4)
    yield Case(
        "feedback",
        "Networks",
        "Every fifth treatment is repeated at once",
        "Jackson 1957",
        "feedback",
        (
            *_step_waits(("treat",), [turn.wait]),
            Check(wait_of_repeats(), turn.p_wait),
            Check(per_visit("queue.time_in_system.mean"), 1.25 * (turn.wait + 50)),
            Check(BUSY, turn.busy),
        ),
        weeks(8),
        True,
    )
    cycle = stations.closed(25, 600.0, ((8.0, 1), (60.0, 4)))
    yield Case(
        "closed-cycle",
        "Networks",
        "Twenty-five people: home, vitals, chair",
        "Gordon, Newell 1967",
        "closed_cycle",
        (
            Check(metric("volume.throughput"), cycle.throughput * 10_080),
            *_step_waits(("vitals", "infuse"), cycle.waits),
        ),
        weeks(8, 2),
        True,
    )


def _step_waits(names: Iterable[str], waits: Iterable[float]) -> tuple[Check, ...]:
    slugs = (f"queue.step_wait.mean.stay/{name.replace(' ', '_')}" for name in names)
    return tuple(Check(metric(name), wait) for name, wait in zip(slugs, waits, strict=False))


def cases() -> Iterator[Case]:
    """All of them."""
    yield from mmck()
    yield from erlang_b()
    yield from impatient()
    yield from otherwise_impatient()
    yield from priorities()
    yield from mixed_priorities()
    yield from finite()
    yield from networks()
