"""The way through a survey, told again slowly and in another manner: from the first question on, each step a new look at everything."""

from hamsafar.collect.surveys import document as d
from hamsafar.collect.surveys.answers import Answer
from hamsafar.collect.surveys.conditions import Known, holds
from hamsafar.collect.surveys.walking import _value


def way(document: d.Document, known: Known, full: frozenset[str]) -> tuple[tuple[str, ...], str | None, str | None]:
    """(questions met, the one that waits, end)."""
    return _from(document, known, full, place=0, met=())


def _from(document: d.Document, known: Known, full: frozenset[str], place: int, met: tuple[str, ...]):
    if place >= len(document.questions):
        return met, None, document.ends[0].id
    question = document.questions[place]
    if not holds(question.show_if, _seen(document, known, met)):
        return _from(document, known, full, place + 1, met)
    met = (*met, question.id)
    if question.id not in known.answers:
        return met, question.id, None
    here = _seen(document, known, met)
    for quota in document.quotas:
        if quota.id in full and holds(quota.when, here):
            return met, None, quota.end
    ids = [each.id for each in document.questions]
    for jump in question.jumps:
        if not holds(jump.when, here):
            continue
        if any(end.id == jump.to for end in document.ends):
            return met, None, jump.to
        if jump.to in ids and ids.index(jump.to) > place:
            return _from(document, known, full, ids.index(jump.to), met)
    return _from(document, known, full, place + 1, met)


def _seen(document: d.Document, known: Known, met: tuple[str, ...]) -> Known:
    answers: dict[str, Answer] = {id: known.answers[id] for id in met if id in known.answers}
    here = Known(answers=answers, traits=known.traits, hidden=known.hidden, language=known.language, channel=known.channel)
    for variable in document.variables:
        here.variables[variable.id] = _value(variable, here)  # type: ignore[index]
    return here
