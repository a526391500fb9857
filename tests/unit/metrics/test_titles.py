"""What numbers are called where a reader sees them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sim.experiment import header_of
from sim.metrics import METRICS, label, names
from sim.metrics.titles import TITLES, title
from sim.scenario.load import load

SCENARIOS = Path(__file__).parents[3] / "scenarios"
RAW = re.compile(r"\w\.\w|_")
"""A dotted name, or words joined as in the code."""


def test_every_metric_has_a_title_and_every_title_a_metric():
    """So that a new metric is not drawn under its name in the code; identities go by a word they share."""
    assert set(TITLES) == {metric.name for metric in METRICS if metric.family != "identities"}


@pytest.mark.parametrize("file", sorted(SCENARIOS.glob("*.yaml")), ids=lambda path: path.stem)
def test_no_number_of_a_shipped_clinic_is_told_by_its_name_in_the_code(file):
    """And no two of them are told by the same words."""
    found = {name: label(name) for name in names(header_of(load(file).scenario))}
    assert not [words for words in found.values() if RAW.search(words)]
    assert len(set(found.values())) == len(found)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("day.continuity.share.front_desk", "Visits with one person throughout, front desk"),
        ("use.queue_length.mean.hands_nurse", "Waiting for hands-on work: nurse"),
        ("safety.patients_held.watch_nurse", "Visits held for somebody to watch: nurse"),
        ("day.length_of_stay.mean", "Length of stay"),
        ("fidelity.gap.p90", "Days between infusions, nine in ten below"),
        ("queue.step_wait.mean.infusion/check_in", "Wait before the step, infusion/check in"),
        ("identities.chair_minutes.recliner.held", "Check of the log: chair minutes, recliner, held"),
        ("something.else", "something.else"),
    ],
)
def test_title_of_one_number(name, words):
    """Words of the metric, then of a statistic, a role, a space or a cause; a name nobody knows stays as it is."""
    assert title(name) == words
