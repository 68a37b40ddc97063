"""Topics: the taxonomy with what it finds, a rule tried on real comments before it is saved, and topics that nobody has named yet."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hamsafar.base.errors import Refused
from hamsafar.base.ui.contracts import Choice, Column, Empty
from hamsafar.base.ui.listing import read_listing
from hamsafar.base.ui.period import period_of
from hamsafar.base.ui.reader import reader
from hamsafar.ground.organisation.services import allow, can, scope_here, scope_of
from hamsafar.store.events.services import Scope

from . import discovering, exploring, shown, topics, trying
from .contracts import Topic
from .discovering import FreshTopic
from .exploring import Filters, TopicFeeling
from .forms import TopicForm, phrases_in
from .views import tabs

PAGE = 100


@require_GET
@allow("comments.see")
def topic_list(request: HttpRequest) -> HttpResponse:
    period = period_of(request).period
    scope = Scope(units=scope_here(request, "comments.see"), since=period.since, until=period.until)
    found = {row.topic: row for row in exploring.topic_map(Filters(), scope=scope)}
    language, may_change = reader().language, can(request.user, "topics.change")
    columns = (
        Column(key="name", label=_("Topic"), href=lambda row: row["href"], sortable=True),
        Column(key="group", label=_("Area"), sortable=True, only_wide=True),
        Column(key="comments", label=_("Comments"), kind="number", sortable=True),
        Column(key="bad", label=_("Unhappy"), kind="percent"),
        Column(key="score", label=_("Mean feeling"), kind="number", decimals=2, only_wide=True),
        Column(key="words", label=_("Recognised by"), template="voice/_words.html", only_wide=True),
        Column(key="state", label=_("State"), kind="chip"),
    )
    states = Choice(key="state", label=_("In use"), options=(("all", _("Resting ones too")),))
    listing = read_listing(request, columns, sort="-comments", filters=(states,), limit=PAGE)
    every = topics.list_topics(all_of_them=listing.filters["state"] == "all")
    rows = [_line(topic, found.get(topic.key), language, may_change=may_change) for topic in every]
    wanted = [row for row in rows if listing.search.lower() in f"{row['name']} {row['group']} {row['words']}".lower()]
    wanted.sort(key=lambda row: row[listing.sort], reverse=listing.descending)
    table = listing.table(
        wanted[listing.offset : listing.offset + PAGE], total=len(wanted), empty=Empty(title=_("No topics"), icon="tag"),
        placeholder=_("Search topics"),
    )  # fmt: skip
    context = {"title": _("Topics"), "tabs": tabs(request, "comment-topics"), "table": table, "may_change": may_change}
    return render(request, "voice/topics.html", context)


def _line(topic: Topic, row: TopicFeeling | None, language: str, *, may_change: bool) -> dict[str, Any]:
    return {
        "name": topic.name_in(language),
        "href": reverse("comment-topic", args=[topic.key]) if may_change else f"{reverse('comments')}?{urlencode({'topic': topic.key})}",
        "group": shown.group_name(topic.group),
        "comments": row.comments if row else 0,
        "bad": row.bad / row.comments if row else None,
        "score": row.score.value if row else None,
        "words": "، ".join(topic.phrases),
        "state": (_("In use"), "good") if topic.is_active else (_("Resting"), ""),
    }


@require_http_methods(["GET", "POST"])
@allow("topics.change")
def new(request: HttpRequest) -> HttpResponse:
    """`?name=` and `?words=` come from a discovered topic."""
    name, words = request.GET.get("name", "")[:80], request.GET.get("words", "")[:500]
    is_persian = any("\u0600" <= sign <= "\u06ff" for sign in name)
    start = {"name_fa" if is_persian else "name_en": name, "phrases": "\n".join(filter(None, words.split("|")))}
    form = TopicForm(request.POST or None, initial={**start, "is_active": True})
    if request.method == "POST" and form.is_valid():
        kept = _kept(request, form, lambda said: topics.add_topic(**said, by=request.user))  # type: ignore[arg-type]
        if kept:
            return redirect("comment-topics")
    return _form_page(request, form, _("New topic"), None)


@require_http_methods(["GET", "POST"])
@allow("topics.change")
def change(request: HttpRequest, key: str) -> HttpResponse:
    topic = topics.get_topic(key)
    start = {
        "name_fa": topic.name_fa, "name_en": topic.name_en, "group": topic.group, "phrases": "\n".join(topic.phrases),
        "is_active": topic.is_active,
    }  # fmt: skip
    form = TopicForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        is_active = form.cleaned_data["is_active"]
        kept = _kept(request, form, lambda said: topics.change_topic(key, **said, is_active=is_active, by=request.user))  # type: ignore[arg-type]
        if kept:
            return redirect("comment-topics")
    return _form_page(request, form, topic.name_in(reader().language), topic)


def _kept(request: HttpRequest, form: TopicForm, keep: Any) -> bool:
    said = {name: form.cleaned_data[name] for name in ("name_fa", "name_en", "group")}
    try:
        keep({**said, "phrases": phrases_in(form.cleaned_data["phrases"])})
    except Refused as refused:
        form.add_error(None, refused.sentence)
        return False
    messages.success(request, _("Saved. Every comment is being looked through for it now."))
    return True


def _form_page(request: HttpRequest, form: TopicForm, title: str, topic: Topic | None) -> HttpResponse:
    language = reader().language
    others = [(one.key, one.name_in(language)) for one in topics.list_topics() if topic is None or one.key != topic.key]
    context = {
        "title": title, "form": form, "topic": topic, "others": sorted(others, key=lambda one: one[1]),
        "sees_research": can(request.user, "research.see"),
        "groups": sorted({one.group for one in topics.list_topics(all_of_them=True) if one.group}),
    }  # fmt: skip
    return render(request, "voice/topic.html", context, status=422 if form.errors else 200)


@require_POST
@allow("topics.change")
def try_rule(request: HttpRequest) -> HttpResponse:
    """What the words that stand in the form would find, for htmx."""
    scope = Scope(units=scope_of(request.user, "topics.change"))
    try:
        trial = trying.try_phrases(phrases_in(request.POST.get("phrases", "")), scope=scope, key=request.POST.get("key", "")[:60])
    except Refused as refused:
        return render(request, "voice/_trial.html", {"trouble": refused.sentence})
    examples = [shown.parts_of(one, {}, longest=shown.LONGEST_IN_A_LIST) for one in trial.examples]
    named = [[(part, bool(part.topic)) for part in parts] for parts in examples]
    idle = [phrase for phrase, count in trial.by_phrase.items() if not count]
    return render(
        request, "voice/_trial.html", {"trial": trial, "examples": named, "idle": idle[:10], "has_key": bool(request.POST.get("key"))}
    )


@require_POST
@allow("topics.change")
def merge(request: HttpRequest, key: str) -> HttpResponse:
    into = topics.merge_topic(key, into=request.POST.get("into", ""), by=request.user)  # type: ignore[arg-type]
    messages.success(
        request,
        _("Merged into “{name}”. The old topic rests and can be taken into use again.").format(name=into.name_in(reader().language)),
    )
    return redirect("comment-topics")


# Discovered ones


@require_GET
@allow("comments.see")
def discovered(request: HttpRequest) -> HttpResponse:
    """For htmx: reading some thousand comments takes a second."""
    period = period_of(request).period
    scope = Scope(units=scope_of(request.user, "comments.see"), since=period.since, until=period.until)
    found = discovering.discover(scope=scope)
    language = reader().language
    context = {
        "found": [_fresh(one) for one in found.topics],
        "looked_at": found.looked_at,
        "may_change": can(request.user, "topics.change"),
        "others": sorted(((one.key, one.name_in(language)) for one in topics.list_topics()), key=lambda one: one[1]),
        "hidden": discovering.list_dismissed(),
    }
    return render(request, "voice/_discovered.html", context)


def _fresh(one: FreshTopic) -> dict[str, Any]:
    adopt = urlencode({"name": one.words[0], "words": "|".join(one.words)})
    return {
        "topic": one, "words": "|".join(one.words), "tone": shown.tone_of(one.score.value),
        "adopt": f"{reverse('comment-topic-new')}?{adopt}",
        "search": f"{reverse('comments')}?{urlencode({'q': one.words[0]})}",
        "examples": [shown.parts_of(each, {}, longest=160) for each in one.examples],
    }  # fmt: skip


@require_POST
@allow("topics.change")
def adopt_into(request: HttpRequest) -> HttpResponse:
    """A discovered topic is another name of one that is there: its words join it."""
    topic = topics.add_phrases(request.POST.get("into", ""), request.POST.get("words", "").split("|"), by=request.user)  # type: ignore[arg-type]
    messages.success(request, _("The words now belong to “{name}”.").format(name=topic.name_in(reader().language)))
    return redirect("comment-topics")


@require_POST
@allow("topics.change")
def dismiss(request: HttpRequest) -> HttpResponse:
    discovering.dismiss(request.POST.get("words", "").replace("|", " "), by=request.user)  # type: ignore[arg-type]
    messages.success(request, _("It will not be proposed again. It stands among the hidden ones."))
    return redirect("comment-topics")


@require_POST
@allow("topics.change")
def take_up(request: HttpRequest) -> HttpResponse:
    discovering.take_up_again(request.POST.get("words", ""), by=request.user)  # type: ignore[arg-type]
    return redirect("comment-topics")
