"""Surveys on other people's sites: which of them may show themselves there and when, and the offer that one visitor gets."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid5

from hamsafar.collect.intake import services as intake
from hamsafar.collect.intake.services import Source

from . import answering, errors, sittings, ways
from . import document as d
from .around import Who, around
from .colours import readable_on
from .contracts import Claims, Offer, State
from .inviting import offer
from .models import SurveyRow
from .sittings import Sitting
from .ways import Widget

MOST_WORDS = 300


def source_of(key: str, origin: str) -> Source:
    """The site that asks. Raises SiteUnknown."""
    found = intake.find_source(key, origin)
    if found is None or found.is_paused:
        raise errors.SiteUnknown
    return found


def shown_on(source: Source) -> list[dict[str, Any]]:
    """What the script needs to know to decide by itself, without asking for every page that somebody opens."""
    rows = SurveyRow.objects.select_related("version").filter(state=State.LIVE).exclude(version=None)
    found = [(row, ways.read(row.ways).widget) for row in rows.order_by("id")]
    return [_rules(row, widget) for row, widget in found if _is_for(widget, source) and _is_open(row)]


def _is_for(widget: Widget, source: Source) -> bool:
    return widget.is_on and (not widget.sources or source.slug in widget.sources)


def _is_open(row: SurveyRow) -> bool:
    try:
        sittings.may_answer(row)
    except (errors.SurveyClosed, errors.NotYetOpen):
        return False
    return True


def _rules(row: SurveyRow, widget: Widget) -> dict[str, Any]:
    document = sittings.document_of(row.version)
    colour = document.theme.colour
    return {
        "id": row.slug, "on": widget.on, "seconds": widget.seconds, "scroll": widget.scroll, "selector": widget.selector,
        "addresses": [[each.op, each.text, each.is_not] for each in widget.addresses], "share": widget.share, "again": widget.again_days,
        "place": widget.place, "wanted": widget.is_wanted, "languages": document.languages, "look": document.theme.look,
        "title": {language: document.title.said(language) for language in document.languages},
        "colours": [colour, readable_on(colour)],
    }  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a site's script says when it wants to show a survey."""

    key: str
    survey: str
    anonymous_id: str = ""
    user_id: str = ""
    language: str = ""
    url: str = ""
    trigger: str = ""
    about: Mapping[str, str]


def offer_to(asked: Asked, origin: str, *, source: Source | None = None) -> Offer:
    """Raises SiteUnknown, NothingToAnswer, NotForYou and what a closed survey raises."""
    source = source or source_of(asked.key, origin)
    row = sittings.find_survey(asked.survey)
    widget = ways.read(row.ways).widget
    if not _is_for(widget, source):
        raise errors.NothingToAnswer
    sittings.may_answer(row)
    claims = _claims(asked, source, row)
    who = who_of(source, asked.anonymous_id, asked.user_id)
    if widget.only_if and not around().fits(widget.only_if, who):
        raise errors.NotForYou
    made = offer(row.id, claims)
    if who and not widget.is_wanted and not around().may_show(who, key=f"widget:{made.submission_id}"):
        raise errors.NotForYou
    return made


def _claims(asked: Asked, source: Source, row: SurveyRow) -> Claims:
    """Of what the site brings along, only what the survey has a hidden field for."""
    hidden = sittings.hidden_of(sittings.document_of(row.version), asked.about)
    own = {"page": asked.url.split("?")[0].split("#")[0][:MOST_WORDS], "trigger": asked.trigger[:20]}
    return Claims(
        anonymous_id=asked.anonymous_id, user_id=asked.user_id, space=source.space, language=asked.language, url=asked.url,
        about={**hidden, **{name: value for name, value in own.items() if value}}, unit=source.unit,
    )  # fmt: skip


def who_of(source: Source, anonymous_id: str, user_id: str) -> Who:
    named = (("anonymous_id", anonymous_id), ("user_id", user_id))
    return [intake.Identifier(source.space, kind, value) for kind, value in named if value]


# Ratings of an app's own making


def rate(asked: Asked, origin: str, *, id: UUID, score: str, comment: str) -> Sitting:
    """A score that somebody gave in an app's own stars: the answer to the survey's first scale, the words to its first open question.

    The same id is the same rating, however often it is sent. Raises what `offer_to` raises, NotOffered for a score off the scale.
    """
    source = source_of(asked.key, origin)
    row = sittings.find_survey(asked.survey)
    if not _is_for(ways.read(row.ways).widget, source):
        raise errors.NothingToAnswer
    sitting = _sitting_of(asked, source, row, uuid5(id, source.slug))
    if sitting.is_finished:
        return sitting
    given = _given(sitting.document, score, comment)
    return answering.replay(sitting, given)


def _sitting_of(asked: Asked, source: Source, row: SurveyRow, id: UUID) -> Sitting:
    known = sittings.find_kept(id)
    if known is not None:
        return known
    sittings.may_answer(row)
    claims = _claims(asked, source, row)
    language = sittings.spoken(sittings.document_of(row.version), asked.language)
    fresh = sittings.new_row(row, id=id, way="app", language=language, about=claims.about)
    fresh.unit = sittings.unit_of(row, claims.unit)
    who = who_of(source, asked.anonymous_id, asked.user_id)
    return sittings.sitting_of(row, fresh, who=who, answers={}, is_new=True)


def _given(document: d.Document, score: str, comment: str) -> dict[str, list[str]]:
    scale = next((question for question in document.questions if isinstance(question, d.Scale | d.Helpful)), None)
    words = next((question for question in document.questions if isinstance(question, d.OpenText)), None)
    if scale is None:
        raise errors.NothingToAnswer
    given = {f"a.{scale.id}": [score]}
    return {**given, **({f"a.{words.id}": [comment]} if words and comment else {})}
