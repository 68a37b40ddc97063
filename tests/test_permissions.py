"""Every address × {signed out, stranger, viewer, agent, owner}.

What may happen follows from the permission that the view declares, so an address that declares none fails here, and so does one whose
guard does something else than the table says.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.converters import IntConverter, UUIDConverter

from hamsafar.ground.organisation.services import PERMISSIONS, PUBLIC, SIGNED_IN, Role, permission_of

ROLES = {"ali": Role.OWNER, "bahar": Role.AGENT, "dara": Role.VIEWER}
UNKNOWN = {IntConverter: "999999999", UUIDConverter: "00000000-0000-4000-8000-000000000000"}
# django-ninja adds this address by itself; it declares nothing, so the gate answers 404.
NINJA_ROOT = "api-root"
METHODS = ("get", "post")


@dataclass(frozen=True)
class Address:
    path: str
    view: object
    is_api: bool


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


ALL = sorted(addresses(), key=lambda address: address.path)


@pytest.mark.parametrize("address", ALL, ids=lambda address: address.path)
def test_every_address_declares_a_permission_of_the_table(address):
    assert permission_of(address.view) in {*PERMISSIONS, PUBLIC, SIGNED_IN}, f"{address.path} declares no permission"


GUARDED = [address for address in ALL if permission_of(address.view) not in (PUBLIC, SIGNED_IN, None)]


@pytest.mark.parametrize("address", GUARDED, ids=lambda address: address.path)
@pytest.mark.parametrize("method", METHODS)
@pytest.mark.usefixtures("units", "event_store")
class TestGuardedAddress:
    def test_the_signed_out_are_asked_to_sign_in(self, address, method, client_of):
        answer = getattr(client_of(), method)(address.path)
        if answer.status_code == 405:
            return
        if address.is_api:
            assert (answer.status_code, answer["Content-Type"]) == (401, "application/problem+json")
        else:
            assert answer.status_code == 302
            assert answer["Location"].startswith("/sign-in")

    def test_a_stranger_finds_nothing(self, address, method, client_of):
        assert getattr(client_of("stranger"), method)(address.path).status_code in (404, 405)

    @pytest.mark.parametrize("who", ROLES)
    def test_a_role_opens_what_the_table_says(self, address, method, who, client_of, request):
        request.getfixturevalue(who)
        status = getattr(client_of(who), method)(address.path).status_code
        if ROLES[who] in PERMISSIONS[permission_of(address.view, method)]:
            assert status not in (401, 403), f"{who} should be let in, got {status}"
            assert status < 500
        else:
            assert status in (403, 405)
