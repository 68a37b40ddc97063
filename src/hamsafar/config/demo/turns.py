"""Deeds of the demo world in the order of time, written in slices that leave room for whoever else waits to write."""

import datetime as dt
import heapq
import time
from collections.abc import Callable
from contextlib import suppress
from itertools import count

from django.db import transaction

from hamsafar.base import clock

Deed = Callable[[], object]
LONGEST = 0.03  # seconds of writing that one transaction aims at


class Plan:
    def __init__(self, until: dt.datetime) -> None:
        self._until, self._number = until, count()
        self._deeds: list[tuple[dt.datetime, int, Deed]] = []

    def add(self, at: dt.datetime, deed: Deed) -> None:
        if at < self._until:
            heapq.heappush(self._deeds, (at, next(self._number), deed))

    def work(self, *, forgiving: type[Exception]) -> None:
        """Do everything, also what deeds add meanwhile, each with the clock held at its moment."""
        while self._deeds:
            started = time.perf_counter()
            with transaction.atomic():
                while self._deeds and time.perf_counter() - started < LONGEST:
                    at, _n, deed = heapq.heappop(self._deeds)
                    with clock.frozen_at(at), suppress(forgiving):
                        deed()
