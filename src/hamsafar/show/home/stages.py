"""The purchase journey as a strip: how many people reached each stage in a time."""

from itertools import pairwise

from hamsafar.store.events import services as events
from hamsafar.store.events.services import Scope

from .contracts import Stage

question = events.questions_beside(__file__)

KEYS = ("discover", "evaluate", "basket", "pay", "buy", "deliver")


def list_stages(scope: Scope) -> tuple[Stage, ...]:
    """All stages in order; () when nobody reached any."""
    people = dict(events.ask(question("stages"), scope=scope).rows)
    if not people:
        return ()
    counts = [people.get(place, 0) for place in range(1, len(KEYS) + 1)]
    shares = [None, *(_share(now, before) for before, now in pairwise(counts))]
    # Delivery lags behind buying, so it is never called the weakest.
    weakest = min((share for share in shares[1:-1] if share is not None), default=None)
    return tuple(
        Stage(key=key, people=count, share=share, is_weakest=share is not None and share == weakest)
        for key, count, share in zip(KEYS, counts, shares, strict=True)
    )


def _share(now: int, before: int) -> float | None:
    return now / before if before else None
