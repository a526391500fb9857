"""The text of a scenario file, or plain words about why it cannot be read."""

from __future__ import annotations

import codecs
import os
import re
import stat
import sys
from pathlib import Path

from sim.errors import Problem, ScenarioError
from sim.scenario.problems import did_you_mean, visible

LARGEST = 1_000_000
"""Scenario files above this size are refused [bytes]."""
STANDARD_INPUT = "-"
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_CONTROL = re.compile("[^\t\n\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def read_text(path: str) -> str:
    """Text of the file with line feeds as line ends; ``-`` reads standard input.

    Accepts UTF-8 and, by their byte order mark, UTF-16 files. Raises ScenarioError.
    """
    data = _standard_input() if path == STANDARD_INPUT else _file(path)
    if len(data) > LARGEST:
        raise refusal(path, f"too large: scenario files above {LARGEST // 1_000_000} MB are refused")
    text = re.sub("\r\n?", "\n", _decode(data, path).removeprefix("\ufeff"))
    _refuse_control_characters(text, path)
    return text


def real(path: str | Path) -> Path:
    """Where a path leads, links followed as far as they can be; a link to itself raises nothing."""
    return Path(os.path.realpath(path))


def refusal(path: str, what: str, line: int | None = None, column: int | None = None) -> ScenarioError:
    """The error that refuses a whole file."""
    return ScenarioError([Problem(what, file=visible(path), line=line, column=column)])


def _standard_input() -> bytes:
    stream = getattr(sys.stdin, "buffer", None)
    return stream.read(LARGEST + 1) if stream else b""


def _file(path: str) -> bytes:
    try:
        mode = os.stat(path).st_mode  # noqa: PTH116 - Path() would change what the user typed
        _refuse_unless_regular(path, mode)
        with Path(path).open("rb") as stream:
            return stream.read(LARGEST + 1)
    except FileNotFoundError:
        raise refusal(path, f"no such file{_near_files(path)}") from None
    except PermissionError:
        raise refusal(path, "no permission to read this file") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "not a possible file name"
        raise refusal(path, f"cannot be read: {reason}") from None


def _refuse_unless_regular(path: str, mode: int) -> None:
    # Opening a named pipe or /dev/zero would wait, or read, for ever.
    if stat.S_ISDIR(mode):
        raise refusal(path, "is a folder; expected a scenario file")
    if not stat.S_ISREG(mode):
        raise refusal(path, "is not an ordinary file; use - to read standard input")


def _near_files(path: str) -> str:
    folder = Path(path).parent
    try:
        names = [entry.name for entry in folder.iterdir() if entry.is_file()]
    except OSError:
        return f": there is no folder '{visible(str(folder))}'" if not folder.exists() else ""
    return did_you_mean(Path(path).name, names)


def _decode(data: bytes, path: str) -> str:
    encoding = "utf-16" if data.startswith(_UTF16) else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        before = data[: error.start]
        found = f"byte 0x{data[error.start]:02x}"
        raise refusal(
            path,
            f"is not UTF-8 text ({found}); got perhaps a Windows code page; expected a file saved as UTF-8",
            before.count(b"\n") + 1,
            error.start - before.rfind(b"\n") if encoding != "utf-16" else None,
        ) from None


def _refuse_control_characters(text: str, path: str) -> None:
    match = _CONTROL.search(text)
    if not match:
        return
    before = text[: match.start()]
    what = f"contains the invisible control character {visible(match[0])}; expected text only"
    raise refusal(path, what, before.count("\n") + 1, match.start() - before.rfind("\n"))
