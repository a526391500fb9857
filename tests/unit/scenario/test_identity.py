"""Which scenarios are one: those that give the same numbers."""

from __future__ import annotations

import pytest
from small import clinic

from sim.scenario.identity import identity
from sim.scenario.load import load


def test_words_and_repetitions_do_not_matter():
    """Another name, question, number of replications and seed: the same scenario."""
    words = {"scenario": "Other", "question": "Why?", "shows": "That."}
    assert identity(clinic({**words, "run.replications": 3, "run.seed": 9})) == identity(clinic())


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("spaces.recliner", 5),
        ("run.length", "51 weeks"),
        ("run.warm_up", "1 week"),
        ("run.cool_down", "2 days"),
        ("money.fixed_per_day", 1.0),
        ("policies.slot", "level_the_day"),
        ("patients.referrals", "2.0000000000000004 per week"),
    ],
)
def test_whatever_a_number_depends_on_matters(path, value):
    """Places, the run's times, money, policies, and the last digit of a rate."""
    assert identity(clinic({path: value})) != identity(clinic())


def test_order_of_kinds_matters():
    """Profiles number spaces and roles in the order of the file."""
    one, other = {"recliner": 4, "consult room": 1}, {"consult room": 1, "recliner": 4}
    assert identity(clinic({"spaces": one})) != identity(clinic({"spaces": other}))


def test_the_digest_minds_the_order_too(tmp_path):
    """Two roles in the other order are two scenarios in the record of a run, and so are two conditions."""
    text = "scenario: {}\nspaces: {{{}}}\nvisits: {{a: {{steps: [{{step: s, time: 1 min, in: x}}]}}}}\n{}"
    calendar = (
        "calendar: {hours: {mon: 09:00-17:00}, starts: 2026-01-05}\nwalk_ins: {w: {visit: a, arrivals: 1 per day}}\n"
    )
    found = []
    for place, spaces in enumerate(("x: 1, y: 2", "y: 2, x: 1", "x: 1, y: 2")):
        file = tmp_path / f"{place}.yaml"
        file.write_text(text.format("Order", spaces, calendar))
        found.append(load(file).digest)
    assert found[0] == found[2] != found[1]


def test_defaults_written_out_are_the_same():
    """A default beside the same value in the file."""
    assert identity(clinic({"diary.every": "15 min"})) == identity(clinic({"diary": {}}))


OWN = """\
scenario: Own
calendar: {starts: 2026-01-05, hours: {mon-fri: 09:00-15:00}}
spaces: {recliner: 2}
visits: {infusion: {kind: infusion, steps: [{step: infuse, part: infusion, time: of the protocol, in: recliner}]}}
protocols: {mood: {infusion: 40 min, induction: {infusions: 3}}}
patients: {referrals: 5 per week}
policies: {slot: rules.py:Mine}
"""


def test_code_of_own_policies_matters(tmp_path):
    """The same name with another line of code behind it is another scenario; the same code is the same."""
    (tmp_path / "own.yaml").write_text(OWN)
    found = []
    for place in (-1, 0, -1):
        code = f"class Mine:\n    def __call__(self, day):\n        return day.starts[{place}]\n"
        (tmp_path / "rules.py").write_text(code)
        found.append(identity(load(tmp_path / "own.yaml", allow_code=True).scenario))
    assert found[0] == found[2] != found[1]
