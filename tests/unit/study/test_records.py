"""A file of records that was cut, overwritten or mixed with rubbish: what is whole is found, nothing else is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.study.records import MARK, Writer, encoded, records

THREE = [encoded({"nth": n}, bytes([n]) * 40) for n in range(3)]


def numbers(data: bytes) -> list[int]:
    """Which of THREE are found, each checked for its content."""
    found = list(records(data))
    assert all(record.data == bytes([record.head["nth"]]) * 40 for record in found)
    return [record.head["nth"] for record in found]


def test_cut_anywhere_keeps_what_was_whole():
    """Every length of the file: exactly the records that end before the cut."""
    whole, ends = b"".join(THREE), [sum(map(len, THREE[: n + 1])) for n in range(3)]
    for length in range(len(whole) + 1):
        assert numbers(whole[:length]) == [n for n in range(3) if ends[n] <= length]


@pytest.mark.parametrize("place", range(len(THREE[1])))
def test_damaged_byte_costs_one_record(place):
    """Any byte of the middle record changed: the first and the last are still found."""
    damaged = bytearray(THREE[1])
    damaged[place] ^= 0xFF
    assert numbers(THREE[0] + bytes(damaged) + THREE[2]) == [0, 2]


def test_torn_record_does_not_hide_the_next():
    """Half a record, as a full disk leaves it, and then a whole one."""
    assert numbers(THREE[0] + THREE[1][:30] + THREE[2]) == [0, 2]


@given(st.lists(st.sampled_from([MARK, MARK[:2], b"\x00\x00\x00\x00", b"\xff\xff\xff\xff", b"x"]), max_size=40))
def test_rubbish_between_is_passed_over(rubbish):
    """Marks, lengths of nothing or too much, in any order."""
    assert numbers(THREE[0] + b"".join(rubbish) + THREE[2]) == [0, 2]


def test_writer_refuses_a_file_that_exists(tmp_path):
    """Nobody else's records are ever touched."""
    (tmp_path / "one.rec").write_bytes(THREE[0])
    with pytest.raises(FileExistsError):
        Writer(tmp_path / "one.rec")
    assert (tmp_path / "one.rec").read_bytes() == THREE[0]


def test_failed_append_leaves_whole_records(tmp_path, monkeypatch):
    """The disk is full in the middle of the second record: what was half-written is cut off again."""
    import os

    writer, write, room = Writer(tmp_path / "one.rec"), os.write, [len(THREE[0]) + 10]

    def limited(file: int, data: memoryview) -> int:
        if room[0] == 0:
            raise OSError(28, "No space left on device")
        done = write(file, data[: room[0]])
        room[0] -= done
        return done

    monkeypatch.setattr(os, "write", limited)
    writer.append(THREE[0])
    with pytest.raises(OSError, match="No space"):
        writer.append(THREE[1])
    assert (tmp_path / "one.rec").read_bytes() == THREE[0]
    room[0] = 1000
    writer.append(THREE[2])
    writer.close()
    assert numbers((tmp_path / "one.rec").read_bytes()) == [0, 2]
