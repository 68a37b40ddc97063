"""Texts are Persian as people write it, varied, and fit their story."""

import json
import re
from random import Random

import pytest

from hamsafar.config.demo import texts
from hamsafar.config.demo.texts import FORMAL, INFORMAL, SHORT, Voice

from .worlds import a_world

ARABIC_LETTERS = re.compile("[يكى]")
LOST_HALF_SPACE = re.compile(r"(?:^|\s)ن?می [آ-ی]")


def _all_fragments(part):
    if isinstance(part, str):
        yield part
    else:
        for inner in part.values() if isinstance(part, dict) else part:
            yield from _all_fragments(inner)


def test_fragments_use_persian_letters_and_half_spaces():
    for fragment in _all_fragments(texts.fragments("fa")):
        assert not ARABIC_LETTERS.search(fragment), fragment
        assert not LOST_HALF_SPACE.search(fragment), fragment


@pytest.mark.parametrize("language", texts.LANGUAGES)
@pytest.mark.parametrize("style", [FORMAL, INFORMAL, SHORT])
@pytest.mark.parametrize("tone", texts.TONES)
def test_every_voice_can_speak_in_every_tone_on_every_topic(language, style, tone):
    rng = Random(1)
    for topic in texts.fragments("fa")["topics"]:
        said = texts.comment(rng, Voice(language=language, style=style), topic, tone, {})
        assert said
        assert "{" not in said


def test_careful_writers_make_no_mistakes():
    rng = Random(2)
    said = [texts.comment(rng, Voice(style=FORMAL), "late", "bad", {}) for _ in range(300)]
    assert not any(ARABIC_LETTERS.search(text) for text in said)


def test_careless_writers_sometimes_type_arabic_letters_or_lose_half_spaces():
    rng = Random(3)
    said = [texts.comment(rng, Voice(sloppy=1.0), "late", "bad", {}) for _ in range(200)]
    assert any(ARABIC_LETTERS.search(text) for text in said)
    assert any(LOST_HALF_SPACE.search(text) for text in said)


def test_a_story_fills_its_places():
    facts = {"days": "۴", "city": "مشهد", "carrier": "تیزپا"}
    said = " ".join(texts.comment(Random(n), Voice(style=INFORMAL), "late", "bad", facts) for n in range(80))
    assert "۴ روز" in said
    assert "مشهد" in said
    assert "تیزپا" in said


@pytest.fixture(scope="module")
def written():
    """(text, sentiment, name, score) of a small world."""
    rows = []
    for day in a_world(2500, 300):
        for event in day:
            said = json.loads(event.properties) if event.name != "Page Viewed" else {}
            if "sentiment" in said:
                rows.append((said["text"], said["sentiment"], event.name, said.get("score") if said.get("question") == "csat" else None))
    return rows


def test_thousands_of_texts_hardly_repeat(written):
    long = [text for text, *_ in written if len(text) > 25]
    assert len(set(long)) > 0.85 * len(long)
    assert len(set(long)) > 800


def test_sentiment_follows_the_score(written):
    happy = [sentiment for _, sentiment, _, score in written if score == 5]
    angry = [sentiment for _, sentiment, _, score in written if score in (1, 2)]
    assert sum(happy) / len(happy) > 0.4
    assert sum(angry) / len(angry) < -0.2


def test_complaints_are_unhappy_and_all_sentiments_are_in_range(written):
    complaints = [sentiment for _, sentiment, name, _ in written if name == "Complaint Raised"]
    assert sum(complaints) / len(complaints) < -0.5
    assert all(-1 <= sentiment <= 1 for _, sentiment, *_ in written)
