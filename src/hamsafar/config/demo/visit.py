"""One session in the making, and what clients say about themselves."""

from dataclasses import dataclass
from functools import cache
from typing import Any

import msgspec

from . import company, identity
from .company import DEVICE_SOURCE, DOMAIN, Product
from .people import ANDROID, MOBILE, Who
from .world import Day

_encode = msgspec.json.encode
_WORDS_FOR_NOBODY = {ANDROID: "null", MOBILE: "undefined"}  # what old releases wrote as the user id
_AGENTS = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0 Safari/537.36",
    "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0 Mobile Safari/537.36",
    "Dibano/5.4 (Android 14)",
    "Dibano/5.4 (iOS 18.4)",
)
_SYSTEMS = (("Windows", "10", "desktop"), ("Android", "14", "mobile"), ("Android", "14", "android"), ("iOS", "18.4", "ios"))


@cache
def context_of(device: int, campaign: str = "") -> str:
    """What a client says about itself with every event."""
    system, version, kind = _SYSTEMS[device]
    made: dict[str, Any] = {
        "library": {"name": "hamsafar.js" if device < ANDROID else "analytics-mobile", "version": "1.0"},
        "userAgent": _AGENTS[device], "locale": "fa-IR", "timezone": "Asia/Tehran",
        "device": {"type": kind}, "os": {"name": system, "version": version},
    }  # fmt: skip
    if device >= ANDROID:
        made["app"] = {"name": company.NAME_EN, "version": "5.4"}
    if campaign:
        made["campaign"] = {"source": "mailer", "medium": "email", "name": campaign}
    return _encode(made).decode()


@cache
def page_json(path: str, title: str, referrer: str = "") -> str:
    facts = {"url": f"https://{DOMAIN}{path}", "path": path, "title": title}
    if referrer:
        facts["referrer"] = referrer
    return _encode(facts).decode()


def product_facts(product: Product, quantity: int = 0) -> dict[str, Any]:
    facts = {
        "product_id": product.code,
        "sku": product.code.upper(),
        "name": product.name,
        "category": product.category,
        "price": product.price,
        "currency": "IRR",
    }
    return {**facts, "quantity": quantity} if quantity else facts


@cache
def product_json(product: Product) -> str:
    return _encode(product_facts(product)).decode()


@cache
def screen_json(name: str) -> str:
    return _encode({"name": name}).decode()


@dataclass(slots=True)
class Visit:
    """One session in the making; `at` moves on with every step."""

    day: Day
    person: int
    device: int
    at: float
    who: Who
    source: str
    session: str
    context: str

    @property
    def in_app(self) -> bool:
        return self.device >= ANDROID

    def emit(self, name: str, facts: dict[str, Any] | None = None, *, encoded: str = "", pause: float = 20.0, type: str = "track",
             amount: int | None = None) -> None:  # fmt: skip
        self.day.ledger.add(self.source, name, self.at, self.who, facts, encoded=encoded, session=self.session, context=self.context,
                            type=type, amount=amount)  # fmt: skip
        self.at += pause * (0.3 + 1.4 * self.day.rng.random())

    def page(self, path: str, title: str, referrer: str = "") -> None:
        if self.in_app:
            self.emit("Screen Viewed", encoded=screen_json(title), type="screen")
        else:
            self.emit("Page Viewed", encoded=page_json(path, title, referrer), type="page")

    def look_at(self, product: Product) -> None:
        if not self.in_app:
            self.emit("Page Viewed", encoded=page_json(f"/{product.slug}/{product.code}", product.name), type="page", pause=2)
        self.emit("Product Viewed", encoded=product_json(product), pause=35)

    def sign_in(self) -> None:
        self.who = identity.sign_in(self.day, self.person, self.device, self.at, self.source, self.session, self.context)
        self.at += 5


def visit(day: Day, i: int, device: int, at: float, campaign: str = "") -> Visit:
    who = identity.shopper(day, i, device)
    source = DEVICE_SOURCE[device]
    if not who.user_id and device in _WORDS_FOR_NOBODY and day.chance(0.01 if device == MOBILE else 0.15):
        who = Who("shop", _WORDS_FOR_NOBODY[device], who.anonymous_id)
    return Visit(day, i, device, at, who, source, day.session(), context_of(device, campaign))
