"""What each family of policies is asked and may answer, so that a policy of the user's own can be checked."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from math import isfinite
from numbers import Integral, Real
from typing import Any

import numpy as np

from sim.distributions import Distribution
from sim.entities import Answer, Applicant, Booking, DayOffer, HandsWanted, Reminder
from sim.policies.admission import Admission
from sim.policies.capacity import CapacityRule
from sim.policies.dispatch import Dispatch
from sim.policies.end_of_day import EndOfDay
from sim.policies.holding import Holding
from sim.policies.late import LateRule
from sim.policies.maintenance import Maintenance
from sim.policies.missed import Missed
from sim.policies.nurse_assignment import NurseAssignment
from sim.policies.overbooking import Overbooking
from sim.policies.pattern import Pattern
from sim.policies.recovery import RecoveryPlace
from sim.policies.reminders import Reminders
from sim.policies.series import Series
from sim.policies.slot import SlotChoice
from sim.policies.waiting_list import WaitingList

Fits = Callable[[Any, Any, Collection[str]], bool]
"""Whether an answer makes sense, given what was asked and the scenario's spaces."""


@dataclass(frozen=True)
class Question:
    """How one family is asked."""

    protocol: type
    """The class in which the question is written down."""
    answer: str
    """What may be answered, in words."""
    fits: Fits
    """Whether an answer is one of those."""
    method: str = "__call__"
    """What is called, with one argument; nothing if only facts are read."""
    facts: tuple[str, ...] = ()
    """Attributes that must be True or False."""


Further = tuple[str, Callable[[Any], bool]]
"""What a fact or a further method may say, in words, and whether an answer is that."""


def signature(question: Question) -> str:
    """How a policy of the family is asked: ``__call__(self, day: DayOffer) -> float``."""
    if not question.method:
        return ""
    asked = inspect.signature(getattr(question.protocol, question.method))
    return f"{question.method}{asked}".replace("'", "")


def is_number(value: Any) -> bool:
    """An ordinary number, not a truth value."""
    return isinstance(value, Real) and not isinstance(value, bool) and isfinite(value)


def _is_count(value: Any) -> bool:
    return isinstance(value, Integral) and not isinstance(value, bool) and int(value) >= 0


def _is_number_or_none(value: Any) -> bool:
    return value is None or is_number(value)


def _is_pace(value: Any) -> bool:
    return isinstance(value, tuple) and len(value) == 2 and _is_count(value[0]) and is_number(value[1])


def _is_list_of_names(value: Any) -> bool:
    return isinstance(value, tuple | list) and all(isinstance(name, str) for name in value)


def _is_truth(value: Any) -> bool:
    return isinstance(value, bool | np.bool_)


def _truth(answer: Any, asked: Any, spaces: Collection[str]) -> bool:
    return _is_truth(answer)


def _number(answer: Any, asked: Any, spaces: Collection[str]) -> bool:
    return is_number(answer)


def _number_or_none(answer: Any, asked: Any, spaces: Collection[str]) -> bool:
    return answer is None or is_number(answer)


def _some_of_those_needed(answer: Any, needed: int, spaces: Collection[str]) -> bool:
    whole = isinstance(answer, Integral) and not isinstance(answer, bool)
    return whole and min(needed, 1) <= int(answer) <= needed


def _offered(answer: Any, day: DayOffer, spaces: Collection[str]) -> bool:
    return is_number(answer) and answer in day.starts


def _admits(answer: Any, applicant: Applicant, spaces: Collection[str]) -> bool:
    if not isinstance(answer, Answer):
        return False
    if answer.not_before is not None:
        return is_number(answer.not_before) and answer.not_before >= applicant.now
    return answer.ask_again is None or (is_number(answer.ask_again) and answer.ask_again > applicant.now)


def _known_spaces(answer: Any, asked: Any, spaces: Collection[str]) -> bool:
    return isinstance(answer, tuple | list) and bool(answer) and all(name in spaces for name in answer)


def _reminds(answer: Any, booking: Booking, spaces: Collection[str]) -> bool:
    if answer is None:
        return True
    if not isinstance(answer, Reminder) or not all(map(is_number, answer)):
        return False
    return booking.made < answer.at < booking.due and min(answer[1:]) >= 0


def _count(answer: Any, asked: Any, spaces: Collection[str]) -> bool:
    return _is_count(answer)


def _weekdays(answer: Any, asked: Any, spaces: Collection[str]) -> bool:
    return answer is None or (isinstance(answer, frozenset) and bool(answer) and answer <= set(range(7)))


def _rank(answer: Any, asked: Any, spaces: Collection[str]) -> bool:
    return isinstance(answer, tuple) and all(isinstance(one, Real) and not isinstance(one, bool) for one in answer)


def _one_of_the_free(answer: Any, wanted: HandsWanted, spaces: Collection[str]) -> bool:
    return answer is None or answer in [colleague.number for colleague in wanted.free]


def _law(answer: Any, asked: Any, spaces: Collection[str]) -> bool:
    return answer is None or isinstance(answer, Distribution)


QUESTIONS: Mapping[str, Question] = {
    "admission": Question(
        Admission, "an Answer: not_before from now on, or None with ask_again later than now (or None: never)", _admits
    ),
    "series": Question(Series, "a whole number from 1 to as many as are needed (0 if none is)", _some_of_those_needed),
    "pattern": Question(
        Pattern, "a frozenset of weekdays from 0 (Monday) to 6, or None for any", _weekdays, "weekdays"
    ),
    "missed": Question(Missed, "True or False", _truth, "begins_anew", ("gives_up_one", "squeezes")),
    "holding": Question(Holding, "True or False", _truth),
    "overbooking": Question(Overbooking, "a whole number, 0 or more", _count),
    "waiting_list": Question(WaitingList, "a tuple of numbers; the smallest is called first", _rank),
    "slot": Question(SlotChoice, "one of the offered starts, in minutes of the day", _offered),
    "capacity": Question(CapacityRule, "True or False", _truth, method="", facts=("hands", "watching")),
    "dispatch": Question(Dispatch, "a finite number; the smallest is served first", _number),
    "nurse_assignment": Question(
        NurseAssignment, "the number of a member who is free, or None to wait", _one_of_the_free
    ),
    "late": Question(LateRule, "True (seen) or False (sent home)", _truth),
    "recovery": Question(RecoveryPlace, "names of spaces of the scenario, at least one, the best first", _known_spaces),
    "end_of_day": Question(EndOfDay, "the last instant at which somebody may be seated, or None", _number_or_none),
    "reminders": Question(
        Reminders, "a Reminder sent after the booking and before the appointment, no number below 0; or None", _reminds
    ),
    "maintenance plan": Question(
        Maintenance, "a distribution of times, or None when the plan is complete", _law, "gap", ("on_request",)
    ),
}
"""Family, as ``catalogue.FAMILIES`` names it -> its question."""

FURTHER: Mapping[str, Mapping[str, Further]] = {
    "slot": {
        "paced_by": ("the name of a role, or None", lambda value: value is None or isinstance(value, str)),
        "pace": ("a number of starts and an interval in minutes", _is_pace),
        "template": ("starts in minutes of the day, each with a number; or None",
                     lambda value: value is None or isinstance(value, Mapping)),
        "likes": ("a distribution of times, or None", lambda value: value is None or isinstance(value, Distribution)),
        "flexible": ("a number of minutes", lambda value: isinstance(value, Real)),
    },
    "pattern": {
        "if_full": ("a list of what gives way", _is_list_of_names),
        "same_time": ("a number of minutes, or None", _is_number_or_none),
    },
    "holding": {
        "release": ("a number of minutes", is_number),
        "held": ("a whole number, 0 or more", _is_count),
    },
    "overbooking": {"at_most": ("a whole number, 0 or more", _is_count)},
    "waiting_list": {
        "shortest_notice": ("a number of minutes, or None", _is_number_or_none),
        "accepts": ("a probability", lambda value: is_number(value) and 0 <= value <= 1),
    },
    "nurse_assignment": {"concerns": ("True or False", _is_truth)},
    "end_of_day": {"hand_over": ("True or False", _is_truth)},
}  # fmt: skip
"""Family -> facts and further methods, which an own policy may leave unsaid."""
