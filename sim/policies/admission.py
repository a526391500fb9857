"""Start this patient now, later, or never?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from sim.entities import Answer, Applicant
from sim.spec import Positive, Span, Spec, choice
from sim.units import DAY, WEEK


class Admission(Protocol):
    """Answers whether, and from when on, a patient may start."""

    def __call__(self, applicant: Applicant) -> Answer: ...


class Open(Spec):
    """Everybody may start as soon as the diary has room."""

    def __call__(self, applicant: Applicant) -> Answer:
        """Yes, from now on."""
        return Answer(not_before=applicant.now)


class CapNewStarts(Spec):
    """At most so many patients start in a week; the others are promised a later week."""

    per_week: Positive
    """Most new starts in a week; weeks are counted from the day on which the scenario starts."""
    urgent_exempt: bool = False
    """Whether urgent patients start above the cap."""

    def __call__(self, applicant: Applicant) -> Answer:
        """Yes, from the first week that has a start left."""
        week = int(applicant.now // WEEK)
        if not (applicant.urgent and self.urgent_exempt):
            while applicant.starts_in_week(week) >= self.per_week:
                week += 1
        return Answer(not_before=max(applicant.now, week * WEEK))


class CapPanel(Spec):
    """Nobody starts while as many are in care (induction and maintenance) as the cap says; who asked first is first."""

    at_most: Positive
    """Most patients in care at one time."""
    urgent_exempt: bool = False
    """Whether urgent patients start above the cap."""
    urgent_first: bool = False
    """Whether urgent patients go ahead of the others who wait."""

    def __call__(self, applicant: Applicant) -> Answer:
        """Yes now, if there is room for everybody who comes before as well; or ask again tomorrow."""
        room = applicant.panel + applicant.ahead(self.urgent_first) < self.at_most
        if room or (applicant.urgent and self.urgent_exempt):
            return Answer(not_before=applicant.now)
        return Answer(not_before=None, ask_again=applicant.now + DAY)


class WholeSeries(Spec):
    """A patient starts only when the whole induction can be booked inside its window."""

    within: Span = 8 * WEEK
    """How far ahead the first infusion may lie; if nothing fits by then, the patient asks again the next day."""
    urgent_exempt: bool = False
    """Whether urgent patients start even if their whole induction does not fit."""

    def __call__(self, applicant: Applicant) -> Answer:
        """Yes, from the first day from which everything fits, or ask again tomorrow."""
        if applicant.urgent and self.urgent_exempt:
            return Answer(not_before=applicant.now)
        start = applicant.whole_series_from(self.within)
        if start is None:
            return Answer(not_before=None, ask_again=(applicant.now // DAY + 1) * DAY)
        return Answer(not_before=start)


ADMISSION: Mapping[str, type[Spec]] = {
    "open": Open,
    "cap_new_starts": CapNewStarts,
    "cap_panel": CapPanel,
    "whole_series": WholeSeries,
}
AdmissionPolicy = choice(ADMISSION, noun="admission policy", own=True)
