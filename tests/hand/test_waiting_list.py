"""The waiting list on paper: who is called, who moves up, and what a short notice does."""

from __future__ import annotations

from paper import appointment_days, lines, simulated

LIST = """
calendar: {starts: 2026-01-05, hours: {mon-fri: 08:00-17:00}}
spaces: {chair: 1}
visits:
  infusion:
    kind: infusion
    booked: 9 h
    steps: [{step: infuse, part: infusion, time: of the protocol, in: chair}]
protocols: {mood: {infusion: 40 min, induction: {infusions: 1}}}
patients: {referrals: {listed: {times: [1 h, 2 h, 3 h, 4 h]}}}
attendance: {infusion: {cancels_with_notice: {probability: 0.25, ahead: 4 h}, rebooks: {probability: 0.0001}}}
run: {length: 1 week, cool_down: 0 min, seed: 2}
"""
"""One a day: A Tue 6, B Wed 7, C Thu 8, D Fri 9. Under seed 2 only A cancels, on Tue 6 at 4:00, and does not rebook."""
EAGER = "accepted: 1, scale: 1 min"


def test_everybody_moves_up_one_by_one():
    """A's start goes to B, who booked first after A; B's to C; C's to D; D's is free. Everybody comes a day sooner."""
    log = simulated(LIST, f"policies.waiting_list={{first_in_list: {{{EAGER}}}}}")
    assert lines(log, "booked", "cancelled", "infuse begins", dated=True)[4:] == [
        ("tue 6 jan 04:00", "cancelled: cancelled with notice", "A"),
        ("tue 6 jan 04:00", "cancelled: moved earlier", "B"),
        ("tue 6 jan 04:00", "booked for tue 6 jan 08:00", "B"),
        ("tue 6 jan 04:00", "cancelled: moved earlier", "C"),
        ("tue 6 jan 04:00", "booked for wed 7 jan 08:00", "C"),
        ("tue 6 jan 04:00", "cancelled: moved earlier", "D"),
        ("tue 6 jan 04:00", "booked for thu 8 jan 08:00", "D"),
        ("tue 6 jan 08:00", "infuse begins", "B"),
        ("wed 7 jan 08:00", "infuse begins", "C"),
        ("thu 8 jan 08:00", "infuse begins", "D"),
    ]


def test_the_urgent_are_called_before_those_who_booked_first():
    """Under seed 38 only A cancels and only D is urgent: D gets Tue 6, B and C keep their days."""
    log = simulated(
        LIST,
        "patients.conditions={low mood: 0.5, crisis: {share: 0.5, urgent: true}}",
        f"policies.waiting_list={{urgent_first: {{{EAGER}}}}}",
        "run.seed=38",
    )
    assert [appointment_days(log, who)[-1] for who in "BCD"] == ["wed 7 jan", "thu 8 jan", "tue 6 jan"]


def test_a_first_infusion_stays_in_its_week():
    """Under seed 20 only D cancels, Fri 9; E, who starts on Mon 12, counts for the next week and stays there."""
    log = simulated(
        LIST,
        "patients.referrals.listed.times=[1 h, 2 h, 3 h, 4 h, 5 h]",
        f"policies.waiting_list={{first_in_list: {{{EAGER}}}}}",
        "run.length=2 weeks",
        "run.seed=20",
    )
    assert [who for _, _, who in lines(log, "cancelled")] == ["D"]
    assert appointment_days(log, "E") == ["mon 12 jan"]


def test_nobody_moves_where_nobody_is_called():
    """The start on Tue 6 stays empty."""
    log = simulated(LIST)
    assert [when for when, _, _ in lines(log, "infuse begins", dated=True)] == [
        "wed 7 jan 08:00", "thu 8 jan 08:00", "fri 9 jan 08:00"
    ]  # fmt: skip


def test_nobody_is_called_at_too_short_a_notice():
    """Four hours are left and five are wanted: nobody moves."""
    rule = f"policies.waiting_list={{first_in_list: {{{EAGER}, shortest_notice: 5 h}}}}"
    assert appointment_days(simulated(LIST, rule), "B") == ["wed 7 jan"]


def test_nobody_moves_who_does_not_accept():
    """Acceptance zero: everybody is asked and stays."""
    rule = "policies.waiting_list={first_in_list: {accepted: 0}}"
    assert appointment_days(simulated(LIST, rule), "B") == ["wed 7 jan"]


def test_start_cancelled_on_the_day_is_offered_only_where_a_list_is_kept():
    """A cancels on the day itself, at its opening, 8:00, for 10:00: B has two hours to come, and comes.

    With three hours' notice wanted, the start is lost.
    """
    text = LIST.replace("cancels_with_notice: {probability: 0.25, ahead: 4 h}", "cancels_same_day: 0.25")
    late = ("visits.infusion.booked=7 h", "policies.slot={template: {starts: {infusion: {mon-fri: ['10:00']}}}}")
    only_a = "run.seed=10"
    for notice, day in (("2 h", "tue 6 jan"), ("3 h", "wed 7 jan")):
        rule = f"policies.waiting_list={{first_in_list: {{{EAGER}, shortest_notice: {notice}}}}}"
        log = simulated(text, *late, rule, only_a)
        assert [who for _, _, who in lines(log, "cancelled: cancelled same day")] == ["A"]
        assert appointment_days(log, "B")[-1] == day
