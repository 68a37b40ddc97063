"""How many events a second a source may send: a token bucket in this process, or one second's count in Redis for several."""

import logging
import math
import time
from typing import Protocol

from django.conf import settings

log = logging.getLogger("hamsafar.intake")

BURST = 10  # seconds' worth that may come at once
WAIT_AFTER_FULL_SECOND = 1


class Limiter(Protocol):
    def wait_before(self, source: str, events: int, per_second: int) -> int:
        """Seconds until so many events may be sent; 0 takes them."""


class Buckets:
    """For one process. A source that was quiet may send BURST seconds' worth at once."""

    def __init__(self) -> None:
        self._left: dict[str, tuple[float, float]] = {}  # source -> (tokens, when)

    def wait_before(self, source: str, events: int, per_second: int) -> int:
        at, most = time.monotonic(), float(per_second * BURST)
        tokens, before = self._left.get(source, (most, at))
        tokens = min(most, tokens + (at - before) * per_second)
        wanted = min(events, most)  # a batch larger than the bucket passes when the bucket is full
        if tokens < wanted:
            self._left[source] = (tokens, at)
            return max(1, math.ceil((wanted - tokens) / per_second))
        self._left[source] = (tokens - wanted, at)
        return 0


class SharedWindows:
    """For several processes: BURST seconds share one count in Redis. Without Redis nobody is refused: events matter more than limits."""

    def __init__(self, address: str) -> None:
        import redis  # here, for a single process needs none

        self._error = redis.RedisError
        self._redis = redis.Redis.from_url(address, socket_timeout=0.5, socket_connect_timeout=0.5)
        self._away_until = 0.0

    def wait_before(self, source: str, events: int, per_second: int) -> int:
        if time.monotonic() < self._away_until:
            return 0
        window = int(time.time()) // BURST
        key = f"hamsafar:intake:{source}:{window}"
        try:
            used = int(self._redis.incrby(key, events))
            if used == events:
                self._redis.expire(key, 2 * BURST)
            if used > events and used > per_second * BURST:
                self._redis.decrby(key, events)
                return max(1, (window + 1) * BURST - int(time.time()))
        except self._error:
            log.warning("Redis does not answer; write limits are not held for a moment")
            self._away_until = time.monotonic() + 5
        return 0


def make() -> Limiter:
    return SharedWindows(settings.REDIS_URL) if settings.REDIS_URL else Buckets()
