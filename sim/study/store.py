"""Finished replications in the folder of a study.

Each process that adds some does so in a file of its own, named by chance, so that several may work in one folder;
whoever opens the folder reads the files of all. docs/study_folder.md says what the files hold.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from sim.edition import edition
from sim.errors import ResultsError
from sim.study.packing import Packed
from sim.study.records import Writer, encoded, records, sync

Key = tuple[str, int, int]
"""Identity of the scenario, seed, replication."""
LABEL = "study.json"
"""Says that a folder is a study's, and holds the seed of scenarios that have none."""
PATTERN = "finished-*.rec"


class Store:
    """What a study's folder keeps; close it, or use it in a ``with`` statement."""

    def __init__(self, folder: Path) -> None:
        """Open a folder, or make it; raises ResultsError if it cannot be, or holds something else."""
        self.folder = folder
        self._read: dict[Path, tuple[int, int]] = {}
        self._kept = 0
        self._written: set[str] = set()
        self._writer: Writer | None = None
        self.elsewhere = 0
        """Files of other editions, which are left alone."""
        self.seed = study_seed(folder)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let the file go, if any was written."""
        if self._writer is not None:
            self._writer.close()
            self._writer = None

    def __len__(self) -> int:
        """Replications of this edition that were found or kept."""
        return self._kept

    def news(self) -> Iterator[tuple[Key, Packed]]:
        """What this edition has finished, except what was already told; also what other processes added since."""
        for path in sorted(self.folder.glob(PATTERN)):
            before, told = self._read.get(path, (0, 0))
            try:
                data = path.read_bytes() if path.stat().st_size > before else b""
            except OSError as error:
                raise ResultsError(f"cannot read {path}: {error.strerror}") from error
            for key, packed, end in self._in_file(data):
                if end > told:
                    told, self._kept = end, self._kept + 1
                    yield key, packed
            self._read[path] = max(before, len(data)), told

    def _in_file(self, data: bytes) -> Iterator[tuple[Key, Packed, int]]:
        """Every replication of this edition in the content of a file, and where its record ends."""
        layouts: dict[str, bytes] = {}
        for head, body, end in records(data):
            if "key" in head:
                (name, seed, replication), cut = head["key"], head["metrics"]
                if head["layout"] in layouts:  # lost only where the disk was damaged
                    packed = Packed(layouts[head["layout"]], body[:cut], body[cut:], head["seconds"])
                    yield (name, seed, replication), packed, end
            elif "layout" in head:
                layouts[head["layout"]] = body
            elif head["edition"] != edition():
                self.elsewhere += 1
                return

    def keep(self, key: Key, packed: Packed) -> None:
        """Have a finished replication on the disk before anything else happens; raises ResultsError if it fails."""
        layout = hashlib.sha256(packed.layout).hexdigest()[:16]
        head = {"key": key, "layout": layout, "metrics": len(packed.metrics), "seconds": round(packed.seconds, 4)}
        try:
            data = b"" if self._writer else self._begin()
            if layout not in self._written:
                data += encoded({"layout": layout}, packed.layout)
            assert self._writer is not None
            self._writer.append(data + encoded(head, packed.metrics + packed.profiles))
        except OSError as error:
            raise ResultsError(
                f"cannot write to {self.folder}: {error.strerror}; the same command goes on from the {self._kept} "
                "finished replications that are kept there"
            ) from error
        self._written.add(layout)
        self._kept += 1

    def _begin(self) -> bytes:
        """A file of one's own, and the record that begins it."""
        path = self.folder / PATTERN.replace("*", secrets.token_hex(8))
        self._writer = Writer(path)
        self._read[path] = 1 << 62, 0  # what is in it is known
        return encoded({"edition": edition()}, b"")


def study_seed(folder: Path) -> int:
    """Seed of the scenarios in a study that have none of their own; makes the folder.

    Raises ResultsError if the folder holds something else or cannot be made.
    """
    try:
        return int(_label(folder)["seed"])
    except OSError as error:
        raise ResultsError(f"cannot keep a study in {folder}: {error.strerror}") from error
    except (ValueError, KeyError, TypeError):
        raise ResultsError(f"{folder / LABEL} is damaged; expected what chairtime wrote there") from None


def _label(folder: Path) -> dict[str, Any]:
    """What the label of a study's folder says; a new folder gets one."""
    names = {path.name for path in folder.iterdir() if path.name[:1] != "."} if folder.is_dir() else set[str]()
    if LABEL not in names:
        if names:
            raise ResultsError(f"{folder} holds something else than a study; name another folder with --study")
        folder.mkdir(parents=True, exist_ok=True)
        _write_once(folder / LABEL, json.dumps({"chairtime": "study", "seed": secrets.randbits(32)}) + "\n")
    found: dict[str, Any] = json.loads((folder / LABEL).read_text(encoding="utf-8"))
    return found


def _write_once(path: Path, text: str) -> None:
    """Write a whole file, unless another process was quicker: then its file stays."""
    draft = path.with_name(f".{path.name}-{secrets.token_hex(8)}")
    try:
        with draft.open("x", encoding="utf-8") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        except OSError:  # a file system without hard links
            if not path.exists():
                draft.replace(path)
        sync(path.parent)
    finally:
        draft.unlink(missing_ok=True)
