"""The table `annotations` of the event store as its writer sees it."""

import time
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import pyarrow as pa

from hamsafar.base.eventstore import Limits, store
from hamsafar.science.text import services as science
from hamsafar.store.events import services as events

from .contracts import Annotation, Emotion, Feeling, Language, Reading, TopicFound, Written

FEELINGS = (Feeling.NEGATIVE, Feeling.NEUTRAL, Feeling.POSITIVE)
_PLACES = pa.list_(pa.uint32())
SCHEMA = pa.schema(
    [("id_hash", pa.uint64()), ("seq", pa.uint64()), ("source", pa.string()), ("message_id", pa.string()), ("person_key", pa.uint64())]
    + [("timestamp", pa.timestamp("ms", "UTC")), ("name", pa.string()), ("channel", pa.string()), ("unit", pa.string())]
    + [("marked", pa.bool_())]
    + [("asked", pa.string()), ("survey", pa.string()), ("rated", pa.float32()), ("language", pa.string()), ("text", pa.string())]
    + [("stems", pa.string()), ("feeling", pa.int8()), ("probability", pa.float32()), ("score", pa.float32()), ("urgency", pa.float32())]
    + [("emotion", pa.string()), ("topics", pa.list_(pa.string())), ("topic_scores", pa.list_(pa.float32()))]
    + [(name, _PLACES) for name in ("topic_starts", "topic_ends", "phrase_starts", "phrase_ends")]
    + [("masked", pa.uint16()), ("model", pa.string()), ("corrected", pa.bool_()), ("version", pa.uint64())]
)

_OF_EVENT = (
    "id_hash", "seq", "source", "message_id", "person_key", "timestamp", "name", "channel", "unit", "marked", "asked", "survey", "rated",
)  # fmt: skip

_PLAIN = ("id_hash", "source", "message_id", "timestamp", "name", "channel", "unit", "asked", "survey", "text")


def rows_of(written: Sequence[Written], readings: Sequence[Reading], model: str) -> list[dict[str, Any]]:
    """What is kept of these readings. Whoever writes it may correct it first."""
    stems = stems_of([reading.masked.text for reading in readings])
    return [_row_of(*one, model) for one in zip(written, readings, stems, strict=True)]


def _row_of(written: Written, reading: Reading, stems: str, model: str) -> dict[str, Any]:
    own = {name: getattr(written, name) for name in _OF_EVENT}
    return {
        **own, "text": reading.masked.text, "stems": stems, "masked": len(reading.masked.found), **columns_of(reading),
        "model": model, "corrected": False,
    }  # fmt: skip


def columns_of(reading: Reading) -> dict[str, Any]:
    """What was understood; places are those of the masked text."""
    inside = reading.masked.inside
    places = [inside(aspect.start, aspect.end) for aspect in reading.aspects]
    phrases = [inside(*phrase) for phrase in reading.phrases]
    return {
        "language": str(reading.language), "feeling": FEELINGS.index(reading.feeling) - 1, "probability": reading.probability,
        "score": reading.score, "urgency": reading.urgency, "emotion": str(reading.emotion),
        "topics": [aspect.topic for aspect in reading.aspects], "topic_scores": [aspect.score for aspect in reading.aspects],
        "topic_starts": [start for start, _ in places], "topic_ends": [end for _, end in places],
        "phrase_starts": [start for start, _ in phrases], "phrase_ends": [end for _, end in phrases],
    }  # fmt: skip


def stems_of(texts: Sequence[str]) -> list[str]:
    """Of each text its stems in one line, with a space around each."""
    return [f" {' '.join(stems)} " for stems in science.stems_of_each(texts)]


def keep(rows: Iterable[Mapping[str, Any]]) -> None:
    """Durable when it returns. A row replaces what was read from the same event before."""
    version = time.time_ns() // 1000  # only has to grow, from one writing of a comment to the next
    columns: dict[str, list[Any]] = {name: [] for name in SCHEMA.names}
    for row in rows:
        for name in SCHEMA.names:
            columns[name].append(version if name == "version" else row[name])
    if columns["id_hash"]:
        table = pa.table(columns, schema=SCHEMA)
        store().insert_arrow("annotations", table, max_partitions_per_insert_block=0)
        _forget_erased(columns["id_hash"])


def _forget_erased(ids: Sequence[int]) -> None:
    """Somebody may have been erased while their text was being read: then what was just kept must go again."""
    for start in range(0, len(ids), 5000):
        drop(events.erased_among(ids[start : start + 5000]))


def drop(ids: Collection[int]) -> None:
    listed = ", ".join(f"{int(one)}" for one in ids)
    if listed:
        statement = f"alter table annotations delete where id_hash in ({listed})"
        store().command(statement, limits=Limits(seconds=600), mutations_sync=2)


def annotation_of(row: Mapping[str, Any]) -> Annotation:
    """A row of `scope` over annotations as a record."""
    places = zip(row["topics"], row["topic_scores"], row["topic_starts"], row["topic_ends"], strict=True)
    plain = {name: row[name] for name in _PLAIN}
    return Annotation(
        **plain,
        person=row["person_key"],
        rated=row["rated"],
        language=Language(row["language"]),
        feeling=FEELINGS[row["feeling"] + 1],
        probability=row["probability"],
        score=row["score"],
        urgency=row["urgency"],
        emotion=Emotion(row["emotion"]),
        topics=tuple(TopicFound(*each) for each in places),
        phrases=tuple(zip(row["phrase_starts"], row["phrase_ends"], strict=True)),
        model=row["model"],
        is_corrected=row["corrected"],
        is_urgent=row["urgency"] >= science.URGENT,
    )
