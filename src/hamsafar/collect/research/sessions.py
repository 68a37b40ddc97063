"""Sessions with their participants and coded passages. A passage of a customer stands on the spine too."""

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from typing import Any

import msgspec
from django.db import transaction
from django.db.models import Count

from hamsafar.base import clock
from hamsafar.collect.intake import services as intake
from hamsafar.collect.intake.services import Event, Identifier
from hamsafar.ground.audit import services as audit

from .contracts import Agreed, Kind, Participant, Passage, Recording, Session, Who
from .errors import NoQuote, SessionNotFound, StillRecorded
from .models import CodeRow, ParticipantRow, PassageRow, RecordingRow, SessionRow

LONGEST_NOTES, LONGEST_QUOTE = 100_000, 4_000
Units = Sequence[str] | None


def list_sessions(*, units: Units = None, persona: str = "", step: str = "") -> list[Session]:
    """The latest first; those with somebody of this persona, with something about this step of the journey."""
    rows = SessionRow.objects.filter(archived_at=None)
    rows = rows.filter(id__in=ParticipantRow.objects.filter(persona=persona).values("session")) if persona else rows
    rows = rows.filter(id__in=PassageRow.objects.filter(step=step).values("session")) if step else rows
    rows = rows.annotate(coded=Count("passages", distinct=True))
    rows = rows.prefetch_related("participants", "recordings")
    return [_session(row, coded=row.coded) for row in rows if units is None or row.unit in units]


def get_session(session_id: int, *, units: Units = None) -> Session:
    row = _row(session_id, units)
    return _session(row, coded=row.passages.count())


def _row(session_id: int, units: Units) -> SessionRow:
    row = SessionRow.objects.filter(id=session_id, archived_at=None).first()
    if row is None or (units is not None and row.unit not in units):
        raise SessionNotFound
    return row


def _session(row: SessionRow, *, coded: int) -> Session:
    return Session(
        id=row.id,
        title=row.title,
        kind=Kind(row.kind),
        at=row.at,
        unit=row.unit,
        segment=row.segment,
        notes=row.notes,
        by=row.by_name,
        participants=tuple(map(_participant, row.participants.all())),
        recordings=tuple(map(recording_of, row.recordings.all())),
        passages=coded,
    )


def _participant(row: ParticipantRow) -> Participant:
    return Participant(
        id=row.id, label=row.label, person=int(row.person) if row.person else None, agreed=Agreed(row.agreed), persona=row.persona
    )  # fmt: skip


def recording_of(row: RecordingRow) -> Recording:
    return Recording(id=row.id, name=row.name, type=row.type, size=row.size)


@transaction.atomic
def save_session(
    *, session_id: int | None = None, title: str, kind: Kind, at: dt.datetime, unit: str = "", segment: int | None = None, notes: str = "",
    by: audit.Actor,
) -> Session:  # fmt: skip
    """A new one, or what is known of one that is there."""
    row = SessionRow(made_at=clock.now(), by_name=by.audit_name) if session_id is None else _row(session_id, None)
    row.title, row.kind, row.at, row.unit, row.segment = title.strip()[:200], kind, at, unit, segment
    row.notes = notes.replace("\0", "")[:LONGEST_NOTES]
    row.save()
    audit.record("research.session_saved", by=by, about=f"session:{row.id}")
    return get_session(row.id)


@transaction.atomic
def archive_session(session_id: int, *, by: audit.Actor) -> None:
    row = _row(session_id, None)
    row.archived_at = clock.now()
    row.save(update_fields=["archived_at"])
    audit.record("research.session_archived", by=by, about=f"session:{row.id}")


@transaction.atomic
def add_participant(
    session_id: int, *, label: str, agreed: Agreed, who: Who | None = None, persona: str = "", by: audit.Actor
) -> Participant:  # fmt: skip
    row = ParticipantRow(session=_row(session_id, None), label=label.strip()[:60], agreed=agreed, persona=_label(persona))
    if who is not None:
        row.person, (row.space, row.id_kind, row.value) = str(who.person), who.identifier
    row.save()
    audit.record("research.participant_added", by=by, about=f"session:{session_id}", facts={"agreed": agreed.value})
    return _participant(row)


@transaction.atomic
def drop_participant(session_id: int, participant: int, *, by: audit.Actor) -> None:
    """With what they said. Raises StillRecorded: without them an erasure would not find their voice."""
    session = _row(session_id, None)
    if RecordingRow.objects.filter(session=session).exists():
        raise StillRecorded
    _take_back(PassageRow.objects.filter(session=session, participant=participant).select_related("session", "participant"))
    ParticipantRow.objects.filter(session=session, id=participant).delete()
    audit.record("research.participant_dropped", by=by, about=f"session:{session_id}")


@transaction.atomic
def add_passage(
    session_id: int, quote: str, *, topics: Collection[str], feeling: int | None = None, participant: int | None = None,
    second: int | None = None, step: str = "", by: audit.Actor,
) -> Passage:  # fmt: skip
    """Raises NoQuote. What a known customer said is told to the spine, where their timeline shows it."""
    quote = quote.replace("\0", "").strip()[:LONGEST_QUOTE]
    if not quote:
        raise NoQuote
    session = _row(session_id, None)
    who = ParticipantRow.objects.filter(session=session, id=participant).first() if participant else None
    named = list(dict.fromkeys(topics))[:20]
    row = PassageRow.objects.create(
        session=session,
        participant=who,
        quote=quote,
        topics=named,
        feeling=feeling,
        second=second,
        step=_label(step),
        by_name=by.audit_name,
        made_at=clock.now(),
    )
    CodeRow.objects.bulk_create([CodeRow(passage=row, topic=topic) for topic in named])
    if who is not None and who.person:
        _tell(session, who, row)
    return _passage(row)


def _label(typed: str) -> str:
    """One label for one thing: however many spaces stand in it."""
    return " ".join(typed.replace("\0", "").split())[:80]


def list_personas(*, units: Units = None) -> list[str]:
    """The kinds of customers that participants stand for, by name."""
    rows = ParticipantRow.objects.filter(session__archived_at=None).exclude(persona="")
    rows = rows if units is None else rows.filter(session__unit__in=units)
    return sorted(set(rows.values_list("persona", flat=True)))


def list_steps(*, units: Units = None) -> list[str]:
    """The steps of customers' journeys of which passages speak, by name."""
    rows = PassageRow.objects.filter(session__archived_at=None).exclude(step="")
    rows = rows if units is None else rows.filter(session__unit__in=units)
    return sorted(set(rows.values_list("step", flat=True)))


def _tell(session: SessionRow, who: ParticipantRow, row: PassageRow) -> None:
    said = {"passage_id": str(row.id), "session": session.title, "kind": session.kind, "quote": row.quote, "topics": row.topics}
    _report("Research Quoted", f"research-{row.id}", session, who, session.at, said)


def _take_back(rows: Iterable[PassageRow]) -> None:
    """What stands on somebody's timeline and is no longer here."""
    for row in rows:
        if row.participant is not None and row.participant.person:
            said = {"passage_id": str(row.id), "session": row.session.title}
            _report("Research Quote Withdrawn", f"research-{row.id}-withdrawn", row.session, row.participant, clock.now(), said)


def _report(name: str, message_id: str, session: SessionRow, who: ParticipantRow, at: dt.datetime, said: dict[str, Any]) -> None:
    intake.report(
        Event(
            source="hamsafar", message_id=message_id, name=name, channel="other", unit=session.unit, timestamp=at, received_at=clock.now(),
            properties=msgspec.json.encode(said).decode(), **intake.named(Identifier(who.space, who.id_kind, who.value)),
        )
    )  # fmt: skip


@transaction.atomic
def drop_passage(session_id: int, passage: int, *, by: audit.Actor) -> None:
    rows = PassageRow.objects.filter(session=_row(session_id, None), id=passage)
    _take_back(rows.select_related("session", "participant"))
    rows.delete()
    audit.record("research.passage_dropped", by=by, about=f"session:{session_id}")


def passages_of(session_id: int) -> list[Passage]:
    rows = PassageRow.objects.filter(session_id=session_id).select_related("session", "participant")
    return [_passage(row) for row in rows]


def passages(
    *, topics: Iterable[str] = (), feelings: Collection[int] = (), units: Units = None, since: dt.datetime | None = None,
    until: dt.datetime | None = None, persons: Collection[int] | None = None, persona: str = "", step: str = "", limit: int = 5,
) -> list[Passage]:  # fmt: skip
    """Coded passages, the latest session first."""
    rows = PassageRow.objects.filter(session__archived_at=None).select_related("session", "participant").order_by("-session__at", "-id")
    wanted = {
        "session__unit__in": units, "session__at__gte": since, "session__at__lt": until, "feeling__in": list(feelings) or None,
        "participant__person__in": None if persons is None else [str(one) for one in persons], "codes__topic__in": list(topics) or None,
        "participant__persona": persona or None, "step": step or None,
    }  # fmt: skip
    rows = rows.filter(**{name: value for name, value in wanted.items() if value is not None})
    return [_passage(row) for row in rows.distinct()[:limit]]


def _passage(row: PassageRow) -> Passage:
    who = row.participant
    return Passage(
        id=row.id, session=row.session_id, session_title=row.session.title, kind=Kind(row.session.kind), at=row.session.at,
        label=who.label if who else "", person=int(who.person) if who and who.person else None, quote=row.quote, topics=tuple(row.topics),
        feeling=row.feeling, second=row.second, by=row.by_name, persona=who.persona if who else "", step=row.step,
    )  # fmt: skip
