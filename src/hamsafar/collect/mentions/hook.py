"""What other systems call: signed, sized, paced, and harmless when it is repeated."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.request import RawPostDataException, UnreadablePostError
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from hamsafar.base import rate_limits
from hamsafar.base.errors import BadInput, Refused
from hamsafar.ground.organisation.services import public

from . import places
from .connectors import Takes
from .connectors.known import get_connector
from .connectors.webhook import signing
from .contracts import Place
from .errors import BadSignature, BodyTooLarge

PER_CALLER = rate_limits.Limit(tries=600, seconds=60)  # before the signature is looked at
PER_PLACE = rate_limits.Limit(tries=300, seconds=60)


@require_POST
@csrf_exempt
@public
def heard(request: HttpRequest, slug: str) -> HttpResponse:
    """Answers with what became of each item: {"new": 3, "known": 1, …}. Whoever has no signature learns nothing about places."""
    try:
        return JsonResponse(_heard(request, slug))
    except Refused as refused:
        return _told(refused)


def _heard(request: HttpRequest, slug: str) -> dict[str, Any]:
    rate_limits.hit(f"mentions:{rate_limits.caller(request)}", PER_CALLER)
    body = _body(request)
    place = _signed(slug, request.headers.get(signing.HEADER, ""), body)
    rate_limits.hit(f"mentions-place:{place.id}", PER_PLACE)
    taken = places.hear(place, body)
    return taken.counts() | ({"troubles": taken.troubles} if taken.troubles else {})


def _body(request: HttpRequest) -> bytes:
    """Django's own limit is for forms; ours is smaller."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal() or int(length) > places.LARGEST_CALL:
        raise BodyTooLarge(kilobytes=places.LARGEST_CALL // 1024)
    try:
        body = request.read(places.LARGEST_CALL + 1)
    except (UnreadablePostError, RawPostDataException, OSError):
        raise BadInput(reason="body") from None
    if len(body) > places.LARGEST_CALL:
        raise BodyTooLarge(kilobytes=places.LARGEST_CALL // 1024)
    return bytes(body)


def _signed(slug: str, said: str, body: bytes) -> Place:
    """The same refusal for a place that is not there as for a signature that does not fit."""
    place = places.find_place(slug)
    takes_calls = place is not None and place.is_on and get_connector(place.connector).takes is Takes.CALLS
    secret = place.facts["secret"] if place is not None and takes_calls else signing.secret_of(f"{slug}\0nowhere", 0)
    signing.check(said, body, secret)
    if place is None or not takes_calls:
        raise BadSignature
    return place


def _told(refused: Refused) -> HttpResponse:
    answer = JsonResponse(
        {"type": "about:blank", "title": refused.sentence, "status": refused.status, "code": refused.code}, status=refused.status,
        content_type="application/problem+json",
    )  # fmt: skip
    if "seconds" in refused.facts:
        answer["Retry-After"] = str(refused.facts["seconds"])
    return answer
