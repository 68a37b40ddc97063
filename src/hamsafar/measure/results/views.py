"""Results of a survey, its responses, and both as files."""

from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from hamsafar.base.errors import NotFound
from hamsafar.base.ui import formats
from hamsafar.base.ui.contracts import Chart, Choice, Column, Empty, Export, Series, Stat
from hamsafar.base.ui.listing import read_listing
from hamsafar.base.ui.period import Chosen, period_of
from hamsafar.base.ui.reader import reader
from hamsafar.collect.surveys import services as surveys
from hamsafar.collect.surveys.services import Narrowing, Response, Said, Shape, SurveyRecord, VersionRecord
from hamsafar.collect.vocabulary import services as vocabulary
from hamsafar.ground.audit import services as audit
from hamsafar.ground.organisation.services import allow, can, scope_here, scope_of
from hamsafar.identify.people import services as people
from hamsafar.measure.metrics import services as metrics
from hamsafar.measure.shelf import services as shelf
from hamsafar.measure.voice import services as voice
from hamsafar.store.events.services import Scope

from . import deeds as _deeds  # noqa: F401 - says its sentences to the audit log
from . import exporting, pictures
from . import tabs as _tabs  # noqa: F401 - puts the tabs of this room beside those of the survey
from .asking import Tally, Wanted, comments_of
from .kept import RESULTS, OfSurvey, Results, Volume

LANGUAGES = {"fa": "فارسی", "en": "English"}
PARTS = ("unit", "period", "since", "until")  # of an address, which the top of the page chooses
COMMENTS, RESPONSES = 20, 50


def _seen(request: HttpRequest, survey_id: int, permission: str = "surveys.see") -> SurveyRecord:
    """Theirs, or one that comes from above: every page here is cut to their own units."""
    return surveys.get_answered(survey_id, units=scope_of(request.user, permission))


def _narrowing(request: HttpRequest, chosen: Chosen, permission: str = "surveys.see") -> Narrowing:
    """What the address asks for; what makes no sense is as if it were not there."""
    given = request.GET
    version = given.get("version", "")
    return Narrowing(
        units=scope_here(request, permission),
        since=chosen.period.since,
        until=chosen.period.until,
        version=int(version) if version.isascii() and version.isdecimal() and len(version) < 6 else 0,
        channel=given.get("channel", "") if given.get("channel", "") in vocabulary.CHANNELS else "",
        language=given.get("language", "") if given.get("language", "") in LANGUAGES else "",
    )


def _wanted(survey: SurveyRecord, narrowing: Narrowing) -> Wanted:
    return Wanted(
        survey=survey.slug,
        scope=Scope(units=narrowing.units, since=narrowing.since, until=narrowing.until),
        version=narrowing.version,
        channel=narrowing.channel,
        language=narrowing.language,
    )


def _filters(versions: list[VersionRecord]) -> list[Choice]:
    return [
        Choice(key="version", label=_("Any version"), options=[(str(each.number), version_name(each.number)) for each in versions]),
        Choice(key="channel", label=_("Any channel"), options=[(code, channel_name(code)) for code in vocabulary.CHANNELS]),
        Choice(key="language", label=_("Any language"), options=list(LANGUAGES.items())),
    ]


def version_name(number: int) -> str:
    return _("Version %(n)s") % {"n": formats.number(number)}


def channel_name(code: str) -> str:
    english, persian = vocabulary.CHANNELS.get(code, (code, code))
    return persian if reader().language == "fa" else english


def _kept(request: HttpRequest) -> str:
    parts = {name: request.GET[name] for name in (*PARTS, "version", "channel", "language") if request.GET.get(name)}
    return f"?{urlencode(parts)}" if parts else ""


# Results


@require_GET
@allow("surveys.see")
def results(request: HttpRequest, survey_id: int) -> HttpResponse:
    survey, chosen = _seen(request, survey_id), period_of(request)
    narrowing = _narrowing(request, chosen)
    versions = surveys.versions_of(survey_id)
    shapes, progress = surveys.shapes_of(versions, reader().language), surveys.progress_of(survey_id, narrowing)
    counted = shelf.look(RESULTS, _of_survey(survey, narrowing, chosen))
    filters = [(choice, request.GET.get(choice.key, "")) for choice in _filters(versions)]
    context = {
        **surveys.around(request, survey, "results"), "period": chosen, "filters": filters, "kept": _kept(request),
        "kept_parts": [(name, request.GET[name]) for name in PARTS if request.GET.get(name)], "counted": counted,
        "is_awaited": counted.found is None and not counted.trouble,
        "drop": _drop(shapes, progress), "groups": _groups(progress), "is_few": 0 < progress.finished < pictures.FEW,
        "may_export": can(request.user, "surveys.export"), "is_published": bool(versions),
        **(_shown(counted.found, shapes, progress) if counted.found else {}),
    }  # fmt: skip
    return render(request, "results/results.html", context)


def _of_survey(survey: SurveyRecord, narrowing: Narrowing, chosen: Chosen) -> OfSurvey:
    return OfSurvey(
        survey=survey.id, slug=survey.slug, of=metrics.of_period(chosen, units=narrowing.units), version=narrowing.version,
        channel=narrowing.channel, language=narrowing.language,
    )  # fmt: skip


def _shown(found: Results, shapes: list[Shape], progress: surveys.Progress) -> dict[str, Any]:
    tally, measured = found.tally, [found.measured[shape.id] for shape in shapes if shape.id in found.measured]
    return {
        "stats": _stats(tally, progress), "scores": [metrics.stat_of(one) for one in measured],
        "volume": _volume(found.volume) if found.volume else None,
        "trend": next((metrics.trend_chart(one) for one in measured if one.value is not None), None),
        "findings": [_finding(shape, tally, found) for shape in shapes],
    }  # fmt: skip


def _stats(tally: Tally, progress: surveys.Progress) -> list[Stat]:
    opened = max(tally.opened, tally.answered)
    median = progress.median.total_seconds() if progress.median else None
    return [
        Stat(name=_("Complete responses"), value=progress.finished),
        _share(_("Of those who opened it, answered"), tally.answered, opened, missing=_("Nobody has opened it in this period.")),
        _share(
            _("Of those who began, finished"), progress.finished, progress.started, missing=_("Nobody has answered in this period.")
        ),
        Stat(
            name=_("Time to the end (median)"), kind="duration", value=median, sample=progress.finished,
            missing=_("Nobody has finished in this period."),
        ),
    ]  # fmt: skip


def _share(name: str, part: int, of: int, *, missing: str) -> Stat:
    found = pictures.share(part, of)
    if found is None:
        return Stat(name=name, value=None, kind="percent", missing=missing)
    return Stat(name=name, value=found.value, kind="percent", low=found.low, high=found.high, sample=of)


def _volume(found: Volume) -> Chart:
    return Chart(
        key="responses", title=_("Responses over time"), labels=[formats.bucket(begin, found.bucket) for begin in found.begins],
        shape="bar", label_head=_("Time"), series=[
            Series(name=_("Opened it"), values=[opened for opened, _answered in found.counts]),
            Series(name=_("Answered"), values=[answered for _opened, answered in found.counts]),
        ],
    )  # fmt: skip


def _finding(shape: Shape, tally: Tally, found: Results) -> pictures.Finding:
    picture = pictures.finding(shape, tally, found.measured.get(shape.id))
    if shape.id not in found.comments:
        return picture
    latest, total = found.comments[shape.id]
    return pictures.with_comments(picture, list(latest), total)


def _drop(shapes: list[Shape], progress: surveys.Progress) -> list[dict[str, Any]]:
    """Question by question: how many passed it, and how many of those who left went after it."""
    return [
        {
            "words": shape.words, "passed": progress.passed.get(shape.id, 0), "left": progress.left_after.get(shape.id, 0),
            "share": pictures.share(progress.left_after.get(shape.id, 0), progress.passed.get(shape.id, 0)),
        }
        for shape in shapes
        if progress.passed.get(shape.id)
    ]  # fmt: skip


def _groups(progress: surveys.Progress) -> list[tuple[str, list[tuple[str, int, int, Any]]]]:
    named: list[tuple[str, str, Callable[[str], str]]] = [
        ("version", _("By version"), lambda key: version_name(int(key))),
        ("channel", _("By channel"), channel_name),
        ("language", _("By language"), lambda key: LANGUAGES.get(key, key)),
    ]
    return [
        (title, [(name(group.key), group.started, group.finished, pictures.share(group.finished, group.started)) for group in groups])
        for key, title, name in named
        if (groups := progress.groups[key])
    ]


@require_GET
@allow("surveys.see")
def comments(request: HttpRequest, survey_id: int, question_id: str) -> HttpResponse:
    """Everything that was written to one question, with a search."""
    survey, chosen = _seen(request, survey_id), period_of(request)
    shape = next((each for each in surveys.shapes_of(surveys.versions_of(survey_id), reader().language) if each.id == question_id), None)
    if shape is None or shape.is_private:
        raise NotFound
    versions = surveys.versions_of(survey_id)
    columns = (
        Column(key="words", label=_("What was written"), template="results/words.html"),
        Column(key="score", label=_("Score before it"), kind="number"),
        Column(key="at", label=_("When"), kind="ago"),
    )
    listing = read_listing(request, columns, filters=_filters(versions), limit=COMMENTS)
    wanted = _wanted(survey, _narrowing(request, chosen))
    found, total = comments_of(wanted, question_id, search=listing.search, offset=listing.offset, limit=COMMENTS)
    rows = [
        {"words": each.words, "score": each.score, "at": each.at, "href": _response_address(survey_id, each.submission)} for each in found
    ]
    empty = Empty(title=_("Nothing was written in this period"), icon="chat")
    table = listing.table(rows, total=total, empty=empty, placeholder=_("Search in what was written"))
    return render(
        request,
        "results/comments.html",
        {**surveys.around(request, survey, "results"), "table": table, "shape": shape, "kept": _kept(request)},
    )


def _response_address(survey_id: int, submission: str) -> str:
    try:
        return reverse("survey-response", args=[survey_id, UUID(submission)])
    except ValueError:
        return ""


# Responses


@require_GET
@allow("surveys.see")
def responses(request: HttpRequest, survey_id: int) -> HttpResponse:
    survey, chosen = _seen(request, survey_id), period_of(request)
    versions = surveys.versions_of(survey_id)
    columns = (
        Column(key="at", label=_("Last answer"), kind="moment", href=lambda row: row["href"]),
        Column(key="state", label=_("State"), kind="chip"),
        Column(key="words", label=_("What was said"), template="results/words.html"),
        Column(key="channel", label=_("Channel"), only_wide=True),
        Column(key="version", label=_("Version"), kind="number", only_wide=True),
        Column(key="took", label=_("Time"), only_wide=True),
    )
    states = Choice(key="state", label=_("Finished or not"), options=[("finished", _("finished")), ("unfinished", _("not finished"))])
    listing = read_listing(request, columns, filters=[states, *_filters(versions)], limit=RESPONSES)
    found, total = surveys.list_responses(
        survey_id, _narrowing(request, chosen), state=listing.filters["state"], offset=listing.offset, limit=RESPONSES
    )
    documents = {version.number: version for version in versions}
    rows = [_response_row(survey_id, each, documents[each.version]) for each in found]
    empty = Empty(title=_("No responses in this period"), text=_("Choose a longer period, or send people the survey's link."), icon="form")
    exports = [
        Export(label=name.upper(), href=reverse("survey-download", args=[survey_id, name]) + _kept(request)) for name in exporting.TYPES
    ]
    table = listing.table(rows, total=total, empty=empty, searchable=False, exports=exports if can(request.user, "surveys.export") else ())
    return render(request, "results/responses.html", {**surveys.around(request, survey, "responses"), "table": table, "period": chosen})


def _response_row(survey_id: int, response: Response, version: VersionRecord) -> dict[str, Any]:
    said = surveys.said_in(version.document, response.answers, reader().language)
    words = [each.words for each in said if each.words and not each.is_private]
    return {
        "at": response.last_at, "href": reverse("survey-response", args=[survey_id, response.id]), "words": " · ".join(words),
        "state": (_("finished"), "good") if response.finished_at else (_("not finished"), "wait"),
        "channel": channel_name(response.channel),
        "version": response.version, "took": formats.duration(_seconds(response)) if response.finished_at else "",
    }  # fmt: skip


def _seconds(response: Response) -> float:
    return ((response.finished_at or response.last_at) - response.started_at).total_seconds()


@require_GET
@allow("surveys.see")
def response(request: HttpRequest, survey_id: int, submission_id: UUID) -> HttpResponse:
    survey = _seen(request, survey_id)
    found = surveys.get_response(survey_id, submission_id, units=scope_of(request.user, "surveys.see"))
    version = next(each for each in surveys.versions_of(survey_id) if each.number == found.version)
    may_see_people = can(request.user, "people.see")
    said = surveys.said_in(version.document, found.answers, reader().language)
    read = _read(request, found, said)
    context = {
        **surveys.around(request, survey, "responses"), "response": found, "may_see_people": may_see_people,
        "said": [(each, read.get(each.question_id, "")) for each in said], "channel": channel_name(found.channel),
        "seconds": _seconds(found), "person": _person(found) if may_see_people else None,
        "language_name": LANGUAGES.get(found.language, ""),
        "about": list(found.about.items()), "unit_name": surveys.unit_name(found.unit),
    }  # fmt: skip
    return render(request, "results/response.html", context)


def _read(request: HttpRequest, response: Response, said: Sequence[Said]) -> dict[str, str]:
    """Where each text of theirs that was read can be looked at, and linked to an idea: by question."""
    if not can(request.user, "comments.see"):
        return {}
    ids = {f"{response.id}:{each.question_id}": each.question_id for each in said if each.words and not each.is_private}
    read = voice.annotations_named([("surveys", id) for id in ids], scope=Scope(units=scope_of(request.user, "comments.see")))
    return {ids[id]: reverse("comment", args=[people.key_text(one.id_hash)]) for (_source, id), one in read.items()}


def _person(response: Response) -> dict[str, str] | None:
    """Who answered, where the survey knows it and the person is still here."""
    keys = [people.key_of(name) for name in response.names] + ([int(response.person)] if response.person.isdecimal() else [])
    found = people.people_of(keys)
    person = next((found[key] for key in keys if key in found), None)
    if person is None:
        return None
    return {
        "name": people.display_names([person], reader().language)[person],
        "href": reverse("customer", args=[people.key_text(person)]),
    }


@require_GET
@allow("people.see")
def file(request: HttpRequest, survey_id: int, submission_id: UUID, file_id: UUID) -> HttpResponse:
    """As a download and never as a page: whoever answers may have sent anything."""
    survey = _seen(request, survey_id, "people.see")
    surveys.get_response(survey_id, submission_id, units=scope_of(request.user, "people.see"))
    name, _kind, content = surveys.open_file(survey_id, submission_id, file_id)
    user: Any = request.user
    audit.record("surveys.file_opened", by=user, about=survey.slug, facts={"submission": str(submission_id)})
    answer = HttpResponse(content, content_type="application/octet-stream")
    answer.headers["Content-Disposition"] = exporting.disposition(name)
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


@require_GET
@allow("surveys.export")
def download(request: HttpRequest, survey_id: int, format: str) -> HttpResponse:
    if format not in exporting.TYPES:
        raise NotFound
    survey, chosen = _seen(request, survey_id, "surveys.export"), period_of(request)
    narrowing = _narrowing(request, chosen, "surveys.export")
    content_type, write = exporting.TYPES[format]
    content, count = write(survey_id, narrowing, reader().language, may_see_people=can(request.user, "people.see"))
    user: Any = request.user
    audit.record("surveys.exported", by=user, about=survey.slug, facts={"responses": count, "format": format})
    answer = HttpResponse(content, content_type=content_type)
    answer.headers["Content-Disposition"] = exporting.disposition(f"survey-{survey.slug}.{format}")
    return answer
