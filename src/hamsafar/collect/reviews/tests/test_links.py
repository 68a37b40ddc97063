"""Reviews by personal link: what proves the purchase, what is kept and told, and what changes nothing."""

import datetime as dt
import io
import uuid

import pytest
from django.test import Client
from PIL import Image

from hamsafar.base import clock
from hamsafar.collect.reviews import photos, services, tokens
from hamsafar.collect.reviews.contracts import Policy
from hamsafar.collect.reviews.models import PhotoRow, RequestRow, ReviewRow

from .conftest import KETTLE, path_of, picture, said_of, send, told


def page(asked, query: str = "", **headers) -> str:
    return Client(headers=headers).get(path_of(asked.url) + query).content.decode()


def test_a_buyer_rates_what_they_bought_and_the_spine_hears_of_it(ask, open_policy):
    asked = ask()
    answer = send(asked, stars="5", title="عالی", text="زود جوش می‌آورد", pros="سبک\n\nبی‌صدا", author="سارا")
    assert answer.status_code == 303
    (review,) = ReviewRow.objects.all()
    assert (review.rating, review.is_verified, review.order_id, review.pros, review.state) == (5, True, "88213", ["سبک", "بی‌صدا"], "shown")
    (event,) = told()
    said = said_of(event)
    assert (event.name, event.unit, event.channel) == ("Review Posted", "tehran", "email")
    assert [(each.kind, each.value) for each in event.identifiers] == [("email", "sara@example.com")]
    assert (said["product"], said["product_id"], said["rating"], said["verified"], said["order_id"]) == (
        KETTLE.name,
        "k-1",
        5,
        True,
        "88213",
    )
    assert said["text"] == "عالی\nزود جوش می‌آورد\nسبک\nبی‌صدا"


def test_each_product_of_the_order_is_rated_for_itself(ask):
    send(ask(), stars="5", stars2="2", text2="نخ‌کش شد")
    assert sorted(ReviewRow.objects.values_list("product__key", "rating")) == [("k-1", 5), ("s-2", 2)]


def test_what_a_buyer_wrote_stands_on_their_page_in_full(ask):
    asked = ask()
    send(asked, stars="5", title="عالی", text="زود جوش می‌آورد", pros="سبک", cons="سیم کوتاه")
    shown = page(asked, "&lang=fa")
    assert all(words in shown for words in ("عالی", "زود جوش می‌آورد", "سبک", "سیم کوتاه"))


def test_the_product_whose_stars_are_missing_is_marked_and_unfolded(ask):
    shown = send(ask(), stars="5", text2="نخ‌کش شد").content.decode()
    first, second = (part.split(">")[0] for part in shown.split('<section class="question')[1:3])
    assert ("is-wrong" in first, "is-wrong" in second) == (False, True)
    assert "folded" not in second and not ReviewRow.objects.exists()


def test_a_second_sending_changes_nothing(ask):
    asked = ask()
    send(asked, stars="5", text="خوب")
    send(asked, stars="1", text="بد")
    assert list(ReviewRow.objects.values_list("rating", "text")) == [(5, "خوب")]
    assert len(told()) == 1


def changed(asked, **said):
    """By the form that the link leads to."""
    row = ReviewRow.objects.get()
    form = {f"{name}.{row.product_id}": value for name, value in {"stars": "5", **said}.items()}
    return Client().post(path_of(asked.url), form | {"change": str(row.product_id), "author": "سارا"})


def test_a_buyer_changes_what_they_wrote_and_the_shown_one_stays_until_somebody_looked(ask, open_policy, client_of, ali):
    asked = ask()
    send(asked, stars="5", text="زود جوش می‌آورد", author="سارا")
    row = ReviewRow.objects.get()
    form = page(asked, f"&change={row.product_id}")
    assert 'name="change"' in form and 'value="5" checked' in form and "زود جوش می‌آورد</textarea>" in form
    assert changed(asked, stars="2", text="پس از یک ماه خراب شد").status_code == 303
    changed(asked, stars="2", text="پس از یک ماه خراب شد")  # the button was pressed twice
    row.refresh_from_db()
    assert (row.rating, row.state) == (5, "shown")
    assert "زود جوش می‌آورد" in Client().get("/v/p/k-1").content.decode()
    assert "نسخهٔ تازهٔ شما" in page(asked, "&lang=fa")
    alis = client_of("ali", language="en")
    assert "changed by its writer" in alis.get("/reviews").content.decode()
    compared = alis.get(f"/reviews/{row.id}").content.decode()
    assert "زود جوش می‌آورد</del>" in compared.replace(" </del>", "</del>") and "پس از یک ماه خراب شد</ins>" in compared
    assert "5 stars of 5</del>" in compared and "پس از یک ماه خراب شد</p>" in compared
    alis.post(f"/reviews/{row.id}/approve")
    row.refresh_from_db()
    assert (row.rating, row.text, row.state) == (2, "پس از یک ماه خراب شد", "shown")
    assert "پس از یک ماه خراب شد" in Client().get("/v/p/k-1").content.decode()
    assert [event.name for event in told()] == ["Review Posted", "Review Changed"]
    assert (said_of(told()[1])["rating"], said_of(told()[1])["rating_before"]) == (2, 5)


def test_a_new_version_that_is_declined_leaves_the_old_one(ask, open_policy, client_of, ali):
    asked = ask()
    send(asked, stars="4", text="خوب")
    changed(asked, stars="1", text="زنگ بزنید ۰۹۱۲۱۲۳۴۵۶۷")
    row = ReviewRow.objects.get()
    alis = client_of("ali", language="en")
    alis.post(f"/reviews/{row.id}/leave")
    assert row.change.signs == ["contact"], "not without a reason"
    alis.post(f"/reviews/{row.id}/leave", {"why": "private"})
    row = ReviewRow.objects.get()
    assert (row.rating, row.text, hasattr(row, "change")) == (4, "خوب", False)


def test_what_still_waits_or_was_declined_is_looked_at_as_it_is_now(ask, client_of, ali):
    asked = ask()
    send(asked, stars="4", text="خوب")
    changed(asked, stars="3", text="متوسط")
    row = ReviewRow.objects.get()
    assert (row.rating, row.text, row.state) == (3, "متوسط", "held")
    client_of("ali").post(f"/reviews/{row.id}/decline", {"why": "beside"})
    changed(asked, stars="3", text="کتری متوسطی است")
    row.refresh_from_db()
    assert (row.text, row.state, row.why) == ("کتری متوسطی است", "held", "")


def test_nobody_changes_what_they_did_not_write(ask, open_policy):
    asked = ask()
    send(asked, stars="4", text="خوب")
    other = Client().post(path_of(asked.url), {"change": "99999", "stars.99999": "1"})
    assert other.status_code == 404
    assert ReviewRow.objects.get().rating == 4 and len(told()) == 1


def test_what_was_left_out_can_be_reviewed_later(ask):
    asked = ask()
    send(asked, stars="5")
    send(asked, stars2="4")
    assert ReviewRow.objects.count() == 2


def test_a_star_in_the_letter_opens_the_form_with_that_star_and_posts_nothing(ask):
    asked = ask()
    found = Client().get(path_of(asked.stars[3].url)).content.decode()
    assert 'value="4" checked' in found
    assert not ReviewRow.objects.exists() and not told()


def test_the_same_key_gives_the_same_link(ask):
    first, second = ask(), ask(products=(KETTLE,))
    assert (first.url, first.is_new, second.is_new) == (second.url, True, False)
    assert RequestRow.objects.count() == 1


@pytest.mark.parametrize("token", ["nothing", "A" * 38, tokens.link_token(uuid.UUID(int=7))], ids=["short", "forged", "of nobody"])
@pytest.mark.parametrize("language, words", [("fa", "این نشانی"), ("en", "This link is not complete")])
def test_a_foreign_link_says_so_in_the_persons_language(db, token, language, words):
    answer = Client(headers={"Accept-Language": language}).get(f"/v/i/{token}")
    assert answer.status_code == 404
    assert words in answer.content.decode()


def test_a_link_that_is_over_takes_nothing(ask):
    asked = ask(expires_at=clock.now() - dt.timedelta(seconds=1))
    assert Client().get(path_of(asked.url)).status_code == 410
    assert send(asked, stars="5").status_code == 410
    assert not ReviewRow.objects.exists()


@pytest.mark.parametrize(
    "fields",
    [
        {}, {"text": "بی‌ستاره"}, {"stars": "6"}, {"stars": "0"}, {"stars": "۵"}, {"stars": "5", "text": "x" * 5001},
        {"stars": "5", "stars2": "nine"}, {"stars": "5", "website": "http://spam.example"},
    ],
    ids=["nothing", "no stars", "six", "none", "other digits", "a book", "one of two wrong", "a robot"],
)  # fmt: skip
def test_bad_input_gets_a_clear_page_and_changes_nothing(ask, fields):
    answer = send(ask(), **fields)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
    assert not ReviewRow.objects.exists() and not told()


def test_what_was_typed_stays_in_the_form_when_something_is_wrong(ask):
    found = send(ask(), stars2="9", text="سه بار استفاده کردم").content.decode()
    assert "سه بار استفاده کردم" in found


def test_markup_in_a_review_stays_text(ask, open_policy):
    send(ask(), stars="1", title="<script>alert(1)</script>", text="<img src=x onerror=alert(1)>", author="</article>")
    found = Client().get("/v/p/k-1").content.decode()
    assert "<script>alert" not in found and "<img src=x" not in found
    assert "&lt;img src=x onerror" in found


def test_a_product_that_was_not_bought_cannot_be_rated_by_the_link(ask):
    asked = ask(products=(KETTLE,))
    other = ask(key="order 2").products[1]
    Client().post(path_of(asked.url), {f"stars.{other.id}": "1"})
    assert not ReviewRow.objects.exists()


def test_who_has_reviewed_a_product_is_not_asked_about_it_again(ask):
    send(ask(), stars="5")
    left = services.not_reviewed([KETTLE], people=[17])
    assert left == []
    assert services.not_reviewed([KETTLE], people=[18]) == [KETTLE]


# Photos


def test_a_photo_is_written_anew_without_what_the_camera_hid_in_it(ask, open_policy):
    exif = Image.Exif()
    exif[0x010F] = "A camera that knows where it was"
    send(ask(), stars="5", photos=picture(exif=exif))
    photo = PhotoRow.objects.get()
    kept = photos.path_of(photo.id).read_bytes()
    assert b"camera that knows" not in kept
    with Image.open(io.BytesIO(kept)) as image:
        assert (image.format, image.size, dict(image.getexif())) == ("JPEG", (1600, 800), {})
    answer = Client().get(f"/v/-/photo/{photo.id.hex}/small")
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("image/jpeg", "nosniff")


@pytest.mark.parametrize(
    "upload",
    [
        lambda: picture("page.jpg", kind="GIF"),
        lambda: _bytes(b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
        lambda: _bytes(b"\xff\xd8\xff" + b"nonsense" * 100),
        lambda: picture(size=(9000, 5000)),
        lambda: _bytes(b"x" * (photos.MEGABYTES * 1024 * 1024 + 1)),
    ],
    ids=["gif", "svg", "torn", "too many pixels", "too heavy"],
)
def test_what_is_not_a_photo_is_refused_and_nothing_of_the_review_is_kept(ask, upload):
    answer = send(ask(), stars="5", photos=upload())
    assert answer.status_code == 422
    assert not ReviewRow.objects.exists() and not PhotoRow.objects.exists()


def _bytes(content: bytes):
    from django.core.files.uploadedfile import SimpleUploadedFile

    return SimpleUploadedFile("photo.jpg", content)


def test_more_photos_than_the_settings_allow_are_refused(ask):
    services.change_policy(Policy(photos=1))
    assert send(ask(), stars="5", photos=[picture(size=(9, 9)), picture(size=(9, 9))]).status_code == 422


def test_a_photo_of_a_review_that_waits_is_not_shown(ask):
    send(ask(), stars="5", photos=picture(size=(20, 20)))
    assert Client().get(f"/v/-/photo/{PhotoRow.objects.get().id.hex}/large").status_code == 404


def test_a_large_photo_with_colours_of_a_table_and_holes_is_written_anew_too(ask):
    upload = picture("logo.png", size=(5000, 3000), kind="PNG")
    send(ask(), stars="4", photos=[upload, picture("flat.webp", size=(50, 50), kind="WEBP")])
    assert sorted(PhotoRow.objects.values_list("width", "height")) == [(50, 50), (1600, 960)]


def test_the_form_is_offered_only_in_the_languages_of_the_settings(ask):
    asked = ask(language="en")
    services.change_policy(Policy(languages=("fa",)))
    assert 'lang="fa"' in page(asked, "?lang=en") and "hreflang" not in page(asked)
