"""Rows of a log: chosen ones, and their columns."""

from __future__ import annotations

import pickle

import numpy as np
import pytest

from sim.events import COLUMNS, Rows


class Watched(np.ndarray):
    """A column that counts how often something is taken from it."""

    asked = 0

    def __getitem__(self, key):
        """Take, and count."""
        Watched.asked += 1
        return np.asarray(super().__getitem__(key))


def _rows(n: int) -> Rows:
    return Rows(*(np.arange(n) + 10 * nth for nth, _ in enumerate(COLUMNS)))


@pytest.mark.parametrize("chosen", [np.array([False, True, False, True]), np.array([1, 3])])
def test_rows_are_chosen_by_mask_or_by_position(chosen):
    """The second and the fourth of four, in every column."""
    rows = _rows(4).where(chosen)
    assert len(rows) == 2
    assert [list(getattr(rows, name)) for name in COLUMNS] == [[10 * n + 1, 10 * n + 3] for n, _ in enumerate(COLUMNS)]


def test_column_is_copied_when_it_is_asked_for_and_once():
    """Seven columns chosen from, two of them asked for, one twice: two copies."""
    rows = Rows(*(np.arange(4).view(Watched) for _ in COLUMNS)).where(np.array([0, 2]))
    Watched.asked = 0
    assert len(rows) == 2
    assert (list(rows.time), list(rows.what), list(rows.time)) == ([0, 2], [0, 2], [0, 2])
    assert Watched.asked == 2


def test_rows_have_no_other_columns_and_travel_without_the_rest():
    """A name that is no column is not found; what is sent elsewhere holds the chosen rows alone."""
    rows = _rows(1000).where(np.array([7]))
    with pytest.raises(AttributeError, match="colour"):
        rows.colour  # noqa: B018
    sent = pickle.loads(pickle.dumps(rows))
    assert type(sent) is Rows
    assert list(sent.unit) == [57]
