"""Ali brings a file: from the upload to the account of every line, as he sees it."""

import json
import os
import subprocess
import sys

import pytest

from tests.browser.conftest import rest

LINES = (
    "order,customer,date,total\n" + "".join(f"{n},{n % 40},2026-03-{n % 28 + 1:02d},{n * 1000}\n" for n in range(1, 1200)) + "x,1,never,5\n"
)


def bring(page, name: str) -> None:
    page.set_input_files("[type=file]", files=[{"name": f"{name}.csv", "mimeType": "text/csv", "buffer": LINES.encode()}])
    page.click("form[enctype] button.main")
    page.wait_for_selector("#mapping-form")


def say_what_it_means(page, source: str) -> None:
    page.fill("[name=source]", source)
    page.fill("[name=space]", "shop")
    page.fill("[name=event]", "Order Completed")
    page.select_option("[name=currency]", "IRT")


def start(page) -> None:
    page.click("form#mapping-form button.main")
    page.wait_for_selector("#mapping-form", state="detached")
    page.wait_for_selector(".stats")  # the page of the import, whether it goes on or is over
    page.wait_for_selector("#import-progress", state="detached")
    page.wait_for_selector(".stats")


@pytest.mark.parametrize(("language", "theme", "width"), [("fa", "light", 1440), ("en", "dark", 390)])
def test_from_a_file_to_its_account(visit, look, language, theme, width):
    page = visit("/imports", language=language, theme=theme, width=width)
    bring(page, f"orders-{language}")
    look(page, f"imports-mapping-{language}-{theme}-{width}")
    say_what_it_means(page, f"orders-{language}")
    page.click("[hx-post$='/try']")
    page.wait_for_selector("#attempt pre")
    look(page, f"imports-tried-{language}-{theme}-{width}")
    start(page)
    account = page.inner_text(".stats").translate(str.maketrans("۰۱۲۳۴۵۶۷۸۹٬", "0123456789,"))
    assert "1,200" in account  # lines
    assert account.count("1,199") == 2  # imported, new events
    assert page.locator("a[href$='rejected.csv']").count() == 1
    look(page, f"imports-done-{language}-{theme}-{width}")


def test_the_same_file_again_is_noticed_and_changes_nothing(visit, look):
    for _ in range(2):
        page = visit("/imports", language="en")
        bring(page, "twice")
        page.click("a[href$='as=text']")
        page.fill("#mapping-text", "source: twice\nspace: shop\nevent: Order Completed\ntimestamp: date\nperson: {user_id: customer}\n")
        noticed = page.locator(".note.wait").count()
        start(page)
    assert noticed == 1
    assert "so nothing changed" in page.inner_text("main")
    look(page, "imports-again-en")


def test_a_mistake_in_the_mapping_is_explained_beside_it(visit):
    page = visit("/imports", language="en")
    bring(page, "mistake")
    page.click("a[href$='as=text']")
    page.fill("#mapping-text", "source: x\nspace: shop\nevent: E\ntime: date\n")
    page.click("[hx-post$='/try']")
    page.wait_for_selector("#attempt .note.bad")
    assert "“time” is not known here" in page.inner_text("#attempt")
    page.click("form#mapping-form button.main")  # refused as well, and what was written stays
    rest(page)
    assert "time: date" in page.input_value("#mapping-text")


def test_the_command_is_done_by_the_running_server(visit, tmp_path, tmp_path_factory):
    folder = next(tmp_path_factory.getbasetemp().glob("site*/write-key")).parent
    (tmp_path / "by-command.csv").write_text(LINES)
    (tmp_path / "map.yaml").write_text(
        "source: by-command\nspace: shop\nevent: Order Completed\ntimestamp: date\nperson: {user_id: customer}\n"
    )
    environment = {**os.environ, "HAMSAFAR_DATA": str(folder), "HAMSAFAR_SECRET": "a secret for browser tests only, long"}
    words = [
        "import",
        str(tmp_path / "by-command.csv"),
        "--map",
        str(tmp_path / "map.yaml"),
        "--rejected",
        str(tmp_path / "rejected.csv"),
        "--json",
    ]
    done = subprocess.run(
        [sys.executable, "-c", "from hamsafar.config.cli import main; main()", *words],
        env=environment, capture_output=True, text=True, check=True, timeout=240,
    )  # fmt: skip
    told = json.loads(done.stdout)
    assert (told["lines"], told["imported"], told["rejected"], told["events"]) == (1200, 1199, 1, 1199)
    assert "time_unclear" in (tmp_path / "rejected.csv").read_text()
    assert "by-command.csv" in visit("/imports", language="en").inner_text("main")
