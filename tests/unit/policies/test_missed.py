"""What becomes of a series after a miss."""

from __future__ import annotations

import pytest

from sim.policies.missed import Drop, Restart, Shift, SqueezeIn


@pytest.mark.parametrize(
    ("policy", "gives_up", "squeezes"),
    [
        (Shift(), False, False),
        (SqueezeIn(), False, True),
        (Drop(), True, False),
        (Restart(after="4 days"), False, False),
    ],
)
def test_a_missed_infusion_is_made_up_for_unless_it_is_dropped(policy, gives_up, squeezes):
    """Shift and restart: at the end; squeeze in: before the next; drop: not at all."""
    assert (policy.gives_up_one, policy.squeezes) == (gives_up, squeezes)


def test_only_restart_begins_anew_and_only_after_a_longer_gap():
    """Four days allowed: four are well, five begin anew; the others never begin anew."""
    four_days = Restart.model_validate({"after": "4 days"})
    assert [four_days.begins_anew(days) for days in (3, 4, 5)] == [False, False, True]
    assert not any(policy.begins_anew(99) for policy in (Shift(), SqueezeIn(), Drop()))
