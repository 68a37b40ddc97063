"""Members hear by letter of reviews that wait for them: unhappy ones without an answer, and those that somebody has to look at.

One letter an hour at most, of their own units, with what still waits when it leaves.
"""

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from hamsafar.base.ui import formats
from hamsafar.ground.notices import services as notices
from hamsafar.ground.notices.services import About, Notice, Words
from hamsafar.ground.organisation import services as organisation

from . import reading, telling
from .around import around
from .contracts import State
from .models import ReviewRow

WAITING = "reviews.waiting"  # the notice, and the job that gathers for it
UNHAPPY = 2  # so many stars and fewer
NAMED, LONGEST = 5, 160  # reviews that a letter shows, letters of what each says


def note(row: ReviewRow, *, is_changed: bool = False) -> None:
    """That this came, in the transaction that keeps it. Nothing is gathered where no letter could leave."""
    if (is_changed or row.state == State.HELD or row.rating <= UNHAPPY) and around().may_send():
        notices.gather(WAITING)


def tell(since: int) -> int:
    return notices.tell_gathered(WAITING, since, path=reverse("reviews"))


def letter(about: About) -> Words | None:
    unhappy, held = _waiting(about)
    rows = ReviewRow.objects.filter(Q(id__in=unhappy) | Q(id__in=held)).select_related("product").order_by("rating", "-posted_at")
    found = list(rows)
    if not found:
        return None
    subject = ngettext("%(n)s review waits for you", "%(n)s reviews wait for you", len(found)) % {"n": formats.number(len(found))}
    parts = [_count_unhappy(len(unhappy)), _count_held(len(held)), *map(_line, found[:NAMED])]
    return Words(subject=subject, text="\n\n".join(filter(None, parts)), button=_("Look at the reviews"))


def _waiting(about: About) -> tuple[set[object], set[object]]:
    """Of this hour and of this member's units: unhappy ones that they may answer, and those that they may let through."""
    member = organisation.get_member(about["member"])
    unhappy = _new("reviews.answer", member, about).filter(rating__lte=UNHAPPY, reply="").exclude(state=State.DECLINED)
    held = _new("reviews.moderate", member, about).filter(Q(state=State.HELD) | Q(change__isnull=False))
    return set(unhappy.values_list("id", flat=True)), set(held.values_list("id", flat=True))


def _new(permission: str, member: organisation.MemberRecord, about: About) -> "QuerySet[ReviewRow]":
    """A review with a code counts once that was typed, which may be in the next hour."""
    if not organisation.can(member, permission):
        return ReviewRow.objects.none()
    since, until = notices.hour_of(about)
    posted = Q(posted_at__gte=since) | Q(is_verified=False, posted_at__gte=since - notices.HOUR)
    came = posted | Q(change__at__gte=since, change__at__lt=until)
    return reading.found(organisation.scope_of(member, permission)).filter(came, posted_at__lt=until)


def _count_unhappy(n: int) -> str:
    said = ngettext(
        "%(n)s has one or two stars and no answer.", "%(n)s have one or two stars and no answer.", n
    ) % {"n": formats.number(n)}  # fmt: skip
    return said if n else ""


def _count_held(n: int) -> str:
    said = ngettext("%(n)s waits to be looked at.", "%(n)s wait to be looked at.", n) % {"n": formats.number(n)}
    return said if n else ""


def _line(row: ReviewRow) -> str:
    words = " ".join(telling.words_of(row).split())
    said = f": “{words[:LONGEST]}{'…' if len(words) > LONGEST else ''}”" if words else ""
    return f"{'★' * row.rating} {row.product.name or row.product.key}{said}"


NAME = gettext_lazy("Reviews wait for me: to be looked at, or unhappy and without an answer")
notices.add_notice(Notice(key=WAITING, name=NAME, permission="reviews.answer", say=letter))
