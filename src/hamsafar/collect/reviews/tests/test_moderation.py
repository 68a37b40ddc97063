"""What the team decides: shown or declined with a reason, counted, taken back; and only by those who may."""

import pytest

from hamsafar.base import clock
from hamsafar.collect.intake.services import Identifier
from hamsafar.collect.reviews import deciding, judging, reading, services
from hamsafar.collect.reviews.contracts import Policy, Sign, State
from hamsafar.collect.reviews.errors import BadPolicy, NoReason, NothingToUndo
from hamsafar.collect.reviews.models import DecisionRow, PhotoRow, ProductRow, QuestionRow, ReviewRow
from hamsafar.collect.reviews.openness import openness
from hamsafar.collect.reviews.shown import estimate_of
from hamsafar.ground.audit import services as audit

from .conftest import picture, send
from .test_public import post


@pytest.fixture
def held(ask) -> ReviewRow:
    send(ask(), stars="2", title="Leaks", text="It leaks at the lid.", author="Sara")
    return ReviewRow.objects.get()


def state_of(row: ReviewRow) -> str:
    row.refresh_from_db()
    return row.state


def test_what_is_declined_keeps_its_reason_for_the_owner(held, ali):
    deciding.decline("review", held.id, why="beside", note="about the courier", by=ali)
    found = openness()
    assert (found.decided, found.declined, {why.value: n for why, n in found.reasons.items()}) == (1, 1, {"beside": 1})
    assert [line.declined for line in found.lines] == [0, 0, 0, 1, 0]
    assert audit.list_entries(deed="reviews.review_declined")[0].facts == {"why": "beside"}


@pytest.mark.parametrize("why", ["", "too critical", "none"])
def test_nothing_is_declined_without_a_reason_of_the_list(held, ali, why):
    with pytest.raises(NoReason):
        deciding.decline("review", held.id, why=why, by=ali)
    assert state_of(held) == State.HELD


def test_a_decision_can_be_taken_back_once(held, ali):
    deciding.decline("review", held.id, why="spam", by=ali)
    deciding.undo("review", held.id, by=ali)
    assert state_of(held) == State.HELD and openness().declined == 0
    with pytest.raises(NothingToUndo):
        deciding.undo("review", held.id, by=ali)


def test_counts_stay_when_the_review_is_erased(held, ali):
    deciding.decline("review", held.id, why="spam", by=ali)
    assert services.forget([held_name(held)], []) >= 1
    assert not ReviewRow.objects.exists() and openness().declined == 1


def test_whoever_has_more_names_than_a_question_takes_is_forgotten_too(held):
    """A device in a shop, a browser that forgets: one question of the database takes no thousand of them."""
    many = [Identifier("web", "anonymous_id", f"a{number}") for number in range(1_500)]
    assert services.forget_files([*many, held_name(held)], []) == 0 and services.forget([*many, held_name(held)], []) >= 1
    assert not ReviewRow.objects.exists()


def held_name(row: ReviewRow):
    return Identifier(row.space, row.kind, row.value)


def test_a_lopsided_team_is_told_so(ask, ali, open_policy):
    for number in range(24):
        send(ask(f"order {number}", who=f"b{number}@example.com"), stars="1" if number % 2 else "5")
    for row in ReviewRow.objects.filter(rating=1):
        deciding.decline("review", row.id, why="fake", by=ali)
    assert openness().is_lopsided


def test_who_lets_only_praise_out_at_once_is_warned(db):
    assert judging.favours_praise(Policy(auto_from=4))
    assert not judging.favours_praise(Policy(auto_from=4, auto_upto=2))
    assert not judging.favours_praise(Policy(auto_from=1)) and not judging.favours_praise(Policy())


@pytest.mark.parametrize(
    "text, sign",
    [
        ("بیایید به www.shop.example", Sign.LINK), ("تلفن من ۰۹۱۲ ۱۲۳ ۴۵۶۷ است", Sign.CONTACT), ("write to me@home.example", Sign.CONTACT),
        ("فروشنده كلاه‌بردار است", Sign.WORD), ("از فروشنده راضی‌ام، ۱۴۰۵ خریدم", None), ("3.5 of 5, a 1200 W kettle", None),
    ],
)  # fmt: skip
def test_what_should_be_looked_at_first_is_noticed(text, sign):
    found = judging.signs_of(text, Policy(words=("کلاه بردار", "کلاه‌بردار")))
    assert (sign in found) if sign else not found


def test_a_sign_holds_even_what_the_settings_would_show(ask, open_policy):
    send(ask(), stars="5", text="see http://spam.example")
    assert ReviewRow.objects.get().state == State.HELD


def test_the_words_of_another_review_are_noticed(ask, open_policy):
    text = "این کتری بهترین خریدی بود که امسال کرده‌ام، به همه پیشنهاد می‌کنم"
    for number in range(2):
        send(ask(f"order {number}", who=f"b{number}@example.com"), stars="5", text=text)
    assert sorted(ReviewRow.objects.values_list("state", flat=True)) == ["held", "shown"]


def test_settings_that_cannot_be_are_refused(db):
    for wrong in (Policy(auto_from=0), Policy(colour="red;"), Policy(strangers="all"), Policy(languages=()), Policy(photos=99)):
        with pytest.raises(BadPolicy):
            services.change_policy(wrong)
    assert services.policy() == Policy()


# Pages


def test_bahar_shows_a_review_and_replies_to_it(client_of, bahar, held):
    page = client_of("bahar", language="en").get("/reviews").content.decode()
    assert "It leaks at the lid." in page
    assert client_of("bahar").post(f"/reviews/{held.id}/approve").status_code == 302
    client_of("bahar").post(f"/reviews/{held.id}/reply", {"reply": "We send you a new lid."})
    public = client_of(language="en").get("/v/p/k-1?lang=en").content.decode()
    assert "It leaks at the lid." in public and "We send you a new lid." in public


def test_a_reason_must_be_chosen_on_the_page_too(client_of, bahar, held):
    answer = client_of("bahar", language="en").post(f"/reviews/{held.id}/decline", {}, follow=True)
    assert "Choose why it is not to be shown." in answer.content.decode() and state_of(held) == State.HELD


def test_many_are_shown_at_once_from_the_list(client_of, bahar, ask):
    for number in range(3):
        send(ask(f"order {number}", who=f"b{number}@example.com"), stars="4")
    picked = [str(id) for id in ReviewRow.objects.values_list("id", flat=True)][:2]
    client_of("bahar").post("/reviews/bulk", {"picked": [*picked, "nonsense"]})
    assert ReviewRow.objects.filter(state=State.SHOWN).count() == 2


def test_kian_of_another_unit_neither_sees_nor_decides(client_of, kian, held):
    client = client_of("kian")
    assert client.get(f"/reviews/{held.id}").status_code == 404
    assert client.post(f"/reviews/{held.id}/approve").status_code == 404
    assert "It leaks" not in client.get("/reviews").content.decode() and state_of(held) == State.HELD


def test_dara_reads_but_does_not_decide(client_of, dara, held):
    page = client_of("dara", language="en").get(f"/reviews/{held.id}").content.decode()
    assert "It leaks at the lid." in page and "/approve" not in page
    assert client_of("dara").post(f"/reviews/{held.id}/approve").status_code == 403


def test_a_photo_that_waits_is_seen_by_the_team_and_can_be_removed(client_of, bahar, ask):
    send(ask(), stars="5", photos=picture(size=(30, 30)))
    photo = PhotoRow.objects.get()
    assert client_of("bahar").get(f"/reviews/photos/{photo.id}/small")["Content-Type"] == "image/jpeg"
    client_of("bahar").post(f"/reviews/photos/{photo.id}/remove")
    assert not PhotoRow.objects.exists() and ReviewRow.objects.get().photos == 0


@pytest.mark.parametrize("language", ["fa", "en"])
@pytest.mark.parametrize(
    "path", ["", "?tab=reported", "?tab=all&state=declined", "/questions", "/products", "/products/new", "/not-shown", "/settings", "/shop"]
)
def test_every_page_stands_empty_and_full(client_of, ali, ask, language, path):
    client = client_of("ali", language=language)
    assert client.get(f"/reviews{path}").status_code == 200
    send(ask(), stars="1", text="بد")
    deciding.decline("review", ReviewRow.objects.get().id, why="spam", by=ali)
    assert client.get(f"/reviews{path}").status_code == 200


def test_ali_changes_the_settings(client_of, ali):
    said = {
        "auto_from": "4", "auto_upto": "0", "strangers": "code", "questions": "open", "photos": "۲", "days": "30",
        "words": "دزد\nکلاه‌بردار",
        "languages": ["fa", "en"], "colour": "#AA3355", "look": "device",
    }  # fmt: skip
    answer = client_of("ali", language="en").post("/reviews/settings", said, follow=True)
    assert "a rating that is too good" in answer.content.decode()
    kept = services.policy()
    assert (kept.auto_from, kept.photos, kept.words, kept.colour, kept.strangers) == (4, 2, ("دزد", "کلاه‌بردار"), "#aa3355", "code")


def test_ali_adds_a_product_and_sees_its_rating_with_its_interval(client_of, ali, ask, open_policy):
    client = client_of("ali", language="en")
    client.post("/reviews/products/new", {"key": "k-1", "name": "Kettle", "url": "https://shop.example/k"})
    for number in range(3):
        send(ask(f"order {number}", who=f"b{number}@example.com"), stars="5")
    page = client.get(f"/reviews/products/{ProductRow.objects.get(key='k-1').pk}").content.decode()
    assert "from 3 reviews" in page and "with 95 percent between" in page and "data-hamsafar-reviews" in page


def test_a_team_answer_shows_the_question(client_of, bahar, ask):
    ask()
    post("ask", text="Does it whistle?")
    row = QuestionRow.objects.get()
    QuestionRow.objects.update(unit="tehran")
    assert "Does it whistle?" in client_of("bahar").get("/reviews/questions").content.decode()
    client_of("bahar").post(f"/reviews/questions/{row.id}/answer", {"text": "No."})
    assert reading.get_question(row.id).state == State.SHOWN


def test_three_equal_ratings_are_not_certain():
    few, many = estimate_of({5: 3}), estimate_of({5: 300})
    assert few.value == many.value == 5.0 and few.low < 4 < many.low <= 5


def test_a_decision_of_the_settings_is_written_down_too(ask, open_policy):
    send(ask(), stars="5")
    row = DecisionRow.objects.get()
    assert (row.by, row.to, row.waited) == ("", State.SHOWN, 0) and row.at <= clock.now()
