"""The few numbers that a manager asks for first, with plain words for them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sim.metrics.titles import spaced, title

HEADLINES: tuple[tuple[str, str], ...] = (
    ("New starts", "volume.starts_per_week"),
    ("Infusions", "volume.infusions_per_week"),
    ("In maintenance", "volume.active_panel.maintenance"),
    ("Wait to first infusion", "access.wait_to_first_infusion.mean"),
    ("  nine in ten below", "access.wait_to_first_infusion.p90"),
    ("Finished in the window", "fidelity.finished_in_window.share_of_finished"),
    ("Symptomatic until booster", "benefit.days_symptomatic.mean"),
    ("Direct wait", "day.direct_wait.mean"),
    ("  nine in ten below", "day.direct_wait.p90"),
    ("Days over by 15 min", "day.days_overrun_15.share"),
    ("Chair time treating", "lost.productive"),
    ("Margin", "money.margin.per_week"),
)
"""For a clinic with courses."""

QUEUE_HEADLINES: tuple[tuple[str, str], ...] = (
    ("Wait, mean", "queue.wait.mean"),
    ("Share who wait", "queue.wait.share_positive"),
    ("Time in the clinic, mean", "queue.time_in_system.mean"),
    ("Waiting, mean number", "queue.waiting.mean"),
    ("Turned away", "queue.turned_away.share"),
    ("Last patient out after closing, mean", "day.last_patient_out.mean"),
)
"""For queues and sessions without courses."""


COURSES = ("access.referrals_per_week", "volume.active_panel.total")
"""One of them is above zero wherever there are courses."""

OTHERS: tuple[tuple[str, str], ...] = (
    ("Wait to first infusion, median", "access.wait_to_first_infusion.median"),
    ("Wait to first infusion within 14 days", "access.wait_to_first_infusion.share_within_14_days"),
    ("Overrun of the day", "day.overrun.mean"),
    ("Direct waits over 15 min", "day.direct_wait.share_over_15_min"),
    ("Days over", "day.days_overrun.share"),
    ("Patients in care", "volume.active_panel.total"),
    ("Visits", "volume.throughput"),
    ("Inductions finished", "fidelity.inductions_finished.share"),
    ("Infusions per starter", "fidelity.infusions_per_starter.mean"),
    ("Revenue", "money.revenue.per_week"),
    ("Wages", "money.wages.per_week"),
    ("Cost", "money.cost.per_week"),
    ("Overtime pay", "money.overtime.per_week"),
    ("Margin per infusion", "money.margin.per_infusion"),
    ("Begun and finished in the window", "fidelity.finished_in_window.share_of_started"),
    ("Days in response a week", "benefit.days_in_response.per_week"),
    ("Relapses", "benefit.relapses_per_week"),
    ("Re-inductions", "benefit.reinductions_per_week"),
    ("Lost to no-shows", "lost.no_show"),
    ("Lost to cancellations", "lost.unfilled_cancellation"),
    ("Reminders", "money.reminders.per_week"),
)
"""Plain words for what else is told beside them."""
FAMILIES: tuple[tuple[str, str], ...] = (("Overtime, ", "day.overtime.per_day."), ("In use, ", "queue.busy.mean."))
"""Words before the name of a role or a space: for clinics with courses, and for those without."""


def highlights(found: Mapping[str, Mapping[str, Any]], courses: bool | None = None) -> list[tuple[str, str]]:
    """Label and name of the headline metrics that have a number, overtime and use by resource included.

    *courses*: whether there are any; left out, whether anybody is referred or in care. Else visits are told as a queue.
    """
    clinic = any(found.get(name, {}).get("mean") for name in COURSES) if courses is None else courses
    chosen = list(HEADLINES if clinic else QUEUE_HEADLINES)
    words, prefix = FAMILIES[0 if clinic else 1]
    chosen += [(words + _spaced(name, prefix), name) for name in found if name.startswith(prefix)]
    return [(label, name) for label, name in chosen if found.get(name, {}).get("mean") is not None]


def label(name: str) -> str:
    """Plain words for a number by its full name, which can stand alone: of the headlines, else its title."""
    for words, prefix in FAMILIES:
        if name.startswith(prefix):
            return words + _spaced(name, prefix)
    return _LABELS.get(name) or title(name)


def _spaced(name: str, prefix: str) -> str:
    return spaced(name.removeprefix(prefix))


def _labels() -> dict[str, str]:
    """Name -> label, an indented one together with the label that it continues."""
    found, above = {}, ""
    for words, name in HEADLINES + QUEUE_HEADLINES + OTHERS:
        above = above if words.startswith(" ") else words
        found[name] = f"{above}, {words.strip()}" if words.startswith(" ") else words
    return found


_LABELS = _labels()
