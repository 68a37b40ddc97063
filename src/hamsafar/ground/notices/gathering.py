"""News of which there may be many: one letter an hour for each member, of what came in it and still waits when the hour is over."""

import datetime as dt

from hamsafar.base import clock
from hamsafar.ground.jobs import services as jobs

from .contracts import About
from .kinds import get_kind
from .telling import tell, who_may

HOUR = dt.timedelta(hours=1)


def gather(job: str) -> None:
    """Something came: have `job` done once when this hour is over, with {"since": its beginning}, however much comes until then."""
    begun = clock.now().replace(minute=0, second=0, microsecond=0)
    since = int(begun.timestamp())
    jobs.enqueue(job, {"since": since}, key=str(since), run_at=begun + HOUR)


def tell_gathered(kind: str, since: int, *, path: str) -> int:
    """A letter for everybody who may hear of it and of whose part there is something to say; how many. `say` gets {"member", "since"}."""
    told = 0
    for member in who_may(kind):
        about = {"member": member, "since": since}
        if get_kind(kind).say(about) is not None:
            told += tell(kind, [member], about=about, path=path, key=str(since))
    return told


def hour_of(about: About) -> tuple[dt.datetime, dt.datetime]:
    begun = dt.datetime.fromtimestamp(int(about["since"]), dt.UTC)
    return begun, begun + HOUR
