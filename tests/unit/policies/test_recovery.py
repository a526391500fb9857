"""The place to recover in."""

from __future__ import annotations

from sim.policies.recovery import InTheRecliner, Lounge


def test_recliner_keeps_the_treatment_space():
    """Treated in a room, recovering in the room."""
    assert InTheRecliner()("room") == ("room",)


def test_lounge_falls_back_on_the_treatment_space_unless_told_to_wait():
    """Lounge, then room; or the lounge alone."""
    assert Lounge(space="lounge")("room") == ("lounge", "room")
    assert Lounge(space="lounge", wait_for_it=True)("room") == ("lounge",)
