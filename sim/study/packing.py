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
    """Names of metrics, and of profiles with their number of axes, as compressed JSON; the same in all replications."""
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
        zlib.compress(json.dumps(layout, separators=(",", ":")).encode()),
        zlib.compress(np.array(list(outcome.metrics.values()), "<f8").tobytes()),
        zlib.compress(axes.tobytes() + b"".join(array.tobytes() for array in arrays.values())),
        seconds,
    )


def unpack(replication: int, packed: Packed) -> Outcome:
    """The outcome again; profiles are unpacked when they are first looked at."""
    values = np.frombuffer(zlib.decompress(packed.metrics), "<f8")
    return Outcome(replication, Metrics(packed.layout, values), Profiles(packed.layout, packed.profiles))


@lru_cache(maxsize=1024)
def _read_layout(packed: bytes) -> tuple[dict[str, int], dict[str, int]]:
    """Place of each metric, and number of axes of each profile."""
    layout = json.loads(zlib.decompress(packed))
    return {name: place for place, name in enumerate(layout["metrics"])}, layout["profiles"]


class Metrics(Mapping[str, float]):
    """Metrics of one outcome, in an eighth of the memory of a dictionary."""

    def __init__(self, layout: bytes, values: np.ndarray) -> None:
        self._layout, self._values = layout, values

    def __getitem__(self, name: str) -> float:
        return float(self._values[_read_layout(self._layout)[0][name]])

    def __iter__(self) -> Iterator[str]:
        return iter(_read_layout(self._layout)[0])

    def __len__(self) -> int:
        return len(self._values)


class Profiles(Mapping[str, np.ndarray]):
    """Profiles of one outcome: name -> array, compressed until somebody looks."""

    def __init__(self, layout: bytes, packed: bytes) -> None:
        self._layout, self._packed = layout, packed

    def __reduce__(self) -> tuple[type, tuple[bytes, bytes]]:
        return type(self), (self._layout, self._packed)

    @cached_property
    def _arrays(self) -> dict[str, np.ndarray]:
        _, axes = _read_layout(self._layout)
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
        return iter(_read_layout(self._layout)[1])

    def __len__(self) -> int:
        return len(_read_layout(self._layout)[1])
