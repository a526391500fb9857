"""The README's commands do what it says."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_commands_of_the_ten_minutes_work(tmp_path):
    """init, describe and run, and every --set that is shown, in the order of the README, with a short run."""
    commands = re.findall(r"`\.venv/bin/chairtime ([^`]+)`", README)
    settings = [shlex.split(text)[1] for text in re.findall(r"`(--set [^`]+)`", README)]
    assert [command.split()[0] for command in commands] == ["init", "describe", "run"]
    for command in commands:
        assert _chairtime(tmp_path, *command.split(), *_short(command)).returncode == 0
    for setting in settings:
        assert _chairtime(tmp_path, "validate", "my_clinic.yaml", "--set", setting).returncode == 0


def test_linked_files_exist():
    """Every relative link and picture."""
    for target in re.findall(r"\]\(([^)#]+)\)", README):
        assert (ROOT / target).exists(), target


def test_first_screen_says_both_commands():
    """Make run and make test within the first 20 lines."""
    first = "\n".join(README.splitlines()[:20])
    assert "make run" in first
    assert "make test" in first


def _short(command: str) -> list[str]:
    return ["--replications", "2", "--set", "run.length=2 weeks"] if command.startswith("run") else []


def _chairtime(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "sim", *words]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120)
