"""A small clinic that runs in a moment, and the command as a user calls it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

SMALL = """\
scenario: Small clinic
calendar: {starts: 2026-01-05, hours: {mon-fri: 09:00-15:00}}
spaces: {recliner: 2}
staff: {nurse: {shifts: [{days: mon-fri, hours: 09:00-15:00}], watches: 2}}
visits:
  infusion:
    kind: infusion
    steps:
      - {step: prepare, part: preparation, time: 15 min, hands: nurse, in: recliner}
      - {step: infuse, part: infusion, time: of the protocol, watch: nurse}
      - {step: recover, part: recovery, time: {lognormal: {median: 30 min, sigma: 0.4}}, watch: nurse}
protocols:
  mood: {infusion: 40 min, induction: {infusions: 6}}
patients: {referrals: 1 per week}
run: {length: 8 weeks, replications: 3, seed: 1}
"""

ASKED = """\
targets: {day.direct_wait.mean: at most 60 min ± 10 min}
objective: {money.cost.per_week: lowest ± 5}
choices:
  spaces.recliner: [1, 2]
  nurses: {one: {}, two: {staff.nurse.shifts.0.count: 2}}
"""
MONEY = "money: {spaces_per_day: {recliner: 20}, fixed_per_day: 100}\n"

Call = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """The small clinic as a file."""
    path = tmp_path / "small.yaml"
    path.write_text(SMALL, encoding="utf-8")
    return path


@pytest.fixture
def asked(small) -> Path:
    """The small clinic with a target, an objective and four designs, of which the small ones cost less."""
    text = small.read_text(encoding="utf-8").replace("watches: 2}", "watches: 2, wage: 40}")
    small.write_text(text + MONEY + ASKED, encoding="utf-8")
    return small


@pytest.fixture
def chairtime(tmp_path: Path) -> Call:
    """Call the command in a folder of its own."""

    def call(*words: object, **options: object) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "sim", *map(str, words)]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=120, **options)  # type: ignore[call-overload,no-any-return]

    return call
