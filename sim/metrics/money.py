"""Money: what comes in, what goes out, and what is left."""

from __future__ import annotations

import numpy as np

from sim.events import Kind
from sim.metrics.facts import Facts
from sim.metrics.metric import EVENT, HIGHER, LEVEL, LOWER, OPENS, Metric
from sim.metrics.numbers import ratio
from sim.metrics.volume import finished


def _per_visit(facts: Facts, amounts: list[float]) -> float:
    """Sum over the visits given that began in the window."""
    found = facts.visits
    given = facts.inside(found.checked_in) & ~np.isnan(found.departed) & (found.type >= 0)
    return float(np.sum(np.array([*amounts, 0.0])[found.type[given]]))


def revenue(facts: Facts) -> float:
    """Prices of visits given."""
    return facts.per_week(_per_visit(facts, [visit.price for visit in facts.header.visits]))


def supplies(facts: Facts) -> float:
    """Supplies of visits given."""
    return facts.per_week(_per_visit(facts, [visit.supplies for visit in facts.header.visits]))


def wages(facts: Facts) -> float:
    """Wages for planned shifts."""
    return facts.per_week(float(np.sum(_plain_pay(facts))))


def overtime(facts: Facts) -> float:
    """Pay for work beyond planned shifts."""
    return facts.per_week(float(np.sum(_overtime_pay(facts))))


def agency(facts: Facts) -> float:
    """What of wages and overtime goes to the agency."""
    return facts.per_week(float(np.sum((_plain_pay(facts) + _overtime_pay(facts))[facts.from_agency])))


def _plain_pay(facts: Facts) -> np.ndarray:
    """Pay of each shift for its planned time in the window; shape (n_shifts,)."""
    answer: np.ndarray = _per_minute(facts) * facts.calendar.between(facts.shifts.began, facts.shifts.planned)
    return answer


def _overtime_pay(facts: Facts) -> np.ndarray:
    """Pay of each shift for what was worked beyond it in the window; shape (n_shifts,)."""
    shifts, multiple = facts.shifts, np.array([role.overtime for role in facts.header.roles])
    until = np.minimum(np.maximum(shifts.ended, shifts.planned), facts.horizon)
    answer: np.ndarray = _per_minute(facts) * multiple[shifts.role] * facts.calendar.between(shifts.planned, until)
    return answer


def _per_minute(facts: Facts) -> np.ndarray:
    """Plain rate of each shift, the agency's for its members; shape (n_shifts,)."""
    roles, role = facts.header.roles, facts.shifts.role
    own, agency = np.array([fact.wage for fact in roles]), np.array([fact.agency_wage for fact in roles])
    answer: np.ndarray = np.where(facts.from_agency, agency[role], own[role]) / 60
    return answer


def fixed(facts: Facts) -> float:
    """Fixed cost of open days."""
    return facts.per_week(facts.header.fixed_per_day * facts.n_days)


def reminders(facts: Facts) -> float:
    """Cost of reminders sent."""
    sent = facts.rows(Kind.REMINDED)
    return facts.per_week(float(np.sum(sent.value[facts.inside(sent.time)])))


def cost(facts: Facts) -> float:
    """Everything that goes out per week."""
    return supplies(facts) + wages(facts) + overtime(facts) + fixed(facts) + reminders(facts)


def margin(facts: Facts) -> float:
    """What is left per week."""
    return revenue(facts) - cost(facts)


def margins(facts: Facts) -> dict[str, float]:
    """Margin per week and per thing done."""
    week = margin(facts)
    chair_minutes = float(np.sum(facts.chair_minutes[list(facts.header.treatment_spaces)]))
    return {
        "per_week": week,
        "per_infusion": ratio(week, facts.per_week(len(facts.infused_here.time))),
        "per_finished_induction": ratio(week, finished(facts)),
        "per_chair_hour": ratio(week, facts.per_week(chair_minutes / 60)),
    }


MONEY = (
    Metric(
        "money.revenue.per_week",
        "currency/week",
        "Price of each visit given (checked in in the window and departed, not sent away).",
        OPENS, revenue, better=HIGHER,
    ),
    Metric(
        "money.supplies.per_week",
        "currency/week",
        "Supplies of each visit given.",
        OPENS, supplies, better=LOWER,
    ),
    Metric(
        "money.wages.per_week",
        "currency/week",
        "Wages for planned shifts that were worked, breaks included, at the plain rate; the agency's included.",
        LEVEL, wages, better=LOWER,
    ),
    Metric(
        "money.agency.per_week",
        "currency/week",
        "What of wages and overtime goes to members from the agency.",
        LEVEL, agency, better=LOWER,
    ),
    Metric(
        "money.overtime.per_week",
        "currency/week",
        "Pay for work beyond the planned end of shifts: the wage times the overtime multiple.",
        LEVEL, overtime, better=LOWER,
    ),
    Metric(
        "money.fixed.per_week",
        "currency/week",
        "Fixed cost per open day, with what every place costs, times the open days that begin in the window.",
        OPENS, fixed, better=LOWER,
    ),
    Metric(
        "money.reminders.per_week",
        "currency/week",
        "Cost of the reminders sent.",
        EVENT, reminders, better=LOWER,
    ),
    Metric(
        "money.cost.per_week",
        "currency/week",
        "Supplies, wages, overtime, fixed cost and reminders together.",
        LEVEL, cost, better=LOWER,
    ),
    Metric(
        "money.margin",
        "currency",
        "Revenue less supplies, wages, overtime, fixed cost and reminders: per week, per infusion begun, per induction"
        " finished, and per staffed hour of a treatment space.",
        LEVEL, margins, "per_week, per_infusion, per_finished_induction, per_chair_hour", better=HIGHER,
    ),
)  # fmt: skip
