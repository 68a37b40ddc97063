"""How much is asked of this process at the moment, so that work which can wait does."""

import math
import time


class Rate:
    """How many a second, lately: older ones count less, by half a second's half-life. One thread at a time adds; any may read."""

    HALF_LIFE = 0.5

    def __init__(self) -> None:
        self._state = 0.0, time.monotonic()  # the weight and its moment are read and written together

    def add(self, count: int) -> None:
        at = time.monotonic()
        self._state = self._weight_at(at) + count, at

    def value(self) -> float:
        return self._weight_at(time.monotonic()) * math.log(2) / self.HALF_LIFE

    def _weight_at(self, at: float) -> float:
        weight, since = self._state
        return weight * 0.5 ** ((at - since) / self.HALF_LIFE)


PRESSED = 60  # requests a second
requests = Rate()  # for pages, also those of customers


def is_pressed() -> bool:
    return requests.value() > PRESSED
