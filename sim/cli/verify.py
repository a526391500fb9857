"""``chairtime verify``: the program against what is known, on this machine."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.cli.options import reported

if TYPE_CHECKING:
    from sim.verification.battery import Battery
    from sim.verification.case import Case

SEED = 7


@click.command()
@click.option("--full", is_flag=True, default=False, help="Every case, with more replications (about ten minutes).")
@click.option(
    "--case", "names", multiple=True, metavar="NAME", help="This case, or this family of cases, only. Repeatable."
)
@click.option("--list", "listed", is_flag=True, default=False, help="Name the cases; run nothing.")
@click.option(
    "--seed", type=click.IntRange(0, 2**31 - 1), default=SEED, show_default=True, help="Root of all random numbers."
)
@click.option("--workers", type=click.IntRange(1), default=None, help="Processes; as many as cores if left out.")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default=Path("results/verification"),
    show_default=True,
    help="Folder for the page.",
)
@click.option("--overwrite", is_flag=True, default=False, help="Replace what is already there.")
@click.option("--json", "as_json", is_flag=True, default=False, help="Print everything as JSON.")
@reported
def verify(
    full: bool, names: tuple[str, ...], listed: bool, seed: int, workers: int | None, out: Path, overwrite: bool,
    as_json: bool,
) -> None:  # fmt: skip
    """Show that this installation agrees with theory: exact values beside simulated ones.

    Textbook queues, appointment sessions, courses, bookings and other programs' tests are run as ordinary scenario
    files. Prints a table, writes a page for your file, and ends with 1 if anything disagrees.
    """
    cases = _chosen(names, full)
    if listed:
        for case in cases:
            click.echo(f"{case.name:28} {case.title}  [{case.family}{', quick' if case.quick else ''}]")
        return
    battery = _run(cases, seed, full, workers, out, overwrite)
    _print(battery, out, as_json)
    sys.exit(0 if battery.passed else 1)


def _chosen(names: Sequence[str], full: bool) -> list[Case]:
    from sim.scenario.problems import did_you_mean
    from sim.verification.cases import CASES

    families = {case.family for case in CASES.values()}
    if unknown := [name for name in names if name not in CASES and name not in families]:
        told = "; ".join(f"no case or family {name!r}{did_you_mean(name, [*CASES, *families])}" for name in unknown)
        raise click.BadParameter(f"{told}; --list --full names them all", param_hint="--case")
    if names:
        return [case for case in CASES.values() if case.name in names or case.family in names]
    return [case for case in CASES.values() if full or case.quick]


def _run(cases: Sequence[Case], seed: int, full: bool, workers: int | None, out: Path, overwrite: bool) -> Battery:
    from sim.cli.progress import steps
    from sim.cli.running import now
    from sim.cli.screen import terminated_is_interrupted
    from sim.cli.target import check_target
    from sim.report.figure import write
    from sim.report.verification import page, tables
    from sim.report.verification.figure import FIGURES
    from sim.results import machine, study_folder, write_json
    from sim.verification.battery import FULL, QUICK, portions_of, processors, run_battery

    check_target(out, overwrite)
    started, replications = now(), FULL if full else QUICK
    with terminated_is_interrupted(), study_folder(out, overwrite) as folder:
        with steps("verify", portions_of(cases, replications)) as step:
            battery = run_battery(cases, seed, replications, workers or processors(), step)
        record = {
            "command": ["chairtime", *sys.argv[1:]],
            "started": started,
            "seconds": round(battery.seconds, 1),
            "seed": seed,
            "replications": replications,
            **machine(),
        }
        drawings = write(FIGURES, battery, folder / "figures")
        html = page.render(battery, provenance=record, drawings=drawings)
        (folder / "verification.html").write_text(html, encoding="utf-8")
        (folder / "verification.md").write_text(page.markdown(battery, provenance=record) + "\n", encoding="utf-8")
        write_json(folder / "verification.json", tables.as_json(battery))
        write_json(folder / "run.json", record)
    return battery


def _print(battery: Battery, out: Path, as_json: bool) -> None:
    from sim.cli.screen import console, table
    from sim.report.verification import tables

    if as_json:
        click.echo(json.dumps(tables.as_json(battery), indent=1, ensure_ascii=False))
        return
    shown = table(list(zip(tables.HEAD, ("left", *["right"] * 4, "left"), strict=True)))
    for one in battery.judged:
        shown.add_row(f"[{one.case.name}]")
        for row in tables.told(one).rows:
            shown.add_row(*row)
    screen = console()
    screen.print(shown)
    screen.print()
    for sentence in tables.sentences(battery):
        screen.print(sentence, soft_wrap=True)
    screen.print(f"\nPage: {out / 'verification.html'}   ({battery.seconds:.0f} s)", soft_wrap=True)
