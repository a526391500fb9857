"""One input at a time: the largest effect first, paired, and rows for other programs."""

from __future__ import annotations

import pytest
from swept import MARGIN, WAIT, experiment, noise

from sim.scenario.quantities import Quantity
from sim.scenario.ranges import Range
from sim.sweep.tables import SWINGS, swing_sheet, tornado_json
from sim.sweep.tornado import Tornado, ends


def _range(name, value, low, high):
    return Range(tuple(name.split(".")), name, *(Quantity(one) for one in (value, low, high)))


RANGES = (_range("attendance.infusion.no_show", 0.05, 0.03, 0.1), _range("protocols.mood.response", 0.5, 0.4, 0.6))


@pytest.fixture
def tornado() -> Tornado:
    """No-shows cost a little at the low end and 40 at the high end; response moves by 10; luck of 100 is shared."""
    luck = noise(1, sd=100.0)

    def moved(by, seed):
        return experiment({MARGIN: luck + by + noise(seed, sd=0.5), WAIT: [1.0] * 10})

    return Tornado(experiment({MARGIN: luck, WAIT: [1.0] * 10}), RANGES, (moved(5, 2), moved(-10, 3)),
                   (moved(-40, 4), moved(10, 5)), (MARGIN, WAIT))  # fmt: skip


def test_largest_effect_comes_first_and_is_paired(tornado):
    """45 before 20; both known to half a unit or so although the luck of a replication is 100."""
    first, second = tornado.swings(MARGIN)
    assert (first.label, second.label) == ("infusion no show", "mood response")
    assert first.reach == pytest.approx(45, abs=1.5)
    assert first.high.together.mean == pytest.approx(-40, abs=1)
    assert first.high.together.half_width < 1.5
    assert (first.value, first.low_at, first.high_at) == ("0.05", "0.03", "0.1")
    assert first.is_settled


def test_intervals_hold_together_over_the_inputs_of_a_metric(tornado):
    """Two inputs, two ends: four comparisons."""
    assert tornado.comparisons == 4
    assert tornado.swings(MARGIN)[0].low.comparisons == 4


def test_input_that_does_nothing(tornado):
    """The wait is the same in all: no reach, no difference that matters, no number for the direction."""
    assert [one.reach for one in tornado.swings(WAIT)] == [0.0, 0.0]


def test_ends_are_settings():
    """All low ends, then all high ends."""
    assert ends(RANGES)[1:3] == ["protocols.mood.response=0.4", "attendance.infusion.no_show=0.1"]


def test_rows_for_other_programs(tornado):
    """Two rows for each metric and input; the mean is the base's plus the difference."""
    head, rows = swing_sheet(tornado, lambda name: "min")
    assert head == SWINGS
    assert len(rows) == 8
    row = dict(zip(head, rows[1], strict=True))
    assert (row["end"], row["at"], row["verdict"]) == ("high", "0.1", "worse")
    assert row["mean"] == pytest.approx(row["base"] + row["difference"])
    assert len(tornado_json(tornado, lambda name: "min")["differences"]) == 8
