"""Digits, numbers and money in two languages."""

from decimal import Decimal

import pytest

from hamsafar.base import money, numbers
from hamsafar.base.money import Money


@pytest.mark.parametrize(
    ("value", "decimals", "fa", "en"),
    [(1234567, 0, "۱٬۲۳۴٬۵۶۷", "1,234,567"), (-3.25, 1, "\u200e−۳٫۲", "−3.2"), (0.04, 1, "۰٫۰", "0.0"), (-0.04, 1, "۰٫۰", "0.0")],
)
def test_numbers_follow_the_language(value, decimals, fa, en):
    assert numbers.format_number(value, "fa", decimals=decimals) == fa
    assert numbers.format_number(value, "en", decimals=decimals) == en


def test_signed_numbers_show_the_plus_but_zero_has_no_sign():
    assert numbers.format_number(5, "en", signed=True) == "+5"
    assert numbers.format_number(0, "en", signed=True) == "0"
    assert numbers.format_percent(0.125, "fa") == "۱۲٫۵٪"


@pytest.mark.parametrize(
    ("seconds", "en"), [(252, "4:12"), (3600, "1:00 h"), (11 * 3600 + 300, "11:05 h"), (3 * 86400, "3.0 d"), (-5, "−0:05")]
)
def test_durations_grow_their_unit(seconds, en):
    assert numbers.format_duration(seconds, "en") == en


def test_digits_of_any_script_are_read():
    assert numbers.ascii_digits("۱۲٬۳۴۵٫۶ ٧٨") == "12,345.6 78"
    assert numbers.dress_digits("26 مهر", "fa") == "۲۶ مهر"


def test_toman_is_ten_rials_exactly_and_other_currencies_are_never_added_up():
    sums = [("12.3", "IRT"), ("7", "IRR"), ("5", "USD")]
    totals = money.total_by_currency(Money(amount=Decimal(amount), currency=currency) for amount, currency in sums)
    assert totals == {"IRR": Decimal("130.0"), "USD": Decimal(5)}
    assert money.convert(Decimal(25), source="IRR", target="IRT") == Decimal("2.5")
    with pytest.raises(ValueError):
        money.convert(Decimal(1), source="USD", target="IRR")


def test_money_is_written_with_its_unit():
    assert money.format_money(Decimal(12_500_000), "IRR", "fa") == "۱۲٬۵۰۰٬۰۰۰ ریال"
    assert money.format_money(Decimal("9.5"), "GBP", "en") == "9.50 pound"


def test_a_large_amount_is_short_in_tight_places():
    assert money.format_money_short(Decimal(62_695_435), "IRR", "en") == "62.7 million rial"
    assert money.format_money_short(Decimal(62_695_435), "IRR", "fa") == "۶۲٫۷ میلیون ریال"
    assert money.format_money_short(Decimal(1_234_567_890), "IRR", "en") == "1.23 billion rial"
    assert money.format_money_short(Decimal(-123_456_789), "IRR", "en") == "−123 million rial"
    assert money.format_money_short(Decimal(999_999), "IRR", "en") == "999,999 rial"
