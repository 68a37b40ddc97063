"""What the rooms' own tests stand on, for tests of several rooms together."""

from hamsafar.act.messaging.tests.conftest import office
from hamsafar.collect.intake.tests.conftest import api, kept, shop, spine

__all__ = ["api", "kept", "office", "shop", "spine"]
