"""The page of a verification, for the reader's own file: HTML, and the same as Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from sim.report.figure import draw
from sim.report.pages import absent, fill, plainly, shown
from sim.report.verification import tables
from sim.report.verification.figure import FIGURES
from sim.report.verification.scope import FAULTS, NOT_COVERED, READING, SAYING
from sim.verification.battery import Battery

TITLE = "Chairtime against what is known"


def render(battery: Battery, *, provenance: Mapping[str, object], drawings: Mapping[str, str] | None = None) -> str:
    """The verification as HTML text; *provenance*: machine and versions; *drawings*: SVG texts if drawn already."""
    drawn = draw(FIGURES, battery) if drawings is None else drawings
    return fill(
        "verification.html",
        title=TITLE,
        question="Do its numbers agree with queueing theory, appointment theory, course arithmetic and other programs?",
        shows="",
        warnings=[]
        if battery.passed
        else ["Something disagrees: the numbers of this installation must not be trusted."],
        answers=tables.sentences(battery),
        reading=READING,
        not_covered=NOT_COVERED,
        faults=FAULTS,
        saying=SAYING,
        families=list(tables.families(battery)),
        head=tables.HEAD,
        figures=shown(FIGURES, battery, drawn),
        absent=absent(FIGURES, battery, drawn),
        run=list(plainly(provenance)),
    )


def markdown(battery: Battery, *, provenance: Mapping[str, object]) -> str:
    """The same as Markdown."""
    return "\n".join(_lines(battery, provenance))


def _lines(battery: Battery, provenance: Mapping[str, object]) -> Iterator[str]:
    yield f"# {TITLE}\n"
    yield "Written by `chairtime verify`; run it on your own machine, with `--full` for every case.\n"
    yield from tables.sentences(battery)
    yield "\n## How to read this\n"
    yield from (f"- {sentence}" for sentence in READING)
    yield "\n## What is not covered\n"
    yield from (f"- {sentence}" for sentence in NOT_COVERED)
    yield "\n## Would the tests notice a fault?\n"
    yield from (f"- {sentence}" for sentence in FAULTS)
    yield "\n## How to say a case of your own\n"
    yield "| what | begin with | change |\n|---|---|---|"
    yield from (_row(row) for row in SAYING)
    for family, cases in tables.families(battery):
        yield f"\n## {family}\n"
        yield from _family(cases)
    yield "\n## How it was run\n"
    yield from (f"- {name}: {value}" for name, value in plainly(provenance))


def _family(cases: Sequence[tables.Told]) -> Iterator[str]:
    """Each case once with its source, then all numbers in one table."""
    yield from (f"- `{case.name}`: {case.title} ({case.source})" for case in cases)
    yield "\n" + _row(("Case", *tables.HEAD)) + "\n|---|---|--:|--:|--:|--:|---|"
    for case in cases:
        for place, row in enumerate(case.rows):
            yield _row(("" if place else f"`{case.name}`", *row))


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
