"""Lists with a name."""

from urllib.parse import parse_qsl, urlencode

from django.db.models import Q

from .contracts import View
from .errors import NothingSaid
from .models import ViewRow

KEPT = ("q", "sort", "state", "owner", "rule", "cause", "due", "unit")
MOST = 40


def list_views(member: int) -> list[View]:
    """One's own and those that are for everybody."""
    rows = ViewRow.objects.filter(Q(member=member) | Q(is_shared=True))[:MOST]
    return [View(id=row.id, name=row.name, query=row.query, is_shared=row.is_shared, is_mine=row.member_id == member) for row in rows]


def save_view(member: int, *, name: str, query: str, is_shared: bool) -> View:
    """Raises NothingSaid without a name. The same name of the same member is written over."""
    if not name.strip():
        raise NothingSaid
    kept = urlencode([(key, value) for key, value in parse_qsl(query) if key in KEPT])[:1000]
    row, _ = ViewRow.objects.update_or_create(member_id=member, name=name.strip()[:100], defaults={"query": kept, "is_shared": is_shared})
    return View(id=row.id, name=row.name, query=row.query, is_shared=row.is_shared, is_mine=True)


def drop_view(view_id: int, member: int) -> None:
    ViewRow.objects.filter(id=view_id, member=member).delete()
