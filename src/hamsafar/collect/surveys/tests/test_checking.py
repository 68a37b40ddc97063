"""What the checker finds before a survey is published, and that it finds nothing where nothing is wrong."""

import re

import pytest
from django.utils import translation

from hamsafar.collect.surveys import checking, editing, errors, services

from .examples import EVERY, SHORT, both, options, question, survey, when


def codes(document) -> set[str]:
    return {finding.code for finding in checking.check(document) if finding.is_error}


@pytest.mark.parametrize("document", [SHORT, EVERY])
def test_nothing_is_wrong_with_a_good_survey(document):
    assert codes(document) == set()


WRONG = [
    ("no_questions", survey()),
    ("words_missing", survey({"kind": "nps", "id": "q"})),
    ("words_missing", survey(question("nps", "q"), title={"fa": "", "en": " "})),
    ("translation_missing", survey({"kind": "nps", "id": "q", "text": {"fa": "چقدر؟"}})),
    ("translation_missing", survey(question("nps", "q", low={"en": "Not at all"}))),
    ("name_twice", survey(question("nps", "q"), question("csat", "q"))),
    ("name_twice", survey(question("nps", "thanks"))),
    ("too_few_options", survey(question("choice", "q", options=options("one")))),
    ("option_twice", survey(question("choice", "q", options=options("one", "one")))),
    ("option_reserved", survey(question("choice", "q", options=options("one", "none")))),
    ("picture_missing", survey(question("pictures", "q", options=options("one", "two")))),
    ("limits_crossed", survey(question("number", "q", lowest=5, highest=5))),
    ("choices_crossed", survey(question("choices", "q", options=options("one", "two"), fewest=3))),
    ("slider_endless", survey(question("number", "q", look="slider"))),
    ("button_without_words", survey(question("action", "q", link="https://example.com"))),
    ("words_missing", survey(question("consent", "q"))),
    ("jump_nowhere", survey(question("nps", "q", jumps=[{"to": "gone"}]))),
    ("loop", survey(question("nps", "q"), question("nps", "r", jumps=[{"to": "q", "when": when("answer:r", "less", 5)}]))),
    ("loop", survey(question("nps", "q", jumps=[{"to": "q"}]))),
    ("unreachable", survey(question("nps", "q", jumps=[{"to": "s"}]), question("nps", "r"), question("nps", "s"))),
    ("unreachable", survey(question("nps", "q", jumps=[{"to": "thanks"}]), question("nps", "r"))),
    ("answer_unknown", survey(question("nps", "q", show_if=when("answer:gone", "answered")))),
    ("answer_later", survey(question("nps", "q", show_if=when("answer:r", "answered")), question("nps", "r"))),
    ("answer_later", survey(question("nps", "q", show_if=when("answer:q", "answered")))),
    ("answer_later", survey({**question("nps", "q"), "text": both("{answer:r}")}, question("nps", "r"))),
    ("variable_unknown", survey(question("nps", "q", show_if=when("variable:sum", "is", 1)))),
    ("option_unknown", survey(question("helpful", "q"), question("nps", "r", show_if=when("answer:q", "is", "c")))),
    ("part_unknown", survey(question("contact", "q"), question("nps", "r", show_if=when("answer:q.street", "answered")))),
    ("never", survey(question("nps", "q"), question("nps", "r", show_if=when("answer:q", "more", 10)))),
    ("nothing_compared", survey(question("nps", "q"), question("nps", "r", show_if=when("answer:q", "is")))),
    ("end_unknown", survey(question("nps", "q"), quotas=[{"id": "x", "when": when("answer:q", "is", 1), "most": 1, "end": "gone"}])),
]  # fmt: skip


@pytest.mark.parametrize(("code", "document"), WRONG, ids=[code for code, _document in WRONG])
def test_a_mistake_is_found_and_said_in_both_languages(code, document):
    assert code in codes(document)
    for language in ("fa", "en"):
        with translation.override(language):
            sentence = next(finding.sentence for finding in checking.check(document) if finding.code == code)
        assert not re.search(r"\{(what|question|name|other|language|number)\}", sentence)
        assert sentence.endswith((".", ": sum"))


def test_a_conditional_jump_leaves_the_rest_reachable():
    first = question("nps", "q", jumps=[{"to": "s", "when": when("answer:q", "more", 5)}])
    assert "unreachable" not in codes(survey(first, question("nps", "r"), question("nps", "s")))


def test_a_question_that_may_be_hidden_lets_others_be_reached():
    hidden = question("nps", "r", show_if=when("answer:q", "more", 5), jumps=[{"to": "thanks"}])
    assert codes(survey(question("nps", "q"), hidden, question("nps", "s"))) == set()


def test_an_offered_language_must_be_written_and_another_need_not(db):
    asked = {"kind": "nps", "id": "q", "text": {"fa": "چقدر؟"}}
    ends = [{"id": "thanks", "title": {"fa": "سپاس"}}]
    persian = survey(asked, title={"fa": "نظر شما"}, ends=ends, languages=["fa"])
    assert codes(persian) == set()


def test_a_survey_with_a_mistake_is_not_published(db):
    made = services.create(survey(question("nps", "q", jumps=[{"to": "gone"}])))
    with pytest.raises(errors.NotReady):
        services.publish(made.id, by=None)
    assert services.get_survey(made.id).state == services.State.DRAFT


def test_publishing_the_same_again_makes_no_new_version(short):
    assert services.publish(short.id, by=None).version == 1
    editing.change_draft(short.id, survey(question("nps", "likely")))
    assert services.get_survey(short.id).has_changes
    assert services.publish(short.id, by=None).version == 2


def test_a_draft_goes_back_and_forth(db):
    made = services.create(SHORT)
    for count in (1, 2):
        editing.change_draft(made.id, survey(*[question("nps", f"q{n}") for n in range(count)]))
    editing.step(made.id, -1)
    assert len(editing.draft_of(made.id).questions) == 1
    editing.step(made.id, 1)
    assert len(editing.draft_of(made.id).questions) == 2
    editing.step(made.id, 1)  # nothing further
    editing.step(made.id, -1)
    editing.step(made.id, -1)
    assert editing.draft_of(made.id) == SHORT
    editing.change_draft(made.id, survey(question("csat", "new")))
    editing.step(made.id, 1)
    assert editing.draft_of(made.id).questions[0].id == "new"


def test_a_change_on_what_is_no_longer_there_is_refused(db):
    made = services.create(SHORT)
    editing.change_draft(made.id, survey(question("nps", "one")), seen=1)
    with pytest.raises(errors.DraftMoved):
        editing.change_draft(made.id, survey(question("nps", "two")), seen=1)
