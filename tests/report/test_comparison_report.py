"""The page and the figures of a comparison, on experiments that run in a moment."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest
from test_pages import BROWSER, Outline, _command

from sim.comparison import Comparison
from sim.report.comparison import amounts, sentences, tables
from sim.report.comparison.figures import FIGURES
from sim.report.comparison.page import Card, Rule, render
from sim.report.figure import draw, write

SHOWN = (
    "volume.starts_per_week", "access.wait_to_first_infusion.mean", "day.direct_wait.mean", "day.direct_wait.p90",
    "volume.active_panel.maintenance", "lost.productive", "money.margin.per_week",
)  # fmt: skip


def moved(experiment, **more):
    """The experiment with some metrics moved by the same amount in every replication."""
    names = {name.replace("__", "."): size for name, size in more.items()}
    outcomes = tuple(
        replace(one, metrics={name: value + names.get(name, 0.0) for name, value in one.metrics.items()})
        for one in experiment.outcomes
    )
    return replace(experiment, outcomes=outcomes)


@pytest.fixture(scope="module")
def compared(clinic) -> Comparison:
    """The clinic, one in which the wait is shorter and the margin lower, and the clinic again."""
    other = moved(clinic, day__direct_wait__mean=-1.5, money__margin__per_week=-310.0, day__direct_wait__p90=-2.0)
    return Comparison((clinic, other, clinic), ("Clinic", "short wait", "as it is"), SHOWN, 0.95,
                      {"volume.starts_per_week": 1.0})  # fmt: skip


@pytest.fixture(scope="module")
def page(compared) -> str:
    """Its page, with two cards."""
    usual, changed = Rule("Who is next?", "The first."), Rule("Who is next?", "The last.", "The first.")
    cards = [Card("Clinic", [usual]), Card("short wait", [changed], ["spaces.recliner: 6 -> 7"])]
    return render(compared, cards=cards, warnings=["be careful"], provenance={"versions": {"numpy": "2"}})


def test_answer_is_a_sentence_to_repeat(compared):
    """What is gained, what it costs; the percentile goes with the mean; the certain difference has a point interval."""
    first, second = sentences.said(compared)
    assert first.told == (
        "With short wait, the wait to be seated falls by 1.50 min (1.50 to 1.50).",
        "In return, the margin falls by USD 310 a week (310 to 310).",
    )
    assert second.told == ("Nothing is known to differ by much between as it is and Clinic.",)
    assert second.rest[0].startswith("No difference that matters: the number of new starts")


def test_what_is_certain_but_slight_is_told_last(clinic):
    """A wait shorter by a thousandth, in every replication: better, but no headline."""
    mean = float(clinic.values("day.direct_wait.mean").mean())
    other = moved(clinic, day__direct_wait__mean=-mean / 1000)
    (found,) = sentences.said(Comparison((clinic, other), ("A", "B"), ("day.direct_wait.mean",)))
    assert found.told == ("Nothing is known to differ by much between B and A.",)
    assert found.rest == ("Certain but slight, below 1 % of the base: the wait to be seated.",)


def test_page_is_whole_and_needs_nothing_but_itself(page):
    """Tags closed, targets there, no script, no other host, order of the sections."""
    outline = Outline(page)
    assert outline.open == []
    assert not list(outline.all("script"))
    assert not re.findall(r'(?:href|src)="(?!#|data:)', page)
    ids = [found["id"] for _, found in outline.tags if found.get("id")]
    assert len(ids) == len(set(ids))
    assert {found["href"][1:] for found in outline.all("a")} <= set(ids)
    assert re.findall(r"<h2[^>]*>([^<]+)</h2>", page) == [
        "Read this first", "The answer", "Side by side", "Verdicts", "What each costs and buys", "Policy cards",
        "All numbers", "How it was compared",
    ]  # fmt: skip


def test_cards_mark_what_differs(page):
    """The changed rule says so and what the base does; the unchanged one does not."""
    words = Outline(page).words
    assert words.count("Changed:") == 1
    assert "In Clinic: The first." in words
    assert "spaces.recliner: 6 -> 7" in words


def test_every_figure_has_words_and_a_table(compared, page):
    """Every figure, each with a description, a caption and its numbers."""
    marks = "<figure ", 'role="img" aria-label="', "<figcaption>", "The numbers behind"
    assert {page.count(mark) for mark in marks} == {len(FIGURES)}
    for figure in FIGURES:
        table = figure.table(compared)
        assert table.rows
        assert all(len(row) == len(table.head) for row in table.rows)


@pytest.mark.parametrize("kind", ["single", "textbook", "silent", "none"])
def test_no_page_says_nan(request, kind):
    """One replication, a queue, no number at all, no replication at all: words or a dash, never nan."""
    one = request.getfixturevalue(kind)
    words = Outline(render(Comparison((one, one), ("A", "B"), SHOWN))).words
    assert not re.search(r"\b(nan|inf|None|undefined)\b", words)


def test_labels_from_outside_are_escaped(clinic):
    """A variant may be called by HTML; the page and the drawings show it as text."""
    evil = "<script>alert(1)</script>"
    assert "<script" not in render(Comparison((clinic, clinic), ("A", evil), SHOWN), cards=[Card(evil, [])])


def test_better_is_to_the_right_whatever_the_direction(compared):
    """A shorter wait lies right of zero, a lower margin left; the metric without a direction comes last."""
    from sim.report.comparison.figures.forest import forest

    lines = {(line.difference.metric, line.place): line for line in forest(compared)}
    shorter, lower = lines["day.direct_wait.mean", 1], lines["money.margin.per_week", 1]
    assert shorter.at(shorter.difference.alone.mean) == pytest.approx(1)
    assert lower.at(lower.difference.alone.mean) == pytest.approx(-1)
    assert forest(compared)[-1].difference.metric == "volume.active_panel.maintenance"


def test_what_is_neither_better_nor_worse_is_grey_under_words_of_its_own(clinic):
    """A panel that grew by 5 lies right of zero under *more*, never under *better*; starts keep their colour."""
    from sim.report.comparison.figures.forest import NEUTRAL, caption_differences, forest, plot_differences
    from sim.report.style import LOOKS

    names = "volume.active_panel.maintenance", "volume.starts_per_week"
    grown = moved(clinic, volume__active_panel__maintenance=5.0)
    both = Comparison((clinic, grown), ("Clinic", "grown"), names)
    assert [(line.is_neutral, line.look.color) for line in forest(both)] == [(False, LOOKS[0].color), (True, NEUTRAL)]
    words = [text.get_text() for text in plot_differences(both).texts]
    heads = [word for word in words if word in ("← worse", "better →", "← less", "more →", "neither better nor worse")]
    assert heads == ["← worse", "better →", "← less", "more →", "neither better nor worse"]
    assert "Grey rows are neither better nor worse; there right is more than in Clinic." in caption_differences(both)
    alone = [text.get_text() for text in plot_differences(both.showing(names[:1])).texts]
    assert "better →" not in alone
    assert "more →" in alone
    assert "better" not in caption_differences(both.showing(names[:1])).replace("neither better", "")


def test_scenarios_at_the_same_place_are_named_beside_it(compared):
    """Clinic and its double lie together; the scenario with a shorter wait stands apart and needs no name."""
    from sim.report.comparison.figures.tradeoff import plot_tradeoff

    ax = plot_tradeoff(compared.showing(("day.direct_wait.mean", "money.margin.per_week")))
    assert [one.get_text() for one in ax.texts] == ["together: Clinic and as it is"]
    sizes = sorted(
        line.get_markersize() for line in ax.lines if line.get_marker() in ("o", "s") and len(line.get_xdata()) == 1
    )
    assert sizes[-1] > sizes[0]


def test_chair_hours_of_each_scenario_add_up(compared):
    """Parts of a bar, the rest included, are all the hours: 6 recliners."""
    from sim.report.comparison.figures.hours import hours, stacked

    found = hours(compared)
    parts = np.array([sizes for _, _, sizes in stacked(found)])
    assert parts.sum(axis=0) == pytest.approx([one.total for one in found])
    shares = [one.parts["productive"] / one.total for one in found]
    assert shares[0] == pytest.approx(compared.stat("Clinic", "lost.productive").mean)


def test_tradeoff_shows_the_first_two_metrics_of_different_families(compared):
    """Starts against the wait, as the order says; a panel is neither better nor worse, p90 is of the mean's family."""
    from sim.report.comparison.figures.tradeoff import pair, plot_tradeoff

    assert pair(compared) == ("volume.starts_per_week", "access.wait_to_first_infusion.mean")
    later = "volume.active_panel.maintenance", "day.direct_wait.mean", "day.direct_wait.p90", "lost.productive"
    chosen = compared.showing(later)
    assert pair(chosen) == ("day.direct_wait.mean", "lost.productive")
    ax = plot_tradeoff(chosen)
    assert ax.get_xlabel() == "← better   Direct wait [min]"
    assert ax.get_ylabel() == "Chair time treating [%]   better ↑"


def test_tradeoff_draws_each_mean_with_its_interval(compared):
    """One point for each scenario where the means are, shares in percent; the shorter wait is told to be best."""
    from sim.report.comparison.figures.tradeoff import caption_tradeoff, points, table_tradeoff

    chosen = compared.showing(("day.direct_wait.mean", "lost.productive"))
    found = points(chosen)
    waits, used = (compared.stat("short wait", name) for name in chosen.shown)
    assert (found[1].x.mean, found[1].x.half_width) == pytest.approx((waits.mean, waits.half_width))
    assert found[1].y.mean == pytest.approx(100 * used.mean)
    assert "short wait is best by direct wait" in caption_tradeoff(chosen)
    assert [row[0] for row in table_tradeoff(chosen).rows] == list(chosen.labels)


@pytest.mark.parametrize("shown", [(), ("day.direct_wait.mean", "day.direct_wait.p90")])
def test_tradeoff_needs_two_metrics(compared, shown):
    """Of one family, or of none: no figure, and the reason."""
    from sim.report.comparison.figures.tradeoff import TRADEOFF

    assert TRADEOFF[0].missing(compared.showing(shown)).startswith("two metrics of different families")


def test_figures_are_the_same_bytes_again(compared, tmp_path):
    """Drawn twice, written as PNG and SVG."""
    assert draw(FIGURES, compared) == write(FIGURES, compared, tmp_path)
    assert {path.suffix for path in tmp_path.iterdir()} == {".png", ".svg"}


def test_verdict_rows_fit_their_head(compared):
    """One row for each metric shown, with how often it won."""
    table = tables.verdicts(compared, "short wait")
    rows = {row[0]: row for row in table.rows}
    assert len(rows) == len(SHOWN)
    n = len(compared.base.outcomes)
    assert rows["Direct wait [min]"][5:] == (f"{n} of {n}", "better")


@pytest.mark.parametrize(
    ("name", "numbers", "shown"),
    [
        ("fidelity.finished_in_window.share_of_finished", (0.041, 0.032, 0.05), "4.10 points (3.20 to 5.00)"),
        ("money.margin.per_week", (310.0, 120.0, 500.0), "USD 310 a week (120 to 500)"),
        ("volume.starts_per_week", (0.5, 0.25, 0.75), "0.50 a week (0.25 to 0.75)"),
        ("day.direct_wait.mean", (1.0, np.nan, np.nan), "1.00 min"),
        ("benefit.days_symptomatic.mean", (0.0729, 0.0042, 0.1417), "0.073 days (0.004 to 0.142)"),
    ],
)
def test_amounts_have_units_and_intervals(name, numbers, shown):
    """Shares differ by points, money by amounts a week; without an interval there is none."""
    assert amounts.amount(name, *numbers, "USD") == shown


@pytest.mark.parametrize(
    ("number", "half", "shown"),
    [
        (-0.0229, 0.0187, "−0.023\u00a0±\u00a00.019"),
        (-0.0229, 0.0227, "−0.0229\u00a0±\u00a00.0227"),
        (4.1, 0.9, "+4.10\u00a0±\u00a00.90"),
    ],
)
def test_a_difference_that_is_certain_does_not_seem_to_reach_zero(number, half, shown):
    """−0.0229 ± 0.0227 lies below zero, and as many digits are shown as say so."""
    told = amounts.signed("day.direct_wait.mean", number, half, "USD")
    assert told == shown


def test_needed_replications_are_rounded_up_to_two_digits(clinic):
    """40,645 more are told as 41,000, seven as seven."""
    one = Comparison((clinic, clinic), ("A", "B"), SHOWN).difference("B", SHOWN[0])
    for missing, told in ((40645.0, "41,000"), (7.0, "7"), (np.inf, "more than 100,000"), (np.nan, ""), (0.0, "")):
        one.__dict__["missing"] = missing
        assert sentences.more(one) == told


@pytest.mark.browser
@pytest.mark.skipif(BROWSER is None, reason="no Chromium on this machine")
def test_browser_shows_the_page_without_complaint(page, tmp_path):
    """Headless Chromium paints it at the width of a desk and logs nothing to its console."""
    import subprocess

    (tmp_path / "report.html").write_text(page, encoding="utf-8")
    command = _command(tmp_path, tmp_path / "report.png", 1200)
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    assert "CONSOLE" not in done.stderr
    assert (tmp_path / "report.png").stat().st_size > 50_000
