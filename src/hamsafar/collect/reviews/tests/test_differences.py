"""What changed between two texts, word by word."""

import time

from hypothesis import given
from hypothesis import strategies as st

from hamsafar.collect.reviews.differences import in_lines, in_words

WORDS = st.text(alphabet="آب خوب\u200c.،ab \n", max_size=40)


def written(pieces) -> str:
    return "".join({"same": "{}", "removed": "[-{}-]", "added": "[+{}+]"}[each.kind].format(each.text) for each in pieces)


def test_a_changed_word_is_marked_and_the_rest_is_left_alone():
    assert written(in_words("کتری خوبی است.", "کتری بدی است.")) == "کتری [-خوبی -][+بدی +]است."


def test_a_word_with_a_half_space_is_one_word():
    assert written(in_words("زود می‌جوشد", "زود نمی‌جوشد")) == "زود [-می‌جوشد -][+نمی‌جوشد+]"


def test_what_was_added_or_removed_at_the_end_does_not_stick():
    assert written(in_words("خوب", "خوب ولی گران")) == "خوب [+ولی گران+]"
    assert written(in_words("خوب ولی گران", "خوب")) == "خوب[- ولی گران-]"


def test_a_text_written_anew_is_not_shown_as_confetti():
    old, new = "قیمت آن خیلی خوب است و زود رسید", "پس از یک ماه خراب شد و کسی جواب تلفن نداد"
    assert [each.kind for each in in_words(old, new)] == ["removed", "added"]


def test_lines_that_stayed_stand_between_those_that_changed():
    found = in_lines(["ارزان", "سبک"], ["ارزان", "محکم", "زیبا"])
    assert [written(line) for line in found] == ["ارزان", "[-سبک -][+محکم+]", "[+زیبا+]"]


def test_a_few_words_over_and_over_cost_whoever_looks_no_time():
    old, new = "Good. " + "a b " * 1200 + "End.", "Good. " + "b b a " * 800 + "End."
    begun = time.perf_counter()
    found = in_words(old, new)
    assert time.perf_counter() - begun < 1, "word by word it would be minutes"
    assert [each.kind for each in found] == ["same", "removed", "added", "same"]
    assert (found[0].text, found[-1].text) == ("Good. ", "End.")


@given(st.lists(st.sampled_from("ab"), min_size=150, max_size=160), st.lists(st.sampled_from("ab"), min_size=300, max_size=310))
def test_such_texts_can_be_read_from_the_marks_too(old, new):
    pieces = in_words(" ".join(old), " ".join(new))
    assert "".join(each.text for each in pieces if each.kind != "removed") == " ".join(new)
    assert "".join(each.text for each in pieces if each.kind != "added").split() == old


@given(WORDS, WORDS)
def test_both_texts_can_be_read_from_the_marks(old, new):
    pieces = in_words(old, new)
    assert "".join(each.text for each in pieces if each.kind != "removed") == new
    assert "".join("".join(each.text for each in pieces if each.kind != "added").split()) == "".join(old.split())
