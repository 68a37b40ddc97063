"""Surveys that tests ask: one short, one with every kind of question."""

from typing import Any

from hamsafar.collect.surveys import document as d


def both(words: str) -> dict[str, str]:
    return {"fa": f"{words} (ف)", "en": words}


def question(kind: str, id: str, **more: Any) -> dict[str, Any]:
    return {"kind": kind, "id": id, "text": both(f"About {id}?"), **more}


def options(*ids: str) -> list[dict[str, Any]]:
    return [{"id": id, "text": both(id.title())} for id in ids]


def survey(*questions: dict[str, Any], **more: Any) -> d.Document:
    said = {"title": both("How was it"), "ends": [{"id": "thanks", "title": both("Thank you")}], **more}
    return d.of({**said, "questions": list(questions)})


def when(what: str, op: str, value: Any = None, *more: tuple[str, str, Any], join: str = "all") -> dict[str, Any]:
    tests = [(what, op, value), *more]
    return {"join": join, "tests": [{"what": what, "op": op, "value": value} for what, op, value in tests]}


SHORT = survey(question("nps", "likely", required=True), question("text", "why"))
EVERY = survey(
    question("nps", "q_nps", low=both("Not at all"), high=both("Very")),
    question("csat", "q_csat"),
    question("ces", "q_ces"),
    question("rating", "q_rating", look="stars"),
    question("helpful", "q_helpful"),
    question("text", "q_text"),
    question("text", "q_email", form="email"),
    question("choice", "q_choice", options=options("red", "green", "blue"), has_other=True, shuffle=True),
    question("choice", "q_menu", options=options("red", "green"), look="menu"),
    question("choices", "q_choices", options=options("speed", "price", "care"), has_other=True, has_none=True, most=2),
    question("matrix", "q_matrix", rows=options("shop", "courier"), columns=options("bad", "fair", "good")),
    question("ranking", "q_ranking", options=options("first", "second", "third")),
    question("pictures", "q_pictures", options=[{**each, "picture": "0" * 32} for each in options("cat", "dog")]),
    question("date", "q_date"),
    question("number", "q_number", lowest=0, highest=100),
    question("number", "q_slider", lowest=0, highest=10, look="slider"),
    question("consent", "q_consent", statement=both("You may write to me"), purpose="marketing", channel="email"),
    question("contact", "q_contact", identifies=True),
    question("address", "q_address"),
    question("file", "q_file"),
    question("action", "q_action", label=both("See more"), link="https://example.com/more"),
    layout="all",
)
FIELDS: dict[str, list[str]] = {
    "a.q_nps": ["9"], "a.q_csat": ["4"], "a.q_ces": ["6"], "a.q_rating": ["5"], "a.q_helpful": ["almost"], "a.q_text": ["خیلی خوب بود"],
    "a.q_email": ["negar@example.com"], "a.q_choice": ["other"], "a.q_choice.other": ["بنفش"], "a.q_menu": ["green"],
    "a.q_choices": ["care", "speed"], "a.q_matrix.shop": ["good"], "a.q_matrix.courier": ["fair"], "a.q_ranking.first": ["2"],
    "a.q_ranking.second": ["1"], "a.q_ranking.third": ["3"], "a.q_pictures": ["dog"], "a.q_date.day": ["۲۶"], "a.q_date.month": ["7"],
    "a.q_date.year": ["۱۴۰۵"], "a.q_number": ["۴۲"], "a.q_slider": ["7"], "a.q_consent": ["agreed"], "a.q_contact.name": ["نگار"],
    "a.q_contact.phone": ["۰۹۱۲ ۳۴۵ ۶۷۸۹"], "a.q_address.city": ["تهران"],
}  # fmt: skip
