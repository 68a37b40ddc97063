"""The page "Ways to ask": links, pictures of links, frames, the widget, devices, the phone, and what came by each."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import msgspec
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hamsafar.base import calendars
from hamsafar.base.errors import BadInput, Refused
from hamsafar.base.numbers import ascii_digits
from hamsafar.base.ui.reader import reader
from hamsafar.collect.intake import services as intake
from hamsafar.ground.organisation import services as organisation
from hamsafar.ground.organisation.services import allow, covers, scope_of

from . import editing, kiosks, links, ways
from .around import around as beyond
from .contracts import SurveyRecord
from .links import NONE, Tally, address
from .views import around, seen
from .ways import TRIGGERS, Address, Ways, Widget
from .words import WAYS

WHEN = {
    "page": gettext_lazy("As soon as the page is open"),
    "time": gettext_lazy("After some time on the page"),
    "scroll": gettext_lazy("When a part of the page was read"),
    "leave": gettext_lazy("When they are about to leave"),
    "click": gettext_lazy("When they click something"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class WayLine:
    name: Any
    icon: str
    tally: Tally


@require_GET
@allow("surveys.see")
def page(request: HttpRequest, survey_id: int) -> HttpResponse:
    survey = seen(request, survey_id)
    found = editing.ways_of(survey_id)
    link = address("survey-link", survey.slug)
    counts = links.tally(survey_id)
    context = {
        **around(request, survey, "ways"), **_edges(found),
        "ways": found, "link": link, "qr_link": f"{link}?qr=1", "embed": embed_snippet(link, survey), "counts": counts, "none": NONE,
        "lines": [WayLine(name=WAYS.get(way, (way, "dot"))[0], icon=WAYS.get(way, (way, "dot"))[1], tally=tally)
                  for way, tally in sorted(counts.items(), key=lambda each: -each[1].begun)],
        "batches": links.list_batches(survey_id), "kiosks": kiosks.list_kiosks(survey_id),
        "may_ask": covers(request.user, survey.unit, "surveys.ask"), "widget_said": _widget_said(found.widget),
        "units": _units(request), "origins": "\n".join(found.framed_by),
        "app_counts": counts.get("app", NONE),
        **_pasted(found.widget, request.GET.get("site", "")), "may_make_source": organisation.can(request.user, "sources.change"),
    }  # fmt: skip
    return render(request, "surveys/ways/page.html", context)


def _pasted(widget: Widget, chosen: str) -> dict[str, Any]:
    """What brings the widget to a site: with measuring, or alone. Of the sites where it may show itself, the first until one is chosen."""
    sites = [site for site in _sites() if site.live_key and (not widget.sources or site.slug in widget.sources)]
    site = next((each for each in sites if each.slug == chosen), sites[0] if sites else None)
    if site is None:
        return {"site": None}
    alone = f'<script async src="{settings.PUBLIC_URL}/widget.js" data-key="{site.live_key}"></script>'
    return {
        "site": site, "paste_sites": sites, "paste_alone": alone,
        "paste_whole": intake.snippet(site.live_key, settings.PUBLIC_URL, surveys=True),
    }  # fmt: skip


def _edges(found: Ways) -> dict[str, dt.date | None]:
    almanac = reader().almanac
    last = found.closes_at - dt.timedelta(seconds=1) if found.closes_at else None
    return {
        "opens_on": calendars.day_of(found.opens_at, almanac) if found.opens_at else None,
        "closes_on": calendars.day_of(last, almanac) if last else None,
    }


def _units(request: HttpRequest) -> list[tuple[str, str]]:
    codes = scope_of(request.user, "surveys.change")
    return [pair for pair in organisation.unit_choices("", codes) if pair[0]]


def embed_snippet(link: str, survey: SurveyRecord) -> str:
    title = survey.name_in(reader().language).replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")
    return (
        f'<iframe src="{link}?embed=1" title="{title}" data-hamsafar width="100%" height="520" style="border:0"></iframe>\n'
        f'<script async src="{settings.PUBLIC_URL}/embed.js"></script>'
    )


def _widget_said(widget: Widget) -> list[str]:
    """What the widget's rules say, in the words of the form."""
    said = [str(WHEN[trigger]) for trigger in widget.on] or [_("Only when the site's own program asks for it")]
    if widget.share < 100:
        said.append(_("To a part of the visitors"))
    if widget.only_if:
        said.append(beyond().sentence_of(widget.only_if))
    return said


# Who may answer, and how long


@require_POST
@allow("surveys.change")
def change_access(request: HttpRequest, survey_id: int) -> HttpResponse:
    seen(request, survey_id, "surveys.change")
    given = request.POST
    pin = ascii_digits(given.get("pin", "").strip())
    access = given.get("access", "open")
    if access == "pin" and not 4 <= len(pin) <= 10:
        raise BadInput(reason=_("A PIN has 4 to 10 digits."))
    changes = {
        "access": access, "pin": pin if access == "pin" else "", "opens_at": _day(given.get("opens", "")),
        "closes_at": _day(given.get("closes", ""), after=1), "most": _whole(given.get("most", ""), 0, 10_000_000),
    }  # fmt: skip
    _change(request, survey_id, **changes)
    messages.success(request, _("Saved. It counts from now on."))
    return redirect("survey-ways", survey_id)


def _day(text: str, *, after: int = 0) -> dt.datetime | None:
    """The beginning of a day, or of the one after it; days are typed in either calendar."""
    if not text.strip():
        return None
    try:
        day = calendars.parse_day(text) + dt.timedelta(days=after)
        return calendars.start_of_day(day, reader().almanac)
    except (ValueError, OverflowError):
        raise BadInput(reason=_("This is not a day: {typed}").format(typed=text[:40])) from None


def _whole(text: str, lowest: int, highest: int, usual: int | None = None) -> int:
    plain = ascii_digits(text.strip())
    if not plain:
        return lowest if usual is None else usual
    if not (plain.isascii() and plain.isdigit() and len(plain) < 10 and lowest <= int(plain) <= highest):
        raise BadInput(reason=_("A number from {lowest} to {highest} is wanted here.").format(lowest=lowest, highest=highest))
    return int(plain)


def _change(request: HttpRequest, survey_id: int, **changes: Any) -> None:
    """Raises BadInput where a part cannot be as it was typed."""
    found = msgspec.structs.replace(editing.ways_of(survey_id), **changes)
    try:
        ways.read(ways.write(found))
    except msgspec.ValidationError:
        raise BadInput(reason=_("Something here cannot be kept as it was typed.")) from None
    editing.change_ways(survey_id, found, by=request.user)  # type: ignore[arg-type]


@require_POST
@allow("surveys.change")
def change_frames(request: HttpRequest, survey_id: int) -> HttpResponse:
    seen(request, survey_id, "surveys.change")
    typed = [line.strip().rstrip("/").lower() for line in request.POST.get("origins", "").replace(",", "\n").splitlines()]
    origins = tuple(dict.fromkeys(line if "://" in line else f"https://{line}" for line in typed if line))
    if len(origins) > 20:
        raise BadInput(reason=_("At most 20 sites can be named."))
    _change(request, survey_id, framed_by=origins)
    messages.success(request, _("Saved. It counts from now on."))
    return redirect(reverse("survey-ways", args=[survey_id]) + "#embed")


# Pictures of links


@require_GET
@allow("surveys.see")
def qr(request: HttpRequest, survey_id: int, form: str) -> HttpResponse:
    survey = seen(request, survey_id)
    link = f"{address('survey-link', survey.slug)}?qr=1"
    if request.GET.get("kiosk"):
        link = next((each.url for each in kiosks.list_kiosks(survey_id) if str(each.id) == request.GET["kiosk"]), link)
    return _picture(link, form, f"survey-{survey.slug}", save=bool(request.GET.get("save")))


def _picture(link: str, form: str, name: str, *, save: bool) -> HttpResponse:
    body, kind = (links.qr_png(link), "image/png") if form == "png" else (links.qr_svg(link), "image/svg+xml")
    headers = {"Content-Disposition": f'attachment; filename="{name}.{form}"'} if save else {}
    return HttpResponse(body, content_type=kind, headers={**headers, "Cache-Control": "private, max-age=3600"})


# Single-use links


@require_POST
@allow("surveys.change")
def make_links(request: HttpRequest, survey_id: int) -> HttpResponse:
    seen(request, survey_id, "surveys.change")
    given = request.POST
    count = _whole(given.get("count", ""), 1, links.MOST_LINKS)
    made = links.make_links(
        survey_id, name=given.get("name", "").strip(), count=count, expires_at=_day(given.get("until", ""), after=1),
        by=request.user,  # type: ignore[arg-type]
    )  # fmt: skip
    messages.success(request, _("The links are ready; the file has one on each line."))
    return redirect(reverse("survey-ways", args=[survey_id]) + f"#batch-{made.id}")


@require_GET
@allow("surveys.change")
def links_file(request: HttpRequest, survey_id: int, batch_id: int) -> StreamingHttpResponse:
    survey = seen(request, survey_id, "surveys.change")
    batch = links.find_batch(survey_id, batch_id)
    headers = {"Content-Disposition": f'attachment; filename="links-{survey.slug}-{batch.id}.csv"', "Cache-Control": "no-store"}
    return StreamingHttpResponse(_encoded(links.links_csv(batch.id)), content_type="text/csv; charset=utf-8", headers=headers)


def _encoded(lines: Iterator[str]) -> Iterator[bytes]:
    return (line.encode() for line in lines)


@require_POST
@allow("surveys.change")
def withdraw_links(request: HttpRequest, survey_id: int, batch_id: int) -> HttpResponse:
    seen(request, survey_id, "surveys.change")
    links.withdraw_links(survey_id, batch_id, by=request.user)  # type: ignore[arg-type]
    messages.success(request, _("These links work no more; what was answered stays."))
    return redirect(reverse("survey-ways", args=[survey_id]) + "#links")


# The widget


@require_http_methods(["GET", "HEAD", "POST"])
@allow("surveys.change")
def widget(request: HttpRequest, survey_id: int) -> HttpResponse:
    survey = seen(request, survey_id, "surveys.change")
    kept = editing.ways_of(survey_id).widget
    editor = beyond().condition_editor(request, kept.only_if)
    shown, problem = kept, ""
    if request.method == "POST":
        try:
            shown = _typed_widget(request, editor.text or kept.only_if)
            if editor.text is not None and not request.POST.get("more"):
                _change(request, survey_id, widget=shown)
                messages.success(request, _("Saved. It counts from now on."))
                return redirect(reverse("survey-ways", args=[survey_id]) + "#widget")
        except Refused as refused:
            problem = refused.sentence
    context = {
        **around(request, survey, "ways"), "widget": shown, "problem": problem, "editor": editor.html,
        "when": [(trigger, WHEN[trigger], trigger in shown.on) for trigger in TRIGGERS],
        "sites": [(source.slug, source.name, source.slug in shown.sources) for source in _sites()],
        "rows": _rows(shown, more=bool(request.POST.get("more"))), "ops": OPS,
    }  # fmt: skip
    is_kept_back = bool(problem) or (request.method == "POST" and editor.text is None)
    return render(request, "surveys/ways/widget.html", context, status=422 if is_kept_back else 200)


OPS = (
    ("contains", gettext_lazy("contains")), ("starts", gettext_lazy("begins with")), ("is", gettext_lazy("is")),
    ("pattern", gettext_lazy("is like (* for anything)")),
)  # fmt: skip


def _rows(shown: Widget, *, more: bool) -> list[tuple[int, Address | None]]:
    rows: list[Address | None] = [*shown.addresses]
    rows += [None] * (2 if more or not rows else 1)
    return list(enumerate(rows[:20]))


def _sites() -> list[intake.Source]:
    kinds = (intake.SourceKind.WEBSITE, intake.SourceKind.APP)
    return [source for source in intake.list_sources() if source.kind in kinds]


def _typed_widget(request: HttpRequest, only_if: str) -> Widget:
    given = request.POST
    on = tuple(trigger for trigger in TRIGGERS if trigger in given.getlist("on"))
    selector = given.get("selector", "").strip()
    if "click" in on and not selector:
        raise BadInput(reason=_("Name what is to be clicked, such as #feedback or .help-button."))
    return Widget(
        is_on=given.get("is_on") == "1", sources=tuple(given.getlist("source")), on=on, selector=selector[:200],
        seconds=_whole(given.get("seconds", ""), 0, 3600, 15), scroll=_whole(given.get("scroll", ""), 1, 100, 60),
        addresses=tuple(_typed_addresses(request)), share=_whole(given.get("share", ""), 1, 100, 100),
        again_days=_whole(given.get("again_days", ""), 0, 3650, 0), place="middle" if given.get("place") == "middle" else "corner",
        is_wanted=given.get("is_wanted") == "1", only_if=only_if,
    )  # fmt: skip


def _typed_addresses(request: HttpRequest) -> Iterator[Address]:
    given = request.POST
    for n in range(20):
        text, op = given.get(f"address.{n}.text", "").strip()[:300], given.get(f"address.{n}.op", "")
        if text and op in dict(OPS):
            yield Address(op=op, text=text, is_not=given.get(f"address.{n}.not") == "1")  # type: ignore[arg-type]


# Devices


@require_POST
@allow("surveys.change")
def add_kiosk(request: HttpRequest, survey_id: int) -> HttpResponse:
    survey = seen(request, survey_id, "surveys.change")
    unit = request.POST.get("unit", "") or survey.unit
    if not covers(request.user, unit, "surveys.change"):
        raise BadInput(reason=_("Please choose a unit of yours."))
    made = kiosks.add_kiosk(
        survey_id, name=request.POST.get("name", ""), unit=unit, idle_seconds=_whole(request.POST.get("idle", ""), 10, 600, 45),
        by=request.user,  # type: ignore[arg-type]
    )  # fmt: skip
    return redirect(reverse("survey-ways", args=[survey_id]) + f"#kiosk-{made.id}")


@require_POST
@allow("surveys.change")
def revoke_kiosk(request: HttpRequest, survey_id: int, kiosk_id: UUID) -> HttpResponse:
    seen(request, survey_id, "surveys.change")
    kiosks.revoke_kiosk(survey_id, kiosk_id, by=request.user)  # type: ignore[arg-type]
    messages.success(request, _("The device is withdrawn. It forgets everything as soon as it asks again."))
    return redirect(reverse("survey-ways", args=[survey_id]) + "#kiosks")
