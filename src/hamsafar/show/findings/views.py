"""Sessions, one session, what is coded in it; recordings to listen to; and quotes for pages that show numbers."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hamsafar.base import clock
from hamsafar.base.calendars import day_of, parse_day, start_of_day
from hamsafar.base.errors import Refused
from hamsafar.base.ui.contracts import Choice, Column, Empty
from hamsafar.base.ui.listing import read_listing
from hamsafar.base.ui.period import period_of
from hamsafar.base.ui.reader import reader
from hamsafar.base.ui.templatetags.ui import date_field
from hamsafar.collect.intake.services import Identifier
from hamsafar.collect.research import services as research
from hamsafar.collect.research.services import Agreed, Kind, Passage, Session, Who
from hamsafar.ground.organisation.services import allow, can, covers, scope_here, scope_of
from hamsafar.identify.people import services as people
from hamsafar.measure.segments import services as segments
from hamsafar.measure.voice import services as voice

from .forms import AGREED, FEELINGS, KINDS, ParticipantForm, PassageForm, SessionForm, session_initial

SEE, CHANGE = "research.see", "research.change"
QUOTES, MOST_SAID = 4, 50
BLOCK = 256 * 1024
_BEST_KINDS = ("user_id", "email", "phone")
_RANGE = re.compile(r"bytes=(\d*)-(\d*)")
_TONES = {-1: "bad", 0: "", 1: "good"}


@require_GET
@allow(SEE)
def session_list(request: HttpRequest) -> HttpResponse:
    units = scope_here(request, SEE)
    columns = (
        Column(key="title", label=_("Session"), href=lambda row: reverse("research-session", args=[row.id])),
        Column(key="kind", label=_("Kind"), value=lambda row: str(KINDS[row.kind])),
        Column(key="participants", label=_("Participants"), kind="number", value=lambda row: len(row.participants)),
        Column(key="passages", label=_("Coded passages"), kind="number"),
        Column(key="at", label=_("When"), kind="date"),
    )
    may_change = can(request.user, CHANGE)
    empty = Empty(
        title=_("No research yet"),
        text=_(
            "Write down an interview, a focus group or a note from the field, and code what was said with your topics: "
            "it then stands beside the numbers."
        ),
        icon="book",
        href=reverse("research-new") if may_change else "",
        action=_("New session") if may_change else "",
    )
    personas, steps = research.list_personas(units=units), research.list_steps(units=units)
    filters = (
        Choice(key="persona", label=_("Any persona"), options=tuple((one, one) for one in personas)),
        Choice(key="step", label=_("Any step of the journey"), options=tuple((one, one) for one in steps)),
    )
    listing = read_listing(request, columns, filters=tuple(one for one in filters if one.options))
    persona, step = listing.filters.get("persona", ""), listing.filters.get("step", "")
    found = research.list_sessions(units=units, persona=persona, step=step)
    shown = [one for one in found if listing.search.casefold() in one.title.casefold()]
    part = shown[listing.offset : listing.offset + listing.limit]
    table = listing.table(part, total=len(shown), empty=empty, placeholder=_("Search sessions"))
    said = research.passages(units=units, persona=persona, step=step, limit=MOST_SAID) if persona or step else []
    context = {"title": _("Research"), "table": table, "may_change": may_change, "lines": _lines(request, said)}
    return render(request, "findings/sessions.html", context)


@require_http_methods(["GET", "POST"])
@allow(CHANGE)
def session_new(request: HttpRequest) -> HttpResponse:
    form = SessionForm(request.POST or None, units=scope_of(request.user, CHANGE))
    if request.method == "POST" and form.is_valid():
        session = research.save_session(by=_by(request), at=_day(request) or clock.now(), **_said(form))
        return redirect("research-session", session.id)
    context = {"title": _("New session"), "form": form, "day": _date_field(None)}
    return render(request, "findings/edit.html", context, status=422 if form.errors else 200)


def _said(form: SessionForm) -> dict[str, Any]:
    return {**form.cleaned_data, "kind": Kind(form.cleaned_data["kind"])}


def _day(request: HttpRequest) -> Any:
    try:
        return start_of_day(parse_day(request.POST.get("day", "")), reader().almanac)
    except ValueError:
        return None


def _date_field(session: Session | None) -> dict[str, Any]:
    at = session.at if session else clock.now()
    return date_field("day", day_of(at, reader().almanac), label=_("Day"), edge="since")


@require_http_methods(["GET", "POST"])
@allow(CHANGE)
def session_edit(request: HttpRequest, session_id: int) -> HttpResponse:
    session = _session(request, session_id, CHANGE)
    form = SessionForm(request.POST or None, units=scope_of(request.user, CHANGE), initial=session_initial(session))
    if request.method == "POST" and form.is_valid():
        research.save_session(session_id=session.id, by=_by(request), at=_day(request) or session.at, **_said(form))
        messages.success(request, _("Saved."))
        return redirect("research-session", session.id)
    context = {"title": session.title, "form": form, "day": _date_field(session), "session": session}
    return render(request, "findings/edit.html", context, status=422 if form.errors else 200)


def _session(request: HttpRequest, session_id: int, right: str = SEE) -> Session:
    return research.get_session(session_id, units=scope_of(request.user, right))


def _by(request: HttpRequest) -> Any:
    return request.user


@require_GET
@allow(SEE)
def session_page(request: HttpRequest, session_id: int) -> HttpResponse:
    return _page(request, _session(request, session_id))


def _page(
    request: HttpRequest, session: Session, *, passage: forms.Form | None = None, participant: forms.Form | None = None, trouble: str = ""
) -> HttpResponse:
    may_change = can(request.user, CHANGE) and covers(request.user, session.unit, CHANGE)
    names = _names(request, [one.person for one in session.participants if one.person])
    group = next((one.name_in(reader().language) for one in segments.list_segments() if one.id == session.segment), "")
    context = {
        "title": session.title,
        "session": session,
        "kind": KINDS[session.kind],
        "group": group,
        "may_change": may_change,
        "trouble": trouble,
        "participants": [
            (one, AGREED[one.agreed], "bad" if one.agreed is Agreed.NOT else "good", *names(one.person)) for one in session.participants
        ],
        "passages": _lines(request, research.passages_of(session.id)),
        "most": research.LARGEST // 1024 // 1024,
        "passage_form": passage or PassageForm(session=session),
        "participant_form": participant or ParticipantForm(),
        "personas": research.list_personas(units=scope_of(request.user, SEE)),
        "steps": research.list_steps(units=scope_of(request.user, SEE)),
    }
    is_wrong = bool(trouble or (passage and passage.errors) or (participant and participant.errors))
    return render(request, "findings/session.html", context, status=422 if is_wrong else 200)


def _names(request: HttpRequest, wanted: list[int]) -> Callable[[int | None], tuple[str, str]]:
    """Name and address of who they are today."""
    if not can(request.user, "people.see"):
        return lambda _key: ("", "")
    today = people.people_of(wanted)
    known = people.display_names(list(today.values()), reader().language)

    def named(key: int | None) -> tuple[str, str]:
        person = today.get(key) if key else None
        return (known.get(person, ""), reverse("customer", args=[people.key_text(person)])) if person in known else ("", "")

    return named


def _lines(request: HttpRequest, passages: list[Passage]) -> list[dict[str, Any]]:
    language = reader().language
    names = _names(request, [one.person for one in passages if one.person])
    topics = {topic.key: topic.name_in(language) for topic in voice.list_topics(all_of_them=True)}
    return [
        {
            "passage": one, "topics": [topics.get(key, key) for key in one.topics], "who": names(one.person), "kind": KINDS[one.kind],
            "feeling": (FEELINGS[str(one.feeling)], _TONES[one.feeling]) if one.feeling is not None else None,
            "place": f"{one.second // 60}:{one.second % 60:02d}" if one.second is not None else "",
            "href": reverse("research-session", args=[one.session]),
        }
        for one in passages
    ]  # fmt: skip


# Deeds


@require_POST
@allow(CHANGE)
def participant_add(request: HttpRequest, session_id: int) -> HttpResponse:
    session, form = _session(request, session_id, CHANGE), ParticipantForm(request.POST)
    if form.is_valid():
        words = form.cleaned_data["who"].strip()
        who = _found(request, words) if words else None
        if words and who is None:
            form.add_error("who", _("No customer, or more than one, fits."))
        else:
            given = form.cleaned_data
            research.add_participant(
                session.id, label=given["label"], agreed=Agreed(given["agreed"]), who=who, persona=given["persona"], by=_by(request)
            )
            return redirect("research-session", session.id)
    return _page(request, session, participant=form)


def _found(request: HttpRequest, words: str) -> Who | None:
    found = people.search(words, limit=2, units=scope_of(request.user, "people.see")) if can(request.user, "people.see") else ()
    if len(found) != 1:
        return None
    named = {one.identifier.kind: one.identifier for one in people.identifiers_of(found[0].person)}
    best = next((named[kind] for kind in (*_BEST_KINDS, *named) if kind in named), None)
    return Who(person=found[0].person, identifier=Identifier(best.space, best.kind, best.value)) if best else None


@require_POST
@allow(CHANGE)
def participant_drop(request: HttpRequest, session_id: int, participant: int) -> HttpResponse:
    research.drop_participant(_session(request, session_id, CHANGE).id, participant, by=_by(request))
    return redirect("research-session", session_id)


@require_POST
@allow(CHANGE)
def passage_add(request: HttpRequest, session_id: int) -> HttpResponse:
    session = _session(request, session_id, CHANGE)
    form = PassageForm(request.POST, session=session)
    if not form.is_valid():
        return _page(request, session, passage=form)
    research.add_passage(session.id, form.cleaned_data["quote"], by=_by(request), **form.said())
    return redirect(f"{reverse('research-session', args=[session.id])}#passages")


@require_POST
@allow(CHANGE)
def passage_drop(request: HttpRequest, session_id: int, passage: int) -> HttpResponse:
    research.drop_passage(_session(request, session_id, CHANGE).id, passage, by=_by(request))
    return redirect(f"{reverse('research-session', args=[session_id])}#passages")


@require_POST
@allow(CHANGE)
def archive(request: HttpRequest, session_id: int) -> HttpResponse:
    research.archive_session(_session(request, session_id, CHANGE).id, by=_by(request))
    messages.success(request, _("The session was archived. Its passages stand beside no numbers any more."))
    return redirect("research")


# Recordings


@require_POST
@allow(CHANGE)
def recording_add(request: HttpRequest, session_id: int) -> HttpResponse:
    session, sent = _session(request, session_id, CHANGE), request.FILES.get("file")
    try:
        if sent is not None:
            research.add_recording(session.id, sent.chunks(), name=sent.name or "", by=_by(request))
            messages.success(request, _("The recording is kept."))
    except Refused as refused:
        return _page(request, session, trouble=refused.sentence)
    return redirect("research-session", session.id)


@require_POST
@allow(CHANGE)
def recording_drop(request: HttpRequest, session_id: int, recording: UUID) -> HttpResponse:
    research.drop_recording(_session(request, session_id, CHANGE).id, recording, by=_by(request))
    messages.success(request, _("The recording was deleted."))
    return redirect("research-session", session_id)


@require_GET
@allow(SEE)
def recording(request: HttpRequest, session_id: int, recording: UUID) -> HttpResponse:
    """In the parts that a player asks for (RFC 9110, one range), so that one can jump to a place."""
    known, path = research.get_recording(_session(request, session_id).id, recording)
    found = _RANGE.fullmatch(request.headers.get("Range", ""))
    first, last = _part(found, known.size) if found else (0, known.size - 1)
    if first > last or first >= known.size:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{known.size}"})
    research.note_listening(session_id, recording, by=_by(request))
    answer = StreamingHttpResponse(_bytes(path, first, last), status=206 if found else 200, content_type=known.type)
    answer["Content-Length"], answer["Accept-Ranges"] = str(last - first + 1), "bytes"
    answer["Cache-Control"], answer["X-Content-Type-Options"] = "private, no-store", "nosniff"
    if found:
        answer["Content-Range"] = f"bytes {first}-{last}/{known.size}"
    return answer


def _part(found: re.Match[str], size: int) -> tuple[int, int]:
    first, last = found[1][:15], found[2][:15]
    if not first:
        return (max(0, size - int(last)), size - 1) if last else (0, size - 1)
    return int(first), min(int(last), size - 1) if last else size - 1


def _bytes(path: Path, first: int, last: int) -> Iterator[bytes]:
    left = last - first + 1
    with path.open("rb") as file:
        file.seek(first)
        while left > 0 and (block := file.read(min(BLOCK, left))):
            left -= len(block)
            yield block


# Beside numbers


@require_GET
@allow(SEE)
def quotes(request: HttpRequest) -> HttpResponse:
    """A card of quotes for a topic, for pages that show numbers about it; empty where research has none."""
    period, topic = period_of(request).period, request.GET.get("topic", "").replace("\x00", "")[:60]
    every = request.GET.get("whenever") == "1"
    found = research.passages(
        topics=[topic] if topic and topic != "-" else (), units=scope_here(request, SEE), limit=QUOTES,
        since=None if every else period.since, until=None if every else period.until,
    )  # fmt: skip
    return render(request, "findings/_quotes.html", {"lines": _lines(request, found)})
