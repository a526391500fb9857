"""Every mistake of a scenario is told at once, with its place, in plain words."""

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from toy import Clinic, loaded, mistake, mistakes

from sim.errors import Problem, ScenarioError
from sim.scenario.echo import quoted, resolved_yaml
from sim.scenario.load import load, placed
from sim.scenario.parse import parse
from sim.scenario.problems import render, visible

FULL = """\
chairs: 3
opens: 10:30
days: mon, wed
country: no
no_show: 12 %
walk_in: true
fee: 1e3
queue: 5
spaces: {lounge seat: {count: 2.0}}
steps:
  - step: "5"
    time: 50 min
    needs: [nurse, "no", "a: b", "tab\\there"]
  - {step: "x # y", time: {triangular: {low: 1 min, mode: 1 min, high: 2.5 min}}}
booking: nearest
"""


KEYS = st.sampled_from(["chairs", "steps", "time", "booking", "nearest", "x"])
ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(KEYS, inner),
)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("chiars: 5", "clinic.yaml:1:1 chiars: unknown key; got 'chiars'"),
        ("chiars: 5", "(did you mean 'chairs'?)"),
        ("Chairs: 5", "(did you mean 'chairs'?)"),
        ("chair: 5", "(did you mean 'chairs'?)"),
        ("\u0441hairs: 5", "got '\\u0441hairs'"),
        ("\u0441hairs: 5", "(did you mean 'chairs'?)"),
        ("opens: 08:00", "clinic.yaml:1:1 chairs: required key missing; expected 'chairs': number of chairs"),
        ("opens: 08:00", "(for example chairs: 5)"),
        ("chairs: 1\nno-show: 0.1", "(did you mean 'no_show'?)"),
        ("chairs: 1\nwalk_in\u200b: true", "got 'walk_in\\u200b'"),
        ("chairs: 1\nfee\u00a0x: 1", "got 'fee\\xa0x'"),
        ("chairs: 1\nmean: 3", "('mean' belongs to steps.*.time.lognormal)"),
        ("chairs: 1\n__class__: 3", "__class__: unknown key"),
        ("chairs: 1\n$ref: 3", "$ref: unknown key"),
        ("chairs:", "clinic.yaml:1:8 chairs: no value is written; got nothing; expected a whole number"),
        ('chairs: "5"', "got '5'; expected a whole number (remove the quotes: 5)"),
        ('chairs: "five"', "got 'five'; expected a whole number"),
        ("chairs: 08", "(write 8, without a leading zero)"),
        ("chairs: 0o10", "got '0o10'; expected a whole number"),
        ("chairs: 1:3", "got '1:3'; expected a whole number"),
        ("chairs: inf", "got 'inf'; expected a whole number"),
        ("chairs: 2.5", "got 2.5; expected a whole number"),
        ("chairs: true", "got true; expected a whole number"),
        ("chairs: -1", "got -1; expected 0 or more"),
        ("chairs: 10000000", "expected 1000000 or less"),
        ("chairs: 1\nfee: 1,5", "(write 1.5, with a decimal point)"),
        ("chairs: 1\nfee: 5# five", "(a comment needs a space before #)"),
        ("chairs: 1\nno_show: 0.1# ten percent", "(a comment needs a space before #)"),
        ("chairs: 1\nno_show: 12", "12 is not a probability between 0 and 1; did you mean 0.12 or 12 %?"),
        ("chairs: 1\nwalk_in: no", "expected true or false (write false, without quotes)"),
        ("chairs: 1\nwalk_in: 'true'", "(write true, without quotes)"),
        ("chairs: 1\ncountry: true", "expected text (put it in quotes: 'true')"),
        ("chairs: 1\nopens: 8", "8 is not a time of day"),
        ("chairs: 1\nopens: 25:00", "'25:00' is not a time of day"),
        ("chairs: 1\ndays: Thirsday", "did you mean 'thu'?"),
        ("chairs: 1\nqueue: endless", "expected a whole number or 'unlimited'"),
        ("chairs: 1\nqueue: unlimted", "(did you mean 'unlimited'?)"),
        ("chairs: 1\nspaces: []", "expected a mapping"),
        ("chairs: 1\nspaces:\n  seat:3", "(a space is missing after ':')"),
        ("chairs: 1\nsteps: {}", "expected a list"),
        ("chairs: 1\nspaces: {seat: {count: 0}}", "spaces.seat.count: this value cannot stand here; got 0"),
        (
            "chairs: 1\nbooking: neerest",
            "unknown booking rule; got 'neerest'; expected one of nearest, latest",
        ),
        ("chairs: 1\nbooking: {}", "expected exactly one booking rule: nearest, latest"),
        ("chairs: 1\nbooking: {nearest: {}, latest: {}}", "expected exactly one booking rule"),
        ("chairs: 1\nbooking: {nearest: {within: 3}}", "such as 3 min, 3 h, 3 days or 3 weeks"),
        ("chairs: 1\nsteps: [{step: rest, time: 50}]", "steps.rest.time: 50 has no unit"),
        ("chairs: 1\nsteps: [{step: rest}]", "expected 'time': how long it takes (for example time: 40 min)"),
        ("chairs: 1\nsteps: [{step: rest, time: [1]}]", "got a list of 1; expected a duration with its unit"),
        ("chairs: 1\nsteps: [{step: rest, time: {lognorm: {}}}]", "unknown distribution; got 'lognorm'"),
        ("chairs: 1\nsteps: [{step: rest, time: lognorml}]", "(did you mean 'lognormal'?)"),
        (
            "chairs: 1\nsteps: [{step: a, time: {lognormal: {mean: 0, sd: 0}}}]",
            "steps.a.time.lognormal.mean: must be",
        ),
        ("chairs: 1\nsteps: [{step: rest, time: 1 min, needs: nurse}]", "expected a list (write [nurse])"),
        ("chairs: 1\nchairs: 2", "this key is written twice: in line 1 and in line 2"),
    ],
)
def test_a_mistake_is_told_in_plain_words(tmp_path, text, message):
    """Place, what was found, what was wanted, and the likely slip."""
    assert message in mistake(tmp_path, text)


def test_independent_mistakes_are_told_together_in_the_order_of_the_file(tmp_path):
    """Text, keys and values go wrong at once; nothing hides anything."""
    found = mistakes(tmp_path, "fee: .inf\nfee: 3\nchairs: x\nno_show: 12\nwrong: 1\nopens: 8\n")
    assert [one.split()[0] for one in found] == [
        f"clinic.yaml:{line}" for line in ("1:6", "2:1", "3:9", "4:10", "5:1", "6:8")
    ]


def test_a_near_miss_hides_the_missing_key(tmp_path):
    """``chiars`` is one mistake: that ``chairs`` is missing follows from it."""
    assert "required" not in mistake(tmp_path, "chiars: 5")


def test_a_wrong_entry_does_not_make_its_list_too_short(tmp_path):
    """A list whose only entry is wrong has one mistake, not two."""
    assert "roles.0" in mistake(tmp_path, "chairs: 1\nroles: [5]")


def test_a_missing_parameter_of_a_bare_choice_is_named(tmp_path):
    """``time: lognormal`` alone tells which values it needs."""
    found = mistakes(tmp_path, "chairs: 1\nsteps: [{step: rest, time: lognormal}]")
    assert "steps.rest.time.lognormal.mean: required key missing" in found[0]
    assert "steps.rest.time.lognormal.sd: required key missing" in found[1]


def test_at_most_twenty_problems_are_shown(tmp_path):
    """Ten thousand unknown keys are 20 lines and a count."""
    keys = "".join(f"k{number}: 1\n" for number in range(10_000))
    with pytest.raises(ScenarioError) as caught:
        loaded(tmp_path, "chairs: 1\n" + keys)
    shown = render(caught.value.problems)
    assert len(shown) == 21
    assert shown[0].startswith("ERROR ")
    assert shown[-1] == "... and 9980 more"


def test_hidden_characters_are_shown_escaped():
    """A terminal never receives an escape sequence or a look-alike it cannot tell apart."""
    assert visible("\x1b[31m a\u200b\u00a0") == "\\x1b[31m a\\u200b\\xa0"
    assert visible("門診 Clínica") == "門診 Clínica"


def test_the_resolved_scenario_loads_again_to_the_same(tmp_path):
    """Every value and default, written out, describes the same clinic."""
    first = loaded(tmp_path, FULL)
    again = loaded(tmp_path, resolved_yaml(first))
    assert again.scenario == first.scenario
    assert again.digest == first.digest


def test_the_resolved_scenario_names_the_origin_of_each_value(tmp_path):
    """File and line, the command line, or the default."""
    text = resolved_yaml(loaded(tmp_path, FULL, "chairs=4")).replace(f"{tmp_path}/", "")
    assert "chairs: 4  # --set\n" in text
    assert "opens: 10:30  # clinic.yaml:2\n" in text
    assert "value: 50 min  # clinic.yaml:12\n" in text
    assert "within: 2 weeks  # default\n" in text


def test_the_digest_ignores_order_of_fields_and_comments(tmp_path):
    """Two spellings of one clinic are one clinic; another number is another clinic."""
    one = loaded(tmp_path, "chairs: 1\nno_show: 0.1\n").digest
    assert loaded(tmp_path, "no_show: 10 %  # usual\nchairs: 1\n").digest == one
    assert loaded(tmp_path, "chairs: 2\nno_show: 0.1\n").digest != one


@given(st.text())
def test_quoted_text_reads_back(text):
    """Any text comes back as it was, but for the control characters that no file may hold."""
    tree = parse(f"a: {quoted(text)}  # default\n")
    assert tree.data == {"a": text} or tree.problems


def test_problems_of_a_path_get_its_place(tmp_path):
    """A later check knows only the path; the nearest written part gives file and line."""
    found = placed([Problem("too few", "spaces.lounge seat.open"), Problem("x")], loaded(tmp_path, FULL))
    assert [(one.line, one.path) for one in found] == [(1, ""), (9, "spaces.lounge seat.open")]


@given(ANY)
def test_no_content_raises_anything_but_a_scenario_error(tmp_path_factory, data):
    """Any values at any known key end in a scenario or in a list of problems."""
    path = tmp_path_factory.getbasetemp() / "any.yaml"
    path.write_text(json.dumps({"chairs": data, "steps": [data], "booking": data, "spaces": {"a": data}}))
    with suppress(ScenarioError):
        load(str(path), model=Clinic)


@pytest.mark.parametrize("ending", ["json", "yml", "txt", "YAML"])
def test_the_content_decides_and_not_the_ending(tmp_path, ending):
    """A scenario may be called what its author likes."""
    (tmp_path / f"x.{ending}").write_text('{"chairs": 3}')
    assert load(tmp_path / f"x.{ending}", model=Clinic).name == "x"
