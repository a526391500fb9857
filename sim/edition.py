"""What the numbers of a replication depend on beside scenario, seed and replication: the program itself.

Two processes with the same edition give the same numbers to the last digit. The edition names the version, a
fingerprint of the code (so that a changed working copy is not taken for its release), Python, the libraries that
reckon, and a fingerprint of how this machine reckons: NumPy's exponential of the same number differs in the last digit
between processors with and without AVX-512.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from math import exp, lgamma, log
from pathlib import Path
from platform import python_version_tuple

import numpy as np

LIBRARIES = ("numpy", "scipy", "simpy")
"""Libraries that a number goes through."""
SHOWING = (
    "__main__.py",
    "cli",
    "comparison.py",
    "edition.py",
    "places",
    "report",
    "results.py",
    "sampling.py",
    "study",
)
"""Parts of ``sim`` that move, keep, compare or show numbers, and do not make them; all other parts count."""


@cache
def edition() -> dict[str, str]:
    """What makes the numbers -> its version, in the order in which it is told."""
    python = ".".join(python_version_tuple()[:2])
    return {
        "chairtime": _version("chairtime"),
        "code": fingerprint(Path(__file__).parent),
        "Python": python,
        **{name: _version(name) for name in LIBRARIES},
        "arithmetic": arithmetic(),
    }


def arithmetic() -> str:
    """Eight hexadecimal digits that change with the last digit of any function that random times go through."""
    from scipy import special

    part = (np.arange(2000) + 0.5) / 2000
    found = [np.exp(8 * part - 4), np.log(part), np.log1p(part), np.expm1(part), np.sqrt(part)]
    found += [special.ndtri(part), special.log_ndtr(part), special.gammaincinv(2.5, part)]
    found += [special.betaincinv(2.0, 3.0, part), special.stdtrit(9.0, part)]
    found += [np.array([function(value) for value in part.tolist()]) for function in (exp, log, lgamma)]
    return hashlib.sha256(b"".join(values.tobytes() for values in found)).hexdigest()[:8]


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"


def fingerprint(folder: Path) -> str:
    """Twelve hexadecimal digits that change with any line of the code that makes numbers."""
    found = hashlib.sha256()
    for path in sorted(folder.rglob("*.py")):
        name = path.relative_to(folder)
        if name.parts[0] not in SHOWING:
            found.update(name.as_posix().encode() + b"\0" + path.read_bytes().replace(b"\r\n", b"\n") + b"\0")
    return found.hexdigest()[:12]


def other_edition(whose: str, there: Mapping[str, str], here: Mapping[str, str] | None = None) -> str:
    """What differs between somebody's edition and that of whoever asks, in a sentence."""
    here = edition() if here is None else here
    differing = [name for name in here if here[name] != there.get(name)]
    found = ", ".join(f"{name} {there.get(name, 'missing')} (here {here[name]})" for name in differing)
    return f"{whose} has {found}; other versions and processors may give other last digits, so use the same everywhere"
