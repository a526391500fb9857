"""Breaks: each fits into its window, one after the other, on a shift that spans it, with somebody left."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from sim.errors import Problem
from sim.scenario.arithmetic import spans
from sim.scenario.facts import at_work, hours_text
from sim.scenario.schema import Scenario
from sim.scenario.staff import Break, Role
from sim.units import show_duration


def _breaks(scenario: Scenario) -> Iterator[tuple[str, Role, Break]]:
    """Every break with its path and role; those of a list by their position."""
    for name, role in scenario.staff.items():
        path = f"staff.{name}.break"
        if isinstance(role.break_, Break):
            yield path, role, role.break_
        else:
            yield from ((f"{path}.{position}", role, pause) for position, pause in enumerate(role.breaks))


def break_that_does_not_fit(scenario: Scenario) -> Iterator[Problem]:
    """A break fits into its window."""
    for path, _, pause in _breaks(scenario):
        if pause.length > pause.between[1] - pause.between[0]:
            window = hours_text(*pause.between)
            yield Problem(f"a break of {show_duration(pause.length)} does not fit into {window}", f"{path}.length")


def breaks_that_overlap(scenario: Scenario) -> Iterator[Problem]:
    """The window of a break ends before that of the next begins."""
    for name, role in scenario.staff.items():
        for first, second in pairwise(sorted(pause.between for pause in role.breaks)):
            if second[0] < first[1]:
                what = (
                    f"the windows {hours_text(*first)} and {hours_text(*second)} overlap; a break must be over before "
                    "the next may begin"
                )
                yield Problem(what, f"staff.{name}.break")


def break_nobody_takes(scenario: Scenario) -> Iterator[Problem]:
    """A break is taken on shifts that span its window."""
    for path, role, pause in _breaks(scenario):
        if role.shifts and not any(spans(shift.hours, pause) for shift in role.shifts):
            window = hours_text(*pause.between)
            yield Problem(f"no shift spans {window}, so nobody takes this break", f"{path}.between")


def break_without_cover(scenario: Scenario) -> Iterator[Problem]:
    """Breaks are missed if cover asks for everybody."""
    for path, role, pause in _breaks(scenario):
        if not any(spans(shift.hours, pause) for shift in role.shifts):
            continue
        begins, ends = pause.between
        turns = {begins, *(at for shift in role.shifts for at in shift.hours if begins <= at < ends)}
        most = max(at_work(role, day, at) for day in range(7) for at in turns)
        if pause.cover >= most:
            window = hours_text(begins, ends)
            what = f"at most {most} are on duty {window} and {pause.cover} must stay: all breaks are missed"
            yield Problem(what, f"{path}.cover")


ERRORS = (break_that_does_not_fit, breaks_that_overlap)
WARNINGS = (break_nobody_takes, break_without_cover)
