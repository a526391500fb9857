"""A study told by the headings of STRESS-DES, as Markdown that goes into an appendix.

STRESS-DES is the checklist for reporting discrete-event simulations of Monks, Currie, Onggo, Robinson, Kunc and
Taylor (2019), Strengthening the reporting of empirical simulation studies, Journal of Simulation 13(1), 55-67. What
the scenario and the run know is said here; what only the author can know is left to the author.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sim import metrics
from sim.experiment import Experiment
from sim.metrics.numbers import slug
from sim.report import data, text
from sim.report.binding import cause_words
from sim.report.pages import how_it_was_run
from sim.units import show_duration

AUTHOR = "*To be filled in by the author{}.*"
DEFAULT = "default"
"""Origin of a value that nobody wrote."""
HEAD = """\
The headings are those of STRESS-DES (Monks et al. 2019, *Journal of Simulation* 13(1), 55–67). Chairtime has \
filled in what the scenario and the run say; nothing else is claimed."""
SHOWN = 20
"""Designs that are listed; the tables of the study hold all of them."""
WHOLE = 200
"""Letters of a value that a table shows."""


@dataclass(frozen=True)
class Described:
    """What a scenario says of itself, as text."""

    label: str
    file: str
    words: Mapping[str, Sequence[str]]
    """The clinic in words: title -> lines, those that belong to the line above indented."""
    parameters: Sequence[tuple[str, str, str, str]]
    """Address, value, origin and comment of every value, defaults included."""
    changes: Sequence[str] = ()
    """What differs from the first scenario: ``spaces.recliner: 6 -> 7``."""


@dataclass(frozen=True)
class Study:
    """A run, a comparison, or a search among designs, as it is told."""

    title: str
    experiment: Experiment
    """Of the first scenario."""
    scenarios: Sequence[Described]
    """The first one is the base of a comparison."""
    record: Mapping[str, Any]
    """What ``run.json`` holds."""
    outputs: Sequence[str]
    """Full names of the metrics that are looked at first."""
    estimation: Sequence[str]
    """How numbers were made of the replications, in sentences."""
    note: str = ""
    """What the command line changed."""
    designs: Sequence[str] = ()
    """What distinguishes the designs of one clinic that were looked at, in words; empty if there are none."""


Item = tuple[str, str]
"""A heading, and what stands under it."""


def markdown(study: Study) -> str:
    """The study by the headings of STRESS-DES; raises nothing that the run has not raised."""
    lines = [f"# {prose(study.title)}: STRESS-DES report", HEAD]
    for title, tell in SECTIONS.items():
        lines.append(f"## {title}")
        for heading, body in tell(study):
            lines += [f"### {heading}", body]
    return "\n\n".join(lines) + "\n"


# objectives


def objectives(study: Study) -> Iterator[Item]:
    """Purpose, outputs, aims."""
    scenario = study.experiment.scenario
    asked = f"The question of the scenario: {prose(scenario.question)}\n\n" if scenario.question else ""
    yield "1.1 Purpose of the model", asked + AUTHOR.format(": background, rationale, and who decides what with it")
    n = len(study.experiment.names)
    rest = f"All {n} numbers that a run gives stand in the report with their definitions."
    yield "1.2 Model outputs", f"{bullets(_outputs(study))}\n\n{rest}"
    yield "1.3 Experimentation aims", _aims(study)


def _outputs(study: Study) -> Iterator[str]:
    """Each metric with the numbers of it that are looked at."""
    names: dict[str, list[str]] = {}
    for name in study.outputs:
        names.setdefault(metrics.find(name).name, []).append(code(name))
    for found in map(metrics.find, names):
        unit = "share" if found.unit == "1" else found.unit.replace("currency", data.currency(study.experiment))
        yield f"{', '.join(names[found.name])} ({prose(unit)}): {prose(found.definition)}"


def _aims(study: Study) -> str:
    changed = f"{prose(study.note)}\n\n" if study.note else ""
    if study.designs:
        n, base = text.plural(len(study.designs), "design"), prose(study.scenarios[0].label)
        return f"{changed}Looked at: {n} of {base}. " + AUTHOR.format(": why these")
    if len(study.scenarios) == 1:
        return f"{changed}One scenario is run; nothing is compared with it. " + AUTHOR.format(": why this one")
    base, *others = [prose(one.label) for one in study.scenarios]
    return f"{changed}{base} is compared with {text.listed(others)}. " + AUTHOR.format(": why these")


# logic


def logic(study: Study) -> Iterator[Item]:
    """What the model does, in the words of the scenario."""
    base, header = study.scenarios[0], study.experiment.header
    paths = [
        f"{prose(visit.name)}: " + " → ".join(prose(step.step) for step in header.steps if step.visit == visit.name)
        for visit in header.visits
    ]
    yield "2.1 Base model overview diagram", bullets(paths) + "\n\n" + AUTHOR.format(", if a drawing is wanted")
    told = [f"**{title}**\n\n{outline(base.words[title])}" for title in LOGIC if base.words.get(title)]
    yield "2.2 Base model logic", "\n\n".join(told)
    yield "2.3 Scenario logic", _scenarios(study)
    policies = outline(base.words.get("Policies", ()))
    yield "2.4 Algorithms", f"{policies}\n\n{ORDER}" if policies else ORDER
    yield "2.5 Components", bullets(_components(study.experiment))


LOGIC = ("The week", "Spaces", "Never broken", "Visits", "Protocols", "Patients")
"""Titles of the clinic in words that are its logic."""
ORDER = """\
At one instant openings and shift begins come first, then whoever was woken, then everybody else in order of \
scheduling, then closings and shift ends. A step takes what it needs in this order: space, hands role by role, \
watching, on-site rules. What was taken is held while the rest is waited for. Safety rules are never broken: who \
would break one waits, or stays."""


def _scenarios(study: Study) -> str:
    if study.designs:
        more = len(study.designs) - SHOWN
        rest = [f"and {more} more, which stand in the tables of this folder"] if more > 0 else []
        return f"The designs differ from the scenario in:\n\n{bullets([*map(code, study.designs[:SHOWN]), *rest])}"
    if len(study.scenarios) == 1:
        return "There is one scenario."
    told = [
        f"**{prose(one.label)}** differs from {prose(study.scenarios[0].label)} in:\n\n"
        + (bullets(code(change) for change in one.changes) or "nothing.")
        for one in study.scenarios[1:]
    ]
    return "\n\n".join(told)


def _components(experiment: Experiment) -> Iterator[str]:
    scenario, header = experiment.scenario, experiment.header
    kinds = text.listed([f"{prose(visit.name)} ({visit.kind})" for visit in header.visits])
    yield f"Entities: patients, each with a condition, a protocol and luck of their own; their visits: {kinds}."
    yield "Activities: the steps of section 2.1, side effects and checks during them, turnover when a patient has gone."
    spaces = [f"{scenario.spaces[name].count} x {prose(name)}" for name in header.spaces]
    roles = [f"{role.rostered:g} x {prose(role.name)}" for role in header.roles]
    had = text.listed([*spaces, *roles]) or "none"
    yield f"Resources: {had} (members on the roster); the diary with its bookable starts."
    causes = [prose(cause_words(experiment, slug(cause))) for cause in header.causes]
    lacking = text.listed(causes) or "nothing"
    yield f"Queues: those who wait for admission, for an appointment, at the door, and for {lacking}."
    yield f"Entry points: {text.listed(list(_entries(scenario))) or 'none'}."
    yield f"Exit points that were used: {text.listed(list(_exits(experiment))) or 'none'}."


def _entries(scenario: Any) -> Iterator[str]:
    if scenario.patients.referrals is not None:
        yield "referrals"
    if scenario.patients.start_from.induction + scenario.patients.start_from.maintenance:
        yield "patients in care when the run begins"
    yield from (f"walk-ins, {prose(name)}" for name in scenario.walk_ins)
    yield from (f"the timetable, {prose(name)}" for name in scenario.timetables)


def _exits(experiment: Experiment) -> Iterator[str]:
    found = data.family(experiment, "volume.exits_per_week")
    yield from (name.replace("_", " ") for name, one in found.items() if one.mean > 0)
    if data.stat(experiment, "volume.throughput").mean > 0:
        yield "departure after a visit"


# data


def inputs(study: Study) -> Iterator[Item]:
    """Where every number comes from."""
    parameters = [one for described in study.scenarios[:1] for one in described.parameters]
    written = [one for one in parameters if one[2] != DEFAULT]
    notes = [note.partition(":")[2].strip() for *_, note in written if note.lower().startswith("source")]
    sources = dict.fromkeys(note for note in notes if not note.startswith("as "))
    named = bullets(map(prose, sources)) or "The scenario names no source beside its numbers."
    yield "3.1 Data sources", named + "\n\n" + AUTHOR.format(": when and how the data were collected")
    yield "3.2 Pre-processing", AUTHOR.format(": how data were cleaned, fitted and chosen")
    yield "3.3 Input parameters", _parameters(study, written, [one for one in parameters if one[2] == DEFAULT])
    assumed = [(path, note) for path, _, _, note in written if "assum" in note.lower()]
    yield "3.4 Assumptions", _assumptions(assumed, sum(not note for *_, note in written))


def _parameters(study: Study, written: Sequence[Any], defaults: Sequence[Any]) -> str:
    head = ("parameter", "value", "written in", "beside it")
    rows = [(code(path), code(short(value)), code(where), prose(note)) for path, value, where, note in written]
    left = text.listed([f"{code(path)} {code(short(value))}" for path, value, *_ in defaults])
    told = f"Left as the program has them: {left}." if defaults else "Nothing is left as the program has it."
    alone = len(study.scenarios) == 1 and not study.designs
    more = "" if alone else " Values of the base; section 2.3 says what differs elsewhere."
    return f"Values in the scenario's own units.{more}\n\n{table(head, rows)}\n\n{told}"


def _assumptions(assumed: Sequence[tuple[str, str]], silent: int) -> str:
    by_note: dict[str, list[str]] = {}
    for path, note in assumed:
        by_note.setdefault(note, []).append(code(path))
    told = bullets(f"{prose(note)}: {', '.join(paths)}" for note, paths in by_note.items())
    rest = f"{text.plural(silent, 'value')} written without a comment beside it." if silent else ""
    own = (
        "Assumptions that the program makes for every scenario are numbered A-01 onwards in its `docs/assumptions.md`."
    )
    return "\n\n".join(part for part in (told, rest, own) if part)


# experimentation


def experimentation(study: Study) -> Iterator[Item]:
    """Initialisation, run length, estimation."""
    run, start = study.experiment.scenario.run, study.experiment.scenario.patients.start_from
    how = how_it_was_run(study.experiment)
    panel = f"{start.induction} patients in an induction and {start.maintenance} in maintenance"
    begins = f"The run begins with {panel}." if start.induction + start.maintenance else "The run begins empty."
    yield "4.1 Initialisation", f"{begins} Warm-up: {how['Warm-up']}."
    observed = f"Observed: {show_duration(run.length)}, from the end of the warm-up. First day: {how['First day']}."
    after = f" Runs go on for {show_duration(run.cool_down)} afterwards, so that visits begun are resolved."
    yield "4.2 Run length", f"{observed}{after if run.cool_down else ''} Time is counted in minutes."
    yield "4.3 Estimation approach", bullets(prose(one) for one in study.estimation)


# implementation


def implementation(study: Study) -> Iterator[Item]:
    """Software, random numbers, execution, machine."""
    record = study.record
    packages = text.listed([f"{name} {number}" for name, number in record["versions"].items()])
    yield "5.1 Software", f"Python {record['python']}; {packages}."
    yield "5.2 Random sampling", f"{SAMPLING} Seed of this study: {study.experiment.seed}."
    yield "5.3 Model execution", EXECUTION
    seconds = f"{record['seconds_simulating']:g} s of simulation, begun {record['started']}"
    yield "5.4 System specification", f"{prose(record['platform'])}; {seconds}."


SAMPLING = """\
PCG64 generators of NumPy, seeded by `SeedSequence` with the study's seed, the replication and the purpose of \
the draw; the uniform number of a patient and an occasion has a fixed place in its stream, and distributions are \
inverted. What happens to a patient therefore does not depend on the order of events or on anybody else, and \
scenarios that differ in a policy meet the same people with the same luck."""
EXECUTION = """\
Event scheduling on SimPy's event queue, with generators as processes. Replications are independent and may run \
in several processes; the numbers are the same for any number of them. After each replication the event log is \
checked for conservation of patients, bookings, visits, chair-minutes and staff-minutes, for limits never \
exceeded, and for Little's law on every queue; a run that breaks one stops."""


# code access


def access(study: Study) -> Iterator[Item]:
    """What is needed to run it again."""
    record = study.record
    digests = record.get("scenarios") or {record["scenario"]: record["sha256"]}
    files = {one.label: one.file for one in study.scenarios}
    lines = [f"Scenario {prose(label)}{_of(files.get(label))}, SHA-256 {digest}." for label, digest in digests.items()]
    lines += [f"Policy of the user's own {code(one['policy'])}, SHA-256 {one['sha256']}." for one in record["code"]]
    lines.append(f"Command: {code(text.typed(record['command']))}.")
    lines.append("Chairtime is free software under the MIT licence.")
    kept = "The folder of this file holds the scenarios as they were used, the tables and the figures."
    where = AUTHOR.format(": where scenario, results and program can be had")
    yield "6.1 Computer model sharing statement", f"{bullets(lines)}\n\n{kept} {where}"


def _of(file: str | None) -> str:
    return f" ({code(file)})" if file else ""


SECTIONS = {
    "1 Objectives": objectives,
    "2 Logic": logic,
    "3 Data": inputs,
    "4 Experimentation": experimentation,
    "5 Implementation": implementation,
    "6 Code access": access,
}
"""Title -> what tells it, in the order of the checklist."""


# markdown


def prose(words: object) -> str:
    """Text that Markdown shows as it stands, in one line."""
    return re.sub(r"([\\`*\[\]<>|])", r"\\\1", " ".join(str(words).split()))


def code(words: str) -> str:
    """Text as code, in a sentence or a cell; bars are escaped, because a table would end the cell there."""
    shown = " ".join(words.split()).replace("`", "'").replace("|", "\\|")
    return f"`{shown}`" if shown else ""


def short(value: str) -> str:
    """A value cut to what fits into a cell."""
    return value if len(value) <= WHOLE else f"{value[: WHOLE - 3]}..."


def bullets(lines: Iterable[str]) -> str:
    """A list, empty for no line."""
    return "\n".join(f"- {line}" for line in lines)


def outline(lines: Iterable[str]) -> str:
    """Lines as a list, indented ones below the one before them."""
    return "\n".join(f"{' ' * (len(line) - len(line.lstrip()))}- {prose(line)}" for line in lines)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
