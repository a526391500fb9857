"""What the numbers of a replication depend on beside scenario, seed and replication: the program itself.

Two processes with the same edition give the same numbers to the last digit. The edition names the version, a
fingerprint of the code (so that a changed working copy is not taken for its release), Python and the libraries
that reckon.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from platform import python_version_tuple

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
    }


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
    return f"{whose} has {found}; install the same everywhere, because other versions may give other numbers"
