"""The page: what it says first, that it needs nothing but itself, that names cannot break it."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from math import nan
from pathlib import Path

import numpy as np
import pytest

from sim.report import answers, text
from sim.report.pages import render, the_run
from sim.stats import Summary

BROWSER = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
EMPTY_TAGS = {"meta", "link", "br", "img", "input", "hr"}


class Outline(HTMLParser):
    """Tags in order, the text outside of drawings, and whether everything that is opened is closed."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words, self.open = "", []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        """Open."""
        self.tags.append((tag, dict(attrs)))
        if tag not in EMPTY_TAGS:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        """Closed at once."""
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        """Close what was opened last."""
        assert self.open.pop() == tag

    def handle_data(self, data):
        """Words."""
        if not {"svg", "style"} & set(self.open):
            self.words += data

    def all(self, wanted: str) -> Iterator[dict[str, str | None]]:
        """Attributes of every tag of a kind."""
        return (attributes for tag, attributes in self.tags if tag == wanted)


@pytest.fixture(scope="module")
def page(clinic) -> str:
    """The clinic's report with everything that the command line adds."""
    return render(
        clinic,
        warnings=["recliner: offered 7.1 of 6"],
        sections=[("The clinic in words", "Six recliners.\n  Two nurses.")],
        provenance={"version": "0.1.0", "scenario_sha256": "ab12", "versions": {"numpy": "2.4"}},
    )


def test_page_is_closed_properly_and_has_landmarks(page):
    """Every tag is closed; language, title, header, main, nav, footer and a skip link are there."""
    outline = Outline(page)
    assert outline.open == []
    assert next(outline.all("html"))["lang"] == "en"
    assert {"header", "main", "nav", "footer", "title", "h1"} <= {tag for tag, _ in outline.tags}
    assert next(outline.all("a"))["class"] == "skip"


def test_page_asks_no_other_host_and_runs_no_script(page):
    """No address but XML names, no script, no file of its own beside it."""
    outline = Outline(page)
    assert not list(outline.all("script"))
    assert {value for _, found in outline.tags for name, value in found.items() if name == "src"} == set()
    assert not re.findall(r'(?:href|src)="(?!#|data:)', page)
    names = {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}
    assert set(re.findall(r"https?://[^\"' <]+", page)) <= names


def test_every_target_exists_once(page):
    """No id occurs twice, and each link in the page has its target."""
    ids = [found["id"] for _, found in Outline(page).tags if found.get("id")]
    assert len(ids) == len(set(ids))
    assert {found["href"][1:] for found in Outline(page).all("a")} <= set(ids)


def test_order_is_warnings_answer_binding_figures_certainty_numbers_run(page):
    """The order in which a manager asks."""
    titles = re.findall(r"<h2[^>]*>([^<]+)</h2>", page)
    assert titles == [
        "Read this first", "The answer", "What binds", "Figures", "How sure this is",
        "The clinic in words", "All numbers", "How it was run",
    ]  # fmt: skip


def test_answer_gives_starts_with_interval(clinic, page):
    """The first thing said is the mean of the replications, and its 95 % interval."""
    found = clinic.values("volume.starts_per_week")
    first = answers.answers(clinic)[0]
    assert float(first.number) == pytest.approx(found.mean(), rel=0.01)
    assert "95 % interval" in first.sentence
    assert first.number in page


def test_every_figure_has_words_for_those_who_cannot_see_it_and_its_table(page):
    """A description, a caption and the numbers behind each drawing."""
    marks = "<figure ", 'role="img" aria-label="', "<figcaption>", "The numbers behind"
    assert len({page.count(mark) for mark in marks}) == 1


def test_page_shows_every_metric_with_its_unit(clinic, page):
    """Each name of the experiment stands in a row; amounts name the currency."""
    assert all(f">{name}<" in page for name in clinic.names)
    assert "USD/week" in page


def test_provenance_and_run_are_told(page):
    """Seed, replications, window, and what the caller knows."""
    words = Outline(page).words
    assert all(part in words for part in ("Seed", "Replications", "2 weeks, left out", "ab12", "numpy 2.4"))


def test_each_thing_about_the_run_is_told_once(clinic):
    """The record repeats seed, replications, seconds and window; the command can be typed again as it stands."""
    record = {
        "seed": clinic.seed, "replications": len(clinic.outcomes), "warm_up_minutes": 1.0, "window_minutes": [1.0, 2.0],
        "seconds_simulating": 61.25, "warnings": ["told above"], "code": [], "warm_up": None,
        "command": ["/somewhere/bin/chairtime", "run", "my clinic.yaml", "--set", "spaces.recliner=8"],
    }  # fmt: skip
    told = the_run(clinic, record)
    names = [name for name, _ in told]
    assert names == ["First day", "Warm-up", "Observed", "Replications", "Seed", "Computing time", "Command"]
    assert dict(told)["Computing time"] == "61.2 s"
    assert dict(told)["Command"] == "chairtime run 'my clinic.yaml' --set spaces.recliner=8"


@pytest.mark.parametrize("name", ["clinic", "single", "textbook", "silent", "none"])
def test_no_page_says_nan(request, name):
    """Whatever is missing is said in words or by a dash."""
    words = Outline(render(request.getfixturevalue(name))).words
    assert not re.search(r"\b(nan|inf|None|undefined)\b", words)


def test_names_from_outside_are_escaped(clinic):
    """A scenario, a question, a warning and a section may hold HTML; the page shows it as text."""
    evil = "<script>alert(1)</script>"
    scenario = clinic.scenario.model_copy(update={"scenario": evil, "question": evil})
    page = render(
        replace(clinic, scenario=scenario),
        warnings=[evil],
        sections=[(evil, evil)],
        provenance={evil: evil},
        drawings={},
    )
    assert "<script" not in page
    assert page.count("&lt;script&gt;") >= 6


def test_one_replication_says_that_there_is_no_interval(single):
    """In the warnings and beside the numbers."""
    page = render(single, drawings={})
    assert "only one replication" in page
    assert "interval not available" in page


@pytest.mark.parametrize(
    ("p90", "said"),
    [(0.0, "; nine visits in ten do not wait at all."), (4.5, "; one visit in ten waits longer than 4.5 min.")],
)
def test_nobody_waits_longer_than_nothing(clinic, p90, said):
    """A 90th percentile of zero means that nine visits in ten do not wait."""
    found = {one.unit: one.sentence for one in answers.answers(_with(clinic, "day.direct_wait.p90", p90))}
    assert found["min"].endswith(said)


@pytest.mark.parametrize(
    ("margin", "unit", "cost"),
    [(911.0, "margin a week", "fixed cost ("), (-911.0, "a week short", "fixed cost leaves −USD 911 (")],
)
def test_loss_is_an_amount_short(clinic, margin, unit, cost):
    """What is missing is an amount and the word short; the sum behind it keeps its sign."""
    last = answers.answers(_with(clinic, "money.margin.per_week", margin))[-1]
    assert (last.number, last.unit) == ("USD 911", unit)
    assert cost in last.sentence


def _with(experiment, metric: str, value: float):
    """The same experiment with one metric the same in every replication."""
    outcomes = tuple(replace(one, metrics={**one.metrics, metric: value}) for one in experiment.outcomes)
    return replace(experiment, outcomes=outcomes)


def test_textbook_page_answers_with_the_queue(textbook):
    """Without courses the answer is the wait, and the queue's numbers stand open."""
    page = render(textbook)
    assert answers.answers(textbook)[0].sentence.startswith("is the mean wait")
    assert re.search(r"<details open>\s*<summary>Queues", page)
    assert "Not shown" in page


def test_growing_waiting_list_comes_first(clinic):
    """Twenty more patients wait each week: the warning says so; a level list gives none."""
    grown, level = ([_with_list(one, slope) for one in clinic.outcomes] for slope in (20.0, 0.0))
    assert "20 patients a week" in answers.warnings(replace(clinic, outcomes=tuple(grown)))[0]
    assert not answers.trend(replace(clinic, outcomes=tuple(level)), "weekly_waiting_list")


def _with_list(outcome, slope: float):
    weeks = len(outcome.profiles["weekly_waiting_list"])
    return replace(outcome, profiles={**outcome.profiles, "weekly_waiting_list": 5 + slope * np.arange(weeks)})


def test_patients_lost_for_want_of_room_are_a_warning(clinic):
    """Two a week found no appointment."""
    lost = {"volume.exits_per_week.no_slot": 2.0}
    outcomes = tuple(replace(one, metrics={**one.metrics, **lost}) for one in clinic.outcomes)
    found = " ".join(answers.warnings(replace(clinic, outcomes=outcomes)))
    assert "2 patients a week are lost for want of room (2 found no free appointment)" in found


@pytest.mark.parametrize(
    ("value", "shown"),
    [(12345.6, "12,346"), (28.64, "28.6"), (2.868, "2.87"), (0.0123, "0.0123"), (-3.0, "−3.00"), (nan, "–")],
)
def test_numbers_have_three_digits(value, shown):
    """Three digits that count, thousands separated; a dash for what is missing."""
    assert text.number(value) == shown


@pytest.mark.parametrize(
    ("share", "shown"), [(0.3946, "39.5 %"), (0.02, "2 %"), (0.0001, "under 0.1 %"), (0.0, "0 %"), (nan, "–")]
)
def test_shares_are_percentages(share, shown):
    """One decimal where it says something."""
    assert text.percent(share) == shown


def test_numbers_keep_their_units():
    """No line breaks between a number and its unit, nor between a currency and its amount."""
    assert text.glue("USD 12 in 3 days, 4 % of a day") == "USD\u00a012 in 3\u00a0days, 4\u00a0% of a day"


@pytest.mark.parametrize(("amount", "shown"), [(-1567.4, "−USD 1,567"), (10.156, "USD 10.16"), (nan, "–")])
def test_money_has_its_currency(amount, shown):
    """Whole units, cents for small amounts, the sign before the currency."""
    assert text.money(amount, "USD") == shown


def test_interval_of_a_share_stays_a_share():
    """98 % give or take 5 points ends at 100 %."""
    assert text.shares(Summary(0.98, 0.05, 0, 0, 0, 9)) == "95 % interval 93.0 to 100.0 %"


@pytest.mark.parametrize(
    ("mean", "half", "shown", "beside"),
    [
        (0.1, 0.006, "10.0 %", "95 % interval 9.4 to 10.6 %"),
        (0.0011, 0.0003, "0.11 %", "95 % interval 0.08 to 0.14 %"),
        (1.0, 0.0, "100.0 %", "95 % interval 100.0 to 100.0 %"),
        (0.00001, 0.00001, "under 0.1 %", "95 % interval 0.00 to 0.00 %"),
        (0.1, nan, "10 %", "interval not available"),
    ],
)
def test_a_share_has_the_decimals_of_its_interval(mean, half, shown, beside):
    """As many as show the width of the interval."""
    found = Summary(mean, half, 0, 0, 0, 9)
    assert (text.share(found), text.shares(found)) == (shown, beside)


@pytest.mark.parametrize(
    ("mean", "half", "shown"), [(2.9, 0.01, "2.90"), (14.0, 0.9, "14.0"), (65, 120, "65"), (3, nan, "3")]
)
def test_a_mean_has_the_decimals_of_its_interval(mean, half, shown):
    """2.90 beside 2.89 to 2.91."""
    assert text.measured(Summary(mean, half, 0, 0, 0, 9)) == shown


@pytest.mark.parametrize(
    ("low", "high", "places"),
    [(-0.0417, -0.00418, 3), (0.0004, 0.2, 4), (-0.001, 0.2, 2), (0.0, 0.2, 2), (nan, nan, 2)],
)
def test_an_interval_on_one_side_of_zero_does_not_seem_to_touch_it(low, high, places):
    """−0.04 to 0.00 would contradict its verdict: −0.042 to −0.004 does not."""
    assert text.apart(2, low, high) == places


def test_rounded_parts_that_do_not_make_a_whole_say_so():
    """41.54, 58.14 and 0.32 % are shown as 41.5, 58.1 and 0.3."""
    parts = [Summary(share, 0, 0, 0, 0, 9) for share in (0.4154, 0.5814, 0.0032)]
    assert text.rounding(*parts) == " Rounded, they make 99.9 %."
    assert text.rounding(*[Summary(share, 0, 0, 0, 0, 9) for share in (0.42, 0.58)]) == ""


@pytest.mark.browser
@pytest.mark.skipif(BROWSER is None, reason="no Chromium on this machine")
@pytest.mark.parametrize("width", [1200, 390])
def test_browser_shows_the_page_without_complaint(page, tmp_path, width):
    """Headless Chromium paints the page at the width of a desk and of a phone and logs nothing to its console."""
    (tmp_path / "report.html").write_text(page, encoding="utf-8")
    picture = tmp_path / "report.png"
    done = subprocess.run(_command(tmp_path, picture, width), capture_output=True, text=True, timeout=120, check=True)
    assert "CONSOLE" not in done.stderr
    assert picture.stat().st_size > 50_000


def _command(folder: Path, picture: Path, width: int) -> list[str]:
    return [
        str(BROWSER), "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
        f"--user-data-dir={folder / 'profile'}", "--enable-logging=stderr", f"--window-size={width},3000",
        f"--screenshot={picture}", (folder / "report.html").as_uri(),
    ]  # fmt: skip


def test_what_is_known_of_the_run_is_said_once(clinic):
    """The record's seed and number of replications take the place of the first ones; what is empty is left out."""
    rows = the_run(replace(clinic, seconds=0.0), {"seed": 7, "replications": 40, "warnings": [], "python": "3.11"})
    found = dict(rows)
    assert len(found) == len(rows)
    assert (found["Seed"], found["Replications"], found["Python"]) == ("7", "40", "3.11")
    assert "Warnings" not in found
    assert "Computing time" not in found
