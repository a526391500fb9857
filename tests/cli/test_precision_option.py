"""``chairtime run`` with a precision to reach, a warm-up to choose and less luck: messages, exit codes, files."""

from __future__ import annotations

import csv
import json


def test_every_mistake_is_told_at_once(chairtime, small, tmp_path):
    """Unknown metric, no size, a size of zero, a limit below the scenario's and an odd one: exit 2, nothing written."""
    words = ("--precision", "day.direct_wait.men within 5 %", "--precision", "day.direct_wait.mean 5 %")
    words += ("--precision", "day.direct_wait.mean within 0 min", "--precision", "lost.productive within 2 min")
    done = chairtime("run", small, *words, "--max-replications", 3, "--replications", 4, "--antithetic")
    assert done.returncode == 2
    told = done.stderr.splitlines()
    assert told[:2] == [
        "ERROR --precision day.direct_wait.men: unknown metric (did you mean 'day.direct_wait.mean'?); "
        "'chairtime metrics' lists them all",
        "ERROR --precision day.direct_wait.mean 5 %: got 'day.direct_wait.mean 5 %'; "
        "expected 'metric within size', such as 'day.direct_wait.mean within 5 %'",
    ]
    assert "got '0 min'; expected a size above zero" in told[2]
    assert "expected a size such as '1 %'" in told[3]
    assert "--max-replications antithetic pairs need an even number of replications, got 3; 4 would do" in told[4]
    assert "--max-replications 3 is less than the 4 replications to begin with" in told[5]
    assert not (tmp_path / "results").exists()


def test_odd_pairs_are_refused(chairtime, small):
    """Three replications in antithetic pairs: exit 2 and what would do."""
    done = chairtime("run", small, "--antithetic")
    assert done.returncode == 2
    assert "antithetic pairs need an even number of replications, got 3; 4 would do" in done.stderr


def test_run_says_what_was_reached(chairtime, small, tmp_path):
    """A wide goal, one that 40 replications do not reach, a metric without a value; pairs and controls on record."""
    words = (
        "--precision",
        "volume.infusions_per_week within 40 %",
        "--precision",
        "day.direct_wait.mean within 0.001 min",
    )
    words += ("--precision", "benefit.days_symptomatic.mean within 5 %", "--max-replications", 40)
    done = chairtime("run", small, *words, "--replications", 4, "--antithetic", "--control-variate", "--out", "out")
    assert done.returncode == 0, done.stderr
    record = json.loads((tmp_path / "out" / "run.json").read_text(encoding="utf-8"))
    found = record["precision"]
    assert (found["replications"], found["limit"], found["stopped_by_limit"]) == (40, 40, True)
    assert [one["reached"] for one in found["goals"]] == [True, False, False]
    assert [one["n"] for one in found["goals"]] == [20, 20, 0]
    assert "no replication has a value" in found["goals"][2]["note"]
    assert record["variance_reduction"]["antithetic_pairs"]
    assert record["warm_up"] == {"reading": "fill-up"}
    assert sum(warning.startswith("Precision not reached") for warning in record["warnings"]) == 2
    assert "volume.infusions_per_week within 40 %: reached" in done.stdout
    assert "WARNING Precision not reached: day.direct_wait.mean within 0.001 min" in done.stderr
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert "the limit of 40 replications stopped this with 2 goals open" in page
    with (tmp_path / "out" / "variance.csv").open(encoding="utf-8-sig") as stream:
        rows = {row["metric"]: row for row in csv.DictReader(stream)}
    assert float(rows["volume.infusions_per_week"]["gain_of_pairs"]) > 0


def test_warm_up_is_chosen_and_told(chairtime, small, tmp_path):
    """With auto the record says by what rule and from what; the same seed chooses the same."""
    done = chairtime("run", small, "--set", "run.warm_up=auto", "--out", "out")
    assert done.returncode == 0, done.stderr
    found = json.loads((tmp_path / "out" / "run.json").read_text(encoding="utf-8"))["warm_up"]
    assert found["chosen"]
    assert found["weeks"] == max(5, *found["cuts_weeks"].values())
    assert found["looked_at_weeks"] in (104, 208, 416)
    assert found["looked_at_replications"] == 10
    assert f"Warm-up: {found['weeks']:.0f} weeks." in done.stderr
