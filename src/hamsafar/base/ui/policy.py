"""What a page of ours may load: its own files, nothing inline, nothing from elsewhere."""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.gzip import GZipMiddleware
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from hamsafar.base.errors import Refused

from .refusals import read_form

View = Callable[..., HttpResponse]

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "font-src 'self'",
        "img-src 'self' data: blob:",
        "connect-src 'self'",
        "media-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)


class CompressionMiddleware(GZipMiddleware):
    """Pages travel compressed; live streams do not, because a compressor holds lines back until it has enough of them."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        return response if response.streaming else super().process_response(request, response)


class ContentPolicyMiddleware:
    """A view that needs something else sets the header itself and says why."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()")
        return response


def open_to_sites(response: HttpResponse) -> HttpResponse:
    """For what our scripts fetch on companies' own pages: any site may read it, and nothing of the reader's session goes along."""
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Allow-Headers"] = "Content-Type"
    response["Access-Control-Max-Age"] = "86400"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.setdefault("Cache-Control", "no-store")
    return response


def any_site(view: View, methods: Iterable[str], trouble: Callable[[HttpRequest, Refused], HttpResponse]) -> View:
    """Any page may ask; nothing that it gets depends on who is signed in. What cannot be is said by `trouble`."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "OPTIONS":
            return open_to_sites(HttpResponse(status=204))
        try:
            read_form(request)
            return open_to_sites(view(request, *args, **kwargs))
        except Refused as refused:
            return open_to_sites(trouble(request, refused))

    return require_http_methods([*methods, "OPTIONS"])(csrf_exempt(answered))


def refused_piece(refused: Refused, language: str) -> JsonResponse:
    """What our script on another site shows when something cannot be; the reader's language is set."""
    return JsonResponse({"code": refused.code, "sentence": refused.sentence, "language": language}, status=refused.status)
