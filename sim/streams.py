"""Random numbers addressed by (seed, replication, purpose, patient, occasion).

What an address gives depends on nothing else: not on the order of questions, not on how many
other patients there are, not on a policy. Numbers are made in blocks and kept for a while;
a block that was dropped comes back the same.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Callable, Sequence
from typing import Any, Protocol
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

EDGE = 2.0**-53
"""Smallest uniform; the largest is 1 - EDGE, so that every inversion is finite."""
KEPT = 256
"""Blocks kept for each use of a purpose before the oldest is dropped (about 2 MB at most for each purpose in it)."""

FIRST = 2**9
"""Patients in a block of occasion 0, which nearly every patient has."""
TO_BLOCK = 3
PATIENTS, OCCASIONS = 2**7, 2**TO_BLOCK
"""Patients and occasions in a block of the later occasions, which fewer patients reach."""

MOST_AT_ONCE = 500.0
"""Largest mean of a Poisson number that is inverted in one piece."""


class Invertible(Protocol):
    """Anything that turns uniforms in (0, 1) into as many values."""

    def values(self, u: NDArray[np.float64]) -> NDArray[Any]:
        """Values at the uniforms *u*, same shape."""


class Address:
    """A patient's number, and where in the blocks the values of that patient stand: worked out once."""

    __slots__ = ("first", "later", "number", "place", "row")

    def __init__(self, number: int) -> None:
        self.number = number
        self.first, self.place = divmod(number, FIRST)
        """The block of occasion 0, and the place in it."""
        self.later, row = divmod(number, PATIENTS)
        """The block of the later occasions."""
        self.row = row * OCCASIONS
        """Where the patient's occasions begin in it."""


class Draw(Protocol):
    """One purpose: the number that belongs to a patient and an occasion."""

    def __call__(self, patient: Address | int, occasion: int = 0) -> float:
        """Return the value at this address; both numbers start at 0. Who asks often keeps the patient's Address."""


class Draws(Protocol):
    """Several purposes at once: their numbers for a patient and an occasion."""

    def __call__(self, patient: Address, occasion: int) -> Sequence[float]:
        """Return the values at this address, in the order of the purposes."""


Block = Callable[..., NDArray[np.float64]]
"""Makes a block of so many values, or rows of values, from a key."""


class Inverting:
    """A generator whose values grow with the uniforms behind them, so that 1 - u can take the place of u."""

    def __init__(self, uniforms: np.random.Generator, mirror: bool) -> None:
        self._uniforms, self._mirror = uniforms, mirror

    def random(self, size: int) -> NDArray[np.float64]:
        """So many uniforms in (0, 1)."""
        u = np.maximum(self._uniforms.random(size), EDGE)
        return 1 - u if self._mirror else u

    def standard_exponential(self, size: int) -> NDArray[np.float64]:
        """So many exponential values of mean 1."""
        return np.asarray(-np.log1p(-self.random(size)))

    def poisson(self, lam: float) -> int:
        """A Poisson number of mean *lam*; a large one in parts, whose probabilities do not vanish."""
        parts = max(1, math.ceil(lam / MOST_AT_ONCE))
        return sum(_poisson(float(u), lam / parts) for u in self.random(parts))


class Streams:
    """Random numbers of one replication.

    *seed* and *replication* are whole numbers from 0. Equal arguments give equal numbers on
    every machine. Source of the independence between addresses: NumPy's ``SeedSequence``.
    *antithetic*: replications 2k and 2k + 1 are a pair that share the uniforms u of one address and
    1 - u of the other, so that where one has much of something, the other has little.
    Source: Hammersley, Morton (1956), Proc. Cambridge Phil. Soc. 52: 449-475.
    """

    def __init__(self, seed: int, replication: int, antithetic: bool = False) -> None:
        if seed < 0 or not 0 <= replication < 2**32:
            raise ValueError(f"seed {seed} and replication {replication} must be whole numbers from 0")
        self._seed, self._replication = seed, replication // 2 if antithetic else replication
        self._antithetic, self._mirror = antithetic, antithetic and replication % 2 == 1
        self._purposes: dict[int, str] = {}

    def generator(self, purpose: str, *key: int) -> np.random.Generator | Inverting:
        """Return a fresh generator for arrays, such as the arrivals of one source.

        A generator and a draw of the same purpose share no numbers.
        """
        plain = self._generator(self._code(purpose), 0, *key)
        return Inverting(plain, self._mirror) if self._antithetic else plain

    def draw(self, purpose: str, distribution: Invertible | None = None, mirror: bool = False) -> Draw:
        """Return the draw of *purpose*: values of *distribution*, or uniforms in (0, 1) without one.

        The uniform at an address is the same whatever the distribution. *mirror* takes 1 - u in
        its place, for antithetic pairs. Use ``int(value)`` for distributions of whole numbers.
        """
        return _reader(self._block(purpose, distribution, mirror))

    def draws(self, *purposes: tuple[str, Invertible | None] | float) -> Draws:
        """Return the draws of several purposes, each with its distribution or None, to be asked at once.

        A number among them stands for itself, and costs nothing.
        """
        blocks = [_same(purpose) if isinstance(purpose, float) else self._block(*purpose) for purpose in purposes]
        return _reader_of_rows(lambda size, *key: np.stack([block(size, *key) for block in blocks], 1), len(blocks))

    def _block(self, purpose: str, distribution: Invertible | None, mirror: bool = False) -> Block:
        code = self._code(purpose)
        mirror = mirror != self._mirror

        def block(size: int, *key: int) -> NDArray[np.float64]:
            u = np.maximum(self._generator(code, *key).random(size), EDGE)
            u = 1 - u if mirror else u
            return np.asarray(u if distribution is None else distribution.values(u), np.float64)

        return block

    def _code(self, purpose: str) -> int:
        code = crc32(purpose.encode())
        if self._purposes.setdefault(code, purpose) != purpose:
            raise ValueError(f"purposes {purpose!r} and {self._purposes[code]!r} share a code; rename one")
        return code

    def _generator(self, code: int, *key: int) -> np.random.Generator:
        """Generator at a spawn key; each number takes two words, so that no two keys look alike."""
        if min(key) < 0:
            raise ValueError(f"patient, occasion and key must not be negative (block {key})")
        words = [word for number in key for word in (number % 2**32, number // 2**32)]
        spawn_key = (self._replication, code, *words)
        return np.random.Generator(np.random.PCG64(np.random.SeedSequence(self._seed, spawn_key=spawn_key)))


def _poisson(u: float, lam: float) -> int:
    """Smallest number whose cumulative Poisson probability reaches *u*."""
    number, chance = 0, math.exp(-lam)
    while u > chance > 0:
        u -= chance
        number += 1
        chance *= lam / number
    return number


def _same(value: float) -> Block:
    return lambda size, *key: np.full(size, value)


class _Shelf:
    """The blocks of a use of a purpose, made when first needed."""

    def __init__(self, block: Block) -> None:
        self._block = block
        self.first: dict[int, array[float]] = {}
        self.later: dict[tuple[int, int], array[float]] = {}

    def fetch(self, patient: Address, occasion: int) -> None:
        """Make the block of an address."""
        if occasion:
            key = patient.later, occasion >> TO_BLOCK
            _keep(self.later, key, self._block(PATIENTS * OCCASIONS, 2, *key))
        else:
            _keep(self.first, patient.first, self._block(FIRST, 1, patient.first))


def _keep(blocks: dict[Any, array[float]], key: Any, values: NDArray[np.float64]) -> None:
    """Keep *values*, in place of the oldest block if there is no more room."""
    if len(blocks) >= KEPT:
        del blocks[next(iter(blocks))]
    blocks[key] = array("d", values.tobytes())  # a quarter of the memory of a list


def _reader(block: Block) -> Draw:
    """Return the draw that reads from ``block(size, *key)``."""
    shelf = _Shelf(block)
    first, later, to_block, in_block = shelf.first, shelf.later, TO_BLOCK, OCCASIONS - 1

    def draw(patient: Any, occasion: int = 0) -> Any:
        try:
            if occasion:
                return later[patient.later, occasion >> to_block][patient.row + (occasion & in_block)]
            return first[patient.first][patient.place]
        except KeyError:
            shelf.fetch(patient, occasion)
        except AttributeError:
            patient = Address(patient)
        return draw(patient, occasion)

    return draw


def _reader_of_rows(block: Block, width: int) -> Draws:
    """The same, of rows of so many values."""
    shelf = _Shelf(block)
    first, later, to_block, in_block = shelf.first, shelf.later, TO_BLOCK, OCCASIONS - 1

    def draw(patient: Address, occasion: int) -> Sequence[float]:
        try:
            if occasion:
                place = (patient.row + (occasion & in_block)) * width
                return later[patient.later, occasion >> to_block][place : place + width]
            place = patient.place * width
            return first[patient.first][place : place + width]
        except KeyError:
            shelf.fetch(patient, occasion)
        return draw(patient, occasion)

    return draw
