"""What was said elsewhere, put onto the spine as the relay would, and read by the small model."""

import datetime as dt

import pytest

from hamsafar.collect.intake.models import OutboxRow
from hamsafar.collect.intake.outbox import _decode
from hamsafar.collect.mentions import services as mentions
from hamsafar.collect.mentions.tests.conftest import NOW, board, brands, item, now, place  # noqa: F401 (fixtures)
from hamsafar.identify.people import services as people
from hamsafar.measure.metrics.tests.planting import plant
from hamsafar.measure.voice.tests.conftest import reading, the_small_model  # noqa: F401 (fixtures)
from hamsafar.store.events import services as events

DAY = dt.timedelta(days=1)


@pytest.fixture
def tell(event_store):
    """tell() carries what waits to the spine; only what has not been carried yet."""
    told = 0

    def carry():
        nonlocal told
        rows = list(OutboxRow.objects.order_by("id"))
        plant([_row(_decode(bytes(row.event))) for row in rows], first=told + 1)
        told += len(rows)
        events.watermark.moved_to(told)
        OutboxRow.objects.all().delete()

    yield carry
    events.watermark.forget()


def _row(event):
    return {
        "source": event.source,
        "message_id": event.message_id,
        "name": event.name,
        "channel": event.channel,
        "unit": event.unit,
        "direction": event.direction,
        "timestamp": event.timestamp,
        "person_key": people.key_of_event(event),
        "properties": event.properties,
    }


@pytest.fixture
def hear(place, tell):  # noqa: F811 (a fixture)
    """hear(item, …) takes items in at one place and puts them on the spine."""
    places = {}

    def take(*items, **said):
        key = tuple(sorted(said.items()))
        if key not in places:
            places[key] = place(**said)
        taken = mentions.take(places[key], items)
        tell()
        return taken

    return take
