"""Lost chair-hours: each cause on its own, the order in which they are asked, and the sum."""

from __future__ import annotations

import pytest
from logs import log, row
from made_up import made_up_log

from sim.events import Kind, Phase, Window
from sim.metrics import compute

DAY = 1440.0
MONDAY = Window(0, DAY)
OPEN = [row(480, Kind.OPENED, value=600), row(600, Kind.CLOSED)]
WHO = {"patient": 0, "visit": 0}


def minutes(*rows, stock=1):
    """Minutes by cause of a Monday of 120 open minutes with *stock* recliners; those that are not zero."""
    found = compute(log(row(0, Kind.SPACES, "recliner", value=stock), *OPEN, *rows), MONDAY)
    assert found["lost.total"] == pytest.approx(1, abs=1e-12)
    shares = {name[5:]: 120 * stock * share for name, share in found.items() if name.startswith("lost.")}
    shares.pop("total")
    return {name: pytest.approx(share, abs=1e-9) for name, share in shares.items() if abs(share) > 1e-9}


def booked(due=480, visit=0):
    return row(0, Kind.BOOKED, "infusion", patient=visit, visit=visit, unit=Phase.INDUCTION, value=due)


def comes(at=480, due=480, visit=0):
    return row(at, Kind.CHECKED_IN, "infusion", patient=visit, visit=visit, unit=Phase.INDUCTION, value=due)


def seat(at=480, unit=0, **who):
    return row(at, Kind.SEATED, "recliner", **(who or WHO), unit=unit)


def leave(at=540, ready=None, unit=0, **who):
    who = who or WHO
    ready = at if ready is None else ready
    gone = [row(at, Kind.LEFT_SPACE, "recliner", **who, unit=unit), row(at, Kind.DEPARTED, **who)]
    return [*gone, row(ready, Kind.SPACE_READY, "recliner", **who, unit=unit)]


def step(name, begins, ends, **who):
    who = who or WHO
    return [row(begins, Kind.STEP_BEGAN, name, **who), row(ends, Kind.STEP_ENDED, name, **who)]


def wait(cause, begins, ends, space=-1, **who):
    who = who or WHO
    return [
        row(begins, Kind.WAIT_BEGAN, cause, **who, unit=space),
        row(ends, Kind.WAIT_ENDED, cause, **who, unit=space),
    ]


def test_nobody_booked_all_day():
    """No visits: every minute is nobody's, none is closed early."""
    assert minutes() == {"nobody_booked": 120}


def test_productive_then_closed_early():
    """Treated 480-540: the hour after the last departure and the last planned end is closed early."""
    rows = [booked(), comes(), seat(), *step("infuse", 480, 540), *leave(540)]
    assert minutes(*rows) == {"productive": 60, "closed_early": 60}


def test_waits_in_the_chair_go_to_their_causes():
    """Nurse 10, watcher 10, rule 5, prescriber 5, another space 10, no reason 10."""
    rows = [comes(), seat(), *wait("hands:nurse", 480, 490, 0), *wait("watch:nurse", 490, 500, 0)]
    rows += [*wait("rule:prescriber on site", 500, 505, 0), *wait("hands:prescriber", 505, 510, 0)]
    rows += [*wait("space:recliner", 510, 520, 0), *step("infuse", 530, 600), *leave(600)]
    assert minutes(*rows) == {
        "waiting_for_nurse": 10, "waiting_for_watcher": 10, "waiting_for_rule": 5,
        "waiting_for_prescriber": 5, "waiting_for_space": 10, "occupied_idle": 10, "productive": 70,
    }  # fmt: skip


def test_wait_during_a_step_costs_nothing():
    """A nurse is awaited for a side effect while the infusion runs: the chair is productive."""
    rows = [comes(), seat(), *step("infuse", 480, 600), *wait("hands:nurse", 500, 510, 0), *leave(600)]
    assert minutes(*rows) == {"productive": 120}


def test_break_takes_precedence_over_the_role():
    """Waiting for a nurse 480-500 while one is on a break 490-530: ten minutes each."""
    rows = [comes(), seat(), *wait("hands:nurse", 480, 500, 0), *step("infuse", 500, 600), *leave(600)]
    rows += [
        row(490, Kind.BREAK_BEGAN, "nurse", unit=0, value=490),
        row(530, Kind.BREAK_ENDED, "nurse", unit=0),
    ]
    assert minutes(*rows) == {"waiting_for_nurse": 10, "break_cover": 10, "productive": 100}


def test_a_break_explains_no_wait_for_anything_but_its_role():
    """Seated, and waiting 480-500 for a prescriber on site while one is on a break: the rule's, not the break's."""
    rows = [booked(), comes(), seat(), *wait("rule:prescriber on site", 480, 500, 0), *step("infuse", 500, 600)]
    rows += [
        row(490, Kind.BREAK_BEGAN, "prescriber", unit=0, value=490),
        row(530, Kind.BREAK_ENDED, "prescriber", unit=0),
    ]
    assert minutes(*rows, *leave(600)) == {"waiting_for_rule": 20, "productive": 100}


def test_turnover_lasts_until_the_space_is_ready():
    """Left at 540, cleaned from 545, ready at 550: ten minutes of turnover, then closed early from 540 on."""
    rows = [comes(), seat(), *step("infuse", 480, 540), *leave(540, 550), *step("clean", 545, 550)]
    assert minutes(*rows) == {"productive": 60, "turnover": 10, "closed_early": 50}


def test_out_of_service_counts_against_the_nominal_stock():
    """One of two recliners is withdrawn at 540: 60 minutes."""
    rows = [row(540, Kind.SPACES, "recliner", value=1)]
    assert minutes(*rows, stock=2) == {"out_of_service": 60, "nobody_booked": 180}


def test_waiting_beside_an_empty_chair():
    """In at 480, waits for a nurse until 500, is prepared elsewhere until 510, then seated."""
    rows = [comes(), *wait("hands:nurse", 480, 500), *step("prepare", 500, 510), seat(510)]
    rows += [*step("infuse", 510, 600), *leave(600)]
    assert minutes(*rows, stock=2) == {
        "waiting_for_nurse": 20, "before_seating": 10, "productive": 90, "nobody_booked": 120,
    }  # fmt: skip


def test_everybody_s_wait_beside_an_empty_chair_ends_with_their_own_seat():
    """Visit 1 waits for a nurse 481-500 and is seated then; visit 0, seated at 480, cannot end that wait."""
    other = {"patient": 1, "visit": 1}
    rows = [comes(), seat(480), *step("infuse", 480, 600), *leave(600), comes(481, 481, 1)]
    rows += [*wait("hands:nurse", 481, 500, **other), seat(500, 1, **other)]
    rows += [*step("infuse", 500, 600, **other), *leave(600, None, 1, **other)]
    assert minutes(*rows, stock=2) == {"productive": 220, "waiting_for_nurse": 19, "nobody_booked": 1}


def test_break_precedes_a_wait_beside_an_empty_chair():
    """The same wait, with a nurse on a break 490-600."""
    rows = [comes(), *wait("hands:nurse", 480, 500), seat(500), *step("infuse", 500, 600), *leave(600)]
    rows += [
        row(490, Kind.BREAK_BEGAN, "nurse", unit=0, value=490),
        row(600, Kind.BREAK_ENDED, "nurse", unit=0),
    ]
    assert minutes(*rows) == {"waiting_for_nurse": 10, "break_cover": 10, "productive": 100}


def test_late_no_show_and_cancelled():
    """Due 480 in at 490; beside it a no-show planned 500-560 and a cancellation planned 530-590."""
    rows = [booked(480), comes(490, 480), seat(490), *step("infuse", 490, 600), *leave(600)]
    rows += [booked(500, 1), row(500, Kind.NO_SHOW, patient=1, visit=1)]
    rows += [booked(530, 2), row(500, Kind.CANCELLED, "cancelled same day", patient=2, visit=2)]
    assert minutes(*rows, stock=2) == {
        "productive": 110, "late_arrival": 10, "no_show": 60, "unfilled_cancellation": 30,
        "nobody_booked": 30,
    }  # fmt: skip


def test_filled_cancellation_costs_nothing():
    """The planned time of a cancelled visit, with somebody else in the only chair."""
    rows = [comes(), seat(), *step("infuse", 480, 600), *leave(600)]
    rows += [booked(500, 1), row(490, Kind.CANCELLED, "cancelled with notice", patient=1, visit=1)]
    assert minutes(*rows) == {"productive": 120}


def test_visits_that_take_no_chair_explain_no_empty_one():
    """A missed consult, of a type never seated in a recliner, is no reason for an empty recliner."""
    rows = [row(0, Kind.BOOKED, "consult", patient=0, visit=0, unit=1, value=480)]
    assert minutes(*rows, row(480, Kind.NO_SHOW, patient=0, visit=0)) == {"nobody_booked": 120}


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_causes_add_up_in_a_long_log(seed):
    """Twelve weeks with everything at once: the sum is one to 1e-9, no cause is negative."""
    found = compute(made_up_log(12, seed), Window(2 * 10080.0, 10 * 10080.0))
    parts = {name: share for name, share in found.items() if name.startswith("lost.") and name != "lost.total"}
    assert sum(parts.values()) == pytest.approx(1, abs=1e-9)
    assert min(parts.values()) > -1e-9
    assert found["identities.lost_time"] < 1e-9
    assert found["lost_hours.turnover"] == pytest.approx(parts["lost.turnover"] * 6 * 45)
