"""The invitation that a message asks by: made once for each deed, however often sending is tried."""

import datetime as dt

from hamsafar.base import clock
from hamsafar.collect.surveys import services as surveys
from hamsafar.identify.people import services as people

from . import reach
from .contracts import AskSurvey
from .sending import Sending

PIPED = ("name", "first_name", "firstName", "last_name", "lastName", "city")


def invited(sending: Sending, given: AskSurvey) -> surveys.Invitation:
    return surveys.invite(
        given.survey,
        identifier=reach.main_identifier(sending.person),
        person=sending.person,
        channel=sending.channel,
        language=sending.language,
        about=given.about,
        traits={**_traits(sending.person), **given.traits},
        expires_at=clock.now() + dt.timedelta(days=given.days),
        key=f"deed:{sending.id}",
    )


def _traits(person: int) -> dict[str, str]:
    """What a survey's texts may name without being asked for."""
    return {trait.name: str(trait.value) for trait in people.traits_of(person) if trait.name in PIPED}
