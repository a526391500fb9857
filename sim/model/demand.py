"""What chance asks of a replication before any clinic has answered: control variates with known expectation.

Luck belongs to people, so who will be referred, for how long a series, and who will respond is known without a
simulation, and so is its expectation: referrals expected times what one of them expects (Wald's equation). Nothing
here depends on waiting, booking or staff, which is what makes the expectation exact.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.model.luck import Luck
from sim.model.patient import Patient, case_mix, course_of, courses_of, planned_infusions
from sim.model.sources import REFERRALS, luck_of
from sim.scenario.facts import calendar
from sim.scenario.flows import mix
from sim.scenario.people import Protocol
from sim.scenario.schema import Scenario


def surplus(scenario: Scenario, seed: int, replication: int) -> NDArray[np.float64]:
    """What a replication asks for beyond its expectation, by control; shape (3,), or (0,) where nobody is referred."""
    if scenario.patients.referrals is None or not scenario.protocols:
        return np.empty(0)
    return asked(scenario, seed, replication) - expected(scenario)


def asked(scenario: Scenario, seed: int, replication: int) -> NDArray[np.float64]:
    """The controls of a replication, shape (3,).

    Infusions planned for those referred in the window and for those referred before it, and responders who want
    maintenance among all referred.
    """
    process, run = scenario.patients.referrals, scenario.run
    assert process is not None
    luck = Luck(seed, replication, run.antithetic)
    conditions = case_mix(scenario, courses_of(scenario, luck))
    end = run.end + run.cool_down
    instants = process.instants(end, calendar(scenario), luck.streams.generator(REFERRALS))
    planned, upkeep = np.zeros(2), 0
    for nth, at in enumerate(instants[instants < run.end].tolist()):
        patient = Patient(nth, luck_of(REFERRALS, nth))
        patient.falls_ill(conditions, luck)
        planned[int(at < run.begins)] += planned_infusions(patient)
        upkeep += _wants_maintenance(patient)
    return np.array([*planned, upkeep])


def expected(scenario: Scenario) -> NDArray[np.float64]:
    """Expectation of the controls over replications, shape (3,)."""
    process, run, dates = scenario.patients.referrals, scenario.run, calendar(scenario)
    assert process is not None
    shares = {name: share for name, (share, _) in mix(scenario).items()}
    series = sum(share * scenario.protocols[name].induction.infusions.mean() for name, share in shares.items())
    upkeep = sum(share * _odds(scenario.protocols[name]) for name, share in shares.items())
    within, before = process.expected(run.begins, run.end, dates), process.expected(0.0, run.begins, dates)
    return np.array([within * series, before * series, (within + before) * upkeep])


def _odds(protocol: Protocol) -> float:
    """Probability that a patient is a responder who wants maintenance."""
    return protocol.response.probability * protocol.maintenance.enters if protocol.maintenance else 0.0


def _wants_maintenance(patient: Patient) -> bool:
    """Whether the patient's own numbers make a responder who goes on, were the first induction done in its window."""
    course = course_of(patient)
    spec, first = course.spec, 1
    if spec.maintenance is None or not course.chance("response", patient, first, spec.response.probability):
        return False
    return course.chance("enters", patient, first, spec.maintenance.enters)
