"""A device in a shop: asks without a net, brings everything in once, begins anew by itself and keeps nothing."""

import re
from dataclasses import dataclass

import pytest

from tests.browser.test_widget import until


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    row: str  # of this device on the page of its survey
    address: str
    ways: str


@pytest.fixture
def devices(site, tmp_path_factory) -> list[Made]:
    lines = next(tmp_path_factory.getbasetemp().glob("site*/kiosks")).read_text().splitlines()
    return [_made(site, *line.split()) for line in lines]


def _made(site: str, number: str, survey: str, url: str) -> Made:
    return Made(row=f"#kiosk-{number}", address=f"{site}/{url.split('/', 3)[3]}", ways=f"/surveys/{survey}/ways")


@pytest.fixture
def made(devices) -> Made:
    return devices[0]


@pytest.fixture
def device(chromium):
    context = chromium.new_context(viewport={"width": 1024, "height": 768}, has_touch=True)
    yield context
    context.close()


@pytest.fixture
def kiosk(device, made):
    page = device.new_page()
    page.problems = []
    page.on("pageerror", lambda error: page.problems.append(str(error)))
    page.goto(made.address)
    until(page, "document.documentElement.dataset.ready !== undefined")
    until(page, "!!navigator.serviceWorker.controller")
    yield page
    assert page.problems == []


def answer(page, score: int, language: str = "fa") -> None:
    page.locator(f"[data-begin={language}]").click()
    page.locator(f"label:has(input[value='{score}'])").first.click()
    page.locator("button.next").click()
    if score <= 6:
        page.locator("legend", has_text="چه چیزی" if language == "fa" else "Why").wait_for()
        page.locator("textarea").fill("صف")
        page.locator("button.next").click()
    page.locator("legend", has_text="از چه" if language == "fa" else "What did").wait_for()
    page.locator("label:has(input[value='price'])").click()
    page.locator("button.next").click()
    page.locator(".end").click()
    page.locator("[data-begin]").first.wait_for()


def waiting(page) -> int:
    return page.evaluate(
        """() => new Promise((good) => {
            const open = indexedDB.open('hamsafar-kiosk', 1);
            open.onsuccess = () => {
                const all = open.result.transaction('waiting').objectStore('waiting').getAll();
                all.onsuccess = () => { open.result.close(); good(all.result.length); };
            };
        })"""
    )


def emptied(page, seconds: int = 90) -> None:
    for _ in range(seconds * 5):
        if waiting(page) == 0:
            return
        page.wait_for_timeout(200)
    raise AssertionError("the device keeps answers")


def finished(visit, made) -> int:
    row = visit(made.ways, language="en").locator(made.row).inner_text()
    return int(re.search(r"(\d+) finished", row)[1])


def test_three_answers_without_a_net_are_there_once_when_it_is_back(kiosk, device, visit, made):
    before = finished(visit, made)
    device.set_offline(True)
    for score, language in ((9, "fa"), (3, "en"), (10, "fa")):
        answer(kiosk, score, language)
    assert waiting(kiosk) == 3
    kiosk.reload()  # somebody switches it off and on, still without a net
    kiosk.locator("[data-begin]").first.wait_for()
    assert waiting(kiosk) == 3
    device.set_offline(False)
    emptied(kiosk)
    assert finished(visit, made) == before + 3


def test_a_device_that_is_left_alone_begins_anew_and_keeps_nothing_on_its_screen(kiosk):
    kiosk.locator("[data-begin=en]").click()
    kiosk.locator("label:has(input[value='2'])").first.click()
    kiosk.locator("button.next").click()
    kiosk.locator("textarea").fill("my name is Negar")
    kiosk.locator("dialog.still").wait_for()
    kiosk.locator("[data-begin=en]").wait_for()
    assert "Negar" not in kiosk.content()
    emptied(kiosk)
    kiosk.locator("[data-begin=en]").click()
    assert kiosk.locator("input:checked").count() == 0


def test_what_is_touched_is_large_and_readable_in_both_languages(kiosk, axe):
    for language, direction in (("fa", "rtl"), ("en", "ltr")):
        box = kiosk.locator(f"[data-begin={language}]").bounding_box()
        assert box["height"] >= 64
        kiosk.locator(f"[data-begin={language}]").click()
        assert kiosk.evaluate("document.documentElement.dir") == direction
        axe(kiosk)
        for face in kiosk.locator(".point .face").all():
            assert face.bounding_box()["height"] >= 48
        kiosk.reload()
        kiosk.locator("[data-begin]").first.wait_for()


class TestADeviceThatIsWithdrawn:
    @pytest.fixture
    def made(self, devices) -> Made:
        return devices[1]

    def test_forgets_everything(self, kiosk, device, visit, made):
        device.set_offline(True)
        answer(kiosk, 9)
        page = visit(made.ways, language="en")
        page.locator(f"{made.row} details summary").click()
        page.locator(f"{made.row} details button", has_text="Withdraw").click()
        page.locator("dialog[open] button.main, dialog[open] button.bad").first.click()
        page.locator(made.row, has_text="withdrawn").wait_for()
        device.set_offline(False)
        kiosk.locator("text=not set up here").or_(kiosk.locator("text=راه‌اندازی")).first.wait_for()
        until(kiosk, "Promise.all([caches.keys(), indexedDB.databases()]).then(left => left.flat().length === 0)")
