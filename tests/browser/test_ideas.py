"""The idea portal as customers use it, and how a wish that came true reaches those who wished."""

import re
import time

import pytest

from hamsafar.act.messaging.tests.post_office import html_of, post_office
from tests.browser.conftest import rest

PUBLIC = [("/i", "board"), ("/i/1", "idea"), ("/i/roadmap", "roadmap"), ("/i/new", "new"), ("/i/sign-in", "sign-in")]
TEAM = [("/ideas", "team"), ("/ideas/1", "team-idea"), ("/ideas/waiting", "team-waiting"), ("/ideas/setup", "team-setup")]


@pytest.fixture(scope="module")
def office():
    with post_office() as office:
        yield office


@pytest.fixture
def mail(office, visit):
    """E-mail is set up, as Ali does it."""
    page = visit("/settings/mail", language="en")
    facts = {"host": "127.0.0.1", "port": str(office.port), "from_name": "Avand", "from_email": "hello@avand.example"}
    for name, value in facts.items():
        page.fill(f"[name={name}]", value)
    page.select_option("[name=security]", "none")
    page.locator("form:has([name=host]) button.main").click()
    rest(page)
    return office


def until(true, seconds: float = 120):
    for _ in range(int(seconds * 10)):
        if found := true():
            return found
        time.sleep(0.1)
    raise AssertionError("it did not happen in time")


def letter_to(office, address: str, about: str = ""):
    return until(lambda: next((each for each in reversed(office.letters) if each["To"] == address and about in each["Subject"]), None))


def sign_in(page, office, address: str) -> None:
    page.fill("[name=email]", address)
    page.locator("form:has([name=email]) button.main").click()
    page.wait_for_selector("[name=code]")
    page.fill("[name=code]", letter_to(office, address)["Subject"].split()[0])
    page.locator("form:has([name=code]) button.main").click()
    page.wait_for_url(re.compile(r"/i(/\d+|\?|$)"))


@pytest.mark.parametrize(("language", "width"), [("fa", 390), ("fa", 1440), ("en", 390), ("en", 1440)])
@pytest.mark.parametrize(("path", "name"), PUBLIC)
def test_the_portal_reads_well(visit, look, path, name, language, width):
    page = visit(path, who="", language=language, width=width)
    assert page.get_attribute("html", "dir") == ("rtl" if language == "fa" else "ltr")
    look(page, f"ideas-{name}-{language}-{width}")


@pytest.mark.parametrize("language", ["fa", "en"])
def test_the_portal_reads_well_in_the_dark(visit, look, language):
    look(visit("/i/1", who="", language=language, theme="dark", width=390), f"ideas-idea-{language}-dark")


@pytest.mark.parametrize(("language", "width"), [("fa", 1440), ("en", 390)])
@pytest.mark.parametrize(("path", "name"), TEAM)
def test_the_pages_of_the_team_read_well(visit, look, path, name, language, width):
    look(visit(path, language=language, width=width), f"ideas-{name}-{language}-{width}")


def test_similar_ideas_appear_while_one_types(visit, mail):
    page = visit("/i/new", who="")
    page.locator("#title").press_sequentially("تخفيف دانشجويي", delay=20)
    page.locator("#similar a", has_text="تخفیف برای دانشجوها").wait_for()
    page.fill("#title", "پرداخت قسطی برای یخچال")
    until(lambda: page.locator("#similar a").count() == 0)
    assert page.problems == []


@pytest.mark.parametrize("language", ["fa", "en"])
def test_a_wish_is_posted_voted_for_shipped_and_everybody_is_told(visit, look, mail, language):
    title = {"fa": "ارسال شبانه تا ساعت ۲۳", "en": "Gift wrapping with a note"}[language]
    author, voter = f"author-{language}@example.com", f"voter-{language}@example.com"

    page = visit("/i/new", who="", language=language, width=390)
    page.fill("#title", title)
    page.wait_for_timeout(1700)
    page.locator("form:has(#title) button.main").click()
    sign_in(page, mail, author)
    page.locator("h1", has_text=title).wait_for()
    address = page.url.partition("?")[0]
    path = "/i/" + address.rpartition("/")[2]
    look(page, f"ideas-posted-{language}")

    other = visit(path, who="", language=language)
    other.locator(".vote button").click()
    sign_in(other, mail, voter)
    other.locator(".vote .mine").wait_for()
    assert other.locator(".vote strong").inner_text() in ("2", "۲")
    other.locator(".vote button").press("Enter")  # taken back, and given again, without leaving the page
    other.locator(".vote button:not(.mine)").wait_for()
    other.locator(".vote button").press("Enter")
    other.locator(".vote .mine").wait_for()
    assert other.problems == []

    team = visit(path.replace("/i/", "/ideas/"), language=language)
    team.fill("#answer", "از امشب." if language == "fa" else "From tonight on.")
    team.locator("form:has(#answer) button").click()
    rest(team)
    done = "انجام شد" if language == "fa" else "Done"
    team.select_option("#status", label=done)
    team.locator("form:has(#status) button").click()
    team.locator("form[action$='/tell-now'] button").click()
    for who in (author, voter):
        told = letter_to(mail, who, about=title)
        assert ("از امشب." if language == "fa" else "From tonight on.") in html_of(told) or title in told["Subject"]
    until(lambda: team.reload() and team.locator(".chip.good", has_text="2" if language == "en" else "۲").count())
    look(team, f"ideas-told-{language}")
    time.sleep(2)
    assert sum(each["To"] == voter and title in each["Subject"] for each in mail.letters) == 1
