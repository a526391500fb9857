"""Writes ``docs/bad_input.md`` from the table of rows: ``python tests/hostile/page.py > docs/bad_input.md``."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from rows import SECTIONS, Row

HEAD = """\
# What is answered to wrong input

Written by `python tests/hostile/page.py > docs/bad_input.md`; every row is tried by a test.

A mistake in a scenario is told as one line on stderr: file, line, column, place in the scenario, what was found, what
was expected, and the likely slip. Every field of every file that cannot be read is told at once, twenty mistakes in full.
Names that must exist and rules across fields are checked once every field of a file can be read; a last line says so
where they still wait. The exit code is 2, and nothing is written. `validate` and `run` say the same. Nothing is
corrected in silence: what is allowed but probably not meant is a warning, and `--strict` makes mistakes of warnings.

| exit code | meaning |
|---|---|
| 0 | done |
| 1 | failed while running or writing |
| 2 | wrong use, or a wrong scenario |
| 130, 143, 129 | interrupted; ended by SIGTERM; its terminal was closed |
"""
FOOT = """
## Limits

Scenario files have at most 1 MB, 100 000 values (aliases written out), 30 levels and 20 files that extend one another.
No span of time is longer than 20 000 weeks. One replication has at most 5 million people, a role at most 200 members, a
step at most 1000 repeats on average, and checks come at most once a minute. A run that makes no progress, because
something repeats without taking time, is given up with a message.

## Circumstances

| what happens | what follows |
|---|---|
| Ctrl-C, twice; SIGTERM; the terminal is closed | the run ends within seconds, with its workers; nothing half-written is left, and no traceback |
| killed outright (`kill -9`) | the workers end by themselves; at most a hidden folder `.name-...` beside the target is left, and the next run is not disturbed |
| killed while `--overwrite` replaces results | between two renames nothing stands under the name; the next run into that folder puts the new results, which are whole, in place and says so |
| a worker process dies | its replications are run again, with the same numbers; after three deaths the run ends with exit code 1 |
| the disk is full, or the folder cannot be written | exit code 1 and one line; what was there before is as it was |
| two runs into one folder | the first to finish keeps it; the other ends with exit code 1 |
| stdout or stderr closed, or nobody reads them | the results are written all the same |
| no HOME, LANG=C, another time zone or hash seed | the same numbers to the last byte |
| names or values on the command line that are not UTF-8 | exit code 2 and one line, before anything is read |
| a policy of your own raises something, whatever it is | exit code 1 and one line with the question, the date and the line of your code; a signal meanwhile keeps its own exit code |
| results through a symbolic link | are written where it leads |
| not enough memory | exit code 1 and one line, at once where the limit is below 350 MB; 512 MB are enough for a year of the example clinics with one worker |
"""


def cell(text: str) -> str:
    """Text that stays in its cell of the table."""
    return text.replace("|", "\\|").replace("\n", " ").replace("<", "&lt;")


def shown(row: Row) -> str:
    """The input as it is written; what cannot be shown is described."""
    if row.shown is not None:
        return cell(row.shown)
    lines = [line.strip() for line in str(row.new).splitlines() if line.strip()]
    kept = {line.strip() for line in row.old.splitlines()}
    text = "; ".join(line for line in lines if line not in kept) or "nothing"
    if text.count("}") > text.count("{"):
        text = text.removesuffix("}")  # of the line that the row begins in
    return f"`{text.replace('|', chr(92) + '|')}`"


def said(row: Row) -> str:
    """The answer, with the reason where another could be expected."""
    words = f": {cell(row.says)}" if row.says else ""
    return f"{row.answer}{words}{f' ({row.why})' if row.why else ''}"


def lines() -> Iterator[str]:
    """The page."""
    yield HEAD
    for title, rows in SECTIONS.items():
        yield f"## {title}\n\n| mistake | written, for instance | answer |\n|---|---|---|"
        yield "\n".join(f"| {row.mistake} | {shown(row)} | {said(row)} |" for row in rows) + "\n"
    yield FOOT.strip()


def page() -> str:
    """All of it, with a line feed at the end."""
    return "\n".join(lines()) + "\n"


if __name__ == "__main__":
    sys.stdout.write(page())
