"""Booking policies on paper: templates, staggered starts, preferred times, patterns, holding, what a miss does."""

from __future__ import annotations

import pytest
from paper import appointment_days, appointments, lines, simulated
from test_admission import OPEN, STAFFED
from test_series import COURSE


def _first(log, people="ABCDE"):
    return [appointments(log, who)[0] for who in people]


def test_stagger_lets_one_start_for_each_nurse_in_half_an_hour():
    """Six chairs and one nurse: 8:00, 8:30, 9:00, ... although every chair is free at 8:00."""
    log = simulated(STAFFED, "policies.slot={stagger: {each: nurse, interval: 30 min}}")
    assert [text.rsplit(" ", 1)[1] for text in _first(log, "ABCDEF")] == [
        "08:00", "08:30", "09:00", "09:30", "10:00", "10:30"
    ]  # fmt: skip


def test_template_gives_its_own_starts_only():
    """Tuesday 9:00 twice, Wednesday to Friday 10:00 once: two on Tuesday 6, then one a day."""
    starts = "{infusion: {mon: ['08:30'], tue: ['09:00', '09:00'], wed-fri: ['10:00']}}"
    log = simulated(OPEN, f"policies.slot={{template: {{starts: {starts}}}}}")
    assert _first(log) == [
        "tue 6 jan 09:00", "tue 6 jan 09:00", "wed 7 jan 10:00", "thu 8 jan 10:00", "fri 9 jan 10:00"
    ]  # fmt: skip


def test_preferred_time_is_taken_as_near_as_can_be():
    """Everybody likes 10:00, two chairs, an hour each: 10, 10; then 9 (as near as 11, and earlier), 9; then 11."""
    log = simulated(OPEN, "policies.slot={preferred: {time: 10 h}}")
    assert [text.rsplit(" ", 1)[1] for text in _first(log)] == ["10:00", "10:00", "09:00", "09:00", "11:00"]


def test_patient_with_little_flexibility_takes_another_day():
    """Within half an hour of 10:00 only 10:00 itself is left, two a day: Tue, Tue, Wed, Wed, Thu."""
    log = simulated(OPEN, "policies.slot={preferred: {time: 10 h, within: 30 min}}")
    assert _first(log) == [
        "tue 6 jan 10:00", "tue 6 jan 10:00", "wed 7 jan 10:00", "wed 7 jan 10:00", "thu 8 jan 10:00"
    ]  # fmt: skip


def test_fixed_weekdays_follow_the_pattern_of_the_first_day():
    """The first day is Tue 6, so Tue/Fri: Fri 9 (nearest to +2 = Thu 8), Tue 13 (+2 = Sun 11), Fri 16 (+3), ..."""
    patterns = "patterns: ['mon, wed, fri', 'tue, fri']"
    log = simulated(COURSE, f"policies.pattern={{fixed_weekdays: {{{patterns}}}}}")
    assert appointment_days(log, "A") == [
        "tue 6 jan", "fri 9 jan", "tue 13 jan", "fri 16 jan", "tue 20 jan", "fri 23 jan"
    ]  # fmt: skip


ONE_A_DAY = ("visits.infusion.booked=9 h", "patients.referrals.listed.times=[1 h, 2 h]")
THREE = "protocols.mood.induction.infusions=3"


def test_same_time_of_day_goes_before_spacing_until_it_gives_way():
    """One chair, an hour each. A has 8:00 on Tue, Thu, Fri; B begins Tue 9:00 and stays at 9:00 on Thu and Fri."""
    log = simulated(COURSE, ONE_A_DAY[1], THREE, "policies.pattern={same_time: {within: 0 min}}")
    assert appointments(log, "B") == ["tue 6 jan 09:00", "thu 8 jan 09:00", "fri 9 jan 09:00"]


def test_later_start_keeps_the_pattern_where_nothing_else_gives_way():
    """One a day, Mon/Wed/Fri. A: Wed 7, Fri 9, Wed 14 (Mon 12 is a holiday). B begins when all three fit: Fri 16."""
    pattern = "policies.pattern={fixed_weekdays: {patterns: ['mon, wed, fri'], if_full: [later start]}}"
    log = simulated(COURSE, *ONE_A_DAY, THREE, pattern)
    assert appointment_days(log, "A") == ["wed 7 jan", "fri 9 jan", "wed 14 jan"]
    assert appointment_days(log, "B") == ["fri 16 jan", "mon 19 jan", "wed 21 jan"]


def test_any_start_is_taken_when_nothing_more_gives_way():
    """One a day, Tuesdays only, ten days ahead: A has both. B, for whom only the spacing may give way, has Wed and Fri.

    Two days after Wed 7 is Fri 9, although it is no Tuesday: better than no infusion within the diary's reach.
    """
    pattern = "policies.pattern={fixed_weekdays: {patterns: [tue], if_full: [wider spacing]}}"
    two = "protocols.mood.induction.infusions=2"
    log = simulated(COURSE, *ONE_A_DAY, two, pattern, "diary.horizon=10 days")
    assert lines(log, "booked", dated=True) == [
        ("mon 5 jan 01:00", "booked for tue 6 jan 08:00", "A"),
        ("mon 5 jan 01:00", "booked for tue 13 jan 08:00", "A"),
        ("mon 5 jan 02:00", "booked for wed 7 jan 08:00", "B"),
        ("mon 5 jan 02:00", "booked for fri 9 jan 08:00", "B"),
    ]


def test_later_start_is_looked_for_before_anything_is_booked():
    """Fri 9 is closed: from Wed 7 the second would be Mon 12, five days on and three allowed: so Mon 12 first."""
    pattern = "policies.pattern={fixed_weekdays: {patterns: ['mon, wed, fri'], if_full: [later start]}}"
    spacing = "protocols.mood.induction={infusions: 3, spacing: {least: 2 days, target: [2 days], most: 3 days}}"
    log = simulated(COURSE, "calendar.closed=[2026-01-09]", spacing, pattern)
    assert appointment_days(log, "A") == ["mon 12 jan", "wed 14 jan", "fri 16 jan"]


def test_admission_of_whole_series_waits_for_the_first_that_fits_its_window():
    """One a day, window of seven days. A: Tue 6, Thu 8, Fri 9. B from Wed 7 would be Wed 7, Tue 13, Thu 15: eight days.

    The next start is Tue 13: Tue 13, Thu 15, Fri 16 are three days.
    """
    log = simulated(
        COURSE, *ONE_A_DAY, THREE, "protocols.mood.induction.window=7 days", "policies.admission=whole_series"
    )
    assert appointment_days(log, "B") == ["tue 13 jan", "thu 15 jan", "fri 16 jan"]
    assert lines(log, "admitted", dated=True) == [
        ("mon 5 jan 01:00", "admitted", "A"),
        ("mon 5 jan 02:00", "admitted", "B"),
    ]


def test_admission_of_whole_series_tries_one_day_after_the_other():
    """Open Mon, Wed, Thu, Sat; two infusions exactly two days apart: not from Wed 7, but from Thu 8 (Sat 10)."""
    log = simulated(
        COURSE,
        "calendar={starts: 2026-01-05, hours: {'mon, wed, thu, sat': '08:00-17:00'}}",
        "protocols.mood.induction={infusions: 2, spacing: {least: 2 days, target: [2 days], most: 2 days}}",
        "policies.admission=whole_series",
    )
    assert appointment_days(log, "A") == ["thu 8 jan", "sat 10 jan"]


def test_whole_series_too_far_ahead_is_asked_for_again_the_next_day():
    """B's series could begin on Tue 13, more than six days ahead of Mon 5 and Tue 6; on Wed 7 it is six days ahead."""
    log = simulated(
        COURSE,
        *ONE_A_DAY,
        THREE,
        "protocols.mood.induction.window=7 days",
        "policies.admission={whole_series: {within: 6 days}}",
    )
    assert [when for when, _, who in lines(log, "admitted", dated=True) if who == "B"] == ["wed 7 jan 00:00"]


MISSES = COURSE + "attendance: {infusion: {no_show: 0.4}}\n"
"""Under seed 5 patient A misses the bookings made fourth, sixth and several of those that follow."""


def _days_of(log, what):
    return [when.rsplit(" ", 1)[0] for when, _, _ in lines(log, what, dated=True)]


@pytest.mark.parametrize(
    ("rule", "made_up"),
    [("shift", "mon 19 jan 08:00"), ("squeeze_in", "wed 14 jan 08:00")],
)
def test_a_miss_is_made_up_for_at_the_end_or_squeezed_in(rule, made_up):
    """Tue 13 is missed, Thu 15 and Fri 16 stand: at the end is Mon 19 (+3); between is Wed 14, a day from Thu 15."""
    log = simulated(MISSES, f"policies.missed={rule}", "run.seed=5")
    assert _days_of(log, "no-show")[0] == "tue 13 jan"
    after = [what for when, what, _ in lines(log, "booked", dated=True) if when.startswith("tue 13 jan")]
    assert after == [f"booked for {made_up}"]


def test_a_miss_that_cannot_be_squeezed_in_is_made_up_for_at_the_end():
    """Fri 9 is missed, Tue 13 stands and the place is closed between: Mon 19, never a second infusion on Tue 13.

    Everybody likes 10:00 and would look a week ahead for it; but what is squeezed in lies before what is booked.
    """
    log = simulated(MISSES, "policies.missed=squeeze_in", "policies.slot={preferred: {time: 10 h}}", "run.seed=39")
    assert _days_of(log, "no-show") == ["fri 9 jan"]
    after = [what for when, what, _ in lines(log, "booked", dated=True) if when.startswith("fri 9 jan")]
    assert after == ["booked for mon 19 jan 10:00"]
    assert _days_of(log, "infuse begins")[2:4] == ["tue 13 jan", "thu 15 jan"]


@pytest.mark.parametrize(
    ("least", "day"), [("3 days", "fri 9 jan"), ("4 days", "sat 10 jan"), ("6 days", "mon 12 jan")]
)
def test_what_is_squeezed_in_keeps_the_least_spacing_to_both_sides(least, day):
    """Tue 6 and Sun 18 stand; Mon 12 is cancelled on Wed 7, five days ahead. Six days apart only that day fits."""
    log = simulated(
        COURSE + "attendance: {infusion: {cancels_with_notice: {probability: 0.3, ahead: 5 days}}}\n",
        "calendar={starts: 2026-01-05, hours: {mon-sun: '08:00-17:00'}}",
        f"protocols.mood.induction={{infusions: 3, spacing: {{least: {least}, target: [6 days], most: 12 days}}}}",
        "policies.missed=squeeze_in",
        "run.seed=8",
    )
    assert [when for when, _, _ in lines(log, "cancelled", dated=True)] == ["wed 7 jan 08:00"]
    assert appointment_days(log, "A") == ["tue 6 jan", "mon 12 jan", "sun 18 jan", day]
    assert _days_of(log, "infuse begins") == ["tue 6 jan", day, "sun 18 jan"]


def test_a_dropped_infusion_is_not_made_up_for():
    """Of six, Tue 13 and Fri 16 are missed: four are given, nothing is booked again, and the series is finished."""
    log = simulated(MISSES, "policies.missed=drop", "run.seed=5")
    assert _days_of(log, "infuse begins") == ["tue 6 jan", "thu 8 jan", "fri 9 jan", "thu 15 jan"]
    assert lines(log, "series ends", dated=True) == [("fri 16 jan 08:00", "series ends: finished", "A")]


def test_too_long_a_gap_begins_the_series_anew():
    """Fri 9 to Thu 15 are six days and four are allowed: Thu 15 counts as the first, so three more are booked at once.

    Two stood in the diary (Fri 16 and Mon 19, made up for Tue 13); five are needed after the first.
    """
    log = simulated(MISSES, "policies.missed={restart: {after: 4 days}}", "run.seed=5")
    again = [what for when, what, _ in lines(log, "booked", dated=True) if when == "thu 15 jan 08:40"]
    assert len(again) == 3


BUSY = """
calendar: {starts: 2026-01-05, hours: {mon-fri: 08:00-12:00}}
spaces: {chair: 1}
visits:
  infusion:
    kind: infusion
    booked: 60 min
    steps: [{step: infuse, part: infusion, time: of the protocol, in: chair}]
protocols: {mood: {infusion: 40 min, induction: {infusions: 2, spacing: {least: 1 day, target: [1 day], most: 3 days}}}}
patients:
  referrals: {listed: {times: [1 h, 1 h, 1 h, 1 h]}}
  conditions: {depression: 1.0}
run: {length: 2 weeks, cool_down: 0 min, seed: 1}
"""


def test_starts_held_for_first_infusions_are_not_given_to_second_ones():
    """Four starts a day, two held for first infusions until the day itself; four patients of two infusions.

    Booked one patient after the other: A: Tue, then Wed. B, C and D: Tue; Tuesday is full. Second infusions may have
    two of Wednesday's starts, A's and B's; C's and D's go to Thursday. Without holding all four lie on Wednesday.
    """
    hold = "policies.holding={hold_starts: {for: first infusions, starts: 2, release: 0 min}}"
    second = [appointments(simulated(BUSY, hold), who)[1].rsplit(" ", 1)[0] for who in "ABCD"]
    assert second == ["wed 7 jan", "wed 7 jan", "thu 8 jan", "thu 8 jan"]
    second = [appointments(simulated(BUSY), who)[1].rsplit(" ", 1)[0] for who in "ABCD"]
    assert second == ["wed 7 jan"] * 4


def test_a_third_infusion_is_no_first_one_either():
    """The same with three infusions: A and B fill what others may have on Wed 7 and Thu 8, C begins again on Fri 9."""
    hold = "policies.holding={hold_starts: {for: first infusions, starts: 2, release: 0 min}}"
    log = simulated(BUSY, hold, "protocols.mood.induction.infusions=3")
    assert appointment_days(log, "A") == appointment_days(log, "B") == ["tue 6 jan", "wed 7 jan", "thu 8 jan"]
    assert appointment_days(log, "C") == ["tue 6 jan", "fri 9 jan", "mon 12 jan"]


@pytest.mark.parametrize(
    ("rule", "days"),
    [
        ("never", ["tue 6 jan 08:00", "wed 7 jan 08:00"]),
        ("{by_share: {share: 0.25}}", ["tue 6 jan 08:00", "tue 6 jan 08:00"]),
        ("by_expected_no_shows", ["tue 6 jan 08:00", "tue 6 jan 08:00"]),
        ("{by_expected_no_shows: {share: 0.5}}", ["tue 6 jan 08:00", "wed 7 jan 08:00"]),
    ],
)
def test_a_full_day_takes_one_more_where_some_stay_away(rule, days):
    """One chair, four starts a day, five patients, each staying away with 0.3: four booked are 1.2 expected no-shows.

    A quarter of four is one more, and so are 1.2 rounded down; half of 1.2 is none. The fifth, E, shares A's start at
    8:00 on Tuesday, the first one that is doubled once, or has Wednesday.
    """
    text = OPEN.replace("chair: 2", "chair: 1") + "attendance: {infusion: {no_show: 0.3}}\n"
    log = simulated(text, f"policies.overbooking={rule}")
    assert [appointments(log, who)[0] for who in "AE"] == days


def test_the_urgent_go_first_into_a_full_panel():
    """One place in care, taken by A until Tue 8:40. B asked first, at 2:00; C, who is urgent, an hour later.

    Both ask again every day. On Wed 7 the place is free: B asks first and leaves it to C, who takes it at 3:00 and
    has it until Thu 8:40; B is admitted on Fri 9. Without the rule it is the other way round.
    """
    text = OPEN.replace("times: [1 h, 1 h, 1 h, 1 h, 1 h]}}", "times: [1 h, 2 h, 3 h]}}").replace(
        "patients: {referrals",
        "patients: {conditions: {depression: {share: 0.5}, suicidal ideation: {share: 0.5, urgent: true}}, referrals",
    )
    rule = "policies.admission={cap_panel: {at_most: 1, urgent_first: true}}"
    assert _admitted(simulated(text, rule, "run.seed=23")) == ["A", "C", "B"]
    assert _admitted(simulated(text, rule.replace("true", "false"), "run.seed=23")) == ["A", "B", "C"]


def _admitted(log):
    return [who for _, _, who in lines(log, "admitted")]
