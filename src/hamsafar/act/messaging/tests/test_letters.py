"""How letters look: both directions, hostile words, and the parts that mail programs need."""

import email
import html as escaping
import re
from email.header import decode_header, make_header

import pytest

from hamsafar.act.messaging import letters
from hamsafar.act.messaging.contracts import Choice, Letter
from hamsafar.act.messaging.folding import POLICY

from .conftest import mail_at
from .post_office import html_of, text_of

SCALE = tuple(Choice(label=str(n), url=f"https://cx.example/s/i/abc?a.q1={n}&send=1") for n in range(11))


def letter(**changes) -> Letter:
    facts = {
        "language": "fa",
        "subject": "پرسشی کوتاه",
        "text": "سلام سارا،\n\nسفارش شما رسید.",
        "company": "فروشگاه آوند",
        "unsubscribe": "https://cx.example/m/u/token",
        "preferences": "https://cx.example/m/p/token",
    }
    return Letter(**facts | changes)


@pytest.mark.parametrize(("language", "direction", "side"), [("fa", "rtl", "right"), ("en", "ltr", "left")])
def test_a_letter_reads_in_its_own_direction(language, direction, side):
    shown = letters.html(letter(language=language))
    assert f'<html lang="{language}" dir="{direction}"' in shown
    assert f'align="{side}"' in shown
    assert ("لغو اشتراک" in shown) is (language == "fa")
    assert shown.count("<p>") <= 1 and shown.count("سفارش شما رسید.") == 1


def test_each_answer_of_the_first_question_is_a_link_in_order():
    shown = letters.html(letter(question="ما را پیشنهاد می‌کنید؟", choices=SCALE, in_a_row=True, low="اصلاً", high="حتماً", url=SCALE[0].url))
    links = re.findall(r'href="([^"]+)"[^>]*>(\d+)</a>', shown)
    assert [label for _, label in links] == [str(n) for n in range(11)]
    assert [escaping.unescape(url) for url, _ in links] == [choice.url for choice in SCALE]
    assert "اصلاً" in shown and "حتماً" in shown
    assert 'role="presentation" dir="rtl"' in shown, "the scale is mirrored with the line of reading"


def test_choices_that_are_words_stand_under_each_other():
    shown = letters.html(
        letter(question="کمک کرد؟", choices=(Choice(label="بله", url="https://x.example/1"), Choice(label="نه", url="https://x.example/2")))
    )
    assert shown.index("بله") < shown.index("نه") and "table-layout:fixed" not in shown


@pytest.mark.parametrize(
    "hostile", ["<script>alert(1)</script>", "{{ 7|add:7 }} {% now 'Y' %}", "&lt;b&gt; <mj-text>", "\"'><img src=x onerror=y>"]
)
def test_what_somebody_wrote_is_shown_and_never_run(hostile):
    shown = letters.html(
        letter(text=hostile, question=hostile, hint=hostile, choices=(Choice(label=hostile, url="https://x.example/"),), company=hostile)
    )
    assert "<script" not in shown and "<img src=x" not in shown and "14" not in re.sub(r"[\d.]+(px|%)|#\w+", "", shown)
    assert escaping.unescape(shown).count(hostile) >= 4


def test_the_plain_part_says_the_same():
    text = letters.plain(letter(question="ما را پیشنهاد می‌کنید؟", url="https://cx.example/s/i/abc", postal="تهران", why="چون مشتری هستید"))
    assert text.split("\n\n")[:3] == ["سلام سارا،", "سفارش شما رسید.", "ما را پیشنهاد می‌کنید؟"]
    assert "https://cx.example/s/i/abc" in text and "https://cx.example/m/u/token" in text and "چون مشتری هستید" in text


def test_a_letter_carries_what_mail_programs_ask_for():
    made = letters.mime(
        letter(),
        mail=mail_at(25, reply_to="care@avand.example"),
        to="sara@example.com",
        message_ref="7f",
        one_click="https://cx.example/m/u/t",
    )
    assert made["List-Unsubscribe"] == "<https://cx.example/m/u/t>"
    assert made["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert made["Message-ID"] == "<7f@avand.example>"
    assert made["Reply-To"] == "care@avand.example"
    assert [part.get_content_type() for part in made.iter_parts()] == ["text/plain", "text/html"]
    assert "سفارش شما رسید." in html_of(made) and "سفارش شما رسید." in text_of(made)
    assert all(len(line) < 1000 for line in made.as_bytes().splitlines()), "RFC 5321 forbids longer lines"


def test_what_tells_of_opening_is_left_out_where_nobody_wants_to_know():
    assert "<img" not in letters.html(letter())
    shown = letters.html(letter(pixel="https://cx.example/m/o/t.gif", trap="https://cx.example/m/x/t"))
    assert 'src="https://cx.example/m/o/t.gif"' in shown and 'href="https://cx.example/m/x/t"' in shown and "display:none" in shown


@pytest.mark.parametrize(
    "words",
    [
        "شما گفتید، ما انجام دادیم: امکان تغییر نشانی پس از ثبت سفارش، تا وقتی بسته از انبار بیرون نرفته است",
        "What do you think of “کفش پیاده‌روی آوا”, which you bought in Farvardin? One press is enough, and it helps the next buyer",
        "ک " * 60 + "پایان",
        "plain words",
    ],
)
def test_long_words_in_headers_arrive_with_their_spaces(words):
    words = " ".join(words.split())
    made = letters.mime(letter(subject=words), mail=mail_at(1, from_name=words[:80].strip()), to="sara@example.com", message_ref="r")
    sent = made.as_bytes(policy=POLICY)
    read = email.message_from_bytes(sent)
    said = {name: str(make_header(decode_header(read[name]))) for name in ("Subject", "From")}
    assert said["Subject"] == words
    assert said["From"].replace('"', "") == f"{words[:80].strip()} <hello@avand.example>"
    assert max(len(line) for line in sent.split(b"\r\n\r\n")[0].split(b"\r\n")) < 100
