"""What is said before and while replications run."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

from sim.cli import progress as bar
from sim.cli.progress import Leading, Pace, rate, span
from sim.cli.sampling import told
from sim.experiment import Outcome
from sim.sampling import Ahead, Demand
from sim.scenario.load import load

CLINIC = load(Path(__file__).parents[2] / "scenarios" / "lean_practice.yaml").scenario


@pytest.mark.parametrize(
    ("ahead", "words"),
    [
        (Ahead(30, 0, 20.4), "30 replications; about 20 s"),
        (Ahead(1, 0, 0.0), "1 replication; about 1 s"),
        (Ahead(18, 12, 100.0), "30 replications, 12 of them finished before; about 2 min for the rest"),
        (Ahead(0, 30, 0.0), "30 replications, all finished before"),
        (Ahead(48_000, 0, 7300.0), "48,000 replications; about 2.0 h"),
    ],
)
def test_what_is_ahead_in_words(ahead, words):
    """Runs, what is kept, and the time in a unit that suits it."""
    assert told(ahead) == words


@pytest.mark.parametrize(("seconds", "words"), [(0.2, "1 s"), (89.4, "89 s"), (90, "2 min"), (5400, "1.5 h")])
def test_time_to_wait(seconds, words):
    """Seconds up to a minute and a half, minutes up to an hour and a half."""
    assert span(seconds) == words


@pytest.mark.parametrize(("runs", "seconds", "words"), [(30, 10, "3.0/s"), (3, 60, "3.0/min"), (0, 0, "0.0/min")])
def test_rate(runs, seconds, words):
    """Per second, or per minute below one a second."""
    assert rate(runs, seconds) == words


def test_leading_number_is_the_first_headline_of_the_first_scenario():
    """Starts of 1, 2 and 3 a week: t(0.975, 2) / sqrt(3) = 2.48; other scenarios and missing values do not count."""
    leading, other = Leading(), CLINIC.model_copy(update={"scenario": "Other"})
    for scenario, value in ((CLINIC, 1.0), (other, 50.0), (CLINIC, 2.0), (CLINIC, np.nan), (CLINIC, 3.0)):
        outcome = Outcome(0, {"access.wait_to_first_infusion.mean": 9.0, "volume.starts_per_week": value}, {})
        leading.add(Demand(scenario, 3, 1), outcome)
    assert leading.told() == "New starts ± 2.48 patients/week"


def test_one_replication_has_no_interval():
    """Nothing is said."""
    leading = Leading()
    assert leading.told() == ""
    leading.add(Demand(CLINIC, 1, 1), Outcome(0, {"volume.starts_per_week": 1.0}, {}))
    assert leading.told() == ""


def test_metric_that_was_asked_for_leads():
    """Waits of 9 and 11 days: t(0.975, 1) times 1 is 12.7, whatever the starts are."""
    leading = Leading("access.wait_to_first_infusion.mean")
    for number, wait in enumerate((9.0, 11.0)):
        found = {"access.wait_to_first_infusion.mean": wait, "volume.starts_per_week": 1.0}
        leading.add(Demand(CLINIC, 2, 1), Outcome(number, found, {}))
    assert leading.told() == "Wait to first infusion ± 12.7 days"


def test_scenario_that_a_search_goes_on_to_leads():
    """One replication of another is passed over, a second in a row makes it lead; what a study had kept never does."""
    leading, other = Leading(), CLINIC.model_copy(update={"scenario": "Other"})

    def add(scenario, value, kept=False):
        leading.add(Demand(scenario, 3, 1), Outcome(0, {"volume.starts_per_week": value}, {}), kept)

    for scenario, value in ((CLINIC, 1.0), (CLINIC, 3.0), (other, 5.0)):
        add(scenario, value)
    for value in (5.0, 6.0):
        add(other, value, kept=True)
    assert leading.told() == "New starts ± 12.7 patients/week"
    add(other, 4.0)
    assert leading.told() == "New starts ± 1.3 patients/week"


@pytest.fixture
def clock(monkeypatch):
    """A clock that stands still until the test moves it [s]."""
    now = {"at": 0.0}
    monkeypatch.setattr(bar, "monotonic", lambda: now["at"])
    return now


def test_waits_between_lines_of_a_log_double(clock):
    """After 20 s, then 40, 80, 160, 320 and every 600: a night of ten hours has sixty-three lines."""
    pace, told = Pace(), []
    for second in range(36_001):
        clock["at"] = float(second)
        if pace.due():
            told.append(second)
    assert told[:7] == [20, 60, 140, 300, 620, 1220, 1820]
    assert len(told) == 63


def _logged(monkeypatch, capsys, clock, **options) -> str:
    """What a log says while ten replications of 9 s each are done; two were kept from before."""
    monkeypatch.setattr(sys.stderr, "isatty", lambda: False, raising=False)
    outcome, demand = Outcome(0, {"volume.starts_per_week": 1.0}, {}), Demand(CLINIC, 12, 1)
    with bar.progress("Lean", **options) as watch:
        watch.expect(10, [(demand, outcome)] * 2)
        for _ in range(10):
            clock["at"] += 9
            watch.finished(demand, outcome)
    return capsys.readouterr().err


def test_log_gets_few_lines_and_the_time_left(monkeypatch, capsys, clock):
    """First after 27 s (three runs of 9 s), then 45 s later; nothing is said of the last."""
    assert _logged(monkeypatch, capsys, clock).splitlines() == [
        "Lean: 5 of 12 replications done after 27 s; about 63 s for the others",
        "Lean: 10 of 12 replications done after 72 s; about 18 s for the others",
    ]


def test_search_does_not_promise_an_end(monkeypatch, capsys, clock):
    """How many more it takes turns out on the way."""
    first, _ = _logged(monkeypatch, capsys, clock, is_open=True).splitlines()
    assert first == "Lean: 5 replications done after 27 s"


def test_script_that_reads_json_is_told_nothing_on_the_way(monkeypatch, capsys, clock):
    """With --json stderr holds mistakes and warnings, and the one line beforehand."""
    assert _logged(monkeypatch, capsys, clock, quiet=True) == ""


@pytest.mark.parametrize(
    ("ahead", "words"),
    [
        (Ahead(30, 0, 20.4), "30 replications; about 25 s with the report"),
        (Ahead(18, 12, 100.0), "30 replications, 12 of them finished before; about 2 min for the rest and the report"),
        (Ahead(0, 30, 0.0), "30 replications, all finished before"),
    ],
)
def test_time_for_the_report_is_counted(ahead, words):
    """Five seconds more, and it is said that they are in."""
    assert told(ahead, 5.0) == words
