"""The table METRICS as a whole: names, empty logs, sums, and the page made of it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from logs import log
from made_up import made_up_log

from sim.events import Window
from sim.metrics import (
    HIGHER,
    LOWER,
    METRICS,
    NEITHER,
    Facts,
    better,
    compute,
    describe,
    find,
    highlights,
    label,
    markdown,
    measure,
    names,
)

ROOT = Path(__file__).parents[3]
WEEKS = Window(2 * 10080.0, 10 * 10080.0)


@pytest.fixture(scope="module")
def made_up():
    return made_up_log(12)


@pytest.mark.parametrize("metric", METRICS, ids=lambda metric: metric.name)
def test_empty_log_is_nan_without_a_warning(metric):
    """No row: every number of every metric is NaN (warnings are errors here)."""
    facts = Facts(log(), Window(0, 10080))
    assert facts.is_empty
    names = metric.numbers(facts)
    assert names
    numbers = measure(facts)
    assert all(np.isnan(numbers[name]) for name in names)


def test_empty_window_is_nan(made_up):
    """A window without length: nothing is measured."""
    assert all(np.isnan(number) for number in compute(made_up, Window(100.0, 100.0)).values())


def test_names_depend_on_the_header_alone(made_up):
    """The empty log and a long one have the same names in the same order, so replications line up."""
    assert list(compute(made_up, WEEKS)) == list(compute(log(), WEEKS))


def test_names_are_unique_and_found_again(made_up):
    """Each full name leads back to the metric that made it."""
    facts = Facts(made_up, WEEKS)
    names = [name for metric in METRICS for name in metric.numbers(facts)]
    assert len(names) == len(set(names))
    for metric in METRICS:
        assert all(find(name).unit == metric.unit for name in metric.numbers(facts))


def test_unknown_name_is_refused():
    """A name that no metric has is a KeyError."""
    with pytest.raises(KeyError):
        find("nothing.of_the_kind")


def test_facts_are_computed_from_the_log_alone(made_up):
    """Measuring twice gives the same numbers to the last digit."""
    first, second = compute(made_up, WEEKS), compute(made_up, WEEKS)
    np.testing.assert_array_equal(list(first.values()), list(second.values()))


def test_every_metric_is_described():
    """Name, unit, definition and window rule are sentences or symbols, never empty."""
    assert all(all(part.strip() for part in entry) for entry in describe())
    assert all(metric.definition.endswith((".", ".)")) for metric in METRICS)


def test_page_is_up_to_date():
    """docs/metrics.md is what the table says now."""
    assert (ROOT / "docs" / "metrics.md").read_text(encoding="utf-8") == markdown() + "\n"


def test_shares_lie_between_zero_and_one(made_up):
    """Of a plausible log, every share is in [0, 1]; booked time may exceed what is there."""
    for name, number in compute(made_up, WEEKS).items():
        if "share" in name or name.startswith(("lost.", "use.chair_utilisation.", "use.hands_on.")):
            assert np.isnan(number) or 0 <= number <= 1 + 1e-9 or ".booked." in name, name


def test_window_moves_with_the_weeks(made_up):
    """Two halves of a window hold together the infusions of the whole."""

    def infusions(start, end):
        return compute(made_up, Window(start * 10080.0, end * 10080.0))["volume.infusions_per_week"] * (end - start)

    assert infusions(2, 5) + infusions(5, 10) == pytest.approx(infusions(2, 10), abs=1e-9)


@pytest.mark.parametrize(
    ("name", "way"),
    [
        ("day.direct_wait.p90", LOWER),
        ("fidelity.finished_in_window.share_of_finished", HIGHER),
        ("lost.productive", HIGHER),
        ("lost.nobody_booked", NEITHER),
        ("fidelity.gap.mean", NEITHER),
    ],
)
def test_metrics_say_which_way_is_better(name, way):
    """Waits are better lower, shares in the window higher; a mean gap is neither, and causes of lost time add up."""
    assert better(name) == way


def test_labels_stand_alone():
    """An indented line of the summary takes the words above it; what is no headline has its title."""
    assert label("day.direct_wait.p90") == "Direct wait, nine in ten below"
    assert label("day.overtime.per_day.front_desk") == "Overtime, front desk"
    assert label("fidelity.gap.mean") == "Days between infusions"


def test_names_are_known_before_a_run(made_up):
    """The header alone gives every full name."""
    assert names(made_up.header) == list(compute(made_up, WEEKS))


def test_where_nobody_is_in_care_visits_are_told_as_a_queue():
    """A place with walk-ins only has no new starts to tell, a clinic without new starts has."""
    walk_ins = {"volume.starts_per_week": 0.0, "access.referrals_per_week": 0.0, "volume.active_panel.total": 0.0}
    both = {"queue.wait.mean": 3.0, "volume.infusions_per_week": 2.0}
    told = highlights({name: {"mean": value} for name, value in (walk_ins | both).items()})
    assert told == [("Wait, mean", "queue.wait.mean")]
    panel = walk_ins | both | {"volume.active_panel.total": 5.0}
    told = highlights({name: {"mean": value} for name, value in panel.items()})
    assert told == [("New starts", "volume.starts_per_week"), ("Infusions", "volume.infusions_per_week")]
