"""Replies to begin with, and what to do next: written by people for kinds of complaints, filled in with what is known, and nothing else."""

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from hamsafar.act.messaging import services as messaging
from hamsafar.base import clock
from hamsafar.base.errors import NotFound, Refused
from hamsafar.base.ui import formats
from hamsafar.base.ui.reader import reader
from hamsafar.ground.audit import services as audit
from hamsafar.ground.organisation import services as organisation
from hamsafar.identify.people import services as people
from hamsafar.store.events import services as events
from hamsafar.store.events.services import Scope

from . import contacting
from .contracts import Case, Complaint, Reply, State, Suggestion, Texts
from .errors import NothingSaid, ReplyNotFound
from .models import ReplyRow
from .rows import replies_of

question = events.questions_beside(__file__)

SITTING = dt.timedelta(hours=1)  # a comment is written within it
PLACE = re.compile(r"\{([a-z_]+)\}")
PLACES = ("name", "company", "agent", "order", "date", "product", "branch", "city")
_PARAGRAPHS = re.compile(r"\n[ \t]*\n")


def list_replies() -> list[Reply]:
    return replies_of(ReplyRow.objects.filter(archived_at=None).prefetch_related("causes"))


def get_reply(reply_id: int) -> Reply:
    found = replies_of(ReplyRow.objects.filter(id=reply_id).prefetch_related("causes"))
    if not found:
        raise ReplyNotFound
    return found[0]


@transaction.atomic
def save_reply(reply: Reply, *, by: audit.Actor | None = None) -> Reply:
    """Keep a new reply (id 0) or change one. Raises NothingSaid."""
    if not reply.name.strip() or not any(text.strip() for text in reply.text.values()):
        raise NothingSaid
    row = ReplyRow.objects.filter(id=reply.id).first() if reply.id else ReplyRow()
    if row is None:
        raise ReplyNotFound
    row.name, row.topics, row.events = reply.name.strip(), list(reply.topics), list(reply.events)
    row.step, row.subject, row.text, row.is_general = dict(reply.step), dict(reply.subject), dict(reply.text), reply.is_general
    row.save()
    row.causes.set(reply.causes)
    audit.record("cases.reply_changed" if reply.id else "cases.reply_made", by=by, about=f"reply:{row.id}", facts={"name": row.name})
    return replace(reply, id=row.id)


@transaction.atomic
def archive_reply(reply_id: int, *, by: audit.Actor) -> None:
    reply = get_reply(reply_id)
    ReplyRow.objects.filter(id=reply_id).update(archived_at=clock.now())
    audit.record("cases.reply_archived", by=by, about=f"reply:{reply_id}", facts={"name": reply.name})


# Which one


def best(replies: Iterable[Reply], *, cause: int | None, topics: Iterable[str], events: Iterable[str]) -> Reply | None:
    """The one written for this cause, else for the most of these topics, else for what happened, else the general one."""
    about, happened = set(topics), set(events)

    def rank(reply: Reply) -> tuple[bool, int, bool, bool]:
        return cause in reply.causes, len(about & set(reply.topics)), bool(happened & set(reply.events)), reply.is_general

    ranked = sorted(replies, key=rank, reverse=True)
    return ranked[0] if ranked and any(rank(ranked[0])) else None


def filled(text: str, known: Mapping[str, str]) -> str:
    """Put what is known into its places. A paragraph with a place that is not known is left out: nothing is made up."""
    paragraphs = [part.strip() for part in _PARAGRAPHS.split(text.strip())]
    kept = [part for part in paragraphs if all(known.get(place) for place in PLACE.findall(part))]
    return "\n\n".join(PLACE.sub(lambda place: known[place[1]], part) for part in kept)


def said(texts: Texts, language: str) -> str:
    """In this language only: a letter that changes its language in the middle is worse than none."""
    return texts.get(language, "")


# For one case


def with_topics(case: Case, complaints: Sequence[Complaint]) -> list[Complaint]:
    """The same with what was read from the words beside each, also where no rule looks at words."""
    if not complaints:
        return []
    moments = [one.at for one in complaints]
    scope = Scope(people=(case.person,), since=min(moments) - SITTING, until=max(moments) + SITTING)
    try:
        read = list(events.ask_readings(question("topics"), scope=scope).dicts())
    except Refused:  # the event store is slow or away: the page can do without
        return list(complaints)
    return [replace(one, topics=tuple(sorted({*one.topics, *_topics_near(one.at, read)}))) for one in complaints]


def _topics_near(at: dt.datetime, read: Sequence[dict[str, Any]]) -> set[str]:
    return {topic for row in read if abs(row["timestamp"] - at) < SITTING for topic in row["topics"]}


def suggest(case: Case, complaints: Sequence[Complaint], *, agent: str) -> Suggestion:
    language = language_of(case.person)
    ways = contacting.ways_to(case.person)
    topics = {topic for one in complaints for topic in one.topics}
    reply = best(list_replies(), cause=case.cause, topics=topics, events={one.name for one in complaints} | {case.event})
    known = facts_of(case, complaints, agent=agent, language=language)
    return Suggestion(
        step=next_step(case, reply, ways),
        channel=ways[0] if ways else ("phone" if _has_phone(case.person) else ""),
        language=language,
        subject=filled(said(reply.subject, language), known) if reply else "",
        text=filled(said(reply.text, language), known) if reply else "",
        reply=reply.id if reply else None,
    )


def language_of(person: int) -> str:
    try:
        return messaging.language_of(person)
    except NotFound:
        return organisation.company().language


def _has_phone(person: int) -> bool:
    try:
        return any(known.identifier.kind == "phone" for known in people.identifiers_of(person))
    except NotFound:
        return False


def next_step(case: Case, reply: Reply | None, ways: Sequence[str]) -> str:
    """What moves this case on, in the reader's language."""
    if case.state is State.CLOSED:
        return ""
    if case.contacted_at is None:
        return _first_contact(case, reply, ways)
    if case.cause is None:
        return _("Name the root cause: what has to change so that this does not happen to the next customer?")
    if case.fixed_at is None:
        return _own_step(reply) or _("Mend it for this customer, and say what was done.")
    if case.answered_at is None and case.asked_at is None:
        return _("Ask whether it helped, or close the case.")
    return _("Close the case.") if case.recovered is not False else _("The customer is still unhappy: call them.")


def _first_contact(case: Case, reply: Reply | None, ways: Sequence[str]) -> str:
    if not ways and not _has_phone(case.person):
        return _("No address or phone of this customer is known. Look for them in other lists, or close the case as unreachable.")
    if case.complaints > 1:
        return _("They have complained more than once, so call them rather than write.")
    return _own_step(reply) or _("Get in touch, say sorry for what went wrong, and ask what would make it good.")


def _own_step(reply: Reply | None) -> str:
    return (reply.step.get(reader().language) or next(iter(reply.step.values()), "")) if reply else ""


def facts_of(case: Case, complaints: Sequence[Complaint], *, agent: str, language: str) -> dict[str, str]:
    """What letters may name. Only what is known and can be read by the customer stands here."""
    told = {name: value for one in reversed(complaints) for name, value in one.facts.items()}
    with override(language):
        day = formats.day(case.told_at)
    return {
        "name": _name(case.person), "company": organisation.company().name, "agent": agent, "date": day,
        "order": str(told.get("order_id", "")), "product": str(told.get("product", "")), "branch": _branch(case.unit, language),
        "city": str(told.get("city", "")),
    }  # fmt: skip


def _name(person: int) -> str:
    """A name that they have given; an address is none."""
    try:
        told = {trait.name: trait.value for trait in people.traits_of(person)}
    except NotFound:
        return ""
    names = (told.get("name"), told.get("first_name"), told.get("firstName"))
    return next((name.strip() for name in names if isinstance(name, str) and name.strip()), "")


def _branch(unit: str, language: str) -> str:
    found = organisation.find_unit(unit) if unit else None
    return found.name_in(language) if found and found.kind is organisation.UnitKind.BRANCH else ""
