"""Atom: what is new on the board, and what happens to one idea."""

import datetime as dt
from collections.abc import Iterable

from django.http import HttpResponse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import linebreaks
from django.utils.translation import gettext as _

from hamsafar.base.ui.reader import reader

from .contracts import Comment, Idea
from .participants import public_address


def of_board(name: str, found: Iterable[Idea]) -> HttpResponse:
    feed = _feed(name, public_address("ideas-board"), public_address("ideas-feed"))
    for idea in found:
        link = public_address("ideas-idea", idea.id)
        status = idea.status.name_in(reader().language)
        _add(feed, idea.title, link, idea.text, idea.made_at, idea.status_at, _author(idea.author_name), status)
    return _answer(feed)


def of_idea(idea: Idea, comments: Iterable[tuple[Comment, str]]) -> HttpResponse:
    """The idea itself, its official answer and status, and what is said about it."""
    link = public_address("ideas-idea", idea.id)
    feed = _feed(idea.title, link, public_address("ideas-idea-feed", idea.id))
    status = idea.status.name_in(reader().language)
    _add(feed, _("Status: {status}").format(status=status), f"{link}#status-{idea.status_at:%Y%m%d%H%M%S}", idea.answer, idea.status_at,
         idea.answered_at or idea.status_at, _author(idea.answered_by), status)  # fmt: skip
    for comment, name in comments:
        _add(feed, name, f"{link}#c{comment.id}", comment.text, comment.at, comment.at, name, "")
    _add(feed, idea.title, link, idea.text, idea.made_at, idea.made_at, _author(idea.author_name), "")
    return _answer(feed)


def _author(name: str) -> str:
    return name or _("A customer")


def _feed(title: str, link: str, self_link: str) -> Atom1Feed:
    return Atom1Feed(title=title, link=link, description=None, language=reader().language, feed_url=self_link)


def _add(
    feed: Atom1Feed, title: str, link: str, text: str, at: dt.datetime, changed: dt.datetime, author: str, category: str
) -> None:  # fmt: skip
    feed.add_item(
        title=title, link=link, description=linebreaks(text, autoescape=True) if text else "", pubdate=at, updateddate=max(at, changed),
        author_name=author, categories=[category] if category else [], unique_id=link,
    )  # fmt: skip


def _answer(feed: Atom1Feed) -> HttpResponse:
    return HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")
