"""The end of the day: until when somebody is still seated."""

from __future__ import annotations

from sim.policies.end_of_day import LastStart, ServeEveryone


def test_last_start_lies_before_closing():
    """Closing at 17:00 (1020): an hour before is 16:00; without a margin, closing itself."""
    assert LastStart(before_closing="60 min")(1020.0) == 960.0
    assert LastStart()(1020.0) == 1020.0


def test_serving_everyone_knows_no_last_start():
    """None: whoever checked in before closing is served."""
    assert ServeEveryone()(1020.0) is None
