"""Every address × {signed out, stranger, viewer, agent, owner}.

What may happen follows from the permission that the view declares, so an address that declares none fails here, and so does one whose
guard does something else than the table says.
"""

from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass
from itertools import groupby

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.converters import IntConverter, UUIDConverter

from hamsafar.ground.organisation.services import PERMISSIONS, PUBLIC, SIGNED_IN, Role, permission_of

ROLES = {"ali": Role.OWNER, "bahar": Role.AGENT, "dara": Role.VIEWER}
UNKNOWN = {IntConverter: "999999999", UUIDConverter: "00000000-0000-4000-8000-000000000000"}
# django-ninja adds this address by itself; it declares nothing, so the gate answers 404.
NINJA_ROOT = "api-root"


@dataclass(frozen=True)
class Address:
    path: str
    view: object
    is_api: bool

    @property
    def room(self) -> str:
        """`settings` of /settings/keys, `api/v1/cases` of /api/v1/cases/9."""
        parts = self.path.strip("/").split("/")
        return "/".join(parts[:3] if self.is_api else parts[:1])


def addresses(patterns=None, before: str = "") -> Iterator[Address]:
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern) and pattern.name != NINJA_ROOT:
            path = "/" + _filled(route, pattern)
            yield Address(path=path, view=pattern.callback, is_api=path.startswith("/api/"))


def _filled(route: str, pattern: URLPattern) -> str:
    for name, converter in pattern.pattern.converters.items():
        value = UNKNOWN.get(type(converter), "nothing")
        for form in (f"<{name}>", f"<int:{name}>", f"<str:{name}>", f"<uuid:{name}>", f"<slug:{name}>", f"<path:{name}>"):
            route = route.replace(form, value)
    return route.replace("^", "").replace("\\Z", "").rstrip("$")


ALL = sorted(addresses(), key=lambda address: (address.room, address.path))


@pytest.mark.parametrize("address", ALL, ids=lambda address: address.path)
def test_every_address_declares_a_permission_of_the_table(address):
    assert permission_of(address.view) in {*PERMISSIONS, PUBLIC, SIGNED_IN}, f"{address.path} declares no permission"


GUARDED = [address for address in ALL if permission_of(address.view) not in (PUBLIC, SIGNED_IN, None)]
# One test asks the addresses of one room, so that the cast is made and signs in once for all of them.
ROOMS = {room: tuple(found) for room, found in groupby(GUARDED, key=lambda address: address.room)}


@pytest.mark.parametrize("room", ROOMS)
@pytest.mark.usefixtures("_migrated_events")
def test_an_address_opens_for_those_whom_the_table_names(room, visitors):
    wrong = [
        wrong
        for address in ROOMS[room]
        for method in ("get", "post")
        for who, visitor in visitors.items()
        if (wrong := _wrong(address, method, who, visitor))
    ]
    assert not wrong, "\n".join(wrong)


@pytest.fixture
def visitors(client_of, ali, bahar, dara, stranger):
    return {who: client_of(who) for who in ("", "stranger", *ROLES)}


def _wrong(address: Address, method: str, who: str, visitor: Client) -> str:
    """What is wrong with the answer; "" when it is right. 405 says nothing about anybody."""
    answer = _asked(address, method, visitor)
    status = answer.status_code
    if status == 405 or status in _expected(address, method, who, status):
        return "" if who or _asks_to_sign_in(address, answer) else f"{method} {address.path} by the signed out: {answer.headers}"
    return f"{method} {address.path} by {who or 'the signed out'}: {status}"


def _asked(address: Address, method: str, visitor: Client):
    """Whatever the visit changed, somebody's being signed in among it, is as before for the next."""
    cookies = copy(visitor.cookies)
    with transaction.atomic():
        answer = getattr(visitor, method)(address.path)
        transaction.set_rollback(True)
    visitor.cookies = cookies
    return answer


def _expected(address: Address, method: str, who: str, status: int) -> set[int]:
    if not who:
        return {401 if address.is_api else 302}
    if who == "stranger":
        return {404}
    if ROLES[who] not in PERMISSIONS[permission_of(address.view, method)]:
        return {403}
    return {status} if status < 500 and status not in (401, 403) else set()


def _asks_to_sign_in(address: Address, answer) -> bool:
    if answer.status_code == 405:
        return True
    return answer["Content-Type"] == "application/problem+json" if address.is_api else answer["Location"].startswith("/sign-in")
