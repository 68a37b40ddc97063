"""How much is asked of this process at the moment, so that work which can wait does."""

import math
import time


class Rate:
    """How many a second, lately: older ones count less, by half a second's half-life."""

    HALF_LIFE = 0.5

    def __init__(self) -> None:
        self._weight, self._at = 0.0, time.monotonic()

    def add(self, count: int) -> None:
        self._fade()
        self._weight += count

    def value(self) -> float:
        self._fade()
        return self._weight * math.log(2) / self.HALF_LIFE

    def _fade(self) -> None:
        at = time.monotonic()
        self._weight *= 0.5 ** ((at - self._at) / self.HALF_LIFE)
        self._at = at


PRESSED = 60  # requests a second
requests = Rate()  # for pages, also those of customers


def is_pressed() -> bool:
    return requests.value() > PRESSED
