"""Sara bought two things; a link for her, and ways to read what became of what she wrote."""

import io

import msgspec
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from hamsafar.base import rate_limits
from hamsafar.collect.intake.contracts import Event, Identifier
from hamsafar.collect.intake.models import OutboxRow
from hamsafar.collect.reviews import public, services
from hamsafar.collect.reviews.contracts import Bought, Policy
from hamsafar.collect.reviews.models import ProductRow

KETTLE, SCARF = Bought(key="k-1", name="کتری برقی آوا", url="https://shop.example/kettle"), Bought(key="s-2", name="شال نخی")


@pytest.fixture(autouse=True)
def _unhurried(monkeypatch):
    """Tests read faster than people."""
    monkeypatch.setattr(public, "READ_SECONDS", -1)
    rate_limits.forget_all()


class Nobody:
    """Later floors, as they are when they know nothing."""

    def __init__(self):
        self.codes: list[tuple[str, str]] = []
        self.products: dict[str, Bought] = {}
        self.topics: dict[tuple[str, str], tuple[str, ...]] = {}

    def find_product(self, key):
        return self.products.get(key)

    def topics_of(self, events):
        return {event: self.topics[event] for event in events if event in self.topics}

    def topic_names(self, language):
        return {"quality": "کیفیت" if language == "fa" else "Quality", "price": "قیمت" if language == "fa" else "Price"}

    def writer_of(self, *_about, **_member):
        return None

    def send_code(self, email, code, **_language):
        self.codes.append((email, code))

    def may_send(self):
        return True


later = Nobody()


@pytest.fixture(autouse=True)
def around(settings):
    later.__init__()
    settings.REVIEWS_AROUND = f"{__name__}.later"
    return later


@pytest.fixture
def ask(db):
    """A personal link for whoever bought the kettle and the scarf."""

    def make(key: str = "order 1", products=(KETTLE, SCARF), who: str = "sara@example.com", **more):
        facts = {"order_id": "88213", "channel": "email", "language": "en", "unit": "tehran", "name": "سارا", "campaign": "rule:1", **more}
        return services.request(products, identifier=Identifier("", "email", who), person=17, key=key, **facts)

    return make


@pytest.fixture
def open_policy(db):
    """Everything that buyers say is shown at once."""
    return services.change_policy(Policy(auto_from=1, questions="open"))


def path_of(url: str) -> str:
    return "/" + url.split("/", 3)[3]


def send(asked, *, client=None, **fields):
    """Fill in the form of a link: stars="5" is about the first product, stars2="3" about the second."""
    rows = [ProductRow.objects.get(key=product.key).pk for product in asked.products]
    body = {}
    for name, value in fields.items():
        plain, number = (name[:-1], int(name[-1]) - 1) if name[-1].isdigit() else (name, 0)
        body[plain if plain in ("author", "website", "lang", "question", "answer") else f"{plain}.{rows[number]}"] = value
    return (client or Client()).post(path_of(asked.url), body)


def told() -> list[Event]:
    return [msgspec.msgpack.decode(bytes(row.event), type=Event) for row in OutboxRow.objects.order_by("id")]


def said_of(event: Event) -> dict:
    return msgspec.json.decode(event.properties)


def picture(name: str = "kettle.jpg", *, size=(2400, 1200), kind: str = "JPEG", **more) -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, kind, **more)
    return SimpleUploadedFile(name, out.getvalue(), content_type="image/jpeg")
