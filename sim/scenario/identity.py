"""Which scenarios give the same numbers: a hash of everything in a scenario that a replication depends on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Any

from sim.policies.own import Own
from sim.scenario.load import dump
from sim.scenario.schema import Scenario

WORDS = ("scenario", "question", "shows")
"""Fields that are words for people."""
ASKED = ("targets", "objective", "choices")
"""Fields that say what is asked of the numbers, and not how they come about."""
REPEATED = ("replications", "seed", "control_variate")
"""Fields of ``run`` that stand beside the identity wherever it is used, or come after the replications."""


def identity(scenario: Scenario) -> str:
    """SHA-256 of a resolved scenario, without names and questions; the code of own policies is part of it."""
    data = {key: value for key, value in dump(scenario).items() if key not in (*WORDS, *ASKED)}
    data["run"] = {key: value for key, value in data["run"].items() if key not in REPEATED}
    data["code"] = sorted({own.code.sha256 for own in _own_policies(scenario)})
    return hashlib.sha256(json.dumps(data, ensure_ascii=True).encode()).hexdigest()


def _own_policies(scenario: Scenario) -> Iterator[Own]:
    """Every policy of the user's own in a scenario."""
    found: list[Any] = [policy for _, policy in scenario.policies]
    found += [one.maintenance.plan for one in scenario.protocols.values() if one.maintenance is not None]
    return (policy for policy in found if isinstance(policy, Own))
