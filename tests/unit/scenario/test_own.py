"""Policies of the user's own: what is refused before anything runs, and in which words."""

from __future__ import annotations

import pickle
import re

import pytest

from sim.entities import Answer, Colleague, HandsWanted, Reminder
from sim.errors import PolicyError, ScenarioError
from sim.model.clinic import run
from sim.policies.own import Own
from sim.policies.questions import QUESTIONS, signature
from sim.scenario.echo import resolved_yaml
from sim.scenario.editor import json_schema
from sim.scenario.load import load
from sim.scenario.schema import Policies, Scenario

CLINIC = """\
scenario: Own
calendar: {starts: 2026-01-05, hours: {mon-fri: 09:00-15:00}}
spaces: {recliner: 2, lounge: 2}
visits:
  infusion:
    kind: infusion
    steps:
      - {step: infuse, part: infusion, time: of the protocol, in: recliner}
      - {step: rest, part: recovery, time: 20 min}
protocols:
  mood: {infusion: 40 min, induction: {infusions: 3}}
patients: {referrals: 5 per week}
run: {length: 3 weeks, replications: 2, seed: 1}
"""
RULES = '''\
from dataclasses import dataclass
from sim import Count, DayOffer, Duration, Spec

LIMIT = 3
SEEN = []


class Last(Spec):
    """The last start."""

    back: Count = 0
    """How many before the last."""

    def __call__(self, day: DayOffer) -> float:
        return day.starts[max(-1 - self.back, -len(day.starts))]


@dataclass(frozen=True)
class LastToo:
    """The last start again."""

    back: int = 0

    def __call__(self, day):
        return Last(back=self.back)(day)


@dataclass(frozen=True)
class Needs:
    grace: Duration

    def __call__(self, day):
        return day.earliest


def last(day):
    """The last start, as a function."""
    return day.starts[-1]


@dataclass
class Loose:
    back: int = 0

    def __call__(self, day):
        return day.earliest


class Mute:
    pass


class Two:
    def __call__(self, day, load):
        return day.earliest


class Fragile:
    def __init__(self):
        1 / 0

    def __call__(self, day):
        return day.earliest


class Counts:
    """The n-th start at the n-th question: it remembers, which it should not."""

    def __call__(self, day):
        SEEN.append(1)
        return day.starts[len(SEEN) % len(day.starts)]
'''
EARLY = """

class Early:
    def __call__(self, waiting):
        return waiting.due
"""


@pytest.fixture
def clinic(tmp_path):
    """Writes a scenario with a line of policies beside its rules, and loads it."""

    def loaded(policies="", rules=RULES, allow=True, settings=()):
        (tmp_path / "my_rules.py").write_text(rules, encoding="utf-8")
        path = tmp_path / "own.yaml"
        path.write_text(CLINIC + (f"policies: {{{policies}}}\n" if policies else ""), encoding="utf-8")
        return load(path, settings, allow_code=allow)

    return loaded


def _refusal(clinic, tmp_path, *args, **kwargs):
    with pytest.raises(ScenarioError) as refused:
        clinic(*args, **kwargs)
    return str(refused.value).replace(f"{tmp_path}/", "")


REFUSED = {
    "slot: my_rules.py:LastTo": (
        "14:18 policies.slot: my_rules.py has no 'LastTo'; expected one of Last, LastToo, Needs, last, Loose,"
        " Mute, Two, Fragile, Counts (did you mean 'LastToo'?)"
    ),
    "slot: my_rule.py:Last": "14:18 policies.slot: 'my_rule.py': no such file (did you mean 'my_rules.py'?)",
    "slot: my_rules.py": (
        "14:18 policies.slot: got 'my_rules.py'; expected a file and its class, as in my_rules.py:MostRoom"
    ),
    "slot: 'my rules:Last'": ("14:18 policies.slot: got 'my rules:Last'; expected file.py:Name or package.module:Name"),
    "slot: no_such.module:Last": (
        "14:18 policies.slot: there is no module 'no_such.module': ModuleNotFoundError: No module named 'no_such'"
    ),
    "slot: nosuchmodule:Last": (
        "14:18 policies.slot: there is no module 'nosuchmodule'; expected one that is installed beside chairtime"
    ),
    "slot: my_rules.py:LIMIT": (
        "14:18 policies.slot: my_rules.py:LIMIT is of type int; expected a class or a function"
    ),
    "slot: my_rules.py:Loose": (
        "14:18 policies.slot: my_rules.py:Loose can be changed; expected @dataclass(frozen=True)"
    ),
    "slot: my_rules.py:Mute": (
        "14:18 policies.slot: my_rules.py:Mute cannot be asked; expected a method __call__(self, day: "
        "DayOffer) -> float"
    ),
    "slot: my_rules.py:Two": (
        "14:18 policies.slot: my_rules.py:Two takes day, load; expected __call__(self, day: DayOffer) -> float"
    ),
    "slot: my_rules.py:Fragile": (
        "14:18 policies.slot: my_rules.py:Fragile cannot be made: ZeroDivisionError: division by zero "
        "(my_rules.py, line 60)"
    ),
    "slot: {my_rules.py:last: {back: 2}}": "14:18 policies.slot: my_rules.py:last takes no parameters; got back",
    "slot: {my_rules.py:Last: 3}": (
        "14:18 policies.slot: got 3; expected the parameters of my_rules.py:Last as a mapping"
    ),
    "slot: {my_rules.py:Last: {bak: 3}}": (
        "14:38 policies.slot.my_rules.py:Last.bak: unknown key; got 'bak'; expected one of back (did you mean 'back'?)"
    ),
    "slot: {my_rules.py:Last: {back: -1}}": (
        "14:44 policies.slot.my_rules.py:Last.back: this value cannot stand here; got -1; expected 0 or more"
    ),
    "slot: {my_rules.py:LastToo: {back: two}}": (
        "14:47 policies.slot.my_rules.py:LastToo.back: this value cannot stand here; got 'two'; expected a whole number"
    ),
    "slot: my_rules.py:Needs": (
        "14:18 policies.slot.my_rules.py:Needs.grace: required key missing; expected 'grace' (for example "
        "grace: 40 min)"
    ),
    "slot: /etc/passwd.py:A": (
        "14:18 policies.slot: got the path '/etc/passwd.py'; expected a file in the scenario's folder or below it"
    ),
    "slot: ../up.py:A": (
        "14:18 policies.slot: got the path '../up.py'; expected a file in the scenario's folder or below it"
    ),
    "slot: C:\\up.py:A": (
        "14:18 policies.slot: got the path 'C:\\up.py'; expected a file in the scenario's folder or below it"
    ),
    "capacity: my_rules.py:Last": (
        "14:22 policies.capacity: my_rules.py:Last does not say hands; expected an attribute or property, True or False"
    ),
}


@pytest.mark.parametrize("policies", REFUSED)
def test_wrong_policy_is_refused_with_its_place(clinic, tmp_path, policies):
    """File, line, column and key of the scenario; what is wrong, and what was expected."""
    assert _refusal(clinic, tmp_path, policies) == f"own.yaml:{REFUSED[policies]}"


@pytest.mark.parametrize(
    ("rules", "why"),
    [
        ("x = (1\n", "SyntaxError: '(' was never closed (my_rules.py, line 1)"),
        ("\nimport no_such_thing\n", "ModuleNotFoundError: No module named 'no_such_thing' (my_rules.py, line 2)"),
        ("raise SystemExit(0)\n", "SystemExit: 0 (my_rules.py, line 1)"),
    ],
)
def test_file_that_cannot_be_imported(clinic, tmp_path, rules, why):
    """The exception and its line in the Python file."""
    told = _refusal(clinic, tmp_path, "slot: my_rules.py:Last", rules)
    assert told == f"own.yaml:14:18 policies.slot: my_rules.py cannot be imported: {why}"


def test_nothing_is_imported_without_leave(clinic, tmp_path):
    """The file would write another one; the message says what would run and how to allow it."""
    rules = f"from pathlib import Path\nPath({str(tmp_path / 'ran')!r}).touch()\n" + RULES
    told = _refusal(clinic, tmp_path, "slot: my_rules.py:Last", rules, allow=False)
    assert told == (
        "own.yaml:14:18 policies.slot: my_rules.py:Last would run the Python file my_rules.py; nothing of it was run; "
        "allow it with --allow-code"
    )
    assert not (tmp_path / "ran").exists()
    clinic("slot: my_rules.py:Last", rules)
    assert (tmp_path / "ran").exists()


def test_installed_module_needs_leave_too(clinic, tmp_path):
    """Importing a package runs its code."""
    told = _refusal(clinic, tmp_path, "slot: colorsys:Last", allow=False)
    assert told == (
        "own.yaml:14:18 policies.slot: colorsys:Last would run the installed module colorsys; nothing of it was run; "
        "allow it with --allow-code"
    )
    assert "has no 'Last'" in _refusal(clinic, tmp_path, "slot: colorsys:Last")


def test_every_mistake_is_told_at_once(clinic, tmp_path):
    """Two policies that cannot be used and a number that is wrong: three lines."""
    told = _refusal(
        clinic, tmp_path, "slot: my_rules.py:LastTo, late: my_rules.py:Mute", settings=("spaces.recliner=-1",)
    )
    assert len(told.splitlines()) == 3


def test_class_dataclass_and_function_decide_alike(clinic):
    """A Spec, a frozen dataclass and a function that give the last start make equal logs, another than the earliest."""
    named = ("my_rules.py:Last", "{my_rules.py:LastToo: {back: 0}}", "my_rules.py:last", "earliest")
    spec, dataclass, function, ours = (run(clinic(f"slot: {name}").scenario).all().time.tolist() for name in named)
    assert spec == dataclass == function != ours


def test_parameters_come_from_file_and_settings(clinic):
    """Written out with their defaults and origins; a setting changes one of them, or names another policy."""
    loaded = clinic("slot: {my_rules.py:Last: {back: 1}}", settings=("policies.slot.my_rules.py:Last.back=2",))
    assert loaded.scenario.policies.slot.policy.back == 2
    assert '"my_rules.py:Last":' in resolved_yaml(loaded) or "my_rules.py:Last:" in resolved_yaml(loaded)
    other = clinic("slot: earliest", settings=("policies.slot={my_rules.py:LastToo: {back: 3}}",))
    assert other.scenario.policies.slot.written == {"my_rules.py:LastToo": {"back": 3}}
    assert [(code.reference, len(code.sha256)) for code in other.code] == [("my_rules.py:LastToo", 64)]


def test_each_class_is_recorded_though_they_share_a_file(clinic):
    """Two policies from one file: two entries with one file and one SHA-256."""
    loaded = clinic("slot: my_rules.py:last, dispatch: my_rules.py:Early", RULES + EARLY)
    assert [code.reference for code in loaded.code] == ["my_rules.py:last", "my_rules.py:Early"]
    assert len({(code.file, code.sha256) for code in loaded.code}) == 1


def test_file_lies_beside_the_scenario_that_names_it(tmp_path):
    """base/base.yaml names base/rules.py; variants/variant.yaml extends it from another folder."""
    (tmp_path / "base").mkdir()
    (tmp_path / "variants").mkdir()
    (tmp_path / "base" / "rules.py").write_text(RULES)
    (tmp_path / "base" / "base.yaml").write_text(CLINIC + "policies: {slot: rules.py:last}\n")
    (tmp_path / "variants" / "variant.yaml").write_text("extends: ../base/base.yaml\nscenario: Variant\n")
    found = load(tmp_path / "variants" / "variant.yaml", allow_code=True)
    assert isinstance(found.scenario.policies.slot, Own)


def test_no_replication_remembers_another(clinic):
    """A rule that counts its questions in a global list begins anew in each run."""
    scenario = clinic("slot: my_rules.py:Counts").scenario
    assert run(scenario, 1).all().time.tolist() == run(scenario, 1).all().time.tolist()


def test_scenario_with_a_policy_of_ones_own_can_be_sent_to_a_worker(clinic, tmp_path):
    """Pickled and back, from the text that was read: the file may have gone."""
    scenario = clinic("slot: {my_rules.py:Last: {back: 1}}").scenario
    sent = pickle.dumps(scenario)
    (tmp_path / "my_rules.py").unlink()
    assert run(pickle.loads(sent)).all().time.tolist() == run(scenario).all().time.tolist()


@pytest.mark.parametrize("field", Policies.model_fields)
def test_schema_for_editors_accepts_such_names(field):
    """A name, or a name with parameters; and not any other word."""
    schema = json_schema(Scenario)
    chosen = schema["$defs"]["Policies"]["properties"][field]["$ref"].rpartition("/")[2]
    spellings = schema["$defs"][chosen]["anyOf"]
    (name,) = (one["pattern"] for one in spellings if "pattern" in one)
    (mapping,) = (one["patternProperties"] for one in spellings if "patternProperties" in one)
    assert list(mapping) == [name]
    for word in ("my_rules.py:MostRoom", "rules/day.py:Last", "my_package.rules:Last"):
        assert re.search(name, word)
    assert not re.search(name, "earlyest")


ANSWERS = {
    "slot": "lambda day: 'soon'",
    "series": "lambda needed: 0",
    "dispatch": "lambda waiting: float('nan')",
    "late": "lambda arrival: None",
    "recovery": "lambda treated_in: ('attic',)",
    "end_of_day": "lambda closes: 'late'",
    "admission": "lambda applicant: True",
    "reminders": "lambda booking: 0.77",
}


@pytest.mark.parametrize("family", ANSWERS)
def test_answer_that_makes_no_sense_stops_the_run(clinic, family):
    """Family, policy, question, the answer and what was expected."""
    late = ("attendance={infusion: {punctuality: 20 min}}", "spaces.recliner=1", "diary.every=10 min")
    rules = f"def rule(x):\n    return ({ANSWERS[family]})(x)\n"
    with pytest.raises((PolicyError, ScenarioError)) as failed:
        run(clinic(f"{family}: my_rules.py:rule", rules, settings=late).scenario)
    told = str(failed.value)
    assert f"{family} my_rules.py:rule, asked '" in told
    assert f"; expected {QUESTIONS[family].answer}" in told


def test_failure_says_when_and_where(clinic):
    """The policy, its question, the clinic's date and time, the exception and the line."""
    rules = "def rule(day):\n    return {}[day.earliest]\n"
    with pytest.raises(PolicyError) as failed:
        run(clinic("slot: my_rules.py:rule", rules).scenario)
    assert str(failed.value) == (
        "slot my_rules.py:rule, asked 'Which free start of a day does a visit get?' on Wed 07 Jan 2026 at 01:08: it "
        "raised KeyError: 540.0 (my_rules.py, line 2)"
    )
    assert str(pickle.loads(pickle.dumps(failed.value))) == str(failed.value)


def test_right_answers_fit_their_questions():
    """One of each kind, and the nearest wrong one."""
    asked = Reminder(1.0)

    class Request:
        now, made, due, starts = 5.0, 0.0, 10.0, (480.0, 500.0)

    right = {
        "admission": Answer(5.0),
        "slot": 500.0,
        "dispatch": -1,
        "late": False,
        "end_of_day": None,
        "reminders": asked,
    }
    wrong = {
        "admission": Answer(4.0),
        "slot": 490.0,
        "dispatch": True,
        "late": 1,
        "end_of_day": "",
        "reminders": Reminder(10.0),
    }
    for family, answer in right.items():
        assert QUESTIONS[family].fits(answer, Request, ("chair",))
        assert not QUESTIONS[family].fits(wrong[family], Request, ("chair",))
    assert QUESTIONS["recovery"].fits(("chair",), "chair", ("chair",))
    assert not QUESTIONS["recovery"].fits((), "chair", ("chair",))
    assert QUESTIONS["series"].fits(3, 3, ())
    assert not QUESTIONS["series"].fits(4, 3, ())
    wanted = HandsWanted(own=None, place=0, free=(Colleague(2, 0),), on_duty=(1, 2))
    assert QUESTIONS["nurse_assignment"].fits(2, wanted, ())
    assert QUESTIONS["nurse_assignment"].fits(None, wanted, ())
    assert not QUESTIONS["nurse_assignment"].fits(1, wanted, ())


@pytest.mark.parametrize(
    ("family", "answer", "fits"),
    [
        ("admission", Answer(5.0), True),
        ("admission", Answer(None, 5.0), False),
        ("admission", Answer(None, 5.1), True),
        ("admission", Answer(None, None), True),
        ("reminders", Reminder(0.0), False),
        ("reminders", Reminder(9.9), True),
        ("reminders", Reminder(1.0, no_show=-0.1), False),
        ("waiting_list", (1, 2.5), True),
        ("waiting_list", (1, "second"), False),
        ("waiting_list", (True,), False),
        ("pattern", frozenset({0, 6}), True),
        ("pattern", frozenset({6, 7}), False),
        ("pattern", frozenset(), False),
        ("overbooking", 0, True),
        ("overbooking", -1, False),
        ("overbooking", True, False),
    ],
)
def test_answers_at_the_edge_of_their_question(family, answer, fits):
    """Asked at minute 5 about a booking made at 0 and due at 10: now will do to start, not to ask again."""

    class Request:
        now, made, due = 5.0, 0.0, 10.0

    assert QUESTIONS[family].fits(answer, Request, ()) is fits


def test_signature_is_read_from_the_protocol():
    """As a person would write it."""
    assert signature(QUESTIONS["slot"]) == "__call__(self, day: DayOffer) -> float"


def test_own_maintenance_plan_and_capacity_rule(clinic):
    """A plan that gives two boosters 14 days apart, and a rule that looks at chairs alone."""
    rules = '''
from sim import Spec, TimeDistribution

class Twice(Spec):
    """Two boosters."""
    every: TimeDistribution
    on_request: bool = False

    def gap(self, n: int):
        return self.every if n < 2 else None

class Chairs:
    hands = watching = False
'''
    plan = "{plan: {my_rules.py:Twice: {every: 14 days}}}"
    scenario = clinic(
        "capacity: my_rules.py:Chairs", rules, settings=(f"protocols.mood.maintenance={plan}", "run.length=9 weeks")
    ).scenario
    assert scenario.protocols["mood"].maintenance.plan.gap(5) is None
    reasons = run(scenario).header.reasons
    rows = run(scenario).rows(9)
    assert reasons.index("plan complete") in rows.what
