"""Inductions on paper: booked as a whole, a few ahead, one by one; misses; what leaving frees."""

from __future__ import annotations

import pytest
from paper import appointment_days, appointments, lines, simulated

from sim.events import Kind, Window
from sim.metrics import compute
from sim.units import WEEK

COURSE = """
calendar: {starts: 2026-01-05, hours: {mon-fri: 08:00-17:00}, closed: [2026-01-12]}
spaces: {chair: 1}
visits:
  infusion:
    kind: infusion
    booked: 60 min
    steps: [{step: infuse, part: infusion, time: of the protocol, in: chair}]
protocols:
  mood:
    infusion: 40 min
    induction: {infusions: 6, spacing: {least: 1 day, target: [2 days, 2 days, 3 days], most: 7 days}}
patients: {referrals: {listed: {times: [1 h]}}}
run: {length: 5 weeks, cool_down: 0 min, seed: 1}
"""


def _cancels(probability: float, ahead: str, rebooks: float) -> str:
    notice = f"{{probability: {probability}, ahead: {ahead}}}"
    return f"attendance: {{infusion: {{cancels_with_notice: {notice}, rebooks: {{probability: {rebooks}}}}}}}\n"


CONSULT = COURSE.replace("  mood:\n", "  mood:\n    consult: consult\n").replace(
    "visits:\n",
    "visits:\n  consult: {kind: consult, steps: [{step: talk, part: consult, time: 60 min, in: chair}]}\n",
)
WHOLE = ["tue 6 jan", "thu 8 jan", "fri 9 jan", "tue 13 jan", "thu 15 jan", "fri 16 jan"]


def test_whole_series_is_booked_over_weekend_and_holiday():
    """Tue 6; +2 Thu 8; +2 Sat 10 -> Fri 9; +3 Mon 12 is a holiday -> Tue 13; +2 Thu 15; +2 Sat 17 -> Fri 16.

    Saturday lies one day from Friday and two from the holiday Monday; the nearer day is taken. Monday 12 lies
    three days after Friday 9 and one day from Tuesday 13.
    """
    log = simulated(COURSE)
    assert appointment_days(log, "A") == WHOLE
    assert {time for time, _, _ in lines(log, "booked", dated=True)} == {"mon 5 jan 01:00"}


def test_visit_by_visit_books_when_the_last_one_is_over():
    """The same days, each booked when the infusion before it ends at 8:40."""
    log = simulated(COURSE, "policies.series=visit_by_visit")
    assert appointment_days(log, "A") == WHOLE
    assert [time for time, _, _ in lines(log, "booked", dated=True)] == [
        "mon 5 jan 01:00",
        *(f"{day} 08:40" for day in WHOLE[:-1]),
    ]


def test_rolling_keeps_two_booked():
    """Two at referral, then the next but one when each of the first four infusions is over."""
    log = simulated(COURSE, "policies.series={rolling: {visits: 2}}")
    assert appointment_days(log, "A") == WHOLE
    made = [time.rsplit(" ", 1)[0] for time, _, _ in lines(log, "booked", dated=True)]
    assert made == ["mon 5 jan", "mon 5 jan", *WHOLE[:4]]


def test_full_days_push_the_series_on():
    """One a day: B has Wed 7; Fri 9 and Thu 8 are A's and Mon 12 a holiday, so Tue 13; two days on, Thu 15."""
    log = simulated(
        COURSE,
        "visits.infusion.booked=9 h",
        "patients.referrals.listed.times=[1 h, 2 h]",
        "protocols.mood.induction.infusions=3",
    )
    assert appointment_days(log, "A") == ["tue 6 jan", "thu 8 jan", "fri 9 jan"]
    assert appointment_days(log, "B") == ["wed 7 jan", "tue 13 jan", "thu 15 jan"]


@pytest.mark.parametrize(("window", "over"), [("10 days", 0), ("9 days", 1)])
def test_window_of_the_protocol_is_the_one_that_is_measured(window, over):
    """Tue 6 to Fri 16 are ten days: inside a window of ten, a day over one of nine."""
    log = simulated(COURSE, f"protocols.mood.induction.window={window}")
    found = compute(log, Window(0, 5 * WEEK))
    assert found["fidelity.days_over.mean"] == over
    assert found["fidelity.finished_in_window.share_of_started"] == 1 - over


@pytest.mark.parametrize(("stay", "told"), [("47 h 19 min", "checks in"), ("47 h 20 min", "no-show")])
def test_who_is_still_there_for_the_last_infusion_misses_the_next_when_its_day_is_over(stay, told):
    """In on Tue 0:00, out 40 min and the stay later, on Wed 23:59 or at midnight; the second was due on Wed 0:00."""
    log = simulated(
        COURSE.replace("in: chair}]", "in: chair}, {step: rest, time: 47 h}]"),
        "calendar={starts: 2026-01-05, hours: {mon-fri: 00:00-24:00}}",
        f"visits.infusion.steps.1.time={stay}",
        "protocols.mood.induction={infusions: 2, spacing: {target: [1 day]}}",
        "diary.every=8 h",
        "spaces.chair=9",
    )
    assert appointments(log, "A")[:2] == ["tue 6 jan 00:00", "wed 7 jan 00:00"]
    assert [what for _, what, _ in lines(log, "checks in", "no-show")][1] == told


def test_infusion_numbers_count_what_was_given():
    """Six infusions on six days, each 40 min from 8:00; then the course is complete."""
    log = simulated(COURSE)
    assert lines(log, "infuse begins", "series ends", "leaves", dated=True) == [
        *((f"{day} 08:00", "infuse begins", "A") for day in WHOLE),
        ("fri 16 jan 08:40", "series ends: finished", "A"),
        ("fri 16 jan 08:40", "leaves: complete", "A"),
    ]


def test_missed_infusion_is_appended_at_the_end():
    """Cancelled two hours ahead with certainty: each miss is booked again behind the last day of the series.

    Of two planned, Tue 6 is cancelled at 6:00 and replaced by Fri 9 or later (2 days after Thu 8: Sat -> Fri 9).
    """
    log = simulated(
        COURSE + _cancels(0.999999, "2 h", rebooks=0.9999),
        "protocols.mood.induction.infusions=2",
        "run.length=4 days",
    )
    assert lines(log, "booked", "cancelled", dated=True)[:4] == [
        ("mon 5 jan 01:00", "booked for tue 6 jan 08:00", "A"),
        ("mon 5 jan 01:00", "booked for thu 8 jan 08:00", "A"),
        ("tue 6 jan 06:00", "cancelled: cancelled with notice", "A"),
        ("tue 6 jan 06:00", "booked for fri 9 jan 08:00", "A"),
    ]


def test_cancellation_during_another_visit_is_noted_when_the_visit_is_over():
    """Thu 8 would be cancelled 47 h 45 min ahead, Tue 6 8:15, in the middle of the first infusion: noted at 8:40."""
    log = simulated(
        COURSE + _cancels(0.5, "47 h 45 min", rebooks=0.9999),
        "run.length=2 weeks",
        "patients.referrals.listed.times=[1 h, 2 h, 3 h, 4 h, 5 h, 6 h, 7 h]",
        "spaces.chair=7",
    )
    rows = log.all()
    assert (rows.time[1:] >= rows.time[:-1]).all()
    late = [line for line in lines(log, "cancelled", dated=True) if line[0] == "tue 6 jan 08:40"]
    assert late


def test_leaving_frees_the_rest_of_the_series():
    """Everybody leaves after the first infusion: five bookings are given back at 8:40, and B gets A's Friday."""
    log = simulated(
        COURSE,
        "protocols.mood.dropout.after_first=1",
        "visits.infusion.booked=9 h",
        "patients.referrals.listed.times=[1 h, 34 h]",
    )
    assert [what for _, what, who in lines(log, "cancelled", "leaves") if who == "A"] == [
        *["cancelled: course over"] * 5,
        "leaves: dropped out",
    ]
    assert appointment_days(log, "B")[:2] == ["wed 7 jan", "fri 9 jan"]


def test_cancellation_with_notice_frees_the_start():
    """A holds Tuesday 8:00 and cancels a day ahead, Monday 8:00; B, who asks at 9:00, is given it."""
    log = simulated(
        COURSE + _cancels(0.999999, "24 h", rebooks=0.0001),
        "protocols.mood.induction.infusions=1",
        "patients.referrals.listed.times=[1 h, 2 h, 9 h]",
    )
    assert [appointments(log, who)[0] for who in "ABC"] == ["tue 6 jan 08:00", "tue 6 jan 09:00", "tue 6 jan 08:00"]


def test_no_show_loses_the_start():
    """Nobody comes: the appointment passes at 8:00, and who does not book again leaves then."""
    log = simulated(
        COURSE + "attendance: {infusion: {no_show: 1, rebooks: {probability: 0}}}\n",
        "protocols.mood.induction.infusions=1",
    )
    assert lines(log, "no-show", "seated", "series ends", "leaves", dated=True) == [
        ("tue 6 jan 08:00", "no-show", "A"),
        ("tue 6 jan 08:00", "series ends: did not rebook", "A"),
        ("tue 6 jan 08:00", "leaves: did not rebook", "A"),
    ]


def test_same_day_cancellation_comes_when_the_doors_open():
    """Appointment at 10:00 behind two full hours: cancelled at 8:00 of the day, the start is not given away."""
    log = simulated(
        COURSE + "attendance: {infusion: {cancels_same_day: 1, rebooks: {probability: 0}}}\n",
        "protocols.mood.induction.infusions=1",
        "patients.referrals.listed.times=[1 h, 2 h, 3 h]",
    )
    assert lines(log, "cancelled", dated=True) == [
        ("tue 6 jan 08:00", "cancelled: cancelled same day", who) for who in "ABC"
    ]


def test_consult_no_show_books_again_and_delays_the_start():
    """A consult that is missed on Tuesday is booked again two days later; with a certain miss nobody is admitted."""
    log = simulated(
        CONSULT + "attendance: {consult: {no_show: 0.9999, rebooks: {probability: 0.9999, after: 2 days}}}\n",
        "run.length=8 days",
    )
    assert lines(log, "booked", "no-show", "admitted", dated=True) == [
        ("mon 5 jan 01:00", "booked for tue 6 jan 08:00", "A"),
        ("tue 6 jan 08:00", "no-show", "A"),
        ("tue 6 jan 08:00", "booked for thu 8 jan 08:00", "A"),
        ("thu 8 jan 08:00", "no-show", "A"),
        ("thu 8 jan 08:00", "booked for tue 13 jan 08:00", "A"),
    ]


def test_consult_comes_before_the_series():
    """Consult Tue 6 8:00-9:00, admitted at 9:00, first infusion the next day."""
    log = simulated(CONSULT, "protocols.mood.induction.infusions=1")
    assert lines(log, "talk", "admitted", "infuse begins", dated=True) == [
        ("tue 6 jan 08:00", "talk begins", "A"),
        ("tue 6 jan 09:00", "talk ends", "A"),
        ("tue 6 jan 09:00", "admitted", "A"),
        ("wed 7 jan 08:00", "infuse begins", "A"),
    ]


@pytest.mark.parametrize(("probability", "given"), [(0, 2), (1, 4)])
def test_partial_response_extends_the_series(probability, given):
    """Two planned, extended to four with certainty or never."""
    log = simulated(
        COURSE,
        "protocols.mood.induction.infusions=2",
        f"protocols.mood.induction.extension={{to: 4, probability: {probability}}}",
    )
    assert len(lines(log, "infuse begins")) == given


@pytest.mark.parametrize("replication", range(10))
def test_who_cancels_a_later_infusion_at_once_still_comes_to_the_first(replication):
    """Patience to Sat 10: infusions due before are attended, although some due later were cancelled on Mon 5."""
    log = simulated(COURSE + _cancels(0.4, "12 days", 1), "patients.patience=5 days", replication=replication)
    cancelled = log.rows(Kind.CANCELLED)
    assert len(cancelled)
    assert (cancelled.value >= cancelled.time).all(), "cancelled after it was due"


@pytest.mark.parametrize("replication", range(10))
def test_who_is_late_for_one_infusion_does_not_call_off_the_next_before(replication):
    """Due Tue 6 8:00 and there at 8:30; notice for Thu 8 would be given at 8:15, and is after the infusion, at 9:10."""
    text = COURSE + _cancels(0.5, "47 h 45 min", 0).replace("{infusion: {", "{infusion: {punctuality: 30 min, ")
    log = simulated(text, replication=replication)
    cancelled = log.rows(Kind.CANCELLED)
    assert (cancelled.value >= cancelled.time).all(), "cancelled after it was due"
    assert ("tue 6 jan 08:15", "cancelled: cancelled with notice", "A") not in lines(log, "cancelled", dated=True)


@pytest.mark.parametrize("replication", range(10))
def test_squeezing_in_never_gives_two_infusions_on_a_day(replication):
    """A miss on Fri 9 cannot be made up for before Tue 13: the days between are closed, and Tue 13 is taken."""
    log = simulated(
        COURSE + "attendance: {infusion: {no_show: 0.4, rebooks: {probability: 1}}}\n",
        "policies.missed=squeeze_in",
        'policies.slot={preferred: {time: "11:00"}}',
        replication=replication,
    )
    days = [when.rsplit(" ", 1)[0] for when, _, _ in lines(log, "checks in", dated=True)]
    assert len(set(days)) == len(days)


@pytest.mark.parametrize(("beyond", "ends"), [("6 days", "dropped out after a long wait"), ("7 days", "finished")])
def test_a_gap_longer_than_the_limit_makes_the_patient_leave(beyond, ends):
    """Open on Mondays only, so the second infusion is seven days after the first; exactly the limit is not too long."""
    log = simulated(
        """
calendar: {starts: 2026-01-05, hours: {mon: 08:00-12:00}}
spaces: {chair: 1}
visits:
  infusion:
    kind: infusion
    booked: 60 min
    steps: [{step: infuse, part: infusion, time: of the protocol, in: chair}]
protocols:
  mood:
    infusion: 40 min
    induction: {infusions: 2, spacing: {least: 1 day, target: [2 days], most: 9 days}}
    dropout: {after_long_wait: {beyond: 6 days, probability: 1}}
patients: {referrals: {listed: {times: [1 h]}}}
run: {length: 4 weeks, cool_down: 0 min, seed: 1}
""",
        f"protocols.mood.dropout.after_long_wait.beyond={beyond}",
    )
    assert [what for _, what, _ in lines(log, "series ends")] == [f"series ends: {ends}"]
