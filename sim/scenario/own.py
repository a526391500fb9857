"""Policies of the user's own in a scenario: found, allowed, read and checked before anything is asked of them.

``slot: my_rules.py:MostRoom`` names a class in a file beside the scenario, ``my_package.rules:MostRoom`` one in an
installed package. Either runs code, and does so only when the user has allowed it.
"""

from __future__ import annotations

import hashlib
import inspect
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path as FilePath
from pathlib import PureWindowsPath
from typing import Any

from pydantic import ValidationError

from sim.errors import Problem, ScenarioError
from sim.policies.own import WRAPPERS, Code, Own, parameters_of
from sim.policies.questions import QUESTIONS, Question, signature
from sim.scenario.address import Path, inside
from sim.scenario.explain import explain, place
from sim.scenario.files import STANDARD_INPUT, read_text, real
from sim.scenario.parse import Mark, Tree
from sim.scenario.problems import did_you_mean, listed, show, visible
from sim.scenario.settings import ORIGIN

PLAN = "maintenance plan"
"""The family whose policies stand in protocols."""
_MODULE = re.compile(r"[^\W\d]\w*(\.[^\W\d]\w*)*")


@dataclass(frozen=True)
class OwnPolicies:
    """What was found of them in one scenario."""

    data: Any
    """The scenario's plain data, a name for each policy in its place."""
    built: Mapping[str, Any]
    """That name -> the policy."""
    problems: tuple[Problem, ...] = ()

    @property
    def code(self) -> tuple[Code, ...]:
        """What was read, each class or function once."""
        found = {own.code.reference: own.code for own in self.built.values() if isinstance(own, Own)}
        return tuple(found.values())


class _UnusableError(Exception):
    """Why a policy cannot be used; several problems where its parameters have several."""

    def __init__(self, what: str = "", problems: tuple[Problem, ...] = ()) -> None:
        self.what, self.problems = what, problems
        super().__init__(what)


def own_policies(tree: Tree, file: str, allowed: bool) -> OwnPolicies:
    """Find every policy of the user's own in a scenario; build them if running their code is allowed."""
    reader = _Reader(tree, file, allowed)
    data, built, problems = tree.data, dict[str, Any](), list[Problem]()
    for nth, (path, family) in enumerate(_places(tree.data)):
        written = _reference(_at(tree.data, path))
        if written is None:
            continue
        name = f"\0own policy {nth}"  # a scenario cannot hold this character
        data = _put(data, path, name)
        built[name] = None
        try:
            built[name] = reader.policy(path, family, *written)
        except _UnusableError as error:
            problems += error.problems or (place(tree, path, visible(error.what), file),)
    return OwnPolicies(data, built, tuple(problems))


def fresh(scenario: Any) -> Any:
    """The scenario with each policy of the user's own made anew, so that no replication remembers another."""
    policies = {name: policy.fresh() for name, policy in scenario.policies if isinstance(policy, Own)}
    protocols = {
        name: _with_fresh_plan(protocol)
        for name, protocol in scenario.protocols.items()
        if protocol.maintenance is not None and isinstance(protocol.maintenance.plan, Own)
    }
    if not policies and not protocols:
        return scenario
    renewed = scenario.policies.model_copy(update=policies)
    return scenario.model_copy(update={"policies": renewed, "protocols": scenario.protocols | protocols})


def _with_fresh_plan(protocol: Any) -> Any:
    boosters = protocol.maintenance.model_copy(update={"plan": protocol.maintenance.plan.fresh()})
    return protocol.model_copy(update={"maintenance": boosters})


# where they stand


def _places(data: Any) -> Iterator[tuple[Path, str]]:
    """Where a policy may stand, and of which family it is."""
    for family in QUESTIONS:
        if family != PLAN:
            yield ("policies", family), family
    protocols = inside(data, "protocols")
    for name in protocols if isinstance(protocols, dict) else ():
        yield ("protocols", name, "maintenance", "plan"), PLAN


def _reference(value: Any) -> tuple[str, Any] | None:
    """The reference and its parameters, where a value names a policy of the user's own."""
    name, parameters = value, None
    if isinstance(value, dict) and len(value) == 1:
        name, parameters = next(iter(value.items()))
    is_own = isinstance(name, str) and (":" in name or name.endswith(".py"))
    return (name, {} if parameters is None else parameters) if is_own else None


def _at(data: Any, path: Path) -> Any:
    for step in path:
        data = inside(data, step)
    return data


def _put(data: Any, path: Path, value: Any) -> Any:
    return {**data, path[0]: _put(data[path[0]], path[1:], value)} if path else value


# reading and checking


class _Reader:
    """Reads the policies of one scenario."""

    def __init__(self, tree: Tree, file: str, allowed: bool) -> None:
        self.tree, self.file, self.allowed = tree, file, allowed
        self.read: dict[str, str] = {}

    def policy(self, path: Path, family: str, reference: str, parameters: Any) -> Own:
        """The policy, ready to be asked; raises _UnusableError."""
        code = self._code(path, reference)
        self._check_parameters(path, _definition(code), code, parameters)
        spaces = inside(self.tree.data, "spaces")
        names = tuple(spaces) if isinstance(spaces, dict) else ()
        try:
            own = WRAPPERS.get(family, Own)(family, code, parameters, names)
        except (Exception, SystemExit) as error:
            raise _UnusableError(f"{reference} cannot be made: {code.raised(error)}") from None
        _check_question(own, QUESTIONS[family])
        return own

    def _code(self, path: Path, reference: str) -> Code:
        where, _, name = reference.rpartition(":")
        if not where or not name.isidentifier():
            raise _UnusableError(f"got {show(reference)}; expected a file and its class, as in my_rules.py:MostRoom")
        if where.endswith(".py"):
            return self._in_a_file(path, reference, where)
        if not _MODULE.fullmatch(where):
            raise _UnusableError(f"got {show(reference)}; expected file.py:Name or package.module:Name")
        self._refuse_unless_allowed(reference, f"the installed module {where}")
        return _in_a_package(reference, where)

    def _in_a_file(self, path: Path, reference: str, where: str) -> Code:
        folder = self._folder(path, reference)
        file = folder / where
        windows = PureWindowsPath(where)
        if windows.anchor or "\\" in where or ".." in windows.parts or not _is_below(file, folder):
            raise _UnusableError(f"got the path {show(where)}; expected a file in the scenario's folder or below it")
        try:
            text = read_text(str(file))
        except ScenarioError as error:
            raise _UnusableError(f"{show(where)}: {error.problems[0].what}") from None
        self._refuse_unless_allowed(reference, f"the Python file {file}")
        code = Code(reference, str(file), hashlib.sha256(text.encode()).hexdigest(), text)
        if self.read.setdefault(where, code.sha256) != code.sha256:
            raise _UnusableError(f"two different files are called {show(where)}; give one of them another name")
        return code

    def _folder(self, path: Path, reference: str) -> FilePath:
        """The folder of the file that names the policy; of the scenario for a setting."""
        mark = self.tree.keys.get((*path, reference)) or self.tree.mark(path) or Mark(self.file)
        file = self.file if mark.file == ORIGIN else mark.file
        return FilePath() if file == STANDARD_INPUT else FilePath(file).parent

    def _refuse_unless_allowed(self, reference: str, what: str) -> None:
        if not self.allowed:
            raise _UnusableError(f"{reference} would run {what}; nothing of it was run; allow it with --allow-code")

    def _check_parameters(self, path: Path, definition: Any, code: Code, parameters: Any) -> None:
        try:
            model = parameters_of(definition)
        except Exception as error:
            raise _UnusableError(f"the fields of {code.reference} cannot be read: {code.raised(error)}") from None
        if not isinstance(parameters, dict):
            raise _UnusableError(f"got {show(parameters)}; expected the parameters of {code.reference} as a mapping")
        if model is None and parameters:
            raise _UnusableError(f"{code.reference} takes no parameters; got {listed(parameters)}")
        try:
            if model is not None:
                model.model_validate_json(json.dumps(parameters))
        except ValidationError as error:
            within = self._within((*path, code.reference), parameters)
            found = explain(error, within, model, self.file)  # type: ignore[arg-type]
            head = ".".join((*map(str, path), code.reference))
            raise _UnusableError(problems=tuple(replace(one, path=f"{head}.{one.path}") for one in found)) from None

    def _within(self, path: Path, parameters: Any) -> Tree:
        """The tree below a path, as a tree of its own."""
        values = {at[len(path) :]: mark for at, mark in self.tree.values.items() if at[: len(path)] == path}
        keys = {at[len(path) :]: mark for at, mark in self.tree.keys.items() if at[: len(path)] == path}
        whole = self.tree.mark(path)
        return Tree(parameters, {(): whole, **values} if whole else values, keys)


def _is_below(file: FilePath, folder: FilePath) -> bool:
    return real(file).is_relative_to(real(folder))


def _in_a_package(reference: str, where: str) -> Code:
    try:
        spec = find_spec(where)
    except (Exception, SystemExit) as error:
        raise _UnusableError(f"there is no module {show(where)}: {type(error).__name__}: {error}") from None
    if spec is None or not spec.origin or not FilePath(spec.origin).is_file():
        raise _UnusableError(f"there is no module {show(where)}; expected one that is installed beside chairtime")
    sha256 = hashlib.sha256(FilePath(spec.origin).read_bytes()).hexdigest()
    return Code(reference, spec.origin, sha256, None)


def _definition(code: Code) -> Any:
    """The class or function that a reference names; raises _UnusableError."""
    try:
        module = code.module()
    except (Exception, SystemExit) as error:
        raise _UnusableError(f"{code.where} cannot be imported: {code.raised(error)}") from None
    found = getattr(module, code.name, None)
    if found is None:
        own = [name for name, value in vars(module).items() if getattr(value, "__module__", "") == module.__name__]
        rule = f"expected one of {listed(own)}{did_you_mean(code.name, own)}" if own else "it defines nothing"
        raise _UnusableError(f"{code.where} has no {show(code.name)}; {rule}")
    if not callable(found):
        raise _UnusableError(f"{code.reference} is of type {type(found).__name__}; expected a class or a function")
    settled: Any = getattr(found, "__dataclass_params__", None)
    if settled is not None and not settled.frozen:
        raise _UnusableError(f"{code.reference} can be changed; expected @dataclass(frozen=True)")
    return found


def _check_question(own: Own, question: Question) -> None:
    """Whether a policy can be asked what its family is asked."""
    policy, reference = own.policy, own.code.reference
    for fact in question.facts:
        if not isinstance(getattr(policy, fact, None), bool):
            raise _UnusableError(f"{reference} does not say {fact}; expected an attribute or property, True or False")
    if not question.method:
        return
    asked = policy if inspect.isfunction(policy) else getattr(policy, question.method, None)
    if asked is None:
        raise _UnusableError(f"{reference} cannot be asked; expected a method {signature(question)}")
    try:
        inspect.signature(asked).bind(None)
    except TypeError:
        taken = ", ".join(inspect.signature(asked).parameters) or "nothing"
        raise _UnusableError(f"{reference} takes {taken}; expected {signature(question)}") from None
    except ValueError:
        return  # written in C, says nothing of its arguments
