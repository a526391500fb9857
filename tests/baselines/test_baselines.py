"""Back tests: every shipped scenario, shortened, gives the numbers that it gave before.

A baseline says that nothing has changed, not that it is right. Where a change is wanted,

    python -m pytest tests/baselines --update-baselines

writes the files anew; the difference then shows in the commit. Numbers are stored and compared to 12 significant
digits, because versions of NumPy and processors differ in the last bits of a sum.
"""

from __future__ import annotations

import csv
from math import isclose, isnan, nan
from pathlib import Path

import pytest

from sim.experiment import replicate
from sim.scenario.load import load

HERE = Path(__file__).parent
SCENARIOS = HERE.parents[1] / "scenarios"
FILES = {
    path.relative_to(SCENARIOS).with_suffix("").as_posix(): path
    for path in sorted(SCENARIOS.rglob("*.yaml"))
    if not {"own_policy", "peers"} & set(path.parts)
}
"""Name -> file; left out are policies of the user's own, because their code is an example of its own, and the
conditions of other simulators' tests, because every number of theirs is known (tests/theory)."""

CLINIC = ("run.warm_up=0 min", "run.length=5 weeks", "run.cool_down=1 week")
STATION = ("run.warm_up=0 min", "run.length=2 weeks", "run.cool_down=0 min")
SESSION = ("run.length=2 weeks",)
OTHERWISE = {
    "theory/stroke_pathway": ("run.warm_up=0 min", "run.length=12 weeks"),
    "theory/course": ("run.length=26 weeks",),
    "theory/fixed_session": (),
    "theory/one_day": SESSION,
    "theory/appointment_session": SESSION,
    "theory/lateness_session": SESSION,
    "theory/walk_in_centre": SESSION,
}
SEED, REPLICATIONS = 2026, (0, 1)
DIGITS, NOTHING = 12, 1e-9
"""Numbers nearer to zero than the second are what rounding leaves of nothing."""


def settings(name: str) -> tuple[str, ...]:
    """How a scenario is shortened."""
    return OTHERWISE.get(name, STATION if name.startswith("theory/") else CLINIC)


def baseline(name: str) -> Path:
    """The file of a scenario's numbers."""
    return HERE / f"{name.replace('/', '-')}.csv"


def measured(name: str) -> dict[str, list[float]]:
    """Every metric but the identities, which are checked in the run and hold only rounding."""
    scenario = load(FILES[name], settings(name)).scenario
    found = [replicate(scenario, SEED, replication).metrics for replication in REPLICATIONS]
    return {key: [one[key] for one in found] for key in found[0] if not key.startswith("identities.")}


def write(path: Path, found: dict[str, list[float]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        table = csv.writer(stream, lineterminator="\n")
        table.writerow(("metric", *(f"replication {number}" for number in REPLICATIONS)))
        table.writerows((key, *map(shown, values)) for key, values in found.items())


def read(path: Path) -> dict[str, list[float]]:
    with path.open(encoding="utf-8", newline="") as stream:
        _, *rows = csv.reader(stream)
    return {key: [float(value) if value else nan for value in values] for key, *values in rows}


def shown(value: float) -> str:
    """A number as the files have it; nothing for what is not available."""
    return "" if isnan(value) else "0" if abs(value) < NOTHING else f"{value:.{DIGITS}g}"


def same(old: float, new: float) -> bool:
    if isnan(old) or isnan(new):
        return isnan(old) and isnan(new)
    return isclose(old, new, rel_tol=10.0 ** (1 - DIGITS)) or max(abs(old), abs(new)) < NOTHING


def differences(old: dict[str, list[float]], new: dict[str, list[float]]) -> list[str]:
    """One line for each number that has changed, come or gone."""
    lines = [f"{key}: gone" for key in old if key not in new] + [f"{key}: new" for key in new if key not in old]
    for key in (key for key in old if key in new):
        pairs = zip(REPLICATIONS, old[key], new[key], strict=True)
        lines += [
            f"{key}, replication {n}: was {shown(a) or 'n/a'}, is {shown(b) or 'n/a'}"
            for n, a, b in pairs
            if not same(a, b)
        ]
    return lines


@pytest.mark.parametrize("name", FILES)
def test_scenario_gives_the_numbers_it_gave(name, request):
    """Every metric of two short replications, to twelve digits."""
    found = measured(name)
    if request.config.getoption("--update-baselines"):
        write(baseline(name), found)
        pytest.skip(f"{baseline(name).name} written")
    lines = differences(read(baseline(name)), found)
    more = [f"... and {len(lines) - 30} more"] if len(lines) > 30 else []
    text = "\n".join((f"{name} gives other numbers; if that is meant, --update-baselines:", *lines[:30], *more))
    assert not lines, text


def test_every_baseline_has_its_scenario():
    """No file is left over from a scenario that has gone."""
    assert {path.name for path in HERE.glob("*.csv")} == {baseline(name).name for name in FILES}


def test_a_difference_in_the_twelfth_digit_is_told_and_one_in_the_last_bit_is_not():
    """Old and new number and the metric; what has come and gone; n/a is a number like others."""
    old = {"a": [1.0, nan], "b": [2.0, 2.0], "c": [0.0, 0.0]}
    assert differences(old, {"a": [1.0 + 1e-15, nan], "b": [2.0, 2.0], "c": [1e-17, 0.0]}) == []
    assert differences(old, {"a": [1.0 + 1e-10, 3.0], "c": [0.0, 0.0], "d": [1.0, 1.0]}) == [
        "b: gone",
        "d: new",
        "a, replication 0: was 1, is 1.0000000001",
        "a, replication 1: was n/a, is 3",
    ]


def test_what_is_written_is_read_again(tmp_path):
    """Twelve digits, nothing for what is not available."""
    write(tmp_path / "one.csv", {"a": [1 / 3, nan], "b": [12345678.901234567, -1e-12]})
    assert (tmp_path / "one.csv").read_text(encoding="utf-8") == (
        "metric,replication 0,replication 1\na,0.333333333333,\nb,12345678.9012,0\n"
    )
    assert differences(read(tmp_path / "one.csv"), {"a": [1 / 3, nan], "b": [12345678.901234567, 0.0]}) == []
