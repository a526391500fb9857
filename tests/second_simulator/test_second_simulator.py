"""The product against a second simulator that was written from the documentation by another method."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from random import Random

import numpy as np
import pytest
import yaml
from accounted import NO_COURSES, NOTHING_TO_COUNT, unaccounted
from agreement import Row, compare, product
from second_courses import Care, Practice, luck_of_a_stay
from second_day import Clinic, Day, Stay, ThreePhases
from second_metrics import TARIFF, of_courses, of_days

from sim.scenario.load import load

HERE = Path(__file__).parent
REFERENCE = HERE.parents[1] / "benchmarks" / "reference.yaml"
STRAINED = HERE / "fixed_diary.yaml"
CLINIC = Clinic()
STRAINED_CLINIC = Clinic(chairs=8, seats=5, nurses=2, watches=2, approve=15)
SHOWS, NEW = 0.85, 0.4
MONEY = [
    f"money.prices.infusion={TARIFF.price}",
    f"money.supplies.infusion={TARIFF.supplies}",
    f"money.fixed_per_day={TARIFF.a_day}",
    f"money.spaces_per_day.chair={TARIFF.a_chair}",
    f"staff.nurse.wage={TARIFF.nurse}",
    f"staff.prescriber.wage={TARIFF.prescriber}",
]
"""Neither scenario file speaks of money."""


def disagreeing(rows: list[Row]) -> list[str]:
    """What the two simulators do not agree on."""
    return [str(row) for row in rows if not row.agrees]


def appointments() -> list[int]:
    """Every appointment of the fixed diary, in minutes of the day."""
    tables = yaml.safe_load(STRAINED.read_text(encoding="utf-8"))["timetables"]
    clocks = [clock.split(":") for table in tables.values() for clock in table["at"]]
    return [60 * int(hour) + int(minute) for hour, minute in clocks]


def strained_day(clinic: Clinic, random: Random) -> Day:
    """One day of the fixed diary."""
    comes = [(due, random.random() < SHOWS) for due in appointments()]
    stays = [luck_of_a_stay(random, Care(), due, random.random() < NEW) for due, shows in comes if shows]
    return ThreePhases(clinic, stays, [due for due, shows in comes if not shows]).run()


def strained(clinic: Clinic, days: int, replications: int) -> list[dict[str, float]]:
    """The second simulator on the fixed diary."""
    generators = [Random(1000 + number) for number in range(replications)]
    return [of_days(clinic, [strained_day(clinic, random) for _ in range(days)]) for random in generators]


def practised(days: int, replications: int) -> list[dict[str, float]]:
    """The second simulator on the reference clinic; the day after the last one closes what is open."""
    runs = (Practice(CLINIC, Care(), 2000 + number).run(days + 1) for number in range(replications))
    return [_whole(of_days(CLINIC, one.days[:days]) | of_courses(one, days)) for one in runs]


def _whole(found: dict[str, float]) -> dict[str, float]:
    """With what needs both days and courses."""
    name = "money.margin.per_finished_induction"
    return found | {name: found["money.margin.per_week"] / found["volume.inductions_finished_per_week"]}


def our_strained(days: int, replications: int) -> list[dict[str, float]]:
    """The product on the fixed diary."""
    return product(load(STRAINED, [*MONEY, f"run.length={days} days"]).scenario, 3, replications)


def our_reference(days: int, replications: int) -> list[dict[str, float]]:
    """The product on the reference clinic."""
    return product(load(REFERENCE, [*MONEY, f"run.length={days} days"]).scenario, 4, replications)


def test_a_strained_day_is_the_same_in_both():
    """Every queue forms, the watching limit and the recovery seats block: 93 metrics agree, the others are 0."""
    ours, second = our_strained(12, 8), strained(STRAINED_CLINIC, 12, 8)
    assert disagreeing(compare(ours, second)) == []
    assert unaccounted(ours, second[0], NOTHING_TO_COUNT, NO_COURSES) == []


def test_the_reference_clinic_is_the_same_in_both():
    """Booking, courses and days together, from a panel of 500: 132 metrics agree, the others are 0."""
    ours, second = our_reference(28, 6), practised(28, 6)
    assert disagreeing(compare(ours, second)) == []
    assert unaccounted(ours, second[0], NOTHING_TO_COUNT) == []


@pytest.mark.slow
def test_a_strained_day_is_the_same_in_both_to_a_percent():
    """Six thousand days each."""
    assert disagreeing(compare(our_strained(60, 100), strained(STRAINED_CLINIC, 60, 100))) == []


@pytest.mark.slow
def test_the_reference_clinic_is_the_same_in_both_over_a_year():
    """Forty years of 250 days each."""
    assert disagreeing(compare(our_reference(250, 40), practised(250, 40))) == []


@pytest.fixture(scope="module")
def ours():
    """The product on the fixed diary, 30 times 40 days."""
    return our_strained(40, 30)


@pytest.mark.slow
@pytest.mark.parametrize(
    "change",
    [
        {"turn_over": 9},
        {"finish": 5.5},
        {"watches": 3},
        {"seats": 6},
        {"nurses": 3},
        {"approve": 16},
        {"closes": 17 * 60 + 5},
    ],
    ids=str,
)
def test_a_wrong_rule_is_noticed(change, ours):
    """A minute more of turnover, half a minute of finishing, one seat too many: some metric disagrees."""
    wrong = strained(replace(STRAINED_CLINIC, **change), 40, 30)
    assert disagreeing(compare(ours, wrong)) != []


def test_a_day_of_the_second_simulator_by_hand():
    """One chair, one nurse: the second patient has it at 58, after a turnover of 8 min, and waits 28 min."""
    clinic = Clinic(chairs=1, seats=1, nurses=1)
    stays = [Stay(due=480 + at, arrives=480 + at, approved=False, infusion=35, recovery=30) for at in (0, 30)]
    ThreePhases(clinic, stays, []).run()
    assert [stay.seated_at - 480 for stay in stays] == [0, 58]
    assert [stay.infusing_at - 480 for stay in stays] == [10, 68]
    assert [stay.out_at - 480 for stay in stays] == [80, 138]
    assert of_days(clinic, [Day(stays, [], {"nurse": [1020], "prescriber": [1020]}, [], [(480, 4)])])[
        "day.direct_wait.mean"
    ] == pytest.approx(14)


def test_means_that_differ_by_more_than_chance_disagree():
    """Ten values around 0 and ten around 0.5 or 5, of sd 1: only the far ones disagree, jointly over 50 metrics."""
    noise = np.random.default_rng(7).standard_normal((2, 10))

    def table(values):
        return [{"a": value} | {f"{n}": 0.0 for n in range(49)} for value in values]

    assert disagreeing(compare(table(noise[0]), table(noise[1] + 0.5))) == []
    assert len(disagreeing(compare(table(noise[0]), table(noise[1] + 5)))) == 1


def test_a_metric_that_nobody_speaks_of_is_named():
    """A new metric, and an excused one that is not 0, are told; what is compared or has nothing to count is not."""
    ours = [{"day.new": 0.0, "day.compared": 3.0, "identities.hands": 0.0, "day.breaks_missed.share": 0.25}]
    found = unaccounted(ours, ["day.compared"], NOTHING_TO_COUNT)
    assert found == ["day.breaks_missed.share = 0.25", "day.new = 0"]
