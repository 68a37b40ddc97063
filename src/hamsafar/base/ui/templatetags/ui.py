"""The components and filters of pages: {% load ui %}. docs/pages.md shows them at work, /ui/components shows them all."""

import datetime as dt
import json
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from functools import wraps
from itertools import groupby
from typing import Any

from django import template
from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, RadioSelect
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from hamsafar.base.calendars import Calendar, format_numeric_day

from .. import assets, formats
from ..contracts import Chart, Column, Moment, Series, Stat, Tab
from ..icons import PATHS, POINTING
from ..listing import Table
from ..reader import Reader
from ..reader import reader as current_reader
from ..sparks import spark

register = template.Library()
NOTHING = "–"
MOST_PAGE_LINKS = 7


# Filters. A missing value is a dash, never an error.


def _known(write: Callable[..., str]) -> Callable[..., str]:
    @wraps(write)  # Django counts the arguments of what is wrapped
    def written(value: Any, *args: Any) -> str:
        return NOTHING if value is None or value == "" else write(value, *args)

    return written


register.filter("number", _known(lambda value, decimals=0: formats.number(_as_number(value), int(decimals))))
register.filter("percent", _known(lambda share, decimals=0: formats.percent(float(share), int(decimals))))
register.filter("signed", _known(lambda value, decimals=0: formats.isolate(formats.number(_as_number(value), int(decimals), signed=True))))
register.filter("duration", _known(lambda seconds: formats.isolate(formats.duration(float(seconds)))))
register.filter("money", _known(lambda value, currency="IRR": formats.amount(_as_number(value), currency)))
register.filter("day", _known(formats.day))
register.filter("long_day", _known(formats.long_day))
register.filter("moment", _known(formats.moment))
register.filter("clock", _known(formats.time))
register.filter("ago", _known(formats.ago))
register.filter("period", _known(formats.period))
register.filter("digits", _known(lambda text: formats.digits(_in_reader_digits(str(text)))))


@register.filter
def typed(value: object) -> SafeString:
    """An identifier, phone, address or code: as it was typed, left to right."""
    return formats.isolate(str(value)) if value not in (None, "") else SafeString(NOTHING)


@register.filter
def get(mapping: Any, key: object) -> Any:
    return mapping.get(key, "") if hasattr(mapping, "get") else ""


def _as_number(value: Any) -> float | int | Decimal:
    return value if isinstance(value, int | float | Decimal) else Decimal(str(value))


def _in_reader_digits(text: str) -> str:
    return text.translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")) if current_reader().language == "fa" else text


# Small pieces


@register.simple_tag
def reader() -> Reader:
    return current_reader()


@register.simple_tag
def asset(name: str) -> str:
    return assets.address_of(name)


@register.simple_tag
def icon(name: str, css: str = "") -> SafeString:
    turning = " points-on" if name in POINTING else ""
    return format_html(
        '<svg class="icon{} {}" viewBox="0 0 24 24" aria-hidden="true"><path d="{}"/></svg>', turning, css, PATHS.get(name, PATHS["dot"])
    )


@register.simple_tag
def chip(text: object, tone: str = "") -> SafeString:
    return format_html('<span class="chip {}">{}</span>', tone, text)


@register.simple_tag
def avatar(name: str, size: str = "") -> SafeString:
    return format_html('<span class="avatar {}" aria-hidden="true">{}</span>', size, (name or "?").strip()[:1])


@register.simple_tag
def note(text: object, tone: str = "", sign: str = "info") -> SafeString:
    return format_html('<p class="note {}">{}<span>{}</span></p>', tone, icon(sign), text)


@register.simple_tag
def bar(share: float, label: str, tone: str = "") -> SafeString:
    return format_html('<progress class="bar {}" max="100" value="{}" aria-label="{}"></progress>', tone, round(share * 100), label)


@register.inclusion_tag("ui/progress.html")
def progress(done: float, of: float, label: str = "") -> dict[str, Any]:
    share = min(1.0, done / of) if of else 0.0
    return {"share": share, "percent": round(share * 100), "done": done, "of": of, "label": label or _("Progress")}


# Containers: {% card title=… %} … {% endcard %}


@register.simple_block_tag(takes_context=True)
def card(context: template.Context, content: SafeString, *, title: str = "", sub: object = "", id: str = "", label: str = "") -> SafeString:
    """Content that begins with {% card_head %} … {% endcard_head %} brings its own head with buttons."""
    return _box("ui/card.html", context, content, title=title, sub=sub, id=id, label=label)


@register.simple_block_tag
def card_head(content: SafeString, title: str, sub: object = "") -> SafeString:
    """A card's head with buttons or chips at its end."""
    small = format_html('<span class="sub">{}</span>', sub) if sub else ""
    return format_html('<header><h2>{}</h2>{}<div class="card-actions">{}</div></header>', title, small, content)


@register.simple_block_tag(takes_context=True)
def dialog(context: template.Context, content: SafeString, *, id: str, title: str, wide: bool = False, shown: bool = False) -> SafeString:
    """Opened by any button with data-open="ID"; `shown` opens it as soon as it arrives."""
    return _box("ui/dialog.html", context, content, id=id, title=title, css="dialog wide" if wide else "dialog", shown=shown)


@register.simple_block_tag(takes_context=True)
def drawer(context: template.Context, content: SafeString, *, id: str, title: str, shown: bool = False) -> SafeString:
    return _box("ui/dialog.html", context, content, id=id, title=title, css="drawer", shown=shown)


@register.simple_block_tag(takes_context=True)
def confirm(
    context: template.Context,
    content: SafeString,
    *,
    id: str,
    action: str,
    button: str,
    title: str,
    text: object,
    do: str = "",
    tone: str = "danger",
    sign: str = "",
    small: bool = False,
) -> SafeString:
    """A button, the clear question it asks, and the POST that follows a yes. The content may hold further fields."""
    return _box(
        "ui/confirm.html",
        context,
        content,
        id=id,
        action=action,
        button=button,
        title=title,
        text=text,
        do=do or button,
        tone=tone,
        sign=sign,
        small=small,
    )


@register.simple_block_tag(takes_context=True)
def empty_state(context: template.Context, content: SafeString, *, title: str, text: object = "", sign: str = "search") -> SafeString:
    """Says what to do next; the content is the way there."""
    return _box("ui/empty.html", context, content, title=title, text=text, sign=sign)


def _box(name: str, context: template.Context, content: SafeString, **values: Any) -> SafeString:
    return render_to_string(name, {"content": content, "csrf_token": context.get("csrf_token"), **values})


# Numbers and pictures


MOST_IN_A_LINE = 14  # signs of a value and its interval that fit beside each other in the narrowest cell
MOST_WITH_WORDS = 11  # where one of them is a word, which is wider


@register.inclusion_tag("ui/stat.html")
def stat(shown: Stat) -> dict[str, Any]:
    is_money = shown.kind == "money"

    def write(value: float | None) -> str:
        if value is None:
            return ""
        return formats.short_amount(value, shown.currency) if is_money else formats.by_kind(value, shown.kind, shown.decimals)

    def plain(value: float | None) -> str:
        if value is None:
            return ""
        if is_money:
            return formats.short_amount(abs(value))
        return formats.by_kind(abs(value), "number" if shown.kind == "signed" else shown.kind, shown.decimals)

    return {
        "stat": shown,
        "value": write(shown.value),
        **_parts(write(shown.value), shown.kind),
        # Numbers run left to right; an amount or a time with a word behind it runs as its word does.
        "has_words": shown.kind in ("money", "duration"),
        "is_crowded": len(write(shown.value)) + len(plain(shown.interval)) > _room(write(shown.value)),
        "interval": plain(shown.interval),
        "low": plain(shown.low) if shown.kind == "money" else write(shown.low),
        "high": write(shown.high),
        "target": write(shown.target),
        "change": plain(shown.change),
        "arrow": "" if shown.change is None else "▲" if shown.change > 0 else "▼" if shown.change < 0 else "▬",
        "mood": _mood(shown),
        "way": "" if shown.change is None else _("up") if shown.change > 0 else _("down") if shown.change < 0 else _("unchanged"),
        "spark": spark(shown.trend, shown.target),
    }


def _room(value: str) -> int:
    return MOST_WITH_WORDS if any(sign.isalpha() for sign in value) else MOST_IN_A_LINE


def _parts(value: str, kind: str) -> dict[str, Any]:
    """A large amount leaves the name of its currency small."""
    number, _space, unit = value.partition(" ") if kind == "money" else (value, "", "")
    return {"number_part": number, "unit_part": unit, "is_long": len(number) > 9}


def _mood(shown: Stat) -> str:
    if not shown.change or shown.better not in ("high", "low"):
        return "muted"
    return "good" if (shown.change > 0) == (shown.better == "high") else "bad"


@register.inclusion_tag("ui/chart.html")
def chart(shown: Chart) -> dict[str, Any]:
    rows = [
        (label, [(series.values[index], _chart_text(series.values[index], shown)) for series in shown.series])
        for index, label in enumerate(shown.labels)
    ]
    return {"chart": shown, "rows": rows, "data": SafeString(_script_safe(_chart_data(shown)))}


def _chart_data(shown: Chart) -> dict[str, Any]:
    return {
        "kind": shown.shape,
        "labels": list(shown.labels),
        "series": [_series_data(series, shown) for series in shown.series],
        "unit": shown.kind,
        "target": shown.target,
        "targetName": "" if shown.target is None else _("Target {value}").format(value=_chart_text(shown.target, shown)),
        "numbers": number_locale(),
    }


def _series_data(series: Series, shown: Chart) -> dict[str, Any]:
    data: dict[str, Any] = {
        "name": series.name,
        "values": list(series.values),
        "texts": [_chart_text(value, shown) for value in series.values],
    }
    if series.low is not None and series.high is not None:
        data |= {"low": list(series.low), "high": list(series.high)}
    return data


def _chart_text(value: float | None, shown: Chart) -> str:
    return NOTHING if value is None else formats.by_kind(value, shown.kind, shown.decimals)


def _script_safe(data: object) -> str:
    """JSON that cannot end its own script element."""
    return json.dumps(data, ensure_ascii=False, allow_nan=False).replace("<", "\\u003c").replace("&", "\\u0026")


@register.simple_tag
def number_locale() -> str:
    return "fa-IR" if current_reader().digits == "persian" else "en-US"


@register.simple_tag
def words() -> SafeString:
    """Sentences that the scripts say."""
    return SafeString(
        _script_safe(
            {
                "offline": _("There is no connection to the server. What you typed is still here; please try again."),
                "slow": _("The server did not answer in time. Please try again."),
                "trouble": _("Something went wrong on the server. It has been written down; please try again in a moment."),
                "copied": _("Copied."),
                "nothingFound": _("Nothing found"),
                "notCopied": _("The browser did not allow copying. Please select the text and copy it yourself."),
            }
        )
    )


@register.simple_tag
def script_json(data: object) -> SafeString:
    return SafeString(_script_safe(data))


@register.inclusion_tag("ui/timeline.html")
def timeline(moments: Iterable[Moment], more: str = "", last_day: str = "") -> dict[str, Any]:
    """Newest first, under the names of their days. `more` is the address of the next part, fetched when its end is seen;
    it passes on `last_day`, so that a day that continues is not named twice."""
    days = [(day, list(group)) for day, group in groupby(moments, key=lambda moment: formats.long_day(moment.at))]
    return {"days": days, "more": more, "last_day": last_day}


@register.inclusion_tag("ui/tabs.html")
def tabs(items: Sequence[Tab], label: str) -> dict[str, Any]:
    return {"items": items, "label": label}


# Lists


@register.inclusion_tag("ui/table.html", takes_context=True)
def table(context: template.Context, shown: Table) -> dict[str, Any]:
    listing = shown.listing
    return {
        "table": shown,
        "listing": listing,
        "id": f"table-{listing.key}",
        "heads": [_head(column, shown) for column in listing.columns],
        "rows": [_row(row, shown, context.get("csrf_token")) for row in shown.rows],
        "filters": [(choice, listing.filters[choice.key]) for choice in listing.choices],
        "pages": _page_links(shown),
        "previous": listing.address(page=shown.previous_page) if shown.previous_page else "",
        "next": listing.address(page=shown.next_page) if shown.next_page else "",
        "first_shown": listing.offset + 1,
        "last_shown": listing.offset + len(shown.rows),
        "csrf_token": context.get("csrf_token"),
    }


def _head(column: Column, shown: Table) -> dict[str, Any]:
    listing = shown.listing
    is_sorted = column.sortable and listing.sort == column.key
    turned = f"-{column.key}" if is_sorted and not listing.descending else column.key
    return {
        "column": column,
        "href": listing.address(sort=turned, page=1) if column.sortable else "",
        "aria": ("descending" if listing.descending else "ascending") if is_sorted else "",
        "is_number": column.kind in ("number", "percent", "money"),
    }


def _row(row: Any, shown: Table, csrf_token: Any) -> dict[str, Any]:
    return {"id": shown.row_id(row) if shown.row_id else "", "cells": [_cell(row, column, csrf_token) for column in shown.listing.columns]}


def _cell(row: Any, column: Column, csrf_token: Any) -> dict[str, Any]:
    value = _value(row, column)
    href = column.href(row) if callable(column.href) else ""
    shown = (
        render_to_string(column.template, {"row": row, "value": value, "csrf_token": csrf_token})
        if column.template
        else _written(value, column)
    )
    return {"shown": shown, "href": href, "is_number": column.kind in ("number", "percent", "money"), "only_wide": column.only_wide}


def _value(row: Any, column: Column) -> Any:
    if callable(column.value):
        return column.value(row)
    name = str(column.value or column.key)
    return row.get(name) if isinstance(row, dict) else getattr(row, name, None)


def _written(value: Any, column: Column) -> object:
    if value is None or value == "":
        return NOTHING
    return WRITERS.get(column.kind, lambda given, _column: given)(value, column)


WRITERS: dict[str, Callable[[Any, Column], object]] = {
    "number": lambda value, column: formats.number(value, column.decimals),
    "percent": lambda value, column: formats.percent(value, column.decimals),
    "money": lambda value, _column: formats.amount(value[0], value[1]) if value[0] is not None else NOTHING,
    "date": lambda value, _column: formats.day(value),
    "moment": lambda value, _column: formats.moment(value),
    "ago": lambda value, _column: format_html('<span title="{}">{}</span>', formats.moment(value), formats.ago(value)),
    "typed": lambda value, _column: formats.isolate(str(value)),
    "chip": lambda value, _column: chip(*value) if isinstance(value, tuple) else chip(value),
    "bar": lambda value, column: bar(value, column.label),
    "text": lambda value, _column: format_html('<span dir="auto">{}</span>', value),
}


def _page_links(shown: Table) -> list[tuple[str, str, bool]]:
    if not shown.pages or shown.pages == 1:
        return []
    here, last = shown.listing.page, shown.pages
    near = {1, last, *range(here - 1, here + 2)}
    wanted = sorted(page for page in near if 1 <= page <= last) if last > MOST_PAGE_LINKS else range(1, last + 1)
    links: list[tuple[str, str, bool]] = []
    before = 0
    for page in wanted:
        if page > before + 1:
            links.append(("…", "", False))
        links.append((formats.number(page), shown.listing.address(page=page), page == here))
        before = page
    return links


# Forms


CHOICES_SEEN_AT_ONCE = 12


@register.inclusion_tag("ui/field.html")
def field(bound: BoundField, css: str = "") -> dict[str, Any]:
    """Label, control, hint and errors, tied together for those who listen."""
    widget = bound.field.widget
    described = [f"{bound.id_for_label}-hint"] if bound.help_text else []
    if bound.errors:
        described.append(f"{bound.id_for_label}-error")
    attributes: dict[str, Any] = {"aria-describedby": " ".join(described)} if described else {}
    if bound.errors:
        attributes["aria-invalid"] = "true"
    return {
        "bound": bound,
        "css": css,
        "control": bound.as_widget(attrs=attributes),
        "is_check": isinstance(widget, CheckboxInput),
        "is_group": isinstance(widget, CheckboxSelectMultiple | RadioSelect),
        "is_long_list": isinstance(widget, CheckboxSelectMultiple) and len(list(widget.choices)) > CHOICES_SEEN_AT_ONCE,
        "is_optional": not bound.field.required and not isinstance(widget, CheckboxInput | CheckboxSelectMultiple),
    }


@register.inclusion_tag("ui/form_errors.html")
def form_errors(form: Any) -> dict[str, Any]:
    """What is wrong with the form as a whole."""
    return {"errors": form.non_field_errors()}


@register.inclusion_tag("ui/date_range.html")
def date_range(
    since: dt.date | None = None, until: dt.date | None = None, since_name: str = "since", until_name: str = "until"
) -> dict[str, Any]:
    """Two date fields that take either calendar, with a calendar below; `until` is the last day that belongs to the range."""
    edges = ((since_name, "since", _("From"), since), (until_name, "until", _("To"), until))
    return {"fields": [date_field(name, value, label=label, edge=edge) for name, edge, label, value in edges]}


def date_field(name: str, value: dt.date | None, *, label: str, edge: str) -> dict[str, Any]:
    who = current_reader()
    first = (who.almanac.first_weekday + 1) % 7  # scripts count from Sunday
    return {
        "name": name,
        "edge": edge,
        "label": label,
        "iso": value.isoformat() if value else "",
        "shown": formats.digits(format_numeric_day(value, who.language, who.almanac)) if value else "",
        "language": who.language,
        "calendar": "persian" if who.almanac.calendar is Calendar.PERSIAN else "gregorian",
        "numbers": number_locale(),
        "first": first,
    }


def _short(value: dt.date, who: Reader) -> str:
    from hamsafar.base.calendars import format_numeric_day

    return format_numeric_day(value, who.language, who.almanac)
