"""Comments: what customers say, to search and to look at, and a person's word about what was read."""

import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from hamsafar.base.errors import NotFound
from hamsafar.base.numbers import ascii_digits
from hamsafar.base.ui import formats
from hamsafar.base.ui.contracts import Column, Empty, Stat, Tab
from hamsafar.base.ui.listing import Listing, Select, read_listing, said_in, selects_of
from hamsafar.base.ui.period import period_of
from hamsafar.base.ui.reader import reader
from hamsafar.collect.ideas import services as ideas
from hamsafar.collect.surveys import services as surveys
from hamsafar.collect.vocabulary import services as vocabulary
from hamsafar.ground.audit import services as audit
from hamsafar.ground.organisation.services import allow, can, scope_here, scope_of
from hamsafar.identify.people import services as people
from hamsafar.science.intervals import wilson
from hamsafar.store.events.services import Scope

from . import alerts as spiking
from . import correcting, exploring, shown, topics, words
from .alerts import Signal, Spike
from .contracts import Annotation, Feeling, Language, Topic
from .exploring import Filters, Summary, TopicFeeling
from .forms import CorrectionForm

PAGE = 30
MOST_IN_A_FILE = 50_000
MOST_TOPICS = 12
NO_TOPIC = "-"
FILTERS = ("feeling", "topic", "channel", "kind", "survey", "language", "given", "emotion", "only")
ORDERS = {
    "newest": gettext_lazy("Newest first"),
    "urgent": gettext_lazy("Most urgent first"),
    "worst": gettext_lazy("Unhappiest first"),
    "best": gettext_lazy("Happiest first"),
}


def tabs(request: HttpRequest, current: str) -> list[Tab]:
    every = (
        ("comments", _("Explore"), "comments.see"),
        ("comment-topics", _("Topics"), "comments.see"),
        ("comment-models", _("How well we read"), "comments.see"),
    )
    return [Tab(name=name, href=reverse(view), current=view == current) for view, name, right in every if can(request.user, right)]


# Exploring


@require_GET
@allow("comments.see")
def comments(request: HttpRequest) -> HttpResponse:
    asked = _asked(request)
    every = topics.list_topics(all_of_them=True)
    told = exploring.summary(asked.filters, scope=asked.scope)
    found = exploring.explore(asked.filters, scope=asked.scope, order=asked.order, limit=PAGE, offset=asked.listing.offset)
    lines = shown.lines_of(found.comments, every, with_people=can(request.user, "people.see"))
    typical = exploring.typical(asked.filters, scope=asked.scope, count=3) if told.comments >= 5 else []
    context = {
        "title": _("Comments"),
        "tabs": tabs(request, "comments"),
        "search": asked.listing.search,
        "selects": _selects(request, asked.scope, every),
        "kept": {name: value for name, value in asked.listing.kept.items() if name in ("unit", "period", "since", "until")},
        "is_narrowed": any(request.GET.get(name) for name in (*FILTERS, "q")),
        "stats": _stats(told),
        "picture": [_row(request, row, every) for row in exploring.topic_map(asked.filters, scope=asked.scope)[:MOST_TOPICS]],
        "from_research": _research_address(request),
        "quotes": shown.lines_of(typical, every, with_people=False, longest=0),
        "table": asked.listing.table(lines, total=found.total, empty=_nothing(scope_of(request.user, "comments.see")), searchable=False),
        "export": f"{reverse('comments-export')}?{request.GET.urlencode()}" if can(request.user, "comments.export") else "",
    }
    return render(request, "voice/comments.html", context)


def _research_address(request: HttpRequest) -> str:
    """Quotes about the same topic, coded by people."""
    asked = urlencode({"topic": request.GET.get("topic", "")})
    return f"{reverse('research-quotes')}?{asked}" if can(request.user, "research.see") else ""


class _Asked:
    """What the address asks for."""

    def __init__(self, request: HttpRequest) -> None:
        period = period_of(request).period
        columns = (Column(key="comment", label=_("Comment"), template="voice/_comment.html"),)
        self.listing: Listing = read_listing(
            request, columns, keep=("unit", "period", "since", "until", "q", "order", *FILTERS), limit=PAGE
        )
        self.filters = filters_of(request.GET)
        self.order = request.GET.get("order", "") if request.GET.get("order", "") in ORDERS else "newest"
        self.scope = Scope(units=scope_here(request, "comments.see"), since=period.since, until=period.until)


def _asked(request: HttpRequest) -> _Asked:
    return _Asked(request)


def filters_of(said: Any) -> Filters:
    """Of an address. What makes no sense is read as if it were not there."""

    def feelings(name: str) -> tuple[Feeling, ...]:
        return tuple(map(Feeling, said_in(said, name, set(Feeling))))

    def some(name: str) -> tuple[str, ...]:
        return said_in(said, name)

    without_topic = said.get("topic") == NO_TOPIC
    return Filters(
        search=said.get("q", "").replace("\x00", "")[:200],
        feelings=feelings("feeling"), given=feelings("given"), topics=() if without_topic else some("topic"), channels=some("channel"),
        names=some("kind"), surveys=some("survey"), languages=some("language"), emotions=some("emotion"), without_topic=without_topic,
        is_urgent=said.get("only") == "urgent", is_corrected=said.get("only") == "corrected",
    )  # fmt: skip


def _selects(request: HttpRequest, scope: Scope, every: list[Topic]) -> list[Select]:
    """Only what occurs can be chosen."""
    here = exploring.choices(scope=replace(scope, since=None, until=None))
    language = reader().language
    named = [(topic.key, topic.name_in(language)) for topic in every if topic.is_active]
    titles = {survey.slug: survey.name_in(language) for survey in surveys.list_surveys()} if here.surveys else {}
    options: tuple[tuple[str, str, list[tuple[str, str]]], ...] = (
        ("feeling", _("Any feeling"), [(key.value, str(name)) for key, name in words.FEELINGS.items()]),
        ("topic", _("Any topic"), [*sorted(named, key=lambda one: one[1]), (NO_TOPIC, _("Without a topic"))]),
        ("channel", _("Any channel"), [(one, shown.channel_name(one)) for one in here.channels]),
        ("kind", _("Any kind"), [(one, vocabulary.label(one, language)) for one in here.names]),
        ("survey", _("Any survey"), [(one, titles.get(one, one)) for one in here.surveys]),
        ("language", _("Any language"), [(one, str(words.LANGUAGES[Language(one)])) for one in here.languages]),
        ("given", _("Any score"), [(key.value, str(name)) for key, name in _GIVEN.items()]),
        ("emotion", _("Any emotion"), [(key.value, str(name)) for key, name in words.EMOTIONS.items()]),
        ("only", _("All of them"), [("urgent", _("Only urgent ones")), ("corrected", _("Only corrected ones"))]),
    )
    return selects_of(request, options, ORDERS)


_GIVEN = {
    Feeling.NEGATIVE: gettext_lazy("Low score"),
    Feeling.NEUTRAL: gettext_lazy("Middling score"),
    Feeling.POSITIVE: gettext_lazy("High score"),
}


def _stats(told: Summary) -> list[Stat]:
    none = _("No comment fits.")
    bad, good = (wilson(count, told.comments) if told.comments else None for count in (told.bad, told.good))
    without = wilson(told.without_topic, told.comments) if told.comments else None
    mean = told.score

    def share(name: str, found: Any, better: str) -> Stat:
        if found is None:
            return Stat(name=name, value=None, missing=none)
        return Stat(name=name, value=found.value, kind="percent", low=found.low, high=found.high, sample=found.n, better=better)

    return [
        Stat(name=_("Comments"), value=told.comments),
        share(_("Unhappy"), bad, "low"),
        share(_("Happy"), good, "high"),
        Stat(
            name=_("Mean feeling of the words, -1 to 1"), value=mean.value if mean else None, kind="signed", decimals=2,
            low=mean.low if mean else None, high=mean.high if mean else None, sample=told.comments, missing=_("Two comments are needed."),
        ),
        Stat(name=_("Urgent"), value=told.urgent),
        share(_("Without a topic"), without, "low"),
    ]  # fmt: skip


def _row(request: HttpRequest, row: TopicFeeling, every: list[Topic]) -> dict[str, Any]:
    """A line of the map. Widths are per cent of the comments that name the topic; unhappy ones on one side, happy ones on the other."""
    name = next((topic.name_in(reader().language) for topic in every if topic.key == row.topic), row.topic)
    asked = request.GET.copy()
    asked["topic"] = row.topic
    asked.pop("page", None)
    bad, good, neither = (100 * count / row.comments for count in (row.bad, row.good, row.neither))
    return {
        "name": name, "href": f"{reverse('comments')}?{asked.urlencode()}", "row": row, "bad": round(bad, 1), "good": round(good, 1),
        "neither": round(neither, 1), "from_bad": round(100 - neither / 2 - bad, 1), "from_neither": round(100 - neither / 2, 1),
        "from_good": round(100 + neither / 2, 1), "score": row.score, "tone": shown.tone_of(row.score.value),
        "bad_share": wilson(row.bad, row.comments),
    }  # fmt: skip


def _nothing(units: tuple[str, ...] | None) -> Empty:
    if exploring.explore(Filters(), scope=Scope(units=units), limit=1).total:
        return Empty(title=_("No comment fits"), text=_("Choose a longer period, or fewer conditions."), icon="search")
    return Empty(
        title=_("Nobody has written anything yet"),
        text=_(
            "Comments of surveys, reviews, mentions, chats, e-mails and calls appear here, read and understood, soon after they arrive."
        ),
        icon="voice",
    )


@require_GET
@allow("comments.export")
def export(request: HttpRequest) -> StreamingHttpResponse:
    """What fits the filters, as CSV, personal data masked."""
    asked = _asked(request)
    audit.record("voice.exported", by=request.user, facts={"filters": urlencode(request.GET.dict())[:500]})  # type: ignore[arg-type]
    answer = StreamingHttpResponse(_csv(asked), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="comments.csv"'
    return answer


_RISKY = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet takes text that begins so for a formula


def _csv(asked: _Asked) -> Iterator[bytes]:
    heads = (
        "at",
        "kind",
        "channel",
        "unit",
        "survey",
        "language",
        "feeling",
        "score",
        "urgency",
        "emotion",
        "topics",
        "asked",
        "rated",
        "text",
    )
    yield b"\xef\xbb\xbf" + _csv_line(heads)
    for start in range(0, MOST_IN_A_FILE, 2000):
        found = exploring.page(asked.filters, scope=asked.scope, order=asked.order, limit=2000, offset=start)
        yield b"".join(
            _csv_line((
                one.timestamp.isoformat(), one.name, one.channel, one.unit, one.survey, one.language, one.feeling, round(one.score, 3),
                round(one.urgency, 3), one.emotion, " ".join(topic.topic for topic in one.topics), one.asked,
                "" if one.rated is None else round(one.rated, 3), f"'{one.text}" if one.text.startswith(_RISKY) else one.text,
            ))
            for one in found
        )  # fmt: skip
        if len(found) < 2000:
            return


def _csv_line(values: tuple[object, ...]) -> bytes:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerow(values)
    return out.getvalue().encode()


@require_GET
@allow("comments.see")
def alerts(request: HttpRequest) -> HttpResponse:
    """What is unlike the days before, for htmx."""
    scope = Scope(units=scope_of(request.user, "comments.see"))
    return render(request, "voice/_alerts.html", {"spikes": [_spike(one) for one in spiking.recent(scope=scope)]})


def _spike(one: Spike) -> dict[str, Any]:
    language = reader().language
    name = topics.get_topic(one.topic).name_in(language) if one.topic else ""
    day = {"period": "custom", "since": one.day.isoformat(), "until": one.day.isoformat()}
    more = {"topic": one.topic} if one.topic else {"feeling": "negative"} if one.signal is Signal.UNHAPPY else {}
    return {"spike": one, "signal": one.signal.value, "name": name, "href": f"{reverse('comments')}?{urlencode({**day, **more})}"}


# One comment


@require_GET
@allow("comments.see")
def comment(request: HttpRequest, address: str) -> HttpResponse:
    return _comment_page(request, _find(request, address))


def _comment_page(request: HttpRequest, found: Annotation, form: CorrectionForm | None = None) -> HttpResponse:
    every = topics.list_topics()
    (line,) = shown.lines_of([found], topics.list_topics(all_of_them=True), with_people=can(request.user, "people.see"), longest=0)
    context = {
        "title": _("Comment"),
        "line": line,
        "comment": found,
        "facts": shown.facts_of(found),
        "topics": list(zip(line.topics, found.topics, strict=True)),
        "read_by": _read_by(found),
        "correction": correcting.find_correction(found.id_hash),
        "may_correct": can(request.user, "comments.correct"),
        **_ideas(request, found),
        "form": form or CorrectionForm(every, initial={"feeling": found.feeling, "topics": [one.topic for one in found.topics]}),
    }
    return render(request, "voice/comment.html", context, status=422 if form and form.errors else 200)


@require_POST
@allow("comments.correct")
def correct(request: HttpRequest, address: str) -> HttpResponse:
    found = _find(request, address)
    form = CorrectionForm(topics.list_topics(), request.POST)
    if not form.is_valid():
        return _comment_page(request, found, form)
    feeling, keys = Feeling(form.cleaned_data["feeling"]), form.cleaned_data["topics"]
    correcting.correct(
        found.id_hash, feeling=feeling,
        topic_keys=keys if set(keys) != {one.topic for one in found.topics} else None, scope=_scope(request), by=request.user,  # type: ignore[arg-type]
    )  # fmt: skip
    messages.success(request, _("Thank you. It counts from now on, and the next model learns from it."))
    return redirect("comment", address=address)


@require_POST
@allow("comments.correct")
def take_back(request: HttpRequest, address: str) -> HttpResponse:
    found = _find(request, address)
    correcting.take_back(found.id_hash, scope=_scope(request), by=request.user)  # type: ignore[arg-type]
    messages.success(request, _("Taken back. What the model read stands again."))
    return redirect("comment", address=address)


def _ideas(request: HttpRequest, found: Annotation) -> dict[str, Any]:
    """Which idea of the board the comment speaks of, or may speak of."""
    if not can(request.user, "ideas.see"):
        return {}
    link = ideas.find_link(found.source, found.message_id)
    idea = ideas.find_idea(link.idea) if link else None
    may_link = can(request.user, "ideas.link") and found.source != ideas.SOURCE
    near = ideas.spoken_of(found.text) if may_link and idea is None else []
    return {"idea": idea, "near": near, "may_link": may_link, "may_post": can(request.user, "ideas.manage"), "sees_ideas": True}


@require_POST
@allow("ideas.link")
def link_idea(request: HttpRequest, address: str) -> HttpResponse:
    """Say that a comment speaks of an idea, or that it does not."""
    found = _find(request, address)
    number = ascii_digits(request.POST.get("idea", "")).strip().removeprefix("#")
    if request.POST.get("off"):
        ideas.unlink(found.source, found.message_id, by=request.user)  # type: ignore[arg-type]
    elif number.isascii() and number.isdecimal() and len(number) < 10 and ideas.find_idea(int(number)):
        ideas.link(int(number), found.source, found.message_id, by=request.user)  # type: ignore[arg-type]
    else:
        messages.warning(request, _("There is no idea with this number."))
    return redirect("comment", address=address)


def _read_by(found: Annotation) -> str:
    number = formats.number(int(found.model.rstrip("f")))
    if found.model.endswith("f"):
        return _("the fast reader of model {number}; it is read carefully later").format(number=number)
    return _("model {number}").format(number=number)


def _find(request: HttpRequest, address: str) -> Annotation:
    id_hash = people.key_from_text(address)
    if id_hash is None:
        raise NotFound
    return exploring.get_comment(id_hash, scope=_scope(request))


def _scope(request: HttpRequest) -> Scope:
    return Scope(units=scope_of(request.user, "comments.see"))
