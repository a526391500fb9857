"""Text with units becomes minutes, or an error that says what to write."""

from datetime import date

import pytest

from sim import units


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("40 min", 40), ("1 h 30 min", 90), ("90min", 90), ("2 weeks", 20160), ("3 days", 4320),
        ("30 s", 0.5), ("-5 min", -5), ("0", 0), (0, 0), ("1.5 h", 90), (" 40   min ", 40),
        ("2 hrs", 120), ("20 mins", 20),
    ],
)  # fmt: skip
def test_duration_is_minutes(text, minutes):
    """One hour and a half is 90 min, a week 10,080; only zero may stand without a unit."""
    assert units.duration(text) == minutes


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (50, "such as 50 min, 50 h, 50 days or 50 weeks$"), ("50", "unit"), ("1", "1 min, 1 h, 1 day or 1 week$"),
        ("50m", "write 'min'"),
        ("3 months", "no fixed length"),
        ("1 year", "no fixed length"), ("PT50M", "duration"), ("1 h 20", "duration"),
        ("", "duration"), ("1e400 min", "duration"), ("nan min", "duration"), (True, "is not a duration"),
        (None, "is not a duration"), ("5 d", "duration"),
    ],
)  # fmt: skip
def test_unclear_duration_is_refused(text, says):
    """A bare number, m, months, ISO 8601 and infinity are errors that name the accepted form."""
    with pytest.raises(ValueError, match=says):
        units.duration(text)


@pytest.mark.parametrize(
    ("minutes", "text"),
    [(40, "40 min"), (90, "90 min"), (240, "4 h"), (1440, "1 day"), (4320, "3 days"), (10080, "1 week"),
     (0, "0 min"), (-5, "-5 min"), (0.5, "0.5 min"), (262080, "26 weeks")],
)  # fmt: skip
def test_shown_duration_reads_back_as_the_same_minutes(minutes, text):
    """The text shown is short, and parsing it gives the number it came from."""
    assert units.show_duration(minutes) == text
    assert units.duration(text) == minutes


@pytest.mark.parametrize(
    ("text", "per_week"),
    [
        ("3 per week", 3),
        ("3/week", 3),
        ("3 a week", 3),
        ("12 an hour", 2016),
        ("12 per hour", 2016),
        ("1 per 50 min", 201.6),
        ("2 per 2 weeks", 1),
        ("0 per week", 0),
    ],
)
def test_rate_is_per_minute(text, per_week):
    """Twelve an hour and one per 5 min are the same rate, and a week has 10,080 min."""
    assert units.rate(text) * 10080 == pytest.approx(per_week, rel=1e-14)


@pytest.mark.parametrize(
    "text", ["3", 3, "per week", "3 per fortnight", "3 per 0 min", "3 per -1 week", "3 aweek", "3 a", None]
)
def test_rate_without_a_period_is_refused(text):
    """A rate needs a number and a period longer than zero."""
    with pytest.raises(ValueError, match="rate|duration"):
        units.rate(text)


@pytest.mark.parametrize("text", ["3 per week", "12 per hour", "0.7 per hour", "1 per 50 min", "4.9 per week"])
def test_shown_rate_reads_back_as_the_same_rate(text):
    """Writing a rate into the resolved scenario does not change it."""
    assert units.rate(units.show_rate(units.rate(text))) == units.rate(text)


@pytest.mark.parametrize(
    ("text", "minutes"), [("08:30", 510), ("8:30", 510), ("00:00", 0), ("24:00", 1440), ("23:59", 1439)]
)
def test_clock_is_minutes_since_midnight(text, minutes):
    """08:30 is minute 510, and 24:00 is the end of the day."""
    assert units.clock(text) == minutes


@pytest.mark.parametrize(
    "text", ["25:00", "24:01", "12:60", "-1:00", "8", 8, 8.5, "8am", "8h30", "0830", 510, "23:59:60"]
)
def test_other_spellings_of_the_clock_are_refused(text):
    """Nothing but hours and minutes with a colon is a time of day; 510 may be an unquoted 8:30."""
    with pytest.raises(ValueError, match="written 08:30"):
        units.clock(text)


@pytest.mark.parametrize(("minutes", "text"), [(510, "08:30"), (1440, "24:00"), (1950, "08:30"), (0, "00:00")])
def test_shown_clock_wraps_after_midnight(minutes, text):
    """Minute 1950 is 08:30 of the next day."""
    assert units.show_clock(minutes) == text


def test_hours_run_forward():
    """08:00-17:00 is minutes 480 to 1020; an empty or backward stretch is refused."""
    assert units.hours("08:00-17:00") == units.hours("08:00 to 17:00") == (480, 1020)
    assert units.hours("00:00-24:00") == (0, 1440)
    for text in ("17:00-08:00", "08:00-08:00", "08:00", None):
        with pytest.raises(ValueError, match="does not end|stretch"):
            units.hours(text)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [("mon-fri", (0, 1, 2, 3, 4)), ("sat", (5,)), ("mon, wed, fri", (0, 2, 4)), ("MON", (0,)),
     ("fri-mon", (0, 4, 5, 6)),
     ("mon, mon", (0,))],
)  # fmt: skip
def test_weekdays_count_from_monday(text, numbers):
    """Monday is 0; a range may pass the end of the week; a day named twice counts once."""
    assert units.days(text) == numbers
    assert units.days(units.show_days(numbers)) == numbers


@pytest.mark.parametrize(
    ("text", "says"), [("Mandag", "expected"), ("Thirsday", "'thu'"), ("", "expected"), (0, "mon-fri")]
)
def test_unknown_weekday_gets_a_suggestion(text, says):
    """'Thirsday' is an error that offers 'thu'."""
    with pytest.raises(ValueError, match=says):
        units.days(text)


@pytest.mark.parametrize(
    ("value", "found"), [(0.12, 0.12), ("12 %", 0.12), ("12%", 0.12), (0, 0), (1, 1), ("100 %", 1)]
)
def test_probability_may_be_a_percentage(value, found):
    """0.12 and 12 % are the same, and 0 and 1 are probabilities."""
    assert units.probability(value) == found


@pytest.mark.parametrize(
    ("value", "says"),
    [
        (12, "0.12 or 12 %"),
        (-0.1, "between"),
        ("-1 %", "between"),
        ("0.12", "written"),
        (True, "written"),
        (float("nan"), "between"),
    ],
)
def test_number_beyond_one_is_no_probability(value, says):
    """12 is an error that offers 0.12 and 12 %; text without % is not guessed at."""
    with pytest.raises(ValueError, match=says):
        units.probability(value)


def test_date_is_checked_against_the_calendar():
    """29 February exists in 2024 and not in 2023; times and zones are refused."""
    assert units.calendar_date("2024-02-29") == date(2024, 2, 29)
    for text in ("2023-02-29", "2026-1-5", "2024-03-31T02:30:00+01:00", 5):
        with pytest.raises(ValueError, match="not a date|no such date"):
            units.calendar_date(text)
