"""Metrics of the second simulator, from its own records, by the definitions of ``docs/metrics.md``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from second_courses import DAY, Person, Practice
from second_day import Clinic, Day, Stay, Stretch

WEEK = 7.0


@dataclass(frozen=True)
class Tariff:
    """What things cost, written out a second time; wages by the hour."""

    price: float = 500.0
    supplies: float = 60.0
    nurse: float = 52.0
    prescriber: float = 140.0
    overtime: float = 1.5
    """Multiple of the wage."""
    a_day: float = 900.0
    a_chair: float = 12.0
    """For each chair and day."""


TARIFF = Tariff()
ACTIVITIES = {"approve": "approve", "set up": "set_up", "infuse": "infuse", "finish": "finish", "recover": "recover"}
CAUSES = {
    "prescriber": "hands_prescriber",
    "nurse": "hands_nurse",
    "chair": "space_chair",
    "watcher": "watch_nurse",
    "seat": "space_recovery_seat",
}
LOST = {
    "prescriber": "waiting_for_prescriber",
    "nurse": "waiting_for_nurse",
    "watcher": "waiting_for_watcher",
    "seat": "waiting_for_space",
}


def of_days(clinic: Clinic, days: list[Day]) -> dict[str, float]:
    """Every metric of the day, over all *days*."""
    stays = [stay for day in days for stay in day.stays]
    return (
        _waits(stays)
        | _ends(clinic, days)
        | _money(clinic, days)
        | _use(clinic, days, stays)
        | _staffed(clinic)
        | _lost(clinic, days)
        | _counts(days, stays)
        | _steps(stays)
    )


def _direct_wait(stay: Stay) -> float:
    return max(0.0, stay.seated_at - max(stay.arrives, stay.due))


def _waits(stays: list[Stay]) -> dict[str, float]:
    waits = np.array([_direct_wait(stay) for stay in stays])
    there = np.array([stay.out_at - stay.arrives for stay in stays])
    return {
        "day.direct_wait.mean": waits.mean(),
        "day.direct_wait.median": np.median(waits),
        "day.direct_wait.p90": np.quantile(waits, 0.9),
        "day.direct_wait.share_over_15_min": (waits > 15).mean(),
        "queue.wait.mean": waits.mean(),
        "queue.wait.mean.infusion": waits.mean(),
        "queue.wait.p50": np.median(waits),
        "queue.wait.p90": np.quantile(waits, 0.9),
        "queue.wait.sd": waits.std(ddof=1),
        "queue.wait.p95": np.quantile(waits, 0.95),
        "queue.wait.share_positive": (waits > 0).mean(),
        "day.door_to_drip.mean": np.mean([stay.infusing_at - stay.arrives for stay in stays]),
        "day.length_of_stay.mean": there.mean(),
        "queue.time_in_system.mean": there.mean(),
        "queue.time_in_system.mean.infusion": there.mean(),
        "day.visits_unseen": float(sum(not stay.seated_at for stay in stays)),
    }


def _ends(clinic: Clinic, days: list[Day]) -> dict[str, float]:
    late = np.array([max(s.out_at for s in day.stays) - clinic.closes for day in days if day.stays])
    both = {"day.last_patient_out.mean": late.mean(), "day.last_patient_out.p95": np.quantile(late, 0.95)}
    for role in ("nurse", "prescriber"):
        over = [end - clinic.closes for day in days for end in day.shift_ends[role]]
        both[f"day.overtime.per_day.{role}"] = sum(over) / len(days)
    return both | {
        "day.overrun.mean": np.maximum(late, 0).sum() / len(days),  # a day on which nobody came did not overrun
        "day.days_overrun.share": (late > 0).sum() / len(days),
        "day.days_overrun_15.share": (late > 15).sum() / len(days),
    }


def _money(clinic: Clinic, days: list[Day]) -> dict[str, float]:
    """Per week of seven open days; margins also per infusion and per chair-hour."""
    tariff, weeks, given = TARIFF, len(days) / WEEK, sum(len(day.stays) for day in days)
    hours, members = (clinic.closes - clinic.opens) / 60, {"nurse": clinic.nurses, "prescriber": clinic.prescribers}
    wage = {"nurse": tariff.nurse, "prescriber": tariff.prescriber}
    over = sum(wage[role] * (end - clinic.closes) / 60 for day in days for role in wage for end in day.shift_ends[role])
    costs = {
        "supplies": tariff.supplies * given / weeks,
        "wages": WEEK * hours * sum(wage[role] * members[role] for role in wage),
        "overtime": tariff.overtime * over / weeks,
        "fixed": WEEK * (tariff.a_day + tariff.a_chair * clinic.chairs),
    }
    margin = tariff.price * given / weeks - sum(costs.values())
    return {f"money.{name}.per_week": amount for name, amount in costs.items()} | {
        "money.revenue.per_week": tariff.price * given / weeks,
        "money.cost.per_week": sum(costs.values()),
        "money.margin.per_week": margin,
        "money.margin.per_infusion": margin * weeks / given,
        "money.margin.per_chair_hour": margin / (WEEK * hours * clinic.chairs),
    }


def overlap(stretches: Iterable[Stretch], begin: float, end: float) -> float:
    """Minutes of all stretches that lie between two instants."""
    return sum(max(0.0, min(s.end, end) - max(s.begin, begin)) for s in stretches)


def _in_chair(stay: Stay) -> Stretch:
    return Stretch("chair", stay.seated_at, stay.left_chair_at)


def _use(clinic: Clinic, days: list[Day], stays: list[Stay]) -> dict[str, float]:
    begin, end = clinic.opens, clinic.closes
    open_minutes = (end - begin) * len(days)
    running = [stretch for stay in stays for stretch in stay.running]
    waiting = [stretch for stay in stays for stretch in stay.waiting]
    chair = [_in_chair(stay) for stay in stays]

    def doing(*what: str) -> list[Stretch]:
        return [stretch for stretch in running if stretch.what in what]

    treating = overlap(doing("set up", "infuse", "finish"), begin, end)
    watched = overlap(doing("infuse"), begin, end)
    planned = sum(min(s.due + clinic.booked, end) - s.due for s in stays)
    planned += sum(min(due + clinic.booked, end) - due for day in days for due in day.absent)
    hands = {"nurse": ("set up", "finish"), "prescriber": ("approve",)}
    members = {"nurse": clinic.nurses, "prescriber": clinic.prescribers}
    seats = overlap(doing("recover"), begin, end) / (clinic.seats * open_minutes)
    found = {
        "use.chair_utilisation.booked.chair": planned / (clinic.chairs * open_minutes),
        "use.chair_utilisation.occupied.chair": overlap(chair, begin, end) / (clinic.chairs * open_minutes),
        "use.chair_utilisation.treating.chair": treating / (clinic.chairs * open_minutes),
        "use.chair_utilisation.occupied.recovery_seat": seats,
        "use.chair_utilisation.treating.recovery_seat": seats,
        "use.watching.nurse": watched / (clinic.nurses * clinic.watches * open_minutes),
        "use.in_building.mean": overlap((Stretch("", s.arrives, s.out_at) for s in stays), begin, end) / open_minutes,
        "queue.present.mean": sum(s.out_at - s.arrives for s in stays) / (DAY * len(days)),
        "queue.waiting.mean": sum(w.end - w.begin for w in waiting) / (DAY * len(days)),
        "queue.busy.mean.chair": sum(c.end - c.begin for c in chair) / (DAY * len(days)),
        "queue.busy.mean.recovery_seat": sum(r.end - r.begin for r in doing("recover")) / (DAY * len(days)),
        "use.peak_in_use.mean.chair": np.mean([_peak(_in_chair(s) for s in day.stays) for day in days]),
        "use.peak_in_use.mean.recovery_seat": np.mean(
            [_peak(r for s in day.stays for r in s.running if r.what == "recover") for day in days]
        ),
    }
    for role, activities in hands.items():
        found[f"use.hands_on.{role}"] = overlap(doing(*activities), begin, end) / (members[role] * open_minutes)
        found[f"queue.busy.mean.{role}"] = sum(s.end - s.begin for s in doing(*activities)) / (DAY * len(days))
    for cause, name in CAUSES.items():
        minutes = overlap((w for w in waiting if w.what == cause), begin, end)
        found[f"use.queue_length.mean.{name}"] = minutes / open_minutes
    return found | _at_limit(days)


def _staffed(clinic: Clinic) -> dict[str, float]:
    """What is there whether anybody comes or not."""
    hours = (clinic.closes - clinic.opens) / 60
    spaces, roles = {"chair": clinic.chairs, "recovery_seat": clinic.seats}, {
        "nurse": clinic.nurses, "prescriber": clinic.prescribers,
    }  # fmt: skip
    return (
        {f"use.chair_hours_per_week.{space}": WEEK * hours * number for space, number in spaces.items()}
        | {f"use.staff_hours_per_week.{role}": WEEK * hours * number for role, number in roles.items()}
        | {f"use.on_duty.mean.{role}": hours / 24 * number for role, number in roles.items()}
    )


def levels(stretches: Iterable[Stretch]) -> Iterator[tuple[float, float, dict[str, int]]]:
    """How many stretches of each kind go on between one change and the next: begin, end, counts."""
    changes = sorted((at, by, s.what) for s in stretches for at, by in ((s.begin, 1), (s.end, -1)))
    counts: dict[str, int] = {}
    for (at, by, what), (then, _, _) in zip(changes, changes[1:], strict=False):
        counts[what] = counts.get(what, 0) + by
        if then > at:
            yield at, then, counts


def _peak(stretches: Iterable[Stretch]) -> int:
    return max((sum(counts.values()) for _, _, counts in levels(stretches)), default=0)


def _at_limit(days: list[Day]) -> dict[str, float]:
    """Time at the watching limit, which falls when nurses go home."""
    watched = at_limit = 0.0
    for day in days:
        steps = [*day.limits, (float("inf"), 0)]
        infusing = [r for s in day.stays for r in s.running if r.what == "infuse"]
        for begin, end, counts in levels(infusing):
            if counts["infuse"] > 0:
                watched += end - begin
                for (since, limit), (until, _) in zip(steps, steps[1:], strict=False):
                    if counts["infuse"] >= limit:
                        at_limit += max(0.0, min(end, until) - max(begin, since))
    return {
        "use.at_watch_limit.nurse": at_limit / watched,
        "safety.minutes_at_watch_limit.nurse": at_limit / (len(days) / WEEK),
        "safety.patients_held.watch_nurse": sum(
            any(w.what == "watcher" for w in stay.waiting) for day in days for stay in day.stays
        )
        / (len(days) / WEEK),
    }


def _lost(clinic: Clinic, days: list[Day]) -> dict[str, float]:
    """Chair-time by cause: chairs that are taken, then the empty ones, cause after cause."""
    total: dict[str, float] = {}
    for day in days:
        for begin, end, counts in levels(_chair_facts(clinic, day)):
            for cause, chairs in _shares(clinic.chairs, counts).items():
                total[cause] = total.get(cause, 0.0) + chairs * (end - begin)
    all_chairs = clinic.chairs * (clinic.closes - clinic.opens) * len(days)
    names = ("productive", "turnover", "before_seating", "late_arrival", "no_show", "nobody_booked", *LOST.values())
    lost = {f"lost.{name}": total.get(name, 0.0) / all_chairs for name in names}
    hours = {f"lost_hours.{name}": total.get(name, 0.0) / 60 / (len(days) / WEEK) for name in names[1:]}
    return lost | hours | {"lost.total": sum(lost.values())}


def _chair_facts(clinic: Clinic, day: Day) -> list[Stretch]:
    """All that bears on the chairs during opening hours."""
    facts = [Stretch("open", clinic.opens, clinic.closes), *(t._replace(what="turnover") for t in day.turnovers)]
    for stay in day.stays:
        facts += [s._replace(what="productive") for s in stay.running if s.what in ("set up", "infuse", "finish")]
        facts += [s._replace(what="before_seating") for s in stay.running if s.what == "approve"]
        facts += [w._replace(what=LOST[w.what]) for w in stay.waiting if w.what in LOST]
        facts.append(Stretch("late_arrival", stay.due, max(stay.due, stay.arrives)))
    facts += [Stretch("no_show", due, due + clinic.booked) for due in day.absent]
    clipped = [Stretch(s.what, max(s.begin, clinic.opens), min(s.end, clinic.closes)) for s in facts]
    return [s for s in clipped if s.end > s.begin]


def _shares(chairs: int, counts: dict[str, int]) -> dict[str, int]:
    """What each chair is at one moment."""
    taken = {
        c: counts.get(c, 0) for c in ("productive", "waiting_for_nurse", "waiting_for_watcher", "waiting_for_space")
    }
    taken["turnover"] = counts.get("turnover", 0)
    empty = chairs - sum(taken.values())
    for cause in ("waiting_for_prescriber", "before_seating", "late_arrival", "no_show"):
        taken[cause] = min(empty, counts.get(cause, 0))
        empty -= taken[cause]
    return taken | {"nobody_booked": empty}


def _counts(days: list[Day], stays: list[Stay]) -> dict[str, float]:
    weeks = len(days) / WEEK
    absent = sum(len(day.absent) for day in days)
    return {
        "volume.infusions_per_week": len(stays) / weeks,
        "volume.throughput": len(stays) / weeks,
        "volume.visits_per_week.infusion": len(stays) / weeks,
        "volume.no_shows.share": absent / (absent + len(stays)),
        "day.continuity.share.nurse": np.mean([len(set(stay.served_by)) == 1 for stay in stays]),
    }


def _steps(stays: list[Stay]) -> dict[str, float]:
    """From the end of the activity before (at first: from the later of check-in and appointment)."""
    waits: dict[str, list[float]] = {what: [] for what in ACTIVITIES}
    for stay in stays:
        since = max(stay.arrives, stay.due)
        for activity in stay.running:
            waits[activity.what].append(max(0.0, activity.begin - since))
            since = activity.end
    return {f"queue.step_wait.mean.infusion/{ACTIVITIES[what]}": np.mean(w) for what, w in waits.items() if w}


def of_courses(practice: Practice, days: int) -> dict[str, float]:
    """Every metric of access, courses and volume over the first *days*; later ones only close what was open."""
    end = days * DAY
    new = [p for p in practice.people if p.referred is not None and p.referred < end]
    return _access(practice, new, days) | _fidelity(new, end) | _volume(practice, days)


def _access(practice: Practice, new: list[Person], days: int) -> dict[str, float]:
    end = days * DAY
    waits = np.array([(p.given[0] - p.referred) / DAY for p in new if p.given])
    lead = [(b.due - b.made) / DAY for b in practice.bookings if b.made < end]
    still = sum(min(p.given[0] if p.given else end, end) - p.referred for p in new)
    return {
        "access.wait_to_first_infusion.mean": waits.mean(),
        "access.wait_to_first_infusion.median": np.median(waits),
        "access.wait_to_first_infusion.p90": np.quantile(waits, 0.9),
        "access.wait_to_first_infusion.share_within_14_days": (waits <= 14).mean(),
        "access.reached_infusion.share": len(waits) / sum(bool(p.given) or p.left is not None for p in new),
        "access.unresolved": float(sum(not p.given and p.left is None for p in new)),
        "access.admission.admitted": len(new) / (days / WEEK),
        "access.lead_time.mean.infusion": np.mean(lead),
        "access.waiting_list.mean": still / end,
        "access.referrals_per_week": len(new) / (days / WEEK),
        "access.third_next_available.mean.infusion": np.mean(practice.third_next[:days]),
        "volume.bookings_per_week": len(lead) / (days / WEEK),
    }


def _fidelity(new: list[Person], end: float) -> dict[str, float]:
    begun = [p for p in new if p.given and p.given[0] < end]
    closed = [p for p in begun if p.closed is not None]
    spans = [_date(p.given[-1]) - _date(p.given[0]) for p in closed]
    late = [p for p, span in zip(closed, spans, strict=True) if span > 28]
    gaps = [_date(b) - _date(a) for p in begun for a, b in zip(p.given, p.given[1:], strict=False) if a < end]
    return {
        "fidelity.inductions_finished.share": np.mean([len(p.given) == p.planned for p in closed]),
        "fidelity.finished_in_window.share_of_finished": np.mean([span <= 28 for span in spans]),
        "fidelity.finished_in_window.share_of_started": np.mean([span <= 28 for span in spans]),
        "fidelity.broken_by_congestion.share": sum(p.missed == 0 for p in late) / len(closed),
        "fidelity.broken_by_patient.share": sum(p.missed > 0 for p in late) / len(closed),
        "fidelity.days_over.mean": np.mean([max(0, span - 28) for span in spans]),
        "fidelity.induction_days.mean": np.mean(spans),
        "fidelity.gap.mean": np.mean(gaps),
        "fidelity.gap.p90": np.quantile(gaps, 0.9),
        "fidelity.gap.share_beyond_most": np.mean([gap > 7 for gap in gaps]),
        "fidelity.infusions_per_starter.mean": np.mean([len(p.given) for p in closed]),
        "fidelity.unresolved": float(len(begun) - len(closed)),
    }


def _date(instant: float) -> int:
    return int(instant // DAY)


def _volume(practice: Practice, days: int) -> dict[str, float]:
    end, weeks, people = days * DAY, days / WEEK, practice.people

    def per_week(instants: Iterable[float | None]) -> float:
        return sum(at is not None and at < end for at in instants) / weeks

    def days_between(person: Person, begin: float | None, until: float | None) -> float:
        return 0.0 if begin is None or begin >= end else (min(until or end, end) - begin) / DAY

    decided = [p for p in people if p.closed is not None and p.closed < end]
    in_response = [
        days_between(p, p.maintained, p.left) for p in people if p.maintained is not None and p.maintained < end
    ]
    induction = sum(days_between(p, p.given[0], p.closed) for p in people if p.given)
    return {
        "volume.infusions_per_week.induction": per_week(at for p in people for at in p.given),
        "volume.infusions_per_week.maintenance": per_week(at for p in people for at in p.boosters),
        "volume.starts_per_week": per_week(p.given[0] for p in people if p.given),
        "volume.inductions_finished_per_week": len(decided) / weeks,
        "volume.active_panel.induction": induction / days,
        "volume.active_panel.maintenance": sum(in_response) / days,
        "volume.active_panel.total": (induction + sum(in_response)) / days,
        "volume.exits_per_week": per_week(p.left for p in people),
        "volume.exits_per_week.no_response": per_week(p.left for p in people if p.maintained is None),
        "volume.exits_per_week.attrition": per_week(p.left for p in people if p.maintained is not None),
        "benefit.responders_per_week": sum(p.responds for p in decided) / weeks,
        "benefit.response.share": np.mean([p.responds for p in decided]),
        "benefit.days_in_response.per_week": sum(in_response) / weeks,
        "benefit.days_in_response.mean": np.mean(in_response),
    }
