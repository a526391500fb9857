"""Numbers with units as they are written."""

from __future__ import annotations

import pytest

from sim.scenario.quantities import quantities, quantity


@pytest.mark.parametrize(
    ("text", "kind", "size", "shown"),
    [
        ("0.05", "number", 0.05, "0.05"),
        ("12 %", "number", 0.12, "12 %"),
        ("40 min", "time", 40, "40 min"),
        ("1 h 30 min", "time", 90, "90 min"),
        ("-5min", "time", -5, "-5 min"),
        ("2 weeks", "time", 20160, "2 weeks"),
        ("1 per 50 min", "rate", 1 / 50, "1 per 50 min"),
        ("3 per week", "rate", 3 / 10080, "3 per week"),
        ("3 a week", "rate", 3 / 10080, "3 a week"),
        ("12 an hour", "rate", 1 / 5, "12 an hour"),
    ],
)
def test_number_and_unit(text, kind, size, shown):
    """Kind, size in the program's unit, and the text that means the same."""
    found = quantity(text)
    assert (found.kind, str(found)) == (kind, shown)
    assert found.size == pytest.approx(size)
    assert quantity(str(found)).size == pytest.approx(size)


@pytest.mark.parametrize("text", ["", "few", "1e999", "5 parsecs", "08:30", "3 per", "2 months"])
def test_what_is_no_quantity(text):
    """Words, oversized numbers, unknown units, times of day."""
    with pytest.raises(ValueError, match=r"\w"):
        quantity(text)


def test_unit_is_shared_with_those_before():
    """``2, 3, 4 per week`` are three rates; ``0.03, 10 %`` stay a fraction and a percentage in the same unit."""
    assert [str(one) for one in quantities(["2", "3", "4 per week"])] == ["2 per week", "3 per week", "4 per week"]
    assert [one.size for one in quantities(["8", "15 %"])] == [0.08, 0.15]


def test_kinds_are_not_mixed():
    """Minutes are no rate."""
    with pytest.raises(ValueError, match="9 min and 15 per week are not in units of one kind"):
        quantities(["9 min", "15 per week"])


def test_another_size_keeps_the_unit_and_reads_well():
    """Three tenths, not 0.30000000000000004."""
    assert str(quantity("0.1").like(0.1 * 3)) == "0.3"
    assert str(quantity("20 min").like(30)) == "30 min"
