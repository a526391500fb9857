"""Policies of the user's own that raise what nobody expects, or are interrupted while they think."""

from __future__ import annotations

import os

import pytest
from processes import CLINIC, called

from sim.errors import PolicyError
from sim.experiment import replicate
from sim.scenario.load import load

RULE = '''from sim import DayOffer, Spec

class Odd(Spec):
    """An odd rule."""

    def __call__(self, day: DayOffer) -> float:
        {body}
        return day.starts[0]
'''


@pytest.fixture
def odd(tmp_path):
    """Writes the small clinic with a rule of its own; what it does before it answers is asked for."""

    def write(body):
        (tmp_path / "odd.py").write_text(RULE.format(body=body), encoding="utf-8")
        (tmp_path / "clinic.yaml").write_text(CLINIC.replace("slot: earliest", "slot: odd.py:Odd"), encoding="utf-8")
        return tmp_path

    return write


@pytest.mark.parametrize("raised", ["SystemExit(3)", "GeneratorExit", "BaseException('x')", "StopIteration"])
def test_whatever_a_policy_raises_is_its_failure(odd, raised):
    """Not only exceptions: a policy that calls ``sys.exit`` or raises what ends generators is named, with its line."""
    scenario = load(odd(f"raise {raised}") / "clinic.yaml", allow_code=True).scenario
    with pytest.raises(PolicyError, match=rf"it raised {raised.partition('(')[0]}.*\(odd.py, line 7\)"):
        replicate(scenario, 1, 0)


@pytest.mark.skipif(os.name != "posix", reason="other systems have no such signals")
@pytest.mark.parametrize(("signal", "code"), [("SIGTERM", 143), ("SIGINT", 130)])
def test_a_signal_while_a_policy_thinks_is_not_its_failure(odd, signal, code):
    """The run is over with the code of the signal, without a word about the policy, and nothing is written."""
    folder = odd(f"import os, signal, time; os.kill(os.getpid(), signal.{signal}); time.sleep(60)")
    done = called(folder, "run", "clinic.yaml", "--allow-code", "--workers", 1, "--out", "out")
    assert done.returncode == code
    assert "odd.py" not in done.stderr
    assert {path.name for path in folder.iterdir()} == {"clinic.yaml", "odd.py"}
