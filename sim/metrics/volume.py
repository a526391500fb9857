"""Volume: how much is done, and for how many."""

from __future__ import annotations

import numpy as np

from sim.events import GIVEN_BACK, Kind, Phase
from sim.intervals import time_average
from sim.metrics.access import exits as exits_by_reason
from sim.metrics.facts import BETWEEN, INDUCTION, MAINTENANCE, Facts
from sim.metrics.metric import EVENT, HIGHER, LEVEL, LOWER, OPENS, Metric
from sim.metrics.numbers import counts, per_name, ratio, tally
from sim.naming import slug


def infusions(facts: Facts) -> dict[str, float]:
    """Infusions per week, in total and by phase."""
    phases = facts.infused_here.phase
    found = {phase.name.lower(): facts.per_week(tally(phases == phase)) for phase in Phase}
    return {
        "": facts.per_week(len(phases)),
        **{name: found[name] for name in ("induction", "maintenance")},
    }


def visits(facts: Facts) -> dict[str, float]:
    """Visits per week by type."""
    found = facts.visits
    here = facts.inside(found.checked_in) & np.isnan(found.turned_away)
    names = [visit.name for visit in facts.header.visits]
    return per_name(names, [facts.per_week(number) for number in counts(found.type[here], len(names))])


def throughput(facts: Facts) -> float:
    """Visits completed per week."""
    return facts.per_week(tally(facts.inside(facts.visits.departed)))


def starts(facts: Facts) -> float:
    """Patients started per week."""
    return facts.per_week(tally(facts.inside(facts.inductions.began) & facts.inductions.is_first))


def finished(facts: Facts) -> float:
    """Inductions finished per week."""
    rows = facts.rows(Kind.INDUCTION_CLOSED)
    done = facts.is_reason(rows.what, ("finished",)) & facts.inside(rows.time)
    return facts.per_week(tally(done))


def active_panel(facts: Facts) -> dict[str, float]:
    """Mean number of patients in the programme."""
    window, panel = facts.window, facts.panel
    groups = {
        "induction": (INDUCTION,),
        "maintenance": (MAINTENANCE,),
        "total": (INDUCTION, MAINTENANCE, BETWEEN),
    }
    return {name: time_average(panel.count(*states), window.start, window.end) for name, states in groups.items()}


def exits(facts: Facts) -> dict[str, float]:
    """Patients who leave, by reason."""
    rows = facts.rows(Kind.LEFT)
    return exits_by_reason(facts, rows.what[facts.inside(rows.time)])


def _due_here(facts: Facts) -> np.ndarray:
    answer: np.ndarray = facts.inside(facts.visits.due) & facts.visits.has_appointment
    return answer


def no_shows(facts: Facts) -> float:
    """Share of standing appointments missed."""
    here, found = _due_here(facts), facts.visits
    missed = tally(here & ~np.isnan(found.missed))
    return ratio(missed, missed + tally(here & ~np.isnan(found.checked_in)))


def cancelled(facts: Facts) -> dict[str, float]:
    """Share of appointments cancelled, in total and by reason."""
    here, found = _due_here(facts), facts.visits
    given_back = facts.is_reason(found.cancel_reason, GIVEN_BACK)
    gone = here & ~np.isnan(found.cancelled)
    whole = tally(gone & ~given_back) + tally(here & ~(np.isnan(found.missed) & np.isnan(found.checked_in)))
    reasons = {
        slug(name): ratio(tally(gone & facts.is_reason(found.cancel_reason, (name,))), whole)
        for name in ("cancelled with notice", "cancelled same day", *GIVEN_BACK)
    }
    return {"": ratio(tally(gone & ~given_back), whole), **reasons}


def bookings(facts: Facts) -> float:
    """Bookings made per week."""
    return facts.per_week(tally(facts.inside(facts.visits.booked)))


def reminders(facts: Facts) -> float:
    """Reminders sent per week."""
    return facts.per_week(tally(facts.inside(facts.rows(Kind.REMINDED).time)))


VOLUME = (
    Metric(
        "volume.infusions_per_week",
        "infusions/week",
        "Infusions begun, in total and by phase of the course.",
        EVENT, infusions, "(total), induction, maintenance", better=HIGHER,
    ),
    Metric(
        "volume.visits_per_week",
        "visits/week",
        "Visits checked in and not sent away.",
        OPENS, visits, "<visit type>", better=HIGHER,
    ),
    Metric(
        "volume.throughput",
        "visits/week",
        "Visits completed: departures.",
        EVENT, throughput, better=HIGHER,
    ),
    Metric(
        "volume.bookings_per_week",
        "bookings/week",
        "Bookings made.",
        EVENT, bookings,
    ),
    Metric(
        "volume.reminders_per_week",
        "reminders/week",
        "Reminders sent.",
        EVENT, reminders,
    ),
    Metric(
        "volume.starts_per_week",
        "patients/week",
        "First infusions of patients' first inductions.",
        EVENT, starts, better=HIGHER,
    ),
    Metric(
        "volume.inductions_finished_per_week",
        "inductions/week",
        "Inductions closed as finished.",
        EVENT, finished, better=HIGHER,
    ),
    Metric(
        "volume.active_panel",
        "patients",
        "Time average of patients in an induction (first infusion to closing), in maintenance (entry to "
        "relapse or leaving), and of both together with those between the two.",
        LEVEL, active_panel, "induction, maintenance, total",
    ),
    Metric(
        "volume.exits_per_week",
        "patients/week",
        "Patients who left for good, in total and by reason.",
        EVENT, exits, "(total), <reason>",
    ),
    Metric(
        "volume.no_shows.share",
        "1",
        "Share of appointments that fell into the window and were not cancelled to which nobody came.",
        EVENT, no_shows, better=LOWER,
    ),
    Metric(
        "volume.cancelled.share",
        "1",
        "Appointments that fell into the window and were cancelled by patients, as a share of those not given "
        "back because the course was over or for an earlier start; those two are counted against the same number.",
        EVENT, cancelled, "(total), cancelled_with_notice, cancelled_same_day, course_over, moved_earlier",
        better=LOWER,
    ),
)  # fmt: skip
