"""On-site rules: never broken. Who would break one waits, or stays."""

from __future__ import annotations

from collections.abc import Sequence

from sim.model.engine import Engine
from sim.model.queues import Waiter
from sim.model.staff import Staff
from sim.scenario.schema import OnSite, PeopleInBuilding


class Rule:
    """So many of some staff in the building while something goes on."""

    def __init__(self, engine: Engine, name: str, staff: Sequence[Staff], least: int, infusing: bool) -> None:
        self._engine, self.name, self.staff, self.least = engine, name, staff, least
        self.infusing = infusing
        self.running = 0  # infusions, or patients in the building
        self._held: list[Waiter] = []

    def allows(self) -> bool:
        """Whether one more may begin now."""
        return self._are_in_building(self.least)

    def hold(self, waiter: Waiter) -> None:
        """Wait until the rule allows."""
        self._held.append(waiter)

    def spares_one(self) -> bool:
        """Whether one of this staff may leave the building now."""
        return not self.running or self._are_in_building(self.least + 1)

    def _are_in_building(self, number: int) -> bool:
        for role in self.staff:
            number -= len(role.members)
            if number <= 0:
                return True
        return False

    def send_home(self, reason: int) -> None:
        """At the end of the day, with nobody left who could satisfy the rule: whoever is held goes home."""
        held, self._held = self._held, []
        for waiter in held:
            waiter.goes_home(self._engine, reason)

    def somebody_came(self) -> None:
        """Let those go on who were held, if the rule allows now."""
        if self._held and self.allows():
            held, self._held = self._held, []
            for waiter in held:
                if not waiter.done:
                    waiter.done = True
                    self._engine.wake(waiter.task)


def build_rules(engine: Engine, rules: Sequence[OnSite | PeopleInBuilding], staff: dict[str, Staff]) -> list[Rule]:
    """The scenario's rules over its staff; each role asks them before anybody goes home."""
    built = []
    for rule in rules:
        if isinstance(rule, OnSite):
            roles, least = [staff[rule.on_site]], rule.count
            roles[0].least = max(roles[0].least, least)
        else:
            roles, least = list(staff.values()), rule.people_in_building
        built.append(Rule(engine, rule_name(rule), roles, least, rule.while_ == "infusing"))
    for role in staff.values():
        asked = [rule for rule in built if role in rule.staff]
        role.can_be_spared = lambda asked=asked: all(rule.spares_one() for rule in asked)  # type: ignore[misc]
    return built


def rule_name(rule: OnSite | PeopleInBuilding) -> str:
    """What reports call a rule."""
    if isinstance(rule, OnSite):
        return f"{rule.count} {rule.on_site} on site while {rule.while_}"
    return f"{rule.people_in_building} people in building while {rule.while_}"
