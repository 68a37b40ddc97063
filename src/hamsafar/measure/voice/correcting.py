"""A person says what a comment means; models learn from it. What was read before is kept beside it, so that it can be taken back."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from hamsafar.base import clock
from hamsafar.ground.audit import services as audit
from hamsafar.store.events.services import Scope

from . import exploring, table, topics
from .contracts import Annotation, Correction, Feeling
from .errors import NoSuchTopic, NotCorrected
from .models import CorrectionRow
from .table import FEELINGS

_READ = (
    "feeling", "probability", "score", "topics", "topic_scores", "topic_starts", "topic_ends", "phrase_starts", "phrase_ends", "model",
)  # fmt: skip


def correct(
    id_hash: int, *, feeling: Feeling | None = None, topic_keys: Sequence[str] | None = None, scope: Scope, by: audit.Actor
) -> Annotation:
    """Set the feeling, the topics, or both. Raises NotYetRead, NoSuchTopic."""
    before = exploring.get_comment(id_hash, scope=scope)
    _refuse_unknown(topic_keys or ())
    values: dict[str, Any] = {"by": by.audit_name, "at": clock.now()}
    values |= {} if feeling is None else {"feeling": FEELINGS.index(feeling) - 1}
    values |= {} if topic_keys is None else {"topics": list(dict.fromkeys(topic_keys))}
    own = {"key": exploring.own_key(id_hash), "was": _as_read(id_hash)}
    with transaction.atomic():
        CorrectionRow.objects.update_or_create(id_hash=id_hash, defaults=values, create_defaults={**own, **values})
        facts = {"was": str(before.feeling), "is": str(feeling or before.feeling), "topics": list(topic_keys or ())}
        audit.record("voice.corrected", by=by, about=_name(before), facts=facts)
    exploring.rewrite([id_hash], lambda row: row)
    return exploring.get_comment(id_hash, scope=scope)


def take_back(id_hash: int, *, scope: Scope, by: audit.Actor) -> Annotation:
    """As if nobody had said anything: what the model read stands again. Raises NotYetRead, NotCorrected."""
    comment = exploring.get_comment(id_hash, scope=scope)
    with transaction.atomic():
        said = CorrectionRow.objects.select_for_update().filter(id_hash=id_hash).first()
        if said is None:
            raise NotCorrected
        was = dict(said.was)
        said.delete()
        audit.record("voice.correction_taken_back", by=by, about=_name(comment))
    table.keep({**row, **was, "corrected": False} for row in exploring.rows_of([id_hash]))
    return exploring.get_comment(id_hash, scope=scope)


def find_correction(id_hash: int) -> Correction | None:
    said = CorrectionRow.objects.filter(id_hash=id_hash).first()
    if said is None:
        return None
    feeling = None if said.feeling is None else FEELINGS[said.feeling + 1]
    return Correction(feeling=feeling, topics=None if said.topics is None else tuple(said.topics), by=said.by, at=said.at)


def _refuse_unknown(keys: Sequence[str]) -> None:
    known = {topic.key for topic in topics.list_topics(all_of_them=True)}
    for key in keys:
        if key not in known:
            raise NoSuchTopic(topic=key)


def _as_read(id_hash: int) -> dict[str, Any]:
    (row,) = exploring.rows_of([id_hash])
    return {name: row[name] for name in _READ}


def _name(comment: Annotation) -> str:
    return f"{comment.source}/{comment.message_id}"
