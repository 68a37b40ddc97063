"""Which report is asked for."""

import msgspec

from hamsafar.base.calendars import Almanac, Period
from hamsafar.measure.metrics import services as metrics

from .contracts import Kind


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """Which report. `word` moves with the days, `since` and `until` are a free range; `rows` and `columns`: by what it is taken apart."""

    kind: Kind
    score: str
    units: tuple[str, ...] | None
    word: str = ""
    since: str = ""
    until: str = ""
    almanac: Almanac
    currency: str
    rows: str = ""
    columns: str = ""

    @property
    def period(self) -> Period:
        """Raises NoSuchPeriod."""
        return metrics.read_period(self.word, since=self.since, until=self.until, almanac=self.almanac)
