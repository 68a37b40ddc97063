"""Settings, Privacy: how long events are kept, who was erased, the receipts."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from hamsafar.base.ui.contracts import Column, Empty
from hamsafar.base.ui.listing import read_listing
from hamsafar.ground.organisation.services import allow, can, check, settings_tabs

from . import services as erasure
from .retention import MOST_MONTHS
from .words import FAMILIES


class RetentionForm(forms.Form):
    """Months for each family; empty keeps its events for ever."""

    def __init__(self, *args, **kwargs) -> None:  # type: ignore[no-untyped-def]
        super().__init__(*args, **kwargs)
        for rule in erasure.list_rules():
            self.fields[rule.family] = forms.IntegerField(
                label=FAMILIES[rule.family], required=False, min_value=1, max_value=MOST_MONTHS, initial=rule.months
            )


@require_http_methods(["GET", "HEAD", "POST"])
@allow("privacy.see")
def privacy(request: HttpRequest) -> HttpResponse:
    form = RetentionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        check(request.user, "privacy.change")
        if form.is_valid():
            _save(form, request)
            return redirect("settings-privacy")
    context = {
        "title": _("Privacy"),
        "tabs": settings_tabs(request, "privacy"),
        "form": form,
        "may_change": can(request.user, "privacy.change"),
        "table": _receipts(request),
    }
    return render(request, "erasure/privacy.html", context, status=422 if form.errors else 200)


def _save(form: RetentionForm, request: HttpRequest) -> None:
    kept = {rule.family: rule.months for rule in erasure.list_rules()}
    for family, months in form.cleaned_data.items():
        if months != kept[family]:
            erasure.set_rule(family, months, by=request.user)  # type: ignore[arg-type]
    messages.success(request, _("Saved. Older events are deleted tonight."))


def _receipts(request: HttpRequest) -> object:
    columns = (
        Column(key="requested_at", label=_("Asked"), kind="moment"),
        Column(key="finished_at", label=_("Ended"), kind="moment"),
        Column(key="state", label=_("State"), kind="chip", value=_state),
        Column(key="events", label=_("Events erased"), kind="number", value=lambda receipt: receipt.erased.get("events", 0)),
        Column(key="receipt", label="", template="erasure/_receipt.html"),
    )
    listing = read_listing(request, columns)
    empty = Empty(title=_("Nobody was erased"), text=_("A person is erased on their page; the receipt stands here."), icon="shield")
    return listing.table(erasure.list_receipts(limit=listing.limit, offset=listing.offset), total=None, empty=empty)


def _state(receipt: erasure.Receipt) -> tuple[str, str]:
    if receipt.state is erasure.State.RUNNING:
        return _("Goes on"), "wait"
    return (_("Traces remain"), "bad") if receipt.remnants else (_("Erased"), "good")


@require_GET
@allow("privacy.see")
def receipt(_request: HttpRequest, erasure_id: UUID) -> HttpResponse:
    found = erasure.get_receipt(erasure_id)
    answer = JsonResponse({**found.facts(), "signature": found.signature}, json_dumps_params={"indent": 2})
    answer["Content-Disposition"] = f'attachment; filename="receipt-{found.id}.json"'
    return answer
