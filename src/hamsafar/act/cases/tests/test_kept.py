"""How the loop goes is counted behind the page on a large spine: the page says so, and shows it when it is there."""

import pytest

from hamsafar.ground.jobs import services as jobs
from hamsafar.measure.shelf import services as shelf


@pytest.fixture
def large(monkeypatch):
    monkeypatch.setattr(shelf.events, "newest", lambda: 1_000_000)


@pytest.mark.parametrize("language", ["fa", "en"])
def test_the_first_look_waits_behind_the_page_and_the_next_has_figures_and_says_of_when(event_store, large, client_of, ali, language):
    client = client_of("ali", language=language)
    first = client.get("/cases/loop").content.decode()
    assert 'aria-busy="true"' in first and 'class="card stats"' not in first
    while jobs.run_due():
        pass
    then = client.get("/cases/loop").content.decode()
    assert "aria-busy" not in then and 'class="card stats"' in then
    assert {"fa": "ارقام", "en": "figures of"}[language] in then
