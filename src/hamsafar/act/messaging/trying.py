"""A letter to oneself, to see whether the mail server takes it."""

import http.client
import uuid

from django.utils.translation import gettext as _
from django.utils.translation import override

from hamsafar.ground.organisation import services as organisation

from . import calling, gateway_settings, letters, mail_settings, smtp
from .contracts import Letter
from .errors import NoAddress
from .gateways import Outgoing


class Quiet(Exception):
    """It was handed over and no answer came."""


def send_test(to: str, *, language: str) -> str:
    """What the server said. Raises what sending raises, and Quiet."""
    mail = mail_settings.get_mail()
    with override(language):
        letter = Letter(
            language=language,
            subject=_("A letter from Hamsafar"),
            text=_("If you can read this, e-mail is set up. Letters to customers look like this one."),
            company=organisation.company().name or mail.from_name,
            postal=mail.postal,
            colour=mail.colour,
        )
    made = letters.mime(letter, mail=mail, to=to, message_ref=uuid.uuid4().hex)
    gone: list[bool] = []
    try:
        return smtp.deliver(made, to=to, mail=mail, go_out=lambda: gone.append(True))
    except (OSError, smtp.smtplib.SMTPException):
        if gone:
            raise Quiet from None
        raise


def send_short(channel: str, to: str, *, language: str) -> str:
    """The same by SMS or Telegram."""
    if not to:
        raise NoAddress
    gateway = gateway_settings.get_gateway(channel)
    with override(language):
        text = _("This is a message from Hamsafar. If you can read it, messages are set up.")
    gone: list[bool] = []
    try:
        return calling.deliver(gateway, Outgoing(id=uuid.uuid4(), to=to, text=text), go_out=lambda: gone.append(True)).said
    except (OSError, http.client.HTTPException, calling.Unclear):
        if gone:
            raise Quiet from None
        raise
