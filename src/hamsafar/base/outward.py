"""Calls to addresses that people type into settings: gateways and web hooks.

Whoever may change such a setting must not reach what only this server reaches: every address that a name stands for has to be a public
one, and the call goes to the very address that was looked at, so a name that changes its mind in between gains nothing. Redirects are
not followed. Networks of one's own are let in by the operator (HAMSAFAR_REACHABLE), never by a page.
"""

import http.client
import io
import ipaddress
import socket
import ssl
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from .errors import Refused

SECONDS = 20.0
MOST = 256 * 1024  # bytes of an answer that are read
PORTS = {"http": 80, "https": 443}
Ip = ipaddress.IPv4Address | ipaddress.IPv6Address
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


class BadAddress(Refused):
    code, message = "outward_bad_address", _("“{url}” is not an address that begins with https:// or http://.")


class AddressNotAllowed(Refused):
    code, message = (
        "outward_not_allowed",
        _("{host} leads into a private network, so it is not called. Whoever runs the server can allow it (HAMSAFAR_REACHABLE)."),
    )


class AddressAway(Refused):
    code, status, message = "outward_away", 503, _("{host} cannot be reached or does not answer ({kind}).")


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    scheme: str
    host: str
    port: int
    path: str  # with its query


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)  # names in small letters


def read(url: str) -> Target:
    """Raises BadAddress."""
    try:
        parts = urlsplit(url)
        port, host = parts.port, (parts.hostname or "").encode("idna").decode()
    except (ValueError, UnicodeError):
        raise BadAddress(url=url[:200]) from None
    if parts.scheme not in PORTS or not host or "@" in parts.netloc or not url.isascii() or any(c <= " " for c in url):
        raise BadAddress(url=url[:200])
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(scheme=parts.scheme, host=host, port=port or PORTS[parts.scheme], path=path)


def call(
    url: str,
    *,
    method: str = "POST",
    headers: Mapping[str, str] | None = None,
    body: bytes | None = None,
    seconds: float = SECONDS,
    most: int = MOST,
    go_out: Callable[[], None] = lambda: None,
) -> Reply:
    """Raises BadAddress, AddressNotAllowed and AddressAway while nothing has happened yet.

    What is raised after `go_out` (OSError, http.client.HTTPException) means that nobody can tell what the other side has done.
    `most`: so many bytes of the answer are read.
    """
    target = read(url)
    deadline = time.monotonic() + seconds
    line = _connected(target, deadline)
    try:
        go_out()
        line.request(method, target.path, body=body, headers={"Connection": "close", **(headers or {})})
        answer = line.getresponse()
        found = {name.lower(): value for name, value in answer.getheaders()}
        return Reply(status=answer.status, body=answer.read(most), headers=found)
    finally:
        line.close()


def addresses_of(target: Target) -> list[str]:
    """Raises AddressAway where the name is not known, AddressNotAllowed where one of its addresses is not everybody's."""
    try:
        found = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as trouble:
        raise AddressAway(host=target.host, kind=type(trouble).__name__) from None
    addresses = list(dict.fromkeys(str(address[0]) for *_, address in found))
    if not all(is_reachable(address) for address in addresses):
        raise AddressNotAllowed(host=target.host)
    return addresses


def is_reachable(text: str) -> bool:
    """Is this a public address, or one of a network that the operator lets in?"""
    address = ipaddress.ip_address(text.partition("%")[0])
    return any(address in network for network in settings.REACHABLE_NETWORKS) or all(map(_is_public, _within(address) or [address]))


def _is_public(address: Ip) -> bool:
    return address.is_global and not address.is_multicast and not address.is_reserved


def _within(address: Ip) -> list[Ip]:
    """IPv4 addresses that an IPv6 one only wraps."""
    if isinstance(address, ipaddress.IPv4Address):
        return []
    wrapped: list[Ip] = [each for each in (address.ipv4_mapped, address.sixtofour, *(address.teredo or ())) if each]
    return [*wrapped, ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)] if address in _NAT64 else wrapped


def _connected(target: Target, deadline: float) -> http.client.HTTPConnection:
    trouble: Exception = TimeoutError()
    for address in addresses_of(target):
        try:
            return _line(target, _socket(target, address, deadline), deadline)
        except OSError as failed:  # the next address of the same name; a certificate that does not fit is one too
            trouble = failed
    raise AddressAway(host=target.host, kind=type(trouble).__name__) from None


def _socket(target: Target, address: str, deadline: float) -> socket.socket:
    plain = socket.create_connection((address, target.port), timeout=_left(deadline))
    if target.scheme == "http":
        return plain
    try:
        return ssl.create_default_context().wrap_socket(plain, server_hostname=target.host)
    except BaseException:
        plain.close()
        raise


def _line(target: Target, connected: socket.socket, deadline: float) -> http.client.HTTPConnection:
    kind = http.client.HTTPSConnection if target.scheme == "https" else http.client.HTTPConnection  # which decides the Host header
    line = kind(target.host, target.port)
    line.sock = connected
    line.response_class = lambda sock, **facts: http.client.HTTPResponse(_Patient(sock, deadline), **facts)  # type: ignore[assignment,arg-type]
    return line


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


class _Patient:
    """A socket whose answer as a whole has to come in time, not only each piece of it."""

    def __init__(self, sock: socket.socket, deadline: float) -> None:
        self._raw = _Raw(sock, deadline)

    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(self._raw)


class _Raw(io.RawIOBase):
    def __init__(self, sock: socket.socket, deadline: float) -> None:
        super().__init__()
        self._sock, self._file, self._deadline = sock, sock.makefile("rb", buffering=0), deadline

    def readable(self) -> bool:
        return True

    def readinto(self, into: memoryview) -> int | None:  # type: ignore[override]
        self._sock.settimeout(_left(self._deadline))
        return self._file.readinto(into)

    def close(self) -> None:
        self._file.close()
        super().close()
