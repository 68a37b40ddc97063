"""What the editor offers: events, facts, comparisons, scores, by name."""

from typing import Any

from hamsafar.base.errors import Refused
from hamsafar.base.ui.reader import reader
from hamsafar.collect.vocabulary import services as vocabulary
from hamsafar.ground.organisation.services import scope_of
from hamsafar.store.events import services as events
from hamsafar.store.events.services import Scope

from .contracts import BARE, NUMBERS, WORDS, Op
from .saving import list_segments
from .saying import SCORES, op_name, score_name

question = events.questions_beside(__file__)
SAMPLE = 50_000  # tellings that the program looks into for names of facts


def choices(user: object) -> dict[str, Any]:
    language = reader().language
    return {
        "events": sorted((event.name, vocabulary.label(event.name, language)) for event in vocabulary.EVENTS),
        "facts": facts(user),
        "ops": [(op.value, op_name(op)) for op in Op],
        "number_ops": [op.value for op in NUMBERS],
        "words": [op.value for op in WORDS],
        "bare": [op.value for op in BARE],
        "segments": segments(),
        "scores": [(key, score_name(key)) for key in SCORES],
    }


def segments() -> list[tuple[str, str]]:
    return [(str(one.id), one.name_in(reader().language)) for one in list_segments()]


def facts(user: object) -> list[str]:
    """Names under which facts are told, where they may be seen. A suggestion is not worth a refused page."""
    try:
        rows = events.ask(question("trait_names"), scope=Scope(units=scope_of(user)), sample=SAMPLE).rows
    except Refused:
        return []
    return [name for name, _people in rows]
