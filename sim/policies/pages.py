"""The catalogue of policies, and how to write one's own, as pages made from the code."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator, Mapping
from textwrap import dedent

from sim.entities import (
    Answer,
    Applicant,
    Booking,
    Candidate,
    Colleague,
    DayOffer,
    FullDay,
    HandsWanted,
    LateArrival,
    Reminder,
    Request,
    Waiting,
)
from sim.policies.catalogue import FAMILIES, headline, parameters
from sim.policies.own import DEFAULTS
from sim.policies.questions import FURTHER, QUESTIONS, Question, signature
from sim.spec import Spec

TOLD = (
    Applicant, Answer, DayOffer, Request, FullDay, Candidate, Waiting, HandsWanted, Colleague, LateArrival, Booking,
    Reminder,
)  # fmt: skip
"""What policies are told and answer with."""

CATALOGUE = """\
# Policies

Written by `chairtime policies --markdown` from the classes in `sim/policies/`; change the docstrings there.

A policy is one decision of a clinic, named under `policies:` in the scenario (a maintenance plan under `plan:` of a
protocol). Write one name, or one name with its parameters: `slot: earliest`,
`late: {fit_in: {after: 10 min, at_most: 1 h}}`. In place of any of these names may stand
[a policy of your own](own_policies.md).
"""

OWN = '''\
# Policies of your own

Written by `chairtime policies --own` from the code; change the text in `sim/policies/pages.py`.

Where the scenario language has no name for what your clinic does, say it in Python: a class in a file beside the
scenario, or in an installed package. This is the whole of [my_rules.py](../scenarios/own_policy/my_rules.py), which
[most_room.yaml](../scenarios/own_policy/most_room.yaml) uses:

```python
from sim import Count, DayOffer, Spec


class MostRoom(Spec):
    """The start with the most room, keeping the last starts of the day for those who find nothing else."""

    reserve: Count = 0
    """How many of the day's last free starts are kept back while there are others."""

    def __call__(self, day: DayOffer) -> float:
        """Least loaded of the starts that are not kept back; the earliest of equals."""
        given_away = day.starts[: -self.reserve] if self.reserve else day.starts
        return min(given_away or day.starts, key=day.load)
```

```yaml
policies:
  slot: {my_rules.py:MostRoom: {reserve: 2}}   # or my_rules.py:MostRoom, or my_package.rules:MostRoom
```

```
chairtime run scenarios/own_policy/most_room.yaml --allow-code
```

## What runs, and when

- Nothing is imported unless you say `--allow-code` (with `run`, `validate` and `describe`), whether the code lies
  beside the scenario or in an installed package. Code can do whatever you can do on your computer: read it before you
  allow it.
- A file is looked for in the folder of the scenario file that names it, or below it; a variant that `extends` another
  may lie elsewhere. Absolute paths, `..` and links that lead out of that folder are refused. A `--set` counts as the
  scenario.
- A file may import installed packages, but not a second file beside it; for several files make a package.
- Results keep a copy of the file beside `scenario.yaml`, so that it runs again, and `run.json` holds its SHA-256.
  What runs is what was read when the scenario was loaded, in every worker, also if the file changes meanwhile.

## What a policy is

- A class derived from `sim.Spec`, whose fields are its parameters. They have types with units (`Duration`, `Span`,
  `Probability`, `Money`, `Count`, `Positive`, `TimeDistribution`, all from `sim`) and are checked like everything
  else in a scenario. Durations and instants arrive as minutes.
- Or a frozen dataclass (`@dataclass(frozen=True)`), with its fields as parameters; or a function, without parameters.
- It answers from what it is told and changes nothing. Instants are minutes since 00:00 of the first day. For chance,
  make a generator from what you are told; a generator for the whole module would make results depend on the order of
  questions.
- Each replication begins with the file run anew and the policy made anew, so that none remembers another. (An
  installed package is imported once in each process: keep nothing in its global variables.)

A policy that cannot be imported, made or asked is a mistake of the scenario (exit code 2). One that raises something
while the clinic runs, or answers what makes no sense, ends the run (exit code 1) with its name, its question and the
date and time in the clinic. No results are written.

## What each family is asked

'''


def catalogue() -> str:
    """The page docs/policies.md."""
    parts = [CATALOGUE]
    for family, (question, table) in FAMILIES.items():
        parts += [f"## {family}\n", f"{question}\n", *_choices(table)]
    return "\n".join(parts).rstrip()


def _choices(table: Mapping[str, type[Spec]]) -> Iterator[str]:
    for name, spec in table.items():
        yield f"- `{name}`: {headline(spec)}"
        for one in parameters(spec):
            yield f"  - `{one.name}` ({one.unit}; {_said(one.default)}): {one.meaning}"
    yield ""


def _said(default: str) -> str:
    return {"required": "required", "none": "may be left out"}.get(default, f"`{default}` if left out")


def _code(question: Question) -> str:
    facts = [f"{fact}: bool" for fact in question.facts]
    return ", ".join([*facts, *([signature(question)] if question.method else [])])


def own() -> str:
    """The page docs/own_policies.md."""
    return "\n".join([OWN.rstrip("\n"), "", *_families(), *_facts()]).rstrip()


def _families() -> Iterator[str]:
    yield "| family | question | written as | may answer |\n|---|---|---|---|"
    for family, question in QUESTIONS.items():
        written = _code(question).replace("|", "\\|")
        yield f"| {family} | {FAMILIES[family][0]} | `{written}` | {question.answer} |"
    yield "\nSome families look at more. What a policy leaves unsaid is as in the one of ours named here:\n"
    yield "| family | may also say | else as in |\n|---|---|---|"
    for family, further in FURTHER.items():
        said = "; ".join(f"`{name}`: {words}" for name, (words, _) in further.items())
        usual = next(name for name, spec in FAMILIES[family][1].items() if spec is type(DEFAULTS[family]))
        yield f"| {family} | {said} | `{usual}` |"
    yield ""


def _facts() -> Iterator[str]:
    for told in TOLD:
        yield f"### {told.__name__}\n\n{' '.join(dedent(told.__doc__ or '').split())}\n"
        yield from (f"- `{name}`: {meaning}" for name, meaning in facts_of(told))
        yield ""


def facts_of(told: type) -> Iterator[tuple[str, str]]:
    """Fields, properties and methods of a class with what their docstrings say."""
    body = ast.parse(dedent(inspect.getsource(told))).body[0].body  # type: ignore[attr-defined]
    for entry, after in zip(body, [*body[1:], None], strict=True):
        if isinstance(entry, ast.FunctionDef):
            is_property = bool(entry.decorator_list)
            name = entry.name if is_property else f"{entry.name}({', '.join(a.arg for a in entry.args.args[1:])})"
            yield name, " ".join((ast.get_docstring(entry) or "").split())
        elif isinstance(entry, ast.AnnAssign) and isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant):
            yield ast.unparse(entry.target), " ".join(str(after.value.value).split())
