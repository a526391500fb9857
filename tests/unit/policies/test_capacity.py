"""The capacity rule: what a start must fit into."""

from __future__ import annotations

from sim.policies.capacity import CAPACITY, ChairTime, ChairTimeAndStaff


def test_chair_time_looks_at_spaces_only():
    """Neither hands nor watching."""
    assert (ChairTime().hands, ChairTime().watching) == (False, False)


def test_chair_time_and_staff_looks_at_hands_and_watching():
    """Both."""
    assert (ChairTimeAndStaff().hands, ChairTimeAndStaff().watching) == (True, True)


def test_breaks_count_only_where_the_rule_says_so():
    """Not by default, and never where staff are not looked at."""
    assert (ChairTime().breaks, ChairTimeAndStaff().breaks, ChairTimeAndStaff(breaks=True).breaks) == (
        False,
        False,
        True,
    )


def test_table_names_every_rule():
    """Two rules, two names."""
    assert {"chair_time": ChairTime, "chair_time_and_staff": ChairTimeAndStaff} == CAPACITY
