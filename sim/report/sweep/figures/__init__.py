"""Every figure of a sweep, a tornado and uncertain inputs, in the order of the page."""

from __future__ import annotations

from sim.report.figure import Figure
from sim.report.sweep.figures import effects, frontier, heat, response, spread, together, tornado
from sim.report.sweep.words import varying
from sim.sweep.designs import Sweep
from sim.sweep.interaction import strongest
from sim.sweep.tornado import Tornado
from sim.sweep.uncertainty import Uncertainty

MOST = 5
"""Metrics with a figure of their own."""


def of_sweep(sweep: Sweep) -> tuple[Figure[Sweep], ...]:
    """The frontier, then what each factor does: curves, heat maps of two, effects and dependences of many."""
    found = [frontier.FRONTIER, *(response.figure(sweep, place) for place in response.places(sweep))]
    chosen = varying(sweep, MOST)
    if sweep.is_grid and len(sweep.factors) == 2:
        found += [heat.figure(name) for name in chosen]
    if len(sweep.factors) > 2 or not sweep.is_grid:
        found += [effects.figure(name) for name in chosen]
        found += [together.figure(sweep, one) for name in chosen if (one := strongest(sweep, name)) is not None]
    return tuple(found)


def of_tornado(found: Tornado) -> tuple[Figure[Tornado], ...]:
    """A tornado for each of the first metrics shown that has a value and that some input moves."""
    return tuple(tornado.figure(name) for name in tornado.moved(found)[:MOST])


def of_uncertainty(found: Uncertainty) -> tuple[Figure[Uncertainty], ...]:
    """Both spreads side by side, then which inputs make theirs."""
    inputs = [effects.of_inputs(name) for name in varying(found.sweep, MOST)]
    return (spread.SPREAD, *inputs)
