"""Fidelity, benefit, volume: courses of one or two patients."""

from __future__ import annotations

import numpy as np
import pytest
from logs import log, row

from sim.events import Kind, Phase, Window
from sim.metrics import compute

DAY = 1440.0
WEEK = 10080.0
LONG = Window(0, 10 * WEEK)


def series(days, patient=0, first_visit=0, closed="finished", unit=0, phase=Phase.INDUCTION):
    """An induction of infusions at 10:00 of some days, closed an hour after the last."""
    rows = [row(days[0] * DAY, Kind.INDUCTION_OPENED, "standard", patient=patient, unit=unit, value=len(days))]
    for nth, day in enumerate(days):
        at, who = day * DAY + 600, {"patient": patient, "visit": first_visit + nth}
        rows += [row(at, Kind.CHECKED_IN, "infusion", **who, unit=phase, value=at)]
        rows += [
            row(at, Kind.STEP_BEGAN, "infuse", **who, unit=nth + 1),
            row(at + 40, Kind.STEP_ENDED, "infuse", **who),
        ]
        rows += [row(at + 50, Kind.DEPARTED, **who)]
    end = days[-1] * DAY + 660
    return [*rows, row(end, Kind.INDUCTION_CLOSED, closed, patient=patient, unit=unit, value=len(days))]


def referral(patient=0):
    return row(0, Kind.REFERRED, "depression", patient=patient, value=0)


def test_induction_inside_its_window():
    """Infusions on days 0, 3 and 21 of a window of 21 days: finished, inside, gaps 3 and 18."""
    found = compute(log(referral(), *series([0, 3, 21])), LONG)
    assert found["fidelity.inductions_finished.share"] == 1
    assert found["fidelity.finished_in_window.share_of_started"] == 1
    assert found["fidelity.days_over.mean"] == 0
    assert found["fidelity.induction_days.mean"] == 21
    assert found["fidelity.gap.mean"] == 10.5
    assert found["fidelity.gap.p90"] == pytest.approx(3 + 0.9 * 15)
    assert found["fidelity.gap.share_beyond_most"] == 0.5
    assert found["fidelity.infusions_per_starter.mean"] == 3
    assert found["volume.starts_per_week"] == 0.1
    assert found["volume.inductions_finished_per_week"] == 0.1
    assert found["volume.infusions_per_week.induction"] == pytest.approx(0.3)


@pytest.mark.parametrize(("last", "over"), [(26, 0), (27, 1)])
def test_window_is_counted_from_the_first_infusion(last, over):
    """Begun on day 5 with a window of 21 days: day 26 is inside, day 27 a day over."""
    found = compute(log(referral(), *series([5, 8, last])), LONG)
    assert found["fidelity.induction_days.mean"] == last - 5
    assert found["fidelity.days_over.mean"] == over
    assert found["fidelity.finished_in_window.share_of_finished"] == 1 - over


def test_induction_of_one_infusion_takes_no_days():
    """Given on day 4 and done: inside any window, no day long, no gap."""
    found = compute(log(referral(), *series([4])), LONG)
    assert found["fidelity.induction_days.mean"] == 0
    assert found["fidelity.finished_in_window.share_of_finished"] == 1
    assert np.isnan(found["fidelity.gap.mean"])


def test_late_induction_without_a_miss_was_broken_by_congestion():
    """Finished on day 24: three days over; the patient never missed an appointment."""
    found = compute(log(referral(), *series([0, 3, 24])), LONG)
    assert found["fidelity.finished_in_window.share_of_finished"] == 0
    assert found["fidelity.days_over.mean"] == 3
    assert found["fidelity.broken_by_congestion.share"] == 1
    assert found["fidelity.broken_by_patient.share"] == 0


def test_late_induction_with_a_miss_was_broken_by_the_patient():
    """The same with a no-show on day 10."""
    who = {"patient": 0, "visit": 9}
    missed = [row(5 * DAY, Kind.BOOKED, "infusion", **who, unit=Phase.INDUCTION, value=10 * DAY)]
    missed += [row(10 * DAY, Kind.NO_SHOW, **who)]
    found = compute(log(referral(), *series([0, 3, 24]), *missed), LONG)
    assert found["fidelity.broken_by_congestion.share"] == 0
    assert found["fidelity.broken_by_patient.share"] == 1


def test_misses_belong_to_the_patient_who_missed():
    """Both finish on day 24, three days over; only the first had missed an appointment."""
    missed = [row(5 * DAY, Kind.BOOKED, "infusion", patient=0, visit=9, unit=Phase.INDUCTION, value=10 * DAY)]
    missed += [row(10 * DAY, Kind.NO_SHOW, patient=0, visit=9)]
    rows = [entry for p in (0, 1) for entry in (referral(p), *series([0, 3, 24], p, 10 * p + 10))]
    found = compute(log(*rows, *missed), LONG)
    assert found["fidelity.broken_by_congestion.share"] == 0.5
    assert found["fidelity.broken_by_patient.share"] == 0.5


def test_shares_of_inductions_add_up():
    """One inside, one late, one given up after a long wait, one dropped out: 1/4 + 2/4 + 1/4."""
    reasons = ("finished", "finished", "dropped out after a long wait", "dropped out")
    days = ([0, 5], [0, 40], [0, 5], [0, 5])
    rows = [entry for p in range(4) for entry in (referral(p), *series(days[p], p, 10 * p, reasons[p]))]
    found = compute(log(*rows), LONG)
    assert found["fidelity.inductions_finished.share"] == 0.5
    assert found["fidelity.finished_in_window.share_of_started"] == 0.25
    assert found["fidelity.broken_by_congestion.share"] == 0.5
    assert found["fidelity.broken_by_patient.share"] == 0.25


def test_induction_counts_by_its_first_infusion():
    """First infusion before the window: neither a start nor an induction of it; still open: unresolved."""
    rows = series([0, 8])
    assert np.isnan(compute(log(referral(), *rows), Window(WEEK, 9 * WEEK))["fidelity.inductions_finished.share"])
    found = compute(log(referral(), *rows[:-1]), LONG)
    assert found["fidelity.unresolved"] == 1
    assert np.isnan(found["fidelity.inductions_finished.share"])


def test_induction_under_way_when_the_run_began_is_no_start():
    """A patient without a referral, opened at the first instant: its beginning is not known."""
    found = compute(log(*series([0, 3])), LONG)
    assert found["volume.starts_per_week"] == 0
    assert np.isnan(found["fidelity.inductions_finished.share"])
    assert found["volume.active_panel.induction"] == pytest.approx((3 * DAY + 660) / (10 * WEEK))


def test_active_panel_by_phase():
    """Induction of 3 days and an hour, a week between, maintenance from day 10 to leaving on day 38."""
    rows = [*series([0, 3]), row(10 * DAY + 660, Kind.MAINTENANCE_ENTERED, patient=0)]
    rows += [row(38 * DAY + 660, Kind.LEFT, "attrition", patient=0)]
    found = compute(log(referral(), *rows), LONG)
    assert found["volume.active_panel.induction"] == pytest.approx((3 * DAY + 60) / (70 * DAY))
    assert found["volume.active_panel.maintenance"] == pytest.approx(28 / 70)
    assert found["volume.active_panel.total"] == pytest.approx((38 * DAY + 60) / (70 * DAY))
    assert found["volume.exits_per_week.attrition"] == 0.1
    assert found["volume.exits_per_week"] == 0.1


def test_only_those_found_to_respond_are_responders():
    """Of three decisions one says responder: one in ten weeks, a share of a third."""
    rows = [row(day * DAY, Kind.RESPONSE, patient=day, value=day == 20) for day in (10, 20, 30)]
    found = compute(log(*rows), LONG)
    assert found["benefit.responders_per_week"] == 0.1
    assert found["benefit.response.share"] == pytest.approx(1 / 3)


def test_days_in_response_are_those_of_responders_only():
    """Decided on day 10: one responds and leaves on day 24, the other does not: two weeks in ten, not four."""
    rows = [row(10 * DAY, Kind.RESPONSE, patient=0, value=1), row(10 * DAY, Kind.RESPONSE, patient=1, value=0)]
    rows += [row(24 * DAY, Kind.LEFT, "attrition", patient=p) for p in (0, 1)]
    assert compute(log(*rows), LONG)["benefit.days_in_response.per_week"] == pytest.approx(1.4)


def test_response_symptoms_relapse_and_reinduction():
    """Response on day 10, symptoms on 30, booster on 34, relapse on 50, a new induction on day 52."""
    rows = [referral(), *series([0, 3]), row(10 * DAY, Kind.RESPONSE, patient=0, value=1)]
    rows += [row(30 * DAY, Kind.SYMPTOMS_RETURNED, patient=0)]
    who = {"patient": 0, "visit": 20}
    rows += [row(34 * DAY, Kind.CHECKED_IN, "infusion", **who, unit=Phase.MAINTENANCE, value=34 * DAY)]
    rows += [row(34 * DAY, Kind.STEP_BEGAN, "infuse", **who), row(50 * DAY, Kind.RELAPSED, patient=0)]
    rows += series([52, 54], first_visit=30, unit=1)
    found = compute(log(*rows), LONG)
    assert found["benefit.responders_per_week"] == 0.1
    assert found["benefit.response.share"] == 1
    assert found["benefit.days_in_response.mean"] == 40
    assert found["benefit.days_in_response.per_week"] == pytest.approx(4)
    assert found["benefit.days_symptomatic.mean"] == 4
    assert found["benefit.days_symptomatic.per_week"] == pytest.approx(0.4)
    assert found["benefit.symptomatic_unhelped"] == 0
    assert found["benefit.relapses_per_week"] == 0.1
    assert found["benefit.reinductions_per_week"] == 0.1
    assert found["volume.starts_per_week"] == 0.1
    assert found["volume.infusions_per_week.maintenance"] == 0.1
    assert found["volume.infusions_per_week"] == pytest.approx(0.5)


def test_symptoms_without_a_booster_are_counted_apart():
    """Symptoms on day 7, gone on day 14: a week of symptoms, no mean, one spell unhelped."""
    rows = [row(0, Kind.MAINTENANCE_ENTERED, patient=0), row(7 * DAY, Kind.SYMPTOMS_RETURNED, patient=0)]
    rows += [row(14 * DAY, Kind.LEFT, "relapse", patient=0)]
    found = compute(log(*rows), LONG)
    assert np.isnan(found["benefit.days_symptomatic.mean"])
    assert found["benefit.days_symptomatic.per_week"] == pytest.approx(0.7)
    assert found["benefit.symptomatic_unhelped"] == 1


def test_appointments_kept_missed_and_cancelled():
    """Five bookings: two kept, one missed, one cancelled the same day, one given back; 1/3 and 1/4."""
    rows = []
    for visit in range(5):
        who = {"patient": visit, "visit": visit}
        rows += [row(visit, Kind.BOOKED, "infusion", **who, unit=Phase.INDUCTION, value=2000 + visit)]
        if visit < 2:
            rows += [row(2010, Kind.CHECKED_IN, "infusion", **who, unit=Phase.INDUCTION, value=2000 + visit)]
            rows += [row(2100, Kind.DEPARTED, **who)]
    rows += [
        row(2002, Kind.NO_SHOW, patient=2, visit=2),
        row(1500, Kind.CANCELLED, "cancelled same day", patient=3, visit=3),
    ]
    rows += [row(900, Kind.CANCELLED, "course over", patient=4, visit=4)]
    found = compute(log(*rows), Window(0, WEEK))
    assert found["volume.bookings_per_week"] == 5
    assert found["volume.no_shows.share"] == pytest.approx(1 / 3)
    assert found["volume.cancelled.share"] == 0.25
    assert found["volume.cancelled.share.cancelled_same_day"] == 0.25
    assert found["volume.visits_per_week.infusion"] == 2
    assert found["volume.throughput"] == 2
    assert found["identities.bookings"] == 0


def test_no_shows_of_a_timetable_need_no_bookings():
    """Appointments of a fixed timetable: one on time, one late, one missed."""
    rows = [row(480, Kind.CHECKED_IN, "infusion", patient=0, visit=0, value=480)]
    rows += [row(505, Kind.CHECKED_IN, "infusion", patient=1, visit=1, value=500)]
    rows += [row(520, Kind.NO_SHOW, 0, patient=2, visit=2)]
    assert compute(log(*rows), Window(0, WEEK))["volume.no_shows.share"] == pytest.approx(1 / 3)
