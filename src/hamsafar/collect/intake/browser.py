"""What browsers need besides: cross-origin headers, the settings that analytics-next asks for, the pixel."""

import base64
import binascii
from typing import Any
from urllib.parse import parse_qsl

import msgspec

from .parcel import Reply

_GIF = base64.b64decode(b"R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")
PIXEL = Reply(200, _GIF, ((b"content-type", b"image/gif"), (b"cache-control", b"no-store")))
_SETTINGS_HEADERS = ((b"content-type", b"application/json"), (b"cache-control", b"public, max-age=60"))
_LANGUAGES = ("fa", "en")
_LISTED_IDS = {"writeKey", "messageId", "userId", "anonymousId", "event", "name", "category", "timestamp", "sentAt"}


def cors(origin: bytes, headers: bytes) -> list[tuple[bytes, bytes]]:
    """Any page may send; whether its events are kept is the source's list of origins. No cookie is ever read here."""
    return [
        (b"access-control-allow-origin", origin),
        (b"access-control-allow-credentials", b"true"),
        (b"access-control-allow-methods", b"GET, POST, OPTIONS"),
        (b"access-control-allow-headers", headers),
        (b"access-control-max-age", b"86400"),
        (b"vary", b"Origin"),
    ]


def language_of(header: bytes) -> str:
    """The first language of Accept-Language that the program speaks, or '' for the installation's."""
    for part in header.decode("latin-1").lower().split(",")[:10]:
        language = part.strip()[:2]
        if language in _LANGUAGES:
            return language
    return ""


def key_in(path: str) -> str:
    """The write key of `/v1/projects/KEY/settings`, or ''."""
    parts = path.split("/")
    return parts[3] if len(parts) == 5 and parts[2] == "projects" and parts[4] == "settings" else ""


def settings_for(key: str, scope: dict[str, Any]) -> Reply:
    """Tells analytics-next to send here and to load nothing else."""
    integration = {
        "apiKey": key,
        "apiHost": f"{_host(scope)}/v1",
        "protocol": scope.get("scheme", "http"),
        "unbundledIntegrations": [],
        "addBundledMetadata": False,
        "maybeBundledConfigIds": {},
        "versionSettings": {"version": "4.4.7", "componentTypes": ["browser"]},
    }
    settings = {
        "integrations": {"Segment.io": integration},
        "plan": {"track": {"__default": {"enabled": True, "integrations": {}}}, "identify": {"__default": {"enabled": True}}},
        "edgeFunction": {},
        "analyticsNextEnabled": True,
        "middlewareSettings": {},
        "enabledMiddleware": {},
        "metrics": {"sampleRate": 0},
        "legacyVideoPluginsEnabled": False,
        "remotePlugins": [],
    }
    return Reply(200, msgspec.json.encode(settings), _SETTINGS_HEADERS)


def pixel_call(path: str, query: bytes) -> tuple[str, bytes] | None:
    """`?data=` with the call as base64, or the call's fields one by one; what is not a field of the protocol is a property."""
    endpoint = path.removeprefix("/v1/pixel/")
    if endpoint not in {"track", "page", "screen", "identify", "group", "alias"}:
        return None
    given = dict(parse_qsl(query.decode("latin-1"), keep_blank_values=True, encoding="utf-8", errors="replace", max_num_fields=200)[:200])
    if "data" in given:
        return endpoint, _unbased(given["data"])
    call: dict[str, Any] = {name: value for name, value in given.items() if name in _LISTED_IDS}
    call["properties"] = {name: value for name, value in given.items() if name not in _LISTED_IDS}
    return endpoint, msgspec.json.encode(call)


def agent_of(scope: dict[str, Any]) -> str:
    return next((value.decode("latin-1") for name, value in scope["headers"] if name == b"user-agent"), "")


def _unbased(data: str) -> bytes:
    """Base64 of either alphabet, its padding often lost in an address; what is none of it is refused as bad JSON later."""
    text = data.replace(" ", "+").replace("-", "+").replace("_", "/")
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError):
        return b"?"


def _host(scope: dict[str, Any]) -> str:
    return next((value.decode("latin-1") for name, value in scope["headers"] if name == b"host"), "localhost")
