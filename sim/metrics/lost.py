"""Lost chair-hours by cause: every open minute of every treatment space, adding up to one."""

from __future__ import annotations

from sim.metrics.chairs import CAUSES, PRODUCTIVE, nominal_stock
from sim.metrics.facts import Facts
from sim.metrics.metric import HIGHER, LEVEL, Metric
from sim.metrics.numbers import ratio


def shares(facts: Facts) -> dict[str, float]:
    """Share of the open time of the nominal stock."""
    whole = nominal_stock(facts) * facts.hours.total
    found = {name: ratio(minutes, whole) for name, minutes in facts.chair_time.items()}
    return {**found, "total": ratio(sum(facts.chair_time.values()), whole)}


def hours(facts: Facts) -> dict[str, float]:
    """Chair-hours per week."""
    return {name: facts.per_week(minutes / 60) for name, minutes in facts.chair_time.items() if name != PRODUCTIVE}


_CAUSES = ", ".join(("break_cover", "waiting_for_<role>", *CAUSES))

LOST = (
    Metric(
        "lost",
        "1",
        "Share of the time of all treatment spaces (the most ever in service) during opening hours. Taken: "
        "productive while a step runs with the patient there; waiting for hands of a role, a watcher, a "
        "rule or another space; break_cover instead while somebody of that role is on a break; "
        "occupied_idle for no such reason; turnover from left to ready. Empty, asked in this order, each as"
        " far as chairs are empty: out_of_service; patients in the building who wait for anything but a "
        "space (same names); before_seating, patients in steps elsewhere; late_arrival, from appointment to"
        " check-in; no_show and unfilled_cancellation, their planned time; closed_early, after the day's "
        "last departure and last planned end; nobody_booked, the rest. total is the sum, 1.",
        LEVEL, shares, f"productive, {_CAUSES}, total", better={"productive": HIGHER},
    ),
    Metric(
        "lost_hours",
        "h/week",
        "The same as chair-hours per week.",
        LEVEL, hours, _CAUSES,
    ),
)  # fmt: skip
