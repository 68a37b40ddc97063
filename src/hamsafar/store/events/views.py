"""The Events pages: what arrives now, under which names, how much, and what was not kept."""

import csv
import datetime as dt
import io
from collections import defaultdict
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from hamsafar.base import calendars
from hamsafar.base.calendars import Period
from hamsafar.base.errors import NotFound
from hamsafar.base.ui import formats
from hamsafar.base.ui.contracts import Chart, Choice, Column, Empty, Export, Series, Stat, Tab
from hamsafar.base.ui.listing import read_listing
from hamsafar.base.ui.period import period_of
from hamsafar.base.ui.reader import reader
from hamsafar.collect.intake.services import EXPLANATIONS, Reason
from hamsafar.collect.vocabulary import services as words
from hamsafar.ground.organisation.services import allow, can, scope_here, scope_of

from . import counts, timelines, wordlist
from .contracts import Drop, Scope, Volume
from .lines import channel_name, lines_of, raw, source_names
from .watermark import newest

SHOWN = 50
LONGEST_FILTER = 200
MOST_SERIES = 6
BY = {"channel": gettext_lazy("By channel"), "source": gettext_lazy("By source"), "name": gettext_lazy("By event")}
VOLUME_COLUMNS = (
    Column(key="group", label=gettext_lazy("Group"), template="events/cells/group.html"),
    Column(key="events", label=gettext_lazy("Events"), kind="number", sortable=True),
    Column(key="share", label=gettext_lazy("Share"), kind="percent", decimals=1),
)
NAME_COLUMNS = (
    Column(key="label", label=gettext_lazy("Event"), template="events/cells/name.html"),
    Column(key="family", label=gettext_lazy("Family"), only_wide=True),
    Column(key="events", label=gettext_lazy("Seen"), kind="number", sortable=True),
    Column(key="people", label=gettext_lazy("People"), kind="number", sortable=True),
    Column(key="last_at", label=gettext_lazy("Last seen"), kind="ago", sortable=True),
    Column(key="properties", label=gettext_lazy("Properties"), only_wide=True, template="events/cells/properties.html"),
)
KIND = Choice(
    key="kind",
    label=gettext_lazy("All events"),
    options=(
        ("seen", gettext_lazy("Seen")),
        ("unseen", gettext_lazy("Never seen")),
        ("unknown", gettext_lazy("Not in the vocabulary")),
    ),
)
DROP_COLUMNS = (
    Column(key="day", label=gettext_lazy("Day"), kind="date"),
    Column(key="source", label=gettext_lazy("Source")),
    Column(key="why", label=gettext_lazy("Reason"), template="events/cells/why.html"),
    Column(key="events", label=gettext_lazy("Events"), kind="number"),
    Column(key="latest_at", label=gettext_lazy("Latest"), kind="moment", only_wide=True),
    Column(key="example", label=gettext_lazy("Example"), template="events/cells/example.html"),
)
QUARANTINE_COLUMNS = (
    Column(key="received_at", label=gettext_lazy("Received"), kind="moment"),
    Column(key="source", label=gettext_lazy("Source")),
    Column(key="name", label=gettext_lazy("Event")),
    Column(key="message_id", label=gettext_lazy("Id"), kind="typed"),
    Column(key="payload", label=gettext_lazy("What came the second time"), template="events/cells/example.html"),
)


@require_GET
@allow("events.see")
def debugger(request: HttpRequest) -> HttpResponse:
    scope = Scope(units=scope_here(request, "events.see"), include_marked=True)
    filters = {name: request.GET.get(name, "").replace("\x00", "").strip()[:LONGEST_FILTER] for name in ("source", "name", "who")}
    sources, upto = source_names(), newest()
    found = timelines.latest(scope=scope, limit=SHOWN, **filters)
    return render(
        request,
        "events/debugger.html",
        {
            "title": _("Events"),
            "tabs": _tabs("events"),
            "lines": lines_of(found, reader().language, sources),
            "sources": sources.items(),
            "known_names": sorted({event.name for event in words.EVENTS}),
            "filters": filters,
            "is_narrowed": any(filters.values()),
            "feed": f"{reverse('events-live')}?{urlencode({**filters, 'after': upto, **_unit(request)})}",
            "shown": SHOWN,
        },
    )


@require_GET
@allow("events.see")
def event(request: HttpRequest, seq: int) -> HttpResponse:
    scope = Scope(units=scope_here(request, "events.see"), include_marked=True)
    if seq >= 2**63:
        raise NotFound
    row = timelines.get_event(seq, scope=scope)
    context = {
        "title": words.label(row["name"] or row["type"], reader().language),
        "event": row,
        "person": f"{row['person_key']:016x}",
        "sees_people": can(request.user, "people.see"),
        "channel": channel_name(row["channel"], reader().language),
        "source": source_names().get(row["source"], row["source"]),
        "raw": raw(row),
    }
    return render(request, "events/parts/drawer.html" if request.headers.get("HX-Request") else "events/event.html", context)


@require_GET
@allow("events.see")
def vocabulary(request: HttpRequest) -> HttpResponse:
    chosen = period_of(request)
    scope = _scope(request, chosen.period)
    listing = read_listing(request, NAME_COLUMNS, filters=(KIND,), sort="-events", keep=("unit", "period", "since", "until"))
    rows = wordlist.sorted_by(wordlist.entries(scope, reader().language), listing.sort, listing.descending)
    rows = [row for row in rows if wordlist.fits(row, listing.search, listing.filters["kind"])]
    table = listing.table(
        rows[listing.offset : listing.offset + listing.limit],
        total=len(rows),
        empty=Empty(title=_("No event names"), icon="tag"),
        placeholder=_("Name of an event"),
    )
    unknown = sum(row.events for row in rows if not row.is_known)
    context = {"title": _("Event vocabulary"), "tabs": _tabs("events-vocabulary"), "table": table, "unknown": unknown}
    return render(request, "events/vocabulary.html", context | {"period": chosen})


@require_GET
@allow("events.see")
def event_name(request: HttpRequest) -> HttpResponse:
    """One name: what the vocabulary says of it, and what came."""
    name = request.GET.get("name", "").replace("\x00", "")[:LONGEST_FILTER]
    chosen = period_of(request)
    scope = _scope(request, chosen.period)
    known = words.find_event(name)
    used = counts.properties(name, scope=scope)
    if known is None and not used and not timelines.latest(scope=scope, name=name, limit=1):
        raise NotFound
    context = {
        "title": words.label(name, reader().language),
        "name": name,
        "known": known,
        "properties": wordlist.properties_of(known, used, reader().language),
        "sample": counts.SAMPLE,
        "period": chosen,
    }
    return render(request, "events/name.html", context)


@require_GET
@allow("events.see")
def volumes(request: HttpRequest) -> HttpResponse:
    chosen = period_of(request)
    by = request.GET.get("by", "") if request.GET.get("by", "") in BY else "channel"
    listing = read_listing(request, VOLUME_COLUMNS, sort="-events", keep=("by", "unit", "period", "since", "until"))
    bucket = calendars.natural_bucket(chosen.period)
    edges = calendars.boundaries(chosen.period, bucket, reader().almanac)
    counted = counts.volumes(edges[:-1], scope=_scope(request, chosen.period))
    rows = _groups(counted, by)
    total = sum(row["events"] for row in rows)
    shown = rows if listing.descending else rows[::-1]
    table = listing.table(
        [{**row, "share": row["events"] / total} for row in shown[listing.offset : listing.offset + listing.limit]],
        total=len(rows),
        empty=Empty(
            title=_("No events in this period"),
            text=_("Connect a source or import a file, or choose a longer period."),
            href="/sources",
            action=_("Connect a source"),
            icon="pulse",
        ),
        exports=(Export(label="CSV", href=f"{reverse('events-volumes-file')}?{request.GET.urlencode()}"),),
        searchable=False,
    )
    context = {
        "title": _("Event volumes"),
        "tabs": _tabs("events-volumes"),
        "ways": [(name, listing.address(by=way, page=1), way == by) for way, name in BY.items()],
        "chart": _volume_chart(counted, rows, edges[:-1], bucket, by),
        "stats": _volume_stats(counted, total),
        "table": table,
        "period": chosen,
    }
    return render(request, "events/volumes.html", context)


@require_GET
@allow("events.see")
def volumes_file(request: HttpRequest) -> HttpResponse:
    """Day by day, for a spreadsheet: names and moments as machines read them."""
    chosen = period_of(request)
    edges = calendars.boundaries(chosen.period, calendars.Bucket.DAY, reader().almanac)
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["since", "channel", "source", "name", "events", "people"])
    for volume in counts.volumes(edges[:-1], scope=_scope(request, chosen.period)):
        cells = (volume.channel, volume.source, volume.name)
        writer.writerow([volume.since.isoformat(), *map(_no_formula, cells), volume.events, volume.people])
    # The mark at the beginning lets spreadsheets read Persian names.
    answer = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="event-volumes.csv"'
    return answer


@require_GET
@allow("events.see")
def not_kept(request: HttpRequest) -> HttpResponse:
    chosen = period_of(request)
    listing = read_listing(request, DROP_COLUMNS, keep=("unit", "period", "since", "until"))
    first, end = chosen.period.since.date(), (chosen.period.until - dt.timedelta(microseconds=1)).date() + dt.timedelta(days=1)
    rows = _drop_rows(counts.drops(first, end), listing.search) if _sees_everything(request) else []
    table = listing.table(
        rows[listing.offset : listing.offset + listing.limit],
        total=len(rows),
        empty=Empty(
            title=_("Everything that arrived was kept"), text=_("What cannot be kept is counted here with its reason."), icon="check"
        ),
        placeholder=_("Source or reason"),
    )
    total = sum(row["events"] for row in rows)
    context = {"title": _("Not kept"), "tabs": _tabs("events-not-kept"), "table": table, "total": total}
    return render(request, "events/not_kept.html", context | {"sees_everything": _sees_everything(request)})


@require_GET
@allow("events.see")
def quarantine(request: HttpRequest) -> HttpResponse:
    listing = read_listing(request, QUARANTINE_COLUMNS)
    sources = source_names()
    found = counts.quarantined(offset=listing.offset, search=listing.search, limit=listing.limit + 1) if _sees_everything(request) else ()
    rows = [
        {
            "received_at": one.received_at,
            "source": sources.get(one.source, one.source),
            "name": words.label(one.name, reader().language),
            "message_id": one.message_id,
            "payload": one.payload,
        }
        for one in found
    ]
    table = listing.table(
        rows[: listing.limit],
        has_more=len(rows) > listing.limit,
        empty=Empty(
            title=_("Nothing is in quarantine"),
            text=_("An event that comes again under the same id with other contents waits here; the first one counts."),
            icon="check",
        ),
        placeholder=_("Id of an event"),
    )
    context = {"title": _("Quarantine"), "tabs": _tabs("events-quarantine"), "table": table}
    return render(request, "events/quarantine.html", context | {"sees_everything": _sees_everything(request)})


def _drop_rows(found: tuple[Drop, ...], search: str) -> list[dict[str, Any]]:
    sources = source_names()
    rows = []
    for drop in found:
        why = _why(drop.reason)
        source = sources.get(drop.source, drop.source) or _("no known source")
        if search.casefold() in f"{source} {why} {drop.reason}".casefold():
            shown = {"day": drop.day, "events": drop.events, "latest_at": drop.latest_at, "example": drop.example}
            rows.append({**shown, "source": source, "why": why, "reason": drop.reason})
    return rows


def _why(reason: str) -> str:
    return str(EXPLANATIONS[Reason(reason)]) if reason in set(Reason) else reason


def _tabs(current: str) -> list[Tab]:
    pages = {
        "events": _("Live"),
        "events-volumes": _("Volumes"),
        "events-vocabulary": _("Vocabulary"),
        "events-not-kept": _("Not kept"),
        "events-quarantine": _("Quarantine"),
    }
    return [Tab(name=name, href=reverse(page), current=page == current) for page, name in pages.items()]


def _scope(request: HttpRequest, period: Period) -> Scope:
    return Scope(units=scope_here(request, "events.see"), since=period.since, until=period.until)


def _sees_everything(request: HttpRequest) -> bool:
    """What was not kept belongs to no unit, so only who sees the whole company sees it."""
    return scope_of(request.user, "events.see") is None


def _unit(request: HttpRequest) -> dict[str, str]:
    return {"unit": request.GET["unit"]} if "unit" in request.GET else {}


def _groups(counted: tuple[Volume, ...], by: str) -> list[dict[str, Any]]:
    """Largest first."""
    totals: dict[str, int] = defaultdict(int)
    for volume in counted:
        totals[getattr(volume, by)] += volume.events
    sources = source_names() if by == "source" else {}
    largest = sorted(totals.items(), key=lambda pair: (-pair[1], pair[0]))
    return [{"key": key, "group": _group_name(key, by, sources), "by": by, "events": events} for key, events in largest]


def _group_name(key: str, by: str, sources: dict[str, str]) -> str:
    if not key:
        return _("not said")
    if by == "channel":
        return channel_name(key, reader().language)
    return words.label(key, reader().language) if by == "name" else sources.get(key, key)


def _volume_chart(
    counted: tuple[Volume, ...], rows: list[dict[str, Any]], edges: tuple[dt.datetime, ...], bucket: calendars.Bucket, by: str
) -> Chart:
    shown, rest = rows[:MOST_SERIES], {row["key"] for row in rows[MOST_SERIES:]}
    cells: dict[tuple[str, dt.datetime], int] = defaultdict(int)
    for volume in counted:
        key = getattr(volume, by)
        cells["" if key in rest else f"={key}", volume.since] += volume.events
    series = [Series(name=row["group"], values=[cells[f"={row['key']}", edge] for edge in edges]) for row in shown]
    if rest:
        series.append(Series(name=_("others"), values=[cells["", edge] for edge in edges]))
    labels = [formats.bucket(edge, bucket) for edge in edges]
    return Chart(key="event-volumes", title=_("Events over time"), labels=labels, series=series, shape="stacked", label_head=_("When"))


def _volume_stats(counted: tuple[Volume, ...], total: int) -> list[Stat]:
    return [
        Stat(name=_("Events"), value=total),
        Stat(name=_("Event names"), value=len({volume.name for volume in counted})),
        Stat(name=_("Channels"), value=len({volume.channel for volume in counted if volume.channel})),
        Stat(name=_("Sources"), value=len({volume.source for volume in counted})),
    ]


def _no_formula(text: str) -> str:
    """A spreadsheet would run a cell that begins like a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
