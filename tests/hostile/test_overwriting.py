"""Results replace older ones whole, whatever happens between the two renames."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest
from processes import CLINIC, PATIENCE, called, environment

from sim.errors import ResultsError
from sim.placing import finish_replacing
from sim.results import study_folder

KILLED = """
import os, signal, sys
from pathlib import Path
from sim.cli import main

rename = Path.replace

def aside_and_no_further(self, target):
    rename(self, target)
    if str(target).endswith(".old"):
        os.kill(os.getpid(), signal.SIGKILL)

Path.replace = aside_and_no_further
sys.argv = ["chairtime", *sys.argv[1:]]
main()
"""
"""The command, killed outright when the old results have gone aside and the new ones have not taken their place."""
RUN = ("run", "clinic.yaml", "--replications", 1, "--workers", 1, "--out", "out")
SAID = "out holds the results of a run that was killed while it replaced older ones; they are whole"


@pytest.fixture
def killed(tmp_path):
    """A folder where older results were to be replaced by those with seed 2."""
    (tmp_path / "clinic.yaml").write_text(CLINIC, encoding="utf-8")
    older(tmp_path / "out", "old")
    words = map(str, (*RUN, "--seed", 2, "--overwrite"))
    done = subprocess.run(
        [sys.executable, "-c", KILLED, *words], cwd=tmp_path, env=environment(), capture_output=True, timeout=PATIENCE
    )
    assert done.returncode == -signal.SIGKILL, done.stderr
    hidden = {path.name for path in tmp_path.iterdir()} - {"clinic.yaml"}
    assert len(hidden) == 2
    assert all(name.startswith(".out-") for name in hidden)
    return tmp_path


def listing(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def older(folder: Path, text: str) -> Path:
    """Results that say *text*."""
    folder.mkdir()
    (folder / "run.json").write_text(text, encoding="utf-8")
    return folder


def said(folder: Path) -> str:
    return (folder / "run.json").read_text(encoding="utf-8")


@pytest.mark.skipif(sys.platform == "win32", reason="nothing can be killed outright there")
def test_after_a_kill_between_the_renames_the_next_run_finds_the_new_results(killed):
    """The next run says so and, not told to overwrite, leaves them: whole, under their name, and nothing hidden."""
    done = called(killed, *RUN)
    assert done.returncode == 1
    told, refused = done.stderr.splitlines()[-2:]
    assert told == SAID
    assert "use --overwrite" in refused
    assert listing(killed) == ["clinic.yaml", "out"]
    assert '"seed": 2' in said(killed / "out")
    assert (killed / "out" / "report.html").is_file()


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="nothing can be killed outright there")
def test_after_a_kill_between_the_renames_the_next_run_may_overwrite(killed):
    """It replaces the results of the killed run, which it names; nothing hidden is left."""
    done = called(killed, *RUN, "--seed", 3, "--overwrite")
    assert done.returncode == 0, done.stderr
    assert SAID in done.stderr
    assert listing(killed) == ["clinic.yaml", "out"]
    assert '"seed": 3' in said(killed / "out")


def test_an_interrupt_between_the_renames_loses_nothing(tmp_path, monkeypatch):
    """Ctrl-C with the old results aside: the new ones take their place, and the interrupt goes on."""
    target, rename = older(tmp_path / "out", "old"), Path.replace

    def interrupted(self, to):
        rename(self, to)
        if str(to).endswith(".old"):
            raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt), study_folder(target, overwrite=True) as folder:
        (folder / "run.json").write_text("new", encoding="utf-8")
    assert listing(tmp_path) == ["out"]
    assert said(target) == "new"


def test_new_results_that_cannot_take_their_place_leave_the_old_ones(tmp_path, monkeypatch):
    """The second rename fails: the old results are back under their name, and nothing else is left."""
    target, rename = older(tmp_path / "out", "old"), Path.replace

    def failing(self, to):
        if Path(to) == target and not self.name.endswith(".old"):
            raise OSError(5, "Input/output error")
        rename(self, to)

    monkeypatch.setattr(Path, "replace", failing)

    def overwrite():
        with study_folder(target, overwrite=True) as folder:
            (folder / "run.json").write_text("new", encoding="utf-8")

    with pytest.raises(ResultsError, match="Input/output error"):
        overwrite()
    monkeypatch.undo()
    assert listing(tmp_path) == ["out"]
    assert said(target) == "old"


def test_only_what_a_replacement_left_is_touched(tmp_path):
    """Drafts of runs that go on, and other people's hidden folders, stay; what is left of the old results goes."""
    target = older(tmp_path / "out", "new")
    for name in (".out-abcdefgh", ".out-old-abcdefgh", ".out-abcdefgh.older", ".outer-abcdefgh.old", ".out-abc.old"):
        older(tmp_path / name, name)
    before = listing(tmp_path)
    older(tmp_path / ".out-hgfedcba.old", "old")
    assert not finish_replacing(target)
    assert listing(tmp_path) == before
    assert said(target) == "new"
