"""Who really calls, when reverse proxies stand in front: each adds the address that it saw to the end of X-Forwarded-For.

What stands before the entries of our own proxies was written by the caller, who may write anything.
"""

import ipaddress
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

App = Callable[[dict[str, Any], Any, Any], Awaitable[None]]
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
MOST = 10


@dataclass(frozen=True, slots=True)
class Proxies:
    """Ours, by their addresses, or only how many stand in a row."""

    count: int = 0
    networks: tuple[Network, ...] = ()

    def believes(self, peer: str) -> bool:
        """Whether whoever is connected may say whom they speak for. With a count it is whoever reaches the port."""
        return self.count > 0 or _is_among(peer, self.networks)

    def caller(self, forwarded: Sequence[str]) -> str | None:
        """The address that the outermost of our proxies saw; None when that is not to be known."""
        hops = [plain(hop) for hop in forwarded]
        if self.count:
            return hops[-self.count] if len(hops) >= self.count else None
        for hop in reversed(hops):
            if hop is None or not _is_among(hop, self.networks):
                return hop
        return hops[0] if hops else None


def parse(text: str) -> Proxies:
    """A number, or addresses and networks (10.0.0.0/8) separated by commas. Raises ValueError with a sentence."""
    if text.isdigit():
        if int(text) > MOST:
            raise ValueError(f"HAMSAFAR_PROXIES={text}: at most {MOST} proxies stand in a row.")
        return Proxies(count=int(text))
    try:
        return Proxies(networks=tuple(ipaddress.ip_network(each.strip(), strict=False) for each in text.split(",")))
    except ValueError as error:
        raise ValueError(f"HAMSAFAR_PROXIES: {error}. Name addresses or networks, or how many proxies stand in a row.") from None


def parse_reachable(text: str) -> tuple[Network, ...]:
    """HAMSAFAR_REACHABLE. Raises ValueError with a sentence."""
    try:
        return tuple(ipaddress.ip_network(each.strip(), strict=False) for each in text.split(",") if each.strip())
    except ValueError as error:
        raise ValueError(f"HAMSAFAR_REACHABLE: {error}. Name networks such as 10.1.0.0/16.") from None


def plain(said: str) -> str | None:
    """An address without port, brackets and zone, IPv4 inside IPv6 as IPv4; None for anything else."""
    said = said.strip()
    if said.startswith("["):
        said = said[1:].partition("]")[0]
    elif said.count(":") == 1:
        said = said.partition(":")[0]
    try:
        found = ipaddress.ip_address(said.partition("%")[0])
    except ValueError:
        return None
    return str(getattr(found, "ipv4_mapped", None) or found)


@lru_cache(maxsize=4096)
def _is_among(said: str, networks: tuple[Network, ...]) -> bool:
    address = plain(said[:64])
    return address is not None and any(ipaddress.ip_address(address) in network for network in networks)


class Forwarded:
    """An ASGI application before another, which then sees the caller and not the proxy."""

    def __init__(self, app: App, proxies: Proxies) -> None:
        self._app, self._proxies = app, proxies

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            peer = scope.get("client")
            if self._proxies.believes(peer[0] if peer else ""):
                self._tell(scope)
        await self._app(scope, receive, send)

    def _tell(self, scope: dict[str, Any]) -> None:
        hops: list[str] = []
        for name, value in scope["headers"]:
            if name == b"x-forwarded-for":
                hops += value.decode("latin-1").split(",")
            elif name == b"x-forwarded-proto" and (scheme := value.decode("latin-1").strip()) in ("http", "https"):
                scope["scheme"] = scheme
        if hops and (caller := self._proxies.caller(hops)):
            scope["client"] = (caller, 0)
