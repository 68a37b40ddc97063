"""The mapping language: what is wrong is named with its place, in the reader's language."""

import pytest
from django.utils import translation

from hamsafar.collect.imports import drafting, mapping, values
from hamsafar.collect.imports.contracts import FileShape, Suggestion
from hamsafar.collect.imports.errors import MappingInvalid
from hamsafar.collect.imports.reasons import LineRejected
from hamsafar.collect.imports.suggest import suggest

GOOD = "source: s\nspace: p\nevent: Order Completed\ntimestamp: at\n"


@pytest.mark.parametrize(
    ("text", "place", "problem"),
    [
        ("", "the top", "keys with values"),
        ("source: s\nspace: p\nevent: E\n", "the top", "“timestamp” is missing"),
        (GOOD + "colour: red\n", "the top", "“colour” is not known here"),
        (GOOD + "source: again\n", "line 1", "“source” appears twice"),
        (GOOD + "person: {user_id: [a]}\n", "person.user_id", "text is expected"),
        (GOOD + "person: {user: a}\n", "person", "“user” is not known"),
        (GOOD + "amount: {column: a}\n", "amount", "“currency” is missing"),
        (GOOD + "amount: {column: a, currency: rial}\n", "amount.currency", "not a currency code; rial is IRR, toman is IRT"),
        (GOOD + "amount: {column: a, multiply: [b], currency: IRR}\n", "amount", "either “column” or “multiply”"),
        (GOOD + "channel: telegraph\n", "channel", "“telegraph” is none of"),
        (GOOD + "file: {header: no}\n", "file", "needs “columns”"),
        (GOOD + "file: {header: maybe}\n", "file.header", "“maybe” is none of"),
        (GOOD + "file: {delimiter: ab}\n", "file.delimiter", "one character"),
        (GOOD + "skip: [{when: {a: {near: 5}}, because: x}]\n", "skip[1].when.a", "“near” is not known"),
        (GOOD + "skip: [{when: {a: {less_than: five}}, because: x}]\n", "skip[1].when.a.less_than", "a number is expected"),
        (GOOD + "consent: [{purpose: m, channel: sms, column: c, yes: [a], no: [b]}]\n", "consent", "needs a person"),
        (GOOD + "group: {by: [a], lines: products}\n", "group", "belong together"),
        (GOOD + "group: {by: [a]}\nid: [b]\n", "id", "group.by"),
        (GOOD.replace("at", "{column: at, zone: Asia/Teheran}"), "timestamp.zone", "not a time zone"),
        (GOOD.replace("at", "{column: at, format: '%Q'}"), "timestamp.format", "“%Q” is not known"),
        (GOOD.replace("source: s", "source: &a s").replace("space: p", "space: *a"), "line 2", "aliases"),
        ("source: [\n", "line 2", "not YAML"),
        (GOOD.replace("source: s", "source: فروش"), "source", "small Latin letters"),
        ("x" * 70_000, "the file", "64 KB"),
        ("[" * 5_000, "the file", "nested"),
    ],
)
def test_a_mistake_is_named_with_its_place(text, place, problem):
    with translation.override("en"), pytest.raises(MappingInvalid) as refused:
        mapping.parse(text)
    assert place in refused.value.sentence.partition(": ")[0]
    assert problem in refused.value.sentence


def test_a_mistake_is_named_in_persian():
    with translation.override("fa"), pytest.raises(MappingInvalid) as refused:
        mapping.parse(GOOD + "colour: red\n")
    assert "شناخته نیست" in refused.value.sentence


def test_values_that_yaml_would_twist_stay_text():
    found = mapping.parse(GOOD + "skip: [{when: {country: NO, code: '007', on: 2026-01-01}, because: x}]\n")
    assert [condition.values for condition in found.skip[0].when] == [("NO",), ("007",), ("2026-01-01",)]


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("۱۲٬۳۴۵٫۵", "12345.5"),
        ("1,234,567", "1234567"),
        ("(12)", "-12"),
        ("-0.5", "-0.5"),
        ("\u200e−۱۲", "-12"),
        ("1e3", "1000"),
        (7, "7"),
        (2.5, "2.5"),
    ],
)
def test_numbers_as_people_write_them(cell, number):
    assert str(values.to_decimal(cell, "c").normalize().quantize(1) if "." not in number else values.to_decimal(cell, "c")) == number


@pytest.mark.parametrize("cell", ["many", "1,2,3", "12abc", "--5", "0x10", "1" * 40, "NaN", "Infinity", True])
def test_what_is_no_number_is_rejected(cell):
    with pytest.raises(LineRejected):
        values.to_decimal(cell, "c")


@pytest.mark.parametrize(
    ("said", "format_", "calendar", "utc"),
    [
        ("2026-03-21 10:00", "auto", "auto", "2026-03-21T06:30:00+00:00"),
        ("۱۴۰۵/۰۱/۰۱ ۱۰:۰۰", "auto", "auto", "2026-03-21T06:30:00+00:00"),
        ("1405/1/1", "auto", "jalali", "2026-03-20T20:30:00+00:00"),
        ("14050101", "%Y%m%d", "jalali", "2026-03-20T20:30:00+00:00"),
        ("۱ فروردین ۱۴۰۵", "%d %B %Y", "jalali", "2026-03-20T20:30:00+00:00"),
        ("01/03/26 02:05 PM", "%d/%m/%y %I:%M %p", "gregorian", "2026-03-01T10:35:00+00:00"),
        ("2026-03-21T10:00:00+02:00", "auto", "auto", "2026-03-21T08:00:00+00:00"),
        ("1774080000", "unix", "auto", "2026-03-21T08:00:00+00:00"),
        ("46102.5", "excel", "auto", "2026-03-21T08:30:00+00:00"),
    ],
)
def test_moments_in_every_form(said, format_, calendar, utc):
    assert values.moment_reader(format_, calendar, "Asia/Tehran")(said, "c").isoformat() == utc


@pytest.mark.parametrize("said", ["", "yesterday", "2026-13-01", "1405/13/01", "0001-01-01", "2999-01-01", "1405/12/30 25:00"])
def test_what_is_no_moment_is_rejected(said):
    with pytest.raises(LineRejected):
        values.moment_reader("auto", "auto", "Asia/Tehran")(said, "c")


@pytest.mark.parametrize(
    ("column", "role"),
    [
        ("CustomerID", "person.user_id"), ("customer_id", "person.user_id"), ("كد مشتري", "person.user_id"), ("E-Mail", "person.email"),
        ("شماره موبایل", "person.phone"), ("InvoiceDate", "timestamp"), ("تاریخ سفارش", "timestamp"), ("time:timestamp", "timestamp"),
        ("مبلغ کل", "amount"), ("InvoiceNo", "properties.order_id"), ("امتیاز", "properties.score"), ("نام خانوادگی", "traits.last_name"),
    ],
)  # fmt: skip
def test_columns_are_understood_by_name_in_both_languages(column, role):
    assert suggest([column], []) == (Suggestion(column=column, role=role),)


def test_columns_are_understood_by_what_stands_in_them():
    rows = [["a@b.ir", "۰۹۱۲۱۲۳۴۵۶۷", "1405/01/01", "7"]] * 3
    assert [one.role for one in suggest(["w", "x", "y", "z"], rows)] == ["person.email", "person.phone", "timestamp"]


def test_what_is_clicked_becomes_a_mapping_that_parses():
    columns = [
        drafting.ColumnChoice(column="شماره", role="group"), drafting.ColumnChoice(column="تاریخ", role="timestamp"),
        drafting.ColumnChoice(column="تعداد", role="amount"), drafting.ColumnChoice(column="فی", role="amount"),
        drafting.ColumnChoice(column="کالا", role="line", name="sku"),
        drafting.ColumnChoice(column="ملی", role="identifier", name="national_id"),
    ]  # fmt: skip
    choices = drafting.Choices(source="shop", space="shop", event="Order Completed", currency="IRT", columns=columns)
    found = mapping.parse(drafting.text_of(choices, FileShape(format="csv", encoding="windows-1256", delimiter="\t", header=True)))
    assert found.group is not None
    assert found.group.by == ("شماره",)
    assert found.amount is not None
    assert found.amount.columns == ("تعداد", "فی")
    assert (found.file.delimiter, found.file.encoding) == ("\t", "windows-1256")
    assert found.person.identifiers[0].kind == "national_id"
