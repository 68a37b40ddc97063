"""Mentions: the stream of what is said elsewhere, and one of them with its answers."""

from collections.abc import Container
from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_POST

from hamsafar.base.errors import NotFound, Refused
from hamsafar.base.ui import formats
from hamsafar.base.ui.contracts import BulkAction, Column, Empty, Tab
from hamsafar.base.ui.listing import Listing, Select, read_listing, said_in, selects_of
from hamsafar.base.ui.period import period_of
from hamsafar.base.ui.reader import reader
from hamsafar.collect.mentions import services as mentions
from hamsafar.collect.mentions.services import About, Kept
from hamsafar.collect.vocabulary import services as vocabulary
from hamsafar.ground.organisation.services import allow, can, covers, scope_here, scope_of
from hamsafar.identify.people import services as people
from hamsafar.measure.voice import services as voice
from hamsafar.store.events.services import Scope

from . import listening, shown
from .listening import Filters, Heard

SEE, ANSWER = "mentions.see", "mentions.answer"
PAGE = 30
FILTERS = ("side", "network", "feeling", "topic", "rating", "answered", "brand", "kind")
ORDERS = {
    "newest": gettext_lazy("Newest first"), "reach": gettext_lazy("Widest reach first"), "worst": gettext_lazy("Unhappiest first"),
    "best": gettext_lazy("Happiest first"),
}  # fmt: skip
KINDS = (*mentions.EVENTS.values(), mentions.OF_OTHERS)


def tabs(request: HttpRequest, here: str) -> list[Tab]:
    every = (
        ("mentions", _("What is said"), SEE),
        ("mentions-report", _("Report"), SEE),
        ("mention-places", _("Where we listen"), "mentions.change"),
        ("mention-brands", _("Brands"), "mentions.change"),
    )
    return [Tab(name=name, href=reverse(url), current=url == here) for url, name, right in every if can(request.user, right)]


@require_GET
@allow(SEE)
def stream(request: HttpRequest) -> HttpResponse:
    period = period_of(request).period
    scope = Scope(units=scope_here(request, SEE), since=period.since, until=period.until)
    listing, filters = _listing(request), filters_of(request.GET)
    order = request.GET.get("order", "") if request.GET.get("order", "") in ORDERS else "newest"
    with listening.gathered(scope=scope) as known:
        told, networks = known.together(filters), known.networks()
        heard = known.stream(filters, order=order, limit=PAGE, offset=listing.offset)
    kept = mentions.kept_of(one.mention for one in heard)
    lines = shown.lines_of(heard, kept, with_people=can(request.user, "people.see"))
    may_answer = can(request.user, ANSWER)
    context = {
        "title": _("Mentions"),
        "tabs": tabs(request, "mentions"),
        "search": listing.search,
        "selects": _selects(request, networks),
        "kept": {name: value for name, value in listing.kept.items() if name in ("unit", "period", "since", "until")},
        "is_narrowed": any(request.GET.get(name) for name in (*FILTERS, "q")),
        "stats": shown.stats(told),
        "table": listing.table(
            lines, total=told.said, empty=_nothing(request) if not told.said else None, searchable=False, row_id=lambda line: line.address,
            bulk=[BulkAction(label=_("Mark as answered"), href=reverse("mentions-mark"), key="e")] if may_answer else (),
        ),
    }  # fmt: skip
    return render(request, "reputation/stream.html", context)


def _listing(request: HttpRequest) -> Listing:
    columns = (Column(key="said", label=_("What was said"), template="reputation/_line.html"),)
    return read_listing(request, columns, keep=("unit", "period", "since", "until", "q", "order", *FILTERS), limit=PAGE)


def filters_of(said: Any) -> Filters:
    """Of an address. What makes no sense is read as if it were not there. Without a word about the side it is what is about us."""

    def one(name: str, known: Container[str] | None = None) -> tuple[str, ...]:
        return said_in(said, name, known)

    return Filters(
        search=said.get("q", "").replace("\x00", "")[:200],
        side="" if said.get("side") == "all" else (*one("side", listening.SIDES), "own")[0],
        networks=one("network"),
        brands=one("brand"),
        kinds=one("kind", KINDS),
        feelings=tuple(map(int, one("feeling", ("-1", "0", "1")))),
        topics=one("topic"),
        ratings=tuple(map(int, one("rating", ("1", "2", "3", "4", "5")))),
        answered=(*one("answered", ("yes", "no")), "")[0],
    )


def _selects(request: HttpRequest, networks: list[str]) -> list[Select]:
    language = reader().language
    topics = sorted(((topic.key, topic.name_in(language)) for topic in voice.list_topics()), key=lambda one: one[1])
    brands = [(key, name) for key, name in shown.brand_names().items() if key != mentions.OWN]
    options: tuple[tuple[str, str, list[tuple[str, str]]], ...] = (
        ("side", _("About us"), [("others", _("About competitors")), ("all", _("About anybody"))]),
        ("network", _("Any network"), [(one, one) for one in networks]),
        ("feeling", _("Any feeling"), [(str(key), str(name)) for key, (name, _tone) in shown.FEELINGS.items()]),
        ("topic", _("Any topic"), topics),
        ("rating", _("Any rating"), [(str(n), "★" * n) for n in range(5, 0, -1)]),
        ("answered", _("Answered or not"), [("no", _("Waits for an answer")), ("yes", _("Has an answer"))]),
        ("brand", _("Any brand"), brands),
        ("kind", _("Any kind"), [(one, vocabulary.label(one, language)) for one in KINDS]),
    )
    return selects_of(request, options, ORDERS)


def _nothing(request: HttpRequest) -> Empty:
    """What to do about it: where nothing was ever heard, listen somewhere."""
    if listening.together(listening.ANY, scope=Scope(units=scope_of(request.user, SEE))).said:
        return Empty(title=_("Nothing fits"), text=_("Choose a longer period, or fewer conditions."), icon="search")
    may_change = can(request.user, "mentions.change")
    return Empty(
        title=_("Nothing was heard yet"),
        text=_(
            "Reviews, posts and articles about you and your competitors appear here as soon as we listen somewhere: "
            "at a feed, by a call of another system, or from a file."
        ),
        icon="social",
        href=reverse("mention-places") if may_change else "",
        action=_("Choose where we listen") if may_change else "",
    )


# One of them


@require_GET
@allow(SEE)
def one(request: HttpRequest, address: str) -> HttpResponse:
    return _page(request, _find(request, address))


def _find(request: HttpRequest, address: str, right: str = SEE) -> Heard:
    id_hash = people.key_from_text(address)
    if id_hash is None:
        raise NotFound
    heard = listening.get_heard(id_hash, scope=Scope(units=scope_of(request.user, SEE)))
    if right != SEE and not covers(request.user, heard.unit, right):
        raise NotFound
    return heard


def _page(request: HttpRequest, heard: Heard, *, text: str = "", trouble: str = "") -> HttpResponse:
    kept = mentions.kept_of([heard.mention])[heard.mention]
    (line,) = shown.lines_of([heard], {heard.mention: kept}, with_people=can(request.user, "people.see"), longest=0)
    may_answer = can(request.user, ANSWER) and covers(request.user, heard.unit, ANSWER)
    context = {
        "title": line.author or line.kind,
        "line": line,
        "heard": heard,
        "said": heard.said,
        "kept": kept,
        "answers": shown.answers_of(kept),
        "brands": [name for key, name in shown.brand_names().items() if key in heard.brands],
        "may_reply": may_answer and kept.can_reply and kept.open_answer is None and heard.about == mentions.OWN,
        "may_mark": may_answer and kept.open_answer is None,
        "may_take_back": may_answer and _is_taken_back(kept),
        "may_open_case": bool(heard.person) and can(request.user, "cases.work"),
        "person": people.key_text(heard.person) if heard.person else "",
        "sees_deeds": can(request.user, "actions.see"),
        "sees_comment": heard.is_read and can(request.user, "comments.see"),
        "url": _safe(heard.said.get("url")),
        "reply_text": text,
        "trouble": trouble,
    }
    return render(request, "reputation/one.html", context, status=422 if trouble else 200)


def _is_taken_back(kept: Kept) -> bool:
    standing = kept.open_answer
    return standing is not None and standing.how is mentions.How.ELSEWHERE


def _safe(url: object) -> str:
    """Anybody with a write key may send an address; only web addresses become links."""
    return url if isinstance(url, str) and url.startswith(("https://", "http://")) else ""


def _about(heard: Heard) -> About:
    """Somebody whose only name is that of this one mention is nobody whose timeline is looked at."""
    who = people.find_main_identifier(heard.person) if heard.person else None
    return About(source=heard.source, message_id=heard.message_id, person=heard.person, unit=heard.unit, who=who)


@require_POST
@allow(ANSWER)
def reply(request: HttpRequest, address: str) -> HttpResponse:
    heard = _find(request, address, ANSWER)
    text = request.POST.get("text", "")
    try:
        mentions.reply(_about(heard), text, by=request.user)  # type: ignore[arg-type]
    except Refused as refused:
        return _page(request, heard, text=text, trouble=refused.sentence)
    messages.success(request, _("The reply is on its way. What became of it stands here."))
    return redirect("mention", address=address)


@require_POST
@allow(ANSWER)
def mark_one(request: HttpRequest, address: str) -> HttpResponse:
    mentions.mark_answered(_about(_find(request, address, ANSWER)), by=request.user)  # type: ignore[arg-type]
    messages.success(request, _("Marked as answered."))
    return redirect("mention", address=address)


@require_POST
@allow(ANSWER)
def take_back(request: HttpRequest, address: str) -> HttpResponse:
    mentions.take_back(_about(_find(request, address, ANSWER)), by=request.user)  # type: ignore[arg-type]
    messages.success(request, _("It waits for an answer again."))
    return redirect("mention", address=address)


@require_POST
@allow(ANSWER)
def mark(request: HttpRequest) -> HttpResponse:
    """Those that were picked. One that has an answer already stays as it is."""
    count = 0
    for address in request.POST.getlist("picked")[:200]:
        try:
            mentions.mark_answered(_about(_find(request, address, ANSWER)), by=request.user)  # type: ignore[arg-type]
        except Refused:
            continue
        count += 1
    text = ngettext("{n} was marked as answered.", "{n} were marked as answered.", count)
    messages.success(request, text.format(n=formats.number(count)))
    return redirect(_where_from(request))


def _where_from(request: HttpRequest) -> str:
    """Back to the list as it was filtered."""
    came = urlsplit(request.headers.get("Referer", ""))
    is_ours = came.path == reverse("mentions") and came.netloc == request.get_host()
    return f"{came.path}?{came.query}" if is_ours and came.query else reverse("mentions")
