"""The portal: pages for everybody, server-rendered, that work without a script. Looking needs no sign-in; acting does.

Forms carry Django's CSRF token; who somebody is stands in a signed cookie that only we can make.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hamsafar.base import rate_limits
from hamsafar.base.errors import Refused, TooManyRequests
from hamsafar.base.text import lines, one_line
from hamsafar.base.ui.reader import reader, reading, usual
from hamsafar.ground.organisation import services as organisation
from hamsafar.ground.organisation.services import can, public

from . import board as boards
from . import codes, errors, feeds, listing, participants, posting, tokens, words
from .around import around
from .contracts import LANGUAGES, Board, Comment, Idea, Kind, Order, Participant, State, Status, Wanted, said

COOKIE = "hamsafar_ideas"
NAMES = {"fa": "فارسی", "en": "English"}
READ_SECONDS = 1.5  # nobody reads and fills in a form faster
PAGE = 20
PER_CALLER = rate_limits.Limit(tries=300, seconds=60)  # a whole office, or a mobile network, may share one address
POSTS = rate_limits.Limit(tries=6, seconds=3600)
COMMENTS = rate_limits.Limit(tries=20, seconds=3600)
CLICKS = rate_limits.Limit(tries=60, seconds=60)  # votes and follows
SIMILAR = rate_limits.Limit(tries=120, seconds=60)
ENTRIES = rate_limits.Limit(tries=30, seconds=600)
View = Callable[..., HttpResponse]


def for_everyone(view: View) -> View:
    """In the language of whoever looks, with a clear page where something cannot be. A closed board is seen by the team only."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        language = language_of(request)
        with reading(usual(language)):
            try:
                rate_limits.hit(f"ideas:{rate_limits.caller(request)}", PER_CALLER)
                if not boards.board().is_open and not can(request.user, "ideas.see"):
                    raise errors.BoardClosed
                response = view(request, *args, **kwargs)
            except Refused as refused:
                response = _trouble(request, refused)
        response.headers.setdefault("Content-Language", language)
        response.headers.setdefault("Cache-Control", "private, no-cache")
        if request.GET.get("lang") in LANGUAGES:
            age = 365 * 24 * 3600
            response.set_cookie(settings.LANGUAGE_COOKIE_NAME, language, max_age=age, httponly=True, samesite="Lax", secure=settings.SECURE)
        return response

    return public(answered)


def deed_on_an_idea(view: View) -> View:
    """A page that was sent back has the address of the deed; whoever asks for that again later (a phone does) gets the idea."""

    @wraps(view)
    def done(request: HttpRequest, idea_id: int) -> HttpResponse:
        if request.method != "POST":
            return _see_other(reverse("ideas-idea", args=[idea_id]))
        return view(request, idea_id)

    return require_http_methods(["GET", "HEAD", "POST"])(for_everyone(done))


def language_of(request: HttpRequest) -> str:
    asked = request.GET.get("lang", "")
    return asked if asked in LANGUAGES else reader().language


def whoever(request: HttpRequest) -> Participant | None:
    id = tokens.read_cookie(request.COOKIES.get(COOKIE, ""))
    return participants.find(id) if id else None


def _name(board: Board) -> str:
    return said(board.name, reader().language) or _("Ideas")


def _context(request: HttpRequest, **more: Any) -> dict[str, Any]:
    board = boards.board()
    asked = request.GET.copy()
    for gone in ("lang",):
        asked.pop(gone, None)
    languages = []
    if request.method == "GET":
        for code in LANGUAGES:
            if code != reader().language:
                asked["lang"] = code
                languages.append((code, NAMES[code], f"{request.path}?{asked.urlencode()}"))
    return {
        "board": board, "board_name": _name(board), "company": organisation.company().name, "colour": board.colour.removeprefix("#"),
        "me": whoever(request), "languages": languages, "is_closed": not board.is_open, "can_sign_in": around().can_send_codes(), **more,
    }  # fmt: skip


def _render(request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    return render(request, f"ideas/{template}.html", _context(request, **context), status=status)


class SeeOther(HttpResponseRedirect):
    status_code = 303


def _see_other(address: str) -> HttpResponse:
    return SeeOther(address, headers={"Cache-Control": "no-store"})


def _trouble(request: HttpRequest, refused: Refused) -> HttpResponse:
    context = {"title": _("This did not work"), "sentence": refused.sentence}
    response = _render(request, "trouble", context, status=refused.status)
    if isinstance(refused, TooManyRequests):
        response["Retry-After"] = str(refused.facts["seconds"])
    return response


# Looking


@require_safe
@for_everyone
def board(request: HttpRequest) -> HttpResponse:
    asked = request.GET
    order = Order(asked["sort"]) if asked.get("sort") in set(Order) else Order.TRENDING
    wanted = _wanted(request)
    page = int(asked["page"]) if asked.get("page", "").isascii() and asked.get("page", "").isdecimal() and len(asked["page"]) < 5 else 1
    page = max(1, page)
    found = listing.list_ideas(wanted, order=order, offset=(page - 1) * PAGE, limit=PAGE + 1)
    more = len(found) > PAGE
    counts = listing.count_by_status()
    context = {
        "title": _name(boards.board()), "ideas": _lines(request, found[:PAGE]), "intro": said(boards.board().intro, reader().language),
        "search": wanted.search, "orders": [(one.value, str(name)) for one, name in words.ORDERS.items()], "order": order.value,
        "statuses": [(one.id, one.name_in(reader().language), counts.get(one.id, 0)) for one in _statuses() if counts.get(one.id)],
        "tags": [(one.id, one.name_in(reader().language)) for one in boards.list_tags(public_only=True)],
        "status": wanted.status, "tag": wanted.tag, "is_narrowed": bool(wanted.search or wanted.status or wanted.tag),
        "next": _address(request, page=page + 1) if more else "", "previous": _address(request, page=page - 1) if page > 1 else "",
        "total": listing.count_ideas(wanted),
    }  # fmt: skip
    return _render(request, "board", context)


def _wanted(request: HttpRequest) -> Wanted:
    def number(name: str) -> int | None:
        value = request.GET.get(name, "")
        return int(value) if value.isascii() and value.isdecimal() and len(value) < 10 else None

    tag = number("tag")
    shown = {one.id for one in boards.list_tags(public_only=True)}
    search = request.GET.get("q", "").replace("\x00", "").strip()[:140]
    return Wanted(search=search, status=number("status"), tag=tag if tag in shown else None)


def _address(request: HttpRequest, **changes: object) -> str:
    asked = {name: value for name, value in request.GET.items() if name not in ("page", "lang")}
    return f"{request.path}?{urlencode({**asked, **changes})}"


def _statuses() -> list[Status]:
    return boards.list_statuses(archived=True)


def _lines(request: HttpRequest, found: list[Idea]) -> list[dict[str, Any]]:
    me = whoever(request)
    voted, followed = listing.standing_of(me.id, [idea.id for idea in found]) if me else (set(), set())
    return [_line(idea, voted=idea.id in voted, follows=idea.id in followed) for idea in found]


def _line(idea: Idea, *, voted: bool, follows: bool) -> dict[str, Any]:
    return {
        "idea": idea, "status": idea.status.name_in(reader().language), "tone": words.TONES[idea.status.kind], "voted": voted,
        "follows": follows, "tags": [tag.name_in(reader().language) for tag in idea.tags if tag.is_public],
    }  # fmt: skip


@require_safe
@for_everyone
def roadmap(request: HttpRequest) -> HttpResponse:
    columns = []
    for status in boards.list_statuses():
        if status.on_roadmap:
            wanted, order = Wanted(status=status.id), Order.NEWEST if status.kind is Kind.DONE else Order.VOTES
            found = listing.list_ideas(wanted, order=order, limit=50)
            name, tone = status.name_in(reader().language), words.TONES[status.kind]
            columns.append({"name": name, "tone": tone, "lines": _lines(request, found), "count": listing.count_ideas(wanted)})
    return _render(request, "roadmap", {"title": _("Roadmap"), "columns": columns})


@require_safe
@for_everyone
def idea(request: HttpRequest, idea_id: int) -> HttpResponse:
    return _idea_page(request, idea_id)


def _idea_page(request: HttpRequest, idea_id: int, *, problem: str = "", typed: str = "", status: int = 200) -> HttpResponse:
    found = listing.get_idea(idea_id)
    if found.merged_into and found.state is State.SHOWN:
        return _see_other(reverse("ideas-idea", args=[found.merged_into]))
    me = whoever(request)
    is_mine = me is not None and found.author == me.id
    if found.state is State.HIDDEN or (found.state is State.WAITING and not is_mine):
        raise errors.IdeaNotFound
    context = {
        "title": found.title, **_lines(request, [found])[0], "author": _called(found), "is_waiting": found.state is State.WAITING,
        "comments": [_comment(one, me) for one in _comments(found, me)], "problem": problem, "typed": typed,
        "same": [one for one in listing.merged_into(found.id) if one.state is State.SHOWN], "page_token": tokens.page_token(),
        "thanks": request.GET.get("thanks", ""),
    }  # fmt: skip
    return _render(request, "idea", context, status=status)


def _comments(found: Idea, me: Participant | None) -> list[Comment]:
    """What is shown, and what one has said oneself and waits."""
    every = listing.comments_of(found.id, states=(State.SHOWN, State.WAITING))
    return [one for one in every if one.state is State.SHOWN or (me is not None and one.author == me.id)]


def _comment(one: Comment, me: Participant | None) -> dict[str, Any]:
    name = _("{company}’s team").format(company=organisation.company().name) if one.by_team else one.name or _("A customer")
    return {
        "id": one.id, "name": name, "is_team": bool(one.by_team), "text": one.text, "at": one.at,
        "is_waiting": me is not None and one.author == me.id and one.state is State.WAITING,
    }  # fmt: skip


def _called(found: Idea) -> str:
    if found.by_team:
        return _("{company}’s team").format(company=organisation.company().name)
    return found.author_name or _("A customer")


@require_safe
@for_everyone
def similar(request: HttpRequest) -> HttpResponse:
    """A part of the form, fetched while a title is typed."""
    rate_limits.hit(f"ideas:similar:{rate_limits.caller(request)}", SIMILAR)
    title = request.GET.get("title", "").replace("\x00", "")[:140]
    found = [one.idea for one in listing.similar(title)] if title.strip() else []
    return render(request, "ideas/_similar.html", {"similar": _lines(request, found)})


# Acting


def _human(request: HttpRequest) -> None:
    """Against programs that fill in forms. Raises LooksLikeARobot, TooFastToWrite, PageTooOld."""
    if request.POST.get("website"):
        raise errors.LooksLikeARobot
    if tokens.age_of_page(request.POST.get("page", "")) < READ_SECONDS:
        raise errors.TooFastToWrite


@require_http_methods(["GET", "HEAD", "POST"])
@for_everyone
def new(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _new(request, title=request.GET.get("title", "")[:140])
    title, text = request.POST.get("title", ""), request.POST.get("text", "")
    try:
        _human(request)
        if not one_line(title, posting.LONGEST_TITLE):
            raise errors.NoTitle
    except Refused as refused:
        return _new(request, title=title, text=text, problem=refused.sentence, status=refused.status)
    similar_ones = listing.similar(title)
    if similar_ones and "anyway" not in request.POST:  # without a script nothing was shown while they typed
        return _new(request, title=title, text=text, found=[one.idea for one in similar_ones], asks=True, status=422)
    me = whoever(request)
    if me is None:
        return _ask_address(request, then={"do": "post", "title": title[:300], "text": text[: posting.LONGEST_TEXT]})
    return _post(me, title, text)


def _new(
    request: HttpRequest, *, title: str = "", text: str = "", problem: str = "", found: list[Idea] | None = None, asks: bool = False,
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    found = found if found is not None else [one.idea for one in listing.similar(title)] if title.strip() else []
    context = {
        "title": _("New idea"), "typed_title": title, "typed_text": text, "problem": problem, "similar": _lines(request, found),
        "asks": asks, "page_token": tokens.page_token(),
    }  # fmt: skip
    return _render(request, "new", context, status=status)


def _post(me: Participant, title: str, text: str) -> HttpResponse:
    rate_limits.hit(f"ideas:post:{me.id}", POSTS)
    made = posting.post(title, text, participant=me.id, language=reader().language)
    return _see_other(f"{reverse('ideas-idea', args=[made.id])}?thanks=1")


@deed_on_an_idea
def vote(request: HttpRequest, idea_id: int) -> HttpResponse:
    wish = "unvote" if request.POST.get("off") else "vote"
    me = whoever(request)
    if me is None:
        return _ask_address(request, then={"do": wish, "idea": idea_id})
    return _click(request, me, wish, idea_id)


@deed_on_an_idea
def follow(request: HttpRequest, idea_id: int) -> HttpResponse:
    wish = "unfollow" if request.POST.get("off") else "follow"
    me = whoever(request)
    if me is None:
        return _ask_address(request, then={"do": wish, "idea": idea_id})
    return _click(request, me, wish, idea_id)


_CLICKS: dict[str, Callable[[int, UUID], object]] = {
    "vote": posting.vote, "unvote": posting.unvote, "follow": posting.follow, "unfollow": posting.unfollow,
}  # fmt: skip


def _click(request: HttpRequest, me: Participant, wish: str, idea_id: int) -> HttpResponse:
    rate_limits.hit(f"ideas:click:{me.id}", CLICKS)
    _CLICKS[wish](idea_id, me.id)
    if request.headers.get("X-Part"):  # the script asks for the button only
        found = listing.get_idea(idea_id)
        (line,) = _lines(request, [found if found.merged_into is None else listing.get_idea(found.merged_into)])
        response = render(request, "ideas/_vote.html", {**line, "back": request.POST.get("back", "")})
        response["X-Part"] = "1"
        return response
    return _see_other(_back(request, idea_id))


def _back(request: HttpRequest, idea_id: int) -> str:
    """The page of the portal that they came from."""
    wanted = request.POST.get("back", "")
    is_ours = wanted == reverse("ideas-board") or wanted.startswith((f"{reverse('ideas-board')}?", f"{reverse('ideas-board')}/"))
    return wanted if is_ours else reverse("ideas-idea", args=[idea_id])


@deed_on_an_idea
def comment(request: HttpRequest, idea_id: int) -> HttpResponse:
    text = request.POST.get("text", "")
    try:
        _human(request)
        if not lines(text):
            raise errors.NothingWritten
    except Refused as refused:
        return _idea_page(request, idea_id, problem=refused.sentence, typed=text, status=refused.status)
    me = whoever(request)
    if me is None:
        return _ask_address(request, then={"do": "comment", "idea": idea_id, "text": text[: posting.LONGEST_TEXT]})
    return _say(me, idea_id, text)


def _say(me: Participant, idea_id: int, text: str) -> HttpResponse:
    rate_limits.hit(f"ideas:comment:{me.id}", COMMENTS)
    made = posting.comment(idea_id, text, participant=me.id)
    return _see_other(f"{reverse('ideas-idea', args=[made.idea])}#c{made.id}")


# Who one is


@require_http_methods(["GET", "HEAD", "POST"])
@for_everyone
def sign_in(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _ask_address(request, then={})
    then = _then(request)
    email, name = request.POST.get("email", ""), request.POST.get("name", "")
    try:
        if request.POST.get("website"):
            raise errors.LooksLikeARobot
        sent = codes.send(email, name=name, language=reader().language, caller=rate_limits.caller(request), then=then)
    except errors.NameOfTeam as refused:
        return _ask_address(request, then=then, name_problem=refused.sentence, email=email, name=name, status=refused.status)
    except Refused as refused:
        return _ask_address(request, then=then, problem=refused.sentence, email=email, name=name, status=refused.status)
    return _see_other(reverse("ideas-code", args=[sent]))


def _then(request: HttpRequest) -> dict[str, Any]:
    """What they were about to do, carried by the form that asks for their address. It is theirs to change: it is done in their name."""
    longest = {"do": 20, "title": 300, "text": posting.LONGEST_TEXT}
    given = {name: request.POST.get(name, "")[:most].replace("\x00", "") for name, most in longest.items()}
    found: dict[str, Any] = {name: said for name, said in given.items() if said}
    idea = request.POST.get("idea", "")
    return found | ({"idea": int(idea)} if idea.isascii() and idea.isdecimal() and len(idea) < 10 else {})


def _ask_address(
    request: HttpRequest, *, then: dict[str, Any], problem: str = "", name_problem: str = "", email: str = "", name: str = "",
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    context = {"title": _("Who are you?"), "then": then, "problem": problem, "name_problem": name_problem, "email": email, "name": name}
    return _render(request, "sign_in", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@for_everyone
def code(request: HttpRequest, code_id: UUID) -> HttpResponse:
    sent = codes.find_sent(code_id)
    if sent is None:
        raise errors.CodeOver
    if request.method != "POST":
        return _ask_code(request, sent.email, code_id)
    try:
        rate_limits.hit(f"ideas:entry:{rate_limits.caller(request)}", ENTRIES)
        me, then = codes.enter(code_id, request.POST.get("code", ""))
    except errors.WrongCode as refused:
        return _ask_code(request, sent.email, code_id, problem=refused.sentence, status=refused.status)
    response = _go_on(me, then)
    _remember(response, me)
    return response


def _ask_code(request: HttpRequest, email: str, code_id: UUID, *, problem: str = "", status: int = 200) -> HttpResponse:
    context = {"title": _("Your code"), "email": email, "code_id": code_id, "problem": problem}
    return _render(request, "code", context, status=status)


def _go_on(me: Participant, then: Any) -> HttpResponse:
    """Do what they had wanted to do before they were asked who they are."""
    if me.is_blocked:
        raise errors.Blocked
    idea = then.get("idea", 0)
    if then.get("do") == "post":
        return _post(me, then.get("title", ""), then.get("text", ""))
    if then.get("do") == "comment":
        return _say(me, idea, then.get("text", ""))
    if then.get("do") in _CLICKS:
        _CLICKS[then["do"]](idea, me.id)
        return _see_other(reverse("ideas-idea", args=[idea]))
    return _see_other(reverse("ideas-board"))


def _remember(response: HttpResponse, me: Participant) -> None:
    age = tokens.COOKIE_DAYS * 24 * 3600
    response.set_cookie(COOKIE, tokens.cookie_of(me.id), max_age=age, httponly=True, samesite="Lax", secure=settings.SECURE)


@require_POST
@for_everyone
def sign_out(_request: HttpRequest) -> HttpResponse:
    response = _see_other(reverse("ideas-board"))
    response.delete_cookie(COOKIE, samesite="Lax")
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@for_everyone
def personal(request: HttpRequest, token: str) -> HttpResponse:
    """A link from a letter of ours to its reader: they are who the letter was for. Only a click signs in, for programs open links too."""
    who = participants.find(tokens.read_link_token(token))
    if who is None:
        raise errors.LinkOver
    onward = _onward(request)
    me = whoever(request)
    if request.method == "POST" or (me is not None and me.id == who.id):
        response = _see_other(onward)
        _remember(response, who)
    else:
        response = _render(request, "personal", {"title": _name(boards.board()), "invited": who, "onward": onward})
    response["Referrer-Policy"], response["X-Robots-Tag"], response["Cache-Control"] = "no-referrer", "noindex", "no-store, private"
    return response


def _onward(request: HttpRequest) -> str:
    idea = request.GET.get("idea", "")
    is_number = idea.isascii() and idea.isdecimal() and len(idea) < 10
    return reverse("ideas-idea", args=[int(idea)]) if is_number else reverse("ideas-board")


# Feeds


@require_safe
@for_everyone
def feed(request: HttpRequest) -> HttpResponse:
    found = listing.list_ideas(_wanted(request), order=Order.NEWEST, limit=50)
    return feeds.of_board(_name(boards.board()), found)


@require_safe
@for_everyone
def idea_feed(_request: HttpRequest, idea_id: int) -> HttpResponse:
    found = listing.get_idea(idea_id)
    if found.state is not State.SHOWN:
        raise errors.IdeaNotFound
    if found.merged_into:
        return _see_other(reverse("ideas-idea-feed", args=[found.merged_into]))
    return feeds.of_idea(found, [(one, _comment(one, None)["name"]) for one in listing.comments_of(found.id)])
