"""Every figure of a comparison, in the order of the page."""

from __future__ import annotations

from sim.comparison import Comparison
from sim.report.comparison.figures.days import DAYS
from sim.report.comparison.figures.forest import FOREST
from sim.report.comparison.figures.hours import HOURS
from sim.report.comparison.figures.tradeoff import TRADEOFF
from sim.report.figure import Figure

FIGURES: tuple[Figure[Comparison], ...] = (*FOREST, *TRADEOFF, *DAYS, *HOURS)
