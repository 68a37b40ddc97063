"""The purchase journey as a strip: how many people reached each stage in a time."""

from itertools import pairwise

from hamsafar.store.events import services as events
from hamsafar.store.events.services import Scope

from .contracts import Stage

question = events.questions_beside(__file__)

FEWEST = 30  # people before a step whose loss says anything
KEYS = ("discover", "evaluate", "basket", "pay", "buy", "deliver")


def list_stages(scope: Scope) -> tuple[Stage, ...]:
    """All stages in order; () when nobody reached any."""
    people = dict(events.ask(question("stages"), scope=scope).rows)
    if not people:
        return ()
    counts = [people.get(place, 0) for place in range(1, len(KEYS) + 1)]
    shares = [None, *(_share(now, before) for before, now in pairwise(counts))]
    weakest = _weakest(counts, shares)
    return tuple(
        Stage(key=key, people=count, share=share, is_weakest=place == weakest)
        for place, (key, count, share) in enumerate(zip(KEYS, counts, shares, strict=True))
    )


def _weakest(counts: list[int], shares: list[float | None]) -> int | None:
    """The place where the largest share is lost. Delivery lags behind buying, so it is never the one."""
    judged = [(share, place) for place, share in enumerate(shares[:-1]) if share is not None and counts[place - 1] >= FEWEST]
    return min(judged)[1] if judged else None


def _share(now: int, before: int) -> float | None:
    return now / before if before else None
