"""What was unlike other days, in sentences for a letter: the same as on the page."""

import datetime as dt
from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hamsafar.base.ui import formats
from hamsafar.base.ui.reader import reader
from hamsafar.ground.notices import services as notices
from hamsafar.ground.notices.services import About, Notice, Words
from hamsafar.store.events.services import Scope

from . import alerts
from .alerts import Signal, Spike
from .topics import list_topics

SPIKES = "comments.spike"


def tell(found: Sequence[Spike]) -> int:
    """A letter for everybody who studies the comments of the whole company; once for each day, however often it is looked at."""
    if not found:
        return 0
    day = found[0].day.isoformat()
    return notices.tell(SPIKES, notices.who_may(SPIKES), about={"day": day}, path=reverse("comments"), key=day)


def letter(about: About) -> Words | None:
    """The day is looked at anew: what was erased or read otherwise since then does not count."""
    found = alerts.look(scope=Scope(), day=dt.date.fromisoformat(about["day"]))
    if not found:
        return None
    names = {topic.key: topic.name_in(reader().language) for topic in list_topics(all_of_them=True)}
    text = "\n\n".join(sentence(spike, names.get(spike.topic, spike.topic)) for spike in found)
    return Words(subject=_("Comments are unlike other days"), text=text, button=_("Look at the comments"))


def sentence(spike: Spike, topic: str) -> str:
    said = {
        "name": topic, "day": formats.long_day(spike.day), "found": formats.number(spike.found), "all": formats.number(spike.comments),
        "usual": formats.number(spike.usual, 1),
    }  # fmt: skip
    if spike.signal is Signal.TOPIC:
        return _("“%(name)s” came up unusually often on %(day)s: %(found)s comments, where %(usual)s were to be expected.") % said
    if spike.signal is Signal.UNHAPPY:
        return _("Unusually many were unhappy on %(day)s: %(found)s of %(all)s, where %(usual)s were to be expected.") % said
    return _("Unusually many comments came on %(day)s: %(found)s, where %(usual)s were to be expected.") % said


UNLIKE = gettext_lazy("Comments are unlike other days")
notices.add_notice(Notice(key=SPIKES, name=UNLIKE, permission="comments.export", say=letter, for_whole_company=True))
