"""Policies of the user's own in families that ask more than one thing: facts and further methods."""

from __future__ import annotations

import numpy as np
import pytest

from sim.errors import PolicyError, ScenarioError
from sim.model.clinic import run
from sim.policies.catalogue import FAMILIES
from sim.policies.own import DEFAULTS
from sim.policies.questions import FURTHER
from sim.scenario.load import load

CLINIC = """\
scenario: Own
calendar: {starts: 2026-01-05, hours: {mon-fri: 09:00-13:00}}
spaces: {recliner: 1}
staff:
  nurse:
    shifts: [{days: mon-fri, hours: 09:00-11:02}, {days: mon-fri, hours: 09:00-13:00}]
    watches: 2
visits:
  infusion:
    kind: infusion
    booked: 60 min
    steps:
      - {step: prepare, part: preparation, time: 10 min, hands: nurse, in: recliner}
      - {step: infuse, part: infusion, time: of the protocol, watch: nurse}
      - {step: finish, part: departure, time: 5 min, hands: nurse}
protocols:
  mood: {infusion: 40 min, induction: {infusions: 4}}
patients: {referrals: 7 per week}
attendance: {infusion: {no_show: 0.2, cancels_with_notice: {probability: 0.2, ahead: 30 h}}}
run: {length: 8 weeks, seed: 3}
"""
ALIKE = {
    "holding": ("{hold_starts: {for: first infusions, starts: 2, release: 2 days}}", """\
class Mine:
    release = 2880.0
    def held(self, starts):
        return min(starts, 2)
    def __call__(self, request):
        return request.induction and request.number == 1
"""),
    "overbooking": ("{by_share: {share: 0.25}}", """\
def Mine(day):
    return min(3, int(day.booked * 0.25))
"""),
    "pattern": ("{fixed_weekdays: {patterns: ['tue, thu, fri']}}", """\
class Mine:
    if_full = ("other time", "other day", "wider spacing")
    same_time = None
    def weekdays(self, first):
        return frozenset({1, 3, 4})
"""),
    "missed": ("drop", """\
class Mine:
    gives_up_one = True
    squeezes = False
    def begins_anew(self, days):
        return False
"""),
    "waiting_list": ("{first_in_list: {accepted: 1, scale: 1 min}}", """\
class Mine:
    shortest_notice = 120.0
    def __call__(self, candidate):
        return (candidate.booked,)
    def accepts(self, notice):
        return 1.0
"""),
    "slot": ("{stagger: {each: nurse, interval: 4 h}}", """\
class Mine:
    paced_by = "nurse"
    pace = (1, 240.0)
    def __call__(self, day):
        return day.earliest
"""),
    "nurse_assignment": ("kept_for_the_visit", """\
class Mine:
    def __call__(self, wanted):
        if wanted.own is None:
            return min(wanted.free, key=lambda one: one.patients).number
        return wanted.own if wanted.own in [one.number for one in wanted.free] else None
"""),
    "end_of_day": ("{serve_everyone: {hand_over: true}}", """\
class Mine:
    hand_over = True
    def __call__(self, closes):
        return None
"""),
}  # fmt: skip
USUAL = {"end_of_day": "serve_everyone"}
"""What the built-in policy is set against, where that is not the first of its family."""


@pytest.fixture
def log(tmp_path):
    """The log of the clinic under a policy, with rules beside it."""

    def simulated(family, policy, rules=""):
        (tmp_path / "my_rules.py").write_text(rules, encoding="utf-8")
        path = tmp_path / "own.yaml"
        path.write_text(f"{CLINIC}policies: {{{family}: {policy}}}\n", encoding="utf-8")
        return run(load(path, allow_code=True).scenario).all()

    return simulated


def test_every_family_that_asks_more_is_tried_here():
    """Families with defaults for what is left unsaid, and those with further answers."""
    assert set(ALIKE) == set(DEFAULTS)
    assert set(FURTHER) < set(DEFAULTS) < set(FAMILIES)


@pytest.mark.parametrize("family", ALIKE)
def test_the_same_rule_in_python_makes_the_same_log(log, family):
    """Row by row what the built-in policy makes, and not what the default makes."""
    policy, rules = ALIKE[family]
    ours, own = log(family, policy), log(family, "my_rules.py:Mine", rules)
    assert np.array_equal(ours.time, own.time)
    assert np.array_equal(ours.unit, own.unit)
    usual = log(family, USUAL.get(family, next(iter(FAMILIES[family][1]))))
    assert not (np.array_equal(ours.time, usual.time) and np.array_equal(ours.unit, usual.unit))


MISTAKES = {
    "held is 'two'; expected a whole number, 0 or more": (
        "holding", "class Mine:\n    def held(self, n): return 'two'\n    def __call__(self, request): return True\n"),
    "held raised RuntimeError: oops (my_rules.py, line 2)": (
        "holding",
        "class Mine:\n    def held(self, n): raise RuntimeError('oops')\n    def __call__(self, r): return True\n"),
    "same_time is 'soon'; expected a number of minutes, or None": (
        "pattern", "class Mine:\n    same_time = 'soon'\n    def weekdays(self, first): return frozenset({1})\n"),
    "accepts is 2; expected a probability": (
        "waiting_list", "class Mine:\n    def accepts(self, n): return 2\n    def __call__(self, c): return (1.0,)\n"),
    "concerns is 'yes'; expected True or False": (
        "nurse_assignment",
        "class Mine:\n    def concerns(self, role, watches): return 'yes'\n    def __call__(self, w): return None\n"),
    "pace is (1.5, 30.0); expected a number of starts and an interval in minutes": (
        "slot",
        "class Mine:\n    paced_by, pace = 'nurse', (1.5, 30.0)\n    def __call__(self, day): return day.earliest\n"),
    "it answered 1.5; expected a whole number, 0 or more": ("overbooking", "def Mine(day): return 1.5\n"),
    "it answered [1]; expected a frozenset of weekdays from 0 (Monday) to 6, or None for any": (
        "pattern", "class Mine:\n    def weekdays(self, first): return [1]\n"),
}  # fmt: skip


@pytest.mark.parametrize("told", MISTAKES)
def test_further_answers_that_make_no_sense_are_told(log, told):
    """The policy, what it said, and what was wanted; never another exception."""
    family, rules = MISTAKES[told]
    with pytest.raises((PolicyError, ScenarioError)) as failed:
        log(family, "my_rules.py:Mine", rules)
    assert told in str(failed.value)
