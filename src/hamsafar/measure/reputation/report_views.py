"""The report: share of voice, feeling, reach, by network and over time."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from hamsafar.ground.organisation.services import allow


@require_GET
@allow("mentions.see")
def report(request: HttpRequest) -> HttpResponse:
    return render(request, "reputation/report.html", {"title": _("Report")})
