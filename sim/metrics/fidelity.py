"""Course fidelity: whether inductions run as the protocol wants them.

An induction begins with its first infusion and belongs to the window in which that lies.
Days are calendar days, because an infusion at 9 on one day and at 11 two days later are two
days apart to everybody in the clinic.
"""

from __future__ import annotations

import numpy as np

from sim.metrics.facts import Facts
from sim.metrics.metric import HIGHER, LOWER, OPENS, Metric
from sim.metrics.numbers import mean, quantile, ratio, share, tally
from sim.metrics.patients import BY_CONGESTION


def _begun(facts: Facts) -> np.ndarray:
    return facts.inside(facts.inductions.began)


def _resolved(facts: Facts) -> np.ndarray:
    answer: np.ndarray = _begun(facts) & ~np.isnan(facts.inductions.closed)
    return answer


def _finished(facts: Facts) -> np.ndarray:
    answer: np.ndarray = _resolved(facts) & facts.is_reason(facts.inductions.reason, ("finished",))
    return answer


def _in_window(facts: Facts) -> np.ndarray:
    return _finished(facts) & (facts.inductions.days <= facts.inductions.allowed)


def _by_congestion(facts: Facts) -> np.ndarray:
    """Late without a miss of the patient's, or given up for a reason that is the place's."""
    late = _finished(facts) & ~_in_window(facts) & (facts.inductions.missed == 0)
    answer: np.ndarray = late | (_resolved(facts) & facts.is_reason(facts.inductions.reason, BY_CONGESTION))
    return answer


def finished(facts: Facts) -> float:
    """Share finished."""
    return ratio(tally(_finished(facts)), tally(_resolved(facts)))


def finished_in_window(facts: Facts) -> dict[str, float]:
    """Share finished in the protocol's window."""
    good = tally(_in_window(facts))
    return {
        "share_of_finished": ratio(good, tally(_finished(facts))),
        "share_of_started": ratio(good, tally(_resolved(facts))),
    }


def days_over(facts: Facts) -> float:
    """Mean days beyond the window."""
    over = facts.inductions.days - facts.inductions.allowed
    return mean(np.maximum(over, 0.0)[_finished(facts)])


def duration(facts: Facts) -> float:
    """Mean days from first to last infusion."""
    return mean(facts.inductions.days[_finished(facts)])


def _gaps(facts: Facts) -> np.ndarray:
    return facts.inside(facts.gaps.opened)


def gap(facts: Facts) -> dict[str, float]:
    """Days between consecutive induction infusions."""
    days = facts.gaps.days[_gaps(facts)]
    return {"mean": mean(days), "p90": quantile(days, 0.9)}


def gap_beyond_most(facts: Facts) -> float:
    """Share of gaps beyond the most spacing."""
    here = _gaps(facts)
    return share((facts.gaps.days > facts.gaps.most)[here])


def infusions_per_starter(facts: Facts) -> float:
    """Infusions of a first induction."""
    return mean(facts.inductions.given[_resolved(facts) & facts.inductions.is_first])


def broken_by_congestion(facts: Facts) -> float:
    """Share broken by congestion."""
    return ratio(tally(_by_congestion(facts)), tally(_resolved(facts)))


def broken_by_patient(facts: Facts) -> float:
    """Share broken otherwise."""
    other = _resolved(facts) & ~_in_window(facts) & ~_by_congestion(facts)
    return ratio(tally(other), tally(_resolved(facts)))


def unresolved(facts: Facts) -> float:
    """Number still open at the end of the log."""
    return float(tally(_begun(facts) & np.isnan(facts.inductions.closed)))


FIDELITY = (
    Metric(
        "fidelity.inductions_finished.share",
        "1",
        "Share of inductions begun (first infusion given) that were finished, among those closed by the end"
        " of the log.",
        OPENS, finished, better=HIGHER,
    ),
    Metric(
        "fidelity.finished_in_window",
        "1",
        "Share of inductions whose last infusion lies at most the protocol's window after the first, in "
        "calendar days: of those finished, and of all begun and closed.",
        OPENS, finished_in_window, "share_of_finished, share_of_started", better=HIGHER,
    ),
    Metric(
        "fidelity.days_over.mean",
        "days",
        "Calendar days by which finished inductions exceed the protocol's window; those inside count as 0.",
        OPENS, days_over, better=LOWER,
    ),
    Metric(
        "fidelity.induction_days.mean",
        "days",
        "Calendar days from the first to the last infusion of finished inductions.",
        OPENS, duration,
    ),
    Metric(
        "fidelity.gap",
        "days",
        "Calendar days between consecutive infusions of the same induction.",
        OPENS, gap, "mean, p90",
    ),
    Metric(
        "fidelity.gap.share_beyond_most",
        "1",
        "Share of those gaps that exceed the protocol's greatest spacing.",
        OPENS, gap_beyond_most, better=LOWER,
    ),
    Metric(
        "fidelity.infusions_per_starter.mean",
        "infusions",
        "Infusions given in a patient's first induction, finished or not, once it is closed.",
        OPENS, infusions_per_starter, better=HIGHER,
    ),
    Metric(
        "fidelity.broken_by_congestion.share",
        "1",
        "Share of inductions begun and closed that the place broke: finished outside the window though the "
        "patient never missed, cancelled or came too late for an induction appointment; or given up after a"
        " long wait or for want of a slot.",
        OPENS, broken_by_congestion, better=LOWER,
    ),
    Metric(
        "fidelity.broken_by_patient.share",
        "1",
        "Share of inductions begun and closed that were given up or finished outside the window for any "
        "other reason; with the share above and finished_in_window.share_of_started it makes 1.",
        OPENS, broken_by_patient,
    ),
    Metric(
        "fidelity.unresolved",
        "inductions",
        "Inductions begun in the window that are still open at the end of the log.",
        OPENS, unresolved,
    ),
)  # fmt: skip
