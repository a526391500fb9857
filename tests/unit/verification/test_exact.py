"""Exact values against published ones, against each other, and against 10 digits computed independently beforehand."""

from __future__ import annotations

from math import exp

import numpy as np
import pytest

from sim import theory
from sim.verification.exact import (
    booking,
    chains,
    courses,
    days,
    laws,
    nurses,
    pathways,
    recursion,
    renewals,
    sessions,
    slots,
    stations,
)
from sim.verification.exact.courses import Course
from sim.verification.exact.days import Stretch
from sim.verification.exact.stations import Branch


def test_a_chain_of_births_and_deaths_is_the_formula():
    """M/M/2/4 as moves of a chain: the same blocking and the same number waiting as the formula."""

    def moves(n):
        if n < 4:
            yield n + 1, 0.03
        if n:
            yield n - 1, min(n, 2) / 50

    shares, known = chains.stationary(0, moves), theory.mmck(0.03, 50, 2, 4)
    assert shares[4] == pytest.approx(known.blocked)
    assert chains.mean(shares, lambda n: max(n - 2, 0)) == pytest.approx(known.waiting)


@pytest.mark.parametrize(
    ("hourly", "servers", "wait", "p_wait"),
    [(0.8, 1, 120, 0.8), (1.7, 2, 79.00188442, 0.7734839824), (9, 10, 20.67492302, 0.6468612839)],
)
def test_constant_service_agrees_with_crommelin(hourly, servers, wait, p_wait):
    """M/D/1 by Pollaczek and Khinchine; M/D/2 and M/D/10 by Crommelin's series."""
    found = stations.mdc(hourly / 60, 60.0, servers)
    assert (found.wait, found.p_wait) == pytest.approx((wait, p_wait), rel=1e-8)


def test_stages_of_service_meet_the_known_ends():
    """One stage is M/M/c, one server is M/G/1; M/E4/4 waits 36.589 min (quasi-birth-death chain)."""
    exponential = stations.mphc(0.03, (Branch(1.0, 1, 50.0),), 2)
    assert exponential.wait == pytest.approx(theory.mmc(0.03, 50, 2).wait)
    erlang = stations.mphc(0.015, (Branch(1.0, 3, 50.0),), 1)
    assert erlang.wait == pytest.approx(theory.mg1(0.015, 50, 2500 / 3).wait)
    assert stations.mphc(4.08 / 60, (Branch(1.0, 4, 50.0),), 4).wait == pytest.approx(36.58933391, rel=1e-8)


def test_second_moments_of_waits():
    """The sd of the wait: 86.60 min in M/M/1 at load 0.5, 120.7 in M/G/1 with lognormal service at 0.8 (P-K)."""
    assert stations.mmc_second_moment(0.01, 50, 1) - 50**2 == pytest.approx(86.60254038**2)
    found = stations.mg1(0.016, laws.lognormal(50, 10))
    assert (found.wait, found.wait_squared - found.wait**2) == pytest.approx((104, 120.6878066**2))


def test_closed_populations():
    """Twelve people and three chairs wait 32.09 min (birth-death chain); a cycle of two stations 3.110 and 5.229."""
    found = stations.closed(12, 120.0, ((45.0, 3),))
    assert (found.waits[0], found.p_wait) == pytest.approx((32.09474441, 0.7417589088), rel=1e-9)
    cycle = stations.closed(25, 600.0, ((8.0, 1), (60.0, 4)))
    assert (cycle.throughput * 60, *cycle.waits) == pytest.approx((2.217822724, 3.109532458, 5.229466079), rel=1e-9)


def test_slots_without_no_shows_are_d_m_1():
    """One every 60 min, mean 50: the wait is 50 s / (1 - s) with s the root of s = exp(-1.2 (1 - s))."""
    root = 0.5
    for _ in range(200):
        root = exp(-1.2 * (1 - root))
    found = slots.slots(60.0, 1, 1.0, 1, 50.0)
    assert (found.p_wait, found.wait) == pytest.approx((root, 50 * root / (1 - root)), rel=1e-9)
    assert slots.slots(60.0, 5, 0.9, 5, 50.0).wait == pytest.approx(10.87975494, rel=1e-8)


def test_chairs_and_nurses():
    """Six chairs and two nurses: 4.837 and 0.8096 min; with nurses for all, the chairs are M/G/c of two stages."""
    found = nurses.ward(4 / 60, 6, 2, 10.0, 45.0)
    assert (found.chair_wait, found.start_wait, found.chairs) == pytest.approx((4.836670126, 0.8095642153, 3.720637614))
    ample, staged = nurses.ward(0.05, 2, 2, 25.0, 1e-9), stations.mphc(0.05, (Branch(1.0, 1, 25.0),), 2)
    assert ample.chair_wait == pytest.approx(staged.wait, rel=1e-6)


def test_order_of_removal_and_start_moves_waits_not_work():
    """Removing first, starting first, as they come: the nurse works 0.7, the chair waits are 20.4, 23.4 and 21.3."""
    found = [nurses.ward(2.8 / 60, 5, 1, 10.0, 40.0, 5.0, first, 300) for first in ("remove", "start", "neither")]
    assert [ward.nurses for ward in found] == pytest.approx([0.7] * 3)
    assert [ward.chair_wait for ward in found] == pytest.approx([20.40805293, 23.42095587, 21.32951121])


def test_single_days():
    """A morning at 8 an hour and an afternoon at 4; chairs that go at noon; a place for everybody."""
    morning = days.day((Stretch(240, 8 / 60, 6), Stretch(240, 4 / 60, 6)), 50)
    assert (morning.wait, morning.overtime, morning.late(60)) == pytest.approx((20.39635244, 101.9990865, 0.6955656312))
    gone = days.day((Stretch(240, 0.1, 5), Stretch(240, 0.1, 3)), 40)
    assert (gone.wait, gone.overtime) == pytest.approx((46.75976134, 188.1379913))
    ample = days.ample_day(0.1, 480.0, ("uniform", (40, 60)))
    assert (ample.overtime, ample.late(45)) == pytest.approx((41.4521024, 1 - 0.5697828247), rel=1e-7)


def test_sessions_agree_with_each_other():
    """Two patients: 50/e. Constant times on a lattice, by enumeration and by hand; Bailey and Welch with no-shows."""
    assert sessions.markov((0.0, 50.0), 100.0, 50).by_position[1] == pytest.approx(50 / exp(1))
    bailey = sessions.markov((0.0, *np.arange(0.0, 270, 30)), 300.0, 30, shows=0.8)
    assert (bailey.wait, bailey.overtime, bailey.late) == pytest.approx((27.6389218, 24.08054069, 0.3934361581))
    fixed = sessions.enumerated(tuple(np.arange(0.0, 300, 10)), 360.0, ((60.0, 1.0),), 5)
    assert (fixed.wait, fixed.overtime, fixed.by_position[-1]) == pytest.approx((25, 40, 50))
    slow = sessions.lindley((0.0, 50.0), 100.0, ("exponential", (50,)))
    assert slow.by_position[1] == pytest.approx(50 / exp(1), rel=1e-4)


def test_published_optimum_of_kaandorp_and_koole():
    """Six patients, six slots of 20 min: two at the start is best, 63.037 (W 20.93, idle and late 21.05 each)."""

    def objective(at):
        found = sessions.markov(tuple(map(float, at)), 120.0, 20)
        return found.wait + 2 * found.overtime + (120 - 6 * 20)

    best = objective((0, 0, 20, 40, 60, 80))
    assert best == pytest.approx(63.03731838)
    assert best < min(objective((0, 20, 40, 60, 80, 100)), objective((0, 0, 0, 20, 40, 60)))


def test_unpunctual_patients():
    """Without lateness it is the punctual session; with it, who comes early waits for the doors too: 2.5 min."""
    at = tuple(np.arange(0.0, 200, 40))
    assert sessions.unpunctual(at, 200.0, 40, ((0.0, 1.0),)).wait == pytest.approx(sessions.markov(at, 200.0, 40).wait)
    found = sessions.unpunctual(at, 200.0, 40, ((-10.0, 0.25), (0.0, 0.5), (15.0, 0.25)))
    assert (found.wait, found.by_position[0], found.overtime) == pytest.approx((25.22238768, 2.5, 51.62422208))


def test_courses():
    """36 a week from the 26th on; with attrition 1209.77 in a year; half drop out after the first of two."""
    plain = courses.demand(Course((0, 2, 4, 7, 9, 11), gaps=((28, 1.0),), at_most=6), (3, 0, 0, 0, 0, 0, 0), 60)
    assert plain.weekly()[:6] == [9, 18, 18, 18, 18, 21]
    assert set(plain.weekly()[25:]) == {36}
    assert plain.caseload(59) == 75
    attrition = Course((0, 3, 7, 10, 14, 17), 0.55, 21, ((21, 1.0),), stop=0.2)
    found = courses.demand(attrition, (0, 3, 0, 0, 0, 0, 0), 60)
    assert (found.in_weeks(0, 52), found.caseload(25)) == pytest.approx((1209.768819, 26.59763904))
    assert courses.demand(Course((0, 7), dropout=0.5), (2, 0, 0, 0, 0, 0, 0), 3).weekly() == [2, 3, 3]


def test_booking_queue():
    """8 requests for 10 starts a day: 1.110 days; with one in ten missed 8.889 bookings a day and 1.323 days."""
    found = booking.backlog(8.0, 10)
    assert (found.lead, found.ahead, found.shares[0]) == pytest.approx((1.10982779, 8.878622318, 0.891796406))
    missed = booking.backlog(8.0, 10, 0.1)
    assert (missed.lead, missed.bookings) == pytest.approx((1.323427604, 8.888888889))


def test_published_delays_of_the_stroke_pathway():
    """Monks et al. 2016, tables 2 and 3: delay probabilities to 0.01, 9 to 14 acute and 10 to 16 rehab beds."""
    loads = pathways.stroke()
    acute = {9: 0.19, 10: 0.14, 11: 0.09, 12: 0.06, 13: 0.04, 14: 0.02}
    rehab = {10: 0.20, 12: 0.11, 13: 0.08, 14: 0.05, 15: 0.03, 16: 0.02}
    for bed, published in (("acute bed", acute), ("rehab bed", rehab)):
        assert {n: round(theory.erlang_b(n, loads[bed]), 2) for n in published} == published


def test_the_rule_of_counting_moves_a_wait_by_seventy_percent():
    """Urgent care: the wait for treatment is 134 min over those reached by one o'clock and 232 over everybody."""
    closing, everybody = pathways.urgent_care(False)[3], pathways.urgent_care(True)[3]
    assert abs(closing.value - 134) < 4 * closing.se + 1
    assert abs(everybody.value - 232) < 4 * everybody.se + 1


def test_recursion_meets_a_formula():
    """M/M/2 and M/D/2 by the recursion of Kiefer and Wolfowitz: within four of its standard errors."""
    for law, known in (
        (("exponential", (50,)), theory.mmc(0.03, 50, 2)),
        (("uniform", (49.9999, 50.0001)), stations.mdc(0.03, 50.0, 2)),
    ):
        wait, p_wait = recursion.mgc(0.03, law, 2, paths=400, patients=4000)
        assert abs(wait.value - known.wait) < 4 * wait.se
        assert abs(p_wait.value - known.p_wait) < 4 * p_wait.se


def test_laws_have_the_moments_of_the_program():
    """Mean and variance of SciPy's laws are those of the families that the program inverts."""
    from pydantic import TypeAdapter

    from sim.distributions import TimeDistribution

    for written, law in (
        ({"pert": {"low": "40 min", "mode": "50 min", "high": "90 min"}}, laws.pert(40, 50, 90)),
        ({"normal": {"mean": "10 min", "sd": "8 min", "low": "0 min"}}, laws.normal(10, 8, 0)),
        ({"inverse_gaussian": {"mean": "50 min", "shape": "200 min"}}, laws.inverse_gaussian(50, 200)),
        ({"loglogistic": {"scale": "45 min", "shape": 6}}, laws.loglogistic(45, 6)),
        ({"weibull": {"shape": 1.5, "scale": "30 min"}}, laws.weibull(1.5, 30)),
    ):
        ours = TypeAdapter(TimeDistribution).validate_python(written)
        assert (ours.mean(), ours.variance()) == pytest.approx((law.mean(), law.var()), rel=1e-9)


def test_gaps_of_three_stages_and_without_memory():
    """G/M/1 at load 0.75: r = (1 + 4/9 (1 - r))^-3 for Erlang-3 gaps; M/M/1 for exponential ones."""
    stages = renewals.gm1_of(lambda: laws.gamma(3, 20), 45)
    assert stages.p_wait == pytest.approx((1 + 4 / 9 * (1 - stages.p_wait)) ** -3, rel=1e-10)
    assert (stages.p_wait, stages.wait) == pytest.approx((0.6425083453, 80.87706427), rel=1e-8)
    plain = renewals.gm1_of(lambda: laws.exponential(60), 45)
    assert (plain.p_wait, plain.wait) == pytest.approx((0.75, 135))
    assert plain.wait_squared == pytest.approx(stations.mmc_second_moment(1 / 60, 45, 1))


def test_groups_of_one_are_single_patients():
    """M/M/1 for groups of one; a group of two waits as in M/E2/1, and the second for the first."""
    alone = renewals.batches(1 / 60, ((1, 1.0),), 45)
    assert (alone.wait, alone.present, alone.busy) == pytest.approx((135, 3, 0.75))
    pairs = renewals.batches(1 / 100, ((2, 1.0),), 30)
    assert pairs.wait == pytest.approx(theory.mg1(1 / 100, 60, 1800).wait + 15)


def test_classes_of_equal_law_are_those_of_cobham():
    """Three exponential classes on one chair; the mean over the classes is that of M/M/1."""
    rates = (0.005, 0.01, 0.004)
    found = stations.priority_waits([(rate, laws.exponential(40)) for rate in rates])
    assert found == pytest.approx(theory.priority_waits(rates, 40, 1))
    pooled = sum(rate * wait for rate, wait in zip(rates, found, strict=True)) / sum(rates)
    assert pooled == pytest.approx(theory.mmc(sum(rates), 40, 1).wait)


def test_impatience_meets_the_known_ends():
    """A large room is Erlang A, endless patience M/M/1; no patience at all is Erlang B; 20 min at load 1.2 by hand."""
    known, _ = theory.erlang_a(0.08, 50, 4, 30)
    roomy = stations.impatient_room(0.08, 50, 4, 30, 120)
    assert (roomy.waiting, roomy.busy) == pytest.approx((known.waiting, known.busy))
    endless = stations.constant_patience(0.01, 60, 5000)
    assert (endless.lost, endless.wait, endless.p_wait) == pytest.approx((0, 90, 0.6), abs=1e-6)
    assert stations.constant_patience(0.02, 60, 0).lost == pytest.approx(theory.erlang_b(1, 1.2))
    found = stations.constant_patience(0.04, 30, 20)
    assert (found.lost, found.wait, found.p_wait) == pytest.approx((0.4249091, 4.7138906, 0.4611444), rel=1e-6)


def test_punctual_patients_on_two_chairs():
    """Nobody early or late: the same as the chain of the timetable."""
    at = (0.0, 20.0, 40.0, 60.0, 80.0)
    found, known = (
        sessions.unpunctual(at, 120.0, 45.0, ((0.0, 1.0),), 2),
        sessions.markov(at, 120.0, 45.0, servers=2),
    )
    assert found.by_position == pytest.approx(known.by_position)
    assert (found.overtime, found.late) == pytest.approx((known.overtime, known.late))


def test_boosters_at_growing_distances():
    """Four a Monday, infusions from Monday to Friday, boosters on days 11, 18, 32 and 60: 20, 24, 28, 28, 32 ... 36."""
    known = courses.demand(Course((0, 1, 2, 3, 4), taper=(7, 7, 14, 28)), (4, 0, 0, 0, 0, 0, 0), 12)
    assert known.weekly() == [20, 24, 28, 28, 32, 32, 32, 32, 36, 36, 36, 36]


def test_a_law_with_negative_times_set_to_zero():
    """Mean 10 and sd 8: 10 Phi(1.25) + 8 phi(1.25) = 10.40 min, and one time in ten nothing."""
    law = laws.clipped(10, 8)
    assert law.mean() == pytest.approx(10 * 0.8943502263 + 8 * 0.1826490854, rel=1e-8)
    assert law.sf(0.0) == pytest.approx(0.8943502263)
