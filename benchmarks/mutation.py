"""Do the tests notice small faults? ``python -m benchmarks.mutation`` plants a random sample, one by one.

A copy of the repository is made, its fast tests are run once to learn which of them reach which line and how
long each takes, and then each mutant of the sample is tried: the tests that reach its lines, cheapest first, as many
as fit into a budget, until one fails. Every mutant adds a line to a file, so a run that is stopped goes on
where it was; the sample's order is random, so a part of it is a sample too.
"""

from __future__ import annotations

import argparse
import ast
import importlib
import inspect
import json
import os
import random
import resource
import shutil
import sqlite3
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from types import CodeType, FunctionType

import pytest
from _pytest.main import pytest_runtestloop as default_loop

from benchmarks.mutants import Mutant, compiles, mutants

ROOT = Path(__file__).parents[1]
COPIED = ("sim", "tests", "scenarios", "benchmarks", "docs", "pyproject.toml", "Makefile", "README.md")
PACKAGES = ("model", "metrics", "policies")
TESTS = ("tests/unit", "tests/hand", "tests/theory", "tests/invariants", "tests/direction", "tests/second_simulator")
LONGEST_MINUTES = 10
FEW = 20
"""Tests that are run in a fresh interpreter."""
QUIET = ("-x", "-q", "-s", "-p", "no:cacheprovider", "-p", "no:cov", "-W", "ignore::pytest.PytestAssertRewriteWarning")


@dataclass(frozen=True)
class Reach:
    """Which tests run which lines, and the processor seconds of each test."""

    tests: dict[str, dict[int, set[str]]]
    """File, line, names of tests."""
    seconds: dict[str, float]

    def of(self, mutant: Mutant, budget: float) -> list[str]:
        """The tests that reach a mutant, cheapest first, within *budget* seconds.

        Lines run while modules are imported belong to no test: then every test that reaches the file counts. What
        a shared fixture runs is booked on the first test that asks for it, so tests of that one's file count too.
        """
        lines = self.tests.get(mutant.file, {})
        first, last = mutant.reached
        names = set().union(*(lines.get(line, ()) for line in range(first, last + 1)))
        names = names or set().union(*lines.values())
        shared = {name.partition("::")[0] for name in names if name.endswith("|setup")}
        found = {name.partition("|")[0] for name in names}
        found |= {name for name in self.seconds if name.partition("::")[0] in shared}
        chosen: list[str] = []
        for name in sorted(found & self.seconds.keys(), key=lambda n: (self.seconds[n], n)):
            budget -= self.seconds[name]
            if budget < 0 and chosen:
                break
            chosen.append(name)
        return chosen

    def cheapest(self, number: int) -> list[str]:
        """The tests that take least."""
        return sorted(self.seconds, key=self.seconds.__getitem__)[:number]


def copied(folder: Path) -> Path:
    """A copy of the repository whose byte code is checked by content, since mutants come and go within a second."""
    copy = folder / "copy"
    shutil.rmtree(copy, ignore_errors=True)
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, copy / name, ignore=shutil.ignore_patterns("__pycache__", "results"))
        else:
            shutil.copy(source, copy / name)
    command = [sys.executable, "-m", "compileall", "-q", "--invalidation-mode", "checked-hash", "sim", "tests"]
    subprocess.run(command, cwd=copy, check=True)
    return copy


def learned(copy: Path) -> Reach:
    """Run the fast tests once under coverage."""
    data = copy.parent / "coverage.sqlite"
    report = copy.parent / "seconds.json"
    (copy / "seconds.py").write_text(_PLUGIN)
    (copy / ".coveragerc").write_text(f"[run]\nsource = sim\ndata_file = {data}\n")
    options = ["-m", "not slow", "-p", "seconds", "-p", "no:cacheprovider", "--cov=sim", "--cov-context=test"]
    command = [sys.executable, "-m", "pytest", *options, "--cov-report=", *present(copy)]
    environment = {**os.environ, "PYTHONPATH": str(copy), "SECONDS_FILE": str(report), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(command, cwd=copy, env=environment, check=False)
    if done.returncode != 0:
        print("some tests fail without any mutant; they are left out", flush=True)
    return read_reach(data, copy, json.loads(report.read_text()))


_PLUGIN = """
import json, os, pytest
from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage
seconds, failed = {}, set()
def used():  # processor time, with that of processes begun: what others do on the machine does not count
    return sum(getrusage(who).ru_utime + getrusage(who).ru_stime for who in (RUSAGE_SELF, RUSAGE_CHILDREN))
@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_protocol(item):
    begun = used()
    yield
    seconds[item.nodeid] = used() - begun
def pytest_runtest_logreport(report):
    if report.failed:
        failed.add(report.nodeid)
def pytest_sessionfinish():
    kept = {name: s for name, s in seconds.items() if name not in failed}
    with open(os.environ["SECONDS_FILE"], "w") as file:
        json.dump(kept, file)
"""


def present(copy: Path) -> list[str]:
    """The folders of tests that there are."""
    return [folder for folder in TESTS if (copy / folder).is_dir()]


def read_reach(data: Path, copy: Path, seconds: dict[str, float]) -> Reach:
    """Read coverage's own data base: a row for each file and test, with its lines as bits."""
    tests: dict[str, dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
    query = (
        "select file.path, context.context, numbits from line_bits "
        "join file on file.id = file_id join context on context.id = context_id where context.context != ''"
    )
    with closing(sqlite3.connect(data)) as connection:
        for path, context, bits in connection.execute(query):
            lines = tests[Path(path).relative_to(copy).as_posix()]
            for byte, value in enumerate(bits):
                for bit in range(8):
                    if value >> bit & 1:
                        lines[8 * byte + bit].add(context)
    return Reach(tests, seconds)


def sampled(copy: Path, number: int, seed: int) -> list[Mutant]:
    """So many mutants that compile, drawn without repetition, each package by its share; in random order."""
    chooser = random.Random(seed)
    every = {package: of_package(copy, package) for package in PACKAGES}
    total = sum(map(len, every.values()))
    chosen: list[Mutant] = []
    for found in every.values():
        chooser.shuffle(found)
        good = (m for m in found if compiles(m.applied((copy / m.file).read_bytes())))
        chosen += [mutant for mutant, _ in zip(good, range(round(number * len(found) / total)), strict=False)]
    chooser.shuffle(chosen)
    return chosen


def of_package(copy: Path, package: str) -> list[Mutant]:
    """Every mutant of a package."""
    files = sorted((copy / "sim" / package).glob("*.py"))
    return [m for file in files for m in mutants(file.relative_to(copy).as_posix(), file.read_bytes())]


class Trial:
    """A pytest plugin: once the tests are collected, every mutant is tried in a fork of this process.

    A fault is planted by exchanging the code of the living function, so nothing is imported or collected again. What
    survives that is tried on a few tests in a fresh interpreter, since some functions are called at import only.
    """

    def __init__(self, copy: Path, reach: Reach, budget: float, chosen: Sequence[Mutant], results: Path) -> None:
        self.copy, self.reach, self.budget, self.chosen, self.results = copy, reach, budget, chosen, results
        self.done: list[dict[str, object]] = []

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Instead of running the tests once, run some of them for each mutant."""
        known = remembered(self.results)
        if self.in_fork(session, self.reach.cheapest(100)) != "survived":
            raise RuntimeError("the tests fail without any fault, so they would kill every mutant")
        for number, mutant in enumerate(self.chosen, start=1):
            outcome: dict[str, object] = {**asdict(mutant)}
            if _key(outcome) in known:
                self.done.append(known[_key(outcome)])
                continue
            tests = self.reach.of(mutant, self.budget)
            begun = time.monotonic()
            outcome["verdict"] = self.tried(session, mutant, tests)
            outcome |= {"tests": len(tests), "took": round(time.monotonic() - begun, 1)}
            with self.results.open("a") as file:
                file.write(json.dumps(outcome) + "\n")
            self.done.append(outcome)
            place = f"{mutant.file}:{mutant.line} {mutant.operator}"
            print(f"{number}/{len(self.chosen)} {outcome['verdict']:<11} {place}", flush=True)
        return True

    def tried(self, session: pytest.Session, mutant: Mutant, tests: Sequence[str]) -> str:
        """What became of a mutant: killed, timed out (an endless loop), survived, or reached by no test."""
        if not tests:
            return "not reached"
        file = self.copy / mutant.file
        source = file.read_bytes()
        file.write_bytes(mutant.applied(source))
        try:
            function = living(mutant, source)
            code = function and changed_code(function.__code__, mutant.applied(source), str(file))
            if function is not None and code is not None:
                verdict = self.in_fork(session, tests, lambda: setattr(function, "__code__", code))
                return verdict if verdict != "survived" else self.afresh(tests[:FEW])
            return self.afresh(tests)
        finally:
            file.write_bytes(source)

    def in_fork(self, session: pytest.Session, tests: Sequence[str], plant: Callable[[], None] = lambda: None) -> str:
        """Run collected tests in a fork, after planting a fault."""
        child = os.fork()
        if child == 0:
            code = 3
            try:
                mute()
                self.limit(tests)
                plant()
                chosen = set(tests)
                session.items = [item for item in session.items if item.nodeid in chosen]
                session.items.sort(key=lambda item: self.reach.seconds[item.nodeid])
                default_loop(session)
                code = 1 if session.testsfailed else 0
            except BaseException:  # noqa: BLE001 - whatever it is, a test has stopped because of the fault
                code = 1
            finally:
                os._exit(code)
        return awaited(child)

    def afresh(self, tests: Sequence[str]) -> str:
        """Run tests in an interpreter of their own; the cheapest by themselves first, as most faults fall there."""
        for some in (tests[:FEW], tests[FEW:]):
            child = os.fork() if some else None
            if child == 0:
                mute()
                self.limit(tests)
                os.execv(sys.executable, [sys.executable, "-m", "pytest", *QUIET, "--rootdir", str(self.copy), *some])
            if child is not None and (verdict := awaited(child)) != "survived":
                return verdict
        return "survived"

    def limit(self, tests: Sequence[str]) -> None:
        """Let the tests have several times their usual processor time, no more."""
        seconds = int(10 + 3 * sum(self.reach.seconds[test] for test in tests))
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))


def mute() -> None:
    """Print nothing from here on."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)


def living(mutant: Mutant, source: bytes) -> FunctionType | None:
    """The imported function in whose body a mutant lies; None if it lies elsewhere, or is wrapped out of sight."""
    where: object = importlib.import_module(mutant.file.removesuffix(".py").replace("/", ".").removesuffix(".__init__"))
    node: ast.AST = ast.parse(source)
    while not isinstance(node, ast.FunctionDef):
        inner = [n for n in getattr(node, "body", ()) if isinstance(n, ast.ClassDef | ast.FunctionDef)]
        node = next((n for n in inner if n.lineno <= mutant.line <= (n.end_lineno or 0)), ast.Pass())
        if isinstance(node, ast.Pass):
            return None
        where = inspect.getattr_static(where, node.name, None)
    if mutant.line < node.body[0].lineno:
        return None  # a default value
    for inside in ("fget", "func", "__func__", "__wrapped__"):
        where = getattr(where, inside, where)
    return where if isinstance(where, FunctionType) else None


def changed_code(old: CodeType, source: bytes, file: str) -> CodeType | None:
    """The code of the same function in the changed file, if it can take the old one's place."""
    heap: list[CodeType] = [compile(source, file, "exec", dont_inherit=True)]
    while heap:
        code = heap.pop()
        if code.co_qualname == old.co_qualname and code.co_firstlineno == old.co_firstlineno:
            return code if code.co_freevars == old.co_freevars else None
        heap += [constant for constant in code.co_consts if isinstance(constant, CodeType)]
    return None


def awaited(child: int) -> str:
    """Wait for a child, not for ever, and say what its end means."""
    begun = time.monotonic()
    while True:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            break
        if time.monotonic() - begun > 60 * LONGEST_MINUTES:
            os.kill(child, 9)
            os.waitpid(child, 0)
            return "timed out"
        time.sleep(0.02)
    if os.WIFSIGNALED(status):
        return "timed out"
    return "survived" if os.waitstatus_to_exitcode(status) == 0 else "killed"


def remembered(results: Path) -> dict[tuple[object, ...], dict[str, object]]:
    """Mutants that were tried before, by place and change."""
    lines = results.read_text().splitlines() if results.exists() else []
    return {_key(one): one for one in map(json.loads, lines)}


def _key(one: dict[str, object]) -> tuple[object, ...]:
    return one["file"], one["start"], one["end"], one["operator"], one["after"]


def summary(outcomes: Iterable[dict[str, object]]) -> str:
    """The table of scores: each package, and all; intervals by Wilson (1927) at 95 %."""
    by_package: dict[str, list[str]] = defaultdict(list)
    for one in outcomes:
        package = str(one["file"]).split("/")[1]
        by_package[f"sim/{package}"].append(str(one["verdict"]))
        by_package["all"].append(str(one["verdict"]))
    rows = ["| part | tried | killed | timed out | survived | not reached | score, 95 % |", "|---" * 7 + "|"]
    for part in sorted(by_package, key=lambda name: (name == "all", name)):
        verdicts = by_package[part]
        counts = [verdicts.count(v) for v in ("killed", "timed out", "survived", "not reached")]
        low, high = wilson(counts[0] + counts[1], len(verdicts))
        score = f"{100 * (counts[0] + counts[1]) / len(verdicts):.0f} % ({100 * low:.0f} to {100 * high:.0f})"
        rows.append(f"| {part} | {len(verdicts)} | {' | '.join(map(str, counts))} | {score} |")
    return "\n".join(rows) + "\n"


def wilson(successes: int, number: int, z: float = 1.959964) -> tuple[float, float]:
    """Score interval of a share. Source: Wilson (1927), JASA 22."""
    share = successes / number
    centre = share + z**2 / (2 * number)
    spread = z * (share * (1 - share) / number + z**2 / (4 * number**2)) ** 0.5
    return (centre - spread) / (1 + z**2 / number), (centre + spread) / (1 + z**2 / number)


def main() -> None:
    """Try the sample and print the score."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="where the copy and the outcomes go, outside the repository")
    parser.add_argument("--sample", type=int, default=400, help="how many mutants (default 400)")
    parser.add_argument("--seed", type=int, default=1, help="of the sample (default 1)")
    parser.add_argument("--budget", type=float, default=30, help="seconds of tests for each mutant (default 30)")
    options = parser.parse_args()
    folder = options.folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    copy = copied(folder)
    reach = learned(copy)
    os.chdir(copy)
    sys.path[:] = [str(copy), *(path for path in sys.path if Path(path).resolve() != ROOT)]
    os.environ |= {"PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"}
    sys.dont_write_bytecode = True
    chosen = sampled(copy, options.sample, options.seed)
    trial = Trial(copy, reach, options.budget, chosen, folder / f"outcomes-{options.seed}.jsonl")
    pytest.main([*QUIET, "-m", "not slow", "--rootdir", str(copy), *present(copy)], plugins=[trial])
    print(summary(trial.done))


if __name__ == "__main__":
    main()
