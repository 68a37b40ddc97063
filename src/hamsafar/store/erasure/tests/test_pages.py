import pytest

from hamsafar.store.erasure import services as erasure

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("language", ["fa", "en"])
def test_ali_says_how_long_events_are_kept(client_of, ali, language):
    client = client_of("ali", language=language)
    assert client.get("/settings/privacy").status_code == 200
    assert client.post("/settings/privacy", {"browsing": "12", "own": "24"}).status_code == 302
    kept = {rule.family: rule.months for rule in erasure.list_rules()}
    assert (kept["browsing"], kept["own"], kept["orders"]) == (12, 24, None)
    assert client.post("/settings/privacy", {"browsing": "-3"}).status_code == 422
    assert client.post("/settings/privacy", {}).status_code == 302
    assert all(rule.months is None for rule in erasure.list_rules())


def test_bahar_sees_nothing_of_it(client_of, bahar):
    assert client_of("bahar").get("/settings/privacy").status_code in (403, 404)


def test_an_unknown_receipt_is_not_there(client_of, ali):
    assert client_of("ali").get("/settings/privacy/receipt/00000000-0000-4000-8000-000000000000").status_code == 404


def test_every_family_has_a_name():
    assert set(erasure.FAMILY_NAMES) == set(erasure.FAMILIES)
