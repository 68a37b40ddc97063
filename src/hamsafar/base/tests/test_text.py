"""What people type differently and mean the same, and what must stay apart."""

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamsafar.base import text


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("علي", "علی"),
        ("كاظمي", "کاظمی"),
        ("فاطمة", "فاطمه"),
        ("مؤمنی", "مومنی"),
        ("آرش", "ارش"),
        ("أحمد", "احمد"),
        ("می‌شود", "می شود"),
        ("عَلِیّ", "علی"),
        ("خیـــلی", "خیلی"),
        ("عالییییی", "عالی"),
        ("Coooool", "col"),
        ("۰۹۱۲", "0912"),
        ("٠٩١٢", "0912"),
        ("ALI", "ali"),
        ("José", "jose"),
        ("رئیسی", "رییسی"),
        ("خانهٔ", "خانه"),
        ("خانۀ", "خانه"),
        ("ﻋﻠﯽ", "علی"),
        ("  دو   فاصله ", "دو فاصله"),
    ],
)
def test_people_who_type_differently_find_the_same(one, other):
    assert text.fold(one) == text.fold(other)


@pytest.mark.parametrize(("one", "other"), [("علی", "عالی"), ("1000", "100"), ("۱۱۱", "۱"), ("رضا", "راضی"), ("کتاب", "گتاب")])
def test_different_words_stay_apart(one, other):
    assert text.fold(one) != text.fold(other)


@given(st.text())
def test_folding_twice_changes_nothing(anything):
    once = text.fold(anything)
    assert text.fold(once) == once


@given(st.text())
def test_the_normal_form_of_an_id_is_stable(anything):
    once = text.normal_id(anything)
    assert text.normal_id(once) == once


@pytest.mark.parametrize(
    ("typed", "normal"),
    [
        (" Ali@Example.COM ", "ali@example.com"),
        ("mailto:ali@example.com", "ali@example.com"),
        ("ali+shop@example.com", "ali+shop@example.com"),
        ("ali۱۲@example.com", "ali12@example.com"),
        ("info@مثال.ایران", "info@xn--mgbh0fb.xn--mgba3a4f16a"),
        ("ali@example.com.", "ali@example.com"),
        ("ali@localhost", None),
        ("ali example.com", None),
        ("@example.com", None),
        ("a@b@example.com", None),
        ("", None),
    ],
)
def test_an_email_address_has_one_form(typed, normal):
    assert text.normal_email(typed) == normal


@pytest.mark.parametrize(
    ("typed", "normal"),
    [
        ("09121234567", "+989121234567"),
        ("۰۹۱۲ ۱۲۳ ۴۵۶۷", "+989121234567"),
        ("٠٩١٢-١٢٣-٤٥٦٧", "+989121234567"),
        ("+98 912 123 4567", "+989121234567"),
        ("00989121234567", "+989121234567"),
        ("9121234567", "+989121234567"),
        ("989121234567", "+989121234567"),
        ("(021) 8888 1234", "+982188881234"),
        ("+44 20 7946 0958", "+442079460958"),
        ("\u200e+98\u200c912\u200c1234567", "+989121234567"),
        ("12", None),
        ("hello", None),
        ("", None),
    ],
)
def test_a_phone_number_has_one_form(typed, normal):
    assert text.normal_phone(typed) == normal


@pytest.mark.parametrize(
    ("typed", "normal"),
    [
        (" 17 ", "17"),
        ("۱۷", "17"),
        ("علي", "علی"),
        ("\u200f17\u200f", "17"),
        ("Ab", "Ab"),
        ("a b", "a b"),
        ("007", "007"),
        ("فاطمة", "فاطمة"),
    ],
)
def test_an_id_is_folded_with_care(typed, normal):
    assert text.normal_id(typed) == normal


def test_a_name_is_found_however_its_parts_are_joined():
    assert text.squeeze("محمد‌رضا") == text.squeeze("محمدرضا") == text.squeeze("محمد رضا")


@given(st.text())
def test_no_text_breaks_the_normal_forms(anything):
    text.normal_email(anything)
    text.normal_phone(anything)
    text.words(anything)


@given(st.from_regex(r"(\+98|0098|0)?9[0-9]{9}", fullmatch=True))
def test_the_quick_way_for_mobile_numbers_is_the_library_s(number):
    slow = phonenumbers.format_number(phonenumbers.parse(number, "IR"), phonenumbers.PhoneNumberFormat.E164)
    assert text.normal_phone(number) == slow


def test_a_line_for_others_to_read_turns_nothing_after_it():
    assert text.one_line(" سا\u202eرا\u2066\u2069\r\n\x00رضایی\u2028", 60) == "سارا رضایی"
    assert text.one_line("می\u200cروم 👩\u200d👩\u200d👧", 60) == "می\u200cروم 👩\u200d👩\u200d👧"
    assert text.one_line("abc def", 4) == "abc"


@given(st.text())
def test_lines_are_as_typed_but_for_what_no_page_can_carry(typed):
    kept = text.lines(typed)
    kept.encode()
    assert not set(kept) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\x00\ufffe")
    if all(sign.isalnum() or sign in " \n" for sign in typed):
        assert kept == typed.strip()
