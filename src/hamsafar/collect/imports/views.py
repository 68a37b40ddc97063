"""Pages of imports: the list, one import from its preview to its report."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Any

from asgiref.sync import sync_to_async
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hamsafar.base.errors import Refused
from hamsafar.base.ui.contracts import Choice, Column, Empty, Stat, Tab
from hamsafar.base.ui.listing import read_listing
from hamsafar.base.ui.reader import reader
from hamsafar.collect.vocabulary import services as vocabulary
from hamsafar.ground.organisation.services import allow, can

from . import drafting, services
from .contracts import AS_FOUND, Counts, ImportRecord, Preview, Status
from .forms import NEEDS_NAME, ROLES, MappingForm, ShapeForm, UploadForm
from .reasons import REASONS

TONES = {
    Status.READY: "info", Status.WAITING: "wait", Status.RUNNING: "main", Status.DONE: "good", Status.CANCELLED: "", Status.FAILED: "bad",
}  # fmt: skip


def status_name(status: Status) -> str:
    return {
        Status.READY: _("waits for a mapping"),
        Status.WAITING: _("in the queue"),
        Status.RUNNING: _("running"),
        Status.DONE: _("done"),
        Status.CANCELLED: _("stopped"),
        Status.FAILED: _("failed"),
    }[status]


def _columns() -> list[Column]:
    return [
        Column(key="name", label=_("File"), href=lambda row: reverse("import", args=[row.id])),
        Column(key="status", label=_("State"), kind="chip", value=lambda row: (status_name(row.status), TONES[row.status])),
        Column(key="source", label=_("Source"), kind="typed", only_wide=True),
        Column(key="lines", label=_("Lines"), kind="number", value=lambda row: row.counts.lines or None),
        Column(key="events", label=_("New events"), kind="number", value=lambda row: row.counts.events if row.counts.lines else None),
        Column(key="rejected", label=_("Rejected"), kind="number", value=lambda row: row.counts.rejected if row.counts.lines else None),
        Column(key="created_by", label=_("By"), only_wide=True),
        Column(key="created_at", label=_("When"), kind="ago"),
    ]


@require_http_methods(["GET", "POST"])
@allow("imports.see")
def imports(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        return _upload(request)
    return _list(request, UploadForm())


@allow("imports.start")
def _upload(request: HttpRequest) -> HttpResponse:
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return _list(request, form, status=422)
    file = form.cleaned_data["file"]
    try:
        record = services.upload(file.chunks(), name=file.name or "", by=request.user)
    except Refused as refusal:
        form.add_error("file", refusal.sentence)
        return _list(request, form, status=422)
    return redirect("import", record.id)


def _list(request: HttpRequest, form: UploadForm, *, status: int = 200) -> HttpResponse:
    filters = [Choice(key="status", label=_("Any state"), options=[(status.value, status_name(status)) for status in Status])]
    listing = read_listing(request, _columns(), filters=filters)
    asked = {"by": request.user, "search": listing.search, "status": listing.filters["status"]}
    rows = services.list_imports(**asked, offset=listing.offset, limit=listing.limit)
    empty = Empty(
        title=_("Nothing was imported yet"), text=_("Choose a file above: orders, tickets, survey answers or people."), icon="upload"
    )
    table = listing.table(rows, total=services.count_imports(**asked), empty=empty, placeholder=_("Search by file"))
    shown = {"title": _("Imports"), "table": table, "form": form, "may_start": can(request.user, "imports.start")}
    return render(request, "imports/list.html", shown, status=status)


@require_GET
@allow("imports.see")
def one(request: HttpRequest, import_id: int) -> HttpResponse:
    record = services.get_import(import_id, by=request.user)
    if record.status is Status.READY:
        return _prepare(request, record)
    return render(request, "imports/one.html", _report(request, record))


def _report(request: HttpRequest, record: ImportRecord) -> dict[str, Any]:
    return {
        "title": record.name, "record": record, "state": status_name(record.status), "tone": TONES[record.status],
        "stats": _stats(record.counts),
        "is_going": record.status in (Status.WAITING, Status.RUNNING), "can_go_on": record.status in (Status.FAILED, Status.CANCELLED),
        "may_start": can(request.user, "imports.start"), "names": _named(record.names), "reasons": _reasons(record.reasons),
        "notes": _reasons(record.notes), "skips": sorted(record.skips.items(), key=lambda pair: -pair[1]),
        "rejected": services.rejected_lines(record.id, limit=20, by=request.user) if record.has_rejected else [],
        "mapping": services.get_mapping_text(record.id, by=request.user),
    }  # fmt: skip


def _stats(counts: Counts) -> list[Stat]:
    """Every line of the file is in exactly one of the second to fourth."""
    shown = [
        Stat(name=_("Lines"), value=counts.lines),
        Stat(name=_("Imported lines"), value=counts.imported),
        Stat(name=_("Left out on purpose"), value=counts.skipped),
        Stat(name=_("Rejected lines"), value=counts.rejected),
        Stat(name=_("New events"), value=counts.events),
    ]
    return shown + ([Stat(name=_("Already there"), value=counts.repeated)] if counts.repeated else [])


def _named(names: dict[str, int]) -> list[tuple[str, int]]:
    found = [(vocabulary.label(name, reader().language), count) for name, count in names.items()]
    return sorted(found, key=lambda pair: -pair[1])


def _reasons(reasons: dict[str, int]) -> list[tuple[str, str, int]]:
    """Code, sentence with dots for what differs from line to line, count."""
    found = [(code, str(REASONS[code]).format(column="…", value="…"), count) for code, count in reasons.items() if code in REASONS]
    return sorted(found, key=lambda row: -row[2])


@require_GET
@allow("imports.see")
def progress(request: HttpRequest, import_id: int) -> HttpResponse:
    """A piece of the page that asks for itself again while the import runs."""
    record = services.get_import(import_id, by=request.user)
    response = render(request, "imports/progress.html", _report(request, record))
    if record.status not in (Status.WAITING, Status.RUNNING):
        response["HX-Refresh"] = "true"
    return response


# Before it starts


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnRow:
    """One column in the table of the mapping page."""

    index: int
    column: str
    role: str
    name: str
    examples: tuple[str, ...]


def _prepare(request: HttpRequest, record: ImportRecord) -> HttpResponse:
    shape_form = ShapeForm(request.GET or None)
    said = shape_form.shape() if request.GET and shape_form.is_valid() else AS_FOUND
    seen = services.preview(record.id, said=said, by=request.user)
    chosen = request.GET.get("mapping", "")
    as_text = bool(chosen) or request.GET.get("as") == "text"
    choices = drafting.choices_from(seen.suggestions, seen.columns)
    text = services.get_mapping(chosen).text if chosen else _first_text(record, seen, choices) if as_text else ""
    shown = {
        "title": record.name, "record": record, "seen": seen, "shape_form": ShapeForm(initial=_shape_of(seen)), "as_text": as_text,
        "text": text, "mappings": services.list_mappings(), "chosen": chosen, "form": MappingForm(initial=_initial(record)),
        "columns": _column_rows(seen, choices), "roles": ROLES, "named_roles": NEEDS_NAME,
        "sources": services.known_sources(), "spaces": services.known_spaces(), "events": [event.name for event in vocabulary.EVENTS],
        "may_start": can(request.user, "imports.start"), "tabs": _tabs(record, as_text=as_text),
    }  # fmt: skip
    return render(request, "imports/prepare.html", shown)


def _tabs(record: ImportRecord, *, as_text: bool) -> list[Tab]:
    here = reverse("import", args=[record.id])
    return [
        Tab(name=_("Column by column"), href=here, current=not as_text),
        Tab(name=_("As text (YAML)"), href=f"{here}?as=text", current=as_text),
    ]


def _shape_of(seen: Preview) -> dict[str, str]:
    shape = seen.inspection.shape
    encoding = "utf-8" if shape.encoding == "utf-8-sig" else shape.encoding
    return {
        "format": shape.format, "encoding": encoding, "delimiter": shape.delimiter, "sheet": shape.sheet,
        "header": "" if shape.header is None else "yes" if shape.header else "no",
    }  # fmt: skip


def _initial(record: ImportRecord) -> dict[str, str]:
    slug = "".join(sign if sign.isascii() and sign.isalnum() else "-" for sign in record.name.lower().partition(".")[0]).strip("-")
    return {"source": slug[:40], "space": next(iter(services.known_spaces()), "")}


def _first_text(record: ImportRecord, seen: Preview, choices: list[drafting.ColumnChoice]) -> str:
    initial = _initial(record)
    draft = drafting.Choices(
        source=initial["source"] or "source", space=initial["space"] or "shop", event="Order Completed", currency="IRR", columns=choices
    )
    return drafting.text_of(draft, seen.inspection.shape)


def _column_rows(seen: Preview, choices: list[drafting.ColumnChoice]) -> list[ColumnRow]:
    return [
        ColumnRow(
            index=index, column=choice.column, role=choice.role, name=choice.name,
            examples=tuple(row[index] for row in seen.rows[:3] if index < len(row) and row[index]),
        )
        for index, choice in enumerate(choices)
    ]  # fmt: skip


def _asked_text(request: HttpRequest, import_id: int) -> str:
    """The mapping that the page sends: written, or chosen column by column. Refusals name what is missing."""
    if "text" in request.POST:
        return request.POST["text"]
    form = MappingForm(request.POST)
    if not form.is_valid():
        field, errors = next(iter(form.errors.items()))
        raise services.MappingInvalid(place=str(form.fields[field].label), problem=str(errors[0]))
    said = form.cleaned_data
    seen = services.preview(import_id, by=request.user)
    choices = drafting.Choices(
        source=said["source"], space=said["space"], event=said["event"].strip(), is_people=said["is_people"], channel=said["channel"],
        currency=said["currency"], zone=said["zone"].strip(), calendar=said["calendar"] or "auto",
        columns=drafting.choices_of_form(request.POST, seen.columns),
    )  # fmt: skip
    return drafting.text_of(choices, seen.inspection.shape)


@require_POST
@allow("imports.start")
def attempt(request: HttpRequest, import_id: int) -> HttpResponse:
    """What would come of the first lines, as a piece of the page."""
    try:
        text = _asked_text(request, import_id)
        told = services.dry_run(import_id, text, by=request.user)
    except Refused as refusal:
        if refusal.status == 404:
            raise
        return render(request, "imports/attempt.html", {"trouble": refusal.sentence}, status=422)
    shown = {
        "told": told,
        "stats": _stats(told.counts),
        "text": text,
        "names": _named(told.names),
        "reasons": _reasons(told.reasons),
        "notes": _reasons(told.notes),
    }
    return render(request, "imports/attempt.html", shown)


@require_POST
@allow("imports.start")
def start(request: HttpRequest, import_id: int) -> HttpResponse:
    text = _asked_text(request, import_id)
    if request.POST.get("keep_as", "").strip():
        services.save_mapping(request.POST["keep_as"], text, by=request.user)
    services.start(import_id, text, by=request.user)
    return _to(request, reverse("import", args=[import_id]))


def _to(request: HttpRequest, address: str) -> HttpResponse:
    """On to another page; for htmx by a header, so that a refusal leaves the form as it stands."""
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": address})
    return redirect(address)


@require_POST
@allow("imports.start")
def stop(request: HttpRequest, import_id: int) -> HttpResponse:
    services.ask_to_stop(import_id, by=request.user)
    return redirect("import", import_id)


@require_POST
@allow("imports.start")
def resume(request: HttpRequest, import_id: int) -> HttpResponse:
    services.resume(import_id, by=request.user)
    return redirect("import", import_id)


@require_POST
@allow("imports.start")
def delete(request: HttpRequest, import_id: int) -> HttpResponse:
    services.delete(import_id, by=request.user)
    return redirect("imports")


@require_POST
@allow("imports.start")
def delete_mapping(request: HttpRequest) -> HttpResponse:
    services.delete_mapping(request.POST.get("name", ""), by=request.user)
    return redirect(request.POST.get("back", "") if request.POST.get("back", "").startswith("/imports") else "imports")


@require_GET
@allow("imports.see")
def rejected(request: HttpRequest, import_id: int) -> StreamingHttpResponse:
    record = services.get_import(import_id, by=request.user)
    response = StreamingHttpResponse(_streamed(services.rejected_csv(import_id, by=request.user)), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(True, f"rejected-{record.name}.csv")
    return response


async def _streamed(chunks: Iterator[bytes]) -> AsyncIterator[bytes]:
    take = sync_to_async(lambda: next(chunks, b""), thread_sensitive=False)
    while chunk := await take():
        yield chunk
