"""Numbers on the screen: a mean is told as finely as it is known."""

from __future__ import annotations

from math import nan

import pytest

from sim.cli.screen import places, show


@pytest.mark.parametrize(
    ("half_width", "mean", "told"),
    [
        (0.186, 11.0962, "11.10 ± 0.19"),
        (0.0199, 1.6312, "1.631 ± 0.020"),
        (7.8, 62.31, "62.3 ± 7.8"),
        (11.4, 13.2, "13 ± 11"),
        (538.2, 15904.4, "15,904 ± 538"),
        (0.0000012, 0.25, "0.2500 ± 0.0000"),
        (0.0, 100.0, "100 ± 0"),
        (None, 1234.5, "1,234 ± -"),
        (nan, 1234.5, "1,234 ± nan"),
    ],
)
def test_two_digits_of_the_half_width_count(half_width, mean, told):
    """Both have as many decimals; without an interval three digits of the mean are shown."""
    shared = places(half_width)
    assert f"{show(mean, places=shared)} ± {show(half_width, places=shared)}" == told


def test_a_share_is_rounded_as_the_percentage_it_is_shown_as():
    """0.9767 ± 0.0039 is 97.67 ± 0.39 %."""
    assert (show(0.9767, 100, places(0.0039, 100)), show(0.0039, 100, places(0.0039, 100))) == ("97.67", "0.39")
