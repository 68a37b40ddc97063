"""A survey from a template to its results: Ali builds it, somebody answers it without a script, Ali reads the answer."""

import pytest

expect = pytest.importorskip("playwright.sync_api").expect

LOOKS = [("fa", "light", 1440), ("en", "dark", 390)]
ORDER = "items => items.map(item => item.dataset.id)"


def begin(visit, language: str, theme: str, width: int, starter: str = "support"):
    page = visit("/surveys/new", language=language, theme=theme, width=width)
    page.click(f"button[value={starter}]")
    page.wait_for_selector("#part-form")
    page.wait_for_load_state("networkidle")  # the page's scripts listen
    return page


def order(page) -> list[str]:
    return page.eval_on_selector_all("[data-sortable] [data-id]", ORDER)


def saved(page, act) -> None:
    """What `act` changes has been kept: the draft has another number."""
    before = page.input_value("#seen")
    act()
    page.wait_for_function("before => document.getElementById('seen').value !== before", arg=before)


def preview(page):
    return page.frame_locator("#preview").locator("main")


@pytest.mark.parametrize(("language", "theme", "width"), LOOKS)
def test_ali_builds_a_survey_somebody_answers_it_and_he_reads_the_answer(visit, look, chromium, site, language, theme, width):
    page = begin(visit, language, theme, width)
    look(page, f"surveys-build-{language}-{theme}-{width}")
    saved(page, lambda: page.fill("#f-text-fa", "از پاسخ ما راضی بودید؟"))
    saved(page, lambda: page.fill("#f-text-en", ""))
    page.click("[data-open=publish-dialog]")
    expect(page.locator("#publish-dialog .findings .bad")).to_have_count(1)  # a text is missing
    assert page.locator("#publish-dialog form").count() == 0
    look(page, f"surveys-not-ready-{language}-{theme}-{width}")
    page.keyboard.press("Escape")
    saved(page, lambda: page.fill("#f-text-en", "Were you happy with our answer?"))
    page.click("[data-language=en]")
    preview(page).get_by_text("Were you happy with our answer?").wait_for()
    page.click("[data-open=publish-dialog]")
    page.click("#publish-dialog .button.main")
    expect(page.locator(".page-head .chip.good, .chip.good").first).to_be_visible()
    survey = page.url.split("/surveys/")[1].split("/")[0]

    page.goto(f"{site}/surveys/{survey}/results")
    look(page, f"surveys-no-results-{language}-{theme}-{width}")
    slug = page.evaluate(
        "id => fetch(`/surveys/${id}/ways`).then(a => a.text()).then(t => t.match(/\\/s\\/([a-z0-9]{8})\\b/)[1])", survey
    )
    answers(chromium, f"{site}/s/{slug}", language)

    page.goto(f"{site}/surveys/{survey}/responses?period=today")
    page.locator("tbody a").first.click()
    page.wait_for_load_state()
    assert "سریع و مهربان" in page.inner_text("main")
    look(page, f"surveys-response-{language}-{theme}-{width}")
    page.goto(f"{site}/surveys/{survey}/results?period=today")
    for _ in range(120):  # the spine hears of it a moment later
        if page.locator("[id='q-satisfied'] canvas, [id='q-satisfied'] svg").count():
            break
        page.wait_for_timeout(500)
        page.reload()
    page.wait_for_load_state("networkidle")
    assert page.locator(".stats").first.is_visible()
    look(page, f"surveys-results-{language}-{theme}-{width}")
    for tab in ("versions", "invited", "responses"):
        page.goto(f"{site}/surveys/{survey}/{tab}")
        look(page, f"surveys-{tab}-{language}-{theme}-{width}")


def answers(chromium, address: str, language: str) -> None:
    """Somebody whose browser runs no script."""
    context = chromium.new_context(java_script_enabled=False, viewport={"width": 390, "height": 800})
    page = context.new_page()
    page.goto(f"{address}?lang={language}")
    for _ in range(8):
        if page.locator("[data-end]").count():
            break
        page.wait_for_timeout(900)  # nobody reads faster
        answer_what_is_asked(page)
        page.click("form button[type=submit], form button:not([type])")
        page.wait_for_load_state()
    assert page.locator("[data-end]").count() == 1
    context.close()


def answer_what_is_asked(page) -> None:
    if page.locator("[data-question] textarea").count():
        page.fill("[data-question] textarea", "سریع و مهربان")
    elif page.locator("[data-question] input[type=radio]").count():
        page.locator("[data-question] label").last.click()


@pytest.mark.parametrize(("language", "theme", "width"), LOOKS)
def test_questions_are_put_into_order_by_dragging_and_by_keyboard(visit, language, theme, width):
    page = begin(visit, language, theme, width)
    first, second, *rest = order(page)

    def move_by_keyboard() -> None:
        page.locator("[data-sortable] [data-id] a").first.focus()
        page.keyboard.press("Alt+ArrowDown")

    saved(page, move_by_keyboard)
    assert order(page) == [second, first, *rest]
    page.wait_for_function("id => document.activeElement.closest('[data-id]')?.dataset.id === id", arg=first)  # one may go on

    def drag_to_the_end() -> None:
        handles = page.locator("[data-handle]")
        start, end = handles.first.bounding_box(), handles.last.bounding_box()
        page.mouse.move(start["x"] + 5, start["y"] + 8)
        page.mouse.down()
        page.mouse.move(end["x"] + 5, end["y"] + 12, steps=8)
        page.mouse.up()

    saved(page, drag_to_the_end)
    assert order(page) == [first, *rest, second]
    saved(page, lambda: page.click("[data-undo]"))
    assert order(page) == [second, first, *rest]
    assert page.problems == [] and page.evaluate("window.broken") == []


def test_a_menu_opened_while_something_is_saved_stays_open_and_works(visit):
    page = begin(visit, "fa", "light", 1440)

    def write_and_open_the_menu() -> None:
        page.fill("#f-text-fa", "هنوز ذخیره نشده")
        page.click("[popovertarget=kinds]")  # leaving the field saves it

    saved(page, write_and_open_the_menu)
    expect(page.locator("#kinds:popover-open")).to_have_count(1)
    saved(page, lambda: page.locator("#kinds .menu-item").nth(9).click())
    assert len(order(page)) == 5
    saved(page, lambda: page.locator("#part-form [data-words]").first.fill("جدول تازه"))  # and nobody else is thought to have changed it
    assert page.locator(".toast.bad, .toast.error").count() == 0
    page.reload()
    assert "هنوز ذخیره نشده" in page.inner_text("#outline")
    assert page.problems == [] and page.evaluate("window.broken") == []


def test_an_answer_given_without_a_net_is_sent_when_there_is_one_again(visit, chromium, site):
    page = begin(visit, "en", "light", 1440, starter="nps")
    page.click("[data-open=publish-dialog]")
    page.click("#publish-dialog .button.main")
    page.wait_for_load_state()
    survey = page.url.split("/surveys/")[1].split("/")[0]
    slug = page.evaluate(
        "id => fetch(`/surveys/${id}/ways`).then(a => a.text()).then(t => t.match(/\\/s\\/([a-z0-9]{8})\\b/)[1])", survey
    )
    context = chromium.new_context(viewport={"width": 390, "height": 780})
    somebody = context.new_page()
    somebody.goto(f"{site}/s/{slug}?lang=en")
    first = somebody.locator("[data-question]").get_attribute("data-question")
    somebody.locator("label.point").nth(9).click()
    somebody.wait_for_timeout(900)  # nobody reads faster
    context.set_offline(True)
    somebody.click("button.next")
    somebody.get_by_text("There is no connection.").wait_for()
    assert somebody.locator(f"#q-{first}").is_visible() and somebody.locator("input:checked").count() == 1
    somebody.click("button.next")  # pressed in impatience: still one notice
    assert somebody.locator("[data-waits]").count() == 1
    context.set_offline(False)
    somebody.wait_for_url("**/s/a/**")
    assert somebody.locator(f"#q-{first}").count() == 0
    context.close()
