"""A row of the log in words, as the message of a broken identity tells it."""

from __future__ import annotations

import pytest
from logs import HEADER, log, row

from sim.events import Kind
from sim.metrics.identity import told

FIRST = {"patient": 0, "visit": 0}


@pytest.mark.parametrize(
    ("one", "words"),
    [
        (row(0, Kind.HANDS_BEGAN, "nurse", **FIRST, unit=0), "visit 0 of patient 0, hands began nurse 0"),
        (row(0, Kind.SEATED, "lounge", patient=3, visit=7, unit=1), "visit 7 of patient 3, seated lounge 1"),
        (row(0, Kind.STEP_BEGAN, "infuse", **FIRST, unit=2), "visit 0 of patient 0, step began infusion/infuse"),
        (row(0, Kind.CANCELLED, "course over", **FIRST), "visit 0 of patient 0, cancelled: course over"),
        (row(0, Kind.REFERRED, "depression", patient=0), "patient 0, referred depression"),
        (row(0, Kind.SHIFT_ENDED, "nurse", unit=0), "shift ended nurse 0"),
        (row(0, Kind.CLOSED), "closed"),
    ],
)
def test_row_is_told_with_what_it_has(one, words):
    """Whose it is, the kind, what it concerns, and the number of the place or the member; the first of each is 0."""
    assert told(HEADER, log(one).all(), 0) == words
