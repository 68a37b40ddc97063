"""A condition as a sentence in the reader's language."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hamsafar.base.ui import formats
from hamsafar.base.ui.reader import reader
from hamsafar.collect.vocabulary import services as vocabulary

from .contracts import All, Condition, Did, In, Last, Not, Op, Some, Test, Trait
from .models import SegmentRow

SCORES = {
    "nps": ("NPS", "NPS"),
    "csat": ("Satisfaction (CSAT)", "رضایت (CSAT)"),
    "ces_agreement": ("Ease (CES, agreement)", "آسانی (CES، موافقت)"),
    "ces_effort": ("Effort (CES, effort)", "تلاش (CES، زحمت)"),
    "rating": ("Rating", "امتیاز"),
}


def sentence(condition: Condition) -> str:
    return _said(condition, is_outer=True)


def _said(condition: Condition, *, is_outer: bool = False) -> str:
    if isinstance(condition, All | Some):
        word = _(" and ") if isinstance(condition, All) else _(" or ")
        parts = word.join(_said(part) for part in condition.parts)
        return parts if is_outer or len(condition.parts) == 1 else f"({parts})"
    if isinstance(condition, Not):
        return _("not: {what}").format(what=_said(condition.part))
    if isinstance(condition, Trait):
        return tested(condition.name, condition.test)
    if isinstance(condition, Last):
        return _("last answer to {test}{within}").format(
            test=tested(score_name(condition.measure), condition.test), within=_within(condition.days)
        )
    if isinstance(condition, Did):
        return _did(condition)
    if isinstance(condition, In):
        return _("in the segment “{name}”").format(name=_apart(_name_of(condition.segment)))
    return _("everyone")


def _name_of(segment: int) -> str:
    names = SegmentRow.objects.filter(id=segment).values_list("name_fa", "name_en").first()
    if names is None:
        return formats.number(segment)
    persian, english = names
    return (persian if reader().language == "fa" else english) or english or persian


def _did(did: Did) -> str:
    name = vocabulary.label(did.event, reader().language)
    where = _(" and ").join(tested(one.name, one.test) for one in did.where)
    what = _("{event} (where {tests})").format(event=name, tests=where) if where else name
    return _("{event}, {times}{within}").format(
        event=f"“{what}”" if reader().language != "fa" else f"«{what}»", times=_times(did), within=_within(did.days)
    )


def _times(did: Did) -> str:
    least, most = formats.number(did.at_least), formats.number(did.at_most) if did.at_most is not None else ""
    if did.at_most == 0:
        return _("never")
    if did.at_most is None:
        return ngettext("at least %(n)s time", "at least %(n)s times", did.at_least) % {"n": least}
    if did.at_least == did.at_most:
        return ngettext("exactly %(n)s time", "exactly %(n)s times", did.at_least) % {"n": least}
    if did.at_least == 0:
        return ngettext("at most %(n)s time", "at most %(n)s times", did.at_most) % {"n": most}
    return _("{least} to {most} times").format(least=least, most=most)


def _within(days: int | None) -> str:
    if days is None:
        return ""
    return ngettext(", in the last %(n)s day", ", in the last %(n)s days", days) % {"n": formats.number(days)}


def score_name(measure: str) -> str:
    english, persian = SCORES.get(measure, (measure, measure))
    return persian if reader().language == "fa" else english


def op_name(op: Op) -> str:
    return {
        Op.IS: _("is"),
        Op.IS_NOT: _("is not"),
        Op.CONTAINS: _("contains"),
        Op.STARTS: _("begins with"),
        Op.MORE: _("is more than"),
        Op.AT_LEAST: _("is at least"),
        Op.LESS: _("is less than"),
        Op.AT_MOST: _("is at most"),
        Op.KNOWN: _("is known"),
        Op.UNKNOWN: _("is not known"),
        Op.BEFORE: _("is before"),
        Op.AFTER: _("is after"),
        Op.LAST_DAYS: _("is in the last days"),
        Op.EARLIER_THAN_DAYS: _("is longer ago than days"),
    }[op]


def tested(name: str, test: Test) -> str:
    """What is asked of a value, as a sentence."""
    name = _apart(name)
    if test.op in (Op.KNOWN, Op.UNKNOWN):
        known = _("{name} is known") if test.op is Op.KNOWN else _("{name} is not known")
        return known.format(name=name)
    if test.op in (Op.LAST_DAYS, Op.EARLIER_THAN_DAYS):
        days = formats.number(test.number)
        lately = _("{name} is in the last {days} days") if test.op is Op.LAST_DAYS else _("{name} is more than {days} days ago")
        return lately.format(name=name, days=days)
    return _sentences()[test.op].format(name=name, value=_value(test))


def _sentences() -> dict[Op, str]:
    """Whole sentences: in Persian the verb comes last."""
    return {
        Op.IS: _("{name} is {value}"),
        Op.IS_NOT: _("{name} is not {value}"),
        Op.CONTAINS: _("{name} contains {value}"),
        Op.STARTS: _("{name} begins with {value}"),
        Op.MORE: _("{name} is more than {value}"),
        Op.AT_LEAST: _("{name} is at least {value}"),
        Op.LESS: _("{name} is less than {value}"),
        Op.AT_MOST: _("{name} is at most {value}"),
        Op.BEFORE: _("{name} is before {value}"),
        Op.AFTER: _("{name} is after {value}"),
    }


def _value(test: Test) -> str:
    if test.texts:
        return _(" or ").join(map(_apart, test.texts))
    if test.moment is not None:
        return formats.day(test.moment)
    return formats.number(test.number, 0 if test.number.is_integer() else 1)


def _apart(text: str) -> str:
    """A word of Latin letters inside a Persian sentence must not turn the sentence round (marks for “first strong isolate”)."""
    return f"\u2068{text}\u2069" if reader().language == "fa" and any("a" <= letter.lower() <= "z" for letter in text) else text
