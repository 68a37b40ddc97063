"""Answers: a reply that leaves through the connector, once, with an honest outcome; or a person's word that it was answered elsewhere."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
from django.db import transaction

from hamsafar.base import clock
from hamsafar.collect.intake import services as intake
from hamsafar.collect.intake.services import Event, Identifier
from hamsafar.ground.actions import services as actions
from hamsafar.ground.actions.services import Deed, Doing, Outcome
from hamsafar.ground.audit import services as audit

from . import places
from .connectors import Facts, Reply
from .connectors.known import get_connector
from .contracts import Answer, How, Kept, Repost, Stand
from .errors import AlreadyAnswered, CannotReply, NothingToTakeBack, NoWords, PlaceNotFound
from .models import AnswerRow, ItemRow, PlaceRow

ACTION = "reply_to_mention"
LONGEST = 4_000
STANDS = {Outcome.DONE: Stand.DONE, Outcome.REFUSED: Stand.REFUSED, Outcome.FAILED: Stand.FAILED, Outcome.UNKNOWN: Stand.UNKNOWN}
Name = tuple[str, str]  # source, message_id


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """The event that is answered, as the spine has it."""

    source: str
    message_id: str
    person: int = 0
    unit: str = ""
    who: Identifier | None = None  # by which name an event speaks of them

    @property
    def name(self) -> Name:
        return self.source, self.message_id


def kept_of(names: Iterable[Name]) -> dict[Name, Kept]:
    """What is known here of these events."""
    wanted = set(names)
    sources, ids = {source for source, _ in wanted}, [message_id for _, message_id in wanted]
    items = {
        (row.source, row.message_id): row
        for row in ItemRow.objects.filter(source__in=sources, message_id__in=ids).select_related("place")
    }  # fmt: skip
    answers: dict[Name, list[Answer]] = {}
    for row in AnswerRow.objects.filter(source__in=sources, message_id__in=ids).order_by("turn"):
        answers.setdefault((row.source, row.message_id), []).append(_answer(row))
    reposts: dict[Any, list[Repost]] = {}
    for row in ItemRow.objects.filter(repeats__in=[item.id for item in items.values()]).order_by("at"):
        reposts.setdefault(row.repeats_id, []).append(Repost(network=row.network, url=row.url, reach=row.reach, at=row.at))
    return {name: _kept(items.get(name), answers.get(name, []), reposts) for name in wanted}


def _kept(item: ItemRow | None, answers: list[Answer], reposts: Mapping[Any, list[Repost]]) -> Kept:
    can = item is not None and _takes_replies(item.place)
    return Kept(can_reply=can, answers=tuple(answers), reposts=tuple(reposts.get(item.id, ())) if item else ())


def _takes_replies(place: PlaceRow) -> bool:
    return place.archived_at is None and bool(place.reply_url) and get_connector(place.connector).replies


def _answer(row: AnswerRow) -> Answer:
    return Answer(
        id=row.id, source=row.source, message_id=row.message_id, how=How(row.how), stand=Stand(row.stand), text=row.text, by=row.by_name,
        at=row.at, deed=row.deed, why=actions.sentence_of(row.code, row.facts) if row.code else "",
    )  # fmt: skip


@transaction.atomic
def reply(about: About, text: str, *, by: audit.Actor) -> Answer:
    """Queue a reply. Raises NoWords, CannotReply, and AlreadyAnswered while one stands or nobody knows."""
    text = text.strip()[:LONGEST]
    if not text:
        raise NoWords
    item = ItemRow.objects.select_for_update().filter(source=about.source, message_id=about.message_id).first()
    if item is None or not _takes_replies(PlaceRow.objects.get(id=item.place_id)):
        raise CannotReply
    row = _begun(about, How.REPLY, by, item=item, text=text, stand=Stand.WAITING)
    deed = actions.ask_for(
        ACTION, ReplyToMention(answer=row.id, text=text), key=f"mention-answer:{row.id}",
        about=f"person:{about.person:016x}" if about.person else f"mention:{about.source}/{about.message_id}", by=by,
    )  # fmt: skip
    row.deed = deed.id
    row.save(update_fields=["deed"])
    return _answer(row)


@transaction.atomic
def mark_answered(about: About, *, by: audit.Actor) -> Answer:
    """Somebody answered it where it stands. Raises AlreadyAnswered."""
    item = ItemRow.objects.select_for_update().filter(source=about.source, message_id=about.message_id).first()
    row = _begun(about, How.ELSEWHERE, by, item=item, stand=Stand.DONE)
    _tell(row, "Mention Answered", how=How.ELSEWHERE.value)
    audit.record("mentions.marked_answered", by=by, about=f"{about.source}/{about.message_id}")
    return _answer(row)


@transaction.atomic
def take_back(about: About, *, by: audit.Actor) -> None:
    """It is not answered after all. Raises NothingToTakeBack: a reply that has left stays."""
    rows = AnswerRow.objects.select_for_update().filter(source=about.source, message_id=about.message_id)
    row = rows.filter(how=How.ELSEWHERE, stand=Stand.DONE).order_by("-turn").first()
    if row is None:
        raise NothingToTakeBack
    row.stand, row.ended_at = Stand.WITHDRAWN, clock.now()
    row.save(update_fields=["stand", "ended_at"])
    _tell(row, "Mention Reopened")
    audit.record("mentions.answer_taken_back", by=by, about=f"{about.source}/{about.message_id}")


def _begun(about: About, how: How, by: audit.Actor, *, item: ItemRow | None, stand: Stand, text: str = "") -> AnswerRow:
    known = [_answer(row) for row in AnswerRow.objects.filter(source=about.source, message_id=about.message_id).order_by("turn")]
    if Kept(answers=known).open_answer is not None:
        raise AlreadyAnswered
    who = about.who or Identifier("", "", "")
    return AnswerRow.objects.create(
        item=item, source=about.source, message_id=about.message_id, turn=len(known), person=str(about.person or ""), unit=about.unit,
        space=who.space, id_kind=who.kind, value=who.value, how=how,
        stand=stand, text=text, by_name=by.audit_name, at=clock.now(), ended_at=clock.now() if stand is Stand.DONE else None,
    )  # fmt: skip


def _tell(row: AnswerRow, name: str, **more: str) -> None:
    """On the timeline of whoever wrote it, where that is known."""
    said = {"mention": f"{row.source}/{row.message_id}", **more}
    who = intake.named(Identifier(row.space, row.id_kind, row.value)) if row.value else {}
    intake.report(
        Event(
            source="hamsafar", message_id=f"mention-{row.id}-{name.split()[-1].lower()}", name=name, channel="social", unit=row.unit,
            direction="outbound" if name == "Mention Answered" else "none", timestamp=clock.now(), received_at=clock.now(),
            properties=msgspec.json.encode(said).decode(), **who,
        )
    )  # fmt: skip


# The action


class ReplyToMention(msgspec.Struct, frozen=True, kw_only=True):
    """Input of the action reply_to_mention."""

    answer: int
    text: str


def send(given: ReplyToMention, doing: Doing) -> Facts:
    row = AnswerRow.objects.select_related("item").filter(id=given.answer).first()
    if row is None or row.item is None:  # forgotten meanwhile
        raise CannotReply
    place = places.to_place(PlaceRow.objects.get(id=row.item.place_id))
    if not _takes_replies(PlaceRow.objects.get(id=place.id)):
        raise PlaceNotFound
    said = Reply(
        id=doing.deed.id.hex, outer_id=row.item.outer_id, url=row.item.url, network=row.item.network, text=given.text, by=row.by_name
    )
    return get_connector(place.connector).reply(place, said, doing)


def settled(deed: Deed) -> None:
    """In the transaction that ends the deed, whoever ends it."""
    row = AnswerRow.objects.select_for_update().filter(deed=deed.id).first()
    if row is None:
        return
    row.stand, row.code, row.facts, row.ended_at = STANDS[deed.outcome], deed.code, dict(deed.facts), clock.now()
    row.save(update_fields=["stand", "code", "facts", "ended_at"])
    if deed.outcome is Outcome.DONE:
        _tell(row, "Mention Answered", how=How.REPLY.value)
