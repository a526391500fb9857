"""One station: M/M/c, M/D/c, M/G/1 and M/G/c."""

from __future__ import annotations

import numpy as np
import pytest
from exact import assert_brackets, shipped, waits, weeks

WAIT, SHARE, BUSY = "queue.wait.mean", "queue.wait.share_positive", "queue.busy.mean.chair"
INFUSE = "visits.stay.steps.infuse.time"


def test_mm1_waits_as_erlang_says():
    """M/M/1 at load 0.5: wait 50 min, half wait, one patient present (Erlang C)."""
    expected = [(WAIT, 50.0), (SHARE, 0.5), ("queue.present.mean", 1.0), ("queue.time_in_system.mean", 100.0)]
    assert_brackets(shipped("mm1", *weeks(18)), expected)


def test_mm1_number_present_is_geometric():
    """M/M/1 at load 0.5: an arrival finds n patients with probability 0.5 ** (n + 1), for n = 0 to 3."""

    def found(n):
        def share(one):
            visits = one.visits
            before = np.searchsorted(np.sort(visits.left), visits.checked_in, side="left")
            return float(np.mean(np.arange(len(before)) - before == n))

        return share

    expected = [(found(n), 0.5 ** (n + 1)) for n in range(4)]
    assert_brackets(shipped("mm1", "run.warm_up=0 weeks", "run.length=26 weeks"), expected)


@pytest.mark.parametrize(
    ("chairs", "rate", "mean", "length", "wait", "share"),
    [
        (3, "2.88 per hour", "50 min", 8, 53.93258427, 0.6471910112),
        (5, "15 per hour", "10 min", 2, 0.5214851898, 0.1303712975),
    ],
)
def test_mmc_waits_as_erlang_says(chairs, rate, mean, length, wait, share):
    """M/M/3 at load 0.8: 53.93 min, 0.6472 wait; M/M/5 at 0.5: 0.5215 min, 0.1304 wait (Erlang C)."""
    settings = (f"spaces.chair={chairs}", f"walk_ins.patients.arrivals={rate}", f"{INFUSE}.exponential.mean={mean}")
    assert_brackets(shipped("mmc", *settings, *weeks(length)), [(WAIT, wait), (SHARE, share)])


def test_mmc_waits_have_the_tail_of_theory():
    """M/M/3 at load 0.8: the wait exceeds 60 min with probability 0.3150 and 213.4 min with 0.05 (Erlang C)."""
    expected = [
        (lambda one: np.mean(waits(one) > 60), 0.3150216848),
        (lambda one: np.mean(waits(one) > 213.3848726), 0.05),
    ]
    assert_brackets(shipped("mmc", *weeks(9)), expected)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("chairs", "rate", "mean", "wait", "share"),
    [
        (20, "22.8 per hour", "50 min", 37.7700616, 0.7554012321),
        (8, "8.64 per hour", "50 min", 43.84581188, 0.7015329901),
    ],
)
def test_heavily_loaded_mmc_waits_as_erlang_says(chairs, rate, mean, wait, share):
    """M/M/20 at load 0.95: 37.77 min, 0.7554 wait; M/M/8 at 0.9: 43.85 min, 0.7015 wait (Erlang C)."""
    settings = (f"spaces.chair={chairs}", f"walk_ins.patients.arrivals={rate}", f"{INFUSE}.exponential.mean={mean}")
    assert_brackets(shipped("mmc", *settings, *weeks(12)), [(WAIT, wait), (SHARE, share)])


@pytest.mark.parametrize(
    ("chairs", "rate", "wait", "share"),
    [(4, "3.4 per hour", 35.32597957, 0.673337729), (1, "0.8 per hour", 120.0, 0.8)],
)
def test_mdc_waits_as_crommelin_says(chairs, rate, wait, share):
    """M/D/4 at load 0.85: 35.33 min, 0.6733 wait; M/D/1 at 0.8: 120 min, 0.8 wait (Crommelin 1932)."""
    settings = (f"spaces.chair={chairs}", f"walk_ins.patients.arrivals={rate}", *weeks(8))
    assert_brackets(shipped("mdc", *settings), [(WAIT, wait), (SHARE, share)])


@pytest.mark.parametrize(
    ("time", "rate", "wait", "spread"),
    [
        ("{lognormal: {mean: 50 min, sd: 10 min}}", "0.96 per hour", 104.0, 120.6878066),
        ("{triangular: {low: 30 min, mode: 50 min, high: 100 min}}", "0.8 per hour", 127.2222222, 147.9149322),
        ("{uniform: {low: 10 min, high: 90 min}}", "0.96 per hour", 121.3333333, 142.0860459),
    ],
)
def test_mg1_waits_as_pollaczek_and_khinchine_say(time, rate, wait, spread):
    """M/G/1 at load 0.8: mean and second moment of the wait by the P-K formulas with raw moments 1 to 3."""
    expected = [(WAIT, wait), (SHARE, 0.8), (lambda one: np.mean(waits(one) ** 2), wait**2 + spread**2)]
    assert_brackets(shipped("mg1", f"{INFUSE}={time}", f"walk_ins.patients.arrivals={rate}", *weeks(18)), expected)


def test_mg1_of_a_mixture_waits_as_pollaczek_and_khinchine_say():
    """M/G/1 at load 0.8: nine of ten 40-60 min (triangular), one 90-150 (uniform): 131.05 min, 0.8 wait (P-K)."""
    short = "{share: 0.9, of: {triangular: {low: 40 min, mode: 50 min, high: 60 min}}}"
    long = "{share: 0.1, of: {uniform: {low: 90 min, high: 150 min}}}"
    law = f"{{mixture: {{parts: [{short}, {long}]}}}}"
    settings = (f"{INFUSE}={law}", "walk_ins.patients.arrivals=0.842105263158 per hour", *weeks(18))
    assert_brackets(shipped("mg1", *settings), [(WAIT, 131.0526316), (SHARE, 0.8)])


@pytest.mark.parametrize(
    ("time", "wait", "share"),
    [
        ("{erlang: {k: 2, mean: 50 min}}", 67.11956522, 0.7086956522),
        (
            "{mixture: {parts: [{share: 0.7886751346, of: {exponential: {mean: 31.6987298108 min}}}, "
            "{share: 0.2113248654, of: {exponential: {mean: 118.3012701892 min}}}]}}",
            131.0625855,
            0.7145712983,
        ),
    ],
)
def test_mg2_of_phases_waits_as_the_markov_chain_says(time, wait, share):
    """M/E2/2 and M/H2/2 at load 0.8: 67.12 and 131.1 min, 0.7087 and 0.7146 wait (quasi-birth-death chain)."""
    settings = (f"{INFUSE}={time}", "spaces.chair=2", "walk_ins.patients.arrivals=1.92 per hour", *weeks(8))
    assert_brackets(shipped("mg1", *settings), [(WAIT, wait), (SHARE, share), (BUSY, 1.6)])
