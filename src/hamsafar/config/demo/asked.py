"""The three surveys of the world that live in the builder: what they ask, what people answer beside the score, and their rows.

Everything here draws its chance from the submission itself, so that the rest of the world does not change with what is asked.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any, Final
from uuid import UUID, uuid5

import msgspec
from django.db import transaction

from hamsafar.base import clock
from hamsafar.collect.intake.contracts import Event, Identifier
from hamsafar.collect.surveys import answers as a
from hamsafar.collect.surveys import document as d
from hamsafar.collect.surveys import editing
from hamsafar.collect.surveys import services as surveys
from hamsafar.collect.surveys.models import AnswerRow, InvitationRow, NameRow, SubmissionRow, SurveyRow, VersionRow
from hamsafar.collect.surveys.sittings import submission_of

from .rows import insert

NAMES: Final = UUID("5f2f6c0e-6a5b-4e0e-9f0a-1d2b6f1f1405")
DELIVERY, RELATION, CHECKOUT = "tahvil", "moarefi", "kharid"  # as they stand in links
SLUGS: Final = {"تحویل سفارش": DELIVERY, "رابطه با دیبانو": RELATION, "پس از خرید": RELATION}
SECOND_VERSION = 200  # day from which the survey on deliveries asks for its parts
Said = dict[str, Any]


def _both(fa: str, en: str) -> dict[str, str]:
    return {"fa": fa, "en": en}


def _option(id: str, fa: str, en: str) -> dict[str, Any]:
    return {"id": id, "text": _both(fa, en)}


_WHY = {"kind": "text", "id": "why", "text": _both("چرا این امتیاز؟", "Why this score?")}
_THANKS = [{"id": "thanks", "title": _both("سپاسگزاریم که وقت گذاشتید", "Thank you for your time")}]
_SATISFIED = {
    "kind": "csat", "id": "satisfied", "required": True, "look": "smileys",
    "text": _both("از تحویل سفارش چقدر راضی هستید؟", "How satisfied are you with the delivery?"),
    "low": _both("خیلی ناراضی", "Very dissatisfied"), "high": _both("خیلی راضی", "Very satisfied"),
}  # fmt: skip
_PARTS = {
    "kind": "matrix", "id": "parts", "text": _both("هر بخش چطور بود؟", "How was each part?"),
    "rows": [
        _option("timing", "زمان رسیدن", "Timing"), _option("packing", "بسته‌بندی", "Packing"),
        _option("courier", "رفتار پیک", "The courier"),
    ],
    "columns": [_option("bad", "بد", "Bad"), _option("fair", "معمولی", "Fair"), _option("good", "خوب", "Good")],
}  # fmt: skip
_BETTER = {
    "kind": "choices", "id": "better", "text": _both("کدام بخش باید بهتر شود؟", "What should become better?"), "has_none": True,
    "options": [
        _option("on_time", "به‌موقع رسیدن", "Arriving on time"), _option("packing", "بسته‌بندی", "Packing"),
        _option("courier", "رفتار پیک", "The courier"), _option("news", "خبر دادن در راه", "News on the way"),
    ],
}  # fmt: skip
DOCUMENTS: Final[Mapping[str, tuple[dict[str, Any], ...]]] = {
    DELIVERY: tuple(
        {"title": _both("تحویل سفارش", "Delivery"), "questions": questions, "ends": _THANKS}
        for questions in ([_SATISFIED, _BETTER, _WHY], [_SATISFIED, _PARTS, _BETTER, _WHY])
    ),
    RELATION: (
        {
            "title": _both("رابطه با دیبانو", "You and Dibano"), "ends": _THANKS,
            "questions": [
                {
                    "kind": "nps", "id": "recommend", "required": True,
                    "low": _both("اصلاً", "Not at all"), "high": _both("حتماً", "Certainly"),
                    "text": _both("چقدر احتمال دارد دیبانو را به دوستانتان معرفی کنید؟", "How likely are you to recommend us to a friend?"),
                },
                {
                    "kind": "ranking", "id": "matters", "text": _both("کدام برایتان مهم‌تر است؟", "Which matters most to you?"),
                    "options": [
                        _option("price", "قیمت", "Price"), _option("speed", "سرعت ارسال", "Fast delivery"),
                        _option("choice", "تنوع کالا", "Choice of goods"), _option("support", "پشتیبانی", "Support"),
                    ],
                },
                {
                    "kind": "number", "id": "times", "lowest": 0, "highest": 200,
                    "text": _both("سالی چند بار از ما خرید می‌کنید؟", "How many times a year do you buy from us?"),
                },
                _WHY,
            ],
        },
    ),
    CHECKOUT: (
        {
            "title": _both("آسانی خرید", "Ease of buying"), "ends": _THANKS,
            "questions": [
                {
                    "kind": "ces", "id": "effort", "wording": "effort", "required": True,
                    "text": _both("برای این خرید چقدر زحمت کشیدید؟", "How much effort did this purchase take?"),
                    "low": _both("خیلی کم", "Very little"), "high": _both("خیلی زیاد", "Very much"),
                },
                {
                    "kind": "choice", "id": "hard", "text": _both("کدام گام سخت بود؟", "Which step was hard?"), "has_none": True,
                    "options": [
                        _option("find", "پیدا کردن کالا", "Finding the goods"), _option("address", "نوشتن نشانی", "Typing the address"),
                        _option("coupon", "کد تخفیف", "The coupon"), _option("payment", "پرداخت", "Paying"),
                    ],
                },
                {
                    "kind": "rating", "id": "site", "look": "stars", "steps": 5,
                    "text": _both("به فروشگاه ما چند ستاره می‌دهید؟", "How many stars for our shop?"),
                },
                {
                    "kind": "helpful", "id": "described",
                    "text": _both("توضیح کالا به کارتان آمد؟", "Was the description of the goods helpful?"),
                },
                _WHY,
            ],
        },
    ),
}  # fmt: skip
SCORED: Final = {DELIVERY: "satisfied", RELATION: "recommend", CHECKOUT: "effort"}


# What happens to people: properties of events


def sent(survey: str, invitation: str, day: int, way: str) -> Said:
    """What an invitation to one of the three says of itself beside its name; nothing for other surveys."""
    slug = SLUGS.get(survey)
    if slug is None:
        return {}
    id = uuid5(NAMES, invitation)
    return {"invitation_id": str(id), **begun(slug, submission_of(id), day, way)}


def submission_named(name: str) -> UUID:
    return uuid5(NAMES, f"submission {name}")


def begun(slug: str, submission: UUID, day: int, way: str) -> Said:
    version = 2 if slug == DELIVERY and day >= SECOND_VERSION else 1
    return {"survey_id": slug, "version": version, "submission_id": str(submission), "language": "fa", "way": way}


def answers(told: Said, question: str, value: int, comment: Said, *, is_late: bool) -> Iterator[Said]:
    """One event for each answered question, as the builder's surveys report them. Some leave half way."""
    slug, rng = told["survey_id"], Random(told["submission_id"])
    yield {"question": question, "question_id": SCORED[slug], "score": value}
    if rng.random() < 0.07:
        return
    for found in _MORE[slug](rng, value, told["version"], is_late):
        if rng.random() < 0.9:
            yield found
    if comment:
        yield {"question": "text", "question_id": "why", "score_question": question, "score_beside": value, **comment}


def _on_delivery(rng: Random, value: int, version: int, is_late: bool) -> Iterator[Said]:
    if version == 2:
        cells = {
            "timing": [_part(rng, 0.1 if is_late else 0.5 + 0.1 * value)], "packing": [_part(rng, 0.35 + 0.11 * value)],
            "courier": [_part(rng, 0.3 + 0.12 * value)],
        }  # fmt: skip
        yield {"question": "matrix", "question_id": "parts", "cells": cells}
    odds = {"on_time": 0.75 if is_late else 0.12, "packing": 0.14, "courier": 0.1, "news": 0.2}
    chosen = [id for id, share in odds.items() if rng.random() < share]
    yield {"question": "choices", "question_id": "better", "choices": chosen or ["none"]}


def _part(rng: Random, liking: float) -> str:
    drawn = rng.random()
    return "good" if drawn < liking else "fair" if drawn < 0.5 + liking / 2 else "bad"


def _on_relation(rng: Random, value: int, _version: int, _is_late: bool) -> Iterator[Said]:
    weights = {"price": 1.0, "speed": 0.8, "choice": 0.55, "support": 0.35 + (0.5 if value <= 6 else 0.0)}
    ranked = sorted(weights, key=lambda id: -weights[id] * rng.random())
    yield {"question": "ranking", "question_id": "matters", "choices": ranked}
    yield {"question": "number", "question_id": "times", "score": int(min(200, 1 + rng.lognormvariate(1.2, 0.7)))}


def _on_checkout(rng: Random, value: int, _version: int, is_hard: bool) -> Iterator[Said]:
    if is_hard and rng.random() < 0.85:
        hard = "payment"
    else:
        hard = "" if value <= 2 else rng.choices(("find", "address", "coupon", "payment"), (4, 2, 3, 1))[0]
    yield {"question": "choice", "question_id": "hard", "choices": [hard or "none"]}
    yield {"question": "rating", "question_id": "site", "score": int(min(5, max(1, round(5.2 - 0.45 * value + rng.gauss(0, 0.7)))))}
    helped = rng.choices(("yes", "almost", "no"), (0.8, 0.14, 0.06) if value <= 3 else (0.55, 0.28, 0.17))[0]
    yield {"question": "helpful", "question_id": "described", "choices": [helped]}


_MORE = {DELIVERY: _on_delivery, RELATION: _on_relation, CHECKOUT: _on_checkout}


# Their rows, so that the pages of surveys show what the events tell


@dataclass(slots=True)
class Rows:
    """Gathers what the events of a making say about the three surveys, and writes it in slices at the end."""

    invited: dict[str, Event] = field(default_factory=dict)
    said: dict[str, list[tuple[Event, Said]]] = field(default_factory=dict)

    def watch(self, events: Iterable[Event]) -> Iterator[Event]:
        for event in events:
            if event.name in ("Survey Sent", "Survey Answered", "Survey Viewed") and '"survey_id"' in event.properties:
                self._note(event, msgspec.json.decode(event.properties))
            yield event

    def _note(self, event: Event, said: Said) -> None:
        if event.name == "Survey Sent":
            self.invited[said["invitation_id"]] = event
        else:
            self.said.setdefault(said["submission_id"], []).append((event, said))

    def write(self, start: dt.date) -> None:
        versions = _settled(start)
        insert(InvitationRow, (_invitation(id, event, versions) for id, event in self.invited.items()))
        answered = {id: found for id, found in self.said.items() if any(event.name == "Survey Answered" for event, _said in found)}
        invited = set(InvitationRow.objects.filter(survey__slug__in=DOCUMENTS).values_list("id", flat=True))
        insert(SubmissionRow, (_submission(id, found, versions, invited) for id, found in answered.items()))
        insert(NameRow, (name for id, found in answered.items() for name in _names(id, found[0][0])))
        insert(AnswerRow, (_answer(id, event, said) for id, found in answered.items() for event, said in found if "question_id" in said))
        for row in SurveyRow.objects.filter(slug__in=DOCUMENTS):
            row.finished = SubmissionRow.objects.filter(survey=row, finished_at__isnull=False).count()
            row.save(update_fields=["finished"])


@transaction.atomic
def _settled(start: dt.date) -> dict[tuple[str, int], VersionRow]:
    """The surveys, made and published on the days on which the world did."""
    first = dt.datetime.combine(start, dt.time(6), dt.UTC)
    for slug, documents in DOCUMENTS.items():
        if SurveyRow.objects.filter(slug=slug).exists():
            continue
        with clock.frozen_at(first):
            made = surveys.create(d.of(documents[0]), slug=slug)
            surveys.publish(made.id, by=None)
        for document in documents[1:]:
            with clock.frozen_at(first + dt.timedelta(days=SECOND_VERSION)):
                editing.change_draft(made.id, d.of(document))
                surveys.publish(made.id, by=None)
    rows = VersionRow.objects.filter(survey__slug__in=DOCUMENTS).select_related("survey")
    return {(row.survey.slug, row.number): row for row in rows}


def _invitation(id: str, event: Event, versions: Mapping[tuple[str, int], VersionRow]) -> InvitationRow:
    said = msgspec.json.decode(event.properties)
    name = event.identifiers[0] if event.identifiers else Identifier("", "", "")
    return InvitationRow(
        id=UUID(id), survey_id=versions[said["survey_id"], said["version"]].survey_id, key=f"demo:{id}", space=name.space, kind=name.kind,
        value=name.value, channel=event.channel, language="fa", created_at=event.timestamp,
    )  # fmt: skip


def _submission(
    id: str, found: list[tuple[Event, Said]], versions: Mapping[tuple[str, int], VersionRow], invited: set[UUID]
) -> SubmissionRow:
    (first, said), (last, facts) = found[0], found[-1]
    version = versions[said["survey_id"], said["version"]]
    invitation = UUID(said["invitation_id"]) if "invitation_id" in said else None
    answered = sum(event.name == "Survey Answered" for event, _said in found)
    about = {name: facts[name] for name in ("about", "order_id", "branch") if name in facts}
    return SubmissionRow(
        id=UUID(id), survey_id=version.survey_id, version=version, invitation_id=invitation if invitation in invited else None,
        way=said["way"], channel=first.channel, language="fa", unit=first.unit, about=about, started_at=first.timestamp,
        last_at=last.timestamp, finished_at=last.timestamp + dt.timedelta(seconds=6) if answered > 1 else None,
        end="thanks" if answered > 1 else "",
    )  # fmt: skip


def _names(id: str, event: Event) -> Iterator[NameRow]:
    own = [Identifier(event.space, "user_id", event.user_id)] if event.user_id else []
    for name in (*own, *event.identifiers):
        yield NameRow(submission_id=UUID(id), space=name.space, kind=name.kind, value=name.value)


def _answer(id: str, event: Event, said: Said) -> AnswerRow:
    answer = a.Answer(
        score=said.get("score"), choices=tuple(said.get("choices", ())), text=said.get("text", ""),
        cells={row: tuple(columns) for row, columns in said.get("cells", {}).items()},
    )  # fmt: skip
    return AnswerRow(submission_id=UUID(id), question=said["question_id"], answer=a.write(answer), at=event.timestamp, is_told=True)

