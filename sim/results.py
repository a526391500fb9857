"""A study's folder: written under a temporary name, then renamed, so that it is whole or not there."""

from __future__ import annotations

import csv
import json
import math
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from platform import platform, python_version
from typing import Any

from sim import placing
from sim.comparison import HEAD, Comparison, rows
from sim.errors import ResultsError
from sim.experiment import Experiment
from sim.stats import Summary, bonferroni

Units = Callable[[str], str]
"""Unit of a metric by its dotted name."""
Sheets = dict[str, tuple[Sequence[str], Sequence[Sequence[Any]]]]
"""Name -> head and rows."""

_LONGEST_NAME = 160
"""A name that others are made of, with 255 at most in all [bytes]."""
_RESERVED = {"con", "prn", "aux", "nul", *(f"com{n}" for n in range(10)), *(f"lpt{n}" for n in range(10))}


def folder_name(scenario: str) -> str:
    """A file name for a scenario's name: letters, digits, dots and dashes, never a path."""
    name = re.sub(r"[^\w.-]+", "-", scenario, flags=re.UNICODE).strip("-._").lower()[:80]
    name = name.encode("utf-8", "ignore")[:_LONGEST_NAME].decode("utf-8", "ignore").rstrip("-._")
    return "scenario" if not name or name.partition(".")[0] in _RESERVED else name


@contextmanager
def study_folder(target: Path, overwrite: bool) -> Iterator[Path]:
    """A folder to write in, that becomes *target* when everything in it is written.

    Raises ResultsError if *target* is a file, or not empty and not to be overwritten, or
    cannot be written. On any failure nothing is left behind and *target* is as it was.
    """
    target = Path(os.path.realpath(target))  # a link to itself raises nothing here, and an OSError below
    check_target(target, overwrite)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        work = Path(tempfile.mkdtemp(prefix=placing.prefix(target), dir=target.parent))
    except OSError as error:
        raise ResultsError(f"cannot write in {target.parent}: {error.strerror}") from error
    try:
        yield work
        _sync(work)
        _put_in_place(work, target, overwrite)
    except OSError as error:
        raise ResultsError(f"cannot write {target}: {error.strerror or error}") from error
    finally:
        placing.finish_replacing(target)  # an interrupt may have come in the middle
        shutil.rmtree(work, ignore_errors=True)


def check_target(target: Path, overwrite: bool) -> None:
    """Raise ResultsError if results may not be written to *target*."""
    if target.exists() and not target.is_dir():
        raise ResultsError(f"{target} is a file; results need a folder")
    if _is_here(target):
        raise ResultsError(f"{target} is the folder you are in; name one below it with --out")
    if not target.is_dir() or not any(target.iterdir()):
        return
    if not overwrite:
        raise ResultsError(f"{target} is not empty; use --overwrite to replace it, or --out for another folder")
    if not (target / "run.json").is_file():
        raise ResultsError(f"{target} holds something else than results; it is not overwritten")


def _is_here(target: Path) -> bool:
    """Whether a path is the folder that the command was called in; that folder may be gone."""
    try:
        return Path(os.path.realpath(target)) == Path.cwd()
    except FileNotFoundError:
        return False


def _sync(folder: Path) -> None:
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("rb") as stream:
                os.fsync(stream.fileno())


def _put_in_place(work: Path, target: Path, overwrite: bool) -> None:
    """Rename the finished work; without *overwrite* that fails if somebody else has put results there meanwhile."""
    work.chmod(0o755)
    if target.exists() and overwrite:
        placing.replace(work, target)
    else:
        work.replace(target)


# tables


def summaries(experiment: Experiment) -> dict[str, Summary]:
    """Every metric over the replications."""
    return {name: experiment.stat(name) for name in experiment.names}


def summary_json(experiment: Experiment, unit: Units) -> dict[str, dict[str, Any]]:
    """The stable, machine-readable summary: metric -> unit, mean, half_width, p5, p50, p95, n; absent is null."""
    return {
        name: {
            "unit": unit(name),
            "mean": _number(s.mean),
            "half_width": _number(s.half_width),
            "p5": _number(s.p5),
            "p50": _number(s.p50),
            "p95": _number(s.p95),
            "n": s.n,
        }
        for name, s in summaries(experiment).items()
    }


def _number(value: float) -> float | None:
    return None if math.isnan(value) or math.isinf(value) else value


def write_tables(
    experiment: Experiment, folder: Path, unit: Units, gains: Mapping[str, tuple[float, float]] | None = None
) -> None:
    """summary.json, summary.csv, replications.csv, results.xlsx, and variance.csv where there are *gains*.

    Those are the factors by which antithetic pairs and control variates cut the variance of each metric's mean.
    """
    found = summary_json(experiment, unit)
    write_json(folder / "summary.json", found)
    head = ("metric", "unit", "mean", "half_width", "p5", "p50", "p95", "n")
    lines = [(name, *(entry[key] for key in head[1:])) for name, entry in found.items()]
    names = experiment.names
    sheets: Sheets = {
        "summary": (head, lines),
        "replications": (("replication", *names), list(_replications(experiment, names))),
    }
    if gains:
        rows = [(name, *(_number(gain) for gain in both)) for name, both in gains.items()]
        sheets["variance"] = (("metric", "gain_of_pairs", "gain_of_control_variates"), rows)
    write_sheets(folder, sheets)


def write_comparison(comparison: Comparison, folder: Path, unit: Units) -> None:
    """comparison.json, comparison.csv, replications.csv and results.xlsx."""
    found = comparison_json(comparison, unit)
    write_json(folder / "comparison.json", found)
    names = comparison.names
    values = [
        (label, *row)
        for label, experiment in zip(comparison.labels, comparison.experiments, strict=True)
        for row in _replications(experiment, names)
    ]
    differences = [tuple(row.values()) for row in found["differences"]]
    sheets: Sheets = {
        "comparison": (HEAD, differences),
        "replications": (("scenario", "replication", *names), values),
    }
    write_sheets(folder, sheets)


def comparison_json(comparison: Comparison, unit: Units) -> dict[str, Any]:
    """The stable, machine-readable comparison, as docs/compare.md describes it; absent is null."""
    return {
        "base": comparison.labels[0],
        "scenarios": list(comparison.others),
        "seed": comparison.base.seed,
        "replications": len(comparison.base.outcomes),
        "confidence": comparison.confidence,
        "simultaneous": {
            "method": "Bonferroni",
            "comparisons": comparison.comparisons,
            "confidence_of_each": bonferroni(comparison.confidence, comparison.comparisons),
        },
        "shown": list(comparison.shown),
        "differences": list(rows(comparison, unit)),
    }


def _replications(experiment: Experiment, names: Sequence[str]) -> Iterator[tuple[Any, ...]]:
    """One row for each replication: its number, then the metrics."""
    for one in experiment.outcomes:
        yield (one.replication, *(_number(one.metrics.get(name, math.nan)) for name in names))


def write_sheets(folder: Path, sheets: Sheets) -> None:
    """Every sheet as a CSV file, and all of them as one workbook."""
    for name, (head, lines) in sheets.items():
        write_csv(folder / f"{name}.csv", head, lines)
    _write_workbook(folder / "results.xlsx", sheets)


def write_json(path: Path, data: Any) -> None:
    """Write JSON that people can read too."""
    path.write_text(json.dumps(data, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def write_csv(path: Path, head: Sequence[str], lines: Sequence[Sequence[Any]]) -> None:
    """A table as a spreadsheet reads it."""
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow([plain(cell) for cell in head])
        writer.writerows([[plain(cell) for cell in row] for row in lines])


def plain(cell: Any) -> Any:
    """A cell that a spreadsheet takes as text, never as a formula; absent is empty."""
    if isinstance(cell, str) and cell[:1] in ("=", "+", "-", "@", "\t", "\r"):
        return "'" + cell
    return "" if cell is None else cell


def _write_workbook(path: Path, sheets: Sheets) -> None:
    import xlsxwriter

    options = {"strings_to_formulas": False, "strings_to_urls": False, "nan_inf_to_errors": True, "in_memory": True}
    book = xlsxwriter.Workbook(str(path), options)
    book.set_properties({"created": datetime(2000, 1, 1)})  # the time of a run stands in run.json alone
    bold = book.add_format({"bold": True})
    for name, (head, lines) in sheets.items():
        sheet = book.add_worksheet(name)
        sheet.freeze_panes(1, 1)
        sheet.set_column(0, 0, 44)
        sheet.write_row(0, 0, head, bold)
        for number, row in enumerate(lines, start=1):
            sheet.write_row(number, 0, ["" if cell is None else cell for cell in row])
    try:
        book.close()
    except xlsxwriter.exceptions.FileCreateError as error:
        raise error.args[0] from None  # the OSError that it hides, for instance a full disk


# provenance


def provenance(
    experiment: Experiment,
    digest: str,
    command: Sequence[str],
    warnings: Sequence[str],
    started: str,
    code: Sequence[dict[str, str]] = (),
) -> dict[str, Any]:
    """Everything needed to make the same numbers again."""
    return {
        "scenario": experiment.scenario.scenario,
        "sha256": digest,
        "seed": experiment.seed,
        "replications": len(experiment.outcomes),
        "warm_up_minutes": experiment.window.start,
        "window_minutes": [experiment.window.start, experiment.window.end],
        "command": list(command),
        "started": started,
        "seconds_simulating": round(experiment.seconds, 3),
        **machine(),
        "warnings": list(warnings),
        "code": list(code),
    }


def machine() -> dict[str, Any]:
    """The versions and the machine that numbers come from."""
    packages = ("chairtime", "simpy", "numpy", "scipy", "pydantic", "PyYAML", "matplotlib")
    return {
        "python": python_version(),
        "platform": platform(),
        "versions": {name: version(name) for name in packages},
    }
