"""Telling who wrote a review that it is shown now, or that the company answered it: each once, past the one gate.

Once is kept by the key of the deed. What the team takes back within the first minutes is not told.
"""

import datetime as dt
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from hamsafar.collect.reviews import services as reviews
from hamsafar.collect.reviews.services import News, Review, State
from hamsafar.decide.contact import services as contact
from hamsafar.ground.actions import services as actions
from hamsafar.ground.jobs import services as jobs
from hamsafar.ground.organisation import services as organisation
from hamsafar.identify.people import services as people

from .telling import way_to
from .words import LANGUAGES

PATIENCE: Final = dt.timedelta(days=7)  # with quiet hours and budgets; later nobody remembers what they wrote


@transaction.atomic
def tell(review_id: UUID, news: News, *, since: dt.datetime) -> None:
    """May be called as often as one likes. Whoever is not known, cannot be reached or does not want it is left alone."""
    review, key = reviews.find_review(review_id), f"review-{news}:{review_id}"
    if review is None or not _is_true(review, news) or actions.find_deed("send_message", key) is not None:
        return
    person = people.find_person_of(people.key_of(review.who)) if review.who.kind else None
    channel = way_to(person)[0] if person is not None else ""
    if person is None or not channel:
        return
    allowed = contact.decide(person, purpose=contact.SERVICE, channel=channel, key=key)
    if isinstance(allowed, contact.Refusal):
        if allowed.retry_at is not None and allowed.retry_at < since + PATIENCE:
            again(review_id, news, since=since, at=allowed.retry_at)
        return
    given = {"person": people.key_text(person), "channel": channel, "purpose": contact.SERVICE, **_letter(review, news)}
    actions.ask_for("send_message", given, key=key, about=contact.about(person), at=allowed.at, pass_token=allowed.token)


def again(review_id: UUID, news: News, *, since: dt.datetime, at: dt.datetime) -> None:
    payload = {"review": str(review_id), "news": news.value, "since": since.isoformat()}
    jobs.enqueue(reviews.TELL, payload, key=f"{review_id}:{news}:{at.isoformat()}", run_at=at)


def _is_true(review: Review, news: News) -> bool:
    """Still, when it is told."""
    return review.state is State.SHOWN and (news is News.SHOWN or bool(review.reply))


def _letter(review: Review, news: News) -> dict[str, Any]:
    """In both languages: it is written in its reader's own."""
    given: dict[str, Any] = {"subject": {}, "text": {}, "button": {}, "url": reviews.address_for_writer(review.id)}
    product = review.product.name or review.product.key
    for language in LANGUAGES:
        with override(language):
            subject, text = _answered(review, product) if news is News.ANSWERED else _shown(product)
            given["subject"][language], given["text"][language], given["button"][language] = subject, text, _("See your review")
    return given


def _shown(product: str) -> tuple[str, str]:
    text = _("What you wrote about “{product}” is shown to other customers now. Thank you for your word.")
    return _("Your review of “{product}” is shown").format(product=product), text.format(product=product)


def _answered(review: Review, product: str) -> tuple[str, str]:
    company = organisation.company().name
    subject = _("{company} answered your review") if company else _("An answer to your review")
    first = _("This is our answer to what you wrote about “{product}”:").format(product=product)
    return subject.format(company=company), f"{first}\n\n{review.reply}"
