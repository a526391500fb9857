"""Admission: now, later, never."""

from __future__ import annotations

import pytest
from pydantic import TypeAdapter

from sim.entities import Answer, Applicant
from sim.policies.admission import ADMISSION, AdmissionPolicy, CapNewStarts, CapPanel, Open, WholeSeries
from sim.units import DAY, WEEK


def _applicant(now=0.0, urgent=False, panel=0, starts=(), ahead=(0, 0), whole=None):
    """*ahead* counts those before by who asked first, and with the urgent first."""
    return Applicant(
        asked=now,
        now=now,
        urgent=urgent,
        panel=panel,
        starts_in_week=lambda week: dict(starts).get(week, 0),
        ahead=lambda urgent_first: ahead[urgent_first],
        whole_series_from=lambda within: whole if whole is not None and whole <= now + within else None,
    )


def test_open_admits_from_now_on():
    """Asked at minute 500: admitted from minute 500."""
    assert Open()(_applicant(500.0)) == Answer(500.0)


@pytest.mark.parametrize(
    ("starts", "week"), [({}, 0), ({0: 2}, 0), ({0: 3}, 1), ({0: 3, 1: 3, 2: 3}, 3), ({0: 4, 1: 2}, 1)]
)
def test_cap_promises_the_first_week_with_a_start_left(starts, week):
    """Three a week: full weeks are passed over, and a week already over the cap too."""
    answer = CapNewStarts(per_week=3)(_applicant(100.0, starts=starts.items()))
    assert answer == Answer(100.0 if week == 0 else week * WEEK)


def test_cap_lets_exempt_urgent_patients_pass():
    """Week 0 is full: an urgent patient is admitted now only if the urgent are exempt."""
    urgent = _applicant(100.0, urgent=True, starts={0: 1}.items())
    assert CapNewStarts(per_week=1, urgent_exempt=True)(urgent) == Answer(100.0)
    assert CapNewStarts(per_week=1)(urgent) == Answer(WEEK)


@pytest.mark.parametrize(
    ("panel", "answer"), [(9, Answer(50.0)), (10, Answer(None, 50.0 + DAY)), (11, Answer(None, 50.0 + DAY))]
)
def test_full_panel_asks_again_tomorrow(panel, answer):
    """At most ten in care: with nine one more is admitted, with ten or eleven the question comes back a day later."""
    assert CapPanel(at_most=10)(_applicant(50.0, panel=panel)) == answer


def test_full_panel_takes_exempt_urgent_patients():
    """Ten of ten, urgent and exempt: admitted."""
    assert CapPanel(at_most=10, urgent_exempt=True)(_applicant(50.0, urgent=True, panel=10)) == Answer(50.0)


@pytest.mark.parametrize(
    ("written", "built"),
    [
        ("open", Open()),
        ({"cap_new_starts": {"per_week": 3}}, CapNewStarts(per_week=3)),
        ({"cap_panel": {"at_most": 9}}, CapPanel(at_most=9)),
    ],
)
def test_every_admission_policy_is_written_by_its_name(written, built):
    """The name in the table, with its parameters."""
    assert TypeAdapter(AdmissionPolicy).validate_python(written) == built
    assert type(built) in ADMISSION.values()


@pytest.mark.parametrize(("urgent_first", "admitted"), [(False, False), (True, True)])
def test_panel_keeps_room_for_those_who_come_before(urgent_first, admitted):
    """One place left: two asked before, but nobody comes before an urgent patient where the urgent go first."""
    applicant = _applicant(urgent=True, panel=9, ahead=(2, 0))
    answer = CapPanel(at_most=10, urgent_first=urgent_first)(applicant)
    assert (answer.not_before is not None) is admitted


@pytest.mark.parametrize(("whole", "not_before"), [(5 * DAY, 5 * DAY), (15 * DAY, None), (None, None)])
def test_whole_series_waits_for_a_day_from_which_everything_fits(whole, not_before):
    """Within two weeks: a series from day 5 on is taken, one from day 15 on or none at all means asking tomorrow."""
    answer = WholeSeries.model_validate({"within": "14 days"})(_applicant(now=600.0, whole=whole))
    assert answer.not_before == not_before
    assert answer.ask_again == (None if not_before else DAY)


def test_urgent_patients_need_no_whole_series_where_they_are_exempt():
    """Nothing fits, but the patient is urgent."""
    assert WholeSeries(urgent_exempt=True)(_applicant(now=7.0, urgent=True)).not_before == 7.0
