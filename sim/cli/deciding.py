"""What ``chairtime plan`` and ``chairtime capacity`` share: the designs, what is asked of them, the first words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from math import isfinite
from pathlib import Path
from typing import Any

from sim.cli.options import Where
from sim.cli.precise import settled
from sim.cli.screen import console, table
from sim.cli.wanted import CONFIDENCE, level
from sim.errors import Problem, ScenarioError
from sim.planning import Design
from sim.report.figure import Table
from sim.scenario.aims import MOST_DESIGNS, choices, count
from sim.scenario.aims import designs as combinations
from sim.scenario.designs import Origin, designs
from sim.scenario.load import placed
from sim.scenario.problems import visible
from sim.scenario.schema import Scenario
from sim.scenario.settings import resolve
from sim.stats import Summary
from sim.targets import Aims, aims

FIXED = ("run", "scenario", "calendar.starts", "money.currency", "targets", "objective", "choices")
"""What must be the same in all designs, because replications are compared one with one."""
SHOWN = 12
"""Rows of a table on the screen."""


def spanned(found: Origin) -> list[Design]:
    """Every design that the choices of a scenario span, checked; raises ScenarioError with the mistakes of all."""
    open_ = choices(found.loaded.scenario.choices)
    _refuse(open_, found.loaded)
    changes = combinations(open_)
    checked = designs(found, changes, f"{found.loaded.file}: choices:")
    return [Design(one.variant, changes[one.variant], one) for one in checked]


def _refuse(found: Sequence[Any], loaded: Any) -> None:
    """Raise ScenarioError for no choices, too many designs, or choices of what must be the same."""
    problems = []
    if not found:
        what = "nothing to choose from; write choices: in the file, such as choices: {spaces.recliner: [5, 6, 7]}"
        problems.append(Problem(what, file=loaded.file))
    if count(list(found)) > MOST_DESIGNS:
        what = f"these span {count(list(found)):,} designs; at most {MOST_DESIGNS:,} are compared"
        problems.append(Problem(what, "choices"))
    for choice in found:
        paths = {text.partition("=")[0] for one in choice.alternatives for text in one.settings}
        if any(path == fixed or path.startswith(f"{fixed}.") for path in paths for fixed in FIXED):
            problems.append(Problem("this must be the same in all designs", f"choices.{choice.name}"))
    if problems:
        raise ScenarioError(placed(problems, loaded))


def asked(loaded: Any, until: Sequence[str] = ()) -> Aims:
    """Targets and objectives of a scenario, or with the targets of the command line; raises ScenarioError."""
    given = [text for text in until if text != "targets"]
    if not given:
        return aims(loaded)
    written, problems = {}, []
    for text in given:
        name, at, size = text.partition(" at ")
        written[name.strip()] = f"at {size.strip()}"
        if not at:
            what = f"got {visible(text)!r}; expected 'targets', or such as 'day.direct_wait.p90 at most 20 min'"
            problems.append(Problem(what, file="--until"))
    if problems:
        raise ScenarioError(problems)
    both = {**(loaded.scenario.targets if "targets" in until else {}), **written}
    try:
        return aims(replace(loaded, scenario=loaded.scenario.model_copy(update={"targets": both})))
    except ScenarioError as error:
        raise ScenarioError([replace(one, file="--until", line=None, column=None) for one in error.problems]) from None


def mistakes(loaded: Iterable[Any]) -> list[Problem]:
    """Every target, objective and choice of these scenarios that makes no sense, each told once."""
    problems: list[Problem] = []
    for one in loaded:
        found = list(_addresses(one))
        try:
            aims(one)
        except ScenarioError as error:
            found += error.problems
        problems += [problem for problem in found if problem not in problems]
    return problems


def _addresses(loaded: Any) -> Iterator[Problem]:
    """Paths of choices that lead nowhere."""
    for choice in choices(loaded.scenario.choices):
        for path in dict.fromkeys(text.partition("=")[0] for one in choice.alternatives for text in one.settings):
            try:
                resolve(loaded.tree.data, path, Scenario)
            except LookupError as error:
                what = str(error.args[0]) if path == choice.name else f"{path}: {error.args[0]}"
                yield from placed([Problem(what, f"choices.{choice.name}")], loaded)


def warmed(loaded: Any, seed: int, where: Where) -> Callable[[Any], Any]:
    """What gives a design the warm-up of the scenario, chosen first where it is to be chosen."""
    (scenario,), _ = settled([loaded.scenario], seed, where)
    warm_up = scenario.run.warm_up

    def with_it(design: Any) -> Any:
        run = design.scenario.run.model_copy(update={"warm_up": warm_up})
        return replace(design, scenario=design.scenario.model_copy(update={"run": run}))

    return with_it


def refuse_pairs(loaded: Any) -> None:
    """Raise ScenarioError for antithetic pairs: the tests need replications that are independent."""
    if loaded.scenario.run.antithetic:
        what = "a search needs independent replications, not antithetic pairs; add --set run.antithetic=false"
        raise ScenarioError(placed([Problem(what, "run.antithetic")], loaded))


def sure(confidence: str, first: int, most: int) -> float:
    """The confidence asked for; raises ScenarioError where it, or the numbers of replications, make no sense."""
    problems, found = [], 0.0
    try:
        found = level(confidence)
    except ValueError as error:
        problems.append(Problem(str(error), file=CONFIDENCE))
    if most < first:
        problems.append(Problem(f"got {most}, fewer than the {first} of --first", file="--most"))
    if problems:
        raise ScenarioError(problems)
    return found


def known(number: float) -> float | None:
    """A number for JSON; absent is None."""
    return float(number) if isfinite(number) else None


def interval(found: Summary) -> dict[str, Any]:
    """Mean and interval for JSON."""
    return {"mean": known(found.mean), "half_width": known(found.half_width), "n": found.n}


def print_decision(answer: str, sentences: Sequence[str], rows: Table, target: Path, guarantee: str) -> None:
    """The decision on the screen, with the first rows of its table."""
    screen = console()
    screen.print(f"\n{visible(answer)}\n")
    for sentence in sentences:
        screen.print(f"- {visible(sentence)}")
    shown = table(list(zip(_columns(rows.head), ("left", "left", "right"), strict=True)))
    for row in rows.rows[:SHOWN]:
        shown.add_row(*(visible(cell) for cell in _columns(row)))
    screen.print()
    screen.print(shown)
    if len(rows.rows) > SHOWN:
        screen.print(f"... and {len(rows.rows) - SHOWN} more in the report")
    screen.print(f"\n{visible(guarantee)}")
    screen.print(f"\nReport: {target / 'report.html'}", soft_wrap=True)


def _columns(row: Sequence[str]) -> list[str]:
    """Name, standing and replications: what fits on a screen."""
    return [row[0], row[-2], row[-1]]
