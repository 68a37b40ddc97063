"""A person says what a comment means; models learn from it."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from hamsafar.base import clock
from hamsafar.ground.audit import services as audit
from hamsafar.store.events.services import Scope

from . import exploring, topics
from .contracts import Annotation, Feeling
from .errors import NoSuchTopic
from .models import CorrectionRow
from .table import FEELINGS


def correct(
    id_hash: int, *, feeling: Feeling | None = None, topic_keys: Sequence[str] | None = None, scope: Scope, by: audit.Actor
) -> Annotation:
    """Set the feeling, the topics, or both. Raises NotYetRead, NoSuchTopic."""
    before = exploring.get_comment(id_hash, scope=scope)
    known = {topic.key for topic in topics.list_topics(all_of_them=True)}
    for key in topic_keys or ():
        if key not in known:
            raise NoSuchTopic(topic=key)
    with transaction.atomic():
        values: dict[str, Any] = {"key": exploring.own_key(id_hash), "by": by.audit_id, "at": clock.now()}
        values |= {} if feeling is None else {"feeling": FEELINGS.index(feeling) - 1}
        values |= {} if topic_keys is None else {"topics": list(dict.fromkeys(topic_keys))}
        CorrectionRow.objects.update_or_create(id_hash=id_hash, defaults=values)
        facts = {"was": str(before.feeling), "is": str(feeling or before.feeling), "topics": list(topic_keys or ())}
        audit.record("voice.corrected", by=by, about=f"{before.source}/{before.message_id}", facts=facts)
    exploring.rewrite([id_hash], lambda row: row)
    return exploring.get_comment(id_hash, scope=scope)
