"""A file may build on another one, and a setting may change one value of it."""

import json

import pytest
from small import CLINIC
from toy import Clinic, loaded, mistake, mistakes, written

from sim.errors import ScenarioError
from sim.scenario.load import load, load_family

BASE = """\
chairs: 3
spaces: {lounge seat: {count: 2}}
steps:
  - {step: infuse, time: {triangular: {low: 1 min, mode: 2 min, high: 4 min}}}
  - {step: rest, time: 30 min}
booking: {nearest: {within: 3 days}}
"""


def child(folder, text, base=BASE):
    """A file that extends the base, loaded."""
    written(folder, base, "base.yaml")
    return loaded(folder, f"extends: base.yaml\n{text}")


def test_a_child_changes_only_what_it_says(tmp_path):
    """Mappings are merged key by key, and each value remembers its file."""
    found = child(tmp_path, "chairs: 5\nspaces: {bed: {count: 1}}\n")
    assert found.scenario.chairs == 5
    assert {name: space.count for name, space in found.scenario.spaces.items()} == {
        "lounge seat": 2,
        "bed": 1,
    }
    assert str(found.tree.values["spaces", "lounge seat", "count"]).endswith("base.yaml:2")
    assert str(found.tree.values["chairs",]).endswith("clinic.yaml:2")


def test_lists_are_replaced_whole(tmp_path):
    """A child's steps are the steps; no mark of the old ones remains."""
    found = child(tmp_path, "steps: [{step: wait, time: 5 min}]")
    assert [step.step for step in found.scenario.steps] == ["wait"]
    assert ("steps", 1) not in found.tree.values


def test_another_choice_replaces_the_whole_choice(tmp_path):
    """``latest`` over ``nearest: {within: ...}`` leaves nothing of the nearest."""
    assert child(tmp_path, "booking: {latest: {}}").tree.data["booking"] == {"latest": {}}
    assert child(tmp_path, "booking: latest").tree.data["booking"] == "latest"


def test_the_same_choice_is_merged(tmp_path):
    """One parameter of the same distribution can be changed alone."""
    base = "chairs: 1\nbooking: {nearest: {within: 3 days}}\nsteps: []\n"
    found = child(tmp_path, "booking: {nearest: {}}", base)
    assert found.scenario.booking.within == 3 * 1440


def test_variants_are_not_handed_on(tmp_path):
    """A file has the variants that it writes itself, and none of the file that it extends."""
    base = f"{json.dumps(CLINIC)[:-1]}, 'variants': {{two: {{'spaces.recliner': 2}}}}}}"
    written(tmp_path, base, "base.yaml")
    (only,) = load_family(written(tmp_path, "extends: base.yaml\n", "child.yaml"))
    own = load_family(written(tmp_path, "extends: base.yaml\nvariants: {five: {spaces.recliner: 5}}\n", "own.yaml"))
    assert only.variant == ""
    assert [one.variant for one in own] == ["", "five"]


def test_parents_are_found_beside_the_child(tmp_path, monkeypatch):
    """The path is relative to the file that says it, not to where the command runs."""
    (tmp_path / "sub").mkdir()
    written(tmp_path, BASE, "base.yaml")
    path = written(tmp_path / "sub", "extends: ../base.yaml\n")
    monkeypatch.chdir("/")
    assert load(path, model=Clinic).scenario.chairs == 3


def test_circles_are_named(tmp_path):
    """Two files that extend each other are shown as a circle, and so is one that extends itself."""
    written(tmp_path, "extends: clinic.yaml\nchairs: 1", "other.yaml")
    circle = "clinic.yaml -> other.yaml -> clinic.yaml"
    assert circle in mistake(tmp_path, "extends: other.yaml\n")
    assert "clinic.yaml -> clinic.yaml" in mistake(tmp_path, "extends: clinic.yaml\n")


def test_a_chain_of_a_thousand_is_refused(tmp_path):
    """Twenty files in a row are plenty."""
    for number in range(1000):
        written(tmp_path, f"extends: {number + 1}.yaml\n", f"{number}.yaml")
    with pytest.raises(ScenarioError, match="more than 20 files"):
        load(str(tmp_path / "0.yaml"), model=Clinic)


@pytest.mark.parametrize(
    ("link", "words"),
    [
        ("bsae.yaml", "no such file (did you mean 'base.yaml'?)"),
        ("https://example.org/base.yaml", "expected a scenario file on this computer"),
        ("file:base.yaml", "expected a scenario file on this computer"),
        ("../../etc/passwd", "expected a scenario file, named .yaml or .yml"),
        ("folder.yaml", "is a folder"),
        ("[a.yaml, b.yaml]", "expected the name of one scenario file"),
        ("", "expected the name of one scenario file"),
        ("secret.yaml", "is not a scenario"),
        ("broken.yaml", "has mistakes of its own, first in line 1"),
    ],
)
def test_impossible_parents_are_refused_and_never_shown(tmp_path, link, words):
    """The place is the ``extends`` line, and no content of a foreign file appears."""
    (tmp_path / "folder.yaml").mkdir()
    written(tmp_path, BASE, "base.yaml")
    written(tmp_path, "password: hunter2\n", "secret.yaml")
    written(tmp_path, "password: hunter2: x\n", "broken.yaml")
    found = mistake(tmp_path, f"chairs: 1\nextends: {link}\n")
    assert found.startswith("clinic.yaml:2:")
    assert words in found
    assert "hunter2" not in found


@pytest.mark.parametrize(
    ("setting", "path", "value"),
    [
        ("chairs=4", ["chairs"], 4),
        ("opens=10:30", ["opens"], "10:30"),
        ("country=no", ["country"], "no"),
        ("country='5'", ["country"], "5"),
        ("no_show = 12 %", ["no_show"], "12 %"),
        ("spaces.lounge seat.count=5", ["spaces", "lounge seat", "count"], 5),
        ("spaces.bed={count: 1}", ["spaces", "bed"], {"count": 1}),
        ("steps.rest.time=50 min", ["steps", 1, "time"], "50 min"),
        ("steps.1.time=50 min", ["steps", 1, "time"], "50 min"),
        ("steps.infuse.time.triangular.mode=3 min", ["steps", 0, "time", "triangular", "mode"], "3 min"),
        ("steps.infuse.time.constant.value=3 min", ["steps", 0, "time"], {"constant": {"value": "3 min"}}),
        ("booking.latest={}", ["booking"], {"latest": {}}),
    ],
)
def test_a_setting_changes_one_value(tmp_path, setting, path, value):
    """Entries go by name, values read as in a file, and another choice replaces the choice."""
    tree = loaded(tmp_path, BASE, setting).tree
    found = tree.data
    for step in path:
        found = found[step]
    assert found == value


@pytest.mark.parametrize("path", [("chairs",), ("spaces", "lounge seat", "count"), ("steps", 1, "time")])
def test_a_setting_is_remembered_as_the_origin(tmp_path, path):
    """What the command line changed is marked, what it did not keeps its line."""
    tree = loaded(tmp_path, BASE, "chairs=4", "spaces.lounge seat.count=5", "steps.rest.time=1 min").tree
    assert str(tree.values[path]) == "--set"
    assert tree.values["steps", 1, "step"].line == 5


def test_settings_apply_in_order_after_the_file(tmp_path):
    """The last of two settings counts."""
    assert loaded(tmp_path, BASE, "chairs=4", "chairs=6").scenario.chairs == 6


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        ("chiars=4", "--set chiars: there is no 'chiars'; expected one of chairs,"),
        ("chiars=4", "(did you mean 'chairs'?)"),
        ("spaces.lunge seat.count=5", "expected one of lounge seat (did you mean 'lounge seat'?)"),
        (
            "spaces.lounge seta={count: 5}",
            "there is no 'lounge seta' (did you mean 'lounge seat'?); a new name so near",
        ),
        ("steps.rst.time=3", "no entry 'rst' in this list; expected one of"),
        ("steps.9.time=3", "no entry '9' in this list"),
        ("chairs.x=3", "there is no 'x' inside the single value 3"),
        ("chairs", "expected path=value"),
        ("=3", "expected path=value"),
        ("country={", "--set country: a value is missing"),
        ("chairs=.inf", "--set chairs: .inf is not a finite number"),
        ("no_show=50", "--set no_show: 50 is not a probability"),
        ("extends=x.yaml", "there is no 'extends'"),
    ],
)
def test_a_wrong_setting_says_what_exists(tmp_path, setting, words):
    """The command line is checked like the file."""
    assert words in mistake(tmp_path, BASE, setting)


def test_all_wrong_settings_are_told_at_once(tmp_path):
    """Two slips, two problems."""
    assert len(mistakes(tmp_path, BASE, "chiars=4", "opens")) == 2
