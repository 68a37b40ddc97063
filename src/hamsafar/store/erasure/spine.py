# ruff: noqa: S608 - conditions are put together from numbers and from literals that `quoted` made
"""Forgetting in the event store: rows go at once, the bytes of the parts that held them within seconds."""

import json
import re
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from django.conf import settings

from hamsafar.base.eventstore import EventStore, Limits, store
from hamsafar.store.events import services as events

from .contracts import Subject
from .errors import BytesRemain
from .registry import spellings

PATIENCE = 90.0
MOST_WORDS = 200  # the engine searches for at most 255 at a time
LONG = Limits(seconds=3600)
NOTHING = "DELETE IN PARTITION ID '197001' WHERE 0"
TABLES = ("events", "annotations", "quarantine", "drops", "person_overrides")
_TEXTS = "concat(properties, context, traits, identifiers, user_id, anonymous_id, previous_id)"


def forget(subject: Subject) -> dict[str, int]:
    """Delete the person's events and what names them elsewhere. Repeating it changes nothing."""
    events.settle()
    target = store()
    counts = {
        "events": _forget_events(target, _among("person_key", subject.keys)),
        "annotations": _delete(target, "annotations", _among("person_key", subject.keys)),
        "events of others": _strike_out(target, subject),
        "annotations of others": _strike_out_readings(target, subject),
        "quarantine": _delete(target, "quarantine", _any("payload", _traces(subject))),
        "drops": _blank_examples(target, _traces(subject)),
        "person_overrides": _delete(target, "person_overrides", _overrides_of(subject)),
    }
    events.forget_recent()
    if counts["person_overrides"]:
        target.command(f"system reload dictionary {_on_cluster()} canonical")
    return {table: count for table, count in counts.items() if count}


def _overrides_of(subject: Subject) -> str:
    return f"{_among('person_key', subject.keys)} or {_among('person', subject.keys)}"


def forget_where(condition: str) -> int:
    """Delete events by a condition over their own columns; for retention."""
    events.settle()
    count = _forget_events(store(), condition, remember_ids=False)
    if count:  # what was read from a text goes with it
        _delete(store(), "annotations", "id_hash not in (select id_hash from events)")
    return count


def _forget_events(target: EventStore, condition: str, *, remember_ids: bool = True) -> int:
    """Their ids stay behind as hashes: a client that sends one of them again must not bring the person back."""
    what = "id_hash, seq" if remember_ids else "0, max(seq)"
    having = "" if remember_ids else " having count() > 0"
    target.command(f"insert into forgotten select {what} from events where {condition}{having}", limits=LONG)
    return _delete(target, "events", condition)


def _delete(target: EventStore, table: str, condition: str) -> int:
    """Month by month, and only those that hold such rows: the others are not touched."""
    if condition == "0":
        return 0
    found = target.query(f"select _partition_id, count() from {table} where {condition} group by 1", limits=LONG).rows
    for partition, _ in found:
        _mutate(target, table, f"delete in partition id '{partition}' where {condition}")
    return sum(int(count) for _, count in found)


def _strike_out(target: EventStore, subject: Subject) -> int:
    """Events of other people that mention this one (a referral, a forwarded message): the words go, the events stay."""
    words = subject.words
    condition = _any(_TEXTS, words)
    if condition == "0":
        return 0
    found = target.query(f"select _partition_id, count() from events where {condition} group by 1", limits=LONG).rows
    changes = ", ".join(f"{column} = {_struck(column, words)}" for column in ("properties", "context", "traits", "identifiers"))
    names = ", ".join(f"{column} = if({_any(column, words)}, '', {column})" for column in ("user_id", "anonymous_id", "previous_id"))
    for partition, _ in found:
        _mutate(target, "events", f"update {changes}, {names} in partition id '{partition}' where {condition}")
    return sum(int(count) for _, count in found)


def _strike_out_readings(target: EventStore, subject: Subject) -> int:
    """A comment that names this person keeps what was read from it. Its words go: cut out of it, they would move every place in it."""
    condition = _any("text", subject.words)
    if condition == "0":
        return 0
    found = target.query(f"select _partition_id, count() from annotations where {condition} group by 1", limits=LONG).rows
    nowhere = "arrayMap(topic -> toUInt32(0), topics)"
    blank = f"text = '▒▒▒', stems = '', phrase_starts = [], phrase_ends = [], topic_starts = {nowhere}, topic_ends = {nowhere}"
    for partition, _ in found:
        _mutate(target, "annotations", f"update {blank} in partition id '{partition}' where {condition}")
    return sum(int(count) for _, count in found)


def _struck(column: str, words: Sequence[str]) -> str:
    text = column
    for word in spellings(words):
        text = f"replaceAll({text}, {quoted(word)}, '▒▒▒')"
    return text


def _blank_examples(target: EventStore, traces: Sequence[str]) -> int:
    condition = _any("example", traces)
    if condition == "0":
        return 0
    count = _how_many(target, "drops", condition)
    if count:
        _mutate(target, "drops", f"update example = '' where {condition}")
    return count


def _mutate(target: EventStore, table: str, change: str) -> None:
    target.command(f"alter table {table} {_on_cluster()} {change}", limits=LONG, mutations_sync=2)


def wait_for_bytes(patience: float = PATIENCE) -> None:
    """Until the engine has removed every part that was replaced. Raises BytesRemain when that takes too long."""
    _bury_texts()
    until = time.monotonic() + patience
    while True:
        left = old_parts()
        if not left:
            return
        if time.monotonic() > until:
            raise BytesRemain(parts=left)
        time.sleep(0.25)


def _bury_texts() -> None:
    """The engine keeps the text of the last change, which names the person: a change of nothing takes its place."""
    for table in TABLES:
        store().command(f"alter table {table} {_on_cluster()} {NOTHING}", mutations_sync=2)


def old_parts() -> int:
    """Replaced parts and texts of changes that are still there: as the engine lists them, and as the folder of an embedded store shows."""
    target = store()
    tables = ", ".join(quoted(table) for table in TABLES)
    here = f"database = currentDatabase() and table in ({tables})"
    inactive = int(target.query(f"select count() from system.parts where not active and {here}").value())
    named = f"{here} and position(command, {quoted(NOTHING)}) = 0"
    inactive += int(target.query(f"select count() from system.mutations where {named}").value())
    if inactive or target.folder is None:
        return inactive
    active = {str(path).rstrip("/") for (path,) in target.query(f"select path from system.parts where active and {here}").rows}
    folders = {path.rsplit("/", 1)[0] for path in active}
    return sum(_part_folders(folder) - sum(part.startswith(folder + "/") for part in active) for folder in folders)


def _part_folders(folder: str) -> int:
    return sum(1 for each in Path(folder).iterdir() if each.is_dir() and re.match(r"^\w+_\d+_\d+_\d+", each.name))


def remnants(subject: Subject) -> dict[str, int]:
    """What still names the person. Nothing, if the erasure did its work."""
    target = store()
    questions = {
        "events": f"{_among('person_key', subject.keys)} or {_any(_TEXTS, subject.words)}",
        "annotations": f"{_among('person_key', subject.keys)} or {_any('text', subject.words)}",
        "quarantine": _any("payload", _traces(subject)),
        "drops": _any("example", _traces(subject)),
        "person_overrides": _among("person_key", subject.keys),
    }
    counts = {table: _how_many(target, table, where) for table, where in questions.items()}
    return {table: count for table, count in counts.items() if count}


def _how_many(target: EventStore, table: str, condition: str) -> int:
    return int(target.query(f"select count() from {table} where {condition}", limits=LONG).value())


def events_of(subject: Subject) -> list[dict[str, Any]]:
    """Oldest first, without what is ours only: hashes and numbers."""
    where = _among("person_key", subject.keys)
    return store().query(f"select * except (id_hash, payload_hash, seq) from events where {where} order by timestamp", limits=LONG).dicts()


def readings_of(subject: Subject) -> list[dict[str, Any]]:
    """What was read from their texts, oldest first."""
    where = _among("person_key", subject.keys)
    columns = "* except (id_hash, seq, stems, version)"
    return store().query(f"select {columns} from annotations final where {where} order by timestamp", limits=LONG).dicts()


def quarantined_of(subject: Subject) -> list[dict[str, Any]]:
    return store().query(f"select * from quarantine where {_any('payload', _traces(subject))}", limits=LONG).dicts()


def _traces(subject: Subject) -> list[str]:
    """How the person's names stand in the JSON of an event: long ones anywhere, short ones only as a whole id."""
    ids = [each.value for each in subject.identifiers if each.kind in ("user_id", "anonymous_id")]
    names = ("user_id", "anonymous_id", "userId", "anonymousId")
    fields = [f'"{name}":{_json(value)}' for value in (*ids, *subject.typed) for name in names]
    return [*subject.words, *fields]


def _on_cluster() -> str:
    return f"on cluster '{settings.EVENTS_CLUSTER}'" if settings.EVENTS_CLUSTER else ""


def _json(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _among(column: str, keys: Iterable[int]) -> str:
    listed = ", ".join(f"{int(key)}" for key in keys)
    return f"{column} in ({listed})" if listed else "0"


def _any(column: str, words: Sequence[str]) -> str:
    every = spellings(words)
    pieces = [every[start : start + MOST_WORDS] for start in range(0, len(every), MOST_WORDS)]
    return " or ".join(f"multiSearchAny({column}, [{', '.join(map(quoted, piece))}])" for piece in pieces) or "0"


def quoted(text: str) -> str:
    """A string literal: definitions that change tables take no parameters."""
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"
