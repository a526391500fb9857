"""Arrays behind the figures: shapes that do not depend on what happened, and sums by hand."""

from __future__ import annotations

import numpy as np
import pytest
from logs import log, row
from made_up import made_up_log

from sim import profiles
from sim.events import Kind, Phase, Window
from sim.metrics import Facts, measure

DAY, WEEK = 1440.0, 10080.0
WINDOW = Window(2 * WEEK, 10 * WEEK)
OWN_SHAPE = ("typical_day", "typical_day_hours")


@pytest.fixture(scope="module")
def facts():
    return Facts(made_up_log(12), WINDOW)


@pytest.fixture(scope="module")
def found(facts):
    return profiles.gather(facts, 12)


def test_shapes_do_not_depend_on_what_happened(found):
    """A log with the stock alone has the shapes of a full one, so that replications can be stacked."""
    stock = [row(0, Kind.SPACES, "recliner", value=6), row(0, Kind.SPACES, "lounge", value=4)]
    empty = profiles.collect(log(*stock), WINDOW, 12)
    for name, array in found.items():
        if name not in OWN_SHAPE:
            assert array.shape == empty[name].shape, name


def test_empty_log_gives_arrays_without_a_warning():
    """No row at all (warnings are errors here)."""
    found = profiles.collect(log(), WINDOW, 12)
    assert set(found) == set(profiles.PROFILES)
    assert found["typical_day"].shape == (0, 5)
    assert np.isnan(found["staff_load"]).all()


def test_chairs_in_use_agrees_with_the_mean(facts, found):
    """Shares of a cell sum to one; the mean over cells is the mean number in use."""
    table = found["chairs_in_use"]
    assert table.shape == (7, 48, 7)
    np.testing.assert_allclose(table.sum(axis=2), 1)
    assert (table @ np.arange(7)).mean() == pytest.approx(measure(facts)["queue.busy.mean.recliner"])


def test_staff_load_agrees_with_the_metrics(facts, found):
    """Half-hour means on open days (five of seven) hold the same time on duty and hands-on as the metrics."""
    load = found["staff_load"]
    assert load.shape == (2, 4, 48)
    numbers = measure(facts)
    assert load[0, 1].mean() * 5 / 7 == pytest.approx(numbers["queue.busy.mean.nurse"])
    assert load[0, 3].max() == 8
    assert (found["staff_levels"] >= -1e-9).all()


def test_weeks_agree_with_the_metrics(facts, found):
    """Means of the weekly series over the window's weeks are the metrics of the window."""
    numbers = measure(facts)
    pairs = {
        "weekly_starts": "volume.starts_per_week",
        "weekly_infusions_induction": "volume.infusions_per_week.induction",
        "weekly_infusions_maintenance": "volume.infusions_per_week.maintenance",
        "weekly_panel_induction": "volume.active_panel.induction",
        "weekly_panel_maintenance": "volume.active_panel.maintenance",
        "weekly_waiting_list": "access.waiting_list.mean",
        "weekly_referrals": "access.referrals_per_week",
    }
    for series, metric in pairs.items():
        assert found[series].shape == (12,)
        assert found[series][2:10].mean() == pytest.approx(numbers[metric]), series
    assert found["weekly_third_next"].shape == (2, 12)
    assert found["weekly_third_next"][0, 0] == pytest.approx(3000 / DAY)


def test_wait_to_first_is_of_those_first_infused_in_the_week():
    """Referred on day 1, first infused on day 9: eight days, in the second week."""
    rows = [row(DAY, Kind.REFERRED, "depression", patient=0, value=0)]
    who = {"patient": 0, "visit": 0}
    rows += [row(9 * DAY, Kind.CHECKED_IN, "infusion", **who, unit=Phase.INDUCTION, value=9 * DAY)]
    rows += [row(9 * DAY, Kind.STEP_BEGAN, "infuse", **who)]
    series = profiles.collect(log(*rows), Window(0, 3 * WEEK), 3)["weekly_wait_to_first"]
    assert np.isnan(series[[0, 2]]).all()
    assert series[1] == 8


def test_histograms_are_shares(found):
    """Each histogram sums to one and has one bin fewer than edges."""
    for name in ("direct_wait", "last_out", "gap", "days_over", "wait_to_first"):
        edges = getattr(profiles, f"{name.upper()}_EDGES")
        assert found[f"{name}_histogram"].shape == (len(edges) - 1,)
        assert found[f"{name}_histogram"].sum() == pytest.approx(1)


def test_outer_bins_take_what_lies_beyond():
    """Waits of 0, 7 and 500 minutes: first, eighth and last bin of a minute."""
    rows = []
    for visit, wait in enumerate((0, 7, 500)):
        who = {"patient": visit, "visit": visit}
        rows += [
            row(100, Kind.CHECKED_IN, "consult", **who, value=100),
            row(100 + wait, Kind.STEP_BEGAN, "talk", **who),
        ]
    shares = profiles.collect(log(*rows), Window(0, WEEK), 1)["direct_wait_histogram"]
    assert np.flatnonzero(shares).tolist() == [0, 7, len(shares) - 1]


def test_typical_day_is_the_median_day_drawn_as_bars():
    """Days with one, two and three infusions: the second day's two stays, their steps and a turnover."""
    rows, visit = [row(0, Kind.SPACES, "recliner", value=3)], 0
    for day in range(3):
        start = day * DAY
        rows += [row(start + 480, Kind.OPENED, value=start + 600), row(start + 600, Kind.CLOSED)]
        for unit in range(day + 1):
            who = {"patient": visit, "visit": visit}
            rows += [row(start + 480, Kind.CHECKED_IN, "infusion", **who, unit=2, value=start + 480)]
            rows += [row(start + 482, Kind.SEATED, "recliner", **who, unit=unit)]
            rows += [
                row(start + 485, Kind.STEP_BEGAN, "infuse", **who),
                row(start + 525, Kind.STEP_ENDED, "infuse", **who),
            ]
            rows += [row(start + 525, Kind.LEFT_SPACE, "recliner", **who, unit=unit)]
            rows += [row(start + 530, Kind.SPACE_READY, "recliner", **who, unit=unit)]
            visit += 1
    found = profiles.collect(log(*rows), Window(0, WEEK), 1)
    names = profiles.STATES
    assert found["typical_day"].tolist() == [
        [0, unit, names.index(state), start, end]
        for state, start, end in (("waiting", 482, 525), ("infusion", 485, 525), ("turnover", 525, 530))
        for unit in (0, 1)
    ]
    assert found["typical_day_hours"].tolist() == [[480, 600]]
    assert found["typical_day_staff"].shape == (2, 4, 48)


def test_of_days_with_the_median_number_the_typical_one_ends_as_most_days_do():
    """One infusion on each of days that end 10, 30, 70, 40 and 20 min before closing: the median is 30, day 1."""
    rows = [row(0, Kind.SPACES, "recliner", value=3)]
    for day, left in enumerate((590, 570, 530, 560, 580)):
        start, who = day * DAY, {"patient": day, "visit": day}
        rows += [
            row(start + 480, Kind.OPENED, value=start + 600),
            row(start + 480, Kind.CHECKED_IN, "infusion", **who, unit=2, value=start + 480),
            row(start + 482, Kind.SEATED, "recliner", **who, unit=0),
            row(start + 485, Kind.STEP_BEGAN, "infuse", **who),
            row(start + left, Kind.STEP_ENDED, "infuse", **who),
            row(start + left, Kind.LEFT_SPACE, "recliner", **who, unit=0),
            row(start + left, Kind.DEPARTED, **who),
            row(start + left, Kind.SPACE_READY, "recliner", **who, unit=0),
            row(start + 600, Kind.CLOSED),
        ]
    chart = profiles.collect(log(*rows), Window(0, WEEK), 1)["typical_day"]
    assert chart[:, 4].max() == 570


def test_appointments_ahead_by_hand():
    """Booked on day 0 for days 7 and 10; the second cancelled on day 8.75: (7 + 7) / 7, then 1.75 / 7, then none."""
    rows = [row(0, Kind.BOOKED, "infusion", patient=0, visit=0, unit=Phase.INDUCTION, value=7 * DAY)]
    rows += [row(0, Kind.BOOKED, "infusion", patient=0, visit=1, unit=Phase.INDUCTION, value=10 * DAY)]
    rows += [row(8.75 * DAY, Kind.CANCELLED, "course over", patient=0, visit=1, value=10 * DAY)]
    found = profiles.collect(log(*rows), Window(0, 3 * WEEK), 3)["weekly_booked_ahead"]
    assert found == pytest.approx([2, 0.25, 0])


def test_number_in_the_building_agrees_with_the_metric(facts, found):
    """The mean over the window's weeks is the mean number present."""
    assert found["weekly_present"][2:10].mean() == pytest.approx(measure(facts)["queue.present.mean"])
