"""What reviews ask of later floors: products the spine tells of, what was read from a review, who wrote it, letters with a code."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import uuid4

import xxhash
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from hamsafar.act.cases.models import ComplaintRow
from hamsafar.act.messaging import letters, mail_settings, smtp
from hamsafar.act.messaging.contracts import Letter
from hamsafar.base import clock
from hamsafar.base.errors import Refused
from hamsafar.base.sql import questions_beside
from hamsafar.base.ui import formats
from hamsafar.base.ui.reader import reader
from hamsafar.collect.reviews.services import Bought, Event, Who, Writer
from hamsafar.ground.organisation import services as organisation
from hamsafar.ground.organisation.services import can, scope_of
from hamsafar.identify.people import services as people
from hamsafar.measure.voice import services as voice
from hamsafar.store.events import services as events

question = questions_beside(__file__)
LATELY = dt.timedelta(days=90)


class Around:
    """collect.reviews' Around."""

    def find_product(self, key: str) -> Bought | None:
        if not key:
            return None
        try:
            scope = events.Scope(since=clock.now() - LATELY)
            (row,) = events.ask(question("product"), scope=scope, product=key).dicts()
        except Refused:  # the spine is away: a product that nobody told us of is not taken
            return None
        return Bought(key=key, name=row["called"], url=row["url"]) if row["n"] else None

    def topics_of(self, wanted: Sequence[Event]) -> Mapping[Event, tuple[str, ...]]:
        ids = [_id_hash(event) for event in wanted]
        read = voice.annotations_of(ids)
        pairs = zip(wanted, ids, strict=True)
        return {event: tuple(found.topic for found in read[id].topics) for event, id in pairs if id in read}

    def topic_names(self, language: str) -> Mapping[str, str]:
        return {topic.key: topic.name_in(language) for topic in voice.list_topics()}

    def writer_of(self, event: Event, who: Who, *, member: Any) -> Writer | None:
        known = _person_of(who)
        if known is None or not can(member, "people.see") or not people.may_see(known, scope_of(member, "people.see")):
            return None
        case = self._case_of(event) if can(member, "cases.see") else None
        return Writer(
            name=people.display_name(known, reader().language),
            href=reverse("customer", args=[people.key_text(known)]),
            case=_("Case {number}").format(number=formats.number(case)) if case else "",
            case_href=reverse("case", args=[case]) if case else "",
        )

    def _case_of(self, event: Event) -> int | None:
        source, message_id = event
        row = ComplaintRow.objects.filter(source=source, message_id=message_id).order_by("-id").first()
        return row.case_id if row else None

    def send_code(self, email: str, code: str, *, language: str) -> None:
        """Whoever typed the address asked for it just now, so it goes past the contact rules; it says nothing else."""
        mail = mail_settings.get_mail()
        with override(language):
            text = _(
                "Your code is {code}. Whoever typed your address on our page wants to hand in a review. If that was not you, do nothing."
            )
            letter = Letter(
                language=language, subject=_("Your code: {code}").format(code=code), text=text.format(code=code),
                company=organisation.company().name or mail.from_name, postal=mail.postal, colour=mail.colour,
            )  # fmt: skip
        smtp.deliver(letters.mime(letter, mail=mail, to=email, message_ref=uuid4().hex), to=email, mail=mail)

    def may_send(self) -> bool:
        return mail_settings.shown() is not None


def _person_of(who: Who) -> int | None:
    if not who.kind:
        return None
    key = people.key_of(who)
    return None if key == people.NOBODY else people.find_person_of(key)


def _id_hash(event: Event) -> int:
    """The `id_hash` of the spine."""
    return xxhash.xxh64_intdigest("\x1f".join(event).encode())


around = Around()
