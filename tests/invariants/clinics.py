"""The clinics that are shipped, shortened, and random variations of them."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from sim.errors import ScenarioError
from sim.scenario.load import load
from sim.scenario.schema import Scenario

FOLDER = Path(__file__).parents[2] / "scenarios"
CLINICS = sorted(path.stem for path in FOLDER.glob("*.yaml"))
SMALL = "lean_practice"
SHORT = ("run.warm_up=0 min", "run.length=5 weeks", "run.cool_down=3 days", "run.replications=3")

CHOICES = (
    "policies.slot=earliest",
    "policies.slot=level_the_day",
    "policies.series=whole",
    "policies.series=visit_by_visit",
    "policies.series={rolling: {visits: 2}}",
    "policies.dispatch=first_come",
    "policies.dispatch=appointment_time",
    "policies.dispatch=shortest",
    "policies.dispatch={late_arrivals_last: {grace: 5 min}}",
    "policies.capacity=chair_time",
    "policies.capacity=chair_time_and_staff",
    "policies.end_of_day=serve_everyone",
    "policies.end_of_day={last_start: {before_closing: 30 min}}",
    "policies.end_of_day={serve_everyone: {hand_over: true}}",
    "policies.late=seat_anyway",
    "policies.late={send_home: {after: 10 min}}",
    "policies.late={fit_in: {after: 5 min, at_most: 40 min}}",
    "policies.reminders={remind: {same_day_cancellation_factor: 0.8, cancels_with_notice_factor: 1.3, cost: 0.5}}",
    "policies.admission=open",
    "policies.admission={cap_panel: {at_most: 30}}",
    "policies.admission={whole_series: {within: 3 weeks}}",
    "policies.admission={cap_panel: {at_most: 30, urgent_first: true}}",
    "policies.slot={stagger: {each: nurse, interval: 30 min}}",
    "policies.slot={preferred: {time: {normal: {mean: 11 h, sd: 2 h}}, within: 1 h}}",
    "policies.pattern={same_time: {within: 30 min, if_full: [later start, other time]}}",
    "policies.pattern={fixed_weekdays: {patterns: ['mon, wed, fri', 'tue, thu']}}",
    "policies.missed=squeeze_in",
    "policies.missed=drop",
    "policies.missed={restart: {after: 5 days}}",
    "policies.overbooking={by_share: {share: 0.1}}",
    "policies.overbooking=by_expected_no_shows",
    "policies.holding={hold_starts: {for: inductions, share: 0.3, release: 2 days}}",
    "policies.holding={hold_starts: {for: urgent, starts: 1, release: 1 day}}",
    "policies.waiting_list={first_in_list: {accepted: 1}}",
    "policies.waiting_list=closest_to_window_end",
    "policies.nurse_assignment=kept_for_the_visit",
    "policies.nurse_assignment=reassigned_when_free",
    "policies.nurse_assignment=zones",
    "diary.notice=2 h",
    "diary.from_next_day=false",
    "diary.horizon=6 weeks",
    "staff.nurse.absent=0.15",
    "staff.nurse.absent={probability: 0.2, agency: {probability: 0.9, wage: 75}}",
    "staff.nurse.watches=2",
    "staff.nurse.helps=[front desk]",
    "staff.prescriber.helps=[nurse]",
    "staff.nurse.break={length: 30 min, between: 11:30-14:00}",
    "staff.nurse.break=[{length: 15 min, between: '10:00-11:00'}, {length: 30 min, between: '12:00-14:00', cover: 0}]",
    "attendance.infusion.cancels_with_notice={probability: 0.2, ahead: {uniform: {low: 30 min, high: 6 days}}}",
    "attendance.infusion.no_show=0.3",
    "attendance.infusion.punctuality={laplace: {mean: -5 min, scale: 25 min}}",
)


def clinic(name: str, *overrides: str) -> Scenario:
    """A shipped clinic over five weeks from the start, with changes."""
    return load(FOLDER / f"{name}.yaml", [*SHORT, *overrides]).scenario


def variation(name: str, number: int) -> tuple[Scenario, list[str]]:
    """A shipped clinic with a few choices drawn at random; those that do not fit it are left out."""
    rng = np.random.default_rng([number, CLINICS.index(name)])
    kept: list[str] = []
    for choice in rng.permutation(CHOICES)[:9].tolist():
        try:
            changed = clinic(name, *kept, choice)
        except ScenarioError:
            continue
        if choice.startswith("staff.nurse.absent") and not changed.staff["nurse"].watches_while_hands_on:
            continue  # a strict nurse alone can neither leave those watched nor help them
        kept.append(choice)
    return clinic(name, *kept), kept
