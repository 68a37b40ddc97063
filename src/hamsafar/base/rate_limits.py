"""How often something may be tried: a sliding window, in the process or, where REDIS_URL is set, shared by all processes."""

import hashlib
import ipaddress
import math
import threading
import time
from collections import deque
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from django.conf import settings

from .errors import TooManyRequests

if TYPE_CHECKING:
    from django.http import HttpRequest
    from redis import Redis

MOST_KEYS = 50_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    tries: int
    seconds: int


def neighbourhood(address: str) -> str:
    """What one caller can choose addresses from: of IPv6 the 64 bits that a line is given, IPv4 as it is."""
    try:
        network = ipaddress.IPv6Network((address, 64), strict=False)
    except ValueError:
        return address
    return str(network)


def caller(request: "HttpRequest") -> str:
    """Who calls, as far as limits can tell. Behind the proxies of HAMSAFAR_PROXIES the address is already the caller's own."""
    return neighbourhood(request.META.get("REMOTE_ADDR", ""))


def hit(key: str, limit: Limit) -> None:
    """Count one try. Refuses with TooManyRequests, which says how long to wait, when there were too many."""
    wait = _hit_redis(key, limit) if settings.REDIS_URL else _hit_here(key, limit)
    if wait > 0:
        raise TooManyRequests(seconds=math.ceil(wait))


def forget(key: str) -> None:
    """Start counting anew, after a success."""
    if settings.REDIS_URL:
        _redis().delete(_name(key))
    with _lock:
        _tries.pop(key, None)


def forget_all() -> None:
    """For tests."""
    with _lock:
        _tries.clear()


_tries: dict[str, deque[float]] = {}
_lock = threading.Lock()


def _hit_here(key: str, limit: Limit) -> float:
    now = time.monotonic()
    with _lock:
        if len(_tries) > MOST_KEYS:  # somebody is making up keys; the oldest protect nobody any more
            for old in list(_tries)[: MOST_KEYS // 2]:
                del _tries[old]
        tries = _tries.setdefault(key, deque())
        while tries and tries[0] <= now - limit.seconds:
            tries.popleft()
        if len(tries) >= limit.tries:
            return tries[0] + limit.seconds - now
        tries.append(now)
    return 0.0


def _hit_redis(key: str, limit: Limit) -> float:
    name, now = _name(key), time.time()
    with _redis().pipeline() as steps:
        steps.zremrangebyscore(name, 0, now - limit.seconds)
        steps.zcard(name)
        steps.zrange(name, 0, 0, withscores=True)
        _, count, oldest = steps.execute()
    if count >= limit.tries:
        return float(oldest[0][1]) + limit.seconds - now
    with _redis().pipeline() as steps:
        steps.zadd(name, {f"{now}:{threading.get_ident()}": now})
        steps.expire(name, limit.seconds)
        steps.execute()
    return 0.0


def _name(key: str) -> str:
    # Keys hold addresses and e-mail; the shared store need not know them.
    return f"hamsafar:limit:{hashlib.sha256((settings.SECRET_KEY + key).encode()).hexdigest()[:32]}"


@lru_cache(maxsize=1)
def _redis() -> "Redis":
    import redis

    return redis.Redis.from_url(settings.REDIS_URL)
