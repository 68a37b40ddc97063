"""Languages, stems, phrases and words of feeling."""

import pytest

from hamsafar.science.text import feeling, lists
from hamsafar.science.text.language import Language, language_of
from hamsafar.science.text.persian import stems
from hamsafar.science.text.phrases import Phrasebook, words_of

LANGUAGES = [
    ("سلام، سفارش من نرسید", "fa"), ("متأسفانه غذا سرد بود", "fa"), ("خيلي خوب بود", "fa"), ("الطعام كان ممتازا والخدمة سريعة جدا", "ar"),
    ("The food was cold", "en"), ("great service", "en"), ("kheili khoob bood mamnoon", "fa-Latn"), ("ghazash sard bud", "fa-Latn"),
    ("O produto chegou antes do prazo, muito bom", "und"), ("😍😍", "und"), ("", "und"), ("12345", "und"),
    ("@hamsafar سلام https://example.com/in/english", "fa"), ("app خیلی کنده", "fa"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "language"), LANGUAGES)
def test_the_language_is_told(text, language):
    assert language_of(text) == Language(language)


@pytest.mark.parametrize(("name", "language"), [("fa", "fa"), ("en", "en"), ("finglish", "fa-Latn")])
def test_our_own_comments_are_told_apart(name, language):
    seeds = lists.seeds(name)
    assert sum(language_of(seed.text) == language for seed in seeds) / len(seeds) > 0.97


def test_forms_of_a_persian_word_have_one_stem():
    assert len(set(stems("رستوران رستوران‌ها رستوران‌هایشان رستورانشون"))) == 1
    assert stems("می‌خواهم") == stems("میخواهم") == stems("می خواهم")


def test_a_negated_verb_is_another_word():
    assert stems("نمی‌خواهم") != stems("می‌خواهم")
    assert stems("نرسید") != stems("رسید")


def test_english_stems_meet():
    assert stems("delivery deliveries") == ["delivery"] * 2
    assert stems("charged charging charges") == ["charg"] * 3


def found(phrases: dict[str, list[str]], text: str) -> list[tuple[str, str]]:
    return [(one.key, text[one.start : one.end]) for one in Phrasebook(phrases).find(words_of([text])[0])]


def test_phrases_are_found_in_any_form_of_their_words():
    assert found({"packaging": ["بسته‌بندی"]}, "بسته بندیش خوب بود، بسته‌بندی‌ها") == [
        ("packaging", "بسته بندیش"),
        ("packaging", "بسته‌بندی‌ها"),
    ]
    assert found({"late": ["late delivery"]}, "Late deliveries? late  delivery!") == [("late", "late  delivery")]
    assert found({"bag": ["bag"]}, "Bags, baggage") == [("bag", "Bags")]


def test_a_plus_leaves_room_for_three_words_and_a_star_for_any_ending():
    assert found({"late": ["سفارش+دیر"]}, "سفارش من خیلی خیلی دیر رسید") == [("late", "سفارش من خیلی خیلی دیر")]
    assert found({"late": ["سفارش+دیر"]}, "سفارش من رو امروز خیلی خیلی دیر") == []
    assert found({"x": ["گیج*"]}, "گیج‌کننده") == [("x", "گیج‌کننده")]


def test_a_negation_turns_a_word_of_feeling_round():
    praise, blame = feeling.features(["خیلی خوب بود"])[0][:2]
    assert (praise, blame) == (1, 0)
    assert feeling.features(["اصلا خوب نبود"])[0][2] < 0
    assert feeling.features(["not good at all"])[0][2] < 0
    assert feeling.features(["بد نبود"])[0][2] > 0
    assert feeling.features(["بدون مشکل"])[0][2] > 0


def test_every_shipped_topic_has_both_names_and_phrases_and_one_key():
    topics = lists.topics()
    assert len({topic.key for topic in topics}) == len(topics) > 30
    assert all(topic.en and topic.fa and topic.group and len(topic.phrases) > 5 for topic in topics)
