"""The warm-up and the window, on weekly series whose start-up and trend are known."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from sim import settling
from sim.errors import ScenarioError
from sim.events import Window
from sim.experiment import Experiment, Outcome, header_of, replicate
from sim.scenario.load import load
from sim.scenario.schema import AUTO
from sim.units import WEEK

CLINIC = load(Path(__file__).parents[1] / "report" / "clinic.yaml").scenario
CHAIR = load(Path(__file__).parents[1] / "report" / "one_chair.yaml").scenario
START_UP = 12


def series(rng, weeks: int, start_up: float, slope: float = 0.0, memory: float = 0.8) -> np.ndarray:
    """Around 40: swings with memory, a start-up that fades with a time of 12 weeks, and a slope per week."""
    noise = np.zeros(weeks)
    for week in range(1, weeks):
        noise[week] = memory * noise[week - 1] + rng.standard_normal()
    time = np.arange(weeks)
    return 40 + noise - start_up * np.exp(-time / START_UP) + slope * time


def outcomes(number: int, weeks: int, seed: int = 1, start_up: float = 0.0, slope: float = 0.0) -> tuple[Outcome, ...]:
    """Replications that hold the weekly series alone; only the maintenance panel has start-up and slope."""
    rng = np.random.default_rng(seed)
    found = []
    for replication in range(number):
        profiles = {name: series(rng, weeks, 0.0) for name in settling.COURSE_SERIES}
        profiles["weekly_panel_maintenance"] = series(rng, weeks, start_up, slope)
        found.append(Outcome(replication, {}, profiles))
    return tuple(found)


def experiment(found: tuple[Outcome, ...], warm_up: int) -> Experiment:
    """These replications of the clinic, counted from a week on."""
    scenario = settling.with_warm_up(CLINIC, warm_up)
    weeks = len(found[0].profiles["weekly_waiting_list"])
    return Experiment(scenario, header_of(scenario), 1, Window(warm_up * WEEK, weeks * WEEK), found)


class Fake:
    """A sampler of weekly series; remembers what was asked."""

    def __init__(self, **how) -> None:
        self.how, self.asked = how, []

    def __call__(self, demands):
        """Series as long as each demand's window."""
        self.asked += demands
        return [outcomes(one.replications, int(one.scenario.run.end // WEEK), **self.how) for one in demands]


def test_cut_lies_where_the_start_up_has_faded():
    """A panel that starts at 10 of 40 and fades with 12 weeks is within 5 % after 33: cut between week 20 and 50."""
    found = settling.choose([CLINIC], 1, Fake(start_up=30.0))[0]
    assert 20 <= found.weeks <= 50
    assert found.weeks == found.by_series["patients in maintenance"]
    assert found.is_settled


def test_swings_without_a_start_up_are_given_back():
    """Over fifty pilots with memory but no start-up, MSER-5 alone cuts 10 weeks and more; of these few remain."""
    found = [settling.cuts(CLINIC, outcomes(10, 104, seed), 104) for seed in range(50)]
    assert np.mean([max(one.proposed.values()) for one in found]) > 10
    assert np.mean([one.weeks for one in found]) < 2


def test_pilot_that_is_too_short_is_doubled():
    """Growth without end: the cut stays at the last place allowed, 104 and 208 weeks become 416, and it is told."""
    fake = Fake(slope=0.5)
    found = settling.choose([CLINIC], 1, fake)[0]
    assert [one.scenario.run.length / WEEK for one in fake.asked] == [104, 208, 416]
    assert found.observed == 416
    assert not found.is_settled


def test_a_late_change_is_not_taken_for_settled():
    """Forty patients for 65 weeks, then sixty: the pilot of 104 weeks is too short to call that settled."""
    found = []
    for one in outcomes(10, 104):
        panel = one.profiles["weekly_panel_maintenance"] + 20 * (np.arange(104) >= 65)
        found.append(replace(one, profiles={**one.profiles, "weekly_panel_maintenance": panel}))
    settling_found = settling.cuts(CLINIC, found, 104)
    assert settling_found.by_series["patients in maintenance"] == 50
    assert not settling_found.is_settled


def test_pilots_have_luck_of_their_own():
    """Their seed is another one, and they are plain runs from the first day."""
    fake = Fake()
    paired = CLINIC.model_copy(update={"run": CLINIC.run.model_copy(update={"antithetic": True, "warm_up": AUTO})})
    settling.choose([paired], 7, fake)
    (asked,) = fake.asked
    assert asked.seed != 7
    assert asked.scenario.run.is_fill_up
    assert not asked.scenario.run.antithetic


def test_several_scenarios_settle_side_by_side():
    """Two scenarios in one call are sampled together, and both get an answer."""
    fake = Fake()
    assert len(settling.choose([CLINIC, CLINIC], 1, fake)) == 2
    assert len(fake.asked) == 2


def test_weeks_are_given_back_five_at_a_time_by_hand():
    """Batches of 10, 30 and 40, then 40 for long: of a cut at 15 the last batch is given back, 30 is too far off."""
    one = np.repeat([10.0, 30.0, 40.0, 40.0, 40.0, 40.0], 5)
    values = np.array([one - 0.1, one + 0.1, one])
    assert settling.given_back(values, 15) == 10
    assert settling.given_back(values[:, 10:], 10) == 0


def test_noise_in_the_window_is_called_a_trend_as_seldom_as_it_says():
    """200 experiments without a trend, four series each: in 5 % at most (+ 3 % for chance) one is called real."""
    wrong = [any(one.is_real for one in settling.drifts(experiment(outcomes(10, 78, seed), 26))) for seed in range(200)]
    assert np.mean(wrong) <= 0.08


def test_a_trend_in_the_window_is_found_and_only_there():
    """A panel that grows by 0.2 a week, 10 in 52 weeks: found in that series, with the slope in its interval."""
    found = {one.what: one for one in settling.drifts(experiment(outcomes(20, 78, slope=0.2), 26))}
    assert [what for what, one in found.items() if one.matters] == ["patients in maintenance"]
    panel = found["patients in maintenance"]
    assert abs(panel.slope - 0.2) < panel.half_width
    assert panel.change == pytest.approx(51 * panel.slope)


def test_a_small_trend_is_real_but_not_worth_a_warning():
    """1.5 in 52 weeks is 4 % of 40: with 400 replications beyond chance, and still too little to mind."""
    found = settling.drifts(experiment(outcomes(400, 78, slope=0.03), 26))
    panel = next(one for one in found if one.what == "patients in maintenance")
    assert panel.is_real
    assert not panel.matters


def test_warm_up_that_ends_too_early_is_found():
    """A start-up that fades with 12 weeks and a warm-up of 5: week 5 on still differs from what comes later."""
    found = settling.too_early(experiment(outcomes(20, 78, start_up=30.0), 5))
    (panel,) = [one for one in found if one.matters]
    assert panel.what == "patients in maintenance"
    assert panel.early < panel.late
    assert not [one for one in settling.too_early(experiment(outcomes(20, 78, start_up=30.0), 40)) if one.matters]


def test_warm_up_that_is_long_enough_is_seldom_called_too_short():
    """120 experiments with swings and no start-up: in 5 % at most (+ 2 % for chance)."""
    wrong = [
        any(one.matters for one in settling.too_early(experiment(outcomes(8, 78, seed), 5))) for seed in range(120)
    ]
    assert np.mean(wrong) <= 0.07


def test_one_replication_or_none_says_nothing():
    """No interval, no trend, no warning."""
    for number in (0, 1):
        found = replace(experiment(outcomes(1, 78), 26), outcomes=outcomes(1, 78)[:number])
        assert settling.drifts(found) == []
        assert settling.too_early(found) == []


def test_a_warm_up_that_nobody_has_chosen_is_not_run():
    """A replication with auto would count from the first day: refused, with what to do."""
    run = CLINIC.run.model_copy(update={"warm_up": AUTO})
    with pytest.raises(ScenarioError, match="give a time here"):
        replicate(CLINIC.model_copy(update={"run": run}), 1, 0)


def test_single_visits_are_looked_at_in_the_building():
    """Without courses there is no panel: the series is the number present."""
    assert list(settling.series_of(CHAIR)) == ["weekly_present"]
