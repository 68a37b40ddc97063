"""The board as the team sees it, one idea, and what waits for somebody to look."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hamsafar.act.told import services as told
from hamsafar.base.errors import NotFound, Refused
from hamsafar.base.numbers import ascii_digits
from hamsafar.base.ui.contracts import Choice, Column, Empty
from hamsafar.base.ui.listing import Listing, read_listing
from hamsafar.base.ui.reader import reader
from hamsafar.collect.ideas import services as ideas
from hamsafar.collect.ideas.services import Idea, Kind, Order, State, Wanted
from hamsafar.ground.organisation.services import allow, can, scope_of
from hamsafar.identify.people import services as people
from hamsafar.measure.ideas import services as weighing
from hamsafar.measure.ideas.services import NOTHING, Weight
from hamsafar.measure.segments import services as segments
from hamsafar.measure.shelf import services as shelf
from hamsafar.measure.voice import services as voice
from hamsafar.store.events.services import Scope

from . import portrait, speaking
from .forms import IdeaForm
from .kept import WEIGHTS, OfBoard
from .tabs import tabs

MOST = 2_000  # ideas that are weighed to sort them
OTHERS = 8
SORTS = {"votes": Order.VOTES, "made": Order.NEWEST, "heat": Order.TRENDING}


@require_GET
@allow("ideas.see")
def board(request: HttpRequest) -> HttpResponse:
    shown = _listing(request)
    wanted = _wanted(shown)
    total = ideas.count_ideas(wanted)
    by_weight = shown.sort in ("paid", "customers")
    order = SORTS.get(shown.sort, Order.TRENDING)
    found = ideas.list_ideas(wanted, order=order, offset=0 if by_weight else shown.offset, limit=MOST if by_weight else shown.limit)
    chosen = shown.filters["segment"]
    kept = shelf.look(WEIGHTS, OfBoard(units=scope_of(request.user, "ideas.see"), segment=int(chosen) if chosen else 0))
    weights = kept.found or {}
    if by_weight:
        value: Callable[[Idea], float] = lambda idea: getattr(weights.get(idea.id, NOTHING), shown.sort)  # noqa: E731
        found = sorted(found, key=value, reverse=shown.descending)[shown.offset : shown.offset + shown.limit]
    lines = [_line(idea, weights.get(idea.id, None if idea.votes else NOTHING)) for idea in found]
    context = {
        "title": _("Ideas"), "tabs": tabs(request, "board"), "public": reverse("ideas-board"), "is_open": ideas.board().is_open,
        "may_manage": can(request.user, "ideas.manage"), "may_change": can(request.user, "ideas.change"),
        "table": shown.table(lines, total=total, empty=_empty(request)),
        "segment": chosen, "kept": kept, "is_awaited": kept.found is None and not kept.trouble,
    }  # fmt: skip
    return render(request, "board/board.html", context)


def _listing(request: HttpRequest) -> Listing:
    language = reader().language
    by_heat = request.GET.get("sort", "-heat").lstrip("-") == "heat"
    columns = (
        Column(key="heat", label=_("Idea, by how lively it is") if by_heat else _("Idea"), template="board/cells/idea.html", sortable=True),
        Column(key="status", label=_("Status"), kind="chip"),
        Column(key="votes", label=_("Votes"), kind="number", sortable=True),
        Column(key="customers", label=_("Customers among them"), kind="number", sortable=True, only_wide=True),
        Column(key="paid", label=_("They have paid"), template="board/cells/paid.html", sortable=True),
        Column(key="nps", label=_("Their last NPS"), template="board/cells/nps.html", only_wide=True),
        Column(key="made", label=_("Posted"), kind="ago", sortable=True, only_wide=True),
    )
    statuses = [(str(one.id), one.name_in(language)) for one in ideas.list_statuses(archived=True)]
    filters = (
        Choice(key="status", label=_("Any status"), options=statuses),
        Choice(key="kind", label=_("Any kind of status"), options=[(kind.value, str(name)) for kind, name in ideas.KINDS.items()]),
        Choice(key="tag", label=_("Any tag"), options=[(str(one.id), one.name_in(language)) for one in ideas.list_tags()]),
        Choice(
            key="segment", label=_("Votes of everybody"), options=[(str(one.id), _segment_name(one)) for one in segments.list_segments()]
        ),
    )
    return read_listing(request, columns, filters=filters, sort="-heat", keep=())


def _segment_name(one: segments.Segment) -> str:
    return (one.name_fa if reader().language == "fa" else one.name_en) or one.name_fa or one.name_en


def _wanted(shown: Listing) -> Wanted:
    chosen = shown.filters
    status, tag = (int(chosen[name]) if chosen[name] else None for name in ("status", "tag"))
    return Wanted(search=shown.search, kinds=(Kind(chosen["kind"]),) if chosen["kind"] else (), status=status, tag=tag)


def _line(idea: Idea, weight: Weight | None) -> dict[str, Any]:
    """`weight`: None where what was last counted does not know of it yet."""
    return {
        "id": idea.id, "idea": idea, "href": reverse("board-idea", args=[idea.id]),
        "tags": [tag.name_in(reader().language) for tag in idea.tags],
        "status": (idea.status.name_in(reader().language), ideas.TONES[idea.status.kind]), "votes": idea.votes, "weight": weight,
        "customers": weight.customers if weight else None, "made": idea.made_at,
    }  # fmt: skip


def _empty(request: HttpRequest) -> Empty:
    if ideas.board().is_open:
        text = _("Put the address of the board into your pages and letters.")
        return Empty(title=_("Nobody has posted an idea yet"), text=text, icon="idea")
    may = can(request.user, "ideas.change")
    text = _("Customers post ideas and vote for them on a page of your own; you see what each idea is worth to whom.")
    href = reverse("board-setup") if may else ""
    return Empty(title=_("The idea board is not open yet"), text=text, href=href, action=_("Set it up"), icon="idea")


@require_http_methods(["GET", "POST"])
@allow("ideas.manage")
def new(request: HttpRequest) -> HttpResponse:
    """By the team, as what it heard or plans; or for a customer who said so, whom the address may name (`for`)."""
    comment = _comment(request)
    whose = request.GET.get("for", "") or (people.key_text(comment.person) if comment else "")
    title, who = request.GET.get("title", "")[:140], speaking.called(request.user, whose)
    form = IdeaForm(request.POST or None, initial={"title": title, "text": comment.text if comment else "", "who": who})
    if not can(request.user, "people.see"):
        del form.fields["who"]
    if request.method == "POST" and form.is_valid() and (author := _author(request, form)) is not NOT_FOUND:
        said = form.cleaned_data
        made = ideas.post(said["title"], said["text"], participant=author, by=_by(request), language=reader().language)
        if comment and can(request.user, "ideas.link"):
            ideas.link(made.id, comment.source, comment.message_id, by=_by(request))
        return redirect("board-idea", idea_id=made.id)
    return render(request, "board/edit.html", {"title": _("New idea"), "form": form}, status=422 if form.errors else 200)


NOT_FOUND = UUID(int=0)


def _author(request: HttpRequest, form: IdeaForm) -> UUID | None:
    words = form.cleaned_data.get("who", "").strip()
    if not words:
        return None
    found = speaking.participant_called(request.user, words)
    if found is None:
        form.add_error("who", _("No customer, or more than one, fits."))
        return NOT_FOUND
    return found


def _vote_for(request: HttpRequest, idea_id: int) -> None:
    who = speaking.participant_called(request.user, request.POST.get("who", ""))
    if who is None:
        messages.warning(request, _("No customer, or more than one, fits."))
    elif ideas.vote(idea_id, who, by=_by(request)):
        messages.success(request, _("Their vote counts now."))
    else:
        messages.success(request, _("They had voted already."))


def _comment(request: HttpRequest) -> voice.Annotation | None:
    """The comment that the idea is made of, with personal data masked."""
    key = people.key_from_text(request.GET.get("comment", ""))
    if key is None or not can(request.user, "comments.see"):
        return None
    return voice.get_comment(key, scope=Scope(units=scope_of(request.user, "comments.see")))


# One idea


@require_GET
@allow("ideas.see")
def idea(request: HttpRequest, idea_id: int) -> HttpResponse:
    found = ideas.get_idea(idea_id)
    sees_people = can(request.user, "people.see")
    units = scope_of(request.user, "ideas.see")
    language = reader().language
    may_manage = can(request.user, "ideas.manage")
    last = ideas.last_step(found.id)
    context = {
        "title": found.title, "idea": found, "status": (found.status.name_in(language), ideas.TONES[found.status.kind]),
        "public": reverse("ideas-idea", args=[found.id]), "is_shown": found.state is State.SHOWN and ideas.board().is_open,
        "is_waiting": found.state is State.WAITING, "is_hidden": found.state is State.HIDDEN,
        "tags": [(tag, tag.name_in(language), tag in found.tags) for tag in ideas.list_tags()],
        "statuses": [(one.id, one.name_in(language)) for one in ideas.list_statuses()],
        "weight": portrait.stats(found, weighing.weigh([found.id], scope=Scope(units=units)).get(found.id, NOTHING)),
        "voters": portrait.voters(found, units=scope_of(request.user, "people.see")) if sees_people else None,
        "comments": ideas.comments_of(found.id, states=tuple(State)), "merged": ideas.merged_into(found.id),
        "target": ideas.find_idea(found.merged_into) if found.merged_into else None,
        "similar": [one.idea for one in ideas.similar(found.title, apart_from=found.id)] if not found.merged_into else [],
        "told": portrait.told_of(found, with_people=sees_people), "linked": portrait.linked(found, request.user),
        "others": _others(request, found), "steps": portrait.steps(found),
        "undo": str(ideas.STEPS[last.kind]) if last and may_manage else "",
        "may_manage": may_manage, "may_link": can(request.user, "ideas.link"), "may_name": may_manage and sees_people,
        "follows": ideas.count_follows(found.id),
    }  # fmt: skip
    return render(request, "board/idea.html", context)


@require_GET
@allow("ideas.manage")
def others(request: HttpRequest, idea_id: int) -> HttpResponse:
    """While somebody types: ideas that this one may be merged into."""
    found = ideas.get_idea(idea_id)
    return render(request, "board/others.html", {"idea": found, "others": _others(request, found)})


def _others(request: HttpRequest, found: Idea) -> list[Idea] | None:
    """By words or number, likelier first; None where nothing was typed."""
    words = ascii_digits(request.GET.get("into", "")).strip()[:140]
    if not words:
        return None
    alike = [one.idea for one in ideas.similar(words, apart_from=found.id)]
    named = ideas.list_ideas(Wanted(search=words), order=Order.VOTES, limit=OTHERS)
    return list({one.id: one for one in (*named, *alike) if one.id != found.id}.values())[:OTHERS]


Deed = Callable[[HttpRequest, int], object]


def _number(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        raise NotFound
    return int(text)


def _merge(request: HttpRequest, idea_id: int) -> None:
    typed = request.POST.get("into", "").strip().removeprefix("#")
    ideas.merge(idea_id, into=_number(ascii_digits(typed)), by=_by(request))


def _block_author(request: HttpRequest, idea_id: int) -> None:
    author = ideas.get_idea(idea_id).author
    if author is None:
        raise NotFound
    _block(request, author)


def _block(request: HttpRequest, participant: UUID) -> None:
    ideas.block(participant, by=_by(request))
    if request.POST.get("everything"):
        ideas.remove_all_of(participant, by=_by(request))
    messages.success(request, _("They can no longer post, vote or comment."))


DEEDS: Mapping[str, Deed] = {
    "status": lambda request, id: ideas.set_status(id, _number(request.POST.get("status", "")), by=_by(request)),
    "answer": lambda request, id: ideas.answer(id, request.POST.get("answer", ""), by=_by(request)),
    "edit": lambda request, id: ideas.edit(id, title=request.POST.get("title", ""), text=request.POST.get("text", ""), by=_by(request)),
    "tags": lambda request, id: ideas.set_tags(id, [_number(tag) for tag in request.POST.getlist("tags")], by=_by(request)),
    "merge": _merge,
    "unmerge": lambda request, id: ideas.unmerge(id, by=_by(request)),
    "approve": lambda request, id: ideas.approve(id, by=_by(request)),
    "hide": lambda request, id: ideas.hide(id, by=_by(request)),
    "undo": lambda request, id: ideas.undo(id, by=_by(request)),
    "vote": _vote_for,
    "comment": lambda request, id: ideas.comment(id, request.POST.get("text", ""), by=_by(request)),
    "block": _block_author,
    "tell-now": lambda request, id: ideas.tell_now(id, by=_by(request)),
    "tell-again": lambda _request, id: told.try_again(id),
}


@require_POST
@allow("ideas.manage")
def deed(request: HttpRequest, idea_id: int, name: str) -> HttpResponse:
    wanted = DEEDS.get(name)
    if wanted is None:
        raise NotFound
    ideas.get_idea(idea_id)
    try:
        wanted(request, idea_id)
    except NotFound:
        raise
    except Refused as refused:
        messages.warning(request, refused.sentence)
    if request.POST.get("back") == "waiting":
        return redirect("board-waiting")
    return redirect("board-idea", idea_id=idea_id)


# What waits


@require_GET
@allow("ideas.manage")
def waiting(request: HttpRequest) -> HttpResponse:
    found = ideas.waiting_ideas()
    alike = {idea.id: [one.idea for one in ideas.similar(idea.title, limit=3)] for idea in found}
    comments = ideas.waiting_comments()
    about = ideas.ideas_by_id(comment.idea for comment in comments)
    context = {
        "title": _("Waiting for somebody to look"), "tabs": tabs(request, "board-waiting"),
        "ideas": [(idea, alike[idea.id]) for idea in found], "comments": [(comment, about[comment.idea]) for comment in comments],
    }  # fmt: skip
    return render(request, "board/waiting.html", context)


@require_POST
@allow("ideas.manage")
def judge_comment(request: HttpRequest, comment_id: int) -> HttpResponse:
    (ideas.hide_comment if request.POST.get("hide") else ideas.approve_comment)(comment_id, by=_by(request))
    back = request.POST.get("back", "")
    return redirect("board-idea", idea_id=_number(back)) if back else redirect("board-waiting")


@require_POST
@allow("ideas.link")
def unlink(request: HttpRequest, link_id: int) -> HttpResponse:
    found = next((one for one in ideas.links_of(_number(request.POST.get("idea", ""))) if one.id == link_id), None)
    if found is None:
        raise NotFound
    ideas.unlink(found.source, found.message_id, by=_by(request))
    return redirect("board-idea", idea_id=found.idea)


def _by(request: HttpRequest) -> Any:
    return request.user
