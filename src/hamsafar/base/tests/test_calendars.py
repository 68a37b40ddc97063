"""Calendars against a slow twin that counts days one by one from a known Nowruz."""

import datetime as dt
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamsafar.base import calendars
from hamsafar.base.calendars import TEHRAN, Almanac, Bucket, Calendar, Period

GREGORIAN = Almanac(calendar=Calendar.GREGORIAN)
KIRITIMATI = Almanac(calendar=Calendar.GREGORIAN, zone="Pacific/Kiritimati")
ALMANACS = st.sampled_from([TEHRAN, GREGORIAN, KIRITIMATI, Almanac(zone="Europe/Berlin"), Almanac(week_starts_on=calendars.SUNDAY)])
# Leap years as the Calendar Centre has published them; nothing here is computed.
LEAP_YEARS = {1370, 1375, 1379, 1383, 1387, 1391, 1395, 1399, 1403, 1408, 1412, 1416, 1420}
DAYS = st.dates(dt.date(1991, 3, 21), dt.date(2042, 3, 20))
MOMENTS = st.datetimes(dt.datetime(1992, 1, 1), dt.datetime(2040, 1, 1), timezones=st.just(dt.UTC))  # noqa: DTZ001


def slow_jalali(day):
    """Walk from 1 Farvardin 1370 (21 March 1991) a year and a month at a time."""
    left, year = (day - dt.date(1991, 3, 21)).days, 1370
    while left >= (length := 366 if year in LEAP_YEARS else 365):
        left, year = left - length, year + 1
    month = 1
    while left >= (length := 31 if month <= 6 else 30):
        left, month = left - length, month + 1
    return year, month, left + 1


def slow_bucket_start(day, bucket, almanac):
    """Go back a day at a time while the day before is still in the same bucket."""

    def name(d):
        year, month, _ = slow_jalali(d) if almanac.calendar is Calendar.PERSIAN else (d.year, d.month, d.day)
        return {Bucket.DAY: d, Bucket.MONTH: (year, month), Bucket.QUARTER: (year, (month - 1) // 3), Bucket.YEAR: year}[bucket]

    if bucket is Bucket.WEEK:
        while day.weekday() != almanac.first_weekday:
            day -= dt.timedelta(days=1)
        return day
    while name(day - dt.timedelta(days=1)) == name(day):
        day -= dt.timedelta(days=1)
    return day


@given(DAYS)
def test_jalali_dates_are_those_of_counting_days(day):
    assert calendars.jalali(day) == slow_jalali(day)
    assert calendars.gregorian(*slow_jalali(day)) == day


@given(st.dates(dt.date(1993, 1, 1), dt.date(2040, 1, 1)), st.sampled_from(Bucket), ALMANACS)
def test_a_bucket_begins_where_walking_back_ends(day, bucket, almanac):
    assert calendars.bucket_start(day, bucket, almanac) == slow_bucket_start(day, bucket, almanac)


@given(st.dates(dt.date(1995, 1, 1), dt.date(2035, 1, 1)), st.sampled_from(Bucket), st.integers(-24, 24), ALMANACS)
def test_stepping_there_and_back_returns(day, bucket, count, almanac):
    there = calendars.step(day, bucket, count, almanac)
    assert calendars.step(there, bucket, -count, almanac) == calendars.bucket_start(day, bucket, almanac)


@given(MOMENTS, st.integers(1, 200_000), st.sampled_from(Bucket), ALMANACS)
def test_buckets_cover_a_period_without_gap_or_overlap(since, minutes, bucket, almanac):
    period = Period(since=since, until=since + dt.timedelta(minutes=minutes))
    edges = calendars.boundaries(period, bucket, almanac)
    assert edges[0] == period.since and edges[-1] == period.until
    assert all(a < b for a, b in itertools.pairwise(edges))
    for edge in edges[1:-1]:
        day = calendars.day_of(edge, almanac)
        assert slow_bucket_start(day, bucket, almanac) == day
        assert calendars.start_of_day(day, almanac) == edge


@given(MOMENTS, st.integers(1, 100_000), st.integers(-2, 110_000))
def test_a_moment_is_in_the_bucket_that_holds_it(since, minutes, offset):
    edges = calendars.boundaries(Period(since=since, until=since + dt.timedelta(minutes=minutes)), Bucket.WEEK)
    moment = since + dt.timedelta(minutes=offset)
    holding = [i for i in range(len(edges) - 1) if edges[i] <= moment < edges[i + 1]]
    assert calendars.index_of(moment, edges) == (holding[0] if holding else None)


@given(MOMENTS, st.sampled_from(calendars.NAMED), ALMANACS)
def test_the_period_before_ends_where_this_one_begins_or_earlier(at, name, almanac):
    period = calendars.named(name, at, almanac)
    before = calendars.previous(period, almanac)
    assert before.since < before.until <= period.since < period.until
    if name.startswith("this") or name == "today":
        assert at in period
    if period.shape is None:
        assert before.until == period.since


def test_this_month_is_compared_with_the_same_days_of_last_month():
    at = dt.datetime(2026, 10, 18, 9, tzinfo=dt.UTC)  # 26 Mehr 1405
    period = calendars.named("this_month", at)
    assert calendars.format_period(period, "fa") == "۱ تا ۲۶ مهر ۱۴۰۵"
    assert calendars.format_period(calendars.previous(period), "fa") == "۱ تا ۲۶ شهریور ۱۴۰۵"
    assert calendars.format_period(calendars.previous(calendars.named("last_month", at)), "fa") == "۱ تا ۳۱ مرداد ۱۴۰۵"


def test_the_persian_week_begins_on_saturday_and_can_be_told_otherwise():
    sunday = dt.date(2026, 10, 18)
    assert calendars.bucket_start(sunday, Bucket.WEEK) == dt.date(2026, 10, 17)
    assert calendars.bucket_start(sunday, Bucket.WEEK, GREGORIAN) == dt.date(2026, 10, 12)
    assert calendars.bucket_start(sunday, Bucket.WEEK, Almanac(week_starts_on=calendars.SUNDAY)) == sunday


def test_a_day_that_loses_its_midnight_begins_at_one():
    # Iran put its clocks forward at midnight of 22 March 2022 for the last time.
    assert calendars.start_of_day(dt.date(2022, 3, 22)) == dt.datetime(2022, 3, 21, 20, 30, tzinfo=dt.UTC)
    assert calendars.start_of_day(dt.date(2022, 3, 23)) == dt.datetime(2022, 3, 22, 19, 30, tzinfo=dt.UTC)


@given(MOMENTS, st.sampled_from(["fa", "en"]), ALMANACS)
def test_what_is_written_is_read_back(moment, language, almanac):
    day = calendars.day_of(moment, almanac)
    for write in (calendars.format_day, calendars.format_long_day, calendars.format_numeric_day):
        assert calendars.parse_day(write(day, language, almanac)) == day
    text = calendars.format_moment(moment, language, almanac)
    again = calendars.parse_moment(text, almanac)
    assert calendars.format_moment(again, language, almanac) == text


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("۱۴۰۵/۷/۲۶", "2026-10-17T20:30"),
        ("١٤٠٥-٠٧-٢٦ ٠٨:٠٥", "2026-10-18T04:35"),
        ("یکشنبه ۲۶ مهر ۱۴۰۵، ۱۵:۰۰", "2026-10-18T11:30"),
        ("يكشنبه 26 مهر 1405", "2026-10-17T20:30"),
        ("سه‌شنبه ۲۸ مهر ۱۴۰۵ ساعت ۸:۰۵", "2026-10-20T04:35"),
        ("2026-10-18T15:30:00+03:30", "2026-10-18T12:00"),
        ("2026-10-18T15:30:00.123Z", "2026-10-18T15:30:00.123"),
        ("18/10/2026", "2026-10-17T20:30"),
        ("20261018", "2026-10-17T20:30"),
        ("14050726", "2026-10-17T20:30"),
        ("Oct 18, 2026 12:15 am", "2026-10-17T20:45"),
        ("18 October 2026 3:15 PM", "2026-10-18T11:45"),
        ("26 Mehr 1405", "2026-10-17T20:30"),
    ],
)
def test_dates_are_read_as_people_write_them(text, utc):
    assert calendars.parse_moment(text) == dt.datetime.fromisoformat(utc).replace(tzinfo=dt.UTC)


@pytest.mark.parametrize(
    "text", ["", "05/07/26", "1404/12/30", "2026-02-30", "0999/1/1", "1405/7/26 25:00", "12 نمی‌دانم 1405", "1405/7/26x"]
)
def test_what_is_not_a_date_is_refused(text):
    with pytest.raises(ValueError):
        calendars.parse_moment(text)


@given(st.text(max_size=40))
def test_any_text_is_a_date_or_a_value_error(text):
    try:
        assert calendars.parse_moment(text).tzinfo is dt.UTC
    except ValueError:
        pass


def test_dates_are_dressed_in_both_languages_and_calendars():
    day = dt.date(2026, 10, 18)
    assert calendars.format_long_day(day, "fa") == "یکشنبه ۲۶ مهر ۱۴۰۵"
    assert calendars.format_long_day(day, "en", GREGORIAN) == "Sunday 18 October 2026"
    assert calendars.format_long_day(day, "fa", GREGORIAN) == "یکشنبه ۱۸ اکتبر ۲۰۲۶"
    assert calendars.format_bucket(calendars.start_of_day(day), Bucket.QUARTER, "fa") == "سه‌ماههٔ سوم ۱۴۰۵"
    assert calendars.format_bucket(calendars.start_of_day(day), Bucket.MONTH, "en", GREGORIAN) == "October 2026"


@pytest.mark.parametrize("almanac", [TEHRAN, GREGORIAN, KIRITIMATI, Almanac(zone="America/New_York")])
@pytest.mark.parametrize("text", ["9999-12-31T23:59:59+00:00", "0001-01-01T00:00:00+00:00", "0621-05-01T00:00:00+00:00"])
def test_a_moment_at_the_end_of_all_calendars_is_written_and_breaks_no_page(text, almanac):
    moment = dt.datetime.fromisoformat(text)
    for language in ("fa", "en"):
        assert calendars.format_long_day(calendars.day_of(moment, almanac), language, almanac)
        assert calendars.format_time(moment, language, almanac)


@pytest.mark.parametrize(
    ("jalali", "name"),
    [
        ((1405, 1, 1), "نوروز"), ((1405, 4, 4), "عاشورا"), ((1405, 3, 14), "عید غدیر"), ((1404, 4, 15), "عاشورا"),
        ((1403, 4, 26), "عاشورا"),
        ((1403, 12, 30), "آخرین روز سال کبیسه"), ((1412, 11, 22), "پیروزی انقلاب اسلامی"),
    ],
)  # fmt: skip
def test_official_holidays_are_known(jalali, name):
    day = calendars.gregorian(*jalali)
    assert name in calendars.holidays_of(day, "fa")
    assert not calendars.is_workday(day)


def test_mehr_1405_has_no_holiday_and_its_workdays_are_saturday_to_wednesday():
    days = [calendars.gregorian(1405, 7, number) for number in range(1, 31)]
    assert not any(calendars.holidays_of(day) for day in days)
    assert {day.weekday() for day in days if calendars.is_workday(day)} == {5, 6, 0, 1, 2}


def test_a_period_that_is_empty_or_without_zone_cannot_be_made():
    moment = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    with pytest.raises(ValueError):
        Period(since=moment, until=moment)
    with pytest.raises(ValueError):
        Period(since=dt.datetime(2026, 1, 1), until=dt.datetime(2026, 2, 1))  # noqa: DTZ001


@pytest.mark.parametrize("name", ["", "this", "this_moon", "last_0_days", "last_99999_days", "next_month"])
def test_a_period_without_meaning_is_refused(name):
    with pytest.raises(ValueError):
        calendars.named(name, dt.datetime(2026, 1, 1, tzinfo=dt.UTC))


@given(MOMENTS, st.sampled_from([*calendars.NAMED, "last_17_days"]), ALMANACS)
def test_a_period_read_alike_for_all_has_the_same_days(at, name, almanac):
    shared = calendars.same_for_all(name, almanac)
    assert calendars.named(name, at, shared) == calendars.named(name, at, almanac)
    assert shared.zone == almanac.zone


def test_those_who_mean_the_same_days_share_them_whatever_their_calendar():
    assert calendars.same_for_all("last_30_days", GREGORIAN) == calendars.same_for_all("last_30_days", TEHRAN)
    assert calendars.same_for_all("last_quarter", GREGORIAN) == GREGORIAN
