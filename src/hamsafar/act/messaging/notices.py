"""Letters to members of the team: what has happened, and where it stands. No customer is reached by them, so they pass no gate."""

import logging
from uuid import uuid4

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from hamsafar.ground.actions.services import NotDone, NotYet
from hamsafar.ground.notices.services import Telling
from hamsafar.ground.organisation import services as organisation

from . import letters, mail_settings, smtp
from .contracts import Letter
from .errors import ChannelNotSetUp

log = logging.getLogger("hamsafar.notices")


def write_notice(telling: Telling) -> None:
    """Raises where the mail server is away: the queue tries again. Without e-mail, or without such a mailbox, nobody is told."""
    try:
        mail = mail_settings.get_mail()
    except ChannelNotSetUp:
        return
    company = organisation.company().name or mail.from_name
    with override(telling.language):
        letter = Letter(
            language=telling.language, subject=telling.words.subject, text=telling.words.text, button=telling.words.button,
            url=f"{settings.PUBLIC_URL}{telling.path}", company=company, postal=mail.postal, colour=mail.colour,
            why=_("You get this as a member of the team. What reaches you is chosen under Settings, Notices to me."),
        )  # fmt: skip
    made = letters.mime(letter, mail=mail, to=telling.email, message_ref=uuid4().hex)
    try:
        smtp.deliver(made, to=telling.email, mail=mail)
    except NotDone as refused:
        log.warning("a notice to a member was not taken: %s", refused.why.code)
    except NotYet as later:
        raise RuntimeError(f"the mail server is away: {later.why.code}") from None
