"""Identities: what must hold in every log, as residuals that must be zero.

They read the whole log, warm-up and cool-down included, and use other roads than the metrics do.
"""

from __future__ import annotations

import numpy as np

from sim.events import Kind, Phase
from sim.intervals import order_by
from sim.metrics.chairs import nominal_stock
from sim.metrics.facts import Facts
from sim.metrics.metric import LOG, Metric
from sim.metrics.numbers import tally
from sim.metrics.patients import day_of
from sim.metrics.safety import overlapping


def time_order(facts: Facts) -> float:
    """Rows earlier than the row before them."""
    return float(tally(np.diff(facts.all.time) < 0))


def patients(facts: Facts) -> float:
    """Patients with two beginnings or two ends, and infusions before the one or after the other."""
    n = facts.n_patients
    referred, left = facts.rows(Kind.REFERRED), facts.rows(Kind.LEFT)
    begins = np.bincount(referred.patient, minlength=n)
    ends = np.bincount(left.patient, minlength=n)
    given = facts.infusions
    after = given.time > np.nan_to_num(facts.patients.left, nan=np.inf)[given.patient]
    before = given.time < np.nan_to_num(facts.patients.referred, nan=-np.inf)[given.patient]
    return float(tally((begins > 1) | (ends > 1)) + tally(after | before))


def bookings(facts: Facts) -> float:
    """Bookings without exactly one outcome, those still in the future left out."""
    found = facts.visits
    outcomes = sum((~np.isnan(one)).astype(int) for one in (found.cancelled, found.missed, found.checked_in))
    booked = ~np.isnan(found.booked)
    future = (outcomes == 0) & (found.due >= _last(facts))
    return float(tally(booked & (outcomes != 1) & ~future))


def visits(facts: Facts) -> float:
    """Visits that ended without having begun, or ended twice over."""
    found = facts.visits
    ends = (~np.isnan(found.departed)).astype(int) + ~np.isnan(found.turned_away)
    return float(tally((ends > 1) | ((ends > 0) & np.isnan(found.checked_in))))


def infusions(facts: Facts) -> float:
    """Difference between infusion steps and the visits that had one."""
    return float(abs(len(facts.infusions.time) - tally(~np.isnan(facts.visits.infused))))


def chair_minutes(facts: Facts) -> float:
    """Area under the number of spaces taken less the sum of the stays [min]."""
    end = facts.horizon
    stays = facts.stays
    areas = sum(float(one.integral(np.array([end]))[0]) for one in facts.in_use)
    return abs(areas - float(np.sum(np.minimum(stays.left, end) - stays.seated)))


def double_booking(facts: Facts) -> float:
    """People seated in a space that somebody else still had."""
    stays = facts.stays
    which = stays.space * (int(stays.unit.max(initial=0)) + 2) + stays.unit + 1
    numbered = stays.unit >= 0
    twice = overlapping(which[numbered], stays.seated[numbered], stays.left[numbered], stays.at[numbered])
    return float(tally(twice))


def closed_days(facts: Facts) -> float:
    """Check-ins on days without a session."""
    arrived = day_of(facts.rows(Kind.CHECKED_IN).time)
    starts, ends = facts.sessions.starts, facts.sessions.ends
    place = np.searchsorted(day_of(starts), arrived, side="right") - 1
    if len(starts) == 0:
        return float(len(arrived))
    return float(tally((place < 0) | (day_of(ends)[np.maximum(place, 0)] < arrived)))


def sequence(facts: Facts) -> float:
    """Visits whose instants do not follow each other."""
    found = facts.visits
    pairs = (
        (found.booked, found.due),
        (found.cancelled, found.due),
        (found.checked_in, found.seated),
        (found.checked_in, found.began),
        (found.seated, found.infused),
        (found.infused, found.departed),
        (found.checked_in, found.turned_away),
    )
    wrong = np.zeros(facts.n_visits, bool)
    for earlier, later in pairs:
        wrong |= earlier > later
    return float(tally(wrong))


def one_place(facts: Facts) -> float:
    """Visits that begin while the same patient is inside for another one."""
    rows = facts.rows(Kind.CHECKED_IN)
    known = rows.patient >= 0
    who, visit = rows.patient[known], rows.visit[known]
    return float(tally(overlapping(who, rows.time[known], facts.visits.left[visit], facts.at(Kind.CHECKED_IN)[known])))


def gaps_below_least(facts: Facts) -> float:
    """Spacings inside inductions below the least of the protocol."""
    return float(tally(facts.gaps.days < np.floor(facts.gaps.least)))


def order(facts: Facts) -> float:
    """Induction infusions whose numbers do not count up."""
    given = facts.infusions
    number = facts.steps.rows.unit[facts.is_part(facts.steps.rows.what, "infusion")]
    chosen = np.flatnonzero((given.phase == Phase.INDUCTION) & (number > 0))
    chosen = chosen[order_by(given.patient[chosen])]
    same = given.patient[chosen][1:] == given.patient[chosen][:-1]
    step = np.diff(number[chosen])
    return float(tally(same & (step != 1) & (number[chosen][1:] != 1)))


def lost_time(facts: Facts) -> float:
    """Difference of the chair-hours by cause from all there were, as a share; and causes below zero."""
    found = list(facts.chair_time.values())
    whole = facts.hours.total * nominal_stock(facts)
    return (abs(sum(found) - whole) + sum(max(-minutes - 1e-6, 0.0) for minutes in found)) / max(whole, 1.0)


def little(facts: Facts) -> float:
    """Area under the number in the building less the sum of the stays, by the rows alone [min]."""
    arrived = facts.rows(Kind.CHECKED_IN).time
    gone = np.concatenate((facts.rows(Kind.DEPARTED).time, facts.rows(Kind.TURNED_AWAY).time))
    end = facts.horizon
    by_level = float(np.sum(end - arrived) - np.sum(end - gone))
    here = ~np.isnan(facts.visits.checked_in)
    by_visit = float(np.sum(np.minimum(facts.visits.left, end)[here] - facts.visits.checked_in[here]))
    return abs(by_level - by_visit)


def _last(facts: Facts) -> float:
    return float(facts.all.time[-1]) if len(facts.all) else 0.0


IDENTITIES = (
    Metric(
        "identities.time_order",
        "rows",
        "Rows of the log that are earlier than the row before them.",
        LOG, time_order,
    ),
    Metric(
        "identities.patients",
        "patients",
        "Patients referred twice or gone twice, and infusions before a referral or after leaving.",
        LOG, patients,
    ),
    Metric(
        "identities.bookings",
        "bookings",
        "Bookings due by the end of the log without exactly one of: checked in, missed, cancelled.",
        LOG, bookings,
    ),
    Metric(
        "identities.visits",
        "visits",
        "Visits that departed and were sent away, or did either without a check-in.",
        LOG, visits,
    ),
    Metric(
        "identities.infusions",
        "infusions",
        "Difference between infusion steps and visits with one.",
        LOG, infusions,
    ),
    Metric(
        "identities.chair_minutes",
        "min",
        "Area under the number of spaces taken less the sum of the stays; zero up to rounding.",
        LOG, chair_minutes,
    ),
    Metric(
        "identities.double_booking",
        "stays",
        "Stays that begin in a space which somebody else still holds.",
        LOG, double_booking,
    ),
    Metric(
        "identities.closed_days",
        "visits",
        "Check-ins on days without a session.",
        LOG, closed_days,
    ),
    Metric(
        "identities.sequence",
        "visits",
        "Visits with instants out of order: booked, cancelled, due; check-in, seated, infusion, departure.",
        LOG, sequence,
    ),
    Metric(
        "identities.one_place",
        "visits",
        "Visits that begin while the same patient is in the building for another.",
        LOG, one_place,
    ),
    Metric(
        "identities.gaps_below_least",
        "gaps",
        "Spacings inside inductions below the protocol's least, in calendar days.",
        LOG, gaps_below_least,
    ),
    Metric(
        "identities.order",
        "infusions",
        "Induction infusions whose number is neither 1 nor one more than that of the patient's infusion "
        "before.",
        LOG, order,
    ),
    Metric(
        "identities.lost_time",
        "1",
        "Chair-hours by cause less all chair-hours, as a share of these; zero up to rounding.",
        LOG, lost_time,
    ),
    Metric(
        "identities.little",
        "min",
        "Area under the number in the building less the sum of the visits; zero up to rounding.",
        LOG, little,
    ),
)  # fmt: skip
