"""Personal links: who bought what in which order is asked for reviews of it."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from urllib.parse import urlencode
from uuid import UUID, uuid4

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.urls import reverse

from hamsafar.base import clock
from hamsafar.collect.intake.services import Identifier, normal

from . import tokens
from .contracts import STARS, Bought, Request, Star
from .errors import LinkOver, LinkUnknown
from .models import ProductRow, RequestRow, ReviewRow
from .policy import policy
from .products import keep_products, named, normal_key

MOST = 20  # products of one order that one letter asks about


def request(
    products: Sequence[Bought], *, identifier: Identifier | None, person: int | None = None, order_id: str, channel: str,
    language: str = "", unit: str = "", name: str = "", campaign: str = "", key: str, expires_at: dt.datetime | None = None,
) -> Request:  # fmt: skip
    """The same key gives the same link, whatever else is said the second time."""
    known = RequestRow.objects.filter(key=key).first()
    if known is not None:
        return request_of(known, is_new=False)
    named_as = normal(identifier) if identifier else Identifier("", "", "")
    rows = keep_products(products[:MOST])
    row = RequestRow(
        id=uuid4(), key=key, space=named_as.space, kind=named_as.kind, value=named_as.value, person="" if person is None else str(person),
        name=name.strip()[:60], order_id=order_id[:200], products=[each.pk for each in rows], unit=unit, channel=channel,
        language=language if language in ("fa", "en") else "", campaign=campaign[:100], created_at=clock.now(),
        expires_at=expires_at or clock.now() + dt.timedelta(days=policy().days),
    )  # fmt: skip
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        return request_of(RequestRow.objects.get(key=key), is_new=False)
    return request_of(row, is_new=True)


def request_of(row: RequestRow, *, is_new: bool) -> Request:
    products = named(row.products)
    token = tokens.link_token(row.id)
    first = row.products[0] if row.products else 0
    return Request(
        id=row.id, url=_address(token, row.language), products=tuple(products[id] for id in row.products if id in products),
        stars=tuple(Star(stars=n, url=_address(token, row.language, **{f"stars.{first}": str(n)})) for n in STARS), is_new=is_new,
    )  # fmt: skip


def _address(token: str, language: str, **query: str) -> str:
    said = {**({"lang": language} if language else {}), **query}
    return f"{settings.PUBLIC_URL}{reverse('review-link', args=[token])}" + (f"?{urlencode(said)}" if said else "")


def address_for_writer(review_id: UUID) -> str:
    """Their personal link for as long as it is good, else the page that everybody sees."""
    row = ReviewRow.objects.select_related("request", "product").get(id=review_id)
    if row.request is not None and row.request.expires_at > clock.now():
        return _address(tokens.link_token(row.request.id), row.request.language)
    return f"{settings.PUBLIC_URL}{reverse('reviews-of', args=[row.product.key])}"


def find_request(request_id: UUID) -> Request | None:
    row = RequestRow.objects.filter(id=request_id).first()
    return request_of(row, is_new=False) if row else None


def by_token(token: str) -> RequestRow:
    """Raises LinkUnknown, LinkOver."""
    row = RequestRow.objects.filter(id=tokens.read_link_token(token)).first()
    if row is None:
        raise LinkUnknown
    if row.expires_at <= clock.now():
        raise LinkOver
    return row


def products_in(row: RequestRow) -> list[ProductRow]:
    found = {each.pk: each for each in ProductRow.objects.filter(id__in=row.products)}
    return [found[id] for id in row.products if id in found]


def not_reviewed(products: Sequence[Bought], *, people: Collection[int]) -> list[Bought]:
    """Which of these nobody known by one of these keys has reviewed yet: nobody is asked twice about one product."""
    persons = [str(person) for person in people]
    asked = ReviewRow.objects.filter(Q(person__in=persons) & ~Q(person=""), product__key__in=[normal_key(each.key) for each in products])
    done = set(asked.values_list("product__key", flat=True))
    return [each for each in products if normal_key(each.key) not in done]


def answered_of(campaigns: Collection[str]) -> Mapping[str, tuple[int, int]]:
    """Of the letters of each campaign: how many brought a review, of how many."""
    found: dict[str, tuple[int, int]] = {}
    for campaign in campaigns:
        asked = RequestRow.objects.filter(campaign=campaign)
        done = ReviewRow.objects.filter(request__campaign=campaign).values("request").distinct().count()
        found[campaign] = (done, asked.count())
    return found
