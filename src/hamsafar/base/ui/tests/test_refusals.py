"""How a refusal reaches whoever asked, and what every answer carries."""

import logging

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import path

from hamsafar.base import rate_limits
from hamsafar.base.errors import BadInput, NotFound, SignInNeeded, TooManyRequests
from hamsafar.config import urls as real
from hamsafar.ground.organisation.services import public

REFUSALS = {"missing": NotFound(), "closed": SignInNeeded(), "often": TooManyRequests(seconds=7), "bad": BadInput(reason="<b>no</b>")}


@public
def refuse(request, what):
    raise REFUSALS[what]


@public
def break_down(request):
    raise RuntimeError("a bug")


def undeclared(request):
    return HttpResponse("should not be reached")


urlpatterns = [
    path("refuse/<str:what>", refuse),
    path("api/refuse/<str:what>", refuse),
    path("break", break_down),
    path("undeclared", undeclared),
    *real.urlpatterns,
]
handler400, handler403, handler404, handler500 = real.handler400, real.handler403, real.handler404, real.handler500
pytestmark = [pytest.mark.urls(__name__), pytest.mark.django_db]


def test_a_person_gets_a_page_in_their_language(client_of):
    answer = client_of("", "en").get("/refuse/missing")
    assert answer.status_code == 404
    assert "There is nothing here, or you may not see it." in answer.content.decode()
    assert "اینجا چیزی نیست" in client_of("", "fa").get("/refuse/missing").content.decode()


def test_htmx_gets_a_toast_beside_the_page(client_of):
    answer = client_of("", "en").get("/refuse/bad", headers={"HX-Request": "true"})
    assert (answer.status_code, answer["HX-Retarget"], answer["HX-Reselect"]) == (400, "#toasts", "unset")
    assert "&lt;b&gt;no&lt;/b&gt;" in answer.content.decode()
    assert "<html" not in answer.content.decode()


def test_htmx_whose_session_ended_gets_the_question_to_sign_in(client_of):
    answer = client_of("", "en").get("/refuse/closed", headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/events"})
    assert answer.status_code == 401
    assert "Your session has ended" in answer.content.decode()


@pytest.mark.parametrize(("language", "detail"), [("en", "Please sign in first."), ("fa", "لطفاً اول وارد شوید.")])
def test_a_program_gets_problem_json_in_the_language_it_asks_for(client_of, language, detail):
    answer = client_of().get("/api/refuse/closed", headers={"Accept-Language": language})
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json() == {
        "type": "urn:hamsafar:problem:sign_in_needed",
        "title": "Unauthorized",
        "status": 401,
        "code": "sign_in_needed",
        "detail": detail,
    }


def test_a_browsers_guess_does_not_choose_the_language_of_a_page(client_of):
    assert 'lang="fa"' in client_of().get("/sign-in", headers={"Accept-Language": "en-GB"}, follow=True).content.decode()


def test_whoever_asks_too_often_is_told_how_long_to_wait(client_of):
    answer = client_of().get("/api/refuse/often")
    assert (answer.status_code, answer["Retry-After"]) == (429, "7")


def test_a_bug_reaches_the_log_and_shows_no_traceback(client_of, caplog):
    client = client_of("", "en")
    client.raise_request_exception = False
    with caplog.at_level(logging.ERROR):
        answer = client.get("/break")
    assert answer.status_code == 500
    assert "a bug" not in answer.content.decode()
    assert "RuntimeError" in caplog.text


def test_a_view_that_declares_nothing_is_not_reached_even_by_the_owner(client_of, ali):
    assert client_of("ali").get("/undeclared").status_code == 404


@pytest.mark.parametrize("address", ["/nowhere", "/refuse/missing", "/sign-in", "/break"])
def test_every_answer_carries_the_policy(client_of, address):
    client = client_of()
    client.raise_request_exception = False
    answer = client.get(address)
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert answer["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize(
    "address", ["/sign-in?next=%00", "/%ff%fe", "/join/%00", "/settings/unit/%E2%80%AE", "/sign-in?next=" + "x" * 5000]
)
def test_a_hostile_address_is_answered_calmly(client_of, ali, address):
    assert client_of("ali").get(address).status_code in (200, 302, 400, 404)


@pytest.mark.parametrize("body", [b"\xff\xfe", b"%00=%00", b"email=%FF&password=%00", b"a" * 10_000])
def test_a_hostile_form_is_answered_calmly(client_of, ali, body):
    answer = client_of().post("/sign-in", body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code in (400, 422)


@pytest.mark.parametrize(
    ("address", "asked", "said"),
    [
        ("/sign-in", {"language": "en"}, "That was more than"),
        ("/sign-in", {"language": "fa"}, "بیش از آن"),
        ("/s/-/answer", {"accept": "en"}, "That was more than"),
        ("/s/-/answer", {"accept": "fa"}, "بیش از آن"),
    ],
)
@pytest.mark.parametrize("enforces", [True, False])
def test_a_form_of_too_many_fields_is_refused_in_the_readers_language_and_is_no_incident(ali, caplog, address, asked, said, enforces):
    client = Client(enforce_csrf_checks=enforces, headers={"Accept-Language": asked.get("accept", "")})
    client.cookies["django_language"], client.cookies["csrftoken"] = asked.get("language", ""), "a" * 32
    form = "&".join(f"f{n}=1" for n in range(1100))
    with caplog.at_level(logging.WARNING):
        answer = client.post(address, form, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 400
    assert said in answer.content.decode()
    assert caplog.text == ""


def test_an_address_of_too_many_parts_is_refused_too(client_of, caplog):
    with caplog.at_level(logging.WARNING):
        answer = client_of("", "en").get("/i?" + "&".join(f"f{n}=1" for n in range(1100)))
    assert (answer.status_code, caplog.text) == (400, "")


def test_tries_are_counted_per_key_and_forgotten_after_success():
    limit = rate_limits.Limit(tries=2, seconds=60)
    rate_limits.forget_all()
    rate_limits.hit("ali", limit)
    rate_limits.hit("ali", limit)
    with pytest.raises(TooManyRequests) as refused:
        rate_limits.hit("ali", limit)
    assert 0 < refused.value.facts["seconds"] <= 60
    rate_limits.hit("bahar", limit)
    rate_limits.forget("ali")
    rate_limits.hit("ali", limit)
