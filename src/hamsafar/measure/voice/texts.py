"""Finding texts of customers on the spine: answers, reviews, mentions, chats, e-mails, call transcripts, complaints, ideas."""

import logging
import re
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from hamsafar.collect.vocabulary import services as vocabulary
from hamsafar.store.events import services as events
from hamsafar.store.events.services import Scope

from .contracts import Written

log = logging.getLogger("hamsafar.voice")
question = events.questions_beside(__file__)
EVERYTHING = Scope(include_marked=True)
_PROPERTIES = ("text", "comment", "message", "transcript")
KNOWN = tuple(event.name for event in vocabulary.EVENTS)
# What is said about others is read too, to be compared with; it counts among no comments of ours and teaches no model.
OF_OTHERS = "Competitor Mentioned"
# Names of the vocabulary whose text a customer wrote: other events have a text too (that of a button, of a consent).
WRITTEN = (
    OF_OTHERS,
    *(
        event.name
        for event in vocabulary.EVENTS
        if event.direction == "inbound" and event.name != "Survey Viewed"
        and {one.name for one in event.properties} & {"language", "transcript"}
    ),
)  # fmt: skip
LONGEST = 20_000
_decode = msgspec.json.Decoder(dict[str, Any]).decode
# Whole lines of a transcript that somebody else than the customer says; they become spaces, so that places stay what they are.
_OTHER_SPEAKER = re.compile(
    r"^[ \t\[\d:.\]]*(?:agent|operator|support|advisor|rep|bot|ivr|کارشناس|اپراتور|پشتیبان|پشتیبانی|ربات|همکار)[^:\n]{0,30}:.*$",
    re.IGNORECASE | re.MULTILINE,
)
# Scales as (lowest, highest, which end is good).
_SCALES: Mapping[str, tuple[float, float, int]] = {
    "nps": (0, 10, 1), "csat": (1, 5, 1), "ces_agreement": (1, 7, 1), "ces_effort": (1, 7, -1), "rating": (1, 5, 1), "review": (1, 5, 1),
}  # fmt: skip
_HELPFUL = {"yes": 1.0, "almost": 0.5, "no": 0.0}


def texts_after(after: int, upto: int, *, most: int) -> tuple[list[Written], int]:
    """In the order of writing, at most so many; and up to which number the spine has now been looked through."""
    rows = _rows("texts", after, upto, most)
    reached = rows[-1]["seq"] if len(rows) == most else upto
    return _written_in(rows), reached


def sample_after(after: int, upto: int, *, most: int) -> list[Written]:
    """Texts that stand for all of them, whatever their order."""
    return _written_in(_rows("sample", after, upto, most))


def _rows(name: str, after: int, upto: int, most: int) -> list[dict[str, Any]]:
    params: dict[str, Any] = {"after": after, "upto": upto, "most": most, "written": WRITTEN, "known": KNOWN}
    return events.ask(question(name), scope=EVERYTHING, **params).dicts()


def _written_in(rows: Iterable[dict[str, Any]]) -> list[Written]:
    return [one for one in map(_quietly_written, rows) if one is not None]


def _quietly_written(row: dict[str, Any]) -> Written | None:
    """One event that no one foresaw must not stop the reading of all that come after it."""
    try:
        return _written(row)
    except (TypeError, ValueError, OverflowError, KeyError):
        log.exception("event %s could not be looked at; its text stays unread", row["seq"])
        return None


def _written(row: dict[str, Any]) -> Written | None:
    """None where the text is not a text: a number, nothing but spaces."""
    properties = _decode(row.pop("properties"))
    text = text_of(properties)
    if not text:
        return None
    asked, rated = rating_of(row["name"], properties)
    survey = str(properties.get("survey_id") or properties.get("survey") or "")[:200]
    marked = bool(row.pop("marked")) or row["name"] == OF_OTHERS
    return Written(person_key=row.pop("own_key"), marked=marked, text=text, asked=asked, rated=rated, survey=survey, **row)


def text_of(properties: Mapping[str, Any]) -> str:
    for name in _PROPERTIES:
        text = properties.get(name)
        if isinstance(text, str) and text.strip():
            return of_customer(text[:LONGEST]) if name == "transcript" else text[:LONGEST]
    return ""


def of_customer(transcript: str) -> str:
    """The customer's lines of a transcript at the places where they stood."""
    return _OTHER_SPEAKER.sub(lambda line: " " * len(line.group()), transcript)


def rating_of(name: str, properties: Mapping[str, Any]) -> tuple[str, float | None]:
    """What was asked, and the answer on 0 (worst) to 1 (best); also where the score stands in the answer before the text."""
    asked, score = _text(properties.get("question")), properties.get("score")
    if "score_beside" in properties and (asked not in _SCALES or not _is_number(score)):
        asked, score = _text(properties.get("score_question")), properties.get("score_beside")
    if name == "Review Posted" or (name in ("Mention Found", OF_OTHERS) and "rating" in properties):
        asked, score = "review", properties.get("rating")
    if name == "Article Rated":
        return "helpful", _HELPFUL.get(str(properties.get("helpful")))
    if asked not in _SCALES or not _is_number(score):
        return (asked, None) if asked in _SCALES else ("", None)
    low, high, good = _SCALES[asked]
    share = (float(score) - low) / (high - low)  # type: ignore[arg-type]
    return (asked, None) if not 0 <= share <= 1 else (asked, share if good > 0 else 1 - share)


def _text(value: object) -> str:
    """Anybody with a write key may send a list where a word is expected; one such event must not stop the reading of all others."""
    return value if isinstance(value, str) else ""


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e9


def rating_shown(asked: str, rated: float | None) -> tuple[int, int] | None:
    """What was given and the highest that could be; None where nothing was given on a scale with numbers."""
    if rated is None or asked not in _SCALES:
        return None
    low, high, good = _SCALES[asked]
    return round(low + (rated if good > 0 else 1 - rated) * (high - low)), round(high)


def feeling_of_rating(asked: str, rated: float) -> int:
    """-1, 0 or 1, as the field reads these scales: detractor to 6, passive 7 and 8; one and two of five, three, four and five."""
    points = round(rated * 10)
    if asked == "nps":
        return -1 if points <= 6 else 0 if points <= 8 else 1
    return -1 if rated < 0.4 else 0 if rated < 0.6 else 1
