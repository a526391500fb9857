"""Words of the page: how to read it, what it leaves out, and how to say a case of one's own."""

from __future__ import annotations

READING = (
    "Each case is an ordinary scenario file, run by the ordinary program: text, checks, model, event log, "
    "metrics. Its exact value comes from a formula, a Markov chain or a count that shares no code with the "
    "model.",
    "z is the distance from the exact value in standard errors, turned into a normal score. The more scores, the "
    "farther out one of them lies by chance: the bound is such that in 999 samples out of 1,000 all of them stay "
    "within it (Sidak 1967; it holds however they are correlated). Where there is no chance in a scenario the "
    "numbers must be equal.",
    "All scores together must lie as chance scatters them. Too far out means an error; too near means that "
    "the intervals are too wide, or that somebody has tuned the answers. Both fail. The scores of one case "
    "are correlated, and the chi-square is corrected for that (Box 1954).",
    "What says “recursion” or “published” is not exact: its own standard error is part of the score.",
    "Each case has random numbers of its own. Another --seed is another sample; with the same seed the "
    "numbers are the same on every machine.",
)
"""How to read the tables."""

NOT_COVERED = (
    "What theory does not know: breaks, strict watching, side effects, waiting lists, slot policies, several "
    "of these together. For these see docs/second_simulator.md (the same clinic written a second time), the "
    "days worked out by hand in tests/hand, the identities that every run must keep, and docs/mutation.md "
    "(whether the tests would notice a fault).",
    "Service that is interrupted (preemptive priority, staff who drop what they are doing): the language "
    "cannot say it. Nobody takes a line out of an arm because the shift is over; who leaves finishes first.",
    "Other orders than first come, urgency, appointment and shortest first: last come, random order, "
    "processor sharing.",
    "A normal law with negative times set to zero: the language cuts the law off and draws again. Both are "
    "exact laws, and they differ (mean 11.63 against 10.40 min for mean 10, sd 8).",
    "The search for best timetables. Published optimal timetables are simulated and compared with their exact "
    "values; gaps of free timetables are rounded to whole minutes.",
    "The long-run level of courses with boosters, which is reached after two to four years: the first 60 "
    "weeks are compared, week by week where there is no chance.",
    "Statements of other programs' tests that are no single run (more nurses never raise the wait, equal "
    "numbers on one core and on several, misspelt keys are refused, a run leaves its scenario as it was): "
    "these are tests of the suite, not cases.",
)
"""What stays out, and why."""

FAULTS = (
    "400 small faults were planted in a copy of the model, the metrics and the policies, one at a time and drawn at "
    "random: another comparison, another sign, another constant, a condition turned round, a statement left out. "
    "A part of the fast tests was run on each, and 293 of the 400 were noticed: 73 % (95 % interval: 69 to 77).",
    "Of the 107 that were not, 49 change nothing that anybody could see, and 58 are noticed now. "
    "Two mistakes of the program itself came to light on the way and are mended.",
    "docs/mutation.md tells what was planted and what survived, and how to repeat it.",
)
"""How many planted faults the tests have noticed; measured before a release, not by the run that makes the page."""

SAYING = (
    (
        "M/M/c",
        "mmc.yaml",
        "spaces.chair; walk_ins.patients.arrivals; the mean of the step. Open 00:00-24:00 every day, "
        "dispatch: first_come, a warm-up. Numbers: queue.*",
    ),
    (
        "M/D/c, M/G/1, M/G/c",
        "mg1.yaml",
        "the time of the step: 60 min, {lognormal: {mean: 50 min, sd: 10 min}}, {erlang: {k: 2, mean: 50 "
        "min}}, {mixture: ...} for hyperexponential",
    ),
    (
        "M/M/c/K, Erlang B",
        "mmck.yaml",
        "walk_ins.patients.waiting_room: places beyond the servers; 0 is Erlang B. Lost: queue.turned_away.share",
    ),
    (
        "impatience (Erlang A)",
        "patience.yaml",
        "walk_ins.patients.patience: a law, counted until seated",
    ),
    (
        "priorities",
        "priorities.yaml",
        "one visit type and one kind of walk-in for each class, urgency (larger first); policies.dispatch: urgency",
    ),
    (
        "finite source, closed networks",
        "finite_source.yaml, closed_cycle.yaml",
        "population and away (any law) in place of arrivals",
    ),
    (
        "networks",
        "branch.yaml, feedback.yaml",
        "one space for each station, leaves: true; probability for a branch; repeat for who joins the queue anew",
    ),
    (
        "appointment slots without end",
        "endless_slots.yaml",
        "timetables: every, together, shows",
    ),
    (
        "chairs and nurses",
        "chairs_and_nurses.yaml, start_and_removal.yaml",
        "hands: nurse on a step; the chair is held while the nurse is awaited; priority says what a free "
        "nurse takes first",
    ),
    (
        "a nurse for so many patients",
        "nurse_ratio.yaml",
        "watch: nurse on the infusion, and staff.nurse.watches",
    ),
    (
        "a day from empty",
        "one_day.yaml",
        "arrivals by daily rates; out_of_service or shifts for servers that come and go; end_of_day: "
        "serve_everyone. Numbers: queue.wait, day.overrun, day.days_overrun",
    ),
    (
        "an appointment session",
        "appointment_session.yaml",
        "at: each appointment, equal times allowed; shows: one probability or a list; closing time is the "
        "planned end; several chairs; any law",
    ),
    (
        "early and late patients",
        "lateness_session.yaml",
        "lateness: any law, negative is early. Open the doors before the session and keep the chair out of "
        "service until it begins; the wait from arrival is day.door_to_drip",
    ),
    (
        "fixed starts with places",
        "peers/slots.yaml",
        "policies.slot: template, a time that stands three times has three places",
    ),
    (
        "a course",
        "course.yaml",
        "referrals on_days; spacing.target: distances used in turn; response; maintenance.plan fixed with "
        "every (a law), at_most; leaves_after_each; relapses_after_each with reinduction; dropout",
    ),
    (
        "a booking queue",
        "booking_queue.yaml",
        "referrals per day for opening hours / diary.every starts a day; attendance no_show rebooks at the "
        "back of the queue",
    ),
    (
        "rates by the hour, several stages",
        "walk_in_centre.yaml, urgent_care.yaml",
        "chances drawn once for a visit, and only: not trauma on its steps. run.cool_down: 0 min counts those "
        "reached by the end, 2 days counts everybody",
    ),
)
"""Family of textbook scenarios, the file of scenarios/theory to begin with, and what to change in it."""
