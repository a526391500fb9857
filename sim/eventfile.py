"""Event logs as files: compressed CSV, and Parquet where pyarrow is installed.

The columns map one to one to the usual event-log formats: ``patient`` is the case or entity,
``event`` the activity, ``resource`` and ``unit`` who or what served, ``minute`` the clock.
"""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from sim.events import OF_WAITS, EventLog, Header, Kind, Phase

COLUMNS = ("minute", "event", "patient", "visit", "what", "unit", "value")


def write(log: EventLog, stem: Path) -> Path:
    """Write ``<stem>.csv.gz``, and ``<stem>.parquet`` beside it if pyarrow is there; returns the first."""
    path = stem.with_name(stem.name + ".csv.gz")
    with path.open("wb") as raw, gzip.GzipFile(fileobj=raw, mode="wb", compresslevel=3, mtime=0) as packed:
        import io

        text = io.TextIOWrapper(packed, encoding="utf-8", newline="")
        writer = csv.writer(text)
        writer.writerow(COLUMNS)
        writer.writerows(readable(log))
        text.flush()
    if find_spec("pyarrow"):
        _write_parquet(log, stem.with_name(stem.name + ".parquet"))
    return path


def readable(log: EventLog) -> Iterator[tuple[Any, ...]]:
    """Rows with names in place of codes; absent numbers are empty."""
    rows = log.all()
    columns = (rows.time, rows.kind, rows.patient, rows.visit, rows.what, rows.unit, rows.value)
    for minute, kind, patient, visit, what, unit, value in zip(*(column.tolist() for column in columns), strict=True):
        event = Kind(kind)
        yield (
            f"{minute:.6f}".rstrip("0").rstrip("."),
            event.name.lower(),
            "" if patient < 0 else patient,
            "" if visit < 0 else visit,
            log.header.name(event, what),
            _unit(log.header, event, unit),
            "" if value == -1 else f"{value:.10g}",
        )


def _unit(header: Header, event: Kind, unit: int) -> Any:
    if unit < 0:
        return ""
    if event in (Kind.BOOKED, Kind.CHECKED_IN):
        return Phase(unit).name.lower()
    return header.spaces[unit] if event in OF_WAITS else unit


def _write_parquet(log: EventLog, path: Path) -> None:
    import pyarrow
    import pyarrow.parquet

    columns = list(zip(*readable(log), strict=True)) or [()] * len(COLUMNS)
    table = pyarrow.table({name: [str(v) for v in column] for name, column in zip(COLUMNS, columns, strict=True)})
    pyarrow.parquet.write_table(table, path, compression="zstd")
