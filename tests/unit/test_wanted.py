"""Sizes on the command line, in the unit of their metric."""

from __future__ import annotations

import pytest

from sim.cli.wanted import amount, goals, wanted
from sim.errors import ScenarioError

NAMES = ["day.direct_wait.mean", "day.direct_wait.p90", "money.margin.per_week"]


@pytest.mark.parametrize(
    ("text", "unit", "size"),
    [
        ("2 min", "min", 2), ("1 h", "min", 60), ("12 h", "days", 0.5), ("2 days", "days", 2),
        ("90 min", "h/week", 1.5),
        ("3 min a day", "min/day", 3), ("1 %", "1", 0.01), ("2 points", "1", 0.02), ("0.02", "1", 0.02),
        ("0.5 patients per week", "patients/week", 0.5), ("0.5/week", "patients/week", 0.5),
        ("1 patient", "patients", 1),
        ("100", "USD", 100), ("100 USD", "USD", 100), ("50 USD/week", "USD/week", 50),
    ],
)  # fmt: skip
def test_sizes_are_read_in_the_unit_of_the_metric(text, unit, size):
    """Times are converted; other units may be left out."""
    assert amount(text, unit) == pytest.approx(size)


@pytest.mark.parametrize(
    ("text", "unit"),
    [("2", "min"), ("2 patients", "min"), ("-2 min", "min"), ("", "1"), ("two", "1"), ("5 EUR", "USD"),
     ("2 min per day", "min/week"), ("nan", "1")],
)  # fmt: skip
def test_other_sizes_are_refused_with_an_example(text, unit):
    """A time needs its unit; another quantity, another period or a negative size is a mistake."""
    with pytest.raises(ValueError, match="expected a size such as '"):
        amount(text, unit)


def test_confidence_may_be_a_percentage_or_a_number():
    """90 % and 0.9 are the same."""
    assert wanted((), (), "90 %", NAMES, "USD").confidence == wanted((), (), "0.9", NAMES, "USD").confidence == 0.9


def test_family_of_metrics_goes_by_its_beginning():
    """All endings of one name, each once."""
    assert wanted(("day.direct_wait", NAMES[0]), (), "95 %", NAMES, "USD").shown == tuple(NAMES[:2])


@pytest.mark.parametrize("text", ["1", "100 %", "0", "much", "-3"])
def test_impossible_confidence_is_refused(text):
    """At least one half, less than certainty."""
    with pytest.raises(ScenarioError, match="--confidence"):
        wanted((), (), text, NAMES, "USD")


def test_precisions_are_parts_of_the_mean_or_sizes():
    """Per cent is a part of the mean, of shares too; points and units are absolute; 1 h is 60 min."""
    names = ["day.direct_wait.mean", "lost.productive"]
    texts = ["day.direct_wait.mean within 5 %", "day.direct_wait.mean within 1 h", "lost.productive within 5 %"]
    found = goals([*texts, "lost.productive within 2 points"], names, "USD")
    assert [(one.size, one.relative) for one in found] == [(0.05, True), (60.0, False), (0.05, True), (0.02, False)]
    assert found[0].text == texts[0]
