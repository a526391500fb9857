"""The scenario language, part two: courses, patients, and how they keep appointments."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator, Field, PlainSerializer, WithJsonSchema, model_validator

from sim import units
from sim.arrivals import ArrivalProcess
from sim.distributions import CountDistribution, TimeDistribution
from sim.policies.maintenance import MaintenancePolicy
from sim.spec import Clock, Count, DaySet, Duration, Grid, Name, Positive, Probability, Span, Spec, with_tuples


def _whole_days(value: Any) -> int:
    minutes = units.duration(value)
    if minutes < 0 or minutes % units.DAY:
        raise ValueError(f"{value!r} is not a whole number of days, written 2 days or 3 weeks")
    return int(minutes // units.DAY)


Days = Annotated[
    int,
    BeforeValidator(_whole_days),
    PlainSerializer(lambda days: units.show_duration(days * units.DAY), when_used="json"),
    WithJsonSchema(
        {
            "type": "string",
            "pattern": r"^\s*\d+\s*(day|week)s?\s*(\(.*\.\..*\)\s*)?$",
            "examples": ["2 days", "3 weeks"],
        }
    ),
]
"""A whole number of days."""


class Spacing(Spec):
    """How far apart the infusions of an induction should be, in days from one to the next."""

    least: Days = 1
    """Never closer than this."""
    target: tuple[Days, ...] = Field(default=(2, 2, 3), min_length=1)
    """Wanted distances, used in turn: 2, 2, 3 is Monday, Wednesday, Friday."""
    most: Days = 7
    """Farther apart than this is a deviation from the protocol, and is reported."""

    @model_validator(mode="after")
    def _ordered(self) -> Spacing:
        if not self.least <= min(self.target) <= max(self.target) <= self.most:
            raise ValueError(
                f"spacing must satisfy least <= target <= most; got {self.least}, {list(self.target)}, {self.most} days"
            )
        return self


class Extension(Spec):
    """More infusions for patients who respond only in part."""

    to: Positive
    """Infusions in all when the series is extended."""
    probability: Probability
    """Probability that a finished series is extended."""


class Induction(Spec):
    """The first phase: a series of infusions within two to three weeks."""

    infusions: CountDistribution
    """Planned number: a number, or probabilities such as {6: 0.8, 8: 0.15, 10: 0.05}."""
    spacing: Spacing = Spacing()
    """Distances between infusions."""
    window: Days = 21
    """The series should be finished within this many days of the first infusion."""
    extension: Extension | None = None
    """Extension of the series for partial response; none if left out."""


class LongWait(Spec):
    """Leaving because the next infusion is too far off."""

    beyond: Days
    """A gap between infusions longer than this..."""
    probability: Probability
    """...makes the patient leave with this probability."""


class Dropout(Spec):
    """Leaving an induction of the patient's own accord: a probability each time."""

    after_first: Probability = 0.0
    """After the first infusion."""
    after_each: Probability = 0.0
    """After every later infusion but the last."""
    after_miss: Probability = 0.0
    """After a missed appointment, on top of not booking again."""
    after_side_effect: Probability = 0.0
    """After an infusion with a side effect that needed staff."""
    after_long_wait: LongWait | None = None
    """After a long gap."""


class Response(Spec):
    """Response at the end of an induction."""

    probability: Probability
    """Probability of response after a finished induction."""
    loses_per_day_over: Probability = 0.0
    """Fall of that probability for each day beyond the window; no figure is published, so the default is none."""


def _response(value: Any) -> Any:
    return value if isinstance(value, dict | Response) else {"probability": value}


class Reinduction(Spec):
    """What follows a relapse."""

    probability: Probability = 0.0
    """Probability of a new induction; otherwise the patient leaves."""
    after: Duration = 0.0
    """Time from the relapse until the new induction may begin."""


class Boosters(Spec):
    """The second phase: occasional infusions that keep the response."""

    enters: Probability = 1.0
    """Probability that a responder goes on to maintenance."""
    plan: MaintenancePolicy
    """When boosters fall due."""
    relapse_if_not_seen_within: Span | None = None
    """A booster later than this after it fell due comes too late: the patient has relapsed."""
    relapses_after_each: Probability = 0.0
    """Probability of a relapse after each booster, decided before attrition."""
    leaves_after_each: Probability = 0.0
    """Attrition: probability of leaving after each booster."""
    reinduction: Reinduction = Reinduction()
    """What follows a relapse."""


class Protocol(Spec):
    """A course of treatment: induction, response, maintenance."""

    visit: str = "infusion"
    """The visit type of its infusions."""
    infusion: TimeDistribution
    """Pump time of one infusion, used by steps whose time is 'of the protocol'."""
    consult: str | None = None
    """The visit type of the consult before admission; none if left out."""
    eligible: Probability = 1.0
    """Probability of being eligible after the consult."""
    induction: Induction
    """The induction series."""
    dropout: Dropout = Dropout()
    """Leaving during the induction."""
    evaluation: str | None = None
    """The visit type of an evaluation after the induction; none if left out."""
    response: Annotated[Response, BeforeValidator(_response, json_schema_input_type=Probability | Response)] = Response(
        probability=1.0
    )
    """Response at the end of the induction; a bare probability is enough."""
    maintenance: Boosters | None = None
    """The maintenance phase; the course ends with the induction if left out."""


class Condition(Spec):
    """Why patients are referred."""

    share: Probability
    """Share of the referrals."""
    protocol: str | None = None
    """The protocol they follow; the first one if left out."""
    urgent: bool = False
    """Whether they are urgent: dispatch by urgency serves them first, and admission may exempt them."""


def _condition(value: Any) -> Any:
    return with_tuples(value) if isinstance(value, dict | Condition) else {"share": value}


class Panel(Spec):
    """Patients already in care when the run begins; spread over their course at random."""

    induction: Count = 0
    """In the middle of an induction."""
    maintenance: Count = 0
    """In maintenance."""


class Patients(Spec):
    """Who is referred, and who is already there."""

    referrals: ArrivalProcess | None = None
    """How referrals come, e.g. 3 per week; nobody if left out."""
    conditions: dict[
        Name, Annotated[Condition, BeforeValidator(_condition, json_schema_input_type=Probability | Condition)]
    ] = Field(default_factory=dict)
    """Case mix: condition to share (or to share, protocol and urgency); shares add up to 1."""
    patience: TimeDistribution | None = None
    """Longest time a patient waits from being ready until the first infusion; endless if left out."""
    start_from: Panel = Panel()
    """The panel at the start; empty if left out."""


class GrowsWithLeadTime(Spec):
    """No-show probability floor + (ceiling - floor) x (1 - exp(-lead time / scale))."""

    ceiling: Probability
    """Probability for a very long lead time."""
    floor: Probability = 0.0
    """Probability without any lead time."""
    scale: Span
    """Lead time at which 63 % of the way is gone."""


def _no_show(value: Any) -> Any:
    if isinstance(value, dict) and set(value) == {"grows_with_lead_time"}:
        return value["grows_with_lead_time"]
    return {"floor": value, "ceiling": value, "scale": "1 day"} if not isinstance(value, dict | Spec) else value


def _show_no_show(built: GrowsWithLeadTime) -> Any:
    if built.floor == built.ceiling:
        return built.floor
    return {"grows_with_lead_time": built.model_dump(mode="json")}


class _WithLeadTime(Spec):
    """A no-show probability that grows with the lead time."""

    grows_with_lead_time: GrowsWithLeadTime
    """Ceiling, floor and scale."""


NoShow = Annotated[
    GrowsWithLeadTime,
    BeforeValidator(_no_show, json_schema_input_type=Probability | _WithLeadTime),
    PlainSerializer(_show_no_show, when_used="json"),
]
"""A probability, or {grows_with_lead_time: {ceiling, floor, scale}}."""


class Notice(Spec):
    """Cancelling in good time, so that the start can be given to somebody else."""

    probability: Probability
    """Per appointment."""
    ahead: TimeDistribution
    """How long before the appointment; never before it was booked."""


class Rebooking(Spec):
    """What a patient does after a missed appointment."""

    probability: Probability = 1.0
    """Probability of booking again; otherwise the patient leaves."""
    after: Duration = 0.0
    """Time until they book again."""


class Attendance(Spec):
    """How appointments of one visit type are kept."""

    no_show: NoShow = GrowsWithLeadTime.model_validate({"floor": 0.0, "ceiling": 0.0, "scale": "1 day"})
    """Probability of staying away without a word."""
    cancels_with_notice: Notice | None = None
    """Cancelling ahead; nobody does if left out."""
    cancels_same_day: Probability = 0.0
    """Cancelling on the day (no ride, ate, ill): too late to give the start away."""
    punctuality: TimeDistribution | None = None
    """Arrival minus appointment, negative is early; everybody is on time if left out."""
    rebooks: Rebooking = Rebooking()
    """After a missed appointment or one turned away."""


class WalkIn(Spec):
    """People who come without an appointment, for textbook queues and walk-in centres."""

    visit: str
    """The visit type they come for."""
    arrivals: ArrivalProcess | None = None
    """How they come, during opening hours."""
    population: Count = 0
    """Instead of arrivals: so many people who come again and again."""
    away: TimeDistribution | None = None
    """Their time between a visit and the next, and before the first."""
    urgency: Count = 0
    """Larger is served first under dispatch by urgency."""
    patience: TimeDistribution | None = None
    """Longest time from coming in until seated (until the first step where there is no space); endless if left out."""
    waiting_room: Count | None = None
    """Most of them that may be waiting for their first step; whoever finds it full is lost. Endless if left out."""

    @model_validator(mode="after")
    def _one_source(self) -> WalkIn:
        if (self.arrivals is None) == (self.population == 0) or (self.population > 0) != (self.away is not None):
            raise ValueError("expected either arrivals, or population together with away")
        return self


class Timetable(Spec):
    """A fixed list of appointments, repeated on its days: a session as appointment theory knows it."""

    visit: str
    """The visit type."""
    at: tuple[Clock, ...] = ()
    """Appointment times; a time may stand several times."""
    every: Grid | None = None
    """Instead: one appointment every so often while the clinic is open."""
    together: Positive = 1
    """With every: how many are given each time."""
    days: DaySet = "mon-sun"
    """Weekdays on which it is held, when the clinic is open."""
    shows: Probability | tuple[Probability, ...] = 1.0
    """Probability of coming; one for all, or one for each appointment."""
    lateness: TimeDistribution | None = None
    """Arrival minus appointment, negative is early; everybody is on time if left out."""

    @model_validator(mode="after")
    def _consistent(self) -> Timetable:
        if bool(self.at) == (self.every is not None):
            raise ValueError("expected either at (a list of times) or every")
        if isinstance(self.shows, tuple) and len(self.shows) != len(self.at):
            raise ValueError(f"shows has {len(self.shows)} probabilities for {len(self.at)} appointments")
        return self
