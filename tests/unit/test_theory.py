"""Queueing formulas against values computed independently (40-digit Erlang formulas, Markov chains)."""

from math import inf

import pytest

from sim import theory

# Arrivals per hour, mean service [min], servers; P(wait), mean wait [min], waiting, P(wait > 30 min).
MMC = [
    (0.6, 50, 1, 0.5, 50, 0.5, 0.3704091103),
    (1.92, 50, 2, 0.7111111111, 88.88888889, 2.844444444, 0.5593798123),
    (2.88, 50, 3, 0.6471910112, 53.93258427, 2.588764045, 0.451529847),
    (3.6, 60, 4, 0.7877532643, 118.1629896, 7.089779379, 0.6449578233),
    (8.64, 50, 8, 0.7015329901, 43.84581188, 6.313796911, 0.4340969631),
    (10.8, 50, 10, 0.6687315241, 33.43657621, 6.018583717, 0.3670076419),
    (25.2, 40, 18, 0.6977330854, 23.25776951, 9.768263195, 0.2836771031),
    (22.8, 50, 20, 0.7554012321, 37.7700616, 14.35262341, 0.4145729861),
    (1, 10, 15, 1.392200298e-24, 9.385619984e-25, 1.564269997e-26, 1.619975629e-30),
]


@pytest.mark.parametrize(("hourly", "service", "servers", "p_wait", "wait", "waiting", "beyond"), MMC)
def test_mmc_agrees_with_the_erlang_c_formula(hourly, service, servers, p_wait, wait, waiting, beyond):
    """Waits of M/M/1 to M/M/20 to 9 digits; Little's law holds between wait and number waiting."""
    found = theory.mmc(hourly / 60, service, servers)
    assert (found.p_wait, found.wait, found.waiting) == pytest.approx((p_wait, wait, waiting), rel=1e-9)
    assert found.present == pytest.approx(waiting + hourly / 60 * service, rel=1e-9)
    if wait > 1:
        assert theory.mmc_wait_beyond(hourly / 60, service, servers, 30) == pytest.approx(beyond, rel=1e-9)


def test_overload_waits_for_ever():
    """At intensity 1 or more there is no steady state: the wait is infinite and everybody waits."""
    for found in (theory.mmc(0.1, 50, 5), theory.mmc(0.1, 60, 5), theory.mg1(0.02, 50, 0)):
        assert (found.p_wait, found.wait, found.waiting) == (1, inf, inf)


def test_offered_load_is_rate_times_time():
    """Seventy-two patients in a day of eight hours at 50 min are 7.5 erlang."""
    assert theory.offered_load(72 / 480, 50) == pytest.approx(7.5)


@pytest.mark.parametrize(
    ("servers", "load", "blocked"), [(2, 3, 9 / 17), (1, 1, 0.5), (0, 3, 1), (5, 0, 0), (10, 5, 0.01838457)]
)
def test_erlang_b_by_hand(servers, load, blocked):
    """Two servers at 3 erlang turn away 9/17; ten at 5 erlang 1.838 % (Erlang's table)."""
    assert theory.erlang_b(servers, load) == pytest.approx(blocked, rel=1e-6)


@pytest.mark.parametrize(
    ("hourly", "service", "servers", "room", "blocked", "p_wait", "wait", "waiting", "busy"),
    [
        (4.8, 50, 4, 6, 0.1916167665, 0.4740740741, 8.888888889, 0.5748502994, 3.233532934),
        (9, 45, 6, 10, 0.1865563975, 0.6893179245, 13.68289089, 1.669539009, 5.490744317),
        (14.4, 50, 10, 15, 0.2032608989, 0.7629530306, 12.81567523, 2.450579896, 9.560869213),
        (3, 60, 2, 2, 0.5294117647, 0, 0, 0, 1.411764706),
    ],
)
def test_finite_room_agrees_with_the_markov_chain(hourly, service, servers, room, blocked, p_wait, wait, waiting, busy):
    """M/M/4/6 and others; with no room to wait M/M/2/2 is Erlang B."""
    found = theory.mmck(hourly / 60, service, servers, room)
    expected = (p_wait, wait, waiting, busy, blocked)
    assert (found.p_wait, found.wait, found.waiting, found.busy, found.blocked) == pytest.approx(expected, rel=1e-9)


def test_room_for_fewer_than_the_servers_is_an_error():
    """Four servers and room for three is a contradiction."""
    with pytest.raises(ValueError, match="room for 3"):
        theory.mmck(1, 1, 4, 3)


@pytest.mark.parametrize(
    ("hourly", "mean", "variance", "wait", "waiting"),
    [(0.96, 50, 100, 104, 1.664), (0.8, 45, 8100, 168.75, 2.25), (1.2, 45, 8100, 1012.5, 20.25),
     (0.96, 50, 1600 / 3, 121.3333333, 1.941333333), (0.96, 50, 0, 100, 1.6),
     (0.8, 60, 216.6666667, 127.2222222, 1.696296296)],
)  # fmt: skip
def test_one_server_agrees_with_pollaczek_khinchine(hourly, mean, variance, wait, waiting):
    """Lognormal, uniform, constant and triangular services; no spread halves the wait of M/M/1."""
    found = theory.mg1(hourly / 60, mean, variance)
    assert (found.wait, found.waiting) == pytest.approx((wait, waiting), rel=1e-9)


@pytest.mark.parametrize(
    ("hourly", "mean", "servers", "waits"),
    [((12, 36), 1, 1, (1, 5)), ((3, 3, 3), 40, 7, (4.910640985, 11.4581623, 57.29081149)),
     ((0.2, 0.6, 1.2), 20, 2, (1.724137931, 1.98938992, 2.884615385))],
)  # fmt: skip
def test_priority_waits_agree_with_cobham(hourly, mean, servers, waits):
    """Two classes at 0.8 of one server wait 1 and 5 min; three classes on two and on seven servers."""
    assert theory.priority_waits([rate / 60 for rate in hourly], mean, servers) == pytest.approx(waits, rel=1e-9)


def test_priority_shields_the_first_class_from_overload():
    """Loads 0.5 and 0.6 of one server: the first class waits 1 / (1 - 0.5) = 2 min, the second for ever."""
    assert theory.priority_waits([0.5, 0.6], 1, 1) == (2, inf)


@pytest.mark.parametrize(
    ("hourly", "service", "servers", "patience", "p_wait", "leaving", "waiting", "wait", "busy"),
    [(4.8, 50, 4, 30, 0.5148864537, 0.2186427251, 0.5247425403, 6.559281753, 3.1254291),
     (10, 45, 8, 20, 0.4003015027, 0.1407544896, 0.4691816318, 2.815089791, 6.444341328)],
)  # fmt: skip
def test_impatient_queue_agrees_with_the_markov_chain(
    hourly, service, servers, patience, p_wait, leaving, waiting, wait, busy
):
    """Erlang A: of 4.8 an hour to four servers, with 30 min of patience, 21.9 % leave unseen."""
    found, lost = theory.erlang_a(hourly / 60, service, servers, patience)
    assert (found.p_wait, found.waiting, found.wait, found.busy, lost) == pytest.approx(
        (p_wait, waiting, wait, busy, leaving), rel=1e-9
    )
