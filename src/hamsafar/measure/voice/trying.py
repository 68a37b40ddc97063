"""What the words of a topic would find among real comments, before anything is saved."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from hamsafar.science.intervals import Estimate, wilson
from hamsafar.science.text.services import Found as PhraseFound
from hamsafar.science.text.services import Phrasebook, words_of
from hamsafar.store.events import services as events
from hamsafar.store.events.services import Scope

from . import exploring, table
from .contracts import Annotation, TopicFound
from .topics import read_phrases

question = events.questions_beside(__file__)
LOOKED_AT = 5_000  # of the newest comments
EXAMPLES = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """`gained` and `lost`: beside what the topic finds today. `nameless`: of those found, how many have no topic yet."""

    looked_at: int
    found: int
    share: Estimate | None
    nameless: int
    gained: int
    lost: int
    by_phrase: Mapping[str, int]
    examples: Sequence[Annotation]


def try_phrases(phrases: Iterable[str], *, scope: Scope, key: str = "") -> Trial:
    """Raises TopicWithoutPhrases, PhraseTooShort. `key`: the topic that the words would belong to, if there is one."""
    wanted = read_phrases(phrases)
    rows = exploring.of_moments(events.ask_readings(question("recent"), scope=scope, most=LOOKED_AT).rows)
    book = Phrasebook({phrase: (phrase,) for phrase in wanted})
    places = [book.find(words) for words in words_of([row["text"] for row in rows])]
    found = [at for at, named in enumerate(places) if named]
    had = {at for at, row in enumerate(rows) if key and key in row["topics"]}
    examples = sorted(found, key=lambda at: (at in had, abs(len(rows[at]["text"]) - 90)))[:EXAMPLES]
    by_phrase = {phrase: sum(any(one.key == phrase for one in named) for named in places) for phrase in wanted}
    return Trial(
        looked_at=len(rows), found=len(found), share=wilson(len(found), len(rows)) if rows else None,
        nameless=sum(not rows[at]["topics"] for at in found), gained=len(set(found) - had), lost=len(had - set(found)), by_phrase=by_phrase,
        examples=[_marked(table.annotation_of(rows[at]), places[at]) for at in examples],
    )  # fmt: skip


def _marked(comment: Annotation, named: Iterable[PhraseFound]) -> Annotation:
    """The comment with what was found as all that is shown of it."""
    return replace(comment, phrases=(), topics=tuple(TopicFound(one.key, comment.score, one.start, one.end) for one in named))
