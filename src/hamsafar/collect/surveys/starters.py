"""Surveys to begin with, and the first state of each kind of question."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import msgspec
import yaml

from hamsafar.base.numbers import persian_digits

from . import document as d
from .document import Option, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Starter:
    key: str
    icon: str
    name: Text
    about: Text
    document: d.Document


@lru_cache(maxsize=1)
def starters() -> tuple[Starter, ...]:
    said: list[Mapping[str, Any]] = yaml.safe_load((Path(__file__).parent / "starters.yaml").read_text(encoding="utf-8"))
    return tuple(
        Starter(
            key=each["key"],
            icon=each["icon"],
            name=msgspec.convert(each["name"], Text),
            about=msgspec.convert(each["about"], Text),
            document=d.of(each["document"]),
        )
        for each in said
    )


def find(key: str) -> Starter | None:
    return next((starter for starter in starters() if starter.key == key), None)


def new_question(kind: str, id: str) -> d.Question:
    """A question of this kind with the words that it usually has, so that its preview shows something at once."""
    return msgspec.convert({"kind": kind, "id": id, **_FIRST.get(kind, {})}, d.Question)  # type: ignore[arg-type]


def options(count: int, words: Text) -> list[dict[str, Any]]:
    made = [Option(id=f"o{n}", text=Text(fa=f"{words.fa} {persian_digits(str(n))}", en=f"{words.en} {n}")) for n in range(1, count + 1)]
    return [msgspec.to_builtins(each) for each in made]


def _said(fa: str, en: str) -> dict[str, str]:
    return {"fa": fa, "en": en}


_ANSWER, _ROW, _COLUMN = Text(fa="گزینهٔ", en="Answer"), Text(fa="سطر", en="Row"), Text(fa="ستون", en="Column")
_SATISFIED = {"low": _said("خیلی ناراضی", "Very dissatisfied"), "high": _said("خیلی راضی", "Very satisfied")}
_FIRST: Mapping[str, dict[str, Any]] = {
    "nps": {
        "text": _said(
            "چقدر احتمال دارد ما را به دوستان یا همکارانتان پیشنهاد کنید؟", "How likely are you to recommend us to a friend or colleague?"
        ),
        "low": _said("اصلاً پیشنهاد نمی‌کنم", "Not at all likely"),
        "high": _said("حتماً پیشنهاد می‌کنم", "Extremely likely"),
    },
    "csat": {"text": _said("در مجموع چقدر راضی بودید؟", "Overall, how satisfied were you?"), **_SATISFIED},
    "ces": {
        "text": _said("چقدر با این جمله موافقید؟ «کارم به‌آسانی انجام شد.»", "How much do you agree? “It was easy to get this done.”"),
        "low": _said("کاملاً مخالفم", "Strongly disagree"),
        "high": _said("کاملاً موافقم", "Strongly agree"),
    },
    "rating": {"text": _said("چند ستاره می‌دهید؟", "How many stars do you give?")},
    "helpful": {"text": _said("آیا این به کارتان آمد؟", "Was this helpful?")},
    "text": {"text": _said("چه چیزی را باید بدانیم؟", "What should we know?")},
    "choice": {"text": _said("کدام یک؟", "Which one?"), "options": options(3, _ANSWER)},
    "choices": {"text": _said("کدام‌ها؟", "Which ones?"), "options": options(3, _ANSWER)},
    "pictures": {"text": _said("کدام تصویر؟", "Which picture?"), "options": options(2, _ANSWER)},
    "matrix": {"text": _said("هر یک چطور بود؟", "How was each of these?"), "rows": options(2, _ROW), "columns": options(3, _COLUMN)},
    "ranking": {"text": _said("کدام مهم‌تر است؟", "Which matters most?"), "options": options(3, _ANSWER)},
    "date": {"text": _said("چه روزی؟", "On which day?")},
    "number": {"text": _said("چند تا؟", "How many?")},
    "consent": {"text": _said("اجازه می‌دهید؟", "Do you agree?"), "statement": _said("موافقم", "I agree")},
    "contact": {"text": _said("چگونه با شما تماس بگیریم؟", "How can we reach you?")},
    "address": {"text": _said("نشانی شما چیست؟", "What is your address?")},
    "file": {"text": _said("می‌توانید پرونده‌ای بفرستید.", "You can add a file.")},
    "action": {
        "text": _said("پیش از ادامه", "Before you go on"),
        "help": _said("اینجا بنویسید چه می‌خواهید بگویید.", "Say here what you want to say."),
    },
}  # fmt: skip
