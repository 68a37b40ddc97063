"""Settings: the company, units, members, keys, the audit log, one's own account. Reading a form, asking the room, showing."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from .access import signed_in


@signed_in
def account(request: HttpRequest) -> HttpResponse:
    return render(request, "organisation/account.html", {"title": _("My account")})
