"""A small valid clinic without errors or warnings, and how to change one thing in it."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any

from sim.scenario.schema import Scenario

GONE = object()
"""Stands for a key that is taken away."""

CLINIC: dict[str, Any] = {
    "scenario": "Small",
    "calendar": {"starts": "2026-01-05", "hours": {"mon-fri": "09:00-17:00"}},
    "spaces": {"recliner": 4, "consult room": 1},
    "staff": {
        "nurse": {
            "shifts": [{"days": "mon-fri", "hours": "09:00-17:00", "count": 2}],
            "break": {"length": "30 min", "between": "12:00-13:00"},
            "watches": 4,
        },
        "prescriber": {"shifts": [{"days": "mon-fri", "hours": "09:00-17:00"}]},
    },
    "safety": [{"on_site": "prescriber"}, {"people_in_building": 2}],
    "visits": {
        "consult": {
            "kind": "consult",
            "steps": [{"step": "talk", "time": "45 min", "hands": "prescriber", "in": "consult room"}],
        },
        "infusion": {
            "kind": "infusion",
            "booked": "120 min",
            "steps": [
                {"step": "prepare", "time": "20 min", "hands": "nurse", "in": "recliner"},
                {"step": "infuse", "part": "infusion", "time": "of the protocol", "watch": "nurse"},
                {"step": "recover", "part": "recovery", "time": "30 min", "watch": "nurse"},
                {"step": "discharge", "time": "5 min", "hands": "nurse"},
                {"step": "turn over", "time": "10 min", "in": "recliner", "patient": "gone"},
            ],
            "side_effects": {"nausea": {"probability": 0.05, "hands": "nurse", "time": "10 min"}},
        },
    },
    "protocols": {
        "mood": {
            "infusion": "40 min",
            "consult": "consult",
            "induction": {"infusions": 6},
            "maintenance": {"plan": {"as_needed": {"symptoms_return": "6 weeks"}}, "leaves_after_each": 0.2},
        }
    },
    "patients": {"referrals": "2 per week"},
    "run": {"replications": 10, "length": "26 weeks", "seed": 1},
}


def clinic(changes: dict[str, Any] | None = None) -> Scenario:
    """The small clinic with some values replaced, given by dotted paths."""
    data = deepcopy(CLINIC)
    for path, value in (changes or {}).items():
        *way, last = path.split(".")
        inner: Any = data
        for key in way:
            inner = inner[int(key)] if isinstance(inner, list) else inner.setdefault(key, {})
        if value is GONE:
            del inner[last]
        elif isinstance(inner, list):
            inner[int(last)] = value
        else:
            inner[last] = value
    return Scenario.model_validate_json(json.dumps(data))
