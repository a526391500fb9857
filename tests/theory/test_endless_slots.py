"""Booked starts around the clock: D/M/c with no-shows."""

from __future__ import annotations

import pytest
from exact import assert_brackets, shipped, weeks

WAIT, SHARE = "queue.wait.mean", "queue.wait.share_positive"


def test_slots_on_four_chairs_wait_as_the_embedded_chain_says():
    """One every 15 min, 10 % stay away, exp(50): 9.665 min, 0.3287 wait, of those who come."""
    assert_brackets(shipped("endless_slots", *weeks(4)), [(WAIT, 9.664908673), (SHARE, 0.3286856992)])


@pytest.mark.parametrize(
    ("every", "together", "shows", "chairs", "mean", "wait", "share"),
    [(60, 5, 0.9, 5, 50, 10.87975494, 0.4375029104), (20, 1, 0.9, 3, 45, 7.209967736, 0.2588912733)],
)
def test_slots_of_other_sizes(every, together, shows, chairs, mean, wait, share):
    """Five on the hour on 5 chairs: 10.88 min; one every 20 min on 3: 7.210 min (embedded chain)."""
    settings = (
        f"timetables.slots.every={every} min",
        f"timetables.slots.together={together}",
        f"timetables.slots.shows={shows}",
        f"spaces.chair={chairs}",
        f"visits.stay.steps.infuse.time.exponential.mean={mean} min",
    )
    assert_brackets(shipped("endless_slots", *settings, *weeks(4)), [(WAIT, wait), (SHARE, share)])
