"""The study by the headings of STRESS-DES: what is known is said, what is not is left to the author."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from sim.cli import stress
from sim.cli.running import code_of, now
from sim.comparison import Comparison
from sim.experiment import experiment
from sim.report.stress import Described, code, markdown, outline, prose, table
from sim.results import provenance
from sim.scenario.load import load

HERE = Path(__file__).parent
ITEMS = (
    "1.1 Purpose of the model", "1.2 Model outputs", "1.3 Experimentation aims",
    "2.1 Base model overview diagram", "2.2 Base model logic", "2.3 Scenario logic", "2.4 Algorithms", "2.5 Components",
    "3.1 Data sources", "3.2 Pre-processing", "3.3 Input parameters", "3.4 Assumptions",
    "4.1 Initialisation", "4.2 Run length", "4.3 Estimation approach",
    "5.1 Software", "5.2 Random sampling", "5.3 Model execution", "5.4 System specification",
    "6.1 Computer model sharing statement",
)  # fmt: skip
"""The twenty items of the checklist, in its order."""


def record(done, loaded):
    return provenance(done, loaded.digest, ["chairtime", "run"], [], now(), code_of(loaded.code))


def parts(text: str) -> dict[str, str]:
    """Heading of the third rank -> what stands under it."""
    pieces = re.split(r"^### (.+)$", text, flags=re.MULTILINE)
    return dict(zip(pieces[1::2], (piece.split("\n## ")[0].strip() for piece in pieces[2::2]), strict=True))


@pytest.fixture(scope="module")
def loaded():
    return load(HERE / "clinic.yaml")


@pytest.fixture(scope="module")
def told(clinic, loaded, tmp_path_factory):
    folder = tmp_path_factory.mktemp("stress")
    stress.write_run(clinic, loaded, record(clinic, loaded), "", folder)
    return parts((folder / stress.FILE).read_text(encoding="utf-8"))


def test_every_item_of_the_checklist_has_its_place(told):
    """All twenty, in order, none empty."""
    assert tuple(told) == ITEMS
    assert all(told.values())


def test_what_the_program_cannot_know_is_left_to_the_author(told):
    """Purpose, aims, pre-processing and where things can be had; never how it was run."""
    left = {heading for heading, body in told.items() if "To be filled in by the author" in body}
    assert {"1.1 Purpose of the model", "1.3 Experimentation aims", "3.2 Pre-processing", ITEMS[-1]} <= left
    assert not {"4.1 Initialisation", "4.2 Run length", "4.3 Estimation approach", "5.1 Software"} & left


def test_run_is_told_as_it_was(told, clinic, loaded):
    """Three replications of eight weeks after two, the seed, the digest, every written value with its line."""
    assert "Warm-up: 2 weeks, left out" in told["4.1 Initialisation"]
    assert "Observed: 8 weeks" in told["4.2 Run length"]
    assert "3 replications; the replication is the unit of analysis" in told["4.3 Estimation approach"]
    assert f"Seed of this study: {clinic.seed}." in told["5.2 Random sampling"]
    assert loaded.digest in told[ITEMS[-1]]
    rows = [line for line in told["3.3 Input parameters"].splitlines() if line.startswith("| `")]
    assert any(line.startswith("| `spaces.") and "clinic.yaml:" in line for line in rows)
    assert all(line.replace(r"\|", "").count("|") == 5 for line in rows)


def test_comparison_names_its_scenarios_and_what_differs(clinic, loaded, tmp_path):
    """The change in its place, paired replications, and the confidence that all verdicts hold together."""
    other = load(HERE / "clinic.yaml", ["spaces.recliner=5", "scenario=One fewer"])
    fewer = replace(experiment(other.scenario, seed=1), seed=clinic.seed)
    comparison = Comparison((clinic, fewer), ("As it is", "One fewer"), ("volume.infusions_per_week",), 0.95, {})
    stress.write_comparison(comparison, [loaded, other], record(clinic, loaded), "", tmp_path)
    told = parts((tmp_path / stress.FILE).read_text(encoding="utf-8"))
    assert re.search(r"`spaces\.recliner: \d -> 5`", told["2.3 Scenario logic"])
    assert "compared replication by replication" in told["4.3 Estimation approach"]
    assert "Bonferroni" in told["4.3 Estimation approach"]
    assert "One fewer" in told["1.3 Experimentation aims"]


def test_textbook_without_staff_or_courses_is_told_too(textbook, tmp_path):
    """No role, no protocol, no price: every item still has something to say."""
    loaded = load(HERE / "one_chair.yaml")
    stress.write_run(textbook, loaded, record(textbook, loaded), "", tmp_path)
    told = parts((tmp_path / stress.FILE).read_text(encoding="utf-8"))
    assert tuple(told) == ITEMS
    assert all(told.values())
    assert not re.search(r"\b(nan|inf|None)\b", "".join(told.values()))


def test_words_from_outside_stay_words(clinic, loaded):
    """Markdown and HTML in a name are shown, not obeyed."""
    assert prose("<b>*x*</b> | [a](b)") == r"\<b\>\*x\*\</b\> \| \[a\](b)"
    assert code("a|b`c") == r"`a\|b'c`"
    assert outline(["a", "  <i>"]) == "- a\n  - \\<i\\>"
    assert table(("a", "b"), [("1", "2")]) == "| a | b |\n| --- | --- |\n| 1 | 2 |"
    study = stress.Study(
        "<script>", clinic, [Described("<img>", "x.yaml", {}, [("a|b", "<v>", "f:1", "| <u>")])],
        record(clinic, loaded), [], [],
    )  # fmt: skip
    assert not re.search(r"(?<![\\`])<[a-z]", markdown(study).replace("`<v>`", ""))
