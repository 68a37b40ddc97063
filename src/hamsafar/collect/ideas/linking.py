"""Comments of customers elsewhere (answers, reviews, chats: events of the spine) that speak of an idea."""

from collections.abc import Iterable

from django.db import transaction

from hamsafar.base import clock
from hamsafar.ground.audit import services as audit

from .contracts import Link
from .counting import family
from .errors import IdeaNotFound
from .models import IdeaRow, LinkRow


@transaction.atomic
def link(idea_id: int, source: str, message_id: str, *, by: audit.Actor | None = None) -> Link:
    """A comment that spoke of another idea speaks of this one now. Raises IdeaNotFound."""
    if not IdeaRow.objects.filter(id=idea_id).exists():
        raise IdeaNotFound
    facts = {"idea_id": idea_id, "at": clock.now(), "by_name": by.audit_name if by else ""}
    row, _new = LinkRow.objects.update_or_create(source=source, message_id=message_id, defaults=facts)
    audit.record("ideas.linked", by=by, about=f"idea:{idea_id}")
    return _link(row)


@transaction.atomic
def unlink(source: str, message_id: str, *, by: audit.Actor | None = None) -> None:
    row = LinkRow.objects.filter(source=source, message_id=message_id).first()
    if row is not None:
        audit.record("ideas.unlinked", by=by, about=f"idea:{row.idea_id}")
        row.delete()


def find_link(source: str, message_id: str) -> Link | None:
    row = LinkRow.objects.filter(source=source, message_id=message_id).first()
    return _link(row) if row else None


def links_of(idea_id: int) -> list[Link]:
    """With those of the ideas that were merged into it, the latest first."""
    return [_link(row) for row in LinkRow.objects.filter(family(idea_id)).order_by("-at", "-id")]


def count_links(ideas: Iterable[int]) -> dict[int, int]:
    found: dict[int, int] = {}
    rows = LinkRow.objects.filter(idea__in=IdeaRow.objects.filter(id__in=list(ideas)) | IdeaRow.objects.filter(root__in=list(ideas)))
    for idea, root in rows.values_list("idea", "idea__root"):
        found[root or idea] = found.get(root or idea, 0) + 1
    return found


def _link(row: LinkRow) -> Link:
    return Link(id=row.id, idea=row.idea_id, source=row.source, message_id=row.message_id, at=row.at, by=row.by_name)
