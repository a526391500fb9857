"""What binds: where capacity is lost, what people wait for, which limit is reached, how much everything is used."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from sim.experiment import Experiment
from sim.naming import slug
from sim.report import data, text
from sim.report.figure import Table
from sim.report.figures.day import in_use, loads, space_name
from sim.report.figures.lost import label, worst
from sim.report.figures.weeks import cap
from sim.stats import Summary, summary

NEAR = 0.9
"""Staff and places of whose limit so much is used in their busiest half-hour bind; a cap is then near its limit."""
USED_UP = 0.95
"""A cap on new starts of which so much is used binds: in nearly every week somebody is left over."""
RARE = 0.0005
"""Smaller shares of time are not worth a word."""
SELDOM = 0.5
"""Fewer visits held a week are not worth a word."""
NOTHING = summary([])
FULL_DAYS = 7.0
"""A diary whose third free appointment is further away is called full [days]."""


def sentences(experiment: Experiment) -> list[str]:
    """What binds, or that nothing does; then the rest, in sentences, from the door to the day."""
    ways = verdict, queue, watchers, held, most_used, chairs
    found = [text.sentence(one) for way in ways for one in way(experiment)]
    return found or ["Nothing was measured that could bind."]


class Limit(NamedTuple):
    """Something that can run out, and how much of it is used."""

    words: str
    used: float
    binds: bool


def verdict(experiment: Experiment) -> Iterator[str]:
    """What binds, the tightest first; if nothing does, what is nearest to its limit; then what else is near."""
    found = sorted(limits(experiment), key=lambda one: (not one.binds, -one.used))
    tight = [one.words for one in found if one.binds]
    if tight:
        yield f"binding{', the tightest first' if len(tight) > 1 else ''}: {'; '.join(tight)}"
    elif found:
        yield f"nothing binds for long. Nearest to its limit: {found[0].words}"
    near = [one.words for one in found[max(len(tight), 1) :] if one.used >= NEAR]
    if near:
        yield f"near {'its limit' if len(near) == 1 else 'their limits'}: {'; '.join(near)}"


def limits(experiment: Experiment) -> Iterator[Limit]:
    """The cap on new starts, the diary, the treatment spaces and the staff."""
    most, starts = cap(experiment, "per_week"), data.stat(experiment, "volume.starts_per_week").mean
    if np.isfinite(most) and np.isfinite(starts):
        used = starts / most
        urgent = getattr(experiment.scenario.policies.admission, "urgent_exempt", False)
        beyond = " (the urgent start beyond it)" if urgent else ""
        words = f"the cap of {text.plural(most, 'new start')} a week, {text.percent(used)} used{beyond}"
        yield Limit(words, used, used >= USED_UP)
    for name, found in data.family(experiment, "access.third_next_available.mean").items():
        if data.known(found) and found.mean > FULL_DAYS:
            away, kind = text.span(found, unit="days"), name.replace("_", " ")
            yield Limit(f"the diary, whose third free appointment for {kind} is {away} away", np.inf, True)
    places = in_use(experiment)
    if places is not None:
        used = float(places.busiest[places.top]) / places.stock
        when = f"{text.clock(places.top)} on {text.WEEKDAYS[places.busiest_day]}s"
        words = f"{space_name(experiment, places.stock)}, {text.percent(used)} in use at {when}"
        yield Limit(words, used, used >= NEAR)
    for one in loads(experiment):
        at = int(np.argmax(np.where(open_slots(experiment), one.mean, 0.0)))
        used = float(one.mean[at])
        yield Limit(f"{one.label}, {text.percent(used)} of the limit at {text.clock(at)}", used, used >= NEAR)


def open_slots(experiment: Experiment) -> np.ndarray:
    """Which half-hours of the day lie between the earliest opening and the latest closing, shape (48,)."""
    opens, closes = data.hours(experiment)
    return np.asarray((np.arange(data.SLOTS) >= np.floor(2 * opens)) & (np.arange(data.SLOTS) < np.ceil(2 * closes)))


def chairs(experiment: Experiment) -> Iterator[str]:
    """The largest loss of chair-hours."""
    found = worst(experiment)
    if found is not None:
        name, one = found
        hours = data.stat(experiment, f"lost_hours.{name}")
        week = f", {text.span(hours)} chair-hours a week" if data.known(hours) else ""
        yield (
            f"most chair time that is not used is lost to: {label(name).lower()} "
            f"({text.percent(one.mean)} of the open time{week})"
        )


def queue(experiment: Experiment) -> Iterator[str]:
    """What people in the building wait for most."""
    causes = {name: one for name, one in data.family(experiment, "use.queue_length.mean").items() if one.mean > 0}
    if causes:
        name = max(causes, key=lambda cause: causes[cause].mean)
        share = causes[name].mean / sum(one.mean for one in causes.values())
        yield (
            f"those in the building wait mostly for: {cause_words(experiment, name)} ({text.percent(share)} of all "
            f"waiting; {text.span(causes[name], 60, 'min')} in every open hour, all patients together)"
        )


def cause_words(experiment: Experiment, name: str) -> str:
    """``hands:nurse`` as words."""
    words = {"space": "a free {}", "hands": "the hands of a {}", "watch": "a {} to watch", "rule": "the rule '{}'"}
    for cause in experiment.header.causes:
        sort, _, what = cause.partition(":")
        if slug(cause) == name:
            return words.get(sort, "{}").format(what)
    return name.replace("_", " ")


def watchers(experiment: Experiment) -> Iterator[str]:
    """Time at the watching limit."""
    for role in experiment.header.roles:
        found = data.stat(experiment, f"safety.minutes_at_watch_limit.{slug(role.name)}")
        share = data.stat(experiment, f"use.at_watch_limit.{slug(role.name)}")
        if data.known(found) and data.known(share) and share.mean >= RARE:
            yield (
                f"{role.name} watches as many patients as allowed for {text.span(found, unit='min')} a week, "
                f"{text.percent(share.mean)} of the time in which anybody is watched"
            )


def held(experiment: Experiment) -> Iterator[str]:
    """Visits that a safety rule kept waiting."""
    for name, found in data.family(experiment, "safety.patients_held").items():
        if data.known(found) and found.mean > SELDOM:
            yield f"{text.span(found, unit='visits a week')} are held for {cause_words(experiment, name)}"


def most_used(experiment: Experiment) -> Iterator[str]:
    """The resource that is used most."""
    found = [one for one in used(experiment) if data.known(one.share)]
    if found:
        most = max(found, key=lambda one: one.share.mean)
        booked = f", booked for {text.percent(most.booked.mean)}" if most.booked.mean > 0 else ""
        share = text.percent(most.share.mean)
        yield f"used most over the whole day: {most.name}, for {share} of its staffed time{booked}"


class Use(NamedTuple):
    """How much of the staffed time of a space, or of a role in one mode, is used."""

    name: str
    hours: Summary
    """Staffed, per week."""
    share: Summary
    booked: Summary
    """Planned share, of spaces."""
    peak: str = text.DASH


def used(experiment: Experiment) -> list[Use]:
    """Every space and role."""
    return [*_spaces(experiment), *_roles(experiment)]


def _spaces(experiment: Experiment) -> Iterator[Use]:
    for space in experiment.header.spaces:
        name = slug(space)
        hours = data.stat(experiment, f"use.chair_hours_per_week.{name}")
        share = data.stat(experiment, f"use.chair_utilisation.occupied.{name}")
        yield Use(space, hours, share, data.stat(experiment, f"use.chair_utilisation.booked.{name}"))


def _roles(experiment: Experiment) -> Iterator[Use]:
    found = loads(experiment)
    peaks = {one.label: f"{text.percent(float(one.mean[one.peak]))} at {text.clock(one.peak)}" for one in found}
    for role in experiment.header.roles:
        hours = data.stat(experiment, f"use.staff_hours_per_week.{slug(role.name)}")
        for mode, metric in (("hands-on", "hands_on"), ("watching", "watching")):
            share, label = data.stat(experiment, f"use.{metric}.{slug(role.name)}"), f"{role.name}, {mode}"
            if mode == "hands-on" or (data.known(share) and share.mean > 0):
                yield Use(label, hours, share, NOTHING, peaks.get(label, text.DASH))


def table(experiment: Experiment) -> Table:
    """Use of every resource, with its busiest half-hour."""
    rows = [
        (
            one.name,
            text.number(one.hours.mean),
            _share(one.share),
            _share(one.booked) if one.booked.mean > 0 else text.DASH,
            one.peak,
        )
        for one in used(experiment)
    ]
    head = "Resource", "Staffed hours a week", "In use (95 % interval)", "Booked (95 % interval)", "Busiest half-hour"
    return Table(head, tuple(rows))


HOW_TO_READ = (
    "In use, of a place: the part of its open hours in which somebody sits there, waiting for somebody or something "
    "included and turnover not; the share under “The answer” leaves the waiting out too. Of staff: the part of the "
    "hours in which they have their hands on somebody, and of what they may watch the part that they do watch; "
    "somebody may do both at once. Staffed hours are those of an average week of the observed time, with its closed "
    "days: of places while the clinic is open; of staff while on duty, before opening and after closing too, without "
    "breaks and absences."
)
"""Below the table of use."""


def _share(found: Summary) -> str:
    inner = f" ({text.shares(found).removeprefix('95 % interval ')})" if found.n > 1 else ""
    return text.share(found) + inner
