"""Places, files and brands, as whoever sets them up meets them."""

from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from hamsafar.base import uploads
from hamsafar.collect.mentions import files
from hamsafar.collect.mentions import services as mentions
from hamsafar.collect.mentions.models import FileRow
from hamsafar.collect.mentions.services import Kind
from hamsafar.ground.jobs import services as jobs
from hamsafar.ground.organisation import services as organisation

from .conftest import told

CSV = (
    "شناسه,نام کاربری,امتیاز,متن,تاریخ انتشار\n"
    "1,sara,۲,ارسال آوند دیر بود,۱۴۰۵/۰۷/۲۰\n2,reza,۹,آوند خوب است,۱۴۰۵/۰۷/۲۱\n3,ali,۴,آوند عالی است,1405/07/22\n"
)
NEW = {"name": "بازار", "network": "bazaar", "kind": "review", "unnamed": "ours", "about": "own", "unit": "", "space": ""}


@pytest.mark.parametrize("language", ["fa", "en"])
@pytest.mark.parametrize(
    "path",
    [
        "/mentions/places",
        "/mentions/brands",
        "/mentions/brands/new",
        *(f"/mentions/places/new?by={by}" for by in ("csv", "feed", "webhook")),
    ],
)
def test_pages_open_in_both_languages(brands, client_of, ali, path, language):
    assert client_of("ali", language=language).get(path).status_code == 200


def test_a_webhook_is_set_up_and_shows_its_address_and_secret(brands, client_of, ali):
    answer = client_of("ali").post("/mentions/places/new?by=webhook", {**NEW, "is_on": "on", "reply_url": ""})
    (place,) = mentions.list_places()
    page = client_of("ali").get(answer.url).content.decode()
    assert place.facts["secret"] in page and f"/in/mentions/{place.slug}" in page


@pytest.mark.parametrize("bad", [{"name": ""}, {"reply_url": "ftp://x"}, {"space": "Ä"}, {"unit": "nowhere"}, {"about": "nobody"}])
def test_a_form_that_is_wrong_is_shown_again(brands, client_of, ali, bad):
    assert client_of("ali").post("/mentions/places/new?by=webhook", {**NEW, "is_on": "on", **bad}).status_code == 422
    assert not mentions.list_places()


def test_a_file_is_uploaded_its_columns_told_and_read_once(place, client_of, ali):
    here, alis = place("csv", kind=Kind.REVIEW, network="bazaar"), client_of("ali")
    answer = alis.post(f"/mentions/places/{here.id}/files", {"file": SimpleUploadedFile("نظرها.csv", CSV.encode())})
    page = alis.get(answer.url).content.decode()
    assert "ارسال آوند دیر بود" in page
    row = FileRow.objects.get()
    assert row.roles == {"id": "شناسه", "handle": "نام کاربری", "rating": "امتیاز", "text": "متن", "at": "تاریخ انتشار"}
    assert alis.post(answer.url, row.roles).status_code == 302
    jobs.run_due()
    row.refresh_from_db()
    assert (row.state, row.counts["new"], row.counts["unreadable"], row.counts["bad_rating"]) == ("done", 2, 1, 1)
    assert not (files._folder() / row.id.hex).exists()
    (first, said), _second = told()
    assert first.timestamp.isoformat() == "2026-10-11T20:30:00+00:00" and said["rating"] == 2 and said["handle"] == "sara"
    assert "۲" in alis.get(f"/mentions/places/{here.id}").content.decode()


def test_a_file_without_words_and_ratings_is_sent_back(place, client_of, ali):
    here, alis = place("csv"), client_of("ali")
    answer = alis.post(f"/mentions/places/{here.id}/files", {"file": SimpleUploadedFile("x.csv", b"a,b\n1,2\n")})
    assert alis.post(answer.url, {"id": "a"}).status_code == 422


def test_what_is_no_table_is_refused_and_not_kept(place, client_of, ali):
    here = place("csv")
    before = set(files._folder().iterdir())
    client_of("ali").post(f"/mentions/places/{here.id}/files", {"file": SimpleUploadedFile("x.csv", b"")})
    client_of("ali").post(f"/mentions/places/{here.id}/files", {"file": SimpleUploadedFile("x.xlsx", b"PK\x03\x04broken")})
    assert not FileRow.objects.exists() and set(files._folder().iterdir()) == before


def test_a_table_is_on_the_disk_before_anybody_hears_of_it(place, ali, monkeypatch):
    settled = []
    monkeypatch.setattr(uploads, "settle", lambda *paths: settled.extend((path, path.read_text()) for path in paths))
    file = files.upload(place("csv").id, [CSV.encode()], name="x.csv", by=ali)
    assert settled == [(files._folder() / file.id.hex, CSV)]


def test_files_that_wait_go_with_whoever_is_forgotten(place, ali):
    here = place("csv")
    file = files.upload(here.id, [CSV.encode()], name="x.csv", by=ali)
    assert files.forget(["sara@example.com"]) == 1
    assert not (files._folder() / file.id.hex).exists()


def test_a_lead_of_one_unit_sees_and_makes_only_its_places(brands, client_of, db):
    from django.test import Client

    from hamsafar.ground.organisation import services as organisation

    lead = organisation.create_member(
        email="lead@example.com",
        name="Lead",
        password="travel with me 1405",
        grants=[organisation.Grant(role=organisation.Role.CX_LEAD, unit="parts")],
    )
    theirs = mentions.add_place(connector="webhook", name="A", unit="parts-kish")
    other = mentions.add_place(connector="webhook", name="B", unit="tehran")
    client = Client()
    client.force_login(lead)
    assert client.get(f"/mentions/places/{theirs.id}").status_code == 200
    for path in ("", "/archive", "/secret", "/look"):
        method = client.get if not path else client.post
        assert method(f"/mentions/places/{other.id}{path}").status_code == 404
    assert client.post("/mentions/places/new?by=webhook", {**NEW, "is_on": "on", "unit": "tehran"}).status_code == 422
    assert client.post("/mentions/places/new?by=webhook", {**NEW, "is_on": "on", "unit": ""}).status_code == 422
    words = {"name_fa": "نیلا", "name_en": "Nila", "words": "nila", "not_words": ""}
    known = mentions.list_brands()
    assert client.get("/mentions/brands").status_code == 403
    for path in ("new", "own", "own/drop"):
        assert client.post(f"/mentions/brands/{path}", words).status_code == 403
    assert mentions.list_brands() == known and 'href="/mentions/brands"' not in client.get("/mentions/places").content.decode()


def test_brands_are_told_apart_by_their_words_from_then_on(place, client_of, ali):
    client_of("ali").post("/mentions/brands/new", {"name_fa": "نیلا", "name_en": "Nila", "words": "نیلا\nnila shop", "not_words": ""})
    assert mentions.get_brand("nila").words == ("نیلا", "nila shop")
    assert client_of("ali").post("/mentions/brands/new", {"name_fa": "", "name_en": "", "words": "x"}).status_code == 422
    assert client_of("ali").post("/mentions/brands/nila/drop").status_code == 302
    assert client_of("ali").post("/mentions/brands/own/drop").status_code == 409


def test_our_brand_takes_the_name_that_the_company_is_given_later(client_of, ali):
    organisation.change_company(replace(organisation.company(), name=""))
    assert "Our company, not named yet" in client_of("ali", language="en").get("/mentions/brands").content.decode()
    organisation.change_company(replace(organisation.company(), name="دیبانو"))
    (own,) = [brand for brand in mentions.list_brands() if brand.is_own]
    assert (own.name_in("fa"), own.words) == ("دیبانو", ("دیبانو",))
