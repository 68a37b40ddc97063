"""What a person allows depends on the set of their decisions; the later counts, of two at once the more restrictive."""

import datetime as dt
from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from hamsafar.identify.consent import rule
from hamsafar.identify.consent.contracts import Choice, Entry, State

NOON = dt.datetime(2026, 3, 21, 12, tzinfo=dt.UTC)


def at(hour):
    return NOON + dt.timedelta(hours=hour)


def entry(hour, choice=Choice.GIVEN, *, key=1, purpose="news", channel="email", ends=None):
    return Entry(
        key=key, purpose=purpose, channel=channel, choice=choice, at=at(hour), source="web", expires_at=None if ends is None else at(ends)
    )


entries = st.lists(
    st.builds(
        entry,
        st.integers(0, 4),
        st.sampled_from(list(Choice)),
        key=st.integers(1, 3),
        purpose=st.sampled_from(["news", "analytics"]),
        channel=st.sampled_from(["", "email", "sms"]),
        ends=st.one_of(st.none(), st.integers(0, 8)),
    ),
    max_size=6,
)


def twin(known, purpose, channel, now):
    """The rule in plain words: of the last moment's decisions, any "no" is no; of the yeses the one that ends first counts."""
    about = [e for e in known if e.purpose == purpose and e.channel in ("", channel) and e.at <= now]
    if not about:
        return State.UNKNOWN
    last = [e for e in about if e.at == max(e.at for e in about)]
    if any(e.choice is Choice.WITHDRAWN for e in last):
        return State.WITHDRAWN
    return State.EXPIRED if any(e.expires_at and e.expires_at <= now for e in last) else State.GIVEN


@given(entries, st.sampled_from(["news", "analytics"]), st.sampled_from(["email", "sms"]), st.integers(0, 9))
def test_the_rule_means_what_its_plain_words_mean(known, purpose, channel, hour):
    assert rule.decided(known, purpose, channel, at(hour)) is twin(known, purpose, channel, at(hour))


@given(entries, st.randoms(use_true_random=False), st.integers(0, 9))
def test_the_order_never_matters(known, chance, hour):
    shuffled = list(known)
    chance.shuffle(shuffled)
    assert rule.standings(shuffled, at(hour)) == rule.standings(known, at(hour))


@given(entries, entries, st.integers(0, 9))
def test_a_merge_never_gives_more_than_the_latest_word_of_either(mine, theirs, hour):
    """Whichever side is kept: the merged state is one of the two states, or they disagree at one moment and "no" counts."""
    now = at(hour)
    one, other, both = (rule.decided(known, "news", "email", now) for known in (mine, theirs, [*mine, *theirs]))
    assert both in (one, other)
    if both is State.GIVEN:
        assert State.GIVEN in (one, other)


def test_unknown_is_not_allowed_and_not_refused():
    assert rule.decided([], "news", "email", NOON) is State.UNKNOWN


def test_the_later_decision_counts_in_every_order():
    for some in permutations([entry(1), entry(2, Choice.WITHDRAWN), entry(0)]):
        assert rule.decided(some, "news", "email", at(3)) is State.WITHDRAWN


def test_of_two_at_one_moment_no_counts():
    assert rule.decided([entry(1), entry(1, Choice.WITHDRAWN, key=2)], "news", "email", at(2)) is State.WITHDRAWN


def test_a_consent_ends_when_it_said_it_would():
    known = [entry(0, ends=5)]
    assert rule.decided(known, "news", "email", at(4)) is State.GIVEN
    assert rule.decided(known, "news", "email", at(5)) is State.EXPIRED


def test_an_expired_consent_of_one_side_does_not_remove_the_newer_of_the_other():
    """A merge in which the master's consent had run out: the newer decision of the other identifier still stands."""
    assert rule.decided([entry(0, key=1, ends=1), entry(2, key=2)], "news", "email", at(3)) is State.GIVEN


def test_a_word_about_every_channel_reaches_each():
    assert rule.decided([entry(0), entry(1, Choice.WITHDRAWN, channel="")], "news", "email", at(2)) is State.WITHDRAWN
    assert rule.decided([entry(0, Choice.WITHDRAWN, channel=""), entry(1)], "news", "email", at(2)) is State.GIVEN


def test_a_decision_dated_later_does_not_count_yet():
    assert rule.decided([entry(5)], "news", "email", at(1)) is State.UNKNOWN
