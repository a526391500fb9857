"""What a clinic has decided, policy by policy, and what that asks of whoever keeps the diary."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from sim.policies.catalogue import FAMILIES
from sim.scenario.arithmetic import planned_length, users
from sim.scenario.diff import plain, spaced
from sim.scenario.facts import booked_visits
from sim.scenario.problems import visible
from sim.scenario.schema import Scenario
from sim.spec import Spec
from sim.units import show_duration


class Decision(NamedTuple):
    """One policy as it was chosen."""

    family: str
    """What it decides, e.g. ``admission``."""
    name: str
    """The policy chosen, as in the file."""
    meaning: str
    """What it does, in the words of its docstring, without the full stop."""
    parameters: tuple[tuple[str, str], ...]
    """Names and values, with units."""

    @property
    def question(self) -> str:
        """What it answers."""
        return FAMILIES[self.family][0]

    @property
    def detail(self) -> str:
        """Its parameters in brackets, or nothing."""
        told = "; ".join(f"{spaced(key)}: {visible(value)}" for key, value in self.parameters)
        return f" ({told})" if told else ""


def decisions(scenario: Scenario) -> Iterator[Decision]:
    """The policies of a clinic, in the order of the catalogue."""
    written: Mapping[str, Any] = _plain_data(scenario.policies)
    for family, given in written.items():
        yield _decision(family, getattr(scenario.policies, family), given)


def _decision(family: str, policy: Any, given: Any) -> Decision:
    name, values = (given, {}) if isinstance(given, str) else next(iter(given.items()))
    meaning = (policy.__doc__ or "").strip().split("\n")[0].rstrip(".")
    return Decision(family, name, meaning, tuple((key, plain(value)) for key, value in values.items() if value != []))


def _plain_data(spec: Spec) -> Any:
    return spec.model_dump(mode="json", by_alias=True, exclude_none=True)


def duties(scenario: Scenario) -> Iterator[tuple[str, str]]:
    """Questions that come up at the desk, each with the clinic's answer in a sentence."""
    for one in decisions(scenario):
        yield one.question, f"{one.meaning}{one.detail}."
    yield from _plans(scenario)
    yield "Which starts may be offered?", _starts(scenario)
    for name in booked_visits(scenario):
        minutes = planned_length(scenario.visits[name], users(scenario, name), scenario.diary.every)
        yield f"How much time does {visible(name)} get in the diary?", f"{show_duration(minutes)}."
    for name, protocol in scenario.protocols.items():
        yield f"How far apart are the infusions of {visible(name)}?", _spacing(protocol.induction)


def _plans(scenario: Scenario) -> Iterator[tuple[str, str]]:
    for name, protocol in scenario.protocols.items():
        if protocol.maintenance:
            one = _decision("maintenance plan", protocol.maintenance.plan, _plain_data(protocol.maintenance)["plan"])
            yield f"When does a responder of {visible(name)} get the next booster?", f"{one.meaning}{one.detail}."


def _starts(scenario: Scenario) -> str:
    diary = scenario.diary
    notice = f", with {show_duration(diary.notice)} of notice" if diary.notice else ""
    first = "from the day after the call" if diary.from_next_day else "from the same day on"
    return f"Every {show_duration(diary.every)}, {first}{notice}, up to {show_duration(diary.horizon)} ahead."


def _spacing(induction: Any) -> str:
    spacing = _plain_data(induction)["spacing"]
    return f"Aim for {plain(spacing['target'])}; at least {spacing['least']}, at most {spacing['most']}."
