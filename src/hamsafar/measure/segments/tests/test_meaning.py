"""The SQL of a condition means what the slow twin means, on small random lives with ties, merged people and odd values."""

import itertools
import json

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from hamsafar.base.eventstore import store
from hamsafar.measure.metrics.tests.planting import plant
from hamsafar.measure.segments import asking, computing
from hamsafar.measure.segments.contracts import Count
from hamsafar.measure.segments.likeness import alike, table
from hamsafar.measure.segments.reading import parse, written
from hamsafar.store.events import services as events
from hamsafar.store.events.services import Scope

from . import oracle
from .strategies import CONDITIONS, HAPPENINGS, LEAVES, NOW, TESTS

LETTERS = "abcXYZéüñ ءآأؤئابةيىكگیکۀه۰۹٠٩ـ\u064b\u0651\u200c\u200f12.,-"
_worlds = itertools.count(1)
THOROUGH = settings(
    deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, max_examples=50, phases=[Phase.explicit, Phase.generate]
)


def planted(told, are_merged):
    """Every example is a unit and a set of people of its own. Returns the unit, the first key, and each person's events."""
    world = next(_worlds)
    unit, first = f"world-{world}", world * 10
    for number, e in enumerate(told):
        e["id"] = f"m{world * 100 + number}"
    if told:
        plant([_row(e, unit, first) for e in told], first=world * 100)
    if are_merged:
        events.override({first + 2: first + 1})
    lives: dict[int, list] = {}
    for e in told:
        person = 1 if are_merged and e["person"] == 2 else e["person"]
        if person:
            lives.setdefault(first + person, []).append(e)
    return unit, lives


def _row(e, unit, first):
    return {
        "type": e["type"], "name": e["name"], "timestamp": e["at"], "unit": unit, "message_id": e["id"],
        "person_key": first + e["person"] if e["person"] else 0,
        "properties": json.dumps(e["props"], ensure_ascii=False), "traits": json.dumps(e["traits"], ensure_ascii=False),
    }  # fmt: skip


def check(said, told, are_merged):
    condition = parse(said)
    unit, lives = planted(told, are_merged)
    scope = Scope(units=(unit,))
    expected = sorted(key for key, life in lives.items() if oracle.fits(condition, life, NOW))
    assert list(computing.members(condition, scope=scope, at=NOW)) == expected
    assert computing.count(condition, scope=scope, at=NOW) == Count(people=len(expected), of=len(lives))
    for key in itertools.islice(lives, 1):
        assert computing.matches(condition, key, scope=scope, at=NOW) is (key in expected)


def test_a_condition_means_what_the_slow_twin_means(event_store):
    @THOROUGH
    @given(CONDITIONS, HAPPENINGS, st.booleans())
    def agrees(said, told, are_merged):
        check(said, told, are_merged)

    agrees()


def test_events_that_came_are_those_whose_properties_pass(event_store):
    @THOROUGH
    @given(st.lists(TESTS, min_size=1, max_size=2), HAPPENINGS)
    def agrees(tests, told):
        where = parse({"did": "Order Delivered", "where": [{"property": "city", **test} for test in tests]}).where
        unit, lives = planted(told, False)
        theirs = [e for life in lives.values() for e in life if e["name"] == "Order Delivered"]
        expected = {e["id"] for e in theirs if all(oracle.passes(one.test, e["props"].get("city"), NOW) for one in where)}
        came = computing.happened("Order Delivered", where=where, after=0, upto=2**62, scope=Scope(units=(unit,)), at=NOW)
        assert [one.message_id for one in came] == sorted(expected, key=lambda id: int(id[1:]))
        assert all(one.person in lives for one in came)
        if came:
            middle = came[len(came) // 2].seq
            rest = computing.happened("Order Delivered", where=where, after=middle, upto=2**62, scope=Scope(units=(unit,)), at=NOW)
            assert [one.seq for one in rest] == [one.seq for one in came if one.seq > middle]
            assert computing.which_happened(["Order Delivered", "Never"], after=middle - 1, upto=middle) == {"Order Delivered"}

    agrees()


def test_each_comparison_means_what_the_slow_twin_means(event_store):
    @THOROUGH
    @given(TESTS, HAPPENINGS, st.booleans())
    def agrees(test, told, is_trait):
        check({"trait": "city", **test} if is_trait else {"did": "Order Delivered", "where": [{"property": "city", **test}]}, told, False)

    agrees()


@given(CONDITIONS)
def test_what_is_written_reads_as_the_same_condition(said):
    condition = parse(said)
    assert parse(written(condition)) == condition
    assert parse(json.loads(json.dumps(written(condition)))) == condition


@given(LEAVES)
def test_a_condition_and_its_opposite_are_everyone(said):
    """Told by the twin, so that the SQL's agreement with it says the same of the SQL."""
    condition, opposite = parse(said), parse({"not": said})
    assert oracle.fits(condition, [], NOW) is not oracle.fits(opposite, [], NOW)


@pytest.mark.parametrize(
    ("one", "other"), [("علي", "علی"), ("كریم‌خان", "کریم خان"), ("۱۴۰۵", "1405"), ("TEHRAN", "tehran"), ("أحمد", "احمد"), ("Élan", "elan")]
)
def test_words_that_people_would_call_the_same_are_the_same(one, other):
    assert alike(one) == alike(other)


@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(st.lists(st.text(st.sampled_from(LETTERS), max_size=12), min_size=1, max_size=20))
def test_the_event_store_folds_words_as_the_program_does(event_store, texts):
    letters, become = table()
    given_texts = "(select {texts:Array(String)} as texts, emptyArrayString() as folded)"
    fold = asking.question("folded").stages[0].text.replace("$previous", given_texts)
    folded = store().query(f"select folded from ({fold})", {"letters": letters, "become": become, "texts": texts}).value()
    assert folded == [alike(text) for text in texts]
