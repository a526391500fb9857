"""Safety: side effects, limits reached, patients held, and rules broken (none, if the model is right)."""

from __future__ import annotations

import numpy as np

from sim.events import Kind
from sim.metrics.facts import Facts
from sim.metrics.metric import EVENT, LEVEL, LOWER, OPENS, Metric
from sim.metrics.numbers import counts, per_name, ratio, tally, with_total
from sim.metrics.use import at_limit_minutes


def side_effects(facts: Facts) -> dict[str, float]:
    """Side effects per 100 infusions."""
    rows = facts.rows(Kind.SIDE_EFFECT)
    numbers = counts(rows.what[facts.inside(rows.time)], len(facts.header.side_effects))
    given = len(facts.infused_here.time)
    return {
        "": ratio(100 * float(numbers.sum()), given),
        **per_name(facts.header.side_effects, [ratio(100 * number, given) for number in numbers]),
    }


def stopped_early(facts: Facts) -> float:
    """Infusions stopped early per 1000."""
    stopped = tally(facts.inside(facts.rows(Kind.STOPPED_EARLY).time))
    return ratio(1000 * stopped, len(facts.infused_here.time))


def minutes_at_limit(facts: Facts) -> dict[str, float]:
    """Minutes per week at the watching limit."""
    names = [role.name for role in facts.header.roles]
    return per_name(names, [facts.per_week(minutes) for minutes, _ in at_limit_minutes(facts)])


def patients_held(facts: Facts) -> dict[str, float]:
    """Visits per week held by a safety rule."""
    waits = facts.waits
    found: dict[str, float] = {}
    here = facts.inside(waits.rows.time) & (waits.ends > waits.rows.time)
    for code, (cause, (sort, _)) in enumerate(zip(facts.header.causes, facts.causes, strict=True)):
        if sort in ("rule", "watch"):
            visits = np.unique(waits.rows.visit[here & (waits.rows.what == code)])
            found |= per_name([cause], [facts.per_week(len(visits))])
    return found


def violations(facts: Facts) -> dict[str, float]:
    """Rules found broken in the window, in total and by rule."""
    times = {name: facts.all.time[places] for name, places in facts.exceeded.items()}
    return with_total({name: float(tally(facts.inside(broken))) for name, broken in times.items()})


SAFETY = (
    Metric(
        "safety.side_effects_per_100",
        "per 100 infusions",
        "Side effects per 100 infusions begun, in total and by kind.",
        EVENT, side_effects, "(total), <side effect>", better=LOWER,
    ),
    Metric(
        "safety.stopped_early_per_1000",
        "per 1000 infusions",
        "Infusions stopped before their time per 1000 begun.",
        EVENT, stopped_early, better=LOWER,
    ),
    Metric(
        "safety.minutes_at_watch_limit",
        "min/week",
        "Time in which as many patients are watched as the members on duty may watch.",
        LEVEL, minutes_at_limit, "<role>", better=LOWER,
    ),
    Metric(
        "safety.patients_held",
        "visits/week",
        "Visits that waited because a safety rule, or the watching limit of a role, did not let them go on.",
        OPENS, patients_held, "<rule or watch cause>", better=LOWER,
    ),
    Metric(
        "safety.violations",
        "breaches",
        "Breaches recomputed from the log, must be 0. watching: more patients watched than the members on "
        "duty may. hands: a member with hands on somebody while busy with another, on a break or not on "
        "duty. spaces: somebody seated beyond the number in service, or in a space not yet ready. closed: "
        "somebody first seated while closed who had neither appointment nor check-in while open (who had is"
        " an overrun, not a breach). on_site: fewer in the building than an on-site rule wants.",
        EVENT, violations, "(total), watching, hands, spaces, closed, on_site", better=LOWER,
    ),
)  # fmt: skip
