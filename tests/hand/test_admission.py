"""Admission and the diary on paper: caps, patience, level days, staff in the diary, notice, horizon."""

from __future__ import annotations

from paper import appointment_days, appointments, lines, simulated

from sim.events import Kind, Window
from sim.metrics import compute
from sim.units import WEEK

OPEN = """
calendar: {starts: 2026-01-05, hours: {mon-fri: 08:00-12:00}}
spaces: {chair: 2}
visits:
  infusion:
    kind: infusion
    booked: 60 min
    steps: [{step: infuse, part: infusion, time: of the protocol, in: chair}]
protocols: {mood: {infusion: 40 min, induction: {infusions: 1}}}
patients: {referrals: {listed: {times: [1 h, 1 h, 1 h, 1 h, 1 h]}}}
run: {length: 5 weeks, cool_down: 0 min, seed: 1}
"""


def _first_days(log, people="ABCDE"):
    return [appointment_days(log, who)[0] for who in people]


def test_cap_on_new_starts_counts_week_by_week():
    """Two a week, five on one day: two in the first week, two from Mon 12, one from Mon 19."""
    log = simulated(OPEN, "policies.admission={cap_new_starts: {per_week: 2}}")
    assert _first_days(log) == ["tue 6 jan", "tue 6 jan", "mon 12 jan", "mon 12 jan", "mon 19 jan"]


def test_urgent_patients_start_above_the_cap():
    """One a week, but everybody is urgent and the urgent are exempt: all on the first day."""
    log = simulated(
        OPEN,
        "policies.admission={cap_new_starts: {per_week: 1, urgent_exempt: true}}",
        "patients.conditions={crisis: {share: 1, urgent: true}}",
    )
    assert _first_days(log) == ["tue 6 jan"] * 5


def test_nobody_is_urgent_where_no_condition_is():
    """The same exemption in a clinic that names no conditions: the cap holds for everybody."""
    log = simulated(OPEN, "policies.admission={cap_new_starts: {per_week: 1, urgent_exempt: true}}")
    assert _first_days(log, "AB") == ["tue 6 jan", "mon 12 jan"]


def test_week_without_room_in_the_diary_does_not_use_up_the_cap():
    """One chair a morning (4 h), five a week: Tue 6 to Fri 9 for four of six, then Mon 12 and Tue 13."""
    log = simulated(
        OPEN,
        "spaces.chair=1",
        "visits.infusion.booked=4 h",
        "policies.admission={cap_new_starts: {per_week: 5}}",
        "patients.referrals.listed.times=[1 h, 1 h, 1 h, 1 h, 1 h, 1 h]",
    )
    assert _first_days(log, "ABCDEF") == [
        "tue 6 jan", "wed 7 jan", "thu 8 jan", "fri 9 jan", "mon 12 jan", "tue 13 jan"
    ]  # fmt: skip


def test_cap_holds_for_starts_that_are_booked_again():
    """One new start a week; A misses Tue 6 and books again: never two first infusions in one week."""
    log = simulated(
        OPEN + "attendance: {infusion: {no_show: 0.5, rebooks: {probability: 0.999, after: 5 days}}}\n",
        "policies.admission={cap_new_starts: {per_week: 1}}",
    )
    weeks = [int(time // 10080) for time in log.rows(Kind.SEATED).time]
    assert len(weeks) == len(set(weeks))


def test_who_never_starts_gives_the_start_back_to_its_week():
    """One new start a week; A misses Tue 6 and leaves. B, referred on Wed 7, starts on Thu 8, in the same week."""
    log = simulated(
        OPEN + "attendance: {infusion: {no_show: 0.5, rebooks: {probability: 0}}}\n",
        "policies.admission={cap_new_starts: {per_week: 1}}",
        "patients.referrals.listed.times=[1 h, 49 h]",
        "run.seed=2",
    )
    assert [who for _, _, who in lines(log, "no-show", "leaves: did not rebook")] == ["A", "A"]
    assert _first_days(log, "AB") == ["tue 6 jan", "thu 8 jan"]


def test_a_missed_start_makes_room_for_itself_in_its_week_and_for_nobody_else():
    """One new start a week; A misses Tue 6 and starts on Wed 7; B, referred on Thu 8, starts in the next week."""
    log = simulated(
        OPEN + "attendance: {infusion: {no_show: 0.3}}\n",
        "policies.admission={cap_new_starts: {per_week: 1}}",
        "patients.referrals.listed.times=[1 h, 75 h]",
    )
    assert appointment_days(log, "A") == ["tue 6 jan", "wed 7 jan"]
    assert appointment_days(log, "B")[0] == "mon 12 jan"


def test_cap_on_the_panel_asks_again_every_day():
    """Room for two: A and B are done on Tue 6; the others ask daily at 1:00: two get in on Wed 7, one on Fri 9."""
    log = simulated(OPEN, "policies.admission={cap_panel: {at_most: 2}}")
    assert lines(log, "admitted", dated=True) == [
        ("mon 5 jan 01:00", "admitted", "A"),
        ("mon 5 jan 01:00", "admitted", "B"),
        ("wed 7 jan 01:00", "admitted", "C"),
        ("wed 7 jan 01:00", "admitted", "D"),
        ("fri 9 jan 01:00", "admitted", "E"),
    ]
    assert len(lines(log, "deferred")) == 3 + 3 + 1 + 1


def test_patient_who_cannot_wait_is_lost():
    """One new start a week and a patience of eight days: the third would start on Mon 19 and gives up on Tue 13."""
    log = simulated(
        OPEN,
        "policies.admission={cap_new_starts: {per_week: 1}}",
        "patients.patience=8 days",
        "patients.referrals.listed.times=[1 h, 1 h, 1 h]",
    )
    assert lines(log, "leaves", dated=True) == [
        ("tue 6 jan 08:40", "leaves: complete", "A"),
        ("mon 12 jan 08:40", "leaves: complete", "B"),
        ("tue 13 jan 01:00", "leaves: waited too long", "C"),
    ]


def test_earliest_start_fills_the_day_from_the_morning():
    """Two chairs, an hour each: 8:00, 8:00, 9:00, 9:00, 10:00."""
    log = simulated(OPEN)
    assert [appointments(log, who)[0].rsplit(" ", 1)[1] for who in "ABCDE"] == [
        "08:00", "08:00", "09:00", "09:00", "10:00"
    ]  # fmt: skip


def test_level_the_day_spreads_the_starts():
    """Two chairs, an hour each, four hours: one each at 8, 9, 10, 11; then the load is equal and 8:15 has no start."""
    log = simulated(OPEN, "policies.slot=level_the_day")
    assert [appointments(log, who)[0].rsplit(" ", 1)[1] for who in "ABCDE"] == [
        "08:00", "09:00", "10:00", "11:00", "08:15"
    ]  # fmt: skip


def test_level_the_day_begins_equally_loaded_visits_apart():
    """Three chairs, 8 to 10, starts every half hour: 8:00 and 9:00 first; then every start has load 1.

    Nobody begins at 8:30 yet, so the third does; then every start has load 2 and one visit: the earliest, 8:00.
    """
    log = simulated(
        OPEN,
        "policies.slot=level_the_day",
        "calendar.hours={mon-fri: 08:00-10:00}",
        "diary.every=30 min",
        "spaces.chair=3",
    )
    assert [appointments(log, who)[0].rsplit(" ", 1)[1] for who in "ABCD"] == ["08:00", "09:00", "08:30", "08:00"]


STAFFED = """
calendar: {starts: 2026-01-05, hours: {mon-fri: 08:00-12:00}}
spaces: {chair: 6}
staff: {nurse: {shifts: [{days: mon-fri, hours: 08:00-12:00}], watches: 2}}
visits:
  infusion:
    kind: infusion
    booked: 60 min
    steps:
      - {step: prepare, part: preparation, time: 15 min, in: chair, hands: nurse}
      - {step: infuse, part: infusion, time: of the protocol, watch: nurse}
protocols: {mood: {infusion: 45 min, induction: {infusions: 1}}}
patients: {referrals: {listed: {times: [1 h, 1 h, 1 h, 1 h, 1 h, 1 h]}}}
diary: {every: 15 min}
run: {length: 2 weeks, cool_down: 0 min, seed: 1}
"""


def test_diary_keeps_nurse_starts_and_the_watching_limit():
    """One nurse: starts 15 min apart for the hands; two watched, so the third waits until the first is off.

    A prepared 8:00, watched 8:15-9:00; B 8:15, watched 8:30-9:15; C may be watched from 9:00, so starts 8:45;
    D from 9:15, starts 9:00; E from 9:45 (C is watched 9:00-9:45), starts 9:30; F 9:45.
    """
    log = simulated(STAFFED, "policies.capacity=chair_time_and_staff")
    assert [appointments(log, who)[0].rsplit(" ", 1)[1] for who in "ABCDEF"] == [
        "08:00", "08:15", "08:45", "09:00", "09:30", "09:45"
    ]  # fmt: skip


def test_diary_offers_no_start_whose_infusion_would_miss_the_prescriber():
    """On site 9:00-11:00; the infusion runs from 20 to 70 min after the start, in cells of 15 min from +15 to +75.

    So starts lie from 8:45, when the drip's first cell begins at 9:00, to 9:45, when its last one ends at 11:00.
    """
    log = simulated(
        STAFFED + "safety: [{on_site: prescriber, while: infusing}]\n",
        "staff.prescriber={shifts: [{days: mon-fri, hours: '09:00-11:00'}]}",
        "visits.infusion.steps.0.time=20 min",
        "protocols.mood.infusion=50 min",
        "policies.slot={stagger: {each: nurse, interval: 15 min}}",
    )
    assert [appointments(log, who)[0] for who in "ABCDEF"] == [
        *(f"tue 6 jan {time}" for time in ("08:45", "09:00", "09:15", "09:30", "09:45")),
        "wed 7 jan 08:45",
    ]


def test_diary_may_keep_planned_breaks_free():
    """The only nurse has a break 8:30-9:00: who started before 9:00 would be unwatched or unprepared in it.

    So the same pattern begins an hour later: 9:00, 9:15, 9:45, 10:00, 10:30, 10:45. Without it nothing changes.
    """
    pause = "staff.nurse.break={length: 30 min, between: 08:30-09:00, cover: 0}"
    log = simulated(STAFFED, pause, "policies.capacity={chair_time_and_staff: {breaks: true}}")
    assert [appointments(log, who)[0].rsplit(" ", 1)[1] for who in "ABCDEF"] == [
        "09:00", "09:15", "09:45", "10:00", "10:30", "10:45"
    ]  # fmt: skip
    log = simulated(STAFFED, pause, "policies.capacity=chair_time_and_staff")
    assert appointments(log, "A")[0].endswith("08:00")


def test_chair_time_alone_does_not_look_at_the_nurse():
    """Six chairs: all six are booked for 8:00."""
    assert [appointments(simulated(STAFFED), who)[0] for who in "ABCDEF"] == ["tue 6 jan 08:00"] * 6


def test_chair_out_of_service_is_not_bookable():
    """Two chairs, one out all of Tue 6: C is booked for 10:00 that day, after A at 8:00 and B at 9:00."""
    log = simulated(OPEN, "spaces.chair={count: 2, out_of_service: [{count: 1, from: 2026-01-06, to: 2026-01-06}]}")
    assert [appointments(log, who)[0] for who in "ABC"] == ["tue 6 jan 08:00", "tue 6 jan 09:00", "tue 6 jan 10:00"]


def test_day_without_any_chair_is_not_bookable():
    """Both chairs are out on Tue 6, and three of two on Wed 7: everybody begins on Thu 8."""
    log = simulated(
        OPEN,
        "spaces.chair={count: 2, out_of_service: [{count: 2, from: 2026-01-06, to: 2026-01-06}, "
        "{count: 2, from: 2026-01-07, to: 2026-01-07}, {count: 1, from: 2026-01-07, to: 2026-01-07}]}",
    )
    assert _first_days(log) == ["thu 8 jan"] * 5


def test_notice_keeps_the_next_hours_free():
    """Asked on Mon 5 at 1:00, same day allowed: without notice 8:00; with eight hours 9:00."""
    assert appointments(simulated(OPEN, "diary.from_next_day=false"), "A") == ["mon 5 jan 08:00"]
    assert appointments(simulated(OPEN, "diary.from_next_day=false", "diary.notice=8 h"), "A") == ["mon 5 jan 09:00"]


def test_notice_of_a_day_moves_the_first_day():
    """Asked on Mon 5 at 1:00 with two days' notice: Wed 7 1:00, so the first day offered is Thu 8."""
    assert appointments(simulated(OPEN, "diary.notice=2 days"), "A") == ["thu 8 jan 08:00"]


def test_nothing_is_booked_beyond_the_horizon():
    """One a morning and two days ahead at most: Tue 6, Wed 7, and the third patient leaves without a slot."""
    log = simulated(
        OPEN,
        "spaces.chair=1",
        "visits.infusion.booked=4 h",
        "diary.horizon=2 days",
        "patients.referrals.listed.times=[1 h, 1 h, 1 h]",
    )
    assert _first_days(log, "AB") == ["tue 6 jan", "wed 7 jan"]
    assert lines(log, "leaves: no slot", dated=True) == [("mon 5 jan 01:00", "leaves: no slot", "C")]


def test_third_next_start_is_measured_from_now_with_notice_and_without():
    """An empty diary with starts every 15 min, seen at 8:00: the third is 8:30 without notice, 9:30 with one hour's."""
    for notice, minutes in (("0 min", 30), ("1 h", 90)):
        log = simulated(
            OPEN.replace("[1 h, 1 h, 1 h, 1 h, 1 h]", "[2 weeks]"),
            f"diary.notice={notice}",
            "diary.from_next_day=false",
        )
        assert log.rows(Kind.THIRD_NEXT).value[0] == minutes


def test_mornings_on_which_the_diary_has_no_third_start_are_counted():
    """One start a morning and three days ahead at most, nobody booked: Mon sees Tue, Wed, Thu, and Tue up to Fri.

    On Wed the third would be Mon 12; so three of five mornings have none, and the two that have one wait three days.
    """
    log = simulated(
        OPEN.replace("[1 h, 1 h, 1 h, 1 h, 1 h]", "[2 weeks]"),
        "spaces.chair=1",
        "visits.infusion.booked=4 h",
        "diary.horizon=3 days",
        "run.length=1 week",
    )
    found = compute(log, Window(0, WEEK))
    assert found["access.third_next_available.mean.infusion"] == 3
    assert found["access.third_next_available.share_none.infusion"] == 0.6
