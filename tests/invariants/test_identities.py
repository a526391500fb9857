"""Identities stop a run: each is broken by a log doctored for it, and the message says which, where and when."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from clinics import CLINICS, clinic
from doctor import OnTheTable

from sim import experiment, metrics
from sim.errors import ModelError
from sim.events import EventLog, Kind, Phase
from sim.experiment import measured, window_of
from sim.metrics.identity import ROUNDING
from sim.model.clinic import run

DAY = 1440.0
SUNDAY, NIGHT = 13 * DAY + 600, 8 * DAY + 1380
"""In the second week of a clinic that opens on weekdays only, by day."""


@pytest.fixture(scope="module")
def scenario():
    return clinic("suburban_clinic", "run.length=4 weeks")


@pytest.fixture(scope="module")
def healthy(scenario):
    return run(scenario, 0, seed=3)


def newest(log: OnTheTable) -> dict[str, float]:
    """Numbers of a patient and a visit that nobody has."""
    return {"patient": max(row[2] for row in log.rows) + 1, "visit": max(row[3] for row in log.rows) + 1}


def infusion(log: OnTheTable, phase: Phase, number: float | None = None) -> int:
    """Place of the first infusion of a phase in the second week, perhaps with a number in its series."""
    place = log.at(7 * DAY)
    while True:
        place = log.find(Kind.STEP_BEGAN, "infusion/infuse", after=place)
        visit = log.get(place, "visit")
        of_phase = log.get(log.find(Kind.CHECKED_IN, visit=visit), "unit") == phase
        if of_phase and number in (None, log.get(place, "unit")):
            return place


def time_order(log):
    log.set(log.find(Kind.THIRD_NEXT, after=log.at(7 * DAY)), time=0.0)


def patients(log):
    left = log.find(Kind.LEFT)
    log.add(log.at(14 * DAY), Kind.SYMPTOMS_RETURNED, patient=log.get(left, "patient"), visit=-1)


def inductions(log):
    place = log.find(Kind.INDUCTION_CLOSED, after=log.at(14 * DAY))
    log.set(place, value=log.get(place, "value") + 1)


def bookings(log):
    came = log.find(Kind.CHECKED_IN, after=log.at(7 * DAY))
    who = {name: log.get(came, name) for name in ("patient", "visit", "what", "unit", "value")}
    log.add(log.at(9 * DAY), Kind.NO_SHOW, **who)


def visits(log):
    place = log.at(NIGHT)
    who = newest(log)
    log.add(place, Kind.TURNED_AWAY, time=NIGHT, **who, what=0)
    log.add(place + 1, Kind.CHECKED_IN, **who, what=1, value=NIGHT)


def infusions(log):
    began = infusion(log, Phase.MAINTENANCE)
    ended = log.find(Kind.STEP_ENDED, "infusion/infuse", visit=log.get(began, "visit"))
    log.add(ended, Kind.STEP_BEGAN, what=log.get(ended, "what"), unit=0)
    log.add(ended + 1, Kind.STEP_ENDED, what=log.get(ended, "what"))


def sequence(log):
    place = log.find(Kind.BOOKED, "consult", after=log.at(7 * DAY))
    while log.get(place, "value") > 20 * DAY:
        place = log.find(Kind.BOOKED, "consult", after=place)
    log.set(place, value=log.get(place, "time") - 1)


def steps(log):
    place = infusion(log, Phase.INDUCTION)
    log.add(place, Kind.STEP_BEGAN, what=log.code(Kind.STEP_BEGAN, "infusion/check in"))
    log.add(place + 1, Kind.STEP_ENDED, what=log.get(place + 1, "what"))


def waits(log):
    place = log.find(Kind.WAIT_BEGAN, "hands:nurse", after=log.at(7 * DAY))
    held, cause = log.get(place, "unit"), log.code(Kind.WAIT_BEGAN, "space:recliner")
    log.add(place, Kind.WAIT_BEGAN, what=cause, unit=held)
    log.add(place + 1, Kind.WAIT_ENDED, what=cause, unit=held)


def one_place(log):
    place = infusion(log, Phase.INDUCTION)
    visit = newest(log)["visit"]
    log.add(place, Kind.CHECKED_IN, visit=visit, what=1, unit=0, value=log.get(place, "time"))
    log.add(place + 1, Kind.TURNED_AWAY, visit=visit, what=0)


def order(log):
    log.set(infusion(log, Phase.INDUCTION, 3), unit=9)


def gaps_below_least(log):
    first = infusion(log, Phase.INDUCTION, 1)
    second = log.find(Kind.STEP_BEGAN, "infusion/infuse", patient=log.get(first, "patient"), unit=2)
    due = log.get(log.find(Kind.BOOKED, visit=log.get(first, "visit")), "value")
    log.set(log.find(Kind.BOOKED, visit=log.get(second, "visit")), value=due)


def closed_days(log):
    place, who = log.at(SUNDAY), newest(log)
    step = log.code(Kind.STEP_BEGAN, "infusion/check in")
    for kind, code in ((Kind.DEPARTED, -1), (Kind.STEP_ENDED, step), (Kind.STEP_BEGAN, step)):
        log.add(place, kind, time=SUNDAY, **who, what=code)
    log.add(place, Kind.CHECKED_IN, time=SUNDAY, **who, what=1, unit=0, value=SUNDAY)


def double_booking(log):
    place = log.find(Kind.SEATED, "recliner", after=log.at(7 * DAY), unit=1)
    visit, at = log.get(place, "visit"), place
    for kind in (Kind.SEATED, Kind.LEFT_SPACE, Kind.SPACE_READY):
        at = log.find(kind, "recliner", after=at - 1, visit=visit)
        log.set(at, unit=0)


def spaces(log):
    place = log.find(Kind.SEATED, "recliner", after=log.at(7 * DAY), unit=2)
    log.add(place - 1, Kind.SPACES, patient=-1, visit=-1, what=log.get(place, "what"), value=2)
    log.add(place + 1, Kind.SPACES, time=log.get(place + 1, "time") + 0.5, patient=-1, visit=-1, value=6,
            what=log.get(place + 1, "what"))  # fmt: skip
    log.sort()


def hands(log):
    began = log.find(Kind.HANDS_BEGAN, "nurse", after=log.at(7 * DAY))
    ended = log.find(Kind.HANDS_ENDED, "nurse", after=began, unit=log.get(began, "unit"))
    for place in (began, ended):
        log.set(place, unit=1 - log.get(place, "unit"))


def watching(log):
    place = infusion(log, Phase.INDUCTION)
    nurse, at = log.code(Kind.WATCH_BEGAN, "nurse"), log.get(place, "time")
    end = log.at(at + 1)
    for _ in range(9):
        log.add(end, Kind.WATCH_ENDED, time=max(log.get(end, "time"), at + 0.5), what=nurse)
    for _ in range(9):
        log.add(place, Kind.WATCH_BEGAN, what=nurse)


def on_site(log):
    place, who = log.at(NIGHT), newest(log)
    step = log.code(Kind.STEP_BEGAN, "infusion/check in")
    for kind, code, at in ((Kind.DEPARTED, -1, 5), (Kind.STEP_ENDED, step, 5), (Kind.STEP_BEGAN, step, 0)):
        log.add(place, kind, time=NIGHT + at, **who, what=code)
    log.add(place, Kind.CHECKED_IN, time=NIGHT, **who, what=1, unit=0, value=NIGHT)
    log.sort()


def closed(log):
    place, who = log.at(NIGHT), newest(log)
    recliner = log.code(Kind.SEATED, "recliner")
    log.add(place, Kind.DEPARTED, time=NIGHT, **who)
    for kind in (Kind.SPACE_READY, Kind.LEFT_SPACE, Kind.SEATED):
        log.add(place, kind, time=NIGHT, **who, what=recliner, unit=0)
    log.add(place, Kind.CHECKED_IN, time=NIGHT, **who, what=1, unit=0, value=NIGHT)


def chair_minutes(log):
    recliner = log.code(Kind.SEATED, "recliner")
    log.add(log.at(NIGHT), Kind.LEFT_SPACE, time=NIGHT, patient=-1, visit=-1, what=recliner, unit=50)


def staff_minutes(log):
    place, nurse = log.at(NIGHT), log.code(Kind.BREAK_BEGAN, "nurse")
    log.add(place, Kind.BREAK_ENDED, time=NIGHT + 10, patient=-1, visit=-1, what=nurse, unit=0)
    log.add(place, Kind.BREAK_BEGAN, time=NIGHT, patient=-1, visit=-1, what=nurse, unit=0)
    log.sort()


def little(log):
    log.set(infusion(log, Phase.INDUCTION, 1), patient=-1)


def lost_time(log):
    began = infusion(log, Phase.INDUCTION)
    ended = log.find(Kind.STEP_ENDED, after=began, visit=log.get(began, "visit"))
    code = log.code(Kind.STEP_BEGAN, "infusion/discharge")
    log.add(ended - 1, Kind.STEP_ENDED, visit=log.get(began, "visit"), patient=log.get(began, "patient"), what=code)
    log.add(began, Kind.STEP_BEGAN, what=code)


def broken(scenario, log: EventLog) -> set[str]:
    """The identities that a log breaks, by their short names."""
    facts = metrics.Facts(log, window_of(scenario))
    return {
        one.name.removeprefix("identities.")
        for one in metrics.IDENTITIES
        if any(not found.amount <= one.tolerance for found in one.found(facts).values())
    }


FAULTS = {
    time_order: set(), patients: set(), inductions: set(), bookings: set(), visits: set(), infusions: set(),
    sequence: set(), steps: set(), waits: set(), one_place: set(), order: set(), gaps_below_least: set(),
    closed_days: set(), double_booking: {"spaces"}, spaces: set(), hands: {"staff_minutes"}, watching: set(),
    on_site: set(), closed: set(), chair_minutes: set(), staff_minutes: set(), little: set(), lost_time: {"steps"},
}  # fmt: skip
"""What each fault breaks besides its namesake, where one thing cannot be broken without the other."""


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
def test_each_identity_is_broken_by_a_log_doctored_for_it(fault, scenario, healthy):
    """One fault in the second week: it and no other stops the run, with the replication, the day and the row."""
    table = OnTheTable(healthy)
    fault(table)
    log = table.log()
    assert broken(scenario, log) == {fault.__name__} | FAULTS[fault]
    with pytest.raises(ModelError) as raised:
        measured(scenario, 4, log, seed=3)
    said = str(raised.value)
    assert said.startswith("Suburban clinic, seed 3, replication 4: the log breaks the identity 'identities.")
    assert f"identities.{fault.__name__}" in said
    weeks = re.search(r"first on \w{3} (\d\d) Jan 2026 at \d\d:\d\d \(.+\)\. Must be 0 and is [\d.e-]+: [A-Z]", said)
    assert weeks, said
    assert fault is time_order or 11 <= int(weeks[1]) <= 30, said


def test_every_identity_has_a_fault():
    """The table of identities and that of faults name the same."""
    assert [one.name for one in metrics.IDENTITIES] == [f"identities.{fault.__name__}" for fault in FAULTS]


@pytest.mark.parametrize("name", CLINICS)
def test_shipped_clinics_keep_every_identity(name):
    """What rounding leaves is a thousandth of what is allowed."""
    scenario = clinic(name)
    numbers = measured(scenario, 1, run(scenario, 1, seed=8)).metrics
    left = {key: value for key, value in numbers.items() if key.startswith("identities.")}
    assert left
    assert max(left.values()) < ROUNDING / 1000


def test_first_of_several_faults_is_told_and_the_others_are_named(scenario, healthy):
    """A gap in the second week and hands in the third: the gap comes first."""
    table = OnTheTable(healthy)
    gaps_below_least(table)
    place = table.find(Kind.INDUCTION_CLOSED, after=table.at(21 * DAY))
    table.set(place, value=99)
    with pytest.raises(ModelError, match=r"'identities.gaps_below_least'.*Also broken: identities.inductions\."):
        measured(scenario, 0, table.log(), seed=3)


def test_empty_log_breaks_nothing(scenario, healthy):
    """Nothing happened, nothing is wrong."""
    assert measured(scenario, 0, EventLog(healthy.header)).replication == 0


def test_row_of_a_member_is_told_with_the_member(scenario, healthy):
    """Hands-on work moved to the other nurse: who, when, and what the row says."""
    table = OnTheTable(healthy)
    hands(table)
    with pytest.raises(ModelError, match=r"on Mon 12 Jan 2026 at \d\d:\d\d \(visit \d+ of patient \d+, hands began"):
        measured(scenario, 0, table.log(), seed=3)


def test_on_site_rules_of_both_sorts_are_read(scenario, healthy):
    """A rule that wants nine people while an infusion runs is broken by the first infusion, as is one for patients."""
    infusing = next(rule for rule in healthy.header.rules if rule.infusing)
    present = next(rule for rule in healthy.header.rules if not rule.infusing)
    for rule, words in ((infusing, "step began infusion/infuse"), (present, "checked in|step began")):
        log = OnTheTable(healthy).log(rules=(replace(rule, least=9),))
        with pytest.raises(ModelError, match=rf"identities.on_site.*({words})"):
            measured(scenario, 0, log, seed=3)


def test_run_that_breaks_an_identity_stops(scenario, healthy, monkeypatch):
    """Whatever simulates, the experiment raises and gives no numbers."""
    table = OnTheTable(healthy)
    closed(table)
    monkeypatch.setattr(experiment, "run", lambda *arguments: table.log())
    with pytest.raises(ModelError, match="identities.closed"):
        experiment.replicate(scenario, 3, 0)
