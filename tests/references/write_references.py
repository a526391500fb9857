"""Write ``other_programs.json`` anew: what other programs answer to the same series.

    uv run --no-project --python 3.11 --with sim-tools==1.3.0 --with kim-convergence==0.1.0 --with pymser==1.0.22 \
        python tests/references/write_references.py

The programs are needed for this only; the tests read the file. The series are kept in it, so that no generator of
random numbers has to stay the same.
"""

from __future__ import annotations

import json
import warnings
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

PAGE = Path(__file__).with_name("other_programs.json")
PRECISIONS = (0.05, 0.1, 0.2)
SHOWN = (3, 5, 10, 20, 50, 100)
"""Numbers of replications at which the intervals are kept."""


def replications(rng: np.random.Generator) -> dict[str, np.ndarray]:
    """Values of independent replications: symmetric, skewed, and close together by luck before they spread."""
    lucky = np.concatenate([rng.normal(20, 0.4, 12), rng.normal(20, 8, 148)])
    return {"normal": rng.normal(10, 3, 160), "skewed": rng.lognormal(2, 0.5, 160), "lucky": lucky}


def series(rng: np.random.Generator) -> dict[str, np.ndarray]:
    """Weekly series: settling, settled, a queue from empty, growing for ever, a late step, no whole fives."""
    return {
        "settling": 40 - 30 * np.exp(-np.arange(260) / 20) + swings(rng, 260),
        "settled": 40 + swings(rng, 200),
        "waits": waits(rng, 300, 0.8),
        "growing": 0.3 * np.arange(150) + swings(rng, 150),
        "late step": np.repeat([10.0, 20.0], [140, 60]) + rng.normal(0, 0.5, 200),
        "203 weeks": 40 - 15 * np.exp(-np.arange(203) / 12) + swings(rng, 203),
    }


def swings(rng: np.random.Generator, weeks: int) -> np.ndarray:
    """Noise with a memory."""
    found = rng.standard_normal(weeks)
    for week in range(1, weeks):
        found[week] += 0.6 * found[week - 1]
    return found


def waits(rng: np.random.Generator, customers: int, load: float) -> np.ndarray:
    """Waits in M/M/1 that starts empty, by Lindley's recursion."""
    found = np.zeros(customers)
    for one in range(1, customers):
        found[one] = max(found[one - 1] + rng.exponential(1.0) - rng.exponential(1 / load), 0.0)
    return found


class Model:
    """Replications that are there already, as sim-tools asks for them."""

    def __init__(self, values: np.ndarray) -> None:
        self.values = values

    def single_run(self, replication_number: int) -> dict[str, float]:
        """One value; the last again where the algorithm asks for more than there are."""
        return {"x": float(self.values[min(replication_number, len(self.values) - 1)])}


def by_sim_tools(values: np.ndarray) -> dict[str, Any]:
    """Intervals, and the numbers of replications by the interval method and by the algorithm with two settings."""
    from sim_tools.output_analysis import ReplicationsAlgorithm, confidence_interval_method

    number, table = {}, None
    ours, published = {}, {}
    for precision in PRECISIONS:
        found, table = confidence_interval_method(list(values), 0.05, precision, min_rep=9, decimal_places=12)
        number[precision] = int(found)
        settings = {"alpha": 0.05, "half_width_precision": precision, "replication_budget": len(values) - 20}
        for to, first, ahead in ((ours, 10, 10), (published, 3, 5)):
            algorithm = ReplicationsAlgorithm(initial_replications=first, look_ahead=ahead, **settings)
            to[precision] = algorithm.select(Model(values), ["x"])[0]["x"]
    assert table is not None
    intervals = {
        n: [float(table["Cumulative Mean"][n]), float(table["Upper Interval"][n] - table["Cumulative Mean"][n])]
        for n in SHOWN
    }
    return {"intervals": intervals, "first_narrow": number, "stays_narrow": ours, "as_published": published}


def by_others(values: np.ndarray) -> dict[str, Any]:
    """Cuts by MSER-5 in two programs; the first says too whether it takes its own for valid."""
    from kim_convergence import mser_m
    from pymser.pymser import MSERm_index, calculate_MSEm

    valid, cut = mser_m(values, batch_size=5)
    batches = len(values) // 5
    _, first_half = mser_m(values, batch_size=5, ignore_end=batches - batches // 2 - 1)
    other = int(MSERm_index(calculate_MSEm(values, batch_size=5), batch_size=5))
    return {"valid": bool(valid), "kim_convergence": int(cut), "first_half": int(first_half), "pymser": other}


def main() -> None:
    """Draw the series, ask the programs, and write what they answer."""
    rng = np.random.default_rng(20260105)
    warnings.simplefilter("ignore")  # where a precision is not reached, which the answer says too
    runs = {name: values.round(3) for name, values in replications(rng).items()}
    weeks = {name: values.round(2) for name, values in series(rng).items()}
    found = {
        "made_by": "python tests/references/write_references.py",
        "versions": {name: version(name) for name in ("sim-tools", "kim-convergence", "pymser")},
        "calls": {
            "intervals, first_narrow": "confidence_interval_method(values, alpha=0.05, desired_precision, min_rep=9)",
            "stays_narrow": "ReplicationsAlgorithm(initial_replications=10, look_ahead=10).select(model, ['x'])",
            "as_published": "ReplicationsAlgorithm(initial_replications=3, look_ahead=5).select(model, ['x'])",
            "kim_convergence": "mser_m(values, batch_size=5)",
            "first_half": "mser_m(values, batch_size=5, ignore_end=all cuts beyond the first half)",
            "pymser": "MSERm_index(calculate_MSEm(values, batch_size=5), batch_size=5)",
        },
        "replications": {name: {"values": list(one), **by_sim_tools(one)} for name, one in runs.items()},
        "weeks": {name: {"values": list(one), **by_others(one)} for name, one in weeks.items()},
    }
    text = json.dumps(found, indent=1, default=float)
    PAGE.write_text(_lists_on_lines(text) + "\n", encoding="utf-8")


def _lists_on_lines(text: str) -> str:
    """Numbers of a list side by side, not one below the other."""
    import re
    import textwrap

    def filled(match: re.Match[str]) -> str:
        return "[\n" + textwrap.fill(" ".join(match[1].split()), 118, initial_indent="  ", subsequent_indent="  ") + "]"

    return re.sub(r"\[\s*([-\d.e,\s]+?)\s*\]", filled, text)


if __name__ == "__main__":
    main()
