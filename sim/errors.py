"""What can go wrong, in the user's words.

``SimError``
    ``ScenarioError``  the scenario or the command line is wrong (exit code 2)
    ``ModelError``     a run broke one of the model's own promises (exit code 1)
        ``PolicyError``    a policy of the user's own failed (exit code 1)
    ``ResultsError``   results could not be read or written (exit code 1)
    ``PlaceError``     replications cannot run where they were asked to (exit code 1)

Programmers' mistakes stay built-in exceptions. The command line catches ``SimError`` only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Problem:
    """One mistake (or one warning), with the place where the user can mend it."""

    what: str
    """What is wrong, what was found and what was wanted, in one sentence."""
    path: str = ""
    """Where in the scenario, e.g. ``staff.nurse.watches``."""
    file: str = ""
    """The file, or ``--set`` for the command line."""
    line: int | None = None
    """Line in the file, counted from 1."""
    column: int | None = None
    """Column in the line, counted from 1."""
    hides_rules: bool = field(default=False, compare=False)
    """Whether names and rules across fields could not be checked because of it."""

    def __str__(self) -> str:
        where = ":".join(str(part) for part in (self.file, self.line, self.column) if part)
        return " ".join(part for part in (where, f"{self.path}:" if self.path else "", self.what) if part)


class Terminated(SystemExit):  # noqa: N818 - not an error, and nobody's mistake
    """The system ended the run from outside; a policy of the user's own that calls ``sys.exit`` is another matter."""


class SimError(Exception):
    """Base of everything a user can cause and mend."""


class ScenarioError(SimError):
    """The scenario is wrong; carries every mistake found, not only the first."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))

    def __reduce__(self) -> tuple[type, tuple[tuple[Problem, ...]]]:
        return type(self), (self.problems,)


class ModelError(SimError):
    """A run broke a promise of the model, for instance a safety rule."""


class PolicyError(ModelError):
    """A policy of the user's own raised something, or gave an answer that makes no sense."""

    def __init__(self, asked: str, what: str, moment: str = "") -> None:
        self.asked, self.what, self.moment = asked, what, moment
        super().__init__(f"{asked}{moment and f' on {moment}'}: {what}")

    def __reduce__(self) -> tuple[type, tuple[str, str, str]]:
        return type(self), (self.asked, self.what, self.moment)

    def at(self, moment: str) -> PolicyError:
        """The same, with the clinic's date and time."""
        return PolicyError(self.asked, self.what, moment)


class ResultsError(SimError):
    """Results cannot be read or written."""


class PlaceError(SimError):
    """Workers cannot be reached, do not fit, or died too often."""
