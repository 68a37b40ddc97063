"""A letter with a code that somebody has just asked for, to an address that need not be anybody's we know.

It answers its reader's own request within minutes and carries nothing else, so it passes no gate; who asks for codes limits how many.
"""

from uuid import uuid4

from django.utils.translation import gettext as _
from django.utils.translation import override

from hamsafar.collect.intake.services import Identifier
from hamsafar.ground.actions.services import NotDone
from hamsafar.ground.organisation import services as organisation
from hamsafar.identify.people import services as people

from . import letters, mail_settings, reach, smtp
from .contracts import Letter


def send_code(to: str, code: str, *, language: str, place: str = "") -> None:
    """Raises ChannelNotSetUp and NotYet; a mailbox that is not there is nothing to try again."""
    mail = mail_settings.get_mail()
    if reach.is_blocked(reach.Address(to, people.key_of(Identifier("", "email", to)))):
        return
    company = organisation.company().name or mail.from_name
    with override(language):
        letter = Letter(
            language=language,
            subject=_("{code} is your code").format(code=code),
            text="\n\n".join((
                _("Your code for “{place}” is:").format(place=place or company),
                code,
                _("It is valid for fifteen minutes. If you did not ask for it, nothing happens; you need not do anything."),
            )),
            company=company, postal=mail.postal, colour=mail.colour,
            why=_("{company} sends you this because somebody typed this address to sign in.").format(company=company),
        )  # fmt: skip
    made = letters.mime(letter, mail=mail, to=to, message_ref=uuid4().hex)
    try:
        smtp.deliver(made, to=to, mail=mail)
    except NotDone:
        return
