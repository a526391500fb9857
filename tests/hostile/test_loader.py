"""The loader under fire: bytes, settings, files that extend one another, policies of one's own."""

from __future__ import annotations

import resource
import sys
import time
import unicodedata
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from sim.errors import Problem, ScenarioError
from sim.scenario.load import load, load_family

CLINIC = Path(__file__).with_name("clinic.yaml").read_text(encoding="utf-8")
SECONDS, MEGABYTES = 20, 300
"""A file below 1 MB is read in a second on a free computer; a busy one is given twenty."""
quick = settings(
    max_examples=60, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)
long = settings(quick, max_examples=5000, derandomize=False, print_blob=True)


def told(folder, text, *overrides):
    """The problems of a file; none if it is valid."""
    path = folder / "fire.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass"))
    found: tuple[Problem, ...] = ()
    try:
        load_family(path, overrides)
    except ScenarioError as error:
        found = error.problems
        said = "".join(map(str, found)) or "\0 a refusal without words"
        steering = [char for char in said if unicodedata.category(char) == "Cc" and char != "\n"]
    else:
        steering = []
    assert steering == []
    return found


HEAVY = {
    "a line of a megabyte": "scenario: " + "x" * 999_000,
    "a million spaces": " " * 999_000 + "a: 1",
    "a hundred thousand keys": "".join(f"k{n}: 1\n" for n in range(90_000)),
    "one key very often": "a: 1\n" * 190_000,
    "long keys": "".join(f"{'k' * 900}{n}: 1\n" for n in range(1000)),
    "a list of a hundred thousand": f"visits: [{'1,' * 99_000}]",
    "holidays without end": CLINIC.replace("[2026-01-19]", f"[{'2026-01-19, ' * 40_000}]"),
    "variants without end": CLINIC + "variants:\n" + "".join(f"  v{n}: {{run.seed: {n}}}\n" for n in range(150)),
    "steps without end": CLINIC.replace("    steps:\n      - {step: talk", "    steps:\n" + "".join(
        f"      - {{step: s{n}, time: 1 s}}\n" for n in range(2000)) + "      - {step: talk"),
    "a mixture of mixtures of mixtures": CLINIC.replace("{lognormal: {mean: 30 min, sd: 10 min}}",
        "{mixture: {parts: [{share: 1, of: " * 8 + "1 min" + "}]}}" * 8),
    "nested to the limit": "a: " + "[" * 25 + "]" * 25,
    "brackets": "[" * 900_000,
    "braces": "{a: " * 200_000,
    "questions": "? " * 400_000,
    "dashes": "- " * 400_000,
    "exclamation marks": "!" * 900_000,
    "ampersands": "a: " + "&x " * 300_000,
    "anchors": "".join(f"a{n}: &x{n} 1\n" for n in range(60_000)),
    "a folded text": "scenario: >\n" + "  x\n" * 200_000,
    "quotes": "a: '" + "''" * 400_000 + "'",
    "escapes": 'a: "' + "\\x41" * 200_000 + '"',
    "documents": "---\n" * 200_000,
    "directives": "%YAML 1.1\n" * 90_000,
    "comments": "#\n" * 400_000,
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("text", HEAVY.values(), ids=HEAVY)
def test_a_heavy_file_takes_little_time_and_memory(tmp_path, text):
    """Below 1 MB nothing takes long or much, whatever it is made of."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.process_time()
    told(tmp_path, text)
    assert time.process_time() - began < SECONDS
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown / (1024 if sys.platform == "linux" else 1024**2) < MEGABYTES


def _pieces() -> st.SearchStrategy[bytes]:
    lines = st.sampled_from(CLINIC.splitlines(keepends=True)).map(str.encode)
    odd = st.sampled_from([b"\xff", b"\xc3", b"\x00", b"\r", b"\t", b"\xef\xbb\xbf", b"\xe2\x80\xa8", b"\xed\xa0\x80", b"---\n",
                           b"<<: *a\n", b"&a ", b"*a ", b"!!int ", b"? ", b"- ", b": ", b"{", b"]", b"'", b'"', b"|\n", b"#"])  # fmt: skip
    return st.lists(st.one_of(lines, odd, st.binary(max_size=4)), max_size=30).map(b"".join)


def _bent() -> st.SearchStrategy[bytes]:
    """The small clinic with a few bytes changed, cut off, or doubled; in another encoding now and then."""
    place = st.integers(0, len(CLINIC.encode()))

    def bend(start, length, put, encoding):
        whole = CLINIC.encode()
        return (whole[:start] + put + whole[start + length :]).decode("utf-8", "replace").encode(encoding, "replace")

    encodings = st.sampled_from(["utf-8", "utf-8", "utf-8-sig", "utf-16", "utf-16-be", "utf-32", "latin-1", "cp037"])
    return st.builds(bend, place, st.integers(0, 40), st.one_of(st.binary(max_size=4), _pieces()), encodings)


BYTES = st.one_of(_pieces(), _bent())
SETTINGS = st.one_of(
    st.text(max_size=30),
    st.builds("{}={}".format, st.sampled_from([
        "", "=", ".", "..", "spaces", "spaces.recliner", "staff.nurse.shifts.0.count", "staff.nurse.shifts.99", "safety.-1", "safety.x",
        "visits.infusion.steps.infuse.time", "visits.infusion.steps.infuse", "policies.slot", "policies", "run", "run.seed.x", "a.b.c",
        "money.currency", "patients.conditions.x", "variants", "extends", "scenario.0", "staff.nurse." * 40, "spaces.recliner.count.0",
    ]), st.one_of(st.text(max_size=20), st.sampled_from([
        "", "~", "{}", "[]", "[", "{a: ", "&a [*a]", "*a", "!x 1", "1e999", ".nan", "a: b: c", "'", "my.py:X", "../x.py:X", ":", "\0", "\t",
        "[" * 100, "1\n---\n2", "<<", "{<<: 1}", "x" * 5000, "9" * 400,
    ]))),
)  # fmt: skip


@quick
@given(BYTES)
@example(b"\xff\xfe")
@example(b"scenario: \xe2\x80")
def test_bytes_end_in_a_scenario_or_in_words(tmp_path_factory, data):
    """Pieces of scenarios, of YAML and of no text at all."""
    told(tmp_path_factory.getbasetemp(), data)


@quick
@given(st.lists(SETTINGS, min_size=1, max_size=3))
def test_settings_end_in_a_scenario_or_in_words(tmp_path_factory, overrides):
    """Anything after --set."""
    told(tmp_path_factory.getbasetemp(), CLINIC, *overrides)


@pytest.mark.slow
@long
@given(BYTES)
def test_very_many_bytes_end_in_a_scenario_or_in_words(tmp_path_factory, data):
    """The same, many more, and others each time."""
    told(tmp_path_factory.getbasetemp(), data)


@pytest.mark.slow
@long
@given(st.lists(SETTINGS, min_size=1, max_size=3))
def test_very_many_settings_end_in_a_scenario_or_in_words(tmp_path_factory, overrides):
    """The same, many more, and others each time."""
    told(tmp_path_factory.getbasetemp(), CLINIC, *overrides)


REFERENCES = [
    "my_rules.py:MostRoom", "../my_rules.py:X", "/etc/passwd.py:X", "C:\\x.py:X", "a\\b.py:X", "nowhere.py:X", "x.py", ":X", "x.py:",
    "x.py:1x", "os:system", "os.path:join", "..os:x", "sim.scenario.schema:Scenario", "x.py:a.b", "pipe.py:X", "folder.py:X", "loop.py:X",
    "link.py:X", "binary.py:X", "http://x.org/x.py:X", "x" * 3000 + ".py:X", "\u202e.py:X",
]  # fmt: skip


@pytest.mark.parametrize("reference", REFERENCES)
def test_no_reference_runs_code_without_leave(tmp_path, reference):
    """Whatever a policy of one's own is called: nothing is imported, no pipe is waited for, and the answer is in words."""
    import os

    os.mkfifo(tmp_path / "pipe.py")
    (tmp_path / "folder.py").mkdir()
    (tmp_path / "loop.py").symlink_to("loop.py")
    (tmp_path / "link.py").symlink_to("/etc/passwd")
    (tmp_path / "binary.py").write_bytes(b"\xff\x00")
    (tmp_path / "my_rules.py").write_text("open('ran', 'w')")
    text = CLINIC.replace("slot: earliest", f'slot: "{reference}"'.replace("\\", "\\\\"))
    assert told(tmp_path, text)
    assert not (tmp_path / "ran").exists()


def test_circles_and_chains_of_files_end(tmp_path):
    """Three files in a circle, a file that extends itself by another spelling, and a chain of a thousand."""
    for number in range(1000):
        (tmp_path / f"c{number}.yaml").write_text(f"extends: ./c{number + 1}.yaml\n")
    (tmp_path / "c1000.yaml").write_text("extends: ../" + tmp_path.name + "/c998.yaml\n")
    for first, words in (("c0", "a chain of more than 20 files"), ("c998", "in a circle")):
        with pytest.raises(ScenarioError, match=words):
            load(tmp_path / f"{first}.yaml")
    (tmp_path / "self.yaml").write_text("extends: ././self.yaml\n")
    with pytest.raises(ScenarioError, match="in a circle"):
        load(tmp_path / "self.yaml")


def test_nothing_of_a_foreign_file_is_shown(tmp_path):
    """A file that is extended and is no scenario: its words do not appear in the answer."""
    (tmp_path / "secret.yaml").write_text("password: hunter2\nroot:x:0\n")
    found = " ".join(map(str, told(tmp_path, "extends: secret.yaml\n")))
    assert "mistakes of its own" in found
    assert "hunter2" not in found


@pytest.mark.parametrize("name", ["loop.yaml", f"{'x' * 3000}.yaml"])
def test_a_name_that_leads_nowhere_is_refused(tmp_path, name):
    """A file extends a link to itself, or a name that no file can have."""
    (tmp_path / "loop.yaml").symlink_to("loop.yaml")
    assert "cannot be read" in str(told(tmp_path, f"extends: {name}\n")[0])


def test_a_pipe_is_not_waited_for(tmp_path):
    """A file extends a named pipe: refused at once."""
    with suppress(OSError):
        import os

        os.mkfifo(tmp_path / "pipe.yaml")
    assert "is not an ordinary file" in str(told(tmp_path, "extends: pipe.yaml\n")[0])
