"""Stations that lose patients: Erlang B, M/M/c/K, Erlang A."""

from __future__ import annotations

import pytest
from exact import assert_brackets, shipped, weeks, written

FULL, BUSY = "queue.turned_away.share.waiting_room_full", "queue.busy.mean.chair"


@pytest.mark.parametrize(
    "time",
    [
        "{exponential: {mean: 60 min}}",
        "60 min",
        "{uniform: {low: 30 min, high: 90 min}}",
        "{lognormal: {mean: 60 min, sd: 60 min}}",
    ],
)
def test_erlang_b_holds_for_any_service_law(time):
    """Load 3 on two chairs without waiting: 0.5294 are lost, 1.412 chairs in use, whatever the law (Erlang B)."""
    scenario = shipped("erlang_b", f"visits.stay.steps.infuse.time={time}", *weeks(4))
    assert_brackets(scenario, [(FULL, 0.5294117647), (BUSY, 1.411764706)])


def test_a_small_waiting_room_loses_as_the_birth_death_chain_says():
    """M/M/4/6: 0.1916 turned away; of the others 0.4741 wait, 8.889 min on average; 0.5749 wait at a time."""
    expected = [
        (FULL, 0.1916167665),
        ("queue.wait.mean", 8.888888889),
        ("queue.wait.share_positive", 0.4740740741),
        ("queue.waiting.mean", 0.5748502994),
        ("queue.present.mean", 3.808383234),
        (BUSY, 3.233532934),
    ]
    assert_brackets(shipped("mmck", *weeks(4)), expected)


def test_a_room_of_one_kind_is_not_filled_by_another(tmp_path):
    """Two M/M/1/3 stations in one clinic lose what one alone loses: loads 0.8 and 2, blocking 0.1734 and 0.5333."""
    scenario = written(tmp_path, TWO_STATIONS)
    shares = [(lost_of("left"), 0.8**3 * 0.2 / (1 - 0.8**4)), (lost_of("right"), 8 / 15)]
    assert_brackets(scenario, shares)


def lost_of(name):
    """Share of one visit type that is turned away."""

    def share(one):
        code = [visit.name for visit in one.header.visits].index(name)
        mine = one.visits.type == code
        return float((mine & (one.visits.turn_reason >= 0)).sum() / mine.sum())

    return share


TWO_STATIONS = """
scenario: two stations, each with two places to wait
calendar: {starts: 2026-01-05, hours: {mon-sun: 00:00-24:00}}
spaces: {red chair: 1, blue chair: 1}
visits:
  left: {steps: [{step: infuse, time: {exponential: {mean: 48 min}}, in: red chair}]}
  right: {steps: [{step: infuse, time: {exponential: {mean: 120 min}}, in: blue chair}]}
walk_ins:
  left: {visit: left, arrivals: 1 per hour, waiting_room: 2}
  right: {visit: right, arrivals: 1 per hour, waiting_room: 2}
policies: {dispatch: first_come}
run: {length: 8 weeks, seed: 7}
"""


@pytest.mark.parametrize(
    ("settings", "left", "waiting", "busy"),
    [
        ((), 0.2186427251, 0.5247425403, 3.1254291),
        (
            (
                "walk_ins.patients.arrivals=10 per hour",
                "walk_ins.patients.patience.exponential.mean=20 min",
                "spaces.chair=8",
                "visits.stay.steps.infuse.time.exponential.mean=45 min",
            ),
            0.1407544896,
            0.4691816318,
            6.444341328,
        ),
    ],
)
def test_the_impatient_leave_as_palm_says(settings, left, waiting, busy):
    """Erlang A with 4 and 8 chairs: 0.2186 and 0.1408 leave unseen (birth-death chain; Palm 1957)."""
    expected = [("queue.turned_away.share.patience", left), ("queue.waiting.mean", waiting), (BUSY, busy)]
    assert_brackets(shipped("patience", *settings, *weeks(2)), expected)
