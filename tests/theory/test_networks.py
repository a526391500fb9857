"""Several stations: Jackson's network, feedback, closed populations, ample beds."""

from __future__ import annotations

import numpy as np
import pytest
from exact import assert_brackets, shipped, weeks, written

STAY = "queue.time_in_system.mean"


def test_stations_with_a_branch_wait_each_on_its_own():
    """Vitals, 60 % prescriber, chair, observation: waits 9, 11.25, 12.65 min, 121.4 min in all (Jackson 1957)."""
    expected = [
        ("queue.step_wait.mean.stay/vitals", 9.0),
        ("queue.step_wait.mean.stay/prescriber", 11.25),
        ("queue.step_wait.mean.stay/infuse", 12.64956227),
        (STAY, 121.3995623),
        ("queue.present.mean", 12.13995623),
    ]
    assert_brackets(shipped("branch", *weeks(2)), expected)


def test_repeated_treatments_join_the_queue_anew():
    """Four chairs, load 2.5, one turn in five repeated: 0.3199 wait, 10.66 min before each turn, 75.83 min in all."""

    def repeated_who_wait(one):
        first = one.visits.began[one.steps.rows.visit] == one.steps.rows.time
        _, _, lengths = one.step_waits
        order = np.argsort(one.steps.rows.visit, kind="stable")
        return float(np.mean(lengths[~first[order]] > 0))

    expected = [
        ("queue.step_wait.mean.stay/treat", 10.66189014),
        (repeated_who_wait, 0.3198567042),
        (STAY, 75.82736267),
        ("queue.busy.mean.chair", 2.5),
    ]
    assert_brackets(shipped("feedback", *weeks(5)), expected)


@pytest.mark.parametrize("away", ["{exponential: {mean: 120 min}}", "{uniform: {low: 0 min, high: 240 min}}"])
def test_a_closed_population_waits_whatever_its_time_away(away):
    """Twelve people, mean 120 min away, three chairs of mean 45 min: 32.09 min, 2.740 in use, any law of absence."""
    expected = [
        ("queue.wait.mean", 32.09474441),
        ("queue.wait.share_positive", 0.7417589088),
        ("queue.waiting.mean", 1.954070029),
        ("queue.busy.mean.chair", 2.739799083),
        ("volume.throughput", 0.06088442407 * 10080),
    ]
    assert_brackets(shipped("finite_source", f"walk_ins.patients.away={away}", *weeks(2)), expected)


def test_a_closed_cycle_of_two_stations_follows_gordon_and_newell(tmp_path):
    """25 people, home 600 min, vitals 8 min (1), chair 60 min (4): 2.218 per hour, waits 3.110 and 5.229 min."""
    text = """
scenario: home, vitals, chair
calendar: {starts: 2026-01-05, hours: {mon-sun: 00:00-24:00}}
spaces: {booth: 1, chair: 4}
visits:
  stay:
    steps:
      - {step: vitals, time: {exponential: {mean: 8 min}}, in: booth, leaves: true}
      - {step: infuse, time: {exponential: {mean: 60 min}}, in: chair}
walk_ins: {people: {visit: stay, population: 25, away: {exponential: {mean: 600 min}}}}
policies: {dispatch: first_come}
run: {warm_up: 2 weeks, length: 6 weeks, seed: 7}
"""
    expected = [
        ("volume.throughput", 2.217822724 * 168),
        ("queue.step_wait.mean.stay/vitals", 3.109532458),
        ("queue.step_wait.mean.stay/infuse", 5.229466079),
    ]
    assert_brackets(written(tmp_path, text), expected)


def test_beds_of_the_stroke_pathway_are_taken_as_published():
    """Monks et al. 2016: means 8.355 acute and 9.718 rehabilitation; p(delay) 0.1379 at 10 and 0.1091 at 12 beds."""

    def delay(space, beds):
        def share(one):
            level, window = one.in_use[space], one.window
            edges = np.clip(np.append(level.times, window.end), window.start, window.end)
            lengths = np.diff(edges)
            return float(lengths[level.values == beds].sum() / lengths[level.values <= beds].sum())

        return share

    expected = [
        ("queue.busy.mean.acute_bed", 8.355493),
        ("queue.busy.mean.rehab_bed", 9.718218),
        (delay(0, 10), 0.1379),
        (delay(1, 12), 0.1091),
    ]
    assert_brackets(shipped("stroke_pathway", "run.warm_up=52 weeks", "run.length=208 weeks"), expected)
