"""``chairtime compare`` and ``chairtime diff``: exit codes, messages, files, equal numbers."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

FILES = {
    "comparison.csv", "comparison.json", "replications.csv", "results.xlsx", "run.json", "report.html", "stress.md",
    "figures", "scenario-small-clinic.yaml", "scenario-three-chairs.yaml",
}  # fmt: skip
VARIANTS = "variants:\n  three chairs: {spaces.recliner: 3}\n  as it is: {}\n"


@pytest.fixture
def family(small) -> Path:
    """The small clinic with two variants: one chair more, and no change at all."""
    small.write_text(small.read_text(encoding="utf-8") + VARIANTS, encoding="utf-8")
    return small


def _differences(folder: Path) -> dict[tuple[str, str], dict[str, object]]:
    found = json.loads((folder / "comparison.json").read_text(encoding="utf-8"))["differences"]
    return {(entry["scenario"], entry["metric"]): entry for entry in found}


def test_compare_writes_a_whole_study_and_says_where(chairtime, family, tmp_path):
    """Exit 0, every promised file, PNG and SVG figures, the report's path, nothing half-written beside it."""
    done = chairtime("compare", family)
    folder = tmp_path / "results" / "small-clinic-compared"
    assert done.returncode == 0, done.stderr
    assert {path.name for path in folder.iterdir()} == FILES | {"scenario-as-it-is.yaml"}
    assert {path.suffix for path in (folder / "figures").iterdir()} == {".png", ".svg"}
    assert str(Path("results") / "small-clinic-compared" / "report.html") in done.stdout
    assert [path.name for path in (tmp_path / "results").iterdir()] == ["small-clinic-compared"]


def test_no_change_makes_no_difference(chairtime, family, tmp_path):
    """The variant that changes nothing differs by exactly 0 in every metric that has a value."""
    chairtime("compare", family, "--out", tmp_path / "out")
    found = [one for (scenario, _), one in _differences(tmp_path / "out").items() if scenario == "as it is"]
    assert {one["difference"] for one in found if one["n"]} == {0}
    shown = [one["verdict"] for one in found if one["verdict"]]
    assert len(shown) > 5
    assert set(shown) <= {"no difference that matters", "not available"}


def test_two_files_are_compared_with_the_luck_of_the_first(chairtime, small, tmp_path):
    """Another seed and number of replications in the second file do not matter: equal clinics, no difference."""
    text = small.read_text(encoding="utf-8").replace("Small clinic", "Twin")
    text = text.replace("replications: 3, seed: 1", "replications: 9, seed: 77")
    (tmp_path / "twin.yaml").write_text(text, encoding="utf-8")
    done = chairtime("compare", small, "twin.yaml", "--out", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    found = _differences(tmp_path / "out")
    assert {one["difference"] for one in found.values() if one["n"]} == {0}
    assert {one["n"] for one in found.values()} <= set(range(4))


def test_json_shape_is_as_promised(chairtime, family):
    """--json prints what comparison.json holds: how it was compared, then one entry for each metric and scenario."""
    found = json.loads(chairtime("compare", family, "--json").stdout)
    assert set(found) == {
        "base", "scenarios", "seed", "replications", "confidence", "simultaneous", "shown", "differences",
    }  # fmt: skip
    assert (found["base"], found["scenarios"]) == ("Small clinic", ["three chairs", "as it is"])
    assert found["simultaneous"]["comparisons"] == 2 * len(found["shown"])
    assert {entry["metric"] for entry in found["differences"] if entry["verdict"]} == set(found["shown"])


def test_workers_change_no_digit(chairtime, family, tmp_path):
    """One or two processes: byte-identical tables."""
    for workers in (1, 2):
        chairtime("compare", family, "--out", tmp_path / str(workers), "--workers", workers)
    for name in ("comparison.json", "comparison.csv", "replications.csv"):
        assert (tmp_path / "1" / name).read_bytes() == (tmp_path / "2" / name).read_bytes()


def test_base_has_the_numbers_of_a_plain_run(chairtime, family, tmp_path):
    """``run`` of the same file simulates the base alone, to the same digits; --variant simulates the variant."""
    chairtime("compare", family, "--out", tmp_path / "both")
    chairtime("run", family, "--out", tmp_path / "base")
    chairtime("run", family, "--variant", "three chairs", "--out", tmp_path / "more")
    rows = _rows(tmp_path / "both" / "replications.csv")
    for label, folder in (("Small clinic", "base"), ("three chairs", "more")):
        alone = _rows(tmp_path / folder / "replications.csv")
        compared = [{name: row[name] for name in alone[0]} for row in rows if row["scenario"] == label]
        assert compared == alone


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def test_metric_and_indifference_choose_what_is_judged(chairtime, family, tmp_path):
    """A family of metrics by its beginning; a huge zone makes any wait not matter."""
    done = chairtime("compare", family, "--metric", "day.direct_wait", "--indifference", "day.direct_wait.mean=9 h",
                     "--out", tmp_path / "out")  # fmt: skip
    assert done.returncode == 0, done.stderr
    found = _differences(tmp_path / "out")
    judged = {name for (_, name), one in found.items() if one["verdict"]}
    assert judged == {name for _, name in found if name.startswith("day.direct_wait.")}
    mean = found["three chairs", "day.direct_wait.mean"]
    assert (mean["indifference"], mean["verdict"]) == (540, "no difference that matters")


def test_mistakes_of_the_options_are_told_together(chairtime, family, tmp_path):
    """Two unknown metrics with near misses, a wrong unit, a wrong confidence: four lines, exit 2, no folder."""
    done = chairtime("compare", family, "--metric", "day.direct_wiat", "--indifference", "day.direct_wait.maen=2 min",
                     "--indifference", "day.direct_wait.mean=2 patients", "--confidence", "300 %")  # fmt: skip
    assert done.returncode == 2
    assert sum(line.startswith("ERROR") for line in done.stderr.splitlines()) == 4
    assert "did you mean 'day.direct_wait'?" in done.stderr
    assert "did you mean 'day.direct_wait.mean'?" in done.stderr
    assert "expected a size such as '2 min'" in done.stderr
    assert not (tmp_path / "results").exists()


def test_other_windows_are_refused_with_their_line(chairtime, small, tmp_path):
    """A variant that is observed for longer cannot be compared replication by replication."""
    small.write_text(small.read_text(encoding="utf-8") + "variants:\n  longer: {run.length: 9 weeks}\n")
    done = chairtime("compare", small)
    assert done.returncode == 2
    assert "small.yaml:17:24 run.length: the observed time is 9 weeks here and 8 weeks in Small clinic" in done.stderr
    assert not (tmp_path / "results").exists()


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("compare", "small.yaml"), "nothing to compare with"),
        (("run", "small.yaml", "--variant", "more"), "the file has none"),
        (("compare", "small.yaml", "nowhere.yaml"), "no such file"),
    ],
)
def test_nothing_to_compare_is_wrong_use(chairtime, small, words, message):
    """Exit 2 with a reason, never a traceback."""
    done = chairtime(*words)
    assert done.returncode == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_equal_names_are_refused(chairtime, small, tmp_path):
    """Two files of one name could not be told apart."""
    (tmp_path / "other.yaml").write_text(small.read_text(encoding="utf-8"), encoding="utf-8")
    done = chairtime("compare", small, "other.yaml")
    assert done.returncode == 2
    assert "'Small clinic' is used by another" in done.stderr


def test_unknown_variant_is_guessed(chairtime, family):
    """The near miss is named."""
    assert "did you mean 'three chairs'?" in chairtime("run", family, "--variant", "tree chairs").stderr


def test_mistakes_in_variants_are_told_by_every_command(chairtime, family):
    """Validate and run check all variants, though run simulates the base only."""
    family.write_text(family.read_text(encoding="utf-8").replace("recliner: 3", "recliner: few"), encoding="utf-8")
    for command in ("validate", "run", "compare"):
        done = chairtime(command, family)
        assert (done.returncode, "variants.three chairs.spaces.recliner" in done.stderr) == (2, True)


def test_validate_counts_variants(chairtime, family):
    """It says how many were checked."""
    assert chairtime("validate", family).stdout.endswith("valid, with 2 variants\n")


def test_one_replication_settles_nothing(chairtime, family):
    """It runs and says so."""
    done = chairtime("compare", family, "--replications", 1)
    assert done.returncode == 0, done.stderr
    assert "nothing can be settled" in done.stdout
    assert "nan" not in done.stdout.split()


def test_diff_says_what_differs(chairtime, small, tmp_path):
    """One line for each difference under its section; none between a file and itself; always exit 0."""
    text = small.read_text(encoding="utf-8").replace("recliner: 2", "recliner: 3").replace("40 min", "50 min")
    (tmp_path / "other.yaml").write_text(text, encoding="utf-8")
    done = chairtime("diff", small, "other.yaml")
    assert done.returncode == 0
    assert done.stdout.splitlines() == [
        "Spaces", "  spaces.recliner: 2 -> 3", "Protocols", "  protocols.mood.infusion: 40 min -> 50 min",
    ]  # fmt: skip
    assert chairtime("diff", small, small).stdout == "no difference\n"
    found = json.loads(chairtime("diff", small, "other.yaml", "--json").stdout)
    assert found[0] == {"section": "Spaces", "path": "spaces.recliner", "first": "2", "second": "3"}
