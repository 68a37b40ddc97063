"""What follows the intake: people stamp each event with the key of its person, consent is applied, the spine decides and keeps."""

import datetime as dt
from collections.abc import Mapping, Sequence

from django.utils import timezone

from hamsafar.collect.intake.services import Activity, Columns, DropCount, Verdict, count_drops
from hamsafar.identify.people.services import stamp
from hamsafar.store.events import services as events

from . import consent_gate


class Spine:
    """collect.intake's Onward."""

    def append(self, columns: Columns) -> Verdict:
        return consent_gate.append(columns, stamp(columns), events.append_columns, count_drops)

    def settle(self, timeout: float) -> bool:
        return events.settle(timeout)

    def count_drops(self, drops: Sequence[DropCount]) -> None:
        events.note_drops(drops)

    def activity(self) -> Mapping[str, Activity]:
        midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
        return events.activity(midnight.astimezone(dt.UTC))


spine = Spine()
