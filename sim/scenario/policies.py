"""What a clinic decides: one policy of each family."""

from __future__ import annotations

from sim.policies.admission import AdmissionPolicy, Open
from sim.policies.capacity import CapacityPolicy, ChairTime
from sim.policies.dispatch import AppointmentTime, DispatchPolicy
from sim.policies.end_of_day import EndOfDayPolicy, ServeEveryone
from sim.policies.holding import HoldingPolicy, Nobody
from sim.policies.late import LatePolicy, SeatAnyway
from sim.policies.missed import MissedPolicy, Shift
from sim.policies.nurse_assignment import NurseAssignmentPolicy, Pooled
from sim.policies.overbooking import Never, OverbookingPolicy
from sim.policies.pattern import AnyDay, PatternPolicy
from sim.policies.recovery import InTheRecliner, RecoveryPolicy
from sim.policies.reminders import NoReminders, RemindersPolicy
from sim.policies.series import SeriesPolicy, Whole
from sim.policies.slot import Earliest, SlotPolicy
from sim.policies.waiting_list import NobodyIsCalled, WaitingListPolicy
from sim.spec import Spec


class Policies(Spec):
    """What the clinic decides; `chairtime describe` says them in words."""

    admission: AdmissionPolicy = Open()
    """Start this patient now, later, or never?"""
    series: SeriesPolicy = Whole()
    """How many infusions of an induction are booked at a time?"""
    pattern: PatternPolicy = AnyDay()
    """On which days and at what time of day do the infusions of a series lie?"""
    missed: MissedPolicy = Shift()
    """An infusion of the induction was missed: what becomes of the rest?"""
    slot: SlotPolicy = Earliest()
    """Which free start of a day does a visit get?"""
    capacity: CapacityPolicy = ChairTime()
    """What must be free before a start can be booked?"""
    overbooking: OverbookingPolicy = Never()
    """How many more than fit may be booked on a day?"""
    holding: HoldingPolicy = Nobody()
    """For whom are starts kept free?"""
    waiting_list: WaitingListPolicy = NobodyIsCalled()
    """Who gets a start that somebody has cancelled?"""
    dispatch: DispatchPolicy = AppointmentTime()
    """Who is served next?"""
    nurse_assignment: NurseAssignmentPolicy = Pooled()
    """Which member of staff serves this visit?"""
    late: LatePolicy = SeatAnyway()
    """A patient arrives late: what then?"""
    recovery: RecoveryPolicy = InTheRecliner()
    """Where does a patient recover?"""
    end_of_day: EndOfDayPolicy = ServeEveryone()
    """The day runs late: who is still seated?"""
    reminders: RemindersPolicy = NoReminders()
    """Is a patient reminded of an appointment?"""
