"""``chairtime plan`` and ``chairtime capacity``: exit codes, messages, files."""

from __future__ import annotations

import json
import re

import pytest

SHORT = ("--first", 3, "--most", 12, "--workers", 1, "--set", "run.length=2 weeks")


def test_plan_writes_a_whole_study(chairtime, asked, tmp_path):
    """Exit 0, every promised file; one recliner and one nurse cost least and serve one patient a week easily."""
    done = chairtime("plan", asked, *SHORT)
    assert done.returncode == 0, done.stderr
    folder = tmp_path / "results" / "small-clinic-plan"
    assert {path.name for path in folder.iterdir()} == {
        "report.html", "plan.json", "run.json", "designs.csv", "replications.csv", "results.xlsx", "scenario.yaml",
        "recommended.yaml", "stress.md", "figures",
    }  # fmt: skip
    assert "12 replications; about" in done.stderr
    assert done.stderr.startswith("Small clinic: 4 designs x 3 replications to begin with; the first show how long")
    assert "; then more for the designs that are still open, and the report\n" in done.stderr
    assert json.loads((folder / "run.json").read_text(encoding="utf-8"))["seconds_simulating"] > 0
    found = json.loads((folder / "plan.json").read_text(encoding="utf-8"))
    assert (found["best"], found["settled"]) == ("recliner 1, nurses one", True)
    assert {one["state"] for one in found["designs"]} == {"selected", "beaten"}
    assert "Recliner 1, nurses one." in done.stdout
    again = chairtime("validate", folder / "recommended.yaml")
    assert again.returncode == 0, again.stderr


def test_capacity_writes_a_whole_study(chairtime, asked, tmp_path):
    """Some loads leave few waiting, others many; JSON on stdout alone."""
    done = chairtime(
        "capacity", asked, "--raise", "patients.referrals", "--between", "1..64 per week", "--to", "21",
        "--until", "access.unresolved at most 8 ± 3", "--json", *SHORT,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert re.fullmatch(r"\d+ replications; about [^\n]+ too close to call, and the report\n", done.stderr)
    assert found["path"] == "patients.referrals"
    assert (found["met"], found["missed"]) == ("1 per week", "22 per week")
    assert found["binding"] == ["access.unresolved"]
    folder = tmp_path / "results" / "small-clinic-capacity"
    assert {path.name for path in folder.iterdir()} == {
        "report.html", "capacity.json", "run.json", "loads.csv", "replications.csv", "results.xlsx", "scenario.yaml",
        "stress.md", "figures",
    }  # fmt: skip
    assert found == json.loads((folder / "capacity.json").read_text(encoding="utf-8"))


def test_capacity_says_in_a_log_what_came_of_each_load(chairtime, asked):
    """What is searched, then a line for every load that was tested, in the order in which they were."""
    done = chairtime(
        "capacity", asked, "--raise", "patients.referrals", "--between", "1..64 per week", "--to", "21",
        "--until", "access.unresolved at most 8 ± 3", *SHORT,
    )  # fmt: skip
    first, _, *loads = done.stderr.splitlines()
    assert first.startswith(
        "Small clinic: patients.referrals, 4 values from 1 per week to 64 per week; about 3 of them"
    )
    assert loads[0].startswith("patients.referrals=22 per week: targets missed after ")
    assert loads[1].startswith("patients.referrals=1 per week: targets met after ")


def test_designs_of_variants_are_checked_too(chairtime, asked):
    """A variant whose choice goes beyond what can be: exit 2, under its name; without it the designs are counted."""
    plain = asked.read_text(encoding="utf-8")
    asked.write_text(plain + "variants: {more: {choices: {spaces.recliner: [1, 3]}}}\n", encoding="utf-8")
    done = chairtime("validate", asked)
    assert done.returncode == 0, done.stderr
    assert done.stdout.endswith("valid, with 1 variant, with 4 designs each\n")
    asked.write_text(plain + "variants: {more: {choices: {spaces.recliner: [1, none]}}}\n", encoding="utf-8")
    done = chairtime("validate", asked)
    assert done.returncode == 2
    assert "variants.more" in done.stderr
    assert "recliner none" in done.stderr


def test_mistakes_are_told_at_once_and_nothing_is_written(chairtime, asked, tmp_path):
    """Unknown metric, a size of another unit, a path that leads nowhere: exit 2 already when validating."""
    text = asked.read_text(encoding="utf-8")
    text = text.replace("day.direct_wait.mean: at most 60 min ± 10 min", "day.direct_wait.men: at most 6 min")
    text = text.replace("lowest ± 5", "lowest ± 5 min").replace(
        "spaces.recliner: [1, 2]", "spaces.recliners.count: [1, 2]"
    )
    asked.write_text(text, encoding="utf-8")
    for command in ("validate", "plan"):
        done = chairtime(command, asked)
        assert done.returncode == 2
        assert "targets.day.direct_wait.men: unknown metric (did you mean 'day.direct_wait.mean'?)" in done.stderr
        assert "objective.money.cost.per_week: got '5 min'" in done.stderr
        assert "choices.spaces.recliners.count: there is no 'recliners'" in done.stderr
        assert done.stderr.count("ERROR") == 3
    assert not (tmp_path / "results").exists()


def test_designs_are_checked_before_anything_runs(chairtime, asked, tmp_path):
    """A value that a field does not take, told with the design it belongs to; and what must stay the same."""
    text = asked.read_text(encoding="utf-8").replace("recliner: [1, 2]", "recliner: [1, many]")
    asked.write_text(f"{text}  run.length: [2 weeks, 3 weeks]\n", encoding="utf-8")
    done = chairtime("plan", asked)
    assert done.returncode == 2
    assert "choices.run.length: this must be the same in all designs" in done.stderr
    asked.write_text(text, encoding="utf-8")
    done = chairtime("validate", asked)
    assert done.returncode == 2
    assert done.stderr.startswith(f"ERROR {asked}: choices: spaces.recliner: this value cannot stand here; got 'many'")
    assert "(in the design recliner many, nurses one; and in 1 more)" in done.stderr
    assert done.stderr.count("ERROR") == 1
    assert not (tmp_path / "results").exists()


def test_nothing_to_decide_is_said(chairtime, small):
    """Without choices there is no plan, without targets no largest load."""
    done = chairtime("plan", small)
    assert (done.returncode, "nothing to choose from" in done.stderr) == (2, True)
    done = chairtime("capacity", small, "--raise", "patients.referrals")
    assert (done.returncode, "the scenario has no targets" in done.stderr) == (2, True)


@pytest.mark.slow
def test_a_variant_is_decided_as_the_file_is(chairtime, asked, tmp_path):
    """40 a week as a variant, and written out: the same plan and the same largest load, under its own name."""
    text = asked.read_text(encoding="utf-8")
    asked.write_text(f"{text}variants: {{busy: {{patients.referrals: 40 per week}}}}\n", encoding="utf-8")
    rising = ("--raise", "patients.referrals", "--to", "20", "--until", "access.unresolved at most 8 ± 3")
    for command, more in (("plan", ()), ("capacity", rising)):
        by_name = chairtime(command, asked, "--variant", "busy", "--json", *more, *SHORT)
        written = ("--set", "patients.referrals=40 per week", "--out", tmp_path / command)
        by_hand = chairtime(command, asked, "--json", *more, *written, *SHORT)
        assert (by_name.returncode, by_name.stdout) == (0, by_hand.stdout), by_name.stderr
    assert (tmp_path / "results" / "small-clinic-busy-plan").is_dir()
    wrong = chairtime("plan", asked, "--variant", "bussy", *SHORT)
    assert (wrong.returncode, "did you mean 'busy'" in wrong.stderr) == (2, True)


@pytest.mark.slow
def test_warm_up_is_chosen_once_and_pairs_are_refused(chairtime, asked, tmp_path):
    """A warm-up that is to be chosen serves all designs; antithetic pairs are no independent replications."""
    done = chairtime("plan", asked, "--set", "run.antithetic=true", "--set", "run.replications=4")
    assert (done.returncode, "not antithetic pairs" in done.stderr) == (2, True)
    done = chairtime("plan", asked, *SHORT, "--set", "run.warm_up=auto", "--out", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    assert done.stderr.count("Warm-up: ") == 1


def test_run_says_whether_targets_are_met(chairtime, asked, tmp_path):
    """On the screen, on the page and as a file."""
    done = chairtime("run", asked, "--set", "run.length=4 weeks", "--out", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    assert "at most 60 min" in done.stdout
    assert "met" in (tmp_path / "out" / "targets.csv").read_text(encoding="utf-8-sig")
    assert "Targets" in (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
