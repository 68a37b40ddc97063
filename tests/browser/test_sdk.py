"""Our script on somebody else's page, in Chromium, against a real server: what it captures arrives on the spine, once."""

import gzip
import json

import pytest

from hamsafar.base.ui.assets import BUILT
from hamsafar.collect.intake.snippet import snippet
from hamsafar.collect.vocabulary import services as vocabulary
from tests.browser.shop import Window, arrived

LARGEST = 6 * 1024  # bytes, packed
PAGE = """<!doctype html><html lang="fa"><head><meta charset="utf-8"><title>کفش</title>
%(head)s</head><body>
<h1>کفش چرم</h1>
<button id="buy">خرید برای ali@example.com و ۰۹۱۲۱۲۳۴۵۶۷</button>
<button id="works">باز کن</button><p id="opened"></p>
<a id="far" href="/far">دور</a>
<form id="order" name="order"><input name="full_name" id="full_name"><input name="card">
<button type="button" id="send">پرداخت</button></form>
<script>document.getElementById('works').onclick = () => document.getElementById('opened').textContent += '!'</script>
</body></html>"""


@pytest.fixture
def shop(site, chromium, key, shop_address):
    """Open a page of another site that carries the snippet."""
    opened = []

    def go(path: str = "/", *, options: dict | None = None, calls: str = "", before: str = "", context=None):
        context = context or chromium.new_context(locale="fa-IR", base_url=shop_address)
        opened.append(context)
        head = snippet(key, site, **{"flushAfter": 50, **(options or {})}) + f"<script>{calls}</script>"
        Window.body = (PAGE % {"head": head}).encode()
        if before:
            context.add_init_script(before)
        page = context.new_page()
        page.problems = []
        page.on("pageerror", lambda error: page.problems.append(str(error)))
        page.goto(shop_address + path, referer="https://search.example/find?q=09121234567")
        page.wait_for_function("window.hamsafar && window.hamsafar.started")
        return page

    yield go
    for context in opened:
        context.close()


def waiting(page) -> int:
    return page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('hamsafar.q.')).length")


def settled(page) -> None:
    """Until the server has said that it keeps everything."""
    page.wait_for_function("!Object.keys(localStorage).some(key => key.startsWith('hamsafar.q.'))")


def anonymous(page) -> str:
    return page.evaluate("hamsafar.anonymousId()")


def test_the_script_is_small():
    body = (BUILT / "sdk" / "sdk.js").read_bytes()
    assert len(gzip.compress(body, 9)) <= LARGEST


def test_a_page_view_arrives_with_where_the_visitor_came_from(shop, spine):
    page = shop("/shoes?utm_source=poster&utm_campaign=eid&email=ali@example.com&token=abc")
    settled(page)
    found = arrived(spine, anonymous(page), "Page Viewed")
    (view,) = found["Page Viewed"]
    assert view["properties"]["path"] == "/shoes"
    assert view["properties"]["title"] == "کفش"
    assert "ali@example.com" not in json.dumps(view)
    assert "abc" not in view["properties"]["url"]
    assert "09121234567" not in json.dumps(view)
    touch = view["context"]["firstTouch"]
    assert (touch["campaign"]["source"], touch["campaign"]["name"]) == ("poster", "eid")
    assert touch["referrer"].startswith("https://search.example/find")
    assert view["session_id"] == view["context"]["sessionId"] != ""
    assert page.problems == []


def test_calls_before_the_script_has_loaded_are_made(shop, spine):
    calls = "hamsafar.identify('u-77', {city: 'یزد'}); hamsafar.track('Product Viewed', {name: 'کفش'}); hamsafar.group('g-1')"
    page = shop(calls=calls)
    settled(page)
    found = arrived(spine, anonymous(page), "Product Viewed", "Profile Identified", "Group Joined")
    assert found["Product Viewed"][0]["user_id"] == "u-77"
    assert found["Profile Identified"][0]["traits"] == {"city": "یزد"}
    assert found["Group Joined"][0]["properties"]["group_id"] == "g-1"


def test_clicks_arrive_without_what_names_a_person(shop, spine):
    page = shop()
    page.click("#works")
    page.click("#buy")
    settled(page)
    clicks = arrived(spine, anonymous(page), "Element Clicked", "Element Clicked")["Element Clicked"]
    assert [click["properties"]["text"] for click in clicks] == ["باز کن", "خرید برای [email] و [number]"]
    assert clicks[0]["properties"]["selector"] == "button#works"
    assert clicks[0]["properties"]["path"] == "/"


def click_in_anger(page, times: int) -> None:
    box = page.locator("#buy").bounding_box()
    page.mouse.click(box["x"] + 5, box["y"] + 5, click_count=times)


def test_clicks_in_anger_and_clicks_without_effect_arrive(shop, spine):
    page = shop()
    click_in_anger(page, 4)
    found = arrived(spine, anonymous(page), "Rage Clicked", "Dead Clicked")
    assert [row["properties"]["clicks"] for row in found["Rage Clicked"]] == [4]
    assert {row["properties"]["selector"] for row in found["Dead Clicked"]} == {"button#buy"}


def test_a_click_that_works_is_not_dead(shop, spine):
    page = shop()
    page.click("#works")
    page.wait_for_timeout(2200)
    settled(page)
    assert "Dead Clicked" not in arrived(spine, anonymous(page), "Element Clicked")


def test_a_form_left_behind_is_told_by_its_field_never_by_what_was_typed(shop, spine):
    page = shop()
    page.fill("#full_name", "علی محمدی")
    page.fill("[name=card]", "6037991234567890")
    who = anonymous(page)
    page.goto("/elsewhere")
    page.wait_for_function("window.hamsafar && window.hamsafar.started")
    settled(page)
    found = arrived(spine, who, "Form Abandoned")
    (form,) = found["Form Abandoned"]
    assert (form["properties"]["form"], form["properties"]["field"], form["properties"]["path"]) == ("order", "card", "/")
    everything = json.dumps(spine(who), ensure_ascii=False)
    assert "محمدی" not in everything
    assert "6037991234567890" not in everything


def test_errors_arrive(shop, spine):
    page = shop()
    page.evaluate("setTimeout(() => { Promise.reject(new RangeError('late')); throw new TypeError('no price for 09121234567') })")
    errors = arrived(spine, anonymous(page), "Error Met", "Error Met")["Error Met"]
    assert {(row["properties"]["message"], row["properties"]["code"]) for row in errors} == {
        ("Uncaught TypeError: no price for [number]", "TypeError"),
        ("late", "RangeError"),
    }


def test_the_speed_of_the_page_arrives_when_it_is_left(shop, spine):
    page = shop()
    page.click("#works")
    page.wait_for_function("performance.getEntriesByName('first-contentful-paint').length")
    page.wait_for_timeout(300)  # the script is told of it a moment after
    who = anonymous(page)
    page.goto("/elsewhere")
    page.wait_for_function("window.hamsafar && window.hamsafar.started")
    settled(page)
    (speed,) = [row for row in arrived(spine, who, "Web Vitals Measured")["Web Vitals Measured"] if row["properties"]["path"] == "/"]
    assert {"fcp", "ttfb", "cls", "path"} <= speed["properties"].keys() <= {"lcp", "inp", "cls", "fcp", "ttfb", "path"}
    assert 0 < speed["properties"]["fcp"] < 60_000


def test_a_change_of_the_address_is_a_page_view(shop, spine, shop_address):
    page = shop("/one")
    who = anonymous(page)
    page.evaluate("history.pushState({}, '', '/two?x=1')")
    arrived(spine, who, *["Page Viewed"] * 2)
    page.go_back()
    views = arrived(spine, who, *["Page Viewed"] * 3)["Page Viewed"]
    assert [view["properties"]["path"] for view in views] == ["/one", "/two", "/one"]
    assert views[1]["properties"]["referrer"] == f"{shop_address}/one"


def test_what_happens_offline_is_delivered_once_when_the_network_is_back(shop, spine):
    page = shop()
    settled(page)
    who = anonymous(page)
    page.context.set_offline(True)
    page.evaluate("for (let n = 0; n < 30; n++) hamsafar.track('Product Viewed', {sku: String(n)})")
    page.wait_for_timeout(600)  # it tries to send
    assert waiting(page) == 30
    page.context.set_offline(False)
    settled(page)
    seen = [row["properties"]["sku"] for row in arrived(spine, who, *["Product Viewed"] * 30)["Product Viewed"]]
    assert sorted(seen, key=int) == [str(number) for number in range(30)]


def test_what_the_server_did_not_answer_for_is_sent_again_and_counts_once(shop, spine):
    """The request arrives, the answer is lost: the script cannot know, so it sends again."""
    page = shop()
    settled(page)
    lost = []

    def lose_the_answer(route):
        if len(lost) < 2:
            route.fetch()
            lost.append(route.request)
            route.abort()
        else:
            route.continue_()

    page.context.route("**/v1/batch", lose_the_answer)
    page.evaluate("hamsafar.track('Product Viewed', {sku: 'once'})")
    settled(page)
    assert len(lost) == 2
    assert len(arrived(spine, anonymous(page), "Product Viewed")["Product Viewed"]) == 1


def test_a_page_that_is_closed_at_once_still_tells(shop, spine):
    page = shop(options={"flushAfter": 60_000})
    who = anonymous(page)
    page.evaluate("hamsafar.track('Product Viewed', {sku: 'last'})")
    page.close(run_before_unload=True)
    assert len(arrived(spine, who, "Product Viewed")["Product Viewed"]) == 1


def test_two_people_on_one_device_are_not_one_visitor(shop):
    page = shop(calls="hamsafar.identify('ali')")
    first = anonymous(page)
    page.evaluate("hamsafar.identify('bahar')")
    second = anonymous(page)
    page.evaluate("hamsafar.reset()")
    assert len({first, second, anonymous(page)}) == 3


KEPT = "Object.keys(localStorage).filter(key => key.startsWith('hamsafar.')).sort()"
SIGNALS = {
    "gpc": "Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', {get: () => true})",
    "dnt": "Object.defineProperty(Navigator.prototype, 'doNotTrack', {get: () => '1'})",
}


def sent_by(page) -> list:
    found = []
    page.context.on("request", lambda request: found.append(request.url) if "/v1/" in request.url else None)
    return found


@pytest.mark.parametrize("signal", ["gpc", "dnt"])
def test_a_browser_that_asks_not_to_be_tracked_is_not(shop, signal):
    page = shop(before=SIGNALS[signal], calls="hamsafar.track('Product Viewed')")
    sent = sent_by(page)
    page.click("#works")
    page.wait_for_timeout(500)
    assert page.evaluate(KEPT) == []
    assert sent == []


def test_nothing_is_kept_before_consent_where_consent_comes_first(shop, spine):
    page = shop(options={"consent": "opt-in"}, calls="hamsafar.track('Product Viewed')")
    sent = sent_by(page)
    page.click("#works")
    page.wait_for_timeout(400)
    assert (page.evaluate(KEPT), sent) == ([], [])
    page.evaluate("hamsafar.consent('grant', {text_version: '3'})")
    settled(page)
    found = arrived(spine, anonymous(page), "Consent Given", "Page Viewed")
    assert found["Consent Given"][0]["properties"] == {"purpose": "analytics", "channel": "web", "text_version": "3"}
    assert "Product Viewed" not in found


def test_consent_that_is_taken_back_forgets_the_visitor(shop, spine):
    page = shop()
    settled(page)
    who = anonymous(page)
    page.evaluate("hamsafar.consent('withdraw')")
    page.evaluate("hamsafar.track('Product Viewed')")
    page.click("#works")
    found = arrived(spine, who, "Consent Withdrawn")
    assert page.evaluate(KEPT) == ["hamsafar.consent"]
    assert "Product Viewed" not in found


def test_a_person_who_allows_it_is_counted_though_the_browser_objects(shop, spine):
    page = shop(before=SIGNALS["gpc"], calls="hamsafar.consent('grant')")
    settled(page)
    assert arrived(spine, anonymous(page), "Consent Given", "Page Viewed")


def test_everything_that_was_captured_is_in_the_vocabulary(shop, spine):
    page = shop()
    who = anonymous(page)
    click_in_anger(page, 3)
    page.evaluate("setTimeout(() => { throw new Error('x') })")
    arrived(spine, who, "Rage Clicked", "Dead Clicked", "Error Met")  # each is noticed a moment after the click
    page.fill("#full_name", "x")
    page.goto("/elsewhere")
    page.wait_for_function("window.hamsafar && window.hamsafar.started")
    settled(page)
    names = ("Page Viewed", "Element Clicked", "Rage Clicked", "Dead Clicked", "Error Met", "Form Abandoned", "Web Vitals Measured")
    for name, rows in arrived(spine, who, *names).items():
        known = vocabulary.find_event(name)
        assert known, name
        assert all(row["properties"].keys() <= {one.name for one in known.properties} for row in rows), name


def test_storage_that_is_closed_does_not_break_the_page(shop):
    page = shop(before="Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('closed') }})")
    page.click("#works")
    page.wait_for_timeout(300)
    assert page.problems == []
    assert page.inner_text("#opened") == "!"
