"""Topics that nobody has named yet, found in the comments that no topic names."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from django.db import transaction

from hamsafar.base import clock
from hamsafar.base.text import fold
from hamsafar.ground.audit import services as audit
from hamsafar.ground.organisation import services as organisation
from hamsafar.science.intervals import Estimate, student, sums_of, wilson
from hamsafar.science.text import services as science
from hamsafar.store.events import services as events
from hamsafar.store.events.services import Scope

from . import exploring, table
from .contracts import Annotation
from .models import DismissedRow

question = events.questions_beside(__file__)
LOOKED_AT = 4_000
EXAMPLES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class FreshTopic:
    """`name` is how people write it; `words` are what it would be recognised by. The share is of comments without a topic."""

    name: str
    words: tuple[str, ...]
    comments: int
    share: Estimate
    score: Estimate
    examples: Sequence[Annotation]


@dataclass(frozen=True, slots=True, kw_only=True)
class Discovery:
    looked_at: int
    topics: Sequence[FreshTopic]


def discover(*, scope: Scope) -> Discovery:
    newest = events.ask_readings(question("nameless"), scope=scope, most=LOOKED_AT).rows
    comments = [table.annotation_of(row) for row in exploring.of_moments(newest)]
    unwanted = [*DismissedRow.objects.values_list("words", flat=True), organisation.company().name]
    found = science.discover([one.text for one in comments], ignore=unwanted)
    return Discovery(looked_at=len(comments), topics=[_fresh(one, comments) for one in found])


def _fresh(found: science.Discovered, comments: Sequence[Annotation]) -> FreshTopic:
    theirs = [comments[at] for at in found.comments]
    return FreshTopic(
        name=" · ".join(found.words[:2]),
        words=found.words,
        comments=len(theirs),
        share=wilson(len(theirs), len(comments)),
        score=student(sums_of(np.array([one.score for one in theirs], np.float64))),
        examples=theirs[:EXAMPLES],
    )


def dismiss(words: str, *, by: audit.Actor) -> None:
    """Never propose these words again."""
    known = fold(" ".join(words.split()))[:200]
    with transaction.atomic():
        DismissedRow.objects.update_or_create(words=known, defaults={"at": clock.now()})
        audit.record("voice.topic_dismissed", by=by, facts={"words": known})


def list_dismissed() -> list[str]:
    return list(DismissedRow.objects.order_by("-at").values_list("words", flat=True))


def take_up_again(words: str, *, by: audit.Actor) -> None:
    with transaction.atomic():
        DismissedRow.objects.filter(words=words).delete()
        audit.record("voice.topic_taken_up", by=by, facts={"words": words})
