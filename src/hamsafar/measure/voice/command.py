"""What `hamsafar comments` says, for people or as JSON."""

import argparse
import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Protocol

from django.utils.translation import gettext as _

from hamsafar.base import calendars
from hamsafar.base.errors import BadInput
from hamsafar.base.ui import formats
from hamsafar.ground.organisation import services as organisation
from hamsafar.science.intervals import wilson
from hamsafar.store.events.services import Scope

from . import exploring, learning, words
from .contracts import Annotation, Feeling, ModelState
from .exploring import Filters
from .table import FEELINGS

MOST = 1000


class Output(Protocol):
    def line(self, text: str = "") -> None: ...
    def warn(self, text: str) -> None: ...
    def json(self, value: Any) -> None: ...
    def table(self, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None: ...
    def progress(self, done: int, total: int = 0, note: str = "") -> None: ...


def run(arguments: argparse.Namespace, out: Output) -> int:
    return _DEEDS[arguments.what](arguments, out)


def _search(arguments: argparse.Namespace, out: Output) -> int:
    filters = Filters(
        search=" ".join(arguments.words),
        feelings=(Feeling(arguments.feeling),) if arguments.feeling else (),
        topics=(arguments.topic,) if arguments.topic else (),
        channels=(arguments.channel,) if arguments.channel else (),
    )
    since, until = _days(arguments.since, arguments.until)
    scope = Scope(since=since, until=until)
    told = exploring.summary(filters, scope=scope)
    found = exploring.page(filters, scope=scope, order=arguments.order, limit=max(1, min(arguments.limit, MOST)))
    if arguments.json:
        out.json({"summary": told, "comments": [_plain(one) for one in found]})
        return 0
    out.line(_("{n} comments: {bad} unhappy, {neither} neither, {good} happy.").format(
        n=formats.number(told.comments), bad=formats.number(told.bad), neither=formats.number(told.neither), good=formats.number(told.good),
    ))  # fmt: skip
    for one in found:
        topics = " ".join(topic.topic for topic in one.topics)
        out.line()
        out.line(f"{formats.moment(one.timestamp)}  {words.FEELINGS[one.feeling]}  {one.channel}  {topics}".rstrip())
        out.line(one.text)
    return 0


def _days(since: str, until: str) -> tuple[dt.datetime | None, dt.datetime | None]:
    almanac = organisation.almanac_of()
    try:
        first = calendars.parse_day(since) if since else None
        last = calendars.parse_day(until) if until else None
    except ValueError:
        raise BadInput(reason=f"{since} {until}"[:60]) from None
    start = calendars.start_of_day(first, almanac) if first else None
    return start, calendars.start_of_day(last + dt.timedelta(days=1), almanac) if last else None


def _plain(one: Annotation) -> Mapping[str, Any]:
    """Numbers of 64 bits as text: JSON of other languages rounds them."""
    return {
        "id": f"{one.id_hash:016x}", "source": one.source, "message_id": one.message_id, "person": f"{one.person:016x}",
        "at": one.timestamp,
        "name": one.name, "channel": one.channel, "unit": one.unit, "language": str(one.language), "text": one.text,
        "feeling": str(one.feeling), "probability": one.probability, "score": one.score, "urgency": one.urgency,
        "emotion": str(one.emotion), "topics": [{"topic": each.topic, "score": each.score} for each in one.topics], "asked": one.asked,
        "rated": one.rated, "model": one.model, "corrected": one.is_corrected,
    }  # fmt: skip


def _accuracy(arguments: argparse.Namespace, out: Output) -> int:
    every, known = learning.list_models(), learning.material()
    present = next((one for one in every if one.state is ModelState.IN_USE), None)
    if arguments.json:
        out.json({"model": present, "material": known, "tried": len(every)})
        return 0
    judged = present.judgement if present else None
    if present is None or judged is None:
        out.line(_("Too little data to say how well comments are read."))
    else:
        right = wilson(judged.accuracy * judged.n, judged.n)
        low, high = formats.percent(right.low or 0, 1), formats.percent(right.high or 1, 1)
        out.table(("", ""), [
            (_("Model"), formats.number(present.id)),
            (_("Judged on"), formats.number(judged.n)),
            (_("Read rightly"), f"{formats.percent(right.value, 1)} ({low} – {high})"),
            ("macro-F1", formats.number(judged.macro_f1, 3)),
            *((str(words.FEELINGS[one]), formats.percent(judged.recall[one], 1)) for one in FEELINGS if one in judged.recall),
            *((code, f"{formats.percent(share, 1)} ({formats.number(n)})") for code, (n, share) in judged.by_language.items()),
        ])  # fmt: skip
    out.line(_("{n} different comments with a score to learn from; {needed} are needed.").format(
        n=formats.number(known.comments), needed=formats.number(known.needed),
    ))  # fmt: skip
    return 0


def _relearn(arguments: argparse.Namespace, out: Output) -> int:
    """Raises TooFewExamples."""
    found = learning.learn(out.progress)
    if arguments.json:
        out.json(found)
        return 0
    assert found.judgement is not None
    outcome = _("It reads better and took over.") if found.state is ModelState.IN_USE else _("It does not read better and was left out.")
    out.line(f"macro-F1 {formats.number(found.judgement.macro_f1, 3)}, n = {formats.number(found.judgement.n)}. {outcome}")
    return 0


_DEEDS: Mapping[str, Callable[[argparse.Namespace, Output], int]] = {"search": _search, "accuracy": _accuracy, "relearn": _relearn}
