"""The series policy: how many appointments stand in the diary."""

from __future__ import annotations

import pytest

from sim.policies.series import Rolling, VisitByVisit, Whole


@pytest.mark.parametrize(
    ("policy", "booked"),
    [(Whole(), [0, 1, 2, 6]), (VisitByVisit(), [0, 1, 1, 1]), (Rolling(visits=2), [0, 1, 2, 2])],
)
def test_series_policy_never_books_more_than_needed(policy, booked):
    """Needed 0, 1, 2 and 6."""
    assert [policy(needed) for needed in (0, 1, 2, 6)] == booked
