"""What is wrong with a survey before it is published: each finding is one sentence that says where and what to do.

The checks look at the document only. They err on the side of silence: what is reported as unreachable or impossible really is.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from django.utils.text import Truncator
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hamsafar.base.numbers import dress_digits

from . import document as d
from .contracts import Finding
from .document import Document, Question, Test, Text, When
from .saying import places_in

MANY_QUESTIONS = 12
LANGUAGE_NAMES = {"fa": lambda: _("Persian"), "en": lambda: _("English")}
RESERVED = frozenset({d.OTHER, d.NONE})


def check(document: Document) -> list[Finding]:
    """Errors first, each group in the order of the document."""
    about = _About(document)
    found = [finding for look in _LOOKS for finding in look(about)]
    return sorted(found, key=lambda finding: not finding.is_error)


@dataclass(frozen=True)
class _About:
    document: Document

    @cached_property
    def places(self) -> Mapping[str, int]:
        return {question.id: index for index, question in enumerate(self.document.questions)}

    @cached_property
    def ends(self) -> frozenset[str]:
        return frozenset(end.id for end in self.document.ends)

    @cached_property
    def variables(self) -> Mapping[str, int]:
        return {variable.id: index for index, variable in enumerate(self.document.variables)}

    @cached_property
    def hidden(self) -> frozenset[str]:
        return frozenset(field.id for field in self.document.hidden)

    def name(self, question_id: str) -> str:
        """Question 3 “How likely…”."""
        number = dress_digits(str(self.places[question_id] + 1), get_language() or "fa")
        words = self.document.questions[self.places[question_id]].text.said(get_language() or "fa")
        if not words:
            return _("Question {number}").format(number=number)
        return _("Question {number} “{words}”").format(number=number, words=Truncator(words).chars(40))


def _error(code: str, sentence: str, where: str = "", part: str = "questions") -> Finding:
    return Finding(code=code, is_error=True, sentence=sentence, where=where, part=part)


def _hint(code: str, sentence: str, where: str = "", part: str = "questions") -> Finding:
    return Finding(code=code, is_error=False, sentence=sentence, where=where, part=part)


# Whole


def _whole(about: _About) -> Iterator[Finding]:
    count = len(about.document.questions)
    if not count:
        yield _error("no_questions", _("The survey has no questions yet."))
    if count > MANY_QUESTIONS:
        number = dress_digits(str(count), get_language() or "fa")
        yield _hint(
            "many_questions",
            _("{number} questions are many: each one more costs answers. Ask the most important first.").format(number=number),
        )
    if len(set(about.document.languages)) < len(about.document.languages):
        yield _error("language_twice", _("A language is offered twice."), part="title")


def _names_once(about: _About) -> Iterator[Finding]:
    document = about.document
    together = [question.id for question in document.questions] + [end.id for end in document.ends]
    for part, ids in (
        ("questions", together),
        ("variables", [variable.id for variable in document.variables]),
        ("hidden", [field.id for field in document.hidden]),
        ("quotas", [quota.id for quota in document.quotas]),
    ):
        for id, count in Counter(ids).items():
            if count > 1:
                yield _error("name_twice", _("The name {name} is used twice. Give one of them another name.").format(name=id), id, part)


# Words


def _words(about: _About) -> Iterator[Finding]:
    document = about.document
    yield from _said(about, document.title, _("The title of the survey"), "", "title")
    if document.welcome:
        yield from _said(about, document.welcome.title, _("The title of the welcome page"), "", "welcome")
        yield from _translated(about, (document.welcome.text, document.welcome.label), _("The welcome page"), "", "welcome")
    for question in document.questions:
        yield from _words_of(about, question)
    for end in document.ends:
        yield from _said(about, end.title, _("The title of an ending"), end.id, "ends")
        yield from _translated(about, (end.text, end.label), _("An ending"), end.id, "ends")


def _words_of(about: _About, question: Question) -> Iterator[Finding]:
    name = about.name(question.id)
    yield from _said(about, question.text, name, question.id)
    rest = [question.help, *(getattr(question, field, d.NOTHING) for field in ("low", "high", "example", "unit", "label"))]
    rest += [demand.message for demand in question.checks]
    yield from _translated(about, rest, name, question.id)
    if isinstance(question, d.Consent):
        yield from _said(about, question.statement, _("The statement of {question}").format(question=name), question.id)
    if isinstance(question, d.Action) and question.link and question.label.is_empty:
        yield _error("button_without_words", _("{question} has a link, but its button says nothing.").format(question=name), question.id)
    for option in _options_of(question):
        yield from _said(about, option.text, _("An answer of {question}").format(question=name), question.id)


def _options_of(question: Question) -> tuple[d.Option, ...]:
    if isinstance(question, d.Matrix):
        return (*question.rows, *question.columns)
    return getattr(question, "options", ())


def _said(about: _About, text: Text, what: str, where: str, part: str = "questions") -> Iterator[Finding]:
    if text.is_empty:
        yield _error("words_missing", _("{what} is still empty.").format(what=what), where, part)
    else:
        yield from _translated(about, (text,), what, where, part)


def _translated(about: _About, texts: Iterable[Text], what: str, where: str, part: str = "questions") -> Iterator[Finding]:
    for language in about.document.languages:
        if any(not text.is_empty and not getattr(text, language).strip() for text in texts):
            name = LANGUAGE_NAMES[language]()
            yield _error("translation_missing", _("{what} is not written in {language} yet.").format(what=what, language=name), where, part)


# Each kind


def _kinds(about: _About) -> Iterator[Finding]:
    for question in about.document.questions:
        for code, sentence in _mistakes(question):
            yield _error(code, sentence.format(question=about.name(question.id)), question.id)


def _mistakes(question: Question) -> Iterator[tuple[str, str]]:
    if isinstance(question, d.WithOptions):
        yield from _option_mistakes(question, question.options, fewest=2)
    if isinstance(question, d.Matrix):
        yield from _option_mistakes(question, question.rows, fewest=1)
        yield from _option_mistakes(question, question.columns, fewest=2)
    for wrong, code, sentence in _LIMITS:
        if wrong(question):
            yield code, sentence()


def _option_mistakes(question: Question, options: tuple[d.Option, ...], *, fewest: int) -> Iterator[tuple[str, str]]:
    extra = getattr(question, "has_other", False) + getattr(question, "has_none", False)
    if len(options) + extra < fewest:
        yield "too_few_options", _("{question} needs more answers to choose from.")
    ids = [option.id for option in options]
    if len(set(ids)) < len(ids):
        yield "option_twice", _("{question} has two answers with the same name.")
    if RESERVED & set(ids):
        yield "option_reserved", _("{question} has an answer whose name is reserved: other and none.")
    if isinstance(question, d.Pictures) and not all(option.picture for option in options):
        yield "picture_missing", _("{question} has an answer without a picture.")


def _too_narrow(question: Question) -> bool:
    if isinstance(question, d.Number):
        return question.lowest is not None and question.highest is not None and question.lowest >= question.highest
    if isinstance(question, d.Date):
        return bool(question.earliest and question.latest and question.earliest > question.latest)
    return isinstance(question, d.OpenText) and question.shortest > question.longest


def _too_many_wanted(question: Question) -> bool:
    if not isinstance(question, d.Choices):
        return False
    count = len(question.options) + question.has_other
    return question.fewest > count or bool(question.most and question.most < max(question.fewest, 1))


_LIMITS: tuple[tuple[Callable[[Question], bool], str, Callable[[], str]], ...] = (
    (_too_narrow, "limits_crossed", lambda: _("{question} allows nothing: its lower limit is above its upper one.")),
    (_too_many_wanted, "choices_crossed", lambda: _("{question} asks for more answers than can be chosen.")),
    (
        lambda q: isinstance(q, d.Number) and q.look == "slider" and (q.lowest is None or q.highest is None),
        "slider_endless", lambda: _("{question} is a slider, which needs a lowest and a highest number."),
    ),
    (
        lambda q: isinstance(q, d.Rating) and q.look == "smileys" and q.steps > 5,
        "smileys_many", lambda: _("{question} has more than five smileys; they can no longer be told apart."),
    ),
    (
        lambda q: isinstance(q, d.Contact | d.Address) and not q.parts,
        "parts_missing", lambda: _("{question} asks for nothing: choose at least one line."),
    ),
)  # fmt: skip


# References


def _references(about: _About) -> Iterator[Finding]:
    document = about.document
    for index, question in enumerate(document.questions):
        name = about.name(question.id)
        yield from _when(about, question.show_if, before=index, name=name, where=question.id)
        for jump in question.jumps:
            yield from _when(about, jump.when, before=index + 1, name=name, where=question.id)
            yield from _target(about, jump.to, index, name)
        for demand in question.checks:
            yield from _when(about, demand.must, before=index + 1, name=name, where=question.id)
        yield from _piped(about, _texts_of(question), before=index, name=name, where=question.id)
    everything = len(document.questions)
    for variable in document.variables:
        name = _("The variable {name}").format(name=variable.id)
        for each in variable.steps:
            yield from _when(about, each.when, before=everything, name=name, where=variable.id, part="variables")
            if isinstance(each.value, str) and each.value.startswith(("answer:", "variable:", "hidden:", "trait:")):
                yield from _what(about, each.value, before=everything, name=name, where=variable.id, part="variables")
    for quota in document.quotas:
        name = _("The quota {name}").format(name=quota.id)
        yield from _when(about, quota.when, before=everything, name=name, where=quota.id, part="quotas")
        if quota.end not in about.ends:
            yield _error("end_unknown", _("{what} leads to an ending that is not there.").format(what=name), quota.id, "quotas")
    for end in document.ends:
        yield from _piped(about, (end.title, end.text), before=everything, name=_("An ending"), where=end.id, part="ends")


def _texts_of(question: Question) -> list[Text]:
    found = [question.text, question.help, *(demand.message for demand in question.checks)]
    return found + [option.text for option in _options_of(question)] + [getattr(question, "statement", d.NOTHING)]


def _target(about: _About, to: str, index: int, name: str) -> Iterator[Finding]:
    where = about.document.questions[index].id
    if to in about.ends:
        return
    if to not in about.places:
        yield _error("jump_nowhere", _("{question} leads to a question that is not there any more.").format(question=name), where)
    elif about.places[to] <= index:
        yield _error(
            "loop", _("{question} leads back to an earlier question, so one would go round in a circle.").format(question=name), where
        )


def _when(about: _About, when: When | None, *, before: int, name: str, where: str, part: str = "questions") -> Iterator[Finding]:
    for test in when.tests if when else ():
        found = list(_what(about, test.what, before=before, name=name, where=where, part=part))
        yield from found or _values(about, test, name, where, part)


def _what(about: _About, what: str, *, before: int, name: str, where: str, part: str) -> Iterator[Finding]:
    kind, _colon, rest = what.partition(":")
    key, _dot, cell = rest.partition(".")
    if kind == "answer" and key not in about.places:
        yield _error("answer_unknown", _("{what} speaks of a question that is not there any more.").format(what=name), where, part)
    elif kind == "answer" and about.places[key] >= before:
        yield _error(
            "answer_later", _("{what} speaks of {other}, which is asked later.").format(what=name, other=about.name(key)), where, part
        )
    elif kind == "answer" and cell and cell not in _cells(about.document.questions[about.places[key]]):
        yield _error(
            "part_unknown", _("{what} speaks of a line that {other} does not have.").format(what=name, other=about.name(key)), where, part
        )
    elif kind == "variable" and key not in about.variables:
        yield _error(
            "variable_unknown", _("{what} speaks of a variable that is not there: {name}").format(what=name, name=key), where, part
        )
    elif kind == "hidden" and key not in about.hidden:
        sentence = _("{what} speaks of {name}, which no link brings along unless it is listed as a hidden field.")
        yield _hint("hidden_unknown", sentence.format(what=name, name=key), where, part)


def _cells(question: Question) -> frozenset[str]:
    if isinstance(question, d.Matrix):
        return frozenset(row.id for row in question.rows)
    if isinstance(question, d.Contact | d.Address):
        return frozenset(question.parts)
    return frozenset({d.OTHER}) if getattr(question, "has_other", False) else frozenset()


def _values(about: _About, test: Test, name: str, where: str, part: str) -> Iterator[Finding]:
    """Compared with an answer that can be chosen?"""
    kind, _colon, rest = test.what.partition(":")
    if kind != "answer" or test.op in ("answered", "unanswered"):
        return
    key, _dot, cell = rest.partition(".")
    offered = _offered(about.document.questions[about.places[key]], cell)
    if test.value is None or test.value == () or test.value == "":
        yield _error("nothing_compared", _("{what} compares an answer with nothing.").format(what=name), where, part)
    elif offered is not None and test.op in ("is", "is_not", "any_of", "none_of", "all_of"):
        wanted = test.value if isinstance(test.value, tuple) else (str(test.value),)
        if not set(wanted) <= offered:
            yield _error("option_unknown", _("{what} waits for an answer that {other} does not offer.").format(
                what=name, other=about.name(key)), where, part)  # fmt: skip
    if _never(about, test):
        yield _error("never", _("{what} has a condition that can never hold.").format(what=name), where, part)


def _offered(question: Question, cell: str) -> frozenset[str] | None:
    if cell == d.OTHER:
        return None
    if isinstance(question, d.Matrix):
        return frozenset(column.id for column in question.columns)
    if isinstance(question, d.WithOptions):
        extra = {d.OTHER} if getattr(question, "has_other", False) else set()
        extra |= {d.NONE} if getattr(question, "has_none", False) else set()
        return frozenset({option.id for option in question.options} | extra)
    fixed = {d.Helpful: ("yes", "almost", "no"), d.Consent: ("agreed",)}.get(type(question))
    return frozenset(fixed) if fixed else None


def _never(about: _About, test: Test) -> bool:
    """A number on a scale that does not reach it."""
    question = about.document.find(test.what.partition(":")[2].partition(".")[0])
    if not isinstance(question, d.Scale) or not isinstance(test.value, int | float):
        return False
    lowest, highest = d.points_of(question)
    return {
        "is": not lowest <= test.value <= highest, "more": test.value >= highest, "at_least": test.value > highest,
        "less": test.value <= lowest, "at_most": test.value < lowest,
    }.get(test.op, False)  # fmt: skip


def _piped(about: _About, texts: Iterable[Text], *, before: int, name: str, where: str, part: str = "questions") -> Iterator[Finding]:
    for what in sorted({place for text in texts for place in places_in(text)}):
        yield from _what(about, what, before=before, name=name, where=where, part=part)


# Ways through


def _reach(about: _About) -> Iterator[Finding]:
    questions = about.document.questions
    reached, ends = {0}, set[str]()
    falls_through = False
    for index, question in enumerate(questions):
        if index not in reached:
            yield _error(
                "unreachable",
                _("{question} is never reached: every way leads past it.").format(question=about.name(question.id)),
                question.id,
            )
            continue
        goes_on = question.show_if is not None
        for jump in question.jumps:
            if jump.to in about.ends:
                ends.add(jump.to)
            elif about.places.get(jump.to, -1) > index:
                reached.add(about.places[jump.to])
            if jump.when is None:
                break
        else:
            goes_on = True
        if goes_on:
            reached.add(index + 1)
            falls_through |= index + 1 == len(questions)
    ends |= {quota.end for quota in about.document.quotas}
    ends |= {about.document.ends[0].id} if falls_through or not questions else set()
    for end in about.document.ends:
        if end.id not in ends and questions:
            yield _hint("end_unreachable", _("An ending is never reached: no way leads to it."), end.id, "ends")


_LOOKS: tuple[Callable[[_About], Iterator[Finding]], ...] = (_whole, _names_once, _words, _kinds, _references, _reach)
