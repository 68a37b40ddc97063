"""The link that a message asks by: made once for each deed, however often sending is tried."""

import datetime as dt
from collections.abc import Collection

from hamsafar.base import clock
from hamsafar.collect.reviews import services as reviews
from hamsafar.collect.surveys import services as surveys
from hamsafar.identify.people import services as people

from . import reach
from .contracts import AskReview, AskSurvey
from .sending import Sending


def invited(sending: Sending, given: AskSurvey) -> surveys.Invitation:
    return surveys.invite(
        given.survey,
        identifier=reach.main_identifier(sending.person),
        person=sending.person,
        channel=sending.channel,
        language=sending.language,
        about=given.about,
        traits={**_traits(sending.person, surveys.traits_wanted(given.survey)), **given.traits},
        expires_at=clock.now() + dt.timedelta(days=given.days),
        key=f"deed:{sending.id}",
    )


def asked_for_reviews(sending: Sending, given: AskReview) -> reviews.Request:
    return reviews.request(
        [reviews.Bought(key=each.key, name=each.name, url=each.url) for each in given.products],
        identifier=reach.main_identifier(sending.person),
        person=sending.person,
        order_id=given.order_id,
        channel=sending.channel,
        language=sending.language,
        unit=given.unit,
        name=_first_name(sending.person),
        campaign=given.campaign,
        key=f"deed:{sending.id}",
    )


FIRST_NAMES = ("first_name", "firstName")


def _first_name(person: int) -> str:
    """What the form proposes as the author's name; a whole name is nobody else's business."""
    known = {trait.name: str(trait.value) for trait in people.traits_of(person)}
    return next((known[name] for name in FIRST_NAMES if known.get(name)), "")


def _traits(person: int, wanted: Collection[str]) -> dict[str, str]:
    """Only what the survey speaks of travels with its link."""
    return {trait.name: str(trait.value) for trait in people.traits_of(person) if trait.name in wanted} if wanted else {}
