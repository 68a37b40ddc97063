"""What people decide about who is who. A decision is evidence too: it is added, undone by another, and never deleted."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from hamsafar.base import clock
from hamsafar.base.errors import NotFound
from hamsafar.ground.audit import services as audit

from . import following, ledger, queries, rekeying
from .contracts import Decision, DecisionKind, Identifier, Name
from .errors import AlreadyUndone, NothingToSplit, NotTheirs, SamePerson
from .gather import Told
from .models import DecisionNameRow, DecisionRow, IdentifierRow, PlaceRow, TraitRow
from .settle import settle
from .turns import turn


def merge(*, keep: int, absorb: int, because: str, by: audit.Actor | None, facts: Mapping[str, Any] | None = None) -> Decision:
    """From now on these two are one person, called by `keep`. Raises SamePerson, NotFound. Undone with `undo`."""
    with turn():
        keep, absorb = queries.person_of(keep), queries.person_of(absorb)
        if keep == absorb:
            raise SamePerson
        return _decide(DecisionKind.MERGE, _anchors(keep), _anchors(absorb), because=because, by=by, facts=facts)


def split(person: int, identifiers: Sequence[Identifier], *, because: str, by: audit.Actor | None) -> Decision:
    """These identifiers leave and become a person of their own, whatever evidence ties them to the rest."""
    with turn():
        mine = {Name(*row.name): row.key for row in queries.rows_of(queries.person_of(person))}
        leaving = [mine.get(Name(*identifier)) for identifier in identifiers]
        if None in leaving:
            raise NotTheirs
        staying = [key for key in mine.values() if key not in leaving]
        if not leaving or not staying:
            raise NothingToSplit
        return _decide(DecisionKind.SPLIT, [key for key in leaving if key], _strongest(staying), because=because, by=by)


def split_since(identifier: Identifier, moment: dt.datetime, *, because: str, by: audit.Actor | None) -> Decision:
    """From this moment on the identifier is somebody else's: a tablet that changed hands. Its later events get another key."""
    with turn():
        row = IdentifierRow.objects.filter(space=identifier.space, kind=identifier.kind, value=identifier.value, since="").first()
        if row is None:
            raise NotFound
        return _decide(DecisionKind.SINCE, [row.key], [], because=because, by=by, moment=moment.astimezone(dt.UTC))


def undo(decision_id: str, *, by: audit.Actor | None, because: str = "") -> Decision:
    """Who is who becomes exactly what it would be had the decision never been made, with everything learnt since."""
    with turn():
        row = DecisionRow.objects.filter(id=_uuid(decision_id)).exclude(kind=DecisionKind.UNDO).first()
        if row is None:
            raise NotFound
        if DecisionRow.objects.filter(undoes=row.id).exists():
            raise AlreadyUndone
        _undo(row, by, because)
        return queries.decision(row)


def _uuid(given: str) -> uuid.UUID:
    try:
        return uuid.UUID(str(given))
    except ValueError:
        raise NotFound from None


def _anchors(person: int) -> list[int]:
    return _strongest([row.key for row in queries.rows_of(person)], main=person)


def _strongest(held: Sequence[int], main: int | None = None) -> list[int]:
    """What a decision is tied to: the accounts; without any, the main identifier. What hangs on those follows by evidence."""
    rows = IdentifierRow.objects.filter(key__in=held)
    accounts = [row.key for row in rows if row.kind == "user_id"]
    if accounts or main is not None:
        return sorted(accounts) or [main or 0]
    return [min(rows, key=lambda row: (queries.rank_of(row.kind), row.first_seen, row.value)).key]


def _decide(kind: DecisionKind, one: Sequence[int], other: Sequence[int], *, because: str, by: audit.Actor | None,
            moment: dt.datetime | None = None, facts: Mapping[str, Any] | None = None) -> Decision:  # fmt: skip
    with transaction.atomic():
        row = DecisionRow.objects.create(
            kind=kind, at=clock.now(), by=by.audit_name if by else "", because=because, moment=moment, facts=dict(facts or {})
        )
        names = [(key, False) for key in one] + [(key, True) for key in other]
        DecisionNameRow.objects.bulk_create([DecisionNameRow(decision=row, key=key, is_other=is_other) for key, is_other in names])
        if kind is DecisionKind.SINCE and moment:
            _hand_over(one[0], moment)
        component = ledger.connect([*one, *other])
        audit.record(f"people.{kind}", by=by, about=f"{one[0]:016x}", facts={"decision": str(row.id), "because": because})
    _carry_out(component, [*one, *other], moved=kind is DecisionKind.SINCE)
    return queries.decision(row)


def _undo(row: DecisionRow, by: audit.Actor | None, because: str) -> None:
    names = list(row.names.values_list("key", flat=True))
    with transaction.atomic():
        DecisionRow.objects.create(
            kind=DecisionKind.UNDO, at=clock.now(), by=by.audit_name if by else "", because=because, undoes=row.id, settled=True
        )
        DecisionRow.objects.filter(id=row.id).update(settled=False)
        if row.kind == DecisionKind.SINCE and row.moment:
            _hand_back(names[0], row.moment)
        component = ledger.connect(names)
        audit.record("people.undo", by=by, about=f"{names[0]:016x}", facts={"decision": str(row.id), "because": because})
    _carry_out(component, names, moved=row.kind == DecisionKind.SINCE)


def _carry_out(component: int, names: Sequence[int], *, moved: bool) -> None:
    if moved:
        rekeying.load()
    settle([component], names)
    following.publish()


def _hand_over(key: int, moment: dt.datetime) -> None:
    """The identifier gets a second row for its later owner, which takes the facts that were told after the moment."""
    base = IdentifierRow.objects.get(key=key)
    later = rekeying.add_since(Name(*base.name), key, moment)
    IdentifierRow.objects.get_or_create(
        key=later,
        defaults={
            "space": base.space, "kind": base.kind, "value": base.value, "since": moment.isoformat(), "typed": base.typed,
            "component": base.component, "person": later, "published": later,
            "first_seen": max(moment, base.first_seen), "last_seen": max(moment, base.last_seen),
        },
    )  # fmt: skip
    TraitRow.objects.filter(key=key, at__gte=moment).update(key=later)
    PlaceRow.objects.bulk_create([PlaceRow(key=later, unit=p.unit) for p in PlaceRow.objects.filter(key=key)], ignore_conflicts=True)


def _hand_back(key: int, moment: dt.datetime) -> None:
    base = IdentifierRow.objects.get(key=key)
    later = IdentifierRow.objects.get(space=base.space, kind=base.kind, value=base.value, since=moment.isoformat())
    rekeying.end_since(Name(*base.name), later.key, key, moment)
    traits = list(TraitRow.objects.filter(key=later.key))
    ledger.write_trait_rows([ledger.trait_row(key, t.name, t.source, Told(t.value, t.at, t.message_id)) for t in traits])
    TraitRow.objects.filter(key=later.key).delete()


def keys_of(decision_id: str) -> list[int]:
    """The keys that a decision is about. Raises NotFound."""
    keys = list(DecisionNameRow.objects.filter(decision_id=_uuid(decision_id)).order_by("is_other", "id").values_list("key", flat=True))
    if not keys:
        raise NotFound
    return keys
