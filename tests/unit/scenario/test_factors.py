"""What ``--vary`` may say: lists, rows, ranges, words; and every mistake at once."""

from __future__ import annotations

import pytest

from sim.errors import ScenarioError
from sim.scenario.factors import factor, factors, labels, refuse_without_step, whole


@pytest.mark.parametrize(
    ("text", "levels"),
    [
        ("spaces.recliner=4..7", ("4", "5", "6", "7")),
        ("spaces.recliner=4..10 by 2", ("4", "6", "8", "10")),
        ("spaces.recliner=4..9 by 2", ("4", "6", "8")),
        ("patients.referrals=2,3,4 per week", ("2 per week", "3 per week", "4 per week")),
        ("patients.referrals=2..4 per week", ("2 per week", "3 per week", "4 per week")),
        ("x=20 min..40 min by 10 min", ("20 min", "30 min", "40 min")),
        ("x=20..40 min by 10", ("20 min", "30 min", "40 min")),
        ("x=2..3 by 0.5 per week", ("2 per week", "2.5 per week", "3 per week")),
        ("x=0.1..0.3 by 0.1", ("0.1", "0.2", "0.3")),
        ("x=3 %..5 %", ("3 %", "4 %", "5 %")),
        ("policies.slot=earliest, level_the_day", ("earliest", "level_the_day")),
        ("p={a: {b: 1, c: 2}},{a: {b: 2}}", ("{a: {b: 1, c: 2}}", "{a: {b: 2}}")),
    ],
)
def test_levels(text, levels):
    """Units are shared, rows have steps, words and mappings stay as they are."""
    assert factor(text).grid == levels


def test_words_have_no_numbers_and_numbers_one_unit():
    """Half an hour and an hour are 30 and 60 minutes on an axis."""
    assert factor("policies.slot=earliest,latest").numbers == ()
    found = factor("x=30 min,1 h")
    assert (found.numbers, found.unit, found.levels) == ((30.0, 60.0), "min", ("30 min", "1 h"))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("spaces.recliner", "expected path=values"),
        ("=4..10", "expected path=values"),
        ("spaces.recliner=4", "got '4', one value; expected several"),
        ("spaces.recliner=10..4", "the range 10..4 runs backwards"),
        ("spaces.recliner=4,,6", "nothing stands between two commas"),
        ("spaces.recliner=4,4.0,6", "a value is written twice"),
        ("spaces.recliner=4..10 by 0", "expected one above zero"),
        ("spaces.recliner=4..10 by 20", "has 1 levels; expected 2 to 1000"),
        ("spaces.recliner=0..1 by 0.0001", "has 10001 levels"),
        ("x=4 min..10 per week", "are not in units of one kind"),
        ("run.replications=10,20", "must be the same in all designs"),
    ],
)
def test_wrong_factor_is_told(text, message):
    """What was found and what is expected."""
    with pytest.raises(ScenarioError) as caught:
        factors([text])
    (problem,) = caught.value.problems
    assert problem.file == "--vary"
    assert message in problem.what


def test_all_mistakes_are_told_together():
    """A backward range, a path varied twice, a part of another."""
    with pytest.raises(ScenarioError) as caught:
        factors(["a.b=1..3", "x=3..1", "a.b=2..4", "a.b.c=1,2"])
    assert [problem.path for problem in caught.value.problems] == ["x", "a.b", "a.b.c"]


def test_grid_needs_a_step_where_ends_are_no_whole_numbers():
    """0.03..0.10 can be sampled, but not counted; neither can a million levels."""
    with pytest.raises(ScenarioError) as caught:
        refuse_without_step([factor("x=0.03..0.10"), factor("y=4..6"), factor("z=0..1000000")])
    assert [problem.path for problem in caught.value.problems] == ["x", "z"]


def test_shares_become_values_between_the_ends():
    """A range gives few digits; whole numbers are equally likely; a list gives one of its levels."""
    wide = factor("x=0.03..0.10")
    assert wide.at(0.0) == "0.03"
    assert wide.at(1 / 3) == "0.0533"
    count = whole(factor("x=4..6"))
    assert [count.at(share) for share in (0.0, 0.33, 0.34, 0.66, 0.67, 0.999)] == ["4", "4", "5", "5", "6", "6"]
    assert factor("x=2,5 per week").at(0.5) == "5 per week"


def test_labels_are_short_and_different():
    """The last words of a path, as many as it takes."""
    assert labels(["spaces.recliner", "attendance.infusion.no_show", "attendance.consult.no_show"]) == [
        "recliner", "infusion no show", "consult no show",
    ]  # fmt: skip
    assert labels(["protocols.mood.a.time", "protocols.pain.a.time"]) == ["mood a time", "pain a time"]
    assert labels(["staff.nurse.shifts.0.count", "staff.nurse.shifts.1.count"]) == [
        "staff.nurse.shifts.0.count", "staff.nurse.shifts.1.count",
    ]  # fmt: skip
