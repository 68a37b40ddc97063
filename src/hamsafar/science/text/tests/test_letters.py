"""The row of letters and the numbers of its runs, against plain Python."""

from hypothesis import given
from hypothesis import strategies as st

from hamsafar.science.text.grams import Recipe, Row
from hamsafar.science.text.letters import SPACE, read, string, words_in

MIXED = st.text(alphabet="abcز یکمن ي\u200c ـً!؟😍0٣.،\nي", max_size=30)


def words(text: str) -> list[str]:
    return words_in(read([text]))[0]


def test_one_word_typed_in_three_ways_is_one_word():
    assert words("می‌خرم") == words("می خرم") == words("ميخرم") == ["میخرم"]


def test_a_loose_ending_joins_its_word_but_never_the_text_before():
    assert words("کتاب ها") == ["کتابها"]
    assert words_in(read(["کتاب", "ها"])) == [["کتاب"], ["ها"]]


def test_drawn_out_words_are_shortened_and_numbers_are_not():
    assert words("عالییییی cooool 1000") == ["عالی", "cool", "1000"]


def test_signs_of_feeling_are_words_of_their_own_and_others_are_not():
    assert words("خوب!! 😍چرا؟ (نه)") == ["خوب", "!", "!", "😍", "چرا", "?", "نه"]


def test_an_apostrophe_joins():
    assert words("don't don’t") == ["dont", "dont"]


def test_no_texts_and_empty_texts_are_read():
    assert words_in(read([])) == []
    assert words_in(read(["", " ", "a"])) == [[], [], ["a"]]


@given(st.lists(MIXED, max_size=5))
def test_every_letter_knows_where_it_stood(texts):
    letters = read(texts)
    for code, origin, text in zip(letters.code.tolist(), letters.origin.tolist(), letters.text.tolist(), strict=True):
        if code != SPACE:
            assert words(texts[text][origin]), "a letter of the row comes from a sign that is a letter by itself"


@given(st.lists(MIXED, max_size=5))
def test_texts_do_not_reach_into_each_other(texts):
    assert words_in(read(texts)) == [words(text) for text in texts]


def runs_slowly(text: str, recipe: Recipe) -> list[str]:
    """What Row.runs finds, one by one."""
    found = words(text)
    line = "".join(f" {word}" for word in found) + (" " if found else "")
    inside = [line[at : at + n] for n in recipe.letters for at in range(len(line) - n + 1) if " " not in line[at + 1 : at + n - 1]]
    return [run for run in inside if run.strip()] + [
        "|" + " ".join(found[at : at + n]) for n in recipe.words for at in range(len(found) - n + 1)
    ]


@given(st.lists(MIXED, max_size=4))
def test_runs_are_numbered_as_plain_python_finds_them(texts):
    recipe = Recipe(letters=(2, 3, 5), words=(1, 2))
    row = Row(texts)
    line = string(row.letters)
    by_text: dict[int, list[int]] = {}
    names: dict[int, set[str]] = {}
    for runs, is_word in zip(row.runs(recipe), (False, False, False, True, True), strict=True):
        for number, text, start, end in zip(runs.number.tolist(), runs.text.tolist(), runs.start.tolist(), runs.end.tolist(), strict=True):
            by_text.setdefault(text, []).append(number)
            names.setdefault(number, set()).add(("|" if is_word else "") + line[start:end])
    assert all(len(same) == 1 for same in names.values()), "one number, one run"
    assert len({next(iter(same)) for same in names.values()}) == len(names), "one run, one number"
    for index, text in enumerate(texts):
        found = sorted(next(iter(names[number])) for number in by_text.get(index, []))
        assert found == sorted(runs_slowly(text, recipe))
