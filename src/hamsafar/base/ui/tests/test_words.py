"""What a reader sees: numbers, dates, components, lists."""

import datetime as dt
from types import SimpleNamespace

import pytest
from django.template import Context, Template
from django.test import RequestFactory

from hamsafar.base import clock
from hamsafar.base.calendars import Almanac, Calendar
from hamsafar.base.ui import formats
from hamsafar.base.ui.contracts import Chart, Choice, Column, Series, Stat
from hamsafar.base.ui.listing import read_listing
from hamsafar.base.ui.period import period_of
from hamsafar.base.ui.reader import Reader, reading
from hamsafar.base.ui.sparks import spark

NOON = dt.datetime(2026, 10, 18, 11, 30, tzinfo=dt.UTC)


def who(language: str = "fa", digits: str = "", calendar: Calendar | None = None) -> Reader:
    persian = language == "fa"
    almanac = Almanac(calendar=calendar or (Calendar.PERSIAN if persian else Calendar.GREGORIAN))
    return Reader(language=language, digits=digits or ("persian" if persian else "latin"), theme="", almanac=almanac)


def written(template: str, reader: Reader, **context: object) -> str:
    with reading(reader):
        return Template("{% load ui %}" + template).render(Context(context))


@pytest.mark.parametrize(
    ("template", "persian", "english"),
    [
        ("{{ 1234567|number }}", "۱٬۲۳۴٬۵۶۷", "1,234,567"),
        ("{{ 2.5|number:1 }}", "۲٫۵", "2.5"),
        ("{{ 0.125|percent:1 }}", "۱۲٫۵٪", "12.5%"),
        ("{{ 38400000|money:'IRR' }}", "۳۸٬۴۰۰٬۰۰۰ ریال", "38,400,000 rial"),
        ("{{ at|day }}", "۲۶ مهر ۱۴۰۵", "18 October 2026"),
        ("{{ at|long_day }}", "یکشنبه ۲۶ مهر ۱۴۰۵", "Sunday 18 October 2026"),
        ("{{ at|moment }}", "۲۶ مهر ۱۴۰۵، ۱۵:۰۰", "18 October 2026, 15:00"),
        ("{{ nothing|number }}", "–", "–"),
        ("{{ nothing|day }}", "–", "–"),
    ],
)
def test_a_value_is_written_as_its_reader_reads(template, persian, english):
    assert written(template, who("fa"), at=NOON, nothing=None) == persian
    assert written(template, who("en"), at=NOON, nothing=None) == english


def test_a_persian_reader_may_choose_latin_digits_and_the_other_calendar():
    reader = who("fa", "latin", Calendar.GREGORIAN)
    assert written("{{ at|day }}", reader, at=NOON) == "18 اکتبر 2026"
    assert written("{{ 1234.5|number:1 }}", reader) == "1,234.5"
    assert written("{{ 1000|money:'IRT' }}", reader) == "1,000 تومان"


def test_signs_and_identifiers_keep_their_own_direction():
    assert written("{{ 32|signed }}", who("fa")).startswith('<bdi dir="ltr">')
    assert written("{{ phone|typed }}", who("fa"), phone="+98 912 000 4471") == '<bdi dir="ltr">+98 912 000 4471</bdi>'


def test_what_somebody_typed_cannot_become_markup():
    evil = "<img src=x onerror=alert(1)>"
    for template in ("{{ evil|typed }}", "{% chip evil %}", "{% note evil %}", "{% avatar evil %}", "{% card title=evil %}{% endcard %}"):
        assert "<img" not in written(template, who("en"), evil=evil)


def test_a_charts_data_cannot_end_its_script():
    chart = Chart(key="c", title="</script><b>", labels=["</script><b>"], series=[Series(name="</script>", values=[1.0])])
    page = written("{% chart chart %}", who("en"), chart=chart)
    assert page.count("</script>") == 1
    assert "<b>" not in page


def test_a_stat_without_a_value_says_what_it_needs():
    page = written("{% stat stat %}", who("en"), stat=Stat(name="Promises", value=None, missing="Needs Promise Made."))
    assert "Needs Promise Made." in page


def test_a_time_with_its_word_runs_in_the_words_direction():
    """Left to right, «۷:۳۲ ساعت» would read as the clock saying half past seven."""
    page = written("{% stat stat %}", who("fa"), stat=Stat(name="x", value=27120, kind="duration", change=9780, target=86400))
    assert "<bdi>۷:۳۲ ساعت</bdi>" in page
    assert "<bdi>۲۴:۰۰ ساعت</bdi>" in page
    assert 'dir="ltr"' not in page
    assert '<bdi dir="ltr">' in written("{% stat stat %}", who("fa"), stat=Stat(name="x", value=0.5, kind="percent"))


def test_an_interval_that_does_not_fit_beside_its_value_stands_below():
    wide = written("{% stat stat %}", who("fa"), stat=Stat(name="x", value=58.5e6, interval=14.6e6, kind="money", currency="IRR"))
    assert '<div class="range"><bdi>± ' in wide
    assert '<small class="nowrap">' not in wide
    assert '<small class="nowrap">' in written(
        "{% stat stat %}", who("fa"), stat=Stat(name="x", value=0.5, interval=0.1, kind="percent", decimals=1)
    )


@pytest.mark.parametrize(
    ("better", "change", "mood"), [("high", 1, "good"), ("high", -1, "bad"), ("low", 1, "bad"), ("low", -1, "good"), ("", 1, "muted")]
)
def test_a_change_is_good_or_bad_by_the_measures_own_sense(better, change, mood):
    page = written("{% stat stat %}", who("en"), stat=Stat(name="x", value=1, change=change, better=better))
    assert f"change {mood}" in page


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(5, "just now"), (60, "1 minute ago"), (3599, "59 minutes ago"), (7200, "2 hours ago"), (86400 * 29, "29 days ago")],
)
def test_how_long_ago(seconds, text):
    with clock.frozen_at(NOON), reading(who("en")):
        assert formats.ago(NOON - dt.timedelta(seconds=seconds)) == text


def test_what_is_long_ago_or_to_come_is_a_date():
    with clock.frozen_at(NOON), reading(who("en")):
        assert formats.ago(NOON - dt.timedelta(days=40)) == "8 September 2026, 15:00"
        assert formats.ago(NOON + dt.timedelta(hours=1)) == "18 October 2026, 16:00"


def test_a_gap_in_the_data_is_a_gap_in_the_line():
    drawn = spark([1, 2, None, 3, 4])
    assert len(drawn.runs) == 2
    assert spark([1, None]) is None
    assert spark([2, 2, 2]).runs == ("0.0,17.0 60.0,17.0 120.0,17.0",)


COLUMNS = (Column(key="name", label="Name", sortable=True), Column(key="orders", label="Orders", kind="number"))
FILTERS = (Choice(key="mood", label="Mood", options=(("good", "Good"),)),)


def listed(address: str):
    return read_listing(RequestFactory().get(address), COLUMNS, filters=FILTERS, sort="-name")


def test_a_list_reads_its_address():
    listing = listed("/x?q= نگار &sort=name&page=3&mood=good")
    assert (listing.search, listing.order, listing.offset, listing.filters) == ("نگار", "name", 100, {"mood": "good"})


@pytest.mark.parametrize(
    "address", ["/x?sort=password&page=-1&mood=evil", "/x?sort=--name&page=0", "/x?page=٣&sort=orders", "/x?page=1e9&q=%00", "/x?sort=-"]
)
def test_what_makes_no_sense_in_an_address_is_as_if_it_were_not_there(address):
    listing = listed(address)
    assert (listing.page, listing.filters, listing.search) == (1, {"mood": ""}, "")
    assert listing.order == "-name"


def test_a_list_turns_its_pages_and_keeps_its_search():
    table = listed("/x?q=a&page=2").table([], total=120)
    assert (table.pages, table.previous_page, table.next_page) == (3, 1, 3)
    assert listed("/x?q=a&page=2").address(page=3) == "/x?q=a&sort=-name&page=3"
    assert listed("/x").table([], has_more=True).next_page == 2


def test_a_table_escapes_its_cells_and_says_its_order():
    listing = listed("/x")
    table = listing.table([SimpleNamespace(name="<b>x</b>", orders=1200)], total=1)
    page = written("{% table table %}", who("en"), table=table)
    assert "&lt;b&gt;x" in page
    assert 'aria-sort="descending"' in page
    assert "1,200" in page


def test_a_period_is_read_from_the_address_in_either_calendar():
    with clock.frozen_at(NOON), reading(who("fa")):
        jalali = period_of(RequestFactory().get("/?period=custom&since=۱۴۰۵/۷/۱&until=1405/07/10"))
        gregorian = period_of(RequestFactory().get("/?period=custom&since=2026-09-23&until=2026-10-02"))
        assert jalali.period == gregorian.period
        assert jalali.name == "۱ تا ۱۰ مهر ۱۴۰۵"


@pytest.mark.parametrize(
    "address", ["/", "/?period=nonsense", "/?period=custom&since=x&until=y", "/?period=custom&since=2026-02-31&until=2026-03-01"]
)
def test_a_period_that_cannot_be_read_is_the_usual_one(address):
    with clock.frozen_at(NOON), reading(who("en")):
        assert period_of(RequestFactory().get(address)).key == "last_30_days"


def test_a_period_given_backwards_is_turned_round():
    with reading(who("en")):
        chosen = period_of(RequestFactory().get("/?period=custom&since=2026-10-02&until=2026-09-23"))
        assert chosen.period.since < chosen.period.until
