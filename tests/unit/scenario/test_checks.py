"""Every rule across fields is kept by the small clinic and broken by one change, with its exact words."""

from __future__ import annotations

from pathlib import Path

import pytest
from small import CLINIC, GONE, clinic

from sim.scenario import checks
from sim.scenario.load import load

STEP = "visits.infusion.steps"
INFUSE = f"{STEP}.1"
NURSE = "staff.nurse"
ALONE = {f"{NURSE}.shifts.0.count": 1, f"{NURSE}.watches_while_hands_on": False, f"{NURSE}.break": GONE}
FIVE = {"mon-fri": "09:00-17:00"}

ERRORS = {
    "space_of_a_step": (
        {f"{STEP}.0.in": "reclinr"},
        f"{STEP}.prepare.in: unknown space; got 'reclinr'; "
        "expected one of recliner, consult room (did you mean 'recliner'?)",
    ),
    "roles_of_a_step": (
        {f"{STEP}.0.hands": "nurs"},
        f"{STEP}.prepare.hands: unknown role; got 'nurs'; expected one of nurse, prescriber (did you mean 'nurse'?)",
    ),
    "role_of_a_side_effect": (
        {"visits.infusion.side_effects.nausea.hands": "medic"},
        "visits.infusion.side_effects.nausea.hands: unknown role; got 'medic'; expected one of nurse, prescriber",
    ),
    "only_words": (
        {f"{STEP}.3.only": "not inductoin"},
        f"{STEP}.discharge.only: unknown condition; got 'inductoin'; "
        "expected one of first infusion, induction, maintenance, urgent, mood (did you mean 'induction'?)",
    ),
    "names_of_chances": (
        {"visits.infusion.chances": {"urgent": 0.1}},
        "visits.infusion.chances.urgent: 'urgent' already means something under 'only'; choose another name",
    ),
    "visits_of_a_protocol": (
        {"protocols.mood.consult": "consul"},
        "protocols.mood.consult: unknown visit type; got 'consul'; "
        "expected one of consult, infusion (did you mean 'consult'?)",
    ),
    "protocol_of_a_condition": (
        {"patients.conditions": {"pain": {"share": 1, "protocol": "pain"}}},
        "patients.conditions.pain.protocol: unknown protocol; got 'pain'; expected one of mood",
    ),
    "visit_of_a_source": (
        {"walk_ins": {"extra": {"visit": "stay", "arrivals": "1 per week"}}},
        "walk_ins.extra.visit: unknown visit type; got 'stay'; expected one of consult, infusion",
    ),
    "visits_of_attendance": (
        {"attendance": {"infusions": {}}},
        "attendance.infusions: unknown visit type; got 'infusions'; "
        "expected one of consult, infusion, every visit (did you mean 'infusion'?)",
    ),
    "visits_with_money": (
        {"money.prices": {"talk": 250}},
        "money.prices.talk: unknown visit type; got 'talk'; expected one of consult, infusion",
    ),
    "spaces_with_costs": (
        {"money.spaces_per_day": {"chair": 20}},
        "money.spaces_per_day.chair: unknown space; got 'chair'; expected one of recliner, consult room",
    ),
    "role_that_paces_the_starts": (
        {"policies.slot": {"stagger": {"each": "nurs"}}},
        "policies.slot.stagger.each: unknown role; got 'nurs'; expected one of nurse, prescriber "
        "(did you mean 'nurse'?)",
    ),
    "visits_of_the_template": (
        {"policies.slot": {"template": {"starts": {"infusions": {"mon-fri": ["09:00"]}}}}},
        "policies.slot.template.starts.infusions: unknown visit type; got 'infusions'; "
        "expected one of consult, infusion (did you mean 'infusion'?)",
    ),
    "starts_of_the_template": (
        {"policies.slot": {"template": {"starts": {"infusion": {"mon-fri": ["07:00"]}}}}},
        "policies.slot.template.starts.infusion.mon-fri: 07:00 on mon lies outside the opening hours",
    ),
    "patterns_on_closed_days": (
        {"policies.pattern": {"fixed_weekdays": {"patterns": ["mon, wed", "sat-sun"]}}},
        "policies.pattern.fixed_weekdays.patterns.1: the clinic is never open on sat-sun",
    ),
    "space_of_the_lounge": (
        {"policies.recovery": {"lounge": {"space": "lounge"}}},
        "policies.recovery.lounge.space: unknown space; got 'lounge'; expected one of recliner, consult room",
    ),
    "visits_of_reminders": (
        {"policies.reminders": {"remind": {"visits": ["talk"]}}},
        "policies.reminders.remind.visits: unknown visit type; got 'talk'; expected one of consult, infusion",
    ),
    "roles_that_are_helped": (
        {f"{NURSE}.helps": ["prescribers"]},
        "staff.nurse.helps: unknown role; got 'prescribers'; expected one of nurse, prescriber "
        "(did you mean 'prescriber'?)",
    ),
    "roles_of_nurse_assignment": (
        {"policies.nurse_assignment": {"zones": {"roles": ["nurses"]}}},
        "policies.nurse_assignment.zones.roles: unknown role; got 'nurses'; expected one of nurse, prescriber "
        "(did you mean 'nurse'?)",
    ),
    "role_of_a_safety_rule": (
        {"safety": [{"on_site": "doctor"}]},
        "safety.0.on_site: unknown role; got 'doctor'; expected one of nurse, prescriber",
    ),
    "steps_with_one_name": (
        {f"{STEP}.3.step": "recover"},
        f"{STEP}.3: two steps are called 'recover'; give each step of a visit a name of its own",
    ),
    "names_that_metrics_share": (
        {"spaces.consult  room": 1},
        "spaces.consult  room: metrics would call this the same as spaces.consult room; give it another name",
    ),
    "roles_that_are_causes": (
        {"staff.watcher": {"shifts": [{"days": "mon-fri", "hours": "08:00-17:00"}]}},
        "staff.watcher: metrics mean something else by waiting_for_watcher; give this role another name",
    ),
    "pump_time_without_protocol": (
        {"visits.consult.steps.0.time": "of the protocol"},
        "visits.consult.steps.talk.time: time is 'of the protocol', but no protocol gives its infusions as 'consult'",
    ),
    "order_of_steps": (
        {f"{STEP}.2.patient": "gone", f"{STEP}.2.watch": GONE, f"{STEP}.2.part": "other"},
        f"{STEP}.discharge: the patient has gone at 'recover' and cannot be present afterwards; move it up",
    ),
    "steps_after_the_patient": (
        {f"{STEP}.4.only": "induction"},
        f"{STEP}.turn over.only: 'only' has no meaning when the patient has gone; remove it",
    ),
    "infusion_without_space": (
        {f"{STEP}.0.in": GONE},
        f"{STEP}.infuse: the infusion has no space; say in which kind of space, here or at a step before",
    ),
    "endless_repeat": (
        {f"{STEP}.0.repeat": 1},
        f"{STEP}.prepare.repeat: the step would never end; got 1, expected a probability below 1",
    ),
    "numbers_of_infusions": (
        {"visits.infusion.side_effects.nausea.probability": {"1-3": 0.1, "2": 0.2, "later": 0.1}},
        "visits.infusion.side_effects.nausea.probability: '1-3' and '2' overlap; each infusion has one probability",
    ),
    "times_below_zero": (
        {f"{STEP}.0.time": "-5 min"},
        f"{STEP}.prepare.time: the duration is always negative; expected zero or longer",
    ),
    "patients_without_protocol": (
        {"protocols": {}, INFUSE + ".time": "40 min"},
        "patients.referrals: patients come, but the scenario has no protocol for them",
    ),
    "protocols_without_conditions": (
        {"protocols.pain": CLINIC["protocols"]["mood"]},
        "patients.referrals: 2 protocols, but no patients.conditions say who follows which",
    ),
    "shares_of_conditions": (
        {"patients.conditions": {"depression": 0.5, "anxiety": 0.51}},
        "patients.conditions: the shares of the conditions add up to 1.01; expected 1",
    ),
    "panel_without_maintenance": (
        {"protocols.mood.maintenance": GONE, "patients.start_from": {"maintenance": 5}},
        "patients.start_from.maintenance: patients of protocol 'mood' begin in maintenance, "
        "but it has no maintenance plan",
    ),
    "protocol_without_infusion": (
        {"protocols.mood.visit": "consult", INFUSE + ".time": "40 min"},
        "protocols.mood.visit: visit 'consult' has no step of part infusion, so nothing is given",
    ),
    "series_of_nothing": (
        {"protocols.mood.induction.infusions": {"0": 0.1, "6": 0.9}},
        "protocols.mood.induction.infusions: an induction has at least 1 infusion; got 0",
    ),
    "series_longer_than_window": (
        {
            "protocols.mood.induction": {
                "infusions": 6,
                "window": "14 days",
                "spacing": {"least": "4 days", "target": ["4 days"]},
            },
            "calendar.hours": {"mon-sun": "09:00-17:00"},
        },
        "protocols.mood.induction.window: 6 infusions at least 4 days apart do not fit into 14 days: "
        "needs at least 20 days",
    ),
    "series_beyond_the_horizon": (
        {"diary.horizon": "3 days"},
        "diary.horizon: the diary reaches 3 days ahead, but an induction of protocol 'mood' is booked 7 days ahead",
    ),
    "boosters_beyond_the_horizon": (
        {"protocols.mood.maintenance.plan": {"fixed": {"every": "30 weeks"}}},
        "protocols.mood.maintenance.plan.fixed.every: boosters are booked 30 weeks ahead on average, "
        "beyond the diary's horizon of 26 weeks",
    ),
    "notice_beyond_the_horizon": (
        {"diary.notice": "26 weeks"},
        "diary.notice: the notice reaches beyond the horizon, so nothing can ever be booked",
    ),
    "never_kept": (
        {"attendance": {"infusion": {"no_show": 1.0}}},
        "attendance.infusion: would never end: nobody ever comes (no_show is 1) and everybody books again; "
        "set rebooks.probability below 1",
    ),
    "sessions_that_overlap": (
        {"calendar.hours": {"mon-fri": "09:00-17:00", "mon": "16:00-18:00"}},
        "calendar.hours: sessions of one day overlap: 16:00-18:00 overlaps 09:00-17:00",
    ),
    "never_open": (
        {"run": {"length": "1 day", "cool_down": 0}, "calendar.starts": "2026-01-10"},
        "calendar: the clinic is closed on every day of the run (1 day)",
    ),
    "more_out_of_service_than_there_are": (
        {"spaces.recliner": {"count": 4, "out_of_service": [{"count": 5, "to": "2026-01-06"}]}},
        "spaces.recliner.out_of_service.0.count: 5 of 'recliner' are out of service, but there are only 4",
    ),
    "places_that_do_not_exist": (
        {"spaces.recliner": 0},
        f"{STEP}.prepare.in: there is no usable place: 0 recliner",
    ),
    "longer_than_any_session": (
        {"protocols.mood.infusion": "600 min"},
        "protocols.mood.infusion: the infusion takes 10 h, but the longest session is 8 h",
    ),
    "never_bookable": (
        {"policies.capacity": "chair_time_and_staff", f"{NURSE}.shifts.0.hours": "09:00-10:00"},
        "visits.infusion: no start of the week has all its staff on duty, "
        "so under this capacity rule it can never be booked",
    ),
    "role_nobody_works": (
        {f"{NURSE}.shifts": [{"days": "sat", "hours": "09:00-17:00"}]},
        f"{STEP}.prepare.hands: nobody can do this: no 'nurse' is on duty while the clinic is open "
        "(mon-fri 09:00-17:00)",
    ),
    "more_hands_than_people": (
        {f"{STEP}.0.hands": {"nurse": 3}},
        f"{STEP}.prepare.hands: needs 3 of 'nurse' at once, but never more than 2 are on duty",
    ),
    "watching_nobody": (
        {f"{NURSE}.watches": 0},
        "staff.nurse.watches: 'nurse' must watch patients, but may watch 0 at a time; expected 1 or more",
    ),
    "alone_and_strict": (
        ALONE,
        "visits.infusion.side_effects: only one 'nurse' is ever on duty and would have to watch this "
        "patient and be "
        "hands-on at once; set staff.nurse.watches_while_hands_on: true or add a shift",
    ),
    "break_that_does_not_fit": (
        {f"{NURSE}.break.length": "90 min"},
        "staff.nurse.break.length: a break of 90 min does not fit into 12:00-13:00",
    ),
    "breaks_that_overlap": (
        {
            f"{NURSE}.break": [
                {"length": "15 min", "between": "10:00-11:00"},
                {"length": "30 min", "between": "10:45-13:00"},
            ]
        },
        "staff.nurse.break: the windows 10:00-11:00 and 10:45-13:00 overlap; "
        "a break must be over before the next may begin",
    ),
    "rule_that_cannot_be_kept": (
        {"safety": [{"people_in_building": 4}]},
        "safety.0: can never be kept: 4 members must be on site, "
        "but never more than 3 are on duty while the clinic is open",
    ),
    "too_many_members": (
        {f"{NURSE}.shifts.0.count": 201},
        "staff.nurse.shifts: 201 members of 'nurse'; at most 200 members of a role can be simulated",
    ),
    "nearly_endless_repeats": (
        {f"{STEP}.0.repeat": 0.9995},
        f"{STEP}.prepare.repeat: the step would be done 2e+03 times on average; expected at most 1000 times",
    ),
    "checks_without_pause": (
        {f"{STEP}.2.checks": {"every": "59 s", "hands": "nurse", "time": "10 s"}},
        f"{STEP}.recover.checks.every: checks more often than every minute; expected 1 min or longer",
    ),
    "two_infusions": (
        {f"{STEP}.0.part": "infusion"},
        f"{STEP}.infuse.part: 'prepare' and 'infuse' may both give an infusion in one visit; expected one, "
        "or steps whose 'only' exclude each other",
    ),
    "repeated_infusion": (
        {f"{STEP}.1.repeat": 0.1},
        f"{STEP}.infuse.repeat: an infusion is not repeated within a visit; leave repeat out",
    ),
    "too_many_people": (
        {"patients.referrals": "1e9 per hour"},
        "patients.referrals: 4.4e+12 people expected in one replication; at most 5e+06 can be simulated",
    ),
}
"""Name of a rule -> one change of the small clinic that breaks it, and what is said then."""

ERRORS["pairs_are_whole"] = (
    {"run.antithetic": True, "run.replications": 15},
    "run.replications: antithetic pairs need an even number of replications, got 15; 16 would do",
)
ERRORS["demand_is_known"] = (
    {"run.control_variate": True, "patients.referrals": {"renewal": {"gap": {"erlang": {"k": 2, "mean": "3 days"}}}}},
    "run.control_variate: the expected number of referrals by 'renewal' is known in the long run only; "
    "leave control_variate out",
)

WARNINGS = {
    "roles_nobody_needs": (
        {"staff.porter": {"shifts": [{"days": "mon-fri", "hours": "09:00-17:00"}]}},
        "staff.porter: nobody needs this role: no step, safety rule or policy names it, so it only counts among "
        "the people in the building",
    ),
    "spaces_nobody_uses": ({"spaces.recliners": 8}, "spaces.recliners: no visit uses this space"),
    "times_sometimes_below_zero": (
        {f"{STEP}.0.time": {"normal": {"mean": "10 min", "sd": "10 min"}}},
        f"{STEP}.prepare.time: 0.16 of the values lie below zero; they count as zero, which raises the mean",
    ),
    "side_effects_without_infusion": (
        {"visits.consult.side_effects": {"tears": {"probability": 0.1, "hands": "nurse", "time": "5 min"}}},
        "visits.consult.side_effects: the visit has no step of part infusion, so these never happen",
    ),
    "steps_that_never_happen": (
        {f"{STEP}.3.probability": 0},
        f"{STEP}.discharge.probability: the step never happens; its probability is 0",
    ),
    "crowded_conditions": (
        {f"{STEP}.3.only": ["induction", "maintenance"]},
        f"{STEP}.discharge.only: the step never happens: an infusion is either of the induction or of maintenance",
    ),
    "very_many_repeats": (
        {f"{STEP}.0.repeat": 0.95},
        f"{STEP}.prepare.repeat: the step is done 20 times on average",
    ),
    "series_wanted_longer_than_window": (
        {"protocols.mood.induction.window": "10 days"},
        "protocols.mood.induction.window: 6 infusions at the target spacing take 11 days on the "
        "clinic's days, "
        "longer than the window of 10 days",
    ),
    "gaps_the_calendar_forbids": (
        {
            "calendar.hours": {"mon": "09:00-17:00"},
            "protocols.mood.induction": {"infusions": 3, "spacing": {"target": ["5 days"], "most": "5 days"}},
        },
        "protocols.mood.induction.spacing.most: open only mon: infusions are always more than 5 days apart",
    ),
    "useless_extension": (
        {"protocols.mood.induction.extension": {"to": 6, "probability": 0.5}},
        "protocols.mood.induction.extension.to: the series has at least 6 infusions already, so it is never extended",
    ),
    "first_visit_not_a_consult": (
        {"visits.consult.kind": "other"},
        "protocols.mood.consult: visit 'consult' is of kind other; only kind consult is reported as one",
    ),
    "never_used": (
        {"protocols.mood.consult": GONE},
        "visits.consult: nobody makes this visit: no protocol in use, walk-ins or timetable names it",
    ),
    "conditions_without_referrals": (
        {
            "patients": {"conditions": {"depression": 1}},
            "walk_ins": {"some": {"visit": "consult", "arrivals": "1 per week"}},
        },
        "patients.conditions: nobody is referred, so the conditions have no effect",
    ),
    "attendance_without_bookings": (
        {"protocols.mood.consult": GONE, "attendance": {"consult": {}}},
        "attendance.consult: no course books this visit, so this has no effect "
        "(a timetable has shows and lateness of its own)",
    ),
    "urgency_without_urgent": (
        {"policies.dispatch": "urgency"},
        "policies.dispatch: the urgent go first, but nobody is urgent",
    ),
    "holidays_named_twice": (
        {"calendar.closed": ["2026-05-25", "2026-05-25"]},
        "calendar.closed: named twice: 2026-05-25",
    ),
    "holidays_of_some_years_only": (
        {"calendar.closed": ["2026-12-25"], "run.length": "78 weeks"},
        "calendar.closed: the run lasts from January 2026 to July 2027, and no closed day of 2027 is named; "
        "is this meant?",
    ),
    "starts_closed": (
        {"calendar.starts": "2026-01-03"},
        "calendar.starts: closed on 2026-01-03; the first open day is 2026-01-05",
    ),
    "grid_that_does_not_divide": (
        {"diary.every": "7 min"},
        "diary.every: a grid of 7 min (from midnight) does not divide mon-fri 09:00-17:00: the first start is 09:06",
    ),
    "very_many_places": (
        {"spaces.consult room": 20000},
        "spaces.consult room.count: 20 000 places of one kind; is this meant?",
    ),
    "rule_that_is_kept_in_part": (
        {"staff.prescriber.shifts.0.hours": "09:00-16:30"},
        "safety.0: cannot be kept mon-fri 16:30-17:00; patients wait meanwhile",
    ),
    "open_hours_without_a_role": (
        {f"{NURSE}.shifts.0.hours": "09:30-17:00"},
        "staff.nurse.shifts: no 'nurse' is on duty mon-fri 09:00-09:30; who needs one waits",
    ),
    "strict_watching_alone": (
        ALONE | {"visits.infusion.side_effects": {}},
        "staff.nurse.watches_while_hands_on: at times one 'nurse' is on duty alone: nothing hands-on "
        "can begin while "
        "that one watches, and nobody can be watched while that one is hands-on",
    ),
    "shift_outside_hours": (
        {
            "staff.prescriber.shifts": [
                CLINIC["staff"]["prescriber"]["shifts"][0],
                {"days": "sat", "hours": "09:00-12:00"},
            ]
        },
        "staff.prescriber.shifts.1: sat 09:00-12:00 lies wholly outside the opening hours",
    ),
    "break_nobody_takes": (
        {f"{NURSE}.break.between": "07:00-08:00"},
        "staff.nurse.break.between: no shift spans 07:00-08:00, so nobody takes this break",
    ),
    "break_without_cover": (
        {f"{NURSE}.break.cover": 2},
        "staff.nurse.break.cover: at most 2 are on duty 12:00-13:00 and 2 must stay: all breaks are missed",
    ),
    "spaces_that_cannot_be_watched": (
        {"spaces.recliner": 10, f"{NURSE}.watches": 2},
        "staff.nurse.watches: at most 4 of 10 places (recliner) in use at a time: 2 on duty, each watching 2",
    ),
    "starts_held_for_nobody": (
        {"policies.holding": {"hold_starts": {"for": "urgent", "starts": 2}}},
        "policies.holding.hold_starts.for: no condition is urgent, so these starts wait for nobody",
    ),
    "agency_without_absence": (
        {f"{NURSE}.absent": {"probability": 0, "agency": {"wage": 75}}},
        "staff.nurse.absent.probability: the agency is never called: no 'nurse' is ever absent",
    ),
    "assignment_of_nobody": (
        {"policies.nurse_assignment": "zones", f"{STEP}.1.watch": GONE, f"{STEP}.2.watch": GONE},
        "policies.nurse_assignment: applies to nobody, because no role watches; "
        "name the roles, as in {zones: {roles: [nurse]}}",
    ),
    "very_many_people": (
        {"patients.referrals": "60000 per week"},
        "patients.referrals: 1.6e+06 people expected in one replication: allow 2 GB of memory or more for every worker",
    ),
    "nobody_comes": (
        {"patients.referrals": GONE},
        "patients: nobody comes: no referrals, walk-ins, timetable or patients at the start",
    ),
    "more_work_than_capacity": (
        {"patients.referrals": "80 per week", "protocols.mood.eligible": 0},
        "staff.prescriber: offered load 1.50 of capacity (prescriber hands-on): 60 h a week wanted, "
        "40 h there; "
        "waiting grows as long as this lasts",
    ),
    "number_of_replications": (
        {"run.replications": 1},
        "run.replications: one replication: an interval is not available",
    ),
    "no_steady_state": (
        {"run.warm_up": "26 weeks", "protocols.mood.maintenance": {"plan": {"fixed": {"every": "14 days"}}}},
        "run.warm_up: nobody ever leaves maintenance (mood), so the panel grows as long as somebody starts; "
        "there is no steady state, however long the warm-up",
    ),
}
"""Name of a rule -> one change of the small clinic that it warns of, and what is said then."""


def _rules(table):
    return {rule.__name__: rule for subject in checks.SUBJECTS for rule in getattr(subject, table)}


def test_small_clinic_breaks_no_rule():
    """The clinic that every case starts from has neither errors nor warnings."""
    assert checks.errors(clinic()) == []
    assert checks.warnings(clinic()) == []


@pytest.mark.parametrize("name", ERRORS)
def test_one_change_breaks_the_rule(name):
    """The change gives the rule's error, in the words of the clinic and at the right path."""
    changes, message = ERRORS[name]
    scenario = clinic(changes)
    assert message in [str(found) for found in _rules("ERRORS")[name](scenario)]
    assert message in [str(found) for found in checks.errors(scenario)]


@pytest.mark.parametrize("name", WARNINGS)
def test_one_change_is_warned_of(name):
    """The change gives the rule's warning, and the scenario can still be run."""
    changes, message = WARNINGS[name]
    scenario = clinic(changes)
    assert checks.errors(scenario) == []
    assert message in [str(found) for found in checks.warnings(scenario)]


def test_every_rule_has_a_case():
    """No rule stands in a table without a change that breaks it."""
    assert set(_rules("ERRORS")) == set(ERRORS)
    assert set(_rules("WARNINGS")) == set(WARNINGS)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"calendar.hours": {"mon": "09:00-17:00"}, "protocols.mood.induction.window": "21 days"},
            "6 infusions at least 1 day apart do not fit into 21 days: "
            "needs at least 35 days on the clinic's days (mon)",
        ),
        ({f"{NURSE}.shifts": []}, "nobody can do this: 'nurse' has no shifts"),
        ({f"{NURSE}.absent": 1}, "nobody can do this: 'nurse' is always absent"),
        ({"visits.infusion.booked": "9 h"}, "the planned time is 9 h, but the longest session is 8 h"),
        (
            {"diary.every": "100 min", "visits.infusion.booked": "440 min"},
            "no start on the diary's grid of 100 min leaves 440 min before closing",
        ),
        ({f"{STEP}.0.patient": "gone"}, "the first step needs the patient; got patient: gone"),
        (
            {"visits.infusion.side_effects.nausea.probability": {"3-1": 0.1}},
            "'3-1' is no number of an infusion; expected any, later, a number such as 1, or 1-3",
        ),
        (
            {
                "policies.late": {"send_home": {"after": "10 min"}},
                "attendance": {"every visit": {"punctuality": "20 min"}},
            },
            "would never end: everybody comes too late and is sent home and everybody books again; "
            "set rebooks.probability below 1",
        ),
        (
            {"spaces.recliner": {"count": 4, "out_of_service": [{"count": 4}]}},
            "there is no usable place: 4 recliner, all out of service",
        ),
        (
            {"safety": [{"on_site": "prescriber"}], "staff.prescriber.shifts": []},
            "can never be kept: 1 'prescriber' must be on site, but nobody ever is",
        ),
    ],
)
def test_impossible_clinic_is_refused(changes, message):
    """Further ways in which a clinic cannot work, each told as its own error."""
    assert message in [found.what for found in checks.errors(clinic(changes))]


@pytest.mark.parametrize(
    "changes",
    [
        {f"{NURSE}.shifts.0.count": 1, f"{NURSE}.break": GONE, "spaces.recliner": 1},
        {"patients.conditions": {"depression": 1 / 3, "anxiety": 1 / 3, "pain": 1 / 3}},
        {"calendar.hours": {"mon-fri": ["09:00-12:00", "12:00-17:00"]}},
        {"attendance": {"infusion": {"no_show": 1.0, "rebooks": {"probability": 0.5}}}},
        {f"{STEP}.0.time": 0, "protocols.mood.infusion": "40.5 min"},
        {"visits.infusion.side_effects.nausea.probability": {"1-3": 0.1, "4": 0.2, "later": 0.1}},
        {"visits.infusion.chances": {"no vein": 0.1}, f"{STEP}.3.only": ["not no vein", "not maintenance", "mood"]},
        {"protocols.mood.induction.infusions": 1},
        {"run.length": "10000 weeks"},
        {"spaces.recliner": 1000000},
        {"patients.referrals": "400 per week"},
    ],
)
def test_unusual_clinic_is_accepted(changes):
    """Single servers, certain events, touching sessions, huge runs and overload are no errors."""
    assert checks.errors(clinic(changes)) == []


def test_all_mistakes_are_told_at_once():
    """Ten independent mistakes of ten rules give ten errors or more."""
    first_ten = {path: value for name in list(ERRORS)[:10] for path, value in ERRORS[name][0].items()}
    told = {str(found) for found in checks.errors(clinic(first_ten))}
    assert {message for _, message in list(ERRORS.values())[4:10]} <= told
    assert len(told) >= 10


@pytest.mark.parametrize(
    "path", sorted((Path(__file__).parents[3] / "scenarios").rglob("*.yaml")), ids=lambda path: path.stem
)
def test_shipped_scenarios_load(path):
    """Every scenario of the repository passes all rules."""
    assert load(path, allow_code=True).scenario.scenario
