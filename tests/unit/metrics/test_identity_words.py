"""A row of the log in words, as the message of a broken identity tells it."""

from __future__ import annotations

import numpy as np
import pytest
from logs import HEADER, log, row

from sim.events import Kind, Window
from sim.metrics import Facts
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


def test_row_to_blame_is_the_first_of_its_kind_from_an_instant_on_or_else_the_last_of_all():
    """Closed at 10 and 20 with an opening between: for 5 and 10 the first closing, 11 the second, 21 the end."""
    rows = [row(0, Kind.OPENED), row(10, Kind.CLOSED), row(15, Kind.OPENED), row(20, Kind.CLOSED), row(30, Kind.OPENED)]
    facts = Facts(log(*rows), Window(0, 40))
    assert facts.rows_at(np.array([5.0, 10.0, 11.0, 21.0]), (Kind.CLOSED,)).tolist() == [1, 1, 3, 4]
