"""A policy of the user's own: its code, its parameters, and a wrapper that asks it and checks what it answers.

Only policies that are not ours are wrapped, so that ours cost nothing more.
"""

from __future__ import annotations

import dataclasses
import json
import linecache
import sys
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from pathlib import PurePath
from types import ModuleType
from typing import Any, get_type_hints

from pydantic import Field, create_model

from sim.errors import PolicyError, Terminated
from sim.policies.catalogue import FAMILIES
from sim.policies.end_of_day import ServeEveryone
from sim.policies.holding import HoldStarts
from sim.policies.missed import Shift
from sim.policies.nurse_assignment import KeptForTheVisit
from sim.policies.overbooking import ByShare
from sim.policies.pattern import AnyDay
from sim.policies.questions import FURTHER, QUESTIONS
from sim.policies.slot import Earliest
from sim.policies.waiting_list import FirstInList
from sim.spec import Spec


@dataclass(frozen=True)
class Code:
    """Where a policy is written: ``my_rules.py:MostRoom`` in a file, ``my_package.rules:MostRoom`` in a package."""

    reference: str
    """As the scenario says it."""
    file: str
    """The file that holds it."""
    sha256: str
    """Of the file's content."""
    text: str | None
    """The content of a file beside the scenario, so that what runs is what was read; None for a package."""

    @property
    def where(self) -> str:
        """The file, relative to who names it, or the module."""
        return self.reference.rpartition(":")[0]

    @property
    def name(self) -> str:
        """The class or function."""
        return self.reference.rpartition(":")[2]

    def module(self) -> ModuleType:
        """The module: a package's as it is, a file's run anew."""
        return import_module(self.where) if self.text is None else self._run()

    def _run(self) -> ModuleType:
        assert self.text is not None
        module = ModuleType(f"{PurePath(self.file).stem}_{self.sha256[:12]}", None)
        module.__file__ = self.file
        linecache.cache[self.file] = (len(self.text), None, self.text.splitlines(keepends=True), self.file)
        sys.modules[module.__name__] = module  # dataclasses and pydantic look their classes' modules up
        exec(compile(self.text, self.file, "exec", dont_inherit=True), module.__dict__)
        return module

    def raised(self, error: BaseException) -> str:
        """What an exception was, and the last line of this code that it came through."""
        lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == self.file]
        line = error.lineno if isinstance(error, SyntaxError) else lines[-1] if lines else None
        said = error.msg if isinstance(error, SyntaxError) else " ".join(str(error).split())
        where = f" ({PurePath(self.file).name}, line {line})" if line else ""
        return f"{type(error).__name__}{said and ': '}{said}{where}"


def parameters_of(definition: Any) -> type[Spec] | None:
    """The model of a policy's parameters; None if it has none."""
    if not isinstance(definition, type):
        return None
    if issubclass(definition, Spec):
        return definition
    return _of_dataclass(definition) if dataclasses.is_dataclass(definition) else None


def _of_dataclass(definition: Any) -> type[Spec]:
    hints = get_type_hints(definition, include_extras=True)
    fields: dict[str, Any] = {
        field.name: (hints[field.name], _default(field)) for field in dataclasses.fields(definition) if field.init
    }
    return create_model(definition.__name__, __base__=Spec, **fields)


def _default(field: dataclasses.Field[Any]) -> Any:
    if field.default_factory is not dataclasses.MISSING:
        return Field(default_factory=field.default_factory)
    return ... if field.default is dataclasses.MISSING else field.default


def build(definition: Any, parameters: Mapping[str, Any]) -> tuple[Any, dict[str, Any]]:
    """The policy, and its parameters with their defaults as plain data."""
    model = parameters_of(definition)
    if model is None:
        return (definition() if isinstance(definition, type) else definition), {}
    given = model.model_validate_json(json.dumps(parameters))
    written = given.model_dump(mode="json", by_alias=True, exclude_none=True)
    if model is definition:
        return given, written
    return definition(**{name: getattr(given, name) for name in model.model_fields}), written


class Own:
    """A policy of the user's own, in place of one of ours."""

    def __init__(self, family: str, code: Code, parameters: Mapping[str, Any], spaces: tuple[str, ...] = ()) -> None:
        self.family, self.code, self.parameters, self.spaces = family, code, parameters, spaces
        definition = getattr(code.module(), code.name)
        self.policy, self.given = build(definition, parameters)
        self.__doc__ = definition.__doc__
        question = QUESTIONS[family]
        self._ask = getattr(self.policy, question.method, None) if question.method else None
        self._fits = question.fits

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.family, self.code, self.parameters, self.spaces)

    @property
    def written(self) -> Any:
        """As a scenario says it, with every parameter."""
        return {self.code.reference: self.given} if self.given else self.code.reference

    def fresh(self) -> Own:
        """The same made anew from its code, without anything that it may have kept in mind."""
        made: Own = type(self)(self.family, self.code, self.parameters, self.spaces)
        return made

    def __call__(self, asked: Any) -> Any:
        """The policy's answer; raises PolicyError if it fails or answers what makes no sense."""
        assert self._ask is not None
        try:
            answer = self._ask(asked)
            fits = self._fits(answer, asked, self.spaces)
        except (KeyboardInterrupt, Terminated):
            raise
        except BaseException as error:
            raise self.failure(f"it raised {self.code.raised(error)}") from None
        if not fits:
            raise self.failure(f"it answered {_shown(answer)}; expected {QUESTIONS[self.family].answer}")
        return answer

    def failure(self, what: str) -> PolicyError:
        """What went wrong, with the policy and its question."""
        return PolicyError(f"{self.family} {self.code.reference}, asked '{FAMILIES[self.family][0]}'", what)


class OwnCapacity(Own):
    """A capacity rule of the user's own: facts, read once."""

    @property
    def hands(self) -> bool:
        """Whether planned hands-on work may not exceed the staff on duty."""
        return bool(self.policy.hands)

    @property
    def watching(self) -> bool:
        """Whether planned watching may not exceed the watching limit."""
        return bool(self.policy.watching)

    @property
    def breaks(self) -> bool:
        """Whether planned breaks count; no if the policy does not say."""
        return bool(getattr(self.policy, "breaks", False))


class OwnPlan(Own):
    """A maintenance plan of the user's own."""

    def __init__(self, *made_of: Any) -> None:
        super().__init__(*made_of)
        self._laws: dict[str, Any] = {}

    @property
    def on_request(self) -> bool:
        """Whether the patient asks, instead of being booked ahead."""
        return bool(self.policy.on_request)

    def gap(self, n: int) -> Any:
        """Law of the time to booster *n*; equal laws are one object, because their draws are bound once."""
        law = self(n)
        return None if law is None else self._laws.setdefault(repr(law), law)


DEFAULTS: Mapping[str, Spec] = {
    "slot": Earliest(),
    "pattern": AnyDay(),
    "missed": Shift(),
    "holding": HoldStarts.model_validate({"for": "inductions", "starts": 1}),
    "overbooking": ByShare(share=0.0),
    "waiting_list": FirstInList(),
    "nurse_assignment": KeptForTheVisit(),
    "end_of_day": ServeEveryone(),
}
"""Families with facts beside their question, and one of ours that says what an own policy leaves unsaid."""


class OwnWithFacts(Own):
    """A policy of the user's own in a family that also reads facts, such as when held starts are released."""

    def __getattr__(self, name: str) -> Any:
        """A fact or a further method as the policy says it, checked; else as one of ours does."""
        if name.startswith("_") or "policy" not in self.__dict__:
            raise AttributeError(name)
        if QUESTIONS[self.family].method == name:
            return self.__call__
        if not hasattr(type(self.policy), name) and name not in getattr(self.policy, "__dict__", ()):
            return getattr(DEFAULTS[self.family], name)
        if callable(getattr(type(self.policy), name, None)):
            return partial(self._further, name)
        return self._checked(name, lambda: getattr(self.policy, name))

    def _further(self, name: str, *asked: Any) -> Any:
        return self._checked(name, lambda: getattr(self.policy, name)(*asked))

    def _checked(self, name: str, ask: Callable[[], Any]) -> Any:
        """What the policy says under a name; raises PolicyError if it fails or that makes no sense."""
        try:
            answer = ask()
        except (KeyboardInterrupt, Terminated):
            raise
        except BaseException as error:
            raise self.failure(f"{name} raised {self.code.raised(error)}") from None
        words, fits = FURTHER.get(self.family, {}).get(name, ("", bool))
        if words and not fits(answer):
            raise self.failure(f"{name} is {_shown(answer)}; expected {words}")
        return answer


WRAPPERS: Mapping[str, type[Own]] = {
    "capacity": OwnCapacity,
    "maintenance plan": OwnPlan,
    **dict.fromkeys(DEFAULTS, OwnWithFacts),
}
"""Families that are asked in another way than by a call."""


def _shown(answer: Any) -> str:
    try:
        text = " ".join(repr(answer).split())
    except Exception:
        text = f"a {type(answer).__name__}"
    return text if len(text) <= 80 else f"{text[:80]}..."
