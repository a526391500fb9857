"""Outcomes on demand: nothing is run twice, and the order is the demand's."""

from __future__ import annotations

import os
from concurrent.futures import Future
from pathlib import Path

import numpy as np
import pytest

from sim import sampling
from sim.errors import PlaceError, ResultsError
from sim.experiment import Outcome
from sim.places.local import Here, Processes
from sim.sampling import Demand, Sampling, run_packed
from sim.scenario.load import load
from sim.study.store import Store

FILE = Path(__file__).parents[2] / "scenarios" / "lean_practice.yaml"


def scenario(*settings: str):
    """A clinic, changed."""
    return load(FILE, settings).scenario


@pytest.fixture
def ran(monkeypatch):
    """In place of a simulation: a number that says which it was; and what was run, in order."""
    done: list[tuple[int, int, int]] = []

    def replicate(scenario, seed, replication, events=None) -> Outcome:
        chairs = next(iter(scenario.spaces.values())).count
        done.append((chairs, seed, replication))
        return Outcome(replication, {"m": 100.0 * chairs + 10 * seed + replication}, {"p": np.ones(2)})

    monkeypatch.setattr(sampling, "replicate", replicate)
    return done


def values(outcomes) -> list[float]:
    return [outcome.metrics["m"] for outcome in outcomes]


SPACE = f"spaces.{next(iter(scenario().spaces))}"
ONE, TWO = scenario(f"{SPACE}=1"), scenario(f"{SPACE}=2")


def test_designs_run_side_by_side_in_order_of_replication(ran):
    """The first replication of all, then the second; each demand gets its own."""
    with Sampling(Here()) as sample:
        one, two = sample([Demand(ONE, 3, 1), Demand(TWO, 2, 1)])
    assert (values(one), values(two)) == ([110, 111, 112], [210, 211])
    assert ran == [(1, 1, 0), (2, 1, 0), (1, 1, 1), (2, 1, 1), (1, 1, 2)]
    assert [outcome.replication for outcome in one] == [0, 1, 2]


def test_more_replications_run_only_what_is_missing(ran):
    """Two, then four, then one: four runs in all; another seed is other luck."""
    with Sampling(Here()) as sample:
        found = [values(sample([Demand(ONE, n, 1)])[0]) for n in (2, 4, 1)]
        sample([Demand(ONE, 1, 5)])
    assert found == [[110, 111], [110, 111, 112, 113], [110]]
    assert ran == [(1, 1, 0), (1, 1, 1), (1, 1, 2), (1, 1, 3), (1, 5, 0)]


def test_equal_scenarios_under_other_names_run_once(ran):
    """Two names in one call, and a third in the next."""
    names = [scenario(f"{SPACE}=1", f"scenario={name}") for name in "abc"]
    with Sampling(Here()) as sample:
        first, second = sample([Demand(names[0], 2, 1), Demand(names[1], 3, 1)])
        (third,) = sample([Demand(names[2], 3, 1)])
    assert values(second) == values(third) == [110, 111, 112]
    assert values(first) == [110, 111]
    assert len(ran) == 3


def test_study_goes_on_where_it_stopped(ran, tmp_path):
    """The third replication fails; the same demand again runs it and what follows, and no more."""
    with pytest.raises(ZeroDivisionError), Sampling(Breaking(2), Store(tmp_path)) as sample:
        sample([Demand(ONE, 4, 1)])
    with Sampling(Here(), Store(tmp_path)) as sample:
        assert values(sample([Demand(ONE, 4, 1)])[0]) == [110, 111, 112, 113]
    assert ran == [(1, 1, n) for n in range(4)]
    with Sampling(Here(), Store(tmp_path)) as sample:
        assert values(sample([Demand(ONE, 5, 1), Demand(TWO, 1, 1)])[0])[-1] == 114
    assert ran[4:] == [(2, 1, 0), (1, 1, 4)]


class Breaking(Here):
    """Fails at the task after so many."""

    def __init__(self, good: int) -> None:
        self.good = good

    def submit(self, function, *arguments) -> Future:
        """Run the task now, or fail."""
        if self.good == 0:
            raise ZeroDivisionError
        self.good -= 1
        return super().submit(function, *arguments)


def test_order_of_completion_changes_nothing(ran):
    """Workers that finish the last first."""

    class Backwards(Here):
        def begin(self, tasks: int) -> int:
            """As many workers as tasks."""
            self.waiting = []
            return tasks

        def submit(self, function, *arguments) -> Future:
            """Wait for all four."""
            future: Future = Future()
            self.waiting.append((future, function, arguments))
            if len(self.waiting) == 4:
                for late, work, given in reversed(self.waiting):
                    late.set_result(work(*given))
            return future

    with Sampling(Backwards()) as sample:
        (found,) = sample([Demand(ONE, 4, 1)])
    assert [one[2] for one in ran] == [3, 2, 1, 0]
    assert values(found) == [110, 111, 112, 113]


def test_other_editions_are_passed_over_and_told(ran, tmp_path, monkeypatch):
    """After an update everything is run again, and the sampler knows why."""
    with Sampling(Here(), Store(tmp_path)) as sample:
        sample([Demand(ONE, 2, 1)])
        assert not sample.passed_over
    monkeypatch.setattr("sim.study.store.edition", lambda: {"chairtime": "9.9"})
    with Sampling(Here(), Store(tmp_path)) as sample:
        assert sample.ahead([Demand(ONE, 2, 1)]) == (2, 0, pytest.approx(0, abs=1))
        assert sample.passed_over


def test_logs_are_wanted_hence_everything_runs(ran, tmp_path):
    """A study keeps outcomes and no logs: with a folder for them nothing kept is used."""
    for _ in range(2):
        with Sampling(Here(), Store(tmp_path / "st"), events=tmp_path) as sample:
            sample([Demand(ONE, 2, 1)])
    assert len(ran) == 4


def test_what_is_ahead_is_measured_on_one_replication(ran, monkeypatch):
    """Three designs of five, one replication known to take 2 s: 15 runs of which one is done, 28 s for the rest."""
    clock = iter(range(0, 1000, 2))
    monkeypatch.setattr(sampling, "perf_counter", lambda: next(clock))
    demands = [Demand(scenario(f"{SPACE}={n}"), 5, 1) for n in (1, 2, 3)]
    with Sampling(Here()) as sample:
        assert sample.ahead(demands) == (15, 0, 28.0)
        assert len(ran) == 1
        sample(demands)
        assert len(ran) == 15
        assert sample.ahead([*demands, Demand(TWO, 7, 1)]) == (2, 15, 4.0)
        assert sample.ahead(demands) == (0, 15, 0.0)


def test_as_many_are_measured_as_run_side_by_side(ran, monkeypatch):
    """Four workers, fourteen runs: the first four are run, and the other ten take three rounds of 2 s."""

    class Four(Here):
        def begin(self, tasks: int) -> int:
            return 4

    clock = iter(range(0, 1000, 2))
    monkeypatch.setattr(sampling, "perf_counter", lambda: next(clock))
    with Sampling(Four()) as sample:
        assert sample.ahead([Demand(ONE, 7, 1), Demand(TWO, 7, 1)]) == (14, 0, 6.0)
    assert [(chairs, number) for chairs, _, number in ran] == [(1, 0), (2, 0), (1, 1), (2, 1)]


def test_few_replications_are_not_all_run_to_measure(ran):
    """Of three at most one: a place of many workers would have nothing left to tell of."""

    class Many(Here):
        def begin(self, tasks: int) -> int:
            return 64

    with Sampling(Many()) as sample:
        sample.ahead([Demand(ONE, 3, 1)])
    assert len(ran) == 1


def test_worker_with_other_code_refuses(ran):
    """Its numbers might differ in the last digit."""
    with pytest.raises(PlaceError, match="a worker has code .* \\(here abc\\)"):
        run_packed(ONE, 1, 0, None, {"code": "abc"})
    assert ran == []


def test_disk_that_fails_ends_the_work(ran, tmp_path, monkeypatch):
    """Nothing is run whose outcome cannot be kept."""
    store = Store(tmp_path)

    def full(key, packed) -> None:
        raise ResultsError("No space left on device")

    monkeypatch.setattr(store, "keep", full)
    with pytest.raises(ResultsError, match="No space"), Sampling(Here(), store) as sample:
        sample([Demand(ONE, 9, 1)])
    assert len(ran) == 1


class Dying(Here):
    """Takes tasks whose worker then dies, or is dead already."""

    broken = (ZeroDivisionError,)

    def __init__(self, is_dead: bool) -> None:
        self._is_dead = is_dead

    def submit(self, function, *arguments) -> Future:
        """What a broken pool does."""
        if self._is_dead:
            raise ZeroDivisionError
        future: Future = Future()
        future.set_exception(ZeroDivisionError())
        return future


def test_something_else_is_done_by_a_worker_or_else_here():
    """Two processes: another one does it. None, a far one, or one that dies: this one."""
    with Sampling(Processes(2)) as sample:
        sample._place.begin(2)
        assert sample.beside(os.getpid)() != os.getpid()
    far = Dying(is_dead=True)
    far.near = False
    for place in (Here(), far, Dying(is_dead=True), Dying(is_dead=False)):
        with Sampling(place) as sample:
            assert sample.beside(os.getpid)() == os.getpid()


def test_what_a_dying_worker_left_is_done_here_once():
    """Looked at three times, done once."""
    done = []
    with Sampling(Dying(is_dead=False)) as sample:
        result = sample.beside(done.append, "figure")
        result(), result(), result()
    assert done == ["figure"]
