"""The page of a verification, for the reader's own file: HTML, and the same as Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sim.report.figure import draw
from sim.report.pages import absent, fill, plainly, shown
from sim.report.verification import tables
from sim.report.verification.figure import FIGURES
from sim.verification.battery import Battery

TITLE = "Chairtime against what is known"
READING = (
    "Each case is an ordinary scenario file, run by the ordinary program: text, checks, model, event log, metrics. "
    "Its exact value comes from a formula, a Markov chain or a count that shares no code with the model.",
    "z is the distance from the exact value in standard errors, turned into a normal score: beyond ±4 by chance six times in "
    "100,000. Where there is no chance in a scenario the numbers must be equal.",
    "All scores together must lie as chance scatters them. Too far out means an error; too near means that the intervals are "
    "too wide, or that somebody has tuned the answers. Both fail.",
    "What says “recursion” or “published” is not exact: its own standard error is part of the score.",
)
"""How to read the tables."""


def render(
    battery: Battery, *, provenance: Mapping[str, object], drawings: Mapping[str, str] | None = None
) -> str:
    """The verification as HTML text; *provenance*: machine and versions; *drawings*: SVG texts if drawn already."""
    drawn = draw(FIGURES, battery) if drawings is None else drawings
    return fill(
        "verification.html",
        title=TITLE,
        question="Do its numbers agree with queueing theory, appointment theory, course arithmetic and other programs?",
        shows="",
        warnings=[] if battery.passed else ["Something disagrees: the numbers of this installation must not be trusted."],
        answers=tables.sentences(battery),
        reading=READING,
        families=list(tables.families(battery)),
        head=tables.HEAD,
        figures=shown(FIGURES, battery, drawn),
        absent=absent(FIGURES, battery, drawn),
        run=list(plainly(provenance)),
    )


def markdown(battery: Battery, *, provenance: Mapping[str, object], beyond: str = "") -> str:
    """The same as Markdown; *beyond*: what is not covered, in Markdown."""
    return "\n".join(_lines(battery, provenance, beyond))


def _lines(battery: Battery, provenance: Mapping[str, object], beyond: str) -> Iterator[str]:
    yield f"# {TITLE}\n"
    yield "\n".join(f"{sentence}" for sentence in tables.sentences(battery))
    yield "\n## How to read this\n"
    yield from (f"- {sentence}" for sentence in READING)
    if beyond:
        yield f"\n{beyond.strip()}"
    for family, cases in tables.families(battery):
        yield f"\n## {family}"
        for case in cases:
            yield f"\n**{case.title}.** Source: {case.source}.\n\n`{case.command}`\n"
            yield _row(tables.HEAD)
            yield "|---|--:|--:|--:|--:|---|"
            yield from (_row(row) for row in case.rows)
    yield "\n## How it was run\n"
    yield from (f"- {name}: {value}" for name, value in plainly(provenance))


def _row(cells: tuple[str, ...]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
