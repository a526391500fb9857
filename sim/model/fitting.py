"""Whether and how the infusions of an induction fit into the diary: spacing, pattern, window, and what gives way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from sim.events import Phase
from sim.model.booking import reserve
from sim.model.diary import Limits, Slot, Wish
from sim.model.patient import Pace, Patient, course_of, planned_infusions
from sim.units import DAY

if TYPE_CHECKING:
    from sim.model.clinic import Clinic

Relaxed = frozenset[str]
"""What has given way so far; see ``sim.policies.pattern``."""
NOTHING: Relaxed = frozenset()
FAR = 10**6
"""Days; farther than any horizon."""


def limits_after(clinic: Clinic, slot: Slot) -> Limits | None:
    """What the first infusion of a series leaves to those that follow, by the series pattern, if anything."""
    pattern = clinic.policies.pattern
    reach = pattern.same_time
    times = -1 if reach is None else clinic.diary.starts_near(slot.start - slot.day * DAY, reach)
    return _limits(pattern.weekdays(clinic.calendar.weekday(slot.day)), times)


def _limits(weekdays: frozenset[int] | None, times: int = -1) -> Limits | None:
    return None if weekdays is None and times == -1 else Limits(weekdays, times)


def first_wish(clinic: Clinic, low: int, high: int, relaxed: Relaxed = NOTHING) -> Wish:
    """What the first infusion of a series looks for."""
    wish = Wish(low, low, high)
    if "other day" not in relaxed:
        wish.limits = _limits(clinic.policies.pattern.weekdays(None))
    return wish


def next_wish(
    pace: Pace, number: int, before: int, floor: int, limits: Limits | None = None, relaxed: Relaxed = NOTHING
) -> Wish:
    """What the infusion of a number, after the first, looks for; the one before it lies on day *before*."""
    low = max(before + pace.least, floor)
    wish = Wish(low, before + pace.wanted(number), FAR if "wider spacing" in relaxed else before + pace.most)
    if limits is not None:
        weekdays = None if "other day" in relaxed else limits.weekdays
        wish.limits = _limits(weekdays, -1 if "other time" in relaxed else limits.times)
    return wish


def next_wishes(clinic: Clinic, pace: Pace, number: int, before: int, floor: int, limits: Limits) -> Iterator[Wish]:
    """The same, then with one thing after the other giving way, and at last any start there is."""
    relaxed = NOTHING
    wish = next_wish(pace, number, before, floor, limits, relaxed)
    for relaxation in clinic.policies.pattern.if_full:
        yield wish
        relaxed |= {relaxation}
        wish = next_wish(pace, number, before, floor, limits, relaxed)
    yield wish
    if wish.limits is not None:
        yield replace(wish, limits=None)


def whole_series(
    clinic: Clinic, patient: Patient, needed: int, low: int, latest: int, relaxed: Relaxed = NOTHING
) -> list[Slot] | None:
    """Reserve a whole induction inside its spacing and window, beginning as early as possible from *low* to *latest*.

    None, and nothing is reserved, if there is no such series.
    """
    day = low
    while day <= latest:
        slots = _series_from(clinic, patient, needed, day, latest, relaxed)
        if len(slots) == needed and _in_window(patient, slots):
            return slots
        give_back(clinic, patient, slots)
        if not slots:
            return None
        day = slots[0].day + 1
    return None


def give_back(clinic: Clinic, patient: Patient, slots: list[Slot]) -> None:
    """Make reserved starts free again."""
    plan = clinic.plans[clinic.sheets[course_of(patient).visit].code]
    for slot in slots:
        clinic.diary.cancel(plan, slot)


def _series_from(clinic: Clinic, patient: Patient, needed: int, low: int, latest: int, relaxed: Relaxed) -> list[Slot]:
    """Reserved starts of a series, as many as fit from a day on."""
    sheet = clinic.sheets[course_of(patient).visit]
    slot = reserve(clinic, patient, sheet, Phase.INDUCTION, first_wish(clinic, low, latest, relaxed), 1)
    if slot is None or slot.day > latest:
        give_back(clinic, patient, [slot] if slot else [])
        return []
    slots, limits, pace = [slot], limits_after(clinic, slot), course_of(patient).pace
    while len(slots) < needed:
        number = len(slots) + 1
        wish = next_wish(pace, number, slots[-1].day, 0, limits, relaxed)
        slot = reserve(clinic, patient, sheet, Phase.INDUCTION, wish, number)
        if slot is None:
            break
        slots.append(slot)
    return slots


def _in_window(patient: Patient, slots: list[Slot]) -> bool:
    induction = course_of(patient).spec.induction
    gaps = [later.day - earlier.day for earlier, later in zip(slots, slots[1:], strict=False)]
    within = slots[-1].day - slots[0].day <= induction.window
    return within and all(gap <= induction.spacing.most for gap in gaps)


def first_day_of_whole_series(clinic: Clinic, patient: Patient, at: float, within: float) -> float | None:
    """The beginning of the first day from which a whole induction fits, at most so far ahead [min]; None if none."""
    low = max(int(at // DAY), clinic.first_bookable_day(clinic.engine.now))
    slots = whole_series(clinic, patient, planned_infusions(patient), low, int((at + within) // DAY))
    if slots is None:
        return None
    give_back(clinic, patient, slots)
    return max(slots[0].day * DAY, at)
