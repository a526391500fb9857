"""Every family of policies with its question and its choices, for lists and help."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sim.policies.admission import ADMISSION
from sim.policies.capacity import CAPACITY
from sim.policies.dispatch import DISPATCH
from sim.policies.end_of_day import END_OF_DAY
from sim.policies.late import LATE
from sim.policies.maintenance import MAINTENANCE
from sim.policies.nurse_assignment import NURSE_ASSIGNMENT
from sim.policies.recovery import RECOVERY
from sim.policies.series import SERIES
from sim.policies.slot import SLOT
from sim.spec import Spec

FAMILIES: Mapping[str, tuple[str, Mapping[str, type[Spec]]]] = {
    "admission": ("Start this patient now, later, or never?", ADMISSION),
    "series": ("Book how many infusions of an induction, how far ahead?", SERIES),
    "slot": ("Which of the free starts of a day?", SLOT),
    "capacity": ("When is a start bookable at all?", CAPACITY),
    "dispatch": ("Who is served next?", DISPATCH),
    "nurse_assignment": ("Which member of staff serves this visit?", NURSE_ASSIGNMENT),
    "late": ("A patient arrives late: what then?", LATE),
    "recovery": ("Where does a patient recover?", RECOVERY),
    "end_of_day": ("The day runs late: who is still begun?", END_OF_DAY),
    "maintenance plan": ("When does a responder get the next booster? (in a protocol)", MAINTENANCE),
}


def lines() -> Iterator[str]:
    """The catalogue as text: a family, its choices, their parameters."""
    for family, (question, table) in FAMILIES.items():
        yield f"{family}: {question}"
        for name, spec in table.items():
            yield f"  {name}: {_first_line(spec.__doc__)}"
            yield from (f"      {key}: {_first_line(field.description)}" for key, field in spec.model_fields.items())


def _first_line(text: str | None) -> str:
    return (text or "").strip().split("\n")[0]
