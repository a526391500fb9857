"""The day, use, safety, money and queues: single days worked out on paper."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from logs import HEADER, log, row

from sim.events import Kind, Phase, RoleFact, RuleFact, Window
from sim.metrics import compute

DAY = 1440.0
MONDAY = Window(0, DAY)


def session(opens=480, closes=600):
    return [row(opens, Kind.OPENED, value=closes), row(closes, Kind.CLOSED)]


def attend(visit, arrives, seated, left, departs=None, due=None, unit=0):
    """A visit that is infused from seated to left in a recliner."""
    who = {"patient": visit, "visit": visit}
    due = arrives if due is None else due
    return [
        row(arrives, Kind.CHECKED_IN, "infusion", **who, unit=Phase.INDUCTION, value=due),
        row(seated, Kind.SEATED, "recliner", **who, unit=unit),
        row(seated, Kind.STEP_BEGAN, "infuse", **who, unit=1),
        row(left, Kind.STEP_ENDED, "infuse", **who),
        row(left, Kind.LEFT_SPACE, "recliner", **who, unit=unit),
        row(left, Kind.SPACE_READY, "recliner", **who, unit=unit),
        row(left if departs is None else departs, Kind.DEPARTED, **who),
    ]


STOCK = row(0, Kind.SPACES, "recliner", value=2)


def test_earliness_is_not_waiting():
    """Due 500: in 490, seated 505 waits 5; in 510, seated 530 waits 20; in 480, seated 495 waits 0."""
    rows = [STOCK, *session()]
    rows += [*attend(0, 490, 505, 545, due=500), *attend(1, 510, 530, 570, due=500, unit=1)]
    rows += attend(2, 480, 495, 500, due=500, unit=2)
    found = compute(log(*rows), MONDAY)
    assert found["day.direct_wait.mean"] == pytest.approx(25 / 3)
    assert found["day.direct_wait.median"] == 5
    assert found["day.direct_wait.share_over_15_min"] == pytest.approx(1 / 3)
    assert found["queue.wait.mean"] == pytest.approx(25 / 3)
    assert found["queue.wait.mean.infusion"] == pytest.approx(25 / 3)
    assert found["queue.wait.sd"] == pytest.approx(np.std([0, 5, 20], ddof=1))
    assert found["queue.wait.share_positive"] == pytest.approx(2 / 3)
    assert found["day.door_to_drip.mean"] == pytest.approx((15 + 20 + 15) / 3)
    assert found["day.length_of_stay.mean"] == pytest.approx((55 + 60 + 20) / 3)


def test_spread_of_two_waits_and_of_one():
    """Waits of 0 and 6 min have a standard deviation of 6 / sqrt(2); one wait has none."""
    rows = [STOCK, *session(), *attend(0, 480, 480, 520)]
    assert np.isnan(compute(log(*rows), MONDAY)["queue.wait.sd"])
    rows += attend(1, 480, 486, 520, unit=1)
    assert compute(log(*rows), MONDAY)["queue.wait.sd"] == pytest.approx(6 / 2**0.5)


def test_visit_without_a_space_waits_for_its_first_step():
    """In at 480, the talk begins at 492."""
    who = {"patient": 0, "visit": 0}
    rows = [row(480, Kind.CHECKED_IN, "consult", **who, value=480), row(492, Kind.STEP_BEGAN, "talk", **who)]
    assert compute(log(*rows), MONDAY)["day.direct_wait.mean"] == 12


def test_visits_never_seen_are_counted():
    """Three come in: one is seated, one sent away, one is still there at the end."""
    rows = [STOCK, *attend(0, 480, 480, 520)]
    rows += [row(490, Kind.CHECKED_IN, "infusion", patient=v, visit=v, value=490) for v in (1, 2)]
    rows += [row(500, Kind.TURNED_AWAY, "waiting room full", patient=1, visit=1)]
    found = compute(log(*rows), MONDAY)
    assert found["day.visits_unseen"] == 1
    assert found["queue.turned_away.share"] == pytest.approx(1 / 3)
    assert found["queue.turned_away.share.waiting_room_full"] == pytest.approx(1 / 3)
    assert found["queue.turned_away.share.late"] == 0


def test_last_patient_out_against_closing():
    """Out 10 minutes before closing on Monday, 20 after on Tuesday, nobody on Wednesday: mean 5, one in three over."""
    rows = [STOCK, *session(), *attend(0, 500, 500, 590)]
    rows += [*session(DAY + 480, DAY + 600), *attend(1, DAY + 500, DAY + 500, DAY + 590, DAY + 620)]
    rows += session(2 * DAY + 480, 2 * DAY + 600)
    found = compute(log(*rows), Window(0, 3 * DAY))
    assert found["day.last_patient_out.mean"] == 5
    assert found["day.overrun.mean"] == pytest.approx(20 / 3)
    assert found["day.last_patient_out.p95"] == pytest.approx(18.5)
    assert found["day.days_overrun.share"] == pytest.approx(1 / 3)
    assert found["day.days_overrun_15.share"] == pytest.approx(1 / 3)


def test_place_that_never_closes_has_no_last_patient():
    """Open around the clock: every day is an open day, none has an end."""
    rows = [STOCK, row(0, Kind.OPENED, value=DAY), *attend(0, 100, 100, 3000)]
    found = compute(log(*rows), Window(0, 2 * DAY))
    assert np.isnan(found["day.last_patient_out.mean"])
    assert found["money.fixed.per_week"] == pytest.approx(2 * 100 / (2 / 7))
    assert found["use.chair_utilisation.occupied.recliner"] == pytest.approx((2 * DAY - 100) / (2 * 2 * DAY))


def test_overtime_breaks_and_wages():
    """A nurse at 60 an hour until 540, 30 minutes more at 90; one break missed, one moved."""
    rows = [*session(), row(480, Kind.SHIFT_BEGAN, "nurse", unit=0, value=540)]
    rows += [row(570, Kind.SHIFT_ENDED, "nurse", unit=0, value=540)]
    rows += [
        row(520, Kind.BREAK_BEGAN, "nurse", unit=0, value=500),
        row(525, Kind.BREAK_ENDED, "nurse", unit=0),
    ]
    rows += [
        row(530, Kind.BREAK_MISSED, "nurse", unit=1),
        row(480, Kind.SHIFT_MISSED, "nurse", unit=1, value=540),
    ]
    found = compute(log(*rows), MONDAY)
    assert found["day.overtime.per_day.nurse"] == 30
    assert found["day.overtime.per_day.prescriber"] == 0
    assert found["day.breaks_missed.share"] == 0.5
    assert found["day.breaks_moved.share"] == 0.5
    assert found["day.shifts_missed.share"] == 0.5
    assert found["money.wages.per_week"] == pytest.approx(7 * 60)
    assert found["money.overtime.per_week"] == pytest.approx(7 * 45)
    assert found["use.staff_hours_per_week.nurse"] == pytest.approx(7 * 55 / 60)


def test_continuity_counts_visits_with_one_member_throughout():
    """Visit 0 has nurse 0 twice and nurse 1 for a side effect; visit 1 has both; visit 2 has one piece only."""
    rows = [*session(), *(shift(member)[0] for member in (0, 1))]
    rows += [one for visit in range(3) for one in attend(visit, 480, 480, 580, unit=visit)]
    rows += [*hands(490, 495), *hands(570, 575), *hands(520, 525, visit=1), *hands(530, 535, member=1, visit=1)]
    rows += hands(540, 545, visit=2)
    rows += [row(500, Kind.HANDS_BEGAN, "nurse", patient=0, visit=0, unit=1, value=1)]
    rows += [row(505, Kind.HANDS_ENDED, "nurse", patient=0, visit=0, unit=1)]
    found = compute(log(*rows), MONDAY)
    assert found["day.continuity.share.nurse"] == 0.5
    assert np.isnan(found["day.continuity.share.prescriber"])


def test_continuity_is_of_visits_in_the_window_and_ends_with_the_visit():
    """Nurse 0 throughout on Monday, although nurse 1 cleans afterwards; two nurses in turn on Tuesday."""
    rows = [*session(), *session(DAY + 480, DAY + 600), *attend(0, 480, 480, 540), *hands(490, 495), *hands(510, 515)]
    rows += hands(540, 550, member=1)
    rows += [*attend(1, DAY + 480, DAY + 480, DAY + 540), *hands(DAY + 490, DAY + 495, visit=1)]
    rows += hands(DAY + 510, DAY + 515, member=1, visit=1)
    for window, found in ((MONDAY, 1), (Window(DAY, 2 * DAY), 0), (Window(0, 2 * DAY), 0.5)):
        assert compute(log(*rows), window)["day.continuity.share.nurse"] == found


def test_agency_is_paid_its_own_wage_and_makes_a_shift_whole():
    """Two nurses on the roster, both absent; member 2, of the agency, works 480-540 at 90 an hour and 10 min over."""
    rows = [*session(), *(row(480, Kind.SHIFT_MISSED, "nurse", unit=n, value=540) for n in (0, 1))]
    rows += [row(480, Kind.SHIFT_BEGAN, "nurse", unit=2, value=540)]
    rows += [row(550, Kind.SHIFT_ENDED, "nurse", unit=2, value=540)]
    nurse = replace(HEADER.roles[0], rostered=2, agency_wage=90.0)
    found = compute(log(*rows, roles=(nurse, *HEADER.roles[1:])), MONDAY)
    assert found["money.wages.per_week"] == pytest.approx(7 * 90)
    assert found["money.overtime.per_week"] == pytest.approx(7 * 22.5)
    assert found["money.agency.per_week"] == pytest.approx(7 * 112.5)
    assert found["day.shifts_missed.share"] == 0.5
    assert found["day.shifts_short_per_week.nurse"] == 7
    assert found["day.shifts_short_per_week.prescriber"] == 0


def test_chair_utilisation_booked_occupied_treating():
    """Open 120 min, two recliners: 60 booked, taken 590-640 of which 10 are open, treated 595-640."""
    who = {"patient": 0, "visit": 0}
    rows = [STOCK, *session(), row(10, Kind.BOOKED, "infusion", **who, unit=2, value=500)]
    rows += [row(500, Kind.CHECKED_IN, "infusion", **who, unit=2, value=500)]
    rows += [row(590, Kind.SEATED, "recliner", **who, unit=0), row(595, Kind.STEP_BEGAN, "infuse", **who)]
    rows += [row(640, Kind.STEP_ENDED, "infuse", **who), row(640, Kind.LEFT_SPACE, "recliner", **who, unit=0)]
    rows += [row(640, Kind.SPACE_READY, "recliner", **who, unit=0), row(640, Kind.DEPARTED, **who)]
    found = compute(log(*rows), MONDAY)
    shares = [found[f"use.chair_utilisation.{part}.recliner"] for part in ("booked", "occupied", "treating")]
    assert shares == pytest.approx([60 / 240, 10 / 240, 5 / 240])
    assert found["use.chair_hours_per_week.recliner"] == pytest.approx(7 * 4)
    assert np.isnan(found["use.chair_utilisation.occupied.lounge"])


def test_utilisation_is_clipped_to_the_window():
    """Taken from 500 to 560, window from 530: 30 of 2 x 70 minutes."""
    rows = [STOCK, *session(), *attend(0, 500, 500, 560)]
    found = compute(log(*rows), Window(530, DAY))
    assert found["use.chair_utilisation.occupied.recliner"] == pytest.approx(30 / 140)
    assert np.isnan(found["day.direct_wait.mean"])


def test_peak_is_the_mean_of_the_days_maxima():
    """Two at once on Monday, one on Tuesday; a hand-over at the same instant is no peak."""
    rows = [STOCK, *session(), *attend(0, 480, 480, 520), *attend(1, 490, 490, 530, unit=1)]
    rows += attend(2, 520, 520, 560)
    rows += [*session(DAY + 480, DAY + 600), *attend(3, DAY + 500, DAY + 500, DAY + 540)]
    assert compute(log(*rows), Window(0, 2 * DAY))["use.peak_in_use.mean.recliner"] == 1.5


def shift(member=0, begins=480, ends=600, planned=None, role="nurse"):
    planned = ends if planned is None else planned
    return [
        row(begins, Kind.SHIFT_BEGAN, role, unit=member, value=planned),
        row(ends, Kind.SHIFT_ENDED, role, unit=member, value=planned),
    ]


def hands(begins, ends, member=0, visit=0):
    who = {"patient": visit, "visit": visit, "unit": member}
    return [row(begins, Kind.HANDS_BEGAN, "nurse", **who), row(ends, Kind.HANDS_ENDED, "nurse", **who)]


def watch(begins, ends, visit=0):
    who = {"patient": visit, "visit": visit}
    return [row(begins, Kind.WATCH_BEGAN, "nurse", **who), row(ends, Kind.WATCH_ENDED, "nurse", **who)]


def test_hands_on_leaves_overtime_out():
    """Busy 500-520 and 590-620 in a shift planned 480-600: 30 of 120 minutes."""
    rows = [*session(), *shift(ends=620, planned=600), *hands(500, 520), *hands(590, 620, visit=1)]
    found = compute(log(*rows), MONDAY)
    assert found["use.hands_on.nurse"] == 0.25
    assert found["queue.busy.mean.nurse"] == pytest.approx(50 / DAY)
    assert found["safety.violations"] == 0


def test_watching_and_minutes_at_the_limit():
    """One nurse watches two at most: one 500-540, another 520-560; 20 of 60 watched minutes at the limit."""
    rows = [*session(), *shift(), *watch(500, 540), *watch(520, 560, 1)]
    found = compute(log(*rows), MONDAY)
    assert found["use.watching.nurse"] == pytest.approx(80 / 240)
    assert found["use.at_watch_limit.nurse"] == pytest.approx(20 / 60)
    assert found["safety.minutes_at_watch_limit.nurse"] == pytest.approx(7 * 20)
    assert found["safety.violations.watching"] == 0


def test_a_role_that_watches_nobody_has_no_share():
    """Its limit is no capacity, so there is no number; nor is there one for a log in which nobody is watched."""
    other = HEADER.roles[1].name
    found = compute(log(*session(), *shift(), *watch(500, 540)), MONDAY)
    assert found["use.watching.nurse"] == pytest.approx(40 / 240)
    assert np.isnan(found[f"use.watching.{other}"])
    assert np.isnan(compute(log(*session(), *shift()), MONDAY)["use.watching.nurse"])


def test_one_to_one_is_always_at_the_limit():
    """A nurse who watches one: every minute of watching is at the limit, and the second at once is one too many."""
    alone = (RoleFact("nurse", 1, False, 60.0, 1.5), *HEADER.roles[1:])
    found = compute(log(*session(), *shift(), *watch(500, 540), roles=alone), MONDAY)
    assert found["use.at_watch_limit.nurse"] == 1
    assert found["safety.minutes_at_watch_limit.nurse"] == pytest.approx(7 * 40)
    rows = [*session(), *shift(), *watch(500, 540), *watch(530, 535, 1)]
    assert compute(log(*rows, roles=alone), MONDAY)["safety.violations.watching"] == 1


def test_third_patient_watched_is_a_violation():
    """Three at once with a limit of two, once."""
    rows = [*session(), *shift(), *watch(500, 540), *watch(510, 540, 1), *watch(520, 540, 2)]
    assert compute(log(*rows), MONDAY)["safety.violations.watching"] == 1


RULE = RuleFact("1 prescriber on site while infusing", (1,), 1, True)


def test_infusion_without_the_prescriber_is_a_violation_each_time_it_begins_to_be_one():
    """On site 490-500: alone from 480 (the log's first instant) and from 500 on, are two; two at once count once."""
    there = shift(begins=490, ends=500, role="prescriber")
    drips = [*attend(0, 480, 480, 520), *attend(1, 482, 482, 520, unit=1)]
    assert compute(log(*drips, *there, rules=(RULE,)), MONDAY)["safety.violations.on_site"] == 2
    there = shift(begins=480, ends=520, role="prescriber")
    assert compute(log(*there, *drips, rules=(RULE,)), MONDAY)["safety.violations.on_site"] == 0


def test_strict_nurse_does_not_watch_while_hands_on():
    """Watching one and hands-on with another from 520: beyond the limit of none, in a strict place."""
    rows = [*session(), *shift(), *watch(500, 540), *hands(520, 530, visit=1)]
    strict = (RoleFact("nurse", 2, True, 60.0, 1.5), *HEADER.roles[1:])
    assert compute(log(*rows), MONDAY)["safety.violations.watching"] == 0
    assert compute(log(*rows, roles=strict), MONDAY)["safety.violations.watching"] == 1


def test_hands_of_a_busy_absent_or_resting_member_are_violations():
    """With two at once; before the shift; in the break: three."""
    rows = [
        *session(),
        *shift(begins=485),
        *hands(500, 520),
        *hands(510, 515, visit=1),
        *hands(481, 484, visit=2),
    ]
    rows += [
        row(540, Kind.BREAK_BEGAN, "nurse", unit=0, value=540),
        row(560, Kind.BREAK_ENDED, "nurse", unit=0),
    ]
    rows += hands(550, 570, visit=3)
    assert compute(log(*rows), MONDAY)["safety.violations.hands"] == 3


def test_who_stays_on_from_one_shift_to_the_next_goes_on_working():
    """Hands on from 590 to 620, one shift ends and the next begins at 600: no breach; with a minute between, one."""
    rows = [*session(), *shift(ends=600), *hands(590, 620)]
    assert compute(log(*rows, *shift(begins=600, ends=700)), MONDAY)["safety.violations.hands"] == 0
    assert compute(log(*rows, *shift(begins=601, ends=700)), MONDAY)["safety.violations.hands"] == 1


def test_bookings_of_somebody_still_inside_are_open():
    """A visit that lasts beyond the next appointment: that one is neither kept nor missed yet, and not lost."""
    rows = [
        *session(),
        row(400, Kind.REFERRED, "depression", patient=0),
        row(410, Kind.BOOKED, "infusion", patient=0, visit=0, value=480),
        row(410, Kind.BOOKED, "infusion", patient=0, visit=1, value=600),
        row(480, Kind.CHECKED_IN, "infusion", patient=0, visit=0, value=480),
        row(2100, Kind.SPACES, "recliner", value=2),
    ]
    assert compute(log(*rows), MONDAY)["identities.bookings"] == 0
    left = row(650, Kind.DEPARTED, patient=0, visit=0)
    assert compute(log(*rows[:-1], left, rows[-1]), MONDAY)["identities.bookings"] == 1


def test_space_that_is_not_there_or_not_free_is_a_violation():
    """Third patient in two recliners; and one in a recliner that another still has."""
    rows = [STOCK, *session(), *attend(0, 480, 480, 520), *attend(1, 480, 480, 520, unit=1)]
    rows += attend(2, 490, 490, 500, unit=2)
    assert compute(log(*rows), MONDAY)["safety.violations.spaces"] == 1
    rows = [STOCK, *session(), *attend(0, 480, 480, 520), *attend(1, 490, 490, 530)]
    found = compute(log(*rows), MONDAY)
    assert found["safety.violations.spaces"] == 1
    assert found["identities.double_booking"] == 1


def test_somebody_still_seated_after_a_cut_is_no_violation():
    """Two seated, then one recliner is withdrawn: nobody breaks a rule, and utilisation stays below one."""
    rows = [STOCK, *session(), *attend(0, 480, 480, 560), *attend(1, 480, 480, 560, unit=1)]
    rows += [row(520, Kind.SPACES, "recliner", value=1)]
    found = compute(log(*rows), MONDAY)
    assert found["safety.violations"] == 0
    assert found["use.chair_utilisation.occupied.recliner"] == pytest.approx(160 / 200)


def test_seated_while_closed():
    """Ready at 590, seated at 610 after closing is an overrun; in at 700 and seated then is a breach."""
    rows = [STOCK, *session(), *attend(0, 590, 610, 640)]
    assert compute(log(*rows), MONDAY)["safety.violations.closed"] == 0
    assert compute(log(*rows, *attend(1, 700, 700, 710, unit=1)), MONDAY)["safety.violations.closed"] == 1


def test_side_effects_early_stops_and_held_patients():
    """Two infusions, one nausea, one stop; one visit held by a rule, twice; a hold of no length is none."""
    rows = [STOCK, *session(), *attend(0, 480, 480, 520), *attend(1, 490, 490, 530, unit=1)]
    rows += [
        row(500, Kind.SIDE_EFFECT, "nausea", patient=0, visit=0),
        row(520, Kind.STOPPED_EARLY, 2, patient=0, visit=0),
    ]
    for visit, begins, ends in ((2, 500, 505), (2, 510, 512), (3, 520, 520)):
        who = {"patient": visit, "visit": visit}
        rows += [row(begins, Kind.WAIT_BEGAN, "rule:prescriber on site", **who)]
        rows += [row(ends, Kind.WAIT_ENDED, "rule:prescriber on site", **who)]
    found = compute(log(*rows), MONDAY)
    assert found["safety.side_effects_per_100.nausea"] == 50
    assert found["safety.side_effects_per_100"] == 50
    assert found["safety.stopped_early_per_1000"] == 500
    assert found["safety.patients_held.rule_prescriber_on_site"] == pytest.approx(7)
    assert found["use.queue_length.mean.rule_prescriber_on_site"] == pytest.approx(7 / 120)


def test_margin_of_one_visit():
    """500 less 40 supplies, 120 wages and 100 fixed: 240 for a day, an infusion and four chair-hours."""
    found = compute(log(STOCK, *session(), *shift(), *attend(0, 480, 480, 520)), MONDAY)
    assert found["money.revenue.per_week"] == pytest.approx(3500)
    assert found["money.supplies.per_week"] == pytest.approx(280)
    assert found["money.margin.per_week"] == pytest.approx(7 * 240)
    assert found["money.margin.per_infusion"] == pytest.approx(240)
    assert found["money.margin.per_chair_hour"] == pytest.approx(60)
    assert np.isnan(found["money.margin.per_finished_induction"])


def test_queue_levels_by_hand():
    """One present 480-520, all served, one 480-560, served from 520: 120 minutes present, 40 waiting."""
    rows = [STOCK, *session(), *attend(0, 480, 480, 520), *attend(1, 480, 520, 560)]
    found = compute(log(*rows), Window(480, 600))
    assert found["queue.present.mean"] == pytest.approx(1)
    assert found["queue.waiting.mean"] == pytest.approx(40 / 120)
    assert found["queue.busy.mean.recliner"] == pytest.approx(80 / 120)
    assert found["queue.time_in_system.mean"] == 60
    assert found["queue.step_wait.mean.infusion/infuse"] == 20
    assert found["use.in_building.mean"] == pytest.approx(1)


def test_a_later_step_is_waited_for_from_the_end_of_the_one_before():
    """Due 500, in and prepared 480-490, infused from 496: 6 min of waiting, although before the appointment."""
    who = {"patient": 0, "visit": 0}
    rows = [STOCK, *session(), *attend(0, 480, 496, 540, due=500)]
    rows += [row(480, Kind.STEP_BEGAN, "prepare", **who), row(490, Kind.STEP_ENDED, "prepare", **who)]
    found = compute(log(*rows), MONDAY)
    assert found["queue.step_wait.mean.infusion/prepare"] == 0
    assert found["queue.step_wait.mean.infusion/infuse"] == 6


def test_mistakes_in_a_log_show_as_residuals():
    """A booking without outcome, a visit that ends twice, one on a closed day, two visits at once."""
    rows = [STOCK, *session(), row(0, Kind.BOOKED, "infusion", patient=9, visit=9, unit=2, value=500)]
    rows += [*attend(0, 480, 480, 520), row(530, Kind.TURNED_AWAY, "late", patient=0, visit=0)]
    rows += attend(1, 2 * DAY, 2 * DAY, 2 * DAY + 10)
    rows += [row(490, Kind.CHECKED_IN, "consult", patient=0, visit=5, value=490)]
    found = compute(log(*rows), MONDAY)
    assert found["identities.bookings"] == 1
    assert found["identities.visits"] == 1
    assert found["identities.closed_days"] == 1
    assert found["identities.one_place"] == 1


def test_instants_in_the_wrong_order_show_as_residuals():
    """Seated before check-in; infused before referral; number 3 after number 1; a gap of no day.

    Before the referral: the opening of the induction, two check-ins and two infusions.
    """
    rows = [STOCK, *session(), row(900, Kind.REFERRED, "depression", patient=0, value=0)]
    rows += [row(470, Kind.INDUCTION_OPENED, "standard", patient=0, unit=0, value=2)]
    rows += [entry for entry in attend(0, 480, 480, 520) if entry[1] is not Kind.CHECKED_IN]
    rows += [row(485, Kind.CHECKED_IN, "infusion", patient=0, visit=0, unit=Phase.INDUCTION, value=480)]
    rows += [row(540, Kind.CHECKED_IN, "infusion", patient=0, visit=1, unit=Phase.INDUCTION, value=540)]
    rows += [row(540, Kind.STEP_BEGAN, "infuse", patient=0, visit=1, unit=3)]
    found = compute(log(*rows), MONDAY)
    assert found["identities.sequence"] == 1
    assert found["identities.patients"] == 5
    assert found["identities.order"] == 1
    assert found["identities.gaps_below_least"] == 1
    assert found["identities.infusions"] == 0
    assert found["identities.little.building"] == 0
    assert found["identities.chair_minutes.recliner.taken"] == 0


def test_time_that_runs_backwards_shows_as_a_residual():
    """Rows at 10, 5 and 20: one is earlier than the row before it."""
    found = log()
    for time in (10.0, 5.0, 20.0):
        found.note((time, float(Kind.CLOSED), -1.0, -1.0, -1.0, -1.0, -1.0))
    assert compute(found, MONDAY)["identities.time_order"] == 1
