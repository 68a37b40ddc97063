"""From an order at the tracking API to a review on a shop's page: through the spine, who is who, the gate, a real mail server, the link."""

import datetime as dt
import html as escaping
import re
from urllib.parse import urlsplit

import pytest
from django.test import Client

from hamsafar.act.cases.models import CaseRow, ComplaintRow
from hamsafar.act.messaging import services as messaging
from hamsafar.act.messaging.tests.conftest import mail_at
from hamsafar.act.messaging.tests.post_office import html_of
from hamsafar.base import clock, rate_limits
from hamsafar.collect.intake import services as intake
from hamsafar.collect.reviews import deciding, photos, posting, public, requesting, tokens
from hamsafar.collect.reviews import services as reviews
from hamsafar.collect.reviews.contracts import Policy
from hamsafar.collect.reviews.models import PhotoRow, QuestionRow, RequestRow, ReviewRow
from hamsafar.collect.reviews.tests.conftest import picture
from hamsafar.config import people_feed
from hamsafar.config.review_ways import around
from hamsafar.decide.asking import services as asking
from hamsafar.decide.asking.contracts import REVIEW
from hamsafar.decide.contact import services as contact
from hamsafar.ground.jobs import services as jobs
from hamsafar.ground.notices import services as notices
from hamsafar.ground.organisation import services as organisation
from hamsafar.identify.consent import services as consent
from hamsafar.identify.people import keys
from hamsafar.identify.people import services as people
from hamsafar.store.erasure import services as erasure
from hamsafar.store.events import services as events

from .test_asking_from_end_to_end import HOUR, NOON, key

DAY, MINUTE = dt.timedelta(days=1), dt.timedelta(minutes=1)


@pytest.fixture
def company(api, office, ali, monkeypatch):
    """Sara can be written to; a day after a delivery she is asked what she thinks of what she bought."""
    monkeypatch.setattr(public, "READ_SECONDS", -1)
    rate_limits.forget_all()
    keys.set_exceptions({})
    people.wire(people_feed.wiring())
    asking.catch_up()
    with clock.frozen_at(NOON):
        messaging.change_mail(mail_at(office.port))
        notices.choose(organisation.get_member(ali.pk), (), by=ali)  # what the team hears is tried elsewhere
        contact.change_policy(contact.Policy(budgets=(contact.Budget(contacts=2, days=7),), rest_days=0))
        reviews.change_policy(Policy(auto_from=1))
        traits = {"email": "sara@example.com", "first_name": "سارا", "language": "fa"}
        api.post("/v1/identify", {"userId": "sara", "messageId": "i-sara", "traits": traits, "timestamp": NOON.isoformat()})
        rule = asking.save(asking.Rule(asks=REVIEW, event="Order Delivered", delay=DAY))
        yield asking.switch(rule.id, on=True)
    people.wire(None)
    keys.set_exceptions({})


def track(api, event: str, at: dt.datetime, /, **properties) -> None:
    said = {"userId": "sara", "event": event, "messageId": f"{event}-{at.isoformat()}", "timestamp": at.isoformat()}
    assert api.post("/v1/track", said | {"properties": properties}).status == 200


def go_on(at: dt.datetime) -> None:
    """What the server's threads do, one after another."""
    with clock.frozen_at(at):
        intake.carry_outbox()
        events.settle(20)
        people.catch_up()
        asking.catch_up()
        jobs.run_due()


def bought(api) -> None:
    lines = [{"product_id": "k-1", "name": "کتری برقی", "url": "https://shop.example/k-1"}, {"product_id": "s-2", "name": "شال نخی"}]
    track(api, "Order Completed", NOON, order_id="88213", products=lines, revenue=100)
    track(api, "Order Delivered", NOON + HOUR, order_id="88213")
    go_on(NOON + HOUR)
    go_on(NOON + DAY + 2 * HOUR)


def starred(letter, star: str) -> str:
    """Where one star of the letter leads."""
    links = {label: escaping.unescape(url) for url, label in re.findall(r'href="([^"]+)"[^>]*>([\d۰-۹]+) ★</a>', html_of(letter))}
    return Client().get(urlsplit(links[star]).path)["Location"]


def test_an_order_becomes_a_letter_a_review_a_word_on_the_timeline_and_on_the_shops_page(api, company, office):
    bought(api)
    letter = office.only()
    assert letter["To"] == "sara@example.com" and "شال نخی" in html_of(letter)
    parts = urlsplit(starred(letter, "۴"))
    page = Client().get(f"{parts.path}?{parts.query}").content.decode()
    assert 'value="4" checked' in page and 'value="سارا"' in page
    name = re.search(r'name="(stars\.\d+)" value="4" checked', page)[1]
    with clock.frozen_at(NOON + DAY + 3 * HOUR):
        Client().post(parts.path, {name: "4", name.replace("stars", "text"): "زود جوش می‌آورد", "author": "سارا"})
    go_on(NOON + DAY + 3 * HOUR)
    (told,) = told_of("Review Posted")
    assert (told.properties["verified"], told.properties["order_id"], told.properties["product_id"]) == (True, "88213", "k-1")
    assert "زود جوش می‌آورد" in Client().get("/v/p/k-1").content.decode()
    assert asking.tally_of(company.id).asked == 1


def told_of(name: str) -> list:
    found = events.timeline(key("sara"), scope=events.Scope())
    return [each for each in found.happenings if each.name == name]


def test_the_second_order_asks_only_about_what_was_not_reviewed(api, company, office):
    bought(api)
    row = RequestRow.objects.get()
    posting.post_all(row, {product: posting.Written(stars="5") for product in requesting.products_in(row)[:1]})
    at = NOON + 9 * DAY
    with clock.frozen_at(at):
        lines = [{"product_id": "k-1", "name": "کتری برقی"}, {"product_id": "z-3", "name": "زیرانداز"}]
        track(api, "Order Completed", at, order_id="90001", products=lines)
        track(api, "Order Delivered", at, order_id="90001")
    go_on(at)
    go_on(at + DAY + HOUR)
    assert len(office.letters) == 2 and "زیرانداز" in office.letters[1]["Subject"] and "کتری" not in html_of(office.letters[1])


def test_the_team_sees_who_wrote_it(api, company, office, ali, client_of):
    bought(api)
    row = RequestRow.objects.get()
    (review,) = posting.post_all(row, {requesting.products_in(row)[0]: posting.Written(stars="1", text="خراب شد")})
    at = NOON + DAY + 3 * HOUR
    case = CaseRow.objects.create(person=key("sara"), unit="", told_at=at, opened_at=at, due_at=at)
    ComplaintRow.objects.create(case=case, source=review.source, message_id=review.message_id, name="Review Posted", at=at)
    page = client_of("ali").get(f"/reviews/{review.id}").content.decode()
    assert f"/customers/{people.key_text(key('sara'))}" in page
    assert f'href="/cases/{case.pk}"' in page


def written(stars: str = "4", text: str = "زود جوش می‌آورد") -> ReviewRow:
    row = RequestRow.objects.get()
    (review,) = posting.post_all(row, {requesting.products_in(row)[0]: posting.Written(stars=stars, text=text)})
    return review


def test_whoever_wrote_hears_once_that_it_is_shown_and_once_that_it_was_answered(api, company, office, ali):
    reviews.change_policy(Policy())
    bought(api)
    at = NOON + DAY + 3 * HOUR
    with clock.frozen_at(at):
        review = written()
        deciding.approve("review", review.id, by=ali)
        deciding.undo("review", review.id, by=ali)
    go_on(at + HOUR)
    assert len(office.letters) == 1, "what was taken back at once is not told"
    for hours in (1, 2):
        with clock.frozen_at(at + hours * HOUR):
            deciding.approve("review", review.id, by=ali)
        go_on(at + hours * HOUR + 15 * MINUTE)
        with clock.frozen_at(at + hours * HOUR + 20 * MINUTE):
            deciding.undo("review", review.id, by=ali)
    with clock.frozen_at(at + 3 * HOUR):
        deciding.approve("review", review.id, by=ali)
        deciding.reply(review.id, "ممنون که نوشتید.", by=ali)
    go_on(at + 4 * HOUR)
    _asked, shown, answered = office.letters
    assert "کتری برقی" in shown["Subject"]
    assert "ممنون که نوشتید." in html_of(answered)


def test_who_does_not_want_to_hear_from_us_is_not_told(api, company, office, ali):
    reviews.change_policy(Policy())
    bought(api)
    consent.decide(key("sara"), purpose=contact.SERVICE, choice=consent.Choice.WITHDRAWN, evidence="phone", by=None)
    at = NOON + DAY + 3 * HOUR
    with clock.frozen_at(at):
        deciding.approve("review", written().id, by=ali)
    go_on(at + HOUR)
    assert len(office.letters) == 1


def test_a_product_that_somebody_looked_at_can_be_asked_about(api, company):
    track(api, "Product Viewed", NOON, product_id="lamp-7", name="چراغ مطالعه", url="https://shop.example/lamp")
    go_on(NOON + HOUR)
    found = around.find_product("lamp-7")
    assert found is not None and (found.name, found.url) == ("چراغ مطالعه", "https://shop.example/lamp")
    assert around.find_product("never") is None
    said = {"token": tokens.page_token(), "product": "lamp-7", "text": "چند وات است؟", "lang": "fa"}
    assert Client().post("/v/-/ask", said).status_code == 303
    assert QuestionRow.objects.get().product.name == "چراغ مطالعه"


def test_a_strangers_code_comes_by_a_real_letter(api, company, office):
    reviews.change_policy(Policy(strangers="code"))
    reviews.add_product(reviews.Bought(key="k-1", name="کتری"))
    said = {"token": tokens.page_token(), "product": "k-1", "stars": "3", "email": "nima@example.com", "lang": "en"}
    assert Client().post("/v/-/post", said).status_code == 200
    jobs.run_due()
    letter = office.only()
    assert letter["To"] == "nima@example.com" and tokens.code_of(ReviewRow.objects.get().id) in letter["Subject"]


def test_forgetting_sara_forgets_her_reviews_her_photos_and_her_links(api, company, office, ali):
    bought(api)
    row = RequestRow.objects.get()
    product = requesting.products_in(row)[0]
    (review,) = posting.post_all(row, {product: posting.Written(stars="2", text="نشتی دارد", pictures=[picture(size=(30, 30))])})
    photo = PhotoRow.objects.get()
    deciding.decline("review", review.id, why="spam", by=ali)
    go_on(NOON + DAY + 3 * HOUR)
    receipt = erasure.erase(key("sara"), by=None)
    assert receipt.remnants == {}
    assert not photos.path_of(photo.id).exists()
    assert not ReviewRow.objects.exists() and not RequestRow.objects.exists() and not PhotoRow.objects.exists()
