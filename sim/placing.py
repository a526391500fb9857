"""Finished results take the place of older ones, whatever interrupts it.

Two renames: the old folder goes aside, the new one takes its name. What is aside has the name of the new folder with an
ending, so that whoever finds both knows that the new one is whole and what was left to do.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

_ASIDE = ".old"
_LIKE_DRAFTS = re.compile(r"[a-z0-9_]{8}")
"""What ``tempfile`` puts behind a prefix."""


def prefix(target: Path) -> str:
    """How the hidden name of a folder begins that is to become *target*; ``tempfile.mkdtemp`` makes up the rest."""
    return f".{target.name}-"


def replace(work: Path, target: Path) -> None:
    """Put the finished folder *work* in the place of the folder *target*; after an OSError all is as it was.

    A process that is killed on the way leaves what ``finish_replacing`` can finish.
    """
    aside = work.with_name(work.name + _ASIDE)
    target.replace(aside)
    try:
        with suppress(FileNotFoundError):  # whoever came by and found it unfinished was quicker
            work.replace(target)
    except OSError:
        if not target.exists():
            aside.replace(target)
        raise
    finally:
        if target.exists():
            shutil.rmtree(aside, ignore_errors=True)


def finish_replacing(target: Path) -> bool:
    """Do what is left of a replacement that was cut off; True if results came into their place only now."""
    target, found = Path(os.path.realpath(target)), False
    with suppress(OSError):  # whoever writes there next will be told why that cannot be
        for aside in list(_asides(target)):
            work = aside.with_name(aside.name.removesuffix(_ASIDE))
            if not target.exists() and work.is_dir():
                work.replace(target)
                found = True
            if target.exists():
                shutil.rmtree(aside, ignore_errors=True)
    return found


def _asides(target: Path) -> Iterator[Path]:
    begin = prefix(target)
    for path in target.parent.iterdir():
        name = path.name.removesuffix(_ASIDE)
        is_ours = name != path.name and name.startswith(begin) and _LIKE_DRAFTS.fullmatch(name[len(begin) :])
        if is_ours and path.is_dir():
            yield path
