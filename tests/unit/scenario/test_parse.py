"""A scenario file is read with one meaning, and each of its mistakes is told with its place."""

import io
import os
import time
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.errors import ScenarioError
from sim.scenario.files import LARGEST, read_text
from sim.scenario.parse import MOST_NODES, parse
from sim.scenario.scalars import scalar


def problems(text):
    """Mistakes of a text, whether or not the rest of it could be read."""
    try:
        return list(parse(text, "x.yaml").problems)
    except ScenarioError as error:
        return list(error.problems)


def refusal(path):
    """Words in which a file is refused."""
    with pytest.raises(ScenarioError) as caught:
        read_text(str(path))
    return str(caught.value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        *((word, word) for word in ("no", "on", "yes", "off", "y", "8:30", "08:30", "10:30", "17:00", "24:00")),
        *((word, word) for word in ("1:3", "190:20:30", "2023-02-29", "0o10", "08", "0730", "0x1F", "1_000", "12%")),
        *((word, word) for word in ("inf", "nan", "infinity", "-", "1,5", "e3", ".")),
        *(("null", None), ("~", None), ("", None), ("true", True), ("False", False), ("+5", 5), ("1.", 1.0)),
        *(("1e3", 1000.0), ("1e-1", 0.1), ("1.0e3", 1000.0), (".5", 0.5), ("-0", 0), ("0", 0), ("-12", -12)),
    ],
)
def test_words_mean_what_yaml_1_2_says(text, value):
    """Clock times, ``no`` and leading zeros stay text; only plain decimal numbers are numbers."""
    found = scalar(text)
    assert found == value
    assert type(found) is type(value)


def test_minus_zero_is_zero():
    """``-0.0`` keeps no sign that could show up in a result."""
    assert str(scalar("-0.0")) == "0.0"


@pytest.mark.parametrize("text", [".inf", "-.inf", "+.Inf", ".nan", ".NaN", "1e999", "9" * 5000, "-" + "9" * 31])
def test_numbers_nobody_can_compute_with_are_refused(text):
    """Infinite, undefined and endless numbers are a problem at their place, not a crash."""
    (problem,) = problems(f"n: {text}")
    assert (problem.line, problem.column, problem.path) == (1, 4, "n")


def test_keys_are_always_text():
    """``on`` and ``5`` as keys are not turned into true and a number."""
    assert parse("on: 1\n5: 2\nnull: 3\n").data == {"on": 1, "5": 2, "null": 3}


def test_every_key_and_value_knows_its_place():
    """Lines and columns count from 1."""
    tree = parse("a:\n  - b: 'x'\n", "x.yaml")
    assert (tree.values["a", 0, "b"].line, tree.values["a", 0, "b"].column) == (2, 8)
    assert (tree.keys["a", 0, "b"].line, tree.keys["a", 0, "b"].column) == (2, 5)
    assert not tree.values["a", 0, "b"].plain
    assert tree.mark(("a", 0, "missing")) == tree.values["a", 0]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "the scenario is empty"),
        ("# only a comment\n", "the scenario is empty"),
        ("---\n", "the scenario is empty"),
        ("- 1", "expected a mapping"),
        ("just a string", "expected a mapping"),
        ("chairs:5", "a space is missing after ':'"),
        ("chairs:5\nnurses: 3", "is a space missing after ':' in line 1?"),
        ("\ta: 1", "tabs are not allowed for indentation (line 1)"),
        ("a:\n\tb: 1", "tabs are not allowed for indentation (line 2)"),
        ("a: b: c", "put text that contains ': ' in quotes"),
        ("{a: 1", "a bracket is not closed"),
        ("a: [1, 2", "a bracket is not closed"),
        ("- a\nb: 1", "a list and a mapping mixed"),
        ("a: 'x", "a quotation mark is not closed"),
        ("a: *nope", "*nope refers to nothing"),
        ("a: &x [*x]", "self-reference"),
        ("&a {self: *a}", "self-reference"),
        ('a: !!python/object/apply:os.system ["true"]', "tags are not allowed"),
        ("a: !!str 5", "tags are not allowed"),
        ("[" * 500, "nested too deeply"),
        ("[" * 100_000, "nested too deeply"),
        ("? " * 100_000, "nested too deeply"),
        ("a: 1\n---\na: 2", "a second document begins here"),
        ("<<: {a: 1}", "merge keys (<<) are not supported"),
        ("? [1, 2]\n: 3", "stands where a key belongs"),
        (": 3", "a ':' without the name of a key before it"),
        ("'': 3", "expected the name of a key"),
        ('a: "\\x1b[31m"', "control character \\x1b"),
        ('"\\x00": 1', "expected the name of a key"),
    ],
)
def test_bad_text_is_refused_in_plain_words(text, words):
    """Each kind of broken YAML has its sentence."""
    assert words in str(problems(text)[0])


def test_syntax_errors_quote_the_line_with_a_caret():
    """The caret stands under the character that could not be understood."""
    assert problems("x: 1\na: b: c\n")[0].what.endswith("\n    a: b: c\n        ^")


def test_duplicate_keys_are_named_with_both_lines():
    """Neither the first nor the last is taken silently, at the top or inside a list."""
    found = problems("a: 1\nb:\n  - name: x\n    c: 1\n    c: 2\na: 2\n")
    assert [(one.path, one.line) for one in found] == [("b.x.c", 5), ("a", 6)]
    assert "in line 1 and in line 6" in found[1].what


def test_mistakes_are_collected():
    """One reading tells about the tag, the duplicate and the infinite number."""
    assert len(problems("a: !x 1\nb: 1\nb: 2\nc: .inf\n")) == 3


def test_aliases_mean_the_same_as_the_block_written_twice():
    """An anchored block is copied, so that no change of one place reaches another."""
    tree = parse("a: &one {x: [1]}\nb: *one\n")
    assert tree.data == {"a": {"x": [1]}, "b": {"x": [1]}}
    assert tree.data["a"] is not tree.data["b"]
    assert tree.values["b", "x", 0].line == 1


def test_an_alias_bomb_ends_quickly():
    """Nine levels of nine aliases are 400 million values; the bound stops at the first 100 thousand."""
    levels = "".join(f"a{n + 1}: &a{n + 1} [{', '.join([f'*a{n}'] * 9)}]\n" for n in range(9))
    began = time.process_time()
    assert f"more than {MOST_NODES}" in problems("a0: &a0 1\n" + levels)[0].what
    assert time.process_time() - began < 2


def test_a_file_of_very_many_values_is_refused():
    """Ten million short entries would take minutes; the number of values is bounded."""
    assert f"more than {MOST_NODES}" in problems(f"a: [{'1,' * 200_000}]")[0].what


@given(st.text())
def test_no_text_raises_anything_but_a_scenario_error(text):
    """Whatever is typed, the answer is a tree or a list of problems."""
    problems(text)


@given(st.text(alphabet="a1:-[]{},&*!?|>'\"%@`#<~. \n\t\r\\\x00\x1f\ufeff\u2028é😀"))
def test_no_yaml_punctuation_raises_anything_but_a_scenario_error(text):
    """The same for texts made mostly of YAML's own signs."""
    problems(text)


@given(st.binary())
def test_no_bytes_raise_anything_but_a_scenario_error(tmp_path_factory, data):
    """A file may hold any bytes at all."""
    path = tmp_path_factory.getbasetemp() / "bytes.yaml"
    path.write_bytes(data)
    with suppress(ScenarioError):
        parse(read_text(str(path)))


@pytest.mark.parametrize(
    "data",
    [b"a: 1\nb: 2\n", b"a: 1\r\nb: 2\r\n", b"a: 1\rb: 2\r", b"\xef\xbb\xbfa: 1\nb: 2\n"]
    + ["\ufeffa: 1\nb: 2\n".encode(encoding) for encoding in ("utf-16-le", "utf-16-be")],
)
def test_line_ends_and_byte_order_marks_make_no_difference(tmp_path, data):
    """Windows, old Mac and UTF-16 files read like the plain one."""
    (tmp_path / "x.yaml").write_bytes(data)
    tree = parse(read_text(str(tmp_path / "x.yaml")))
    assert tree.data == {"a": 1, "b": 2}
    assert tree.values["b",].line == 2


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"a: 1\nname: Cl\xednica\n", ":2:9 is not UTF-8 text (byte 0xed)"),
        (b"\xff\xfea", "is not UTF-8 text"),
        (b"a: 1\nb: \x00\n", ":2:4 contains the invisible control character \\x00"),
        (b"a: 1\nb: \x1b[0m\n", ":2:4 contains the invisible control character \\x1b"),
        (b"#" * (LARGEST + 1), "too large: scenario files above 1 MB are refused"),
    ],
)
def test_unreadable_bytes_are_refused_in_plain_words(tmp_path, data, words):
    """Code pages, control characters and huge files are told with their place."""
    (tmp_path / "x.yaml").write_bytes(data)
    assert words in refusal(tmp_path / "x.yaml")


def test_a_missing_file_suggests_its_neighbour(tmp_path):
    """A slip in the file name names the file that is there."""
    (tmp_path / "clinic.yaml").touch()
    assert "no such file (did you mean 'clinic.yaml'?)" in refusal(tmp_path / "clinc.yaml")
    assert "there is no folder" in refusal(tmp_path / "nowhere" / "clinic.yaml")


@pytest.mark.parametrize("name", ["a\0b", "x" * 5000])
def test_impossible_file_names_are_refused(name):
    """A name that no file can have is told, not raised."""
    assert "cannot be read" in refusal(name)


def test_folders_and_devices_are_refused_without_waiting(tmp_path):
    """A named pipe or /dev/zero would never end."""
    os.mkfifo(tmp_path / "pipe")
    assert "is a folder" in refusal(tmp_path)
    assert "is not an ordinary file" in refusal(tmp_path / "pipe")
    assert "is not an ordinary file" in refusal("/dev/zero")


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may read everything")
def test_a_file_without_permission_is_named(tmp_path):
    """A locked file is told by its name."""
    (tmp_path / "x.yaml").touch(mode=0o000)
    assert "x.yaml no permission" in refusal(tmp_path / "x.yaml")


def test_a_dash_reads_standard_input(monkeypatch):
    """``-`` stands for what is piped in."""
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"a: 1\n")))
    assert read_text("-") == "a: 1\n"


@pytest.mark.parametrize("name", ["Clínica São João", "門診", "🪑"])
def test_unicode_names_are_accepted(name):
    """People name clinics in their own language."""
    assert parse(f"name: {name}").data == {"name": name}
