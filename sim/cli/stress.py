"""``stress.md``: what scenarios and runs say for the headings of STRESS-DES."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sim import metrics
from sim.comparison import Comparison
from sim.experiment import Experiment
from sim.report.certainty import NOTHING, Grounds, sentences
from sim.report.comparison.sentences import family, pairing
from sim.report.stress import Described, Study, markdown
from sim.results import summary_json
from sim.scenario.diff import TITLE, changes
from sim.scenario.origins import parameters
from sim.scenario.words import SECTIONS

FILE = "stress.md"
"""Name in a study's folder."""


def write_run(
    done: Experiment, loaded: Any, record: Mapping[str, Any], note: str, folder: Path, grounds: Grounds = NOTHING
) -> None:
    """The report of one scenario by STRESS-DES."""
    n = len(done.outcomes)
    unit = "the replication" if done.together == 1 else f"the group of {done.together} replications with mirrored luck"
    found = summary_json(done, metrics.unit_of)
    estimation = [
        f"{n} replication{'s' * (n > 1)}; {unit} is the unit of analysis.",
        "Means over the replications with 95 % intervals by Student's t; 5th, 50th and 95th percentiles beside them."
        if n > 1
        else "One replication: no interval is available.",
        "A span belongs to the observed time in which it opens; a level is clipped to it.",
        *sentences(done, grounds),
    ]
    outputs = [name for _, name in metrics.highlights(found)]
    study = Study(done.scenario.scenario, done, [described(loaded)], record, outputs, estimation, note)
    (folder / FILE).write_text(markdown(study), encoding="utf-8")


def write_comparison(
    comparison: Comparison, scenarios: Sequence[Any], record: Mapping[str, Any], note: str, folder: Path
) -> None:
    """The report of a comparison by STRESS-DES."""
    base, n = comparison.base, len(comparison.base.outcomes)
    zones = [
        f"Differences in {name} within ± {zone:g} do not matter." for name, zone in comparison.indifference.items()
    ]
    estimation = [
        f"{n} replication{'s' * (n > 1)} of each scenario, compared replication by replication.",
        family(comparison),
        pairing(comparison),
        *zones,
    ]
    told = [described(one, scenarios[0]) for one in scenarios]
    title = f"{comparison.labels[0]} compared"
    study = Study(title, base, told, record, list(comparison.shown), estimation, note)
    (folder / FILE).write_text(markdown(study), encoding="utf-8")


def write_designs(
    like: Experiment,
    loaded: Any,
    designs: Sequence[str],
    outputs: Sequence[str],
    estimation: Sequence[str],
    record: Mapping[str, Any],
    note: str,
    folder: Path,
) -> None:
    """The report of a search or a sweep by STRESS-DES; *like* is the experiment of one of the designs."""
    title = loaded.scenario.scenario
    study = Study(title, like, [described(loaded)], record, outputs, estimation, note, designs)
    (folder / FILE).write_text(markdown(study), encoding="utf-8")


def described(loaded: Any, base: Any = None) -> Described:
    """A scenario as text, with what differs from the base of a comparison, the settings of the run left out."""
    words = {title: list(tell(loaded.scenario)) for title, tell in SECTIONS.items()}
    found = changes(base.scenario, loaded.scenario) if base is not None else []
    other = [f"{one.path}: {one.first} -> {one.second}" for one in found if one.path not in TITLE]
    kept = [one for one in other if not one.startswith("run.")]
    return Described(loaded.label, loaded.file, words, parameters(loaded), kept)
