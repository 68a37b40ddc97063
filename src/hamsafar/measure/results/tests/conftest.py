"""A survey that was answered through its pages, and what it told put onto the spine."""

import pytest

from hamsafar.collect.surveys import document as d
from hamsafar.collect.surveys import services as surveys
from hamsafar.collect.surveys.tests.conftest import Person, _unhurried, told  # noqa: F401 (fixtures)
from hamsafar.collect.surveys.tests.examples import EVERY, SHORT
from hamsafar.identify.people import services as people
from hamsafar.measure.metrics.tests.planting import plant


@pytest.fixture
def asked(event_store, units):
    def make(document: d.Document = SHORT, **more):
        return surveys.publish(surveys.create(document, **more).id, by=None)

    return make


@pytest.fixture
def every(asked):
    return asked(EVERY)


@pytest.fixture
def tell():
    """Carry what waits in the outbox to the spine, as the relay would."""

    def carry() -> None:
        surveys.settle()
        rows = [
            {
                "source": event.source, "message_id": event.message_id, "name": event.name, "channel": event.channel, "unit": event.unit,
                "timestamp": event.timestamp, "person_key": people.key_of_event(event) or 1, "properties": event.properties,
            }
            for event in told()
        ]  # fmt: skip
        plant(rows)

    return carry
