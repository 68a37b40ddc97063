"""Random conditions in their written form, and small random lives that they are asked about."""

import datetime as dt

from hypothesis import strategies as st

BASE = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
NOW = BASE + dt.timedelta(days=30)
DAY = dt.timedelta(days=1)

WORDS = st.sampled_from(["Tehran", "tehran ", "تهران", "علي", "علی", "كریم‌خان", "کریم خان", "۱۲", "12", "a", "", "QOM", "Élan", "elan"])
VALUES = st.one_of(
    WORDS,
    st.sampled_from([0, 1, 2, 12, -1, 0.5, 2.5, 1e3, True, False, None]),
    st.sampled_from(["2026-03-10T00:00:00+00:00", "2026-03-25", "3", "1e3", "x", "[1]", '"']),
    st.lists(st.one_of(WORDS, st.integers(0, 12)), max_size=3),
)
NAMES = st.sampled_from(["city", "plan", "since"])
EVENTS = st.sampled_from(["Order Delivered", "Survey Answered", "Complaint Raised"])
TEXTS = st.lists(WORDS.filter(str.strip), min_size=1, max_size=3)
NUMBERS = st.sampled_from([-1, 0, 0.5, 1, 2, 12, 1000])
DAYS = st.sampled_from([1, 5, 10, 20, 40])
TESTS = st.one_of(
    st.builds(lambda op, texts: {op: texts}, st.sampled_from(["is", "is_not", "contains", "starts"]), TEXTS),
    st.builds(lambda op, number: {op: number}, st.sampled_from(["more", "at_least", "less", "at_most"]), NUMBERS),
    st.sampled_from([{"known": True}, {"unknown": True}]),
    st.builds(lambda op, day: {op: (BASE + day * DAY).isoformat()}, st.sampled_from(["before", "after"]), st.integers(0, 31)),
    st.builds(lambda op, days: {op: days}, st.sampled_from(["last_days", "earlier_than_days"]), DAYS),
)
SCORES = st.builds(lambda op, number: {op: number}, st.sampled_from(["more", "at_least", "less", "at_most"]), st.integers(0, 10))
WITHIN = st.one_of(st.just({}), st.builds(lambda days: {"days": days}, DAYS))
DID = st.builds(
    lambda name, least, more, within, where: {"did": name, "at_least": least, **more(least), **within, "where": where},
    EVENTS,
    st.integers(0, 3),
    st.sampled_from([lambda least: {}, lambda least: {"at_most": least}, lambda least: {"at_most": least + 1}]),
    WITHIN,
    st.lists(st.builds(lambda name, test: {"property": name, **test}, NAMES, TESTS), max_size=2),
)
LEAVES = st.one_of(
    st.builds(lambda name, test: {"trait": name, **test}, NAMES, TESTS),
    DID,
    st.builds(lambda measure, test, within: {"last": measure, **test, **within}, st.sampled_from(["nps", "csat"]), SCORES, WITHIN),
    st.just({"everyone": True}),
)
CONDITIONS = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.builds(lambda word, parts: {word: parts}, st.sampled_from(["all", "any"]), st.lists(inner, min_size=1, max_size=3)),
        st.builds(lambda part: {"not": part}, inner),
    ),
    max_leaves=4,
)
MOMENTS = st.builds(lambda day, minute: BASE + day * DAY + dt.timedelta(minutes=minute), st.integers(0, 31), st.sampled_from([0, 0, 1, 30]))
HAPPENINGS = st.lists(
    st.one_of(
        st.fixed_dictionaries(
            {
                "person": st.integers(0, 4),
                "type": st.just("identify"),
                "name": st.just("Profile Identified"),
                "at": MOMENTS,
                "props": st.just({}),
            }
            | {"traits": st.dictionaries(NAMES, VALUES, max_size=3)}
        ),
        st.fixed_dictionaries(
            {"person": st.integers(0, 4), "type": st.just("track"), "name": EVENTS, "at": MOMENTS, "traits": st.just({})}
            | {
                "props": st.builds(
                    lambda more, question, score: {**more, "question": question, "score": score},
                    st.dictionaries(NAMES, VALUES, max_size=3),
                    st.sampled_from(["nps", "csat"]),
                    st.sampled_from([0, 3, 6, 9, 10, "7", "x", None]),
                )
            }
        ),
    ),
    max_size=12,
)
