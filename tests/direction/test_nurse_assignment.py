"""What strict assignment costs and buys on the busy centre, as in docs/studies/nurse_assignment.md."""

from __future__ import annotations

import pytest
from studies import Study

QUEUE = "use.queue_length.mean.hands_nurse"
STAY = "day.length_of_stay.mean"
CONTINUITY = "day.continuity.share.nurse"
SHORT = ("run.warm_up=0 min", "run.length=4 weeks", "run.cool_down=1 day")


@pytest.fixture(scope="module")
def study() -> Study:
    """Eight replications of the first four weeks."""
    return Study("nurse_assignment", 8, *SHORT)


@pytest.mark.slow
@pytest.mark.parametrize("metric", [QUEUE, STAY])
@pytest.mark.parametrize("strict", ["kept for the visit", "zones"])
def test_strict_assignment_is_worse_than_reassigning_on_the_day(study, strict, metric):
    """More wait for a nurse, and patients stay longer, at 99.9 %; as DEVS-CHEMO found in chemotherapy."""
    assert study.rises(metric, strict)


@pytest.mark.slow
def test_keeping_the_nurse_buys_continuity(study):
    """One nurse throughout in more visits than when reassigned; in fewer when nobody is assigned."""
    assert study.rises(CONTINUITY, "kept for the visit")
    assert study.falls(CONTINUITY, "pooled")


@pytest.mark.slow
def test_zones_buy_no_continuity_where_patients_move_to_a_lounge(study):
    """The lounge seat lies in another nurse's zone more often than not."""
    assert study.falls(CONTINUITY, "zones")
