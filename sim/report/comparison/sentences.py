"""The answer of a comparison in sentences that can be repeated, and what must not be overlooked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import ceil, floor, isfinite, isnan, log10
from typing import NamedTuple

import numpy as np

from sim import metrics
from sim.comparison import MOST, Comparison, Difference, Verdict, gain_of_pairing
from sim.report import answers, certainty, data, text
from sim.report.comparison.amounts import amount
from sim.stats import bonferroni

NOUNS = {
    "volume.starts_per_week": "the number of new starts",
    "volume.infusions_per_week": "the number of infusions",
    "volume.active_panel.maintenance": "the number of patients in maintenance",
    "access.wait_to_first_infusion.mean": "the wait from referral to the first infusion",
    "access.wait_to_first_infusion.p90": "the wait to the first infusion that nine patients in ten stay below",
    "fidelity.finished_in_window.share_of_finished": "the share of inductions finished in the window",
    "fidelity.finished_in_window.share_of_started": "the share of inductions begun that finish in the window",
    "benefit.days_symptomatic.mean": "the time with symptoms until a booster",
    "benefit.days_in_response.per_week": "the number of patient-days in response a week",
    "benefit.relapses_per_week": "the number of relapses",
    "benefit.reinductions_per_week": "the number of re-inductions",
    "day.direct_wait.mean": "the wait to be seated",
    "day.direct_wait.p90": "the wait to be seated that nine visits in ten stay below",
    "day.days_overrun_15.share": "the share of days that end more than 15 minutes late",
    "lost.productive": "the share of open chair time that goes to patients",
    "lost.no_show": "the share of open chair time lost to no-shows",
    "lost.unfilled_cancellation": "the share of open chair time lost to cancellations",
    "money.reminders.per_week": "the cost of reminders",
    "money.margin.per_week": "the margin",
    "queue.wait.mean": "the mean wait",
    "queue.wait.share_positive": "the share of visits that wait",
    "queue.time_in_system.mean": "the time in the clinic",
    "queue.waiting.mean": "the number waiting",
    "queue.turned_away.share": "the share turned away",
    "day.last_patient_out.mean": "the time at which the last patient leaves",
}
"""Metrics in the middle of a sentence; the others go by their label in quotes."""
FAMILIES = {"day.overtime.per_day.": "the {}'s overtime", "queue.busy.mean.": "the number of {} in use"}
"""The same for metrics of each role or space."""
SLIGHT = 0.01
"""What differs by less than this part of the base's mean is told last, however certain (assumption)."""
FEW = 5
"""With fewer replications an interval of many comparisons is hardly worth reading (assumption)."""


MOVES = (Verdict.BETTER, Verdict.WORSE, Verdict.DIFFERS)
Groups = Mapping[Verdict, Sequence[Difference]]
"""The differences shown by verdict."""


class Answer(NamedTuple):
    """What is known about one scenario."""

    label: str
    """Its name."""
    told: tuple[str, ...]
    """Sentences: what gets better, what gets worse, what just differs."""
    rest: tuple[str, ...]
    """Sentences: what does not matter, what is not settled."""


def said(comparison: Comparison) -> list[Answer]:
    """One answer for each scenario beside the base."""
    return [_answer(comparison, label) for label in comparison.others]


def _answer(comparison: Comparison, label: str) -> Answer:
    groups: dict[Verdict, list[Difference]] = {verdict: [] for verdict in Verdict}
    for one in comparison.differences(label):
        groups[one.verdict].append(one)
    told = tuple(_told(groups, label, data.currency(comparison.base)))
    nothing = f"Nothing is known to differ by much between {label} and {comparison.labels[0]}."
    return Answer(label, told or (nothing,), tuple(_rest(groups)))


def _told(groups: Groups, label: str, currency: str) -> Iterator[str]:
    better, worse, differs = ([one for one in groups[verdict] if not _slight(one)] for verdict in MOVES)
    yield from _moves(f"With {label},", better, currency)
    yield from _moves("In return," if better else f"With {label},", worse, currency)
    yield from _moves("Neither better nor worse by itself:", differs, currency)


def _rest(groups: Groups) -> Iterator[str]:
    same, unsettled = groups[Verdict.NO_DIFFERENCE], groups[Verdict.NOT_SETTLED]
    if slight := [one for verdict in MOVES for one in groups[verdict] if _slight(one)]:
        yield f"Certain but slight, below {SLIGHT:.0%} of the base: {_listed(slight)}.".replace("%", " %")
    if same:
        yield f"No difference that matters: {_listed(same)}."
    if nothing := groups[Verdict.NOT_AVAILABLE]:
        yield f"No value in both: {_listed(nothing)}."
    if unsettled:
        after = text.plural(max(one.compared for one in unsettled), "replication")
        told = [noun(one.metric) + _needed(one) for one in _without_percentiles(unsettled)]
        yield f"Not settled after {after} (in brackets, how many more it would take): {text.listed(told)}."


def _slight(one: Difference) -> bool:
    return abs(one.alone.mean) < SLIGHT * abs(float(np.nanmean(one.base)))


def _listed(found: Sequence[Difference]) -> str:
    return text.listed([noun(one.metric) for one in _without_percentiles(found)])


def _needed(one: Difference) -> str:
    return f" ({needed})" if (needed := more(one)) else ""


def _moves(opening: str, found: Sequence[Difference], currency: str) -> Iterator[str]:
    if found:
        yield f"{opening} {text.listed([move(one, currency) for one in _without_percentiles(found)])}."


def _without_percentiles(found: Sequence[Difference]) -> list[Difference]:
    """A percentile goes without saying where the mean of the same thing is told."""
    told = {one.metric for one in found}
    means = {one.metric: f"{one.metric.rpartition('.')[0]}.mean" for one in found}
    return [one for one in found if means[one.metric] == one.metric or means[one.metric] not in told]


def move(one: Difference, currency: str) -> str:
    """``the wait to be seated falls by 1.2 min (0.9 to 1.5)``."""
    falls = one.together.mean < 0
    ends = (-one.high, -one.low) if falls else (one.low, one.high)
    return f"{noun(one.metric)} {'falls' if falls else 'rises'} by " + amount(
        one.metric, abs(one.together.mean), *ends, currency
    )


def noun(name: str) -> str:
    """A metric in the middle of a sentence."""
    for prefix, words in FAMILIES.items():
        if name.startswith(prefix):
            return words.format(name.removeprefix(prefix).replace("_", " "))
    return NOUNS.get(name) or f"“{metrics.label(name)}”"


def has_noun(name: str) -> bool:
    """Whether there are words for it that stand in the middle of a sentence."""
    return name in NOUNS or name.startswith(tuple(FAMILIES))


def lowered(words: str) -> str:
    """Words in the middle of a line."""
    return words[:1].lower() + words[1:]


def more(one: Difference) -> str:
    """How many more replications it would take, in two digits; empty where it is settled or nobody knows."""
    if not one.missing or isnan(one.missing):
        return ""
    if not isfinite(one.missing):
        return f"more than {MOST:,}"
    step = 10 ** max(floor(log10(one.missing)) - 1, 0)
    return f"{step * ceil(one.missing / step):,}"


def warnings(comparison: Comparison) -> list[str]:
    """What the numbers themselves warn of: too few replications, and the warnings of each run with its name."""
    n = data.replications(comparison.base)
    first = [f"There {'is' if n == 1 else 'are'} only {text.plural(n, 'replication')}: little can be settled."]
    found: dict[str, list[str]] = {}
    for label, experiment in zip(comparison.labels, comparison.experiments, strict=True):
        for warning in (*certainty.warnings(experiment), *answers.warnings(experiment)):
            found.setdefault(warning, []).append(label)
    return (first if n < FEW else []) + [f"{text.listed(labels)}: {warning}" for warning, labels in found.items()]


def pairing(comparison: Comparison) -> str:
    """What common random numbers were worth, in a sentence."""
    found = gain_of_pairing(comparison)
    if not found.n:
        return "No difference shown varies from replication to replication."
    least, middle, most = (_factor(value) for value in (found.p5, found.p50, found.p95))
    return (
        f"All scenarios met the same people with the same luck. Measured over the differences shown, that cut the "
        f"variance by a factor of {middle} (median; nine in ten between {least} and {most}), and so the replications "
        f"needed; where a factor is below 1 it was no help."
    )


def _factor(value: float) -> str:
    return "more than 1,000" if value > 1000 else text.plain(value)


def family(comparison: Comparison) -> str:
    """How the intervals hold together, in a sentence."""
    each = bonferroni(comparison.confidence, comparison.comparisons)
    return (
        f"Verdicts rest on intervals that hold all together with {_percent(comparison.confidence)} confidence: "
        f"{text.plural(comparison.comparisons, 'comparison')}, each at {_percent(each)} (Bonferroni; Law 2015, "
        f"section 10.3)."
    )


def _percent(share: float) -> str:
    return f"{100 * share:.4g} %"
