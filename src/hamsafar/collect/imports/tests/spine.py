"""A spine for tests: counts (source, message_id) once, keeps the first payload, can die in the middle."""

from hamsafar.collect.intake.contracts import Event, Outcome, Receipt


class Killed(BaseException):
    """Stands for the process ending."""


class Spine:
    def __init__(self, *, dies_after: int | None = None) -> None:
        self.events: dict[str, Event] = {}
        self.calls = 0
        self.dies_after = dies_after

    def __call__(self, events: list[Event]) -> Receipt:
        outcomes = tuple(map(self._take, events))
        self.calls += 1
        if self.dies_after is not None and self.calls >= self.dies_after:
            self.dies_after = None
            raise Killed
        return Receipt(outcomes=outcomes)

    def _take(self, event: Event) -> Outcome:
        known = self.events.get(event.message_id)
        if known is None:
            self.events[event.message_id] = event
            return Outcome.ACCEPTED
        return Outcome.DUPLICATE if _payload(known) == _payload(event) else Outcome.QUARANTINED

    def all(self) -> list[Event]:
        return sorted(self.events.values(), key=lambda event: (event.timestamp, event.message_id))


def _payload(event: Event) -> tuple:
    return (event.type, event.user_id, event.identifiers, event.name, event.properties, event.traits, event.original_timestamp)
