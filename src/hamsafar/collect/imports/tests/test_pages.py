"""Pages of imports: bring a file, say what it means, try, start, see the account."""

import pytest
from asgiref.sync import async_to_sync
from django.core.files.uploadedfile import SimpleUploadedFile

from hamsafar.collect.imports import services
from hamsafar.ground.jobs import services as jobs

pytestmark = pytest.mark.django_db

FORM = {
    "source": "shop-orders", "space": "shop", "event": "Order Completed", "currency": "IRT", "calendar": "auto", "zone": "",
    "channel": "web",
    "role-0": "property", "name-0": "order_id", "role-1": "person.user_id", "role-2": "timestamp", "role-3": "amount",
}  # fmt: skip


@pytest.fixture
def brought(orders, ali):
    return services.upload([orders.read_bytes()], name="orders.csv", by=ali)


def bring(client, body: bytes, name: str = "orders.csv"):
    return client.post("/imports", {"file": SimpleUploadedFile(name, body)})


@pytest.mark.parametrize("language", ["fa", "en"])
def test_the_list_is_there_in_both_languages(client_of, ali, language):
    answer = client_of("ali", language=language).get("/imports")
    assert answer.status_code == 200
    assert ("درون‌ریزی" if language == "fa" else "Imports") in answer.content.decode()


def test_ali_brings_a_file_and_sees_its_first_lines(client_of, ali, orders):
    client = client_of("ali", language="en")
    answer = bring(client, orders.read_bytes())
    assert answer.status_code == 302
    page = client.get(answer["Location"]).content.decode()
    assert "250000" in page
    assert '<option value="person.user_id" selected>' in page  # the column customer was understood


def test_a_file_that_cannot_be_read_is_refused_on_the_page(client_of, ali):
    answer = bring(client_of("ali", language="en"), b"\x89PNG\r\n\x1a\n" + bytes(range(32)) * 50, "picture.png")
    assert answer.status_code == 422
    assert "none of CSV" in answer.content.decode()


@pytest.mark.parametrize("language", ["fa", "en"])
def test_trying_shows_what_would_come_and_records_nothing(client_of, ali, brought, language):
    answer = client_of("ali", language=language).post(f"/imports/{brought.id}/try", FORM)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "به دست" in page or "source: shop-orders" in page
    assert services.get_import(brought.id).status is services.Status.READY


def test_what_was_clicked_and_what_is_written_is_one_mapping(client_of, ali, brought):
    client = client_of("ali", language="en")
    clicked = client.post(f"/imports/{brought.id}/try", FORM).content.decode()
    text = clicked[clicked.index("source: shop-orders") : clicked.rindex("</pre>")]
    written = client.post(f"/imports/{brought.id}/try", {"text": text.replace("&#x27;", "'").replace("&quot;", '"')}).content.decode()
    assert text in written


def test_a_mapping_with_a_mistake_is_explained(client_of, ali, brought):
    answer = client_of("ali", language="en").post(f"/imports/{brought.id}/try", {"text": "source: x\nspace: y\nevent: E\ntime: z\n"})
    assert answer.status_code == 422
    assert "“time” is not known here" in answer.content.decode()


def test_from_start_to_the_account(client_of, ali, brought, spine, monkeypatch):
    monkeypatch.setattr(services, "_record", spine)
    client = client_of("ali", language="en")
    answer = client.post(f"/imports/{brought.id}/start", FORM | {"keep_as": "our shop"})
    assert answer.status_code == 302
    waiting = client.get(f"/imports/{brought.id}").content.decode()
    assert 'hx-trigger="every 1s"' in waiting
    jobs.run_due()
    assert client.get(f"/imports/{brought.id}/progress")["HX-Refresh"] == "true"
    page = client.get(f"/imports/{brought.id}").content.decode()
    assert "Rejected lines" in page
    assert "is empty" in page
    assert services.get_mapping("our shop").text in page.replace("&#x27;", "'")


def test_htmx_is_sent_on_by_a_header(client_of, ali, brought):
    answer = client_of("ali").post(f"/imports/{brought.id}/start", FORM, headers={"HX-Request": "true"})
    assert (answer.status_code, answer["HX-Redirect"]) == (200, f"/imports/{brought.id}")


def test_rejected_lines_download_in_the_readers_language(client_of, orders, orders_map, ali, spine):
    record = services.run_file(orders, orders_map, sink=spine)
    answer = client_of("ali", language="fa").get(f"/imports/{record.id}/rejected.csv")
    body = async_to_sync(_whole)(answer).decode("utf-8-sig")
    assert answer["Content-Disposition"] == 'attachment; filename="rejected-orders.csv.csv"'
    assert "ستون" in body
    assert body.count("\r\n") == 3


async def _whole(answer) -> bytes:
    return b"".join([chunk async for chunk in answer.streaming_content])


def test_an_import_stops_goes_on_and_is_deleted(client_of, ali, brought, orders_map):
    services.start(brought.id, orders_map, by=ali)
    client = client_of("ali", language="en")
    client.post(f"/imports/{brought.id}/stop")
    assert services.get_import(brought.id).status is services.Status.CANCELLED
    assert "Go on" in client.get(f"/imports/{brought.id}").content.decode()
    client.post(f"/imports/{brought.id}/resume")
    assert services.get_import(brought.id).status is services.Status.WAITING
    client.post(f"/imports/{brought.id}/stop")
    client.post(f"/imports/{brought.id}/delete")
    assert client.get(f"/imports/{brought.id}").status_code == 404


@pytest.mark.parametrize("language", ["fa", "en"])
def test_the_mapping_can_be_written_and_begun_with_one_that_ships(client_of, ali, brought, language):
    client = client_of("ali", language=language)
    assert "source:" in client.get(f"/imports/{brought.id}?as=text").content.decode()
    assert "source: orders" in client.get(f"/imports/{brought.id}?mapping=orders").content.decode()


def test_a_wrong_guess_can_be_corrected(client_of, ali):
    record = services.upload(["شهر\nدبى\n".encode("windows-1256")], name="f.csv", by=ali)
    client = client_of("ali")
    assert "دبى" in client.get(f"/imports/{record.id}").content.decode()
    assert "دبى" not in client.get(f"/imports/{record.id}?encoding=windows-1252").content.decode()
    assert services.preview(record.id).inspection.shape.encoding == "windows-1252"  # what was corrected stays


@pytest.mark.parametrize(("who", "status"), [("", 302), ("stranger", 404), ("dara", 403), ("bahar", 403)])
def test_others_may_not_see_imports(client_of, request, ali, brought, who, status):
    client = client_of(who)
    for path in ("/imports", f"/imports/{brought.id}", f"/imports/{brought.id}/rejected.csv", f"/imports/{brought.id}/progress"):
        assert client.get(path).status_code == status
    assert client.post(f"/imports/{brought.id}/start", FORM).status_code == status
    assert services.get_import(brought.id).status is services.Status.READY
