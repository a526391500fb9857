"""Maintenance on paper: as needed with relapse and a new induction, fixed dates, taper."""

from __future__ import annotations

import pytest
from paper import appointment_days, lines, simulated

from sim.events import Kind

BOOSTERS = """
calendar: {starts: 2026-01-05, hours: {mon-fri: 08:00-17:00}}
spaces: {chair: 1}
visits:
  infusion:
    kind: infusion
    booked: 9 h
    steps: [{step: infuse, part: infusion, time: of the protocol, in: chair}]
protocols:
  mood:
    infusion: 40 min
    induction: {infusions: 1}
    maintenance: {plan: PLAN}
patients: {referrals: {listed: {times: [1 h]}}}
run: {length: 12 weeks, cool_down: 0 min, seed: 1}
"""


def test_as_needed_asks_when_symptoms_return():
    """Infusion Tue 6 8:40; symptoms ten days later, Fri 16 8:40; the next open day is Mon 19."""
    log = simulated(BOOSTERS.replace("PLAN", "{as_needed: {symptoms_return: 10 days}}"), "run.length=3 weeks")
    assert lines(log, "symptoms", "booked", "infuse begins", dated=True) == [
        ("mon 5 jan 01:00", "booked for tue 6 jan 08:00", "A"),
        ("tue 6 jan 08:00", "infuse begins", "A"),
        ("fri 16 jan 08:40", "symptoms return", "A"),
        ("fri 16 jan 08:40", "booked for mon 19 jan 08:00", "A"),
        ("mon 19 jan 08:00", "infuse begins", "A"),
    ]


def test_booster_that_comes_too_late_is_a_relapse_and_a_new_induction():
    """A asks on Fri 16 and has Mon 19, 71 h 20 min later; with a limit of 2 days the relapse is on Sun 18 8:40.

    A new induction is certain, from 3 days later on: Wed 21.
    """
    log = simulated(
        BOOSTERS.replace("PLAN", "{as_needed: {symptoms_return: 10 days}}, relapse_if_not_seen_within: 2 days"),
        "protocols.mood.maintenance.reinduction={probability: 1, after: 3 days}",
        "run.length=17 days",
    )
    assert lines(log, "symptoms", "booked", "cancelled", "relapses", "series begins", "infuse begins", dated=True)[
        3:
    ] == [
        ("fri 16 jan 08:40", "symptoms return", "A"),
        ("fri 16 jan 08:40", "booked for mon 19 jan 08:00", "A"),
        ("sun 18 jan 08:40", "cancelled: course over", "A"),
        ("sun 18 jan 08:40", "relapses", "A"),
        ("sun 18 jan 08:40", "series begins", "A"),
        ("sun 18 jan 08:40", "booked for wed 21 jan 08:00", "A"),
        ("wed 21 jan 08:00", "infuse begins", "A"),
    ]


def test_booster_due_within_the_limit_is_given_to_somebody_who_comes_late():
    """All come 20 min late: infusion Tue 6 8:20-9:00, symptoms Fri 16 9:00, the limit (71 h 10 min) is Mon 19 8:10."""
    log = simulated(
        BOOSTERS.replace("PLAN", "{as_needed: {symptoms_return: 10 days}}, relapse_if_not_seen_within: 71 h 10 min"),
        "attendance={infusion: {punctuality: 20 min}}",
        "run.length=15 days",
    )
    assert lines(log, "symptoms", "relapses", "cancelled", "infuse begins", dated=True)[1:] == [
        ("fri 16 jan 09:00", "symptoms return", "A"),
        ("mon 19 jan 08:20", "infuse begins", "A"),
    ]


@pytest.mark.parametrize(("limit", "what"), [("71 h 20 min", "infuse begins"), ("71 h 19 min", "relapses")])
def test_booster_exactly_at_the_limit_is_in_time(limit, what):
    """Asked for on Fri 16 8:40 and due on Mon 19 8:00, 71 h 20 min later: one minute less is too late."""
    log = simulated(
        BOOSTERS.replace("PLAN", "{as_needed: {symptoms_return: 10 days}}"),
        f"protocols.mood.maintenance.relapse_if_not_seen_within={limit}",
        "run.length=15 days",
    )
    assert [told for _, told, _ in lines(log, "infuse begins", "relapses")[1:]] == [what]


def test_new_induction_beyond_the_horizon_waits_for_an_open_day_within_it():
    """The relapse is on Sun 18 8:40 and the new series 20 days later or after, Sat 7 Feb; the diary sees 14 days ahead.

    It reaches the Saturday on Sat 24 Jan, but that is closed; it reaches Mon 9 Feb on Mon 26 Jan 0:00.
    """
    log = simulated(
        BOOSTERS.replace("PLAN", "{as_needed: {symptoms_return: 10 days}}, relapse_if_not_seen_within: 2 days"),
        "protocols.mood.maintenance.reinduction={probability: 1, after: 20 days}",
        "diary.horizon=14 days",
        "run.length=5 weeks",
    )
    assert lines(log, "relapses", "series begins", "booked", "leaves", dated=True)[3:] == [
        ("sun 18 jan 08:40", "relapses", "A"),
        ("sun 18 jan 08:40", "series begins", "A"),
        ("mon 26 jan 00:00", "booked for mon 9 feb 08:00", "A"),
    ]


def test_relapse_without_a_new_induction_ends_the_course():
    """The same relapse on Sun 18, but nobody is induced again: gone at that instant."""
    log = simulated(
        BOOSTERS.replace("PLAN", "{as_needed: {symptoms_return: 10 days}}, relapse_if_not_seen_within: 2 days")
    )
    assert lines(log, "leaves", dated=True) == [("sun 18 jan 08:40", "leaves: relapse", "A")]


def test_fixed_interval_is_booked_ahead_for_its_day():
    """Every 14 days from Tue 6: Tue 20, then (from Tue 20) Tue 3 Feb; each booked when the one before is over."""
    log = simulated(BOOSTERS.replace("PLAN", "{fixed: {every: 14 days, at_most: 2}}"))
    assert appointment_days(log, "A") == ["tue 6 jan", "tue 20 jan", "tue 3 feb"]
    assert [time for time, _, _ in lines(log, "booked", dated=True)[1:]] == ["tue 6 jan 08:40", "tue 20 jan 08:40"]
    assert lines(log, "leaves", dated=True) == [("tue 3 feb 08:40", "leaves: plan complete", "A")]


def test_booster_on_a_closed_day_moves_to_the_nearest_open_one():
    """Eleven days after Tue 6 is Sat 17: Fri 16 is nearer than Mon 19."""
    log = simulated(BOOSTERS.replace("PLAN", "{fixed: {every: 11 days, at_most: 1}}"))
    assert appointment_days(log, "A")[1:] == ["fri 16 jan"]


def test_taper_grows_weekly_fortnightly_monthly():
    """From Tue 6 Jan: +7 Tue 13, +14 Tue 27, +28 Tue 24 Feb; then the plan is complete."""
    log = simulated(BOOSTERS.replace("PLAN", "{taper: {gaps: [7 days, 14 days, 28 days]}}"))
    assert appointment_days(log, "A") == ["tue 6 jan", "tue 13 jan", "tue 27 jan", "tue 24 feb"]
    assert lines(log, "leaves") == [("08:40", "leaves: plan complete", "A")]


def test_attrition_ends_maintenance_after_a_booster():
    """Certain to leave after each booster: one infusion, one booster, gone."""
    log = simulated(BOOSTERS.replace("PLAN", "{fixed: {every: 7 days}}, leaves_after_each: 1"))
    assert appointment_days(log, "A") == ["tue 6 jan", "tue 13 jan"]
    assert lines(log, "leaves", dated=True) == [("tue 13 jan 08:40", "leaves: attrition", "A")]


def test_booster_beyond_the_horizon_is_booked_when_the_diary_reaches_it():
    """The diary reaches 14 days; a booster 10 or 30 days away (drawn) is kept, and nobody leaves for want of a slot."""
    plan = "{fixed: {every: {discrete: {values: [1 day, 30 days], probabilities: [0.7, 0.3]}}}}"
    log = simulated(BOOSTERS.replace("PLAN", plan), "diary.horizon=14 days", "run.length=26 weeks")
    assert lines(log, "leaves") == []
    booked = log.rows(Kind.BOOKED)
    assert (booked.value - booked.time).max() < 15 * 1440
    assert max(booked.value[1:] - booked.value[:-1]) > 25 * 1440


@pytest.mark.parametrize(("probability", "told"), [(0, "leaves: no response"), (1, "maintenance")])
def test_only_responders_go_on_to_maintenance(probability, told):
    """Response certain or impossible, told at the end of the one infusion."""
    log = simulated(
        BOOSTERS.replace("PLAN", "{fixed: {every: 7 days}}"),
        f"protocols.mood.response={probability}",
        "run.length=3 days",
    )
    assert lines(log, "maintenance", "leaves", dated=True) == [("tue 6 jan 08:40", told, "A")]


def test_side_effects_of_boosters_are_those_of_later_infusions():
    """Certain in infusions 1 to 3, impossible later: one in the induction's infusion, none in the boosters."""
    text = BOOSTERS.replace("PLAN", "{fixed: {every: 7 days, at_most: 3}}").replace(
        "in: chair}]\n",
        "in: chair}]\n    side_effects: {nausea: {probability: {1-3: 1, later: 0}, hands: nurse, time: 5 min}}\n",
    )
    log = simulated(text + "staff: {nurse: {shifts: [{days: mon-fri, hours: 08:00-17:00}]}}\n")
    assert len(lines(log, "infuse begins")) == 4
    assert len(lines(log, "side effect")) == 1


@pytest.mark.parametrize(
    ("only", "begins"), [("induction", ["tue 6 jan"]), ("maintenance", ["tue 13 jan", "tue 20 jan"])]
)
def test_a_step_may_belong_to_one_phase(only, begins):
    """One infusion on Tue 6 and boosters on the two Tuesdays after it: an introduction before the one or the others."""
    text = BOOSTERS.replace("PLAN", "{fixed: {every: 7 days, at_most: 2}}").replace(
        "steps: [", f"steps: [{{step: introduce, time: 10 min, only: {only}}}, "
    )
    days = [when.rsplit(" ", 1)[0] for when, _, _ in lines(simulated(text), "introduce begins", dated=True)]
    assert days == begins


def test_evaluation_comes_before_the_response_is_known():
    """Infusion Tue 6, evaluation the next day 8:00-8:30, response known at 8:30."""
    text = BOOSTERS.replace("PLAN", "{fixed: {every: 7 days}}").replace(
        "visits:\n",
        "visits:\n  look: {kind: evaluation, booked: 30 min, steps: [{step: ask, time: 30 min, in: chair}]}\n",
    )
    log = simulated(text, "protocols.mood.evaluation=look", "run.length=4 days")
    assert lines(log, "ask begins", "response", dated=True) == [
        ("wed 7 jan 08:00", "ask begins", "A"),
        ("wed 7 jan 08:30", "response", "A"),
    ]


def test_booster_for_a_closed_day_beyond_the_horizon_is_booked_for_the_next_open_one():
    """Twelve days away (or one, drawn) and a day earlier if need be, with ten days in sight: some are Sundays.

    Saturday and Sunday are closed: the diary is asked again when it reaches the Monday, and nobody leaves.
    """
    plan = "{fixed: {every: {discrete: {values: [1 day, 12 days], probabilities: [0.5, 0.5]}}}}"
    log = simulated(BOOSTERS.replace("PLAN", plan), "diary.horizon=10 days", "run.length=26 weeks")
    assert lines(log, "leaves") == []
    made = [when.split(" ")[0] for when, _, _ in lines(log, "booked", dated=True) if when.endswith("00:00")]
    assert "fri" in made, "no booking for a Monday was made when the diary reached it"
