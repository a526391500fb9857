"""The scenario language: one clinic, every field with its meaning and unit.

Part one: the clinic itself. ``staff.py`` holds its staff, ``people.py`` courses and patients. The models are
frozen and strict; they are the door, and the model binds what it needs to plain attributes once.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, PlainSerializer, model_validator
from pydantic.json_schema import WithJsonSchema

from sim import units
from sim.distributions import DISTRIBUTIONS, Distribution, TimeDistribution, computable
from sim.scenario.aims import Choices, Objectives, Targets
from sim.scenario.people import Attendance, Days, Patients, Protocol, Timetable, WalkIn
from sim.scenario.policies import Policies
from sim.scenario.staff import Role
from sim.spec import (
    Count,
    Date,
    DaySet,
    Duration,
    Grid,
    Hours,
    Money,
    Name,
    Positive,
    Probability,
    Prose,
    Span,
    Spec,
    choice,
    with_tuples,
)

Part = Literal["arrival", "preparation", "infusion", "recovery", "departure", "turnover", "consult", "other"]


def _several(value: Any) -> Any:
    return (value,) if isinstance(value, str | int | float) else with_tuples(value)


def _one_or_list(value: tuple[Any, ...]) -> Any:
    return value[0] if len(value) == 1 else value


Sessions = Annotated[
    tuple[Hours, ...], BeforeValidator(_several, json_schema_input_type=Hours | tuple[Hours, ...]), Field(min_length=1)
]
_OneOrMore = BeforeValidator(_several, json_schema_input_type=str | tuple[str, ...])
Names = Annotated[tuple[str, ...], _OneOrMore]


def _in_our_times(day: date) -> date:
    if not 1900 <= day.year <= 2500:
        raise ValueError(f"{day} is too far off; expected a year from 1900 to 2500")
    return day


class Calendar(Spec):
    """When the clinic is open."""

    starts: Annotated[Date, AfterValidator(_in_our_times)]
    """First day of the run."""
    hours: dict[DaySet, Sessions] = Field(min_length=1)
    """Opening hours by weekday, one stretch or a list of sessions: {mon-fri: 08:00-17:00}."""
    closed: tuple[Date, ...] = ()
    """Holidays and other closures, in each year that the run reaches."""


class OutOfService(Spec):
    """Places of a kind that cannot be used for a while; whoever is in one finishes."""

    count: Positive
    """How many."""
    from_: Date | None = Field(default=None, alias="from")
    """First day; the start of the run if left out."""
    to: Date | None = None
    """Last day; the end of the run if left out."""
    hours: Hours = (0.0, units.DAY)
    """Part of the day; the whole day if left out."""

    def holds_on(self, day: date) -> bool:
        """Whether it is one of the days."""
        return (self.from_ is None or day >= self.from_) and (self.to is None or day <= self.to)


class Space(Spec):
    """A kind of place: recliner, private room, lounge seat, consult room."""

    count: Count
    """How many there are."""
    out_of_service: tuple[OutOfService, ...] = ()
    """When some of them cannot be used."""


def _space(value: Any) -> Any:
    return with_tuples(value) if isinstance(value, dict | Space) else {"count": value}


class OnSite(Spec):
    """So many of a role must be in the building while something goes on."""

    on_site: str
    """The role."""
    count: Positive = 1
    """How many."""
    while_: Literal["infusing", "patient present"] = Field(default="infusing", alias="while")
    """While any infusion runs, or while any patient is in the building."""


class PeopleInBuilding(Spec):
    """So many staff of any role must be in the building while a patient is."""

    people_in_building: Positive
    """How many."""
    while_: Literal["patient present"] = Field(default="patient present", alias="while")
    """While any patient is in the building."""


class OfTheProtocol(Spec):
    """The pump time that the patient's protocol sets."""


if TYPE_CHECKING:
    StepTime = Distribution | OfTheProtocol
else:
    StepTime = Annotated[
        choice(
            {**DISTRIBUTIONS, "of the protocol": OfTheProtocol},
            lambda text: {"constant": {"value": text}} if isinstance(text, str | int | float) else text,
            noun="time",
        ),
        AfterValidator(computable),
    ]


def _hands(value: Any) -> Any:
    if isinstance(value, str):
        return {value: 1}
    is_names = isinstance(value, list) and all(isinstance(name, str) for name in value)
    return dict.fromkeys(value, 1) if is_names else value


class Checks(Spec):
    """Short hands-on checks (vitals) while a step runs; they do not lengthen it unless staff are late."""

    every: Span
    """Interval, from the beginning of the step."""
    hands: str
    """The role."""
    time: TimeDistribution
    """How long each takes."""


class Step(Spec):
    """One line of the sheet on the wall."""

    step: Name
    """Its name."""
    part: Part = "other"
    """What it is to the visit; figures and lost chair-hours speak of parts."""
    time: StepTime
    """How long it takes; 'of the protocol' is the infusion's pump time."""
    hands: Annotated[
        dict[str, Positive],
        BeforeValidator(_hands, json_schema_input_type=str | tuple[str, ...] | dict[str, Positive]),
    ] = Field(default_factory=dict)
    """Who is hands-on throughout: a role, a list of roles, or roles with counts."""
    watch: str | None = None
    """The role that watches throughout, within its limit."""
    in_: Annotated[tuple[str, ...], _OneOrMore, PlainSerializer(_one_or_list, when_used="json")] = Field(
        default=(), alias="in"
    )
    """The kind of space, or several in order of preference; the space already held if left out."""
    leaves: bool = False
    """Whether the space is given up at the end of this step."""
    patient: Literal["present", "gone"] = "present"
    """Turnover goes on when the patient has gone."""
    probability: Probability = 1.0
    """Probability that the step is needed."""
    only: Names = ()
    """Only if all of these hold: first infusion, induction, maintenance, urgent, a protocol, one of the visit's
    chances, or 'not ...' of one of them."""
    repeat: Probability = 0.0
    """Probability that the step must be done again, joining its queue anew."""
    priority: int = Field(default=0, ge=-9, le=9)
    """Ahead of other steps in every queue if larger."""
    checks: Checks | None = None
    """Checks while it runs; none if left out."""


def _by_number(value: Any) -> Any:
    return value if isinstance(value, dict) else {"any": value}


class SideEffect(Spec):
    """Something that may happen during an infusion and needs staff."""

    probability: Annotated[
        dict[str, Probability],
        BeforeValidator(_by_number, json_schema_input_type=Probability | dict[str, Probability]),
        Field(min_length=1),
    ]
    """Per infusion: one number, or by the number of the infusion: {1-3: 0.025, later: 0.006}."""
    hands: str
    """The role that must come; the request goes to the head of the queue."""
    time: TimeDistribution
    """How long somebody is hands-on."""
    infusion: Duration = 0.0
    """How much longer the infusion runs."""
    recovery: TimeDistribution | None = None
    """How much longer recovery takes."""
    stops: Probability = 0.0
    """Probability that the infusion is stopped for good."""


class Visit(Spec):
    """One kind of attendance, step by step."""

    kind: Literal["infusion", "consult", "evaluation", "other"] = "other"
    """What it is to the course."""
    booked: Grid | None = None
    """Planned time in its space. Without it and the next: the mean of its steps, rounded up to the diary's grid."""
    booked_beyond_infusion: Duration | None = None
    """Instead: planned time beyond the protocol's mean infusion time."""
    chances: dict[Name, Probability] = Field(default_factory=dict)
    """Facts drawn once for a visit, which steps may name under 'only'."""
    steps: tuple[Step, ...] = Field(min_length=1)
    """In order."""
    side_effects: dict[Name, SideEffect] = Field(default_factory=dict)
    """By name."""

    @model_validator(mode="after")
    def _one_plan(self) -> Visit:
        if self.booked is not None and self.booked_beyond_infusion is not None:
            raise ValueError("give booked or booked_beyond_infusion, not both")
        return self


class Diary(Spec):
    """How appointments are offered."""

    every: Grid = 15.0
    """Bookable starts lie on this grid."""
    horizon: Span = 26 * units.WEEK
    """How far ahead anybody can be booked."""
    notice: Duration = 0.0
    """Least time between booking and appointment."""
    from_next_day: bool = True
    """Whether the first day offered is the day after booking."""


class Accounts(Spec):
    """Prices and costs; amounts are per item unless said otherwise."""

    currency: Name = "USD"
    """Label of every amount."""
    prices: dict[str, Money] = Field(default_factory=dict)
    """Per visit type, for each visit given."""
    supplies: dict[str, Money] = Field(default_factory=dict)
    """Per visit type, for each visit given."""
    fixed_per_day: Money = 0.0
    """Rent and the like, per open day."""
    spaces_per_day: dict[str, Money] = Field(default_factory=dict)
    """Per kind of space, for each place and open day: what one more costs."""


AUTO = "auto"
"""A warm-up that is to be chosen."""


def _warm_up(value: Any) -> Any:
    if value == AUTO:
        return value
    found = units.duration(value)
    if found < 0:
        raise ValueError("must not be negative")
    return found


_WARM_UP: dict[str, Any] = {"type": "string", "pattern": r"^\s*(auto\s*$|\+?[\d.])", "examples": ["26 weeks", AUTO]}
WarmUp = Annotated[
    float | Literal["auto"],
    BeforeValidator(_warm_up),
    PlainSerializer(lambda value: value if value == AUTO else units.show_duration(value), when_used="json"),
    WithJsonSchema(_WARM_UP),
]


class Run(Spec):
    """How to simulate."""

    warm_up: WarmUp = 0.0
    """Time left out at the beginning; 0 for a fill-up reading from the first day; auto to have it chosen."""
    length: Span = 52 * units.WEEK
    """Observed time after the warm-up."""
    cool_down: Duration = units.DAY
    """Time after the window in which its open visits are resolved."""
    replications: Positive = 30
    """Independent repetitions."""
    seed: Annotated[int, Field(ge=0, lt=2**63)] | None = None
    """Root of all random numbers; drawn, printed and stored if left out."""
    antithetic: bool = False
    """Replications in pairs with opposite luck; their number is then even, and a pair is the unit of analysis."""
    control_variate: bool = False
    """Means corrected by the demand that chance brought, where that narrows their intervals."""

    @property
    def is_chosen(self) -> bool:
        """Whether the warm-up is given, or has been chosen."""
        return self.warm_up != AUTO

    @property
    def is_fill_up(self) -> bool:
        """Whether results count from the first day and are read by calendar week."""
        return self.warm_up == 0

    @property
    def begins(self) -> float:
        """Beginning of the window [min]; 0 as long as the warm-up is to be chosen."""
        return self.warm_up if isinstance(self.warm_up, float) else 0.0

    @property
    def end(self) -> float:
        """End of the window [min]."""
        return self.begins + self.length

    @property
    def together(self) -> int:
        """Replications that make one unit of analysis."""
        return 2 if self.antithetic else 1


class Scenario(Spec):
    """One clinic: everything a run needs."""

    scenario: Name
    """Its name."""
    question: Prose = ""
    """What the manager wants to know."""
    shows: Prose = ""
    """What this scenario shows, in a sentence."""
    calendar: Calendar
    """When the clinic is open."""
    spaces: dict[Name, Annotated[Space, BeforeValidator(_space, json_schema_input_type=int | Space)]] = Field(
        default_factory=dict
    )
    """Kinds of place: a number of them, or a number with times out of service."""
    staff: dict[Name, Role] = Field(default_factory=dict)
    """Staff roles."""
    safety: tuple[OnSite | PeopleInBuilding, ...] = ()
    """Rules that are never broken; what they cost is reported."""
    visits: dict[Name, Visit] = Field(min_length=1)
    """Kinds of attendance."""
    protocols: dict[Name, Protocol] = Field(default_factory=dict)
    """Courses of treatment."""
    patients: Patients = Patients()
    """Who is referred."""
    walk_ins: dict[Name, WalkIn] = Field(default_factory=dict)
    """People without appointments."""
    timetables: dict[Name, Timetable] = Field(default_factory=dict)
    """Fixed lists of appointments."""
    attendance: dict[Name, Attendance] = Field(default_factory=dict)
    """By visit type; 'every visit' serves those not named."""
    diary: Diary = Diary()
    """How appointments are offered."""
    policies: Policies = Policies()
    """What the clinic decides."""
    money: Accounts = Accounts()
    """Prices and costs."""
    targets: Targets = Field(default_factory=dict)
    """What must be achieved, by metric: {day.days_overrun_15.share: at most 5 %}. A tolerance may follow: ± 1 %."""
    objective: Objectives = Field(default_factory=dict)
    """What is to be highest or lowest among plans that meet the targets, by metric: {money.cost.per_week: lowest}. The
    first decides; two or three span a Pareto front. The highest margin per week if left out."""
    choices: Choices = Field(default_factory=dict)
    """What is still to be decided, for `chairtime plan`: a path, as for --set, with a list of values; or a name of
    your own, with a name and its changes for each alternative."""
    run: Run = Run()
    """How to simulate."""


__all__ = ["Days", "Scenario"]
