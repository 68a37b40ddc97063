"""A thread that follows the spine for a room: it waits for news, lets the room catch up, and tries again after a failure."""

import logging
import threading
from collections.abc import Callable

from django.db import close_old_connections, connection

from .append import is_pressed
from .watermark import watermark

log = logging.getLogger("hamsafar.events")


class Follower:
    """One for each room that follows. Nothing is lost when catching up fails, because the room moves its offset only after what it kept."""

    PATIENCE, LONGEST, PAUSE = 2.0, 300.0, 1.0  # seconds: wait for news; longest rest after failures; rest between two looks

    def __init__(self, name: str, catch_up: Callable[[], object], offset: Callable[[], int]) -> None:
        self.name, self._catch_up, self._offset = name, catch_up, offset
        self.stopping = threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def is_running(self) -> bool:
        return self._thread is not None

    def start(self) -> None:
        """A second call changes nothing."""
        if self._thread is None:
            self.stopping.clear()
            self._thread = threading.Thread(target=self._run, name=self.name, daemon=True)
            self._thread.start()

    def stop(self) -> None:
        self.stopping.set()
        watermark.wake()
        if self._thread is not None:
            self._thread.join(timeout=30)
            self._thread = None

    def _run(self) -> None:
        rest = self.PATIENCE
        while not self.stopping.is_set():
            try:
                self._catch_up()
                rest = self.PATIENCE
                watermark.wait_past(self._offset(), self.PATIENCE, self.stopping)
                self.stopping.wait(5 * self.PAUSE if is_pressed() else self.PAUSE)  # who sends comes first
            except Exception:
                log.exception("%s could not follow the spine; trying again in %.0f s", self.name, rest)
                self.stopping.wait(rest)
                rest = min(2 * rest, self.LONGEST)
            close_old_connections()
        connection.close()
