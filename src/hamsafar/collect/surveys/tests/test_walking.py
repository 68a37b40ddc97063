"""The way through a survey is a function of what was answered, never of how."""

from hypothesis import given, settings
from hypothesis import strategies as st

from hamsafar.collect.surveys import document as d
from hamsafar.collect.surveys.answers import EMPTY, Answer
from hamsafar.collect.surveys.conditions import Known, holds
from hamsafar.collect.surveys.document import Test as Comparison
from hamsafar.collect.surveys.document import When
from hamsafar.collect.surveys.walking import share_done, walk

from . import oracle
from .examples import both, options, question, survey, when
from .strategies import answers_to, documents


@st.composite
def situations(draw: st.DrawFn) -> tuple[d.Document, Known, frozenset[str]]:
    document = draw(documents())
    answers = {each.id: draw(answers_to(each)) for each in document.questions if draw(st.booleans())}
    traits = draw(st.sampled_from(({}, {"city": "tehran"}, {"city": "قم"})))
    known = Known(answers=answers, traits=traits, hidden={"plan": "red"}, language="fa", channel="web")
    return document, known, draw(st.sampled_from((frozenset(), frozenset({"some"}))))


@given(situations())
@settings(max_examples=300)
def test_the_way_is_what_the_slow_twin_says(situation):
    document, known, full = situation
    found = walk(document, known, full=full)
    assert (found.steps, found.waiting, found.end) == oracle.way(document, known, full)


@given(situations())
def test_nobody_is_kept_in_a_circle_and_nobody_is_asked_twice(situation):
    document, known, full = situation
    found = walk(document, known, full=full, ahead=True)
    places = [[each.id for each in document.questions].index(step) for step in found.steps]
    assert places == sorted(set(places))
    assert found.end


@given(situations(), st.data())
def test_answers_beside_the_way_count_for_nothing(situation, data):
    document, known, full = situation
    found = walk(document, known, full=full)
    beside = [each for each in document.questions if each.id not in found.steps]
    other = {**known.answers, **{each.id: data.draw(answers_to(each)) for each in beside}}
    again = walk(document, Known(answers=other, traits=known.traits, hidden=known.hidden, language="fa", channel="web"), full=full)
    assert (again.steps, again.end, again.known.variables) == (found.steps, found.end, found.known.variables)


@given(situations())
def test_progress_stays_within_bounds(situation):
    document, known, _full = situation
    passed, total = share_done(document, known, walk(document, known))
    assert 0 <= passed <= max(total, 1)


@given(situations(), st.data())
def test_a_negative_comparison_is_exactly_the_opposite(situation, data):
    _document, known, _full = situation
    pairs = {"unanswered": "answered", "is_not": "is", "none_of": "any_of", "lacks": "contains"}
    negative = data.draw(st.sampled_from(sorted(pairs)))
    what = data.draw(st.sampled_from(("answer:q1", "answer:q2", "trait:city", "hidden:plan", "language")))
    value = data.draw(st.sampled_from(("red", "tehran", 3.0, ("red", "green"))))

    def once(op: str) -> bool:
        return holds(When(tests=(Comparison(what=what, op=op, value=value),)), known)  # type: ignore[arg-type]

    assert once(negative) is not once(pairs[negative])


def known(**answers: Answer) -> Known:
    return Known(answers=answers)


def test_a_persian_word_is_found_however_it_was_typed():
    asked = When(tests=(Comparison(what="answer:why", op="contains", value="پیک"),))
    assert holds(asked, known(why=Answer(text="پيك دير آمد")))


def test_a_number_in_persian_digits_is_a_number():
    asked = When(tests=(Comparison(what="answer:age", op="at_least", value=18.0),))
    assert holds(asked, known(age=Answer(text="۲۱")))
    assert not holds(asked, known(age=Answer(text="۱۷")))


def test_days_are_compared_as_days():
    asked = When(tests=(Comparison(what="answer:day", op="less", value="2026-10-18"),))
    assert holds(asked, known(day=Answer(text="2026-03-21")))
    assert not holds(asked, known(day=Answer(text="not a day")))


def test_variables_add_up_along_the_way():
    document = survey(
        question("csat", "staff"),
        question("csat", "place"),
        question("text", "why", show_if=when("variable:sum", "less", 5)),
        variables=[{"id": "sum", "steps": [{"value": "answer:staff"}, {"value": "answer:place"}]}],
    )
    low = walk(document, known(staff=Answer(score=1.0), place=Answer(score=2.0)))
    high = walk(document, known(staff=Answer(score=4.0), place=Answer(score=5.0)))
    assert (low.known.variables["sum"], low.waiting) == (3.0, "why")
    assert (high.known.variables["sum"], high.end) == (9.0, "thanks")


def test_a_matrix_row_can_be_asked_about():
    document = survey(
        question("matrix", "parts", rows=options("shop", "courier"), columns=options("bad", "good")),
        question("text", "courier_why", show_if=when("answer:parts.courier", "any_of", ["bad"])),
    )
    assert walk(document, known(parts=Answer(cells={"courier": ("bad",)}))).waiting == "courier_why"
    assert walk(document, known(parts=Answer(cells={"shop": ("bad",)}))).end == "thanks"


def test_leaving_out_is_not_the_same_as_not_yet_asked():
    document = survey(question("text", "why"), question("text", "more", show_if=when("answer:why", "unanswered")))
    assert walk(document, known()).waiting == "why"
    assert walk(document, known(why=EMPTY)).waiting == "more"
    assert both("x") == {"fa": "x (ف)", "en": "x"}
