"""The living page of components: each one as pages use it, with made-up figures. What is wrong here is wrong everywhere."""

import datetime as dt
from types import SimpleNamespace

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from hamsafar.base import calendars, clock
from hamsafar.base.calendars import Bucket
from hamsafar.base.ui import formats
from hamsafar.base.ui.contracts import BulkAction, Chart, Choice, Column, Empty, Export, Moment, Series, Stat, Tab
from hamsafar.base.ui.icons import PATHS
from hamsafar.base.ui.listing import Table, read_listing
from hamsafar.base.ui.period import edges, period_of
from hamsafar.base.ui.reader import reader
from hamsafar.ground.organisation.services import allow, scope_here


class ExampleForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name"), help_text=gettext_lazy("As customers read it."))
    email = forms.EmailField(label=gettext_lazy("E-mail"))
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=[("a", gettext_lazy("Shop")), ("b", gettext_lazy("Web"))], required=False)
    note = forms.CharField(label=gettext_lazy("Note"), widget=forms.Textarea(attrs={"rows": 3}), required=False)
    signs = forms.MultipleChoiceField(
        label=gettext_lazy("A long list"), choices=[(name, name) for name in sorted(PATHS)], required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    agreed = forms.BooleanField(label=gettext_lazy("Send me a copy"), required=False)


@require_GET
@allow("ui.see")
def page(request: HttpRequest) -> HttpResponse:
    scope_here(request)
    chosen = period_of(request)
    since, until = edges(chosen.period)
    bad = ExampleForm({"name": "", "email": "bahar@"})
    context = {
        "title": _("Components"),
        "subtitle": _("Every piece that pages are put together from"),
        "stats": _stats(),
        "line": _line(),
        "bars": _bars(),
        "moments": _moments(),
        "table": _table(request),
        "nothing": _empty_table(request),
        "form": ExampleForm(initial={"name": "Negar"}),
        "bad_form": bad,
        "tabs": [Tab(name=_("All"), href="#", current=True), Tab(name=_("Open"), href="#", count=14), Tab(name=_("Closed"), href="#")],
        "since": since,
        "until": until,
        "icons": sorted(PATHS),
        "now": clock.now(),
    }
    return render(request, "ui/components.html", context)


def _stats() -> list[Stat]:
    climbing = [30 + index * 0.4 + (index * 7 % 5) for index in range(26)]
    return [
        Stat(name="NPS", value=32, kind="signed", interval=4, sample=1204, target=40, change=5, trend=climbing, href="#"),
        Stat(
            name=_("Satisfaction"), value=0.84, kind="percent", interval=0.02, sample=3871, target=0.88, change=-0.03, trend=climbing[::-1]
        ),
        Stat(name=_("Effort"), value=5.6, decimals=1, interval=0.1, sample=1933, target=6, change=0.0, better="high", trend=climbing),
        Stat(
            name=_("First reply"),
            value=252,
            kind="duration",
            interval=20,
            sample=5622,
            target=180,
            change=48,
            better="low",
            trend=[*climbing[:9], None, *climbing[10:]],
        ),
        Stat(
            name=_("Value"), value=38_400_000, kind="money", currency="IRR", low=31_000_000, high=47_000_000, sample=20341, trend=climbing
        ),
        Stat(name=_("Promises kept"), value=None, missing=_("Needs events named Promise Made and Promise Kept.")),
    ]


def _days(count: int) -> list[str]:
    almanac = reader().almanac
    edges_of_days = calendars.boundaries(calendars.last_days(count, clock.now(), almanac), Bucket.DAY, almanac)
    return [formats.bucket(edge, Bucket.DAY) for edge in edges_of_days[:-1]]


def _line() -> Chart:
    values = [0.62 + (index * 13 % 7) / 100 + index * 0.004 for index in range(30)]
    series = Series(name=_("Kept"), values=values, low=[v - 0.03 for v in values], high=[v + 0.03 for v in values])
    return Chart(
        key="kept",
        title=_("Promises kept, by day"),
        labels=_days(30),
        series=[series],
        kind="percent",
        decimals=1,
        target=0.75,
        label_head=_("Day"),
    )


def _bars() -> Chart:
    one = Series(name=_("Web"), values=[420, 380, 510, 460, 610, 590, 640])
    two = Series(name=_("Store"), values=[120, 180, 90, 160, 140, 210, None])
    return Chart(
        key="orders", title=_("Orders, by channel"), labels=_days(7), series=[one, two], shape="stacked", label_head=_("Day"), height="low"
    )


def _moments() -> list[Moment]:
    now = clock.now()
    return [
        Moment(
            at=now,
            text=_("Answered the survey after support: 2 of 10"),
            icon="star",
            tone="bad",
            quote="دو بار توضیح دادم، باز هم گفتند از اول بگویید.",
        ),
        Moment(at=now - dt.timedelta(minutes=22), text=_("Bahar closed the conversation"), icon="chat", tone="us", detail=_("34 minutes")),
        Moment(at=now - dt.timedelta(days=1), text=_("Order 88213 arrived, a day early"), icon="truck", tone="good"),
        Moment(at=now - dt.timedelta(days=1, hours=3), text=_("Opened the app"), icon="app"),
    ]


def _table(request: HttpRequest) -> Table:
    def person(
        number: int, name: str, phone: str, orders: int, spent: tuple[int, str], mood: tuple[str, str], hours: int
    ) -> SimpleNamespace:
        seen = clock.now() - dt.timedelta(hours=hours)
        return SimpleNamespace(id=number, name=name, phone=phone, orders=orders, spent=spent, mood=mood, share=hours / 1000, seen=seen)

    people = [
        person(1, "نگار رستمی", "+98 912 000 4471", 14, (38_400_000, "IRR"), (_("Unhappy"), "bad"), 0),
        person(2, "Hossein Kaviani", "+98 935 000 1120", 3, (5_120_000, "IRR"), (_("Calm"), ""), 5),
        person(3, "شرکت آوند", "", 128, (912_000_000, "IRT"), (_("Happy"), "good"), 960),
    ]
    columns = (
        Column(key="name", label=_("Name"), href=lambda row: f"#person-{row.id}", sortable=True),
        Column(key="phone", label=_("Phone"), kind="typed"),
        Column(key="orders", label=_("Orders"), kind="number", sortable=True),
        Column(key="spent", label=_("Spent"), kind="money"),
        Column(key="mood", label=_("Mood"), kind="chip"),
        Column(key="share", label=_("May leave"), kind="percent", only_wide=True),
        Column(key="seen", label=_("Seen"), kind="ago", only_wide=True),
    )
    filters = (Choice(key="mood", label=_("Any mood"), options=(("good", _("Happy")), ("bad", _("Unhappy")))),)
    listing = read_listing(request, columns, key="people", filters=filters, sort="name", limit=3)
    shown = [person for person in people if listing.search in person.name and listing.filters["mood"] in (person.mood[1], "")]
    shown.sort(key=lambda person: getattr(person, listing.sort), reverse=listing.descending)
    return listing.table(
        shown,
        total=len(shown) * 5,
        row_id=lambda row: row.id,
        bulk=[BulkAction(label=_("Tag"), href="#")],
        exports=[Export(label="CSV", href="#")],
        placeholder=_("Search customers"),
    )


def _empty_table(request: HttpRequest) -> Table:
    listing = read_listing(request, (Column(key="name", label=_("Name")),), key="nothing")
    empty = Empty(
        title=_("No sources yet"),
        text=_("A source is a site, an app or a system that sends events. Create one and its key is shown."),
        href="#",
        action=_("New source"),
        icon="source",
    )
    return listing.table([], total=0, empty=empty, searchable=False)
