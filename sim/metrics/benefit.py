"""Benefit: response, and how long it is kept."""

from __future__ import annotations

import numpy as np

from sim.events import Kind
from sim.intervals import time_average
from sim.metrics.facts import HELPED, UNWELL, WELL, Facts
from sim.metrics.metric import EVENT, HIGHER, LEVEL, LOWER, OPENS, Metric
from sim.metrics.numbers import mean, ratio, tally
from sim.units import DAY


def _responses(facts: Facts) -> tuple[int, int]:
    rows = facts.rows(Kind.RESPONSE)
    here = facts.inside(rows.time)
    return int(tally(rows.value[here] > 0)), int(tally(here))


def responders(facts: Facts) -> float:
    """Responders per week."""
    return facts.per_week(_responses(facts)[0])


def response_share(facts: Facts) -> float:
    """Share of decisions that say responder."""
    return ratio(*_responses(facts))


def days_in_response(facts: Facts) -> dict[str, float]:
    """Patient-days in response per week, and days per response."""
    spells = facts.response
    here = (spells.state == WELL) & facts.inside(spells.since)
    lengths = np.minimum(spells.until, facts.window.end) - spells.since
    average = time_average(spells.count(WELL), facts.window.start, facts.window.end)
    return {"per_week": 7 * average, "mean": mean(lengths[here] / DAY)}


def days_symptomatic(facts: Facts) -> dict[str, float]:
    """Days from the return of symptoms to the next infusion, and patient-days per week."""
    spells = facts.symptoms
    helped = (spells.state == UNWELL) & (spells.ended_by == HELPED) & facts.inside(spells.since)
    average = time_average(spells.count(UNWELL), facts.window.start, facts.window.end)
    return {"mean": mean((spells.until - spells.since)[helped] / DAY), "per_week": 7 * average}


def symptomatic_unhelped(facts: Facts) -> float:
    """Spells without a booster."""
    spells = facts.symptoms
    return float(tally((spells.state == UNWELL) & (spells.ended_by != HELPED) & facts.inside(spells.since)))


def relapses(facts: Facts) -> float:
    """Relapses per week."""
    return facts.per_week(tally(facts.inside(facts.rows(Kind.RELAPSED).time)))


def reinductions(facts: Facts) -> float:
    """Re-inductions begun per week."""
    return facts.per_week(tally(facts.inside(facts.inductions.began) & ~facts.inductions.is_first))


BENEFIT = (
    Metric(
        "benefit.responders_per_week",
        "patients/week",
        "Inductions after which the patient was found a responder.",
        EVENT, responders, better=HIGHER,
    ),
    Metric(
        "benefit.response.share",
        "1",
        "Share of decisions on response that say responder.",
        EVENT, response_share, better=HIGHER,
    ),
    Metric(
        "benefit.days_in_response",
        "days",
        "In response: from the finding of response (or entry to maintenance) to relapse, a finding of no "
        "response, or leaving. per_week: patient-days per week, clipped to the window. mean: length of the "
        "spells that open in the window, cut at its end, hence longer for longer windows.",
        LEVEL, days_in_response, "per_week, mean", better=HIGHER,
    ),
    Metric(
        "benefit.days_symptomatic",
        "days",
        "mean: return of symptoms to the patient's next infusion, of those who got one by the end of the "
        "log (spells that open in the window). per_week: patient-days with returned symptoms per week, "
        "until an infusion or leaving, clipped to the window.",
        OPENS, days_symptomatic, "mean, per_week", better=LOWER,
    ),
    Metric(
        "benefit.symptomatic_unhelped",
        "spells",
        "Returns of symptoms in the window that no infusion answered by the end of the log.",
        OPENS, symptomatic_unhelped, better=LOWER,
    ),
    Metric(
        "benefit.relapses_per_week",
        "patients/week",
        "Relapses.",
        EVENT, relapses, better=LOWER,
    ),
    Metric(
        "benefit.reinductions_per_week",
        "inductions/week",
        "Inductions after the patient's first whose first infusion lies in the window.",
        EVENT, reinductions,
    ),
)  # fmt: skip
