"""Access: how long people wait for a first appointment, and who never gets one."""

from __future__ import annotations

import numpy as np

from sim.events import Kind
from sim.intervals import time_average
from sim.metrics.facts import Facts
from sim.metrics.metric import EVENT, HIGHER, LEVEL, LOWER, OPENS, Metric
from sim.metrics.numbers import counts, group_means, per_name, ratio, share, summary, tally, with_total
from sim.naming import slug
from sim.units import DAY

TARGET_DAYS = 14
"""The share within is asked for this many days (assumption: two weeks is what a clinic can promise)."""

NOT_EXITS = (
    "finished", "cancelled with notice", "cancelled same day", "course over", "late", "closing",
    "waiting room full", "patience",
)  # fmt: skip
"""Reasons that end an induction or a visit, never the whole course."""


def referral_waits(facts: Facts, until: np.ndarray) -> np.ndarray:
    """Days from referral to an instant per patient, of those referred in the window; shape (n,)."""
    people = facts.patients
    mask = facts.inside(people.referred) & ~people.known & ~np.isnan(until)
    answer: np.ndarray = (until - people.referred)[mask] / DAY
    return answer


def wait_to_first_infusion(facts: Facts) -> dict[str, float]:
    """Referral to first infusion."""
    return summary(referral_waits(facts, facts.patients.first_infusion))


def first_infusion_in_time(facts: Facts) -> float:
    """Share with a first infusion within the target."""
    return share(referral_waits(facts, facts.patients.first_infusion) <= TARGET_DAYS)


def wait_to_consult(facts: Facts) -> dict[str, float]:
    """Referral to first consult."""
    return summary(referral_waits(facts, facts.patients.first_consult))


def third_next(facts: Facts) -> dict[str, float]:
    """Wait for the third next free appointment, per visit type."""
    rows = facts.rows(Kind.THIRD_NEXT)
    mask = facts.inside(rows.time) & np.isfinite(rows.value) & (rows.value >= 0)
    names = [visit.name for visit in facts.header.visits]
    return per_name(names, group_means(rows.what[mask], rows.value[mask] / DAY, len(names)))


def third_next_none(facts: Facts) -> dict[str, float]:
    """Share of samples without a third free appointment, per visit type."""
    rows = facts.rows(Kind.THIRD_NEXT)
    mask = facts.inside(rows.time)
    none = ~(np.isfinite(rows.value) & (rows.value >= 0))
    names = [visit.name for visit in facts.header.visits]
    return per_name(names, group_means(rows.what[mask], none[mask].astype(float), len(names)))


def lead_time(facts: Facts) -> dict[str, float]:
    """Booking to appointment, per visit type."""
    mask = facts.inside(facts.visits.booked)
    names = [visit.name for visit in facts.header.visits]
    days = (facts.visits.due - facts.visits.booked)[mask] / DAY
    return per_name(names, group_means(facts.visits.type[mask], days, len(names)))


def waiting_list(facts: Facts) -> float:
    """Mean number waiting for a first infusion."""
    if len(facts.rows(Kind.REFERRED)) == 0:
        return np.nan
    return time_average(facts.waiting_list, facts.window.start, facts.window.end)


def lost_waiting(facts: Facts) -> dict[str, float]:
    """Patients lost before the first infusion."""
    people = facts.patients
    lost = facts.inside(people.left) & ~people.known & ~np.isnan(people.referred) & np.isnan(people.first_infusion)
    return exits(facts, people.reason[lost])


def exits(facts: Facts, reasons: np.ndarray) -> dict[str, float]:
    """Exits per week, in total and per reason."""
    names, numbers = facts.header.reasons, counts(reasons, len(facts.header.reasons))
    leaving = {
        slug(name): facts.per_week(number) for name, number in zip(names, numbers, strict=True) if name not in NOT_EXITS
    }
    return with_total(leaving)


def admission_answers(facts: Facts) -> dict[str, float]:
    """Answers of admission per week."""
    declined = facts.is_reason(facts.patients.reason, ("declined",)) & facts.inside(facts.patients.left)
    return {
        "admitted": facts.per_week(tally(facts.inside(facts.rows(Kind.ADMITTED).time))),
        "deferred": facts.per_week(tally(facts.inside(facts.rows(Kind.DEFERRED).time))),
        "declined": facts.per_week(tally(declined)),
    }


def referrals(facts: Facts) -> float:
    """New referrals per week."""
    return facts.per_week(tally(_referred_here(facts)))


def unresolved(facts: Facts) -> float:
    """Referred in the window, neither infused nor gone at the end of the log."""
    people = facts.patients
    return float(tally(_referred_here(facts) & np.isnan(people.first_infusion) & np.isnan(people.left)))


def reached(facts: Facts) -> float:
    """Share of the resolved referrals that came to a first infusion."""
    people, here = facts.patients, _referred_here(facts)
    infused = tally(here & ~np.isnan(people.first_infusion))
    lost = tally(here & np.isnan(people.first_infusion) & ~np.isnan(people.left))
    return ratio(infused, infused + lost)


def _referred_here(facts: Facts) -> np.ndarray:
    answer: np.ndarray = facts.inside(facts.patients.referred) & ~facts.patients.known
    return answer


ACCESS = (
    Metric(
        "access.wait_to_first_infusion",
        "days",
        "Referral to the start of the first infusion (the indirect wait), of new patients who got one by "
        "the end of the log; access.unresolved counts the others.",
        OPENS, wait_to_first_infusion, "mean, median, p90", better=LOWER,
    ),
    Metric(
        f"access.wait_to_first_infusion.share_within_{TARGET_DAYS}_days",
        "1",
        f"Share of those waits that last at most {TARGET_DAYS} days.",
        OPENS, first_infusion_in_time, better=HIGHER,
    ),
    Metric(
        "access.wait_to_consult",
        "days",
        "Referral to check-in at the first visit of kind consult, of new patients who came to one.",
        OPENS, wait_to_consult, "mean, median, p90", better=LOWER,
    ),
    Metric(
        "access.third_next_available.mean",
        "days",
        "Wait for the third next free appointment, sampled at the first opening of each day; samples "
        "without a third free appointment inside the booking horizon are left out.",
        EVENT, third_next, "<visit type>", better=LOWER,
    ),
    Metric(
        "access.third_next_available.share_none",
        "1",
        "Share of samples without a third free appointment inside the booking horizon.",
        EVENT, third_next_none, "<visit type>", better=LOWER,
    ),
    Metric(
        "access.lead_time.mean",
        "days",
        "Booking made to appointment, of all bookings made, whatever became of them.",
        OPENS, lead_time, "<visit type>",
    ),
    Metric(
        "access.waiting_list.mean",
        "patients",
        "Time average of the number of new patients referred, not yet infused and not gone.",
        LEVEL, waiting_list, better=LOWER,
    ),
    Metric(
        "access.lost_waiting",
        "patients/week",
        "New patients who left before a first infusion, in total and by reason.",
        EVENT, lost_waiting, "(total), <reason>", better=LOWER,
    ),
    Metric(
        "access.admission",
        "answers/week",
        "Answers of the admission policy; a patient may be deferred several times.",
        EVENT, admission_answers, "admitted, deferred, declined",
    ),
    Metric(
        "access.referrals_per_week",
        "patients/week",
        "New patients referred.",
        EVENT, referrals,
    ),
    Metric(
        "access.reached_infusion.share",
        "1",
        "Share of new patients referred who came to a first infusion, among those who either did or left.",
        OPENS, reached, better=HIGHER,
    ),
    Metric(
        "access.unresolved",
        "patients",
        "New patients referred in the window who by the end of the log neither had an infusion nor left.",
        OPENS, unresolved,
    ),
)  # fmt: skip
