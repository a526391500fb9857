"""Nurse assignment: who of those free serves a visit."""

from __future__ import annotations

import pytest

from sim.entities import Colleague, HandsWanted
from sim.policies.nurse_assignment import KeptForTheVisit, Pooled, ReassignedWhenFree, Zones

ASSIGNED = [KeptForTheVisit(), ReassignedWhenFree(), Zones()]


def wanted(own=None, place=0, free=((1, 3), (2, 1), (0, 1)), on_duty=(0, 1, 2, 3)):
    """Members 0, 1, 2 free with 1, 3, 1 patients in hand, 3 busy."""
    return HandsWanted(own, place, [Colleague(*one) for one in free], on_duty)


@pytest.mark.parametrize("own", [None, 0, 3])
def test_pooled_takes_the_longest_free(own):
    """Whoever had the patient before."""
    assert Pooled()(wanted(own)) == 1


@pytest.mark.parametrize("policy", [KeptForTheVisit(), ReassignedWhenFree()])
def test_first_contact_is_with_the_fewest_in_hand(policy):
    """Members 2 and 0 have one each; 2 has been free longer."""
    assert policy(wanted()) == 2


@pytest.mark.parametrize("policy", [KeptForTheVisit(), ReassignedWhenFree()])
def test_own_member_goes_on_if_free(policy):
    """Member 1 although the others have fewer in hand."""
    assert policy(wanted(own=1)) == 1


def test_only_the_strict_waits_for_a_busy_member():
    """Member 3 is busy: kept waits, reassigned goes to the one with fewest in hand."""
    assert KeptForTheVisit()(wanted(own=3)) is None
    assert ReassignedWhenFree()(wanted(own=3)) == 2


def test_zones_are_dealt_in_turn():
    """Eight places, four members: every fourth place each; member 3 is busy, so places 3 and 7 wait."""
    assert [Zones()(wanted(place=place)) for place in range(8)] == [0, 1, 2, None, 0, 1, 2, None]


@pytest.mark.parametrize(
    ("on_duty", "answers"), [((0, 2), [0, 2, 0, 2, 0]), ((2,), [2] * 5), ((0, 1, 2), [0, 1, 2, 0, 1])]
)
def test_zones_are_dealt_anew_among_those_on_duty(on_duty, answers):
    """Five places among two, one and three members."""
    assert [Zones()(wanted(place=place, on_duty=on_duty)) for place in range(5)] == answers


def test_outside_all_zones_the_longest_free_serves():
    """At the desk nobody has a zone."""
    assert Zones()(wanted(place=-1)) == 1


@pytest.mark.parametrize("policy", ASSIGNED)
def test_assignment_concerns_those_who_watch_unless_roles_are_named(policy):
    """Nurses watch; with roles: [doctor] it is the doctor and not the nurse."""
    named = type(policy)(roles=("doctor",))
    assert [policy.concerns("nurse", watches=True), policy.concerns("doctor", watches=False)] == [True, False]
    assert [named.concerns("nurse", watches=True), named.concerns("doctor", watches=False)] == [False, True]


def test_pooled_concerns_nobody():
    """There is nothing to ask."""
    assert not Pooled().concerns("nurse", watches=True)
