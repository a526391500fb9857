"""The folder of a study: what is kept is found, by those who may use it."""

from __future__ import annotations

import json

import numpy as np
import pytest

from sim.errors import ResultsError
from sim.experiment import Outcome
from sim.study import store as module
from sim.study.packing import pack, unpack
from sim.study.store import LABEL, Store, study_seed


def packed(value: float, name: str = "m"):
    """An outcome with one number."""
    return pack(Outcome(0, {name: value}, {"p": np.array([value, 1.0])}), seconds=value)


def found(folder) -> dict:
    """Everything that a fresh look at the folder gives."""
    with Store(folder) as store:
        return {key: (unpack(0, one).metrics, one.seconds) for key, one in store.news()}


def test_kept_is_found_again_with_its_time(tmp_path):
    """Two seeds, two replications, two layouts; another process finds all of them."""
    with Store(tmp_path / "st") as store:
        store.keep(("a", 1, 0), packed(0.5))
        store.keep(("a", 2**62, 0), packed(1.5))
        store.keep(("b", 1, 3), packed(2.5, "other"))
        assert len(store) == 3
    assert found(tmp_path / "st") == {
        ("a", 1, 0): ({"m": 0.5}, 0.5),
        ("a", 2**62, 0): ({"m": 1.5}, 1.5),
        ("b", 1, 3): ({"other": 2.5}, 2.5),
    }


def test_news_are_told_once_and_of_others_too(tmp_path):
    """What a store kept itself is no news to it; what another process adds is, whenever it comes."""
    with Store(tmp_path) as one, Store(tmp_path) as other:
        one.keep(("a", 1, 0), packed(1.0))
        assert list(one.news()) == []
        assert [key for key, _ in other.news()] == [("a", 1, 0)]
        one.keep(("a", 1, 1), packed(2.0))
        other.keep(("a", 1, 2), packed(3.0))
        assert [key for key, _ in other.news()] == [("a", 1, 1)]
        assert [key for key, _ in one.news()] == [("a", 1, 2)]
        assert (list(one.news()), list(other.news()), len(one), len(other)) == ([], [], 3, 3)


def test_torn_tail_is_passed_over_and_completed_later(tmp_path):
    """Half a record is nothing yet; when the rest arrives it is found."""
    with Store(tmp_path / "whole") as store:
        store.keep(("a", 1, 0), packed(1.0))
        store.keep(("a", 1, 1), packed(2.0))
    (source,) = (tmp_path / "whole").glob("*.rec")
    data = source.read_bytes()
    with Store(tmp_path / "st") as store:
        copy = tmp_path / "st" / source.name
        copy.write_bytes(data[:-5])
        assert [key for key, _ in store.news()] == [("a", 1, 0)]
        copy.write_bytes(data)
        assert [key for key, _ in store.news()] == [("a", 1, 1)]


def test_other_editions_are_left_alone(tmp_path, monkeypatch):
    """Replications of another version, Python or NumPy are neither used nor removed, and counted."""
    with Store(tmp_path) as store:
        store.keep(("a", 1, 0), packed(1.0))
    monkeypatch.setattr(module, "edition", lambda: {"chairtime": "9.9"})
    with Store(tmp_path) as store:
        assert (list(store.news()), len(store), store.elsewhere) == ([], 0, 1)
        store.keep(("a", 1, 0), packed(2.0))
    assert found(tmp_path) == {("a", 1, 0): ({"m": 2.0}, 2.0)}
    monkeypatch.undo()
    assert found(tmp_path) == {("a", 1, 0): ({"m": 1.0}, 1.0)}


def test_seed_is_drawn_once(tmp_path):
    """Whoever opens the folder gets the seed of whoever made it."""
    seeds = {study_seed(tmp_path / "st") for _ in range(5)}
    assert len(seeds) == 1
    with Store(tmp_path / "st") as store:
        assert store.seed in seeds
    assert study_seed(tmp_path / "other") not in seeds


def test_folder_with_something_else_is_refused(tmp_path):
    """It holds a file, is a file, or its label is damaged; nothing is written."""
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "cat.png").write_bytes(b"cat")
    with pytest.raises(ResultsError, match="holds something else than a study"):
        Store(tmp_path / "photos")
    with pytest.raises(ResultsError, match="cannot keep a study in"):
        Store(tmp_path / "photos" / "cat.png")
    assert [path.name for path in (tmp_path / "photos").iterdir()] == ["cat.png"]
    study_seed(tmp_path / "st")
    (tmp_path / "st" / LABEL).write_text("{}")
    with pytest.raises(ResultsError, match="damaged"):
        Store(tmp_path / "st")


def test_results_may_lie_in_the_folder(tmp_path):
    """Once it is a study's, anything else may stand beside the label."""
    study_seed(tmp_path)
    (tmp_path / "results").mkdir()
    assert json.loads((tmp_path / LABEL).read_text())["seed"] == study_seed(tmp_path)


def test_full_disk_says_what_is_kept(tmp_path, monkeypatch):
    """The message has the folder, the reason and the number that the same command goes on from."""
    with Store(tmp_path) as store:
        store.keep(("a", 1, 0), packed(1.0))
        monkeypatch.setattr(store._writer, "append", _no_space)
        with pytest.raises(ResultsError, match="No space left on device; the same command goes on from the 1 finished"):
            store.keep(("a", 1, 1), packed(2.0))
    assert list(found(tmp_path)) == [("a", 1, 0)]


def _no_space(data: bytes) -> None:
    raise OSError(28, "No space left on device")
