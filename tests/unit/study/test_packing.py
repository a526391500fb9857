"""Outcomes as bytes: nothing is lost, and they are small."""

from __future__ import annotations

import pickle

import numpy as np
import pytest

from sim.experiment import Outcome
from sim.study.packing import Profiles, pack, unpack

ODD = [0.1 + 0.2, np.nan, np.inf, -0.0, 5e-324, 1e308]


def test_numbers_come_back_to_the_last_bit():
    """NaN, infinity, minus zero, the smallest and nearly the largest float, in metrics and in profiles."""
    outcome = Outcome(7, {f"family.m{n}": value for n, value in enumerate(ODD)}, {"odd": np.array(ODD).reshape(2, 3)})
    again = unpack(7, pack(outcome))
    assert again.replication == 7
    assert list(again.metrics) == list(outcome.metrics)
    assert np.array(list(again.metrics.values())).tobytes() == np.array(ODD).tobytes()
    assert again.profiles["odd"].tobytes() == outcome.profiles["odd"].tobytes()


@pytest.mark.parametrize("shape", [(), (0,), (0, 5), (3,), (2, 0, 4), (2, 3, 4)])
def test_profiles_keep_their_shape(shape):
    """Whatever the number and length of the axes, between two others."""
    arrays = {"before": np.arange(3.0), "it": np.random.default_rng(1).random(shape), "after": np.ones((1, 2))}
    again = unpack(0, pack(Outcome(0, {}, arrays))).profiles
    assert list(again) == list(arrays)
    assert len(again) == 3
    for name, array in arrays.items():
        np.testing.assert_array_equal(again[name], array)
        assert again[name].shape == array.shape


def test_profiles_travel_compressed():
    """A pickle of profiles is as small as what was packed, even after somebody has looked."""
    packed = pack(Outcome(0, {}, {"flat": np.zeros(10_000)}))
    profiles = Profiles(packed.layout, packed.profiles)
    assert profiles["flat"].sum() == 0
    assert len(pickle.dumps(profiles)) < 500
    np.testing.assert_array_equal(pickle.loads(pickle.dumps(profiles))["flat"], np.zeros(10_000))


def test_metrics_are_a_mapping_that_travels():
    """Names in order, plain floats, KeyError and defaults as in a dictionary, equal to one, also after a pickle."""
    given = {"b": 2.0, "a": 1.0}
    found = pickle.loads(pickle.dumps(unpack(0, pack(Outcome(0, given, {})))))
    assert (list(found.metrics), type(found.metrics["a"]), found.metrics.get("c", 7.0)) == (["b", "a"], float, 7.0)
    assert found.metrics == given
    with pytest.raises(KeyError):
        found.metrics["c"]


def test_layout_is_the_same_for_profiles_of_other_lengths():
    """A typical day has as many bars as it had patients; that is no other layout."""
    one, other = (pack(Outcome(0, {"m": 1.0}, {"day": np.zeros((n, 5))})) for n in (3, 40))
    assert one.layout == other.layout
    assert unpack(0, other).profiles["day"].shape == (40, 5)
