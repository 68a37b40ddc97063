"""Working time, against counting minute by minute."""

import datetime as dt

from hypothesis import given, settings
from hypothesis import strategies as st

from hamsafar.base import working_time
from hamsafar.base.calendars import TEHRAN, Almanac, day_of, is_workday
from hamsafar.base.working_time import Hours

BEGIN = dt.datetime(2026, 3, 15, tzinfo=dt.UTC)  # Nowruz with its holidays is in reach
MOMENTS = st.integers(0, 14 * 24 * 4).map(lambda n: BEGIN + n * dt.timedelta(minutes=15))
ALMANACS = st.sampled_from([TEHRAN, Almanac(zone="Europe/Berlin", weekend=(5, 6)), Almanac(weekend=())])
HOURS = st.sampled_from([Hours(), Hours(start=dt.time(8, 30), end=dt.time(12)), Hours(round_the_clock=True)])
STEP = dt.timedelta(minutes=15)


def works(moment, almanac, hours):
    local = moment.astimezone(almanac.tz)
    return hours.round_the_clock or (is_workday(day_of(moment, almanac), almanac) and hours.start <= local.time() < hours.end)


@settings(max_examples=60)
@given(MOMENTS, st.integers(0, 300), ALMANACS, HOURS)
def test_time_between_is_the_sum_of_the_quarters_in_which_people_work(since, quarters, almanac, hours):
    until = since + quarters * STEP
    counted = sum(works(since + n * STEP, almanac, hours) for n in range(quarters)) * STEP
    assert working_time.between(since, until, almanac, hours) == counted


@settings(max_examples=60)
@given(MOMENTS, st.integers(1, 40 * 4), ALMANACS, HOURS)
def test_what_is_added_has_passed_then_and_not_earlier(since, quarters, almanac, hours):
    due = working_time.add(since, quarters * STEP, almanac, hours)
    assert working_time.between(since, due, almanac, hours) == quarters * STEP
    assert working_time.between(since, due - dt.timedelta(seconds=1), almanac, hours) < quarters * STEP


def test_four_hours_from_wednesday_afternoon_end_on_saturday():
    wednesday = dt.datetime(2026, 10, 14, 15, tzinfo=TEHRAN.tz)
    assert working_time.add(wednesday, dt.timedelta(hours=4)).astimezone(TEHRAN.tz) == dt.datetime(2026, 10, 17, 11, tzinfo=TEHRAN.tz)
