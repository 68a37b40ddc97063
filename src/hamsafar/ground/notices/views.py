"""Settings, Notices: what reaches me by letter."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from hamsafar.base.errors import NotFound
from hamsafar.ground.organisation import services as organisation
from hamsafar.ground.organisation.services import MemberRecord, settings_tabs, signed_in

from .telling import choices_of, choose


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def page(request: HttpRequest) -> HttpResponse:
    member, by = _me(request), request.user
    if request.method == "POST":
        actor: Any = by
        choose(member, request.POST.getlist("wanted"), by=actor)
        messages.success(request, _("Saved."))
        return redirect("account-notices")
    context = {"title": _("Notices to me"), "tabs": settings_tabs(request, "notices"), "choices": choices_of(member), "member": member}
    return render(request, "notices/page.html", context)


def _me(request: HttpRequest) -> MemberRecord:
    """A key of the API hears of nothing."""
    if not isinstance(request.user.pk, int) or not hasattr(request.user, "email"):
        raise NotFound
    return organisation.get_member(request.user.pk)
