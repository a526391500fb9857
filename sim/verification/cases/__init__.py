"""Every case, by name."""

from __future__ import annotations

from sim.verification.case import Case
from sim.verification.cases import losses, stations, wards

CASES: dict[str, Case] = {case.name: case for family in (stations, losses, wards) for case in family.cases()}
"""In the order of the table."""
