"""The command palette: pages, settings and customers by name. Each part shows only what the asker may see."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from hamsafar.base.text import fold
from hamsafar.ground.organisation import services as organisation
from hamsafar.ground.organisation.services import allow

from .navigation import NAVIGATION, exists

LONGEST = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    name: str
    href: str
    icon: str
    detail: str = ""


@require_GET
@allow("palette.use")
def found(request: HttpRequest) -> HttpResponse:
    wanted = request.GET.get("q", "").replace("\x00", "")[:LONGEST].strip()
    groups = [(_("Pages"), _pages(request, wanted))]
    return render(request, "ui/palette.html", {"groups": [group for group in groups if group[1]], "wanted": wanted})


def _pages(request: HttpRequest, wanted: str) -> list[Found]:
    entries = [entry for _group, entries in NAVIGATION for entry in entries]
    more = [(_("My account"), "/account", "person"), (_("Components"), "/ui/components", "list")]
    pages = [
        Found(name=str(e.name), href=e.path, icon=e.icon)
        for e in entries
        if exists(e.path) and organisation.can(request.user, e.permission)
    ]
    pages += [Found(name=name, href=href, icon=icon) for name, href, icon in more]
    return [page for page in pages if fold(wanted) in fold(page.name)]
