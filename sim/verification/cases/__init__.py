"""Every case, by name."""

from __future__ import annotations

from sim.verification.case import Case
from sim.verification.cases import courses, losses, plain, renewals, sessions, stations, wards

_FAMILIES = (stations, renewals, losses, wards, sessions, courses, plain)
CASES: dict[str, Case] = {case.name: case for family in _FAMILIES for case in family.cases()}
"""In the order of the table."""
