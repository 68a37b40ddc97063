"""Requests that are too long are refused while they come in."""

import asyncio
from uuid import UUID

import pytest
from asgiref.sync import async_to_sync

from hamsafar.base.ui.refusals import TOO_LONG
from hamsafar.collect.reviews.tokens import link_token
from hamsafar.config import bounds
from hamsafar.config.handler import PagesHandler
from hamsafar.ground.organisation import services as organisation

MIB = 1 << 20


class Pages:
    """What Django would get."""

    def __init__(self):
        self.scope, self.body, self.is_gone = {}, 0, False

    async def __call__(self, scope, receive, _send):
        self.scope = scope
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                self.is_gone = True
                return
            self.body += len(message["body"])
            if not message["more_body"]:
                return


def asked(*, path="/people", declared=None, sent=0):
    """What the pages got of a request, what was answered in their place, and how many bytes were taken from the line."""
    pages, answers, pieces = Pages(), [], [MIB] * (sent // MIB)
    heads = [(b"content-length", str(declared).encode())] if declared is not None else []

    async def receive():
        if not pieces:
            return {"type": "http.request", "body": b"", "more_body": False}
        return {"type": "http.request", "body": bytes(pieces.pop()), "more_body": True}

    async def send(message):
        answers.append(message)

    asyncio.run(bounds.Bounded(pages)({"type": "http", "path": path, "headers": heads}, receive, send))
    return pages, answers, sent - sum(pieces)


@pytest.fixture
def known(monkeypatch):
    async def yes(_heads):
        return True

    monkeypatch.setattr(bounds, "_is_known", yes)


@pytest.fixture
def unknown(monkeypatch):
    async def no(_heads):
        return False

    monkeypatch.setattr(bounds, "_is_known", no)


def test_a_request_of_usual_length_passes_untouched():
    pages, answers, _ = asked(declared=3 * MIB, sent=3 * MIB)
    assert (pages.body, answers) == (3 * MIB, [])
    assert TOO_LONG not in pages.scope


def test_nothing_is_taken_of_a_request_that_says_it_is_too_long(known):
    pages, _, taken = asked(declared=9 * MIB, sent=9 * MIB)
    assert (pages.body, taken) == (0, 0)
    assert pages.scope[TOO_LONG] == bounds.MOST


def test_a_request_that_does_not_say_is_cut_off_where_it_becomes_too_long(unknown):
    pages, answers, taken = asked(sent=100 * MIB)
    assert taken <= bounds.MOST + MIB
    assert pages.is_gone
    assert answers[0]["status"] == 413
    assert b"body_too_long" in answers[1]["body"]


def test_a_member_may_bring_a_large_file_where_files_are_brought(known):
    pages, answers, _ = asked(path="/imports", declared=40 * MIB, sent=40 * MIB)
    assert (pages.body, answers) == (40 * MIB, [])
    pages, _, taken = asked(path="/imports", declared=600 * MIB)
    assert (pages.body, taken) == (0, 0)
    pages, _, _ = asked(path="/imports", sent=40 * MIB)
    assert pages.body == 40 * MIB


def test_a_stranger_may_not_even_there(unknown):
    pages, _, taken = asked(path="/imports", declared=40 * MIB, sent=40 * MIB)
    assert (pages.body, taken) == (0, 0)
    pages, answers, _ = asked(path="/imports", sent=40 * MIB)
    assert pages.is_gone and answers[0]["status"] == 413


@pytest.mark.parametrize(("language", "sentence"), [("fa", "مگابایتی"), ("en", "larger than the 8 MB")])
def test_whoever_sent_it_reads_why(db, language, sentence):
    heads = [(b"content-length", b"900000000"), (b"cookie", f"django_language={language}".encode())]
    scope = {"type": "http", "method": "POST", "path": "/people", "query_string": b"", "headers": heads}
    answers = []

    async def send(message):
        answers.append(message)

    async def receive():
        await asyncio.sleep(30)  # the caller waits for the answer

    async_to_sync(bounds.Bounded(PagesHandler()))(scope, receive, send)
    assert answers[0]["status"] == 413
    assert sentence in b"".join(each.get("body", b"") for each in answers[1:]).decode()


def test_a_session_or_an_api_key_is_known(client_of, ali):
    session = client_of("ali").cookies["sessionid"].value
    _, secret = organisation.create_key(name="robot", role=organisation.Role.ANALYST, units=(), by=ali)
    assert organisation.is_known(session=session, authorization="")
    assert organisation.is_known(session="", authorization=f"Bearer {secret}")
    assert not organisation.is_known(session="nobody", authorization="")
    assert not organisation.is_known(session="", authorization="Bearer hk_guess")
    assert not organisation.is_known(session="", authorization="")


@pytest.mark.parametrize("cookie", ["sessionid=abc", "=;;[", "a=b; sessionid=" + "x" * 5000, "\x80"])
def test_any_cookie_is_survived(db, cookie):
    assert async_to_sync(bounds._is_known)({b"cookie": cookie}) is False


def test_a_buyers_link_may_bring_photos_and_a_made_up_one_may_not():
    link = f"{bounds.REVIEWS}{link_token(UUID(int=7))}"
    pages, _answers, _taken = asked(path=link, declared=30 * MIB, sent=30 * MIB)
    assert (TOO_LONG in pages.scope, pages.body) == (False, 30 * MIB)
    assert TOO_LONG in asked(path=link, declared=41 * MIB)[0].scope
    assert TOO_LONG in asked(path=f"{bounds.REVIEWS}{'A' * 38}", declared=30 * MIB)[0].scope
