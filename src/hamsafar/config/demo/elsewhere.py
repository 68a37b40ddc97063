"""What is said about Dibano and two competitors elsewhere: a review site, an app store and blogs, taken in through the room's own door.

Sized by people and repeatable: the same seed and size say the same on the same days. Where we listen already nothing is added.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from hamsafar.base import clock
from hamsafar.collect.intake import services as intake
from hamsafar.collect.mentions import services as mentions
from hamsafar.collect.mentions.models import ItemRow
from hamsafar.collect.mentions.services import About, Brand, Item, Kind, Place, Unnamed
from hamsafar.ground.organisation import services as organisation
from hamsafar.identify.people.models import IdentifierRow

from . import company, texts

DAYS = 360
DAY = dt.timedelta(days=1)
FEWEST, MOST, A_PERSON = 240, 1_500, 0.03
COMPETITORS = (("پاتیران", "Patiran", ("پاتیران", "patiran")), ("کومه‌بازار", "Koomebazar", ("کومه‌بازار", "کومه بازار", "koomebazar")))
AUTHORS = ("سارا م.", "رضا", "مهدی ک.", "نازنین", "Kian", "الهام ر.", "پرهام", "Mina", "فرزاد", "شیوا", "Arash D.", "ترانه")
TOPICS = ("quality", "late", "price", "support", "general", "store")
SHARES = (0.56, 0.26, 0.18)  # of what is said: about us and the two others
FEELING = ((0.42, 0.2), (0.3, 0.22), (0.52, 0.18))  # unhappy and middling, each brand
REPOSTED, ANSWERED, KNOWN = 0.05, 0.45, 0.08


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """Something that is said, and where."""

    place: str
    item: Item
    is_bad: bool
    is_ours: bool


def listen(seed: int = 1405, size: int = 20_000) -> int:
    """Set up where we listen, take a year of it in, and answer some; how many things were said."""
    if mentions.list_places():
        return 0
    brands = _brands()
    places = _places()
    for name, place in places.items():
        said = [one.item for one in speak(brands, seed, size) if one.place == name]
        mentions.take(place, said)
    _answer(Random(f"{seed}/answers"), places)
    intake.carry_outbox()
    return ItemRow.objects.count()


def _brands() -> list[Brand]:
    own = ["دیبانو", "dibano", "دی‌بانو", "#دیبانو"]
    ours = mentions.save_brand(key=mentions.list_brands()[0].key, name_fa=company.NAME_FA, name_en=company.NAME_EN, words=own)
    return [ours, *(mentions.save_brand(name_fa=fa, name_en=en, words=words) for fa, en, words in COMPETITORS)]


def _places() -> dict[str, Place]:
    """The blogs' feed is set up and paused: the demo calls nobody."""
    facts = {"unit": company.ONLINE.code}
    return {
        "reviews": mentions.add_place(
            connector="csv", name="سایت نظرنامه", network="نظرنامه", kind=Kind.REVIEW, unnamed=Unnamed.LEAVE, **facts
        ),
        "store": mentions.add_place(
            connector="webhook", name="فروشگاه برنامه", network="اپ‌چین", kind=Kind.REVIEW, unnamed=Unnamed.OURS, **facts
        ),
        "blogs": mentions.add_place(
            connector="feed", name="وبلاگ‌ها و خبرها", network="وبلاگ", kind=Kind.MENTION, unnamed=Unnamed.LEAVE,
            url=f"https://news.{company.DOMAIN}/feed.xml", minutes=360, is_on=False, **facts,
        ),
    }  # fmt: skip


def speak(brands: list[Brand], seed: int, size: int) -> Iterator[Spoken]:
    """A year of it, by chance of its own."""
    chance, now = Random(f"{seed}/elsewhere/{size}"), clock.now().replace(microsecond=0)
    count = min(MOST, max(FEWEST, round(size * A_PERSON)))
    emails = list(IdentifierRow.objects.filter(kind="email").order_by("value").values_list("value", flat=True)[:200])
    for number in range(count):
        yield from _one(chance, brands, now, number, emails)


def _one(chance: Random, brands: list[Brand], now: dt.datetime, number: int, emails: list[str]) -> Iterator[Spoken]:
    which = chance.choices((0, 1, 2), SHARES)[0]
    place = chance.choices(("reviews", "store", "blogs"), (5, 3, 2) if which == 0 else (6, 0, 4))[0]
    feels, bad, middling = chance.random(), *FEELING[which]
    tone = "bad" if feels < bad else "mid" if feels < bad + middling else "good"
    english = chance.random() < 0.22
    voice = texts.Voice(language="en" if english else "fa", sloppy=0.1, emoji=0.2)
    text, brand = texts.comment(chance, voice, chance.choice(TOPICS), tone, {}), brands[which]
    name = brand.name_en if english else brand.name_fa
    also = f" {brands[chance.choice((1, 2))].name_in('en' if english else 'fa')}" if which == 0 and chance.random() < 0.08 else ""
    text = f"{text} {name}{also}" if place != "store" or chance.random() < 0.3 else text
    at = now - DAY * (DAYS * (1 - chance.random() ** 0.8)) - dt.timedelta(hours=chance.random() * 10)
    rating = {"bad": chance.choice((1.0, 1.0, 2.0)), "mid": 3.0, "good": chance.choice((4.0, 5.0, 5.0))}[tone]
    author, is_post = chance.choice(AUTHORS), place == "blogs"
    item = Item(
        kind=Kind.MENTION if is_post else Kind.REVIEW, id=f"{place}-{number}", author=author, text=text,
        handle=f"{chance.choice(('mina', 'arash', 'kian', 'negar'))}{chance.randint(1, 400)}" if chance.random() < 0.5 else "",
        email=chance.choice(emails) if emails and chance.random() < KNOWN else "", rating=None if is_post else rating, at=min(at, now),
        url=f"https://{place}.example/{number}", reach=int(60 * chance.paretovariate(1.1)) if is_post else None,
        product="اپ دیبانو" if place == "store" else "",
    )  # fmt: skip
    yield Spoken(place=place, item=item, is_bad=tone == "bad", is_ours=which == 0)
    for again in range(chance.choice((1, 2)) if is_post and chance.random() < 4 * REPOSTED else 0):
        echo = Item(
            id=f"{place}-{number}-{again}", author=chance.choice(AUTHORS), text=f"RT {text}", at=min(now, at + DAY / 3),
            url=f"https://{place}.example/{number}/rt{again}", reach=int(40 * chance.paretovariate(1.1)),
        )  # fmt: skip
        yield Spoken(place=place, item=echo, is_bad=tone == "bad", is_ours=which == 0)


def _answer(chance: Random, places: dict[str, Place]) -> None:
    """The team answers a part of what is said about us, within some days."""
    by = next(iter(sorted((member for member in organisation.list_members()), key=lambda one: one.email)), None)
    if by is None:
        return
    actor = _Actor(f"member:{by.id}", by.name)
    ours = ItemRow.objects.filter(about=mentions.OWN, repeats=None, place__in=[place.id for place in places.values()])
    for row in ours.order_by("message_id"):
        at = row.at + DAY * chance.uniform(0.1, 4)
        if chance.random() < ANSWERED and at < clock.now():
            with clock.frozen_at(at):
                mentions.mark_answered(About(source=row.source, message_id=row.message_id, unit=company.ONLINE.code), by=actor)


@dataclass(frozen=True, slots=True)
class _Actor:
    audit_id: str
    audit_name: str
