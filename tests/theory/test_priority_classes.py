"""Degrees of urgency at one station."""

from __future__ import annotations

from exact import assert_brackets, shipped, weeks


def test_three_classes_wait_as_cobham_says():
    """M/M/7 at load 0.857, three equal classes: 4.911, 11.46 and 57.29 min, 24.55 over all (Cobham 1954)."""
    expected = [
        ("queue.wait.mean.first", 4.910640985),
        ("queue.wait.mean.second", 11.4581623),
        ("queue.wait.mean.third", 57.29081149),
        ("queue.wait.mean", 24.55320493),
    ]
    assert_brackets(shipped("priorities", *weeks(3)), expected)


def test_two_classes_at_one_server_stay_two_and_six_service_times():
    """Ciw's condition, rates 0.2 and 0.6 and one server of mean 1, in hours: mean stays 2 h and 6 h (Cobham 1954)."""
    time = "time: {exponential: {mean: 1 h}}"
    settings = [f"visits.{name}.steps.infuse.{time.replace(': ', '=', 1)}" for name in ("first", "second", "third")]
    rates = ["walk_ins.first.arrivals=0.2 per hour", "walk_ins.second.arrivals=0.6 per hour"]
    nobody = "walk_ins.third.arrivals={listed: {times: []}}"
    scenario = shipped("priorities", "spaces.chair=1", *settings, *rates, nobody, *weeks(26))
    expected = [("queue.time_in_system.mean.first", 120.0), ("queue.time_in_system.mean.second", 360.0)]
    assert_brackets(scenario, expected)
