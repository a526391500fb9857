"""Records in a file that only ever grows: what is torn or damaged is passed over, what is whole is found.

A record is ``MARK``, the length of its body and the body's CRC-32 (both unsigned, 32 bits, little-endian), then the
body: the length of its head in the same form, the head as JSON, and any bytes.
"""

from __future__ import annotations

import json
import os
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

MARK = b"\xf0CT1"
"""Begins each record; its first byte does not occur in ASCII."""
_FRAME = struct.Struct("<4sII")
_LENGTH = struct.Struct("<I")


class Record(NamedTuple):
    """What stands in a record, and where the next begins."""

    head: dict[str, Any]
    data: bytes
    end: int


def encoded(head: dict[str, Any], data: bytes) -> bytes:
    """One record as bytes."""
    text = json.dumps(head, separators=(",", ":")).encode()
    body = _LENGTH.pack(len(text)) + text + data
    return _FRAME.pack(MARK, len(body), zlib.crc32(body)) + body


def records(data: bytes) -> Iterator[Record]:
    """Every whole record, in order; what lies between is passed over."""
    place = data.find(MARK)
    while place >= 0:
        found = _at(data, place)
        if found:
            yield found
        place = data.find(MARK, found.end if found else place + 1)


def _at(data: bytes, place: int) -> Record | None:
    """The record that begins at a place; None if it is torn or damaged."""
    start = place + _FRAME.size
    if start > len(data):
        return None
    _, length, checksum = _FRAME.unpack_from(data, place)
    end = start + length
    if end > len(data) or length < _LENGTH.size or zlib.crc32(memoryview(data)[start:end]) != checksum:
        return None
    (size,) = _LENGTH.unpack_from(data, start)
    text = start + _LENGTH.size
    return Record(json.loads(data[text : text + size]), data[text + size : end], end)


class Writer:
    """A new file of records, this process's own, so that nobody else writes to it."""

    def __init__(self, path: Path) -> None:
        """Raises OSError if the file exists or cannot be made."""
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o644)
        self._size = 0
        sync(path.parent)

    def append(self, data: bytes) -> None:
        """Write records so that they survive whatever happens next; raises OSError with the file as it was."""
        try:
            rest = memoryview(data)
            while rest:
                rest = rest[os.write(self._file, rest) :]
            os.fsync(self._file)
        except OSError:
            self._take_back()
            raise
        self._size += len(data)

    def _take_back(self) -> None:
        """Cut off what was half-written; if even that fails, readers pass over it."""
        try:
            os.ftruncate(self._file, self._size)
            os.lseek(self._file, self._size, os.SEEK_SET)
        except OSError:
            pass

    def close(self) -> None:
        """Let the file go."""
        os.close(self._file)


def sync(folder: Path) -> None:
    """Make the names in a folder survive a power cut, where the system can."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    file = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(file)
    finally:
        os.close(file)
