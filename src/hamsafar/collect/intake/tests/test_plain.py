"""Plain calls, those of a server's client, are read into fewer columns; nobody may see a difference."""

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from hamsafar.collect.intake.draft import Draft
from hamsafar.collect.intake.parcel import Parcel
from hamsafar.collect.intake.reading import decode
from hamsafar.collect.intake.wire import FIELDS, Item, PlainItem

texts = st.text(max_size=8)
objects = st.dictionaries(texts, texts | st.integers(-9, 9), max_size=2)
plain = st.fixed_dictionaries(
    {"type": st.sampled_from(["track", "page"])},
    optional={
        "messageId": texts,
        "userId": texts | st.integers(0, 99),
        "anonymousId": texts,
        "event": texts,
        "timestamp": texts,
        "properties": objects,
        "context": objects,
        "integrations": objects,
    },
)
further = st.fixed_dictionaries({}, optional={"traits": objects, "name": texts, "channel": texts, "groupId": texts})
calls = st.builds(lambda one, more: {**one, **more}, plain, further)
requests = st.lists(st.lists(calls, max_size=4), max_size=5)


def drafted(batches: list[list[dict]]) -> dict[str, list]:
    parcels = []
    for batch in batches:
        parcel = Parcel("batch", msgspec.json.encode({"batch": batch, "writeKey": "k"}), 0)
        decode(parcel)
        parcels.append(parcel)
    draft = Draft(parcels)
    return {name: [bytes(one) if isinstance(one, msgspec.Raw) else one for one in getattr(draft, name)] for name in FIELDS}


def read_one_by_one(batches: list[list[dict]]) -> dict[str, list]:
    """The slow twin: every call as a whole item."""
    items = [msgspec.json.decode(msgspec.json.encode(call), type=Item) for batch in batches for call in batch]
    columns = {name: [getattr(item, name) for item in items] for name in FIELDS}
    return {name: [bytes(one) if isinstance(one, msgspec.Raw) else one for one in column] for name, column in columns.items()}


@given(requests)
@settings(max_examples=200, deadline=None)
def test_requests_of_any_kind_side_by_side_give_what_each_call_gives(batches):
    assert drafted(batches) == read_one_by_one(batches)


def test_one_field_more_makes_a_whole_item_of_every_call_of_its_batch():
    parcel = Parcel("batch", b'{"batch":[{"type":"track","event":"A"},{"type":"track","event":"B","traits":{}}],"writeKey":"k"}', 0)
    decode(parcel)
    assert {type(item) for item in parcel.items} == {Item}
    parcel = Parcel("batch", b'{"batch":[{"type":"track","event":"A"}],"writeKey":"k"}', 0)
    decode(parcel)
    assert {type(item) for item in parcel.items} == {PlainItem}
