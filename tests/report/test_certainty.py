"""How sure it is: what the page says of window, precision and variance reduction."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sim.precision import Goal, Precise, Reached
from sim.report import certainty, data
from sim.report.certainty import Grounds
from sim.report.figures.settling import SETTLING
from sim.report.pages import render
from sim.settling import Settling
from sim.stats import summary

WAIT = "day.direct_wait.mean"
PLOT = SETTLING[0]


def grown(clinic, slope: float, number: int = 20):
    """Replications of the clinic whose maintenance panel alone has a level, noise and a slope."""
    rng, (first, *_) = np.random.default_rng(1), clinic.outcomes
    weeks = len(first.profiles["weekly_panel_maintenance"])
    found = []
    for replication in range(number):
        flat = {name: np.full(weeks, 30.0) + rng.normal(0, 1, weeks) for name in first.profiles if "weekly" in name}
        flat = {name: values for name, values in flat.items() if name != "weekly_third_next"}
        flat["weekly_panel_maintenance"] = flat["weekly_panel_maintenance"] + slope * np.arange(weeks)
        found.append(replace(first, replication=replication, profiles={**first.profiles, **flat}))
    return replace(clinic, outcomes=tuple(found))


def paired(clinic):
    """Four replications called two antithetic pairs."""
    run = clinic.scenario.run.model_copy(update={"antithetic": True, "replications": 4})
    outcomes = (*clinic.outcomes, clinic.outcomes[0])
    return replace(clinic, scenario=clinic.scenario.model_copy(update={"run": run}), outcomes=outcomes)


def fill_up(clinic):
    """The same clinic read from the first day."""
    run = clinic.scenario.run.model_copy(update={"warm_up": 0.0})
    return replace(clinic, scenario=clinic.scenario.model_copy(update={"run": run}))


def test_fill_up_is_said_and_never_warned_of(clinic):
    """Read from the first day: no warm-up, no plot of Welch's, no warning of trends, however much it grows."""
    growing = fill_up(grown(clinic, 3.0))
    assert certainty.sentences(growing) == [
        "Results count from the first day and are read by calendar week: the clinic fills up, so there is no warm-up "
        "to leave out and no steady state to wait for."
    ]
    assert certainty.warnings(growing) == []
    assert "from the first day" in PLOT.missing(growing)


def test_a_trend_in_the_window_is_warned_of(clinic):
    """The panel grows by 3 a week after the warm-up: a sentence, and a warning that this is no steady state."""
    (warning,) = [one for one in certainty.warnings(grown(clinic, 3.0)) if "not a steady state" in one]
    assert warning.startswith("In the observed weeks patients in maintenance rise by 2.95 (2.85 to 3.06) a week")
    assert "nothing trends beyond chance" in " ".join(certainty.sentences(grown(clinic, 0.0)))
    assert certainty.warnings(grown(clinic, 0.0)) == []


def test_warm_up_that_never_settled_is_warned_of(clinic):
    """A pilot whose cut lies in its middle: the first warning says that no warm-up was found."""
    chosen = Settling(205, {"patients in maintenance": 205}, {"patients in maintenance": 205}, 416, 10)
    assert certainty.warnings(grown(clinic, 0.0), Grounds(chosen))[0].startswith("No warm-up was found: in 416 weeks")
    assert "chosen before the run from 10 replications of 416 weeks" in certainty.sentences(clinic, Grounds(chosen))[0]


def test_run_that_is_too_short_is_told_to_be_longer(clinic, monkeypatch):
    """A panel that grows, and a cut in the second half of the run, which is as far as the rule may go."""
    late = Settling(5, {"patients in maintenance": 5}, {"patients in maintenance": 5}, 10, 3)
    monkeypatch.setattr(certainty.settling, "looked_back", lambda _: late)
    told = certainty.warnings(grown(clinic, 3.0))
    assert "The run of 10 weeks is too short: the clinic has not settled by half of it. Let it run longer." in told


def test_page_tells_goals_reached_and_missed(clinic):
    """Two goals, one missed at the limit: a sentence, a table, a warning; the record has both."""
    found = summary(clinic.values(WAIT))
    goals = [Goal(WAIT, 0.5, True, f"{WAIT} within 50 %"), Goal(WAIT, 1e-6, False, f"{WAIT} within 0.000001 min")]
    reached = (Reached(goals[0], found, True), Reached(goals[1], found, False, "about 9 replications would be needed"))
    grounds = Grounds(precise=Precise(clinic.outcomes, reached, 3, True))
    page = render(clinic, grounds=grounds)
    assert "the limit of 3 replications stopped this with 1 goal open" in page
    assert "Precision asked for and reached" in page
    assert certainty.warnings(clinic, grounds)[-1].endswith("about 9 replications would be needed.")
    assert [one["reached"] for one in certainty.kept(clinic, grounds)["precision"]["goals"]] == [True, False]


def test_pairs_are_the_unit_everywhere(clinic):
    """Two pairs: n is 2, the mean that of the pair means, profiles for intervals are pair means; and it is said."""
    found = paired(clinic)
    values = found.values(WAIT)
    assert found.stat(WAIT).n == 2
    assert found.stat(WAIT).mean == pytest.approx(values.reshape(2, 2).mean(axis=1).mean())
    assert data.profile(found, "weekly_starts").shape[0] == 2
    assert data.every_profile(found, "weekly_starts").shape[0] == 4
    assert any("antithetic pairs" in sentence for sentence in certainty.sentences(found))
    assert certainty.gains_of(found)[WAIT][0] > 0
    assert "What variance reduction was worth" in render(found)
    assert "nan " not in render(found)


def test_controls_that_cannot_help_are_told(clinic):
    """Three replications are too few for a regression: every mean stays plain, and the page says so."""
    found = replace(clinic, controls=np.ones((3, 3)))
    assert found.stat(WAIT) == summary(clinic.values(WAIT))
    assert any(sentence.startswith("0 of ") for sentence in certainty.sentences(found))


def test_plot_of_the_settling_has_its_axes(clinic):
    """Weeks below, percent on the left, and a mark where counting begins."""
    axes = PLOT.plot(clinic)
    assert axes.get_xlabel().startswith("Week of the run")
    assert "%" in axes.get_ylabel()
    assert "Counting begins" in [text.get_text() for text in axes.texts]
    assert PLOT.table(clinic).rows


def test_nothing_is_said_of_nothing(none, silent):
    """No replication, or no number: sentences without a number that is none, and no warning."""
    for empty in (none, silent):
        assert "nan" not in " ".join(certainty.sentences(empty)).lower()
        assert certainty.warnings(empty) == []
        assert PLOT.missing(empty)
