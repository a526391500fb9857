"""Pages and figures of sweeps and uncertain inputs, on numbers made up around a clinic that runs in a moment."""

from __future__ import annotations

import subprocess
from dataclasses import replace

import numpy as np
import pytest
from test_comparison_report import moved
from test_pages import BROWSER, Outline, _command

from sim.hypercube import latin_hypercube
from sim.report.figure import draw
from sim.report.sweep import page, sentences, uncertain
from sim.report.sweep.figures import frontier, of_sweep, of_tornado, of_uncertainty
from sim.report.sweep.words import few, series
from sim.scenario.factors import factors
from sim.scenario.quantities import Quantity, quantity
from sim.scenario.ranges import Range
from sim.sweep.designs import Sweep, grid, spread
from sim.sweep.shown import usual
from sim.sweep.tornado import Tornado
from sim.sweep.uncertainty import Uncertainty

STARTS, WAIT, MARGIN = "volume.starts_per_week", "access.wait_to_first_infusion.mean", "money.margin.per_week"


def made(clinic, design):
    """Starts and margin grow with chairs up to five, waits with referrals; every replication alike."""
    chairs, referrals = (quantity(level).number for level in design.levels[:2])
    up = min(chairs, 5.0)
    return moved(clinic, **{STARTS.replace(".", "__"): up, MARGIN.replace(".", "__"): 300 * up,
                            WAIT.replace(".", "__"): referrals - chairs})  # fmt: skip


def swept(clinic, varied, shares=None) -> Sweep:
    """A grid, or the designs of *shares*."""
    read = factors(varied)
    designs = grid(read) if shares is None else spread(read, shares)
    done = tuple(made(clinic, design) for design in designs)
    return Sweep(tuple(read), tuple(designs), done, usual(done), shares is None)


@pytest.fixture(scope="module")
def two(clinic) -> Sweep:
    """Three numbers of chairs, two of referrals."""
    return swept(clinic, ["spaces.recliner=4..7", "patients.referrals=3,5 per week"])


@pytest.fixture(scope="module")
def many(clinic) -> Sweep:
    """Ten points of three factors, one of them a word."""
    varied = ["spaces.recliner=4..7", "patients.referrals=3..5 per week", "policies.slot=earliest,level_the_day"]
    return swept(clinic, varied, latin_hypercube(10, 3, 1))


def _range(name, value, low, high):
    return Range(tuple(name.split(".")), name, *(Quantity(one) for one in (value, low, high)))


@pytest.fixture(scope="module")
def tornado(clinic) -> Tornado:
    """One input that moves the margin, one that moves nothing."""
    ranges = _range("attendance.infusion.no_show", 0.05, 0.03, 0.1), _range("protocols.mood.response", 0.5, 0.4, 0.6)
    low, high = moved(clinic, money__margin__per_week=50.0), moved(clinic, money__margin__per_week=-400.0)
    return Tornado(clinic, ranges, (low, clinic), (high, clinic), usual([clinic]))


def test_frontier_comes_first_and_overtime_is_the_largest(clinic):
    """Throughput, waiting, fidelity, the role with most overtime, margin."""
    found = usual([clinic])[:5]
    assert (found[0], found[1], found[4]) == (STARTS, WAIT, MARGIN)
    means = {name: np.mean(clinic.values(name)) for name in clinic.names if name.startswith("day.overtime.per_day.")}
    assert means[found[3]] == max(means.values())


def test_place_without_courses_is_about_queues(textbook):
    """One chair around the clock: throughput against waits, no starts, no margin."""
    assert usual([textbook])[:2] == ("volume.throughput", "queue.wait.mean")
    assert not any(name.startswith(("volume.starts", "money.")) for name in usual([textbook]))


def test_answer_says_best_equals_and_where_it_stops(two):
    """Certain differences: five chairs and more are best; from four to five it pays, beyond it does not."""
    answers = {one.label: one.told for one in sentences.said(two)}
    best, chairs = answers["Margin"]
    assert best.startswith("Highest with recliner 5, referrals 3 per week: USD ")
    assert "cannot be told apart from recliner 5, referrals 5 per week; recliner 6, referrals 3 per week" in best
    assert "from 4 to 5 it rises by USD 300 a week (300 to 300); from 5 to 7 no step is known to change it" in chairs
    assert chairs.endswith("Beyond 5 nothing more is known to be gained.")
    wait, along = answers["Wait to first infusion"]
    assert wait.endswith("; it beats all the other 7 designs.")
    assert along.endswith("It still gets better at 7, the end of the range.")


def test_effects_of_a_hypercube_are_told_with_trust(many):
    """The wait is a plane: two days for the range of referrals, three for the chairs; the word does nothing."""
    told = {one.label: " ".join(one.told) for one in sentences.said(many)}["Wait to first infusion"]
    assert "recliner from 4 to 7 lowers it by 3.00 days (3.00 to 3.00)" in told
    assert "referrals from 3 per week to 5 per week raises it by 2.00 days (2.00 to 2.00)" in told
    assert "explains 100 % of their differences" in told


def test_lines_run_along_the_factor_with_most_levels(two):
    """A line for each number of referrals, four chairs in each, in order."""
    lines = series(two, 0)
    assert [one.label for one in lines] == ["referrals 3 per week", "referrals 5 per week"]
    assert [two.designs[place].levels[0] for place in lines[0].places] == ["4", "5", "6", "7"]


def test_ringed_designs_are_those_that_no_other_beats(two):
    """Most starts from five chairs on, and the shortest wait with seven: that one alone."""
    assert frontier.undominated(two, STARTS, WAIT) == [6]
    names = [two.designs[place].name for place in frontier.undominated(two, STARTS, MARGIN)]
    assert names[0] == "recliner 5, referrals 3 per week"
    assert len(names) == 6


def test_names_with_commas_are_kept_apart():
    """Semicolons between designs; the rest is counted."""
    assert few(["a", "b"]) == "a and b"
    assert few(["a, b", "c, d"]) == "a, b; and c, d"
    assert few(list("abcdef"), 2) == "a, b and 4 more"
    assert few(list("abc"), 2) == "a, b and c"


def test_tornado_tells_the_largest_first_and_what_does_not_matter(tornado):
    """No-shows at their high end cost 400, at their low end they bring 50; response changes nothing."""
    told = {one.label: one.told for one in uncertain.of_tornado(tornado)}["Margin"]
    assert told[1] == (
        "With infusion no show at 0.1 instead of 0.05, the margin falls by USD 400 a week (400 to 400); "
        "at 0.03 it rises by USD 50.0 a week (50.0 to 50.0)."
    )
    assert "mood response" in told[-1]
    assert [one.name for one in of_tornado(tornado)] == ["tornado-money-margin-per_week"]


def test_uncertainty_keeps_inputs_and_chance_apart(many):
    """The wait moves with the designs and hardly within a set: nearly all of its variance comes from the inputs."""
    found = Uncertainty(many, "triangular")
    told = {one.label: " ".join(one.told) for one in uncertain.of_uncertainty(found)}["Wait to first infusion"]
    assert "Because we do not know the inputs it may be" in told
    assert "8 weeks with the inputs known come out at" in told
    share = found.parts(WAIT).share
    assert f"The inputs make {100 * share:.1f}".rstrip("0").rstrip(".") in told


@pytest.mark.parametrize("kind", ["two", "many", "tornado", "uncertainty"])
def test_page_is_whole(kind, request, tmp_path):
    """Every figure with title, alternative text, caption and table; headings in order; nothing fetched, no NaN."""
    text, figures = _page(kind, request)
    outline = Outline(text)
    assert outline.open == []
    assert "nan" not in outline.words.lower().split()
    assert text.count("<figure ") == len(figures)
    assert text.count("<figcaption>") == len(figures)
    assert all(f'id="figure-{name}"' in text for name in figures)
    fetched = [link for _, tag in outline.tags for name, link in tag.items() if name in ("src", "href")]
    assert all((link or "").startswith(("#", "data:")) for link in fetched)
    assert text.index("The answer") < text.index("<figure ")


def _page(kind, request):
    if kind == "uncertainty":
        found = Uncertainty(request.getfixturevalue("many"), "triangular")
        figures, render = of_uncertainty(found), page.of_uncertainty
    elif kind == "tornado":
        found = request.getfixturevalue("tornado")
        figures, render = of_tornado(found), page.of_tornado
    else:
        found = request.getfixturevalue(kind)
        figures, render = of_sweep(found), page.of_sweep
    drawn = draw(figures, found)
    return render(found, "Changed.", ["be careful"], {"seed": 1}, drawn), list(drawn)


def test_figures_say_what_they_show(two, many, tornado):
    """Alternative texts and tables have the numbers; a table has a row for each design."""
    for one in of_sweep(two) + of_sweep(many):
        subject = two if one in of_sweep(two) else many
        assert len(one.alt(subject)) > 40
        assert one.caption(subject).endswith(".")
    assert len(frontier.table_frontier(two).rows) == 8
    (only,) = of_tornado(tornado)
    assert "−400" in only.alt(tornado)


def test_sweep_without_a_number_is_told(two, silent):
    """Nothing to draw: the reason stands under 'Not shown'."""
    empty = replace(two, experiments=tuple(silent for _ in two.experiments), shown=(STARTS, WAIT))
    assert sentences.said(empty) == []
    assert all(one.missing(empty) for one in of_sweep(empty))
    assert "None of the metrics shown changes." in page.of_sweep(empty, "", [], {}, {})


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.skipif(BROWSER is None, reason="no Chromium on this machine")
@pytest.mark.parametrize("width", [1200, 390])
def test_browser_shows_the_page_without_complaint(two, tmp_path, width):
    """Headless Chromium paints the page at the width of a desk and of a phone and logs nothing to its console."""
    text = page.of_sweep(two, "", [], {}, draw(of_sweep(two), two))
    (tmp_path / "report.html").write_text(text, encoding="utf-8")
    picture = tmp_path / "report.png"
    done = subprocess.run(_command(tmp_path, picture, width), capture_output=True, text=True, timeout=120, check=True)
    assert "CONSOLE" not in done.stderr
    assert picture.stat().st_size > 50_000


@pytest.fixture(scope="module")
def bent(clinic) -> Sweep:
    """Three factors; recliners shorten the wait only where many are referred."""
    read = factors(
        ["spaces.recliner=4..6", "patients.referrals=8,9,16 per week", "policies.slot=earliest,level_the_day"]
    )
    designs = grid(read)

    def numbers(design):
        chairs, referrals = (quantity(level).number for level in design.levels[:2])
        return moved(clinic, access__wait_to_first_infusion__mean=3 * max(0.0, referrals - 2 * chairs))

    return Sweep(tuple(read), tuple(designs), tuple(map(numbers, designs)), (WAIT,))


def test_what_an_average_hides_is_said_and_drawn(bent):
    """Twelve days less with sixteen a week, none with eight: in the answer, under both averages, and as lines."""
    (answer,) = sentences.said(bent)
    assert answer.told[-1] == (
        "What recliner does depends on referrals: from 4 to 6 it falls by 12.0 days (12.0 to 12.0) with referrals 16 "
        "per week; with 8 per week it is not known to change. An average over either of the two hides this."
    )
    figures = {one.name: one for one in of_sweep(bent)}
    lines = figures["together-access-wait_to_first_infusion-mean"]
    assert lines.table(bent).head == ("recliner \\ referrals", "8 per week", "9 per week", "16 per week")
    ax = lines.plot(bent)
    assert len(ax.get_legend().get_texts()) == 3
    assert ax.get_ylabel() == "Wait to first infusion [days]"
    assert "what recliner does depends on others: the wait" in figures["response-1"].caption(bent)
    assert "depends" not in figures["response-3"].caption(bent)
    assert "The bars are averages: what recliner does" in figures["effects-access-wait_to_first_infusion-mean"].caption(
        bent
    )


def test_sweep_without_dependence_says_nothing_of_it(two):
    """Starts and margin grow with chairs whatever is referred."""
    assert not any("depends" in sentence for answer in sentences.said(two) for sentence in answer.told)


def test_labels_of_a_frontier_do_not_cover_each_other(clinic):
    """Five lines whose ends lie close together: no two labels overlap, and some are there."""
    crowded = swept(clinic, ["spaces.recliner=1..6", "patients.referrals=1,1.2,1.4,1.6,1.8 per week"])
    ax = frontier.plot_frontier(crowded)
    drawn = ax.get_figure(root=True)
    drawn.canvas.draw()
    boxes = [text.get_window_extent() for axes in drawn.axes for text in axes.texts]
    assert len(boxes) > 3
    assert not [1 for nth, one in enumerate(boxes) for other in boxes[:nth] if one.overlaps(other)]
