"""Pages whose figures take long on a large spine: the first look waits behind the page, the next has them and says of when they are."""

import datetime as dt

import pytest

from hamsafar.collect.surveys import services as surveys
from hamsafar.config.demo import asked, warming
from hamsafar.ground.jobs import services as jobs
from hamsafar.measure.shelf import services as shelf


@pytest.fixture
def large(monkeypatch):
    monkeypatch.setattr(shelf.events, "newest", lambda: 1_000_000)


@pytest.mark.parametrize("language", ["fa", "en"])
@pytest.mark.parametrize("page", ["/cases/loop", "/referrals", "/mentions/report", "/ideas", "results"])
def test_the_first_look_waits_and_the_next_says_of_when_its_figures_are(event_store, large, client_of, ali, page, language):
    if page == "results":
        asked._settled(dt.date(2026, 1, 1))
        page = f"/surveys/{surveys.list_surveys()[0].id}/results"
    client = client_of("ali", language=language)
    first = client.get(page).content.decode()
    assert 'aria-busy="true"' in first and f'hx-get="{page}"' in first
    while jobs.run_due():
        pass
    then = client.get(page).content.decode()
    assert 'aria-busy="true"' not in then
    assert {"fa": "ارقام", "en": "figures of"}[language] in then


def test_what_the_demo_computes_beforehand_is_what_a_visitor_asks_for(event_store, large, client_of, ali):
    asked._settled(dt.date(2026, 1, 1))
    warming.warm()
    for language in ("fa", "en"):
        client = client_of("ali", language=language)
        for page in ("/cases/loop", "/referrals", "/mentions/report", "/ideas", f"/surveys/{surveys.list_surveys()[0].id}/results"):
            assert 'aria-busy="true"' not in client.get(page).content.decode(), page
