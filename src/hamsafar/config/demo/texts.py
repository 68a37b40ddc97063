"""What people write: sentences put together from fragments by topic, tone, way of speaking and the person's own story.

Fragments are data (texts_fa.yaml, texts_en.yaml, texts_finglish.yaml). Typing mistakes are made on purpose and only here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import yaml

FOLDER = Path(__file__).parent
LANGUAGES = ("fa", "en", "finglish")
TONES = ("ask", "bad", "good", "mid")
FORMAL, INFORMAL, SHORT = "formal", "informal", "short"
EMOJI = {"bad": ("😡", "😞", "👎", "😤", "🤦", "💔"), "good": ("😍", "👌", "🌹", "❤️", "👏", "🙂"), "mid": ("😐", "🙂"), "ask": ("🙏", "🙂")}
HALF_SPACE = "\u200c"


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """How one person writes."""

    language: str = "fa"  # fa, en or finglish
    style: str = INFORMAL
    sloppy: float = 0.0  # share of texts with typing mistakes
    emoji: float = 0.1


@dataclass(slots=True)
class Story:
    """What last happened to a person, for the texts that they write about it."""

    topic: str = "general"
    valence: float = 0.0  # -1 very bad to 1 very good
    day: int = -1000
    facts: Mapping[str, str] = field(default_factory=dict)


@cache
def fragments(language: str) -> Mapping[str, Any]:
    loaded: Mapping[str, Any] = yaml.safe_load((FOLDER / f"texts_{language}.yaml").read_text(encoding="utf-8"))
    return loaded


class _Blank(dict[str, str]):
    """Facts of a story; a fact that is not known gets a plain word instead of a hole."""

    _words = {
        "order": "من",
        "city": "شهر ما",
        "days": "چند",
        "product": "کالا",
        "agent": "همکارتان",
        "gateway": "بانک",
        "amount": "همهٔ",
        "store": "شعبه",
        "minutes": "۲۰",
        "carrier": "پست",
        "category": "خانه",
        "percent": "۳۰",
    }
    _english = {
        "order": "",
        "city": "my city",
        "days": "several",
        "product": "the product",
        "agent": "your colleague",
        "gateway": "bank",
        "amount": "the",
        "store": "the store",
        "minutes": "20",
        "carrier": "the courier",
    }

    def __init__(self, facts: Mapping[str, str], language: str) -> None:
        super().__init__(facts)
        self._plain = self._words if language == "fa" else self._english

    def __missing__(self, key: str) -> str:
        return self._plain[key]


def tone_of(valence: float) -> str:
    if valence < -0.12:
        return "bad"
    return "good" if valence > 0.2 else "mid"


def comment(rng: Random, voice: Voice, topic: str, tone: str, facts: Mapping[str, str]) -> str:
    """One text of this voice on this topic in this tone."""
    cores, style = _cores(voice, topic, tone)
    said = rng.choice(cores) if style == SHORT else _long(rng, voice, tone, style, cores)
    text = _fill(said, facts, voice.language)
    if style != FORMAL and rng.random() < voice.emoji:
        text = f"{text} {rng.choice(EMOJI[tone])}"
    return mistype(rng, text, voice.language) if rng.random() < voice.sloppy else text


def _fill(said: str, facts: Mapping[str, str], language: str) -> str:
    return " ".join(said.format_map(_Blank(facts, language)).split())


def _cores(voice: Voice, topic: str, tone: str) -> tuple[Sequence[str], str]:
    """The fragments for this voice; a language or topic that has none speaks generally."""
    topics = fragments(voice.language)["topics"]
    tones = topics.get(topic, {}).get(tone) or topics["general"].get(tone) or topics["general"]["mid"]
    for style in (voice.style, INFORMAL, FORMAL):
        if tones.get(style):
            return tones[style], style
    raise KeyError(f"{voice.language} has no text for {topic}, {tone}")


def _long(rng: Random, voice: Voice, tone: str, style: str, cores: Sequence[str]) -> str:
    known = fragments(voice.language)
    parts = []
    if rng.random() < 0.45:
        parts.append(rng.choice(_side(known["openings"], tone, style)))
    parts.extend(rng.sample(list(cores), min(len(cores), 2 if rng.random() < 0.38 else 1)))
    if rng.random() < 0.4:
        parts.append(rng.choice(_side(known["closings"], tone, style)))
    if style == FORMAL:
        return " ".join(parts)
    return _joined(parts, rng.choice(("،", "", ".", "", "،") if voice.language == "fa" else (",", ".", "")))


def _joined(parts: Sequence[str], mark: str) -> str:
    """Parts with a mark between words, never after a mark or an emoji."""
    text = parts[0]
    for part in parts[1:]:
        text += (mark if text[-1].isalpha() and part[0].isalpha() else "") + " " + part
    return text


def _side(sides: Mapping[str, Any], tone: str, style: str) -> Sequence[str]:
    said: Sequence[str] = sides[tone].get(style) or sides[tone][INFORMAL]
    return said


def mistype(rng: Random, text: str, language: str) -> str:
    """One or two typing mistakes of the kind that people make: Arabic letters, lost half-spaces, doubled or swapped letters."""
    mistakes = (_swap, _double) if language != "fa" else (_arabic, _no_half_space, _swap, _stretch, _double)
    for _ in range(1 + (rng.random() < 0.3)):
        text = rng.choice(mistakes)(rng, text)
    return text


def _arabic(_rng: Random, text: str) -> str:
    return text.replace("ی", "ي").replace("ک", "ك")


def _no_half_space(rng: Random, text: str) -> str:
    return text.replace(HALF_SPACE, rng.choice((" ", "")))


def _swap(rng: Random, text: str) -> str:
    if len(text) < 6:
        return text
    at = rng.randrange(1, len(text) - 2)
    pair = text[at : at + 2]
    return text[:at] + pair[::-1] + text[at + 2 :] if pair.isalpha() else text


def _double(rng: Random, text: str) -> str:
    at = rng.randrange(len(text))
    return text[:at] + text[at] + text[at:] if text[at].isalpha() else text


def _stretch(rng: Random, text: str) -> str:
    """خیلیییی: a vowel held long."""
    at = max(text.find("ی"), text.find("ا"))
    return text if at < 0 else text[:at] + text[at] * rng.randint(3, 5) + text[at:]


def reply(rng: Random, language: str, topic: str, facts: Mapping[str, str]) -> str:
    """What an agent answers; the house writes correctly."""
    said = fragments("en" if language == "en" else "fa")["reply"]
    return _fill(rng.choice(said.get(topic) or said["general"]), facts, "en" if language == "en" else "fa")


def query(rng: Random, voice: Voice, topic: str) -> str:
    """What is typed into the search of the help centre."""
    known = fragments(voice.language)["queries"]
    return str(rng.choice(known.get(topic) or known["general"]))


def promise(rng: Random, topic: str) -> str:
    known = fragments("fa")["promises"]
    return str(rng.choice(known.get(topic) or known["late"]))


def subject(rng: Random, kind: str, category: str) -> str:
    chosen: str = rng.choice(fragments("fa")["subjects"][kind])
    return chosen.format(category=category, percent=rng.choice(("۲۰", "۳۰", "۴۰", "۵۰")))
