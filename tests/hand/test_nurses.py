"""Nurses on paper: hands-on, watching, side effects, checks, breaks, shifts, absence."""

from __future__ import annotations

from paper import lines, simulated

WATCHED = """
spaces: {chair: 4}
staff: {nurse: {shifts: [{days: mon-sun, hours: 08:00-17:00, count: 1}], watches: 2}}
visits:
  drip:
    steps:
      - {step: prepare, part: preparation, time: 10 min, in: chair, hands: nurse}
      - {step: infuse, part: infusion, time: 40 min, watch: nurse}
timetables: {list: {visit: drip, at: [09:00, 09:00, 09:00]}}
"""


def test_watching_limit_delays_the_third_start():
    """One nurse, 10 min each in turn: ready at 9:10, 9:20, 9:30; only two are watched, so C waits until 9:50."""
    log = simulated(WATCHED)
    assert lines(log, "prepare begins", "infuse", "waits for watch", "has waited for watch") == [
        ("09:00", "prepare begins", "A"),
        ("09:10", "infuse begins", "A"),
        ("09:10", "prepare begins", "B"),
        ("09:20", "infuse begins", "B"),
        ("09:20", "prepare begins", "C"),
        ("09:30", "waits for watch:nurse", "C"),
        ("09:50", "infuse ends", "A"),
        ("09:50", "has waited for watch:nurse", "C"),
        ("09:50", "infuse begins", "C"),
        ("10:00", "infuse ends", "B"),
        ("10:30", "infuse ends", "C"),
    ]


def test_who_is_watched_from_one_step_to_the_next_is_not_let_go_between_them():
    """The nurse watches one: A through infusion and recovery to 9:30, so that B, ready at 9:00, begins at 9:30."""
    log = simulated("""
spaces: {chair: 2}
staff: {nurse: {shifts: [{days: mon-sun, hours: 08:00-17:00}], watches: 1}}
visits:
  drip:
    steps:
      - {step: infuse, part: infusion, time: 40 min, in: chair, watch: nurse}
      - {step: recover, part: recovery, time: 20 min, watch: nurse}
timetables: {list: {visit: drip, at: [08:30, 09:00]}}
""")
    assert lines(log, "infuse begins", "recover begins", "watch", "departs") == [
        ("08:30", "watch on nurse", "A"),
        ("08:30", "infuse begins", "A"),
        ("09:10", "recover begins", "A"),
        ("09:30", "watch off nurse", "A"),
        ("09:30", "departs", "A"),
        ("09:30", "watch on nurse", "B"),
        ("09:30", "infuse begins", "B"),
        ("10:10", "recover begins", "B"),
        ("10:30", "watch off nurse", "B"),
        ("10:30", "departs", "B"),
    ]


def test_nurse_who_may_not_watch_with_hands_on_starts_nobody_before_all_are_prepared():
    """Strict and alone: hands-on until 9:30, so A and B (limit two) start at 9:30 and C at 10:10."""
    log = simulated(WATCHED, "staff.nurse.watches_while_hands_on=false")
    assert lines(log, "prepare begins", "infuse begins") == [
        ("09:00", "prepare begins", "A"),
        ("09:10", "prepare begins", "B"),
        ("09:20", "prepare begins", "C"),
        ("09:30", "infuse begins", "A"),
        ("09:30", "infuse begins", "B"),
        ("10:10", "infuse begins", "C"),
    ]


def test_strict_nurse_who_watches_prepares_nobody():
    """Strict and alone, A watched 9:10-9:50: B, due at 9:15, is prepared from 9:50 and not before."""
    log = simulated(WATCHED, "staff.nurse.watches_while_hands_on=false", "timetables.list.at=[09:00, 09:15]")
    assert lines(log, "prepare begins", "infuse begins", "waits for") == [
        ("09:00", "prepare begins", "A"),
        ("09:10", "infuse begins", "A"),
        ("09:15", "waits for hands:nurse", "B"),
        ("09:50", "prepare begins", "B"),
        ("10:00", "infuse begins", "B"),
    ]


def test_two_strict_nurses_cover_for_each_other():
    """With two, one prepares C from 9:10 to 9:20 while the other watches A and B; then two watch three (limit 4)."""
    log = simulated(WATCHED, "staff.nurse.watches_while_hands_on=false", "staff.nurse.shifts.0.count=2")
    assert lines(log, "prepare begins", "infuse begins") == [
        ("09:00", "prepare begins", "A"),
        ("09:00", "prepare begins", "B"),
        ("09:10", "prepare begins", "C"),
        ("09:10", "infuse begins", "B"),
        ("09:10", "infuse begins", "A"),
        ("09:20", "infuse begins", "C"),
    ]


def test_side_effect_is_treated_although_the_colleague_has_gone_home():
    """Two strict nurses until 12:00, one after: A's side effect, on the drip from 12:10, is over by the evening."""
    log = simulated("""
spaces: {chair: 2}
staff:
  nurse:
    shifts: [{days: mon, hours: 08:00-12:00}, {days: mon, hours: 08:00-17:00}]
    watches: 4
    watches_while_hands_on: false
visits:
  drip:
    steps: [{step: infuse, part: infusion, time: 40 min, in: chair, watch: nurse}]
    side_effects: {nausea: {probability: 1, hands: nurse, time: 5 min}}
timetables: {list: {visit: drip, at: [12:10]}}
""")
    assert len(lines(log, "departs")) == 1


def test_hands_on_is_exclusive():
    """Three chairs and one nurse, 15 min each: preparations at 9:00, 9:15, 9:30, never two at once."""
    log = simulated("""
spaces: {chair: 3}
staff: {nurse: {shifts: [{days: mon, hours: 08:00-17:00}]}}
visits: {test: {steps: [{step: prepare, time: 15 min, in: chair, hands: nurse}]}}
timetables: {list: {visit: test, at: [09:00, 09:00, 09:00]}}
""")
    assert lines(log, "hands on", "hands off") == [
        ("09:00", "hands on nurse 0", "A"),
        ("09:15", "hands off nurse 0", "A"),
        ("09:15", "hands on nurse 0", "B"),
        ("09:30", "hands off nurse 0", "B"),
        ("09:30", "hands on nurse 0", "C"),
        ("09:45", "hands off nurse 0", "C"),
    ]


SIDE_EFFECT = """
spaces: {chair: 4}
staff: {nurse: {shifts: [{days: mon, hours: 08:00-17:00}], watches: 4}}
visits:
  drip:
    steps:
      - {step: infuse, part: infusion, time: 40 min, in: chair, watch: nurse}
      - {step: recover, part: recovery, time: 20 min}
    side_effects: {nausea: {probability: 1, hands: nurse, time: 5 min, recovery: 15 min}}
  test: {steps: [{step: prepare, time: 20 min, in: chair, hands: nurse}]}
timetables:
  drips: {visit: drip, at: [09:00]}
  tests: {visit: test, at: [09:20, 09:25, 09:30]}
"""


def test_side_effect_goes_to_the_head_of_the_queue_and_lengthens_recovery():
    """A's side effect comes while B has the nurse until 9:40; at 9:40 A is served before C and D, who waited longer.

    The nurse is with A until 9:45, so the infusion ends then; recovery takes 20 + 15 min, until 10:20.
    """
    log = simulated(SIDE_EFFECT, "run.seed=2")  # a seed whose onset lies where the day on paper wants it
    ((onset, _, who),) = lines(log, "side effect")
    assert "09:30" < onset < "09:40"
    assert who == "A"
    assert lines(log, "hands on", "recover") == [
        ("09:20", "hands on nurse 0", "B"),
        ("09:40", "hands on nurse 0", "A"),
        ("09:45", "hands on nurse 0", "C"),
        ("09:45", "recover begins", "A"),
        ("10:05", "hands on nurse 0", "D"),
        ("10:20", "recover ends", "A"),
    ]


def test_early_stop_ends_the_infusion_when_the_nurse_is_done():
    """Certain to stop: the infusion ends five minutes after the onset, before its 40 minutes are over."""
    log = simulated(
        SIDE_EFFECT,
        "visits.drip.side_effects.nausea.stops=1",
        "timetables.tests.at=[12:00]",
        "visits.test.steps.prepare.time=1 min",
    )
    told = {what: time for time, what, who in lines(log) if who == "A"}
    onset, stopped, ended = told["side effect nausea"], told["stopped early"], told["infuse ends"]
    assert _minutes(stopped) == _minutes(onset) + 5
    assert ended == stopped < "09:40"


def test_side_effect_may_lengthen_the_infusion():
    """Ten minutes more on the pump: 9:50 in place of 9:40."""
    log = simulated(SIDE_EFFECT, "visits.drip.side_effects.nausea.infusion=10 min", "timetables.tests.at=[12:00]")
    assert ("09:50", "infuse ends", "A") in lines(log, "infuse")


def test_checks_keep_their_timetable_whatever_else_happens():
    """Every 10 min from the beginning of the step at 9:00: 9:10, 9:20, 9:30, with the side effect's visit besides."""
    log = simulated("""
spaces: {chair: 1}
staff: {nurse: {shifts: [{days: mon, hours: 08:00-17:00, count: 2}], watches: 4}}
visits:
  drip:
    steps:
      - step: infuse
        part: infusion
        time: 40 min
        in: chair
        watch: nurse
        checks: {every: 10 min, hands: nurse, time: 2 min}
    side_effects: {nausea: {probability: 1, hands: nurse, time: 1 min}}
timetables: {list: {visit: drip, at: [09:00]}}
""")
    ((onset, _, _),) = lines(log, "side effect")
    times = [time for time, _, _ in lines(log, "hands on")]
    assert [time for time in times if time != onset] == ["09:10", "09:20", "09:30"]
    assert lines(log, "infuse ends") == [("09:40", "infuse ends", "A")]


def test_check_that_finds_nobody_free_is_late_and_may_lengthen_the_step():
    """The nurse has B from 9:05 to 9:45: A's checks of 9:10, 9:20 and 9:30 come at 9:45, 9:47, 9:49; it ends 9:51."""
    log = simulated("""
spaces: {chair: 2}
staff: {nurse: {shifts: [{days: mon, hours: 08:00-17:00}], watches: 4}}
visits:
  drip:
    steps:
      - step: infuse
        part: infusion
        time: 40 min
        in: chair
        watch: nurse
        checks: {every: 10 min, hands: nurse, time: 2 min}
  test: {steps: [{step: prepare, time: 40 min, in: chair, hands: nurse}]}
timetables: {drips: {visit: drip, at: [09:00]}, tests: {visit: test, at: [09:05]}}
""")  # fmt: skip
    assert [time for time, _, who in lines(log, "hands on") if who == "A"] == ["09:45", "09:47", "09:49"]
    assert lines(log, "infuse ends") == [("09:51", "infuse ends", "A")]


def test_nurse_who_stays_with_the_patient_does_the_checks_without_being_called():
    """Hands-on from 9:00: checks of 5 min at 9:15, 9:30 and 9:45, and another patient waits until all is over.

    The step takes 47 min; the last check, begun at 9:45, makes it 50.
    """
    log = simulated("""
spaces: {chair: 2}
staff: {nurse: {shifts: [{days: mon, hours: 08:00-17:00}]}}
visits:
  drip:
    steps:
      - step: infuse
        part: infusion
        time: 47 min
        in: chair
        hands: nurse
        checks: {every: 15 min, hands: nurse, time: 5 min}
timetables: {list: {visit: drip, at: [09:00, 09:10]}}
""")
    assert lines(log, "hands", "infuse") == [
        ("09:00", "hands on nurse 0", "A"),
        ("09:00", "infuse begins", "A"),
        ("09:50", "infuse ends", "A"),
        ("09:50", "hands off nurse 0", "A"),
        ("09:50", "hands on nurse 0", "B"),
        ("09:50", "infuse begins", "B"),
        ("10:40", "infuse ends", "B"),
        ("10:40", "hands off nurse 0", "B"),
    ]


def test_side_effect_lengthens_a_recovery_with_checks_too():
    """Recovery 20 + 15 min with a check every 10: from 9:40 to 10:15 with three of them."""
    log = simulated(
        SIDE_EFFECT.replace("time: 20 min}", "time: 20 min, checks: {every: 10 min, hands: nurse, time: 1 min}}"),
        "timetables.tests.at=[12:00]",
    )
    told = [(time, what) for time, what, who in lines(log, "recover", "hands on") if who == "A"]
    assert told[1:] == [
        ("09:40", "recover begins"),
        ("09:50", "hands on nurse 0"),
        ("10:00", "hands on nurse 0"),
        ("10:10", "hands on nurse 0"),
        ("10:15", "recover ends"),
    ]


def test_more_urgent_work_is_done_first():
    """The nurse is free at 9:20: removal for A (priority 1) comes before preparing C, who has waited since 9:12."""
    log = simulated("""
spaces: {chair: 2}
staff: {nurse: {shifts: [{days: mon, hours: 08:00-17:00}]}}
visits:
  drip:
    steps:
      - {step: prepare, time: 10 min, in: chair, hands: nurse}
      - {step: infuse, part: infusion, time: 5 min}
      - {step: remove, time: 5 min, hands: nurse, priority: 1}
timetables: {list: {visit: drip, at: [09:00, 09:00, 09:12]}}
""")
    assert lines(log, "prepare begins", "remove begins") == [
        ("09:00", "prepare begins", "A"),
        ("09:10", "prepare begins", "B"),
        ("09:20", "remove begins", "A"),
        ("09:25", "remove begins", "B"),
        ("09:30", "prepare begins", "C"),
        ("09:45", "remove begins", "C"),
    ]


def test_step_with_two_roles_begins_when_both_are_there():
    """The doctor is busy with A until 9:20; B has the nurse from 9:10 but begins at 9:20, when both are there."""
    log = simulated("""
spaces: {chair: 2}
staff:
  nurse: {shifts: [{days: mon, hours: 08:00-17:00}]}
  doctor: {shifts: [{days: mon, hours: 08:00-17:00}]}
visits:
  talk: {steps: [{step: talk, time: 20 min, in: chair, hands: doctor}]}
  block: {steps: [{step: block, time: 10 min, in: chair, hands: [doctor, nurse]}]}
timetables: {talks: {visit: talk, at: [09:00]}, blocks: {visit: block, at: [09:10]}}
""")
    assert lines(log, "hands", "block") == [
        ("09:00", "hands on doctor 0", "A"),
        ("09:10", "hands on nurse 0", "B"),
        ("09:20", "hands off doctor 0", "A"),
        ("09:20", "hands on doctor 0", "B"),
        ("09:20", "block begins", "B"),
        ("09:30", "block ends", "B"),
        ("09:30", "hands off nurse 0", "B"),
        ("09:30", "hands off doctor 0", "B"),
    ]


def test_step_with_two_of_a_role_waits_until_two_are_free():
    """Nurse 0 has A until 9:30, nurse 1 is free: B needs two and waits from 9:10 to 9:30."""
    log = simulated("""
spaces: {chair: 2}
staff: {nurse: {shifts: [{days: mon, hours: 08:00-17:00, count: 2}]}}
visits:
  one: {steps: [{step: prepare, time: 30 min, in: chair, hands: nurse}]}
  two: {steps: [{step: lift, time: 10 min, in: chair, hands: {nurse: 2}}]}
timetables: {ones: {visit: one, at: [09:00]}, twos: {visit: two, at: [09:10]}}
""")
    assert lines(log, "lift") == [("09:30", "lift begins", "B"), ("09:40", "lift ends", "B")]


BREAK = """
spaces: {chair: 2}
staff:
  nurse:
    shifts: [{days: mon, hours: 08:00-17:00}]
    watches: 4
    break: {length: 30 min, between: 12:00-14:00, cover: 0}
visits: {drip: {steps: [{step: infuse, part: infusion, time: 60 min, in: chair, watch: nurse}]}}
"""


def test_break_moves_until_nobody_needs_watching():
    """Alone, planned for 12:00, somebody on the drip until 12:40: the break runs from 12:40 to 13:10."""
    log = simulated(BREAK + "timetables: {list: {visit: drip, at: [11:40]}}\n")
    assert lines(log, "break") == [("12:40", "break begins", "nurse 0"), ("13:10", "break ends", "nurse 0")]


def test_nobody_starts_during_the_break_of_the_only_nurse():
    """Break 12:00-12:30; somebody due at 12:10 waits for it to end."""
    log = simulated(BREAK + "timetables: {list: {visit: drip, at: [12:10]}}\n")
    assert lines(log, "break", "infuse") == [
        ("12:00", "break begins", "nurse 0"),
        ("12:30", "break ends", "nurse 0"),
        ("12:30", "infuse begins", "A"),
        ("13:30", "infuse ends", "A"),
    ]


def test_break_is_missed_when_its_window_closes():
    """Always somebody on the drip from 11:40 to 14:40: at 13:30, 30 min before the end of the window, it is missed."""
    log = simulated(BREAK + "timetables: {list: {visit: drip, at: [11:40, 12:20, 13:00, 13:40]}}\n")
    assert lines(log, "break") == [("13:30", "break missed", "nurse 0")]


def test_two_nurses_take_turns_with_cover():
    """Two nurses, one must stay: breaks planned at 12:00 and 12:30; two watched by the one who stays (limit 4)."""
    log = simulated(
        BREAK + "timetables: {list: {visit: drip, at: [11:40, 11:50]}}\n",
        "staff.nurse.shifts.0.count=2",
        "staff.nurse.break.cover=1",
    )
    assert lines(log, "break") == [
        ("12:00", "break begins", "nurse 0"),
        ("12:30", "break ends", "nurse 0"),
        ("12:30", "break begins", "nurse 1"),
        ("13:00", "break ends", "nurse 1"),
    ]


def test_cover_that_would_watch_too_many_delays_the_break():
    """Limit 1: two on the drip until 12:50 need both nurses; A is done at 12:40, so nurse 0 goes at 12:40."""
    log = simulated(
        BREAK + "timetables: {list: {visit: drip, at: [11:40, 11:50]}}\n",
        "staff.nurse.shifts.0.count=2",
        "staff.nurse.break.cover=1",
        "staff.nurse.watches=1",
    )
    assert lines(log, "break begins") == [("12:40", "break begins", "nurse 0"), ("13:10", "break begins", "nurse 1")]


def test_split_breaks_each_with_their_own_cover():
    """Two nurses: 15 min from 10:00 in turn, one staying; 30 min from 12:00 together, nobody staying (cover 0)."""
    log = simulated(
        BREAK,
        "staff.nurse.shifts.0.count=2",
        "staff.nurse.break=["
        "{length: 15 min, between: '10:00-10:30'}, {length: 30 min, between: '12:00-12:30', cover: 0}]",
        "timetables={list: {visit: drip, at: ['14:00']}}",
    )
    assert lines(log, "break") == [
        ("10:00", "break begins", "nurse 0"),
        ("10:15", "break ends", "nurse 0"),
        ("10:15", "break begins", "nurse 1"),
        ("10:30", "break ends", "nurse 1"),
        ("12:00", "break begins", "nurse 0"),
        ("12:00", "break begins", "nurse 1"),
        ("12:30", "break ends", "nurse 0"),
        ("12:30", "break ends", "nurse 1"),
    ]


def test_missed_break_does_not_cost_the_next():
    """Alone, on the drip with A until 10:40: the break of 10:00-10:30 is missed at 10:15, that of 12:00 is taken."""
    log = simulated(
        BREAK,
        "staff.nurse.break=["
        "{length: 15 min, between: '10:00-10:30', cover: 0}, {length: 30 min, between: '12:00-13:00', cover: 0}]",
        "timetables={list: {visit: drip, at: ['09:40']}}",
    )
    assert lines(log, "break") == [
        ("10:15", "break missed", "nurse 0"),
        ("12:00", "break begins", "nurse 0"),
        ("12:30", "break ends", "nurse 0"),
    ]


def test_breaks_back_to_back_follow_each_other():
    """Windows 10:00-10:15 and 10:15-10:45: off at 10:00, back at 10:15, off again at once until 10:45."""
    log = simulated(
        BREAK,
        "staff.nurse.break=["
        "{length: 15 min, between: '10:00-10:15', cover: 0}, {length: 30 min, between: '10:15-10:45', cover: 0}]",
        "timetables={list: {visit: drip, at: ['14:00']}}",
    )
    assert lines(log, "break") == [
        ("10:00", "break begins", "nurse 0"),
        ("10:15", "break ends", "nurse 0"),
        ("10:15", "break begins", "nurse 0"),
        ("10:45", "break ends", "nurse 0"),
    ]


LAST_DRIP = """
spaces: {chair: 2}
staff: {nurse: {shifts: [{days: mon-sun, hours: 08:00-17:00}], watches: 2}}
visits: {drip: {steps: [{step: infuse, part: infusion, time: 60 min, in: chair, watch: nurse}]}}
timetables: {list: {visit: drip, at: [16:30]}}
"""


def test_nurse_stays_with_a_patient_on_the_drip():
    """On the drip 16:30-17:30, shift to 17:00: the nurse leaves at 17:30, half an hour of overtime."""
    log = simulated(LAST_DRIP)
    assert lines(log, "infuse ends", "shift ends", "watch off", "departs") == [
        ("17:30", "infuse ends", "A"),
        ("17:30", "watch off nurse", "A"),
        ("17:30", "shift ends", "nurse 0"),
        ("17:30", "departs", "A"),
    ]


def test_of_two_nurses_one_goes_home():
    """One patient on the drip at 17:00: one nurse goes, one stays until 17:30."""
    log = simulated(LAST_DRIP, "staff.nurse.shifts.0.count=2")
    assert lines(log, "shift ends") == [("17:00", "shift ends", "nurse 0"), ("17:30", "shift ends", "nurse 1")]


def test_nobody_is_left_above_the_watching_limit():
    """Three on the drip at 17:00, two each: both nurses stay until the first is done at 17:20, one until 17:40."""
    log = simulated(
        LAST_DRIP, "staff.nurse.shifts.0.count=2", "spaces.chair=3", "timetables.list.at=[16:20, 16:30, 16:40]"
    )
    assert lines(log, "shift ends") == [("17:20", "shift ends", "nurse 0"), ("17:40", "shift ends", "nurse 1")]


def test_nurse_finishes_what_is_in_hand():
    """Preparing from 16:50 to 17:20 when the shift ends at 17:00: home at 17:20."""
    log = simulated("""
spaces: {chair: 1}
staff: {nurse: {shifts: [{days: mon, hours: 08:00-17:00}]}}
visits: {test: {steps: [{step: prepare, time: 30 min, in: chair, hands: nurse}]}}
timetables: {list: {visit: test, at: [16:50]}}
""")
    assert lines(log, "shift ends") == [("17:20", "shift ends", "nurse 0")]


def test_shift_that_is_followed_by_another_is_left_at_its_end():
    """Early shift to 12:00, late shift from 12:00: the patient on the drip is handed over, without overtime."""
    log = simulated(
        LAST_DRIP,
        "staff.nurse.shifts=[{days: mon, hours: '08:00-12:00'}, {days: mon, hours: '12:00-18:00'}]",
        "timetables.list.at=[11:30]",
    )
    assert lines(log, "shift") == [
        ("08:00", "shift begins", "nurse 0"),
        ("12:00", "shift begins", "nurse 1"),
        ("12:00", "shift ends", "nurse 0"),
        ("18:00", "shift ends", "nurse 1"),
    ]


def test_absent_member_is_missing_all_day():
    """Certain absence of the one nurse: the shift is missed and nobody is prepared."""
    log = simulated("""
spaces: {chair: 1}
staff: {nurse: {shifts: [{days: mon, hours: 08:00-17:00}], absent: 0.999999}}
visits: {test: {steps: [{step: prepare, time: 30 min, in: chair, hands: nurse}]}}
timetables: {list: {visit: test, at: [16:50]}}
policies: {end_of_day: last_start}
""")
    assert lines(log, "shift", "prepare", "waits") == [
        ("08:00", "shift missed", "nurse 0"),
        ("16:50", "waits for hands:nurse", "A"),
    ]


FLOAT = """
spaces: {chair: 4}
staff:
  nurse: {shifts: [{days: mon, hours: 08:00-17:00}], helps: [front desk]}
  front desk: {shifts: [{days: mon, hours: 08:00-17:00}]}
visits:
  test:
    steps:
      - {step: check in, part: arrival, time: 10 min, hands: front desk}
      - {step: prepare, part: preparation, time: 10 min, in: chair, hands: nurse}
timetables: {list: {visit: test, at: [09:00, 09:00, 09:12, 09:13]}}
"""


def test_nurse_helps_at_the_desk_while_nobody_waits_for_a_nurse():
    """A has the desk and B the nurse at 9:00. B waits for the nurse 9:10-9:20, so nobody helps D at 9:13: 9:22."""
    assert lines(simulated(FLOAT), "hands on") == [
        ("09:00", "hands on front desk 0", "A"),
        ("09:00", "hands on nurse 0", "B"),
        ("09:10", "hands on nurse 0", "A"),
        ("09:12", "hands on front desk 0", "C"),
        ("09:20", "hands on nurse 0", "B"),
        ("09:22", "hands on front desk 0", "D"),
        ("09:30", "hands on nurse 0", "C"),
        ("09:40", "hands on nurse 0", "D"),
    ]


def test_nurse_who_becomes_free_serves_the_line_at_the_desk():
    """A prepared from 9:10 to 9:20, nobody else for the nurse: C, at the desk behind B since 9:12, has her at 9:20."""
    log = simulated(FLOAT, "timetables.list.at=[09:00, 09:11, 09:12]", "visits.test.steps.check in.time=10 min")
    assert lines(log, "hands on")[:4] == [
        ("09:00", "hands on front desk 0", "A"),
        ("09:10", "hands on nurse 0", "A"),
        ("09:11", "hands on front desk 0", "B"),
        ("09:20", "hands on nurse 0", "C"),
    ]


def test_nurse_stays_for_those_at_an_empty_desk_and_not_for_ever():
    """The desk is absent, the nurse's shift ends at 9:30: A from 9:25 and B from 9:35 are helped; C of 10:00 is not."""
    log = simulated(
        FLOAT,
        "staff.nurse.shifts.0.hours='08:00-09:30'",
        "staff.front desk.absent=0.999999",
        "visits.test.steps=[{step: check in, time: 10 min, hands: front desk}]",
        "visits.other={steps: [{step: prepare, time: 10 min, hands: nurse}]}",
        "timetables.others={visit: other, at: ['08:00']}",
        "timetables.list.at=['09:25', '09:28', '10:00']",
    )
    assert [one for one in lines(log, "hands on", "shift ends", "sent home") if one[0] > "09:00"] == [
        ("09:25", "hands on nurse 0", "A"),
        ("09:35", "hands on nurse 0", "B"),
        ("09:45", "shift ends", "nurse 0"),
        ("17:00", "sent home: closing", "C"),
    ]


AGENCY = """
spaces: {chair: 1}
staff:
  nurse:
    shifts: [{days: mon-sun, hours: 08:00-12:00, count: 2}]
    absent: {probability: 1, agency: {probability: 1, wage: 75}}
    break: {length: 30 min, between: 10:00-11:00, cover: 0}
visits: {test: {steps: [{step: prepare, time: 30 min, in: chair, hands: nurse}]}}
timetables: {list: {visit: test, at: [09:00, 11:45], days: mon}}
run: {length: 2 days, cool_down: 0 min, seed: 1}
"""


def test_agency_works_the_shifts_that_are_missed():
    """Both nurses absent; 2 and 3, of the agency, come in their place, with their breaks and overtime, every day."""
    assert lines(simulated(AGENCY), "shift", "hands on", "break begins", dated=True) == [
        ("mon 5 jan 08:00", "shift missed", "nurse 0"),
        ("mon 5 jan 08:00", "shift begins", "nurse 2"),
        ("mon 5 jan 08:00", "shift missed", "nurse 1"),
        ("mon 5 jan 08:00", "shift begins", "nurse 3"),
        ("mon 5 jan 09:00", "hands on nurse 2", "A"),
        ("mon 5 jan 10:00", "break begins", "nurse 2"),
        ("mon 5 jan 10:30", "break begins", "nurse 3"),
        ("mon 5 jan 11:45", "hands on nurse 2", "B"),
        ("mon 5 jan 12:00", "shift ends", "nurse 3"),
        ("mon 5 jan 12:15", "shift ends", "nurse 2"),
        ("tue 6 jan 08:00", "shift missed", "nurse 0"),
        ("tue 6 jan 08:00", "shift begins", "nurse 2"),
        ("tue 6 jan 08:00", "shift missed", "nurse 1"),
        ("tue 6 jan 08:00", "shift begins", "nurse 3"),
        ("tue 6 jan 10:00", "break begins", "nurse 2"),
        ("tue 6 jan 10:30", "break begins", "nurse 3"),
        ("tue 6 jan 12:00", "shift ends", "nurse 2"),
        ("tue 6 jan 12:00", "shift ends", "nurse 3"),
    ]


def test_agency_that_sends_nobody_leaves_the_shift_short():
    """Absent for certain, the agency has nobody: two shifts missed on each of two days, none begun."""
    log = simulated(AGENCY, "staff.nurse.absent={probability: 0.999999, agency: {probability: 0, wage: 75}}")
    assert [what for _, what, _ in lines(log, "shift")] == ["shift missed"] * 4


def test_staggered_shifts_part_time_days_and_a_saturday():
    """Early 7:30-12:00 on weekdays, late 11:00-15:30 on Tuesday and Thursday, Saturday 9:00-11:00: one week's duty."""
    log = simulated("""
calendar: {starts: 2026-01-05, hours: {mon-fri: 08:00-15:00, sat: 09:00-11:00}}
spaces: {chair: 1}
staff:
  nurse:
    shifts:
      - {days: mon-fri, hours: 07:30-12:00}
      - {days: "tue, thu", hours: 11:00-15:30}
      - {days: sat, hours: 09:00-11:00}
visits: {test: {steps: [{step: prepare, time: 30 min, in: chair, hands: nurse}]}}
timetables: {list: {visit: test, at: [10:45]}}
run: {length: 7 days, cool_down: 0 min, seed: 1}
""")
    early = [("07:30", "shift begins", "nurse 0"), ("12:00", "shift ends", "nurse 0")]
    late = [("11:00", "shift begins", "nurse 1"), ("15:30", "shift ends", "nurse 1")]
    both = [early[0], late[0], early[1], late[1]]
    saturday = [("09:00", "shift begins", "nurse 2"), ("11:15", "shift ends", "nurse 2")]
    assert lines(log, "shift") == [*early, *both, *early, *both, *early, *saturday]


def test_nobody_stays_overnight_for_a_nurse_who_is_absent():
    """The one nurse is absent: the patient of 16:00 is seated, and must be sent home by the end of the day."""
    log = simulated("""
spaces: {chair: 1}
staff: {nurse: {shifts: [{days: mon, hours: 08:00-17:00}], absent: 0.999999}}
visits: {test: {steps: [{step: prepare, time: 30 min, in: chair, hands: nurse}]}}
timetables: {list: {visit: test, at: [16:00]}}
policies: {end_of_day: last_start}
""")
    assert len(lines(log, "departs", "sent home")) == 1


def _minutes(clock: str) -> float:
    hours, minutes = clock.split(":")
    return round(int(hours) * 60 + float(minutes), 3)
