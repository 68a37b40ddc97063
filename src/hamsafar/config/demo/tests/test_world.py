"""A world can be repeated, continued and trusted: ids, names, properties, sizes, texts."""

import datetime as dt
import json
from collections import Counter
from hashlib import blake2b

import msgspec
import pytest

from hamsafar.collect.vocabulary import services as vocabulary
from hamsafar.collect.vocabulary.services import Kind
from hamsafar.config.demo import company, doubles, truths
from hamsafar.config.demo.world import make_world

from .worlds import START, a_world

UNKNOWN = {"Wishlist Shared", "Gift Wrap Chosen"}


@pytest.fixture(scope="module")
def events():
    return [event for day in a_world(900, 200) for event in day]


def _hash(days):
    mixed = blake2b()
    for day in days:
        mixed.update(msgspec.json.encode(day))
    return mixed.hexdigest()


def test_the_same_seed_and_truths_make_the_same_events():
    assert _hash(a_world(300, 60)) == _hash(a_world(300, 60))


def test_another_seed_makes_another_world():
    assert _hash(a_world(300, 20)) != _hash(a_world(300, 20, seed=8))


def test_a_longer_world_begins_with_the_shorter_one():
    short = [event for day in a_world(300, 30) for event in day]
    long = {event.message_id: event for day in a_world(300, 40) for event in day}
    assert all(long[event.message_id] == event for event in short)


def test_no_message_id_comes_twice(events):
    assert len({(event.source, event.message_id) for event in events}) == len(events)


def test_worlds_of_other_seeds_do_not_share_message_ids(events):
    other = {event.message_id for day in a_world(300, 5, seed=8) for event in day}
    assert not other & {event.message_id for event in events}


def test_nothing_happens_after_the_last_moment():
    until = dt.datetime.combine(START, dt.time(12), dt.UTC) + dt.timedelta(days=9)
    assert max(event.received_at for day in a_world(600, 9) for event in day) <= until


def test_every_name_is_in_the_vocabulary_or_marked_unknown(events):
    strange = {event.name for event in events if not vocabulary.is_known(event.name)}
    assert strange <= UNKNOWN
    assert strange


def test_a_world_uses_nearly_the_whole_vocabulary(more_events):
    used = {event.name for event in more_events}
    names = {event.name for event in vocabulary.EVENTS}
    later_work = {"Experiment Viewed", "Recommendation Shown", "Recommendation Clicked", "Journey Step Entered"}
    rare = {"Profile Linked", "Review Changed"}
    of_rooms = ("Case ", "Idea ", "Mention ", "Competitor ", "Research ")
    told_by_rooms = {"Message Delivered", "Message Returned", *(name for name in names if name.startswith(of_rooms))}
    assert names - later_work - rare - told_by_rooms <= used


def _fits(kind, value):
    number = isinstance(value, int | float) and not isinstance(value, bool)
    match kind:
        case Kind.TEXT:
            return isinstance(value, str)
        case Kind.NUMBER | Kind.MONEY:
            return number
        case Kind.WHOLE:
            return isinstance(value, int) and not isinstance(value, bool)
        case Kind.FLAG:
            return isinstance(value, bool)
        case Kind.MOMENT:
            return dt.datetime.fromisoformat(value).tzinfo is not None
        case _:
            return isinstance(value, list)


def test_properties_are_those_of_the_vocabulary_and_of_their_kinds(events):
    wrong = set()
    for event in events:
        known = vocabulary.find_event(event.name)
        if known is None:
            continue
        said = json.loads(event.properties)
        kinds = {one.name: one for one in known.properties}
        wrong |= {(event.name, name) for name in said if name not in kinds}
        wrong |= {(event.name, name, said[name]) for name, one in kinds.items() if name in said and not _fits(one.kind, said[name])}
        wrong |= {(event.name, name, "missing") for name, one in kinds.items() if one.required and name not in said}
        wrong |= {
            (event.name, name, said[name]) for name, one in kinds.items() if one.values and name in said and said[name] not in one.values
        }
    assert not wrong


def test_every_event_names_a_known_source_space_unit_and_channel(events):
    units = {company.ONLINE.code, *(branch.code for branch in company.BRANCHES)}
    spaces = {tool.space for tool in company.SOURCES.values()} | {"crm", ""}
    for event in events:
        assert event.source in company.SOURCES
        assert event.unit in units
        assert event.space in spaces
        assert event.channel in vocabulary.CHANNELS


def test_every_event_says_whose_it_is(events):
    assert all(event.user_id or event.anonymous_id or event.identifiers for event in events)


def test_orders_carry_money_in_rial(events):
    orders = [event for event in events if event.name == "Order Completed"]
    assert orders
    assert all(event.currency == "IRR" and event.amount == json.loads(event.properties)["revenue"] for event in orders)


def test_sizes_scale():
    small = sum(len(day) for day in a_world(300, 40))
    large = sum(len(day) for day in a_world(1200, 40))
    assert 3 < large / small < 5


def test_bots_tests_and_placeholder_ids_are_part_of_it(events):
    flags = {flag for event in events for flag in event.flags}
    assert {"bot", "test", "unknown_name"} <= flags
    assert len({"null", "undefined", "0"} & {event.user_id for event in events}) >= 2


@pytest.fixture(scope="module")
def more_events():
    return [event for day in a_world(1500, 250) for event in day]


def test_numbers_of_the_call_centre_and_the_erp_collide_on_purpose(more_events):
    of = {space: {event.user_id for event in more_events if event.space == space} for space in ("call", "erp")}
    assert (of["call"] & of["erp"]) - {""}


def test_the_crm_repeats_people_whom_no_identifier_links(events):
    clerks = [event for event in events if event.space == "crm"]
    assert clerks
    assert all(not event.identifiers and not {"phone", "email"} & set(json.loads(event.traits)) for event in clerks)


def test_visitors_become_known_on_the_device_that_was_anonymous(events):
    anonymous = {event.anonymous_id for event in events if event.space == "shop" and not event.user_id}
    known = {event.anonymous_id for event in events if event.space == "shop" and event.user_id.startswith("u-")}
    assert len(anonymous & known) > 30


def test_a_family_tablet_is_used_by_two_accounts(more_events):
    owners = {}
    for event in more_events:
        if event.space == "shop" and event.user_id.startswith("u-") and event.anonymous_id:
            owners.setdefault(event.anonymous_id, set()).add(event.user_id)
    assert any(len(users) == 2 for users in owners.values())


def test_the_answer_sheet_names_who_was_entered_twice_and_no_relative(more_events):
    world = make_world(7, 1500, START, truths.load())
    here = {(event.space, event.user_id) for event in more_events}
    entered = [entry for entry in doubles.plan(world) if (entry.who.space, entry.who.user_id) in here]
    assert {entry.who.space for entry in entered} == {"crm", "shop"}
    number = {name: n for n, name in enumerate({(space, user) for space, user in here if user})}
    found = doubles.answers(world, lambda name: number.get((name.space, name.value)) if name.kind == "user_id" else None)
    copies = {number[entry.who.space, entry.who.user_id] for entry in entered if not entry.relative}
    relatives = {number[entry.who.space, entry.who.user_id] for entry in entered if entry.relative}
    assert len(copies & set().union(*found)) > 0.7 * len(copies)
    assert relatives
    assert not relatives & set().union(*found)


def test_a_copy_shares_no_identifier_but_sometimes_the_phone(more_events):
    world = make_world(7, 1500, START, truths.load())
    for entry in doubles.plan(world):
        own = world.people.traits(entry.of)
        assert entry.who.user_id != world.people.user_id(entry.of)
        assert entry.traits.get("email") != own.get("email", "none")
        if entry.relative:
            assert entry.traits["phone"] == own["phone"]
            assert entry.traits["first_name"] != own["first_name"]


def test_every_number_of_stars_is_given_and_most_are_many(more_events):
    given = Counter(json.loads(event.properties)["rating"] for event in more_events if event.name == "Review Posted")
    assert set(given) == {1, 2, 3, 4, 5}
    assert given[4] + given[5] > 0.6 * given.total() and given[1] < 0.12 * given.total()
