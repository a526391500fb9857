"""Sessions with given appointment times: rules of Bailey and Welch, no-shows, lateness, fixed times."""

from __future__ import annotations

import numpy as np
import pytest
from exact import assert_brackets, facts, late_share, overtime, shipped, wait_of_position, waits

from sim.metrics.day import last_out

WAIT = "queue.wait.mean"
TIME = "visits.stay.steps.infuse.time"


def clocks(*minutes):
    """Appointment times from minutes after eight."""
    return "[" + ", ".join(f"'{8 + at // 60:02d}:{at % 60:02d}'" for at in minutes) + "]"


def session(*minutes, closes, time, shows=1.0, chairs=1, weeks=20):
    """The shipped session with other times."""
    return shipped(
        "appointment_session",
        f"timetables.session.at={clocks(*minutes)}",
        f"timetables.session.shows={shows}",
        f"calendar.hours={{mon-sun: 08:00-{8 + closes // 60:02d}:{closes % 60:02d}}}",
        f"{TIME}={time}",
        f"spaces.chair={chairs}",
        f"run.length={weeks} weeks",
    )


def test_bailey_and_welch_with_no_shows():
    """Two at the start, then every 30 min, 20 % stay away: 27.64 min, the last 37.57 min, 24.08 min over."""
    expected = [
        (WAIT, 27.6389218),
        (wait_of_position(1, 10), 24.0),
        (wait_of_position(9, 10), 37.57387541),
        (overtime, 24.08054069),
        (late_share(0), 0.3934361581),
        ("volume.no_shows.share", 0.2),
    ]
    assert_brackets(shipped("appointment_session", "run.length=20 weeks"), expected)


def test_bailey_and_welch_when_everybody_comes():
    """Two at the start, then every 30 min: 41.14 min, 44.40 min over (exponential service, exact recursion)."""
    scenario = shipped("appointment_session", "timetables.session.shows=1", "run.length=20 weeks")
    assert_brackets(scenario, [(WAIT, 41.1365397), (overtime, 44.40063219), (wait_of_position(5, 10), 46.04785179)])


def test_two_patients_wait_fifty_over_e():
    """Two patients 50 min apart, exp(50): the second waits 50/e = 18.39 min; 31.93 min over."""
    scenario = session(0, 50, closes=100, time="{exponential: {mean: 50 min}}", weeks=100)
    assert_brackets(scenario, [(wait_of_position(1, 2), 18.39397206), (overtime, 31.92750038)])


def test_chances_of_coming_may_differ_by_appointment():
    """Twelve every 25 min, shows 0.95, 0.85, 0.70 by thirds: 37.11 min, the last 57.04 min, 57.76 min over."""
    shows = [0.95] * 4 + [0.85] * 4 + [0.7] * 4
    scenario = session(*range(0, 300, 25), closes=300, time="{exponential: {mean: 30 min}}", shows=shows)
    assert_brackets(scenario, [(WAIT, 37.11491546), (wait_of_position(11, 12), 57.04308316), (overtime, 57.7591406)])


@pytest.mark.parametrize(
    ("minutes", "closes", "time", "shows", "wait", "over"),
    [
        ((0, *range(0, 355, 50)), 460, "{gamma: {mean: 50 min, sd: 20 min}}", 1.0, 46.9224668, 19.68686182),
        (range(0, 390, 55), 440, "{lognormal: {mean: 50 min, sd: 15 min}}", 0.9, 6.055231099, 9.078491711),
        (
            range(0, 410, 45),
            460,
            "{discrete: {values: [40 min, 50 min, 60 min], probabilities: [0.5, 0.3, 0.2]}}",
            1.0,
            14.08545937,
            19.20801875,
        ),
    ],
)
def test_sessions_with_other_service_laws(minutes, closes, time, shows, wait, over):
    """Gamma, lognormal and discrete service: 46.92, 6.055, 14.09 min; 19.69, 9.078, 19.21 min over (recursion)."""
    assert_brackets(session(*minutes, closes=closes, time=time, shows=shows), [(WAIT, wait), (overtime, over)])


def test_four_chairs_filled_on_the_hour_with_no_shows():
    """Four at each of six hours, 10 % stay away, exp(50): 6.918 min, the last 21.79 min, 66.32 min over."""
    hourly = [hour * 60 for hour in range(6) for _ in range(4)]
    scenario = session(*hourly, closes=360, time="{exponential: {mean: 50 min}}", shows=0.9, chairs=4, weeks=14)
    assert_brackets(scenario, [(WAIT, 6.91758092), (wait_of_position(23, 24), 21.79224158), (overtime, 66.32149496)])


def test_no_shows_of_a_fixed_session_leave_their_place_empty():
    """One chair, 60 min, one extra at the start, 1 in 5 stays away: 22.19 min, 8.053 min over, late with 0.1342."""
    scenario = session(0, *range(0, 430, 60), closes=480, time="60 min", shows=0.8)
    expected = [
        (WAIT, 22.1927424),
        (overtime, 8.05306368),
        (late_share(0), 0.134217728),
        (wait_of_position(1, 9), 48.0),
        (wait_of_position(8, 9), 10.0663296),
    ]
    assert_brackets(scenario, expected)


def test_the_early_and_the_late_are_served_as_they_come():
    """Lateness -10, 0, 15 min w.p. 1/4, 1/2, 1/4, exp(40): 25.22 min from check-in, 51.62 min over (recursion)."""

    def since_check_in(position):
        def wait(one):
            found = one.visits
            here = np.isfinite(found.seated) & ((found.patient % 5 == position) if position is not None else True)
            return float(np.mean((found.seated - found.checked_in)[here]))

        return wait

    expected = [
        (since_check_in(None), 25.22238768),
        (since_check_in(0), 2.5),
        (since_check_in(4), 44.02073054),
        (overtime, 51.62422208),
    ]
    assert_brackets(shipped("lateness_session", "run.length=30 weeks"), expected)


def test_five_chairs_fall_ten_minutes_behind_with_every_five_patients():
    """One every 10 min, 60 min each, five chairs: waits 0, 10, 20, 30, 40, 50 for five patients each, 40 min over."""
    one = facts(shipped("fixed_session"))
    assert waits(one)[:30].tolist() == [wait for wait in range(0, 60, 10) for _ in range(5)]
    assert last_out(one).tolist() == [40.0] * 7


def test_six_chairs_keep_nobody_waiting():
    """One every 10 min, 60 min each, six chairs: nobody waits, the day ends ten minutes early."""
    one = facts(shipped("fixed_session", "spaces.chair=6"))
    assert set(waits(one)) == {0.0}
    assert last_out(one).tolist() == [-10.0] * 7
