"""What a clinic is told back holds the numbers that a manager would check."""

from __future__ import annotations

import pytest
from small import CLINIC, clinic

from sim.scenario import checks
from sim.scenario.load import load
from sim.scenario.starter import text
from sim.scenario.words import SECTIONS, WIDTH, describe

UPKEEP = {"as_needed": {"symptoms_return": "6 weeks"}}


@pytest.mark.parametrize(
    "phrase",
    [
        "Open mon-fri 09:00-17:00: 40 h a week.",
        "nurse: 80 h paid a week; 75 h on duty in opening hours, 5 h of breaks (30 min each).",
        "4 x recliner",
        "At least 1 prescriber in the building while an infusion runs.",
        "At least 2 staff in the building while a patient is.",
        "One nurse watches at most 4 patients, and still counts as watching while hands-on with one.",
        "prepare: 20 min (hands-on nurse, in recliner)",
        "infuse: 40 min (watched by nurse)",
        "turn over: 10 min (in recliner, patient gone)",
        "side effect nausea: 5 %; nurse for 10 min",
        "in all 95 min with the patient, then 10 min without the patient; booked as 2 h",
        "Induction of 6 infusions, 2, 2, 3 days apart (at least 1, at most 7), within 21 days.",
        "On paper 6.0 induction infusions a starter, 100 % finish; 11.0 in the whole course.",
        "2 referrals a week on average, 2 starts a week after consult, eligibility and admission.",
        "In the long run 3 in induction and 60 in maintenance, if nobody had to wait.",
        "admission: open. Everybody may start as soon as the diary has room.",
        "recliner as booked binds first: 16.0 infusions a day.",
        "10 replications of 26 weeks observed, from the first day, without a warm-up, until 2026-07-05; seed 1.",
    ],
)
def test_description_holds_the_number(phrase):
    """Each phrase stands in the text, wherever its lines were broken."""
    assert phrase in " ".join(describe(clinic()).split()).replace("booked as 120 min", "booked as 2 h")


def test_sections_come_in_order():
    """Titles stand at the margin, in the order of the table."""
    lines = [line for line in describe(clinic()).split("\n") if line and not line.startswith(" ")]
    assert lines == [CLINIC["scenario"], *SECTIONS]


def test_parameters_of_a_policy_carry_their_units():
    """A rule with parameters tells them as they would be written."""
    told = describe(clinic({"policies.late": {"send_home": {"after": "15 min"}}}))
    line = "late: send_home. Patients who are too late are sent home and may book again (after: 15 min)."
    assert line in " ".join(told.split())


def test_several_breaks_are_listed():
    """Two breaks a day: 15 and 30 min off 8 h, for two nurses on five days."""
    breaks = [{"length": "15 min", "between": "10:00-11:00"}, {"length": "30 min", "between": "12:00-13:00"}]
    told = " ".join(describe(clinic({"staff.nurse.break": breaks})).split())
    assert "nurse: 80 h paid a week; 72.5 h on duty in opening hours, 7.5 h of breaks (15 min, 30 min each)." in told


def test_help_is_told():
    """Whom, and when."""
    told = " ".join(describe(clinic({"staff.nurse.helps": ["prescriber"]})).split())
    assert "5 h of breaks (30 min each); helps prescriber when nobody waits for nurse." in told


def test_agency_is_told_with_its_pay():
    """Of 80 h a tenth is missed, half of that is covered: 72 h at 40 and 4 h at 75."""
    absent = {"probability": 0.1, "agency": {"probability": 0.5, "wage": 75}}
    told = " ".join(describe(clinic({"staff.nurse.absent": absent, "staff.nurse.wage": 40})).split())
    assert "nurse: 76 h paid a week, 4 h of it from the agency, 3,180 USD in wages; 71.2 h on duty" in told


def test_roles_of_a_policy_are_listed():
    """Named ones in brackets; nothing in brackets where none is named."""
    named = describe(clinic({"policies.nurse_assignment": {"zones": {"roles": ["nurse", "prescriber"]}}}))
    assert "(roles: nurse, prescriber)." in " ".join(named.split())
    assert "zones" in (plain := describe(clinic({"policies.nurse_assignment": "zones"})))
    assert "(roles" not in plain


def test_growth_without_limit_is_said():
    """Nobody ever leaves: the long run has no limit and the text says so."""
    told = describe(clinic({"protocols.mood.maintenance": {"plan": UPKEEP}}))
    assert "no limit" in told
    assert "mood: nobody ever leaves maintenance, so the panel grows without limit." in told


def test_text_is_narrow_and_plain():
    """No line is wider than a terminal, whatever the names; nothing invisible gets through."""
    name = "a very long name of a visit indeed " * 3
    odd = clinic({f"visits.{name}": CLINIC["visits"]["consult"]}).model_copy(update={"question": "Red \x1b[31m clinic"})
    told = describe(odd)
    assert max(map(len, told.split("\n"))) <= WIDTH
    assert "\x1b" not in told
    assert "Red \\x1b[31m clinic" in told


@pytest.mark.parametrize(
    "changes",
    [
        {"patients": {}},
        {"patients": {}, "timetables": {"session": {"visit": "consult", "at": ["09:00"]}}},
        {"staff.prescriber.wage": 60, "calendar.closed": ["2026-05-25"], "run": {}},
        {"protocols.mood.maintenance.plan": {"taper": {"gaps": ["1 week"]}}},
    ],
)
def test_every_clinic_can_be_told(changes):
    """Other sources, plans and defaults do not stop the description."""
    assert "The run" in describe(clinic(changes))


def test_starter_is_a_clinic_without_problems(tmp_path):
    """What is written for a beginner loads, warns of nothing and can be told."""
    path = tmp_path / "my_clinic.yaml"
    path.write_text(text(), encoding="utf-8")
    loaded = load(path)
    assert loaded.warnings == ()
    assert checks.errors(loaded.scenario) == []
    assert "My clinic" in describe(loaded.scenario)


def test_every_number_of_the_starter_has_its_source():
    """Each line with a number in the clinic's part says where it comes from."""
    lines = text().split("spaces:")[1].split("# 9  ")[0].split("\n")
    bare = [line for line in lines if any(char.isdigit() for char in line) and "#" not in line]
    assert bare == []
