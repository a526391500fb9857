"""What every metric is called where a reader sees it, on axes and in tables: words for its name, and for its ending."""

from __future__ import annotations

TITLES: dict[str, str] = {
    "access.wait_to_first_infusion": "Wait to first infusion",
    "access.wait_to_first_infusion.share_within_14_days": "Wait to first infusion within 14 days",
    "access.wait_to_consult": "Wait to consult",
    "access.third_next_available.mean": "Third next free appointment",
    "access.third_next_available.share_none": "No third free appointment in sight",
    "access.lead_time.mean": "Booked ahead",
    "access.waiting_list.mean": "New patients waiting",
    "access.lost_waiting": "New patients lost before a first infusion",
    "access.admission": "Answers to new patients",
    "access.referrals_per_week": "Referrals",
    "access.reached_infusion.share": "Referred who come to an infusion",
    "access.unresolved": "Referred, still waiting at the end",
    "fidelity.inductions_finished.share": "Inductions finished",
    "fidelity.finished_in_window": "Finished in the window",
    "fidelity.days_over.mean": "Days beyond the window",
    "fidelity.induction_days.mean": "Length of an induction",
    "fidelity.gap": "Days between infusions",
    "fidelity.gap.share_beyond_most": "Gaps beyond the widest spacing",
    "fidelity.infusions_per_starter.mean": "Infusions per starter",
    "fidelity.broken_by_congestion.share": "Inductions broken by the clinic",
    "fidelity.broken_by_patient.share": "Inductions broken for other reasons",
    "fidelity.unresolved": "Inductions still open at the end",
    "benefit.responders_per_week": "Responders",
    "benefit.response.share": "Response",
    "benefit.days_in_response": "Days in response",
    "benefit.days_symptomatic": "Days with symptoms",
    "benefit.symptomatic_unhelped": "Returns of symptoms without an infusion",
    "benefit.relapses_per_week": "Relapses",
    "benefit.reinductions_per_week": "Re-inductions",
    "day.direct_wait": "Direct wait",
    "day.direct_wait.share_over_15_min": "Direct waits over 15 min",
    "day.door_to_drip.mean": "Check-in to infusion",
    "day.length_of_stay.mean": "Length of stay",
    "day.last_patient_out": "Last patient out after closing",
    "day.overrun.mean": "Overrun of the day",
    "day.days_overrun.share": "Days over",
    "day.days_overrun_15.share": "Days over by 15 min",
    "day.overtime.per_day": "Overtime",
    "day.breaks_missed.share": "Breaks missed",
    "day.breaks_moved.share": "Breaks moved by more than 15 min",
    "day.shifts_missed.share": "Shifts nobody came to",
    "day.shifts_short_per_week": "Shifts nobody came to",
    "day.continuity.share": "Visits with one person throughout",
    "day.visits_unseen": "Visits not seen by the end",
    "use.chair_utilisation.booked": "Chair time booked",
    "use.chair_utilisation.occupied": "Chair time occupied",
    "use.chair_utilisation.treating": "Chair time with a step under way",
    "use.chair_hours_per_week": "Staffed chair time",
    "use.peak_in_use.mean": "Most in use at once",
    "use.hands_on": "Share of duty hands-on",
    "use.watching": "Share of watching places used",
    "use.at_watch_limit": "Share of watching at the limit",
    "use.staff_hours_per_week": "Time on duty",
    "use.on_duty.mean": "On duty",
    "use.queue_length.mean": "Waiting for",
    "use.in_building.mean": "Patients in the building",
    "lost": "Chair time lost",
    "lost_hours": "Chair-hours lost",
    "volume.infusions_per_week": "Infusions",
    "volume.visits_per_week": "Visits",
    "volume.throughput": "Visits completed",
    "volume.bookings_per_week": "Bookings",
    "volume.reminders_per_week": "Reminders sent",
    "volume.starts_per_week": "New starts",
    "volume.inductions_finished_per_week": "Inductions finished a week",
    "volume.active_panel": "Patients in care",
    "volume.exits_per_week": "Patients who leave for good",
    "volume.no_shows.share": "No-shows",
    "volume.cancelled.share": "Appointments cancelled",
    "safety.side_effects_per_100": "Side effects",
    "safety.stopped_early_per_1000": "Infusions stopped early",
    "safety.minutes_at_watch_limit": "Time at the watching limit",
    "safety.patients_held": "Visits held for",
    "safety.violations": "Breaches of safety rules",
    "money.revenue.per_week": "Revenue",
    "money.supplies.per_week": "Supplies",
    "money.wages.per_week": "Wages",
    "money.agency.per_week": "Agency pay",
    "money.overtime.per_week": "Overtime pay",
    "money.fixed.per_week": "Fixed cost",
    "money.reminders.per_week": "Cost of reminders",
    "money.cost.per_week": "Cost",
    "money.margin": "Margin",
    "queue.wait": "Wait",
    "queue.wait.share_positive": "Share who wait",
    "queue.time_in_system.mean": "Time in the clinic",
    "queue.present.mean": "Present",
    "queue.waiting.mean": "Waiting",
    "queue.busy.mean": "In use",
    "queue.turned_away.share": "Turned away",
    "queue.step_wait.mean": "Wait before the step",
}
"""Name of the metric -> words; an identity goes by its own name behind ``CHECK``."""
CHECK = "Check of the log"
ENDINGS: dict[str, str] = {
    "": "", "mean": "", "per_week": "", "median": "median", "p50": "median", "p5": "19 in 20 above",
    "p90": "nine in ten below", "p95": "19 in 20 below", "sd": "standard deviation", "total": "in all",
    "share_of_finished": "of those finished", "share_of_started": "of those begun",
    "per_infusion": "per infusion", "per_finished_induction": "per finished induction",
    "per_chair_hour": "per chair-hour", "cancelled_with_notice": "with notice",
    "cancelled_same_day": "on the day", "course_over": "course over", "moved_earlier": "moved earlier",
}  # fmt: skip
"""What an ending adds; any other is the scenario's own name of a role, a space or a reason."""
CAUSES = {
    "hands_": "hands-on work: ", "watch_": "somebody to watch: ", "space_": "a space: ", "rule_": "the rule: ",
}  # fmt: skip
"""What a visit waits for -> words before the name of the role, the space or the rule."""
JOINED = ("Waiting for", "Visits held for")
"""Titles that their ending goes on with."""


def title(name: str) -> str:
    """Words for one number by its full name: ``Visits with one person throughout, nurse``; the name if it has none."""
    parts = name.split(".")
    if parts[0] == "identities":
        return f"{CHECK}: {spaced(', '.join(parts[1:]))}"
    for length in range(len(parts), 0, -1):
        words, ending = TITLES.get(".".join(parts[:length])), parts[length:]
        if words in JOINED:
            return f"{words} {_cause('.'.join(ending))}"
        if words is not None:
            return ", ".join([words, *(known for part in ending if (known := ENDINGS.get(part, spaced(part))))])
    return name


def _cause(ending: str) -> str:
    before = next((prefix for prefix in CAUSES if ending.startswith(prefix)), "")
    return CAUSES.get(before, "") + spaced(ending.removeprefix(before))


def spaced(name: str) -> str:
    """A scenario's own name as it is read."""
    return name.replace("_", " ")
