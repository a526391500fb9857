"""A log that can be doctored: rows found by what they say, changed, added or taken out."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from sim.events import COLUMNS, EventLog, Kind


class OnTheTable:
    """The rows of a log on the table; every operation keeps them in order."""

    def __init__(self, log: EventLog) -> None:
        self.header = log.header
        rows = log.all()
        self.rows = [list(row) for row in zip(*(getattr(rows, name).tolist() for name in COLUMNS), strict=True)]

    def find(self, kind: Kind, what: str | None = None, after: int = -1, **wanted: float) -> int:
        """Place of the first row after another that is of a kind, has a name and some numbers."""
        for place in range(after + 1, len(self.rows)):
            row = dict(zip(COLUMNS, self.rows[place], strict=True))
            named = what is None or self.header.name(kind, int(row["what"])) == what
            if row["kind"] == kind and named and all(row[name] == value for name, value in wanted.items()):
                return place
        raise LookupError(f"no {kind.name} {what} {wanted}")

    def get(self, place: int, name: str) -> float:
        """One number of a row."""
        return self.rows[place][COLUMNS.index(name)]

    def set(self, place: int, **numbers: float) -> None:
        """Change numbers of a row."""
        for name, value in numbers.items():
            self.rows[place][COLUMNS.index(name)] = value

    def drop(self, place: int) -> None:
        """Take a row out."""
        del self.rows[place]

    def add(self, place: int, kind: Kind, **numbers: float) -> None:
        """Put a row after the one at a place; what is not said it has of that one, but for the codes."""
        like = dict(zip(COLUMNS, self.rows[place], strict=True))
        row = like | {"kind": kind, "what": -1, "unit": -1, "value": -1} | numbers
        self.rows.insert(place + 1, [row[name] for name in COLUMNS])

    def sort(self) -> None:
        """Put the rows in order of time, equal ones as they stand."""
        self.rows.sort(key=lambda row: row[0])

    def at(self, time: float) -> int:
        """Place of the last row before an instant."""
        return max(place for place, row in enumerate(self.rows) if row[0] < time)

    def code(self, kind: Kind, name: str) -> int:
        """Code of a name in rows of a kind."""
        return next(code for code in range(99) if self.header.name(kind, code) == name)

    def log(self, **header: object) -> EventLog:
        """The log as it is now."""
        table = np.array(self.rows, np.float64)
        empty = EventLog(replace(self.header, **header))
        empty.note(tuple(table.ravel().tolist()))
        return empty
