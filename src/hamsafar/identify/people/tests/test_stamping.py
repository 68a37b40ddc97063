"""Keys for many at once are the keys for each."""

import datetime as dt

from hypothesis import example, given
from hypothesis import strategies as st

from hamsafar.collect.intake.services import Columns, Event, Identifier
from hamsafar.identify.people.services import key_of_event, stamp

AT = dt.datetime(2026, 5, 1, tzinfo=dt.UTC)
ids = st.one_of(
    st.text(max_size=8),
    st.text("abcXYZ019-_. ", max_size=8),
    st.sampled_from(
        [
            "",
            "null",
            "NULL",
            "Guest",
            "0",
            "-0-0",
            " u1 ",
            "u1",
            "u10",
            "سارا",
            "۱۲۳",
            "u\0x",
            "\x1f",
            "test@example.com",
            "-1",
            "[object Object]",
        ]
    ),
)
names = st.lists(st.builds(Identifier, st.sampled_from(["", "crm"]), st.sampled_from(["email", "phone", "card"]), ids), max_size=2).map(
    tuple
)


def event(space, user_id, anonymous_id, identifiers):
    return Event(
        source="s", message_id="m", timestamp=AT, received_at=AT,
        space=space, user_id=user_id, anonymous_id=anonymous_id, identifiers=identifiers,
    )  # fmt: skip


@given(st.lists(st.builds(event, st.sampled_from(["main", "crm"]), ids, ids, names), min_size=1, max_size=8))
def test_many_at_once_as_one_by_one(events):
    assert stamp(Columns.of(events)).tolist() == [key_of_event(event) for event in events]


@given(st.lists(ids, min_size=1, max_size=8))
@example(["\x1f", "u1"])
@example(["u1", " "])
def test_the_usual_group_as_one_by_one(values):
    events = [event("main", value, "", ()) for value in values]
    assert stamp(Columns.of(events)).tolist() == [key_of_event(event) for event in events]
