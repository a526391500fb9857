"""What makes the numbers: the code and the libraries, not what shows them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import sim
from sim.edition import SHOWING, arithmetic, edition, fingerprint, other_edition


@pytest.fixture
def code(tmp_path):
    """A package with one part that makes numbers and one that shows them."""
    for name, text in (("model/clinic.py", "a = 1\nb = 2\n"), ("cli/main.py", "c = 3\n"), ("results.py", "d = 4\n")):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(text.encode())
    return tmp_path


def test_a_changed_line_of_the_model_is_another_edition(code):
    """One digit; and a file that was moved."""
    before = fingerprint(code)
    (code / "model" / "clinic.py").write_bytes(b"a = 1\nb = 3\n")
    changed = fingerprint(code)
    (code / "model" / "clinic.py").rename(code / "model" / "other.py")
    assert len({before, changed, fingerprint(code)}) == 3


def test_what_shows_numbers_does_not_count(code):
    """Neither do line ends, which some systems change."""
    before = fingerprint(code)
    (code / "cli" / "main.py").write_text("c = 4\n")
    (code / "results.py").write_text("d = 5\n")
    (code / "model" / "clinic.py").write_bytes(b"a = 1\r\nb = 2\r\n")
    assert fingerprint(code) == before


def test_every_part_that_shows_is_there():
    """A part that was renamed would count without anybody knowing."""
    folder = Path(sim.__file__).parent
    assert [name for name in SHOWING if not (folder / name).exists()] == []


def test_one_last_digit_is_other_arithmetic(monkeypatch):
    """Some processors round one exponential in some thousands the other way."""
    before, usual = arithmetic(), np.exp

    def elsewhere(values):
        found = usual(values)
        found[1234] = np.nextafter(found[1234], np.inf)
        return found

    monkeypatch.setattr(np, "exp", elsewhere)
    assert arithmetic() != before


def test_difference_is_told_with_both_versions():
    """Only what differs, theirs first."""
    theirs = {**edition(), "numpy": "1.0"}
    said = other_edition("the worker w", theirs)
    assert said.startswith(f"the worker w has numpy 1.0 (here {edition()['numpy']}); other versions and proc")
