"""Places where we listen, two brands, and what waits to be carried to the spine."""

import datetime as dt
import ipaddress
import json

import pytest

from hamsafar.act.messaging.tests.switchboard import switchboard
from hamsafar.base import clock, rate_limits
from hamsafar.collect.intake.models import OutboxRow
from hamsafar.collect.intake.outbox import _decode
from hamsafar.collect.mentions import services as mentions
from hamsafar.collect.mentions.services import Item

NOW = dt.datetime(2026, 10, 18, 8, 30, tzinfo=dt.UTC)  # in Tehran, an ordinary Sunday
DAY = dt.timedelta(days=1)
LONG = "ارسال سفارش من از این فروشگاه ده روز طول کشید و هیچ کس هم پاسخگو نبود واقعا ناراحتم"


@pytest.fixture(autouse=True)
def _no_limits():
    rate_limits.forget_all()


@pytest.fixture
def now():
    with clock.frozen_at(NOW):
        yield NOW


@pytest.fixture
def brands(units, now):
    """We are Avand; Kasra is a competitor."""
    mentions.list_brands()
    mentions.save_brand(key=mentions.OWN, name_fa="آوند", name_en="Avand", words=["آوند", "avand", "فروشگاه آوند"], not_words=["آوند چوبی"])
    return mentions.save_brand(name_fa="کسرا", name_en="Kasra", words=["کسرا", "kasra"])


@pytest.fixture
def place(brands):
    """place() is a webhook about us; place("feed", url=…) another one."""

    def add(connector="webhook", **said):
        return mentions.add_place(connector=connector, name=said.pop("name", "Myket"), **{"network": "myket", "unit": "tehran", **said})

    return add


@pytest.fixture
def board(settings):
    """Another system on loopback, which the operator lets in."""
    settings.REACHABLE_NETWORKS = (ipaddress.ip_network("127.0.0.0/8"),)
    with switchboard() as board:
        yield board


def told():
    """What waits to be carried to the spine, with its properties read."""
    return [(event, json.loads(event.properties)) for event in (_decode(bytes(row.event)) for row in OutboxRow.objects.order_by("id"))]


def item(text="فروشگاه آوند عالی است", **facts):
    return Item(text=text, **facts)
