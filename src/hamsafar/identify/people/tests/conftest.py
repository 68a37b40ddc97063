import pytest

from hamsafar.identify.people import following, keys

from .world import Spine


@pytest.fixture
def spine(db):
    keys.set_exceptions({})
    spine = Spine()
    following.wire(spine.wiring())
    yield spine
    following.wire(None)
    keys.set_exceptions({})
