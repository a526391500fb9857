"""``chairtime tornado`` and ``chairtime uncertainty``: what it matters that inputs are not known exactly."""

from __future__ import annotations

from collections.abc import Sequence

from sim.cli.running import Request
from sim.cli.sampling import seed_of
from sim.cli.screen import terminated_is_interrupted
from sim.cli.sweeping import Study, asked_of, in_whole_numbers
from sim.errors import Problem, ScenarioError
from sim.hypercube import latin_hypercube
from sim.report.figure import write
from sim.report.sweep import page, uncertain
from sim.report.sweep.figures import of_tornado, of_uncertainty
from sim.scenario.designs import Origin, designs
from sim.scenario.factors import labels, of_range
from sim.scenario.ranges import Range
from sim.sweep.designs import Sweep, spread
from sim.sweep.shown import usual
from sim.sweep.tables import part_sheet, replication_sheet, swing_sheet, tornado_json, uncertainty_json
from sim.sweep.tornado import Tornado
from sim.sweep.uncertainty import Uncertainty, sets

RANGES = "the scenario's ranges"
"""What a mistake in a design comes from."""


def tornado_all(found: Origin, request: Request, chosen: Sequence[str], confidence: str, strict: bool) -> None:
    """Simulate either end of every range, and write what comes of it."""
    ranges, asked = _ranges(found), asked_of(found, chosen, confidence)
    words = labels([one.name for one in ranges])
    wanted: dict[str, tuple[str, ...]] = {"as it stands": ()}
    for side in ("low", "high"):
        for word, one in zip(words, ranges, strict=True):
            wanted[f"{word} {getattr(one, side)}"] = (f"{one.name}={getattr(one, side)}",)
    seed = seed_of(found.loaded.scenario, request.where)
    study = Study(found, designs(found, wanted, RANGES), request, "tornado", seed, strict)
    with terminated_is_interrupted(), study.folder() as folder:
        done = study.run(asked.shown)
        half = len(ranges) + 1
        result = Tornado(
            done[0], ranges, tuple(done[1:half]), tuple(done[half:]), asked.shown or usual(done[:1]), asked.confidence
        )
        sheets = {
            "tornado": swing_sheet(result, study.units),
            "replications": replication_sheet(done, done[0].names, first=0),
        }
        data = tornado_json(result, study.units)
        record = study.write(folder, "tornado", data, sheets, {})
        drawings = write(of_tornado(result), result, folder / "figures")
        text = page.of_tornado(result, study.note, study.warnings, record, drawings)
        study.reported(folder, record, text, result.shown, uncertain.tornado_held(result))
    study.tell(data, uncertain.of_tornado(result))


def uncertainty_all(
    found: Origin, request: Request, count: int, shape: str, chosen: Sequence[str], confidence: str, strict: bool
) -> None:
    """Simulate sets of inputs drawn from their ranges, and write what comes of it."""
    ranges, asked = _ranges(found), asked_of(found, chosen, confidence)
    if found.loaded.scenario.run.replications < 2:
        what = "got 1; expected at least 2, or what patients' luck does cannot be told from what the inputs do"
        raise ScenarioError([Problem(what, "run.replications", found.file)])
    inputs = [in_whole_numbers(found, of_range(one, is_whole=False)) for one in ranges]
    seed = seed_of(found.loaded.scenario, request.where)
    shares = latin_hypercube(count, len(inputs), seed)
    made = spread(inputs, sets(ranges, inputs, shares, shape))
    wanted = {one.name: one.settings(inputs) for one in made}
    checked = dict(zip(wanted, designs(found, wanted, RANGES), strict=True))
    every = [checked[one.name] for one in made]  # equal sets count as often as they are drawn, and run once
    study = Study(found, every, request, "uncertainty", seed, strict)
    with terminated_is_interrupted(), study.folder() as folder:
        done = study.run(asked.shown)
        sweep = Sweep(tuple(inputs), tuple(made), tuple(done), asked.shown or usual(done), False, asked.confidence)
        result = Uncertainty(sweep, shape)
        sheets = {
            "uncertainty": part_sheet(result, study.units),
            "replications": replication_sheet(done, sweep.names),
        }
        data = uncertainty_json(result, study.units)
        record = study.write(folder, "uncertainty", data, sheets, {"sets": len(made), "shape": shape})
        drawings = write(of_uncertainty(result), result, folder / "figures")
        text = page.of_uncertainty(result, study.note, study.warnings, record, drawings)
        study.reported(folder, record, text, sweep.shown, uncertain.uncertainty_held(result))
    study.tell(data, uncertain.of_uncertainty(result))


def _ranges(found: Origin) -> tuple[Range, ...]:
    """The uncertain inputs of a scenario; raises ScenarioError if it has none."""
    if not found.loaded.ranges:
        what = (
            "no input has a range; write one beside a value in the file, such as no_show: 0.05 (0.03..0.10), or add "
            "--set 'attendance.infusion.no_show=0.05 (0.03..0.10)'"
        )
        raise ScenarioError([Problem(what, file=found.file)])
    return found.loaded.ranges
