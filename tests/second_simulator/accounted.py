"""Metrics that only the product reports: each has a reason, and is (nearly) 0 or not available."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fnmatch import fnmatch
from math import isnan

Reasons = Mapping[str, tuple[str, ...]]
"""Why nothing is compared -> patterns of the metrics that this holds for."""

NOTHING_TO_COUNT: Reasons = {
    "The product's checks of its own log; 0 in every run, or the run ends with an error.": (
        "identities.*",
        "safety.violations*",
    ),
    "Everybody is admitted, comes again after a miss and stays until the course is over.": (
        "access.admission.de*",
        "access.lost_waiting*",
        "volume.exits_per_week.*",
    ),
    "Nobody cancels, and no appointment is moved.": ("volume.cancelled.share*",),
    "Nobody is sent away: there is no patience, no waiting room to fill, no limit for latecomers.": (
        "queue.turned_away.share*",
    ),
    "There is no visit without an infusion.": ("access.wait_to_consult*",),
    "The diary has no end that anybody reaches.": ("access.third_next_available.share_none.*",),
    "Responders never relapse; they leave.": (
        "benefit.days_symptomatic*",
        "benefit.reinductions_per_week",
        "benefit.relapses_per_week",
        "benefit.symptomatic_unhelped",
    ),
    "There are no breaks, no absences, no agency, no reminders, no side effects, no on-site rules.": (
        "day.breaks*",
        "day.shifts*",
        "money.agency.per_week",
        "money.reminders.per_week",
        "volume.reminders_per_week",
        "safety.side_effects_per_100",
        "safety.stopped_early_per_1000",
        "lost*.break_cover",
        "lost*.waiting_for_rule",
    ),
    "Minutes in a few weeks; the second simulator counts them as not booked.": ("lost*.closed_early",),
    "No chair is withdrawn or given back, and every moment in one is work, turnover or a wait.": (
        "lost*.out_of_service",
        "lost*.unfilled_cancellation",
        "lost*.occupied_idle",
    ),
    "The prescriber watches nobody and does one piece of work for a visit; recovery seats are not booked.": (
        "*watch_limit.prescriber",
        "*watch_prescriber",
        "use.watching.prescriber",
        "day.continuity.share.prescriber",
        "use.chair_utilisation.booked.recovery_seat",
    ),
}
"""In both clinics."""
LITTLE = {"lost.closed_early": 2e-4, "lost_hours.closed_early": 0.15}
"""Most that is left out of the comparison where there is something to count."""
NO_COURSES: Reasons = {
    "There are no referrals, courses and bookings: the appointments are a fixed list.": (
        "access.*",
        "fidelity.*",
        "benefit.*",
        "money.margin.per_finished_induction",
        "volume.active_panel.*",
        "volume.bookings_per_week",
        "volume.exits_per_week*",
        "volume.infusions_per_week.*",
        "volume.inductions_finished_per_week",
        "volume.starts_per_week",
    ),
}
"""On the strained day, besides."""


def reason_for(metric: str, *tables: Reasons) -> str:
    """Why a metric is not compared; empty if nothing is said about it."""
    found = [why for table in tables for why, patterns in table.items() if any(fnmatch(metric, p) for p in patterns)]
    return found[0] if found else ""


def unaccounted(ours: Iterable[Mapping[str, float]], compared: Iterable[str], *tables: Reasons) -> list[str]:
    """Metrics that are neither compared nor excused, or excused although there is something to count."""
    there, found = set(compared), set()
    for metrics in ours:
        for name, value in metrics.items():
            nothing = isnan(value) or abs(value) < LITTLE.get(name, 1e-9)
            if name not in there and not (nothing and reason_for(name, *tables)):
                found.add(f"{name} = {value:.6g}")
    return sorted(found)
