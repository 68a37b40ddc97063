"""Word of mouth: who brought whom, how many came and bought; and the same of one customer, for htmx."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from hamsafar.base.errors import NotFound
from hamsafar.base.ui.contracts import Column, Empty, Stat
from hamsafar.base.ui.listing import read_listing
from hamsafar.base.ui.period import period_of
from hamsafar.base.ui.reader import reader
from hamsafar.ground.organisation.services import allow, can, scope_here, scope_of
from hamsafar.identify.people import services as people
from hamsafar.measure.metrics import services as metrics
from hamsafar.measure.shelf import services as shelf

from . import referring
from .kept import REFERRALS, Referrals
from .referring import Brought, WordOfMouth
from .shown import share_stat

SEE = "referrals.see"
TOP = 10
PAGE = 30


@require_GET
@allow(SEE)
def referrals(request: HttpRequest) -> HttpResponse:
    chosen = period_of(request)
    kept = shelf.look(REFERRALS, metrics.of_period(chosen, units=scope_here(request, SEE)))
    context = {"title": _("Word of mouth"), "kept": kept, "is_awaited": kept.found is None and not kept.trouble}
    return render(request, "reputation/referrals.html", context | (_shown(request, kept.found) if kept.found else {}))


def _shown(request: HttpRequest, kept: Referrals) -> dict[str, Any]:
    found, told = kept.found, kept.told
    columns = (
        Column(key="guest", label=_("Who came"), href=lambda row: row["guest_href"]),
        Column(key="inviter", label=_("Brought by"), href=lambda row: row["inviter_href"]),
        Column(key="code", label=_("Code"), kind="typed", only_wide=True),
        Column(key="at", label=_("When they came"), kind="ago"),
        Column(key="orders", label=_("Orders since"), kind="number"),
        Column(key="paid", label=_("Paid since"), kind="money", only_wide=True),
    )
    listing = read_listing(request, columns, keep=("unit", "period", "since", "until"), limit=PAGE)
    shown = found[listing.offset : listing.offset + listing.limit]
    names = _names(request, [key for one in shown for key in (one.guest, one.inviter)] + [one.person for one in told.by_inviter[:TOP]])
    return {
        "stats": _stats(told),
        "told": told,
        "top": [
            {"name": names(one.person), "href": _href(request, one.person), "one": one, "paid": one.paid} for one in told.by_inviter[:TOP]
        ],
        "table": listing.table(
            [_row(request, one, names, told.currency) for one in shown], total=len(found), empty=_empty(told), searchable=False
        ),
    }


def _names(request: HttpRequest, wanted: list[int]) -> Any:
    known = people.display_names(wanted, reader().language) if can(request.user, "people.see") else {}
    return lambda person: known.get(person) or _("Customer {key}").format(key=people.key_text(person)[:6])


def _href(request: HttpRequest, person: int) -> str:
    return reverse("customer", args=[people.key_text(person)]) if can(request.user, "people.see") else ""


def _row(request: HttpRequest, one: Brought, names: Any, currency: str) -> dict[str, Any]:
    return {
        "guest": names(one.guest), "guest_href": _href(request, one.guest), "inviter": names(one.inviter),
        "inviter_href": _href(request, one.inviter), "code": one.code, "at": one.joined_at, "orders": one.orders,
        "paid": (referring.in_currency(one.paid, currency), currency),
    }  # fmt: skip


def _stats(told: WordOfMouth) -> list[Stat]:
    nobody = _("Nobody came by invitation in this time.")
    each = told.each
    return [
        Stat(name=_("Invitations sent"), value=told.invitations),
        Stat(name=_("Came by invitation"), value=told.came),
        share_stat(_("Came, of those invited"), told.joined, "high", _("Needs how many were invited (invitees of Referral Shared).")),
        share_stat(_("Bought, of those who came"), told.bought, "high", nobody),
        Stat(name=_("Paid by those who came"), value=float(told.revenue), kind="money", currency=told.currency, sample=told.came or None),
        Stat(
            name=_("Paid by each who came"), value=each.value if each else None, kind="money", currency=told.currency,
            low=each.low if each else None, high=each.high if each else None, sample=each.n if each else None, missing=nobody,
        ),
    ]  # fmt: skip


def _empty(told: WordOfMouth) -> Empty:
    if told.invitations:
        return Empty(
            title=_("Invited, and nobody has come yet"),
            text=_("Whoever joins with a code appears here beside whoever shared it."),
            icon="people",
        )
    return Empty(
        title=_("Nobody was invited in this time"),
        text=_(
            "Send Referral Shared when a customer shares a code, and Referral Joined when somebody comes with it: "
            "who brought whom appears here."
        ),
        icon="people",
    )


@require_GET
@allow(SEE)
def of_customer(request: HttpRequest, address: str) -> HttpResponse:
    """A card of the customer's page."""
    key = people.key_from_text(address)
    person = people.find_person_of(key) if key is not None else None
    units = scope_of(request.user, SEE)
    if person is None or not people.may_see(person, units):
        raise NotFound
    by, whom = referring.around(person, units=units)
    names = _names(request, [one.guest for one in whom] + ([by.inviter] if by else []))
    context = {
        "by": {"name": names(by.inviter), "href": _href(request, by.inviter), "at": by.joined_at} if by else None,
        "whom": [{"name": names(one.guest), "href": _href(request, one.guest), "one": one} for one in whom[:TOP]], "count": len(whom),
        "bought": sum(one.orders > 0 for one in whom),
    }  # fmt: skip
    return render(request, "reputation/_referrals_of.html", context)
