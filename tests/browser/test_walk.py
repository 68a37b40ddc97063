"""The whole loop, in Chromium and in both directions, from a question to "you said, we did".

A survey is built; it is answered by its link, from a letter, in a widget and on a kiosk; what was said is read; a case is opened and
closed; an idea is done, and whoever voted for it hears so, once.
"""

import json
import re
import time
import urllib.request
from dataclasses import dataclass
from typing import Any

import pytest

from hamsafar.act.messaging.tests.post_office import PostOffice, html_of, post_office, text_of
from tests.browser.conftest import rest
from tests.browser.test_cases import by_key, opened, rules  # noqa: F401 (fixture)
from tests.browser.test_kiosk import emptied
from tests.browser.test_surveys import begin
from tests.browser.test_widget import choose, panel, shop, until  # noqa: F401 (fixture)


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    late: str
    reading: str  # how the feeling of it is called
    idea: str
    done: str
    answer: str


WORDS = {
    "fa": Words(
        late="مرواریدی خیلی دیر رسید و جعبه‌اش شکسته بود، افتضاح", reading="ناراضی", idea="ساعت تحویل را خودمان انتخاب کنیم",
        done="انجام شد", answer="از امروز هنگام خرید ساعت تحویل را برمی‌گزینید.",
    ),
    "en": Words(
        late="Pearlwares came very late and the box was broken, terrible", reading="Unhappy", idea="Let us choose the hour of delivery",
        done="Done", answer="From today you choose the hour when you buy.",
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def post(site) -> Any:
    with post_office() as office:
        yield office


@pytest.fixture
def sends_letters(visit, post):
    """Ali enters the company's mail server, and rules of contact that do not make a test wait for the morning."""
    page = visit("/settings/mail", language="en")
    for name, value in {"from_name": "Dibano", "from_email": "cx@dibano.example", "host": "127.0.0.1", "port": str(post.port)}.items():
        page.fill(f"[name={name}]", value)
    page.select_option("[name=security]", "none")
    page.locator("form:has([name=host]) button.main").click()
    page.wait_for_load_state()
    page.goto(page.url.replace("/mail", "/contact"))
    for name, value in {"rest_days": "0", "quiet_start": "00:00", "quiet_end": "00:00"}.items():
        page.fill(f"[name={name}]", value)
    for box in page.locator("[name=quiet_weekdays]:checked, [name=quiet_holidays]:checked").all():
        box.uncheck()
    page.locator("form:has([name=rest_days]) button.main").click()
    page.wait_for_load_state()


@pytest.fixture
def tell(site, key):
    def send(*events: dict[str, Any]) -> None:
        request = urllib.request.Request(
            f"{site}/v1/batch", json.dumps({"batch": events, "writeKey": key}).encode(), {"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(request, timeout=20) as answer:
            assert answer.status == 200

    return send


@pytest.fixture
def stranger(chromium, site):
    """A browser of somebody else."""
    opened = []

    def go(address: str, *, language: str, **options):
        context = chromium.new_context(locale="fa-IR" if language == "fa" else "en-GB", viewport={"width": 390, "height": 800}, **options)
        context.add_cookies([{"name": "django_language", "value": language, "url": site}])
        opened.append(context)
        page = context.new_page()
        page.goto(address if address.startswith("http") else site + address)
        return page

    yield go
    for context in opened:
        context.close()


def letter_to(post: PostOffice, address: str, *, after: int = 0):
    """The next letter to this address, once it is there."""
    for _ in range(480):
        found = [letter for letter in post.letters if address in letter["To"]]
        if len(found) > after:
            return found[after]
        time.sleep(0.25)
    raise AssertionError(f"no letter to {address} in time")


def finish(page, words: str) -> None:
    """Answer what is left: words where words are asked for, the last choice elsewhere."""
    for _ in range(8):
        if page.locator("[data-end]").count():
            return
        page.wait_for_timeout(900)  # nobody reads faster
        if page.locator("[data-question] textarea").count():
            page.fill("[data-question] textarea", words)
        elif page.locator("[data-question] input[type=radio]").count() and not page.locator("[data-question] input:checked").count():
            page.locator("[data-question] label").last.click()
        page.click("form button[type=submit], form button:not([type])")
        page.wait_for_load_state()
    raise AssertionError("the survey does not end")


@pytest.mark.parametrize("language", ["fa", "en"])
def test_from_a_question_to_you_said_we_did(
    visit, look, site, shop, post, sends_letters, tell, stranger, rules, language  # noqa: F811 (fixtures)
):  # fmt: skip
    words, negar, omid = WORDS[language], f"negar-{language}@example.com", f"omid-{language}@example.com"

    # A survey is built and published.
    page = begin(visit, language, "light", 1440, starter="nps")
    page.click("[data-open=publish-dialog]")
    page.click("#publish-dialog .button.main")
    page.wait_for_load_state()
    survey = page.url.split("/surveys/")[1].split("/")[0]
    ways = visit(f"/surveys/{survey}/ways", language=language)
    slug = re.search(r"/s/([a-z0-9]{8})\b", ways.content())[1]

    # By its link.
    finish(stranger(f"/s/{slug}?lang={language}", language=language), "fine")

    # By a letter, after an event: the first answer is clicked inside it.
    made = visit("/asking/new", language=language)
    made.select_option("[name=event]", "-")
    made.fill("[name=own_event]", f"Walked {language}")
    made.select_option("[name=survey]", survey)
    made.select_option("[name=first]", "email")
    made.locator("#rule-form button[name=save]").click()
    made.wait_for_load_state()
    made.locator("form[action$=switch] button").click()
    made.wait_for_selector("form[action$=switch] button[value='0']")
    traits = {"email": negar, "name": "نگار", "locale": language}
    tell(
        {"type": "identify", "userId": negar, "traits": traits, "messageId": f"who-{negar}"},
        {"type": "track", "userId": negar, "event": f"Walked {language}", "messageId": f"walk-{negar}"},
    )
    letter = letter_to(post, negar)
    links = re.findall(r'href="([^"]+)"[^>]*>\s*(?:<[^>]+>\s*)*([0-9۰-۹]+)\s*<', html_of(letter))
    (two,) = {address for address, label in links if label in ("2", "۲")}
    finish(stranger(two.replace("&amp;", "&"), language=language), words.late)

    # In a widget on the shop's own page.
    widget = visit(f"/surveys/{survey}/ways/widget", language=language)
    widget.check("[name=is_on]")
    widget.check("[name=on][value=page]")
    widget.fill("[name='address.0.text']", f"/walk-{language}")
    widget.locator("form button.main").click()
    widget.wait_for_load_state()
    choose(panel(shop(f"/walk-{language}", language=language)), "9")

    # On a kiosk.
    ways = visit(f"/surveys/{survey}/ways", language=language)
    ways.fill("#kiosk-name", "صندوق")
    ways.locator("form[action$='kiosks'] button, form:has(#kiosk-name) button").first.click()
    ways.wait_for_load_state()
    address = ways.locator("code[id^=kiosk-address]").first.text_content()
    kiosk = stranger("/" + address.split("/", 3)[3], language=language, has_touch=True)
    until(kiosk, "document.documentElement.dataset.ready !== undefined")
    kiosk.locator(f"[data-begin={language}]").click()
    kiosk.locator("label:has(input[value='10'])").first.click()
    kiosk.locator("button.next").click()
    kiosk.locator("textarea").wait_for()  # why: nobody has to say
    kiosk.locator("button.next").click()
    kiosk.locator(".end").click()
    emptied(kiosk)

    # What was said is read.
    comments = _until_there(visit, f"/comments?q={words.late.split()[0]}", f"text={words.late}", language)
    comments.locator(".chip", has_text=words.reading).first.wait_for()
    look(comments, f"walk-comments-{language}")

    # A case was opened; somebody gets in touch, finds the cause, mends it, closes it.
    case = opened(visit, words.late.split()[0], language=language)
    case.locator("tbody a").first.click()
    case.wait_for_selector("#timeline")
    case.fill("form[action$='/contacted'] [name=words]", "تلفن زدیم")
    case.click("form[action$='/contacted'] button")
    case.wait_for_selector("#cause")
    case.select_option("#cause", index=2)
    case.click("form[action$='/name'] button")
    case.wait_for_selector("form[action$='/fixed']")
    rest(case)
    by_key(case, "f")
    by_key(case, "e")
    case.wait_for_selector("form[action$='/reopen']")
    look(case, f"walk-case-{language}")

    # An idea of the board is voted for with a code from a letter, and done.
    setup = visit("/ideas/setup", language=language)
    setup.check("[name=is_open]")
    setup.locator("form:has([name=is_open]) button.main").click()
    setup.wait_for_load_state()
    new = visit("/ideas/new", language=language)
    new.fill("[name=title]", words.idea)
    new.locator("main form button.main").click()
    new.wait_for_url(re.compile(r"/ideas/\d+"))
    idea = new.url.rsplit("/", 1)[1].split("?")[0]
    voter = stranger(f"/i/{idea}", language=language)
    voter.locator("form[data-vote] button").click()
    voter.fill("#email", omid)
    voter.locator("form:has(#email) button.main").click()
    voter.wait_for_selector("#code")
    code = re.search(r"\b\d{6}\b", text_of(letter_to(post, omid)).translate({0x6F0 + n: 0x30 + n for n in range(10)}))[0]
    voter.fill("#code", code)
    voter.locator("form:has(#code) button.main").click()
    voter.wait_for_selector("form[data-vote] [aria-pressed=true]")
    tell({"type": "identify", "userId": omid, "traits": {"email": omid, "name": "امید", "locale": language}, "messageId": f"who-{omid}"})

    board = visit(f"/ideas/{idea}", language=language)
    board.fill("#answer", words.answer)
    board.locator("form[action$='/answer'] button").click()
    board.wait_for_load_state()
    board.select_option("#status", label=words.done)
    board.locator("form[action$='/status'] button").click()
    board.wait_for_load_state()
    board.locator("form[action$='/tell-now'] button").click()
    told = letter_to(post, omid, after=1)
    assert words.idea in text_of(told) and words.answer in text_of(told)
    look(_until_there(visit, f"/ideas/{idea}", "ul.rows .chip.good", language), f"walk-idea-{language}")
    assert len([letter for letter in post.letters if omid in letter["To"]]) == 2


def _until_there(visit, path: str, selector: str, language: str):
    """The page, once this stands on it."""
    for _ in range(180):
        page = visit(path, language=language)
        if page.locator(selector).count():
            return page
        page.context.close()
        time.sleep(0.5)
    raise AssertionError(f"{selector} never came to {path}")
