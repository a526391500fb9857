"""One outcome as bytes: small enough to keep by the hundred thousand, exact to the last digit."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator, Mapping
from functools import cached_property, lru_cache
from typing import NamedTuple

import numpy as np

from sim.experiment import Outcome


class Packed(NamedTuple):
    """What one replication leaves behind, as bytes."""

    layout: bytes
    """Names of metrics and of profiles with their number of axes, as JSON; the same in all replications."""
    metrics: bytes
    """Their values, 64-bit floats, compressed."""
    profiles: bytes
    """The lengths of all axes, 64-bit integers, then the values of all profiles, 64-bit floats; compressed."""
    seconds: float
    """How long it took."""


def pack(outcome: Outcome, seconds: float = 0.0) -> Packed:
    """The outcome without its number."""
    arrays = {name: np.asarray(array, "<f8") for name, array in outcome.profiles.items()}
    layout = {"metrics": list(outcome.metrics), "profiles": {name: array.ndim for name, array in arrays.items()}}
    axes = np.array([length for array in arrays.values() for length in array.shape], "<i8")
    return Packed(
        json.dumps(layout, separators=(",", ":")).encode(),
        zlib.compress(np.array(list(outcome.metrics.values()), "<f8").tobytes()),
        zlib.compress(axes.tobytes() + b"".join(array.tobytes() for array in arrays.values())),
        seconds,
    )


def unpack(replication: int, packed: Packed) -> Outcome:
    """The outcome again; profiles are unpacked when they are first looked at."""
    names, _ = _layout(packed.layout)
    values = np.frombuffer(zlib.decompress(packed.metrics), "<f8").tolist()
    return Outcome(replication, dict(zip(names, values, strict=True)), Profiles(packed.layout, packed.profiles))


@lru_cache(maxsize=1024)
def _layout(text: bytes) -> tuple[list[str], dict[str, int]]:
    layout = json.loads(text)
    return layout["metrics"], layout["profiles"]


class Profiles(Mapping[str, np.ndarray]):
    """Profiles of one outcome: name -> array, compressed until somebody looks."""

    def __init__(self, layout: bytes, packed: bytes) -> None:
        self._text, self._packed = layout, packed

    def __reduce__(self) -> tuple[type, tuple[bytes, bytes]]:
        return type(self), (self._text, self._packed)

    @cached_property
    def _arrays(self) -> dict[str, np.ndarray]:
        _, axes = _layout(self._text)
        data = zlib.decompress(self._packed)
        lengths = np.frombuffer(data, "<i8", sum(axes.values())).tolist()
        values = np.frombuffer(data, "<f8", offset=8 * len(lengths))
        found = {}
        for name, count in axes.items():
            shape, lengths = lengths[:count], lengths[count:]
            size = int(np.prod(shape))
            found[name], values = values[:size].reshape(shape), values[size:]
        return found

    def __getitem__(self, name: str) -> np.ndarray:
        return self._arrays[name]

    def __iter__(self) -> Iterator[str]:
        return iter(_layout(self._text)[1])

    def __len__(self) -> int:
        return len(_layout(self._text)[1])
