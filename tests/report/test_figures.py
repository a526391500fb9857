"""Figures: what stands on their axes, that capacity is a line, that nothing and bare numbers are survived."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas

from sim.experiment import experiment as simulated
from sim.report import style
from sim.report.figure import svg_of, write
from sim.report.figures import FIGURES, Drawings, begin_figures, day, draw_figures, gantt, lost, money, shown, weeks
from sim.report.figures.axes import shown_bins
from sim.sampling import local
from sim.scenario.load import load

BY_NAME = {figure.name: figure for figure in FIGURES}
MARGIN = "money.margin.per_week"
NAN = re.compile(r"\bnan\b|\binf\b", re.IGNORECASE)

LABELS = {
    "chairs_in_use": ("Time of day", "Recliners in use"),
    "staff_load": ("Time of day", "Load, share of the limit [%]"),
    "lost_hours": ("Share of open chair time [%]", ""),
    "starts": ("Week of the run (week 1 begins 5 January 2026)", "New patients per week"),
    "waiting_list": ("Week of the run (week 1 begins 5 January 2026)", "Patients waiting"),
    "access": ("Week of the run (week 1 begins 5 January 2026)", "Wait [days]"),
    "infusions": ("Week of the run (week 1 begins 5 January 2026)", "Infusions per week"),
    "panel": ("Week of the run (week 1 begins 5 January 2026)", "Patients in care"),
    "inductions": ("Share of inductions begun [%]", ""),
    "gaps": ("Days between infusions of an induction [days]", "Share of gaps [%]"),
    "direct_waits": ("Wait from check-in or appointment to being seated [min]", "Share of visits [%]"),
    "last_patient_out": ("Last patient out, after closing [min]", "Share of open days [%]"),
    "typical_day": ("Time of day; dashed: opening and closing", ""),
    "money": ("USD per week", ""),
    "settling": ("Week of the run (week 1 begins 5 January 2026)", "Moving average [% of mean]"),
}
"""Name -> labels of the axes, with their units."""


@pytest.fixture(scope="module")
def drawn(clinic) -> dict[str, str]:
    """Every figure of the clinic, drawn once."""
    return draw_figures(clinic)


def horizontal_lines(ax: Axes) -> list[float]:
    """Levels of the lines that cross the whole axes."""
    return [float(line.get_ydata()[0]) for line in ax.lines if list(line.get_xdata()) == [0, 1]]


def vertical_lines(ax: Axes) -> list[float]:
    """Places of the lines that run from bottom to top."""
    return [float(line.get_xdata()[0]) for line in ax.lines if list(line.get_ydata()) == [0, 1]]


def test_every_figure_has_its_labels_in_this_test():
    """A new figure needs a line in LABELS."""
    assert list(LABELS) == list(BY_NAME)


@pytest.mark.parametrize("name", LABELS)
def test_axes_name_their_quantity_and_unit(clinic, name):
    """Both labels, word for word; an axis of names needs none."""
    ax = BY_NAME[name].plot(clinic)
    assert (ax.get_xlabel(), ax.get_ylabel()) == LABELS[name]


@pytest.mark.parametrize("name", LABELS)
def test_figure_draws_into_the_axes_it_is_given(clinic, name):
    """``plot(experiment, ax)`` returns the same axes and leaves the figure's size alone."""
    own = Canvas(figsize=(4, 4)).add_subplot()
    assert BY_NAME[name].plot(clinic, own) is own
    assert own.figure.get_size_inches().tolist() == [4, 4]


@pytest.mark.parametrize("name", LABELS)
def test_words_and_table_hold_no_bare_nan(clinic, single, name):
    """With and without intervals: caption, description and table are words and numbers."""
    figure = BY_NAME[name]
    for experiment in (clinic, single):
        table = figure.table(experiment)
        cells = [cell for row in table.rows for cell in row]
        words = [figure.caption(experiment), figure.alt(experiment), *table.head, *cells]
        assert not [text for text in words if NAN.search(text) or not text]
        assert {len(row) for row in table.rows} == {len(table.head)}


def test_capacity_is_a_line_at_six_recliners(clinic):
    """The clinic has six recliners."""
    assert 6 in horizontal_lines(day.plot_chairs_in_use(clinic))


def test_limit_of_the_staff_is_a_line_at_a_hundred_percent(clinic):
    """Loads are shares of the limit."""
    assert 100 in horizontal_lines(day.plot_staff_load(clinic))


def test_cap_on_new_starts_is_a_line(clinic):
    """Admission allows three a week."""
    assert 3 in horizontal_lines(weeks.plot_starts(clinic))


def test_closing_is_a_line_at_zero(clinic):
    """Minutes count from closing."""
    assert 0 in vertical_lines(day.plot_last_out(clinic))


def test_least_and_most_spacing_are_lines(clinic):
    """One and seven days: bars are centred on whole days, so the borders lie half a day outside."""
    assert {0.5, 7.5} <= set(vertical_lines(BY_NAME["gaps"].plot(clinic)))


def test_opening_and_closing_are_lines_on_the_typical_day(clinic):
    """Open from 08:00 to 17:00."""
    assert {8.0, 17.0} <= set(vertical_lines(gantt.plot_typical_day(clinic)))


def test_lost_hours_add_up_to_a_hundred_percent(clinic):
    """Use and causes together are all of the open time."""
    assert sum(one.mean for _, one in lost.causes(clinic)) == pytest.approx(1)


def test_costs_hang_from_revenue_down_to_the_margin(clinic):
    """Each bar begins where the one before ended, and the last ends at the margin."""
    *steps, margin = money.bars(money.items(clinic))
    ends = [start + length for _, start, length in steps]
    assert [start for _, start, _ in steps[1:]] == pytest.approx(ends[:-1])
    assert margin[2] == pytest.approx(ends[-1])


def test_reminders_are_a_cost_of_clinics_that_send_them(clinic):
    """No bar where nothing is spent on them; at 50 a week one more bar, still hanging down to the margin."""
    assert "reminders" not in money.items(clinic)
    changes = {"money.reminders.per_week": 50.0}
    spent = [
        replace(one, metrics={**one.metrics, **changes, MARGIN: one.metrics[MARGIN] - 50.0}) for one in clinic.outcomes
    ]
    *steps, margin = money.bars(money.items(replace(clinic, outcomes=tuple(spent))))
    assert steps[-1][0] == "Reminders"
    assert steps[-1][1] + steps[-1][2] == pytest.approx(margin[2])


@pytest.mark.parametrize("name", ["lost_hours", "inductions", "money"])
def test_bars_carry_intervals(clinic, name):
    """An error bar for each bar, of the half-width of the replications."""
    ax = BY_NAME[name].plot(clinic)
    assert len([bars for bars in ax.containers if type(bars).__name__ == "ErrorbarContainer"]) == len(ax.get_yticks())


def test_parts_differ_in_hatch_as_well_as_in_colour():
    """Waiting, preparing, infusing, recovering, leaving and turnover can be told apart without colour."""
    hatches = [style.PARTS[gantt.LOOK_OF.get(state, state)].hatch for state in gantt.WORDS]
    assert len(set(hatches)) == len(hatches)


def test_lines_differ_in_dash_and_marker_as_well_as_in_colour():
    """Four series in one figure."""
    assert len({(look.line, look.marker) for look in style.LOOKS}) == len({look.color for look in style.LOOKS}) == 4


def test_quantile_of_a_level_by_hand():
    """Half the time at 0, 45 % at 1, 5 % at 2: the 95th percentile is 1, the 96th 2."""
    shares = np.array([[0.5, 0.45, 0.05]])
    assert [int(day.quantile(shares, q)[0]) for q in (0.05, 0.95, 0.96)] == [0, 1, 2]


def test_histogram_ends_where_ninety_nine_percent_are_shown():
    """98, 1.5 and 0.5 % in the first three of ten bins: one bin more than needed, none of the empty rest."""
    assert shown_bins(np.array([98, 1.5, 0.5] + [0] * 7), from_zero=True) == (0, 3)


def test_nothing_is_shown_of_nothing(empty):
    """Each figure says why it is missing, in words."""
    assert shown(empty) == []
    assert all(figure.missing(empty) for figure in FIGURES)
    assert draw_figures(empty) == {}


@pytest.mark.parametrize(("length", "chairs"), [("3 h", False), ("10 h", True), ("2 days", True)])
def test_hours_that_a_short_run_never_reaches_are_left_out(length, chairs):
    """A run that ends before opening has no figure of the chairs; one that ends early has it, and nothing warns."""
    settings = ("run.warm_up=0", f"run.length={length}", "run.replications=2")
    short = simulated(load(Path(__file__).with_name("clinic.yaml"), settings).scenario, seed=1)
    assert ("chairs_in_use" in draw_figures(short)) == chairs


def test_mean_leaves_out_what_is_not_known():
    """Of (1, NaN) and (3, NaN) the mean is (2, NaN)."""
    values = np.array([[1.0, np.nan], [3.0, np.nan]])
    np.testing.assert_array_equal(day.mean_of_known(values, axis=0), [2.0, np.nan])


def test_textbook_scenario_shows_its_queue_and_says_what_it_leaves_out(textbook):
    """One chair without courses or staff: chairs in use and waits are drawn, starts are not."""
    names = {figure.name for figure in shown(textbook)}
    assert {"chairs_in_use", "direct_waits"} <= names
    assert not names & {"starts", "panel", "staff_load", "gaps", "money"}


def test_one_replication_is_drawn_without_bands(single):
    """No interval, no band, and the caption says so."""
    assert set(draw_figures(single)) == set(LABELS)
    assert not weeks.plot_starts(single).collections
    assert "One replication: no interval" in BY_NAME["starts"].caption(single)


def test_svg_has_the_same_bytes_each_time(clinic, drawn):
    """Two drawings of one experiment."""
    assert draw_figures(clinic) == drawn


def test_files_have_the_same_bytes_each_time(clinic, tmp_path):
    """PNG and SVG of every figure, written twice; the returned text is that of the files."""
    texts = write(FIGURES, clinic, tmp_path / "a")
    write(FIGURES, clinic, tmp_path / "b")
    files = sorted(path.name for path in (tmp_path / "a").iterdir())
    assert files == sorted(f"{name}.{kind}" for name in LABELS for kind in ("png", "svg"))
    assert all((tmp_path / "a" / file).read_bytes() == (tmp_path / "b" / file).read_bytes() for file in files)
    assert all((tmp_path / "a" / f"{name}.svg").read_text() == text for name, text in texts.items())


@pytest.mark.parametrize("workers", [1, 2])
def test_figures_drawn_beside_are_the_same_bytes(clinic, drawn, tmp_path, workers):
    """By workers, or here where there are none: every file is there, and as it would be from here at once."""
    with local(workers) as sample:
        sample._place.begin(2)
        texts = dict(begin_figures(clinic, tmp_path / "lent", sample.beside))
    write(FIGURES, clinic, tmp_path / "own")
    files = sorted((tmp_path / "own").iterdir())
    assert texts == drawn
    assert [path.name for path in files] == sorted(path.name for path in (tmp_path / "lent").iterdir())
    assert all(path.read_bytes() == (tmp_path / "lent" / path.name).read_bytes() for path in files)


def test_nobody_waits_for_a_drawing_before_it_is_looked_at():
    """Three names, two of one share: to ask what there is waits for nothing; a share that fails says so itself."""
    waited = []

    def wait():
        waited.append("share")
        return {"a": "<svg/>", "b": "<svg/>"}

    def fail():
        raise KeyError("a table without this column")

    drawings = Drawings({"a": wait, "b": wait, "c": fail})
    assert "a" in drawings
    assert "c" in drawings
    assert "d" not in drawings
    assert list(drawings) == ["a", "b", "c"]
    assert not waited
    assert drawings["b"] == "<svg/>"
    with pytest.raises(KeyError, match="a table without this column"):
        drawings["c"]


def test_svg_is_well_formed_holds_real_text_and_ids_of_its_own(drawn):
    """Many drawings stand in one page: no id occurs twice, every reference has its target."""
    trees = [ElementTree.fromstring(text) for text in drawn.values()]
    ids = [element.get("id") for tree in trees for element in tree.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    wanted = {found for text in drawn.values() for found in re.findall(r'(?:href="#|url\(#)([^")]+)', text)}
    assert wanted <= set(ids)
    assert "Recliners in use" in drawn["chairs_in_use"]


def test_names_from_outside_are_text_in_the_drawing(clinic):
    """A space called like a tag or like a formula is written, not understood."""
    odd = "<script>$x$ & $"
    header = replace(clinic.header, spaces=(odd, *clinic.header.spaces[1:]))
    spaces = {odd: clinic.scenario.spaces["recliner"]}
    scenario = clinic.scenario.model_copy(update={"spaces": spaces})
    drawn = svg_of(BY_NAME["typical_day"], replace(clinic, header=header, scenario=scenario))
    assert "<script>" not in drawn
    assert "&lt;script&gt;$x$ &amp; $" in drawn
