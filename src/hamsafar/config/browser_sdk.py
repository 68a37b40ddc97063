"""Our scripts for other people's pages, under addresses that stay: /sdk.js, /widget.js, /embed.js, /reviews.js."""

import hashlib
from functools import lru_cache

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.views.decorators.http import require_GET

from hamsafar.base.errors import NotFound
from hamsafar.base.ui.assets import BUILT
from hamsafar.ground.organisation.services import public

# An hour: short enough to mend a mistake on every site soon, long enough to cost nothing.
KEPT = "public, max-age=3600, stale-while-revalidate=86400"
FORMS = (("br", ".br"), ("gzip", ".gz"), ("", ""))


@require_GET
@public
def script(request: HttpRequest, name: str = "sdk/sdk.js") -> HttpResponse:
    accepted = request.headers.get("Accept-Encoding", "")
    encoding, ending = next((name, ending) for name, ending in FORMS if name in accepted)
    body, mark = _built(name + ending)
    if request.headers.get("If-None-Match") == mark:
        return HttpResponseNotModified()
    headers = {
        "Cache-Control": KEPT,
        "ETag": mark,
        "Vary": "Accept-Encoding",
        "Access-Control-Allow-Origin": "*",
        "Cross-Origin-Resource-Policy": "cross-origin",
    }
    if encoding:
        headers["Content-Encoding"] = encoding
    return HttpResponse(body, content_type="text/javascript; charset=utf-8", headers=headers)


def _built(name: str) -> tuple[bytes, str]:
    path = BUILT / name
    if not path.exists():
        raise NotFound
    return _read(str(path), path.stat().st_mtime_ns)


@lru_cache(maxsize=12)
def _read(path: str, _changed: int) -> tuple[bytes, str]:
    with open(path, "rb") as file:  # noqa: PTH123 (the cache's key is text)
        body = file.read()
    return body, f'"{hashlib.sha256(body).hexdigest()[:16]}"'
