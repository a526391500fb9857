"""The warm-up: how long a clinic takes to settle, and whether it has.

What takes long in a clinic is the panel and the diary, not the day: patients in induction and in maintenance, those
who wait for a first infusion, appointments ahead. Their weekly series are looked at; where there are no courses,
the number in the building is. A cut is proposed by MSER-5 on each series averaged over replications. The rule takes
neighbouring batches for independent; a panel swings for months, and is cut for swings too. So weeks before the cut
are given back, five at a time from the cut on, as long as they do not differ from the later ones by more than chance
and enough to mind. The largest cut is the warm-up. Whether weekly values still trend in the window is asked by a test
whose error is controlled over all series. Source of the rule: White, Cobb, Spratt (2000), Proc. Winter Simulation
Conference, 755-760; on averaged replications: Hoad, Robinson, Davies (2010), J. Oper. Res. Soc. 61: 1389-1403.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import ceil, isnan
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from sim.experiment import Experiment, Outcome
from sim.sampling import Demand, Sampler
from sim.scenario.schema import Scenario
from sim.stats import BATCH, bonferroni, mser5, summary, trend
from sim.units import WEEK

COURSE_SERIES = {
    "weekly_panel_induction": "patients in induction",
    "weekly_panel_maintenance": "patients in maintenance",
    "weekly_waiting_list": "patients waiting for a first infusion",
    "weekly_booked_ahead": "appointments ahead",
}
"""Weekly profile -> what it counts, for scenarios with courses."""
VISIT_SERIES = {"weekly_present": "visits in the building"}
"""The same for scenarios with single visits only."""
PILOTS = 10
"""Replications of the pilot from which a warm-up is chosen."""
FIRST_LOOK, LAST_LOOK = 104, 416
"""Weeks of the first pilot, and of the longest (assumption)."""
LEAST = BATCH
"""Weeks that a chosen warm-up leaves out at least: none at all would be a fill-up."""
ERROR = 0.05
"""Probability that anything is called a trend where there is none, over all series together."""
MATTERS = 0.05
"""A trend that changes a series over the window by a smaller part of its mean is not worth a warning (assumption)."""
FEW = 1.0
"""Nor is one by less than so many patients, appointments or visits (assumption)."""


@dataclass(frozen=True)
class Settling:
    """How long the series of a scenario take to settle, in weeks from an empty or given start."""

    weeks: int
    """The largest cut; as a warm-up that was chosen, LEAST or more."""
    by_series: dict[str, int]
    """What was looked at -> its cut."""
    proposed: dict[str, int]
    """The same by MSER-5 alone, before weeks are given back."""
    observed: int
    """Weeks looked at."""
    replications: int
    """Over which the series were averaged."""

    @property
    def is_settled(self) -> bool:
        """Whether the cut lies before the middle of what was looked at, which is only the last one allowed."""
        return self.weeks < BATCH * (self.observed // BATCH // 2)


def series_of(scenario: Scenario) -> dict[str, str]:
    """Weekly profiles to look at, and what they count."""
    return COURSE_SERIES if scenario.protocols else VISIT_SERIES


def cuts(scenario: Scenario, outcomes: Sequence[Outcome], weeks: int) -> Settling:
    """The cut of every series; one without values in some week is left out."""
    found, proposed = {}, {}
    for name, label in series_of(scenario).items():
        values = np.array([outcome.profiles[name][:weeks] for outcome in outcomes])
        if values.size and not np.isnan(values).any():
            proposed[label] = mser5(values.mean(axis=0))
            found[label] = given_back(values, proposed[label], scenario.run.together)
    return Settling(max(found.values(), default=0), found, proposed, weeks, len(outcomes))


def given_back(values: NDArray[np.float64], cut: int, together: int = 1) -> int:
    """The cut after the weeks right before it that are like the later ones; values, shape (n, weeks)."""
    late = values[:, cut:].mean(axis=1)
    for end in range(cut, 0, -BATCH):
        gap = summary(values[:, end - BATCH : end].mean(axis=1) - late, 1 - ERROR, together)
        if not abs(gap.mean) <= max(MATTERS * abs(float(late.mean())), FEW) and not abs(gap.mean) <= gap.half_width:
            return end
    return 0


# choosing


def choose(scenarios: Sequence[Scenario], seed: int, sample: Sampler) -> list[Settling]:
    """How long each scenario takes to settle, from pilot runs with luck of their own.

    A pilot in which the cut lies at the last place allowed is too short, and is doubled in length up to LAST_LOOK
    weeks. The pilot's luck is not that of the run, so that what is cut does not depend on what is then counted.
    """
    found: dict[int, Settling] = {}
    weeks = FIRST_LOOK
    while len(found) < len(scenarios):
        open_ = [place for place in range(len(scenarios)) if place not in found]
        pilots = [pilot(scenarios[place], weeks) for place in open_]
        outcomes = sample([Demand(one, PILOTS, pilot_seed(seed)) for one in pilots])
        for place, one in zip(open_, outcomes, strict=True):
            settling = cuts(scenarios[place], one, weeks)
            if settling.is_settled or weeks >= LAST_LOOK:
                found[place] = replace(settling, weeks=max(settling.weeks, LEAST))
        weeks = min(2 * weeks, LAST_LOOK)
    return [found[place] for place in range(len(scenarios))]


def pilot(scenario: Scenario, weeks: int) -> Scenario:
    """The same clinic watched from its first day."""
    run = {"warm_up": 0.0, "length": weeks * WEEK, "antithetic": False, "control_variate": False}
    return scenario.model_copy(update={"run": scenario.run.model_copy(update=run)})


def pilot_seed(seed: int) -> int:
    """Root of the luck of the pilots."""
    return (seed ^ crc32(b"pilot")) % 2**63


def with_warm_up(scenario: Scenario, weeks: float) -> Scenario:
    """The same scenario with this warm-up."""
    return scenario.model_copy(update={"run": scenario.run.model_copy(update={"warm_up": weeks * WEEK})})


# looking back


@dataclass(frozen=True)
class Drift:
    """What one weekly series does in the window."""

    what: str
    slope: float
    """Per week."""
    half_width: float
    """Of the slope; all series together keep ERROR."""
    level: float
    """Mean over the window."""
    weeks: int

    @property
    def change(self) -> float:
        """Over the whole window."""
        return self.slope * (self.weeks - 1)

    @property
    def is_real(self) -> bool:
        """Whether it is more than chance."""
        return abs(self.slope) > self.half_width

    @property
    def matters(self) -> bool:
        """Whether it is, and is large enough to mind."""
        return self.is_real and abs(self.change) > max(MATTERS * abs(self.level), FEW)


def in_window(experiment: Experiment, values: NDArray[np.float64]) -> NDArray[np.float64]:
    """The whole weeks of a weekly series that lie in the window, shape (n, weeks)."""
    window = experiment.window
    return values[..., ceil(window.start / WEEK) : int(window.end // WEEK)]


def drifts(experiment: Experiment) -> list[Drift]:
    """Every series in the window, with a test that calls noise a trend with probability ERROR over all of them."""
    found: list[Drift] = []
    named = series_of(experiment.scenario)
    if len(experiment.outcomes) < 2:
        return found
    level = bonferroni(1 - ERROR, len(named))
    for name, what in named.items():
        values = in_window(experiment, experiment.profile(name))
        slope = trend(values, level, experiment.together)
        if slope.n > 1 and not np.isnan(values).any():
            found.append(Drift(what, slope.mean, slope.half_width, float(values.mean()), values.shape[1]))
    return found


@dataclass(frozen=True)
class Early:
    """Weeks after the warm-up that MSER-5 would leave out too."""

    what: str
    cut: int
    """Week up to which it would."""
    early: float
    """Mean from the end of the warm-up to the cut."""
    late: float
    """Mean from the cut to the end of the window."""
    half_width: float
    """Of their difference; over all series and all places of the cut together it keeps ERROR."""

    @property
    def matters(self) -> bool:
        """Whether they differ by more than chance, and enough to mind."""
        gap = abs(self.early - self.late)
        return gap > self.half_width and gap > max(MATTERS * abs(self.late), FEW)


def too_early(experiment: Experiment) -> list[Early]:
    """Series that MSER-5 would cut later than the warm-up does, with a test of whether those weeks differ.

    The cut is the place of the largest gain out of many, so the test is made as strict as if all had been tested.
    """
    found, back = [], looked_back(experiment)
    start, weeks = ceil(experiment.window.start / WEEK), back.observed
    places = max(weeks // BATCH // 2, 1) * len(series_of(experiment.scenario))
    for name, what in series_of(experiment.scenario).items():
        cut = back.by_series.get(what, 0)
        if not start < cut < weeks:
            continue
        values = experiment.profile(name)[:, :weeks]
        early, late = values[:, start:cut].mean(axis=1), values[:, cut:].mean(axis=1)
        gap = summary(early - late, bonferroni(1 - ERROR, places), experiment.together)
        found.append(Early(what, cut, float(early.mean()), float(late.mean()), gap.half_width))
    return [one for one in found if not isnan(one.half_width)]


def looked_back(experiment: Experiment) -> Settling:
    """What MSER-5 says of the run itself, warm-up included."""
    return cuts(experiment.scenario, experiment.outcomes, int(experiment.window.end // WEEK))
