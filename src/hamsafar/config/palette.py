"""The command palette: pages, settings and customers by name. Each part shows only what the asker may see."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from hamsafar.base.text import fold
from hamsafar.ground.organisation import services as organisation
from hamsafar.ground.organisation.services import allow
from hamsafar.identify.people import services as people

from .navigation import NAVIGATION, exists

LONGEST, SHORTEST_NAME, MOST_CUSTOMERS = 100, 2, 8


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
    groups = [(_("Pages"), _pages(request, wanted)), (_("Customers"), _customers(request, wanted))]
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


def _customers(request: HttpRequest, wanted: str) -> list[Found]:
    if len(wanted) < SHORTEST_NAME or not organisation.can(request.user, "people.see"):
        return []
    scope = organisation.scope_of(request.user, "people.see")
    return [_customer(card) for card in people.search(wanted, limit=MOST_CUSTOMERS, units=scope)]


def _customer(card: people.PersonCard) -> Found:
    contact = card.email or card.phone
    href = reverse("customer", args=[people.key_text(card.person)])
    return Found(name=card.name or contact, href=href, icon="person", detail=contact if card.name else "")
