"""Whether and how the infusions of an induction fit into the diary: spacing, pattern, window, and what gives way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from sim.events import Phase
from sim.model.asking import Ask, Limits
from sim.model.booking import reserve
from sim.model.diary import Slot
from sim.model.patient import Patient, course_of, planned_infusions
from sim.scenario.people import Spacing
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
    around = None if reach is None else (slot.start - slot.day * DAY, reach)
    return _limits(pattern.weekdays(clinic.calendar.weekday(slot.day)), around)


def _limits(weekdays: frozenset[int] | None, around: tuple[float, float] | None) -> Limits | None:
    return None if weekdays is None and around is None else Limits(weekdays, around)


def first_ask(clinic: Clinic, low: int, high: int, relaxed: Relaxed = NOTHING) -> Ask:
    """What the first infusion of a series asks for."""
    weekdays = None if "other day" in relaxed else clinic.policies.pattern.weekdays(None)
    return Ask(Phase.INDUCTION, low, low, high, 1, _limits(weekdays, None))


def next_ask(
    spacing: Spacing, position: int, before: int, floor: int, limits: Limits | None = None, relaxed: Relaxed = NOTHING
) -> Ask:
    """What the infusion after *position* others asks for, the one before lying on day *before*."""
    low = max(before + spacing.least, floor)
    wanted = before + spacing.target[(position - 1) % len(spacing.target)]
    high = FAR if "wider spacing" in relaxed else before + spacing.most
    if limits is not None and relaxed:
        weekdays = None if "other day" in relaxed else limits.weekdays
        limits = _limits(weekdays, None if "other time" in relaxed else limits.around)
    return Ask(Phase.INDUCTION, low, wanted, high, position + 1, limits)


def next_asks(
    clinic: Clinic, spacing: Spacing, position: int, before: int, floor: int, limits: Limits
) -> Iterator[Ask]:
    """The same, then with one thing after the other giving way, and at last any start there is."""
    relaxed = NOTHING
    ask = next_ask(spacing, position, before, floor, limits, relaxed)
    for relaxation in clinic.policies.pattern.if_full:
        yield ask
        relaxed |= {relaxation}
        ask = next_ask(spacing, position, before, floor, limits, relaxed)
    yield ask
    if ask.limits is not None:
        yield replace(ask, limits=None)


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
    plan = clinic.plans[clinic.sheets[course_of(patient).spec.visit].code]
    for slot in slots:
        clinic.diary.cancel(plan, slot)


def _series_from(clinic: Clinic, patient: Patient, needed: int, low: int, latest: int, relaxed: Relaxed) -> list[Slot]:
    """Reserved starts of a series, as many as fit from a day on."""
    sheet = clinic.sheets[course_of(patient).spec.visit]
    slot = reserve(clinic, patient, sheet, first_ask(clinic, low, latest, relaxed))
    if slot is None or slot.day > latest:
        give_back(clinic, patient, [slot] if slot else [])
        return []
    slots, limits, spacing = [slot], limits_after(clinic, slot), course_of(patient).spec.induction.spacing
    while len(slots) < needed:
        ask = next_ask(spacing, len(slots), slots[-1].day, 0, limits, relaxed)
        slot = reserve(clinic, patient, sheet, ask)
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
