"""Puts the cast and their units into a fresh data folder, before the server of the browser tests starts."""

import os

import django

if __name__ == "__main__":  # whoever imports this for its words has set Django up already
    os.environ["DJANGO_SETTINGS_MODULE"] = "hamsafar.config.settings"
    django.setup()

from django.conf import settings

from hamsafar.collect.ideas import services as ideas
from hamsafar.collect.intake import services as intake
from hamsafar.collect.reviews import services as reviews
from hamsafar.collect.surveys import document as d
from hamsafar.collect.surveys import services as surveys
from hamsafar.collect.surveys.ways import Address, Ways, Widget
from hamsafar.config import pipeline
from hamsafar.ground.organisation import services as organisation
from hamsafar.ground.organisation.services import Grant, Role, UnitKind
from hamsafar.measure.voice.tests.small import keep_small_model

PASSWORD = "travel with me 1405"
UNITS = (
    ("retail", UnitKind.BUSINESS_UNIT, "", "خرده‌فروشی", "Retail"),
    ("retail-iran", UnitKind.COUNTRY, "retail", "ایران", "Iran"),
    ("tehran", UnitKind.BRANCH, "retail-iran", "تهران", "Tehran"),
    ("isfahan", UnitKind.BRANCH, "retail-iran", "اصفهان", "Isfahan"),
    ("parts", UnitKind.BUSINESS_UNIT, "", "قطعات", "Parts"),
    ("parts-kish", UnitKind.BRANCH, "parts", "کیش", "Kish"),
)
CAST = (
    ("ali", "علی محمدی", Role.OWNER, ""),
    ("bahar", "بهار کریمی", Role.AGENT, "retail"),
    ("dara", "Dara", Role.VIEWER, "retail"),
    ("kian", "Kian", Role.AGENT, "parts"),
)


def both(fa: str, en: str) -> dict[str, str]:
    return {"fa": fa, "en": en}


SURVEY = {
    "title": both("خریدتان چطور بود؟", "How was your purchase?"),
    "questions": [
        {
            "kind": "nps", "id": "likely", "required": True,
            "text": both("ما را به دوستانتان پیشنهاد می‌کنید؟", "Would you recommend us to friends?"),
        },
        {
            "kind": "text", "id": "sorry", "text": both("چه چیزی {answer:likely} شد؟", "Why {answer:likely}?"),
            "show_if": {"tests": [{"what": "answer:likely", "op": "at_most", "value": 6.0}]},
        },
        {
            "kind": "choices", "id": "good", "text": both("از چه خوشتان آمد؟", "What did you like?"), "has_other": True,
            "options": [{"id": "speed", "text": both("سرعت", "Speed")}, {"id": "price", "text": both("قیمت", "Price")}],
        },
    ],
    "ends": [{"id": "thanks", "title": both("سپاسگزاریم", "Thank you")}],
}  # fmt: skip
# Surveys on sites, each at the address that has its name.
WIDGETS = {
    "at-once": Widget(is_on=True, on=("page",), addresses=(Address(op="starts", text="/at-once"),)),
    "on-time": Widget(is_on=True, on=("time",), seconds=1, addresses=(Address(op="is", text="/on-time"),)),
    "on-scroll": Widget(is_on=True, on=("scroll",), scroll=50, addresses=(Address(op="contains", text="scroll"),)),
    "on-leave": Widget(is_on=True, on=("leave",), addresses=(Address(op="pattern", text="/on-*ve"),), place="middle"),
    "wanted": Widget(is_on=True, on=("click",), selector="#works", is_wanted=True, addresses=(Address(op="is", text="/far", is_not=True),)),
    "only-some": Widget(
        is_on=True, on=("page",), addresses=(Address(op="starts", text="/only-some"),),
        only_if='{"trait":"city","is":["یزد"]}',
    ),
    "called": Widget(is_on=True, on=()),
}  # fmt: skip

IDEAS = (
    ("تخفیف برای دانشجوها", "با کارت دانشجویی چند درصد تخفیف بدهید."),
    ("Dark mode for the app", "The white screen at night is painful."),
    ("راهنمای سایز با قد و وزن", "تا کمتر مرجوع کنیم."),
)


def _review_link(language: str) -> str:
    """Somebody bought two things; nobody has reviewed them yet."""
    names = {"fa": ("کتری برقی", "شال نخی"), "en": ("Kettle", "Scarf")}[language]
    bought = [reviews.Bought(key=f"{what}-{language}", name=name) for what, name in zip(("kettle", "scarf"), names, strict=True)]
    buyer = intake.Identifier("", "email", f"buyer-{language}@example.com")
    asked = reviews.request(
        bought, identifier=buyer, order_id="88213", channel="email", language=language, unit="tehran", name="سارا", key=f"seed {language}"
    )
    return asked.url


def main() -> None:
    pipeline.migrate()
    for code, kind, parent, name_fa, name_en in UNITS:
        organisation.add_unit(code=code, kind=kind, parent=parent, name_fa=name_fa, name_en=name_en)
    for who, name, role, unit in CAST:
        organisation.create_member(email=f"{who}@example.com", name=name, password=PASSWORD, grants=[Grant(role=role, unit=unit)])
    shop = intake.create_source("فروشگاه", slug="shop", unit="tehran", channel="web")
    keep_small_model()
    (settings.DATA / "write-key").write_text(shop.live_key)
    for slug, widget in WIDGETS.items():
        made = surveys.create(d.of(SURVEY), slug=slug, unit="retail")
        surveys.publish(made.id, by=None)
        surveys.change_ways(made.id, Ways(widget=widget), by=None)
    (settings.DATA / "review-links").write_text("\n".join(f"{language} {_review_link(language)}" for language in ("fa", "en")))
    ideas.change_board(ideas.Board(is_open=True, name=both("ایده‌های آوند", "Avand ideas"), moderate_ideas=False))
    for title, text in IDEAS:
        ideas.post(title, text, participant=None)
    # One that is used, and one that is withdrawn: whichever test comes first.
    devices = [surveys.add_kiosk(made.id, name=name, unit="tehran", idle_seconds=10) for name in ("صندوق تهران", "صندوق کهنه")]
    (settings.DATA / "kiosks").write_text("\n".join(f"{device.id} {device.survey_id} {device.url}" for device in devices))


if __name__ == "__main__":
    main()
