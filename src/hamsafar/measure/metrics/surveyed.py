"""A measure of one question of one survey: the same stages, estimate and interval as everywhere, over fewer events."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from hamsafar.base.calendars import Almanac, Period, natural_bucket
from hamsafar.base.sql import Question
from hamsafar.ground.organisation import services as organisation
from hamsafar.store.events import services as events
from hamsafar.store.events.services import Answer, Scope

from . import measuring
from .asking import By
from .asking import question as _question
from .catalogue import CATALOGUE
from .contracts import Measurement
from .windows import windows_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which answers are meant: `survey` and `question` as the events call them; the rest narrows further."""

    survey: str
    question: str
    version: int = 0
    channel: str = ""
    language: str = ""

    @property
    def params(self) -> dict[str, Any]:
        return {
            "survey": self.survey, "question_id": self.question, "version": self.version, "only_channel": self.channel,
            "only_language": self.language,
        }  # fmt: skip

    def ask(self, question: Question, *, reads: Iterable[str], since: dt.datetime | None, scope: Scope, **params: Any) -> Answer:  # noqa: ARG002
        if question.stages[0].name != "tagged":  # what looks for the missing looks at everything
            return events.ask(question, scope=scope, **params)
        return events.ask(_narrowed(question), scope=scope, **params, **self.params)


@cache
def _narrowed(asked: Question) -> Question:
    return Question(f"{asked.name}_of_survey", asked.sentence, (*_question("of_survey").stages, *asked.stages[1:]))


def measure_answers(
    key: str, asked: Asked, *, scope: Scope, period: Period, by: str = "", almanac: Almanac | None = None
) -> Measurement | None:
    """`by`: channel, version or language. None for a question that no measure reads."""
    metric = CATALOGUE.get(key)
    if metric is None:
        return None
    almanac = almanac or organisation.almanac_of(scope.units[0] if scope.units and len(scope.units) == 1 else "")
    windows = windows_of(period, almanac, natural_bucket(period))
    way = By(way="property", name=by) if by else By()
    return measuring.compute(
        metric, scope=scope, windows=windows, by=way, currency=organisation.company().currency, target=None, asker=asked
    )
