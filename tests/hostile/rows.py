"""Every class of mistake in a scenario file, one row each, with what the product answers.

A row changes one place of ``clinic.yaml``: *old* becomes *new*; without *old* the whole file is *new*. The test beside
this table tries every row, and ``docs/bad_input.md`` is written from it.
"""

from __future__ import annotations

from dataclasses import dataclass

REFUSED, WARNED, ACCEPTED = "refused", "accepted with a warning", "accepted"


@dataclass(frozen=True)
class Row:
    """One mistake, or one thing that only looks like one."""

    mistake: str
    """In the words of somebody who looks for it on the page."""
    old: str
    new: str | bytes
    answer: str
    says: str = ""
    """Words of the message, the path in the scenario included."""
    why: str = ""
    """Why the answer is this one, where another could be expected."""
    shown: str | None = None
    """How the input is shown on the page; None shows *new* as it stands."""
    elsewhere: bool = False
    """Whether the message points to another line than the changed one, because that is where it can be mended."""


def refused(mistake: str, old: str, new: str | bytes, says: str, **more: object) -> Row:
    """A row that exits with code 2."""
    return Row(mistake, old, new, REFUSED, says, **more)  # type: ignore[arg-type]


def warned(mistake: str, old: str, new: str, says: str, **more: object) -> Row:
    """A row that runs, and says what is odd about it."""
    return Row(mistake, old, new, WARNED, says, **more)  # type: ignore[arg-type]


def accepted(mistake: str, old: str, new: str | bytes, **more: object) -> Row:
    """A row that runs without a word."""
    return Row(mistake, old, new, ACCEPTED, **more)  # type: ignore[arg-type]


def several(mistake: str, old: str, news: dict[str, str]) -> list[Row]:
    """Spellings of one mistake that are all refused: what is written to what is said."""
    return [refused(mistake, old, new, says) for new, says in news.items()]


CHAIRS = "recliner: 3"
HOURS = "mon-fri: 08:30-17:00}\n  closed"
STARTS = "starts: 2026-01-05"
CLOSED = "closed: [2026-01-19]"
WATCHES = "watches: 3"
SHIFTS = "shifts: [{days: mon-fri, hours: 08:30-17:00, count: 2}]"
RECOVER = "{lognormal: {mean: 30 min, sd: 10 min}}"
PUMP = "    infusion: 40 min"
SERIES = "infusions: 6"
WINDOW = "window: 21 days"
KEPT = "no_show: 0.05"
SPACING = "{least: 1 day, target: [2 days, 2 days, 3 days], most: 7 days}"
REFERRALS = "referrals: 1 per week"
MIX = "conditions: {depression: 0.7, anxiety: 0.3}"
NO_SHOW = "no_show: 0.05"
POLICY = "slot: earliest"
NAME = "scenario: Small clinic"
MONEY = "prices: {infusion: 500}"
RUNS = "replications: 2"
SEED = "seed: 1"
PREPARE = "time: 15 min, hands: nurse, in: recliner}"

BOMB = "a0: &a0 1\n" + "".join(f"a{n + 1}: &a{n + 1} [{', '.join([f'*a{n}'] * 9)}]\n" for n in range(9))
AN_OBJECT = '!!python/object/apply:os.system ["touch pwned"]'

THE_FILE = [
    refused("an empty file", "", "", "the scenario is empty"),
    refused("a list in place of a scenario", "", "- 1", "got a list of 1; expected a mapping"),
    refused("a sentence in place of a scenario", "", "just a string", "expected a mapping"),
    refused("no space after a colon", "", "chairs:5", "a space is missing after ':'"),
    refused("bytes that are not text", "", b"name: Cl\xednica\n", ":1:9 is not UTF-8 text", shown="a Windows code page"),
    refused("a NUL byte", "", b"a: \x00\n", "invisible control character \\x00", shown="`a: ` and a NUL byte"),
    refused("a file of a hundred megabytes", "", b"#" * 1_000_001, "scenario files above 1 MB are refused",
            shown="more than 1 MB"),
    refused("millions of values", "", f"a: [{'1,' * 200_000}]", "more than 100000 keys and values", shown="`a: [1, 1, ...]`"),
]  # fmt: skip

SYNTAX = [
    refused("indentation by tabs", "", "\ta: 1", "tabs are not allowed for indentation (line 1)", shown="⇥a: 1"),
    refused("two colons in a line", "", "a: b: c", "put text that contains ': ' in quotes"),
    refused("a bracket that is not closed", "", "{a: 1", "a bracket is not closed"),
    refused("a list and a mapping mixed", "", "- a\nb: 1", "wrong indentation, or a list and a mapping mixed"),
    refused("an alias without its anchor", CHAIRS, "recliner: *nope", "spaces.recliner: *nope refers to nothing"),
    refused("a tag, harmless or not", "Small clinic", AN_OBJECT, "scenario: tags are not allowed here"),
    refused("brackets in brackets, five hundred deep", "", "[" * 500 + "]" * 500, "nested too deeply", shown="`[[[[...`"),
    refused("a number of five thousand digits", CHAIRS, f"recliner: {'9' * 5000}", "spaces.recliner: a number of 5000 digits",
            shown="`recliner: 999...`"),
    refused("a second document in the file", SEED, "seed: 1\n---\na: 1", "a second document begins here"),
    refused("a merge key", CHAIRS, "<<: {recliner: 3}", "merge keys (<<) are not supported"),
]  # fmt: skip

MEANING = [
    refused("a key twice", CHAIRS, "recliner: 3\n  recliner: 5", "spaces.recliner: this key is written twice: in line 7 and in line 8",
            shown="`recliner: 3; recliner: 5`"),
    refused("a key twice in an entry of a list", "{step: talk,", "{step: talk, step: talk,", "this key is written twice"),
    accepted("an hour without its leading zero", HOURS, "mon-fri: 8:30-17:00}\n  closed",
             why="clock times are text here, never numbers in base sixty"),
    refused("the word no where a choice belongs", POLICY, "slot: no", "policies.slot: unknown slot policy; got 'no'"),
    accepted("the word no as a name", "Small clinic", "no", why="plain words mean what they say"),
    refused("yes and no in place of true and false", WATCHES, "watches: 3\n    watches_while_hands_on: no",
            "expected true or false (write false, without quotes)"),
    *several("a number with a leading zero, in octal or in hexadecimal", CHAIRS, {
        "recliner: 08": "(write 8, without a leading zero)",
        "recliner: 0o10": "got '0o10'; expected a whole number",
        "recliner: 0x10": "got '0x10'; expected a whole number",
    }),
    warned("a number with an exponent", CHAIRS, "recliner: 1e3", "at most 6 of 1000 places (recliner) in use",
           why="1e3 is a thousand"),
    *several("infinite numbers and what is no number", CHAIRS, {
        "recliner: .inf": "spaces.recliner: .inf is not a finite number",
        "recliner: .nan": "spaces.recliner: .nan is not a finite number",
        "recliner: inf": "got 'inf'; expected a whole number",
        "recliner: nan": "got 'nan'; expected a whole number",
    }),
    refused("a comment without a space before it", NO_SHOW, "no_show: 0.1# ten percent", "(a comment needs a space before #)"),
    refused("a date that does not exist", STARTS, "starts: 2023-02-29", "calendar.starts: 2023-02-29 is not in the calendar: no such date"),
    refused("an anchor that holds itself", CHAIRS, "recliner: &x [*x]", "*x is a self-reference"),
    refused("an alias bomb", "", BOMB, "more than 100000 keys and values, aliases written out", shown="nine levels of nine aliases"),
    accepted("a block used twice by an anchor", "    shifts: [{days: mon-fri, hours: 08:30-17:00}]\nsafety",
             "    shifts: &s [{days: mon-fri, hours: 08:30-17:00}]\n  desk: {shifts: *s, helps: [nurse]}\nsafety"),
    refused("a list as a key", CHAIRS, "[a, b]: 3", "stands where a key belongs"),
    refused("a number in quotes", CHAIRS, 'recliner: "5"', "expected a whole number (remove the quotes: 5)"),
    refused("a number in words", CHAIRS, "recliner: five", "got 'five'; expected a whole number"),
    refused("a key with a letter of another alphabet", "spaces:", "sp\u0430ces:", "got 'sp\\u0430ces'", shown="sp*а*ces, with a Cyrillic а"),
    refused("a key with an invisible character", WATCHES, "wat\u200bches: 3", "got 'wat\\u200bches'", shown="a zero-width space"),
    accepted("zero with a sign", "no_show: 0.05", "no_show: -0.0"),
]  # fmt: skip

KEYS = [
    refused("a misspelt key", WATCHES, "watchs: 3", "staff.nurse.watchs: unknown key; got 'watchs'"),
    refused("a capital letter, a hyphen, a plural", NO_SHOW, "no-shows: 0.05", "(did you mean 'no_show'?)"),
    refused("a key at the wrong level", NAME, "scenario: Small clinic\nno_show: 0.1", "'no_show' belongs to attendance.*",
            elsewhere=True),
    refused("a required key left out", "  starts: 2026-01-05\n", "", "calendar.starts: required key missing", elsewhere=True,
            shown="no `starts`"),
    refused("an empty list where one thing is needed", "target: [2 days, 2 days, 3 days]", "target: []", "expected at least one entry"),
    warned("nobody who comes", "referrals: 1 per week\n  conditions", "conditions", "nobody comes: no referrals", elsewhere=True,
           shown="no `referrals`"),
    refused("a role that is called like a space", "  nurse:\n", "  recliner: {shifts: [{days: mon-fri, hours: 08:30-17:00}]}\n  nurse:\n",
            "staff.recliner: metrics would call this the same as spaces.recliner",
            why="metrics that count both would have one name for two numbers", shown="`recliner` below spaces and below staff"),
    refused("two spaces that differ in a blank only", CHAIRS, "recliner: 3\n  consult_room: 1", "metrics would call this the same as spaces.consult_room",
            elsewhere=True, why="in the names of metrics a blank is an underscore"),
    refused("two things of one name", "step: infuse", "step: prepare", "two steps are called 'prepare'"),
    refused("keys that programs give a meaning", NAME, "scenario: Small clinic\n__class__: 1", "__class__: unknown key", elsewhere=True),
    refused("two parameters that say the same", RECOVER, "{lognormal: {mean: 30 min, sd: 10 min, cv: 0.3}}",
            "needs either mean and sd, or mean and cv"),
    refused("a rate and a mean at once", RECOVER, "{exponential: {mean: 30 min, rate: 2 per hour}}",
            "needs either mean, or rate; found mean and rate", why="also when both agree: one of them is enough"),
    refused("two plans for one visit", "booked: 120 min", "booked: 120 min\n    booked_beyond_infusion: 1 h", "give booked or booked_beyond_infusion, not both",
            elsewhere=True),
    refused("ten thousand unknown keys", SEED, "seed: 1\n" + "".join(f"k{n}: 1\n" for n in range(10_000)), "... and 9980 more",
            shown="20 are told, and how many more", elsewhere=True),
    refused("a list within a list of names", "hands: prescriber", "hands: [[prescriber]]", "visits.consult.steps.talk.hands"),
]  # fmt: skip

NUMBERS = [
    refused("fewer chairs than none", CHAIRS, "recliner: -1", "spaces.recliner: this value cannot stand here; got -1; expected 0 or more"),
    refused("half a chair", CHAIRS, "recliner: 2.5", "got 2.5; expected a whole number"),
    accepted("a whole number with a decimal point", CHAIRS, "recliner: 2.0"),
    warned("a million chairs", CHAIRS, "recliner: 1000000", "1 000 000 places of one kind; is this meant?"),
    refused("no chair at all", CHAIRS, "recliner: 0", "there is no usable place: 0 recliner", elsewhere=True),
    *several("a ratio where a number of patients is meant", WATCHES, {
        "watches: 1:3": "got '1:3'; expected a whole number",
        'watches: "1:3"': "got '1:3'; expected a whole number",
        "watches: 0": "'nurse' must watch patients, but may watch 0 at a time",
    }),
    refused("more nurses than a hospital", SHIFTS, "shifts: [{days: mon-fri, hours: 08:30-17:00, count: 201}]",
            "at most 200 members of a role can be simulated"),
    refused("a thousand million referrals an hour", REFERRALS, "referrals: 1e9 per hour", "people expected in one replication"),
    refused("referrals below zero", REFERRALS, "referrals: -1 per week", "must not be negative"),
    refused("a referral before the first day", REFERRALS, "referrals: {listed: {times: [3 days, -5 days]}}", "listed.times.1: must not be negative"),
    accepted("an infusion of no length", PUMP, "    infusion: 0 min"),
    refused("an infusion below zero", PUMP, "    infusion: -5 min", "the duration is always negative"),
    *several("a time between boosters below zero", WINDOW, {
        f"{WINDOW}\n    maintenance: {{plan: {{{plan}}}}}": f"protocols.mood.maintenance.plan.{path}: the duration is always negative"
        for plan, path in (
            ("taper: {gaps: [-1 days]}", "taper.gaps.0"),
            ("taper: {gaps: [7 days], then_every: -1 days}", "taper.then_every"),
            ("fixed: {every: -1 days}", "fixed.every"),
            ("fixed: {every: 7 days, first: -1 days}", "fixed.first"),
            ("as_needed: {symptoms_return: -1 days}", "as_needed.symptoms_return"),
        )
    }),
    refused("a patience below zero", REFERRALS, f"{REFERRALS}\n  patience: -1 days", "patients.patience: the duration is always negative",
            elsewhere=True),
    refused("a time of day before midnight", POLICY, "slot: {preferred: {time: -1 h}}", "policies.slot.preferred.time: the duration is always negative"),
    refused("cancelling after the appointment", KEPT, f"{KEPT}\n    cancels_with_notice: {{probability: 0.1, ahead: -1 days}}",
            "cancels_with_notice.ahead: the duration is always negative", elsewhere=True),
    *several("a time below zero of people who walk in", POLICY, {
        f"{POLICY}\nwalk_ins: {{door: {{visit: infusion, {source}}}}}": f"walk_ins.door.{path}: the duration is always negative"
        for source, path in (
            ("arrivals: 1 per week, patience: -1 min", "patience"),
            ("population: 3, away: -1 days", "away"),
        )
    }),
    refused("an infusion longer than any day", PUMP, "    infusion: 1000000 min", "but the longest session is 510 min"),
    refused("a span longer than anybody lives", PUMP, "    infusion: 1e300 min", "is too long; expected at most 20000 weeks"),
    refused("no replications", RUNS, "replications: 0", "run.replications: this value cannot stand here; got 0; expected 1 or more"),
    warned("one replication", RUNS, "replications: 1", "an interval is not available"),
    refused("ten million replications", RUNS, "replications: 10000000", "expected 1000000 or less",
            why="more than a million outcomes do not fit the tables; above 100 000 there is a warning"),
    refused("a seed below zero, or not whole", SEED, "seed: -1", "run.seed"),
    refused("a seed beyond 63 bits", SEED, "seed: 18446744073709551616", "expected less than 9223372036854775808"),
    accepted("no seed", SEED, "seed:", why="one is drawn, printed and stored"),
    refused("a series of no infusions", SERIES, "infusions: 0", "an induction has at least 1 infusion"),
    accepted("a series of one infusion", SERIES, "infusions: 1"),
    refused("half an infusion", SERIES, "infusions: 6.5", "6.5 is no whole number"),
    refused("a range in place of a number", SERIES, "infusions: [10, 6]", "no table like {6: 1}"),
    refused("least spacing above the most", SPACING, "{least: 9 days, most: 7 days}", "spacing must satisfy least <= target <= most"),
    accepted("no spacing at all", SPACING, "{least: 0, target: [0 days, 1 day], most: 1 day}"),
    refused("a series that does not fit its window", SPACING, "{least: 5 days, target: [5 days]}", "needs at least 31 days on the clinic's days",
            elsewhere=True),
    refused("a diary that reaches nowhere", POLICY, "slot: earliest\ndiary: {horizon: 0 days}", "diary.horizon: must be longer than zero",
            elsewhere=True),
    accepted("a diary that reaches ten years ahead", POLICY, "slot: earliest\ndiary: {horizon: 520 weeks}"),
    refused("a diary that reaches beyond the calendar", POLICY, "slot: earliest\ndiary: {horizon: 1e9 weeks}", "is too long; expected at most 20000 weeks",
            elsewhere=True),
    refused("a price below zero", MONEY, "prices: {infusion: -1}", "money.prices.infusion: this value cannot stand here; got -1; expected 0 or more"),
]  # fmt: skip

UNITS = [
    *several("a duration without its unit, or with one that may mean several", PUMP, {
        "    infusion: 50": "50 has no unit; expected a duration with its unit, such as 50 min, 50 h, 50 days or 50 weeks",
        '    infusion: "50"': "'50' has no unit",
        "    infusion: 50m": "(write 'min': 'm' may be minutes, months or metres)",
        "    infusion: 1 h 20": "'1 h 20' is not a duration",
        "    infusion: PT50M": "neither a duration such as 40 min nor a distribution",
        "    infusion: 1,5 h": "'1,5 h' is not a duration",
        "    infusion: five min": "'five min' is neither a duration",
    }),
    refused("digits of another script", PUMP, "    infusion: \uff15\uff10 min", "is not a duration with its unit"),
    accepted("a rate as it is said", "referrals: 1 per week", "referrals: 1 a week"),
    accepted("no space before the unit", PUMP, "    infusion: 50min"),
    accepted("minutes with decimals", PUMP, "    infusion: 40.5 min"),
    refused("a month", "window: 21 days", "window: 1 month", "(a month has no fixed length: write it in days or weeks)"),
    refused("a percentage without its sign", NO_SHOW, "no_show: 12", "12 is not a probability between 0 and 1; did you mean 0.12 or 12 %?"),
    accepted("a percentage", NO_SHOW, "no_show: 12%"),
    refused("a fraction", NO_SHOW, "no_show: 1/3", "'1/3' is not a probability, written 0.12 or 12 %"),
    refused("a rate without its unit", REFERRALS, "referrals: 5", "5 is not a rate with its unit"),
    accepted("a nurse of four hundred hours a week", SHIFTS, "shifts: [{days: mon-fri, hours: 08:30-17:00, count: 40}]",
             why="a shift is a number of people; how many hours one of them works in a week is for their contracts"),
]  # fmt: skip

CLOCK = [
    *several("a time of day that is none", HOURS, {
        f"mon-fri: {hours}}}\n  closed": words for hours, words in {
            "08:30-25:00": "'25:00' is not a time of day", "-1:00-17:00": "'-1:00' is not a time of day",
            "08:30-12:60": "'12:60' is not a time of day", "8-17": "'8' is not a time of day",
            "8am-5pm": "'8am' is not a time of day", "0830-1700": "'0830' is not a time of day",
            "08:30-23:59:60": "'23:59:60' is not a time of day", "1:3-4:5": "'1:3' is not a time of day",
        }.items()
    }),
    refused("minutes in place of hours", HOURS, "mon-fri: 510}\n  closed", "510 is not a stretch of the day, written 08:00-17:00"),
    refused("closing when opening, or before", HOURS, "mon-fri: 08:30-08:30}\n  closed", "does not end after it begins (around the clock is 00:00-24:00)"),
    warned("open until midnight, without staff", HOURS, "mon-fri: 08:30-24:00}\n  closed", "no 'nurse' is on duty mon-fri 17:00-24:00", elsewhere=True),
    refused("sessions that overlap", HOURS, "mon-fri: 08:30-17:00, mon: 16:00-18:00}\n  closed", "sessions of one day overlap"),
    warned("two shifts one after the other, with a break between them", SHIFTS,
           "shifts: [{days: mon-fri, hours: 08:30-12:00}, {days: mon-fri, hours: 12:00-17:00}]", "so nobody takes this break", elsewhere=True),
    warned("no nurse in the first hour", SHIFTS, "shifts: [{days: mon-fri, hours: 09:30-17:00, count: 2}]", "no 'nurse' is on duty mon-fri 08:30-09:30"),
    refused("no nurse while the clinic is open", SHIFTS, "shifts: [{days: mon-fri, hours: 18:00-20:00, count: 2}]", "no 'nurse' is on duty while the clinic is open",
            elsewhere=True),
    *several("days of another language, numbers, a slip", HOURS, {
        "lun-ven: 08:30-17:00}\n  closed": "'lun' is not a weekday",
        "0-4: 08:30-17:00}\n  closed": "'0' is not a weekday",
        "Thirsday: 08:30-17:00}\n  closed": "did you mean 'thu'?",
    }),
    accepted("capital letters and full names of days", HOURS, "Monday - Fri: 08:30-17:00}\n  closed"),
    warned("a holiday named twice", CLOSED, "closed: [2026-01-19, 2026-01-19]", "calendar.closed: named twice: 2026-01-19"),
    accepted("a holiday on a Sunday, or after the run", CLOSED, "closed: [2026-01-18, 2030-01-01]"),
    refused("a holiday that does not exist", CLOSED, "closed: [2023-02-29]", "no such date"),
    warned("a start in another year, on a 29th of February, and the holidays left as they were", STARTS, "starts: 2024-02-29",
           "calendar.closed: the run lasts from February 2024 to March 2024, and no closed day of 2024 is named; is this meant?",
           elsewhere=True),
    accepted("a run over the turn of a year with 53 weeks", STARTS, "starts: 2026-12-14",
             why="weeks are counted from the first day, seven days each"),
    *several("a start with a time or a zone, or too far off", STARTS, {
        "starts: 2024-03-31T02:30:00+01:00": "is not a date, written 2026-01-05 (no time, no zone)",
        "starts: 05/01/2026": "is not a date, written 2026-01-05",
        "starts: 9999-12-31": "is too far off; expected a year from 1900 to 2500",
    }),
    warned("a start on a closed day", STARTS, "starts: 2026-01-10", "closed on 2026-01-10; the first open day is 2026-01-12"),
    warned("a grid that does not divide the day", POLICY, "slot: earliest\ndiary: {every: 7 min}", "does not divide mon-fri 08:30-17:00", elsewhere=True),
    refused("a grid longer than the day", POLICY, "slot: earliest\ndiary: {every: 600 min}", "but the longest session is 510 min", elsewhere=True),
]  # fmt: skip

DISTRIBUTIONS = [
    refused("a family that does not exist", RECOVER, "{lognorm: {mean: 30 min, sd: 10 min}}", "(did you mean 'lognormal'?)"),
    refused("a family without its parameters", RECOVER, "exponential", "needs either mean, or rate; found none of them"),
    refused("parameters by position", RECOVER, "{triangular: [1 min, 2 min, 3 min]}", "expected a mapping"),
    accepted("a mode at the lower end", RECOVER, "{triangular: {low: 2 min, mode: 2 min, high: 3 min}}"),
    refused("a mode outside its ends", RECOVER, "{pert: {low: 1 min, mode: 9 min, high: 3 min}}", "mode (9 min) must not exceed high (3 min)"),
    refused("a mean of zero", RECOVER, "{lognormal: {mean: 0 min, sd: 10 min}}", "lognormal.mean: must be longer than zero"),
    refused("a spread below zero", RECOVER, "{lognormal: {mean: 30 min, sd: -1 min}}", "lognormal.sd: must not be negative"),
    accepted("no spread", RECOVER, "{lognormal: {mean: 30 min, sd: 0 min}}"),
    warned("a bell curve that reaches below zero", RECOVER, "{normal: {mean: 30 min, sd: 25 min}}", "of the values lie below zero; they count as zero"),
    refused("a rate of zero", RECOVER, "{exponential: {rate: 0 per hour}}", "exponential.rate: must be more than zero"),
    refused("a shape of zero", RECOVER, "{pert: {low: 1 min, mode: 2 min, high: 3 min, lambda: 0}}", "pert.lambda: this value cannot stand here; got 0; expected more than 0"),
    refused("values and chances that do not match", RECOVER, "{discrete: {values: [1 min, 2 min], probabilities: [1]}}", "2 values but 1 probabilities"),
    refused("weights that are all zero", RECOVER, "{discrete: {values: [1 min, 2 min], weights: [0, 0]}}", "at least one weight must be more than zero"),
    refused("a weight below zero", RECOVER, "{discrete: {values: [1 min, 2 min], weights: [-1, 2]}}", "weights.0"),
    accepted("a value named twice", RECOVER, "{discrete: {values: [1 min, 1 min], probabilities: [0.5, 0.5]}}", why="it has both chances"),
    accepted("a window far out in the tail", RECOVER, "{normal: {mean: 50 min, sd: 10 min, low: 200 min, high: 210 min}}",
             why="drawn exactly, by inversion; nothing is tried and rejected"),
    refused("a window that keeps nothing", RECOVER, "{normal: {mean: 50 min, sd: 10 min, low: 2000 min, high: 2100 min}}", "keep nothing of the curve"),
    refused("shares of a mixture above one", RECOVER, "{mixture: {parts: [{share: 0.5, of: 1 min}, {share: 0.6, of: 2 min}]}}", "shares must sum to 1; they sum to 1.1"),
    accepted("a mixture of mixtures", RECOVER, "{mixture: {parts: [{share: 1, of: {mixture: {parts: [{share: 1, of: 3 min}]}}}]}}"),
    refused("a mixture of itself", RECOVER, "&m {mixture: {parts: [{share: 1, of: *m}]}}", "is a self-reference"),
    accepted("patients who are always early", "{normal: {mean: -5 min, sd: 10 min}}", "{normal: {mean: -25 min, sd: 10 min}}"),
    accepted("patients who are weeks early", "{normal: {mean: -5 min, sd: 10 min}}", "-3 weeks", why="they come when the doors open on their own day"),
    accepted("a plain duration for a distribution", RECOVER, "50 min"),
    refused("tails beyond any number", RECOVER, "{lognormal: {median: 1 min, sigma: 700}}", "its values are too large or too scattered to be computed"),
]  # fmt: skip

CHANCES = [
    *several("shares that do not add up", MIX, {
        "conditions: {a: 0.13, b: 0.88}": "the shares of the conditions add up to 1.01; expected 1",
        "conditions: {a: 0.5, b: 0.6}": "add up to 1.1; expected 1",
        "conditions: {a: 0.333, b: 0.333, c: 0.333}": "add up to 0.999; expected 1",
    }),
    warned("a share of nothing", MIX, "conditions: {a: 1, b: 0}", "nobody has this condition; its share is 0"),
    accepted("nobody ever stays away", NO_SHOW, "no_show: 0"),
    refused("nobody ever comes, and all book again", NO_SHOW, "no_show: 1", "attendance.infusion: would never end", elsewhere=True),
    accepted("nobody ever comes, and half book again", NO_SHOW, "no_show: 1\n    rebooks: {probability: 0.5}"),
    accepted("a rule for every visit and one for a single type", "attendance:", "attendance:\n  every visit: {no_show: 0.1}",
             why="the visit's own comes first"),
]  # fmt: skip

WORLDS = [
    warned("more work than capacity", REFERRALS, "referrals: 100 per week", "offered load 5.90 of capacity", elsewhere=True),
    refused("a room that nobody has", "in: consult room", "in: drug room", "unknown space; got 'drug room'"),
    refused("a role that is always absent", "hours: 08:30-17:00}]\nsafety", "hours: 08:30-17:00}]\n    absent: 1\nsafety", "'prescriber' is always absent", elsewhere=True),
    refused("places that are all out of service", CHAIRS, "recliner: {count: 3, out_of_service: [{count: 3}]}", "3 recliner, all out of service", elsewhere=True),
    warned("more places than can be watched", CHAIRS, "recliner: 30", "at most 6 of 30 places (recliner) in use at a time", elsewhere=True),
    refused("a condition without its protocol", MIX, "conditions: {a: {share: 1, protocol: nope}}", "unknown protocol; got 'nope'"),
    warned("urgency of nobody", POLICY, "slot: earliest\n  dispatch: urgency", "the urgent go first, but nobody is urgent", elsewhere=True),
    refused("people who come again at once, for ever", "attendance:", "walk_ins: {w: {visit: consult, population: 3, away: 0 min}}\nattendance:",
            "people expected in one replication"),
    refused("a step that is always repeated", PREPARE, "time: 15 min, hands: nurse, in: recliner, repeat: 1}", "the step would never end"),
    refused("a step that is nearly always repeated", PREPARE, "time: 0, hands: nurse, in: recliner, repeat: 0.9999999}", "1e+07 times on average; expected at most 1000 times"),
    refused("two infusions in one visit", "part: preparation", "part: infusion", "'prepare' and 'infuse' may both give an infusion in one visit",
            elsewhere=True),
    refused("checks without a pause", PREPARE, "time: 15 min, hands: nurse, in: recliner, checks: {every: 1 s, hands: nurse, time: 0}}",
            "checks more often than every minute"),
    accepted("a waiting room without a seat", "attendance:", "walk_ins: {w: {visit: consult, arrivals: 1 per hour, waiting_room: 0}}\nattendance:",
             why="whoever cannot begin at once is lost"),
]  # fmt: skip

NAMES = [
    accepted("a path as a name", NAME, "scenario: ../../etc/cron.d/x", why="the folder of results is called etc-cron.d-x, inside results/"),
    accepted("a name that Windows keeps for itself", NAME, "scenario: nul", why="the folder of results is called scenario"),
    refused("a name of three hundred characters", NAME, f"scenario: {'x' * 300}", "expected at most 120 characters", shown="`scenario: xxx...`"),
    refused("a name of blanks", NAME, 'scenario: "   "', "scenario: the name is blank"),
    refused("a name with a line break", NAME, 'scenario: "a\\nb"', "the text holds the invisible character \\n"),
    refused("a name that turns the writing round", NAME, 'scenario: "\\u202eabc"', "the text holds the invisible character \\u202e"),
    refused("a name with colours for the terminal", NAME, 'scenario: "\\e[31mred"', "contains the control character \\x1b"),
    accepted("emoji, accents and other scripts", NAME, "scenario: Clínica São João 門診 🪑"),
    accepted("commas, quotes and semicolons", NAME, "scenario: 'a,b;\"c'", why="quoted in tables"),
    accepted("a formula as a name", NAME, "scenario: '=1+1'", why="an apostrophe before it keeps it text in spreadsheets"),
    accepted("HTML as a name", NAME, "scenario: '<script>alert(1)</script>'", why="shown as it is written, never run"),
    accepted("templates and variables as a name", NAME, "scenario: '${HOME} {{ 7*7 }} $(id)'", why="nothing is ever filled in"),
    accepted("half a mathematical formula", NAME, "scenario: 'a $x_ b'", why="figures show text as it is"),
]  # fmt: skip

SECTIONS = {
    "The file": THE_FILE,
    "The writing": SYNTAX,
    "What a word means": MEANING,
    "Keys": KEYS,
    "Numbers": NUMBERS,
    "Units": UNITS,
    "Clock and calendar": CLOCK,
    "Distributions": DISTRIBUTIONS,
    "Probabilities": CHANCES,
    "Clinics that cannot work": WORLDS,
    "Names": NAMES,
}
"""Heading -> its rows, in the order of the page."""
