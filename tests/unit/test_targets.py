"""Targets and objectives against the metrics that there are."""

from __future__ import annotations

from dataclasses import replace
from math import isnan
from pathlib import Path

import numpy as np
import pytest

from sim.errors import ScenarioError
from sim.scenario.load import Loaded, load
from sim.stats import summary
from sim.targets import Objective, Source, Standing, Target, aims

CLINIC = Path(__file__).parents[1] / "report" / "clinic.yaml"


def asking(targets: dict[str, str] | None = None, objective: dict[str, str] | None = None) -> Loaded:
    """The small clinic of the reports with aims."""
    loaded = load(CLINIC)
    given = {"targets": targets or {}, "objective": objective or {}}
    return replace(loaded, scenario=loaded.scenario.model_copy(update=given))


def test_sizes_are_in_the_unit_of_the_metric():
    """Two weeks are fourteen days, five percent 0.05; the tolerance is written or a default that says so."""
    found = aims(
        asking(
            {
                "access.wait_to_first_infusion.median": "at most 2 weeks ± 12 h",
                "day.days_overrun_15.share": "at most 5 %",
                "money.margin.per_week": "at least -300",
            }
        )
    ).targets
    assert found == (
        Target("access.wait_to_first_infusion.median", True, 14.0, 0.5),
        Target("day.days_overrun_15.share", True, 0.05, 0.01, Source.DEFAULT),
        Target("money.margin.per_week", False, -300.0, 15.0, Source.DEFAULT),
    )


def test_objective_is_the_margin_unless_another_is_named():
    """The default has no zone of its own; a written one has."""
    (usual,) = aims(asking()).objectives
    assert (usual.metric, usual.highest, isnan(usual.zone)) == ("money.margin.per_week", True, True)
    (cost,) = aims(asking(objective={"money.cost.per_week": "lowest ± 50 USD"})).objectives
    assert cost == Objective("money.cost.per_week", highest=False, zone=50.0)
    assert cost.score(10.0) == -10.0


def test_every_mistake_is_told_at_once():
    """Unknown metrics with the nearest name, sizes of another unit, bounds and tolerances that make no sense."""
    targets = {
        "access.wait_to_first_infusion.p50": "at most 10 days",
        "day.days_overrun_15.share": "at most 5 min",
        "day.overrun.mean": "at most 0 min",
        "day.direct_wait.mean": "at most 5 min ± 0 min",
    }
    with pytest.raises(ScenarioError) as caught:
        aims(asking(targets, {"money.cost.per_weak": "lowest", "day.overrun.mean": "lowest ± 0 min"}))
    found = [f"{one.path}: {one.what}" for one in caught.value.problems]
    assert sorted(one.split(";")[0] for one in found) == sorted(
        [
            "targets.access.wait_to_first_infusion.p50: unknown metric "
            "(did you mean 'access.wait_to_first_infusion.p90'?)",
            "targets.day.days_overrun_15.share: got '5 min'",
            "targets.day.overrun.mean: a bound of zero needs a tolerance, such as 'at most 0 min ± 1 min'",
            "targets.day.direct_wait.mean: got a tolerance of 0 min",
            "objective.money.cost.per_weak: unknown metric (did you mean 'money.cost.per_week'?)",
            "objective.day.overrun.mean: got a difference of 0 min",
        ]
    )


@pytest.mark.parametrize(
    ("values", "at_most", "standing"),
    [
        ([8.0, 8.2, 8.1], True, Standing.MET),
        ([8.0, 8.2, 8.1], False, Standing.MISSED),
        ([12.0, 12.2, np.nan, 12.1], True, Standing.MISSED),
        ([8.0, 12.0], True, Standing.OPEN),
        ([8.0], True, Standing.OPEN),
        ([np.nan, np.nan], True, Standing.OPEN),
    ],
)
def test_verdict_needs_the_whole_interval_on_one_side(values, at_most, standing):
    """Against a bound of 10; one replication has no interval and settles nothing."""
    assert Target("day.overrun.mean", at_most, 10.0, 0.5).standing(summary(values)) is standing


def test_a_number_on_the_bound_meets_it():
    """At most ten means ten too."""
    assert Target("day.overrun.mean", True, 10.0, 0.5).standing(summary([10.0, 10.0])) is Standing.MET


def test_cost_and_margin_make_the_revenue():
    """The metric of the whole cost, on a run of a few weeks, with what every place costs."""
    from sim.experiment import replicate

    plain, dear = (
        replicate(load(CLINIC, ["run.length=2 weeks", *more]).scenario, 1, 0).metrics
        for more in ((), ("money.spaces_per_day={recliner: 10, lounge seat: 1}",))
    )
    for found in (plain, dear):
        both = found["money.cost.per_week"] + found["money.margin.per_week"]
        assert both == pytest.approx(found["money.revenue.per_week"])
    assert dear["money.fixed.per_week"] - plain["money.fixed.per_week"] == pytest.approx(5 * (6 * 10 + 3 * 1))
