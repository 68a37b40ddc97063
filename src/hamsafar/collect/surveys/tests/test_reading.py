"""Forms to answers and back, for every kind of question; and what is not offered is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamsafar.collect.surveys import answers as a
from hamsafar.collect.surveys import document as d
from hamsafar.collect.surveys import errors, reading, saying, showing

from .examples import EVERY, both, options, question, survey
from .strategies import answers_to

ASKED = [each for each in EVERY.questions if not isinstance(each, d.Files | d.Action)]


@pytest.mark.parametrize("asked", ASKED, ids=lambda asked: asked.id)
@given(data=st.data())
def test_what_a_form_shows_is_read_as_the_same_answer(asked, data):
    answer = data.draw(answers_to(asked))
    language = data.draw(st.sampled_from(("fa", "en")))
    assert reading.read(asked, showing.fields_of(asked, answer, language), language) == answer


@pytest.mark.parametrize("asked", ASKED, ids=lambda asked: asked.id)
@given(data=st.data())
def test_no_input_breaks_reading(asked, data):
    names = [f"a.{asked.id}", *(f"a.{asked.id}.{part}" for part in ("other", "day", "month", "year", "name", "shop", "first", "email"))]
    fields = data.draw(st.dictionaries(st.sampled_from(names), st.lists(st.text(max_size=20), max_size=3)))
    try:
        found = reading.read(asked, fields, "fa")
    except errors.WrongAnswer as refused:
        assert refused.sentence
    else:
        assert a.read(a.write(found)) == found
        saying.said(asked, found, "fa")


@given(st.sampled_from(ASKED).flatmap(lambda asked: st.tuples(st.just(asked), answers_to(asked))))
def test_an_answer_is_kept_as_it_was(pair):
    assert a.read(a.write(pair[1])) == pair[1]


def read(kind: str, fields: dict[str, list[str]], language: str = "en", **more) -> a.Answer:
    document = survey(question(kind, "q", **more))
    return reading.read(document.questions[0], fields, language)


MATRIX = {"rows": options("shop", "web"), "columns": options("bad", "good")}


@pytest.mark.parametrize(
    ("kind", "fields", "more", "refusal"),
    [
        ("choice", {"a.q": ["white"]}, {"options": options("red", "green")}, errors.NotOffered),
        ("choice", {"a.q": ["other"]}, {"options": options("red"), "has_other": True}, errors.OtherMissing),
        ("choices", {"a.q": ["red", "green"]}, {"options": options("red", "green"), "most": 1}, errors.TooMany),
        ("choices", {"a.q": ["red"]}, {"options": options("red", "green"), "fewest": 2}, errors.TooFew),
        ("matrix", {"a.q.shop": ["bad"]}, {**MATRIX, "required": True}, errors.RowMissing),
        ("ranking", {"a.q.one": ["1"], "a.q.two": ["1"]}, {"options": options("one", "two")}, errors.NotRanked),
        ("date", {"a.q.day": ["31"], "a.q.month": ["2"], "a.q.year": ["2026"]}, {}, errors.NotADay),
        ("date", {"a.q.day": ["1"], "a.q.month": ["1"], "a.q.year": ["2026"]}, {"earliest": "2026-02-01"}, errors.DayOutOfRange),
        ("number", {"a.q": ["1.5"]}, {}, errors.NotANumber),
        ("number", {"a.q": ["101"]}, {"highest": 100}, errors.OutOfRange),
        ("number", {"a.q": ["1e999"]}, {}, errors.NotANumber),
        ("text", {"a.q": ["ab"]}, {"shortest": 3}, errors.TooShort),
        ("text", {"a.q": ["a" * 2001]}, {}, errors.TooLong),
        ("text", {"a.q": ["not an address"]}, {"form": "email"}, errors.NotAnEmail),
        ("text", {"a.q": ["12"]}, {"form": "phone"}, errors.NotAPhone),
        ("text", {"a.q": ["javascript:alert(1)"]}, {"form": "link"}, errors.NotALink),
        ("contact", {"a.q.name": ["Negar"]}, {"needed": ["email"]}, errors.PartMissing),
        ("contact", {"a.q.email": ["x"]}, {}, errors.NotAnEmail),
        ("consent", {}, {"statement": both("Yes"), "required": True}, errors.AgreementMissing),
        ("nps", {}, {"required": True}, errors.AnswerMissing),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_with_its_own_sentence(kind, fields, more, refusal):
    with pytest.raises(refusal):
        read(kind, fields, **more)


def test_none_of_these_stands_alone():
    found = read("choices", {"a.q": ["red", "none"]}, options=options("red", "green"), has_none=True)
    assert found.choices == ("none",)


def test_a_day_in_the_persian_calendar_is_the_same_day():
    persian = read("date", {"a.q.day": ["۲۶"], "a.q.month": ["۷"], "a.q.year": ["۱۴۰۵"]}, "fa")
    gregorian = read("date", {"a.q.day": ["18"], "a.q.month": ["10"], "a.q.year": ["2026"]}, "en")
    assert persian == gregorian == a.Answer(text="2026-10-18")


def test_a_decimal_number_may_be_typed_in_persian():
    assert read("number", {"a.q": ["۳٫۵"]}, step=0.5).score == 3.5


def test_answers_read_like_words_in_both_languages():
    choice = survey(question("choices", "q", options=options("red", "green"), has_other=True)).questions[0]
    found = a.Answer(choices=("red", "other"), text="بنفش")
    assert saying.said(choice, found, "en") == "Red, بنفش"
    assert saying.said(choice, found, "fa") == "Red (ف)، بنفش"
