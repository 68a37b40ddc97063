"""Personal data is taken out of comments."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamsafar.science.text.masking import is_national_id, mask

FOUND = [
    ("تماس ۰۹۱۲۳۴۵۶۷۸۹ لطفا", "تماس [phone] لطفا"),
    ("شماره‌ام ۰۹۱۲ ۳۴۵ ۶۷ ۸۹ است", "شماره‌ام [phone] است"),
    ("٠٩١٢-٣٤٥-٦٧٨٩", "[phone]"),
    ("زنگ بزنید9123456789ممنون", "زنگ بزنید[phone]ممنون"),
    ("call +98 (912) 345-6789 now", "call [phone] now"),
    ("00989123456789", "[phone]"),
    ("دفتر ۰۲۱-۸۸۷۷۶۶۵۵ داخلی ۲", "دفتر [phone] داخلی ۲"),
    ("+1 202 555 0143", "[phone]"),
    ("mail ali.rezaei+shop@example.co.ir please", "mail [email] please"),
    ("ali [at] example.com", "[email]"),
    ("ALI@EXAMPLE.COM", "[email]"),
    ("کارت ۶۰۳۷-۹۹۷۵-۹۹۴۱-۲۳۴۱ من", "کارت [card] من"),
    ("card 4111111111111111 stolen", "card [card] stolen"),
    ("6037 9975 9941 2342", "[card]"),  # a slip in the last digit is still a card
    ("شبا IR820540102680020817909002 است", "شبا [iban] است"),
    ("IR82 0540 1026 8002 0817 9090 02", "[iban]"),
    ("820540102680020817909002", "[iban]"),
    ("pay to DE89 3704 0044 0532 0130 00 thanks", "pay to [iban] thanks"),
    ("کدملی ۰۰۱۲۳۴۵۶۷۹ ثبت شد", "کدملی [national_id] ثبت شد"),
    ("کد ملی 1234567890", "کد ملی [national_id]"),  # called so, whatever its check digit says
    ("001-234567-9", "[national_id]"),
    ("09123456789 و a@b.ir", "[phone] و [email]"),
]
LEFT = [
    "سفارش ۴۵۸۷۲ به مبلغ ۱۲۵۰۰۰۰ تومان",
    "order 2025-11-22 at 15:30",
    "قیمت ۱۲٬۵۰۰٬۰۰۰ بود",
    "flight 318 and 1234567890",
    "@VirginAmerica thanks",
    "ساعت ۵ تا ۸",
    "",
    "10/10 would buy again",
]


@pytest.mark.parametrize(("text", "masked"), FOUND)
def test_personal_data_is_masked(text, masked):
    assert mask(text).text == masked


@pytest.mark.parametrize("text", LEFT)
def test_other_numbers_stay(text):
    assert mask(text).text == text


def test_a_range_of_the_masked_text_is_found_in_the_original():
    text = "به ۰۹۱۲۳۴۵۶۷۸۹ زنگ زدم، افتضاح بود، a@b.ir"
    masked = mask(text)
    at = masked.text.index("افتضاح")
    assert text[slice(*masked.original(at, at + 6))] == "افتضاح"
    at = masked.text.index("[phone]")
    assert text[slice(*masked.original(at, at + 7))] == "۰۹۱۲۳۴۵۶۷۸۹"
    assert text[slice(*masked.original(at + 2, at + 12))] == "۰۹۱۲۳۴۵۶۷۸۹ زنگ "
    assert masked.original(0, len(masked.text)) == (0, len(text))


def test_a_range_of_the_original_is_found_in_the_masked_text():
    text = "به ۰۹۱۲۳۴۵۶۷۸۹ زنگ زدم، افتضاح بود، a@b.ir"
    masked = mask(text)
    at = text.index("افتضاح")
    assert masked.text[slice(*masked.inside(at, at + 6))] == "افتضاح"
    assert masked.text[slice(*masked.inside(3, 14))] == "[phone]"
    assert masked.text[slice(*masked.inside(5, 18))] == "[phone] زنگ"
    assert masked.inside(0, len(text)) == (0, len(masked.text))


PIECES = st.sampled_from(["۰۹۱۲۳۴۵۶۷۸۹", "a@b.ir", "بد بود ", "so bad ", "، ", "4111111111111111", " "])


@given(st.lists(PIECES, max_size=8).map("".join))
def test_what_is_not_masked_keeps_its_place(text):
    masked = mask(text)
    rest = masked.text
    for secret, _, _ in masked.found:
        rest = rest.replace(f"[{secret}]", "\x00" * (len(secret) + 2), 1)
    for at, sign in enumerate(rest):
        if sign != "\x00":
            start, end = masked.original(at, at + 1)
            assert text[start:end] == sign
            assert masked.inside(start, end) == (at, at + 1)


@given(st.text(max_size=60))
def test_masking_twice_changes_nothing_more(text):
    once = mask(text).text
    assert mask(once).text == once


def test_national_ids_are_checked():
    assert is_national_id("0012345679")
    assert not is_national_id("0012345678")
    assert not is_national_id("1111111111")
