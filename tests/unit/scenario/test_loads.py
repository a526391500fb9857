"""The arithmetic before any run, against numbers worked by hand and the closed forms of renewal theory."""

from __future__ import annotations

from math import inf

import numpy as np
import pytest
from small import GONE, clinic

from sim.distributions.tailed import Exponential
from sim.scenario import flows, loads
from sim.scenario.facts import chance_of, stretch
from sim.scenario.sources import Flow
from sim.scenario.upkeep import Cohorts, Upkeep, over_time

MOOD = "protocols.mood"
STEP = "visits.infusion.steps"
PLAN = f"{MOOD}.maintenance"


def by_name(scenario, long_run=False):
    """Load of each resource by its name in words."""
    return {load.name: load for load in loads.loads(scenario, long_run)}


def per_start(changes):
    """Infusions that one starter brings in the long run."""
    scenario = clinic(changes)
    return flows.infusions_per_start(scenario, scenario.protocols["mood"])


# what a visit and a week take


def test_small_clinic_by_hand():
    """2 starters x (6 + 1/0.2 boosters) = 22 infusions a week: 105 min of recliner, 25.5 hands-on, 70 watched."""
    found = by_name(clinic(), long_run=True)
    offered = {name: load.offered_minutes_per_week for name, load in found.items()}
    assert offered["recliner in use"] == pytest.approx(22 * 105)
    assert offered["recliner as booked"] == pytest.approx(22 * 120)
    assert offered["nurse hands-on"] == pytest.approx(22 * 25.5)
    assert offered["nurse watching"] == pytest.approx(22 * 70)
    assert offered["prescriber hands-on"] == pytest.approx(2 * 45)
    assert found["recliner in use"].ratio == pytest.approx(22 * 105 / (4 * 40 * 60))


def test_capacity_of_a_week_by_hand():
    """Four recliners of 40 h; four starts of 2 h in 8 h; two nurses of 8 h less a break of 30 min each day."""
    there = loads.capacities(clinic())
    assert there["space", "recliner"] == 4 * 40 * 60
    assert there["diary", "recliner"] == 4 * 5 * 4 * 120
    assert there["hands", "nurse"] == 2 * 5 * (8 * 60 - 30)
    assert there["watch", "nurse"] == 4 * 2 * 5 * (8 * 60 - 30)


def test_time_outside_opening_hours_and_absence_are_no_capacity():
    """07:00-10:00 in a clinic that opens at 9 is one hour; a tenth of it is lost to absence."""
    scenario = clinic({"staff.prescriber": {"shifts": [{"days": "mon", "hours": "07:00-10:00"}], "absent": 0.1}})
    assert loads.capacities(scenario)["hands", "prescriber"] == pytest.approx(54)


def test_places_out_of_service_for_good_are_no_capacity():
    """One of four recliners never in service leaves three."""
    scenario = clinic({"spaces.recliner": {"count": 4, "out_of_service": [{"count": 1}]}})
    assert loads.capacities(scenario)["space", "recliner"] == 3 * 40 * 60


def test_planned_staff_counts_whole_cells_once():
    """Prepare 0-20 and discharge 90-95 min take quarter-hours 0, 1 and 6; watching 20-90 takes 1 to 5."""
    scenario = clinic({"policies.capacity": "chair_time_and_staff"})
    planned = loads.bookings(scenario)["infusion"]
    assert planned == {("diary", "recliner"): 120, ("booked hands", "nurse"): 45, ("booked watch", "nurse"): 75}


def test_step_counts_with_its_probability_conditions_and_repeats():
    """20 min with 0.5, when a chance of 0.4 does not hold, done again with 0.2: 20 x 0.5 x 0.6 / 0.8."""
    step = {f"{STEP}.0.probability": 0.5, f"{STEP}.0.only": "not easy", f"{STEP}.0.repeat": 0.2}
    scenario = clinic(step | {"visits.infusion.chances": {"easy": 0.4}, "visits.infusion.side_effects": {}})
    used = loads.minutes_per_visit(scenario, Flow("infusion", 1.0, "induction", "mood", 1))
    assert used["hands", "nurse"] == pytest.approx(20 * 0.5 * 0.6 / 0.8 + 5)


@pytest.mark.parametrize(
    ("only", "phase", "number", "held"),
    [
        ("first infusion", "induction", 1, True),
        ("first infusion", "induction", 2, False),
        ("induction", "induction", 2, True),
        ("maintenance", "maintenance", 0, True),
        ("not maintenance", "maintenance", 0, False),
        ("mood", "induction", 2, True),
        ("urgent", "induction", 2, False),
    ],
)
def test_condition_of_a_step_by_phase(only, phase, number, held):
    """The preparation of 20 min counts where its condition holds."""
    scenario = clinic({f"{STEP}.0.only": only, "visits.infusion.side_effects": {}})
    used = loads.minutes_per_visit(scenario, Flow("infusion", 1.0, phase, "mood", number))
    assert used["hands", "nurse"] == 5 + 20 * held


def test_moving_to_a_lounge_leaves_the_recliner_and_turns_it_over():
    """Prepare and infuse 60 min and 10 min of turnover in the recliner; recovery and discharge in the lounge."""
    scenario = clinic({"spaces.lounge": 2, "policies.recovery": {"lounge": {"space": "lounge"}}})
    used = loads.minutes_per_visit(scenario, Flow("infusion", 1.0, "induction", "mood", 1))
    assert used["space", "recliner"] == pytest.approx(70)
    assert used["space", "lounge"] == pytest.approx(35)


def test_side_effects_lengthen_infusion_and_recovery():
    """One in ten: 12 min more infusion and 20 min more recovery, all watched; one in two of them stops half-way."""
    effect = {"probability": 0.1, "hands": "nurse", "time": "10 min", "infusion": "12 min", "recovery": "20 min"}
    scenario = clinic({"visits.infusion.side_effects": {"nausea": effect | {"stops": 0.5}}})
    used = loads.minutes_per_visit(scenario, Flow("infusion", 1.0, "induction", "mood", 1))
    assert used["watch", "nurse"] == pytest.approx(70 + 0.1 * (0.5 * 12 - 0.5 * 20 + 20))


def test_checks_are_hands_on():
    """Every 10 min of a 40-min infusion: at 10, 20 and 30, 2 min each."""
    checks = {"every": "10 min", "hands": "prescriber", "time": "2 min"}
    used = loads.minutes_per_visit(clinic({f"{STEP}.1.checks": checks}), Flow("infusion", 1.0, "induction", "mood", 1))
    assert used["hands", "prescriber"] == 6


@pytest.mark.parametrize(
    ("key", "meaning"), [("any", (1, 10**9)), ("4", (4, 4)), ("1-3", (1, 3)), ("3-1", None), ("0", None), ("x", None)]
)
def test_stretch_of_infusion_numbers(key, meaning):
    """A number, a range, any; nothing else."""
    assert stretch(key) == meaning


def test_chance_by_number_falls_back_on_later():
    """Infusion 3 has the probability of 1-3, infusion 4 that of later."""
    table = {"1-3": 0.025, "later": 0.006}
    assert (chance_of(table, 3), chance_of(table, 4)) == (0.025, 0.006)


# who comes


def test_dropout_is_a_chain():
    """0.2 after the first, 0.11 after each later but the last: 1, 0.8, 0.712, ..."""
    scenario = clinic({f"{MOOD}.dropout": {"after_first": 0.2, "after_each": 0.11}})
    series = flows.induction_of(scenario, scenario.protocols["mood"])
    assert series.reached == pytest.approx([0.8 * 0.89 ** (n - 2) if n > 1 else 1 for n in range(1, 7)])
    assert series.finished == pytest.approx(0.8 * 0.89**4)


def test_extension_goes_on_without_dropout_between():
    """Six, then half go on to eight: the seventh is reached by half of those who finish six."""
    extension = {"extension": {"to": 8, "probability": 0.5}, "infusions": 6}
    scenario = clinic({f"{MOOD}.induction": extension, f"{MOOD}.dropout": {"after_each": 0.1}})
    series = flows.induction_of(scenario, scenario.protocols["mood"])
    six = 0.9**4
    assert series.reached[5:] == pytest.approx([six, six / 2, six / 2 * 0.9])
    assert series.finished == pytest.approx(six / 2 + six / 2 * 0.9)


def test_missed_appointments_are_booked_again_or_lost():
    """Kept with 0.9 x 0.95; of the rest half book again: seen = k / (1 - (1 - k) / 2); 1 / k starts used for each."""
    habits = {"no_show": 0.1, "cancels_same_day": 0.05, "rebooks": {"probability": 0.5}}
    keeping = flows.keeping(clinic({"attendance": {"infusion": habits}}), "infusion")
    assert keeping.kept == pytest.approx(0.855)
    assert keeping.seen() == pytest.approx(0.855 / (1 - 0.145 / 2))
    assert keeping.bookings() == pytest.approx(1 / 0.855)


def test_reminders_count_in_what_is_kept():
    """No-show 10 % times 0.5 and 5 % on the day times 0.8: 0.95 x 0.96 are kept, booked a week ahead."""
    habits = {"no_show": 0.1, "cancels_same_day": 0.05}
    reminders = {"remind": {"no_show_factor": 0.5, "same_day_cancellation_factor": 0.8}}
    reminded = clinic({"attendance": {"infusion": habits}, "policies.reminders": reminders})
    assert flows.keeping(reminded, "infusion").kept == pytest.approx(0.95 * 0.96)
    too_late = clinic({"attendance": {"infusion": habits}, "policies.reminders": {"remind": {"ahead": "8 days"}}})
    assert flows.keeping(too_late, "infusion").kept == pytest.approx(0.9 * 0.95)


def test_starts_after_consult_eligibility_and_cap():
    """10 referrals x 0.9 eligible are 9 starts, or 4 under a cap of 4; a fifth urgent and exempt makes 1.8 + 4."""
    change = {"patients.referrals": "10 per week", f"{MOOD}.eligible": 0.9}
    conditions = {"patients.conditions": {"a": 0.8, "b": {"share": 0.2, "urgent": True}}}
    capped = {"policies.admission": {"cap_new_starts": {"per_week": 4}}}
    exempt = {"policies.admission": {"cap_new_starts": {"per_week": 4, "urgent_exempt": True}}}
    assert flows.starts_per_week(clinic(change))["mood"] == pytest.approx(9)
    assert flows.starts_per_week(clinic(change | capped))["mood"] == pytest.approx(4)
    assert flows.starts_per_week(clinic(change | conditions | exempt))["mood"] == pytest.approx(5.8)


def test_cap_on_the_panel_by_littles_law():
    """11 days of induction (5 gaps of 7/3 days) without maintenance: a panel of 5 takes 5 / (35/3/7) starts a week."""
    change = {"patients.referrals": "10 per week", PLAN: GONE, "policies.admission": {"cap_panel": {"at_most": 5}}}
    assert flows.starts_per_week(clinic(change))["mood"] == pytest.approx(5 / (35 / 3 / 7))


@pytest.mark.parametrize(
    ("arrivals", "per_week"),
    [
        ("6 per hour", 6 * 40),
        ({"daily": {"rates": {"08:00-10:00": "6 per hour", "16:00-20:00": "1 per hour"}}}, 5 * (6 + 1)),
        ({"on_days": {"counts": {"mon-sun": 3}, "at": "10:00"}}, 15),
        ({"on_days": {"counts": {"mon": 3}, "at": "08:00"}}, 0),
        ({"regular": {"every": "1 h"}}, 40),
    ],
)
def test_walk_ins_count_while_the_doors_are_open(arrivals, per_week):
    """Only those of mon-fri 09:00-17:00 come in."""
    scenario = clinic({"patients": {}, "walk_ins": {"some": {"visit": "consult", "arrivals": arrivals}}})
    assert sum(flow.per_week for flow in flows.flows(scenario)) == pytest.approx(per_week)


def test_closed_population_returns_after_its_time_away():
    """Three people, 315 min away and 45 min inside: 3 x 28 visits a week."""
    some = {"visit": "consult", "population": 3, "away": "315 min"}
    assert flows.flows(clinic({"patients": {}, "walk_ins": {"some": some}}))[0].per_week == pytest.approx(84)


@pytest.mark.parametrize(
    ("table", "per_week"),
    [
        ({"at": ["09:00", "09:00", "10:00"], "days": "mon, tue, sun"}, 6),
        ({"every": "30 min", "together": 2}, 5 * 16 * 2),
        ({"every": "50 min"}, 5 * 10),
        ({"at": ["09:00", "10:00"], "shows": [1.0, 0.5]}, 7.5),
    ],
)
def test_timetable_on_open_days(table, per_week):
    """Appointments of a week times the probability of coming."""
    scenario = clinic({"patients": {}, "timetables": {"session": {"visit": "consult", **table}}})
    assert flows.flows(scenario)[0].per_week == pytest.approx(per_week)


# renewal theory


@pytest.mark.parametrize(
    ("changes", "infusions"),
    [
        ({f"{PLAN}": {"plan": {"fixed": {"every": "4 weeks", "at_most": 6}}}}, 12),
        ({f"{MOOD}.response": 0.55}, 8.75),
        ({f"{MOOD}.response": 0.6, f"{PLAN}.leaves_after_each": 0.25}, 8.4),
        ({f"{MOOD}.response": 0.65, f"{PLAN}.leaves_after_each": 0.1}, 12.5),
        ({PLAN: GONE}, 6),
        ({PLAN: {"plan": {"taper": {"gaps": ["1 week", "2 weeks"]}}, "leaves_after_each": 0.5}}, 7.5),
        ({f"{PLAN}.leaves_after_each": 0}, inf),
    ],
)
def test_infusions_per_starter_in_closed_form(changes, infusions):
    """6 + response x a geometric sum of boosters; without attrition there is no end."""
    assert per_start(changes) == pytest.approx(infusions)


def test_relapses_feed_back():
    """10 infusions, half respond, 12 % relapse into a new induction, 8 % leave: (10 + m) / (1 - 0.12 m) = 18.4356."""
    upkeep = {"relapses_after_each": 0.12, "leaves_after_each": 0.08, "reinduction": {"probability": 1}}
    changes = {f"{PLAN}.{key}": value for key, value in upkeep.items()}
    m = 0.5 / (1 - 0.88 * 0.92)
    found = per_start(changes | {f"{MOOD}.response": 0.5, f"{MOOD}.induction.infusions": 10})
    assert found == pytest.approx((10 + m) / (1 - 0.12 * m))
    assert found == pytest.approx(18.43558282)


@pytest.mark.parametrize(
    ("response", "gap", "leaves", "weekly"),
    [
        (0.6, "4 weeks", 0, {4: 12, 6: 13.2, 8: 13.2, 10: 14.4, 26: 19.2}),
        (0.55, "3 weeks", 0.2, {2: 12, 5: 13.1, 8: 13.98, 11: 14.684}),
    ],
)
def test_weeks_of_a_growing_panel(response, gap, leaves, weekly):
    """Two starters a week of six infusions in 12 days; boosters add up cohort by cohort, as in the exact series."""
    plan = {"plan": {"as_needed": {"symptoms_return": gap}}, "leaves_after_each": leaves}
    for week, expected in weekly.items():
        run = {"warm_up": f"{week} weeks", "length": "1 week"}
        scenario = clinic({f"{MOOD}.response": response, PLAN: plan, "run": run})
        per_week = sum(flow.per_week for flow in flows.flows(scenario) if flow.visit == "infusion")
        assert per_week == pytest.approx(expected, rel=1e-6)


@pytest.mark.parametrize(
    ("response", "gap", "leaves", "total"),
    [(0.6, "4 weeks", 0, 978.0), (0.55, "3 weeks", 0.2, 1209.768819 / 1.5), (0.65, "28.35 days", 0.1, 893.3779953)],
)
def test_first_year_agrees_with_the_exact_series(response, gap, leaves, total):
    """Two starters a week for a year: within 2 % of the exact totals worked out week by week."""
    plan = {"plan": {"as_needed": {"symptoms_return": gap}}, "leaves_after_each": leaves}
    scenario = clinic({f"{MOOD}.response": response, PLAN: plan, "run.length": "52 weeks"})
    per_week = sum(flow.per_week for flow in flows.flows(scenario) if flow.visit == "infusion")
    assert 52 * per_week == pytest.approx(total, rel=0.02)


def exponential(weeks):
    """A memoryless gap."""
    return Exponential.model_validate({"mean": f"{weeks} weeks"})


def test_panel_without_attrition_grows_without_limit():
    """One entry a week for ever: t / gap boosters in week t, and no limit in the long run."""
    upkeep = Upkeep(gaps=(), then=exponential(4), seen=1.0, stays=1.0, returns=0.0)
    _, boosters = over_time(upkeep, Cohorts(np.full(400, 0.1), 0.1, 1.0, 0.0))
    assert boosters[300:].mean() / 0.1 == pytest.approx(35 / 4, rel=0.01)
    assert upkeep.per_entry() == inf
    assert loads.without_end(clinic({f"{PLAN}.leaves_after_each": 0})) == ["mood"]
    assert loads.without_end(clinic()) == []


def test_panel_at_the_start_fades_away():
    """100 patients lose a fifth at each booster: 100 / 0.2 boosters in all."""
    upkeep = Upkeep(gaps=(), then=exponential(2), seen=1.0, stays=0.8, returns=0.0)
    _, boosters = over_time(upkeep, Cohorts(np.zeros(700), 0.2, 1.0, 1.0, panel=100))
    assert boosters.sum() == pytest.approx(500, rel=0.01)


def test_long_run_is_where_the_weeks_tend():
    """After years of steady starts the weekly numbers are those of the geometric sums, relapses included."""
    upkeep = Upkeep((exponential(1), exponential(2)), exponential(5), seen=0.9, stays=0.8, returns=0.1)
    rounds, boosters = over_time(upkeep, Cohorts(np.ones(600), 1.0, 0.5, 2.0))
    per_round = 0.5 * upkeep.per_entry()
    assert rounds[-1] == pytest.approx(1 / (1 - 0.1 * per_round), rel=1e-3)
    assert boosters[-1] == pytest.approx(per_round / (1 - 0.1 * per_round), rel=1e-3)


def test_cap_lets_those_who_wait_start_later():
    """6 a week for 10 weeks under a cap of 4: 4 a week in the first 15 weeks, then nobody."""
    rates = [{"from": 0, "rate": "6 per week"}, {"from": "10 weeks", "rate": "0 per week"}]
    change = {"patients.referrals": {"changing": {"rates": rates}}, "run.length": "20 weeks"}
    capped = clinic(change | {"policies.admission": {"cap_new_starts": {"per_week": 4}}})
    begun = flows.starts_over_time(capped)["mood"]
    assert begun.sum() == pytest.approx(60)
    assert begun[: 15 * 7] == pytest.approx(4 / 7)
    assert begun[15 * 7 + 1 :] == pytest.approx(0)


# what binds


def test_booked_chair_time_binds_on_paper():
    """Four recliners x four bookings of 2 h in 8 h are 16 a day; in use 105 min each allow 18.3."""
    paper = loads.most_infusions_per_day(clinic())
    assert paper["recliner as booked"] == pytest.approx(16)
    assert paper["recliner in use"] == pytest.approx(4 * 480 / 105)
    assert paper["nurse hands-on"] == pytest.approx(2 * 450 / 25.5)
    assert loads.binding(clinic()) == "recliner as booked binds first: 16.0 infusions a day"


def test_other_visits_are_served_first():
    """Consults of the nurse take 2 x 45 of 4500 min a week from infusions."""
    paper = loads.most_infusions_per_day(clinic({"visits.consult.steps.0.hands": "nurse"}))
    assert paper["nurse hands-on"] == pytest.approx((4500 - 90) / 25.5 / 5)


def test_clinic_where_nobody_comes_still_says_what_binds():
    """An infusion of each protocol stands for the demand."""
    assert loads.binding(clinic({"patients": {}})) == "recliner as booked binds first: 16.0 infusions a day"


def test_clinic_without_infusions_names_the_busiest():
    """One consult an hour of 45 min in one room."""
    some = {"some": {"visit": "consult", "arrivals": "1 per hour"}}
    scenario = clinic({"patients": {}, "protocols": {}, f"{STEP}.1.time": "40 min", "walk_ins": some})
    assert loads.binding(scenario) == "consult room in use is the busiest at 75% of capacity"


def test_work_for_nobody_is_an_infinite_load():
    """Demand without capacity has no finite ratio, and no demand is no load."""
    assert loads.Load("nurse", "hands", 1.0, 0.0).ratio == inf
    assert loads.Load("nurse", "hands", 0.0, 0.0).ratio == 0
