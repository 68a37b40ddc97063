"""A letter that asks for reviews: five stars inside it, each leading to the form of what was bought."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from hamsafar.collect.reviews.models import RequestRow, ReviewRow
from hamsafar.ground.actions.services import Outcome
from hamsafar.identify.people import services as people

from .conftest import asked, ended, told
from .post_office import html_of, text_of
from .test_asking import links_of


@pytest.fixture
def ask(sara):
    def make(name: str = "1", **facts):
        products = [{"key": "k-1", "name": "کتری برقی"}, {"key": "s-2", "name": "شال نخی"}]
        given = {"person": people.key_text(sara), "order_id": "88213", "products": products, "channel": "email", "unit": "tehran"}
        return asked("ask_review", name, given | facts, sara)

    return make


def test_the_letter_asks_about_the_order_in_the_buyers_language(mail, office, ask):
    assert ended(ask()).outcome is Outcome.DONE
    letter = office.only()
    assert "کتری برقی" in letter["Subject"]
    assert "شال نخی" in html_of(letter) and "نوشتن نظر: http" in text_of(letter)
    assert list(links_of(html_of(letter))) == [f"{n} ★" for n in "۱۲۳۴۵"]
    assert letter["List-Unsubscribe"]
    row = RequestRow.objects.get()
    assert (row.order_id, row.unit, len(row.products), row.channel, row.name) == ("88213", "tehran", 2, "email", "")


def test_a_star_of_the_letter_leads_to_the_form_and_a_review_of_the_buyer_comes_back(mail, office, ask, sara):
    ended(ask())
    followed = Client().get(urlsplit(links_of(html_of(office.only()))["۴ ★"]).path)
    assert followed.status_code == 302
    parts = urlsplit(followed["Location"])
    name = next(name for name in parse_qs(parts.query) if name.startswith("stars."))
    page = Client().get(f"{parts.path}?{parts.query}").content.decode()
    assert 'value="4" checked' in page and not ReviewRow.objects.exists()
    Client().post(parts.path, {name: "4", "text." + name[6:]: "زود جوش می‌آورد"})
    review = ReviewRow.objects.get()
    assert (review.rating, review.is_verified, review.person) == (4, True, str(sara))
    event = next(each for each in told() if each.name == "Review Posted")
    assert event.user_id == "sara"


def test_who_asks_twice_with_one_key_sends_one_letter(mail, office, ask):
    ended(ask())
    ended(ask())
    assert len(office.letters) == 1 and RequestRow.objects.count() == 1
