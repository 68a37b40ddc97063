"""The gate's decision: its meaning against a slow twin, and properties that hold whatever the rules and the past are."""

import datetime as dt
import itertools
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hamsafar.decide.contact.contracts import MARKETING, SERVICE, SURVEYS, Budget, Contact, Policy, Quiet, Reason
from hamsafar.decide.contact.rule import FARTHEST, Asked, next_allowed, next_loud, weigh, why_quiet
from hamsafar.identify.consent.services import State

TEHRAN, LONDON = ZoneInfo("Asia/Tehran"), ZoneInfo("Europe/London")
SUNDAY = dt.datetime(2026, 10, 18, 8, 30, tzinfo=dt.UTC)  # noon in Tehran, an ordinary day
NO_QUIET = Quiet(start=dt.time(0), end=dt.time(0), holidays=False)
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
FREE = Policy(budgets=(), rest_days=0, quiet=NO_QUIET, ask_first=frozenset())


def ask(at: dt.datetime = SUNDAY, *, purpose: str = SURVEYS, channel: str = "email") -> Asked:
    return Asked(purpose, channel, at)


# Consent


@pytest.mark.parametrize(
    ("state", "purpose", "reason"),
    [
        (State.GIVEN, MARKETING, None),
        (State.UNKNOWN, SURVEYS, None),
        (State.UNKNOWN, MARKETING, Reason.NOT_GIVEN),
        (State.EXPIRED, SURVEYS, Reason.EXPIRED),
        (State.EXPIRED, SERVICE, None),
        (State.UNKNOWN, SERVICE, None),
        *((State.WITHDRAWN, purpose, Reason.WITHDRAWN) for purpose in (SURVEYS, MARKETING, SERVICE)),
    ],
)
def test_consent_decides_first(state, purpose, reason):
    verdict = weigh(ask(purpose=purpose), state, [], Policy(), TEHRAN)
    assert verdict.reasons == ((reason,) if reason else ())
    if reason:
        assert verdict.retry_at is None, "waiting does not help"


# Quiet times, by the person's own clock


@pytest.mark.parametrize(
    ("local", "quiet"),
    [("20:59", False), ("21:00", True), ("23:59", True), ("00:00", True), ("08:59", True), ("09:00", False), ("15:00", False)],
)
@pytest.mark.parametrize("zone", [TEHRAN, LONDON])
def test_the_night_goes_over_midnight_by_the_persons_clock(local, quiet, zone):
    at = dt.datetime.combine(SUNDAY.date(), dt.time.fromisoformat(local), zone)
    found = why_quiet("sms", at, Quiet(holidays=False), zone)
    assert found == (Reason.QUIET_HOURS if quiet else None)


def test_a_quiet_noon_is_a_stretch_within_one_day():
    siesta = Quiet(start=dt.time(13), end=dt.time(15), holidays=False)
    at = dt.datetime(2026, 10, 18, 14, 0, tzinfo=TEHRAN)
    assert why_quiet("sms", at, siesta, TEHRAN) is Reason.QUIET_HOURS
    assert next_loud("sms", at, siesta, TEHRAN) == dt.datetime(2026, 10, 18, 15, 0, tzinfo=TEHRAN)
    assert why_quiet("sms", at.replace(hour=16), siesta, TEHRAN) is None


def test_nobody_is_contacted_on_a_holiday_or_a_quiet_day():
    nowruz = dt.datetime(2026, 3, 21, 12, 0, tzinfo=TEHRAN)
    assert why_quiet("email", nowruz, Quiet(), TEHRAN) is Reason.HOLIDAY
    assert next_loud("email", nowruz, Quiet(), TEHRAN) == dt.datetime(2026, 3, 25, 9, 0, tzinfo=TEHRAN)
    friday = dt.datetime(2026, 10, 16, 12, 0, tzinfo=TEHRAN)
    assert why_quiet("email", friday, Quiet(weekdays=frozenset({4})), TEHRAN) is Reason.QUIET_DAY
    ours = Quiet(days=frozenset({dt.date(2026, 10, 18)}))
    assert why_quiet("email", SUNDAY, ours, TEHRAN) is Reason.HOLIDAY


def test_a_channel_that_does_not_disturb_keeps_no_quiet():
    night = dt.datetime(2026, 10, 18, 23, 0, tzinfo=TEHRAN)
    assert why_quiet("web", night, Quiet(), TEHRAN) is None


zones = st.sampled_from([TEHRAN, LONDON, ZoneInfo("America/New_York"), ZoneInfo("Pacific/Auckland")])
times = st.times().map(lambda time: time.replace(microsecond=0))
moments = st.integers(0, 730 * 24 * 3600).map(lambda seconds: dt.datetime(2026, 1, 1, tzinfo=dt.UTC) + dt.timedelta(seconds=seconds))
quiets = st.builds(
    Quiet,
    start=times,
    end=times,
    weekdays=st.frozensets(st.integers(0, 6), max_size=5),
    holidays=st.booleans(),
    channels=st.frozensets(st.sampled_from(["email", "sms"])),
)


@given(moments, quiets, zones)
@example(dt.datetime(2026, 10, 24, 23, 30, tzinfo=dt.UTC), Quiet(), LONDON)  # clocks go back
@example(dt.datetime(2026, 3, 29, 0, 30, tzinfo=dt.UTC), Quiet(end=dt.time(1, 30)), LONDON)  # that local time does not exist
def test_the_next_loud_moment_is_loud_and_none_before_it_is(at, quiet, zone):
    found = next_loud("sms", at, quiet, zone)
    assert found >= at
    if found < at + FARTHEST:
        assert why_quiet("sms", found, quiet, zone) is None
    steps = itertools.takewhile(lambda moment: moment < found, (at + n * dt.timedelta(minutes=37) for n in range(400)))
    assert all(why_quiet("sms", moment, quiet, zone) for moment in steps)


# Budgets


budgets = st.builds(
    Budget,
    contacts=st.integers(1, 3),
    days=st.integers(1, 9),
    channel=st.sampled_from(["", "email", "sms"]),
    purpose=st.sampled_from(["", SURVEYS, MARKETING]),
)
channels, purposes = st.sampled_from(["email", "sms"]), st.sampled_from([SURVEYS, MARKETING, SERVICE])
hours = st.integers(0, 24 * 30).map(lambda hours: SUNDAY + hours * HOUR)
contacts = st.builds(Contact, at=hours, channel=channels, purpose=purposes)
policies = st.builds(
    Policy,
    budgets=st.lists(budgets, max_size=3).map(tuple),
    rest_days=st.integers(0, 12),
    quiet=st.just(NO_QUIET),
    ask_first=st.just(frozenset()),
)


def breaks(policy: Policy, made: list[Contact]) -> bool:
    """The slow twin: is there any stretch of any budget with more contacts than it allows? Stretches begin with a contact."""
    for budget in policy.all_budgets:
        ours = [c.at for c in made if budget.counts(c.channel, c.purpose)]
        if any(sum(start <= at < start + budget.stretch for at in ours) > budget.contacts for start in ours):
            return True
    return False


@given(policies, st.lists(contacts, max_size=14))
def test_whatever_is_asked_in_whatever_order_no_stretch_ever_holds_more_than_its_budget(policy, wishes):
    made: list[Contact] = []
    for wish in wishes:
        if weigh(Asked(wish.purpose, wish.channel, wish.at), State.GIVEN, made, policy, TEHRAN).is_allowed:
            made.append(wish)
    assert not breaks(policy, made)


@given(policies, st.lists(contacts, max_size=8), contacts)
def test_it_is_refused_exactly_when_one_more_would_break_a_budget(policy, made, wish):
    if breaks(policy, made):
        return
    allowed = weigh(Asked(wish.purpose, wish.channel, wish.at), State.GIVEN, made, policy, TEHRAN).is_allowed
    assert allowed == (wish.purpose == SERVICE or not breaks(policy, [*made, wish]))


@given(policies, st.lists(contacts, max_size=8), contacts, st.randoms())
def test_the_order_of_the_past_never_matters(policy, made, wish, random):
    asked = Asked(wish.purpose, wish.channel, wish.at)
    shuffled = list(made)
    random.shuffle(shuffled)
    assert weigh(asked, State.GIVEN, made, policy, TEHRAN) == weigh(asked, State.GIVEN, shuffled, policy, TEHRAN)


@given(policies, st.lists(contacts, max_size=8), contacts, st.integers(0, 7))
def test_fewer_contacts_never_forbid_what_more_allowed(policy, made, wish, gone):
    asked = Asked(wish.purpose, wish.channel, wish.at)
    if weigh(asked, State.GIVEN, made, policy, TEHRAN).is_allowed:
        assert weigh(asked, State.GIVEN, made[:gone] + made[gone + 1 :], policy, TEHRAN).is_allowed


@given(policies, quiets, zones, st.lists(contacts, max_size=6), contacts)
def test_the_time_that_is_named_is_the_first_at_which_it_would_be_allowed(policy, quiet, zone, made, wish):
    policy = Policy(budgets=policy.budgets, rest_days=policy.rest_days, quiet=quiet, ask_first=frozenset())
    verdict = weigh(Asked(wish.purpose, wish.channel, wish.at), State.GIVEN, made, policy, zone)
    if verdict.is_allowed:
        assert verdict.retry_at == wish.at
        return
    if verdict.retry_at is not None:
        assert weigh(Asked(wish.purpose, wish.channel, verdict.retry_at), State.GIVEN, made, policy, zone).is_allowed
    end = verdict.retry_at or wish.at + FARTHEST
    steps = itertools.takewhile(lambda at: at < end, (wish.at + n * 7 * HOUR for n in range(60)))
    assert not any(weigh(Asked(wish.purpose, wish.channel, at), State.GIVEN, made, policy, zone).is_allowed for at in steps)


@given(policies, quiets, zones, st.lists(contacts, max_size=6), contacts)
def test_who_said_no_is_never_contacted(policy, quiet, zone, made, wish):
    policy = Policy(budgets=policy.budgets, rest_days=policy.rest_days, quiet=quiet)
    verdict = weigh(Asked(wish.purpose, wish.channel, wish.at), State.WITHDRAWN, made, policy, zone)
    assert (verdict.reasons, verdict.retry_at) == ((Reason.WITHDRAWN,), None)


def test_a_survey_is_followed_by_a_rest_and_other_purposes_are_not_affected():
    policy = Policy(budgets=(), rest_days=30, quiet=NO_QUIET)
    asked_before = [Contact(at=SUNDAY - 3 * DAY, channel="sms", purpose=SURVEYS)]
    verdict = weigh(ask(), State.UNKNOWN, asked_before, policy, TEHRAN)
    assert (verdict.reasons, verdict.retry_at) == ((Reason.RESTING,), SUNDAY + 27 * DAY)
    assert weigh(ask(purpose=MARKETING), State.GIVEN, asked_before, policy, TEHRAN).is_allowed


def test_a_budget_of_nothing_closes_a_channel():
    closed = Policy(budgets=(Budget(contacts=0, days=7, channel="sms"),), rest_days=0, quiet=NO_QUIET)
    verdict = weigh(ask(channel="sms"), State.GIVEN, [], closed, TEHRAN)
    assert (verdict.reasons, verdict.retry_at) == ((Reason.BUDGET,), None)
    assert weigh(ask(channel="email"), State.GIVEN, [], closed, TEHRAN).is_allowed


def test_planned_contacts_count_as_much_as_past_ones():
    policy = Policy(budgets=(Budget(contacts=1, days=7),), rest_days=0, quiet=NO_QUIET)
    planned = [Contact(at=SUNDAY + 2 * DAY, channel="email", purpose=MARKETING)]
    assert not weigh(ask(), State.GIVEN, planned, policy, TEHRAN).is_allowed
    assert next_allowed(ask(), planned, policy, TEHRAN) == SUNDAY + 9 * DAY


def test_several_reasons_are_told_with_the_weightiest_first():
    policy = Policy(budgets=(Budget(contacts=1, days=7),), rest_days=30)
    night = dt.datetime(2026, 10, 18, 23, 0, tzinfo=TEHRAN)
    verdict = weigh(ask(night), State.GIVEN, [Contact(at=night - HOUR, channel="email", purpose=SURVEYS)], policy, TEHRAN)
    assert verdict.reasons == (Reason.BUDGET, Reason.RESTING, Reason.QUIET_HOURS)
    assert verdict.budget is not None and verdict.budget.days == 7
