"""Access, from logs of a few rows."""

from __future__ import annotations

import numpy as np
import pytest
from logs import log, row

from sim.events import Kind, Phase, Window
from sim.metrics import compute

DAY = 1440.0
WEEK = Window(0, 10080)


def infusion(day, patient, visit):
    """A visit with an infusion at the beginning of a day."""
    return (
        row(
            day * DAY,
            Kind.CHECKED_IN,
            "infusion",
            patient=patient,
            visit=visit,
            unit=Phase.INDUCTION,
            value=day * DAY,
        ),
        row(day * DAY, Kind.STEP_BEGAN, "infuse", patient=patient, visit=visit),
    )


def test_wait_to_first_infusion_by_hand():
    """Referred on day 0, infused on days 2, 4 and 20: mean 26/3, median 4, two of three within 14 days."""
    rows = [row(0, Kind.REFERRED, "depression", patient=p, value=0) for p in range(3)]
    rows += [*infusion(2, 0, 0), *infusion(4, 1, 1), *infusion(20, 2, 2), *infusion(5, 0, 3)]
    found = compute(log(*rows), WEEK)
    assert found["access.wait_to_first_infusion.mean"] == pytest.approx(26 / 3)
    assert found["access.wait_to_first_infusion.median"] == 4
    assert found["access.wait_to_first_infusion.p90"] == pytest.approx(4 + 0.8 * 16)
    assert found["access.wait_to_first_infusion.share_within_14_days"] == pytest.approx(2 / 3)


def test_wait_counts_by_the_instant_of_referral():
    """Referred after the window: not counted, however early the infusion; before it: neither."""
    rows = [row(1 * DAY, Kind.REFERRED, "depression", patient=0, value=0)]
    rows += [row(9 * DAY, Kind.REFERRED, "depression", patient=1, value=0)]
    rows += [*infusion(8, 0, 0), *infusion(12, 1, 1)]
    assert compute(log(*rows), Window(7 * DAY, 14 * DAY))["access.wait_to_first_infusion.mean"] == 3


def test_patients_known_before_the_run_are_no_new_patients():
    """Neither a patient without a referral nor one marked as known has a wait for a first infusion."""
    rows = [row(0, Kind.REFERRED, "depression", patient=0, value=1), *infusion(2, 0, 0), *infusion(2, 1, 1)]
    found = compute(log(*rows), WEEK)
    assert np.isnan(found["access.wait_to_first_infusion.mean"])
    assert found["access.referrals_per_week"] == 0


def test_wait_to_consult_ends_at_check_in():
    """Referred at 0, checked in for a consult a day and a half later."""
    rows = [row(0, Kind.REFERRED, "depression", patient=0, value=0)]
    rows += [row(1.5 * DAY, Kind.CHECKED_IN, "consult", patient=0, visit=0, unit=Phase.CONSULT, value=1.5 * DAY)]
    assert compute(log(*rows), WEEK)["access.wait_to_consult.mean"] == 1.5


def test_waiting_list_is_a_time_average():
    """One waits two days of seven, another, who leaves, three: 5/7 on average."""
    rows = [row(0, Kind.REFERRED, "depression", patient=p, value=0) for p in range(2)]
    rows += [*infusion(2, 0, 0), row(3 * DAY, Kind.LEFT, "waited too long", patient=1)]
    found = compute(log(*rows), WEEK)
    assert found["access.waiting_list.mean"] == pytest.approx(5 / 7)
    assert found["access.lost_waiting.waited_too_long"] == 1
    assert found["access.lost_waiting"] == 1
    assert found["access.reached_infusion.share"] == 0.5
    assert found["access.unresolved"] == 0


def test_only_new_patients_who_leave_in_the_window_before_an_infusion_are_lost_waiting():
    """Of five one is: the others leave after an infusion, after the window, or were known, or still wait."""
    rows = [row(0, Kind.REFERRED, "depression", patient=p, value=p == 3) for p in range(5)]
    rows += [row(p * DAY, Kind.LEFT, "waited too long", patient=p) for p in (1, 3)]
    rows += [row(8 * DAY, Kind.LEFT, "waited too long", patient=2)]
    rows += [*infusion(1, 0, 0), row(2 * DAY, Kind.LEFT, "dropped out", patient=0)]
    assert compute(log(*rows), WEEK)["access.lost_waiting"] == 1


def test_those_still_waiting_at_the_end_are_counted():
    """Referred, and then nothing."""
    found = compute(log(row(0, Kind.REFERRED, "depression", patient=0, value=0)), WEEK)
    assert found["access.unresolved"] == 1
    assert found["access.waiting_list.mean"] == 1
    assert np.isnan(found["access.reached_infusion.share"])


def test_who_was_in_care_before_waits_for_nothing():
    """One patient of the panel and one new: the list holds one."""
    rows = [row(0, Kind.REFERRED, "depression", patient=p, value=p) for p in (0, 1)]
    assert compute(log(*rows), WEEK)["access.waiting_list.mean"] == 1


def test_third_next_and_lead_time_per_visit_type():
    """Samples of 2 and 4 days and one with nothing free; bookings 3 days ahead."""
    rows = [row(day * DAY, Kind.THIRD_NEXT, "infusion", value=wait) for day, wait in ((0, 2880), (1, 5760), (2, -1))]
    rows += [row(60, Kind.BOOKED, "infusion", patient=0, visit=0, unit=2, value=60 + 3 * DAY)]
    found = compute(log(*rows), WEEK)
    assert found["access.third_next_available.mean.infusion"] == 3
    assert found["access.third_next_available.share_none.infusion"] == pytest.approx(1 / 3)
    assert np.isnan(found["access.third_next_available.mean.consult"])
    assert found["access.lead_time.mean.infusion"] == 3


def test_answers_of_admission():
    """One yes, two times later, one never."""
    rows = [row(0, Kind.REFERRED, "depression", patient=p, value=0) for p in range(2)]
    rows += [
        row(1, Kind.ADMITTED, patient=0),
        row(2, Kind.DEFERRED, patient=1),
        row(3, Kind.DEFERRED, patient=1),
    ]
    rows += [row(4, Kind.LEFT, "declined", patient=1)]
    found = compute(log(*rows), WEEK)
    answers = [found[f"access.admission.{answer}"] for answer in ("admitted", "deferred", "declined")]
    assert answers == [1, 2, 1]
