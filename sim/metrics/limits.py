"""Limits that are never exceeded, recomputed from the log: places of the rows at which one would be.

Each function looks at the whole log; ``safety.violations`` counts what lies in the window, the identities count all.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from sim.events import Kind, RuleFact
from sim.intervals import Level, covering, order_by, together

if TYPE_CHECKING:
    from sim.metrics.facts import Facts

NOTHING = np.empty(0, np.int64)


def hands(facts: Facts) -> np.ndarray:
    """Hands-on work begun by a member who is busy, on a break or not on duty, or going on after the shift has ended."""
    work, pauses = facts.hands, facts.breaks
    roles, members = np.concatenate((work.role, pauses.role)), np.concatenate((work.member, pauses.member))
    who = roles * (int(members.max(initial=0)) + 2) + members + 1
    starts, ends = np.concatenate((work.began, pauses.began)), np.concatenate((work.ended, pauses.ended))
    busy = overlapping(who, starts, ends, np.concatenate((work.at, pauses.at)))[: len(work.role)]
    answer: np.ndarray = work.at[busy | (work.ended > work.shift_ended)]
    return answer


def watching(facts: Facts) -> np.ndarray:
    """More patients watched than the members on duty may, each time when it begins."""
    found = [NOTHING]
    for times, _, watched, limit in facts.watch_pieces:
        over = watched > limit
        fresh = over & ~np.concatenate(([False], over[:-1]))[: len(over)]
        if fresh.any():
            found.append(facts.rows_at(times[fresh], _STAFFED))
    return np.concatenate(found)


_STAFFED = (Kind.WATCH_BEGAN, Kind.HANDS_BEGAN, Kind.SHIFT_ENDED, Kind.BREAK_BEGAN)
"""Rows that can bring a role to its limit."""


def spaces(facts: Facts) -> np.ndarray:
    """People seated where no space was in service, or in a space that was not ready."""
    stays = facts.stays
    beyond = np.zeros(len(stays.at), bool)
    for space in range(len(facts.header.spaces)):
        here = np.flatnonzero(stays.space == space)
        times = stays.seated[here]
        beyond[here] = facts.held[space].at(times) > facts.stock[space].at(times)
    return np.concatenate((stays.at[beyond], stays.at[taken_twice(facts, stays.ready)]))


def taken_twice(facts: Facts, until: np.ndarray) -> np.ndarray:
    """Which stays begin in a space that somebody else has *until* later; shape (n_stays,)."""
    stays = facts.stays
    which = stays.space * (int(stays.unit.max(initial=-1)) + 2) + stays.unit + 1
    answer: np.ndarray = overlapping(which, stays.seated, until, stays.at) & (stays.unit >= 0)
    return answer


def closed(facts: Facts) -> np.ndarray:
    """People first seated while closed who had neither appointment nor check-in while open."""
    found, hours = facts.visits, facts.sessions
    outside = ~np.isnan(found.seated) & ~(hours.hold(found.seated) | hours.hold(found.ready) | hours.hold(found.due))
    answer: np.ndarray = facts.first_of_visit(Kind.SEATED)[outside]
    return answer


def on_site(facts: Facts) -> np.ndarray:
    """Too few in the building for an on-site rule, each time when it begins."""
    found = [NOTHING]
    for rule in facts.header.rules:
        times, (running, there) = together(_running(facts, rule), _in_building(facts, rule))
        short = (running > 0) & (there < rule.least) & (times < facts.horizon)
        fresh = short & ~np.concatenate(([False], short[:-1]))[: len(short)]
        if fresh.any():
            found.append(facts.rows_at(times[fresh], _PRESENT))
    return np.concatenate(found)


_PRESENT = (Kind.STEP_BEGAN, Kind.CHECKED_IN, Kind.WAIT_ENDED, Kind.SHIFT_ENDED)
"""Rows that can break an on-site rule."""


def _running(facts: Facts, rule: RuleFact) -> Level:
    """Infusions running, or patients in the building: those held at the door come in when the hold ends."""
    if rule.infusing:
        chosen = facts.is_part(facts.steps.rows.what, "infusion")
        return covering(facts.steps.rows.time[chosen], facts.steps.ends[chosen])
    entered = np.array(facts.visits.checked_in)
    doors = [facts.header.causes.index(f"rule:{one.name}") for one in facts.header.rules if not one.infusing]
    held = np.isin(facts.waits.rows.what, doors)
    np.fmax.at(entered, facts.waits.rows.visit[held], facts.waits.ends[held])
    inside = entered < facts.visits.left
    return covering(entered[inside], facts.visits.left[inside])


def _in_building(facts: Facts, rule: RuleFact) -> Level:
    """Members of the rule's roles from the beginning of each shift to its end, breaks included."""
    chosen = np.isin(facts.shifts.role, rule.roles)
    return covering(facts.shifts.began[chosen], facts.shifts.ended[chosen])


def overlapping(who: np.ndarray, starts: np.ndarray, ends: np.ndarray, at: np.ndarray) -> np.ndarray:
    """Which spans begin before an earlier one of the same owner has ended; shape (n,)."""
    wrong = np.zeros(len(who), bool)
    if len(who) == 0:
        return wrong
    by_place = np.argsort(at)
    order = by_place[order_by(who[by_place])]
    same = who[order][1:] == who[order][:-1]
    wrong[order[1:]] = same & (starts[order][1:] < ends[order][:-1])
    return wrong


def exceeded(facts: Facts) -> dict[str, np.ndarray]:
    """Places of the rows at which each limit would be exceeded."""
    return {name: places(facts) for name, places in LIMITS.items()}


LIMITS: dict[str, Callable[[Facts], np.ndarray]] = {
    "watching": watching,
    "hands": hands,
    "spaces": spaces,
    "closed": closed,
    "on_site": on_site,
}
"""Name of each limit -> what finds the places, shape (n,)."""
