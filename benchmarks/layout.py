"""Tables for the pages of the benchmarks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Lay out a Markdown table whose columns also line up as plain text."""
    lines = [header, *rows]
    widths = [max(len(line[column]) for line in lines) for column in range(len(header))]
    first, *rest = ([cell.rjust(width) for cell, width in zip(line, widths, strict=True)] for line in lines)
    rule = ["-" * (width - 1) + ":" for width in widths]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (first, rule, *rest)) + "\n"
