"""What everybody sees of a product: only what is shown, all of it counted, nothing made up."""

import json
import re

import pytest
from django.test import Client

from hamsafar.collect.reviews import deciding, posting, services, tokens
from hamsafar.collect.reviews.contracts import Policy, State
from hamsafar.collect.reviews.models import AnswerRow, QuestionRow, ReportRow, ReviewRow, TopicRow, VoteRow
from hamsafar.ground.jobs import services as jobs

from .conftest import KETTLE, SCARF, picture, said_of, send, told


@pytest.fixture
def reviewed(ask, open_policy):
    """Five buyers of the kettle: 5, 5, 4, 2 and 1 stars."""
    texts = (
        ("5", "عالی است و زود جوش می‌آورد"),
        ("5", "راضی‌ام"),
        ("4", "Good kettle, quick"),
        ("2", "صدایش زیاد است"),
        ("1", "پس از یک هفته خراب شد"),
    )
    for number, (stars, text) in enumerate(texts):
        send(ask(f"order {number}", who=f"buyer{number}@example.com"), stars=stars, text=text, author=f"خریدار {number}")


def data(**query) -> dict:
    return Client().get("/v/-/data.json", {"product": "k-1", **query}).json()


def page(**query) -> str:
    return Client(headers={"Accept-Language": "en"}).get("/v/p/k-1", query).content.decode()


def form(**fields) -> dict:
    return {"token": tokens.page_token(), "lang": "en", "product": "k-1", **fields}


def post(what: str, **fields):
    return Client().post(f"/v/-/{what}", form(**fields))


def one(**facts) -> ReviewRow:
    return ReviewRow.objects.get(**facts)


def test_the_summary_counts_every_shown_review_whatever_is_filtered(reviewed):
    found = data(stars="5")
    assert found["summary"]["stars"] == {"1": 1, "2": 1, "3": 0, "4": 1, "5": 2}
    assert (found["summary"]["n"], found["summary"]["mean"], found["summary"]["verified"], found["found"]) == (5, 3.4, 5, 2)


def test_what_waits_or_was_declined_is_nowhere(ask, ali):
    send(ask(), stars="5", text="waiting words")
    assert data()["summary"]["n"] == 0 and "waiting words" not in page()
    deciding.decline("review", one().id, why="spam", by=ali)
    assert data()["reviews"] == []


@pytest.mark.parametrize(
    "query, ratings",
    [
        ({}, [1, 2, 4, 5, 5]), ({"sort": "best"}, [5, 5, 4, 2, 1]), ({"sort": "worst"}, [1, 2, 4, 5, 5]), ({"in": "en"}, [4]),
        ({"q": "جوش مي آورد"}, [5]), ({"q": "KETTLE"}, [4]), ({"photos": "1"}, []), ({"verified": "1"}, [1, 2, 4, 5, 5]),
        ({"topic": "quality"}, [1]), ({"stars": "9"}, [1, 2, 4, 5, 5]), ({"page": "99"}, []), ({"sort": "'; drop"}, [1, 2, 4, 5, 5]),
    ],
    ids=str,
)  # fmt: skip
def test_reviews_are_found_by_what_a_reader_looks_for(reviewed, query, ratings):
    TopicRow.objects.create(review=one(rating=1), topic="quality")
    assert [each["stars"] for each in data(**query)["reviews"]] == ratings


@pytest.mark.parametrize("page", ["9" * 5000, "²", "-1", "0", "x"])
def test_a_page_number_that_makes_no_sense_is_the_first_page(reviewed, page):
    assert Client().get("/v/p/k-1", {"page": page}).status_code == 200


def test_a_page_holds_ten_and_leads_to_the_next(ask, open_policy):
    for number in range(12):
        send(ask(f"order {number}", who=f"b{number}@example.com"), stars="4", text=f"text {number}")
    first, second = data(), data(page="2")
    assert (len(first["reviews"]), len(second["reviews"]), first["pages"]) == (10, 2, 2)
    assert re.search(r'href="[^"]*page=2[^"]*" data-go rel="next"', page())


def test_json_ld_tells_what_is_shown_and_nothing_without_reviews(reviewed, ask):
    said = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page(), re.S)[1])
    assert (said["@type"], said["sku"], said["url"]) == ("Product", "k-1", KETTLE.url)
    assert said["aggregateRating"]["ratingValue"] == 3.4 and said["aggregateRating"]["reviewCount"] == 5
    assert {each["reviewRating"]["ratingValue"] for each in said["review"]} == {1, 2, 4, 5}
    assert "ld+json" not in Client().get("/v/p/s-2").content.decode()


def test_json_ld_cannot_be_ended_by_a_review(ask, open_policy):
    send(ask(), stars="5", text="</script><script>alert(1)</script>")
    assert "</script><script>alert" not in page()


def test_any_site_may_fetch_it_and_an_unchanged_piece_does_not_travel_twice(reviewed):
    answer = Client().get("/v/p/k-1?piece=1&lang=fa")
    assert answer["Access-Control-Allow-Origin"] == "*" and answer["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "max-age=60" in answer["Cache-Control"] and "Set-Cookie" not in answer
    again = Client(headers={"If-None-Match": answer["ETag"]}).get("/v/p/k-1?piece=1&lang=fa")
    assert (again.status_code, again.content) == (304, b"")
    assert 'dir="rtl"' in answer.json()["html"] and answer.json()["jsonld"]["sku"] == "k-1"


def test_an_unknown_product_says_so(db):
    assert Client().get("/v/p/none").status_code == 404
    answer = Client().get("/v/p/none?piece=1&lang=fa")
    assert (answer.status_code, answer.json()["code"]) == (404, "product_unknown")


# Helpful votes and reports


def test_one_browser_votes_once_and_may_think_again(reviewed):
    review = one(rating=2)
    for helpful in ("1", "1", "0"):
        assert post("vote", review=review.id, helpful=helpful, voter="a browser").status_code == 303
    post("vote", review=review.id, helpful="1", voter="another")
    review.refresh_from_db()
    assert (review.helpful, review.unhelpful, VoteRow.objects.count()) == (1, 1, 2)


def test_what_many_found_helpful_comes_first(reviewed):
    for number in range(4):
        post("vote", review=one(rating=2).id, helpful="1", voter=f"browser {number}")
    assert data(sort="helpful")["reviews"][0]["stars"] == 2


def test_a_report_hides_nothing_and_reaches_the_team(reviewed):
    review = one(rating=1)
    assert post("report", review=review.id, why="fake", note="I doubt it").status_code == 303
    post("report", review=review.id, why="fake")
    review.refresh_from_db()
    assert (review.reports, review.state, ReportRow.objects.count()) == (1, State.SHOWN, 1)


@pytest.mark.parametrize(
    "fields, status",
    [
        ({"website": "x"}, 422),
        ({"token": "p:forged:x"}, 422),
        ({"review": "nothing"}, 404),
        ({"review": "00000000-0000-4000-8000-000000000000"}, 404),
    ],
    ids=["robot", "forged", "no id", "unknown"],
)
def test_a_hostile_vote_changes_nothing(reviewed, fields, status):
    answer = post("vote", **{"review": one(rating=1).id, "helpful": "1", **fields})
    assert answer.status_code == status and not VoteRow.objects.exists()


# Questions and answers


def test_a_question_waits_is_told_and_then_answered_by_a_buyer_with_a_link(ask, ali):
    asked = ask()
    answer = post("ask", text="با برق ۱۱۰ ولت کار می‌کند؟", author="نیما")
    assert answer.status_code == 303
    question = QuestionRow.objects.get()
    assert question.state == State.HELD and "۱۱۰" not in page()
    (event,) = told()
    assert (event.name, said_of(event)["text"]) == ("Product Question Asked", "با برق ۱۱۰ ولت کار می‌کند؟")
    deciding.approve("question", question.id, by=ali)
    send(asked, question=str(question.id), answer="نه، فقط ۲۲۰", author="سارا")
    kept = AnswerRow.objects.get()
    assert (kept.is_verified, kept.state) == (True, State.HELD)
    deciding.approve("answer", kept.id, by=ali)
    (shown,) = data()["questions"]
    assert shown["answers"][0]["text"] == "نه، فقط ۲۲۰" and shown["answers"][0]["bought"]


def test_the_team_answers_in_the_companys_name(ask, ali):
    ask()
    post("ask", text="Does it whistle?")
    question = QuestionRow.objects.get()
    deciding.answer_as_team(question.id, "No, it clicks.", by=ali, author="Ali")
    assert data()["questions"][0]["answers"][0]["by_team"]


def test_a_question_about_a_product_that_only_the_spine_knows_is_taken(db, around):
    around.products["new-9"] = SCARF.__class__(key="new-9", name="Lamp")
    assert post("ask", product="new-9", text="How bright?").status_code == 303
    assert post("ask", product="never-heard", text="?").status_code == 404
    assert QuestionRow.objects.get().product.name == "Lamp"


# Without a link


def test_strangers_are_sent_away_unless_the_settings_take_them(ask):
    ask()
    answer = post("post", stars="1", text="never bought it")
    assert answer.status_code == 403 and not ReviewRow.objects.exists()


def test_a_stranger_is_never_marked_as_a_buyer_and_waits(ask):
    ask()
    services.change_policy(Policy(auto_from=1, strangers="held"))
    post("post", stars="5", text="lovely", author="Somebody")
    review = one()
    assert (review.is_verified, review.state, review.order_id) == (False, State.HELD, "")
    assert said_of(told()[-1])["verified"] is False


def test_a_stranger_proves_their_address_by_a_code(ask, around):
    ask()
    services.change_policy(Policy(auto_from=1, strangers="code"))
    page = post("post", stars="2", text="hm", email="Nima@Example.com").content.decode()
    assert not told()
    jobs.run_due()
    ((email, code),) = around.codes
    pending = re.search(r'name="pending" value="([^"]+)"', page)[1]
    assert (
        Client().post("/v/-/confirm", {"pending": pending, "code": "000000" if code != "000000" else "1", "lang": "en"}).status_code == 422
    )
    assert Client().post("/v/-/confirm", {"pending": pending, "code": code}).status_code == 303
    review = one()
    assert (review.state, review.is_verified, email) == (State.SHOWN, False, "nima@example.com")
    assert [event.name for event in told()] == ["Review Posted"]


def test_a_code_cannot_be_guessed(ask, around):
    ask()
    services.change_policy(Policy(strangers="code"))
    page = post("post", stars="2", email="nima@example.com").content.decode()
    pending = re.search(r'name="pending" value="([^"]+)"', page)[1]
    right = tokens.code_of(one().id)
    for number in range(posting.TRIES):
        Client().post("/v/-/confirm", {"pending": pending, "code": f"{(int(right) + number + 1) % 1_000_000:06d}"})
    assert Client().post("/v/-/confirm", {"pending": pending, "code": right}).status_code == 422
    assert one().state == State.UNCONFIRMED


def test_strangers_fill_nobodys_letter_box(ask, around):
    ask()
    services.change_policy(Policy(strangers="code"))
    answers = [post("post", stars="2", text="hm", email="nima@example.com").status_code for _ in range(6)]
    assert answers == [200] * 4 + [429] * 2
    assert post("post", stars="2", text="hm", email="sara@example.com").status_code == 200


# Side by side


def test_two_products_with_few_reviews_are_not_told_apart(reviewed):
    found = Client(headers={"Accept-Language": "en"}).get("/v/-/compare?product=k-1&product=s-2").content.decode()
    assert KETTLE.name in found and SCARF.name in found and "too few reviews" in found


def test_photos_of_what_is_shown_stand_in_the_page(ask, open_policy):
    send(ask(), stars="5", photos=picture(size=(40, 40)))
    assert re.search(r'<img src="[^"]+/v/-/photo/[0-9a-f]{32}/small"', page())
    assert data()["summary"]["with_photos"] == 1
