"""The pages of a plan and of the largest load, on made-up replications."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from test_pages import Outline

from sim.capacity import Capacity, Load, search
from sim.experiment import Outcome
from sim.planning import Design, Plan, choose
from sim.procedures.bisection import Rules
from sim.report import targets as told
from sim.report.decision import capacity_figures, capacity_words, plan_figures, plan_words
from sim.report.decision.page import capacity_page, plan_page
from sim.report.figure import draw
from sim.sampling import Demand
from sim.scenario.load import load
from sim.targets import Aims, Objective, Source, Target

MARGIN, WAIT, OVER = (
    "money.margin.per_week", "access.wait_to_first_infusion.mean", "day.days_overrun_15.share",
)  # fmt: skip
CLINIC = load(Path(__file__).parent / "clinic.yaml")
TARGETS = (Target(WAIT, True, 10.0, 1.0), Target(OVER, True, 0.05, 0.01, Source.DEFAULT))
AIMS = Aims(TARGETS, (Objective(MARGIN, highest=True, zone=50.0), Objective(WAIT, highest=False)))


def made_up(means: dict[int, tuple[float, float]]):
    """A sampler of clinics by their number of recliners: margin and wait."""

    def sample(demands: Sequence[Demand]) -> list[tuple[Outcome, ...]]:
        return [tuple(outcome(one.scenario, n) for n in range(one.replications)) for one in demands]

    def outcome(scenario, n):
        recliners = scenario.spaces["recliner"].count
        margin, wait = means[recliners]
        luck, common = np.random.default_rng((n, recliners)), np.random.default_rng(n).normal(0, 300)
        numbers = {MARGIN: margin + common + luck.normal(0, 30), WAIT: wait + luck.normal(), OVER: 0.01}
        return Outcome(n, numbers, {})

    return sample


def design(recliners: int):
    """The clinic with so many recliners."""
    return load(Path(__file__).parent / "clinic.yaml", [f"spaces.recliner={recliners}"])


def plan_of(means: dict[int, tuple[float, float]], aims: Aims = AIMS, **given) -> Plan:
    """A plan over these clinics."""
    designs = [Design(f"recliner {n}", (f"spaces.recliner={n}",), design(n)) for n in means]
    return choose(designs, aims, made_up(means), seed=1, **given)


@pytest.fixture(scope="module")
def plan() -> Plan:
    """Three misses the wait though it earns most, five is best, six follows."""
    return plan_of({3: (5400.0, 20.0), 5: (5000.0, 5.0), 6: (4900.0, 4.0), 8: (3000.0, 6.0)})


@pytest.fixture(scope="module")
def capacity() -> Capacity:
    """Recliners taken away one by one from twelve: the wait grows."""
    loads = [Load(float(n), str(n)) for n in range(12, 2, -1)]
    means = {n: (0.0, 60.0 / n) for n in range(3, 13)}
    return search(
        "spaces.recliner", loads, lambda one: design(int(one.number)), TARGETS, made_up(means), 1,
        Rules([one.tolerance for one in TARGETS]),
    )  # fmt: skip


def test_plan_is_told_in_sentences(plan):
    """The decision, the target with the least room, the runner-up with its distance, what tempts, what it saved."""
    assert plan_words.answer(plan) == "Recliner 5."
    first, second, third, fourth, fifth = plan_words.sentences(plan)
    assert first.startswith("Of 4 designs it has the highest margin among those that meet all 2 targets: USD ")
    assert second.startswith("The target with the least room is days over by 15 min: at most 5 %; it comes to 1 %")
    assert re.match(
        r"The runner-up is recliner 6, with the margin lower by USD [\d.]+ a week \([\d.]+ to [\d.]+\)", third
    )
    assert "Recliner 3 would have the margin higher by USD" in fourth
    assert "but misses wait to first infusion: at most 10 days (2" in fourth
    assert re.match(r"The choice took \d+ replications.*would need [\d,]+ for the same guarantee", fifth)


def test_guarantee_says_what_does_not_matter(plan):
    """Confidence, zone, tolerances with who set them, and the sources of the procedure."""
    words = plan_words.guarantee(plan)
    for part in ("probability 95 %", "USD 50.00 a week", "1 day (written in the scenario)", "1 % (by default)",
                 "Andradóttir and Kim 2010"):  # fmt: skip
        assert part in words


def test_plan_page_is_whole(plan):
    """Answer, settings, figures with tables, all designs; nothing is called nan."""
    page = plan_page(plan, note="Changed.", provenance={"seed": 1})
    words = Outline(page).words
    assert "Recliner 5." in words
    assert "spaces.recliner=5" in words
    assert page.count("<figure") == 2
    assert "beaten by 2" in words or "beaten by 1" in words
    assert "nan" not in re.sub(r"<svg.*?</svg>", "", page, flags=re.DOTALL).lower().split()


def test_shapes_tell_survivors_from_the_rest(plan):
    """One star, crosses for those that miss a target, circles for the beaten; the bound and its band."""
    ax = plan_figures.plot_designs(plan)
    marks = [line.get_marker() for line in ax.get_lines()]
    assert (marks.count("*"), marks.count("x"), marks.count("o")) == (1, 1, 2)
    assert ax.get_ylabel() == "Margin [USD/week]"
    assert ax.get_xlabel() == "Days over by 15 min [%]"


def test_nothing_feasible_is_said_with_the_nearest():
    """No recommendation, and by how much the nearest misses what."""
    found = plan_of({3: (5400.0, 40.0), 5: (5000.0, 25.0)})
    assert plan_words.answer(found) == "No design meets the targets."
    assert plan_words.sentences(found)[0].startswith(
        "The nearest is recliner 5: it misses wait to first infusion: at most 10 days (2"
    )
    assert "No design meets the targets." in plan_page(found)


def test_unsettled_race_claims_nothing():
    """Two designs apart by less than a replication tells, and a limit: both are named."""
    aims = Aims((), (Objective(MARGIN, highest=True, zone=0.1),))
    found = plan_of({5: (5000.0, 5.0), 6: (5000.0, 5.0)}, aims, most=12)
    assert plan_words.answer(found) == "Not settled: 2 of 2 designs may still be the best."
    assert "the scenario has no targets" in Outline(plan_page(found)).words


def test_capacity_is_told_in_sentences(capacity):
    """What is met, what is missed, which target stops it."""
    assert capacity_words.answer(capacity) in ("6.", "7.")
    words = capacity_words.sentences(capacity)
    assert words[0].endswith("(spaces.recliner) both targets are met.")
    assert words[1].endswith("at least one is missed.")
    assert words[2].startswith("The target missed first is wait to first infusion: at most 10 days; it comes to 1")


def test_capacity_page_is_whole(capacity):
    """Both figures, the loads that were tried, the guarantee."""
    page = capacity_page(capacity)
    assert page.count("<figure") == 2
    words = Outline(page).words
    assert "no load called met misses" in words
    assert "Loads tried" in words


def test_path_shows_what_was_still_open(capacity):
    """A bar and a mark for each load tried, in order."""
    ax = capacity_figures.plot_path(capacity)
    steps = len(capacity.bracket.tested)
    assert len(ax.get_lines()) == 2 * steps
    assert ax.get_ylabel() == "spaces.recliner"


def test_drawings_are_the_same_bytes_again(plan):
    """From the same numbers."""
    first, second = (draw(plan_figures.FIGURES[:1], plan) for _ in range(2))
    assert first == second


def test_targets_stand_on_the_page_of_a_run(clinic):
    """With the mean, its interval and a verdict; no section without targets."""
    from sim.report.pages import render

    target = Target(WAIT, True, 900.0, 10.0)
    words = Outline(render(clinic, drawings={}, targets=[target])).words
    assert "at most 900 days" in words
    assert "Met or missed where the whole" in words
    assert "Met or missed where the whole" not in Outline(render(clinic, drawings={})).words


def test_every_unit_is_told():
    """Shares in percent, money by the week, rates and times with their unit."""
    assert told.amount(OVER, 0.05, "USD") == "5 %"
    assert told.amount(MARGIN, -1200.0, "USD") == "−USD 1,200 a week"
    assert told.amount("volume.starts_per_week", 3.5, "USD") == "3.5 patients a week"
    assert told.amount(WAIT, 1.0, "USD") == "1 day"
    assert told.amount(WAIT, float("nan"), "USD") == "not available"
