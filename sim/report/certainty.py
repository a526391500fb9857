"""How far the numbers can be trusted: the window, the precision that was reached, what variance reduction was worth."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import isfinite

from sim import metrics, settling
from sim.experiment import Experiment
from sim.precision import Precise, Reached
from sim.report import data, text
from sim.report.figure import Table
from sim.settling import Drift, Settling
from sim.stats import gain_of_units
from sim.units import WEEK


@dataclass(frozen=True)
class Grounds:
    """What was decided on the way to the numbers."""

    chosen: Settling | None = None
    """How the warm-up was chosen, if it was."""
    precise: Precise | None = None
    """What the replications were added for, if they were."""


NOTHING = Grounds()


def sentences(experiment: Experiment, grounds: Grounds = NOTHING) -> list[str]:
    """What stands behind the numbers, in sentences."""
    ways = window(experiment, grounds), precision(grounds), pairs(experiment), controls(experiment)
    return [one for way in ways for one in way]


def warnings(experiment: Experiment, grounds: Grounds = NOTHING) -> list[str]:
    """What is wrong with the window of a steady-state study, the gravest first; and goals that were not reached."""
    found = list(unsettled(experiment, grounds)) if not experiment.scenario.run.is_fill_up else []
    return [*found, *(f"Precision not reached: {goal_in_words(one)}." for one in open_goals(grounds))]


# the window


def window(experiment: Experiment, grounds: Grounds) -> Iterator[str]:
    """Where counting begins and why, and whether what is counted stands still."""
    run = experiment.scenario.run
    if run.is_fill_up:
        yield (
            "Results count from the first day and are read by calendar week: the clinic fills up, so there is no "
            "warm-up to leave out and no steady state to wait for."
        )
        return
    weeks = text.plural(experiment.window.start / WEEK, "week")
    if grounds.chosen is None:
        yield f"The first {weeks} are left out, as the scenario says. {looked_back(experiment)}"
    else:
        yield (
            f"The first {weeks} are left out. This was chosen before the run from {grounds.chosen.replications} "
            f"replications of {grounds.chosen.observed} weeks with luck of their own, by the rule MSER-5, less the "
            f"weeks that do not differ from later ones enough to mind: the latest of {cuts_in_words(grounds.chosen)}."
        )
    if data.replications(experiment) > 1:
        yield standing_still(settling.drifts(experiment))


def looked_back(experiment: Experiment) -> str:
    """What MSER-5 would leave out."""
    back = settling.looked_back(experiment)
    words = "The rule MSER-5, less the weeks that do not differ from later ones enough to mind, would leave out"
    return f"{words}: {cuts_in_words(back)}." if back.by_series else ""


def cuts_in_words(found: Settling) -> str:
    """``patients in induction 5 weeks, ...``."""
    return text.listed([f"{what} {text.plural(cut, 'week')}" for what, cut in found.by_series.items()])


def standing_still(drifts: list[Drift]) -> str:
    """Whether anything trends in the window."""
    real = [one for one in drifts if one.is_real]
    if not drifts:
        return "Whether anything still trends cannot be told."
    if not real:
        return f"In the observed weeks nothing trends beyond chance ({text.listed([one.what for one in drifts])})."
    small = "" if any(one.matters for one in real) else ", which is too little to mind"
    return f"In the observed weeks {drifts_in_words(real)}{small}."


def drifts_in_words(drifts: list[Drift]) -> str:
    """Several, with what the brackets mean."""
    together = "95 % intervals, which hold together with those of all series looked at"
    return f"{text.listed([drift_in_words(one) for one in drifts])} (in brackets: {together})"


def drift_in_words(one: Drift) -> str:
    """``patients in maintenance rise by 0.41 (0.32 to 0.50) a week``."""
    word, sign = ("rise", 1) if one.slope > 0 else ("fall", -1)
    low, high = sorted(abs(one.slope + end * one.half_width) for end in (-1, 1))
    places = text.decimals(high)
    return (
        f"{one.what} {word} by {text.number(sign * one.slope, places)} "
        f"({text.number(low, places)} to {text.number(high, places)}) a week"
    )


def unsettled(experiment: Experiment, grounds: Grounds) -> Iterator[str]:
    """A warm-up that is too short, a run too short to tell, a window that still trends."""
    chosen = grounds.chosen
    if chosen is not None and not chosen.is_settled:
        yield (
            f"No warm-up was found: in {chosen.observed} weeks from the start the clinic did not settle. The first "
            f"{chosen.weeks} weeks are left out, but what follows is not a steady state."
        )
    weeks = experiment.window.start / WEEK
    for early in settling.too_early(experiment):
        if early.matters:
            yield (
                f"The warm-up of {text.plural(weeks, 'week')} is too short: up to week {early.cut} the number of "
                f"{early.what} is {text.plain(early.early)} on average, and later {text.plain(early.late)}."
            )
    back = settling.looked_back(experiment)
    moving = [one for one in settling.drifts(experiment) if one.matters]
    if moving and not back.is_settled:
        yield (
            f"The run of {text.plural(back.observed, 'week')} is too short: the clinic has not settled by half of "
            "it. Let it run longer."
        )
    if moving:
        yield (
            f"In the observed weeks {drifts_in_words(moving)}. This is not a steady state, and the results depend on "
            "how long was observed."
        )


# precision


def precision(grounds: Grounds) -> Iterator[str]:
    """Whether what was asked for was reached."""
    found = grounds.precise
    if found is None:
        return
    n, goals = len(found.outcomes), text.plural(len(found.reached), "interval")
    still = len(open_goals(grounds))
    if found.was_capped:
        yield (
            f"Replications were added until {goals} would be narrow enough; the limit of {found.most:,} replications "
            f"stopped this with {text.plural(still, 'goal')} open."
        )
    elif still:
        why = f"{text.plural(still, 'goal')} cannot be reached"
        yield f"After {text.plural(n, 'replication')} no more were added, because {why}."
    else:
        yield f"After {text.plural(n, 'replication')} every interval asked for was narrow enough, and stayed so."


def open_goals(grounds: Grounds) -> list[Reached]:
    """Goals that were not reached."""
    return [one for one in grounds.precise.reached if not one.is_met] if grounds.precise else []


def goal_in_words(one: Reached) -> str:
    """A goal that was not reached, and why."""
    found, parts = one.found, [one.goal.text or one.goal.metric, one.note]
    if found.n > 1:
        half, mean = text.number(found.half_width), text.number(found.mean)
        parts.insert(1, f"reached ± {half} at a mean of {mean} with n = {found.n}")
    return "; ".join(part for part in parts if part)


def goals_table(experiment: Experiment, grounds: Grounds) -> Table:
    """Every goal with what became of it."""
    rows = []
    for one in grounds.precise.reached if grounds.precise else ():
        found, name = one.found, one.goal.metric
        unit = metrics.unit_of(name).replace("currency", data.currency(experiment))
        after = "" if unit == "1" else f" {unit}"
        wanted = (
            f"{text.percent(one.goal.size)} of the mean" if one.goal.relative else text.plain(one.goal.size) + after
        )
        numbers = text.number(found.mean) + after, text.number(found.half_width), str(found.n)
        rows.append((name, f"± {wanted}", *numbers, "yes" if one.is_met else "no", one.note or text.DASH))
    return Table(("Metric", "Wanted", "Mean", "± (95 %)", "n", "Reached", "Note"), tuple(rows))


# variance reduction


def pairs(experiment: Experiment) -> Iterator[str]:
    """What antithetic pairs mean for the numbers."""
    if experiment.together > 1:
        yield (
            "Replications are run in antithetic pairs, the second with the opposite luck of the first. A pair is one "
            "unit: means, intervals and n are those of pairs, percentiles those of single replications."
        )


def controls(experiment: Experiment) -> Iterator[str]:
    """How often control variates helped."""
    if experiment.controls is None:
        return
    known = [name for name in experiment.names if data.known(experiment.stat(name))]
    used = [name for name in known if experiment.corrected(name).is_corrected]
    yield (
        f"{len(used)} of {len(known)} means are corrected for the demand that chance brought (control variates: "
        "planned infusions of those referred in the window and before it, and responders among them, against their "
        "exact expectation). The others are plain, because there the controls explain nothing beyond chance."
    )


def gains(experiment: Experiment, name: str) -> tuple[float, float]:
    """What pairs and control variates were worth for a metric: variance without over variance with; NaN if unused."""
    paired = gain_of_units(experiment.values(name), experiment.together) if experiment.together > 1 else float("nan")
    return paired, experiment.corrected(name).gain


def gains_table(experiment: Experiment, grounds: Grounds = NOTHING) -> Table:
    """The headline metrics and those asked for: half-width without and with, and the gain."""
    known = {name: experiment.stat(name) for name in experiment.names}
    found = {name: {"mean": one.mean if one.n else None} for name, one in known.items()}
    asked = [one.goal.metric for one in grounds.precise.reached] if grounds.precise else []
    rows = []
    for name in dict.fromkeys([*asked, *(name for _, name in metrics.highlights(found))]):
        one, (paired, controlled) = experiment.corrected(name), gains(experiment, name)
        cells = text.number(one.plain.half_width), text.number(one.used.half_width), _times(paired), _times(controlled)
        rows.append((name, *cells))
    head = ("Metric", "± uncorrected", "± used", "Gain of pairs", "Gain of control variates")
    return Table(head, tuple(rows))


def gains_of(experiment: Experiment) -> dict[str, tuple[float, float]]:
    """The gains of every metric that has a value; empty where nothing was done to reduce variance."""
    if experiment.together == 1 and experiment.controls is None:
        return {}
    return {name: gains(experiment, name) for name in experiment.names if data.known(experiment.stat(name))}


def kept(experiment: Experiment, grounds: Grounds) -> dict[str, object]:
    """What stands in the record of a run, beside what every run has."""
    found: dict[str, object] = {"warm_up": _warm_up(experiment, grounds)}
    if grounds.precise:
        found["precision"] = {
            "replications": len(grounds.precise.outcomes),
            "limit": grounds.precise.most,
            "stopped_by_limit": grounds.precise.was_capped,
            "goals": [_goal(one) for one in grounds.precise.reached],
        }
    if experiment.together > 1 or experiment.controls is not None:
        found["variance_reduction"] = {
            "antithetic_pairs": experiment.together > 1,
            "control_variate": experiment.controls is not None,
            "corrected": [name for name, (_, gain) in gains_of(experiment).items() if isfinite(gain)],
        }
    return found


def _warm_up(experiment: Experiment, grounds: Grounds) -> dict[str, object]:
    run = experiment.scenario.run
    if run.is_fill_up:
        return {"reading": "fill-up"}
    found = grounds.chosen or settling.looked_back(experiment)
    return {
        "reading": "steady state",
        "weeks": experiment.window.start / WEEK,
        "chosen": grounds.chosen is not None,
        "cuts_weeks": found.by_series,
        "mser5_weeks": found.proposed,
        "looked_at_weeks": found.observed,
        "looked_at_replications": found.replications,
        "is_settled": found.is_settled,
    }


def _goal(one: Reached) -> dict[str, object]:
    numbers = {"mean": one.found.mean, "half_width": one.found.half_width}
    return {
        "metric": one.goal.metric,
        "wanted": one.goal.text,
        **{name: value if isfinite(value) else None for name, value in numbers.items()},
        "n": one.found.n,
        "reached": one.is_met,
        "note": one.note,
    }


def _times(gain: float) -> str:
    return f"{gain:.2f} ×" if isfinite(gain) else text.DASH


def tables(experiment: Experiment, grounds: Grounds = NOTHING) -> list[tuple[str, Table]]:
    """Titles and tables of the section."""
    found = [("Precision asked for and reached", goals_table(experiment, grounds))] if grounds.precise else []
    if experiment.together > 1 or experiment.controls is not None:
        found.append(("What variance reduction was worth", gains_table(experiment, grounds)))
    return found
