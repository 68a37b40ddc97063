"""How far telling has come."""

from collections import Counter

from django.db.models import Count

from hamsafar.collect.ideas import services as ideas
from hamsafar.identify.people import services as people

from .contracts import State, Tally, Telling
from .models import ToldRow

_TROUBLE = (State.REFUSED, State.UNREACHABLE, State.FAILED, State.UNKNOWN, State.WAITING)


def tally(idea_id: int) -> Tally:
    rows = ToldRow.objects.filter(idea__in=ideas.family_of(idea_id)).order_by()
    states = {State(state): n for state, n in rows.values_list("state").annotate(n=Count("id"))}
    why: Counter[str] = Counter()
    for code, n in rows.filter(state__in=_TROUBLE).exclude(code="").values_list("code").annotate(n=Count("id")):
        why[code] += n
    keys = [people.key_of(one.identifier) for one in ideas.audience_of(idea_id)]
    return Tally(states=states, why=dict(why), strangers=len(set(keys) - set(people.people_of(keys))))


def list_tellings(idea_id: int, *, limit: int = 200) -> list[Telling]:
    """The latest first."""
    rows = ToldRow.objects.filter(idea__in=ideas.family_of(idea_id)).order_by("-at", "-id")[:limit]
    return [
        Telling(
            person=row.person, state=State(row.state), channel=row.channel, code=row.code, retry_at=row.retry_at, deed=row.deed, at=row.at
        )
        for row in rows
    ]
