"""The sheet of each visit must be one that can be followed from the first step to the last."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, pairwise

import numpy as np

from sim.distributions import Distribution
from sim.errors import Problem
from sim.policies.slot import Preferred
from sim.scenario.arithmetic import users
from sim.scenario.facts import infuses, laws_of_boosters, number, steps, stretch, visits_without_course
from sim.scenario.problems import show, visible
from sim.scenario.schema import OfTheProtocol, Scenario

_WITHOUT_PATIENT = ("watch", "only", "repeat", "checks", "leaves")
_NEARLY_NEVER, _NEARLY_ALWAYS = 1e-9, 1 - 1e-9


def pump_time_without_protocol(scenario: Scenario) -> Iterator[Problem]:
    """'of the protocol' needs patients who follow a protocol with this visit."""
    strangers = visits_without_course(scenario)
    for name, _, path, step in steps(scenario):
        if not isinstance(step.time, OfTheProtocol):
            continue
        if not users(scenario, name):
            what = f"time is 'of the protocol', but no protocol gives its infusions as '{visible(name)}'"
            yield Problem(what, f"{path}.time")
        elif name in strangers:
            what = "time is 'of the protocol', but walk-ins or a timetable also bring people without a protocol"
            yield Problem(what, f"{path}.time")


def order_of_steps(scenario: Scenario) -> Iterator[Problem]:
    """Steps without the patient come last, after at least one with the patient."""
    for name, visit in scenario.visits.items():
        if visit.steps[0].patient == "gone":
            what = "the first step needs the patient; got patient: gone"
            yield Problem(what, f"visits.{name}.steps.{visit.steps[0].step}.patient")
        for before, step in pairwise(visit.steps):
            if before.patient == "gone" and step.patient == "present" and before is not visit.steps[0]:
                what = f"the patient has gone at '{visible(before.step)}' and cannot be present afterwards; move it up"
                yield Problem(what, f"visits.{name}.steps.{step.step}")


def steps_after_the_patient(scenario: Scenario) -> Iterator[Problem]:
    """A step without the patient is only time and hands."""
    for _, _, path, step in steps(scenario):
        if step.patient == "present":
            continue
        for key in _WITHOUT_PATIENT:
            if getattr(step, key):
                yield Problem(f"'{key}' has no meaning when the patient has gone; remove it", f"{path}.{key}")
        if step.part == "infusion" or isinstance(step.time, OfTheProtocol):
            yield Problem("nobody can be infused when the patient has gone", path)


def infusion_without_space(scenario: Scenario) -> Iterator[Problem]:
    """An infusion runs in a space: its own or one taken before."""
    for name, visit in scenario.visits.items():
        held = False
        for step in visit.steps:
            held = held or bool(step.in_)
            if step.part == "infusion" and not held:
                what = "the infusion has no space; say in which kind of space, here or at a step before"
                yield Problem(what, f"visits.{name}.steps.{step.step}")
            held = held and not step.leaves


def endless_repeat(scenario: Scenario) -> Iterator[Problem]:
    """A step that is always done again never ends."""
    for _, _, path, step in steps(scenario):
        if step.repeat >= 1:
            yield Problem("the step would never end; got 1, expected a probability below 1", f"{path}.repeat")


def repeated_infusion(scenario: Scenario) -> Iterator[Problem]:
    """One visit gives one infusion; doing it again is another visit."""
    for _, _, path, step in steps(scenario):
        if step.repeat and step.part == "infusion":
            yield Problem("an infusion is not repeated within a visit; leave repeat out", f"{path}.repeat")


def two_infusions(scenario: Scenario) -> Iterator[Problem]:
    """One visit gives one infusion; several steps of that part must exclude each other."""
    for name, visit in scenario.visits.items():
        given = [step for step in visit.steps if step.part == "infusion" and step.patient == "present"]
        for first, second in combinations(given, 2):
            if not any(_contradictions({*first.only, *second.only})):
                what = (
                    f"{show(first.step)} and {show(second.step)} may both give an infusion in one visit; "
                    "expected one, or steps whose 'only' exclude each other"
                )
                yield Problem(what, f"visits.{name}.steps.{second.step}.part")


def numbers_of_infusions(scenario: Scenario) -> Iterator[Problem]:
    """Probabilities of a side effect are given for separate stretches of infusion numbers."""
    for name, visit in scenario.visits.items():
        for effect, spec in visit.side_effects.items():
            path = f"visits.{name}.side_effects.{effect}.probability"
            wrong = [key for key in spec.probability if stretch(key) is None]
            for key in wrong:
                what = f"{show(key)} is no number of an infusion; expected any, later, a number such as 1, or 1-3"
                yield Problem(what, path)
            yield from _overlaps(path, [key for key in spec.probability if key not in wrong])


def _overlaps(path: str, keys: list[str]) -> Iterator[Problem]:
    known = sorted((*found, key) for key in keys if key != "later" and (found := stretch(key)))
    for (_, last, before), (first, _, after) in pairwise(known):
        if first <= last:
            yield Problem(f"{show(before)} and {show(after)} overlap; each infusion has one probability", path)


def times_below_zero(scenario: Scenario) -> Iterator[Problem]:
    """A duration cannot always be negative."""
    for path, law in durations(scenario):
        if _value(law, _NEARLY_ALWAYS) < 0:
            yield Problem("the duration is always negative; expected zero or longer", path)


def times_sometimes_below_zero(scenario: Scenario) -> Iterator[Problem]:
    """Some values of a duration are negative."""
    for path, law in durations(scenario):
        if _value(law, _NEARLY_NEVER) < 0:
            share = law.negative_share()
            yield Problem(f"{share:.2g} of the values lie below zero; they count as zero, which raises the mean", path)


def _value(law: Distribution, u: float) -> float:
    return float(law.values(np.array([u]))[0])


def durations(scenario: Scenario) -> Iterator[tuple[str, Distribution]]:
    """Every law of a span of time, with its path."""
    for _, _, path, step in steps(scenario):
        if not isinstance(step.time, OfTheProtocol):
            yield f"{path}.time", step.time
        if step.checks:
            yield f"{path}.checks.time", step.checks.time
    for name, visit in scenario.visits.items():
        for effect, spec in visit.side_effects.items():
            yield f"visits.{name}.side_effects.{effect}.time", spec.time
            if spec.recovery:
                yield f"visits.{name}.side_effects.{effect}.recovery", spec.recovery
    for name, protocol in scenario.protocols.items():
        yield f"protocols.{name}.infusion", protocol.infusion
        yield from ((f"protocols.{name}.maintenance.plan.{key}", law) for key, law in laws_of_boosters(protocol))
    yield from _durations_of_people(scenario)
    if isinstance(scenario.policies.slot, Preferred):
        yield "policies.slot.preferred.time", scenario.policies.slot.time


def _durations_of_people(scenario: Scenario) -> Iterator[tuple[str, Distribution]]:
    """How long they wait, stay away or cancel ahead; how early or late they come may well be negative."""
    if scenario.patients.patience:
        yield "patients.patience", scenario.patients.patience
    for name, habits in scenario.attendance.items():
        if habits.cancels_with_notice:
            yield f"attendance.{name}.cancels_with_notice.ahead", habits.cancels_with_notice.ahead
    for name, source in scenario.walk_ins.items():
        yield from ((f"walk_ins.{name}.{key}", law) for key in ("away", "patience") if (law := getattr(source, key)))


def side_effects_without_infusion(scenario: Scenario) -> Iterator[Problem]:
    """Side effects happen during an infusion."""
    for name, visit in scenario.visits.items():
        if visit.side_effects and not infuses(visit):
            yield Problem(
                "the visit has no step of part infusion, so these never happen", f"visits.{name}.side_effects"
            )


def steps_that_never_happen(scenario: Scenario) -> Iterator[Problem]:
    """A step of probability 0, or one that holds nothing and lasts no time."""
    for _, _, path, step in steps(scenario):
        if step.probability == 0:
            yield Problem("the step never happens; its probability is 0", f"{path}.probability")


def crowded_conditions(scenario: Scenario) -> Iterator[Problem]:
    """Conditions that exclude each other can never all hold."""
    for _, _, path, step in steps(scenario):
        for reason in _contradictions(set(step.only)):
            yield Problem(f"the step never happens: {reason}", f"{path}.only")


def _contradictions(words: set[str]) -> Iterator[str]:
    for word in sorted(words):
        if f"not {word}" in words:
            yield f"{show(word)} and {show(f'not {word}')} exclude each other"
    if {"induction", "maintenance"} <= words or {"first infusion", "maintenance"} <= words:
        yield "an infusion is either of the induction or of maintenance"


def very_many_repeats(scenario: Scenario) -> Iterator[Problem]:
    """A step that is repeated many times on average is probably a slip."""
    for _, _, path, step in steps(scenario):
        if 0.9 < step.repeat < 1:
            times = round(1 / (1 - step.repeat))
            yield Problem(f"the step is done {number(times, 'time')} on average", f"{path}.repeat")


ERRORS = (
    pump_time_without_protocol,
    order_of_steps,
    steps_after_the_patient,
    infusion_without_space,
    endless_repeat,
    repeated_infusion,
    two_infusions,
    numbers_of_infusions,
    times_below_zero,
)
WARNINGS = (
    times_sometimes_below_zero,
    side_effects_without_infusion,
    steps_that_never_happen,
    crowded_conditions,
    very_many_repeats,
)
