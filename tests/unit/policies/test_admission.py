"""Admission: now, later, never."""

from __future__ import annotations

import pytest
from pydantic import TypeAdapter

from sim.entities import Answer, Applicant
from sim.policies.admission import ADMISSION, AdmissionPolicy, CapNewStarts, CapPanel, Open
from sim.units import DAY, WEEK


def _applicant(now=0.0, urgent=False, panel=0, starts=()):
    return Applicant(now, now, urgent, panel, lambda week: dict(starts).get(week, 0))


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
