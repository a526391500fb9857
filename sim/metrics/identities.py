"""Identities: what must hold in every log, as numbers that must be zero.

They read the whole log, warm-up and cool-down included, and use other roads than the metrics do. Every run checks
them (``check``), and one that does not hold is an error.
"""

from __future__ import annotations

from collections.abc import Callable

from sim.metrics import balances, conservation
from sim.metrics.facts import Facts
from sim.metrics.identity import Broken, Identity, counted


def _limit(name: str) -> Callable[[Facts], Broken]:
    """One of the limits, over the whole log."""
    return lambda facts: counted(facts.exceeded[name])


IDENTITIES = (
    Identity(
        "identities.time_order",
        "rows",
        "Rows of the log that are earlier than the row before them.",
        conservation.time_order,
    ),
    Identity(
        "identities.patients",
        "rows",
        "Patients referred twice, gone twice or gone without having been referred; and bookings, infusions and "
        "whatever else belongs to a course before the referral or after leaving.",
        conservation.patients,
    ),
    Identity(
        "identities.inductions",
        "rows",
        "Inductions opened while one is open, closed while none is, or closed with another number of infusions "
        "than the last one had.",
        conservation.inductions,
    ),
    Identity(
        "identities.bookings",
        "bookings",
        "Bookings made twice, with two of: checked in, missed, cancelled; or with none of them though due more "
        "than a day before the end of the log and the patient is not in the building.",
        conservation.bookings,
    ),
    Identity(
        "identities.visits",
        "visits",
        "Visits that departed or were sent away without a check-in before, or after having done either already.",
        conservation.visits,
    ),
    Identity(
        "identities.infusions",
        "infusions",
        "Infusions of a visit that had one already.",
        conservation.infusions,
    ),
    Identity(
        "identities.sequence",
        "visits",
        "Visits with instants out of order: booked, cancelled, due; check-in, seated, infusion, departure.",
        conservation.sequence,
    ),
    Identity(
        "identities.steps",
        "rows",
        "Steps of a visit that begin while another one runs, or end without having begun.",
        conservation.steps,
    ),
    Identity(
        "identities.waits",
        "rows",
        "Waits of a visit that begin while it waits already, or end without having begun.",
        conservation.waits,
    ),
    Identity(
        "identities.one_place",
        "visits",
        "Visits that begin while the same patient is in the building for another.",
        conservation.one_place,
    ),
    Identity(
        "identities.order",
        "infusions",
        "Induction infusions whose number is neither 1 nor one more than that of the patient's infusion before.",
        conservation.order,
    ),
    Identity(
        "identities.gaps_below_least",
        "gaps",
        "Spacings inside inductions below the protocol's least, in calendar days between the appointments.",
        conservation.gaps_below_least,
    ),
    Identity(
        "identities.closed_days",
        "visits",
        "Visits given though neither the day of check-in nor the day of the appointment has a session.",
        conservation.closed_days,
    ),
    Identity(
        "identities.double_booking",
        "stays",
        "Stays that begin in a space which somebody else still holds.",
        conservation.double_booking,
    ),
    Identity(
        "identities.spaces",
        "stays",
        "Stays that begin beyond the number in service, or in a space not yet ready.",
        _limit("spaces"),
    ),
    Identity(
        "identities.hands",
        "spans",
        "Hands-on work of a member who is busy with another, on a break or not on duty.",
        _limit("hands"),
    ),
    Identity(
        "identities.watching",
        "times",
        "Times at which more patients come to be watched than the members on duty may watch.",
        _limit("watching"),
    ),
    Identity(
        "identities.on_site",
        "times",
        "Times at which fewer people come to be in the building than an on-site rule wants.",
        _limit("on_site"),
    ),
    Identity(
        "identities.closed",
        "visits",
        "Visits first seated while closed, with neither appointment nor check-in while open.",
        _limit("closed"),
    ),
    Identity(
        "identities.chair_minutes",
        "1",
        "Area under the number of spaces taken, or held until they are ready, less the sum of the stays; as a share "
        "of the larger, zero up to rounding.",
        balances.chair_minutes,
        "<space>.taken, <space>.held",
    ),
    Identity(
        "identities.staff_minutes",
        "1",
        "Area under the number of members on duty less their minutes hands-on, on a break and free, these member by "
        "member; as a share of the larger, zero up to rounding.",
        balances.staff_minutes,
        "<role>",
    ),
    Identity(
        "identities.little",
        "1",
        "Little's law for each queue over the whole log: area under the number in it less the sum of the times in it, "
        "as a share of the larger, zero up to rounding. The building, new patients before their first infusion, and "
        "whoever waits for each cause.",
        balances.little,
        "building, waiting_list, <cause>",
    ),
    Identity(
        "identities.lost_time",
        "1",
        "Chair-hours by cause less all chair-hours, as a share of these, causes below zero included; zero up to "
        "rounding.",
        balances.lost_time,
    ),
)  # fmt: skip
"""In the order of the catalogue."""
