"""A review on its whole way, in Chromium, in both directions: written by link, looked at by the team, shown on somebody else's page."""

import gzip
import io
import json

import pytest
from PIL import Image

from hamsafar.base.ui.assets import BUILT
from tests.browser.shop import Window

LARGEST = 12 * 1024  # bytes, packed
POLICY = "default-src 'none'; script-src {site}; connect-src {site}; style-src {site}; img-src {site}"
PAGE = """<!doctype html><html lang="%(language)s" dir="%(direction)s"><head><meta charset="utf-8"><title>Shop</title>
<meta http-equiv="Content-Security-Policy" content="%(policy)s"></head><body><main><h1>Shop</h1>
<div data-hamsafar-reviews %(which)s></div></main><script async src="%(site)s/reviews.js"></script></body></html>"""
SAID = {"fa": "زود جوش می‌آورد ولی صدایش زیاد است", "en": "Quick to boil, but loud"}


@pytest.fixture
def link(site, tmp_path_factory):
    """The path of a buyer's link, by its language."""
    lines = next(tmp_path_factory.getbasetemp().glob("site*/review-links")).read_text().splitlines()
    known = dict(line.split(" ", 1) for line in lines)
    return lambda language: "/" + known[language].split("/", 3)[3]


@pytest.fixture
def shop(site, chromium, shop_address):
    """Open a page of another site with the widget in it; its content policy forbids every inline style and script."""
    opened = []

    def go(which: str, *, language: str, width: int = 1280):
        context = chromium.new_context(viewport={"width": width, "height": 900})
        opened.append(context)
        facts = {"language": language, "direction": "rtl" if language == "fa" else "ltr", "which": which, "site": site}
        Window.body = (PAGE % (facts | {"policy": POLICY.format(site=site)})).encode()
        page = context.new_page()
        page.problems = []
        page.on("pageerror", lambda error: page.problems.append(str(error)))
        page.on("console", lambda line: page.problems.append(line.text) if "Content Security Policy" in line.text else None)
        page.goto(shop_address + "/kettle")
        page.locator(".rv").wait_for()
        return page

    yield go
    for context in opened:
        context.close()


def photo() -> dict:
    out = io.BytesIO()
    Image.new("RGB", (600, 400), "teal").save(out, "JPEG")
    return {"name": "kettle.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


def test_the_script_is_small():
    assert len(gzip.compress((BUILT / "shop" / "reviews.js").read_bytes(), 9)) <= LARGEST


@pytest.mark.parametrize("language", ["fa", "en"])
def test_a_review_is_written_looked_at_and_shown_on_the_shops_page(site, link, visit, look, shop, axe, language):
    # The buyer, without a sign-in, on a phone.
    page = visit(link(language), who="", language=language, width=390)
    look(page, f"review-link-{language}")
    assert not page.locator("textarea").first.is_visible()  # unfolds with its stars
    page.locator("label.point").nth(3).click()
    page.locator("textarea[name^='text.']").first.fill(SAID[language])
    page.locator("input[type=file]").first.set_input_files([photo()] * 5)
    page.locator("button.next").click()
    page.locator("[data-problem]", has_text="۴" if language == "fa" else "4").wait_for()  # said before anything travels
    page.locator("input[type=file]").first.set_input_files([photo()])
    assert page.locator("[data-photos] img").count() == 1 and not page.locator("[data-problem]").first.is_visible()
    page.locator("button.next").click()
    page.locator("[role=status]").wait_for()
    assert page.locator("input[name^='stars.']").count() == 5  # the scarf can still be rated
    # The team: it waits, with its photo, and is shown by one press.
    team = visit("/reviews", who="bahar", language=language)
    team.locator("table a", has_text="۴" if language == "fa" else "4").locator("xpath=..", has_text=SAID[language]).locator("a").click()
    look(team, f"review-{language}")
    team.locator("[data-key=a]").click()
    team.get_by_text("نظر منتشر شد." if language == "fa" else "The review is shown.").wait_for()
    # Somebody else's page.
    window = shop(f'data-product="kettle-{language}"', language=language)
    window.get_by_text(SAID[language]).wait_for()
    assert window.locator(".rv").get_attribute("dir") == ("rtl" if language == "fa" else "ltr")
    assert window.locator(".rv-photos img").count() == 1
    told = json.loads(window.locator("script[type='application/ld+json']").text_content())
    assert (told["aggregateRating"]["ratingValue"], told["aggregateRating"]["reviewCount"]) == (4, 1)
    assert window.problems == []
    axe(window)
    window.problems.clear()  # axe-core brings styles of its own
    # A reader finds it helpful, and asks.
    window.wait_for_timeout(800)  # nobody reads faster
    window.locator("button[name=helpful][value='1']").click()
    window.locator(".rv-review .rv-notice").wait_for()  # beside what was pressed
    assert ("(۱)" if language == "fa" else "(1)") in window.locator("button[name=helpful][value='1']").inner_text()
    window.locator(".rv-questions summary").click()
    window.locator(".rv-questions textarea").fill("ضمانت دارد؟" if language == "fa" else "Is there a warranty?")
    window.wait_for_timeout(800)
    window.locator(".rv-questions button").last.click()
    window.locator(".rv-notice", has_text="پرسش" if language == "fa" else "question").wait_for()
    # Without a connection it says so, in the reader's language.
    window.context.set_offline(True)
    window.locator("button[name=helpful][value='0']").click()
    window.locator(".rv-problem", has_text="اتصال" if language == "fa" else "connection").wait_for()
    window.context.set_offline(False)
    # Filters are fetched, not followed.
    window.locator(".rv-bars a").first.click()
    window.locator(".rv-found").wait_for()
    assert window.url.endswith("/kettle") and window.locator(".rv-review").count() == 0
    assert window.problems == []


@pytest.mark.parametrize("language", ["fa", "en"])
def test_products_stand_side_by_side_on_a_phone(shop, axe, language):
    window = shop(f'data-compare="kettle-{language},scarf-{language}"', language=language, width=390)
    assert window.locator(".rv-compare th[scope=col]").count() == 2
    assert window.problems == []
    axe(window)
    assert window.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_a_product_that_is_not_known_leaves_the_page_as_it_is(site, chromium, shop_address):
    page = chromium.new_context().new_page()
    facts = {"language": "fa", "direction": "rtl", "which": 'data-product="none"', "site": site, "policy": POLICY.format(site=site)}
    Window.body = (PAGE % facts).encode()
    page.goto(shop_address + "/none")
    page.locator("[data-hamsafar-reviews][data-empty]").wait_for(state="attached")
    assert page.locator("h1").inner_text() == "Shop"
    page.context.close()


@pytest.mark.parametrize("language", ["fa", "en"])
@pytest.mark.parametrize("path", ["reviews?tab=all", "reviews/questions", "reviews/products", "reviews/not-shown", "reviews/settings"])
def test_the_teams_pages_hold_in_both_directions(visit, look, language, path):
    page = visit(f"/{path}", language=language, width=390 if "products" in path else 1440)
    look(page, f"{path.replace('/', '-').replace('?', '-')}-{language}")
