"""What binds: where capacity is lost, what people wait for, which limit is reached, how much everything is used."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from sim.experiment import Experiment
from sim.metrics.numbers import slug
from sim.report import data, text
from sim.report.figure import Table
from sim.report.figures.day import loads
from sim.report.figures.lost import label, worst
from sim.report.figures.weeks import cap
from sim.stats import Summary

NEAR = 0.9
"""A cap of which so much is used is called binding."""
SLACK = 0.7
"""Use below this leaves room (assumption)."""
FULL_DAYS = 7.0
"""A diary whose third free appointment is further away is called full [days]."""


def sentences(experiment: Experiment) -> list[str]:
    """What binds, in sentences, from the door to the day."""
    found = [
        text.sentence(one) for say in (admission, diary, chairs, queue, watchers, held, most_used) for one in say(experiment)
    ]
    return found or ["Nothing was measured that could bind."]


def admission(experiment: Experiment) -> Iterator[str]:
    """A cap on new starts that is used up."""
    limit, starts = cap(experiment, "per_week"), data.stat(experiment, "volume.starts_per_week").mean
    if np.isfinite(limit) and starts >= NEAR * limit:
        yield f"the cap on new starts binds: {text.plain(starts)} of {limit:g} a week are used"


def diary(experiment: Experiment) -> Iterator[str]:
    """A diary without free appointments."""
    for name, found in data.family(experiment, "access.third_next_available.mean").items():
        if data.known(found) and found.mean > FULL_DAYS:
            words = text.span(found, unit="days")
            yield f"the diary is full: the third free appointment for {name.replace('_', ' ')} is {words} away"


def chairs(experiment: Experiment) -> Iterator[str]:
    """The largest loss of chair-hours."""
    found = worst(experiment)
    if found is not None:
        name, one = found
        hours = data.stat(experiment, f"lost_hours.{name}")
        week = f", {text.span(hours)} chair-hours a week" if data.known(hours) else ""
        yield f"most chair time is lost to: {label(name).lower()} ({text.percent(one.mean)} of the open time{week})"


def queue(experiment: Experiment) -> Iterator[str]:
    """What people in the building wait for most."""
    causes = {name: one for name, one in data.family(experiment, "use.queue_length.mean").items() if one.mean > 0}
    if causes:
        name = max(causes, key=lambda cause: causes[cause].mean)
        share = causes[name].mean / sum(one.mean for one in causes.values())
        yield (
            f"those in the building wait mostly for: {cause_words(experiment, name)} ({text.percent(share)} of all waiting; "
            f"{text.span(causes[name])} waiting at any open time)"
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
        if data.known(found) and found.mean > 0:
            share = data.stat(experiment, f"use.at_watch_limit.{slug(role.name)}")
            yield (
                f"{role.name} watches as many patients as allowed for {text.span(found, unit='min')} a week, "
                f"{text.percent(share.mean)} of the time in which anybody is watched"
            )


def held(experiment: Experiment) -> Iterator[str]:
    """Visits that a safety rule kept waiting."""
    for name, found in data.family(experiment, "safety.patients_held").items():
        if data.known(found) and found.mean > 0.05:
            yield f"{text.span(found, unit='visits a week')} are held for {cause_words(experiment, name)}"


def most_used(experiment: Experiment) -> Iterator[str]:
    """The resource that is used most, and whether it leaves room."""
    found = [(name, one) for name, _, one in used(experiment) if data.known(one)]
    if found:
        name, one = max(found, key=lambda pair: pair[1].mean)
        room = "" if one.mean >= SLACK else ": inside the building there is room"
        yield f"the most used resource is {name}, {text.percent(one.mean)} of its staffed time{room}"


def used(experiment: Experiment) -> list[tuple[str, str, Summary]]:
    """Name, staffed hours per week and use of every space and role."""
    header, found = experiment.header, []
    for space in header.spaces:
        hours = data.stat(experiment, f"use.chair_hours_per_week.{slug(space)}")
        found.append((space, text.number(hours.mean), data.stat(experiment, f"use.chair_utilisation.occupied.{slug(space)}")))
    for role in header.roles:
        hours = data.stat(experiment, f"use.staff_hours_per_week.{slug(role.name)}")
        on_duty = text.number(hours.mean)
        found.append((f"{role.name} (hands-on)", on_duty, data.stat(experiment, f"use.hands_on.{slug(role.name)}")))
        watching = data.stat(experiment, f"use.watching.{slug(role.name)}")
        if data.known(watching) and watching.mean > 0:
            found.append((f"{role.name} (watching)", on_duty, watching))
    return found


def table(experiment: Experiment) -> Table:
    """Use of every resource, with its busiest half-hour."""
    peaks = {one.label.replace(", hands-on", " (hands-on)").replace(", watching", " (watching)"): one for one in loads(experiment)}
    rows = []
    for name, hours, one in used(experiment):
        peak = peaks.get(name)
        most = f"{text.percent(float(peak.mean[peak.peak]))} at {text.clock(peak.peak)}" if peak else text.DASH
        share = text.percent(one.mean) + (f" ({text.shares(one).removeprefix('95 % interval ')})" if one.n > 1 else "")
        rows.append((name, hours, share, most))
    return Table(("Resource", "Staffed hours a week", "In use (95 % interval)", "Busiest half-hour"), tuple(rows))
