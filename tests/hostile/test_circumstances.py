"""The computer is as hostile as the input: signals, full disks, closed streams, dying workers, odd surroundings."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from processes import (
    CLINIC,
    PATIENCE,
    ROOT,
    called,
    command,
    environment,
    in_shell,
    members,
    same_tables,
    started,
    wait_until,
    workers,
)

from sim.cli.options import reported

LONG = ("--workers", 2, "--set", "run.length=40 weeks", "--replications", 120)
"""Long enough to be disturbed."""


@pytest.fixture
def clinic(tmp_path):
    """The small clinic as a file."""
    (tmp_path / "clinic.yaml").write_text(CLINIC, encoding="utf-8")
    return tmp_path


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    """What the long run gives when nobody disturbs it, with one worker."""
    folder = tmp_path_factory.mktemp("undisturbed")
    (folder / "clinic.yaml").write_text(CLINIC, encoding="utf-8")
    done = called(folder, "run", "clinic.yaml", *LONG[2:], "--workers", 1, "--out", "out")
    assert done.returncode == 0, done.stderr
    return folder / "out"


def left_over(folder: Path) -> set[str]:
    """What lies in a folder beside the scenario."""
    return {path.name for path in folder.iterdir()} - {"clinic.yaml"}


@contextmanager
def running(folder: Path, *words: object):
    """A long run whose workers have begun; whatever is left of it is ended."""
    if not Path("/proc/self/cmdline").is_file():
        pytest.skip("this system does not say which processes are workers")
    process = started(folder, "run", "clinic.yaml", *LONG, "--out", "out", *words)
    try:
        wait_until(lambda: len(workers(process.pid)) >= 2 or process.poll() is not None)
        time.sleep(2)
        assert process.poll() is None, process.communicate()
        yield process
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate(timeout=PATIENCE)


# where results go


@pytest.mark.parametrize(
    "out",
    ["/proc/chairtime/out", "clinic.yaml", "clinic.yaml/out", "x" * 300, "loop/out", ".", "/"],
    ids=["unwritable", "a file", "inside a file", "too long", "a link to itself", "here", "the root"],
)
def test_a_place_where_results_cannot_go_is_told_before_anything_runs(clinic, out):
    """Exit 1, one line, nothing written."""
    (clinic / "loop").symlink_to("loop")
    done = called(clinic, "run", "clinic.yaml", "--out", out)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("ERROR ")
    assert len(done.stderr.splitlines()) == 1
    assert left_over(clinic) == {"loop"}


@pytest.mark.slow
def test_results_go_where_a_link_leads(clinic):
    """The link stays, and the folder behind it holds the results."""
    (clinic / "real").mkdir()
    (clinic / "link").symlink_to("real")
    assert called(clinic, "run", "clinic.yaml", "--out", "link").returncode == 0
    assert (clinic / "link").is_symlink()
    assert (clinic / "real" / "report.html").is_file()


@pytest.mark.slow
def test_a_folder_that_has_gone_is_no_place_for_results(clinic):
    """Called from a deleted folder: a relative place cannot be written, an absolute one can."""
    gone = f"mkdir gone && cd gone && rmdir ../gone && chairtime run {clinic}/clinic.yaml --workers 1"
    assert in_shell(clinic, f"{gone} --out {clinic}/out").returncode == 0
    done = in_shell(clinic, gone)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("mount") or os.name != "posix" or os.geteuid() != 0, reason="only root may mount")
@pytest.mark.parametrize("kilobytes", [16, 72, 88, 300, 900])
def test_a_full_disk_leaves_nothing_half_written(clinic, kilobytes):
    """Whichever file meets the end of the disk: exit 1, one line, nothing left on it."""
    disk = clinic / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", str(disk)], check=False)
    if mounted.returncode:
        pytest.skip("a small disk cannot be mounted here")
    try:
        done = called(clinic, "run", "clinic.yaml", "--out", disk / "out", "--events", "--workers", 1)
        assert (done.returncode, done.stdout) == (1, "")
        assert done.stderr.splitlines()[-1].startswith("ERROR cannot write")
        assert "No space left on device" in done.stderr
        assert "Traceback" not in done.stderr
        assert list(disk.iterdir()) == []
    finally:
        subprocess.run(["umount", str(disk)], check=True)


@pytest.mark.slow
def test_two_runs_into_one_folder_leave_one_whole_study(clinic):
    """The first to finish keeps the folder; the other ends with 1, and nothing is mixed."""
    both = [started(clinic, "run", "clinic.yaml", "--out", "out", "--workers", 1, "--seed", seed) for seed in (1, 2)]
    said = [process.communicate(timeout=PATIENCE) for process in both]
    assert sorted(process.returncode for process in both) == [0, 1], said
    assert left_over(clinic) == {"out"}
    winner = next(seed for seed, process in enumerate(both, 1) if process.returncode == 0)
    again = called(clinic, "run", "clinic.yaml", "--out", "again", "--workers", 1, "--seed", winner)
    assert again.returncode == 0
    assert same_tables(clinic / "out", clinic / "again")


# who listens


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("chairtime validate clinic.yaml >&-", 0),
        ("chairtime validate nowhere.yaml 2>&-", 2),
        ("chairtime validate nowhere.yaml 2>/dev/full", 2),
        ("chairtime validate clinic.yaml >/dev/full", 1),
    ],
)
def test_streams_that_lead_nowhere_do_not_change_the_answer(clinic, line, code):
    """The exit code is right although nobody can read the words; only output that was asked for and is lost is 1."""
    done = in_shell(clinic, line)
    assert done.returncode == code
    assert "Traceback" not in done.stderr


def test_a_run_without_streams_writes_its_results(clinic):
    """All three closed: no file of ours takes their numbers, and the study is whole."""
    done = in_shell(clinic, "chairtime run clinic.yaml --out out --workers 1 --replications 1 <&- >&- 2>&-")
    assert done.returncode == 0
    assert {"report.html", "summary.json", "run.json"} <= {path.name for path in (clinic / "out").iterdir()}


@pytest.mark.slow
@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_closed_streams_change_no_number(clinic, closed):
    """With workers too, which inherit what is closed."""
    assert called(clinic, "run", "clinic.yaml", "--out", "one", "--workers", 1).returncode == 0
    assert in_shell(clinic, f"chairtime run clinic.yaml --out two --workers 2 {closed}").returncode == 0
    assert same_tables(clinic / "one", clinic / "two")


# what is said


@pytest.mark.skipif(os.name != "posix", reason="elsewhere words are never bytes")
@pytest.mark.parametrize("words", [[b"cl\xednica.yaml"], [b"clinic.yaml", b"--set", b"scenario=Cl\xednica"]])
def test_words_in_another_encoding_are_refused_before_anything_runs(clinic, words):
    """A file name or a value in Latin-1: exit 2, one line that shows the byte, nothing written."""
    (clinic / os.fsdecode(b"cl\xednica.yaml")).write_text(CLINIC, encoding="utf-8")
    before = left_over(clinic)
    done = subprocess.run([*command("run"), *words], cwd=clinic, env=environment(), capture_output=True, check=False)
    assert (done.returncode, done.stdout) == (2, b"")
    (line,) = done.stderr.decode().splitlines()
    assert line.startswith("ERROR '")
    assert "cl\\udcednica" in line.lower()
    assert "is not UTF-8 text" in line
    assert left_over(clinic) == before


# surroundings


@pytest.mark.slow
@pytest.mark.parametrize(
    "odd",
    [
        {"HOME": None, "TERM": None, "LANG": "C", "LC_ALL": "C"},
        {"TZ": "Pacific/Kiritimati", "PYTHONHASHSEED": "7", "LC_NUMERIC": "de_DE.UTF-8"},
        {"TZ": None, "PYTHONHASHSEED": "0", "PYTHONIOENCODING": "ascii", "COLUMNS": "1"},
        {"HOME": "/proc", "TMPDIR": "/nowhere", "PYTHONOPTIMIZE": "2"},
    ],
)
def test_surroundings_change_no_number(clinic, odd):
    """Without a home, in another place, time and language: the same tables to the last byte."""
    text = CLINIC.replace("Small clinic", "Clínica São João 門診")
    (clinic / "clinic.yaml").write_text(text, encoding="utf-8")
    assert called(clinic, "run", "clinic.yaml", "--out", "one", "--workers", 1).returncode == 0
    done = called(clinic, "run", "clinic.yaml", "--out", "two", "--workers", 2, env=environment(**odd))
    assert done.returncode == 0, done.stderr
    assert "atplotlib" not in done.stderr
    assert same_tables(clinic / "one", clinic / "two")


@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not limit memory so")
def test_too_little_memory_is_told_before_anything_is_loaded(clinic):
    """With 220 MB the libraries below would wait for ever: exit 1, one line, nothing written."""
    done = in_shell(clinic, "ulimit -v 225280; chairtime run clinic.yaml --out out --workers 1")
    words = "ERROR not enough memory: this process may use 220 MB (ulimit -v), and needs 350 MB\n"
    assert (done.returncode, done.stdout, done.stderr) == (1, "", words)
    assert left_over(clinic) == set()


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not limit memory so")
def test_a_year_fits_into_half_a_gigabyte(clinic):
    """512 MB of address space and one worker are enough for a year."""
    line = "ulimit -v 524288; chairtime run clinic.yaml --out out --workers 1 --set 'run.length=52 weeks'"
    done = in_shell(clinic, line)
    assert done.returncode == 0, done.stderr


# interrupts


@pytest.mark.slow
@pytest.mark.parametrize(
    ("signals", "code"),
    [
        ([signal.SIGINT], 130),
        ([signal.SIGINT, signal.SIGINT], 130),
        ([signal.SIGTERM], 143),
        ([signal.SIGHUP], 129),
        ([signal.SIGTERM, signal.SIGINT], None),
    ],
    ids=["interrupt", "interrupt twice", "terminated", "terminal closed", "terminated and interrupted"],
)
def test_a_run_that_is_stopped_leaves_nothing_behind(clinic, signals, code):
    """To the whole group, as a terminal does it: its code, no traceback, no worker, no folder."""
    with running(clinic) as process:
        for number in signals:
            os.killpg(process.pid, number) if number == signal.SIGINT else process.send_signal(number)
            time.sleep(0.2)
        _, errors = process.communicate(timeout=PATIENCE)
        assert process.returncode in ((code,) if code else (130, 143)), errors
        assert "Traceback" not in errors
        wait_until(lambda: not members(process.pid))
        assert not (clinic / "out").exists()


def test_an_interrupt_before_anything_runs_is_told_in_whole_words(capsys):
    """Ctrl-C while a scenario is read: 130, and the sentence has its end."""

    def interrupted(*words):
        raise KeyboardInterrupt

    with pytest.raises(SystemExit) as left:
        reported(interrupted)()
    assert left.value.code == 130
    assert capsys.readouterr().err == "Interrupted; nothing half-written was left behind\n"


@pytest.mark.slow
def test_a_run_whose_caller_ignores_hangups_goes_on(clinic):
    """What nohup does: a closed terminal is no reason to stop."""
    line = "trap '' HUP; chairtime run clinic.yaml --out out --workers 1 & sleep 3; kill -HUP $!; wait $!"
    assert in_shell(clinic, line).returncode == 0
    assert (clinic / "out" / "report.html").is_file()


@pytest.mark.slow
def test_after_a_kill_the_next_run_is_undisturbed(clinic, undisturbed):
    """After kill -9 the workers end by themselves; the next run gives what it would have given."""
    with running(clinic) as process:
        process.kill()
        process.communicate(timeout=PATIENCE)
        wait_until(lambda: not members(process.pid))
    assert not (clinic / "out").exists()
    assert all(name.startswith(".out-") for name in left_over(clinic))
    again = called(clinic, "run", "clinic.yaml", *LONG, "--out", "out")
    assert again.returncode == 0, again.stderr
    assert same_tables(clinic / "out", undisturbed)


@pytest.mark.slow
def test_a_worker_that_dies_changes_no_number(clinic, undisturbed):
    """One of two workers is killed midway: its replications are run again, with the same luck."""
    with running(clinic) as process:
        os.kill(workers(process.pid)[0], signal.SIGKILL)
        _, errors = process.communicate(timeout=PATIENCE)
        assert process.returncode == 0, errors
    assert same_tables(clinic / "out", undisturbed)


def test_another_copy_of_the_program_runs_with_its_own_code(clinic, tmp_path):
    """A copy that differs from what is installed, called from its folder with two workers: they run the copy."""
    copy = tmp_path / "copy"
    shutil.copytree(ROOT / "sim", copy / "sim", ignore=shutil.ignore_patterns("__pycache__"))
    with (copy / "sim" / "stats.py").open("a") as file:
        file.write("\n# another edition\n")
    words = ("run", clinic / "clinic.yaml", "--workers", 2, "--replications", 12, "--out", tmp_path / "out")
    done = called(copy, *words, env=environment(PYTHONPATH=None))
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "out" / "summary.json").exists()


def test_files_beside_the_scenario_are_not_taken_for_libraries(clinic):
    """A file named like one of Python's libraries lies where the command is called: nobody stumbles over it."""
    (clinic / "signal.py").write_text("raise RuntimeError('not this one')\n")
    script = "import sys; del sys.path[0]; sys.argv = ['chairtime', *sys.argv[1:]]; from sim.cli import main; main()"
    words = ("run", "clinic.yaml", "--workers", "2", "--replications", "12", "--out", "out")
    done = subprocess.run([sys.executable, "-c", script, *words], cwd=clinic, env=environment(), capture_output=True,
                          text=True, timeout=PATIENCE)  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    assert "relaunching" not in done.stderr
