"""Every row of the table: refused in plain words at the right place, warned about, or run."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner
from page import page
from rows import ACCEPTED, REFUSED, SECTIONS, WARNED, Row

from sim.cli.main import cli
from sim.cli.options import UNCHECKED
from sim.experiment import replicate
from sim.scenario.load import load

CLINIC = Path(__file__).with_name("clinic.yaml").read_text(encoding="utf-8")
ROWS = [(title, row) for title, rows in SECTIONS.items() for row in rows]


@dataclass(frozen=True)
class Said:
    """What a command answered."""

    code: int
    stdout: str
    stderr: str


def written(row: Row) -> bytes:
    """The file of a row."""
    if isinstance(row.new, bytes):
        return row.new
    assert CLINIC.count(row.old) == 1 or not row.old, row.old
    return (CLINIC.replace(row.old, row.new) if row.old else row.new).encode()


def lines_of(row: Row) -> range:
    """The lines that were written anew."""
    first = CLINIC[: CLINIC.index(row.old)].count("\n") + 1
    return range(first, first + str(row.new).count("\n") + 1)


def call(*words: object) -> Said:
    """A command, in this process."""
    done = CliRunner().invoke(cli, [str(word) for word in words], standalone_mode=False)
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return Said(done.exit_code, done.stdout, done.stderr)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder of its own to work in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _labels(rows):
    return [f"{title}: {row.mistake}: {nth}" for nth, (title, row) in enumerate(rows)]


REFUSALS = [(title, row) for title, row in ROWS if row.answer == REFUSED]
OTHERS = [(title, row) for title, row in ROWS if row.answer != REFUSED]


@pytest.mark.parametrize(("title", "row"), REFUSALS, ids=_labels(REFUSALS))
def test_a_mistake_is_refused_where_it_stands(folder, title, row):
    """Exit 2 from validate and run, with the same words, the row's place, and nothing written."""
    (folder / "x.yaml").write_bytes(written(row))
    said = call("validate", "x.yaml")
    assert (said.code, said.stdout) == (2, "")
    assert row.says in said.stderr
    assert said.stderr.startswith("ERROR x.yaml")
    if row.old and not row.elsewhere:
        lines = {int(told.split(":")[1]) for told in said.stderr.splitlines() if told.startswith("ERROR ")}
        assert lines & {*lines_of(row)}
    assert call("run", "x.yaml") == said
    assert [path.name for path in folder.iterdir()] == ["x.yaml"]


@pytest.mark.parametrize(("title", "row"), OTHERS, ids=_labels(OTHERS))
def test_what_is_no_mistake_runs(folder, title, row):
    """Valid; the row's warning or none; a replication with every identity at zero and no rule broken."""
    (folder / "x.yaml").write_bytes(written(row))
    loaded = load("x.yaml")
    told = "\n".join(map(str, loaded.warnings))
    assert row.says in told
    assert (row.answer == ACCEPTED) == (told == "")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = replicate(loaded.scenario, 1, 0).metrics
    wrong = {name: value for name, value in found.items() if name.startswith(("identities.", "safety.violations"))}
    assert {name: value for name, value in wrong.items() if abs(value) > 1e-6} == {}


def test_strict_makes_mistakes_of_warnings(folder):
    """With --strict a warning is exit 2, in the same words."""
    row = next(row for _, row in ROWS if row.answer == WARNED)
    (folder / "x.yaml").write_bytes(written(row))
    said = call("validate", "x.yaml", "--strict")
    assert said.code == 2
    assert row.says in said.stderr


@pytest.mark.parametrize("value", ["", "# 5"])
def test_a_setting_without_a_value_is_read_as_in_a_file(folder, value):
    """`--set spaces.recliner=` is the key with nothing behind it; without a seed one is drawn."""
    (folder / "x.yaml").write_text(CLINIC, encoding="utf-8")
    said = call("validate", "x.yaml", "--set", f"spaces.recliner={value}", "--set", f"run.seed={value}")
    words = "ERROR --set spaces.recliner: no value is written; got nothing; expected a whole number\n"
    assert (said.code, said.stderr) == (2, f"{words}{UNCHECKED}\n")


def test_page_is_up_to_date():
    """docs/bad_input.md says what the table says."""
    assert (Path(__file__).parents[2] / "docs" / "bad_input.md").read_text(encoding="utf-8") == page()
