"""Who looks after the idea board hears by letter of new ideas, of those that look like another, and of what waits to be looked at.

One letter an hour at most, with what is there when it leaves.
"""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from hamsafar.base.ui import formats
from hamsafar.ground.notices import services as notices
from hamsafar.ground.notices.services import About, Notice, Words

from . import listing
from .around import around
from .contracts import State
from .models import CommentRow, IdeaRow

NEW = "ideas.new"  # the notice, and the job that gathers for it
NAMED = 5  # ideas that a letter names


def note() -> None:
    """That a customer wrote something, in the transaction that keeps it. Nothing is gathered where no letter could leave."""
    if around().can_send_codes():
        notices.gather(NEW)


def tell(since: int) -> int:
    return notices.tell_gathered(NEW, since, path=reverse("board"))


def letter(about: About) -> Words | None:
    since, until = notices.hour_of(about)
    came = IdeaRow.objects.filter(made_at__gte=since, made_at__lt=until, by_team="", root=None)
    ideas = list(came.filter(state__in=(State.SHOWN, State.WAITING)).order_by("made_at"))
    comments = CommentRow.objects.filter(at__gte=since, at__lt=until, state=State.WAITING).count()
    if not ideas and not comments:
        return None
    waiting = sum(row.state == State.WAITING for row in ideas) + comments
    parts = [_count_waiting(waiting), *map(_line, ideas[:NAMED])]
    return Words(subject=_subject(len(ideas), comments), text="\n\n".join(filter(None, parts)), button=_("Look at the ideas"))


def _subject(ideas: int, comments: int) -> str:
    if ideas:
        return ngettext("%(n)s new idea", "%(n)s new ideas", ideas) % {"n": formats.number(ideas)}
    said = ngettext("%(n)s comment on an idea waits", "%(n)s comments on ideas wait", comments)
    return said % {"n": formats.number(comments)}


def _count_waiting(n: int) -> str:
    said = ngettext("%(n)s idea or comment waits to be looked at.", "%(n)s ideas and comments wait to be looked at.", n)
    return said % {"n": formats.number(n)} if n else ""


def _line(row: IdeaRow) -> str:
    like = next(iter(listing.similar(row.title, limit=1, apart_from=row.id)), None)
    if like is None:
        return f"“{row.title}”"
    return _("“{idea}” looks like “{other}”, to which it can be added.").format(idea=row.title, other=like.idea.title)


notices.add_notice(Notice(key=NEW, name=gettext_lazy("New ideas, and what waits on the idea board"), permission="ideas.manage", say=letter))
