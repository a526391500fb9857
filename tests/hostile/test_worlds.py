"""Scenarios that nobody would write: refused in words, or run with every promise kept."""

from __future__ import annotations

import json
import math
import signal
import warnings
from contextlib import contextmanager

import pytest
from hypothesis import HealthCheck, given, settings
from worlds import broken_worlds, family, odd_worlds

from sim.experiment import Experiment, header_of, replicate, window_of
from sim.results import summary_json
from sim.scenario.checks.demand import arrivals
from sim.scenario.words import describe
from sim.units import DAY, WEEK

MOST_PEOPLE = 1000
"""Worlds with more people are valid, and take too long for a test."""
PATIENCE = 120
"""A world that takes longer hangs, however busy the computer [s]."""

quick = settings(
    max_examples=80, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)
long = settings(quick, max_examples=3000, derandomize=False, print_blob=True)


@contextmanager
def within_patience():
    """End what never ends with an exception, where the system can do that."""

    def give_up(number, frame):
        raise TimeoutError(f"no answer within {PATIENCE} s")

    before = signal.signal(signal.SIGALRM, give_up)
    signal.alarm(PATIENCE)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def keeps_its_promises(scenario):
    """Two weeks without a traceback or a warning; identities at zero, nothing infinite, an absent number is null."""
    run = scenario.run.model_copy(update={"warm_up": 0.0, "length": 2 * WEEK, "cool_down": 2 * DAY})
    scenario = scenario.model_copy(update={"run": run})
    assert "nan" not in describe(scenario).split()
    if sum(expected for _, expected in arrivals(scenario)) > MOST_PEOPLE:
        return
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        outcome = replicate(scenario, 1, 0)
    promised = {
        name: value for name, value in outcome.metrics.items() if name.startswith(("identities.", "safety.viol"))
    }
    assert {name: value for name, value in promised.items() if not abs(value) <= 1e-6} == {}
    assert [name for name, value in outcome.metrics.items() if math.isinf(value)] == []
    done = Experiment(scenario, header_of(scenario), 1, window_of(scenario), (outcome,))
    json.dumps(summary_json(done, lambda name: ""), allow_nan=False)


def try_out(data, folder):
    """Load a world, and run what is valid."""
    with within_patience():
        for loaded in (family(data, folder) or ())[:1]:
            keeps_its_promises(loaded.scenario)


@quick
@given(odd_worlds())
def test_strange_clinics_keep_every_promise(tmp_path_factory, data):
    """Values from anywhere in the language at any place where they may stand."""
    try_out(data, tmp_path_factory.getbasetemp())


@quick
@given(broken_worlds())
def test_slips_of_any_kind_are_answered_in_words(tmp_path_factory, data):
    """Keys lost or misspelt, sizes and kinds out of place."""
    try_out(data, tmp_path_factory.getbasetemp())


@pytest.mark.slow
@long
@given(odd_worlds())
def test_many_strange_clinics_keep_every_promise(tmp_path_factory, data):
    """The same, many more, and others each time."""
    try_out(data, tmp_path_factory.getbasetemp())


@pytest.mark.slow
@long
@given(broken_worlds())
def test_many_slips_are_answered_in_words(tmp_path_factory, data):
    """The same, many more, and others each time."""
    try_out(data, tmp_path_factory.getbasetemp())
