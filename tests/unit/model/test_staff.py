"""A role: hands-on one at a time, watching up to a limit, and who may go."""

from __future__ import annotations

import pytest

from sim.events import Kind, RoleFact
from sim.model.queues import Waiter
from sim.model.staff import Member, Pause, Staff


class Told:
    """An engine that stands still and remembers whom it woke."""

    now = 0.0

    def __init__(self):
        self.woken = []

    def wake(self, task, told=None):
        """Remember."""
        self.woken.append(task)


@pytest.fixture
def role():
    """A function that makes a role with so many members on duty."""

    def make(count: int, watches: int = 2, strict: bool = False):
        rows = []
        staff = Staff(Told(), rows.append, 0, RoleFact("nurse", watches, strict, 0.0, 1.5))
        members = [Member(number) for number in range(count)]
        for member in members:
            staff.arrive(member, 480.0)
        return staff, members, rows

    return make


def _ended(rows):
    return [int(row[5]) for row in rows if row[1] == Kind.SHIFT_ENDED]


def test_each_member_has_hands_for_one(role):
    """Two members: two are taken, the third is not; given back, one is taken again."""
    staff, _, _ = role(2)
    first, second = staff.take(1), staff.take(1)
    assert staff.take(1) is None
    staff.give_back(first)
    assert staff.take(1) == first
    assert second != first


def test_step_that_needs_two_takes_two_or_none(role):
    """One busy of two: two are not to be had."""
    staff, _, _ = role(2)
    staff.take(1)
    assert staff.take(2) is None


@pytest.mark.parametrize(("strict", "most"), [(False, 4), (True, 2)])
def test_watching_limit_counts_idle_members_only_where_strict(role, strict, most):
    """Two members, two each, one hands-on: four may be watched, or two in a strict place."""
    staff, _, _ = role(2, strict=strict)
    staff.take(1)
    assert sum(staff.watch() for _ in range(6)) == most


def test_strict_member_may_not_put_hands_on_if_somebody_were_left_unwatched(role):
    """Two members, two each, three watched: if one became busy the other could watch two only."""
    staff, _, _ = role(2, strict=True)
    for _ in range(3):
        staff.watch()
    assert staff.take(1) is None
    staff.unwatch()
    assert staff.take(1) is not None


def test_hands_given_back_go_to_the_line(role):
    """A waits for the one member and is woken when the work is done."""
    staff, _, _ = role(1)
    given = staff.take(1)
    staff.for_hands.join(Waiter("A"), 0)
    staff.give_back(given)
    assert staff._engine.woken == ["A"]
    assert not staff.has_free(1)


def test_watcher_given_back_goes_to_the_line(role):
    """Limit two: the third waits and is woken when one is watched no more."""
    staff, _, _ = role(1)
    staff.watch(), staff.watch()
    assert not staff.watch()
    staff.for_watch.join(Waiter("C"), 0)
    staff.unwatch()
    assert staff._engine.woken == ["C"]
    assert staff.watching == 2


def test_member_leaves_at_once_when_not_needed(role):
    """Nobody in the building: home at the end of the shift."""
    staff, (one,), rows = role(1)
    staff.end_of_shift(one)
    assert _ended(rows) == [0]


def test_member_stays_while_busy_watching_or_needed(role):
    """Hands-on, then watching one, then a visit that still needs the role: home after the last of them."""
    staff, (one,), rows = role(1)
    staff.needed = 1
    given = staff.take(1)
    staff.watch()
    staff.end_of_shift(one)
    staff.give_back(given)
    assert _ended(rows) == []
    staff.unwatch()
    assert _ended(rows) == []
    staff.needed = 0
    staff.settle()
    assert _ended(rows) == [0]


def test_one_may_go_when_the_rest_can_watch(role):
    """Two leave with two watched and two each: one goes at once, the other stays."""
    staff, (one, two), rows = role(2)
    staff.needed = 2
    staff.watch(), staff.watch()
    staff.end_of_shift(one)
    staff.end_of_shift(two)
    assert _ended(rows) == [0]


def test_nobody_goes_while_the_rest_cannot_watch(role):
    """Three watched, two each: both stay until one is watched no more."""
    staff, (one, two), rows = role(2)
    for _ in range(3):
        staff.watch()
    staff.end_of_shift(one)
    staff.end_of_shift(two)
    assert _ended(rows) == []
    staff.needed = 1
    staff.unwatch()
    assert len(_ended(rows)) == 1


@pytest.fixture
def desk_and_nurses(role):
    """A front desk of so many, and nurses who help there."""

    def make(desks: int, nurses: int, strict: bool = False):
        (desk, *_), (staff, members, rows) = role(desks), role(nurses, strict=strict)
        desk.helpers, staff.helps = (staff,), (desk,)
        return desk, staff, members, rows

    return make


def test_helper_comes_when_nobody_of_the_role_is_free(desk_and_nurses):
    """The one at the desk first, then the nurse; what is given back goes to the own role."""
    desk, nurses, (nurse,), _ = desk_and_nurses(1, 1)
    assert desk.take(1) != [nurse]
    assert desk.has_free(1)
    given = desk.take(1)
    assert given == [nurse]
    assert given[0].role is nurses
    assert nurses.take(1) is None
    assert not desk.has_free(1)


def test_helper_who_is_wanted_in_the_own_role_does_not_come(desk_and_nurses):
    """Somebody waits to be watched, then to be served; then nobody."""
    desk, nurses, (nurse,), _ = desk_and_nurses(0, 1)
    nurses.for_watch.join(waiter := Waiter("A"), 0)
    assert desk.take(1) is None
    waiter.done = True
    nurses.for_hands.join(waiter := Waiter("B"), 0)
    assert desk.take(1) is None
    waiter.done = True
    assert desk.take(1) == [nurse]


def test_strict_helper_does_not_leave_somebody_unwatched(desk_and_nurses):
    """Two strict nurses, two each, three watched: none may go to the desk; with two watched one may."""
    desk, nurses, _, _ = desk_and_nurses(0, 2, strict=True)
    for _ in range(3):
        nurses.watch()
    assert desk.take(1) is None
    nurses.unwatch()
    assert desk.take(1) is not None


def test_helper_given_back_serves_the_own_line_first(desk_and_nurses):
    """A waits at the desk, B for the nurse: B is woken first, A when B's work is done."""
    desk, nurses, (nurse,), _ = desk_and_nurses(0, 1)
    given = desk.take(1)
    desk.for_hands.join(Waiter("A"), 0)
    nurses.for_hands.join(Waiter("B"), 0)
    nurses.give_back(given)
    assert nurses._engine.woken == ["B"]
    nurses.give_back([nurse])
    assert desk._engine.woken == ["A"]


def test_last_helper_stays_for_a_role_of_which_nobody_is_there(desk_and_nurses):
    """The desk is empty and needed: the nurse goes home when it is needed no more."""
    desk, nurses, (nurse,), rows = desk_and_nurses(0, 1)
    desk.needed = 1
    nurses.end_of_shift(nurse)
    assert _ended(rows) == []
    desk.needed = 0
    desk.settle()
    assert _ended(rows) == [0]


def test_rules_can_keep_a_member(role):
    """A rule that spares nobody keeps the member; when it does, the member goes."""
    staff, (one,), rows = role(1)
    staff.can_be_spared = lambda: False
    staff.end_of_shift(one)
    assert _ended(rows) == []
    staff.can_be_spared = lambda: True
    staff.settle()
    assert _ended(rows) == [0]


def test_break_waits_for_cover_and_for_those_watched(role):
    """One of two must stay and may watch two: with three watched the break waits, with two it begins."""
    staff, (one, _), rows = role(2)
    for _ in range(3):
        staff.watch()
    staff.wants_break(one, Pause(0.0, 30.0, cover=1))
    assert not one.on_break
    staff.unwatch()
    assert one.on_break
    assert staff.present == 1
    staff.back_from_break(one)
    assert staff.present == 2
    assert [row[1] for row in rows[2:]] == [Kind.BREAK_BEGAN, Kind.BREAK_ENDED]


def test_missed_break_is_noted_once(role):
    """Busy until the window closes: missed; freed later, the break does not begin any more."""
    staff, (one,), rows = role(1)
    given = staff.take(1)
    staff.wants_break(one, Pause(0.0, 30.0, cover=0))
    staff.miss_break(one)
    staff.miss_break(one)
    staff.give_back(given)
    assert [row[1] for row in rows[1:]] == [Kind.BREAK_MISSED]
    assert staff.restless == 0
