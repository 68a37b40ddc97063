"""Who brought whom: by a code, once, nobody themselves; what was bought counts from then on."""

import json
import random
from dataclasses import replace
from decimal import Decimal

import pytest

from hamsafar.ground.organisation import services as organisation
from hamsafar.identify.people import services as people
from hamsafar.measure.metrics.tests.planting import plant
from hamsafar.measure.reputation import referring
from hamsafar.store.events.services import Scope

from .conftest import DAY, NOW

SHARED, JOINED, ORDER, REFUND = "Referral Shared", "Referral Joined", "Order Completed", "Order Refunded"


def told(person, name, days_ago, *, code="", amount=None, currency="IRR", unit="tehran", **more):
    said = {"referral_code": code, **more} if code or name in (SHARED, JOINED) else more
    return {
        "person_key": person, "name": name, "timestamp": NOW - days_ago * DAY, "unit": unit, "properties": json.dumps(said),
        "amount": None if amount is None else Decimal(amount), "currency": currency if amount is not None else "",
    }  # fmt: skip


@pytest.fixture
def rials(units, now):
    organisation.change_company(replace(organisation.company(), currency="IRR"))


def test_a_code_tells_who_brought_whom_and_what_they_bought_since(event_store, rials):
    plant(
        [
            told(1, SHARED, 50, code="SARA", invitees=4),
            told(2, JOINED, 20, code="SARA"),
            told(3, JOINED, 10, code="SARA"),
            told(2, ORDER, 25, amount=900),
            told(2, ORDER, 15, amount=1000),
            told(2, ORDER, 5, amount=50, currency="IRT"),
            told(2, REFUND, 4, amount=200),
        ]
    )
    latest = referring.brought(scope=Scope(since=NOW - 30 * DAY, until=NOW))
    assert [(one.inviter, one.guest, one.orders) for one in latest] == [(1, 3, 0), (1, 2, 2)]
    found, shown = referring.word_of_mouth(scope=Scope(since=NOW - 60 * DAY, until=NOW))
    assert found == referring.brought(scope=Scope(since=NOW - 60 * DAY, until=NOW))
    assert (shown.revenue, shown.came, shown.bought.value) == (Decimal(1300), 2, 0.5)
    assert (shown.joined.value, shown.joined.n, shown.each.value) == (0.5, 4, 650)
    assert [(one.person, one.brought, one.bought, one.paid) for one in shown.by_inviter] == [(1, 2, 1, Decimal(1300))]


def test_nobody_brings_themselves_and_an_unknown_code_brings_nobody(event_store, rials):
    plant(
        [
            told(1, SHARED, 9, code="A"),
            told(1, JOINED, 8, code="A"),
            told(2, JOINED, 8, code="B"),
            told(0, JOINED, 8, code="A"),
            told(3, JOINED, 7, code=""),
        ]
    )
    assert referring.brought(scope=Scope()) == []


def test_a_code_belongs_to_its_first_sharer_and_a_guest_to_their_first_code(event_store, rials):
    plant(
        [
            told(1, SHARED, 9, code="A"),
            told(9, SHARED, 3, code="A"),
            told(2, SHARED, 9, code="B"),
            told(5, JOINED, 6, code="B"),
            told(5, JOINED, 2, code="A"),
        ]
    )
    assert [(one.inviter, one.guest) for one in referring.brought(scope=Scope())] == [(2, 5)]


def twin(rows, since, upto):
    """The same in plain Python."""
    rows = sorted(enumerate(rows), key=lambda pair: (pair[1]["timestamp"], pair[0]))
    owner, code_of, at = {}, {}, {}
    for _n, row in rows:
        code = json.loads(row["properties"]).get("referral_code", "")
        if row["name"] == SHARED and code:
            owner.setdefault(code, row["person_key"])
        if row["name"] == JOINED and code:
            code_of.setdefault(row["person_key"], code)
            at.setdefault(row["person_key"], row["timestamp"])
    found = {}
    for guest, code in code_of.items():
        if code in owner and owner[code] != guest and since <= at[guest] < upto:
            orders = [row for _n, row in rows if row["person_key"] == guest and row["name"] == ORDER and row["timestamp"] >= at[guest]]
            found[guest] = (owner[code], len(orders), sum((row["amount"] for row in orders), Decimal(0)))
    return found


@pytest.mark.parametrize("seed", range(5))
def test_it_agrees_with_its_twin(event_store, rials, seed):
    dice = random.Random(seed)
    rows = [
        told(dice.randint(1, 9), name, round(dice.uniform(1, 60), 3), code=dice.choice("ABCD"))
        for name in dice.choices((SHARED, JOINED), k=30)
    ] + [told(dice.randint(1, 9), ORDER, round(dice.uniform(0, 60), 3), amount=dice.randint(1, 9)) for _ in range(40)]
    plant(rows)
    since, upto = NOW - 40 * DAY, NOW - 5 * DAY
    found = {
        one.guest: (one.inviter, one.orders, sum(one.paid.values(), Decimal(0)))
        for one in referring.brought(scope=Scope(since=since, until=upto))
    }
    assert found == twin(rows, since, upto)


@pytest.mark.parametrize("language", ["fa", "en"])
def test_the_page_and_the_customers_card_show_it(event_store, rials, client_of, ali, dara, language):
    from hamsafar.identify.people.tests.world import identify, key

    people.observe([identify(user="sara", traits='{"name": "سارا محمدی"}'), identify(user="reza", traits='{"name": "رضا کریمی"}')])
    plant([told(key("sara"), SHARED, 9, code="SARA"), told(key("reza"), JOINED, 8, code="SARA"), told(key("reza"), ORDER, 7, amount=1000)])
    page = client_of("ali", language=language).get("/referrals?period=last_30_days").content.decode()
    assert "سارا محمدی" in page and "رضا کریمی" in page and "SARA" in page
    card = client_of("ali", language=language).get(f"/customers/{people.key_text(key('sara'))}/referrals").content.decode()
    assert "رضا کریمی" in card
    assert "سارا محمدی" in client_of("ali").get(f"/customers/{people.key_text(key('reza'))}/referrals").content.decode()
    assert client_of("dara").get("/referrals").status_code == 403


def test_an_empty_page_says_which_events_are_needed(event_store, rials, client_of, ali):
    assert "Referral Shared" in client_of("ali", language="en").get("/referrals").content.decode()
