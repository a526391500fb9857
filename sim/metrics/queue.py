"""Queue: the numbers of queueing theory, for scenarios that textbooks solve exactly."""

from __future__ import annotations

import numpy as np

from sim.intervals import time_average
from sim.metrics.facts import Facts
from sim.metrics.metric import LEVEL, LOWER, OPENS, Metric
from sim.metrics.numbers import (
    counts,
    deviation,
    group_means,
    mean,
    per_name,
    ratio,
    share,
    tally,
    with_total,
)
from sim.naming import slug


def _seen(facts: Facts) -> np.ndarray:
    answer: np.ndarray = facts.inside(facts.visits.ready) & ~np.isnan(facts.visits.served)
    return answer


def _type_names(facts: Facts) -> list[str]:
    return [visit.name for visit in facts.header.visits]


def wait(facts: Facts) -> dict[str, float]:
    """Direct wait of every visit, and its mean per visit type."""
    seen, names = _seen(facts), _type_names(facts)
    waits = facts.visits.wait[seen]
    by_type = per_name(names, group_means(facts.visits.type[seen], waits, len(names)))
    half, high, higher = np.quantile(waits, (0.5, 0.9, 0.95)) if len(waits) else (np.nan,) * 3
    return {
        "mean": mean(waits),
        "sd": deviation(waits),
        "p50": float(half),
        "p90": float(high),
        "p95": float(higher),
        **{f"mean.{name}": value for name, value in by_type.items()},
    }


def wait_positive(facts: Facts) -> float:
    """Share of visits that wait at all."""
    return share(facts.visits.wait[_seen(facts)] > 0)


def time_in_system(facts: Facts) -> dict[str, float]:
    """Mean time from check-in to departure, of all and per visit type."""
    found, names = facts.visits, _type_names(facts)
    done = facts.inside(found.checked_in) & ~np.isnan(found.departed)
    times = (found.departed - found.checked_in)[done]
    return {"": mean(times), **per_name(names, group_means(found.type[done], times, len(names)))}


def _present_minutes(facts: Facts) -> float:
    here = ~np.isnan(facts.visits.checked_in)
    return float(np.sum(facts.calendar.between(facts.visits.checked_in[here], facts.visits.left[here])))


def present(facts: Facts) -> float:
    """Mean number in the system."""
    return ratio(_present_minutes(facts), facts.calendar.total)


def waiting(facts: Facts) -> float:
    """Mean number in the system with no step running."""
    steps = facts.steps
    there = steps.present
    served = float(np.sum(facts.calendar.between(steps.rows.time[there], steps.ends[there])))
    return ratio(_present_minutes(facts) - served, facts.calendar.total)


def busy(facts: Facts) -> dict[str, float]:
    """Mean number of spaces taken and of members busy."""
    window, roles = facts.window, facts.header.roles
    spaces = per_name(facts.header.spaces, [time_average(one, window.start, window.end) for one in facts.in_use])
    hands = [time_average(one, window.start, window.end) for one in facts.busy]
    return {**spaces, **per_name([role.name for role in roles], hands)}


def turned_away(facts: Facts) -> dict[str, float]:
    """Share of arrivals sent away, in total and by reason."""
    found = facts.visits
    here = facts.inside(found.checked_in)
    reasons = facts.header.reasons
    numbers = counts(found.turn_reason[here], len(reasons))
    shares = [ratio(number, tally(here)) for number in numbers]
    named = {slug(name): value for name, value in zip(reasons, shares, strict=True) if name in TURNS}
    return with_total(named)


TURNS = ("late", "closing", "waiting room full", "patience")
"""Reasons for which somebody who came is not served."""


def step_wait(facts: Facts) -> dict[str, float]:
    """Mean wait before each step."""
    codes, since, waits = facts.step_waits
    here = facts.inside(since)
    means = group_means(codes[here], waits[here], len(facts.header.steps))
    return {
        f"{slug(step.visit)}/{slug(step.step)}": float(value)
        for step, value in zip(facts.header.steps, means, strict=True)
        if step.present
    }


QUEUE = (
    Metric(
        "queue.wait",
        "min",
        "Direct wait (later of check-in and appointment to seated, or to the first step where no space is "
        "taken) of every visit seen, the mean also by visit type. sd with n - 1; quantiles by linear "
        "interpolation.",
        OPENS, wait, "mean, sd, p50, p90, p95, mean.<visit type>", better=LOWER,
    ),
    Metric(
        "queue.wait.share_positive",
        "1",
        "Share of those waits that are longer than zero.",
        OPENS, wait_positive, better=LOWER,
    ),
    Metric(
        "queue.time_in_system.mean",
        "min",
        "Check-in to departure of visits served, of all and by visit type.",
        OPENS, time_in_system, "(all), <visit type>", better=LOWER,
    ),
    Metric(
        "queue.present.mean",
        "visits",
        "Time average of the number in the building.",
        LEVEL, present,
    ),
    Metric(
        "queue.waiting.mean",
        "visits",
        "Time average of the number in the building for whom no step runs.",
        LEVEL, waiting, better=LOWER,
    ),
    Metric(
        "queue.busy.mean",
        "in use",
        "Time average over the whole window of spaces taken, and of members with hands on somebody.",
        LEVEL, busy, "<space>, <role>",
    ),
    Metric(
        "queue.turned_away.share",
        "1",
        "Share of arrivals that left without being served, in total and by reason.",
        OPENS, turned_away, "(total), late, closing, waiting_room_full, patience", better=LOWER,
    ),
    Metric(
        "queue.step_wait.mean",
        "min",
        "Mean time from the end of the step before (for a first step from the later of check-in and "
        "appointment) to the beginning of the step.",
        OPENS, step_wait, "<visit type>/<step>", better=LOWER,
    ),
)  # fmt: skip
