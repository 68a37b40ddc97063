"""Reports in sentences: what a driver does, how a group is called, how a number of a score is written."""

from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hamsafar.base.ui import formats
from hamsafar.base.ui.reader import reader
from hamsafar.measure.metrics import services as metrics
from hamsafar.measure.segments import services as segments
from hamsafar.measure.voice import services as voice
from hamsafar.science.drivers import Effect, Kind

from .contracts import Lack
from .dimensions import INSIDE, TOTAL
from .facts import BY_KEY, DRIVERS, SCREEN
from .scores import Score

WAYS: Final = {
    "topic": gettext_lazy("Topic"),
    "about": gettext_lazy("Touchpoint"),
    "survey": gettext_lazy("Survey"),
    "channel": gettext_lazy("Channel"),
    "unit": gettext_lazy("Unit"),
    "trait:city": gettext_lazy("City of the customer"),
    "trait:gender": gettext_lazy("Gender"),
}
TOUCHPOINTS: Final = {
    "delivery": gettext_lazy("Delivery"),
    "support": gettext_lazy("Support"),
    "store": gettext_lazy("Branch"),
    "relationship": gettext_lazy("The company as a whole"),
    "purchase": gettext_lazy("Purchase"),
    "product": gettext_lazy("Product"),
    "website": gettext_lazy("Website"),
    "app": gettext_lazy("App"),
}
OTHER_WORDS: Final = "~"
_LACKS: Final = {
    Lack.NO_ANSWERS: gettext_lazy("Nobody answered this in this period. Choose a longer one above, or another score."),
    Lack.TOO_FEW: gettext_lazy("There are too few answers in this period to say anything that would hold. Choose a longer one above."),
    Lack.NO_FACTS: gettext_lazy("No event tells what happened to those who answered: orders, deliveries, talks, waits."),
    Lack.NO_WORDS: gettext_lazy("No words that came with this score have been read in this period."),
    Lack.NO_MONEY: gettext_lazy("Those who answered paid nothing in this time, or in another currency."),
}


def lack(one: Lack) -> str:
    return str(_LACKS.get(one, ""))


def topics() -> Mapping[str, str]:
    language = reader().language
    return {topic.key: topic.name_in(language) for topic in voice.list_topics(all_of_them=True)}


def driver_name(key: str, topics: Mapping[str, str], *, is_topic: bool) -> str:
    return topics.get(key, key) if is_topic else str(DRIVERS.get(key, key))


def way_name(by: str) -> str:
    if by.startswith("segment:"):
        return segment_name(segments.get_segment(int(by.partition(":")[2])))
    return str(WAYS.get(by, by))


def segment_name(one: segments.Segment) -> str:
    return (one.name_fa if reader().language == "fa" else one.name_en) or one.name_fa or one.name_en


def group_name(key: str, by: str, topics: Mapping[str, str]) -> str:
    if key == TOTAL:
        return _("Everybody")
    if by == "topic":
        return _("Without words") if not key else _("Words on other things") if key == OTHER_WORDS else topics.get(key, key)
    if by.startswith("segment:"):
        return _("in it") if key == INSIDE else _("not in it")
    if by == "about" and key in TOUCHPOINTS:
        return str(TOUCHPOINTS[key])
    return metrics.group_name(key, by)


def score_value(value: float | None, score: Score, *, signed: bool = False) -> str:
    """A value of the measure: points of NPS, a share, a mean."""
    if value is None:
        return ""
    if score.unit == "points":
        return formats.number(value, 1 if signed else 0, signed=True)
    if score.unit == "share":
        return formats.percent(value, 1, signed=signed)
    return formats.number(value, 2, signed=signed)


def points(value: float) -> str:
    return formats.number(abs(value), 2)


def effect_sentence(effect: Effect, currency: str, topics: Mapping[str, str]) -> str:
    """What the effect says, other facts being equal. Whole sentences for each case, so that each can be said well in both languages."""
    facts = {
        "points": points(effect.effect.value), "share": formats.percent(effect.mean, 0 if effect.mean >= 0.01 else 1),
        **_interval(effect),
    }  # fmt: skip
    if not effect.effect.is_clear:
        return _unclear(effect, topics)
    is_up = effect.effect.value > 0
    if effect.kind is Kind.NUMBER:
        fact = BY_KEY[effect.key]
        facts |= {
            "fact": str(fact.name), "start": amount(effect.start, fact.unit, currency), "end": amount(effect.end, fact.unit, currency),
        }  # fmt: skip
        higher = _("Where the %(fact)s is %(end)s rather than %(start)s, the score is %(points)s higher (%(low)s to %(high)s).")
        lower = _("Where the %(fact)s is %(end)s rather than %(start)s, the score is %(points)s lower (%(low)s to %(high)s).")
        return (higher if is_up else lower) % facts
    if effect.kind is Kind.LEVEL:
        facts |= {"level": f"\u2068{effect.level}\u2069"}
        above = _("%(level)s: %(points)s above the average of all (%(low)s to %(high)s).")
        below = _("%(level)s: %(points)s below the average of all (%(low)s to %(high)s).")
        return (above if is_up else below) % facts
    facts |= {"who": who(effect.key, topics)}
    higher = _("Those %(who)s score %(points)s higher (%(low)s to %(high)s). They are %(share)s.")
    lower = _("Those %(who)s score %(points)s lower (%(low)s to %(high)s). They are %(share)s.")
    return (higher if is_up else lower) % facts


def _interval(effect: Effect) -> dict[str, str]:
    """The smaller distance first, both without a sign: the sentence says the direction."""
    ends = sorted((abs(effect.effect.low), abs(effect.effect.high)))
    return {"low": formats.number(ends[0], 2), "high": formats.number(ends[1], 2)}


def _unclear(effect: Effect, topics: Mapping[str, str]) -> str:
    return _("%(fact)s: no clear difference.") % {"fact": fact_name(effect, topics)}


def fact_name(effect: Effect, topics: Mapping[str, str]) -> str:
    if effect.kind is Kind.LEVEL:
        return f"\u2068{effect.level}\u2069"
    if effect.key.startswith(SCREEN):
        return _("screen “%(screen)s”") % {"screen": effect.key.removeprefix(SCREEN)}
    return str(BY_KEY[effect.key].name) if effect.key in BY_KEY else topics.get(effect.key, effect.key)


def who(key: str, topics: Mapping[str, str]) -> str:
    """Whom a flag is true of, to stand behind “those”."""
    if key.startswith(SCREEN):
        return _("who looked at “%(screen)s” in the app") % {"screen": key.removeprefix(SCREEN)}
    if key in BY_KEY and BY_KEY[key].said:
        return str(BY_KEY[key].said)
    return _("who name “%(topic)s”") % {"topic": topics.get(key, key)}


def amount(value: float, unit: str, currency: str) -> str:
    if unit == "money":
        return formats.short_amount(value, currency)
    if unit in ("hours", "minutes", "seconds"):
        return _TIMES[unit] % {"n": formats.number(value, 0 if value >= 10 else 1)}
    if unit == "days":
        return _("%(n)s days") % {"n": formats.number(value, 1)}
    return formats.number(value, 0 if float(value).is_integer() else 1)


_TIMES: Final = {
    "hours": gettext_lazy("%(n)s hours"),
    "minutes": gettext_lazy("%(n)s minutes"),
    "seconds": gettext_lazy("%(n)s seconds"),
}
