"""What an identity is: something that must hold in every log, whatever the scenario, and the rows that break it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sim.errors import ModelError
from sim.events import OF_REASONS, OF_ROLES, OF_SPACES, Header, Kind, Rows
from sim.intervals import Level, together
from sim.metrics.facts import Facts
from sim.metrics.metric import LOG, Metric

NOTHING = np.empty(0, np.int64)
ROUNDING = 1e-9
"""Two sums of minutes that differ by no more than this share of the larger one are equal."""


@dataclass(frozen=True)
class Broken:
    """What a log has against an identity."""

    amount: float
    """Offences, or the difference of two sums as a share of the larger; 0 if the identity holds."""
    places: np.ndarray
    """Places in the log of the offending rows, in any order; empty if the identity holds. Shape (n,)."""


@dataclass(frozen=True)
class Identity:
    """One line of the table of identities."""

    name: str
    unit: str
    """What is counted; ``1`` for a share."""
    definition: str
    """What breaks it, as a noun with its circumstances."""
    function: Callable[[Facts], Broken | Mapping[str, Broken]]
    """What breaks it in a log, or one answer for each ending of the name."""
    entries: str = ""
    """The endings as a reader sees them."""

    @property
    def tolerance(self) -> float:
        """Greatest number that rounding may leave."""
        return ROUNDING if self.unit == "1" else 0.0

    def found(self, facts: Facts) -> dict[str, Broken]:
        """Full name -> what breaks it."""
        found = self.function(facts)
        if isinstance(found, Broken):
            return {self.name: found}
        return {f"{self.name}.{ending}": one for ending, one in found.items()}

    @property
    def metric(self) -> Metric:
        """The identity as a number of the catalogue, which must be 0."""

        def numbers(facts: Facts) -> dict[str, float]:
            found = self.found(facts).items()
            return {name.removeprefix(self.name).removeprefix("."): one.amount for name, one in found}

        return Metric(self.name, self.unit, self.definition, LOG, numbers, self.entries)


def counted(*places: np.ndarray) -> Broken:
    """So many offences, each at a place of the log."""
    every = np.concatenate(places)
    return Broken(float(len(every)), every)


def balanced(one: float, other: float, places: Callable[[], np.ndarray]) -> Broken:
    """Two sums [min] that must be equal; *places* is asked for offending rows only if they are not."""
    share = abs(one - other) / max(abs(one), abs(other), 1.0)
    return Broken(share, NOTHING if share <= ROUNDING else places())


def first_apart(facts: Facts, one: Level, other: Level, kinds: Iterable[Kind]) -> np.ndarray:
    """Place of the row of some kinds at the first instant at which two levels differ; else of the last row."""
    times, (left, right) = together(one, other)
    apart = np.flatnonzero(left != right)
    return facts.rows_at(times[apart[:1]], kinds) if len(apart) else np.array([len(facts.all) - 1])


def check(facts: Facts, identities: Sequence[Identity], numbers: Mapping[str, float], where: str) -> None:
    """Raise ModelError if an identity is broken, with the one that is broken first and the instant at which it is.

    *numbers*: the identities as they have been measured; *where*: the run in a few words.
    """
    if facts.is_empty:
        return
    wrong = sorted(_wrong(facts, identities, numbers), key=lambda entry: entry[0])
    if wrong:
        place, name, identity, number = wrong[0]
        others = ", ".join(dict.fromkeys(other for _, other, *_ in wrong[1:] if other != name))
        raise ModelError(
            f"{where}: the log breaks the identity {name!r}, first on {facts.header.moment(facts.all.time[place])} "
            f"({told(facts.header, facts.all, place)}). Must be 0 and is {number:g}: {identity.definition} "
            + (f"Also broken: {others}. " if others else "")
            + "The fault is in the simulator, not in the scenario."
        )


def _wrong(
    facts: Facts, identities: Sequence[Identity], numbers: Mapping[str, float]
) -> Iterator[tuple[int, str, Identity, float]]:
    """First offending place, full name, identity and number of all that do not hold."""
    families = {identity.metric.family for identity in identities}
    ours = {name: value for name, value in numbers.items() if name.partition(".")[0] in families}
    for identity in identities:
        known = {name: value for name, value in ours.items() if f"{name}.".startswith(f"{identity.name}.")}
        if all(value <= identity.tolerance for value in known.values()):
            continue
        for name, one in identity.found(facts).items():
            if not one.amount <= identity.tolerance:
                yield int(one.places.min(initial=len(facts.all) - 1)), name, identity, one.amount


def told(header: Header, rows: Rows, place: int) -> str:
    """A row in words: whose it is, and what it says."""
    kind = Kind(rows.kind[place])
    patient, visit, unit = (int(column[place]) for column in (rows.patient, rows.visit, rows.unit))
    who = [f"visit {visit}"] if visit >= 0 else []
    who += [f"{'of ' if who else ''}patient {patient}"] if patient >= 0 else []
    what = header.name(kind, int(rows.what[place]))
    what += f" {unit}" if unit >= 0 and kind in (OF_SPACES | OF_ROLES) else ""
    said = f"{kind.name.lower().replace('_', ' ')}{': ' if what and kind in OF_REASONS else ' '}{what}".strip()
    return f"{' '.join(who)}, {said}" if who else said
