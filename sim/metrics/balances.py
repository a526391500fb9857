"""Sums of minutes that must agree: what the rows say at each instant, and what people and members say one by one.

The two sides take different roads through the log: a level is summed over time from bare rows, without pairing
them; the spans are the pairs that the metrics use.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import NamedTuple

import numpy as np

from sim.events import EventLog, Kind, Window
from sim.intervals import Level, covering, level, stretches
from sim.metrics.chairs import nominal_stock
from sim.metrics.facts import Facts
from sim.metrics.identity import NOTHING, ROUNDING, Broken, balanced, first_apart
from sim.metrics.staff import Duty
from sim.naming import slug
from sim.units import DAY

END = 1.0
"""A member's minutes are put behind those of the member before, so far apart that they never touch [min]."""


class Ledger:
    """Rows that add one to a level and rows that take one away, in order of the log."""

    def __init__(self, facts: Facts, begins: np.ndarray, ends: np.ndarray) -> None:
        self.facts = facts
        at = np.concatenate((begins, ends))
        mixed = at * 2 + np.repeat((0, 1), (len(begins), len(ends)))
        mixed.sort()
        self.times, self.steps = facts.all.time[mixed // 2], 1.0 - 2.0 * (mixed % 2)

    @property
    def area(self) -> float:
        """Area under the level up to the end of the log [unit min]."""
        until = np.append(self.times[1:], self.facts.horizon)[: len(self.times)]
        return float(np.sum(np.cumsum(self.steps) * (until - self.times)))

    @property
    def level(self) -> Level:
        """The level as a step function."""
        return level(self.times, self.steps)

    def against(self, starts: np.ndarray, ends: np.ndarray, *kinds: Kind) -> Broken:
        """The area less the sum of some spans; the first row of *kinds* at which level and spans differ."""
        total = float(np.sum(np.minimum(ends, self.facts.horizon) - starts))
        return balanced(self.area, total, lambda: first_apart(self.facts, self.level, covering(starts, ends), kinds))


def rows_of(facts: Facts, kind: Kind, code: int) -> np.ndarray:
    """Places of the rows of a kind that have a code."""
    found: np.ndarray = facts.at(kind)[facts.rows(kind).what == code]
    return found


def chair_minutes(facts: Facts) -> dict[str, Broken]:
    """Minutes of each kind of space taken, by the rows and stay by stay; then those until it is ready again."""
    stays, found = facts.stays, {}
    for code, name in enumerate(facts.header.spaces):
        own = stays.space == code
        begins = rows_of(facts, Kind.SEATED, code)
        for what, kind, until in (("taken", Kind.LEFT_SPACE, stays.left), ("held", Kind.SPACE_READY, stays.ready)):
            ledger = Ledger(facts, begins, rows_of(facts, kind, code))
            found[f"{slug(name)}.{what}"] = ledger.against(stays.seated[own], until[own], Kind.SEATED, kind)
    return found


def staff_minutes(facts: Facts) -> dict[str, Broken]:
    """Minutes of each role on duty, by the rows, less hands-on, break and free ones, member by member."""
    found = {}
    for code, role in enumerate(facts.header.roles):
        on_duty = _ledger(facts, code, Kind.SHIFT_BEGAN, Kind.SHIFT_ENDED)
        used = _ledger(facts, code, Kind.HANDS_BEGAN, Kind.HANDS_ENDED)
        rest = _ledger(facts, code, Kind.BREAK_BEGAN, Kind.BREAK_ENDED)
        free = _free_minutes(facts, code)
        found[slug(role.name)] = balanced(
            on_duty.area, used.area + rest.area + free, partial(_first_of_role, facts, code)
        )
    return found


def _ledger(facts: Facts, role: int, began: Kind, ended: Kind) -> Ledger:
    return Ledger(facts, rows_of(facts, began, role), rows_of(facts, ended, role))


def _free_minutes(facts: Facts, role: int) -> float:
    """Minutes that the members of a role are on duty with nothing in hand and not on a break."""
    apart = facts.horizon - facts.first_instant + END
    shifts = _member_by_member(facts, facts.shifts, role, apart)
    busy = [_member_by_member(facts, one, role, apart) for one in (facts.hands, facts.breaks)]
    taken = stretches(*(np.concatenate([pair[side] for pair in busy]) for side in (0, 1)))
    return float(np.sum(shifts[1] - shifts[0] - taken.between(*shifts)))


def _member_by_member(facts: Facts, spans: Duty, role: int, apart: float) -> tuple[np.ndarray, np.ndarray]:
    """Starts and ends of a role's spans, each member's on a piece of the clock of its own."""
    own = spans.role == role
    offset = spans.member[own] * apart
    return spans.began[own] + offset, np.minimum(spans.ended[own], facts.horizon) + offset


def _first_of_role(facts: Facts, role: int) -> np.ndarray:
    """Place of the first row that puts a member on duty, on a break or hands-on when the member is not free for it."""
    rows = [
        (kind, owed, rows_of(facts, kind, role))
        for kind, owed in (
            (Kind.SHIFT_BEGAN, (0, 0)), (Kind.SHIFT_ENDED, (1, 0)), (Kind.HANDS_BEGAN, (1, 0)),
            (Kind.HANDS_ENDED, (1, 1)), (Kind.BREAK_BEGAN, (1, 0)), (Kind.BREAK_ENDED, (1, 1)),
        )
    ]  # fmt: skip
    wanted = {int(place): (kind, owed) for kind, owed, places in rows for place in places}
    state: dict[int, tuple[int, int]] = {}
    for place in sorted(wanted):
        kind, owed = wanted[place]
        member = int(facts.all.unit[place])
        duty, used = state.get(member, (0, 0))
        if (duty, used) != owed:
            return np.array([place])
        change = 1 if kind.name.endswith("BEGAN") else -1
        state[member] = (duty + change, used) if kind.name.startswith("SHIFT") else (duty, used + change)
    return np.array([len(facts.all) - 1])


def little(facts: Facts) -> dict[str, Broken]:
    """Area under the number in each queue less the sum of the waits in it: Little's law over the whole log."""
    return {one.name: one.ledger.against(*one.waits, *one.kinds) for one in _queues(facts)}


class Queue(NamedTuple):
    """One queue, by its rows and by its waits."""

    name: str
    ledger: Ledger
    waits: tuple[np.ndarray, np.ndarray]
    """Beginnings and ends, each of shape (n,) [min]."""
    kinds: tuple[Kind, ...]
    """Kinds of the rows with which waits begin and end."""


def _queues(facts: Facts) -> Iterator[Queue]:
    """The building, the waiting list, and the waits for each cause."""
    found = facts.visits
    here = ~np.isnan(found.checked_in)
    gone = np.concatenate((facts.at(Kind.DEPARTED), facts.at(Kind.TURNED_AWAY)))
    inside = Ledger(facts, facts.at(Kind.CHECKED_IN), gone)
    stays = found.checked_in[here], found.left[here]
    yield Queue("building", inside, stays, (Kind.CHECKED_IN, Kind.DEPARTED, Kind.TURNED_AWAY))
    until = Kind.REFERRED, Kind.STEP_BEGAN, Kind.LEFT
    yield Queue("waiting_list", _waiting_list(facts), _waits_for_the_first(facts), until)
    for code, cause in enumerate(facts.header.causes):
        ledger = Ledger(facts, rows_of(facts, Kind.WAIT_BEGAN, code), rows_of(facts, Kind.WAIT_ENDED, code))
        own = facts.waits.rows.what == code
        waits = facts.waits.rows.time[own], facts.waits.ends[own]
        yield Queue(slug(cause), ledger, waits, (Kind.WAIT_BEGAN, Kind.WAIT_ENDED))


def _waiting_list(facts: Facts) -> Ledger:
    """New patients referred; each goes with the first row that is an infusion of theirs or their leaving."""
    referred = facts.rows(Kind.REFERRED)
    new = referred.value != 1
    given = facts.at(Kind.STEP_BEGAN)[facts.is_part(facts.rows(Kind.STEP_BEGAN).what, "infusion")]
    leaving = np.sort(np.concatenate((given, facts.at(Kind.LEFT))))
    who, first = np.unique(facts.all.patient[leaving], return_index=True)
    return Ledger(facts, facts.at(Kind.REFERRED)[new], leaving[first[np.isin(who, referred.patient[new])]])


def _waits_for_the_first(facts: Facts) -> tuple[np.ndarray, np.ndarray]:
    """From referral to the first infusion or to leaving, of every new patient."""
    people = facts.patients
    waiting = ~np.isnan(people.referred) & ~people.known
    until = np.fmin(np.fmin(people.first_infusion, people.left), np.inf)
    return people.referred[waiting], until[waiting]


def lost_time(facts: Facts) -> Broken:
    """Chair-hours by cause less all there were; and causes below zero."""
    return balanced(*_lost(facts), lambda: _first_day_lost(facts))


def _lost(facts: Facts) -> tuple[float, float]:
    minutes = list(facts.chair_time.values())
    return facts.hours.total * nominal_stock(facts), sum(minutes) + sum(-one for one in minutes if one < 0)


def _first_day_lost(facts: Facts) -> np.ndarray:
    """Place of the first opening on the day on which the sum goes wrong, found by halving the window."""
    log, start = EventLog.of(facts.header, facts.all), facts.window.start
    low, high = start, facts.window.end
    while high - low > DAY:
        middle = low + np.ceil((high - low) / DAY / 2) * DAY
        if balanced(*_lost(Facts(log, Window(start, middle))), lambda: NOTHING).amount > ROUNDING:
            high = middle
        else:
            low = middle
    return facts.rows_at(np.array([low]), (Kind.OPENED,))
